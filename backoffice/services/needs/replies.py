"""Participants' answers: taken in from a table or a file without names, one by one, and read together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from backoffice.content.answers import AnswersFile, RepliesText, ReplyRank, read_answer
from backoffice.content.base import build
from backoffice.content.reading import parse_toml
from backoffice.domain.needs.answers import check_all, given
from backoffice.domain.needs.questionnaire import Questionnaire
from backoffice.domain.needs.synthesis import Summary, synthesis
from backoffice.domain.text import fold
from backoffice.errors import BackofficeError, Invalid, Place, Several, each
from backoffice.exchange.tables import Row, Table, read_table
from backoffice.i18n import N_, _, ngettext
from backoffice.i18n.formats import number
from backoffice.services.acts import Doing, Done, act
from backoffice.services.kinds import ref_of
from backoffice.services.needs.book import asked_by
from backoffice.services.needs.filling import check_asks, check_open, warn_of_health
from backoffice.services.needs.reading import replies_of
from backoffice.store.canonical import sha256
from backoffice.store.records import NeedsAnalysis

MOST = 2_000
_TOML = re.compile(r"\s*(#[^\n]*\n\s*)*format\s*=")


class AlreadyImported(BackofficeError):
    code = "already_imported"

    def __init__(self, ref: str) -> None:
        super().__init__(
            _("These very answers came into {ref} already.").format(ref=ref),
            place=Place(path="text"),
            remedy=_("Nothing needs to be done; say “in place of those there” to take them in afresh."),
        )


@dataclass(frozen=True, slots=True)
class Came:
    """Replies that were read; `left_out` are the columns that aren't questions: names stay outside."""

    replies: tuple[dict[str, Any], ...]
    left_out: tuple[str, ...] = ()


def replies_meant(doing: Doing, record: Any) -> NeedsAnalysis:
    """The participants' questionnaire itself, or that of the dossier that was named."""
    found = record if isinstance(record, NeedsAnalysis) else replies_of(doing, record)
    if found is None or found.audience != "participants":
        ref = ref_of(record)
        raise Invalid(
            _("{ref} isn't asked of participants.").format(ref=ref)
            if found is not None
            else _("{ref} asks nothing of its participants yet.").format(ref=ref),
            remedy=_("Open a questionnaire for participants first: open-needs."),
        )
    return found


def _preview(doing: Doing, record: Any, values: RepliesText) -> Sequence[str]:
    """What would come in, line by line."""
    analysis = replies_meant(doing, record)
    came = _read(doing, analysis, values)
    questionnaire = asked_by(doing, analysis)
    gone = len(analysis.replies) if values.again else 0
    lines = [ngettext("{n} reply comes in.", "{n} replies come in.", len(came.replies))]
    told = [lines[0].format(n=number(len(came.replies)))]
    if gone:
        text = ngettext("{n} reply goes out.", "{n} replies go out.", gone)
        told.append(text.format(n=number(gone)))
    told += [_left_out(came)] if came.left_out else []
    for one in synthesis(questionnaire, came.replies):
        if one.answered:
            told.append(f"{one.question.text}: {number(one.answered)}")
    return told


@act(
    "import-replies",
    N_("Take in participants’ answers"),
    on="needs|request",
    model=RepliesText,
    preview=_preview,
)
def import_replies(doing: Doing, record: Any, values: RepliesText) -> Done:
    """Takes in a reply for each row of a table (or of a TOML file), all or none; names are left outside."""
    analysis = replies_meant(doing, record)
    check_open(analysis)
    came, digest = _read(doing, analysis, values), sha256(values.text.encode())
    if values.again:
        analysis.replies, analysis.sources = [], []
    elif any(one["sha256"] == digest for one in analysis.sources):
        raise AlreadyImported(ref_of(analysis))
    if len(analysis.replies) + len(came.replies) > MOST:
        raise Invalid(
            _("A questionnaire holds at most {n} replies.").format(n=number(MOST)),
            place=Place(path="text"),
            remedy=_("Take in fewer of them, or answer in another dossier."),
        )
    analysis.replies = [*analysis.replies, *came.replies]
    analysis.sources = [*analysis.sources, {"sha256": digest, "replies": len(came.replies)}]
    for reply in came.replies:
        warn_of_health(doing, reply)
    doing.warnings[:] = list(dict.fromkeys(doing.warnings))
    payload = {"came": len(came.replies), "replies": len(analysis.replies)}
    return Done(analysis, ref_of(analysis), payload, _left_out(came) if came.left_out else "")


def _left_out(came: Came) -> str:
    return _("Left out, as no question is called so: {columns}.").format(columns=", ".join(came.left_out))


@act("add-reply", N_("Add the reply that was typed"), on="needs|request")
def add_reply(doing: Doing, record: Any, _values: None) -> Done:
    """Takes the answers typed into the questionnaire as one more reply, and empties it for the next."""
    analysis = replies_meant(doing, record)
    check_open(analysis)
    if not any(given(value) for value in analysis.answers.values()):
        raise Invalid(
            _("Nothing was typed into the questionnaire yet."),
            remedy=_("Answer it first: answer-needs."),
        )
    analysis.replies = [*analysis.replies, dict(analysis.answers)]
    analysis.answers = {}
    return Done(analysis, ref_of(analysis), {"came": 1, "replies": len(analysis.replies)})


@act("remove-reply", N_("Take a reply out"), on="needs", model=ReplyRank)
def remove_reply(doing: Doing, analysis: NeedsAnalysis, values: ReplyRank) -> Done:
    """Takes one participant's answers out, at their wish or because they came twice."""
    check_open(replies_meant(doing, analysis))
    if values.n > len(analysis.replies):
        raise Invalid(
            _("{ref} has {n} replies.").format(ref=ref_of(analysis), n=len(analysis.replies)),
            place=Place(path="n"),
            remedy=_("Give the rank of one of them."),
        )
    analysis.replies = [one for rank, one in enumerate(analysis.replies, start=1) if rank != values.n]
    return Done(analysis, ref_of(analysis), {"replies": len(analysis.replies)})


def synthesis_of(doing: Doing, analysis: NeedsAnalysis) -> tuple[Summary, ...]:
    """What participants answered together."""
    return synthesis(asked_by(doing, analysis), analysis.replies)


# Reading ---------------------------------------------------------------------------------------------------


def _read(doing: Doing, analysis: NeedsAnalysis, values: RepliesText) -> Came:
    questionnaire = asked_by(doing, analysis)
    if _TOML.match(values.text):
        return _from_toml(analysis, questionnaire, values.text)
    return _from_table(doing, questionnaire, values.text)


def _from_toml(analysis: NeedsAnalysis, questionnaire: Questionnaire, text: str) -> Came:
    read = build(AnswersFile, parse_toml(text, "-"))
    check_asks(read, analysis, None)
    found, wrong = [], []
    for rank, reply in enumerate(read.replies):
        kept, mistakes = check_all(questionnaire, reply)
        found.append({code: value for code, value in kept.items() if value is not None})
        wrong += [one.at(Place(None, None, f"text.replies[{rank}].{one.place.path}")) for one in mistakes]
    _raise(wrong)
    return _some(Came(tuple(one for one in found if one)))


def _from_table(doing: Doing, questionnaire: Questionnaire, text: str) -> Came:
    titles = {one.code: (one.code, one.text, *_bare(one.text)) for one in questionnaire.questions}
    table = read_table(text, titles, (), most_rows=MOST + 1)
    if not table.headed:
        raise Invalid(
            _("The first line doesn't name the questions."),
            place=Place(None, 1, "text"),
            remedy=_("Begin with a line of titles: the codes of the questions, or the questions themselves."),
        )
    wrong: list[BackofficeError] = [one.at(Place(None, one.place.line, "text")) for one in table.wrong]
    replies = [_reply(doing, questionnaire, row, wrong) for row in table.rows]
    _raise(sorted(wrong, key=lambda one: one.place.line or 0))
    return _some(Came(tuple(one for one in replies if one), _outside(table)))


def _bare(text: str) -> tuple[str, ...]:
    """A question as a form's export may write it: without its final mark."""
    return (text.rstrip(" ?:*.\u00a0\u202f"),)


def _outside(table: Table) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fold(one)[:40] for one in table.unknown))


def _reply(
    doing: Doing, questionnaire: Questionnaire, row: Row, wrong: list[BackofficeError]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for question in questionnaire.questions:
        try:
            value = read_answer(question, row.cells.get(question.code, ""), doing.today)
            if value is not None:
                found[question.code] = value
        except BackofficeError as error:
            wrong += [one.at(Place(None, row.line, f"text.{question.code}")) for one in each(error)]
    return found


def _some(came: Came) -> Came:
    if not came.replies:
        raise Invalid(
            _("No answer was given."), place=Place(path="text"), remedy=_("Write one reply a line.")
        )
    return came


def _raise(wrong: Sequence[BackofficeError]) -> None:
    if wrong:
        raise Several(tuple(wrong)) if len(wrong) > 1 else wrong[0]
