"""Which slots of an attendance sheet stand on a page together: few enough to sign in, a day in one piece."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from backoffice.documents.sheets.attendance import AttendanceSheet, SheetSlot

# 28 mm each on landscape A4: narrower, a signature runs into its neighbour.
MOST_SLOTS = 7

Band = tuple[int, ...]
"""The places of the slots that share pages."""


def bands(slots: Sequence[SheetSlot]) -> tuple[Band, ...]:
    """The slots in their order, in the fewest bands, as even as days allow; a slot is in one band only."""
    if not slots:
        return ()
    fewest = len(_filled(slots, MOST_SLOTS))
    longest = max(len(list(same)) for _day, same in groupby(slots, key=lambda slot: slot.day))
    # Never so few that a day which fits in a band would be parted.
    least = max(-(-len(slots) // fewest), min(longest, MOST_SLOTS))
    return next(made for most in range(least, MOST_SLOTS + 1) if len(made := _filled(slots, most)) == fewest)


def _filled(slots: Sequence[SheetSlot], most: int) -> tuple[Band, ...]:
    made: list[list[int]] = []
    for _day, same in groupby(range(len(slots)), key=lambda at: slots[at].day):
        day = list(same)
        pieces = [day[at : at + most] for at in range(0, len(day), most)]
        for piece in pieces:
            if made and len(made[-1]) + len(piece) <= most:
                made[-1].extend(piece)
            else:
                made.append(piece)
    return tuple(map(tuple, made))


def trainers(sheet: AttendanceSheet, band: Band) -> tuple[str, ...]:
    """Those who teach a slot of `band`, once each, in the order in which they come."""
    return tuple(dict.fromkeys(name for at in band for name in sheet.slots[at].trainers))


def places(sheet: AttendanceSheet) -> tuple[str, ...]:
    """The venues of the slots, once each, in the order in which they come."""
    return tuple(dict.fromkeys(slot.venue for slot in sheet.slots if slot.venue))
