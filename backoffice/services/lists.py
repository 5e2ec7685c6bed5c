"""The lists of the contract, read for a face: one page as JSON values, and which keys are for people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from backoffice.clock import local_date
from backoffice.services.office import Office
from backoffice.store.lists import Query, spec_of

# What the contract fixes; a list may know more keys to filter and sort by.
KEYS = {
    "requests": (
        *("ref", "client", "topic", "kind", "stage", "waiting_for", "owner", "received_at"),
        *("target_date", "due_date", "due_state"),
    ),
    "quotes": (
        *("number", "version", "ref", "client", "state", "issued_on", "valid_until"),
        *("net_cents", "vat_cents", "total_cents"),
    ),
    "agreements": (
        *("number", "kind", "ref", "client", "quote", "state", "issued_on", "asked_on", "signed_on"),
        *("days", "net_cents", "vat_cents", "total_cents", "parent"),
    ),
    "instalments": (
        *("id", "ref", "quote", "client", "payer", "payer_name", "label", "trigger", "period", "due_on"),
        *("state", "days_late", "net_cents", "vat_cents", "total_cents", "handed_on", "number", "settles"),
    ),
    "slots": (
        *("id", "ref", "module", "group", "date", "start", "end", "minutes", "mode", "state"),
        *("trainers", "venue"),
    ),
    "commitments": (
        *("id", "ref", "client", "step", "owed_by", "policy", "opened_at", "target_date", "due_date"),
        *("due_at", "state", "closed_at", "net_minutes", "gross_minutes"),
    ),
    "documents": ("id", "ref", "kind", "number", "version", "path", "sha256", "issued_at"),
    "tasks": ("id", "ref", "title", "due_date", "for", "state"),
    "frameworks": ("ref", "name", "kind", "client", "state", "ordered_cents", "maximum_cents"),
    "order-forms": (
        *("ref", "name", "kind", "framework", "lot", "request", "client", "ordered_on", "net_cents", "state"),
    ),
}
_OTHERS = ("ref", "name", "kind")
_FOR_PEOPLE = {
    "requests": ("ref", "client_name", "topic", "stage", "waiting_for", "owner", "target_date", "due_state"),
    "quotes": ("number", "ref", "client_name", "state", "issued_on", "valid_until", "total_cents"),
    "agreements": ("number", "ref", "client_name", "state", "issued_on", "signed_on", "days", "total_cents"),
    "instalments": (
        "id",
        "client_name",
        "payer_name",
        "label",
        "due_on",
        "state",
        "days_late",
        "total_cents",
    ),
    "slots": ("id", "module", "date", "start", "end", "minutes", "state", "trainer_names", "venue_name"),
    "documents": ("ref", "kind", "number", "version", "path"),
    "commitments": ("id", "client_name", "step", "label", "owed_by", "target_date", "due_date", "state"),
    "clients": ("ref", "name", "kind", "city"),
    "contacts": ("ref", "name", "role", "client_name"),
    "trainers": ("ref", "name", "kind", "town"),
    "venues": ("ref", "name", "kind", "town", "capacity"),
    **dict.fromkeys(("programmes", "pathways", "methods"), ("ref", "version", "state", "name")),
    "texts": ("ref", "version", "state", "valid_from", "name"),
    "groups": ("ref", "name", "request", "enrolled", "waiting", "seats_left", "decision"),
    "users": ("ref", "name", "kind"),
    "tasks": ("id", "due_date", "state", "for", "title", "client_name"),
    "task-templates": ("ref", "version", "state", "name", "tasks"),
    "rate-cards": ("ref", "version", "state", "name", "rates"),
    "questionnaires": ("ref", "version", "state", "name", "questions"),
    "frameworks": ("ref", "version", "state", "name", "client_name", "ordered_cents", "maximum_cents"),
    "order-forms": ("ref", "name", "framework", "lot", "client_name", "ordered_on", "net_cents", "state"),
}


def keys_of(name: str) -> Sequence[str]:
    """The keys of a list, in the contract's order."""
    return KEYS.get(name, _OTHERS)


def columns_of(name: str) -> Sequence[str]:
    """The keys that people are shown in a terminal."""
    return _FOR_PEOPLE.get(name, _OTHERS)


def read(
    office: Office,
    name: str,
    filters: tuple[tuple[str, str], ...] = (),
    search: str = "",
    sort: str = "",
    limit: int = 50,
    after: str | None = None,
) -> dict[str, Any]:
    """A page of a list as its ``NAME/1`` document."""
    today = local_date(office.now, office.settings.organisation.zone)
    found = office.page(name, Query(filters=filters, search=search, sort=sort), limit, after)
    return {
        "format": spec_of(name).format,
        "total": found.total,
        "matched": found.matched,
        "next": found.next,
        "items": [counted(name, item, today) for item in found.items],
    }


def counted(name: str, item: dict[str, Any], today: date) -> dict[str, Any]:
    """A row with the days that it has waited for by `today`: a signature, or a payment that is late."""
    if name == "agreements":
        since = date.fromisoformat(item["since"]) if item["unsigned"] else None
        return item | {"days": (today - since).days if since else None}
    if name == "instalments":
        late = date.fromisoformat(item["due_on"]) if item["state"] == "late" else None
        return item | {"days_late": (today - late).days if late else None}
    return item
