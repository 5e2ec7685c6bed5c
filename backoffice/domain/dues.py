"""What is to be asked of payers and when: instalments with what was passed on, amendments, and their VAT."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from backoffice.domain.instalments import Due
from backoffice.domain.money import NatureAmount, spread
from backoffice.domain.months import Period, last_day

SOON_DAYS = 7


class DueState(StrEnum):
    """Where an instalment stands. `waits` for a funder's decision; `handed`: the accounts have it."""

    LATE = "late"
    DUE_SOON = "due_soon"
    TO_COME = "to_come"
    UNDATED = "undated"
    WAITS = "waits"
    HANDED = "handed"


@dataclass(frozen=True, slots=True)
class Handed:
    """What was passed to the accounts: of which instalment (from 0) and period, so many cents by nature."""

    position: int
    period: str
    shares: tuple[NatureAmount, ...]

    @property
    def cents(self) -> int:
        return sum(one.total_cents for one in self.shares)


@dataclass(frozen=True, slots=True)
class Part:
    """An instalment, or its part of one period: cents with VAT, the day, its amounts by nature and VAT.

    `handed` is the rank of what was passed on, None while it is to be asked; `settles` an amount that no
    instalment of the quote foresaw: what an amendment or other dates left once all was passed on.
    """

    position: int
    label: str
    payer: str
    period: str
    cents: int
    due_on: date | None
    earliest_on: date | None = None
    shares: tuple[NatureAmount, ...] = ()
    handed: int | None = None
    settles: bool = False


def period_text(period: Period | None) -> str:
    """A month as ``2026-05``, a quarter as ``2026-Q2``; empty for no period."""
    if period is None:
        return ""
    if period.months == 1:
        return f"{period.year}-{period.rank:02d}"
    return f"{period.year}-Q{period.rank}"


def parts_of(
    dues: Sequence[Due],
    amounts: Sequence[NatureAmount],
    handed: Sequence[Handed] = (),
    labels: Sequence[str] = (),
) -> tuple[Part, ...]:
    """What is to be asked, in the plan's order; the parts add up to `amounts`, by nature and VAT too.

    `amounts` are what stands now, amendments included. What was passed on stays as it was; what differs from
    the plan since (an amendment's price, dates that moved) is taken up by the last parts that are still to be
    asked, or settled by one more when there is none. `labels` name instalments that are no longer due.
    """
    rows = _matched([_planned(due) for due in dues], handed, labels)
    whole = sum(one.total_cents for one in amounts)
    rows = _levelled(rows, whole - sum(row.cents for row in rows), labels)
    return tuple(_split(rows, amounts))


def _planned(due: Due) -> Part:
    return Part(
        due.position, due.label, due.payer, period_text(due.period), due.cents, due.due_on, due.earliest_on
    )


def _matched(rows: list[Part], handed: Sequence[Handed], labels: Sequence[str]) -> list[Part]:
    """`rows` with what was passed on in their place; what no longer fits one stands by itself."""
    for rank, one in enumerate(handed):
        fits = (
            at
            for at, row in enumerate(rows)
            if row.handed is None and (row.position, row.period) == (one.position, one.period)
        )
        at = next(fits, None)
        told = {"cents": one.cents, "shares": one.shares, "handed": rank}
        if at is not None:
            rows[at] = replace(rows[at], **told)  # type: ignore[arg-type]
            continue
        label = labels[one.position] if one.position < len(labels) else ""
        lone = Part(one.position, label, "", one.period, one.cents, None, shares=one.shares, handed=rank)
        rows.append(replace(lone, payer=_payer(rows, one.position)))
    return rows


def _payer(rows: Iterable[Part], position: int) -> str:
    return next((row.payer for row in rows if row.position == position and row.payer), "client")


def _levelled(rows: list[Part], rest: int, labels: Sequence[str]) -> list[Part]:
    """`rows` with `rest` put on, or taken from, the last that are still to be asked."""
    still = [at for at, row in enumerate(rows) if row.handed is None]
    for at in reversed(still):
        change = rest if rest > 0 else max(rest, -rows[at].cents)
        rows[at] = replace(rows[at], cents=rows[at].cents + change)
        rest -= change
    if rest:
        last = max(rows, key=lambda row: row.position) if rows else None
        position = last.position if last else 0
        label = last.label if last else labels[0] if labels else ""
        due_on = last.due_on if last else None
        payer = last.payer if last else "client"
        rows.append(Part(position, label, payer, "", rest, due_on, settles=True))
    return rows


def _split(rows: Sequence[Part], amounts: Sequence[NatureAmount]) -> Iterable[Part]:
    """Each part's cents by nature and VAT: of what is left, in proportion; the last takes what remains."""
    keys = list(dict.fromkeys((one.vat, one.nature) for row in rows for one in row.shares))
    keys = list(dict.fromkeys([*((one.vat, one.nature) for one in amounts), *keys]))
    left = [0] * (2 * len(keys))
    for sign, some in ((1, amounts), *((-1, row.shares) for row in rows)):
        for one in some:
            at = 2 * keys.index((one.vat, one.nature))
            left[at] += sign * one.net_cents
            left[at + 1] += sign * one.vat_cents
    still = [at for at, row in enumerate(rows) if row.handed is None]
    for at, row in enumerate(rows):
        if row.handed is not None:
            yield row
            continue
        taken = tuple(left) if at == still[-1] else _spread(row.cents, left)
        left = [one - part for one, part in zip(left, taken, strict=True)]
        shares = (
            NatureAmount(vat, nature, taken[2 * n], taken[2 * n + 1]) for n, (vat, nature) in enumerate(keys)
        )
        row = replace(row, shares=tuple(one for one in shares if one.net_cents or one.vat_cents))
        if row.cents or row.shares:
            yield row


def _spread(cents: int, left: Sequence[int]) -> tuple[int, ...]:
    """`cents` over what is left; what adds up to nothing gives nothing."""
    return spread(cents, left) if sum(left) else (0,) * len(left)


def due_day(part: Part) -> date | None:
    """The day a part is due; one of a period that was passed on before its slots moved, its last day."""
    return part.due_on or _end_of(part.period)


def _end_of(period: str) -> date | None:
    if not period:
        return None
    year, _dash, rest = period.partition("-")
    quarter = rest.startswith("Q")
    return last_day(Period(int(year), int(rest.removeprefix("Q")), 3 if quarter else 1))
