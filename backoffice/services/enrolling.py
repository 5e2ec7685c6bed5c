"""People come into a group: as they are pasted, enrolled or as candidates, within its seats or beyond."""

from __future__ import annotations

from collections.abc import Sequence

from backoffice.content.enrolments import Enrolling, Leaving
from backoffice.domain.enrolments import EnrolmentState, GroupFull
from backoffice.errors import BackofficeError, Invalid, Place, Several
from backoffice.i18n import N_, _
from backoffice.services.acts import Doing, Done, act
from backoffice.services.group_making import group_with_room
from backoffice.services.kinds import ref_of, resolve
from backoffice.services.pasted_people import Person, called, read_people
from backoffice.services.payers import Payer, payer_called, set_payer, usual_payer
from backoffice.services.seats import (
    began,
    check_alive,
    check_open,
    check_proofs,
    enrolled,
    hold_group,
    says_next,
    seats_of,
)
from backoffice.store.records import Client, Enrolment, Participant, TrainingGroup


class AlreadyEnrolled(BackofficeError):
    code = "already_enrolled"

    def __init__(self, name: str, group: str, place: Place | None = None) -> None:
        super().__init__(
            _("{name} is already in {group}.").format(name=name, group=group),
            place=place,
            remedy=_("Take the double out of the list."),
        )


class WasThere(BackofficeError):
    """Somebody whose enrolment in this very group ended: it goes on, no second one begins."""

    code = "was_enrolled"

    def __init__(self, name: str, group: str, ref: str, place: Place | None = None) -> None:
        super().__init__(
            _("{name} was in {group} before ({ref}).").format(name=name, group=group, ref=ref),
            place=place,
            remedy=_("Take that enrolment up again with the act reconsider-enrolment on {ref}.").format(
                ref=ref
            ),
        )


@act("enrol", N_("Enrol participants"), on="group", model=Enrolling, key="c")
def enrol(doing: Doing, group: TrainingGroup, values: Enrolling) -> Done:
    """Adds people to a group: known by reference, or new ones by name; all or none.

    Those beyond the teaching maximum are refused, wait, or go into a second group, as `over` says; those who
    come after the closing do as the group says.
    """
    check_alive(group)
    hold_group(doing, group)
    request = group.request
    client = resolve(doing.unit, values.client, "client").record if values.client else None
    client = client or request.beneficiary or request.client
    people = read_people(doing, values.people, client)
    in_time = check_open(doing, group, may_wait=True)
    _check_new(group, people)
    payer = payer_called(doing.unit, values.payer)
    if not in_time:
        for person in people:
            come(doing, group, person.record, _payer(person, payer, client), EnrolmentState.WAITING)
        return _done(group, {"enrolled": 0, "waiting": len(people)})
    if EnrolmentState(values.state) is EnrolmentState.CANDIDATE:
        for person in people:
            come(doing, group, person.record, _payer(person, payer, client), EnrolmentState.CANDIDATE)
        return _done(group, {"candidates": len(people)})
    return _enrol(doing, group, people, payer, client, values.over)


def _enrol(
    doing: Doing,
    group: TrainingGroup,
    people: Sequence[Person],
    payer: Payer,
    client: Client | None,
    over: str,
) -> Done:
    seats = seats_of(group)
    fits = len(people) if seats.left is None else min(seats.left, len(people))
    if fits < len(people) and over == "refuse":
        raise GroupFull(group.name, seats.maximum or 0, seats.left or 0)
    made = [
        come(doing, group, one.record, _payer(one, payer, client), EnrolmentState.ENROLLED)
        for one in people[:fits]
    ]
    beyond, payload = people[fits:], {"enrolled": fits}
    if beyond and over == "waiting":
        for one in beyond:
            come(doing, group, one.record, _payer(one, payer, client), EnrolmentState.WAITING)
        payload["waiting"] = len(beyond)
    elif beyond:
        second = group_with_room(doing, group, len(beyond))
        made += [
            come(doing, second, one.record, _payer(one, payer, client), EnrolmentState.ENROLLED)
            for one in beyond
        ]
        payload["split"] = second.position
    _check_proofs(doing, made, people)
    doing.unit.session.flush()
    return _done(group, payload)


def _check_proofs(doing: Doing, made: Sequence[Enrolment], people: Sequence[Person]) -> None:
    """Every person who lacks a proof, each with the line that names them."""
    wrong: list[BackofficeError] = []
    for one, person in zip(made, people, strict=False):
        try:
            check_proofs(doing, one)
        except BackofficeError as error:
            wrong.append(error.at(Place(None, person.line, "people")))
    if wrong:
        raise Several(tuple(wrong)) if len(wrong) > 1 else wrong[0]


def _payer(person: Person, given: Payer, client: Client | None) -> Payer:
    """The line's own payer, else the one given for all, else who employs the person."""
    if person.payer.kind:
        return person.payer
    return given if given.kind else usual_payer(person.record, client)


def _check_new(group: TrainingGroup, people: Sequence[Person]) -> None:
    there = {one.participant_id: one for one in group.enrolments}
    wrong = [
        is_there(there[person.record.id], Place(None, person.line, "people"))
        for person in people
        if person.record.id in there
    ]
    if wrong:
        raise Several(tuple(wrong)) if len(wrong) > 1 else wrong[0]


def is_there(one: Enrolment, place: Place | None = None) -> BackofficeError:
    """What to say of somebody who has an enrolment in this group already."""
    name, group = called(one.participant), one.group
    if one.state in (EnrolmentState.REFUSED, EnrolmentState.WITHDRAWN):
        return WasThere(name, group.name, ref_of(one), place)
    return AlreadyEnrolled(name, group.name, place)


def come(
    doing: Doing, group: TrainingGroup, person: Participant, payer: Payer, state: EnrolmentState
) -> Enrolment:
    """A new enrolment at the end of a group; who comes after its first slot follows from that day on."""
    one = Enrolment(
        participant_id=person.id,
        position=next_place(doing, group),
        state=str(state),
        details={"came_at": doing.occurred_at.strftime("%Y-%m-%dT%H:%M:%SZ")},
    )
    set_payer(one, payer)
    if state == EnrolmentState.WAITING:
        one.waiting_rank = next_turn(doing, group)
    if state == EnrolmentState.ENROLLED and began(doing, group):
        one.since = doing.happened_on
    group.enrolments.append(one)
    doing.unit.session.flush()
    return one


def next_place(doing: Doing, group: TrainingGroup) -> int:
    """The rank of a new enrolment: counted, never given twice, beyond those of before it was counted."""
    series = f"{group.request.ref}/G{group.position}/P"
    last = max((one.position for one in group.enrolments), default=0)
    while (place := doing.unit.next_number(series, doing.today)) <= last:
        pass
    return place


def next_turn(doing: Doing, group: TrainingGroup) -> int:
    """The last turn of a group's waiting list."""
    return doing.unit.next_number(f"{group.request.ref}/G{group.position}/W", doing.today)


@act("withdraw-participant", N_("Withdraw participants"), on="group", model=Leaving)
def withdraw_participant(doing: Doing, group: TrainingGroup, values: Leaving) -> Done:
    """Notes that people no longer follow; they stay in the dossier's history."""
    refs = [line.strip() for line in values.people.splitlines() if line.strip()]
    wanted = {resolve(doing.unit, ref, "participant").record.id for ref in refs}
    leaving = [
        one
        for one in group.enrolments
        if one.participant_id in wanted and one.state == EnrolmentState.ENROLLED
    ]
    if len(leaving) < len(wanted):
        raise Invalid(
            _("Not all of them are enrolled in {group}.").format(group=group.name),
            remedy=_("Check their references."),
        )
    for one in leaving:
        leave(doing, one, EnrolmentState.WITHDRAWN)
    return _done(group, {"withdrawn": len(leaving)})


def leave(doing: Doing, one: Enrolment, state: EnrolmentState) -> None:
    """Ends an enrolment; who leaves after the first slot followed until that day."""
    if one.state == EnrolmentState.ENROLLED and began(doing, one.group):
        one.until = doing.happened_on
    one.state, one.waiting_rank = str(state), None


def _done(group: TrainingGroup, payload: dict[str, int]) -> Done:
    seats = seats_of(group)
    counted = {"headcount": len(enrolled(group)), "seats_left": seats.left}
    return Done(group, group.ref, payload | counted, says_next(group))
