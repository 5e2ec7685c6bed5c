"""Who is in a group, which seats are left, when it closes, and what its people still have to prove."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from backoffice.clock import local_date
from backoffice.domain import enrolments as rules
from backoffice.domain.calendars import Calendar
from backoffice.domain.deadlines import parse_length
from backoffice.domain.enrolments import EnrolmentState
from backoffice.domain.lifecycle import ENDS, Stage
from backoffice.domain.programme import Requirement
from backoffice.errors import BackofficeError
from backoffice.i18n import _
from backoffice.i18n.formats import moment, short_date
from backoffice.services.action_sheet import programme_behind
from backoffice.services.acts import Doing
from backoffice.services.kinds import ref_of
from backoffice.services.payers import paid_by
from backoffice.store.records import Client, Enrolment, Participant, Request, Slot, TrainingGroup


class DossierEnded(BackofficeError):
    code = "dossier_ended"

    def __init__(self, ref: str) -> None:
        super().__init__(
            _("{ref} has ended: nobody joins its groups any more.").format(ref=ref),
            remedy=_("Reopen it first, or choose the group of another dossier."),
        )


def enrolled(group: TrainingGroup) -> list[Participant]:
    """Who follows, in the order in which they were enrolled."""
    return [one.participant for one in group.enrolments if one.state == EnrolmentState.ENROLLED]


def seats_of(group: TrainingGroup) -> rules.Seats:
    """The seats of a group, taken and left."""
    return rules.Seats.of((one.state for one in group.enrolments), group.teaching_max)


def hold_group(doing: Doing, group: TrainingGroup) -> None:
    """Locks a group whose seats are about to be given: of two who take the last one at once, one wins."""
    doing.unit.session.flush()
    doing.unit.get(TrainingGroup, group.uid, lock=True)
    doing.unit.session.refresh(group, ["enrolments"])


def check_alive(group: TrainingGroup) -> None:
    """Raises DossierEnded, or GroupDecided for a group that was merged into another."""
    if Stage(group.request.stage) in (*ENDS, Stage.CLOSED):
        raise DossierEnded(group.request.ref)
    if group.decision == "merged":
        raise rules.GroupDecided(group.name, "merged")


def waiting_list(group: TrainingGroup) -> list[Enrolment]:
    """Those who wait for a seat, the first in turn first."""
    waiting = (one for one in group.enrolments if one.state == EnrolmentState.WAITING)
    return sorted(waiting, key=lambda one: (one.waiting_rank or 0, one.position))


def next_waiting(group: TrainingGroup) -> Enrolment | None:
    """Who is to be offered a free seat; None when no seat is free or nobody waits."""
    return next(iter(waiting_list(group)), None) if seats_of(group).room_for(1) else None


def says_next(group: TrainingGroup) -> str:
    """That a seat is free and whose turn it is, in a sentence; empty when there is nothing to say."""
    one = next_waiting(group)
    if one is None:
        return ""
    name = f"{one.participant.first_name or ''} {one.participant.name}".strip()
    return _("A seat is free: {name} ({ref}) is next on the waiting list.").format(name=name, ref=ref_of(one))


# Closing ------------------------------------------------------------------------------------------------


def closing_of(doing: Doing, group: TrainingGroup) -> datetime | None:
    """The instant from which enrolling in a group is late; None when nothing closes."""
    first = first_day(doing, group) if group.closes_length else None
    return _closing(group).end(first, Calendar(group.request.territory), group.request.zone)


def last_day_of(doing: Doing, group: TrainingGroup) -> date | None:
    """The last day to enrol in a group, where it closes by the day."""
    first = first_day(doing, group) if group.closes_length else None
    return _closing(group).last_day(first, Calendar(group.request.territory))


def _closing(group: TrainingGroup) -> rules.Closing:
    length = parse_length(group.closes_length) if group.closes_length else None
    return rules.Closing(group.closes_at, group.closes_before, group.closes_on, length)


def check_open(
    doing: Doing, group: TrainingGroup, came_at: datetime | None = None, *, may_wait: bool = False
) -> bool:
    """Whether who comes now (or came at `came_at`) is in time; False: too late, they are to wait.

    Raises EnrolmentsClosed for who is too late otherwise, unless a reason is given where the group takes one.
    """
    end, after = closing_of(doing, group), rules.AfterClosing(group.after_closing)
    if end is None or (came_at or doing.occurred_at) < end:
        return True
    if doing.reason and after is not rules.AfterClosing.REFUSED:
        return True
    if may_wait and after is rules.AfterClosing.WAITING:
        return False
    local = end.astimezone(ZoneInfo(group.request.zone))
    by_the_day = group.closes_at is None and local.time() == time()
    raise rules.EnrolmentsClosed(group.name, short_date(local.date()) if by_the_day else moment(local), after)


# Days ---------------------------------------------------------------------------------------------------


def _dated(request_id: int) -> Any:
    return select(Slot).where(Slot.request_id == request_id, Slot.day.is_not(None), Slot.state != "cancelled")


def _of(group: TrainingGroup) -> Any:
    return _dated(group.request_id).where((Slot.group_id == group.id) | Slot.group_id.is_(None))


def first_day(doing: Doing, group: TrainingGroup) -> date | None:
    """The day of a group's first slot, else of its dossier's; None while no slot has a date."""
    for query in (_of(group), _dated(group.request_id)):
        dated = query.subquery()
        found: date | None = doing.unit.session.scalar(select(func.min(dated.c.day)))
        if found is not None:
            return found
    return None


def began(doing: Doing, group: TrainingGroup) -> bool:
    """Whether a slot of the group had taken place when the act happened."""
    over = _of(group).where(Slot.ends_at <= doing.occurred_at).limit(1)
    return doing.unit.session.scalars(over).first() is not None


def day_that_counts(doing: Doing, group: TrainingGroup) -> date:
    """The day on which one has to be a member: the session's first, else the day of the act."""
    return first_day(doing, group) or local_date(doing.occurred_at, group.request.zone)


# Requirements -------------------------------------------------------------------------------------------


def memberships_of(client: Client) -> tuple[rules.Membership, ...]:
    """The memberships recorded for a client."""
    return tuple(
        rules.Membership(
            one["label"],
            date.fromisoformat(one["from"]),
            date.fromisoformat(one["to"]) if one.get("to") else None,
        )
        for one in client.memberships
    )


def member(client: Client | None, day: date) -> bool:
    """Whether `client` is a member on `day`."""
    return client is not None and rules.member_on(memberships_of(client), day)


def requirements_of(doing: Doing, request: Request) -> tuple[Requirement, ...]:
    """What the dossier's programme asks of those who enrol."""
    programme = programme_behind(doing, request)
    return programme.requirements if programme else ()


def proofs_of(one: Enrolment) -> dict[int, dict[str, Any]]:
    """The proofs recorded, by the requirement's rank."""
    return {int(rank): proof for rank, proof in one.details.get("proofs", {}).items()}


def lacks_of(doing: Doing, one: Enrolment) -> tuple[rules.Lack, ...]:
    """What an enrolment still has to prove, mandatory or not."""
    day = day_that_counts(doing, one.group)
    is_member = any(member(client, day) for client in (one.participant.client, one.payer_client))
    return rules.lacking(requirements_of(doing, one.group.request), proofs_of(one).keys(), member=is_member)


def check_proofs(doing: Doing, one: Enrolment) -> None:
    """Raises ProofMissing when a mandatory proof is missing, unless a reason is given."""
    missing = [lack for lack in lacks_of(doing, one) if lack.requirement.mandatory]
    if missing and not doing.reason:
        who = one.participant
        raise rules.ProofMissing(f"{who.first_name or ''} {who.name}".strip(), missing)


def billed_to(group: TrainingGroup, client: Client) -> list[Enrolment]:
    """The enrolments of a group that `client` pays for: those who hold a seat, and candidates."""
    states = (*rules.SEATED, EnrolmentState.CANDIDATE)
    return [one for one in group.enrolments if one.state in states and paid_by(one, client)]


def open_enrolments(groups: Iterable[TrainingGroup]) -> list[Enrolment]:
    """The enrolments of several groups that aren't over."""
    return [one for group in groups for one in group.enrolments if one.state in rules.OPEN]
