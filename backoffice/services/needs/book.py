"""The questionnaires that there are: what each version asks, which one a kind of request begins with."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from sqlalchemy import select

from backoffice.content.questionnaire import questionnaire_of, questionnaire_toml
from backoffice.domain.needs.questionnaire import Questionnaire as Asked
from backoffice.services.acts import Doing
from backoffice.store.canonical import canonical, sha256
from backoffice.store.records import NeedsAnalysis, Questionnaire

# In the order in which a new house is given them.
SHIPPED = ("analyse-intra", "avant-formation", "onze-etapes")
_READ = "questionnaires-read"


def bodies(record: Questionnaire) -> list[dict[str, Any]]:
    return [one.body for one in record.questions]


def domain_of(record: Questionnaire) -> Asked:
    """A kept version as the rules see it."""
    return questionnaire_of(record.body, record.ref, bodies(record))


def as_toml(record: Questionnaire) -> str:
    """A kept version as the text of its file."""
    return questionnaire_toml(record.ref, record.body, bodies(record))


def digest(code: str, head: dict[str, Any], questions: list[dict[str, Any]]) -> str:
    """What stands for all that a version says."""
    return sha256(canonical({"code": code, "head": head, "questions": questions}))


def asked_by(doing: Doing, analysis: NeedsAnalysis) -> Asked:
    """The version of the questionnaire that an analysis answers, read once in a transaction."""
    known = doing.unit.session.info.setdefault(_READ, {})
    key = analysis.questionnaire_ref, analysis.questionnaire_version
    if key not in known:
        query = select(Questionnaire).where(Questionnaire.ref == key[0], Questionnaire.version_no == key[1])
        known[key] = domain_of(doing.unit.session.scalars(query).one())
    found: Asked = known[key]
    return found


def forget(doing: Doing) -> None:
    """Questionnaires have changed: they are read again."""
    doing.unit.session.info.pop(_READ, None)


def in_force(doing: Doing) -> list[Questionnaire]:
    """The last version of each that isn't retired, by code."""
    query = select(Questionnaire).order_by(Questionnaire.ref, Questionnaire.version_no)
    last = {one.ref: one for one in doing.unit.session.scalars(query)}
    return [one for one in last.values() if one.state == "published"]


def usual_for(doing: Doing, kind: str) -> Questionnaire | None:
    """The client's questionnaire that a request of `kind` begins with, if one says so."""
    return next(
        (
            one
            for one in in_force(doing)
            if kind in one.body.get("kinds", ()) and one.body.get("audience", "client") == "client"
        ),
        None,
    )


def shipped(name: str, language: str) -> str:
    """The text of a questionnaire that comes with the back office, in French or English."""
    folder = files("backoffice.data").joinpath("questionnaires")
    return folder.joinpath(f"{name}.{language}.toml").read_text(encoding="utf-8")
