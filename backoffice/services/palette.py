"""Records found as one types, anywhere in the house: by reference, then the newest that hold the words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from backoffice.services.lookups import KIND_OF_LIST, called
from backoffice.services.ports import Hit
from backoffice.store import lists
from backoffice.store.unit import UnitOfWork

# Those that people look for most often first; the palette shows some of each.
FINDS = (
    "requests",
    "clients",
    "quotes",
    "agreements",
    "trainers",
    "participants",
    "contacts",
    "venues",
    "funders",
    "programmes",
    "groups",
    "pathways",
    "methods",
    "tasks",
    "task-templates",
    "rate-cards",
    "questionnaires",
    "texts",
    "frameworks",
    "order-forms",
    "users",
)
_OF_EACH = 6
# Rows of a list without a search index that the first answer looks through, the last made of them.
_LATELY = 8_000


def find_records(unit: UnitOfWork, text: str, now: datetime, *, thorough: bool = False) -> Sequence[Hit]:
    """The records that `text` finds: those whose reference it is, then the newest of each kind.

    The first answer comes while one types: all requests are looked through, and of lists without a search
    index the references and names that begin so and the last rows. A `thorough` one looks everywhere.
    """
    found: dict[str, Hit] = {}
    for name in FINDS:
        spec = lists.spec_of(name, now)
        lately = None if thorough else _LATELY
        items = lists.newest(unit.driver, spec, text, _OF_EACH, lately=lately)
        if spec.fts is None:
            items = (*lists.begun(unit.driver, spec, text, _OF_EACH), *items)
        hits = [Hit(KIND_OF_LIST[name], *called(name, item)) for item in items]
        found |= {hit.ref: hit for hit in list(dict.fromkeys(hits))[:_OF_EACH]}
    wanted = text.strip().casefold()
    return sorted(found.values(), key=lambda hit: _rank(hit.ref.casefold(), wanted))


def _rank(ref: str, wanted: str) -> int:
    """Its own reference, the number that ends one, the rest."""
    if ref == wanted:
        return 0
    return 1 if wanted.isdecimal() and ref.rpartition("-")[2].lstrip("0") == wanted.lstrip("0") else 2
