"""The rules of the trade: numbers, amounts, states, times, and what is searched."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from backoffice.errors import BackofficeError
from backoffice.store.counting import totals_of
from backoffice.store.doctor.findings import Finding, finding
from backoffice.store.driver import fetch
from backoffice.store.records import Base, Client, Listed, Quote, Slot

_AT_ONCE = 500
_DIGITS = re.compile(r"\d+")


def numbers(connection: Any) -> Iterator[Finding]:
    """Issued numbers: 1 to n without gap in each year, versions 1 to n in each number, none past its counter.

    The counters are those that services take: ``quote|<year>`` for numbers, a number itself for its indexes.
    """
    counters = dict(fetch(connection, "SELECT series, value FROM counters"))
    issued: dict[str, list[int]] = {}
    years: dict[str, str] = {}
    sql = "SELECT number, idx, issued_on FROM quotes WHERE number IS NOT NULL ORDER BY issued_on, id"
    for number, idx, issued_on in fetch(connection, sql):
        issued.setdefault(number, []).append(idx)
        years.setdefault(number, str(issued_on)[:4])
    for number, indexes in issued.items():
        yield from whole(number, indexes, counters.get(number))
    for year in sorted(set(years.values())):
        ranks = [rank_of(number, year) for number, its in years.items() if its == year]
        yield from whole(f"quote|{year}", ranks, counters.get(f"quote|{year}"))


def rank_of(number: str, year: str) -> int:
    """The rank inside a number such as ``DEV-2026-0042``: its last figures that aren't the year."""
    groups = [group for group in _DIGITS.findall(number) if group != year] or [year]
    return int(groups[-1])


def whole(series: str, given: Iterable[Any], counter: int | None) -> Iterator[Finding]:
    """What is wrong with the ranks `given` in a series, of which `counter` counts how many."""
    ranks = sorted(given)
    if ranks != list(range(1, len(ranks) + 1)):
        yield finding("number_gap", series, ", ".join(str(rank) for rank in ranks[:20]))
    if counter is None or counter != len(ranks):
        yield finding("number_counter", series)


def references(connection: Any) -> Iterator[Finding]:
    """Directory references past their counter: two people would be given the same one."""
    for series, value in fetch(connection, "SELECT series, value FROM counters"):
        for table in _REFERENCED:
            mark = f"{series}-"
            rows = fetch(
                connection, f'SELECT ref FROM "{table}" WHERE substr(ref, 1, ?) = ?', (len(mark), mark)
            )
            ranks = [int(ref[len(mark) :]) for (ref,) in rows if ref[len(mark) :].isdigit()]
            if ranks and max(ranks) > value:
                yield finding("number_counter", series)


_REFERENCED = ("clients", "contacts", "funders", "trainers", "venues", "participants", "groups")


def quotes(session: Session) -> Iterator[Finding]:
    """States, and amounts counted again from the lines."""
    query = select(Quote).options(selectinload(Quote.lines), selectinload(Quote.instalments))
    for quote in session.scalars(query.execution_options(yield_per=_AT_ONCE)):
        name = quote.full_number or quote.uid
        yield from _quote_state(quote, name)
        if quote.state != "draft":
            yield from _amounts(quote, name)


def _quote_state(quote: Quote, name: str) -> Iterator[Finding]:
    issued = (quote.number, quote.idx, quote.issued_on, quote.issued_at)
    if quote.state == "draft" and any(value is not None for value in (quote.number, quote.idx)):
        yield finding("quote_state", name, "draft")
    if quote.state != "draft" and any(value is None for value in issued):
        yield finding("quote_state", name, quote.state)
    if quote.state == "accepted" and not quote.acceptance:
        yield finding("quote_state", name, quote.state)


def _amounts(quote: Quote, name: str) -> Iterator[Finding]:
    try:
        counted = totals_of(quote)
    except (BackofficeError, AttributeError, KeyError, TypeError, ValueError) as error:
        yield finding("quote_totals", name, str(error))
        return
    nets = tuple(line.net_cents for line in quote.lines)
    ours = (*nets, quote.net_cents, quote.vat_cents, quote.total_cents)
    right = (*counted.line_nets, counted.net_cents, counted.vat_cents, counted.total_cents)
    if ours != right:
        yield finding("quote_totals", name, f"{quote.total_cents} / {counted.total_cents}")
    parts = [one.amount_cents for one in quote.instalments]
    if parts and (sum(parts) != quote.total_cents or min(parts) < 0):
        yield finding("quote_instalments", name)


def stages(connection: Any) -> Iterator[Finding]:
    """Dossiers at a stage that only an issued or accepted quote, or a reason, leads to."""
    for code, sql in _UNREACHABLE.items():
        for ref, stage in fetch(connection, sql):
            yield finding(code, ref, stage)


_QUOTE = "SELECT 1 FROM quotes q WHERE q.request_id = r.id AND q.state"
_SENT = "SELECT 1 FROM proposals p WHERE p.request_id = r.id AND p.state <> 'draft'"
# An own session is opened, then confirmed with a group: no client's answer makes it.
_CONFIRMED = "SELECT 1 FROM groups g WHERE g.request_id = r.id AND g.decision = 'confirmed'"
# A dossier that came in by file at a later stage was offered elsewhere: its quote isn't ours.
_TAKEN_OVER = "(r.details LIKE '%\"taken_over\":%')"
_UNREACHABLE = {
    "stage_unreachable": (
        "SELECT r.ref, r.stage FROM requests r"
        f" WHERE (r.stage = 'offered' AND r.kind <> 'own_session' AND NOT {_TAKEN_OVER}"
        f" AND NOT EXISTS ({_QUOTE} <> 'draft') AND NOT EXISTS ({_SENT}))"
        f" OR (r.stage IN ('accepted', 'closed') AND NOT {_TAKEN_OVER} AND NOT EXISTS ({_QUOTE} = 'accepted')"
        f" AND NOT (r.kind = 'own_session' AND EXISTS ({_CONFIRMED})))"
        " OR (r.stage IN ('declined', 'withdrawn', 'expired') AND r.ended IS NULL)"
    ),
    "quote_document": (
        "SELECT q.number || '-' || q.idx, '' FROM quotes q WHERE q.state <> 'draft'"
        " AND NOT EXISTS (SELECT 1 FROM documents d WHERE d.quote_id = q.id AND d.kind = 'quote')"
    ),
    "proposal_document": (
        "SELECT r.ref || '/R' || p.position, '' FROM proposals p JOIN requests r ON r.id = p.request_id"
        " WHERE p.state <> 'draft' AND NOT EXISTS"
        " (SELECT 1 FROM documents d WHERE d.subject_uid = p.uid AND d.kind = 'proposal')"
    ),
}


def tasks(connection: Any) -> Iterator[Finding]:
    """Tasks closed without a time, accepted without a piece, or read in another order than their day's."""
    for code, where in _WRONG_TASKS.items():
        sql = (
            "SELECT r.ref || '/T' || t.sequence, t.state FROM tasks t"
            f" JOIN requests r ON r.id = t.request_id WHERE {where}"
        )
        for ref, state in fetch(connection, sql):
            yield finding(code, ref, state)


_CLOSED_TASK = "t.state IN ('done', 'accepted', 'dropped')"
_WRONG_TASKS = {
    "task_state": (
        f"({_CLOSED_TASK} AND t.closed_at IS NULL) OR (NOT ({_CLOSED_TASK}) AND t.closed_at IS NOT NULL)"
        " OR (t.state IN ('to_receive', 'received', 'refused', 'accepted') AND t.expects IS NULL)"
        " OR (t.state = 'dropped' AND t.dropped IS NULL)"
    ),
    "task_order": (
        f"t.due_order <> COALESCE(t.due_date, '9999-12-31') OR (t.is_open = 1) = ({_CLOSED_TASK})"
    ),
}


def slots(session: Session) -> Iterator[Finding]:
    """Slots whose local times and instants don't say the same."""
    for slot in session.scalars(select(Slot).execution_options(yield_per=_AT_ONCE)):
        if not _fits(slot):
            yield finding("slot_time", slot.uid)


def _fits(slot: Slot) -> bool:
    if slot.state in ("held", "confirmed", "done") and not (slot.day and slot.start and slot.finish):
        return False
    return _same(slot, slot.start, slot.starts_at) and _same(slot, slot.finish, slot.ends_at)


def _same(slot: Slot, local: str | None, instant: datetime | None) -> bool:
    if instant is None or slot.day is None or local is None:
        return instant is None
    try:
        zone = ZoneInfo(slot.zone)
        wanted = [
            datetime.combine(slot.day, time.fromisoformat(local), zone).replace(fold=fold).astimezone(UTC)
            for fold in (0, 1)
        ]
    except (ValueError, ZoneInfoNotFoundError):
        return False
    # An end at midnight is the next day's; the hour that comes twice has two instants.
    return any((instant - one).total_seconds() in (0, 86_400) for one in wanted)


def searched(session: Session) -> Iterator[Finding]:
    """Records whose folded columns aren't those of their present words."""
    # Held, so that the session keeps them: a dossier's words are its client's too.
    clients = session.scalars(select(Client)).all()
    for mapper in Base.registry.mappers:
        if issubclass(mapper.class_, Listed):
            for record in session.scalars(select(mapper.class_).execution_options(yield_per=_AT_ONCE)):
                if any(getattr(record, name) != text for name, text in record.folded().items()):
                    yield finding("search_text", getattr(record, "ref", None) or record.id)
    del clients
