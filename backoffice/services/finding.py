"""How what people write for a record becomes that record: looked up one by one, or held for a whole batch."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import object_session

from backoffice.services.catalogue import offered
from backoffice.services.kinds import resolve
from backoffice.store.records import Client
from backoffice.store.unit import UnitOfWork


def survivor(record: Any) -> Any:
    """The record that stands for `record`: itself, or the one that it was merged into."""
    while getattr(record, "merged_into_id", None) is not None:
        record = object_session(record).get(type(record), record.merged_into_id)  # type: ignore[union-attr]
    return record


class Find:
    """Finds by the house's own references, in the database."""

    def __init__(self, unit: UnitOfWork) -> None:
        self.unit = unit

    def id_of(self, kind: str, ref: str) -> int:
        """The id of the record of `kind` called `ref`; raises NotFound."""
        number: int = survivor(resolve(self.unit, ref, kind).record).id
        return number

    def client(self, number: int) -> Client | None:
        """The client with this id."""
        return self.unit.session.get(Client, number)

    def check_offered(self, code: str) -> None:
        """Raises when no programme `code` is offered."""
        offered(self.unit, code)

    def linked(self, wanted: dict[str, Any]) -> dict[str, Any]:
        """The records that a row's folded columns speak of, by name."""
        number = wanted.get("client_id")
        return {"client": self.client(number)} if number else {}
