"""Options held, extended, answered, chosen, given up; what ran out is swept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import time
from typing import Any

from sqlalchemy import or_, select

from backoffice.content.options import Answer, OptionChoice, OptionExtension, OptionHold, OptionsLeft
from backoffice.domain.options import LIVE, OptionState
from backoffice.domain.slots import SlotState
from backoffice.errors import Invalid, NotFound
from backoffice.i18n import N_, _, ngettext
from backoffice.services.acts import Doing, Done, act, acts
from backoffice.services.dispatcher import UnknownUser
from backoffice.services.kinds import dossier_of, ref_of, resolve
from backoffice.services.options.proposing import hold, hold_end
from backoffice.services.options.reading import (
    answers_of,
    check_option_move,
    lacks,
    live_options,
    options_of,
    state_of,
)
from backoffice.services.planning.telling import Before, told
from backoffice.services.slots import confirm_slot, forget_answers, hours_of, remember, seat
from backoffice.services.taking_up import check_free, forget_unused, lock
from backoffice.services.tasks import blocking, hold_back
from backoffice.store.records import CalendarOption, OptionPlace, Slot

_ANSWERABLE = (SlotState.PROPOSED, SlotState.HELD, SlotState.CONFIRMED)
_RANKS = re.compile(r"[^\d]+")


def _done(option: CalendarOption, says: str = "", **payload: Any) -> Done:
    return Done(option, ref_of(option), {"state": option.state, **payload}, says)


def _batch(record: Any, options: Sequence[CalendarOption], says: str = "") -> Done:
    """What was done to several options of a dossier, each with its own row; one alone is its own subject."""
    if isinstance(record, CalendarOption):
        return _done(record, says)
    payload = {"options": [one.position for one in options]}
    return Done(record, record.ref, payload, says, tuple(_done(one) for one in options))


def _meant(doing: Doing, record: Any, which: str, act_name: str) -> list[CalendarOption]:
    """The option itself, or those of a dossier that are named by their ranks, else all that are live."""
    if isinstance(record, CalendarOption):
        check_option_move(doing, act_name, record)
        return [record]
    ranks = {int(one) for one in _RANKS.split(which) if one}
    found = (
        [one for one in options_of(doing, record) if one.position in ranks]
        if ranks
        else live_options(doing, record)
    )
    unknown = ranks - {one.position for one in found}
    if unknown:
        raise NotFound(_("calendar option"), f"{record.ref}/O{min(unknown)}")
    if not found:
        raise Invalid(
            _("No option of {ref} waits for an answer.").format(ref=record.ref),
            remedy=_("Propose calendars first: propose-options."),
        )
    for one in found:
        check_option_move(doing, act_name, one)
    return found


def _hold_opening(doing: Doing, record: Any) -> Mapping[str, Any]:
    one = record if isinstance(record, CalendarOption) else None
    return {"until": one.hold_until if one is not None and one.hold_until else None}


@act("hold-option", N_("Hold options"), on="option|request", model=OptionHold, opening=_hold_opening)
def hold_option(doing: Doing, record: Any, values: OptionHold) -> Done:
    """Keeps options until an instant, or as long as the quote is valid: what they name is taken up."""
    request = dossier_of(record)
    assert request is not None
    if values.until is None and not values.with_quote:
        raise Invalid(_("Until when?"), remedy=_("Give an instant, or follow the quote."))
    until, quote = hold_end(doing, request, values.until, values.with_quote)
    held = _meant(doing, record, values.which, "hold-option")
    for option in held:
        _reopen(doing, option)
        hold(doing, option, until, quote)
    return _batch(record, held)


def _reopen(doing: Doing, option: CalendarOption) -> None:
    """One that had run out is offered again, to be answered by today at the earliest."""
    if option.answer_by < doing.today:
        option.answer_by = doing.today
    option.closed_at = None


def _extension(_doing: Doing, option: CalendarOption) -> Mapping[str, Any]:
    return {"answer_by": option.answer_by, "until": option.hold_until}


@act("extend-option", N_("Extend the option"), on="option", model=OptionExtension, opening=_extension)
def extend_option(doing: Doing, option: CalendarOption, values: OptionExtension) -> Done:
    """Gives a client more time; one that had run out lives again, if what it names is still free."""
    check_option_move(doing, "extend-option", option)
    if values.answer_by < doing.today:
        raise Invalid(_("The day to answer is over."), remedy=_("Give today or a later day."))
    was_held = option.state == "held" or option.hold_until is not None
    option.answer_by, option.closed_at = values.answer_by, None
    if values.until is not None and values.until != option.hold_until:
        until, _quote = hold_end(doing, option.request, values.until, False)
        hold(doing, option, until, None)
    elif was_held and (option.hold_until is None or option.hold_until > doing.now):
        hold(doing, option, option.hold_until, option.quote)
    else:
        option.state = "offered"
        option.hold_until = option.quote = None
    return _done(option)


@act("release-option", N_("Release options"), on="option|request", model=OptionsLeft)
def release_option(doing: Doing, record: Any, values: OptionsLeft) -> Done:
    """Gives options up: what they held is free again, their calendar events are cancelled."""
    left = _meant(doing, record, values.which, "release-option")
    for option in left:
        close(doing, option, "released")
    return _batch(record, left)


def close(doing: Doing, option: CalendarOption, state: str) -> None:
    """Ends an option."""
    option.state, option.closed_at = state, doing.occurred_at


# Answers ---------------------------------------------------------------------------------------------------


@act("record-answer", N_("Record an answer"), on="option|slot", model=Answer)
def record_answer(doing: Doing, record: Any, values: Answer) -> Done:
    """What the client, a trainer or the venue said of dates; a held slot with all its yeses is confirmed."""
    if isinstance(record, CalendarOption):
        check_option_move(doing, "record-answer", record)
        places = _places(record, values.slots)
        _answer(doing, places, values)
        return _done(
            record,
            _says_missing(places),
            whom=values.whom,
            answer=values.answer,
            slots=[one.slot.sequence for one in places],
        )
    return _answer_slot(doing, record, values)


def _places(option: CalendarOption, which: str) -> list[OptionPlace]:
    ranks = {int(one) for one in _RANKS.split(which) if one}
    found = [one for one in option.places if not ranks or one.slot.sequence in ranks]
    unknown = ranks - {one.slot.sequence for one in found}
    if unknown:
        raise NotFound(_("slot"), f"{option.request.ref}/S{min(unknown)}")
    return found


def _answer(doing: Doing, where: Sequence[Any], values: Answer) -> None:
    if values.whom == "trainer":
        only = resolve(doing.unit, values.trainer, "trainer").record if values.trainer else None
        seats = [one for place in where for one in place.team if only is None or one.trainer_id == only.id]
        if not seats:
            raise Invalid(
                _("None of these dates is this trainer's.") if only else _("These dates have no trainer."),
                remedy=_("Name a trainer of theirs."),
            )
        for one in seats:
            one.answer = values.answer
        return
    if values.whom == "venue" and not any(place.venue is not None for place in where):
        raise Invalid(_("These dates have no venue."), remedy=_("Give them one first."))
    for place in where:
        if values.whom == "client":
            place.client_answer = values.answer
        elif place.venue is not None:
            place.venue_answer = values.answer


def _answer_slot(doing: Doing, slot: Slot, values: Answer) -> Done:
    if slot.state not in _ANSWERABLE:
        raise Invalid(
            _("{slot} has no date that anybody could answer about.").format(slot=ref_of(slot)),
            remedy=_("Date it first."),
        )
    _answer(doing, (slot,), values)
    missing, says = lacks(slot), _says_missing((slot,))
    if missing and slot.state == SlotState.CONFIRMED:
        slot.state = SlotState.HELD
    elif not missing and slot.state == SlotState.HELD and not _waits(doing, slot):
        confirm_slot(doing, slot, None)
        says = _("Its yeses are all there: it is confirmed.")
    doing.unit.session.flush()
    payload = {"whom": values.whom, "answer": values.answer, "state": slot.state}
    return Done(slot, ref_of(slot), payload, says)


def _waits(doing: Doing, slot: Slot) -> bool:
    return bool(blocking(doing, slot.request, "confirm-slot", slot))


_WHO = {"client": N_("the client"), "venue": N_("the venue"), "trainer": N_("a trainer")}


def _says_missing(where: Iterable[Any]) -> str:
    """Whose yes is still missing, and for which slots."""
    found: dict[str, list[str]] = {}
    for place in where:
        slot = place.slot if isinstance(place, OptionPlace) else place
        for one in lacks(place):
            found.setdefault(_(_WHO.get(one.who, one.who)), []).append(f"S{slot.sequence}")
    if not found:
        return _("Every yes is there.")
    told = "; ".join(f"{who} ({', '.join(slots)})" for who, slots in found.items())
    return _("A yes is missing from: {who}.").format(who=told)


# Choosing --------------------------------------------------------------------------------------------------


@act("choose-option", N_("Choose this option"), on="option", model=OptionChoice, key="c")
def choose_option(doing: Doing, option: CalendarOption, values: OptionChoice) -> Done:
    """The client takes these dates: the slots go there, those with their three yeses are confirmed, the
    others are held until they have them; options on the same slots are released."""
    check_option_move(doing, "choose-option", option)
    request = option.request
    passed = hold_back(doing, acts()["confirm-slots"], request)
    if values.client_says_yes:
        for place in option.places:
            if place.client_answer != "no":
                place.client_answer = "yes"
    others = _rivals(doing, option)
    until = option.hold_until if option.state == "held" else None
    close(doing, option, "chosen")
    for other in others:
        close(doing, other, "released")
    places = [place for place in option.places if _still_open(doing, place)]
    before = [Before.of(doing, place.slot) for place in places]
    for place in places:
        _move(doing, place)
    doing.unit.session.flush()
    lock(doing, [place.slot for place in places])
    confirmed = [place.slot.sequence for place in places if _settle(doing, place, until)]
    doing.unit.session.flush()
    payload = {
        "slots": [place.slot.sequence for place in places],
        "confirmed": confirmed,
        "released": [one.position for one in others],
        **passed,
    }
    # The client chose: it is the others who don't know yet.
    people, tell = told(before, request.client.ref if request.client else None)
    if tell:
        payload |= people
    says = ngettext("{n} slot confirmed.", "{n} slots confirmed.", len(confirmed)).format(n=len(confirmed))
    missing = [place for place in places if place.slot.sequence not in confirmed]
    rows = (*(_slot_done(place.slot) for place in places), *(_done(one) for one in others))
    whole = " ".join(filter(None, (says, _says_missing(missing) if missing else "", tell)))
    return Done(option, ref_of(option), {"state": option.state, **payload}, whole, rows)


def _slot_done(slot: Slot) -> Done:
    day = slot.day.isoformat() if slot.day else None
    return Done(slot, ref_of(slot), {"state": slot.state, "day": day, "start": slot.start})


def _rivals(doing: Doing, option: CalendarOption) -> list[CalendarOption]:
    """The other live options that would put one of the same slots elsewhere."""
    slots = {place.slot_id for place in option.places}
    return [
        other
        for other in options_of(doing, option.request)
        if other is not option
        and OptionState(other.state) in LIVE
        and slots & {place.slot_id for place in other.places}
    ]


def _still_open(doing: Doing, place: OptionPlace) -> bool:
    """A slot that was cancelled, or is over, meanwhile is left out, and it is said."""
    if place.slot.state in (SlotState.TO_PLAN, *_ANSWERABLE):
        return True
    doing.warnings.append(
        _("{slot} was cancelled meanwhile: it stays so.").format(slot=ref_of(place.slot))
        if place.slot.state == SlotState.CANCELLED
        else _("{slot} is over: it stays where it was.").format(slot=ref_of(place.slot))
    )
    return False


def _move(doing: Doing, place: OptionPlace) -> None:
    """Puts a slot at its place of the option, with the answers that were given about it."""
    slot = place.slot
    team = [one.trainer.ref for one in place.team]
    here = (slot.day, slot.start, slot.finish, slot.venue_id, [one.trainer.ref for one in slot.team])
    if slot.day is not None and here != (place.day, place.start, place.finish, place.venue_id, team):
        remember(doing, slot)
    wanted = hours_of(slot)
    if wanted is not None and wanted.adjustable and wanted.start is not None:
        slot.minutes = wanted.minutes_between(
            time.fromisoformat(place.start), time.fromisoformat(place.finish)
        )
    slot.day, slot.start, slot.finish, slot.zone = place.day, place.start, place.finish, place.zone
    slot.starts_at, slot.ends_at = place.starts_at, place.ends_at
    slot.venue = place.venue
    seat(doing, slot, team)
    forget_answers(slot)
    slot.client_answer, slot.venue_answer = place.client_answer, place.venue_answer
    answers = {one.trainer_id: one.answer for one in place.team}
    doing.unit.session.flush()
    for one in slot.team:
        one.answer = answers.get(one.trainer_id, "not_asked")
    slot.state, slot.hold_until = SlotState.PROPOSED, None


def _settle(doing: Doing, place: OptionPlace, until: Any) -> bool:
    """Confirms a slot that has its three yeses, else holds it; one with a no only has a date."""
    slot = place.slot
    forget_unused(doing, slot)
    if not lacks(slot):
        confirm_slot(doing, slot, None)
        return True
    if not any(one.answer == "no" for one in answers_of(slot)):
        slot.state, slot.hold_until = SlotState.HELD, until
        check_free(doing, slot)
    return False


# What ran out ----------------------------------------------------------------------------------------------


@act("expire-options", N_("Close what has run out"), model=None)
def expire_options(doing: Doing, _nothing: str, _values: None) -> Done:
    """Writes down what the clock says: options past their time are expired, slots whose hold has ended are
    only proposed again. Nothing depends on it: what has run out is seen so everywhere already."""
    gone = [one for one in _open_options(doing) if state_of(doing, one) is OptionState.EXPIRED]
    for option in gone:
        close(doing, option, "expired")
    slots = _slots_over(doing)
    for slot in slots:
        slot.state, slot.hold_until = SlotState.PROPOSED, None
    if doing.actor is None:
        raise UnknownUser("")
    doing.unit.session.flush()
    payload = {"options": len(gone), "slots": len(slots)}
    options = ngettext("{n} option has run out.", "{n} options have run out.", len(gone)).format(n=len(gone))
    holds = ngettext("{n} slot isn't held any more.", "{n} slots aren't held any more.", len(slots))
    says = " ".join((options, holds.format(n=len(slots))))
    rows = (*(_done(one) for one in gone), *(_slot_done(one) for one in slots))
    return Done(doing.actor, doing.actor.ref, payload, says, rows)


def _open_options(doing: Doing) -> Sequence[CalendarOption]:
    now, today = doing.now, doing.today
    over = or_(
        (CalendarOption.state == "held") & (CalendarOption.hold_until <= now),
        (CalendarOption.state == "offered") & (CalendarOption.answer_by < today),
    )
    return doing.unit.session.scalars(select(CalendarOption).where(over).order_by(CalendarOption.id)).all()


def _slots_over(doing: Doing) -> Sequence[Slot]:
    query = select(Slot).where(Slot.state == "held", Slot.hold_until <= doing.now).order_by(Slot.id)
    return doing.unit.session.scalars(query).all()
