"""How soon and how late a training may begin, by the delays that its programme announces."""

from __future__ import annotations

from datetime import date

import pytest

from backoffice.domain.access import Access, access
from backoffice.domain.calendars import Calendar
from backoffice.domain.programme import AccessDelay, Length, Unit


def delay(least: Length | None = None, most: Length | None = None) -> AccessDelay:
    return AccessDelay("announced", least=least, most=most)


@pytest.mark.parametrize(
    ("least", "most", "first", "last"),
    [
        (Length(15, Unit.DAYS), None, "2026-11-17", None),
        # 11 November isn't worked.
        (Length(10, Unit.WORKING_DAYS), Length(3, Unit.MONTHS), "2026-11-17", "2027-02-02"),
        (Length(2, Unit.WEEKS), Length(13, Unit.WEEKS), "2026-11-16", "2027-02-01"),
        # Announced for a day off, it stays: 14 November is a Saturday.
        (Length(12, Unit.DAYS), None, "2026-11-14", None),
        (None, None, None, None),
    ],
)
def test_a_delay_counts_from_the_day_after_the_request_as_every_deadline_does(
    least: Length | None, most: Length | None, first: str | None, last: str | None
) -> None:
    found = access([delay(least, most)], date(2026, 11, 2), Calendar("FR"))
    assert (found.first and str(found.first), found.last and str(found.last)) == (first, last)


def test_of_several_delays_all_hold() -> None:
    several = [delay(Length(5, Unit.DAYS), Length(60, Unit.DAYS)), delay(Length(15, Unit.DAYS))]
    several.append(delay(most=Length(30, Unit.DAYS)))
    assert access(several, date(2026, 11, 2), Calendar("FR")) == Access(date(2026, 11, 17), date(2026, 12, 2))
