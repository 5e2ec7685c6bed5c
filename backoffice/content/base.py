"""What every file model shares: strict, frozen, cleaned text, and all errors at once with their place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    StringConstraints,
    ValidationError,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from backoffice.domain.text import clean, clean_line
from backoffice.errors import BackofficeError, Invalid, Place, Several
from backoffice.i18n import N_, _

M = TypeVar("M", bound=BaseModel)
V = TypeVar("V")
D = TypeVar("D", bound=dt.date)

LINE_MAX = 500
# Ten thousand million euros: far beyond any, and far inside the 64 bits that both engines keep.
MOST_CENTS = 10**12
TEXT_MAX = 200_000


class Content(BaseModel):
    """The root of the models: unknown keys are refused, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=False)


def _as_text(value: Any) -> Any:
    return clean(value) if isinstance(value, str) else value


def _as_line(value: Any) -> Any:
    return clean_line(value) if isinstance(value, str) else value


# Lengths are judged after cleaning: what is counted is what is kept.
Line = Annotated[str, StringConstraints(max_length=LINE_MAX), BeforeValidator(_as_line)]
Text = Annotated[str, StringConstraints(max_length=TEXT_MAX), BeforeValidator(_as_text)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=LINE_MAX), BeforeValidator(_as_line)]
# Beyond these years a date is a slip of the keyboard, and further away instants overflow.
_YEARS = range(1900, 2200)


def _near(value: D) -> D:
    if value.year not in _YEARS:
        raise as_pydantic(
            Invalid(
                _("The year {year} can't be meant.").format(year=value.year),
                remedy=_("Give a date between {first} and {last}.").format(first=_YEARS[0], last=_YEARS[-1]),
            )
        )
    return value


Day = Annotated[dt.date, AfterValidator(_near)]
Instant = Annotated[AwareDatetime, AfterValidator(_near)]


def checked_by(rule: Callable[[V], V]) -> AfterValidator:
    """A validator that runs a rule of the domain and keeps its message, code and remedy."""

    def run(value: V) -> V:
        try:
            return rule(value)
        except BackofficeError as wrong:
            raise as_pydantic(wrong) from None

    return AfterValidator(run)


def as_pydantic(wrong: BackofficeError) -> PydanticCustomError:
    """`wrong` as pydantic carries it, so that it comes out beside the other errors of the file."""
    context = {"message": wrong.message, "remedy": wrong.remedy or ""}
    return PydanticCustomError(wrong.code, "{message}", context)


class BadField(BackofficeError):
    """A value of a file or a form that its model doesn't accept."""

    code = "bad_value"

    def __init__(self, message: str, place: Place, code: str, remedy: str | None) -> None:
        super().__init__(message, place=place, remedy=remedy)
        self.code = code


def build(model: type[M], values: Any, file: str | None = None) -> M:
    """`values` as a `model`; raises one error, or Several, with file and key path."""
    try:
        return model.model_validate(values)
    except ValidationError as wrong:
        raise mistakes(wrong, file) from None


def mistakes(wrong: ValidationError, file: str | None = None) -> BackofficeError:
    """Every mistake that pydantic found, in our words."""
    details = wrong.errors(include_url=False)
    found = tuple(_mistake(one, file) for one in details if not _follows(one, details))
    return found[0] if len(found) == 1 else Several(found)


def _follows(one: ErrorDetails, others: Sequence[ErrorDetails]) -> bool:
    """Whether a list is said to be too short only because of wrong items, which aren't counted."""
    place = one["loc"]
    below = (other["loc"] for other in others if len(other["loc"]) > len(place))
    return one["type"] == "too_short" and any(loc[: len(place)] == place for loc in below)


def key_path(location: tuple[int | str, ...]) -> str:
    """``lines[2].unit_price``: a place in a file as people read it."""
    path = ""
    for step in location:
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else str(step)
    return path


# pydantic's own types of error, in our words; anything else keeps pydantic's sentence.
_WORDS = {
    "missing": N_("This is missing."),
    "extra_forbidden": N_("This key isn't known here."),
    "string_type": N_("This should be text."),
    "string_too_short": N_("This can't be empty."),
    "string_too_long": N_("This is longer than {max_length} characters."),
    "string_pattern_mismatch": N_("This doesn't have the expected form."),
    "int_type": N_("This should be a whole number."),
    "int_parsing": N_("This should be a whole number."),
    "int_from_float": N_("This should be a whole number."),
    "bool_type": N_("This should be true or false."),
    "bool_parsing": N_("This should be true or false."),
    "date_type": N_("This should be a date, such as 2027-03-12."),
    "date_parsing": N_("This should be a date, such as 2027-03-12."),
    "date_from_datetime_parsing": N_("This should be a date, such as 2027-03-12."),
    "time_parsing": N_("This should be a time, such as 09:30."),
    "datetime_parsing": N_("This should be an instant, such as 2027-03-12T08:30:00Z."),
    "datetime_from_date_parsing": N_("This should be an instant, such as 2027-03-12T08:30:00Z."),
    "timezone_aware": N_("This instant needs its offset from UTC, or Z."),
    "enum": N_("This should be one of {expected}."),
    "literal_error": N_("This should be one of {expected}."),
    "greater_than_equal": N_("This should be {ge} or more."),
    "greater_than": N_("This should be more than {gt}."),
    "less_than_equal": N_("This should be {le} or less."),
    "too_short": N_("At least {min_length} needed here."),
    "too_long": N_("At most {max_length} allowed here."),
    "tuple_type": N_("This should be a list."),
    "list_type": N_("This should be a list."),
    "dict_type": N_("This should be a table of keys and values."),
    "model_type": N_("This should be a table of keys and values."),
}


def _mistake(detail: ErrorDetails, file: str | None) -> BackofficeError:
    context = detail.get("ctx", {})
    place = Place(file, None, key_path(detail["loc"]) or None)
    words = _WORDS.get(detail["type"])
    if words is not None:
        return BadField(_(words).format(**context), place, detail["type"], context.get("remedy"))
    return BadField(detail["msg"], place, detail["type"], context.get("remedy") or None)
