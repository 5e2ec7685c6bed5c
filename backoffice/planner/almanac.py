"""The public and school holidays that a problem meets, from the dated tables of the domain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from backoffice.domain.calendar_problem import Problem, SchoolRule
from backoffice.domain.calendars import Calendar
from backoffice.domain.school import SHIPPED, SchoolCalendar


@dataclass(frozen=True, slots=True)
class Almanac:
    """The public holidays of the horizon (with their names); for each school zone that a rule names, its
    holidays, and the runs of days of which nothing is published."""

    holidays: dict[date, str]
    school: dict[str, frozenset[date]]
    unpublished: dict[str, tuple[tuple[date, date], ...]]


def almanac(problem: Problem, school: SchoolCalendar = SHIPPED) -> Almanac:
    """What `problem` must know of the days of its horizon."""
    calendar = Calendar(problem.territory, good_friday=problem.good_friday)
    years = range(problem.first.year, problem.last.year + 1)
    holidays = {day: name for year in years for day, name in calendar.holidays(year).items()}
    zones = sorted({rule.zone for rule in problem.rules if isinstance(rule, SchoolRule)})
    return Almanac(
        {day: name for day, name in holidays.items() if problem.first <= day <= problem.last},
        {zone: _school_days(problem, school, zone) for zone in zones},
        {zone: school.unpublished(zone, problem.first, problem.last) for zone in zones},
    )


def _school_days(problem: Problem, school: SchoolCalendar, zone: str) -> frozenset[date]:
    return frozenset(
        one.first + timedelta(days=n)
        for one in school.holidays(zone, problem.first, problem.last)
        for n in range((one.last - one.first).days + 1)
    )
