"""Who signs when, what an individual may give up, and what asks for an amendment."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from backoffice.domain.agreement import ContractForm, contract_form, missing_items
from backoffice.domain.amendments import Matter, Sitting, Standing, differing, moved
from backoffice.domain.calendars import Calendar
from backoffice.domain.contracts import (
    CONTRACT_MOVES,
    ContractMoveRefused,
    ContractState,
    SignedTooEarly,
    check_contract_move,
    check_signed,
    late,
    withdrawal,
)
from backoffice.errors import Invalid
from tests.domain.test_agreement import WHOLE

START = date(2026, 9, 15)
FR = Calendar("FR")


@pytest.mark.parametrize(
    ("change", "signed_on", "form"),
    [
        ({}, None, ContractForm.QUOTE),
        ({}, date(2026, 9, 14), ContractForm.QUOTE),
        ({}, START, ContractForm.AGREEMENT),
        ({"allowed": False}, None, ContractForm.AGREEMENT),
        ({"means": ""}, None, ContractForm.AGREEMENT),
        ({"client_kind": "individual"}, None, ContractForm.CONTRACT),
        ({"training_action": False}, None, ContractForm.NONE),
        ({"training_action": False, "client_kind": "individual"}, None, ContractForm.NONE),
    ],
)
def test_a_quote_stands_only_whole_allowed_and_signed_before_the_start(
    change: dict[str, object], signed_on: date | None, form: ContractForm
) -> None:
    assert contract_form(replace(WHOLE, **change), signed_on, START) is form  # type: ignore[arg-type]


def test_a_missing_item_is_named_whatever_the_settings_say() -> None:
    [item] = missing_items(replace(WHOLE, recognition="", allowed=False))
    assert "recognised" in item


@pytest.mark.parametrize(
    ("signed_on", "at_distance", "last_day"),
    [
        (date(2026, 6, 1), False, date(2026, 6, 11)),
        (date(2026, 6, 1), True, date(2026, 6, 15)),
        # Ten days later is a Sunday.
        (date(2026, 6, 4), False, date(2026, 6, 15)),
        # The tenth day is Whit Monday.
        (date(2026, 5, 15), False, date(2026, 5, 26)),
    ],
)
def test_nothing_is_asked_of_an_individual_before_the_withdrawal_period_has_ended(
    signed_on: date, at_distance: bool, last_day: date
) -> None:
    found = withdrawal(signed_on, at_distance, FR)
    assert found.last_day == last_day
    assert (found.payable_from - last_day).days == 1


@pytest.mark.parametrize("act", CONTRACT_MOVES)
@pytest.mark.parametrize("state", list(ContractState))
def test_a_refused_move_lists_those_allowed(act: str, state: ContractState) -> None:
    if state in CONTRACT_MOVES[act]:
        check_contract_move(act, "CONV-2026-0001", state)
        return
    with pytest.raises(ContractMoveRefused) as raised:
        check_contract_move(act, "CONV-2026-0001", state)
    assert raised.value.remedy


def test_a_signature_is_neither_before_the_document_nor_in_the_future() -> None:
    issued, today = date(2026, 6, 1), date(2026, 6, 3)
    check_signed("CONV-2026-0001", issued, issued, today)
    check_signed("CONV-2026-0001", issued, today, today)
    with pytest.raises(SignedTooEarly):
        check_signed("CONV-2026-0001", issued, date(2026, 5, 31), today)
    with pytest.raises(Invalid, match="future"):
        check_signed("CONV-2026-0001", issued, date(2026, 6, 4), today)


def test_an_agreement_is_signed_before_the_first_slot() -> None:
    assert [late(day, START) for day in (date(2026, 9, 14), START)] == [False, True]
    assert not late(START, None)


SIGNED = Standing(
    aims=("Nommer les cadres",),
    sittings=(
        Sitting("Module 1", START, "09:00", "12:30", 210, "Guéret"),
        Sitting("Module 2", None, minutes=210),
    ),
    least=8,
    most=12,
    net_cents=556_240,
    vat_cents=0,
)


@pytest.mark.parametrize(
    ("change", "matter"),
    [
        ({"aims": ("Nommer les cadres", "Évaluer")}, Matter.AIMS),
        ({"most": 14}, Matter.HEADCOUNT),
        ({"least": None}, Matter.HEADCOUNT),
        ({"net_cents": 600_000}, Matter.PRICE),
        ({"vat_cents": 1}, Matter.PRICE),
        ({"sittings": SIGNED.sittings[:1]}, Matter.DATES),
        (
            {"sittings": (replace(SIGNED.sittings[0], day=date(2026, 9, 16)), SIGNED.sittings[1])},
            Matter.DATES,
        ),
        ({"sittings": (replace(SIGNED.sittings[0], start="09:30"), SIGNED.sittings[1])}, Matter.DATES),
        ({"sittings": (replace(SIGNED.sittings[0], place="Limoges"), SIGNED.sittings[1])}, Matter.DATES),
    ],
)
def test_aims_dates_headcount_and_price_each_ask_for_an_amendment(
    change: dict[str, object], matter: Matter
) -> None:
    assert differing(SIGNED, replace(SIGNED, **change)) == (matter,)  # type: ignore[arg-type]


def test_the_order_of_dates_changes_nothing() -> None:
    assert differing(SIGNED, replace(SIGNED, sittings=SIGNED.sittings[::-1])) == ()


def test_only_the_sittings_that_changed_are_told() -> None:
    other = Sitting("Module 2", date(2026, 10, 13), "09:00", "12:30", 210)
    assert moved(SIGNED, replace(SIGNED, sittings=(SIGNED.sittings[0], other))) == (
        (SIGNED.sittings[1],),
        (other,),
    )
