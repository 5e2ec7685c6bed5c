"""Between what forms and files say and the columns of a record; references become records and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import object_session

from backoffice.content.base import Content
from backoffice.content.fields import describe
from backoffice.content.records import Client, Request
from backoffice.services.kinds import ref_of, resolve
from backoffice.store.records import Record
from backoffice.store.unit import UnitOfWork

# What a request says that no list sorts or filters by is kept together in its `details`.
DETAILS = (
    *("programme", "audience", "places", "period", "excluded", "funding"),
    *("budget_cents", "wanted_minutes", "tags"),
)
_NUMBERS = ("budget_cents", "wanted_minutes")


def columns(unit: UnitOfWork, values: Content) -> dict[str, Any]:
    """The columns that `values` stand for; raises NotFound for a reference that leads nowhere."""
    found: dict[str, Any] = {}
    for field in describe(type(values)):
        value = getattr(values, field.name)
        if field.refers_to and not isinstance(value, tuple) and _is_link(values, field.name):
            found[f"{field.name}_id"] = (
                survivor(resolve(unit, value, field.refers_to).record).id if value else None
            )
        else:
            found[field.name] = _kept(value)
    return _packed(values, found)


def survivor(record: Any) -> Any:
    """The record that stands for `record`: itself, or the one that it was merged into."""
    while getattr(record, "merged_into_id", None) is not None:
        record = object_session(record).get(type(record), record.merged_into_id)  # type: ignore[union-attr]
    return record


def texts(record: Record, model: type[Content]) -> dict[str, Any]:
    """The values of `record` as `model` asks them: what an edit form opens with, and what `show` gives."""
    plain = _unpacked(record, model)
    found = {}
    for field in describe(model):
        if field.name in plain:
            found[field.name] = plain[field.name]
        elif field.refers_to and hasattr(record, f"{field.name}_id"):
            linked = getattr(record, field.name)
            found[field.name] = ref_of(linked) if linked is not None else None
        else:
            found[field.name] = _shown(getattr(record, field.name), field.default)
    return found


def _is_link(values: Content, name: str) -> bool:
    return not (isinstance(values, Request) and name in DETAILS)


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
        details["tags"] = [tag.strip() for tag in values.tags.split(",") if tag.strip()]
        found["details"] = details
    return found


def _unpacked(record: Any, model: type[Content]) -> Mapping[str, Any]:
    if model is Client:
        return {
            "billing": record.billing.get("address", ""),
            "service_code": record.public_codes.get("service", ""),
            "country": "" if record.country == "FR" else record.country,
        }
    if model is Request:
        details = {name: record.details.get(name) for name in DETAILS}
        texts_of = {n: details[n] or "" for n in DETAILS if n not in (*_NUMBERS, "programme", "tags")}
        return {
            **texts_of,
            **{name: details[name] for name in _NUMBERS},
            "programme": details["programme"],
            "tags": ", ".join(details["tags"] or ()),
        }
    return {}
