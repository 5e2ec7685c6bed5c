"""What planning needs to know of a dossier and of everything booked, as values read in one go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import NamedTuple

from backoffice.content.planning import Planning
from backoffice.domain.calendar_problem import Absence
from backoffice.domain.calendars import Closure
from backoffice.domain.hours import ProgrammeHours
from backoffice.domain.programme import AccessDelay, Module
from backoffice.domain.school import SchoolCalendar


@dataclass(frozen=True, slots=True)
class Sat:
    """A slot that is to have a date: what it asks for, and where it stands now.

    `block` is that of its parts, `with_whom` who follows it (group, subgroup, person); `teaches` says whether
    a trainer is there, `told` whether somebody outside was told of its date.
    """

    ref: str
    module: str
    group: str
    position: int
    copy: int
    block: int
    minutes: int
    mode: str
    teaches: bool
    with_whom: str
    hours: ProgrammeHours | None
    state: str
    told: bool = False
    day: date | None = None
    start: time | None = None
    finish: time | None = None
    trainers: tuple[str, ...] = ()
    venue: str | None = None
    window_from: date | None = None
    window_to: date | None = None


class Taken(NamedTuple):
    """A stretch of a day taken by a slot, held or confirmed: by whom, where, in which town.

    Made by the thousand for each proposal, which a tuple is a third of the time of.
    """

    label: str
    day: date
    start: time
    finish: time
    held: bool
    trainers: tuple[str, ...]
    venue: str | None
    town: str | None
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Teacher:
    """A trainer as planning sees them; `rank` 1 is asked first."""

    ref: str
    name: str
    skills: frozenset[str]
    rank: int
    town: str | None
    max_days_week: int | None
    max_days_row: int | None
    away: tuple[Absence, ...] = ()


@dataclass(frozen=True, slots=True)
class Room:
    """A venue; a `shared` one (a link, a town) is never full."""

    ref: str
    name: str
    kind: str
    town: str | None
    capacity: int | None
    shared: bool
    of_client: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A group of the dossier; on `busy` days, some of its people follow something else."""

    ref: str
    name: str
    position: int
    size: int | None
    busy: tuple[tuple[date, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that bears on the calendar of a dossier, on the day `today`."""

    ref: str
    kind: str
    today: date
    received_on: date
    zone: str
    territory: str
    school_zone: str | None
    school: str
    modules: tuple[Module, ...]
    groups: tuple[Group, ...]
    slots: tuple[Sat, ...]
    teachers: tuple[Teacher, ...]
    rooms: tuple[Room, ...]
    taken: tuple[Taken, ...]
    closures: tuple[Closure, ...]
    delays: tuple[AccessDelay, ...]
    halves: tuple[tuple[str, time, time], ...]
    planning: Planning
    schools: SchoolCalendar
    places: str = ""
