"""Lengths of time as people type them in a form: ``3 semaines``, ``10 working days``."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BeforeValidator

from backoffice.content.base import Line, as_pydantic
from backoffice.domain.programme import Length, Unit
from backoffice.domain.text import fold
from backoffice.errors import Invalid
from backoffice.i18n import _

_TYPED = re.compile(r"(\d{1,4})\s*([a-z_ ]+?)\s*")
_WORDS = {
    **dict.fromkeys(("day", "days", "jour", "jours", "j"), Unit.DAYS),
    **dict.fromkeys(("working day", "working days", "working_days"), Unit.WORKING_DAYS),
    **dict.fromkeys(("jour ouvre", "jours ouvres"), Unit.WORKING_DAYS),
    **dict.fromkeys(("week", "weeks", "semaine", "semaines"), Unit.WEEKS),
    **dict.fromkeys(("month", "months", "mois"), Unit.MONTHS),
}


def read_length(text: str) -> Length:
    """``3 semaines`` as a length; raises Invalid."""
    found = _TYPED.fullmatch(fold(text).replace("\u00a0", " ").replace("\u202f", " "))
    unit = _WORDS.get(" ".join(found[2].split())) if found else None
    if found is None or unit is None:
        raise Invalid(
            _("{text} isn't a length of time.").format(text=text[:40]),
            remedy=_('Write a number and days, working days, weeks or months: "3 weeks".'),
        )
    return Length(int(found[1]), unit)


def _checked(value: Any) -> Any:
    """The text as it is kept in files: ``3 weeks``."""
    if not isinstance(value, str) or not value.strip():
        return value
    try:
        read = read_length(value)
    except Invalid as wrong:
        raise as_pydantic(wrong) from None
    return f"{read.n} {read.unit.value.replace('_', ' ')}"


TypedLength = Annotated[Line, BeforeValidator(_checked)]


def length_said(kept: Any) -> str:
    """A length of a file (``{n, unit}``, or its text) as people type it, in the language in force."""
    if not kept:
        return ""
    read = read_length(kept) if isinstance(kept, str) else Length(kept["n"], Unit(kept["unit"]))
    return read.words()


def length_kept(text: str) -> dict[str, Any] | None:
    """A length as files keep it; None for an empty field."""
    if not text:
        return None
    read = read_length(text)
    return {"n": read.n, "unit": read.unit.value}
