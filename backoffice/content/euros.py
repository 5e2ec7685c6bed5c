"""Amounts as files write them, between quotes as people say them: to the integers that are kept, and back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from backoffice.content.base import as_pydantic
from backoffice.content.writing import toml_value
from backoffice.errors import BackofficeError, Invalid
from backoffice.i18n import _, typed

# The key of a file, with the one that keeps its value and how it is read.
Written = Mapping[str, tuple[str, Callable[[str], int]]]
_PLACES: Mapping[Any, int] = {typed.unit_price: 6, typed.amount: 2, typed.quantity: 4, typed.rate: 2}


def in_units(values: Any, written: Written) -> Any:
    """``price = "1 400,00"`` becomes ``price_micro``: a number that isn't quoted could be cents, or float."""
    if not isinstance(values, Mapping):
        return values
    read = dict(values)
    for name, (key, parse) in written.items():
        if name not in read:
            continue
        text = read.pop(name)
        if key in read:
            raise as_pydantic(
                Invalid(_("{name} is given twice.").format(name=name), remedy=_("Keep one of the two."))
            )
        read[key] = _parsed(name, text, parse)
    return read


def _parsed(name: str, text: Any, parse: Callable[[str], int]) -> int:
    if not isinstance(text, str):
        raise as_pydantic(
            Invalid(
                _("{name} isn't between quotes.").format(name=name),
                remedy=_('Write it as text: "1400", "0.603", "8,5 %".'),
            )
        )
    try:
        return parse(text)
    except BackofficeError as wrong:
        raise as_pydantic(Invalid(f"{name}: {wrong.message}", remedy=wrong.remedy)) from None


def plain(value: int, places: int) -> str:
    """A number as every language reads it: no thousands, a point."""
    whole, rest = divmod(value, 10**places)
    decimals = f"{rest:0{places}d}".rstrip("0")
    # Three decimals alone could be read as thousands.
    decimals = decimals.ljust(4, "0") if len(decimals) == 3 and places > 3 else decimals
    return f"{whole}.{decimals}" if decimals else str(whole)


def pair(name: str, value: Any, written: Written, dates: Collection[str] = ()) -> str:
    """A kept key as a line of TOML: an amount under the name that people write it by."""
    found = next(((said, parse) for said, (key, parse) in written.items() if key == name), None)
    if found is not None and isinstance(value, int):
        said, parse = found
        text = plain(value, _PLACES[parse])
        return f"{said} = {toml_value(f'{text} %' if parse is typed.rate else text)}"
    return f"{name} = {toml_value(value, day=name in dates)}"
