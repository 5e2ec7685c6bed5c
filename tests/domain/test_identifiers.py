"""Numbers that others gave are checked, and a refusal says what is wrong with which."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.domain import identifiers as ids
from backoffice.errors import BackofficeError
from backoffice.i18n import speaking


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with speaking("en"):
        yield


@pytest.mark.parametrize("text", ["443121975", "443 121 975", "443.121.975", " 443\u00a0121\u00a0975 "])
def test_a_siren_is_kept_as_nine_digits_however_it_was_typed(text):
    assert ids.siren(text) == "443121975"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("44312197", "8 characters and needs 9"),
        ("73282932000074", "14 characters and needs 9"),
        ("44312197O", "character that doesn't belong"),
        ("443121976", "check digits"),
        ("431421975", "check digits"),
        ("000000000", "all zeros"),
        ("", "0 characters"),
    ],
)
def test_a_wrong_siren_says_its_name_and_what_is_wrong(text, why):
    with pytest.raises(ids.BadSiren, match=f"^SIREN .*{why}") as caught:
        ids.siren(text)
    assert caught.value.code == "bad_siren"
    assert caught.value.remedy


def test_a_siret_is_kept_as_fourteen_digits():
    assert ids.siret("732 829 320 00074") == "73282932000074"
    assert ids.siren_of("73282932000074") == "732829320"
    for text, why in (("7328293200007", "13 characters"), ("73282932000075", "check digits")):
        with pytest.raises(ids.BadSiret, match=why):
            ids.siret(text)


def test_la_postes_establishments_have_a_rule_of_their_own_and_its_head_office_the_common_one():
    assert ids.siret("35600000000048")
    assert ids.siret("35600000049837")  # the digits add up to 45
    with pytest.raises(ids.BadSiret, match="check digits"):
        ids.siret("35600000049838")


def test_a_vat_number_carries_the_key_of_its_siren():
    assert ids.vat_number_of("443121975") == "FR46443121975"
    assert ids.vat_number("FR 46 443 121 975") == "FR46443121975"
    assert ids.vat_number("46443121975", "443121975") == "FR46443121975"
    assert ids.vat_number("FRK7399859412") == "FRK7399859412"


@pytest.mark.parametrize(
    ("text", "of", "why"),
    [
        ("FR47443121975", None, "check digits"),
        ("FR4644312197", None, "12 characters and needs 13"),
        ("BE0403019261", None, "character"),
        ("FR46443121975", "732829320", "belongs to the SIREN 443121975"),
        ("FRIO334175221", None, "check digits"),
    ],
)
def test_a_wrong_vat_number_is_refused(text, of, why):
    with pytest.raises(ids.BadVatNumber, match=f"^VAT number .*{why}"):
        ids.vat_number(text, of)


@given(st.integers(1, 10**9 - 1))
def test_the_key_of_any_siren_is_the_one_that_the_check_expects(number):
    from stdnum import luhn

    digits = f"{number // 10:08d}"
    digits += luhn.calc_check_digit(digits)
    if digits.startswith("000"):
        return
    assert ids.vat_number(ids.vat_number_of(digits), digits) == f"FR{ids.vat_number_of(digits)[2:]}"


def test_an_iban_is_checked_whole():
    assert ids.iban("FR76 3000 6000 0112 3456 7890 189") == "FR7630006000011234567890189"
    assert ids.iban("be68 5390 0754 7034") == "BE68539007547034"
    for text, why in (
        ("FR7630006000011234567890188", "check digits"),
        ("FR763000600001123456789018", "26 characters and needs 27"),
        ("FR76300060000112345678901é9", "character"),
        ("ZZ68539007547034", "check digits|country"),
        ("FR76", "4 characters"),
    ):
        with pytest.raises(ids.BadIban, match=why):
            ids.iban(text)


def test_a_bic_has_eight_or_eleven_characters():
    assert ids.bic("agrifrpp") == "AGRIFRPP"
    assert ids.bic("AGRI FR PP 882") == "AGRIFRPP882"
    for text, why in (
        ("AGRIFRP", "7 characters"),
        ("AGRIFRPP8", "9 characters"),
        ("AGRI1RPP", "order"),
        ("AGRIFRP_", "character"),
    ):
        with pytest.raises(ids.BadBic, match=why):
            ids.bic(text)


def test_an_ape_code_belongs_to_the_nomenclature_of_its_day():
    assert ids.ape("8559a", date(2026, 12, 31)) == ids.Ape("85.59A", "naf_rev2")
    assert ids.ape("85.59A", date(2027, 1, 1)) == ids.Ape("85.59A", "naf_2025")
    for text in ("8559", "855A9", "85.59AB"):
        with pytest.raises(ids.BadApe):
            ids.ape(text, date(2026, 6, 1))


@pytest.mark.parametrize(
    "text", ["11 78 85150 78", "76 34 13151 34", "53 29 10261 29", "93 06 10481 06", "11 75 32629 75"]
)
def test_a_registration_number_repeats_its_department(text):
    assert ids.nda(text).warning is None


@pytest.mark.parametrize("text", ["11 78 85150 75", "1178851507", "94 2A 12345 2A", "récépissé"])
def test_an_odd_registration_number_is_kept_with_a_warning(text):
    found = ids.nda(text)
    assert found.warning
    assert found.value


def test_an_overseas_registration_number_is_not_suspected():
    assert ids.nda("98 97 01234 74").warning is None


@given(st.text(max_size=40))
def test_no_text_is_ever_a_crash(text):
    for check in (ids.siren, ids.siret, ids.vat_number, ids.iban, ids.bic):
        try:
            assert check(text)
        except BackofficeError as error:
            assert error.code.startswith("bad_")  # noqa: PT017
    ids.nda(text)


def test_the_library_of_checks_is_loaded_by_the_first_check_and_not_before():
    code = "import sys, backoffice.domain.identifiers; sys.exit('stdnum' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
