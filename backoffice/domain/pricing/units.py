"""What a rate is counted in: per whom, by what; which of the two go together, and how a line names it."""

from __future__ import annotations

from enum import StrEnum

from backoffice.i18n import N_


class Per(StrEnum):
    """For each of what a price is paid."""

    PERSON = "person"
    GROUP = "group"
    TRAINER = "trainer"
    FILE = "file"
    VEHICLE = "vehicle"


class By(StrEnum):
    """By what it is counted."""

    HALF_DAY = "half_day"
    DAY = "day"
    HOUR = "hour"
    SESSION = "session"
    MODULE = "module"
    COURSE = "course"
    MONTH = "month"
    TRIP = "trip"
    KM = "km"
    NIGHT = "night"
    ONCE = "once"


# Those that take place on days, and so may fall on a weekend.
TIMED = frozenset((By.HALF_DAY, By.DAY, By.HOUR, By.SESSION))
TRAVELLED = frozenset((By.TRIP, By.KM))
_TAUGHT = (*TIMED, By.MODULE, By.COURSE, By.MONTH, By.ONCE)

ALLOWED: dict[Per, frozenset[By]] = {
    Per.PERSON: frozenset((*_TAUGHT, By.NIGHT)),
    Per.GROUP: frozenset((*_TAUGHT, By.NIGHT)),
    Per.TRAINER: frozenset((*_TAUGHT, By.NIGHT, *TRAVELLED)),
    Per.FILE: frozenset((*_TAUGHT, By.NIGHT, *TRAVELLED)),
    Per.VEHICLE: TRAVELLED,
}

PER_LABELS = {
    Per.PERSON: N_("a person"),
    Per.GROUP: N_("a group"),
    Per.TRAINER: N_("a trainer"),
    Per.FILE: N_("the whole file"),
    Per.VEHICLE: N_("a vehicle"),
}
BY_LABELS = {
    By.HALF_DAY: N_("by half-day"),
    By.DAY: N_("by day"),
    By.HOUR: N_("by hour"),
    By.SESSION: N_("by session"),
    By.MODULE: N_("by module"),
    By.COURSE: N_("for the course"),
    By.MONTH: N_("by month"),
    By.TRIP: N_("by trip"),
    By.KM: N_("by kilometre"),
    By.NIGHT: N_("by night"),
    By.ONCE: N_("once"),
}

_ALONE = {
    By.HALF_DAY: N_("half-day"),
    By.DAY: N_("day"),
    By.HOUR: N_("hour"),
    By.SESSION: N_("session"),
    By.MODULE: N_("module"),
    By.COURSE: N_("course"),
    By.MONTH: N_("month"),
    By.TRIP: N_("trip"),
    By.KM: N_("km"),
    By.NIGHT: N_("night"),
    By.ONCE: N_("flat rate"),
}
_OF_PERSONS = {
    By.HALF_DAY: N_("person-half-day"),
    By.DAY: N_("person-day"),
    By.HOUR: N_("person-hour"),
    By.SESSION: N_("person-session"),
    By.MODULE: N_("person-module"),
    By.COURSE: N_("person"),
    By.MONTH: N_("person-month"),
    By.NIGHT: N_("person-night"),
    By.ONCE: N_("person"),
}
_OF_TRAINERS = {By.COURSE: N_("trainer"), By.ONCE: N_("trainer")}
_OF_GROUPS = {By.COURSE: N_("group"), By.ONCE: N_("group")}


def unit_label(per: Per, by: By) -> str:
    """The unit of a line, as a message id."""
    named = {Per.PERSON: _OF_PERSONS, Per.TRAINER: _OF_TRAINERS, Per.GROUP: _OF_GROUPS}
    return named.get(per, {}).get(by, _ALONE[by])
