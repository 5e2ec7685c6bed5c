"""Law texts: dated, in both languages, the right sentence for the right document."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from backoffice.data.mentions import MENTIONS, MentionMissing, mention, of_region, registration

DAY = date(2026, 6, 1)


def test_a_contract_and_a_public_page_carry_different_registration_sentences():
    contract = registration("74 23 00123 23", "Bretagne", DAY, "fr")
    public = registration("74 23 00123 23", "Bretagne", DAY, "fr", public=True)
    assert "auprès du préfet de région de Bretagne" in contract
    assert "ne vaut pas agrément de l’État" in public
    assert "agrément" not in contract


def test_a_first_agreement_has_no_registration_sentence():
    assert registration("", "Bretagne", DAY, "fr") == ""


@pytest.mark.parametrize(
    ("region", "written"),
    [
        ("Bretagne", "de Bretagne"),
        ("Île-de-France", "d’Île-de-France"),
        ("Occitanie", "d’Occitanie"),
        ("Pays de la Loire", "des Pays de la Loire"),
        ("Hauts-de-France", "des Hauts-de-France"),
        ("Grand Est", "du Grand Est"),
        ("La Réunion", "de La Réunion"),
        ("Guadeloupe", "de la Guadeloupe"),
        ("Martinique", "de Martinique"),
    ],
)
def test_a_region_takes_its_article(region, written):
    assert of_region(region) == written


def test_a_reference_to_the_tax_code_ends_when_it_is_no_longer_tolerated():
    assert "261-4-4° a du CGI" in mention("vat_exempt_training", date(2028, 6, 30), "fr")
    with pytest.raises(MentionMissing) as refused:
        mention("vat_exempt_training", date(2028, 7, 1), "fr")
    assert refused.value.remedy


def test_two_wordings_of_a_mention_never_hold_on_the_same_day():
    by_code: dict[str, list] = {}
    for one in MENTIONS:
        by_code.setdefault(one.code, []).append(one)
    for same in by_code.values():
        for before, after in pairwise(same):
            assert before.until is not None
            assert after.since is not None
            assert before.until <= after.since


def test_repealed_articles_are_never_cited():
    texts = [text for one in MENTIONS for text in (one.fr, one.en)]
    assert not any(gone in text for text in texts for gone in ("6353-2", "D. 6353-4", "agréé"))
