"""What another solver must be told beside a problem: its holidays and its recurring absences, day by day."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from hashlib import sha256

from dateutil.rrule import rrulestr

from backoffice.domain.calendar_problem import Absence, Problem, SchoolRule
from backoffice.domain.calendars import Calendar
from backoffice.domain.school import SHIPPED
from tests.planner.written import problem_json

DAY = timedelta(days=1)


def oracle_line(name: int, given: Problem) -> str:
    """One line of the oracle's input."""
    days = [given.first + n * DAY for n in range((given.last - given.first).days + 1)]
    calendar = Calendar(given.territory, good_friday=given.good_friday)
    zones = {rule.zone for rule in given.rules if isinstance(rule, SchoolRule)}
    halves = [half.id for half in given.half_days]
    away = {
        trainer.id: sorted(
            {
                (day.isoformat(), half)
                for absence in trainer.away
                for day in days_away(absence)
                for half in halves
                if absence.half in (None, half)
            }
        )
        for trainer in given.trainers
    }
    return json.dumps(
        {
            "id": name,
            "problem": problem_json(given),
            "holidays": [day.isoformat() for day in days if calendar.holiday(day)],
            "school": {
                zone: [day.isoformat() for day in days if getattr(SHIPPED.on(zone, day), "name", None)]
                for zone in zones
            },
            "away": away,
        }
    )


def days_away(absence: Absence) -> list[date]:
    if absence.rrule is None:
        return [absence.first + n * DAY for n in range((absence.last - absence.first).days + 1)]
    start, end = (datetime.combine(day, time()) for day in (absence.first, absence.last))
    return [one.date() for one in rrulestr(absence.rrule, dtstart=start).between(start, end, inc=True)]


def fingerprint(given: Problem) -> str:
    """Changes with anything in the problem."""
    text = json.dumps(problem_json(given), sort_keys=True)
    return sha256(text.encode()).hexdigest()[:12]
