"""The lists as screens read them: ids of any length, then the rows that show."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from typing import Any

from backoffice.clock import local_date
from backoffice.i18n import N_
from backoffice.services.lists import counted
from backoffice.services.ports import Cell, Column, Query, SavedView
from backoffice.store import lists
from backoffice.store.database import Database

_OFFERED = (
    Column("ref", N_("Code"), 12),
    Column("name", N_("Title"), 24, grow=3),
    Column("version", N_("Version"), 7, kind=Cell.NUMBER),
    Column("state", N_("State"), 11, priority=1, kind=Cell.STATE, states="programme"),
    Column("valid_from", N_("Since"), 10, priority=2, kind=Cell.DATE),
)
COLUMNS: dict[str, tuple[Column, ...]] = {
    "requests": (
        Column("ref", N_("Reference"), 13),
        Column("client_name", N_("Client"), 16, grow=2),
        Column("topic", N_("Topic"), 14, grow=3, priority=4),
        Column("stage", N_("Stage"), 14, kind=Cell.STATE, states="stage"),
        Column("waiting_for", N_("Waiting for"), 11, priority=2, kind=Cell.STATE, states="waiting"),
        Column("chase_on", N_("Chase"), 10, priority=5, kind=Cell.DATE),
        Column("due_state", N_("Due"), 11, priority=3, kind=Cell.STATE, states="due", sorts=False),
        Column("target_date", N_("Target"), 10, priority=1, kind=Cell.DATE),
        Column("received_at", N_("Received"), 10, priority=7, kind=Cell.LOCAL_DAY),
        Column("owner", N_("Owner"), 5, priority=6),
    ),
    "task-templates": (
        Column("ref", N_("Code"), 16),
        Column("name", N_("Title"), 24, grow=3),
        Column("version", N_("Version"), 7, kind=Cell.NUMBER),
        Column("tasks", N_("Tasks"), 6, kind=Cell.NUMBER, priority=2),
        Column("state", N_("State"), 11, priority=1, kind=Cell.STATE, states="programme"),
        Column("valid_from", N_("Since"), 10, priority=2, kind=Cell.DATE),
    ),
    "rate-cards": (
        Column("ref", N_("Code"), 16),
        Column("name", N_("Title"), 24, grow=3),
        Column("version", N_("Version"), 7, kind=Cell.NUMBER),
        Column("rates", N_("Rates"), 6, kind=Cell.NUMBER, priority=2),
        Column("state", N_("State"), 11, priority=1, kind=Cell.STATE, states="programme"),
        Column("valid_from", N_("Since"), 10, priority=2, kind=Cell.DATE),
    ),
    "frameworks": (
        Column("ref", N_("Code"), 14),
        Column("name", N_("Title"), 18, grow=3),
        Column("client_name", N_("Client"), 14, grow=2, priority=1),
        Column("ordered_cents", N_("Ordered"), 12, kind=Cell.MONEY),
        Column("maximum_cents", N_("Maximum"), 12, kind=Cell.MONEY, priority=2),
        Column("version", N_("Version"), 7, kind=Cell.NUMBER, priority=4),
        Column("state", N_("State"), 11, priority=3, kind=Cell.STATE, states="programme"),
    ),
    "order-forms": (
        Column("ref", N_("Reference"), 17),
        Column("name", N_("Number"), 12, grow=1),
        Column("framework", N_("Framework"), 12, grow=1, priority=3),
        Column("client_name", N_("Client"), 14, grow=2, priority=2),
        Column("ordered_on", N_("Ordered on"), 11, kind=Cell.DATE),
        Column("net_cents", N_("Excl. VAT"), 12, kind=Cell.MONEY),
        Column("state", N_("State"), 11, priority=1, kind=Cell.STATE, states="order_form"),
    ),
    "questionnaires": (
        Column("ref", N_("Code"), 16),
        Column("name", N_("Title"), 24, grow=3),
        Column("version", N_("Version"), 7, kind=Cell.NUMBER),
        Column("questions", N_("Questions"), 9, kind=Cell.NUMBER, priority=2),
        Column("state", N_("State"), 11, priority=1, kind=Cell.STATE, states="programme"),
        Column("valid_from", N_("Since"), 10, priority=2, kind=Cell.DATE),
    ),
    **dict.fromkeys(("programmes", "pathways", "methods"), _OFFERED),
    "texts": (Column("ref", N_("Code"), 23), *_OFFERED[1:]),
    "clients": (
        Column("ref", N_("Reference"), 9),
        Column("name", N_("Name"), 24, grow=3),
        Column("kind", N_("Kind"), 13, priority=1, kind=Cell.STATE, states="client_kind"),
        Column("city", N_("City"), 12, grow=1),
    ),
    "contacts": (
        Column("ref", N_("Reference"), 9),
        Column("name", N_("Name"), 18, grow=2),
        Column("role", N_("Function"), 16, grow=2, priority=1),
        Column("client_name", N_("Client"), 16, grow=2),
    ),
    "funders": (
        Column("ref", N_("Reference"), 9),
        Column("name", N_("Name"), 24, grow=3),
        Column("city", N_("City"), 12, grow=1),
    ),
    "trainers": (
        Column("ref", N_("Reference"), 9),
        Column("name", N_("Name"), 20, grow=2),
        Column("kind", N_("Kind"), 13, priority=1, kind=Cell.STATE, states="trainer_kind"),
        Column("company", N_("Company"), 14, grow=1, priority=2),
        Column("town", N_("Town"), 12, grow=1),
    ),
    "users": (
        Column("ref", N_("Initials"), 9),
        Column("name", N_("Name"), 20, grow=2),
        Column("kind", N_("Role"), 14, kind=Cell.STATE, states="role"),
        Column("email", N_("E-mail"), 20, grow=1, priority=1),
    ),
    "venues": (
        Column("ref", N_("Reference"), 9),
        Column("name", N_("Name"), 24, grow=3),
        Column("kind", N_("Kind"), 15, priority=1, kind=Cell.STATE, states="venue_kind"),
        Column("town", N_("Town"), 12, grow=1),
        Column("capacity", N_("Capacity"), 8, priority=2, kind=Cell.NUMBER),
    ),
    "quotes": (
        Column("id", N_("Quote"), 16),
        Column("client_name", N_("Client"), 14, grow=2),
        Column("title", N_("Title"), 14, grow=2, priority=4),
        Column("state", N_("State"), 12, kind=Cell.STATE, states="quote"),
        Column("issued_on", N_("Issued on"), 10, kind=Cell.DATE, priority=2),
        Column("valid_until", N_("Valid until"), 10, kind=Cell.DATE, priority=3),
        Column("total_cents", N_("Total"), 13, kind=Cell.MONEY),
    ),
    "agreements": (
        Column("number", N_("Number"), 17),
        Column("client_name", N_("Client"), 14, grow=2),
        Column("title", N_("Title"), 14, grow=2, priority=4),
        Column("state", N_("State"), 19, kind=Cell.STATE, states="contract"),
        Column("since", N_("Sent on"), 10, kind=Cell.DATE, priority=1),
        Column("days", N_("Days"), 5, kind=Cell.NUMBER, sorts=False),
        Column("signed_on", N_("Signed on"), 10, kind=Cell.DATE, priority=2),
        Column("total_cents", N_("Total"), 13, kind=Cell.MONEY, priority=3),
    ),
    "instalments": (
        Column("id", N_("Instalment"), 18),
        Column("payer_name", N_("Payer"), 11, grow=2),
        Column("label", N_("Label"), 12, grow=2, priority=3),
        Column("state", N_("State"), 13, kind=Cell.STATE, states="instalment", sorts=False),
        Column("due_on", N_("Due on"), 10, kind=Cell.DATE),
        Column("net_cents", N_("Net"), 12, kind=Cell.MONEY, priority=2),
        Column("total_cents", N_("Total"), 12, kind=Cell.MONEY),
        Column("ref", N_("Dossier"), 13, priority=1),
    ),
    "groups": (
        Column("ref", N_("Reference"), 9),
        Column("topic", N_("Topic"), 16, grow=3),
        Column("name", N_("Group"), 10, grow=1, priority=2),
        Column("request", N_("Dossier"), 13, priority=1),
        Column("enrolled", N_("Enrolled"), 8, kind=Cell.NUMBER),
        Column("waiting", N_("Waiting"), 7, kind=Cell.NUMBER, priority=3),
        Column("seats_left", N_("Seats left"), 10, kind=Cell.NUMBER),
        Column("decision", N_("Decision"), 12, kind=Cell.STATE, states="decision", priority=4),
    ),
    "participants": (
        Column("ref", N_("Reference"), 9),
        Column("name", N_("Name"), 20, grow=2),
        Column("function", N_("Function"), 16, grow=1, priority=1),
        Column("client_name", N_("Client"), 16, grow=2),
    ),
}


class ListSource:
    """One list over the database; each call has a transaction of its own, in the caller's thread."""

    def __init__(self, database: Database, name: str, zone: str = "Europe/Paris") -> None:
        self.columns = COLUMNS[name]
        self._zone = zone
        self._database = database
        self._name = name

    @property
    def _spec(self) -> lists.ListSpec:
        return lists.spec_of(self._name, self._database.clock.now())

    def total(self) -> int:
        with self._database.reading() as unit:
            return lists.count(unit.driver, self._spec)

    def ids(self, query: Query, limit: int | None = None) -> array[int]:
        sort = f"-{query.sort}" if query.sort and query.descending else query.sort
        wanted = lists.Query(filters=query.where, search=query.text, sort=sort)
        with self._database.reading() as unit:
            return lists.ids(unit.driver, self._spec, wanted, limit)

    def rows(self, ids: Sequence[int]) -> Mapping[int, tuple[str, ...]]:
        with self._database.reading() as unit:
            found = lists.rows_by_id(unit.driver, self._spec, list(ids))
        keys = [column.key for column in self.columns]
        today = local_date(self._database.clock.now(), self._zone)
        told = {number: counted(self._name, item, today) for number, item in found.items()}
        return {number: tuple(_cell(item, key) for key in keys) for number, item in told.items()}


def _cell(item: Mapping[str, Any], key: str) -> str:
    """A cell; a session of ours has no client, and is called by its topic there."""
    value = item[key]
    return _text(item["topic"] if key == "client_name" and value is None and "topic" in item else value)


def _text(value: Any) -> str:
    return "" if value is None else ", ".join(map(str, value)) if isinstance(value, list) else str(value)


_VIEWS: Mapping[str, tuple[SavedView, ...]] = {
    "quotes": (SavedView("unanswered", N_("Without an answer"), (("state", "issued"),)),),
    "agreements": (SavedView("unsigned", N_("To be signed"), (("unsigned", "yes"),)),),
    "instalments": (
        SavedView("overdue", N_("Late"), (("state", "late"),)),
        SavedView("to_ask", N_("To be asked"), (("open", "yes"),)),
    ),
}


def views(name: str, user: str) -> tuple[SavedView, ...]:
    """The views that come with a list."""
    if name != "requests":
        return _VIEWS.get(name, ())
    return (
        SavedView("mine", N_("Mine"), (("owner", user),)),
        SavedView("late", N_("Late requests"), (("due_state", "late"),)),
        SavedView("analyse", N_("To analyse"), (("stage", "analysing"),)),
        SavedView("quote", N_("To quote"), (("stage", "drafting"),)),
        SavedView("plan", N_("To plan"), (("to_plan", "yes"),)),
        SavedView("offered", N_("Offered"), (("stage", "offered"),)),
        SavedView("client", N_("Waiting for the client"), (("waiting_for", "client"),)),
    )
