"""The rows of promises brought to what their dossier's story says: only what differs is written."""

from __future__ import annotations

from typing import Any

from sqlalchemy import TypeDecorator, select, update
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import attributes

from backoffice.store.clocks.rows import COLUMNS, DUE_COLUMNS, Row, Rows, Value
from backoffice.store.records import Base, Commitment, Request
from backoffice.store.unit import UnitOfWork

# Our column types mean the same for every engine, so any dialect reads their values.
_DIALECT = sqlite.dialect()


def keep(unit: UnitOfWork, request: Request, rows: Rows) -> None:
    """Keeps `rows` as those of `request`."""
    query = select(Commitment).where(Commitment.request_id == request.id)
    there: dict[Value, Commitment] = {one.n: one for one in unit.session.scalars(query)}
    wanted = {row[0]: row for row in rows.commitments}
    for n, record in there.items():
        if n not in wanted:
            unit.session.delete(record)
    for n, row in wanted.items():
        values = _read(Commitment, COLUMNS, row)
        known = there.get(n)
        if known is None:
            unit.session.add(Commitment(request_id=request.id, **values))
        else:
            _change(known, values)
    unit.session.flush()
    _keep_due(unit, request, _read(Request, DUE_COLUMNS, rows.due))


def _change(record: Commitment, values: dict[str, Any]) -> None:
    for name, value in values.items():
        if getattr(record, name) != value:
            setattr(record, name, value)


def _keep_due(unit: UnitOfWork, request: Request, values: dict[str, Any]) -> None:
    """Copies what is due first onto the dossier's row: copies, so its version stays."""
    if all(getattr(request, name) == value for name, value in values.items()):
        return
    table = Base.metadata.tables["requests"]
    unit.session.execute(update(table).where(table.c.id == request.id).values(values))
    for name, value in values.items():
        attributes.set_committed_value(request, name, value)


def _read(kind: type[Base], names: tuple[str, ...], row: Row) -> dict[str, Any]:
    columns = kind.__table__.columns
    return {name: _value(columns[name].type, value) for name, value in zip(names, row, strict=True)}


def _value(type_: Any, value: Any) -> Any:
    if isinstance(type_, TypeDecorator) and "process_result_value" in vars(type(type_)):
        return type_.process_result_value(value, _DIALECT)
    return value
