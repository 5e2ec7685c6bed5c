"""What waits today, read over the driver alone: painted before anything heavy is imported."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from backoffice.clock import local_date
from backoffice.domain.calendars import Calendar
from backoffice.domain.commitments.left import days_left
from backoffice.domain.needs.retention import oldest_kept
from backoffice.i18n import N_
from backoffice.services.opening import Agenda, AgendaGroup, AgendaLine
from backoffice.store import lists
from backoffice.store.clocks.today import pressing
from backoffice.store.lists import Query
from backoffice.store.options_today import Ending, ending
from backoffice.store.replies_due import replies_due
from backoffice.store.tasks_today import Somebody, due_tasks, somebody

_MOST = 12
_DAYS_AHEAD = 7
# What a dossier at each stage waits for from us; later stages wait for the client, or for their slots.
_NEXT = {
    "received": N_("Acknowledge receipt"),
    "acknowledged": N_("Start the needs analysis"),
    "analysing": N_("Analyse the needs"),
    "drafting": N_("Make the offer"),
}


class Here(NamedTuple):
    """Where, when and for whom it is: the instant, the house's zone and territory, who looks.

    Tasks are those of `user` (a reference) and of their role; `everyone`'s when asked, or nobody is known.
    """

    now: datetime
    zone: str = "Europe/Paris"
    territory: str = "FR"
    user: str = ""
    everyone: bool = False

    @property
    def today(self) -> date:
        return local_date(self.now, self.zone)


def agenda_of(connection: Any, here: Here) -> Agenda:
    """The blocks of Today: what was promised, chases, tasks, dossiers that wait for us, options, quotes that
    expire, slots to come."""
    today = here.today
    whose = None if here.everyone else somebody(connection, here.user)
    groups = (
        *_promises(connection, here),
        _group("chase", N_("To chase"), _chases(connection, today)),
        _group("tasks", N_("My tasks") if whose else N_("Tasks"), _tasks(connection, here, whose)),
        _group("to_do", N_("Waiting for us"), _waiting(connection)),
        _group("options", N_("Options that expire"), _options(connection, here)),
        _group("quotes", N_("Quotes without an answer"), _quotes(connection, today)),
        _group("agreements", N_("Agreements to be signed"), _unsigned(connection)),
        _group("instalments", N_("Instalments to be asked"), _dues(connection, here, whose)),
        _group("erase", N_("Answers to be erased"), _erasable(connection, today)),
        _group("to_plan", N_("Slots to plan"), _to_plan(connection)),
        _group("slots", N_("Next slots"), _slots(connection, today)),
    )
    return Agenda(tuple(group for group in groups if group.lines), everyone=whose is None)


def _group(name: str, label: str, found: tuple[int, Iterable[AgendaLine]]) -> AgendaGroup:
    count, lines = found
    shown = tuple(lines)
    return AgendaGroup(name, label, shown, max(count - len(shown), 0))


def _page(
    connection: Any, name: str, sort: str, *filters: tuple[str, str], now: datetime | None = None
) -> tuple[int, tuple[Any, ...]]:
    spec, query = lists.spec_of(name, now), Query(filters=filters, sort=sort)
    return lists.count(connection, spec, query), _first(connection, spec, query)


def _first(connection: Any, spec: lists.ListSpec, query: Query) -> tuple[Any, ...]:
    return lists.rows(connection, spec, lists.ids(connection, spec, query, _MOST))


_PROMISES = (("late", N_("Late")), ("today", N_("Due today")), ("week", N_("Due this week")))


def _promises(connection: Any, here: Here) -> tuple[AgendaGroup, ...]:
    """What is late, to be done today and in the week, by us or by others; suspended clocks wait elsewhere."""
    now = here.now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    found = pressing(connection, now, here.today, _DAYS_AHEAD, _MOST)
    spec, calendar = lists.spec_of("commitments", here.now), Calendar(here.territory)
    groups = []
    for name, label in _PROMISES:
        count, numbers = found[name]
        items = lists.rows(connection, spec, numbers)
        groups.append(_group(name, label, (count, (_promise(item, here, calendar) for item in items))))
    return tuple(groups)


def _promise(item: Any, here: Here, calendar: Calendar) -> AgendaLine:
    late = item["state"] == "late"
    day = date.fromisoformat(item["due_date" if late else "target_date"])
    return AgendaLine(
        ref=item["ref"],
        what=item["label"] or item["topic"],
        state=item["state"],
        step=item["step"],
        owed_by=item["owed_by"],
        client=item["client_name"] or "",
        day=day,
        left=days_left(calendar, here.today, day),
    )


def _chases(connection: Any, today: date) -> tuple[int, Iterable[AgendaLine]]:
    until = (today + timedelta(days=_DAYS_AHEAD)).isoformat()
    count, items = _page(connection, "requests", "chase_on", ("chase_on_to", until))
    return count, (
        AgendaLine(
            ref=item["ref"],
            what=item["topic"],
            state="late" if item["chase_on"] < today.isoformat() else "due_soon",
            tab="exchanges",
            client=item["client_name"] or "",
            day=date.fromisoformat(item["chase_on"]),
        )
        for item in items
    )


def _tasks(connection: Any, here: Here, whose: Somebody | None) -> tuple[int, Iterable[AgendaLine]]:
    found = due_tasks(connection, here.today + timedelta(days=_DAYS_AHEAD), _MOST, whose)
    items, calendar = lists.rows(connection, lists.spec_of("tasks"), found.ids), Calendar(here.territory)
    return found.matched, (
        AgendaLine(
            ref=item["ref"],
            what=item["title"],
            state="late" if item["due_date"] < here.today.isoformat() else item["state"],
            states="task",
            tab="tasks",
            client=item["client_name"] or "",
            day=(day := date.fromisoformat(item["due_date"])),
            left=days_left(calendar, here.today, day),
        )
        for item in items
    )


def _waiting(connection: Any) -> tuple[int, Iterable[AgendaLine]]:
    """Dossiers said to wait for us, then those whose stage makes it our turn while nobody is waited for."""
    total, lines = 0, []
    stages = ((("stage", stage), ("waiting_for", "")) for stage in _NEXT)
    for asked in ((("waiting_for", "us"),), *stages):
        count, items = _page(connection, "requests", "received_at", *asked)
        total += count
        lines += [
            AgendaLine(
                ref=item["ref"],
                what=item["topic"],
                state=item["stage"],
                states="stage",
                client=item["client_name"] or "",
                day=date.fromisoformat(item["received_at"][:10]),
            )
            for item in items
        ]
    return total, lines[:_MOST]


def _options(connection: Any, here: Here) -> tuple[int, Iterable[AgendaLine]]:
    """Options whose time ends within days, or has run out unseen; then slots held by hand."""
    found, ended = ending(
        connection, here.now + timedelta(days=_DAYS_AHEAD), here.today + timedelta(days=_DAYS_AHEAD), _MOST
    )
    until = (here.today + timedelta(days=_DAYS_AHEAD)).isoformat()
    held = (("state", "held"), ("state", "expired"), ("hold_until_to", until))
    count, items = _page(connection, "slots", "date", *held, now=here.now)
    lines = [
        *(_option(one, here) for one in ended),
        *(
            AgendaLine(
                ref=item["ref"],
                what=item["module_title"],
                state=item["state"],
                states="slot",
                tab="calendar",
                client=item["client_name"] or "",
                day=date.fromisoformat(item["hold_until"][:10]),
            )
            for item in items
        ),
    ]
    return found + count, lines[:_MOST]


def _option(one: Ending, here: Here) -> AgendaLine:
    end = datetime.fromisoformat(one.hold_until) if one.state == "held" and one.hold_until else None
    day = local_date(end, here.zone) if end else date.fromisoformat(one.answer_by)
    over = end <= here.now if end else day < here.today
    return AgendaLine(
        ref=one.ref,
        what=f"O{one.position} · {one.topic}",
        state="expired" if over else one.state,
        states="calendar_option",
        tab="calendar",
        client=one.client,
        day=day,
    )


def _quotes(connection: Any, today: date) -> tuple[int, Iterable[AgendaLine]]:
    count, items = _page(connection, "quotes", "valid_until", ("state", "issued"))
    return count, (
        AgendaLine(
            ref=item["ref"],
            what=item["number"],
            state="expired" if item["valid_until"] < today.isoformat() else "issued",
            states="quote",
            tab="quote",
            client=item["client_name"] or "",
            day=date.fromisoformat(item["valid_until"]),
        )
        for item in items
    )


def _unsigned(connection: Any) -> tuple[int, Iterable[AgendaLine]]:
    """What was sent or issued and isn't signed, the one that waits longest first."""
    count, items = _page(connection, "agreements", "since", ("unsigned", "yes"))
    return count, (
        AgendaLine(
            ref=item["ref"],
            what=item["number"],
            state=item["state"],
            states="contract",
            tab="quote",
            client=item["client_name"] or "",
            day=date.fromisoformat(item["since"]),
        )
        for item in items
    )


def _erasable(connection: Any, today: date) -> tuple[int, Iterable[AgendaLine]]:
    """What participants answered, three years after it served last."""
    count, found = replies_due(connection, oldest_kept(today), _MOST)
    return count, (
        AgendaLine(
            ref=one.ref,
            what=f"N{one.position} · {one.topic}",
            state="to_erase",
            states="needs",
            tab="needs",
            client=one.client,
            day=date.fromisoformat(one.updated_at[:10]),
        )
        for one in found
    )


# Who asks payers for money; nobody in particular sees everything.
_ACCOUNTS = ("accountant", "manager")


def _dues(connection: Any, here: Here, whose: Somebody | None) -> tuple[int, Iterable[AgendaLine]]:
    """Instalments that are late or due within days and weren't passed to the accounts yet."""
    if whose is not None and whose.role not in _ACCOUNTS:
        return 0, ()
    until = (here.today + timedelta(days=_DAYS_AHEAD)).isoformat()
    asked = (("open", "yes"), ("waits", "no"), ("due_on_to", until))
    spec, query = lists.spec_of("instalments", here.now), Query(filters=asked, sort="due_on")
    count, items = lists.count(connection, spec, query), _first(connection, spec, query)
    return count, (
        AgendaLine(
            ref=item["ref"],
            what=f"{item['payer_name']} · {item['label']}",
            state=item["state"],
            states="instalment",
            tab="quote",
            client=item["client_name"] or "",
            day=date.fromisoformat(item["due_on"]),
        )
        for item in items
    )


def _to_plan(connection: Any) -> tuple[int, Iterable[AgendaLine]]:
    count, items = _page(connection, "slots", "ref", ("state", "to_plan"))
    seen: dict[str, AgendaLine] = {}
    for item in items:
        line = AgendaLine(
            ref=item["ref"],
            what=item["module_title"],
            state="to_plan",
            states="slot",
            tab="calendar",
            client=item["client_name"] or "",
        )
        seen.setdefault(item["ref"], line)
    return len(seen) if count <= _MOST else count, seen.values()


def _slots(connection: Any, today: date) -> tuple[int, Iterable[AgendaLine]]:
    after = ("date_from", today.isoformat())
    count, items = _page(connection, "slots", "date", after, ("state", "confirmed"))
    return count, (
        AgendaLine(
            ref=item["ref"],
            what=item["module_title"],
            state=item["state"],
            states="slot",
            tab="calendar",
            client=item["client_name"] or "",
            day=date.fromisoformat(item["date"]),
            hours=f"{item['start']}-{item['end']}",
        )
        for item in items
    )
