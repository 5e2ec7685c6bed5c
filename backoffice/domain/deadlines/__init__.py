"""From a start and a length, in any unit of the trade, to the day and the instant when it is due."""

from __future__ import annotations

from backoffice.domain.deadlines.errors import (
    AmbiguousTime,
    BadHours,
    BadLength,
    BadRoll,
    BadStart,
    BadZone,
    DeadlineError,
    NonexistentTime,
    UnknownUnit,
)
from backoffice.domain.deadlines.explain import Counted, days_to_explain, explain
from backoffice.domain.deadlines.length import UNITS, Length, Term, Unit, parse_length
from backoffice.domain.deadlines.paused import Pause, reckon_paused
from backoffice.domain.deadlines.reckon import Deadline, Question, Roll, reckon
from backoffice.domain.deadlines.start import Start, read_start
from backoffice.domain.deadlines.working_time import OPENING, Hours, read_hours
from backoffice.domain.deadlines.zones import PARIS, end_of_day, zone_of

__all__ = [
    "OPENING",
    "PARIS",
    "UNITS",
    "AmbiguousTime",
    "BadHours",
    "BadLength",
    "BadRoll",
    "BadStart",
    "BadZone",
    "Counted",
    "Deadline",
    "DeadlineError",
    "Hours",
    "Length",
    "NonexistentTime",
    "Pause",
    "Question",
    "Roll",
    "Start",
    "Term",
    "Unit",
    "UnknownUnit",
    "days_to_explain",
    "end_of_day",
    "explain",
    "parse_length",
    "read_hours",
    "read_start",
    "reckon",
    "reckon_paused",
    "zone_of",
]
