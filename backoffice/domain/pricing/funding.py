"""The funding plan: what each payer is asked for, what its caps leave, what remains for the client."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from backoffice.domain.money import share
from backoffice.domain.pricing.said import Step, step
from backoffice.errors import BackofficeError, Place
from backoffice.i18n import N_, _
from backoffice.i18n.formats import money


class FundingState(StrEnum):
    """Where a request for funding stands."""

    TO_ASK = "to_ask"
    ASKED = "asked"
    GRANTED = "granted"
    REDUCED = "reduced"
    REFUSED = "refused"


DECIDED = frozenset((FundingState.GRANTED, FundingState.REDUCED, FundingState.REFUSED))
_MOVES: Mapping[FundingState, frozenset[FundingState]] = {
    FundingState.TO_ASK: frozenset((FundingState.ASKED,)),
    FundingState.ASKED: DECIDED,
    # A decision may be appealed or corrected: it is asked again.
    FundingState.GRANTED: frozenset((FundingState.ASKED,)),
    FundingState.REDUCED: frozenset((FundingState.ASKED,)),
    FundingState.REFUSED: frozenset((FundingState.ASKED,)),
}


class BadFundingMove(BackofficeError):
    code = "bad_funding_move"

    def __init__(self, ref: str, state: FundingState, wanted: FundingState) -> None:
        super().__init__(
            _("{ref} is {state}: it can't become {wanted}.").format(
                ref=ref, state=_(STATE_LABELS[state]), wanted=_(STATE_LABELS[wanted])
            ),
            remedy=_("From here: {states}.").format(
                states=", ".join(_(STATE_LABELS[one]) for one in sorted(_MOVES[state]))
            ),
        )


STATE_LABELS = {
    FundingState.TO_ASK: N_("to ask"),
    FundingState.ASKED: N_("asked"),
    FundingState.GRANTED: N_("granted"),
    FundingState.REDUCED: N_("reduced"),
    FundingState.REFUSED: N_("refused"),
}


def check_move(ref: str, state: str, wanted: FundingState) -> None:
    """Raises BadFundingMove for a state that doesn't follow."""
    if wanted not in _MOVES[FundingState(state)]:
        raise BadFundingMove(ref, FundingState(state), wanted)


class OverFunded(BackofficeError):
    code = "over_funded"

    def __init__(self, ref: str, cents: int, left: int) -> None:
        super().__init__(
            _("{ref} is asked for {amount}, and only {left} are left to fund.").format(
                ref=ref, amount=money(cents), left=money(left)
            ),
            place=Place(path=ref),
            remedy=_("Lower its share or its amount, or those of the payers before it."),
        )


class BadDifference(BackofficeError):
    code = "bad_difference"

    def __init__(self, ref: str, to: int) -> None:
        super().__init__(
            _("{ref} leaves its difference to payer {rank}, which doesn't come after it.").format(
                ref=ref, rank=to
            ),
            place=Place(path=ref),
            remedy=_("Leave it to the client, or to a payer further down the plan."),
        )


class CapBy(StrEnum):
    """By what a cap is counted."""

    HOUR = "hour"
    DAY = "day"
    ACTION = "action"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Cap:
    """At most so many cents by hour, day, action or year, for each person or for all (the group).

    `used_cents` is what was already taken of a year's cap.
    """

    cents: int
    by: CapBy
    per_person: bool = True
    used_cents: int = 0


@dataclass(frozen=True, slots=True)
class Extent:
    """What caps count on: one learner's minutes, half-days, people (None unknown), groups."""

    minutes: int
    half_days: int
    persons: int | None
    groups: int = 1


@dataclass(frozen=True, slots=True)
class Payer:
    """One payer: a share (basis points of what is funded), an amount, or neither: all that is left.

    `granted_cents` is what it decided, None until then; `difference_to` the rank of the payer that takes what
    it doesn't give, None for the client.
    """

    rank: int
    ref: str
    share_bp: int | None = None
    amount_cents: int | None = None
    caps: tuple[Cap, ...] = ()
    state: FundingState = FundingState.TO_ASK
    granted_cents: int | None = None
    difference_to: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """What a payer is asked for, what its caps allow, what it is to pay, and who pays what is missing."""

    payer: Payer
    asked_cents: int
    capped_cents: int
    pays_cents: int
    why: tuple[Step, ...] = ()

    @property
    def missing_cents(self) -> int:
        return self.asked_cents - self.pays_cents


@dataclass(frozen=True, slots=True)
class Plan:
    """The parts, what remains for the client of the total with VAT, and what awaits a decision."""

    total_cents: int
    parts: tuple[Part, ...]
    client_cents: int
    unsure_cents: int
    missing: tuple[Step, ...] = field(default=())


def plan(payers: Sequence[Payer], funded_cents: int, total_cents: int, extent: Extent) -> Plan:
    """Who pays what. Shares are of `funded_cents` (the net: VAT stays with the client).

    What a payer doesn't give (by its caps, its decision) goes to the payer that it names, within that one's
    own caps, then to the client. Raises OverFunded, BadDifference.
    """
    handed: dict[int, int] = {}
    parts: list[Part] = []
    left = funded_cents
    for payer in payers:
        own = _asked(payer, funded_cents, left)
        if not 0 <= own <= max(left, 0):
            raise OverFunded(payer.ref, own, max(left, 0))
        left -= own
        part = _part(payer, own + handed.pop(payer.rank, 0), extent)
        parts.append(part)
        if payer.difference_to is not None and part.missing_cents:
            _check_difference(payer, payers)
            handed[payer.difference_to] = handed.get(payer.difference_to, 0) + part.missing_cents
    paid = sum(part.pays_cents for part in parts)
    awaited = sum(part.pays_cents for part in parts if part.payer.state not in DECIDED)
    return Plan(total_cents, tuple(parts), total_cents - paid, awaited, _unknown(payers, extent))


def _asked(payer: Payer, funded_cents: int, left: int) -> int:
    if payer.share_bp is not None:
        return share(funded_cents, payer.share_bp)
    return payer.amount_cents if payer.amount_cents is not None else left


def _check_difference(payer: Payer, payers: Sequence[Payer]) -> None:
    later = [one.rank for one in payers[payers.index(payer) + 1 :]]
    if payer.difference_to not in later:
        raise BadDifference(payer.ref, payer.difference_to or 0)


def check_differences(payers: Sequence[Payer]) -> None:
    """Raises BadDifference for a payer that leaves its difference to one that doesn't come after it."""
    for payer in payers:
        if payer.difference_to is not None:
            _check_difference(payer, payers)


def _part(payer: Payer, asked: int, extent: Extent) -> Part:
    limits = [(limit_cents(cap, extent), cap) for cap in payer.caps]
    known = [(cents, cap) for cents, cap in limits if cents is not None]
    capped, why = asked, []
    if known:
        cents, cap = min(known, key=lambda one: one[0])
        if cents < asked:
            capped = cents
            why.append(_said(cap, cents))
    pays = capped
    if payer.state is FundingState.REFUSED:
        pays = 0
    elif payer.state in DECIDED and payer.granted_cents is not None:
        pays = min(payer.granted_cents, asked)
    return Part(payer, asked, capped, pays, tuple(why))


def limit_cents(cap: Cap, extent: Extent) -> int | None:
    """What a cap allows, rounded down to the cent: never more than it; None while people aren't counted."""
    if cap.per_person and extent.persons is None:
        return None
    heads = (extent.persons or 0) if cap.per_person else extent.groups if cap.by is not CapBy.YEAR else 1
    whole = {
        CapBy.HOUR: (cap.cents * heads * extent.minutes, 60),
        CapBy.DAY: (cap.cents * heads * extent.half_days, 2),
    }
    above, below = whole.get(cap.by, (cap.cents * heads, 1))
    return max(0, above // below - (cap.used_cents if cap.by is CapBy.YEAR else 0))


_BY = {
    CapBy.HOUR: N_("capped at {cap_cents} an hour: {limit_cents}"),
    CapBy.DAY: N_("capped at {cap_cents} a day: {limit_cents}"),
    CapBy.ACTION: N_("capped at {cap_cents} an action: {limit_cents}"),
    CapBy.YEAR: N_("capped at {cap_cents} a year: {limit_cents} left"),
}


def _said(cap: Cap, limit: int) -> Step:
    return step(_BY[cap.by], cap_cents=cap.cents, limit_cents=limit)


def _unknown(payers: Sequence[Payer], extent: Extent) -> tuple[Step, ...]:
    unsure = any(limit_cents(cap, extent) is None for payer in payers for cap in payer.caps)
    return (step(N_("how many people isn't known: caps a person aren't applied")),) if unsure else ()


def late_to_file(state: str, file_by: date | None, today: date) -> bool:
    """Whether a request for funding should have been filed already."""
    return state == FundingState.TO_ASK and file_by is not None and file_by < today
