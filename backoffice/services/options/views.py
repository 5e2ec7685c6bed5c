"""Options as the screens and the JSON show them: what they are now, their dates, each yes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from backoffice.i18n import N_
from backoffice.i18n.formats import days
from backoffice.services.acts import Doing
from backoffice.services.kinds import ref_of
from backoffice.services.options.reading import lacks, options_of, state_of
from backoffice.services.pieces import facts, lines, person
from backoffice.services.ports import Block, Cell, Column, Lines
from backoffice.store.records import CalendarOption, OptionPlace, Request
from backoffice.store.types import instant_text

_COLUMNS = (
    Column("ref", N_("Option"), 17),
    Column("state", N_("State"), 11, kind=Cell.STATE, states="calendar_option"),
    Column("dates", N_("Dates"), 18, grow=3),
    Column("answer_by", N_("Answer by"), 10, kind=Cell.DATE),
    Column("until", N_("Held until"), 16, kind=Cell.STAMP, priority=1),
    Column("missing", N_("Yeses missing"), 8, kind=Cell.NUMBER, priority=2),
    Column("cost", N_("Cost"), 6, kind=Cell.NUMBER, priority=3),
)
_PLACES = (
    Column("slot", N_("Slot"), 17),
    Column("date", N_("Date"), 10, kind=Cell.DATE),
    Column("hours", N_("Hours"), 11),
    Column("module", N_("Module"), 10, grow=2, priority=1),
    Column("client", N_("Client"), 11, kind=Cell.STATE, states="answer"),
    Column("trainers", N_("Trainers"), 14, grow=2),
    Column("venue", N_("Venue"), 12, grow=1, priority=2),
    Column("venue_answer", N_("Venue’s answer"), 11, kind=Cell.STATE, states="answer", priority=3),
)


def option_lines(doing: Doing, request: Request) -> Lines:
    """The options of a dossier, those that wait first."""
    found = sorted(options_of(doing, request), key=lambda one: (one.state not in ("offered", "held"), one.id))
    return lines(N_("Options"), _COLUMNS, (_row(doing, one) for one in found))


def _row(doing: Doing, option: CalendarOption) -> tuple[str, ...]:
    missing = sum(1 for place in option.places if lacks(place))
    return (
        ref_of(option),
        str(state_of(doing, option)),
        days(sorted({place.day for place in option.places})),
        option.answer_by.isoformat(),
        instant_text(option.hold_until) if option.hold_until else "",
        str(missing) if option.state in ("offered", "held") else "",
        "" if option.cost is None else str(option.cost),
    )


def option_blocks(doing: Doing, option: CalendarOption) -> Iterable[Block]:
    """The screen of one option."""
    request = option.request
    follows = option.quote if option.state == "held" else None
    yield facts(
        N_("Option"),
        (N_("State"), str(state_of(doing, option)), Cell.STATE, "calendar_option"),
        (N_("Dossier"), request.ref, Cell.TEXT, "", request),
        (N_("Answer by"), option.answer_by, Cell.DATE),
        (N_("Held until"), option.hold_until, Cell.INSTANT),
        (N_("As long as the quote is valid"), ref_of(follows) if follows else None, Cell.TEXT, "", follows),
        (N_("Proposed"), option.proposed_at, Cell.INSTANT),
        (N_("Closed"), option.closed_at, Cell.INSTANT),
        (N_("Cost"), option.cost, Cell.NUMBER),
    )
    yield lines(N_("Dates"), _PLACES, (_place_row(place) for place in option.places))
    if option.gaps:
        columns = (
            Column("between", N_("Between"), 20, grow=1),
            Column("days", N_("Days"), 6, kind=Cell.NUMBER),
        )
        rows = ((f"{one['first']} → {one['then']}", str(one["days"])) for one in option.gaps)
        yield lines(N_("Gaps"), columns, rows, opens=False)
    if option.terms:
        columns = (
            Column("term", N_("What it costs"), 20, grow=1),
            Column("cost", N_("Cost"), 6, kind=Cell.NUMBER),
        )
        rows = ((one["text"] or one["name"], str(one["cost"])) for one in option.terms)
        yield lines(N_("Why it has this cost"), columns, rows, opens=False)


def _place_row(place: OptionPlace) -> tuple[str, ...]:
    return (
        ref_of(place.slot),
        place.day.isoformat(),
        f"{place.start}-{place.finish}",
        f"{place.slot.module.label} · {place.slot.module.title}",
        place.client_answer,
        ", ".join(f"{person(one.trainer)} {_SIGNS[one.answer]}".strip() for one in place.team),
        place.venue.name if place.venue else "",
        place.venue_answer if place.venue else "",
    )


_SIGNS = {"yes": "✓", "no": "✗", "asked": "?", "not_asked": ""}


def option_item(doing: Doing, option: CalendarOption) -> dict[str, Any]:
    """An option as a dossier lists it; `state` is seen with the clock."""
    return {
        "ref": ref_of(option),
        "state": str(state_of(doing, option)),
        "answer_by": option.answer_by.isoformat(),
        "hold_until": instant_text(option.hold_until) if option.hold_until else None,
        "follows": ref_of(option.quote) if option.quote else None,
        "cost": option.cost,
        "dates": sorted({place.day.isoformat() for place in option.places}),
        "missing": sum(1 for place in option.places if lacks(place)),
    }


def option_json(doing: Doing, option: CalendarOption) -> dict[str, Any]:
    """``option/1``: its dates as they were proposed, and each answer."""
    return {
        "format": "option/1",
        "version": option.version,
        "request": option.request.ref,
        **option_item(doing, option),
        "terms": option.terms,
        "gaps": option.gaps,
        "proposed_at": instant_text(option.proposed_at),
        "closed_at": instant_text(option.closed_at) if option.closed_at else None,
        "places": [_place_json(place) for place in option.places],
    }


def _place_json(place: OptionPlace) -> dict[str, Any]:
    return {
        "slot": ref_of(place.slot),
        "date": place.day.isoformat(),
        "start": place.start,
        "end": place.finish,
        "trainers": [{"ref": one.trainer.ref, "role": one.role, "answer": one.answer} for one in place.team],
        "venue": place.venue.ref if place.venue else None,
        "answers": {"client": place.client_answer, "venue": place.venue_answer},
    }
