"""Questionnaires: published from a file or edited question by question, each version dated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import select

from backoffice.content.answers import NewRank
from backoffice.content.base import build
from backoffice.content.questionnaire import (
    QuestionLine,
    QuestionnaireFile,
    QuestionnaireHead,
    QuestionnaireText,
    SectionName,
    head_body,
    question_body,
    read_questionnaire,
)
from backoffice.domain.needs import questionnaire as domain
from backoffice.errors import BackofficeError, Invalid, Place, Several
from backoffice.i18n import N_, _
from backoffice.services.acts import Doing, Done, act
from backoffice.services.codes import CodeStays, check_code
from backoffice.services.kinds import ref_of
from backoffice.services.needs.book import SHIPPED, as_toml, bodies, digest, forget, in_force, shipped
from backoffice.store.records import NeedsAnalysis, Questionnaire, QuestionnaireQuestion


class SameQuestionnaire(BackofficeError):
    code = "same_questionnaire"

    def __init__(self, code: str, version: int) -> None:
        super().__init__(
            _("Questionnaire {code} already says exactly this in its version {version}.").format(
                code=code, version=version
            ),
            remedy=_("Nothing needs to be done."),
        )


class RetiredQuestionnaire(BackofficeError):
    code = "retired"

    def __init__(self, code: str) -> None:
        super().__init__(
            _("Questionnaire {code} is retired.").format(code=code),
            remedy=_("Publish a new version of it first, or choose another one."),
        )


class TwoBeginnings(Invalid):
    """Two questionnaires that the same kind of request would begin with."""

    code = "two_usual"

    def __init__(self, kind: str, other: str) -> None:
        super().__init__(
            _("Requests of the kind {kind} begin with {other} already.").format(kind=kind, other=other),
            place=Place(path="kinds"),
            remedy=_("Leave the kind to one of the two."),
        )


@act("publish-questionnaire", N_("Publish a questionnaire"), makes="questionnaire", model=QuestionnaireText)
def publish_questionnaire(doing: Doing, _nothing: str, values: QuestionnaireText) -> Done:
    """A new version of a questionnaire from the text of its file; the version before stays as it was."""
    return publish(doing, read_questionnaire(values.text, values.file))


def publish(doing: Doing, read: QuestionnaireFile, *, uid: str | None = None) -> Done:
    """Keeps a questionnaire as a new version of its code."""
    check_code(doing.unit, Questionnaire, read.code)
    head, questions = head_body(read), [question_body(one) for one in read.questions]
    last = doing.unit.maybe(Questionnaire, read.code)
    if last is not None and last.state == "published" and last.sha256 == digest(read.code, head, questions):
        raise SameQuestionnaire(read.code, last.version_no)
    record = doing.unit.add(new_version(doing, read.code, last, head, questions, uid=uid))
    check_beginnings(doing, record)
    return _done(record)


def _text(_doing: Doing, record: Questionnaire) -> Mapping[str, Any]:
    return {"text": as_toml(record), "file": f"{record.ref}.toml"}


@act(
    "edit-questionnaire",
    N_("Edit the questionnaire as text"),
    on="questionnaire",
    model=QuestionnaireText,
    opening=_text,
    key="e",
)
def edit_questionnaire(doing: Doing, record: Questionnaire, values: QuestionnaireText) -> Done:
    """The whole questionnaire as TOML: a new version of it, checked as a file is."""
    read = read_questionnaire(values.text, values.file)
    if read.code != record.ref:
        raise CodeStays(record.ref, values.file)
    return publish(doing, read)


def _head(_doing: Doing, record: Questionnaire) -> Mapping[str, Any]:
    read = build(QuestionnaireHead, record.body)
    return {name: getattr(read, name) for name in QuestionnaireHead.model_fields}


@act(
    "edit-questionnaire-head",
    N_("Edit what the questionnaire says as a whole"),
    on="questionnaire",
    model=QuestionnaireHead,
    opening=_head,
)
def edit_questionnaire_head(doing: Doing, record: Questionnaire, values: QuestionnaireHead) -> Done:
    """Title, who answers, which requests begin with it, what stands before and after its questions."""
    record = _editable(doing, record)
    record.body, record.title = head_body(values), values.title
    check_beginnings(doing, record)
    return _kept(doing, record)


@act(
    "add-questionnaire-question",
    N_("Add a question to the questionnaire"),
    on="questionnaire",
    model=QuestionLine,
    key="c",
)
def add_questionnaire_question(doing: Doing, record: Questionnaire, values: QuestionLine) -> Done:
    """One more question, after the last one of its section."""
    record = _editable(doing, record)
    sections = [one.body["section"] for one in record.questions]
    place = (
        len(sections) - sections[::-1].index(values.section) if values.section in sections else len(sections)
    )
    added = _row(place + 1, question_body(values))
    _check(record, [*record.questions[:place], added, *record.questions[place:]], added)
    record.questions.insert(place, added)
    return _kept(doing, record, added)


def _opened(_doing: Doing, question: QuestionnaireQuestion) -> Mapping[str, Any]:
    read = build(QuestionLine, question.body)
    return {name: getattr(read, name) for name in QuestionLine.model_fields}


@act(
    "edit-questionnaire-question",
    N_("Edit the question of the questionnaire"),
    on="questionnaire-question",
    model=QuestionLine,
    opening=_opened,
    key="e",
)
def edit_questionnaire_question(doing: Doing, question: QuestionnaireQuestion, values: QuestionLine) -> Done:
    """Changes a question; analyses that were begun keep the version that they answer."""
    record = _editable(doing, question.questionnaire)
    mine = next(one for one in record.questions if one.position == question.position)
    edited = _row(mine.position, question_body(values))
    _check(record, [edited if one is mine else one for one in record.questions], edited)
    mine.code, mine.text, mine.body = edited.code, edited.text, edited.body
    return _kept(doing, record, mine)


@act(
    "move-questionnaire-question",
    N_("Move the question"),
    on="questionnaire-question",
    model=NewRank,
    opening=lambda _doing, question: {"rank": question.position},
    key="m",
)
def move_questionnaire_question(doing: Doing, question: QuestionnaireQuestion, values: NewRank) -> Done:
    """Gives a question another rank; the others make room."""
    record = _editable(doing, question.questionnaire)
    mine = next(one for one in record.questions if one.position == question.position)
    others = [one for one in record.questions if one is not mine]
    others.insert(min(values.rank, len(record.questions)) - 1, mine)
    for position, one in enumerate(others, start=1):
        one.position = position
    doing.unit.session.flush()
    doing.unit.session.refresh(record, ["questions"])
    return _kept(doing, record, mine)


@act(
    "rename-section",
    N_("Rename its section"),
    on="questionnaire-question",
    model=SectionName,
    opening=lambda _doing, question: {"section": question.body["section"]},
)
def rename_section(doing: Doing, question: QuestionnaireQuestion, values: SectionName) -> Done:
    """Gives the section of a question another name, for all the questions that stand in it."""
    record = _editable(doing, question.questionnaire)
    mine = next(one for one in record.questions if one.position == question.position)
    old = mine.body["section"]
    for one in record.questions:
        if one.body["section"] == old:
            one.body = {**one.body, "section": values.section}
    _check(record, record.questions, mine)
    return _kept(doing, record, mine)


@act(
    "remove-questionnaire-question",
    N_("Take the question out of the questionnaire"),
    on="questionnaire-question",
)
def remove_questionnaire_question(doing: Doing, question: QuestionnaireQuestion, _values: None) -> Done:
    """Takes a question out; one that others depend on stays until they don't."""
    record = _editable(doing, question.questionnaire)
    if len(record.questions) == 1:
        raise Invalid(
            _("A questionnaire has at least one question."),
            remedy=_("Retire the questionnaire if it serves no more."),
        )
    gone = next(one for one in record.questions if one.position == question.position)
    _check(record, [one for one in record.questions if one is not gone], gone)
    record.questions.remove(gone)
    return _kept(doing, record)


@act("retire-questionnaire", N_("Retire the questionnaire"), on="questionnaire")
def retire_questionnaire(doing: Doing, record: Questionnaire, _values: None) -> Done:
    """Keeps a questionnaire from being asked again; dossiers that it was asked in aren't touched."""
    if record.state == "retired":
        raise RetiredQuestionnaire(record.ref)
    record.state = "retired"
    return _done(record)


def _check(
    record: Questionnaire, questions: Sequence[QuestionnaireQuestion], changed: QuestionnaireQuestion
) -> None:
    """Raises what `questions` have wrong together; for `changed`, at the places of its own form."""
    read = tuple(build(QuestionLine, dict(one.body)).question() for one in questions)
    rank = next((n for n, one in enumerate(questions) if one is changed), -1)
    found: tuple[BackofficeError, ...] = tuple(domain.mistakes(read, record.ref))
    for wrong in found:
        path = wrong.place.path or ""
        if path.startswith(f"questions[{rank}]"):
            wrong.at(Place(path=path.removeprefix(f"questions[{rank}]").lstrip(".") or "text"))
    if found:
        raise Several(found) if len(found) > 1 else found[0]


def check_beginnings(doing: Doing, record: Questionnaire) -> None:
    """Raises when requests of a kind begin with another questionnaire already."""
    if record.body.get("audience", "client") != "client":
        return
    others = [one for one in in_force(doing) if one.ref != record.ref and one.body["audience"] == "client"]
    found = tuple(
        TwoBeginnings(kind, other.ref)
        for kind in record.body.get("kinds", ())
        for other in others
        if kind in other.body.get("kinds", ())
    )
    if found:
        raise Several(found) if len(found) > 1 else found[0]


def _editable(doing: Doing, record: Questionnaire) -> Questionnaire:
    """The version to change: the last one, or a copy of it as a new version when dossiers answer it."""
    last = doing.unit.find(Questionnaire, record.ref)
    used = select(NeedsAnalysis.id).where(
        NeedsAnalysis.questionnaire_ref == last.ref, NeedsAnalysis.questionnaire_version == last.version_no
    )
    if last.state == "published" and doing.unit.session.scalars(used.limit(1)).first() is None:
        return last
    return doing.unit.add(new_version(doing, last.ref, last, dict(last.body), bodies(last)))


def new_version(
    doing: Doing,
    code: str,
    last: Questionnaire | None,
    head: dict[str, Any],
    questions: list[dict[str, Any]],
    *,
    uid: str | None = None,
) -> Questionnaire:
    """The next version of `code`; one with a `uid` of its own is the same in every house, and undated."""
    record = Questionnaire(
        uid=uid,
        ref=code,
        version_no=last.version_no + 1 if last else 1,
        state="published",
        title=head["title"],
        valid_from=None if uid else doing.happened_on,
        body=head,
        sha256=digest(code, head, questions),
    )
    record.questions += [_row(position, body) for position, body in enumerate(questions, start=1)]
    return record


def _row(position: int, body: dict[str, Any]) -> QuestionnaireQuestion:
    return QuestionnaireQuestion(position=position, code=body["code"], text=body["text"], body=body)


def _kept(doing: Doing, record: Questionnaire, question: QuestionnaireQuestion | None = None) -> Done:
    for position, one in enumerate(record.questions, start=1):
        one.position = position
    record.sha256 = digest(record.ref, record.body, bodies(record))
    doing.unit.session.flush()
    forget(doing)
    return _done(record, question)


def _done(record: Questionnaire, question: QuestionnaireQuestion | None = None) -> Done:
    payload = {"version": record.version_no, "sha256": record.sha256, "questions": len(record.questions)}
    subject = question or record
    return Done(subject, ref_of(subject), payload)


def shipped_questionnaires(doing: Doing) -> list[Done]:
    """Publishes the questionnaires that come with the back office, in a house that never had one.

    They are the same in every house, so that what one exports is known to another.
    """
    if doing.unit.session.scalars(select(Questionnaire.id).limit(1)).first() is not None:
        return []
    found = []
    for name in SHIPPED:
        text = shipped(name, doing.settings.language)
        read = read_questionnaire(text, f"{name}.toml")
        found.append(publish(doing, read, uid=str(uuid5(NAMESPACE_URL, f"backoffice/{text}"))))
    return found
