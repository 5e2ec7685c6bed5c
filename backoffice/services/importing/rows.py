"""A record on its way in: what its file gives, and where in the file each of its mistakes is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from backoffice.content.base import Content, M, build
from backoffice.content.cells import Column, columns_of
from backoffice.content.fields import Description, describe
from backoffice.domain.text import clean_line
from backoffice.errors import BackofficeError, Invalid, Place, Several, each
from backoffice.exchange.sources import Raw, Source
from backoffice.i18n import _
from backoffice.services.acts import Doing

_NOTHING: Mapping[str, str] = {}


@dataclass(slots=True)
class Row:
    """One record: `given` are its fields as the file gives them; `shown` how a table's columns are called."""

    table: str
    model: type[Content]
    place: Place
    given: dict[str, Any]
    shown: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    wrong: list[BackofficeError] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)
    hopeless: bool = False

    def key(self, name: str) -> str:
        """A field that tells which record it is, as text; "" when it isn't given or isn't text."""
        try:
            return self.keys[name]
        except KeyError:
            value = self.given.get(name)
            found = self.keys[name] = clean_line(value) if isinstance(value, str) else ""
            return found

    def put(self, name: str, value: Any) -> None:
        """Gives a field another value."""
        self.given[name] = value
        self.keys.pop(name, None)

    def at(self, path: str | None) -> Place:
        """Where `path` (a field, or a key path inside it) is in the file."""
        if self.shown is not _NOTHING:
            head = (path or "").split(".")[0].split("[")[0]
            return Place(self.place.file, self.place.line, self.shown.get(head, path))
        inside = f".{path}" if path and self.place.path else path or ""
        return Place(self.place.file, self.place.line, f"{self.place.path or ''}{inside}" or None)

    def error(self, wrong: BackofficeError) -> BackofficeError:
        """`wrong`, each of its mistakes said to be where it is in the file."""
        found = tuple(one.at(self.at(one.place.path)) for one in each(wrong))
        return found[0] if len(found) == 1 else Several(found)

    def build(self, model: type[M], values: Mapping[str, Any]) -> M:
        """`values` as a `model`; raises every mistake with its place in the file."""
        if self.hopeless:
            raise self.wrong[0]
        if self.wrong:
            bad = {one.place.path for one in self.wrong}
            try:
                build(model, values)
            except BackofficeError as wrong:
                more = [one for one in each(self.error(wrong)) if one.place.path not in bad]
                self.wrong += more
            raise self.wrong[0] if len(self.wrong) == 1 else Several(tuple(self.wrong))
        try:
            return build(model, values)
        except BackofficeError as wrong:
            raise self.error(wrong) from None


def rows_of(source: Source, table: str, model: type[Content], doing: Doing) -> Iterator[Row]:
    """The records that `source` holds of `table`; raises what is wrong with its header."""
    header = source.header()
    if header is None:
        for raw in source.rows(table):
            yield _from_values(table, model, raw)
        return
    columns, wrong = columns_of(
        model,
        header.cells,
        Place(source.file, header.number),
        doing.today,
        doing.settings.organisation.zone,
    )
    if wrong:
        raise wrong[0] if len(wrong) == 1 else Several(wrong)
    shown = {column.field: column.shown for column in columns if column is not None}
    for raw in source.rows(table):
        yield _from_cells(table, model, raw, columns, shown)


def _from_values(table: str, model: type[Content], raw: Raw) -> Row:
    values = dict(raw.values or {})
    row = Row(table, model, raw.place, values)
    if "" in values:
        row.wrong.append(
            Invalid(
                _("This should be a table of keys and values."),
                place=raw.place,
                remedy=_("Write each record as an object."),
            )
        )
        values.clear()
        row.hopeless = True
    # Files say null where forms hold nothing.
    for name in [name for name, value in values.items() if value is None]:
        info = model.model_fields.get(name)
        if info is not None and not info.is_required():
            default = info.get_default(call_default_factory=True, validated_data={})
            if default in ("", None, ()):
                values[name] = default
            else:
                del values[name]
    return row


def _from_cells(
    table: str,
    model: type[Content],
    raw: Raw,
    columns: Sequence[Column | None],
    shown: Mapping[str, str],
) -> Row:
    row = Row(table, model, raw.place, {}, shown)
    for column, cell in zip(columns, raw.cells, strict=False):
        if column is None:
            continue
        text = cell.strip()
        if not text:
            if column.empties:
                row.given[column.field] = _empty(model, column.field)
            continue
        try:
            row.given[column.field] = column.read(text)
        except BackofficeError as wrong:
            row.wrong.append(wrong.at(row.at(column.field)))
    return row


def _empty(model: type[Content], name: str) -> Any:
    info = model.model_fields[name]
    return "" if info.is_required() else info.get_default(call_default_factory=True, validated_data={})


def links(model: type[Content]) -> tuple[Description, ...]:
    """The fields of `model` that lead to other records."""
    found = _LINKS.get(model)
    if found is None:
        found = _LINKS[model] = tuple(one for one in describe(model) if one.refers_to)
    return found


_LINKS: dict[type[Content], tuple[Description, ...]] = {}
