"""Groups of a dossier: made, edited, split in two, and decided on: confirmed, postponed, merged, repriced."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from backoffice.content.enrolments import Merger, Postponement, Repricing, Splitting
from backoffice.content.records import Group as GroupContent
from backoffice.domain import enrolments as rules
from backoffice.domain.enrolments import SEATED, EnrolmentState
from backoffice.domain.lifecycle import Stage
from backoffice.domain.slots import SlotState
from backoffice.errors import Invalid, Several
from backoffice.i18n import N_, _
from backoffice.services.acts import Doing, Done, act
from backoffice.services.enrolling import is_there, next_place, next_turn
from backoffice.services.group_making import group_as
from backoffice.services.intake import move
from backoffice.services.kinds import new_ref, next_rank, resolve
from backoffice.services.mapping import columns, texts
from backoffice.services.seats import (
    check_alive,
    enrolled,
    hold_group,
    open_enrolments,
    says_next,
    seats_of,
    waiting_list,
)
from backoffice.services.slots import undate_slot
from backoffice.store.records import Enrolment, Request, Slot, TrainingGroup

_AHEAD = (SlotState.TO_PLAN, SlotState.PROPOSED, SlotState.HELD, SlotState.CONFIRMED)


@act("add-group", N_("Add a group"), on="request", model=GroupContent)
def add_group(doing: Doing, request: Request, values: GroupContent) -> Done:
    """One more group of a dossier; its slots are added as they are needed."""
    group = doing.unit.add(
        TrainingGroup(
            ref=new_ref(doing, "group"),
            request_id=request.id,
            position=next_rank(doing, request, "G"),
            **columns(doing.unit, values),
        )
    )
    request.groups = max(request.groups, group.position)
    return Done(group, group.ref)


@act(
    "edit-group",
    N_("Edit the group"),
    on="group",
    model=GroupContent,
    opening=lambda _doing, record: texts(record, GroupContent),
    key="e",
)
def edit_group(doing: Doing, group: TrainingGroup, values: GroupContent) -> Done:
    """Name, headcount in the price, fewest and most people, when it is decided on and when it closes."""
    for name, value in columns(doing.unit, values).items():
        setattr(group, name, value)
    doing.unit.session.flush()
    return Done(group, group.ref, {"over": seats_of(group).over}, says_next(group))


@act("split-group", N_("Split into a second group"), on="group", model=Splitting)
def split_group(doing: Doing, group: TrainingGroup, values: Splitting) -> Done:
    """Makes a second group, with slots of its own to plan, of those beyond the maximum and of who waits."""
    check_alive(group)
    hold_group(doing, group)
    going = _beyond(group) if values.whom in ("over", "both") else []
    going += waiting_list(group) if values.whom in ("waiting", "both") else []
    if not going:
        raise Invalid(
            _("Nobody in {group} is beyond its maximum, and nobody waits.").format(group=group.name),
            remedy=_("A second group is added with the act add-group."),
        )
    second = group_as(doing, group, values.name)
    rules.check_room(second.name, seats_of(second), len(going))
    for one in going:
        _take_over(doing, one, second)
        if one.state == EnrolmentState.WAITING:
            # The seat that they waited for is there; what they lack is still to be proved.
            one.state, one.waiting_rank = str(EnrolmentState.ADMITTED), None
    doing.unit.session.flush()
    return Done(group, group.ref, {"second": second.ref, "moved": len(going)})


def _beyond(group: TrainingGroup) -> list[Enrolment]:
    """The last come of those who hold a seat beyond the maximum."""
    seated = sorted((one for one in group.enrolments if one.state in SEATED), key=lambda one: one.position)
    over = seats_of(group).over
    return seated[-over:] if over else []


def _take_over(doing: Doing, one: Enrolment, group: TrainingGroup) -> None:
    """Moves an enrolment into another group: the same record, at that group's end."""
    place = next_place(doing, group)
    known = {module.code for module in group.request.modules}
    one.group = group
    one.position = place
    one.details = {**one.details, "parts": [code for code in one.details.get("parts", []) if code in known]}
    doing.unit.session.flush()


# Decisions ----------------------------------------------------------------------------------------------


def _check_undecided(doing: Doing, group: TrainingGroup) -> None:
    check_alive(group)
    hold_group(doing, group)


def _decide(doing: Doing, group: TrainingGroup, decision: str, **more: object) -> None:
    group.decision = decision
    told = {"on": doing.happened_on.isoformat(), "why": doing.reason or None, **more}
    group.details = {**group.details, "decided": told}
    doing.unit.session.flush()


@act("confirm-group", N_("Confirm the group"), on="group")
def confirm_group(doing: Doing, group: TrainingGroup, _values: None) -> Done:
    """The group takes place. With fewer people than it takes, a reason says why all the same.

    An own session is then confirmed as a whole: its stage follows.
    """
    _check_undecided(doing, group)
    if group.decision == "confirmed":
        raise rules.GroupDecided(group.name, "confirmed")
    there = len(enrolled(group))
    if group.minimum and there < group.minimum and not doing.reason:
        raise rules.BelowMinimum(group.name, there, group.minimum)
    _decide(doing, group, "confirmed", headcount=there)
    if group.request.kind == "own_session":
        move(doing, group.request, "confirm-group")
    return Done(group, group.ref, {"headcount": there})


@act("postpone-group", N_("Postpone the group"), on="group", model=Postponement)
def postpone_group(doing: Doing, group: TrainingGroup, values: Postponement) -> Done:
    """Puts the decision off; the dates of the slots ahead may go with it."""
    _check_undecided(doing, group)
    if values.decide_on is not None and values.decide_on < doing.happened_on:
        raise Invalid(_("The next decision can't lie in the past."), remedy=_("Give a later day."))
    _decide(doing, group, "postponed", former=group.decide_on.isoformat() if group.decide_on else None)
    group.decide_on = values.decide_on
    undated = [slot for slot in _ahead(doing, group) if slot.day] if values.undate else []
    for slot in undated:
        undate_slot(doing, slot, None)
    _no_longer_confirmed(group.request)
    doing.unit.session.flush()
    return Done(group, group.ref, {"undated": [slot.sequence for slot in undated]})


@act("merge-group", N_("Merge into another group"), on="group", model=Merger)
def merge_group(doing: Doing, group: TrainingGroup, values: Merger) -> Done:
    """Moves everybody into another group, of this dossier or of another session; its slots ahead end."""
    target: TrainingGroup = resolve(doing.unit, values.into, "group").record
    if target is group:
        raise Invalid(_("A group can't be merged into itself."), remedy=_("Choose another group."))
    _check_undecided(doing, group)
    check_alive(target)
    hold_group(doing, target)
    coming = open_enrolments([group])
    _check_strangers(target, coming)
    waiting = _beyond_room(target, coming, values.over)
    for one in [*(one for one in coming if one.state != EnrolmentState.WAITING), *waiting_list(group)]:
        waits = one in waiting or one.state == EnrolmentState.WAITING
        _take_over(doing, one, target)
        if waits:
            one.state, one.waiting_rank = str(EnrolmentState.WAITING), next_turn(doing, target)
    ended = list(_ahead(doing, group))
    for slot in ended:
        slot.state, slot.hold_until = SlotState.CANCELLED, None
    _decide(doing, group, "merged", into=target.ref)
    _no_longer_confirmed(group.request)
    payload = {"into": target.ref, "moved": len(coming), "slots": [slot.sequence for slot in ended]}
    return Done(group, group.ref, payload)


def _check_strangers(target: TrainingGroup, coming: Sequence[Enrolment]) -> None:
    there = {one.participant_id: one for one in target.enrolments}
    wrong = [is_there(there[one.participant_id]) for one in coming if one.participant_id in there]
    if wrong:
        raise Several(tuple(wrong)) if len(wrong) > 1 else wrong[0]


def _beyond_room(target: TrainingGroup, coming: Sequence[Enrolment], over: str) -> list[Enrolment]:
    """The last come of those who hold a seat and find none there."""
    seated = [one for one in coming if one.state in SEATED]
    left = seats_of(target).left
    if left is None or len(seated) <= left:
        return []
    if over == "refuse":
        rules.check_room(target.name, seats_of(target), len(seated))
    return seated[left:]


@act("reprice-group", N_("Reprice the group"), on="group", model=Repricing)
def reprice_group(doing: Doing, group: TrainingGroup, values: Repricing) -> Done:
    """The group takes place at another price: quotes drafted from now on start from it."""
    _check_undecided(doing, group)
    if values.headcount_included is None and values.person_micro is None:
        raise Invalid(_("No new price was given."), remedy=_("Give a headcount, a price a person, or both."))
    _decide(doing, group, "repriced")
    if values.headcount_included is not None:
        group.headcount_included = values.headcount_included
    if values.person_micro is not None:
        group.details = {**group.details, "person_micro": values.person_micro}
    _no_longer_confirmed(group.request)
    doing.unit.session.flush()
    return Done(group, group.ref, {"person_micro": values.person_micro})


def _ahead(doing: Doing, group: TrainingGroup) -> Iterable[Slot]:
    query = select(Slot).where(Slot.group_id == group.id, Slot.state.in_([str(one) for one in _AHEAD]))
    slots = doing.unit.session.scalars(query.order_by(Slot.sequence)).all()
    return [slot for slot in slots if slot.ends_at is None or slot.ends_at > doing.now]


def _no_longer_confirmed(request: Request) -> None:
    """An own session without a confirmed group is open again."""
    confirmed = any(group.decision == "confirmed" for group in request.training_groups)
    if request.kind == "own_session" and request.stage == Stage.ACCEPTED and not confirmed:
        request.stage = Stage.OFFERED
