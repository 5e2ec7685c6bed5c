"""What can be wrong in a deadline's question, with the field to mend and what is allowed there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from backoffice.errors import Invalid, Place
from backoffice.i18n import N_, _
from backoffice.i18n.shown import shown


class DeadlineError(Invalid):
    """A mistake in `field`; `allowed` lists the values that would do, when they can be listed."""

    field: ClassVar[str] = ""

    def __init__(
        self, message: str, *, remedy: str | None = None, allowed: Sequence[str | None] | None = None
    ) -> None:
        super().__init__(message, place=Place(path=self.field), remedy=remedy)
        self.allowed = None if allowed is None else tuple(allowed)


# Why a start or a length isn't one, still in English.
NOT_A_START = N_("this isn't a date, or a date with a local time.")
NEEDS_TIME = N_("minutes and hours count from a local time.")
FAR_START = N_("this instant is outside the years 1 to 9999.")
NOT_A_LENGTH = N_("this isn't a length.")
NOT_WHOLE = N_("each number must be whole and positive.")
NOT_A_SUM = N_("only years, months, weeks and days add up, each once and in that order.")
FORWARD_ONLY = N_("working hours only count forward.")
TOO_FAR = N_("counted from this start, it leaves the years 1 to 9999.")


class BadStart(DeadlineError):
    code = "bad_start"
    field = "start"

    def __init__(self, text: str, why: str = NOT_A_START) -> None:
        super().__init__(
            _("“{text}”: {why}").format(text=shown(text), why=_(why)),
            remedy=_("Write the start like 2026-11-02, or 2026-11-02T10:15 with its local time."),
        )


class BadLength(DeadlineError):
    code = "bad_length"
    field = "length"

    def __init__(self, text: str, why: str = NOT_A_LENGTH) -> None:
        super().__init__(
            _("“{text}”: {why}").format(text=shown(text), why=_(why)),
            remedy=_("Write the length like 10 working days, or 1 month 5 days."),
        )


class UnknownUnit(DeadlineError):
    code = "unknown_unit"
    field = "length"

    def __init__(self, unit: str, allowed: Sequence[str]) -> None:
        super().__init__(
            _("“{unit}” isn't a known unit.").format(unit=shown(unit)),
            remedy=_("Use one of {units}.").format(units=", ".join(allowed)),
            allowed=allowed,
        )
        self.unit = unit


class BadZone(DeadlineError):
    code = "bad_zone"
    field = "zone"

    def __init__(self, name: str) -> None:
        super().__init__(
            _("“{zone}” isn't a known time zone.").format(zone=shown(name)),
            remedy=_("Write it like Europe/Paris or Indian/Reunion."),
        )


class BadRoll(DeadlineError):
    code = "bad_roll"
    field = "roll"

    def __init__(self, text: str) -> None:
        super().__init__(
            _("“{text}” doesn't say where a day off moves.").format(text=shown(text)),
            remedy=_("Use next, previous, or nothing (null) to leave the day where it falls."),
            allowed=("next", "previous", None),
        )


class NonexistentTime(DeadlineError):
    code = "nonexistent_time"
    field = "start"

    def __init__(self, text: str, zone: str) -> None:
        super().__init__(
            _("“{text}” doesn't exist in {zone}: the clocks go forward over it.").format(
                text=shown(text), zone=zone
            ),
            remedy=_("Give an hour before or after the change."),
        )


class AmbiguousTime(DeadlineError):
    """`allowed` gives both instants, written with their offsets."""

    code = "ambiguous_time"
    field = "start"

    def __init__(self, text: str, zone: str, either: tuple[str, str]) -> None:
        super().__init__(
            _("“{text}” comes twice in {zone}: the clocks go back over it.").format(
                text=shown(text), zone=zone
            ),
            remedy=_("Say which with its offset: {first} or {second}.").format(
                first=either[0], second=either[1]
            ),
            allowed=either,
        )


class BadHours(DeadlineError):
    """Opening hours that can't be; in a batch this is a value that the line's JSON may not hold."""

    code = "bad_json"
    field = "hours"

    def __init__(self) -> None:
        super().__init__(
            _("The opening hours aren't spans of the day that follow each other."),
            remedy=_('Write them like [["09:00","12:30"],["14:00","17:30"]].'),
        )
