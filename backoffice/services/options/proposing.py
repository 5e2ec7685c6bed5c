"""Calendars become options that a client chooses from: those of the planner, or the dates there are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from backoffice.content.calendars import PlaceOf, place_of
from backoffice.content.options import CalendarOf, GapOf, OptionsWish, TermOf
from backoffice.domain.calendars import Calendar
from backoffice.domain.deadlines import end_of_day
from backoffice.domain.programme import Role
from backoffice.domain.slots import SlotState, interval
from backoffice.errors import BackofficeError, Invalid, NotFound
from backoffice.i18n import N_, _, ngettext
from backoffice.services.acts import Doing, Done, act
from backoffice.services.kinds import next_rank, ref_of, resolve
from backoffice.services.live_quotes import live, quotes_of
from backoffice.services.options.checks import check_holdable
from backoffice.services.slots import slots_of
from backoffice.services.teams import roles_of
from backoffice.store.database import Database
from backoffice.store.records import CalendarOption, OptionPlace, OptionTrainer, Quote, Request, Slot

if TYPE_CHECKING:
    from backoffice.services.planning.values import Proposed

_DATED = (SlotState.PROPOSED, SlotState.HELD, SlotState.CONFIRMED)
_MOVABLE = (SlotState.TO_PLAN, *_DATED)


class NoCalendar(BackofficeError):
    """There is nothing to propose, and why."""

    code = "no_calendar"

    def __init__(self, ref: str, reasons: tuple[str, ...], ways: tuple[str, ...]) -> None:
        why = " ".join(reasons) or _("none was found in the time allowed.")
        super().__init__(
            _("No calendar of {ref} can be proposed: {why}").format(ref=ref, why=why),
            remedy=" ".join(ways)
            or _("Give other days, or see why with: backoffice plan {ref}").format(ref=ref),
        )


class NoLiveQuote(BackofficeError):
    code = "no_live_quote"

    def __init__(self, ref: str) -> None:
        super().__init__(
            _("{ref} has no quote that waits for an answer: a hold can't follow it.").format(ref=ref),
            remedy=_("Issue the quote first, or say until when to hold."),
        )


def _search(database: Database, ref: str, values: OptionsWish) -> OptionsWish:
    """`values` with the calendars that the planner finds, where they weren't given."""
    if values.calendars or values.source == "present":
        return values
    from backoffice.services.planning.proposing import propose
    from backoffice.services.planning.values import Wish

    wish = Wish(
        group=values.group,
        start=values.start_day,
        finish=values.finish_day,
        want=values.want,
        school=values.school,
    )
    outcome = propose(database, ref, wish)
    if not outcome.proposed:
        raise NoCalendar(ref, outcome.reasons, tuple(one.text for one in outcome.relaxations))
    return values.model_copy(update={"calendars": tuple(map(calendar_of, outcome.proposed))})


def calendar_of(one: Proposed) -> CalendarOf:
    """A calendar that the planner proposed, as the act takes it."""
    from backoffice.services.planning.answer_json import line_of

    return CalendarOf(
        places=tuple(line_of(place) for place in one.places),
        cost=one.cost,
        terms=tuple(TermOf(name=term.name, cost=term.cost, text=term.text) for term in one.terms),
        gaps=tuple(GapOf(first=gap.first, then=gap.then, days=gap.days, text=gap.text) for gap in one.gaps),
    )


def _opening(doing: Doing, request: Request) -> Mapping[str, Any]:
    """The house's usual time to answer, on a working day; the dates there are when all have one."""
    calendar = Calendar(doing.settings.organisation.territory)
    day = doing.today + timedelta(days=doing.settings.planning.answer_days)
    while not calendar.is_working_day(day):
        day += timedelta(days=1)
    waiting = any(one.state == SlotState.TO_PLAN for one in slots_of(doing, request))
    return {"answer_by": day, "source": "search" if waiting else "present"}


@act(
    "propose-options",
    N_("Propose calendars to the client"),
    on="request",
    makes="option",
    model=OptionsWish,
    opening=_opening,
    prepare=_search,
    key="o",
)
def propose_options(doing: Doing, request: Request, values: OptionsWish) -> Done:
    """Freezes one to four calendars as options to choose from by a day; held ones take up what they name."""
    if values.answer_by < doing.today:
        raise Invalid(_("The day to answer is over."), remedy=_("Give today or a later day."))
    calendars = values.calendars or (_present(doing, request, values.group),)
    until, quote = hold_end(doing, request, values.until, values.with_quote)
    held = until is not None or quote is not None
    made = [_option(doing, request, values.answer_by, one) for one in calendars]
    for option in made:
        if held:
            hold(doing, option, until, quote)
    payload = {
        "options": [one.position for one in made],
        "answer_by": values.answer_by.isoformat(),
        "held": held,
    }
    says = ngettext("{n} option proposed.", "{n} options proposed.", len(made)).format(n=len(made))
    return Done(request, request.ref, payload, says, tuple(_told(one) for one in made))


def _told(option: CalendarOption) -> Done:
    return Done(option, ref_of(option), {"state": option.state, "places": len(option.places)})


def hold_end(
    doing: Doing, request: Request, until: datetime | None, with_quote: bool
) -> tuple[datetime | None, Quote | None]:
    """When a hold that is asked for ends, and the quote that it follows, if any.

    Raises NoLiveQuote, or Invalid for an end in the past.
    """
    if with_quote:
        waiting = live(quotes_of(doing, request))
        if not waiting:
            raise NoLiveQuote(request.ref)
        return quote_end(doing, waiting[-1]), waiting[-1]
    if until is not None and until <= doing.now:
        raise Invalid(_("An option can't end in the past."), remedy=_("Give a later date."))
    return until, None


def quote_end(doing: Doing, quote: Quote) -> datetime | None:
    """The instant at which an issued quote can no longer be accepted; None when it has no last day."""
    zone = ZoneInfo(doing.settings.organisation.zone)
    return end_of_day(quote.valid_until, zone) if quote.valid_until else None


def hold(doing: Doing, option: CalendarOption, until: datetime | None, quote: Quote | None) -> None:
    option.state, option.hold_until, option.quote = "held", until, quote
    check_holdable(doing, option)


def _present(doing: Doing, request: Request, group: str | None) -> CalendarOf:
    """The dates that the dossier's slots have now."""
    only = resolve(doing.unit, group, "group").record if group else None
    dated = [
        slot
        for slot in slots_of(doing, request)
        if slot.day is not None
        and slot.state in _DATED
        and slot.alternative == 1
        and (only is None or slot.group_id == only.id)
    ]
    if not dated:
        raise Invalid(
            _("No slot of {ref} has a date.").format(ref=request.ref),
            remedy=_("Date its slots first, or let the planner look for calendars."),
        )
    return CalendarOf(places=tuple(_line(slot) for slot in dated))


def _line(slot: Slot) -> str:
    assert slot.day is not None
    return PlaceOf(
        slot=ref_of(slot),
        day=slot.day,
        start=time.fromisoformat(slot.start or "00:00"),
        finish=time.fromisoformat(slot.finish or "00:00"),
        venue=slot.venue.ref if slot.venue else None,
        trainers=tuple(one.trainer.ref for one in slot.team),
    ).line()


def _option(doing: Doing, request: Request, answer_by: date, calendar: CalendarOf) -> CalendarOption:
    wanted = [place_of(line) for line in calendar.places]
    option = doing.unit.add(
        CalendarOption(
            request_id=request.id,
            position=next_rank(doing, request, "O"),
            answer_by=answer_by,
            cost=calendar.cost,
            terms=[one.model_dump() for one in calendar.terms],
            gaps=[one.model_dump() for one in calendar.gaps],
            proposed_at=doing.occurred_at,
        )
    )
    known = {slot.sequence: slot for slot in slots_of(doing, request)}
    found = [(_slot(request, known, one), one) for one in wanted]
    if len({slot.id for slot, _one in found}) < len(found):
        raise Invalid(_("A slot is given two places."), remedy=_("Give each slot one line."))
    found.sort(key=lambda pair: (pair[1].day, pair[1].start, pair[0].sequence))
    for position, (slot, one) in enumerate(found, start=1):
        option.places.append(_place(doing, slot, one, position))
    doing.unit.session.flush()
    return option


def _slot(request: Request, known: Mapping[int, Slot], one: PlaceOf) -> Slot:
    whole, _slash, part = one.slot.rpartition("/")
    rank = int(part[1:]) if part[:1] == "S" and part[1:].isdecimal() else 0
    slot = known.get(rank)
    if (whole and whole != request.ref) or slot is None:
        raise NotFound(_("slot"), one.slot)
    if slot.state not in _MOVABLE:
        raise Invalid(
            _("{slot} is over or cancelled: it can't be proposed.").format(slot=ref_of(slot)),
            remedy=_("Leave it out."),
        )
    return slot


def _place(doing: Doing, slot: Slot, one: PlaceOf, position: int) -> OptionPlace:
    venue = resolve(doing.unit, one.venue, "venue").record if one.venue else None
    zone = venue.zone if venue is not None else slot.request.zone
    when = interval(one.day, one.start, one.finish, zone)
    place = OptionPlace(
        slot=slot,
        position=position,
        day=one.day,
        start=f"{one.start:%H:%M}",
        finish=f"{one.finish:%H:%M}",
        zone=zone,
        starts_at=when.starts_at,
        ends_at=when.ends_at,
        venue=venue,
    )
    asked = roles_of(slot.module)
    for index, ref in enumerate(one.trainers):
        role = asked[index] if index < len(asked) else Role("co-trainer")
        trainer = resolve(doing.unit, ref, "trainer").record
        place.team.append(OptionTrainer(trainer=trainer, role=role.role, position=index + 1))
    _copy_answers(slot, place)
    return place


def _copy_answers(slot: Slot, place: OptionPlace) -> None:
    """What was answered about the very same date still holds."""
    same = (slot.day, slot.start, slot.finish, slot.venue) == (
        place.day, place.start, place.finish, place.venue,
    )  # fmt: skip
    if same:
        place.client_answer, place.venue_answer = slot.client_answer, slot.venue_answer
        known = {one.trainer_id: one.answer for one in slot.team}
        for seat in place.team:
            seat.answer = known.get(seat.trainer.id, "not_asked")


def option_of_quote(doing: Doing, quote: Quote) -> list[CalendarOption]:
    """The held options that follow `quote`."""
    query = select(CalendarOption).where(CalendarOption.quote_id == quote.id, CalendarOption.state == "held")
    return list(doing.unit.session.scalars(query))
