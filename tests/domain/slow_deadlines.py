"""An oracle for deadlines that shares nothing with them: it walks day by day, or minute by minute.

Good for the years 2019 to 2100, in which the public holidays are those written here by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
EVERYWHERE = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
OWN = {
    "FR": None,
    "FR-57": (12, 26),
    "FR-67": (12, 26),
    "FR-68": (12, 26),
    "GP": (5, 27),
    "MQ": (5, 22),
    "GF": (6, 10),
    "RE": (12, 20),
    "YT": (4, 27),
    "MF": (5, 28),
    "BL": (10, 9),
    "PM": None,
}


def easter_sunday(year: int) -> date:
    """The anonymous Gregorian rule (Butcher's)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    rest = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * rest) // 451
    month, day = divmod(h + rest - 7 * m + 114, 31)
    return date(year, month, day + 1)


def is_holiday(day: date, territory: str, good_friday: bool) -> bool:
    after_easter = (day - easter_sunday(day.year)).days
    if good_friday and territory.startswith("FR-") and after_easter == -2:
        return True
    return (day.month, day.day) in (*EVERYWHERE, OWN[territory]) or after_easter in (1, 39, 50)


def is_worked(day: date, territory: str, good_friday: bool = False, *, last: int = 5) -> bool:
    """Whether `day` is worked when the week goes from Monday to weekday `last` (5 Friday, 6 Saturday)."""
    return day.isoweekday() <= last and not is_holiday(day, territory, good_friday)


def counted(start: date, count: int, unit: str, territory: str, good_friday: bool, step: int) -> date:
    """The day where the count of a day unit ends, walking one day at a time."""
    day, left = start, count + 1 if unit == "clear days" else count
    while left:
        day += step * DAY
        last = {"working days": 5, "ouvrables": 6}.get(unit)
        if last is None or is_worked(day, territory, good_friday, last=last):
            left -= 1
    return day


def months_on(start: date, months: int, step: int) -> date:
    """Month by month to the month wanted, then the last of its days that isn't past the day number."""
    first = start.replace(day=1)
    for _ in range(months):
        first = (first + 31 * DAY).replace(day=1) if step > 0 else (first - DAY).replace(day=1)
    there = [first + n * DAY for n in range(31)]
    return max(day for day in there if day.month == first.month and day.day <= start.day)


def moved(day: date, territory: str, good_friday: bool, step: int) -> date:
    while not is_worked(day, territory, good_friday):
        day += step * DAY
    return day


def end_of(day: date, zone: str, step: timedelta = 5 * MINUTE) -> datetime:
    """The end of the last step of time that clocks in `zone` date on `day` or before.

    Steps of five minutes meet every offset since 1970: Kiritimati's was 10:40 until 1979.
    """
    end = at = datetime(day.year, day.month, day.day, tzinfo=UTC) - DAY
    while at < end + 3 * DAY and at.date() <= day + 3 * DAY:
        at += step
        if (at - step).astimezone(ZoneInfo(zone)).date() <= day:
            end = at
    return end


def open_minutes(
    start: datetime, zone: str, territory: str, hours: tuple[tuple[str, str], ...]
) -> Iterator[datetime]:
    """The start of each open minute from `start` on."""
    at = start
    while True:
        local = at.astimezone(ZoneInfo(zone))
        text = f"{local:%H:%M}"
        if is_worked(local.date(), territory) and any(one <= text < two for one, two in hours):
            yield at
        at += MINUTE
