"""One enrolment on its way: admitted, waiting, refused, enrolled, withdrawn, replaced; who pays, proofs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from backoffice.content.enrolments import Following, Proof, Replacement, Turn
from backoffice.domain.enrolments import SEATED, EnrolmentState, check_room, moved
from backoffice.errors import BackofficeError, Invalid
from backoffice.i18n import N_, _
from backoffice.services.acts import Doing, Done, act
from backoffice.services.enrolling import come, is_there, leave, next_turn
from backoffice.services.kinds import ref_of
from backoffice.services.pasted_people import called, read_people
from backoffice.services.payers import Payer, payer_called, payer_text, set_payer
from backoffice.services.seats import (
    began,
    check_alive,
    check_open,
    check_proofs,
    hold_group,
    proofs_of,
    requirements_of,
    says_next,
    seats_of,
    waiting_list,
)
from backoffice.store.records import Enrolment


class TurnWithoutReason(BackofficeError):
    """Somebody who would pass before or after others on the waiting list, without it being said why."""

    code = "turn_without_reason"
    wants_reason = True

    def __init__(self, name: str) -> None:
        super().__init__(
            _("Another turn for {name} takes a reason: others wait too.").format(name=name),
            remedy=_("Say why; it stays in the history."),
        )


def _move(doing: Doing, one: Enrolment, act_name: str) -> EnrolmentState:
    """Checks a move and gives the state it leads to, with the group's seats held meanwhile."""
    check_alive(one.group)
    hold_group(doing, one.group)
    return moved(EnrolmentState(one.state), act_name, reason=doing.reason)


def _seat(one: Enrolment) -> None:
    if one.state not in SEATED:
        check_room(one.group.name, seats_of(one.group), 1)


def _done(doing: Doing, one: Enrolment, before: str, says: str = "") -> Done:
    doing.unit.session.flush()
    payload = {"from": before, "to": one.state, "seats_left": seats_of(one.group).left}
    return Done(one, ref_of(one), payload, says)


@act("admit", N_("Admit"), on="enrolment")
def admit(doing: Doing, one: Enrolment, _values: None) -> Done:
    """Says yes to a candidate, or to who waits: a seat is theirs, and they are still to be enrolled."""
    before, target = one.state, _move(doing, one, "admit")
    _seat(one)
    one.state, one.waiting_rank = str(target), None
    return _done(doing, one, before)


@act("put-on-waiting-list", N_("Put on the waiting list"), on="enrolment")
def put_on_waiting_list(doing: Doing, one: Enrolment, _values: None) -> Done:
    """Puts somebody at the end of the waiting list; a seat that they held is free again."""
    before, target = one.state, _move(doing, one, "put-on-waiting-list")
    held = one.state in SEATED
    # Whose turn it is is told before this one takes the last turn.
    one.state = str(EnrolmentState.CANDIDATE)
    says = says_next(one.group) if held else ""
    one.state, one.waiting_rank = str(target), next_turn(doing, one.group)
    return _done(doing, one, before, says)


def _turn(_doing: Doing, one: Enrolment) -> Mapping[str, Any]:
    return {"turn": waiting_list(one.group).index(one) + 1 if one.state == EnrolmentState.WAITING else 1}


@act("move-in-waiting-list", N_("Move on the waiting list"), on="enrolment", model=Turn, opening=_turn)
def move_in_waiting_list(doing: Doing, one: Enrolment, values: Turn) -> Done:
    """Gives somebody who waits another turn, for a reason; the others keep theirs among themselves."""
    check_alive(one.group)
    hold_group(doing, one.group)
    if one.state != EnrolmentState.WAITING:
        raise Invalid(
            _("{name} isn't on the waiting list.").format(name=called(one.participant)),
            remedy=_("Put them on the waiting list first."),
        )
    line = waiting_list(one.group)
    before, after = line.index(one) + 1, min(values.turn, len(line))
    if before != after and not doing.reason:
        raise TurnWithoutReason(called(one.participant))
    line.remove(one)
    line.insert(after - 1, one)
    _give_turns(doing, line)
    doing.unit.session.flush()
    return Done(one, ref_of(one), {"from": before, "to": after}, says_next(one.group))


def _give_turns(doing: Doing, line: Sequence[Enrolment]) -> None:
    """The turns that the line has, in its new order; new ones where some have none of their own."""
    turns = sorted(one.waiting_rank for one in line if one.waiting_rank is not None)
    if len(set(turns)) < len(line):
        turns = [next_turn(doing, line[0].group) for _each in line]
    for one, turn in zip(line, turns, strict=True):
        if one.waiting_rank != turn:
            one.waiting_rank = turn


@act("refuse-enrolment", N_("Refuse the candidate"), on="enrolment")
def refuse_enrolment(doing: Doing, one: Enrolment, _values: None) -> Done:
    """Says no, for a reason."""
    before, target = one.state, _move(doing, one, "refuse-enrolment")
    one.state, one.waiting_rank = str(target), None
    return _done(doing, one, before, says_next(one.group) if before in SEATED else "")


@act("confirm-enrolment", N_("Enrol"), on="enrolment")
def confirm_enrolment(doing: Doing, one: Enrolment, _values: None) -> Done:
    """Enrols who was admitted or waits; a mandatory proof that is missing takes a reason."""
    before, target = one.state, _move(doing, one, "confirm-enrolment")
    _seat(one)
    check_open(doing, one.group, came_at(one))
    check_proofs(doing, one)
    one.state, one.waiting_rank = str(target), None
    if began(doing, one.group):
        one.since = doing.happened_on
    return _done(doing, one, before)


@act("withdraw-enrolment", N_("Withdraw"), on="enrolment")
def withdraw_enrolment(doing: Doing, one: Enrolment, _values: None) -> Done:
    """Somebody no longer comes; they stay in the dossier's history, and who waits next is pointed out."""
    before = one.state
    _move(doing, one, "withdraw-enrolment")
    leave(doing, one, EnrolmentState.WITHDRAWN)
    return _done(doing, one, before, says_next(one.group) if before in SEATED else "")


@act("replace-participant", N_("Replace by somebody"), on="enrolment", model=Replacement)
def replace_participant(doing: Doing, one: Enrolment, values: Replacement) -> Done:
    """Somebody else comes instead, with the same seat, payer and parts."""
    before, target = one.state, _move(doing, one, "replace-participant")
    group, client = one.group, one.participant.client
    people = read_people(doing, values.person, client)
    if len(people) != 1:
        raise Invalid(_("One person replaces one person."), remedy=_("Give one name."))
    newcomer = people[0].record
    there = next((other for other in group.enrolments if other.participant_id == newcomer.id), None)
    if there is not None:
        raise is_there(there)
    leave(doing, one, target)
    payer = Payer(one.payer or "", one.payer_client, one.payer_funder)
    made = come(
        doing, group, newcomer, people[0].payer if people[0].payer.kind else payer, EnrolmentState(before)
    )
    made.details = {**made.details, "parts": list(one.details.get("parts", [])), "instead_of": ref_of(one)}
    one.details = {**one.details, "by": ref_of(made)}
    if before == EnrolmentState.ENROLLED:
        check_proofs(doing, made)
    doing.unit.session.flush()
    return Done(made, ref_of(made), {"instead_of": ref_of(one)})


@act("reconsider-enrolment", N_("Take up again"), on="enrolment")
def reconsider_enrolment(doing: Doing, one: Enrolment, _values: None) -> Done:
    """Somebody refused or withdrawn is a candidate again, for a reason."""
    before, target = one.state, _move(doing, one, "reconsider-enrolment")
    one.state, one.until = str(target), None
    one.details = {**one.details, "came_at": doing.occurred_at.strftime("%Y-%m-%dT%H:%M:%SZ")}
    return _done(doing, one, before)


def came_at(one: Enrolment) -> datetime:
    """When somebody asked to come, UTC."""
    text = one.details.get("came_at")
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC) if text else one.created_at


def _following(_doing: Doing, one: Enrolment) -> Mapping[str, Any]:
    return {
        "payer": payer_text(one),
        "parts": ", ".join(one.details.get("parts", [])),
        "since": one.since,
        "until": one.until,
        "note": one.details.get("note", ""),
    }


@act("edit-enrolment", N_("Edit the enrolment"), on="enrolment", model=Following, opening=_following, key="e")
def edit_enrolment(doing: Doing, one: Enrolment, values: Following) -> Done:
    """Who pays, which modules are followed, from when to when."""
    known = [module.code for module in one.group.request.modules]
    parts = [code.strip() for code in values.parts.split(",") if code.strip()]
    wrong = [code for code in parts if code not in known]
    if wrong:
        raise Invalid(
            _("There is no module {codes} here.").format(codes=", ".join(wrong)),
            remedy=_("Choose among: {codes}.").format(codes=", ".join(known) or "-"),
        )
    set_payer(one, payer_called(doing.unit, values.payer))
    one.since, one.until = values.since, values.until
    one.details = {**one.details, "parts": parts, "note": values.note}
    doing.unit.session.flush()
    return Done(one, ref_of(one), {"parts": parts})


@act("record-proof", N_("Record a proof"), on="enrolment", model=Proof)
def record_proof(doing: Doing, one: Enrolment, values: Proof) -> Done:
    """A diploma, a letter, an interview: what the programme asks for was seen."""
    asked = requirements_of(doing, one.group.request)
    if values.requirement > len(asked):
        raise Invalid(
            _("The programme has {n} requirements.").format(n=len(asked)),
            remedy=_("Give the rank of one of them, as the enrolment lists them.") if asked else None,
        )
    on = values.on or doing.happened_on
    if on > doing.today:
        raise Invalid(_("A proof can't have been seen in the future."), remedy=_("Correct the date."))
    proof = {"seen": values.seen, "on": on.isoformat(), "by": doing.actor.ref if doing.actor else None}
    kept = {str(rank): known for rank, known in proofs_of(one).items()}
    one.details = {**one.details, "proofs": kept | {str(values.requirement): proof}}
    doing.unit.session.flush()
    return Done(one, ref_of(one), {"requirement": values.requirement})
