"""Pieces of which the screens of records are made: facts, short lists, history."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from backoffice.domain.choices import WAITED_FOR
from backoffice.i18n import N_, _
from backoffice.i18n.formats import short_date
from backoffice.services.acts import Doing, label_of, says_when
from backoffice.services.commitments import called, minutes_of, state_of
from backoffice.services.kinds import ref_of
from backoffice.services.ports import Block, Cell, Column, Fact, Facts, Lines, Prose
from backoffice.services.slots import hours_of, needs_date
from backoffice.store.records import Commitment, JournalRow, Quote, Record, Request, Slot, User

REQUEST_COLUMNS = (
    Column("ref", N_("Reference"), 13),
    Column("topic", N_("Topic"), 20, grow=3),
    Column("stage", N_("Stage"), 14, kind=Cell.STATE, states="stage"),
    Column("received_at", N_("Received"), 10, kind=Cell.LOCAL_DAY, priority=1),
)
SLOT_COLUMNS = (
    Column("id", N_("Slot"), 17),
    Column("date", N_("Date"), 10, kind=Cell.DATE),
    Column("hours", N_("Hours"), 11),
    Column("module", N_("Module"), 10, grow=2),
    Column("minutes", N_("Duration"), 8, kind=Cell.MINUTES, priority=2),
    Column("state", N_("State"), 11, kind=Cell.STATE, states="slot"),
    Column("trainers", N_("Trainers"), 12, grow=1, priority=1),
    Column("venue", N_("Venue"), 12, grow=1, priority=3),
)
QUOTE_COLUMNS = (
    Column("ref", N_("Quote"), 17),
    Column("title", N_("Title"), 20, grow=3, priority=2),
    Column("state", N_("State"), 11, kind=Cell.STATE, states="quote"),
    Column("valid_until", N_("Valid until"), 10, kind=Cell.DATE, priority=1),
    Column("total", N_("Total"), 12, kind=Cell.MONEY),
)


def facts(title: str, *given: tuple[Any, ...]) -> Facts:
    """Labels and values under a title: (label, value, kind, family of states, record); empty ones go."""
    return Facts(title, tuple(_fact(*one) for one in given if one[1] not in (None, "", ())))


def _fact(
    label: str, value: Any, kind: Cell = Cell.TEXT, states: str = "", linked: Record | None = None
) -> Fact:
    return Fact(label, _raw(value), kind, states, ref_of(linked) if linked is not None else None)


def _raw(value: Any) -> str:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    return value.isoformat() if isinstance(value, date) else str(value)


def lines(
    title: str,
    columns: tuple[Column, ...],
    rows: Iterable[tuple[str, ...]],
    empty: str = "",
    *,
    opens: bool = True,
) -> Lines:
    """A short list; `empty` says what to do when there is nothing in it."""
    return Lines(title, columns, tuple(rows), empty, opens)


def prose(title: str, text: str | None) -> tuple[Block, ...]:
    """A text under its title, or nothing."""
    return (Prose(title, text),) if text else ()


def person(who: Any) -> str:
    """First name and surname."""
    return f"{who.first_name or ''} {who.name}".strip()


def request_row(request: Request) -> tuple[str, ...]:
    """A dossier in a list of dossiers."""
    return request.ref, request.topic, request.stage, _raw(request.received_at)


def quote_row(quote: Quote) -> tuple[str, ...]:
    """A quote in a list of quotes."""
    until = quote.valid_until.isoformat() if quote.valid_until else ""
    return ref_of(quote), quote.title, quote.state, until, str(quote.total_cents)


def state_now(slot: Slot, now: datetime) -> str:
    """The state of a slot, or "expired": one that is held beyond its time holds nothing any more."""
    over = slot.state == "held" and slot.hold_until is not None and slot.hold_until <= now
    return "expired" if over else slot.state


def slot_state(slot: Slot, now: datetime) -> str:
    """The state of a slot as screens say it."""
    return "no_date" if slot.state == "to_plan" and not needs_date(slot) else state_now(slot, now)


def slot_rows(slots: Iterable[Slot], now: datetime) -> Iterator[tuple[str, ...]]:
    """Slots in a list of slots."""
    return (_slot_row(slot, now) for slot in slots)


def _slot_row(slot: Slot, now: datetime) -> tuple[str, ...]:
    return (
        ref_of(slot),
        slot.day.isoformat() if slot.day else "",
        f"{slot.start}-{slot.finish}" if slot.start else "",
        part_title(slot) if len(slot.request.modules) == 1 else f"{slot.module.label} · {part_title(slot)}",
        str(slot.minutes),
        slot_state(slot, now),
        ", ".join(person(one.trainer) for one in slot.team),
        slot.venue.name if slot.venue else "",
    )


def part_title(slot: Slot) -> str:
    """What a slot is about: the parts sat through in it, and which of the sub-groups it is for."""
    wanted = hours_of(slot)
    title = wanted.title if wanted else slot.module.title
    if slot.with_whom != "subgroup":
        return title
    return _("{part}, sub-group {n}").format(part=title, n=slot.copy)


def quote_lines(quote: Quote) -> Lines:
    """The lines of a quote, options marked."""
    return lines(
        N_("Lines"),
        (
            Column("ref", N_("Line"), 20, priority=3),
            Column("label", N_("Label"), 22, grow=3),
            Column("quantity", N_("Quantity"), 8, kind=Cell.QUANTITY, priority=1),
            Column("unit", N_("Unit"), 8, priority=2),
            Column("price", N_("Unit price"), 12, kind=Cell.UNIT_PRICE, priority=1),
            Column("net", N_("Net"), 12, kind=Cell.MONEY),
            Column("option", N_("Option"), 6, kind=Cell.STATE, states="option", priority=2),
        ),
        (
            (
                ref_of(line),
                line.label,
                str(line.quantity_e4),
                line.unit or "",
                str(line.unit_micro),
                str(line.net_cents),
                "option" if line.optional else "",
            )
            for line in quote.lines
        ),
        N_("No line yet: choose the act Add a line."),
    )


_INSTALMENTS = (
    Column("ref", N_("Rank"), 20, priority=3),
    Column("label", N_("Label"), 22, grow=3),
    Column("due", N_("Due on"), 10, kind=Cell.DATE),
    Column("amount", N_("Amount"), 12, kind=Cell.MONEY),
)


def instalment_lines(quote: Quote) -> Lines:
    """What falls due, and when."""
    return lines(
        N_("Instalments"),
        _INSTALMENTS,
        (
            (ref_of(one), one.label, one.due_on.isoformat() if one.due_on else "", str(one.amount_cents))
            for one in quote.instalments
        ),
        N_("No instalment: everything is due at once."),
    )


def commitment_lines(doing: Doing, promised: Iterable[Commitment]) -> Lines:
    """What was promised: opened, due, how it ended; elapsed time, and what of it counts."""
    return lines(
        N_("Commitments"),
        (
            Column("ref", N_("Reference"), 17, priority=5),
            Column("step", N_("Step"), 18, grow=1, kind=Cell.STATE, states="step"),
            Column("label", N_("Label"), 9, grow=2, priority=1),
            Column("owed_by", N_("Owed by"), 11, kind=Cell.STATE, states="owed_by", priority=3),
            Column("opened", N_("Opened"), 10, kind=Cell.LOCAL_DAY, priority=2),
            Column("due", N_("Due by"), 10, kind=Cell.DATE),
            Column("state", N_("State"), 11, kind=Cell.STATE, states="due"),
            Column("closed", N_("Closed on"), 10, kind=Cell.LOCAL_DAY, priority=4),
            Column("gross", N_("Elapsed"), 9, kind=Cell.MINUTES),
            Column("net", N_("Net time"), 9, kind=Cell.MINUTES),
            Column("reason", N_("Reason"), 10, grow=2, priority=6),
        ),
        (_commitment_row(doing, one) for one in promised),
    )


def _commitment_row(doing: Doing, one: Commitment) -> tuple[str, ...]:
    gross, net = minutes_of(doing, one)
    closed = _raw(one.closed_at) if one.closed_at else ""
    return (
        ref_of(one),
        one.step,
        called(one),
        one.owed_by,
        _raw(one.opened_at),
        one.due_on.isoformat(),
        state_of(doing, one),
        closed,
        str(gross),
        str(net),
        one.reason or "",
    )


def history(doing: Doing, record: Record, *parts: Record, without: tuple[str, ...] = ()) -> Lines:
    """What happened to a record and to its parts, the last first: when, who, which act, to what, and why.

    `without` are acts that aren't told here.
    """
    query = (
        select(JournalRow, User)
        .outerjoin(User, User.id == JournalRow.actor_id)
        .where(
            JournalRow.subject_uid.in_([record.uid, *(part.uid for part in parts)]),
            JournalRow.act.not_in(without),
        )
        .order_by(JournalRow.seq.desc())
        .limit(500)
    )
    rows = tuple(
        (
            row.subject_ref or "",
            _raw(row.occurred_at),
            label_of(row.act),
            user.initials if user else "",
            _raw(row.recorded_at) if _backdated(row) else "",
            _reason(row.act, row.payload),
        )
        for row, user in doing.unit.session.execute(query).all()
    )
    # When it was recorded stands where it isn't when it happened, before what it was done to.
    recorded = Column("recorded", N_("Recorded on"), 11, kind=Cell.LOCAL_DAY, priority=1)
    columns = (
        Column("on", N_("Concerns"), 17, priority=2),
        Column("at", N_("When"), 16, kind=Cell.STAMP),
        Column("act", N_("Act"), 20, grow=2, kind=Cell.MESSAGE),
        Column("who", N_("Who"), 5),
        recorded,
        Column("why", N_("Reason"), 14, grow=3, priority=1),
    )
    if any(row[4] for row in rows):
        return lines(N_("History"), columns, rows)
    plain = tuple(row[:4] + row[5:] for row in rows)
    return lines(N_("History"), tuple(one for one in columns if one is not recorded), plain)


def _backdated(row: JournalRow) -> bool:
    """Whether an act was recorded later than it happened: where its own form says when, a quarter of an hour
    is the time it takes to fill it."""
    late = row.recorded_at - row.occurred_at
    return late > (timedelta(minutes=15) if says_when(row.act) else timedelta(0))


def _reason(act: str, payload: str | None) -> str:
    found = json.loads(payload) if payload else {}
    parts = (
        str(found.get("reason", "")),
        _whose_turn(act, found),
        _days_moved(found.get("due")),
        _passed(found.get("passed")),
    )
    return " · ".join(part for part in parts if part)


def _whose_turn(act: str, payload: Mapping[str, Any]) -> str:
    """Whom one waits for since an act, where it said so."""
    if "waiting_for" not in payload or (act != "wait-for" and not payload["waiting_for"]):
        return ""
    whom = _(dict(WAITED_FOR)[payload["waiting_for"] or ""])
    return whom if act == "wait-for" else _("waiting for: {who}").format(who=whom)


def _days_moved(due: Any) -> str:
    """From which day to which a plan moved a task."""
    if not isinstance(due, list):
        return ""
    return " → ".join(short_date(date.fromisoformat(day)) if day else "–" for day in due)


def _passed(tasks: Any) -> str:
    """The open tasks that an act didn't wait for."""
    return _("without waiting for {tasks}").format(tasks=", ".join(tasks)) if tasks else ""
