"""What every record has: an id for lists, a uid for the world, a version against lost updates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import ColumnDefault, LargeBinary, MetaData, inspect
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedColumn, declared_attr, mapped_column, object_session
from sqlalchemy.schema import ForeignKey

from backoffice.domain.text import folded, sort_key
from backoffice.store.types import Day, Flag, Instant, Json, Line, Token, Whole

JsonObject = dict[str, Any]
JsonList = list[Any]

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Line(),
        int: Whole,
        bool: Flag(),
        date: Day(),
        datetime: Instant(),
        bytes: LargeBinary(),
        JsonObject: Json(),
        JsonList: Json(),
    }

    def __init__(self, **values: Any) -> None:
        """A new record with its columns' defaults at once, not only once it is flushed."""
        for column in self.__table__.columns:
            default = column.default
            if column.name not in values and isinstance(default, ColumnDefault):
                values[column.name] = default.arg({}) if callable(default.arg) else default.arg
        for name, value in values.items():
            setattr(self, name, value)


class Row(Base):
    """A row that is written once: a number of its own, nothing more."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-3)


class Record(Row):
    """A row that people edit: `version` goes up at each change, the instants are the clock's in force."""

    __abstract__ = True

    uid: Mapped[str] = mapped_column(unique=True, sort_order=-2)
    version: Mapped[int] = mapped_column(sort_order=-1)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805
        return {"version_id_col": cls.version}


class Listed:
    id: Mapped[int]
    """A record with a list: what it is searched by and ordered by, folded at each flush."""

    search_text: Mapped[str] = mapped_column(default="")
    sort_key: Mapped[str] = mapped_column(default="")

    def words(self) -> tuple[str | None, ...]:
        """The texts that a search looks into."""
        raise NotImplementedError

    def title_text(self) -> str:
        """The text that the list is ordered by."""
        raise NotImplementedError

    def folded(self) -> dict[str, str]:
        """What the folded columns must hold."""
        return {"search_text": searchable(self.words()), "sort_key": sort_key(self.title_text())}

    def refresh(self) -> None:
        """Folds the columns again; called before each flush."""
        for name, text in self.folded().items():
            setattr(self, name, text)


class Plain:
    """A row on its way to its table without the session: its columns' values, and what it is linked to.

    Its folded columns come from the same words as those of a record of its `kind`.
    """

    def __init__(self, kind: Any, values: dict[str, Any], links: Mapping[str, Any]) -> None:
        # Named unlike any column, whose value must not be hidden.
        self._record, self._columns, self._linked = kind, values, links

    def __getattr__(self, name: str) -> Any:
        return self._columns.get(name)

    def linked_to(self, name: str) -> Any:
        """The record that it is linked to under `name`."""
        return self._linked.get(name)

    def words(self) -> tuple[str | None, ...]:
        words: tuple[str | None, ...] = self._record.words(self)
        return words

    def title_text(self) -> str:
        return str(self._record.title_text(self))

    def folded(self) -> dict[str, str]:
        """What the folded columns must hold; none for a kind that has no list."""
        found: dict[str, str] = self._record.folded(self) if issubclass(self._record, Listed) else {}
        return found


def searchable(words: tuple[str | None, ...]) -> str:
    """`words` folded, each word after a blank: a short term matches the beginning of a word as ``% ab%``."""
    return " " + " ".join([found for word in words if word and (found := folded(word))])


def token(*words: str, **options: Any) -> MappedColumn[Any]:
    """A column that holds one of `words`."""
    return mapped_column(Token(*words), **options)


def link(target: str, *, index: bool = True, **options: Any) -> MappedColumn[Any]:
    """A foreign key to ``table.id``, indexed: PostgreSQL doesn't index them by itself."""
    return mapped_column(ForeignKey(target), index=index, **options)


def related(record: Record | Plain, name: str) -> Any:
    """The record that ``record.<name>`` will be once flushed, whether it was given itself or by its id."""
    if isinstance(record, Plain):
        return record.linked_to(name)
    added = inspect(record).attrs[name].history.added
    if added:
        return added[0]
    target = record.__mapper__.relationships[name].mapper.class_
    number = getattr(record, f"{name}_id")
    session = object_session(record)
    return session.get(target, number) if session and number is not None else None
