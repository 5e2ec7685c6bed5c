"""A person or a body as people name them: one of the directory, or words that lead nowhere and are kept."""

from __future__ import annotations

from typing import Any

from backoffice.errors import NotFound
from backoffice.services.kinds import KINDS, kind_of, ref_of, resolve
from backoffice.services.mapping import survivor
from backoffice.store.unit import UnitOfWork

_KINDS = ("contact", "client", "funder", "trainer", "user")
# The columns that say who it is.
WHO = (*(f"{kind}_id" for kind in _KINDS), "who")


def somebody(unit: UnitOfWork, text: str) -> dict[str, Any]:
    """The columns for whoever `text` names: a reference or initials, else the words themselves."""
    found: dict[str, Any] = dict.fromkeys(WHO)
    record = _record(unit, text)
    if record is None:
        return found | {"who": text or None}
    return found | {f"{kind_of(record)}_id": record.id}


def _record(unit: UnitOfWork, text: str) -> Any:
    if not text or " " in text:
        return None
    try:
        record = resolve(unit, text).record
    except NotFound:
        return None
    return survivor(record) if isinstance(record, tuple(KINDS[kind] for kind in _KINDS)) else None


def linked(record: Any) -> Any:
    """The record of the directory that `record` names, if any."""
    return next((one for kind in _KINDS if (one := getattr(record, kind)) is not None), None)


def typed(record: Any) -> str:
    """What a form opens with: a reference, or the words."""
    one = linked(record)
    return ref_of(one) if one is not None else record.who or ""


def called(record: Any) -> str:
    """Who it is, in words."""
    one = linked(record)
    if one is None:
        return record.who or ""
    return f"{getattr(one, 'first_name', None) or ''} {one.name}".strip()


def as_json(record: Any) -> dict[str, Any] | None:
    """Who it is: kind (null when it is nobody of the directory), reference, name."""
    one = linked(record)
    if one is None:
        return {"kind": None, "ref": None, "name": record.who} if record.who else None
    return {"kind": kind_of(one), "ref": ref_of(one), "name": called(record)}
