"""What happens to records at each flush: uid, dates, folded columns, and what must be sealed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, event, inspect, select, update
from sqlalchemy.orm import Session, UOWTransaction

from backoffice.domain.uid import new_uid
from backoffice.store.records import (
    Base,
    Blob,
    Client,
    Contract,
    Document,
    Instalment,
    Listed,
    Quote,
    QuoteLine,
    Record,
    Request,
    Settings,
)

Touched = tuple[str, int | str]


@dataclass(slots=True)
class Tracking:
    """What a transaction did so far: whether it wrote, what it must seal, what it last tried."""

    now: datetime
    wrote: bool = False
    touched: set[Touched] = field(default_factory=set)
    tried: list[tuple[type[Record], int, dict[str, Any]]] = field(default_factory=list)


class TrackedSession(Session):
    """A session whose flushes are watched; `tracking` is the transaction's."""

    tracking: Tracking


def changes(record: Record) -> dict[str, Any]:
    """The columns of `record` that were assigned since it was loaded, with their new values."""
    state = inspect(record)
    names = (column.key for column in state.mapper.column_attrs)
    return {name: getattr(record, name) for name in names if state.attrs[name].history.has_changes()}


def _before_flush(session: TrackedSession, context: UOWTransaction, instances: object) -> None:
    now = session.tracking.now
    for record in session.new:
        if isinstance(record, Record):
            record.uid = record.uid or new_uid()
            record.created_at = record.updated_at = now
    edited = [record for record in session.dirty if session.is_modified(record)]
    session.tracking.tried = [
        (type(record), record.id, changes(record)) for record in edited if isinstance(record, Record)
    ]
    for record in edited:
        if isinstance(record, Record):
            record.updated_at = now
    for record in [*session.new, *edited]:
        if isinstance(record, Listed):
            record.refresh()


def _after_flush(session: TrackedSession, context: UOWTransaction) -> None:
    written = [*session.new, *session.deleted, *(r for r in session.dirty if session.is_modified(r))]
    if written:
        session.tracking.wrote = True
    session.tracking.touched.update(_sealed(written))
    for record in written:
        if isinstance(record, Client) and record not in session.new:
            _follow_client(session.connection(), record)


def _sealed(records: Iterable[object]) -> Iterator[Touched]:
    for record in records:
        match record:
            case Quote() if record.state != "draft":
                yield "quote", record.id
            case QuoteLine() | Instalment() if record.quote is not None and record.quote.state != "draft":
                yield "quote", record.quote_id
            case Contract():
                yield "contract", record.id
            case Document():
                yield "document", record.id
            case Blob():
                yield "blob", record.sha256
            case Settings():
                yield "settings", record.id
            case _:
                pass


def _follow_client(connection: Connection, client: Client) -> None:
    """Folds the client's new name into its dossiers and quotes: copies, so their versions stay."""
    state = inspect(client)
    if not any(state.attrs[name].history.has_changes() for name in ("name", "ref", "city")):
        return
    _follow(connection, Request, client)
    _follow(connection, Quote, client)


def _follow(connection: Connection, kind: type[Request] | type[Quote], client: Client) -> None:
    # Inside a savepoint a session would make one of its own, and leave it open.
    session = Session(connection, autoflush=False, join_transaction_mode="rollback_only")
    table = Base.metadata.tables[kind.__tablename__]
    for record in session.scalars(select(kind).where(kind.client_id == client.id)).all():
        assert isinstance(record, Listed)
        connection.execute(update(table).where(table.c.id == record.id).values(record.folded()))


event.listen(TrackedSession, "before_flush", _before_flush)
event.listen(TrackedSession, "after_flush", _after_flush)
