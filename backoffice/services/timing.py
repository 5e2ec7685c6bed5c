"""When an act happened: never later than now, never before what it depends on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select

from backoffice.domain.lifecycle import MOVES
from backoffice.domain.slots import SLOT_MOVES
from backoffice.errors import BackofficeError, Invalid, Place
from backoffice.i18n import _
from backoffice.i18n.formats import moment
from backoffice.services.acts import Act, Doing, label_of
from backoffice.services.kinds import dossier_of, ref_of
from backoffice.services.live_quotes import quotes_of
from backoffice.store.errors import InTheFuture
from backoffice.store.records import JournalRow, Quote, Record, Request, UndoStep
from backoffice.store.types import instant_text

EARLIEST_YEAR = 2000
# Where the instant that an act is given stands in its form.
WHEN = Place(path="occurred_at")

STAGES = frozenset(move.act for move in MOVES)
# Acts that follow each other in time on one record: none happened before the last one that did.
_IN_TURN = (
    STAGES,
    frozenset({*SLOT_MOVES, "add-slot", "take-calendar", "move-slots"}),
    frozenset({"accept-quote", "refuse-quote", "withdraw-quote", "reverse-acceptance", "extend-validity"}),
    frozenset({"ask-question", "answer-question", "drop-question", "reopen-question"}),
)


class TooEarly(BackofficeError):
    """An act said to have happened before what it depends on."""

    code = "too_early"

    def __init__(self, label: str, after: str, at: datetime, zone: str) -> None:
        when = moment(at.astimezone(ZoneInfo(zone)))
        super().__init__(
            _("{act} can't have happened before this: {after}, {when}.").format(
                act=label, after=after, when=when
            ),
            place=WHEN,
            remedy=_("Give a later time; or, if the earlier act is dated wrongly, correct that one first."),
        )


def check_time(doing: Doing, act: Act, record: object) -> None:
    """Refuses an `occurred_at` in the future, of another age, or before what the act depends on.

    An act whose form says when it happened (a request received, an exchange) depends on nothing earlier.
    """
    if doing.occurred_at > doing.now:
        raise InTheFuture(instant_text(doing.occurred_at)).at(WHEN)
    if doing.occurred_at.year < EARLIEST_YEAR:
        raise Invalid(
            _("An act can't have happened in {year}.").format(year=doing.occurred_at.year),
            place=WHEN,
            remedy=_("Correct the date."),
        )
    if doing.occurred_at < doing.now and isinstance(record, Record) and not act.when:
        _check_after(doing, act, record)


def _check_after(doing: Doing, act: Act, record: Record) -> None:
    zone, label = doing.settings.organisation.zone, _(act.label)
    request = dossier_of(record)
    if request is not None and _minute(doing.occurred_at) < _minute(request.received_at):
        after = _("{ref} was received").format(ref=request.ref)
        raise TooEarly(label, after, request.received_at, zone)
    if isinstance(record, Quote) and record.issued_at is not None and doing.occurred_at < record.issued_at:
        after = _("{ref} was issued").format(ref=ref_of(record))
        raise TooEarly(label, after, record.issued_at, zone)
    for family in _IN_TURN:
        last = _last(doing, family, _subjects(doing, family, record)) if act.name in family else None
        if last is not None and doing.occurred_at < last[1]:
            raise TooEarly(label, _(label_of(last[0])), last[1], zone)


def _minute(instant: datetime) -> datetime:
    """People say when something happened to the minute."""
    return instant.replace(second=0, microsecond=0)


def _subjects(doing: Doing, family: frozenset[str], record: Record) -> list[str]:
    """Whose acts come in turn: a record's own; for the stage of a dossier, its quotes' too."""
    request = dossier_of(record)
    if family is not STAGES or request is None:
        return [record.uid]
    return [request.uid, *(quote.uid for quote in quotes_of(doing, request))]


def _last(doing: Doing, acts: Iterable[str], uids: list[str]) -> tuple[str, datetime] | None:
    """The last of `acts`, by when it happened, that one of `uids` took and that wasn't undone."""
    rows = _standing(acts, uids).order_by(JournalRow.occurred_at.desc(), JournalRow.seq.desc()).limit(1)
    found = doing.unit.session.execute(rows).first()
    return (found[0], found[1]) if found else None


def first_move(doing: Doing, request: Request) -> tuple[str, datetime] | None:
    """The first act on the stage of a dossier after it was received, and when it happened."""
    uids = _subjects(doing, STAGES, request)
    rows = _standing(STAGES, uids).order_by(JournalRow.occurred_at, JournalRow.seq).limit(1)
    found = doing.unit.session.execute(rows).first()
    return (found[0], found[1]) if found else None


def _standing(acts: Iterable[str], uids: list[str]) -> Select[str, datetime]:
    undone = select(func.count()).where(UndoStep.journal_seq == JournalRow.seq, UndoStep.done_at.is_not(None))
    return select(JournalRow.act, JournalRow.occurred_at).where(
        JournalRow.subject_uid.in_(uids),
        JournalRow.act.in_(sorted(acts)),
        undone.scalar_subquery() == 0,
    )
