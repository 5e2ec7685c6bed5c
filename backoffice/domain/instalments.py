"""How a total is paid: what falls due on which event, to the cent, and what the law allows each payer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from backoffice.domain.money import WHOLE_BP, half_away, share
from backoffice.domain.months import Period, last_day, month_of, quarter_of
from backoffice.errors import BackofficeError, Place
from backoffice.i18n import N_, _
from backoffice.i18n.formats import money, rate


class Trigger(StrEnum):
    """The event that an instalment waits for; its offset is in calendar days (before it, if negative)."""

    SIGNATURE = "signature"
    DATE = "date"
    START = "start"
    END = "end"
    MODULE_END = "module_end"
    MONTH = "month"
    QUARTER = "quarter"
    COMPLETION = "completion"


class PayerKind(StrEnum):
    INDIVIDUAL = "individual"
    COMPANY = "company"
    PUBLIC = "public"
    FUNDER = "funder"


@dataclass(frozen=True, slots=True)
class Payer:
    """`at_distance`: signed at a distance or off premises; `advance_agreed`: a public buyer accepted one."""

    kind: PayerKind
    at_distance: bool = False
    advance_agreed: bool = False


@dataclass(frozen=True, slots=True)
class Instalment:
    """A share of the total with VAT in basis points, or fixed cents; the last one may have neither: the rest.

    `module` is the rank (from 1) of the module that `MODULE_END` waits for, `at` the day of `DATE`. One on
    `MONTH` or `QUARTER` is split over the periods in proportion to the minutes that fall in each.
    """

    label: str
    trigger: Trigger
    share_bp: int | None = None
    fixed_cents: int | None = None
    offset_days: int = 0
    at: date | None = None
    module: int | None = None
    payer: str = "client"


@dataclass(frozen=True, slots=True)
class Milestones:
    """The days that triggers wait for, None while unknown; `minutes` are those taught, by local date."""

    signed_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    completed_on: date | None = None
    module_ends: tuple[date | None, ...] = ()
    minutes: tuple[tuple[date, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Due:
    """What falls due: `position` in the plan, cents with VAT, the day (None while its event is unknown).

    `earliest_on` is the first lawful day, when there is one; `due_on` is never before it. `advance` when it
    is asked before anything has been delivered.
    """

    position: int
    label: str
    payer: str
    cents: int
    due_on: date | None
    earliest_on: date | None
    period: Period | None
    advance: bool


def _place(position: object) -> Place:
    """Where in a schedule: an instalment by its rank from 1, or the schedule as a whole."""
    return Place(path="instalments" if position is None else f"instalments[{position}]")


class BadInstalments(BackofficeError):
    code = "bad_instalments"

    def __init__(self, why: str, **details: object) -> None:
        super().__init__(
            _(why).format(**details),
            place=_place(details.get("position")),
            remedy=_("Change the shares or the amounts; leave the last one empty and it takes the rest."),
        )


class AdvanceTooLarge(BackofficeError):
    code = "advance_too_large"

    def __init__(
        self, payer: str, advance_cents: int, most_cents: int, rule: str, position: int | None = None
    ) -> None:
        super().__init__(
            _("{payer} would pay {advance} in advance and may pay {most} at most ({rule}).").format(
                payer=payer, advance=money(advance_cents), most=money(most_cents), rule=rule
            ),
            place=_place(position),
            remedy=_("Lower what is due before the start, and ask for the rest as the training goes."),
        )


class NoAdvance(BackofficeError):
    code = "no_advance"

    def __init__(self, payer: str, position: int | None = None) -> None:
        super().__init__(
            _("{payer} is a public buyer and pays nothing in advance unless it was agreed.").format(
                payer=payer
            ),
            place=_place(position),
            remedy=_("Make it due after the service, or note that the buyer agreed to an advance."),
        )


_NONE = N_("There is no instalment.")
_NEGATIVE_TOTAL = N_("A negative total can't be paid in instalments.")
_BOTH = N_("Instalment {position} has both a share and an amount.")
_NEITHER = N_("Instalment {position} has neither a share nor an amount, and only the last may take the rest.")
_NEGATIVE = N_("Instalment {position} is negative.")
_SHARES = N_("The shares add up to {sum}, not to 100 %.")
_TOO_MUCH = N_("The instalments add up to {sum} and the total is {total}.")
_TOO_LITTLE = N_("The instalments add up to {sum} only, and the total is {total}.")


def equal_parts(total_cents: int, count: int) -> tuple[int, ...]:
    """`total_cents` in `count` parts alike to the cent, the last takes the rest: 333,33 333,33 333,34."""
    return tuple(_capped(total_cents, [Fraction(total_cents, count)] * count))


def amounts(plan: Sequence[Instalment], total_cents: int) -> tuple[int, ...]:
    """The cents of each instalment; they add up to `total_cents`, none is negative, the last takes the rest.

    A share is rounded half away from zero. Raises `BadInstalments` where shares, amounts and total disagree.
    """
    _check(plan, total_cents)
    exact = [_exact(one, total_cents) for one in plan]
    if all(one.share_bp is not None for one in plan):
        _check_shares(plan)
    else:
        asked = sum((part for part in exact if part is not None), Fraction(0))
        _check_sum(asked, total_cents, rest_is_taken=exact[-1] is None)
    return tuple(_capped(total_cents, [part or Fraction(0) for part in exact]))


def _check(plan: Sequence[Instalment], total_cents: int) -> None:
    if total_cents < 0:
        raise BadInstalments(_NEGATIVE_TOTAL)
    if not plan:
        raise BadInstalments(_NONE)
    for position, one in enumerate(plan, start=1):
        if one.share_bp is not None and one.fixed_cents is not None:
            raise BadInstalments(_BOTH, position=position)
        if one.share_bp is None and one.fixed_cents is None and position < len(plan):
            raise BadInstalments(_NEITHER, position=position)
        if (one.share_bp or 0) < 0 or (one.fixed_cents or 0) < 0:
            raise BadInstalments(_NEGATIVE, position=position)


def _check_shares(plan: Sequence[Instalment]) -> None:
    whole = sum(one.share_bp or 0 for one in plan)
    if whole != WHOLE_BP:
        raise BadInstalments(_SHARES, sum=rate(whole))


def _check_sum(asked: Fraction, total_cents: int, rest_is_taken: bool) -> None:
    """Less than a cent apart is what rounding gives, and is settled by the last."""
    if abs(asked - total_cents) < 1 or (rest_is_taken and asked < total_cents):
        return
    why = _TOO_MUCH if asked > total_cents else _TOO_LITTLE
    raise BadInstalments(why, sum=money(half_away(*asked.as_integer_ratio())), total=money(total_cents))


def _exact(one: Instalment, total_cents: int) -> Fraction | None:
    if one.share_bp is not None:
        return Fraction(total_cents * one.share_bp, WHOLE_BP)
    return None if one.fixed_cents is None else Fraction(one.fixed_cents)


def _capped(total_cents: int, parts: Iterable[Fraction]) -> list[int]:
    """Each part rounded, never beyond what is left; the last takes what is left."""
    rounded, left = [], total_cents
    for part in parts:
        cents = min(half_away(*part.as_integer_ratio()), left)
        rounded.append(cents)
        left -= cents
    rounded[-1] += left
    return rounded


# --- when they fall due


def schedule(
    plan: Sequence[Instalment],
    total_cents: int,
    milestones: Milestones,
    payers: Mapping[str, Payer] | None = None,
    is_working_day: Callable[[date], bool] | None = None,
) -> tuple[Due, ...]:
    """What falls due and when, in the plan's order. `payers` by the names that instalments use.

    An individual owes nothing before the withdrawal period has ended (L.6353-5 and -6; 14 days at a distance,
    Code de la consommation L.221-18); when its last day isn't a working day it is read as ending on the next.
    Raises `BadInstalments`.
    """
    known = payers or {}
    dues: list[Due] = []
    for position, (one, cents) in enumerate(zip(plan, amounts(plan, total_cents), strict=True)):
        earliest = _earliest(known.get(one.payer), milestones.signed_on, is_working_day)
        for period, part in _by_period(one, cents, milestones):
            due_on = _due_on(one, period, milestones)
            if due_on is not None and earliest is not None:
                due_on = max(due_on, earliest)
            advance = _is_advance(one, due_on, milestones)
            dues.append(Due(position, one.label, one.payer, part, due_on, earliest, period, advance))
    return tuple(dues)


def _earliest(
    payer: Payer | None, signed_on: date | None, is_working_day: Callable[[date], bool] | None
) -> date | None:
    if payer is None or payer.kind is not PayerKind.INDIVIDUAL or signed_on is None:
        return None
    last = signed_on + timedelta(days=14 if payer.at_distance else 10)
    while is_working_day is not None and not is_working_day(last):
        last += timedelta(days=1)
    return last + timedelta(days=1)


def _by_period(one: Instalment, cents: int, milestones: Milestones) -> Iterable[tuple[Period | None, int]]:
    if one.trigger not in (Trigger.MONTH, Trigger.QUARTER) or not milestones.minutes:
        return ((None, cents),)
    period_of = month_of if one.trigger is Trigger.MONTH else quarter_of
    minutes: dict[Period, int] = {}
    for day, count in milestones.minutes:
        minutes[period_of(day)] = minutes.get(period_of(day), 0) + count
    periods = sorted(period for period, count in minutes.items() if count)
    whole = sum(minutes.values())
    parts = _capped(cents, [Fraction(cents * minutes[period], whole) for period in periods])
    return zip(periods, parts, strict=True)


def _due_on(one: Instalment, period: Period | None, milestones: Milestones) -> date | None:
    """The event's day and the offset; a month or a quarter is due on its last day."""
    event = last_day(period) if period else _event(one, milestones)
    return event + timedelta(days=one.offset_days) if event else None


def _event(one: Instalment, milestones: Milestones) -> date | None:
    if one.trigger is Trigger.MODULE_END:
        index = (one.module or 0) - 1
        return milestones.module_ends[index] if 0 <= index < len(milestones.module_ends) else None
    return {
        Trigger.SIGNATURE: milestones.signed_on,
        Trigger.DATE: one.at,
        Trigger.START: milestones.starts_on,
        Trigger.END: milestones.ends_on,
        Trigger.COMPLETION: milestones.completed_on,
    }.get(one.trigger)


_BEFORE_START = frozenset((Trigger.SIGNATURE, Trigger.DATE))
_AFTER_ALL = frozenset((Trigger.END, Trigger.COMPLETION))


def _is_advance(one: Instalment, due_on: date | None, milestones: Milestones) -> bool:
    """Due on the first day or before; while days are unknown, whatever doesn't wait for the training."""
    if one.trigger in _AFTER_ALL and one.offset_days >= 0:
        # The last day may be the first one too: what waits for its end is no advance.
        return False
    if due_on is not None and milestones.starts_on is not None:
        return due_on <= milestones.starts_on
    if one.trigger is Trigger.START:
        return one.offset_days <= 0
    return one.trigger in _BEFORE_START


# --- what the law allows


_MOST_ADVANCE_BP = 3000
_RULES = {
    PayerKind.INDIVIDUAL: N_("30 % of the price: L.6353-6"),
    PayerKind.FUNDER: N_("30 % of the price: R.6332-25"),
}


def refusals(dues: Sequence[Due], payers: Mapping[str, Payer]) -> tuple[BackofficeError, ...]:
    """What in a schedule isn't allowed to its payers, as errors to show; empty when all is well.

    An individual pays at most 30 % before the training goes on, and so does a funder; a public buyer pays no
    advance that wasn't agreed. The price is what that payer pays.
    """
    found: list[BackofficeError] = []
    for name in dict.fromkeys(due.payer for due in dues):
        payer = payers.get(name)
        early = [due for due in dues if due.payer == name and due.advance]
        advance = sum(due.cents for due in early)
        if payer is None or not advance:
            continue
        most = share(sum(due.cents for due in dues if due.payer == name), _MOST_ADVANCE_BP)
        if payer.kind is PayerKind.PUBLIC and not payer.advance_agreed:
            found.append(NoAdvance(name, early[0].position + 1))
        elif payer.kind in _RULES and advance > most:
            rule = _(_RULES[payer.kind])
            found.append(AdvanceTooLarge(name, advance, most, rule, early[0].position + 1))
    return tuple(found)
