"""What rows were before an act, so that the act can be undone: written while it runs, put back on demand."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import CursorResult, TypeDecorator, delete, event, inspect
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import object_session

from backoffice.errors import BackofficeError
from backoffice.i18n import _
from backoffice.store.engines import meaning
from backoffice.store.errors import Duplicate, Refused
from backoffice.store.hooks import TrackedSession
from backoffice.store.records import (
    Base,
    Blob,
    Commitment,
    DueRow,
    IdempotencyKey,
    JournalDossier,
    JournalRow,
    Record,
    UndoStep,
)
from backoffice.store.unit import UnitOfWork, called

Image = Mapping[str, Any]
# Our column types mean the same for every engine, so any dialect reads and writes their values.
_DIALECT = sqlite.dialect()
_WATCHER = "watcher"
# The house's own bookkeeping is never undone: the journal only grows, commitments follow from it, what is due
# from the dossier, and bytes kept by their hash stay.
_LEFT = (JournalRow, JournalDossier, UndoStep, IdempotencyKey, Commitment, DueRow, Blob)
# What each flush sets by itself, or each act for the clocks: never compared, never put back.
KEPT_BY_FLUSH = frozenset(
    {
        *("version", "created_at", "updated_at", "search_text", "sort_key", "client_sort"),
        *("due_sort", "due_target_on", "due_on", "due_soon_at", "due_suspended"),
        *("is_open", "due_order"),
    }
)
# A day of the same name that people or acts give elsewhere is put back as any other.
_GIVEN = {"instalments": frozenset({"due_on"}), "open_questions": frozenset({"due_on"})}


def kept_by_flush(kind: type[Base]) -> frozenset[str]:
    """The columns of `kind` that each flush sets by itself, or each act for the clocks."""
    return KEPT_BY_FLUSH - _GIVEN.get(kind.__tablename__, frozenset())


class ChangedSince(BackofficeError):
    """Something that was touched again can't be put back without losing the later change."""

    code = "changed_since"

    def __init__(self, name: str) -> None:
        super().__init__(
            _("{name} has changed since; undoing would lose that change.").format(name=name),
            remedy=_("Undo the later change first, or correct the record by hand."),
        )


class Watcher:
    """Follows a session's flushes from its making on; `images` is what putting back needs."""

    def __init__(self, session: TrackedSession) -> None:
        self._session = session
        self._made: list[Base] = []
        self._gone: list[tuple[Base, dict[str, Any]]] = []
        self._changed: dict[int, tuple[Base, dict[str, Any]]] = {}
        session.info[_WATCHER] = self

    def close(self) -> None:
        """Follows no longer."""
        del self._session.info[_WATCHER]

    def comes(self, record: Base) -> None:
        """Notes a row that was made."""
        self._made.append(record)

    def changes(self, record: Base) -> None:
        """Keeps what the columns about to change were, the first time."""
        known = self._changed.setdefault(id(record), (record, {}))[1]
        known.update({k: v for k, v in _former(record).items() if k not in known})

    def leaves(self, record: Base) -> None:
        """Keeps what `record` was, now that its row is taken out."""
        former = {**_values(record), **self._changed.pop(id(record), (record, {}))[1]}
        self._gone.append((record, former))

    def touched(self) -> tuple[Base, ...]:
        """Every row that was made, changed or taken out so far."""
        changed = (record for record, _former_values in self._changed.values())
        gone = (record for record, _former_values in self._gone)
        return (*self._made, *changed, *gone)

    def images(self) -> list[dict[str, Any]]:
        """The rows made, changed and taken out, as JSON values; call it before the commit."""
        made = {id(record) for record in self._made}
        gone = {id(record) for record, _former_values in self._gone}
        return [
            *(_image(record, "made", {}) for record in self._made if id(record) not in gone),
            *(
                _image(record, "changed", former)
                for key, (record, former) in self._changed.items()
                if key not in made
            ),
            *(_image(record, "gone", former) for record, former in self._gone if id(record) not in made),
        ]


def _told(note: Callable[[Watcher, Base], None]) -> Callable[..., None]:
    def told(_mapper: object, _connection: object, record: Base) -> None:
        session = object_session(record)
        watcher = session.info.get(_WATCHER) if session else None
        if watcher is not None and not isinstance(record, _LEFT):
            note(watcher, record)

    return told


# Mappers are told at the last moment: a key that follows its relationship, and a part that its whole lets go
# of (a line of its quote), are in no list of the session before it flushes.
event.listen(Base, "after_insert", _told(Watcher.comes), propagate=True)
event.listen(Base, "before_update", _told(Watcher.changes), propagate=True)
event.listen(Base, "before_delete", _told(Watcher.leaves), propagate=True)


def revert(unit: UnitOfWork, images: Sequence[Image]) -> None:
    """Puts rows back as `images` say; raises ChangedSince when one of them was touched again."""
    made = {(image["table"], image["key"]) for image in images if image["what"] == "made"}
    try:
        # What was moved onto something made leaves it, or it would hold it there.
        for image in images:
            if image["what"] == "changed" and _hangs_on(image, made):
                _set_back(unit, image)
        # What was made goes first: what was there before may need its rank again.
        for image in reversed(images):
            if image["what"] == "made":
                _take_out(unit, image)
        for image in reversed(images):
            if image["what"] == "gone":
                _put_back(unit, image)
        for image in images:
            if image["what"] == "changed" and not _hangs_on(image, made):
                _set_back(unit, image)
    except DBAPIError as error:
        if isinstance(meaning(error.orig or error, ""), Refused | Duplicate):
            raise ChangedSince(_("Something that depends on it")) from None
        raise


def _hangs_on(image: Image, made: Collection[tuple[str, Any]]) -> bool:
    """Whether a changed row was made to point to a row that the same act made."""
    columns = Base.metadata.tables[image["table"]].columns
    return any(
        (key.column.table.name, value) in made
        for name, value in image["after"].items()
        for key in columns[name].foreign_keys
    )


def _take_out(unit: UnitOfWork, image: Image) -> None:
    """Deletes the row alone: what somebody hung on it since must refuse, never go with it."""
    record = _found(unit, image)
    version = record.version if isinstance(record, Record) else None
    table = Base.metadata.tables[record.__tablename__]
    query = delete(table).where(table.c.id == image["key"])
    if version is not None:
        query = query.where(table.c.version == version)
    unit.session.expunge(record)
    if not isinstance(done := unit.session.execute(query), CursorResult) or done.rowcount != 1:
        raise ChangedSince(str(image["key"]))


def _put_back(unit: UnitOfWork, image: Image) -> None:
    kind = _kind(image["table"])
    unit.session.add(kind(**_read(kind, image["before"])))
    unit.session.flush()


def _set_back(unit: UnitOfWork, image: Image) -> None:
    record = _found(unit, image)
    for name, value in _read(type(record), image["before"]).items():
        setattr(record, name, value)
    unit.session.flush()


def _found(unit: UnitOfWork, image: Image) -> Base:
    kind = _kind(image["table"])
    record = unit.session.get(kind, image["key"])
    if record is None:
        raise ChangedSince(str(image["key"]))
    if any(_plain(kind, name, getattr(record, name)) != value for name, value in image["after"].items()):
        raise ChangedSince(called(record) if isinstance(record, Record) else str(image["key"]))
    return record


def _image(record: Base, what: str, former: dict[str, Any]) -> dict[str, Any]:
    kind = type(record)
    kept = kept_by_flush(kind)
    before = {name: _plain(kind, name, value) for name, value in former.items() if name not in kept}
    names = {"made": set(_values(record)) - kept, "changed": set(before), "gone": set[str]()}[what]
    return {
        "what": what,
        "table": record.__tablename__,
        "key": former["id"] if what == "gone" else _values(record)["id"],
        "before": before,
        "after": {name: _plain(kind, name, getattr(record, name)) for name in sorted(names)},
    }


def _values(record: Base) -> dict[str, Any]:
    return {column.key: getattr(record, column.key) for column in inspect(record).mapper.column_attrs}


def _former(record: Base) -> dict[str, Any]:
    state = inspect(record)
    names = (column.key for column in state.mapper.column_attrs)
    return {name: state.committed_state[name] for name in names if name in state.committed_state}


def _kind(table: str) -> type[Base]:
    return next(m.class_ for m in Base.registry.mappers if m.class_.__tablename__ == table)


def _plain(kind: type[Base], name: str, value: Any) -> Any:
    decorated = _decorated(kind, name)
    return decorated.process_bind_param(value, _DIALECT) if decorated else value


def _read(kind: type[Base], values: Mapping[str, Any]) -> dict[str, Any]:
    found = {}
    for name, value in values.items():
        decorated = _decorated(kind, name)
        found[name] = decorated.process_result_value(value, _DIALECT) if decorated else value
    return found


def _decorated(kind: type[Base], name: str) -> TypeDecorator[Any] | None:
    """The column's type, when it reads and writes values otherwise than as they are."""
    type_ = kind.__mapper__.attrs[name].columns[0].type
    if isinstance(type_, TypeDecorator) and "process_result_value" in vars(type(type_)):
        return type_
    return None
