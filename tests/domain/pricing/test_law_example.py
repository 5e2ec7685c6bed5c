"""The law sheet's section 15, from the card to the cent: nets, VAT by territory, deposit, trainee-hour."""

from __future__ import annotations

import pytest

from backoffice.domain.money import Line, price_per_trainee_hour, share, totals
from backoffice.domain.pricing.card import Card, Rate, Service
from backoffice.domain.pricing.case import Case, Taught, Time
from backoffice.domain.pricing.funding import Cap, CapBy, Extent, Payer, plan
from backoffice.domain.pricing.lines import propose
from backoffice.domain.pricing.units import By, Per
from backoffice.domain.vat import VatStatus, vat_for
from tests.store.postgres import NOW

EURO = 1_000_000
CARD = Card(
    "C",
    "c",
    (
        Rate("day", "Animation", price_micro=1_450 * EURO),
        Rate("design", "Ingénierie", Service.DESIGN, Per.FILE, By.ONCE, price_micro=900 * EURO),
        Rate("travel", "Déplacement", Service.TRAVEL, Per.FILE, By.ONCE, at_cost=True),
    ),
)
CASE = Case((Taught(Time(half_days=6, minutes=1_260, sessions=6, modules=1), 12),), costs={"travel": 31_240})


def _totals(status: VatStatus, territory: str):
    lines = propose(CARD, CASE).lines
    return totals(
        Line(
            one.unit_micro,
            one.quantity_e4,
            vat_for(status, one.nature, territory, NOW.date()),
            one.discount_bp,
            one.nature,
        )
        for one in lines
    )


@pytest.mark.parametrize(
    ("status", "territory", "vat_cents", "total_cents"),
    [
        (VatStatus.EXEMPT, "FR", 0, 556_240),
        (VatStatus.TAXABLE, "FR", 111_248, 667_488),
        (VatStatus.TAXABLE, "RE", 47_280, 603_520),
        (VatStatus.TAXABLE, "GF", 0, 556_240),
        (VatStatus.TAXABLE, "YT", 0, 556_240),
        (VatStatus.FRANCHISE, "FR", 0, 556_240),
    ],
)
def test_three_days_a_day_of_design_and_travel(status, territory, vat_cents, total_cents):
    found = _totals(status, territory)
    assert (found.net_cents, found.vat_cents, found.total_cents) == (556_240, vat_cents, total_cents)


def test_its_deposit_its_balance_and_its_trainee_hour():
    found = _totals(VatStatus.EXEMPT, "FR")
    deposit = share(found.total_cents, 3_000)
    assert (deposit, found.total_cents - deposit) == (166_872, 389_368)
    assert price_per_trainee_hour(found.net_cents, 12 * 1_260) == 2_207


def test_a_cap_of_thirty_an_hour_and_three_thousand_a_year_leaves_the_rest_to_the_client():
    extent = Extent(minutes=1_260, half_days=6, persons=12)
    caps = (Cap(3_000, CapBy.HOUR), Cap(300_000, CapBy.YEAR, per_person=False))
    found = plan([Payer(1, "F1", caps=caps)], 556_240, 556_240, extent)
    # 30 € x 252 trainee-hours is 7 560 €: only the year's cap bites.
    assert [part.pays_cents for part in found.parts] == [300_000]
    assert found.client_cents == 256_240
    few = Extent(minutes=1_260, half_days=6, persons=2)
    assert plan([Payer(1, "F1", caps=caps)], 556_240, 556_240, few).parts[0].pays_cents == 126_000
