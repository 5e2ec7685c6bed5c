"""Between what forms and files say and the columns of a record; references become records and back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from backoffice.content.base import Content
from backoffice.content.fields import Kind, describe
from backoffice.content.records import Client, Request
from backoffice.services.finding import Find, survivor
from backoffice.services.kinds import ref_of
from backoffice.store.records import Record
from backoffice.store.types import instant_text, read_instant
from backoffice.store.unit import UnitOfWork

Refs = Mapping[str, Mapping[int, str]]
# What a request says that no list sorts or filters by is kept together in its `details`.
DETAILS = (
    *("programme", "audience", "places", "period", "excluded", "school_holidays", "funding"),
    *("budget_cents", "wanted_minutes", "tags"),
    *("procedure_zone", "questions_at", "visit_at", "offers_valid_days"),
)
_INSTANTS = ("questions_at", "visit_at")


def columns(unit: UnitOfWork, values: Content, find: Find | None = None) -> dict[str, Any]:
    """The columns that `values` stand for; raises NotFound for a reference that leads nowhere."""
    find = find or Find(unit)
    found: dict[str, Any] = {}
    for name, column, kind in _plan(type(values)):
        value = getattr(values, name)
        if kind:
            found[column] = find.id_of(kind, value) if value else None
        else:
            found[column] = _kept(value)
    return _packed(values, found)


@cache
def _plan(model: type[Content]) -> tuple[tuple[str, str, str], ...]:
    """For each field its column, and the kind of record that it leads to ("" for one kept as it is)."""
    found = []
    for field in describe(getattr(model, "FORM", None) or model):
        # Lists of references, and a request's programme, are kept by what people call them.
        link = bool(field.refers_to) and field.kind is not Kind.RECORDS
        if issubclass(model, Request) and field.name in DETAILS:
            link = False
        found.append(
            (field.name, f"{field.name}_id" if link else field.name, field.refers_to or "" if link else "")
        )
    return tuple(found)


def texts(
    record: Record, model: type[Content], without: Collection[str] = (), refs: Refs | None = None
) -> dict[str, Any]:
    """The values of `record` as `model` asks them: what an edit form opens with, and what `show` gives.

    With `refs` (by kind and id), what it is linked to isn't read from the database.
    """
    plain = _unpacked(record, model)
    found = {}
    for field in describe(model):
        if field.name in without:
            continue
        if field.name in plain:
            found[field.name] = plain[field.name]
        elif field.refers_to and refs is not None and hasattr(record, f"{field.name}_id"):
            found[field.name] = refs[field.refers_to].get(getattr(record, f"{field.name}_id"))
        elif field.refers_to and hasattr(record, f"{field.name}_id"):
            linked = getattr(record, field.name)
            found[field.name] = ref_of(linked) if linked is not None else None
        else:
            found[field.name] = _shown(getattr(record, field.name), field.default)
    return found


def _kept(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return None if value == "" else value


def _shown(value: Any, default: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    # A text that is empty is kept as nothing; it comes back as the empty text that forms hold.
    return "" if value is None and isinstance(default, str) else value


def _packed(values: Content, found: dict[str, Any]) -> dict[str, Any]:
    if isinstance(values, Client):
        found["siren"] = values.siret[:9] if values.siret else None
        found["billing"] = {"address": values.billing} if values.billing else {}
        found["public_codes"] = {"service": values.service_code} if values.service_code else {}
        found["country"] = values.country or "FR"
        del found["service_code"]
    if isinstance(values, Request):
        details = {name: found.pop(name) for name in DETAILS}
        for name in _INSTANTS:
            details[name] = instant_text(details[name]) if details[name] else None
        details["tags"] = [tag.strip() for tag in values.tags.split(",") if tag.strip()]
        found["details"] = details
    return found


def _unpacked(record: Any, model: type[Content]) -> Mapping[str, Any]:
    if issubclass(model, Client):
        return {
            "billing": record.billing.get("address", ""),
            "service_code": record.public_codes.get("service", ""),
            "country": "" if record.country == "FR" else record.country,
        }
    if issubclass(model, Request):
        details = {name: record.details.get(name) for name in DETAILS}
        values = ("budget_cents", "wanted_minutes", "programme", "procedure_zone", "offers_valid_days")
        texts_of = {n: details[n] or "" for n in DETAILS if n not in (*values, "tags", *_INSTANTS)}
        return {
            **texts_of,
            **{name: details[name] for name in values},
            **{name: read_instant(details[name]) if details[name] else None for name in _INSTANTS},
            "tags": ", ".join(details["tags"] or ()),
        }
    return {}


__all__ = ["DETAILS", "Refs", "columns", "survivor", "texts"]
