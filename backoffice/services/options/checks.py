"""Whether an option can be held: by the minute, beside everything but the dates that it would replace."""

from __future__ import annotations

from itertools import combinations

from backoffice.domain import conflicts as rules
from backoffice.services.acts import Doing
from backoffice.services.options.holds import as_slot
from backoffice.services.taking_up import booked, clashes_with, lock
from backoffice.store.records import CalendarOption


def check_holdable(doing: Doing, option: CalendarOption) -> None:
    """Raises SlotConflict when what `option` names is taken, or can't be, looked at under lock.

    Its own dossier's slots that it gives another place don't stand in its way.
    """
    doing.unit.session.flush()
    places = [as_slot(place) for place in option.places]
    lock(doing, places)
    replaced = {place.uid for place in places}
    found = [
        one
        for place in places
        for one in rules.unbroken(clashes_with(doing, place, ()), place.broken)
        if one.other not in replaced
    ]
    for first, second in combinations(places, 2):
        names = rules.Names({})
        found += rules.conflicts(booked(first), (booked(second),), names)
    if found:
        raise rules.SlotConflict(tuple(found))
