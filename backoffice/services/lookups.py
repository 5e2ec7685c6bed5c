"""What a form's field suggests while one types: records of a kind, or anybody of the directory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from backoffice.i18n import _
from backoffice.services.kinds import KIND_LABELS
from backoffice.services.local_paths import complete
from backoffice.store import lists
from backoffice.store.unit import UnitOfWork

KIND_OF_LIST = {
    "requests": "request",
    "clients": "client",
    "contacts": "contact",
    "trainers": "trainer",
    "venues": "venue",
    "participants": "participant",
    "quotes": "quote",
    "agreements": "contract",
    "programmes": "programme",
    "pathways": "pathway",
    "methods": "method",
    "groups": "group",
    "users": "user",
    "funders": "funder",
    "tasks": "task",
    "task-templates": "task-template",
    "rate-cards": "rate-card",
    "questionnaires": "questionnaire",
    "texts": "house-text",
    "frameworks": "framework",
    "order-forms": "order-form",
}
_LIST_OF_KIND = {kind: name for name, kind in KIND_OF_LIST.items()}
# Whom a field may name when it may name anybody, those one talks to most first.
_ANYBODY = ("contacts", "users", "trainers", "clients", "funders")
_MOST = 8


def look_up(unit: UnitOfWork, kind: str, text: str, now: datetime) -> Sequence[tuple[str, str]]:
    """(reference, name) pairs of the records of `kind` that hold `text`; ``somebody`` is a kind too, and so
    are the ``path`` of a file and a ``folder`` of this workstation."""
    if kind == "somebody":
        return _anybody(unit, text)
    if kind in ("path", "folder"):
        return complete(text, folders=kind == "folder")
    name = _LIST_OF_KIND[kind]
    # What is still a draft is called by nobody else.
    filters = (("state", "published"),) if name in ("programmes", "pathways") else ()
    query = lists.Query(search=text, filters=filters)
    page = lists.page(unit.driver, lists.spec_of(name, now), query, _MOST)
    return [called(name, item) for item in page.items]


def _anybody(unit: UnitOfWork, text: str) -> Sequence[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name in _ANYBODY:
        page = lists.page(unit.driver, lists.spec_of(name), lists.Query(search=text), _MOST)
        found += [_told_apart(name, item) for item in page.items]
    return found[:_MOST]


def _told_apart(name: str, item: Mapping[str, Any]) -> tuple[str, str]:
    """A record of a list with what tells it from its like (whose contact it is, else its kind), and its
    telephone: one may be about to call."""
    ref, words = called(name, item)
    whose = item.get("client_name") or _(KIND_LABELS[KIND_OF_LIST[name]])
    return ref, " · ".join(text for text in (words, item.get("phone"), whose) if text)


def called(name: str, item: Mapping[str, Any]) -> tuple[str, str]:
    """A record of a list as (reference, name)."""
    if name == "requests":
        return item["ref"], f"{item['client_name'] or ''} · {item['topic']}".strip(" ·")
    if name == "quotes":
        return item["number"] or f"{item['ref']}/V{item['version']}", item["title"]
    if name == "agreements":
        return item["number"], item["title"]
    if name == "tasks":
        return item["id"], item["title"]
    return item["ref"], item["name"]
