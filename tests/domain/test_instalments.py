"""How a total is paid: to the cent, on the right day, and no more in advance than the law allows."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.domain.instalments import (
    AdvanceTooLarge,
    BadInstalments,
    Instalment,
    Milestones,
    NoAdvance,
    Payer,
    PayerKind,
    Trigger,
    amounts,
    equal_parts,
    refusals,
    schedule,
)
from backoffice.domain.months import Period
from backoffice.i18n import speaking

SIGNED, STARTS, ENDS = date(2026, 6, 1), date(2026, 9, 10), date(2026, 12, 3)
MILESTONES = Milestones(
    signed_on=SIGNED,
    starts_on=STARTS,
    ends_on=ENDS,
    completed_on=date(2026, 12, 10),
    module_ends=(date(2026, 9, 11), None, ENDS),
    minutes=(
        (date(2026, 9, 10), 420),
        (date(2026, 9, 11), 420),
        (date(2026, 10, 8), 420),
        (date(2026, 12, 3), 420),
    ),
)


def one(trigger: Trigger, share_bp: int | None = None, cents: int | None = None, **more) -> Instalment:
    return Instalment("x", trigger, share_bp, cents, **more)


def deposit(bp: int, **more) -> tuple[Instalment, ...]:
    return one(Trigger.SIGNATURE, bp, **more), one(Trigger.END)


def test_a_thousand_euros_in_three_leave_the_odd_cent_to_the_last():
    assert equal_parts(100_000, 3) == (33_333, 33_333, 33_334)
    assert equal_parts(200_000, 3) == (66_667, 66_667, 66_666)
    assert equal_parts(2, 3) == (1, 1, 0)


def test_a_deposit_of_thirty_percent_and_the_balance():
    assert amounts(deposit(3000), 556_240) == (166_872, 389_368)


def test_fixed_amounts_and_shares_mix_and_the_last_takes_the_rest():
    plan = [one(Trigger.SIGNATURE, cents=50_000), one(Trigger.START, 3333), one(Trigger.END)]
    assert amounts(plan, 100_000) == (50_000, 33_330, 16_670)
    assert amounts([one(Trigger.SIGNATURE, cents=50_000), one(Trigger.END, 5000)], 100_001) == (
        50_000,
        50_001,
    )


@pytest.mark.parametrize(
    ("plan", "total", "why"),
    [
        ([], 100, "no instalment"),
        ([one(Trigger.END, 5000, 50)], 100, "both"),
        ([one(Trigger.START), one(Trigger.END, 5000)], 100, "neither"),
        ([one(Trigger.START, 5000), one(Trigger.END, 4000)], 100, "90%"),
        ([one(Trigger.START, 8000), one(Trigger.END, 4000)], 100, "120%"),
        ([one(Trigger.START, cents=120), one(Trigger.END)], 100, "1.20.+1.00"),
        ([one(Trigger.START, cents=60), one(Trigger.END, cents=30)], 100, "0.90.+only.+1.00"),
        ([one(Trigger.START, 5000), one(Trigger.END, cents=80)], 100, "1.30.+1.00"),
        ([one(Trigger.START, -1), one(Trigger.END)], 100, "Instalment 1 is negative"),
        ([one(Trigger.START, cents=10), one(Trigger.END, cents=-1)], 9, "Instalment 2 is negative"),
        ([one(Trigger.END)], -1, "negative total"),
    ],
)
def test_shares_and_amounts_that_miss_the_total_are_refused(plan, total, why):
    with speaking("en"), pytest.raises(BadInstalments, match=why):
        amounts(plan, total)


@given(st.integers(0, 10**9), st.lists(st.integers(0, 3000), min_size=1, max_size=12))
def test_instalments_always_add_up_to_the_total_and_none_is_negative(total, shares):
    if sum(shares) > 10_000:
        return
    found = amounts([*(one(Trigger.DATE, bp) for bp in shares), one(Trigger.END)], total)
    assert sum(found) == total
    assert min(found) >= 0


@given(st.integers(0, 10**9), st.integers(1, 60))
def test_equal_parts_are_equal_to_the_cent_but_for_the_last(total, count):
    parts = equal_parts(total, count)
    assert sum(parts) == total
    assert min(parts) >= 0
    assert len(parts) == count


@pytest.mark.parametrize(
    ("instalment", "due_on"),
    [
        (one(Trigger.SIGNATURE, offset_days=30), date(2026, 7, 1)),
        (one(Trigger.DATE, at=date(2026, 8, 31)), date(2026, 8, 31)),
        (one(Trigger.START, offset_days=-15), date(2026, 8, 26)),
        (one(Trigger.END, offset_days=30), date(2027, 1, 2)),
        (one(Trigger.COMPLETION), date(2026, 12, 10)),
        (one(Trigger.MODULE_END, module=1), date(2026, 9, 11)),
        (one(Trigger.MODULE_END, module=2), None),
        (one(Trigger.MODULE_END, module=4), None),
        (one(Trigger.MODULE_END), None),
    ],
)
def test_an_instalment_falls_due_its_offset_after_its_event(instalment, due_on):
    assert schedule([instalment], 1000, MILESTONES)[0].due_on == due_on


def test_a_monthly_instalment_follows_the_minutes_taught_and_is_due_on_the_months_last_day():
    found = schedule([one(Trigger.MONTH)], 100_001, MILESTONES)
    assert [(due.period, due.cents, due.due_on) for due in found] == [
        (Period(2026, 9, 1), 50_001, date(2026, 9, 30)),
        (Period(2026, 10, 1), 25_000, date(2026, 10, 31)),
        (Period(2026, 12, 1), 25_000, date(2026, 12, 31)),
    ]


def test_a_quarterly_instalment_groups_three_months():
    found = schedule([one(Trigger.QUARTER, offset_days=30)], 100_000, MILESTONES)
    assert [(due.period, due.cents, due.due_on) for due in found] == [
        (Period(2026, 3, 3), 50_000, date(2026, 10, 30)),
        (Period(2026, 4, 3), 50_000, date(2027, 1, 30)),
    ]


def test_before_dates_are_known_amounts_are_and_days_are_not():
    found = schedule([one(Trigger.SIGNATURE, 3000), one(Trigger.MONTH)], 100_000, Milestones())
    assert [(due.cents, due.due_on, due.period) for due in found] == [
        (30_000, None, None),
        (70_000, None, None),
    ]


PRIVATE = {"client": Payer(PayerKind.INDIVIDUAL)}


def test_an_individual_owes_nothing_before_ten_days_have_passed_after_signature():
    found = schedule(deposit(3000), 100_000, MILESTONES, PRIVATE)[0]
    assert (found.earliest_on, found.due_on) == (date(2026, 6, 12), date(2026, 6, 12))


def test_at_a_distance_an_individual_has_fourteen_days():
    payers = {"client": Payer(PayerKind.INDIVIDUAL, at_distance=True)}
    assert schedule(deposit(3000), 100_000, MILESTONES, payers)[0].due_on == date(2026, 6, 16)


def test_a_withdrawal_period_that_ends_on_a_day_off_is_read_as_ending_on_the_next_working_day():
    # Signed on Wednesday 3 June: the tenth day is Saturday 13, read as Monday 15.
    milestones = Milestones(signed_on=date(2026, 6, 3), starts_on=STARTS)
    found = schedule(deposit(3000), 100_000, milestones, PRIVATE, lambda day: day.weekday() < 5)
    assert found[0].due_on == date(2026, 6, 16)


def test_an_individual_pays_at_most_thirty_percent_before_the_training_goes_on():
    assert refusals(schedule(deposit(3000), 100_000, MILESTONES, PRIVATE), PRIVATE) == ()
    with speaking("en"):
        (error,) = refusals(schedule(deposit(3001), 100_000, MILESTONES, PRIVATE), PRIVATE)
    assert isinstance(error, AdvanceTooLarge)
    assert "L.6353-6" in error.message


def test_a_funders_advance_is_at_most_thirty_percent_of_its_own_part():
    payers = {"client": Payer(PayerKind.COMPANY), "opco": Payer(PayerKind.FUNDER)}
    plan = [
        one(Trigger.SIGNATURE, cents=15_000, payer="opco"),
        one(Trigger.END, cents=35_000, payer="opco"),
        one(Trigger.SIGNATURE, cents=40_000),
        one(Trigger.END),
    ]
    assert refusals(schedule(plan, 100_000, MILESTONES, payers), payers) == ()
    dearer = [one(Trigger.SIGNATURE, cents=15_001, payer="opco"), *plan[1:]]
    with speaking("en"):
        (error,) = refusals(schedule(dearer, 100_000, MILESTONES, payers), payers)
    assert "R.6332-25" in error.message


def test_a_public_buyer_pays_no_advance_unless_it_was_agreed():
    payers = {"client": Payer(PayerKind.PUBLIC)}
    with speaking("en"):
        (error,) = refusals(schedule(deposit(500), 100_000, MILESTONES, payers), payers)
    assert isinstance(error, NoAdvance)
    agreed = {"client": Payer(PayerKind.PUBLIC, advance_agreed=True)}
    assert refusals(schedule(deposit(500), 100_000, MILESTONES, agreed), agreed) == ()
    after = [one(Trigger.MODULE_END, 5000, module=1), one(Trigger.END)]
    assert refusals(schedule(after, 100_000, MILESTONES, payers), payers) == ()


def test_a_company_agrees_on_what_it_likes():
    payers = {"client": Payer(PayerKind.COMPANY)}
    assert refusals(schedule(deposit(10_000), 100_000, MILESTONES, payers), payers) == ()


def test_what_is_due_on_the_first_day_is_asked_before_anything_was_delivered():
    plan = [one(Trigger.START, 5000), one(Trigger.START, 1000, offset_days=1), one(Trigger.END)]
    found = schedule(plan, 1000, MILESTONES)
    assert [due.advance for due in found] == [True, False, False]


def test_before_dates_are_known_what_does_not_wait_for_the_training_counts_as_an_advance():
    found = schedule(
        [
            one(Trigger.SIGNATURE, 1000),
            one(Trigger.START, 1000),
            one(Trigger.START, 1000, offset_days=1),
            one(Trigger.END),
        ],
        1000,
        Milestones(),
    )
    assert [due.advance for due in found] == [True, True, False, False]


def test_what_waits_for_the_end_of_a_one_day_training_is_no_advance() -> None:
    day = date(2027, 4, 12)
    milestones = Milestones(starts_on=day, ends_on=day)
    payers = {"client": Payer(PayerKind.PUBLIC)}
    plan = [Instalment("Solde", Trigger.END)]
    assert refusals(schedule(plan, 26_000, milestones, payers), payers) == ()
    sooner = [Instalment("Solde", Trigger.END, offset_days=-1)]
    assert refusals(schedule(sooner, 26_000, milestones, payers), payers) != ()


def test_a_plan_a_cent_away_from_its_total_is_refused_and_less_than_a_cent_is_settled_by_the_last():
    for cents in (50_001, 49_999):
        with pytest.raises(BadInstalments):
            amounts([one(Trigger.START, cents=cents), one(Trigger.END, cents=50_000)], 100_000)
    assert amounts([one(Trigger.START, cents=50_000), one(Trigger.END, 3_333)], 74_996) == (50_000, 24_996)


def test_when_the_amounts_already_make_the_total_the_last_has_nothing_to_take():
    assert amounts([one(Trigger.START, cents=100), one(Trigger.END)], 100) == (100, 0)


def test_a_share_or_an_amount_of_nothing_is_no_mistake():
    assert amounts([one(Trigger.START, 0), one(Trigger.END, 10_000)], 100) == (0, 100)
    assert amounts([one(Trigger.START, cents=0), one(Trigger.END)], 100) == (0, 100)


def test_a_month_in_which_nothing_counted_pays_nothing():
    idle = Milestones(minutes=((date(2026, 9, 10), 420), (date(2026, 10, 8), 0)))
    [due] = schedule([one(Trigger.MONTH, 10_000)], 1_000, idle)
    assert (due.period, due.cents) == (Period(2026, 9, 1), 1_000)


def test_a_withdrawal_period_moves_one_day_at_a_time_to_the_next_working_day():
    payers = {"client": Payer(PayerKind.INDIVIDUAL)}
    # 11 June 2026, the tenth day, is the only day off: the period ends on the 12th.
    [due, _rest] = schedule(
        deposit(3_000), 1_000, MILESTONES, payers, is_working_day=lambda day: day != date(2026, 6, 11)
    )
    assert due.due_on == date(2026, 6, 13)


def test_an_instalment_that_waits_for_a_module_it_doesnt_name_has_no_day():
    [due] = schedule([one(Trigger.MODULE_END, 10_000)], 1_000, MILESTONES)
    assert due.due_on is None


def test_a_day_that_is_stated_is_an_advance_while_the_dates_are_unknown():
    stated = one(Trigger.DATE, 10_000, at=None)
    [due] = schedule([stated], 1_000, Milestones())
    assert due.advance


def test_what_waits_for_the_completion_is_no_advance_even_on_the_first_day():
    [due] = schedule([one(Trigger.COMPLETION, 10_000)], 1_000, Milestones(starts_on=ENDS, completed_on=ENDS))
    assert not due.advance


def test_each_payer_is_judged_whoever_comes_before():
    plan = (one(Trigger.END, 2_000, payer="late"), one(Trigger.SIGNATURE, 8_000, payer="town"))
    dues = schedule(plan, 1_000, MILESTONES)
    payers = {"late": Payer(PayerKind.COMPANY), "town": Payer(PayerKind.PUBLIC)}
    with speaking("en"):
        [refused] = refusals(dues, payers)
        assert "town is a public buyer" in refused.message
        assert "after the service" in str(refused.remedy)
