"""Participants' answers are erased once their time has come: what they said goes, that they did stays."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, cast, select

from backoffice.clock import local_date
from backoffice.domain.needs.retention import erased_from, oldest_kept
from backoffice.errors import BackofficeError
from backoffice.i18n import N_, _
from backoffice.i18n.formats import short_date
from backoffice.services.acts import Doing, Done, act
from backoffice.services.kinds import ref_of
from backoffice.services.needs.replies import replies_meant
from backoffice.services.slots import slots_of
from backoffice.store.records import NeedsAnalysis, UndoStep
from backoffice.store.replies_due import replies_due

if TYPE_CHECKING:
    from backoffice.services.office import Office

MOST = 10_000
_TABLE = NeedsAnalysis.__tablename__


class KeptUntil(BackofficeError):
    code = "kept_until"
    wants_reason = True

    def __init__(self, ref: str, day: date) -> None:
        super().__init__(
            _("The answers of {ref} are kept until {day}.").format(ref=ref, day=short_date(day)),
            remedy=_("Wait for that day, or say why they are erased before it: a participant asked for it…"),
        )


class NothingToErase(BackofficeError):
    code = "nothing_to_erase"

    def __init__(self, ref: str) -> None:
        super().__init__(
            _("{ref} holds no answer of participants.").format(ref=ref),
            remedy=_("See what is to be erased with: backoffice needs --to-erase"),
        )


def erasable_from(doing: Doing, analysis: NeedsAnalysis) -> date:
    """The day from which the answers of a participants' questionnaire are to be erased."""
    answered = local_date(analysis.updated_at, doing.settings.organisation.zone)
    days = [slot.day for slot in slots_of(doing, analysis.request) if slot.day and slot.state != "cancelled"]
    return erased_from(answered, max(days, default=None))


@act(
    "erase-replies",
    N_("Erase participants’ answers"),
    on="needs|request",
    effect=N_(
        "What participants answered is erased for good, here and in what could be undone; how many answered "
        "stays, and so does a synthesis that was printed."
    ),
)
def erase_replies(doing: Doing, record: Any, _values: None) -> Done:
    """Erases what participants answered; before its time, for a reason. Raises KeptUntil, NothingToErase."""
    analysis = replies_meant(doing, record)
    if not analysis.replies and not analysis.answers:
        raise NothingToErase(ref_of(analysis))
    day = erasable_from(doing, analysis)
    if doing.today < day and not doing.reason:
        raise KeptUntil(ref_of(analysis), day)
    count = len(analysis.replies)
    analysis.replies, analysis.answers = [], {}
    analysis.erased_on, analysis.erased_replies = doing.today, (analysis.erased_replies or 0) + count
    doing.unit.session.flush()
    _forget_former(doing, analysis)
    return Done(analysis, ref_of(analysis), {"erased": count})


def _forget_former(doing: Doing, analysis: NeedsAnalysis) -> None:
    """What undoing would put back goes too: an act that holds these answers can't be undone any more."""
    named = cast(UndoStep.command, Text).contains(f'"{_TABLE}"')
    for step in doing.unit.session.scalars(select(UndoStep).where(named)):
        rows = step.command.get("rows", [])
        if any(row["table"] == _TABLE and row["key"] == analysis.id for row in rows):
            step.command, step.done_at = {"rows": []}, step.done_at or doing.now


def to_erase(office: Office) -> dict[str, Any]:
    """Every participants' questionnaire whose answers are to be erased, as ``replies-to-erase/1``."""
    today = local_date(office.now, office.settings.organisation.zone)
    with office.database.reading() as unit:
        matched, found = replies_due(unit.driver, oldest_kept(today), MOST)
    return {
        "format": "replies-to-erase/1",
        "matched": matched,
        "items": [
            {
                "id": f"{one.ref}/N{one.position}",
                "ref": one.ref,
                "topic": one.topic,
                "client": one.client or None,
                "answered_on": one.updated_at[:10],
                "last_slot": one.last_slot or None,
            }
            for one in found
        ],
    }
