"""Amounts are exact to the cent: one rounding a line, discounts in a fixed order, VAT on the summed net."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.domain.money import (
    AmountTooLarge,
    BadDiscount,
    Discount,
    DiscountKind,
    Line,
    half_away,
    line_net,
    price_per_trainee_hour,
    share,
    spread,
    totals,
)
from backoffice.domain.vat import LineNature, VatTreatment
from backoffice.i18n import speaking

EXEMPT = VatTreatment("E", 0, "VATEX-FR-CGI261-4", "vat_exempt_training")
MAINLAND, REUNION = VatTreatment("S", 2000), VatTreatment("S", 850)
OUTSIDE = VatTreatment("O", 0, "VATEX-EU-O", "vat_overseas")
DEGRESSIVE, WHOLE = DiscountKind.DEGRESSIVE, DiscountKind.WHOLE
EURO, ONE = 1_000_000, 10_000


def three_days(vat: VatTreatment) -> tuple[Line, ...]:
    return (
        Line(1450 * EURO, 3 * ONE, vat),
        Line(900 * EURO, ONE, vat),
        Line(312_400_000, ONE, vat, nature=LineNature.ANCILLARY),
    )


def test_an_exempt_offer_has_no_vat_and_its_total_is_its_net():
    found = totals(three_days(EXEMPT))
    assert found.line_nets == (435_000, 90_000, 31_240)
    assert (found.net_cents, found.vat_cents, found.total_cents) == (556_240, 0, 556_240)
    assert share(found.total_cents, 3000) == 166_872
    assert found.total_cents - 166_872 == 389_368


@pytest.mark.parametrize(
    ("vat", "vat_cents", "total_cents"),
    [(MAINLAND, 111_248, 667_488), (REUNION, 47_280, 603_520), (OUTSIDE, 0, 556_240)],
)
def test_a_taxable_offer_bears_its_territorys_vat_on_the_sum(vat, vat_cents, total_cents):
    found = totals(three_days(vat))
    assert (found.net_cents, found.vat_cents, found.total_cents) == (556_240, vat_cents, total_cents)


def test_the_price_of_a_trainee_hour_is_the_net_over_all_trainees_hours():
    assert price_per_trainee_hour(556_240, 12 * 21 * 60) == 2207


def test_a_half_cent_goes_away_from_zero():
    assert [half_away(n, 2) for n in (1, 3, -1, -3, 4)] == [1, 2, -1, -2, 2]
    assert line_net(5_000, ONE) == 1
    assert line_net(-5_000, ONE) == -1
    assert line_net(4_999, ONE) == 0


def test_a_line_is_rounded_once_after_quantity_and_discount():
    # 0.333333 x 3 = 0.999999, less 5 % = 0.94999905: rounding the price or the quantity first gives 0.94.
    assert line_net(333_333, 3 * ONE, 500) == 95
    assert line_net(636_000, 2_345_000, 0) == 14_914


def test_vat_is_counted_on_the_sum_of_a_rate_and_not_line_by_line():
    lines = [Line(20_000, ONE, MAINLAND)] * 3
    assert totals(lines).vat_cents == 1  # 6 cents x 20 % = 1.2; line by line it would be 0


def test_an_option_has_a_net_of_its_own_and_stays_out_of_every_total():
    with_option = (*three_days(MAINLAND), Line(500 * EURO, ONE, MAINLAND, optional=True))
    found = totals(with_option, [Discount(WHOLE, "10 %", share_bp=1000)])
    assert found.line_nets[-1] == 50_000
    assert found.lines_cents == 556_240
    assert found.discounts[0].base_cents == 556_240


def test_an_exempt_offer_with_a_consulting_line_has_two_groups():
    lines = (*three_days(EXEMPT), Line(700 * EURO, ONE, MAINLAND, nature=LineNature.CONSULTING))
    found = totals(lines)
    assert [(g.vat.category, g.net_cents, g.vat_cents) for g in found.groups] == [
        ("S", 70_000, 14_000),
        ("E", 556_240, 0),
    ]


def test_degressive_discounts_come_before_those_on_the_whole_whatever_their_order_in_the_list():
    whole, degressive = Discount(WHOLE, "member", share_bp=1000), Discount(DEGRESSIVE, "3 days", share_bp=500)
    found = totals([Line(1000 * EURO, ONE, EXEMPT)], [whole, degressive])
    assert [(one.discount.label, one.base_cents, one.cents) for one in found.discounts] == [
        ("3 days", 100_000, 5_000),
        ("member", 95_000, 9_500),
    ]
    assert found.net_cents == 85_500


def test_a_degressive_discount_may_spare_travel():
    days = Discount(DEGRESSIVE, "days", share_bp=1000, natures=frozenset({LineNature.TRAINING}))
    found = totals(three_days(EXEMPT), [days])
    assert found.discounts[0].base_cents == 525_000
    assert found.net_cents == 556_240 - 52_500


def test_a_discount_on_the_whole_is_spread_over_the_rates_by_largest_remainder():
    lines = [Line(EURO, ONE, MAINLAND), Line(EURO, ONE, REUNION), Line(EURO, ONE, EXEMPT)]
    found = totals(lines, [Discount(WHOLE, "1 €", fixed_cents=100)])
    assert [(g.vat.rate_bp, g.discount_cents, g.net_cents) for g in found.groups] == [
        (2000, 34, 66),
        (850, 33, 67),
        (0, 33, 67),
    ]


@pytest.mark.parametrize(
    "discount",
    [
        Discount(WHOLE, "x"),
        Discount(WHOLE, "x", share_bp=100, fixed_cents=1),
        Discount(WHOLE, "x", share_bp=10_001),
        Discount(WHOLE, "x", share_bp=-1),
        Discount(WHOLE, "x", fixed_cents=101),
        Discount(WHOLE, "x", fixed_cents=-1),
    ],
)
def test_a_discount_that_takes_more_than_there_is_or_says_two_things_is_refused(discount):
    with speaking("en"), pytest.raises(BadDiscount, match="“x”"):
        totals([Line(EURO, ONE, EXEMPT)], [discount])


def test_a_line_discount_beyond_the_whole_is_refused_where_it_stands():
    with speaking("en"), pytest.raises(BadDiscount) as caught:
        totals([Line(EURO, ONE, EXEMPT), Line(EURO, ONE, EXEMPT, discount_bp=10_001)])
    assert caught.value.place.path == "lines[1]"


def test_an_amount_that_no_database_keeps_is_refused():
    with speaking("en"), pytest.raises(AmountTooLarge):
        totals([Line(10**18, 10**16, EXEMPT)])
    with speaking("en"), pytest.raises(AmountTooLarge):
        totals([Line(10**13 * EURO, ONE, EXEMPT)] * 3)


MOST = 10**15  # the most that is kept, in cents


def test_the_largest_amount_is_kept_and_one_cent_more_is_refused_where_it_stands():
    largest = Line(MOST * 10_000, ONE, EXEMPT)
    assert totals([largest]).total_cents == MOST
    assert totals([Line(-MOST * 10_000, ONE, EXEMPT)]).total_cents == -MOST
    with speaking("en"), pytest.raises(AmountTooLarge, match="too large to be kept") as raised:
        totals([largest, Line((MOST + 1) * 10_000, ONE, EXEMPT, optional=True)])
    assert str(raised.value.place.path) == "lines[1]"
    assert "quantities" in str(raised.value.remedy)
    with pytest.raises(AmountTooLarge):
        totals([largest, Line(10_000, ONE, EXEMPT)])


def test_a_negative_discount_on_a_line_is_refused():
    with pytest.raises(BadDiscount):
        totals([Line(EURO, ONE, EXEMPT, discount_bp=-1)])


def test_a_discount_takes_nothing_from_nothing_nor_from_a_rebate():
    rebate = [Line(-5 * EURO, ONE, EXEMPT)]
    assert totals(rebate, [Discount(WHOLE, "0 %", share_bp=0)]).net_cents == -500
    assert totals(rebate, [Discount(WHOLE, "0 €", fixed_cents=0)]).discounts[0].cents == 0
    assert totals([], [Discount(WHOLE, "0 €", fixed_cents=0)]).discounts[0].cents == 0
    for lines in (rebate, []):
        with pytest.raises(BadDiscount):
            totals(lines, [Discount(WHOLE, "1 c", fixed_cents=1)])


def test_groups_stand_the_highest_rate_first_then_what_bears_none_by_category_code_and_reason():
    untaxed = [
        VatTreatment("E", 0, "A", "b"),
        VatTreatment("E", 0, "A", "c"),
        VatTreatment("E", 0, "B", "a"),
        VatTreatment("E", 0),
        VatTreatment("O", 0, "A", "a"),
    ]
    zero = VatTreatment("S", 0)
    given = [untaxed[4], untaxed[2], zero, REUNION, untaxed[1], untaxed[0], untaxed[3], MAINLAND]
    found = totals(Line(EURO, ONE, vat) for vat in given)
    wanted = [MAINLAND, REUNION, zero, untaxed[3], untaxed[0], untaxed[1], untaxed[2], untaxed[4]]
    assert [group.vat for group in found.groups] == wanted


def test_the_odd_cent_of_one_rate_goes_to_the_first_nature_whatever_the_lines_order():
    ancillary, training = (Line(EURO, ONE, EXEMPT, nature=one) for one in ("ancillary", "training"))
    half, rest = Discount(WHOLE, "1 c", fixed_cents=1), frozenset({LineNature.TRAINING})
    spared = Discount(WHOLE, "all", share_bp=10_000, natures=rest)
    for lines in ([ancillary, training], [training, ancillary]):
        # The cent was taken from what follows the training: all of the training is left to take.
        assert totals(lines, [half, spared]).discounts[1].base_cents == 100


def test_nothing_at_all_costs_nothing():
    assert totals([]).total_cents == 0
    assert totals([], [Discount(WHOLE, "x", share_bp=500)]).total_cents == 0


# --- properties, against exact fractions

treatments = st.sampled_from([EXEMPT, MAINLAND, REUNION, OUTSIDE])
lines = st.builds(
    Line,
    st.integers(0, 10**11),
    st.integers(0, 10**7),
    treatments,
    st.integers(0, 10_000),
    st.sampled_from(list(LineNature)),
    st.booleans(),
)
discounts = st.lists(
    st.builds(
        Discount,
        st.sampled_from(list(DiscountKind)),
        st.just("d"),
        st.integers(0, 10_000),
        natures=st.none() | st.frozensets(st.sampled_from(list(LineNature))),
    ),
    max_size=3,
)


def exactly(value: Fraction) -> int:
    """The nearest whole number, halves away from zero, from its definition."""
    below = value.numerator // value.denominator
    half = Fraction(1, 2)
    rest = value - below
    return below if rest < half or (rest == half and value < 0) else below + 1


@given(st.integers(-(10**12), 10**12), st.integers(1, 10**7))
def test_rounding_is_that_of_exact_fractions(numerator, denominator):
    assert half_away(numerator, denominator) == exactly(Fraction(numerator, denominator))


@given(st.integers(-(10**12), 10**12), st.integers(-(10**9), 10**9), st.integers(0, 10_000))
def test_a_line_is_the_exact_product_rounded_once(unit, quantity, discount):
    exact = Fraction(unit, 10**6) * Fraction(quantity, 10**4) * (1 - Fraction(discount, 10**4)) * 100
    assert line_net(unit, quantity, discount) == exactly(exact)


@given(st.integers(-(10**9), 10**9), st.lists(st.integers(-(10**6), 10**8), min_size=1, max_size=6))
def test_what_is_spread_adds_up_and_no_part_is_a_cent_away_from_its_exact_share(cents, weights):
    if not sum(weights):
        return
    parts = spread(cents, weights)
    assert sum(parts) == cents
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - Fraction(cents * weight, sum(weights))) < 1


@given(st.integers(-(10**9), 10**9), st.lists(st.integers(1, 10**8), min_size=1, max_size=6))
def test_only_the_proportions_of_weights_matter_and_not_their_sign(cents, weights):
    assert spread(cents, [-weight for weight in weights]) == spread(cents, weights)


@given(st.integers(0, 10**9), st.lists(st.integers(1, 10**8), min_size=2, max_size=6))
def test_the_larger_remainder_is_served_first(cents, weights):
    parts = spread(cents, weights)
    exact = [Fraction(cents * weight, sum(weights)) for weight in weights]
    up = [
        value - (value.numerator // value.denominator)
        for value, part in zip(exact, parts, strict=True)
        if part > value
    ]
    down = [value - part for value, part in zip(exact, parts, strict=True) if part < value]
    assert not up or not down or min(up) >= max(down)


@given(st.lists(lines, max_size=8), discounts)
def test_the_amounts_of_a_quote_agree_with_one_another(some, taken):
    found = totals(some, taken)
    assert found.total_cents == found.net_cents + found.vat_cents
    assert found.lines_cents == sum(
        net for line, net in zip(some, found.line_nets, strict=True) if not line.optional
    )
    assert found.net_cents == found.lines_cents - sum(one.cents for one in found.discounts)
    assert len({group.vat for group in found.groups}) == len(found.groups)
    for group in found.groups:
        assert group.lines_cents - group.discount_cents == group.net_cents
        assert group.vat_cents == exactly(Fraction(group.net_cents * group.vat.rate_bp, 10_000))
        assert group.vat.taxed or group.vat_cents == 0


@given(st.lists(lines, max_size=8), st.integers(0, 10_000))
def test_a_discount_on_the_whole_is_the_largest_remainder_spread_of_its_single_rounding(some, bp):
    plain, found = totals(some), totals(some, [Discount(WHOLE, "d", share_bp=bp)])
    taken = exactly(Fraction(plain.net_cents * bp, 10_000))
    assert found.discounts[0].cents == taken
    if taken:
        expected = spread(taken, [group.net_cents for group in plain.groups])
        assert tuple(group.discount_cents for group in found.groups) == expected


@given(
    st.permutations(three_days(EXEMPT) + three_days(MAINLAND) + three_days(REUNION)), st.integers(0, 10_000)
)
def test_the_order_of_lines_changes_no_amount(some, bp):
    found = totals(some, [Discount(WHOLE, "d", share_bp=bp)])
    expected = totals(
        three_days(REUNION) + three_days(MAINLAND) + three_days(EXEMPT), [Discount(WHOLE, "d", share_bp=bp)]
    )
    assert found.groups == expected.groups
