"""What becomes of offers: a number's versions together, conversion, months of delivery to the cent."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.domain.lifecycle import ENDS, Stage
from backoffice.domain.offers import AGES, LIKELY_BP, Outcome, Version, age_band, by_month, offer_of, tally

TODAY = date(2026, 6, 1)


def version(idx: int, state: str, *, days: int = 10, valid: int = 30, net: int = 100_000) -> Version:
    issued = TODAY - timedelta(days=days)
    signed = TODAY if state == "accepted" else None
    return Version("DEV-2026-0001", idx, state, issued, issued + timedelta(days=valid), signed, net)


def test_an_accepted_version_decides_whatever_the_others_became() -> None:
    found = offer_of(
        [version(1, "superseded", days=20), version(2, "accepted", net=90_000), version(3, "refused")], TODAY
    )
    assert (found.outcome, found.net_cents, found.days_to_sign) == (Outcome.ACCEPTED, 90_000, 20)


def test_an_offer_is_open_while_one_version_can_be_answered() -> None:
    assert offer_of([version(1, "refused"), version(2, "issued")], TODAY).outcome is Outcome.OPEN


def test_expiry_is_read_from_the_clock() -> None:
    late = version(1, "issued", days=31)
    assert offer_of([late], TODAY).outcome is Outcome.EXPIRED
    assert offer_of([version(1, "issued", days=30)], TODAY).outcome is Outcome.OPEN  # its last day counts
    assert offer_of([late, version(2, "issued")], TODAY).outcome is Outcome.OPEN


@pytest.mark.parametrize("state", ["refused", "expired", "withdrawn"])
def test_without_a_live_version_the_last_one_says_what_became_of_it(state: str) -> None:
    found = offer_of([version(1, "superseded"), version(2, state, net=5)], TODAY)
    assert (found.outcome, found.net_cents) == (Outcome(state), 5)


def test_conversion_leaves_out_what_we_withdrew_and_what_is_still_open() -> None:
    states = ["accepted", "refused", "expired", "withdrawn", "issued", "accepted"]
    found = tally(offer_of([version(1, state)], TODAY) for state in states)
    assert found.offers == 6
    assert found.conversion_bp == 5_000  # 2 of 4
    assert tally([]).conversion_bp is None
    assert tally([offer_of([version(1, "withdrawn")], TODAY)]).conversion_bp is None


def test_each_stage_of_a_running_dossier_has_a_weight() -> None:
    running = {str(stage) for stage in Stage if stage not in ENDS} - {"closed"}
    assert set(LIKELY_BP) == running


def test_every_age_falls_into_one_band() -> None:
    for days in range(100):
        low, high = age_band(days)
        assert low <= days
        assert high is None or days <= high
        assert (low, high) in AGES


def test_a_signed_amount_is_delivered_in_the_months_of_its_slots() -> None:
    slots = [(date(2026, 9, 15), 420), (date(2026, 10, 13), 210), (None, 210)]
    assert by_month(100_001, slots) == {"2026-09": 50_001, "2026-10": 25_000, "": 25_000}
    assert by_month(500, []) == {"": 500}


_SLOT = st.tuples(
    st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.integers(min_value=0, max_value=600)
)


@given(st.integers(min_value=0, max_value=10**9), st.lists(_SLOT, max_size=12))
def test_months_sum_to_the_amount_and_each_is_its_share_rounded(cents: int, slots: list) -> None:
    found = by_month(cents, slots)
    assert sum(found.values()) == cents
    whole = sum(minutes for _day, minutes in slots)
    for month, part in found.items():
        mine = sum(minutes for day, minutes in slots if (f"{day:%Y-%m}" if day else "") == month)
        if whole:
            assert abs(part * whole - cents * mine) < whole
