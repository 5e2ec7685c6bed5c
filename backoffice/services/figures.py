"""Figures of what was promised: kept, broken, open, how long it took; by step, owner, client and month."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from backoffice.services.office import Office
from backoffice.store.driver import stream
from backoffice.store.types import instant_text

_COUNTED = ("kept", "broken", "lifted", "open", "late")
GROUPS = ("step", "owner", "client", "month")
EVERYBODY = "all"


@dataclass(frozen=True, slots=True)
class Figure:
    """Counts of some promises; the times (minutes, net of pauses) are those of the kept and the broken."""

    key: str | None
    kept: int
    broken: int
    lifted: int
    open: int
    late: int
    median_net_minutes: int | None
    p90_net_minutes: int | None

    @property
    def kept_bp(self) -> int | None:
        """The share kept of those kept or broken, in basis points; None when there is none."""
        closed = self.kept + self.broken
        return (2 * 10_000 * self.kept + closed) // (2 * closed) if closed else None

    def as_json(self) -> dict[str, Any]:
        """The figure as ``figures-commitments/1`` has it."""
        names = ("key", "kept", "broken", "lifted", "open", "late", "median_net_minutes", "p90_net_minutes")
        return {name: getattr(self, name) for name in names} | {"kept_bp": self.kept_bp}


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything together, then by each of GROUPS, most promises first (months in their order).

    `nets` are all net times of the kept and the broken, in order: what a distribution is drawn from.
    """

    all: Figure
    by: Mapping[str, tuple[Figure, ...]]
    nets: tuple[int, ...]


@dataclass(slots=True)
class _Tally:
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_COUNTED, 0))
    nets: list[int] = field(default_factory=list)

    def figure(self, key: str | None) -> Figure:
        nets = sorted(self.nets)
        return Figure(key, **self.counts, median_net_minutes=median(nets), p90_net_minutes=p90(nets))


_SQL = (
    "SELECT t.step, o.ref, c.ref, substr(t.due_on, 1, 7), COALESCE(t.outcome, 'open'), t.net_minutes,"
    " CASE WHEN t.open = 1 AND t.suspended = 0 AND t.due_at <= ? THEN 1 ELSE 0 END"
    " FROM commitments t JOIN requests r ON r.id = t.request_id"
    " LEFT JOIN users o ON o.id = r.owner_id LEFT JOIN clients c ON c.id = r.client_id"
)


def commitment_figures(
    office: Office, since: date | None = None, until: date | None = None, owed_by: str = "us"
) -> Figures:
    """The figures of promises owed by `owed_by` (or EVERYBODY), due from `since` to `until` inclusive."""
    with office.database.reading() as unit:
        return figures_of(unit.driver, office.now, since, until, owed_by)


def figures_of(
    connection: Any, now: datetime, since: date | None, until: date | None, owed_by: str
) -> Figures:
    """As `commitment_figures`, over the driver's own connection; the promises are read once, in a stream."""
    conditions = {
        "t.owed_by = ?": None if owed_by == EVERYBODY else owed_by,
        "t.due_on >= ?": since.isoformat() if since else None,
        "t.due_on <= ?": until.isoformat() if until else None,
    }
    given = {sql: value for sql, value in conditions.items() if value is not None}
    where = f" WHERE {' AND '.join(given)}" if given else ""
    return _tallied(stream(connection, _SQL + where, (instant_text(now), *given.values())))


def _tallied(rows: Iterable[tuple[Any, ...]]) -> Figures:
    whole = _Tally()
    by: dict[str, dict[str | None, _Tally]] = {name: {} for name in GROUPS}
    for *keys, outcome, net, late in rows:
        tallies = [whole]
        for name, key in zip(GROUPS, keys, strict=True):
            known = by[name].get(key)
            if known is None:
                known = by[name][key] = _Tally()
            tallies.append(known)
        for tally in tallies:
            tally.counts[outcome] += 1
            tally.counts["late"] += late
            if outcome in ("kept", "broken"):
                tally.nets.append(net)
    figures = {name: _in_order(name, groups) for name, groups in by.items()}
    return Figures(whole.figure(None), figures, tuple(sorted(whole.nets)))


def _in_order(name: str, groups: Mapping[str | None, _Tally]) -> tuple[Figure, ...]:
    found = [tally.figure(key) for key, tally in groups.items()]
    if name == "month":
        return tuple(sorted(found, key=lambda one: one.key or ""))
    return tuple(sorted(found, key=lambda one: (-_total(one), one.key or "")))


def _total(one: Figure) -> int:
    return one.kept + one.broken + one.lifted + one.open


def median(ordered: list[int]) -> int | None:
    """The middle of an ordered list; of two in the middle, their mean, rounded down."""
    if not ordered:
        return None
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) // 2


def p90(ordered: list[int]) -> int | None:
    """The least value that nine in ten don't pass (nearest rank)."""
    return ordered[(9 * len(ordered) + 9) // 10 - 1] if ordered else None


def as_json(figures: Figures, since: date | None, until: date | None, owed_by: str) -> dict[str, Any]:
    """The ``figures-commitments/1`` document."""
    return {
        "format": "figures-commitments/1",
        "owed_by": owed_by,
        "from": since.isoformat() if since else None,
        "to": until.isoformat() if until else None,
        "all": figures.all.as_json(),
        **{f"by_{name}": [one.as_json() for one in figures.by[name]] for name in GROUPS},
    }
