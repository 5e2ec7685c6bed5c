"""Records that look like one another: what a person may merge, and why; nothing is merged here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select

from backoffice.domain.text import fold
from backoffice.i18n import N_, _
from backoffice.services.acts import Doing
from backoffice.store.records import Client, Contact, Participant, Record

MOST = 1_000


@dataclass(frozen=True, slots=True)
class Pair:
    """Two references that look alike, with their names and why (a message id); the earlier one first."""

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


def name_of(record: Any) -> str:
    """What people call a client, a contact or a participant."""
    return f"{getattr(record, 'first_name', None) or ''} {record.name}".strip()


def _siret(record: Any) -> str | None:
    return record.siret or None


def _name_and_town(record: Any) -> str | None:
    return f"{fold(record.name)} | {fold(record.city or '')}"


def _email(record: Any) -> str | None:
    return fold(record.email) if record.email else None


def _name_there(record: Any) -> str | None:
    return f"{record.client_id} {fold(name_of(record))}" if record.client_id else None


Sign = tuple[str, Callable[[Any], str | None]]
# The surest sign first: each pair is told once.
_PEOPLE: tuple[Sign, ...] = ((N_("same e-mail"), _email), (N_("same name, same client"), _name_there))
_SIGNS: dict[str, tuple[type[Record], tuple[str, ...], tuple[Sign, ...]]] = {
    "client": (
        Client,
        ("name", "city", "siret"),
        ((N_("same SIRET"), _siret), (N_("same name, same town"), _name_and_town)),
    ),
    "contact": (Contact, ("first_name", "name", "email", "client_id"), _PEOPLE),
    "participant": (Participant, ("first_name", "name", "email", "client_id"), _PEOPLE),
}
KINDS = tuple(_SIGNS)


def pairs(doing: Doing, kind: str, record: Record | None = None) -> tuple[Pair, ...]:
    """What looks alike among records of `kind` (the first `MOST` pairs), or like one `record`."""
    rows = _rows(doing, kind, record)
    found: dict[tuple[int, int], Pair] = {}
    for why, key in _SIGNS[kind][2]:
        for one, other in _together(rows, key):
            pair = Pair(one.ref, name_of(one), other.ref, name_of(other), why)
            if record is None or record.id in (one.id, other.id):
                found.setdefault((one.id, other.id), pair)
    return tuple(pair for _ids, pair in sorted(found.items()))[:MOST]


def _rows(doing: Doing, kind: str, record: Any) -> Sequence[Any]:
    """The records that stand, or those that could look like `record`, as rows of what signs read."""
    table: Any
    table, names, _signs = _SIGNS[kind]
    columns = [getattr(table, name) for name in ("id", "ref", *names)]
    query = select(*columns).where(table.merged_into_id.is_(None)).order_by(table.id)
    if record is not None:
        # A record's sort key begins with its folded name: an index finds those that share it.
        same = record.sort_key.partition("\x01")[0]
        named = table.sort_key.between(f"{same}\x01", f"{same}\x02")
        given = [(n, getattr(record, n)) for n in ("siret", "email") if n in names and getattr(record, n)]
        query = query.where(or_(named, *(getattr(table, name) == value for name, value in given)))
    return doing.unit.session.execute(query).all()


def _together(rows: Sequence[Any], key: Callable[[Any], str | None]) -> Iterator[tuple[Any, Any]]:
    """Each later row beside the first one of the same key."""
    firsts: dict[str, Any] = {}
    for row in rows:
        value = key(row)
        if value is None:
            continue
        first = firsts.setdefault(value, row)
        if first is not row:
            yield first, row
