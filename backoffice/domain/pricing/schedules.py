"""A framework's price schedule before the rate card: what was agreed there is what is quoted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from backoffice.domain.pricing.card import Card, Rate, Use
from backoffice.domain.pricing.case import Case
from backoffice.domain.pricing.lines import Proposal, Proposed, Remark, propose
from backoffice.domain.pricing.said import Step, step
from backoffice.i18n import N_


@dataclass(frozen=True, slots=True)
class Schedule:
    """The prices of a framework (or of one of its lots) on a day; `code` says which framework."""

    code: str
    lot: str
    rates: tuple[Rate, ...]

    def holds(self, code: str) -> bool:
        return any(rate.code == code for rate in self.rates)


def propose_under(schedule: Schedule, card: Card, case: Case) -> Proposal:
    """The lines of the schedule, then of the card only what is asked for and that the schedule hasn't: a
    framework buys what its schedule prices. Raises AmbiguousRates."""
    agreed = {code: price for code, price in case.agreed.items() if not schedule.holds(code)}
    others = tuple(replace(one, use=Use.ASKED) for one in card.rates if not schedule.holds(one.code))
    merged = replace(card, rates=(*schedule.rates, *others))
    found = propose(merged, replace(case, agreed=agreed))
    lines = tuple(_as_scheduled(schedule, line) for line in found.lines)
    return Proposal(lines, (*found.remarks, *_beside(schedule, lines)))


def _as_scheduled(schedule: Schedule, line: Proposed) -> Proposed:
    said = _said(schedule) if schedule.holds(line.code) else step(N_("not in the price schedule"))
    return replace(line, why=(said, *line.why))


def _said(schedule: Schedule) -> Step:
    if not schedule.lot:
        return step(N_("price schedule of {framework}"), framework=schedule.code)
    return step(N_("price schedule of {framework}, lot {lot}"), framework=schedule.code, lot=schedule.lot)


def _beside(schedule: Schedule, lines: tuple[Proposed, ...]) -> Iterator[Remark]:
    """That a line stands on no price of the schedule: the buyer agrees on it first."""
    for code in dict.fromkeys(line.code for line in lines if not schedule.holds(line.code)):
        yield Remark(
            code,
            step(
                N_("not in the price schedule of {framework}: the buyer has to agree on it first"),
                framework=schedule.code,
            ),
        )
