"""A table's columns, called as people or as files call them, and what their cells say.

A column named after a field (``budget_cents``) holds what files hold: whole cents, tokens, ISO dates. One
named after its label in French or English (``Budget``) holds what people type: ``1 234,50``. Where the two
can't be mistaken for each other, either is read.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from backoffice.content.base import Content
from backoffice.content.fields import Description, Kind, describe
from backoffice.content.reading import Unreadable, parse_json
from backoffice.content.typed_form import typed_value
from backoffice.domain.text import fold
from backoffice.errors import BackofficeError, Invalid, Place
from backoffice.i18n import LANGUAGES, _, speaking

# What else people call a column, folded; labels and names of fields are known by themselves.
_ALSO = {
    "name": (
        *("nom", "raison sociale", "surname", "last name", "nom de famille", "denomination"),
        "organisation",
    ),
    "first_name": ("prenom", "firstname", "given name"),
    "email": (
        *("mail", "email", "e-mail", "courriel", "adresse e-mail", "adresse mail"),
        "adresse electronique",
    ),
    "phone": ("tel", "tel.", "telephone", "phone", "portable", "mobile"),
    "postcode": ("cp", "code postal", "zip", "postal code"),
    "city": ("ville", "commune", "town"),
    "street": ("adresse", "rue", "address"),
    "external_ref": (
        *("id", "identifiant", "reference exterieure", "reference externe", "ref externe"),
        *("code externe", "external reference", "external ref", "external id"),
    ),
    "topic": ("sujet", "objet", "theme", "intitule", "subject"),
    "role": ("fonction", "job title"),
    "function": ("fonction", "poste", "job title"),
    "received_at": ("recu le", "date de reception", "received on", "date"),
    "day": ("jour", "date", "day"),
    "start": ("debut", "heure de debut"),
    "finish": ("fin", "heure de fin"),
    "client": ("client", "entreprise", "societe", "company", "structure"),
    "owner": ("charge de dossier", "responsable", "in charge"),
}
_TYPED_ONLY = (Kind.AMOUNT, Kind.UNIT_PRICE, Kind.QUANTITY, Kind.RATE, Kind.MINUTES)


class UnknownColumn(BackofficeError):
    code = "unknown_column"

    def __init__(self, shown: str, known: Sequence[str], place: Place) -> None:
        super().__init__(
            _("The column “{column}” isn’t known here.").format(column=shown),
            place=place,
            remedy=_("Rename it or take it out; there are: {columns}.").format(columns=", ".join(known)),
        )


class TwiceColumn(BackofficeError):
    code = "column_twice"

    def __init__(self, shown: str, other: str, place: Place) -> None:
        super().__init__(
            _("The columns “{column}” and “{other}” say the same thing.").format(column=shown, other=other),
            place=place,
            remedy=_("Keep one of them."),
        )


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the field that it fills, how the file calls it, and what reads its cells.

    `empty` is what an empty cell says: that the field is empty, or nothing at all (`None`: the field keeps
    what it had, or its default).
    """

    field: str
    shown: str
    read: Callable[[str], Any]
    empties: bool


def columns_of(
    model: type[Content], header: Sequence[str], place: Place, today: dt.date, zone: str
) -> tuple[tuple[Column | None, ...], tuple[BackofficeError, ...]]:
    """What each cell of `header` is in `model` (None for one without a name), and what is wrong with it."""
    known = _names(model)
    found: list[Column | None] = []
    wrong: list[BackofficeError] = []
    taken: dict[str, str] = {}
    for shown in header:
        name = fold(shown).rstrip(" *:")
        match = known.get(name)
        if match is None:
            if name:
                wrong.append(UnknownColumn(shown, _labels(model), place))
            found.append(None)
            continue
        field, as_file = match
        if field in taken:
            wrong.append(TwiceColumn(shown, taken[field], place))
        taken[field] = shown
        found.append(
            Column(field, shown, _reader(model, field, as_file, today, zone), _empties(model, field))
        )
    return tuple(found), tuple(wrong)


@cache
def _names(model: type[Content]) -> Mapping[str, tuple[str, bool]]:
    """The field for each folded name: those of fields and labels first, then what people say besides."""
    known = {fold(name): (name, True) for name in model.model_fields}
    asked = describe(model)
    for tongue in LANGUAGES:
        with speaking(tongue):
            for one in asked:
                known.setdefault(fold(_(one.label)), (one.name, False))
    for one in asked:
        for word in _ALSO.get(one.name, ()):
            known.setdefault(word, (one.name, False))
    return known


def _labels(model: type[Content]) -> tuple[str, ...]:
    return tuple(_(one.label) for one in describe(model))


def _empties(model: type[Content], name: str) -> bool:
    info = model.model_fields[name]
    return info.is_required() or info.get_default(call_default_factory=True, validated_data={}) in (
        "",
        None,
        (),
    )


def _reader(
    model: type[Content], name: str, as_file: bool, today: dt.date, zone: str
) -> Callable[[str], Any]:
    asked = next((one for one in describe(model) if one.name == name), None)
    if asked is None or asked.kind in (Kind.LINES, Kind.RECORDS):
        if _is_words(model.model_fields[name].annotation):
            return _as_it_is
        return _json if asked is None else _lines
    if asked.kind in _TYPED_ONLY:
        return _whole if as_file else _typed(model, asked, today, zone)
    if asked.kind in (Kind.LINE, Kind.TEXT, Kind.MARKDOWN, Kind.RECORD):
        return _as_it_is
    return _either(asked, _typed(model, asked, today, zone))


def _is_words(annotation: Any) -> bool:
    """Whether a field holds text (or nothing); a cell holds anything else as JSON, a list also as lines."""
    if get_origin(annotation) in (Annotated, Union, UnionType):
        return any(_is_words(one) for one in get_args(annotation))
    return annotation is str


def _as_it_is(cell: str) -> str:
    return cell


def _json(cell: str) -> Any:
    try:
        return parse_json(cell, _("the cell"))
    except Unreadable as wrong:
        raise Invalid(wrong.message, remedy=_("Give it as JSON.")) from None


def _lines(cell: str) -> Any:
    """A list: as JSON, or its items apart by semicolons or lines."""
    if cell.startswith("["):
        return _json(cell)
    return tuple(one.strip() for one in cell.replace("\n", ";").split(";") if one.strip())


def _whole(cell: str) -> int:
    try:
        return int(cell)
    except ValueError:
        raise Invalid(
            _("“{text}” isn’t a whole number.").format(text=cell[:80]),
            remedy=_("Give whole cents, minutes or basis points; or name the column by its label."),
        ) from None


def _typed(model: type[Content], asked: Description, today: dt.date, zone: str) -> Callable[[str], Any]:
    # Choices, days and numbers come again and again down a column.
    @lru_cache(4_096)
    def read(cell: str) -> Any:
        return typed_value(model, asked, cell, today, zone)

    return read


def _either(asked: Description, typed: Callable[[str], Any]) -> Callable[[str], Any]:
    """What files hold (tokens, ISO dates and instants, true and false), else what people type."""
    choices = _choices(asked)
    parse: Callable[[str], Any] | None = {
        Kind.DATE: dt.date.fromisoformat,
        Kind.INSTANT: _exact,
        Kind.CHOICE: lambda cell: choices[cell] if cell in choices else choices[fold(cell)],
    }.get(asked.kind)

    def read(cell: str) -> Any:
        if parse is not None:
            try:
                return parse(cell)
            except (ValueError, KeyError):
                pass
        return typed(cell)

    return read


def _choices(asked: Description) -> Mapping[str, str]:
    """The tokens by themselves and by their labels, folded, in every language: files don't say theirs."""
    found = {token: token for token, _label in asked.choices}
    for tongue in LANGUAGES:
        with speaking(tongue):
            for token, label in asked.choices:
                found.setdefault(fold(_(label)), token)
    return found


def _exact(cell: str) -> dt.datetime:
    found = dt.datetime.fromisoformat(cell)
    if found.tzinfo is None:
        raise ValueError(cell)
    return found.astimezone(dt.UTC)


def cell_of(value: Any) -> Any:
    """What a column named after its field holds for `value`: the inverse of its reading."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple | dict):
        return json.dumps(value, ensure_ascii=False) if value else ""
    return value
