"""VAT by line: the organisation's status, what is sold, where the client is established, on which day."""

from __future__ import annotations

from datetime import date

import pytest

from backoffice.data import vat as tables
from backoffice.data.mentions import MentionMissing
from backoffice.domain.vat import (
    LineNature,
    VatStatus,
    VatToState,
    VatTreatment,
    sentence,
    vat_for,
)
from backoffice.i18n import speaking

DAY = date(2026, 6, 1)
EXEMPT = VatTreatment("E", 0, "VATEX-FR-CGI261-4", "vat_exempt_training")


@pytest.mark.parametrize("nature", [LineNature.TRAINING, LineNature.ANCILLARY])
@pytest.mark.parametrize("territory", ["FR", "RE", "YT", "MF"])
def test_an_exempt_organisation_bears_no_vat_on_training_and_what_follows_it(nature, territory):
    assert vat_for(VatStatus.EXEMPT, nature, territory, DAY) == EXEMPT


@pytest.mark.parametrize("nature", [LineNature.CONSULTING, LineNature.OTHER])
def test_an_exempt_organisation_still_taxes_its_consulting_and_other_sales(nature):
    assert vat_for(VatStatus.EXEMPT, nature, "FR", DAY) == VatTreatment("S", 2000)


@pytest.mark.parametrize("nature", list(LineNature))
def test_the_franchise_covers_everything_that_is_sold(nature):
    found = vat_for(VatStatus.FRANCHISE, nature, "GP", DAY)
    assert (found.category, found.rate_bp, found.code) == ("E", 0, "VATEX-FR-FRANCHISE")


@pytest.mark.parametrize(
    ("territory", "rate_bp"),
    [("FR", 2000), ("FR-57", 2000), ("FR-67", 2000), ("FR-68", 2000), ("GP", 850), ("MQ", 850), ("RE", 850)],
)
def test_a_taxable_organisation_applies_the_rate_of_its_clients_territory(territory, rate_bp):
    assert vat_for(VatStatus.TAXABLE, LineNature.TRAINING, territory, DAY) == VatTreatment("S", rate_bp)


@pytest.mark.parametrize("territory", ["GF", "YT"])
def test_no_vat_applies_to_a_client_of_guyane_or_mayotte(territory):
    found = vat_for(VatStatus.TAXABLE, LineNature.TRAINING, territory, DAY)
    assert (found.category, found.rate_bp, found.taxed, found.reason) == ("O", 0, False, "vat_overseas")


@pytest.mark.parametrize(
    ("territory", "on"), [("MF", DAY), ("BL", DAY), ("PM", DAY), ("XX", DAY), ("FR", date(2013, 12, 31))]
)
def test_where_no_rule_is_known_the_accountant_is_asked_rather_than_a_rate_guessed(territory, on):
    with speaking("en"), pytest.raises(VatToState, match=territory) as caught:
        vat_for(VatStatus.TAXABLE, LineNature.TRAINING, territory, on)
    assert caught.value.code == "vat_to_state"


def test_the_sentence_of_an_exemption_names_its_article():
    with speaking("fr"):
        assert sentence("vat_exempt_training", DAY) == "Exonération de TVA – article 261-4-4° a du CGI"
        assert sentence("vat_franchise", DAY) == "TVA non applicable, art. 293 B du CGI"


def test_a_wording_that_is_no_longer_accepted_is_not_printed():
    with speaking("fr"):
        assert sentence("vat_exempt_training", date(2028, 6, 30))
    with speaking("en"), pytest.raises(MentionMissing):
        sentence("vat_exempt_training", date(2028, 7, 1))


def test_where_no_rule_is_known_the_territory_and_the_day_are_said():
    with speaking("en"), pytest.raises(VatToState, match="in MF on 2026-06-01"):
        vat_for(VatStatus.TAXABLE, LineNature.TRAINING, "MF", DAY)


def test_a_rate_holds_from_its_first_day_to_its_last_both_included(monkeypatch):
    first, last = date(2030, 1, 1), date(2030, 12, 31)
    rate = tables.Rate(("FR",), 2_100, first, last, "invented")
    after = tables.Rate(("FR",), 2_200, date(2031, 1, 1), None, "invented")
    monkeypatch.setattr(tables, "RATES", (rate, after))
    told = {day: vat_for(VatStatus.TAXABLE, LineNature.TRAINING, "FR", day).rate_bp for day in (first, last)}
    assert told == {first: 2_100, last: 2_100}
    assert vat_for(VatStatus.TAXABLE, LineNature.TRAINING, "FR", date(2031, 1, 1)).rate_bp == 2_200
    with pytest.raises(VatToState):
        vat_for(VatStatus.TAXABLE, LineNature.TRAINING, "FR", date(2029, 12, 31))
