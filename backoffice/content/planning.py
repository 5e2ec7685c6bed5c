"""How the house plans (`[planning]` of the settings): which days, how long before, what each wish weighs."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from backoffice.content.base import Content
from backoffice.content.programme import Length

Weight = Annotated[int, Field(ge=0, le=10_000)]
Weekday = Annotated[int, Field(ge=1, le=7)]
Half = Literal["am", "pm", "eve"]


class WeightsFile(Content):
    """What one unit of each term of a calendar's cost weighs: the one that costs least is proposed first."""

    earliness: Weight = 1
    evenness: Weight = 2
    rank: Weight = 1
    continuity: Weight = 10
    school: Weight = 20
    closure: Weight = 20
    weekday: Weight = 5
    cells: Weight = 5
    travel: Weight = 1
    moved: Weight = 100


class HalfDayOff(Content):
    """A half-day of the week on which nothing is planned (no `half`: all day), or not gladly (not `hard`)."""

    weekday: Weekday | None = None
    half: Half | None = None
    hard: bool = True


class Planning(Content):
    """What holds for every calendar that is proposed, unless it is asked otherwise.

    `holds`: whether an option takes up its trainers and its venue as much as a confirmed date. `notice`:
    nothing sooner from today than that. `travel_half_days`: half-days without a session that a trainer needs
    between two towns.
    """

    weekdays: tuple[Weekday, ...] = Field(default=(1, 2, 3, 4, 5), min_length=1, max_length=7)
    half_days_off: tuple[HalfDayOff, ...] = Field(default=(), max_length=50)
    school_holidays: Literal["never", "avoid", "ignore"] = "avoid"
    holds: Literal["booked", "free"] = "booked"
    notice: Length | None = None
    travel_half_days: int = Field(default=1, ge=0, le=20)
    answer_days: int = Field(default=10, ge=1, le=365)
    horizon_months: int = Field(default=12, ge=1, le=24)
    weights: WeightsFile = WeightsFile()
