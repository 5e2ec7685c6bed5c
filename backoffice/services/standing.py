"""Where a dossier stands: its minutes, its next step, which acts its records allow now."""

from __future__ import annotations

from dataclasses import replace

from backoffice.domain.lifecycle import Stage
from backoffice.domain.next_step import NextStep, Standing, next_step
from backoffice.domain.slots import Counted, Progress, SlotState, progress
from backoffice.services.acts import Doing
from backoffice.services.attendance import sheets_missing
from backoffice.services.contracts.forms import lacks_contract
from backoffice.services.live_quotes import live, quotes_of
from backoffice.services.needs.reading import completeness_of, current_of
from backoffice.services.options.reading import live_options
from backoffice.services.proposals.reading import proposals_of
from backoffice.services.seats import enrolled, next_waiting, seats_of
from backoffice.services.session_quotes import clients_to_quote
from backoffice.services.slots import needs_date, slots_of
from backoffice.services.tasks import blocking
from backoffice.store.records import Request, Slot, TrainingGroup


def minutes_of(doing: Doing, request: Request) -> Progress:
    """One learner's minutes inside the training hours, by how far their planning is."""
    optioned = _optioned(doing, request)
    return progress(
        Counted(slot.module.code, slot.position, _seen(doing, slot, optioned), slot.minutes, slot.counts)
        for slot in slots_of(doing, request)
        if slot.alternative == 1
    )


def _optioned(doing: Doing, request: Request) -> dict[int, SlotState]:
    """The slots for which options wait: held where one of them is, else proposed."""
    found: dict[int, SlotState] = {}
    for option in live_options(doing, request):
        state = SlotState.HELD if option.state == "held" else SlotState.PROPOSED
        for place in option.places:
            if found.get(place.slot_id) is not SlotState.HELD:
                found[place.slot_id] = state
    return found


def _seen(doing: Doing, slot: Slot, optioned: dict[int, SlotState]) -> SlotState:
    """How far a slot is, with what the clock and its options make of it."""
    state = SlotState(slot.state)
    if state is SlotState.HELD and slot.hold_until is not None and slot.hold_until <= doing.now:
        state = SlotState.PROPOSED
    if state in (SlotState.TO_PLAN, SlotState.PROPOSED):
        return optioned.get(slot.id, state)
    return state


def next_of(doing: Doing, request: Request) -> NextStep:
    """What comes next on a dossier, and what it lacks."""
    quotes, slots = quotes_of(doing, request), slots_of(doing, request)
    proposals = proposals_of(doing, request)
    drafts = [quote for quote in quotes if quote.state == "draft"]
    live_slots = [slot for slot in slots if needs_date(slot)]
    states = [SlotState(slot.state) for slot in live_slots]
    dated = [slot for slot in slots if slot.ends_at is not None]
    own = request.kind == "own_session"
    groups = [group for group in request.training_groups if group.decision != "merged"]
    seats = [seats_of(group) for group in groups]
    analysis = current_of(doing, request)
    step = next_step(
        Standing(
            stage=Stage(request.stage),
            has_client=request.client_id is not None or request.kind == "own_session",
            has_programme=bool(request.details.get("programme")) or bool(request.modules),
            proposal_done=any(one["step"] == "proposal" for one in request.skipped)
            or any(one.sent_at is not None for one in proposals),
            draft_proposal=any(one.state == "draft" for one in proposals),
            needs_opened=analysis is not None,
            needs_complete=analysis is not None and completeness_of(doing, analysis).complete,
            draft_quote=bool(drafts),
            draft_lines=sum(1 for quote in drafts for line in quote.lines if not line.optional),
            live_quotes=len(live(quotes)),
            slots_to_date=states.count(SlotState.TO_PLAN),
            slots_to_confirm=states.count(SlotState.PROPOSED) + states.count(SlotState.HELD),
            slots_ahead=sum(1 for slot in dated if slot.ends_at is not None and slot.ends_at > doing.now),
            groups=len(groups),
            participants=sum(len(enrolled(group)) for group in groups),
            sheets_missing=sheets_missing(doing, request),
            seat_for_waiting=any(next_waiting(group) is not None for group in groups),
            own_session=own,
            inter=request.kind == "inter",
            has_modules=bool(request.modules),
            candidates=sum(one.candidates for one in seats),
            admitted=sum(one.admitted for one in seats),
            clients_to_quote=len(clients_to_quote(doing, request)) if own or request.kind == "inter" else 0,
            groups_to_confirm=sum(1 for group in groups if _can_confirm(group)),
            contract_missing=next((act for one in quotes if (act := lacks_contract(doing, one))), ""),
        )
    )
    tasks = blocking(doing, request, step.act) if step.act else ()
    return replace(step, waits_for=tuple(f"T{task.sequence} {task.title}" for task in tasks))


def _can_confirm(group: TrainingGroup) -> bool:
    """Whether enough people are there, and nothing was decided that still stands."""
    there = len(enrolled(group))
    return group.decision in (None, "postponed", "repriced") and there > 0 and there >= (group.minimum or 1)
