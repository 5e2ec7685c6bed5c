"""Whether a slot keeps the time that is asked for between modules: hard links bind, soft ones warn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from sqlalchemy import select

from backoffice.content.programme import module_of
from backoffice.domain.calendars import Calendar
from backoffice.domain.conflicts import Conflict, RuleName
from backoffice.domain.gaps import Missed, Span, missed
from backoffice.domain.programme import Module
from backoffice.i18n import _
from backoffice.i18n.formats import short_date
from backoffice.services.acts import Doing
from backoffice.services.options.holds import AsSlot
from backoffice.store.records import Slot

_GONE = ("cancelled", "moved")


def gap_conflicts(doing: Doing, slot: Slot) -> tuple[Conflict, ...]:
    """The hard links that `slot` breaks; once broken by name for one of the days that they bear on, they are
    for the others too."""
    return tuple(
        Conflict(RuleName.GAP, "", slot.uid, "", _text(one), _remedy(one))
        for one, edges in _missed(doing, slot)
        if one.hard and not _broken_elsewhere(slot, edges)
    )


def soft_gaps(doing: Doing, slot: Slot) -> tuple[str, ...]:
    """What soft links would rather have, in words."""
    return tuple(_text(one) for one, _edges in _missed(doing, slot) if not one.hard)


def _broken_elsewhere(slot: Slot, edges: Sequence[Slot]) -> bool:
    return RuleName.GAP not in slot.broken and any(RuleName.GAP in one.broken for one in edges)


def _missed(doing: Doing, slot: Slot) -> Iterator[tuple[Missed, Sequence[Slot]]]:
    """The links that aren't kept and that hang on the day of `slot`, with the slots of both their ends."""
    modules = [module_of(one.body) for one in slot.request.modules if one.alternative == 1]
    if slot.day is None or not any(one.link or one.links for one in modules):
        return
    slots = _beside(doing, slot)
    spans = dict(_spans(modules, slots))
    for one in missed(modules, spans, Calendar(slot.request.territory)):
        edges = _edges(one, spans, slots)
        if any(there.id == slot.id for there in edges):
            yield one, edges


def _beside(doing: Doing, slot: Slot) -> list[Slot]:
    """What the group of `slot` sits through, `slot` (with the rest of its option) where it would be."""
    query = select(Slot).where(
        Slot.request_id == slot.request_id, Slot.alternative == 1, Slot.state.not_in(_GONE)
    )
    placed = slot.beside if isinstance(slot, AsSlot) else {slot.id: slot}
    found = (placed.get(one.id, one) for one in doing.unit.session.scalars(query))
    return [
        one
        for one in found
        if one.time == "live" and one.supervision != "none" and one.group_id in (slot.group_id, None)
    ]


def _spans(modules: Iterable[Module], slots: Sequence[Slot]) -> Iterator[tuple[str, Span]]:
    """Of the modules all of whose slots have a day."""
    for module in modules:
        days: list[date | None] = [one.day for one in slots if one.module.code == module.code]
        known = [day for day in days if day is not None]
        if known and len(known) == len(days):
            yield module.code, (min(known), max(known))


def _edges(one: Missed, spans: dict[str, Span], slots: Sequence[Slot]) -> list[Slot]:
    start = spans[one.origin.code][0 if one.link.anchor == "start" else 1]
    ends = {(one.module.code, spans[one.module.code][0]), (one.origin.code, start)}
    return [there for there in slots if (there.module.code, there.day) in ends]


def _text(one: Missed) -> str:
    return _template(one).format(
        module=one.module.label, length=one.limit.words(), origin=one.origin.label, day=short_date(one.bound)
    )


def _template(one: Missed) -> str:
    if not one.hard:
        return (
            _("{module} should rather start at least {length} after {origin}: from {day} on.")
            if one.early
            else _("{module} should rather start at most {length} after {origin}: by {day}.")
        )
    return (
        _("{module} must start at least {length} after {origin}: from {day} on.")
        if one.early
        else _("{module} must start at most {length} after {origin}: by {day}.")
    )


def _remedy(one: Missed) -> str:
    return _("Choose another day, or move {origin} and {module} together.").format(
        origin=one.origin.label, module=one.module.label
    )
