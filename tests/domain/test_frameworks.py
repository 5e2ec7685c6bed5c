"""Frameworks: their periods, what is left of their amounts, their revised prices."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from backoffice.domain.frameworks import (
    AlreadyOrdered,
    Framework,
    FrameworkError,
    Lot,
    NotRunning,
    Ordered,
    OverMaximum,
    Reading,
    Revision,
)

JANUARY, DECEMBER = date(2026, 1, 1), date(2026, 12, 31)


def framework(**values: object) -> Framework:
    usual = {"code": "F", "public": True, "starts_on": JANUARY, "ends_on": DECEMBER, "maximum_cents": 1_000}
    return Framework(**(usual | values))  # type: ignore[arg-type]


def test_a_period_begins_the_day_after_the_one_before() -> None:
    one = framework(renewals=2, renewal_months=12)
    assert [(span.first, span.last) for span in one.spans()] == [
        (JANUARY, DECEMBER),
        (date(2027, 1, 1), date(2027, 12, 31)),
        (date(2028, 1, 1), date(2028, 12, 31)),
    ]


def test_months_dont_shrink_after_a_short_one() -> None:
    one = framework(starts_on=date(2026, 1, 31), ends_on=date(2026, 2, 27), renewals=3, renewal_months=1)
    assert [span.last for span in one.spans()] == [
        date(2026, 2, 27), date(2026, 3, 27), date(2026, 4, 27), date(2026, 5, 27),
    ]  # fmt: skip


def test_a_renewal_to_be_decided_counts_once_it_is() -> None:
    one = framework(renewals=2, renewal_months=12, tacit=False, renewed=1)
    assert one.last_day == date(2027, 12, 31)


def test_an_end_before_its_time_cuts_the_period_it_falls_in() -> None:
    one = framework(renewals=2, renewal_months=12, ended_on=date(2027, 6, 30))
    assert one.last_day == date(2027, 6, 30)
    assert one.span_on(date(2027, 6, 30)) is not None
    assert one.span_on(date(2027, 7, 1)) is None


@pytest.mark.parametrize(("renewals", "months"), [(3, 48), (4, 60), (0, 12)])
def test_its_length_counts_every_renewal(renewals: int, months: int) -> None:
    assert framework(renewals=renewals, renewal_months=12, tacit=False).months_at_most == months


def test_the_maximum_is_reached_to_the_cent() -> None:
    one = framework()
    before = (Ordered("", JANUARY, 999),)
    assert one.check(before, Ordered("", DECEMBER, 1))[0].left_cents == 0
    with pytest.raises(OverMaximum):
        one.check(before, Ordered("", DECEMBER, 2))


def test_without_a_maximum_only_the_days_count() -> None:
    one = framework(public=False, maximum_cents=None)
    assert one.check((), Ordered("", JANUARY, 10**9))[0].left_cents is None
    with pytest.raises(NotRunning):
        one.check((), Ordered("", date(2025, 12, 31), 1))


def test_amounts_of_each_period_begin_again() -> None:
    one = framework(renewals=1, renewal_months=12, by_period=True)
    full = (Ordered("", JANUARY, 1_000),)
    with pytest.raises(OverMaximum):
        one.check(full, Ordered("", DECEMBER, 1))
    assert one.check(full, Ordered("", date(2027, 1, 1), 1_000))


def test_a_lot_and_the_whole_are_both_held() -> None:
    one = framework(maximum_cents=1_500, lots=(Lot("1", "A", None, 1_000), Lot("2", "B", None, 1_000)))
    before = (Ordered("1", JANUARY, 800),)
    with pytest.raises(OverMaximum):
        one.check(before, Ordered("1", JANUARY, 201))
    with pytest.raises(OverMaximum):
        one.check(before, Ordered("2", JANUARY, 701))
    assert one.check(before, Ordered("2", JANUARY, 700))


def test_what_is_due_of_a_minimum() -> None:
    one = framework(minimum_cents=600)
    assert one.rooms((Ordered("", JANUARY, 250),))[0].missing_cents == 350
    assert one.rooms((Ordered("", JANUARY, 700),))[0].missing_cents == 0


def test_what_stands_ordered_must_still_fit() -> None:
    with pytest.raises(AlreadyOrdered):
        framework().check_standing((Ordered("", JANUARY, 1_001),))
    framework().check_standing((Ordered("", JANUARY, 1_000),))


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"ends_on": date(2025, 12, 31)}, "ends_on"),
        ({"ended_on": date(2025, 12, 31)}, "ended_on"),
        ({"renewals": 1}, "renewal_months"),
        ({"renewed": 1}, "renewed"),
        ({"maximum_cents": None}, "maximum_cents"),
        ({"minimum_cents": 1_001}, "minimum_cents"),
        ({"lots": (Lot("1", "A"),)}, "lots[0].maximum_cents"),
        ({"lots": (Lot("1", "A", 2, 1),)}, "lots[0].minimum_cents"),
        ({"lots": (Lot("1", "A", None, 1), Lot("1", "B", None, 1))}, "lots[1].code"),
        ({"revision": Revision("I", 10_000, 0, (Reading(date(2026, 6, 1), 1),))}, "readings[0].from_day"),
    ],
)
def test_what_cant_stand_says_where(wrong: dict[str, object], path: str) -> None:
    with pytest.raises(FrameworkError) as refused:
        framework(**wrong)
    assert refused.value.place.path == path
    assert refused.value.remedy


@pytest.mark.parametrize("fixed_bp", [0, 1_500, 5_000, 10_000])
@pytest.mark.parametrize("value", [2_873_000, 3_000_000, 3_150_001])
@pytest.mark.parametrize("price", [1, 12_345, 1_150_000_000, 999_999_999_999])
def test_a_revised_price_is_the_formula_rounded_to_the_cent(fixed_bp: int, value: int, price: int) -> None:
    revision = Revision("Syntec", 3_000_000, fixed_bp, (Reading(date(2027, 1, 1), value),))
    share = Fraction(fixed_bp, 10_000)
    cents = Fraction(price, 10_000) * (share + (1 - share) * Fraction(value, 3_000_000))
    wanted = (2 * cents + 1) // 2 * 10_000
    assert revision.price_on(price, date(2027, 1, 1)) == wanted
    assert revision.price_on(price, date(2026, 12, 31)) == price


def test_the_last_reading_before_the_day_holds() -> None:
    readings = (Reading(date(2027, 1, 1), 11_000), Reading(date(2028, 1, 1), 12_000))
    revision = Revision("I", 10_000, 0, readings)
    days = (date(2026, 6, 1), date(2027, 6, 1), date(2028, 1, 1))
    assert [revision.price_on(1_000_000, day) for day in days] == [1_000_000, 1_100_000, 1_200_000]
