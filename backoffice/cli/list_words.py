"""Lists as people read them in a terminal: headings, states, days and amounts in their words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from backoffice.cli.output import table
from backoffice.i18n import N_, _, formats
from backoffice.services.states import sign


class Head(NamedTuple):
    """A column: its heading, and what writes its values (as they are when nothing does)."""

    label: str
    write: Callable[[Any], str] | None = None


def state(family: str) -> Callable[[Any], str]:
    """Writes the tokens of a family of states as words."""
    return lambda token: sign(family, token).word


def day(text: str) -> str:
    """An ISO day as people write it."""
    return formats.short_date(date.fromisoformat(text))


def instant_day(text: str) -> str:
    """The day of an instant, as its list gives it."""
    return day(text[:10])


_HEADS: Mapping[str, Head] = {
    "id": Head(N_("Reference")),
    "ref": Head(N_("Reference")),
    "name": Head(N_("Name")),
    "client_name": Head(N_("Client")),
    "topic": Head(N_("Topic")),
    "stage": Head(N_("Stage"), state("stage")),
    "waiting_for": Head(N_("Waiting for"), state("waiting")),
    "owner": Head(N_("Owner")),
    "target_date": Head(N_("Target"), day),
    "due_date": Head(N_("Due"), day),
    "due_state": Head(N_("Due"), state("due")),
    "number": Head(N_("Number")),
    "issued_on": Head(N_("Issued on"), day),
    "valid_until": Head(N_("Valid until"), day),
    "total_cents": Head(N_("Total"), formats.money),
    "module": Head(N_("Module")),
    "date": Head(N_("Date"), day),
    "start": Head(N_("Start")),
    "end": Head(N_("End")),
    "minutes": Head(N_("Duration"), formats.duration),
    "trainer_names": Head(N_("Trainers")),
    "venue_name": Head(N_("Venue")),
    "version": Head(N_("Version")),
    "path": Head(N_("File")),
    "step": Head(N_("Step"), state("step")),
    "label": Head(N_("Label")),
    "owed_by": Head(N_("Owed by"), state("owed_by")),
    "role": Head(N_("Function")),
    "town": Head(N_("Town")),
    "city": Head(N_("City")),
    "capacity": Head(N_("Capacity")),
    "request": Head(N_("Dossier")),
    "enrolled": Head(N_("Enrolled")),
    "waiting": Head(N_("Waiting")),
    "seats_left": Head(N_("Seats left")),
    "decision": Head(N_("Decision"), state("decision")),
    "title": Head(N_("Title")),
    "for": Head(N_("For"), state("whom")),
    "tasks": Head(N_("Tasks")),
    "rates": Head(N_("Rates")),
    "questions": Head(N_("Questions")),
    "opened_at": Head(N_("Opened on")),
    "closed_at": Head(N_("Closed on")),
    "done_at": Head(N_("Done")),
    "gross_minutes": Head(N_("Elapsed"), formats.duration),
    "net_minutes": Head(N_("Pauses left out"), formats.duration),
    "reason": Head(N_("Reason")),
    "note": Head(N_("Note")),
    "answer_by": Head(N_("Answer by"), day),
    "hold_until": Head(N_("Hold until"), instant_day),
}
# Keys that mean something of their own in one list.
_OWN: Mapping[tuple[str, str], Head] = {
    ("quotes", "ref"): Head(N_("Dossier")),
    ("documents", "ref"): Head(N_("Dossier")),
    ("documents", "kind"): Head(N_("Kind"), state("document")),
    ("clients", "kind"): Head(N_("Kind"), state("client_kind")),
    ("funders", "kind"): Head(N_("Kind"), state("funder_kind")),
    ("trainers", "kind"): Head(N_("Kind"), state("trainer_kind")),
    ("venues", "kind"): Head(N_("Kind"), state("venue_kind")),
    ("users", "kind"): Head(N_("Role"), state("role")),
    ("requests", "kind"): Head(N_("Kind"), state("request_kind")),
    ("commitments", "state"): Head(N_("State"), state("due")),
    ("commitments", "ref"): Head(N_("Dossier")),
    ("tasks", "ref"): Head(N_("Dossier")),
    ("slots", "ref"): Head(N_("Dossier")),
    ("quotes", "state"): Head(N_("State"), state("quote")),
    ("slots", "state"): Head(N_("State"), state("slot")),
    ("tasks", "state"): Head(N_("State"), state("task")),
    ("options", "state"): Head(N_("State"), state("calendar_option")),
}
_OFFERED = Head(N_("State"), state("programme"))


def head(name: str, key: str) -> Head:
    """The column `key` of the list `name`."""
    found = _OWN.get((name, key)) or _HEADS.get(key)
    if found is None:
        found = _OFFERED if key == "state" else Head(N_("Kind") if key == "kind" else key)
    return found


def show(name: str, keys: Sequence[str], items: Sequence[Mapping[str, Any]]) -> None:
    """Prints `items` of the list `name` in columns; those that hold nothing at all are left out."""
    shown = [key for key in keys if any(item[key] not in (None, "", []) for item in items)] or list(keys)
    heads = [head(name, key) for key in shown]
    rows = [[cell(one, item[key]) for one, key in zip(heads, shown, strict=True)] for item in items]
    table([_(one.label) for one in heads], rows)


def cell(one: Head, value: Any) -> str:
    """A value of the column `one`, in its words."""
    if value is None or value == "":
        return ""
    if isinstance(value, list | tuple):
        return ", ".join(cell(one, item) for item in value)
    return one.write(value) if one.write is not None else str(value)
