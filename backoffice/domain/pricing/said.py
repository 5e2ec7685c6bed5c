"""Why a line is what it is, in steps that are kept without a language and said in any."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from backoffice.i18n import _
from backoffice.i18n.formats import money, quantity, rate, short_date, unit_price

_SAID: Mapping[str, Callable[[Any], str]] = {
    "e4": quantity,
    "micro": unit_price,
    "cents": money,
    "bp": rate,
    "day": lambda text: short_date(date.fromisoformat(text)),
    "word": lambda text: _(text),
}


@dataclass(frozen=True, slots=True)
class Step:
    """A sentence (message id) and its values; a value's name ends with how it is said: ``days_e4``."""

    text: str
    values: tuple[tuple[str, int | str], ...] = ()

    def __str__(self) -> str:
        return _(self.text).format(**{name: _value(name, value) for name, value in self.values})

    def kept(self) -> list[Any]:
        """As JSON: the message id, then its values by name."""
        return [self.text, dict(self.values)]


def step(text: str, **values: int | str) -> Step:
    """A step, its values by name."""
    return Step(text, tuple(values.items()))


def step_of(kept: list[Any]) -> Step:
    """The step that was kept."""
    values: Mapping[str, int | str] = kept[1]
    return Step(str(kept[0]), tuple(values.items()))


def _value(name: str, value: int | str) -> str:
    say = _SAID.get(name.rpartition("_")[2])
    return str(value) if say is None else say(value)
