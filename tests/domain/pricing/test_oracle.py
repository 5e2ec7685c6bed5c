"""Prices against an independent count in exact fractions: person by person, half-day by half-day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from backoffice.domain.pricing.card import Band, Basis, Card, CardError, Mode, Rate, Service, Use
from backoffice.domain.pricing.case import Case, Taught, Teaching, Time
from backoffice.domain.pricing.funding import Cap, CapBy, Extent, FundingState, Payer, plan
from backoffice.domain.pricing.lines import propose
from backoffice.domain.pricing.margin import Seat, trainers_cost
from backoffice.domain.pricing.units import ALLOWED, TIMED, TRAVELLED, By, Per
from tests.domain.pricing.test_cases import DOSSIERS, card_of, facts, wanted

prices = st.integers(0, 5_000_000_000)


def _nearest(value: Fraction) -> int:
    """Half away from zero, from the definition."""
    whole = value.numerator // value.denominator
    return whole + 1 if value - whole >= Fraction(1, 2) else whole


def _net(price: int, quantity: Fraction, discount_bp: int = 0) -> int:
    return _nearest(Fraction(price, 10_000) * quantity * (1 - Fraction(discount_bp, 10_000)))


# How many units, each one counted on its own -------------------------------------------------------------


def _printed(value: Fraction) -> Fraction:
    """A quantity as a line can print it: to four decimals."""
    return Fraction(_nearest(value * 10_000), 10_000)


def _units(time: Time, by: By, months: int) -> Fraction:
    return {
        By.HALF_DAY: Fraction(time.half_days),
        By.DAY: Fraction(time.half_days, 2),
        By.HOUR: _printed(Fraction(time.minutes, 60)),
        By.SESSION: Fraction(time.sessions),
        By.MODULE: Fraction(time.modules),
        By.MONTH: Fraction(months),
        By.NIGHT: Fraction(time.nights),
    }.get(by, Fraction(1))


def _weekend(time: Time, by: By) -> Fraction:
    return {
        By.HALF_DAY: Fraction(time.weekend_half_days),
        By.DAY: Fraction(time.weekend_half_days, 2),
        By.HOUR: _printed(Fraction(time.weekend_minutes, 60)),
        By.SESSION: Fraction(time.weekend_sessions),
    }.get(by, Fraction(0))


def _band(rate: Rate, reached: Fraction) -> Band | None:
    found = None
    for band in rate.bands:
        if reached >= band.at:
            found = band
    return found


def _price(rate: Rate, band: Band | None) -> tuple[int, int]:
    if band is None:
        return rate.price_micro or 0, 0
    if band.price_micro is not None:
        return band.price_micro, 0
    return rate.price_micro or 0, band.discount_bp or 0


def expected(rate: Rate, case: Case) -> list[int]:
    """The nets of the lines, smallest first; an independent reading of what a rate says."""
    found: defaultdict[tuple[int, int], Fraction] = defaultdict(Fraction)
    days = sum((Fraction(group.time.half_days, 2) for group in case.groups), Fraction(0))
    weekend, extra, half_days_before = Fraction(0), Fraction(0), 0
    in_parts = rate.mode is Mode.PROGRESSIVE and bool(rate.bands)
    if rate.per in (Per.PERSON, Per.GROUP):
        for rank, group in enumerate(case.groups, start=1):
            people = group.headcount or 0
            heads = max(people, rate.least_persons or 0) if rate.per is Per.PERSON else 1
            each = _units(group.time, rate.by, case.months)
            weekend += heads * _weekend(group.time, rate.by)
            if rate.included is not None:
                extra += max(0, people - rate.included) * each
            for head in range(1, heads + 1):
                if not each:
                    break
                if in_parts and rate.basis is Basis.DAYS:
                    for half in range(group.time.half_days):
                        # The n-th half-day belongs to day n // 2 + 1.
                        day = (half_days_before + half) // 2 + 1
                        found[_price(rate, _band(rate, Fraction(day)))] += each / group.time.half_days
                    continue
                progressive = {Basis.GROUP_SIZE: Fraction(head), Basis.GROUPS: Fraction(rank)}
                size = heads if rate.per is Per.PERSON else people
                threshold = {
                    Basis.GROUP_SIZE: Fraction(size),
                    Basis.DAYS: days,
                    Basis.GROUPS: Fraction(len(case.groups)),
                    Basis.PROGRAMMES: Fraction(case.bundled),
                }
                reached = progressive if in_parts else threshold
                found[_price(rate, _band(rate, reached[rate.basis]))] += each
            half_days_before += group.time.half_days
    else:
        quantity, more = _of_others(rate, case)
        weekend += more
        largest = max(group.headcount or 0 for group in case.groups)
        reached_by = {
            Basis.GROUP_SIZE: Fraction(largest),
            Basis.DAYS: days,
            Basis.GROUPS: Fraction(len(case.groups)),
            Basis.PROGRAMMES: Fraction(case.bundled),
        }
        found[_price(rate, _band(rate, reached_by[rate.basis]))] += quantity
    found = defaultdict(Fraction, {key: value for key, value in found.items() if value})
    if not found:
        return []
    short = Fraction(rate.least_e4 or 0, 10_000) - sum(found.values())
    if short > 0:
        found[next(iter(found))] += short
    nets = [_net(price, quantity, discount) for (price, discount), quantity in found.items()]
    if extra:
        nets.append(_net(rate.extra_micro or 0, extra))
    if weekend and rate.weekend_bp:
        unit = _nearest(Fraction((rate.price_micro or 0) * rate.weekend_bp, 10_000))
        nets.append(_net(unit, weekend))
    if rate.least_cents is not None and sum(nets) < rate.least_cents:
        return [rate.least_cents]
    return sorted(nets)


def _of_others(rate: Rate, case: Case) -> tuple[Fraction, Fraction]:
    trips = sum(one.trips for one in case.trainers) if rate.per is Per.TRAINER else case.vehicle_trips
    if rate.by is By.TRIP:
        return Fraction(trips), Fraction(0)
    if rate.by is By.KM:
        return sum(
            (Fraction(max(0, (case.km or 0) - rate.beyond)) for _n in range(trips)), Fraction(0)
        ), Fraction(0)
    if rate.by is By.NIGHT:
        return Fraction(sum(one.nights for one in case.trainers)), Fraction(0)
    if rate.per is Per.TRAINER:
        times = [one.time for one in case.trainers]
    else:
        most = max((group.time.half_days, group.time.minutes) for group in case.groups)
        longest = [g.time for g in case.groups if (g.time.half_days, g.time.minutes) == most]
        times = longest[:1]
    return (
        sum((_units(time, rate.by, case.months) for time in times), Fraction(0)),
        sum((_weekend(time, rate.by) for time in times), Fraction(0)),
    )


# What is generated ---------------------------------------------------------------------------------------


@st.composite
def times(draw: st.DrawFn) -> Time:
    halves = draw(st.integers(0, 14))
    minutes = draw(st.integers(0, 4_000))
    sessions = draw(st.integers(0, 14))
    return Time(
        half_days=halves,
        minutes=minutes,
        sessions=sessions,
        modules=draw(st.integers(0, 5)),
        nights=draw(st.integers(0, 5)),
        weekend_half_days=draw(st.integers(0, halves)),
        weekend_minutes=draw(st.integers(0, minutes)),
        weekend_sessions=draw(st.integers(0, sessions)),
    )


@st.composite
def bands(draw: st.DrawFn) -> tuple[Band, ...]:
    starts = sorted(draw(st.sets(st.integers(1, 16), max_size=4)))
    kinds = st.one_of(
        st.builds(lambda micro: (micro, None), prices),
        st.builds(lambda bp: (None, bp), st.integers(0, 10_000)),
    )
    return tuple(Band(at, *draw(kinds)) for at in starts)


@st.composite
def rates(draw: st.DrawFn) -> Rate:
    per = draw(st.sampled_from(Per))
    by = draw(st.sampled_from(sorted(ALLOWED[per])))
    extra = per is Per.GROUP and draw(st.booleans())
    try:
        return Rate(
            code="r",
            label="r",
            per=per,
            by=by,
            price_micro=draw(prices),
            basis=draw(st.sampled_from(Basis)),
            mode=draw(st.sampled_from(Mode)),
            bands=draw(bands()),
            included=draw(st.integers(0, 12)) if extra else None,
            extra_micro=draw(prices) if extra else None,
            least_persons=draw(st.none() | st.integers(1, 12)) if per is Per.PERSON else None,
            least_e4=draw(st.none() | st.integers(1, 200_000)),
            least_cents=draw(st.none() | st.integers(1, 2_000_000)),
            beyond=draw(st.integers(0, 200)) if by is By.KM else 0,
            weekend_bp=draw(st.integers(0, 10_000)) if by in TIMED else 0,
        )
    except CardError:
        assume(False)
        raise


cases = st.builds(
    Case,
    groups=st.lists(st.builds(Taught, times(), st.integers(0, 16)), min_size=1, max_size=4).map(tuple),
    trainers=st.lists(
        st.builds(Teaching, times(), st.integers(0, 4), st.integers(0, 6)), min_size=1, max_size=3
    ).map(tuple),
    bundled=st.integers(1, 4),
    months=st.integers(1, 12),
    km=st.integers(0, 900),
    vehicle_trips=st.integers(0, 5),
)


@given(rate=rates(), case=cases)
def test_a_rate_comes_to_what_counting_one_by_one_gives(rate: Rate, case: Case):
    found = sorted(line.net_cents for line in propose(Card("C", "c", (rate,)), case).lines)
    assert found == expected(rate, case)


@given(
    cap=st.none() | prices,
    cost=st.none() | st.integers(0, 10_000_000),
    trips=st.lists(st.integers(0, 4), min_size=1, max_size=3),
)
def test_what_is_billed_at_cost_never_goes_beyond_its_cap(
    cap: int | None, cost: int | None, trips: list[int]
):
    rate = Rate("t", "t", Service.TRAVEL, Per.TRAINER, By.TRIP, at_cost=True, cap_micro=cap)
    case = Case(
        (Taught(Time(), 5),),
        tuple(Teaching(Time(), one) for one in trips),
        costs={} if cost is None else {"t": cost},
    )
    found = [line.net_cents for line in propose(Card("C", "c", (rate,)), case).lines]
    most = None if cap is None else _net(cap, Fraction(sum(trips)))
    wanted = [amount for amount in (cost, most) if amount is not None]
    assert found == ([min(wanted)] if wanted and sum(trips) else [])


@given(rate=rates(), case=cases, use=st.sampled_from(Use))
def test_what_is_only_asked_for_is_never_proposed_by_itself(rate: Rate, case: Case, use: Use):
    wanted = propose(Card("C", "c", (rate,)), case).lines
    moved = Rate(**{name: getattr(rate, name) for name in Rate.__slots__} | {"use": use})
    found = propose(Card("C", "c", (moved,)), case).lines
    if use is Use.ASKED:
        assert not found
    else:
        assert [line.net_cents for line in found] == [line.net_cents for line in wanted]
        assert all(line.optional is (use is Use.OPTION) for line in found)


# Funding -------------------------------------------------------------------------------------------------

caps = st.builds(Cap, st.integers(0, 500_000), st.sampled_from(CapBy), st.booleans(), st.integers(0, 200_000))


def _most(cap: Cap, extent: Extent) -> Fraction:
    heads = extent.persons or 0
    if not cap.per_person:
        heads = 1 if cap.by is CapBy.YEAR else extent.groups
    units = {
        CapBy.HOUR: Fraction(extent.minutes, 60),
        CapBy.DAY: Fraction(extent.half_days, 2),
        CapBy.ACTION: Fraction(1),
        CapBy.YEAR: Fraction(1),
    }
    whole = cap.cents * heads * units[cap.by]
    return max(Fraction(0), whole - (cap.used_cents if cap.by is CapBy.YEAR else 0))


@given(
    funded=st.integers(0, 5_000_000),
    vat=st.integers(0, 1_000_000),
    shares=st.lists(st.integers(0, 3_000), min_size=1, max_size=3),
    limits=st.lists(st.lists(caps, max_size=3), min_size=3, max_size=3),
    states=st.lists(st.sampled_from(FundingState), min_size=3, max_size=3),
    granted=st.lists(st.none() | st.integers(0, 3_000_000), min_size=3, max_size=3),
    extent=st.builds(
        Extent, st.integers(0, 6_000), st.integers(0, 20), st.integers(1, 20), st.integers(1, 3)
    ),
)
def test_what_payers_give_and_what_remains_always_make_the_total(
    funded, vat, shares, limits, states, granted, extent
):
    payers = [
        Payer(rank, f"F{rank}", bp, None, tuple(limits[rank - 1]), states[rank - 1], granted[rank - 1])
        for rank, bp in enumerate(shares, start=1)
    ]
    found = plan(payers, funded, funded + vat, extent)
    assert sum(part.pays_cents for part in found.parts) + found.client_cents == funded + vat
    assert found.client_cents >= vat
    for part in found.parts:
        asked = _nearest(Fraction(funded * (part.payer.share_bp or 0), 10_000))
        most = min([Fraction(asked), *(_most(cap, extent) for cap in part.payer.caps)])
        assert part.asked_cents == asked
        assert part.capped_cents == most.numerator // most.denominator
        if part.payer.state is FundingState.REFUSED:
            assert part.pays_cents == 0
        elif part.payer.state in (FundingState.TO_ASK, FundingState.ASKED):
            assert part.pays_cents == part.capped_cents


@given(st.lists(st.tuples(st.integers(0, 900), st.none() | st.integers(0, 200_000)), max_size=8))
def test_trainers_cost_half_a_day_for_a_session_and_a_day_for_a_long_one(seats):
    found = trainers_cost([Seat(minutes, cents) for minutes, cents in seats])
    halves = Fraction(0)
    for minutes, cents in seats:
        if cents is not None and minutes:
            halves += Fraction(cents, 2) * (2 if minutes > 300 else 1)
    assert found.cents == _nearest(halves)
    assert found.unknown == sum(cents is None for _minutes, cents in seats)


def test_by_trip_and_by_kilometre_are_what_is_travelled():
    assert {By.TRIP, By.KM} == TRAVELLED


# The table of real offers, and this count ----------------------------------------------------------------


def _alone(case: Mapping[str, Any], dossier: Mapping[str, Any]) -> bool:
    """One rate that always applies, and a headcount that is known: what the count above can read."""
    rate = card_of(case).rates[0]
    bound = rate.at_cost or rate.price_micro is None or rate.use is not Use.ALWAYS or dossier.get("unknown")
    return len(case["rates"]) == 1 and not bound and bool(dossier["lines"])


def test_the_table_of_real_offers_and_the_count_one_by_one_agree():
    counted = [(case, dossier) for case, dossier in DOSSIERS if _alone(case, dossier)]
    for case, dossier in counted:
        card = card_of(case)
        told = sorted(net for *_rest, net in map(wanted, dossier["lines"]))
        assert expected(card.rates[0], facts(dossier, card)) == told, case["says"]
    assert len(counted) >= 70
