"""The lines that a rate card proposes for a case, each with the rule that made it; integers only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from backoffice.domain.money import line_net, share
from backoffice.domain.pricing.bands import Slice, slices
from backoffice.domain.pricing.card import OVERSEAS, Card, Members, Rate, Service, Shown, Use
from backoffice.domain.pricing.case import E4, Case
from backoffice.domain.pricing.counting import Counted, MissingFact, counted, extra_people
from backoffice.domain.pricing.said import Step, step
from backoffice.domain.pricing.units import By, Per, unit_label
from backoffice.domain.vat import LineNature
from backoffice.errors import BackofficeError, Place
from backoffice.i18n import N_, _

_MICRO = 10_000  # millionths of a euro in a cent


class AmbiguousRates(BackofficeError):
    code = "ambiguous_rates"

    def __init__(self, card: str, code: str, count: int) -> None:
        super().__init__(
            _("{count} rates {code} of the card {card} apply as much as each other.").format(
                count=count, code=code, card=card
            ),
            place=Place(path=f"rates.{code}"),
            remedy=_("Give one of them one more condition, or a validity of its own."),
        )


@dataclass(frozen=True, slots=True)
class Proposed:
    """A line that a rate proposes; `why` says how it was counted, in steps.

    `suffix` tells lines of one rate apart, those of its bands when `banded`; `cost_cents` is what it costs
    us, None while it isn't known.
    """

    code: str
    service: Service
    label: str
    quantity_e4: int
    unit: str
    unit_micro: int
    discount_bp: int = 0
    optional: bool = False
    nature: LineNature = LineNature.TRAINING
    suffix: Step | None = None
    banded: bool = False
    why: tuple[Step, ...] = ()
    cost_cents: int | None = None
    residual_cents: int | None = None

    @property
    def net_cents(self) -> int:
        return line_net(self.unit_micro, self.quantity_e4, self.discount_bp)


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to know about a rate: why it gave no line, or what is left to settle.

    One that `matters` is told again before the quote leaves; that a rate is for others isn't.
    """

    code: str
    said: Step
    matters: bool = True


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a card proposes, and what it couldn't or what should be known."""

    lines: tuple[Proposed, ...]
    remarks: tuple[Remark, ...] = field(default=())


def propose(card: Card, case: Case) -> Proposal:
    """The lines of `card` for `case`, in the card's order. Raises AmbiguousRates."""
    lines: list[Proposed] = []
    remarks: list[Remark] = []
    for code in dict.fromkeys(rate.code for rate in card.rates):
        variants = [rate for rate in card.rates if rate.code == code]
        rate = _chosen(card, variants, case)
        if rate is None:
            remarks.append(Remark(code, _why_not(variants, case), matters=False))
            continue
        remarks.extend(_membership(rate, variants, case))
        if rate.use is Use.ASKED and code not in case.asked:
            continue
        try:
            found = tuple(_as_agreed(rate, case))
        except MissingFact as missing:
            remarks.append(Remark(code, missing.said))
            continue
        lines.extend(found)
        remarks.extend(_to_settle(rate, found))
    return Proposal(tuple(lines), tuple(remarks))


# Which variant --------------------------------------------------------------------------------------------


def _chosen(card: Card, variants: Sequence[Rate], case: Case) -> Rate | None:
    fit = [rate for rate in variants if _refusal(rate, case) is None]
    if not fit:
        return None
    most = max(rate.weight for rate in fit)
    best = [rate for rate in fit if rate.weight == most]
    if len(best) > 1:
        raise AmbiguousRates(card.code, best[0].code, len(best))
    return best[0]


def _refusal(rate: Rate, case: Case) -> Step | None:
    """Why a rate doesn't apply to a case; None when it does."""
    wanted = {Members.ANY: case.member, Members.MEMBERS: True, Members.OTHERS: False}[rate.members]
    least = rate.from_persons
    conditions = (
        (not rate.in_force(case.on), step(N_("not in force on {on_day}"), on_day=case.on.isoformat())),
        (
            case.member is not wanted,
            step(N_("for members only") if wanted else N_("not for members")),
        ),
        (bool(rate.payers) and case.payer not in rate.payers, step(N_("not for this kind of payer"))),
        (bool(rate.kinds) and case.kind not in rate.kinds, step(N_("not for this kind of request"))),
        (bool(rate.zones) and case.zone not in rate.zones, step(N_("for another zone"))),
        (
            bool(rate.programmes) and not set(rate.programmes) & set(case.programmes),
            step(N_("for other programmes")),
        ),
        (
            least is not None and (case.persons or 0) < least,
            step(N_("valid from {n} participants"), n=least or 0),
        ),
    )
    return next((said for holds, said in conditions if holds), None)


def _why_not(variants: Sequence[Rate], case: Case) -> Step:
    reasons = [found for rate in variants if (found := _refusal(rate, case)) is not None]
    return reasons[0]


def _membership(taken: Rate, variants: Sequence[Rate], case: Case) -> Iterator[Remark]:
    """That a members' price isn't given because the membership is over."""
    theirs = any(rate.members is Members.MEMBERS for rate in variants)
    if theirs and not case.member and case.expired_on is not None:
        yield Remark(
            taken.code,
            step(
                N_("the membership ended on {ended_day}: members' price not given"),
                ended_day=case.expired_on.isoformat(),
            ),
        )


def _to_settle(rate: Rate, found: Iterable[Proposed]) -> Iterator[Remark]:
    if not found:
        return
    if rate.shown is Shown.FROM:
        yield Remark(rate.code, step(N_("shown as a price to start from: to be settled")))
    if rate.shown is Shown.RANGE:
        yield Remark(
            rate.code,
            step(
                N_("shown between {least_micro} and {most_micro}: the lower one is taken, to be settled"),
                least_micro=rate.price_micro or 0,
                most_micro=rate.most_micro or 0,
            ),
        )
    if rate.shown is Shown.RESIDUAL:
        yield Remark(
            rate.code,
            step(N_("shown as {micro} that stays due once funded"), micro=rate.residual_micro or 0),
        )


# The lines of one rate ------------------------------------------------------------------------------------


def _as_agreed(rate: Rate, case: Case) -> Iterator[Proposed]:
    """The lines of a rate, at the price agreed with the client when there is one."""
    agreed = case.agreed.get(rate.code)
    if agreed is None or rate.at_cost:
        yield from _lines(rate, case)
        return
    plain = replace(rate, shown=Shown.EXACT, most_micro=None, residual_micro=None)
    for line in _lines(replace(plain, price_micro=agreed, bands=()), case):
        yield replace(line, why=(step(N_("price agreed with the client")), *line.why))


def _lines(rate: Rate, case: Case) -> Iterator[Proposed]:
    entries = counted(rate, case)
    if not any(entry.quantity_e4 for entry in entries):
        return
    if rate.at_cost:
        yield _at_cost(rate, case, sum(entry.quantity_e4 for entry in entries))
        return
    found = [*_base(rate, case, entries), *_extra(rate, case), *_weekend(rate, case, entries)]
    whole = sum(line.net_cents for line in found)
    if rate.least_cents is not None and whole < rate.least_cents:
        yield _minimum(rate, found, rate.least_cents)
        return
    yield from found


def _line(rate: Rate, quantity_e4: int, unit_micro: int, *why: Step) -> Proposed:
    cost = None if rate.cost_micro is None else line_net(rate.cost_micro, quantity_e4)
    residual = None if rate.residual_micro is None else line_net(rate.residual_micro, quantity_e4)
    return Proposed(
        rate.code,
        rate.service,
        rate.label,
        quantity_e4,
        rate.unit or unit_label(rate.per, rate.by),
        unit_micro,
        optional=rate.use is Use.OPTION,
        nature=rate.line_nature,
        why=(*_conditions(rate), *why),
        cost_cents=cost,
        residual_cents=residual,
    )


def _conditions(rate: Rate) -> Iterator[Step]:
    """What of its own made a rate the one that was taken."""
    if rate.members is not Members.ANY:
        members = rate.members is Members.MEMBERS
        yield step(N_("members' price") if members else N_("price of those who aren't members"))
    if rate.payers:
        yield step(N_("price for this kind of payer"))
    if rate.zones:
        overseas = rate.zones == (OVERSEAS,)
        yield step(N_("overseas")) if overseas else step(N_("zone {zone}"), zone=", ".join(rate.zones))
    if rate.from_persons:
        yield step(N_("valid from {n} participants"), n=rate.from_persons)


def _base(rate: Rate, case: Case, entries: Sequence[Counted]) -> list[Proposed]:
    parts = slices(rate, case, entries)
    short = (rate.least_e4 or 0) - sum(part.quantity_e4 for part in parts)
    if short > 0:
        first = parts[0]
        said = step(
            N_("at least {least_e4} are billed, {n_e4} counted"),
            least_e4=rate.least_e4 or 0,
            n_e4=(rate.least_e4 or 0) - short,
        )
        parts = [replace(first, quantity_e4=first.quantity_e4 + short, why=(*first.why, said)), *parts[1:]]
    return [_slice_line(rate, part, several=len(parts) > 1) for part in parts]


def _slice_line(rate: Rate, part: Slice, *, several: bool) -> Proposed:
    line = _line(rate, part.quantity_e4, part.unit_micro, *part.why)
    return replace(line, discount_bp=part.discount_bp, suffix=part.said if several else None, banded=several)


def _extra(rate: Rate, case: Case) -> Iterator[Proposed]:
    if rate.extra_micro is None or rate.included is None:
        return
    people, quantity = extra_people(rate, case)
    if quantity:
        why = step(
            N_("people above the {included} included in a group's price: {n}"),
            n=people,
            included=rate.included,
        )
        line = _line(rate, quantity, rate.extra_micro, why)
        unit = unit_label(Per.PERSON, rate.by)
        yield replace(line, unit=unit, suffix=step(N_("extra people")), cost_cents=0, residual_cents=None)


def _weekend(rate: Rate, case: Case, entries: Sequence[Counted]) -> Iterator[Proposed]:
    quantity = sum(entry.weekend_e4 for entry in entries)
    if not rate.weekend_bp or not quantity:
        return
    unit = share(rate.price_micro or 0, rate.weekend_bp)
    why = step(
        N_("{n_e4} on Saturdays or Sundays, at {more_bp} more"), n_e4=quantity, more_bp=rate.weekend_bp
    )
    yield replace(
        _line(rate, quantity, unit, why),
        suffix=step(N_("weekend surcharge")),
        cost_cents=0,
        residual_cents=None,
    )


def _minimum(rate: Rate, found: Sequence[Proposed], least_cents: int) -> Proposed:
    why = step(
        N_("minimum billing of {least_cents}, {n_cents} counted"),
        least_cents=least_cents,
        n_cents=sum(line.net_cents for line in found),
    )
    costs = [line.cost_cents for line in found]
    return replace(
        _line(rate, E4, least_cents * _MICRO, *found[0].why, why),
        unit=unit_label(Per.FILE, By.ONCE),
        suffix=step(N_("minimum billing")),
        cost_cents=None if None in costs else sum(cost or 0 for cost in costs),
    )


def _at_cost(rate: Rate, case: Case, quantity_e4: int) -> Proposed:
    cost, cap = case.costs.get(rate.code), rate.cap_micro
    if cost is None:
        if cap is None:
            raise MissingFact(step(N_("billed at cost: what it costs isn't known yet")))
        why = step(
            N_("billed at cost, at most {cap_micro} a unit; the cap stands until it is known"), cap_micro=cap
        )
        return replace(_line(rate, quantity_e4, cap, why), suffix=step(N_("at cost, at most")))
    most = None if cap is None else line_net(cap, quantity_e4)
    billed = cost if most is None else min(cost, most)
    why = (
        step(N_("billed at cost: {cost_cents}"), cost_cents=cost)
        if most is None or billed == cost
        else step(N_("cost {cost_cents}, capped at {cap_cents}"), cost_cents=cost, cap_cents=most)
    )
    line = replace(_line(rate, E4, billed * _MICRO, why), unit=unit_label(Per.FILE, By.ONCE))
    return replace(line, cost_cents=cost)
