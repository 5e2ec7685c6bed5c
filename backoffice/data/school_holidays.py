"""School holidays of zones A, B and C as published (arrêtés of 7 December 2022 and 22 October 2025)."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from backoffice.i18n import N_

AUTUMN = N_("Autumn holidays")
CHRISTMAS = N_("Christmas holidays")
WINTER = N_("Winter holidays")
SPRING = N_("Spring holidays")
ASCENSION = N_("Ascension bridge")
SUMMER = N_("Summer holidays")

ALL = ("A", "B", "C")


class Row(NamedTuple):
    """From the Saturday after class to the day before `back`, when class resumes.

    `back` is None for a summer whose return isn't published: it is then counted to 31 August.
    """

    zones: tuple[str, ...]
    name: str
    first: date
    back: date | None


class Year(NamedTuple):
    """The days on which something is known: outside them, nothing is said."""

    first: date
    last: date
    rows: tuple[Row, ...]


YEARS = (
    Year(
        date(2025, 9, 1),
        date(2026, 8, 31),
        (
            Row(ALL, AUTUMN, date(2025, 10, 18), date(2025, 11, 3)),
            Row(ALL, CHRISTMAS, date(2025, 12, 20), date(2026, 1, 5)),
            Row(("A",), WINTER, date(2026, 2, 7), date(2026, 2, 23)),
            Row(("B",), WINTER, date(2026, 2, 14), date(2026, 3, 2)),
            Row(("C",), WINTER, date(2026, 2, 21), date(2026, 3, 9)),
            Row(("A",), SPRING, date(2026, 4, 4), date(2026, 4, 20)),
            Row(("B",), SPRING, date(2026, 4, 11), date(2026, 4, 27)),
            Row(("C",), SPRING, date(2026, 4, 18), date(2026, 5, 4)),
            # No class on the Friday and the Saturday.
            Row(ALL, ASCENSION, date(2026, 5, 15), date(2026, 5, 17)),
            Row(ALL, SUMMER, date(2026, 7, 4), None),
        ),
    ),
    Year(
        date(2026, 9, 1),
        date(2027, 8, 31),
        (
            Row(ALL, AUTUMN, date(2026, 10, 17), date(2026, 11, 2)),
            Row(ALL, CHRISTMAS, date(2026, 12, 19), date(2027, 1, 4)),
            Row(("A",), WINTER, date(2027, 2, 13), date(2027, 3, 1)),
            Row(("B",), WINTER, date(2027, 2, 20), date(2027, 3, 8)),
            Row(("C",), WINTER, date(2027, 2, 6), date(2027, 2, 22)),
            Row(("A",), SPRING, date(2027, 4, 10), date(2027, 4, 26)),
            Row(("B",), SPRING, date(2027, 4, 17), date(2027, 5, 3)),
            Row(("C",), SPRING, date(2027, 4, 3), date(2027, 4, 19)),
            Row(ALL, ASCENSION, date(2027, 5, 7), date(2027, 5, 9)),
            Row(ALL, SUMMER, date(2027, 7, 3), None),
        ),
    ),
)
