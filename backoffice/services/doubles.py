"""Records that look like one another: what a person may merge, and why; nothing is merged here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from backoffice.i18n import N_, _
from backoffice.services.acts import Doing
from backoffice.store.records import Client, Contact, Participant, Record

Sign = Callable[[Any, Any], ColumnElement[bool]]
MOST = 1_000


@dataclass(frozen=True, slots=True)
class Alike:
    """Two records of one kind and why they look alike (a message id); `other` is the later one."""

    kind: str
    record: Any
    other: Any
    why: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two references that look alike, with their names and why (a message id)."""

    ref: str
    name: str
    other: str
    other_name: str
    why: str

    def item(self) -> dict[str, str]:
        """The pair with the keys of ``doubles/1``; `why` in the language in force."""
        return {
            "ref": self.ref,
            "name": self.name,
            "other": self.other,
            "other_name": self.other_name,
            "why": _(self.why),
        }


def pairs(doing: Doing, kind: str, record: Record | None = None) -> tuple[Pair, ...]:
    """As `alike`, as plain values."""
    return tuple(
        Pair(one.record.ref, name_of(one.record), one.other.ref, name_of(one.other), one.why)
        for one in alike(doing, kind, record)
    )


def name_of(record: Any) -> str:
    """What people call a client, a contact or a participant."""
    return f"{getattr(record, 'first_name', None) or ''} {record.name}".strip()


def _same_email(one: Any, other: Any) -> ColumnElement[bool]:
    return func.lower(one.email) == func.lower(other.email)


def _same_name_there(one: Any, other: Any) -> ColumnElement[bool]:
    return and_(one.sort_key == other.sort_key, one.client_id == other.client_id)


def _same_name_and_town(one: Any, other: Any) -> ColumnElement[bool]:
    same_town = func.lower(func.coalesce(one.city, "")) == func.lower(func.coalesce(other.city, ""))
    return and_(one.sort_key == other.sort_key, same_town)


# The surest sign first: each pair is told once.
_PEOPLE: tuple[tuple[str, Sign], ...] = (
    (N_("same e-mail"), _same_email),
    (N_("same name, same client"), _same_name_there),
)
_SIGNS: dict[str, tuple[type[Record], tuple[tuple[str, Sign], ...]]] = {
    "client": (
        Client,
        (
            (N_("same SIRET"), lambda one, other: one.siret == other.siret),
            (N_("same name, same town"), _same_name_and_town),
        ),
    ),
    "contact": (Contact, _PEOPLE),
    "participant": (Participant, _PEOPLE),
}
KINDS = tuple(_SIGNS)


def alike(doing: Doing, kind: str, record: Record | None = None) -> tuple[Alike, ...]:
    """The pairs of `kind` that look alike (the first `MOST` of each sign), or those of one `record`."""
    table, signs = _SIGNS[kind]
    first: Any = aliased(table)
    other: Any = aliased(table)
    found: dict[tuple[int, int], Alike] = {}
    for why, sign in signs:
        query = (
            select(first, other)
            .join(other, and_(first.id < other.id, sign(first, other)))
            .where(first.merged_into_id.is_(None), other.merged_into_id.is_(None))
            .order_by(first.id, other.id)
            .limit(MOST)
        )
        if record is not None:
            query = query.where(or_(first.id == record.id, other.id == record.id))
        for one, two in doing.unit.session.execute(query):
            found.setdefault((one.id, two.id), Alike(kind, one, two, why))
    return tuple(pair for _ids, pair in sorted(found.items(), key=lambda item: item[0]))
