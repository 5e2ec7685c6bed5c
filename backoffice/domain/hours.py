"""The hours that a programme gives to a slot, and which others it may take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from backoffice.domain.programme import Module, elapsed
from backoffice.errors import BackofficeError
from backoffice.i18n import _
from backoffice.i18n.formats import clock_time, duration


@dataclass(frozen=True, slots=True)
class ProgrammeHours:
    """What a sitting's parts ask for together: minutes, and local hours where the programme gives them.

    Only `adjustable` ones may take other hours or minutes, these from `least` to `most`.
    """

    title: str
    planned: int
    least: int
    most: int
    start: time | None = None
    finish: time | None = None
    adjustable: bool = False

    def minutes_between(self, start: time, finish: time) -> int:
        """The minutes that count between two hours, when nobody says how many.

        An adjustable sitting follows the hours, with the breaks that it had; any other stays as planned.
        """
        if not self.adjustable or self.start is None or self.finish is None:
            return self.planned
        breaks = elapsed(self.start, self.finish) - self.planned
        return max(elapsed(start, finish) - breaks, 1)


class OtherHours(BackofficeError):
    """A slot dated at hours that its programme doesn't allow."""

    code = "other_hours"

    def __init__(self, wanted: ProgrammeHours, told: str) -> None:
        super().__init__(
            _("“{part}”: {told}.").format(part=wanted.title, told=told),
            remedy=_("Keep the programme's hours, or say why others in “Why other hours”."),
        )


def programme_hours(module: Module, position: int) -> ProgrammeHours | None:
    """What the sitting of rank `position` (from 1) of `module` asks for; None beyond its sittings."""
    sittings = module.sittings
    if not 0 < position <= len(sittings):
        return None
    parts = sittings[position - 1]
    ranges = [(p.minutes.least, p.minutes.most) if p.adjustable else (p.minutes.planned,) * 2 for p in parts]
    return ProgrammeHours(
        title=" ; ".join(part.title for part in parts),
        planned=sum(part.minutes.planned for part in parts),
        least=sum(least for least, _most in ranges),
        most=sum(most for _least, most in ranges),
        start=parts[0].start,
        finish=parts[-1].finish,
        adjustable=any(part.adjustable for part in parts),
    )


def check_hours(wanted: ProgrammeHours, start: time, finish: time, minutes: int) -> None:
    """Raises OtherHours when `wanted` allows neither these hours nor these minutes, and says which part."""
    if not wanted.least <= minutes <= wanted.most:
        raise OtherHours(wanted, _minutes_told(wanted, minutes))
    given = (wanted.start, wanted.finish)
    if not wanted.adjustable and None not in given and given != (start, finish):
        raise OtherHours(
            wanted,
            _("the programme fixes it from {start} to {finish}").format(
                start=clock_time(wanted.start or start), finish=clock_time(wanted.finish or finish)
            ),
        )


def _minutes_told(wanted: ProgrammeHours, minutes: int) -> str:
    if wanted.least == wanted.most:
        return _("{given} can't stand for the {planned} of the programme").format(
            given=duration(minutes), planned=duration(wanted.planned)
        )
    return _("{given} isn't between {least} and {most}, which the programme allows").format(
        given=duration(minutes), least=duration(wanted.least), most=duration(wanted.most)
    )
