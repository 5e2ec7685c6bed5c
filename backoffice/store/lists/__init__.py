"""One SQL text for each list, the same on SQLite and PostgreSQL."""

from backoffice.store.lists.catalogue import LISTS
from backoffice.store.lists.conditions import Query
from backoffice.store.lists.reading import (
    Item,
    Page,
    begun,
    count,
    ids,
    newest,
    page,
    rows,
    rows_by_id,
    spec_of,
)
from backoffice.store.lists.spec import ListSpec

__all__ = [
    "LISTS",
    "Item",
    "ListSpec",
    "Page",
    "Query",
    "begun",
    "count",
    "ids",
    "newest",
    "page",
    "rows",
    "rows_by_id",
    "spec_of",
]
