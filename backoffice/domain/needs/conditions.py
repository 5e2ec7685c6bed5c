"""When a question is shown: a condition on the answers to others, as a short text that people can write.

``lieu = distance | mixte and effectif >= 12``; a code alone asks that its question be answered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from backoffice.errors import BackofficeError
from backoffice.i18n import _

CODE = r"[a-z0-9][a-z0-9_-]{0,39}"
_AND = re.compile(r"\s+(?:and|et)\s+(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)")
_CLAUSE = re.compile(rf"(?P<code>{CODE})(?:\s*(?P<sign>!=|>=|<=|=)\s*(?P<values>.+))?", re.DOTALL)
_VALUE = re.compile(r'"(?P<quoted>[^"]*)"|(?P<bare>[^\s|"]+)')
_YES = ("yes", "oui")
_NO = ("no", "non")


class BadCondition(BackofficeError):
    """A condition that can't be read, or that its question can't be held against."""

    code = "bad_condition"

    def __init__(self, text: str, why: str) -> None:
        super().__init__(
            _("“{text}” can't say when a question is shown: {why}.").format(text=text, why=why),
            remedy=_("Write the code of a question and what it is: place = remote | mixed, headcount >= 12."),
        )


@dataclass(frozen=True, slots=True)
class Clause:
    """What one answer must be: `sign` is ``=``, ``!=``, ``>=``, ``<=``, or "" (answered at all)."""

    code: str
    sign: str = ""
    values: tuple[str, ...] = ()

    def __str__(self) -> str:
        values = " | ".join(f'"{value}"' if re.search(r'[\s|"]', value) else value for value in self.values)
        return f"{self.code} {self.sign} {values}".strip()

    def holds(self, answer: Any) -> bool:
        """Whether `answer`, None when there is none, is what it asks."""
        if answer is None or answer in ("", [], ()):
            return False
        return _SIGNS[self.sign](answer, self.values)


Condition = tuple[Clause, ...]


def read_condition(text: str) -> Condition:
    """The condition that `text` says, every clause of which must hold; raises BadCondition."""
    if not text.strip():
        return ()
    return tuple(_clause(part.strip(), text.strip()) for part in _AND.split(text.strip()))


def condition_text(condition: Condition) -> str:
    """`condition` as it is written."""
    return " and ".join(map(str, condition))


def _clause(part: str, whole: str) -> Clause:
    found = _CLAUSE.fullmatch(part)
    if found is None:
        raise BadCondition(whole, _("“{part}” isn't understood").format(part=part))
    if not found["sign"]:
        return Clause(found["code"])
    values = _values(found["values"], whole)
    if found["sign"] in (">=", "<="):
        _one_number(values, whole)
    return Clause(found["code"], found["sign"], values)


def _values(text: str, whole: str) -> tuple[str, ...]:
    found = []
    for part in re.split(r"\|(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", text):
        value = _VALUE.fullmatch(part.strip())
        if value is None:
            raise BadCondition(whole, _("put “{part}” between quotation marks").format(part=part.strip()))
        found.append(value["quoted"] if value["quoted"] is not None else value["bare"])
    return tuple(found)


def _one_number(values: tuple[str, ...], whole: str) -> None:
    if len(values) != 1 or number(values[0]) is None:
        raise BadCondition(whole, _("a comparison needs one number"))


def number(text: Any) -> Fraction | None:
    """The number that an answer or a condition holds; None for any other."""
    try:
        return None if isinstance(text, bool) else Fraction(str(text).replace(",", "."))
    except (ValueError, ZeroDivisionError):
        return None


def _among(answer: Any, values: tuple[str, ...]) -> bool:
    if isinstance(answer, bool):
        said = _YES if answer else _NO
        return any(value.casefold() in said for value in values)
    if isinstance(answer, list | tuple):
        return any(one in values for one in answer)
    figure = number(answer)
    if figure is not None and any(number(value) == figure for value in values):
        return True
    return str(answer) in values


def _compared(least: bool) -> Callable[[Any, tuple[str, ...]], bool]:
    def holds(answer: Any, values: tuple[str, ...]) -> bool:
        figure, bound = number(answer), number(values[0])
        if figure is None or bound is None:
            return False
        return figure >= bound if least else figure <= bound

    return holds


_SIGNS: Mapping[str, Callable[[Any, tuple[str, ...]], bool]] = MappingProxyType(
    {
        "": lambda _answer, _values: True,
        "=": _among,
        "!=": lambda answer, values: not _among(answer, values),
        ">=": _compared(least=True),
        "<=": _compared(least=False),
    }
)
WORDS_OF_YES_NO = (*_YES, *_NO)
