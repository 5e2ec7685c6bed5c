"""How a model's field is asked of a person: label, kind, help and choices, stated once beside its type."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic import Field as PydanticField
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined


class Kind(StrEnum):
    """What a person types or chooses, and so which parser and which widget serve the field."""

    LINE = "line"
    TEXT = "text"
    MARKDOWN = "markdown"  # a text that is read as Markdown, and can be previewed
    WHOLE = "whole"
    AMOUNT = "amount"
    UNIT_PRICE = "unit_price"
    QUANTITY = "quantity"
    RATE = "rate"
    MINUTES = "minutes"
    DATE = "date"
    TIME = "time"
    INSTANT = "instant"
    YES_NO = "yes_no"
    CHOICE = "choice"
    LINES = "lines"
    RECORD = "record"
    RECORDS = "records"
    SPELL = "spell"  # days in words, or a recurring rule
    SPELLS = "spells"  # the same, one a line, with a reason
    SUGGEST = "suggest"  # words of one's own, or one of the choices or records that are suggested


@dataclass(frozen=True, slots=True)
class Description:
    """One field as forms, help and error messages show it; texts are message ids."""

    name: str
    label: str
    kind: Kind
    help: str
    required: bool
    choices: tuple[tuple[str, str], ...]
    refers_to: str | None
    default: Any
    low: int | None
    high: int | None
    rows: int | None = None
    zone_from: str | None = None
    past: bool = False


def ask(
    label: str,
    kind: Kind = Kind.LINE,
    *,
    help: str = "",
    choices: tuple[tuple[str, str], ...] = (),
    refers_to: str | None = None,
    past: bool = False,
    default: Any = PydanticUndefined,
    rows: int | None = None,
    zone_from: str | None = None,
    **bounds: Any,
) -> Any:
    """A model's field with what a form needs to ask it; `refers_to` names a kind of record (``client``);
    `past` says that a day without a year is the last such one, not the next.

    `zone_from` names the field that says in which time zone an instant is typed, when that isn't the house's;
    `rows` are the lines that a long text is given on screen.

    `bounds` are pydantic's own (``ge``, ``le``, ``max_length``, ``pattern``).
    """
    extra: dict[str, Any] = {"label": label, "kind": kind.value, "choices": choices, "refers_to": refers_to}
    if rows is not None:
        extra["rows"] = rows
    if zone_from:
        extra["zone_from"] = zone_from
    if past:
        extra["past"] = True
    return PydanticField(default=default, description=help or None, json_schema_extra=extra, **bounds)


def describe(model: type[BaseModel]) -> tuple[Description, ...]:
    """The fields of `model` that a person is asked, in order."""
    return _described(model)


@cache
def _described(model: type[BaseModel]) -> tuple[Description, ...]:
    return tuple(
        _description(name, info) for name, info in model.model_fields.items() if _asked(info) is not None
    )


def _asked(info: FieldInfo) -> dict[str, Any] | None:
    extra = info.json_schema_extra
    return extra if isinstance(extra, dict) and "kind" in extra else None


def _description(name: str, info: FieldInfo) -> Description:
    extra = _asked(info) or {}
    return Description(
        name=name,
        label=str(extra["label"]),
        kind=Kind(str(extra["kind"])),
        help=info.description or "",
        required=info.is_required(),
        choices=tuple(extra["choices"]),
        refers_to=extra["refers_to"],
        default=None
        if info.is_required()
        else info.get_default(call_default_factory=True, validated_data={}),
        low=_bound(info, "ge"),
        high=_bound(info, "le"),
        rows=extra.get("rows"),
        zone_from=extra.get("zone_from"),
        past=bool(extra.get("past")),
    )


def _default(info: FieldInfo) -> Any:
    return None if info.is_required() else info.get_default(call_default_factory=True, validated_data={})


def _bound(info: FieldInfo, name: str) -> int | None:
    return next((getattr(mark, name) for mark in info.metadata if hasattr(mark, name)), None)
