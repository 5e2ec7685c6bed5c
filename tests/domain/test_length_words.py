"""Lengths in the words of people: what is said in a language is understood in it, and in the other one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.domain.deadlines import BadLength, Length, Term, Unit, UnknownUnit, parse_length
from backoffice.domain.deadlines.words import DAY_UNITS, read_length, said
from backoffice.i18n import LANGUAGES, speaking


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("15 jours", "15 days"),
        ("1 jour ouvré", "1 working day"),
        ("5 JOURS OUVRES", "5 working days"),
        ("10 jours ouvrables", "10 ouvrables"),
        ("10 ouvrables", "10 ouvrables"),
        ("15 jours francs", "15 clear days"),
        ("1 mois 5 jours", "1 month 5 days"),
        ("2 ans", "2 years"),
        ("2 années 3 semaines", "2 years 3 weeks"),
        ("4 heures ouvrées", "4 working hours"),
        ("2 working days", "2 working days"),
    ],
)
def test_a_length_typed_in_french_is_the_same_length(typed: str, meant: str) -> None:
    assert read_length(typed) == parse_length(meant)


@pytest.mark.parametrize("typed", ["3 lunes", "3 jours ouvrés ouvrables", "3 jour de fête"])
def test_a_unit_of_neither_language_is_refused_with_those_allowed(typed: str) -> None:
    with pytest.raises(UnknownUnit) as wrong:
        read_length(typed)
    assert "working days" in (wrong.value.allowed or ())


@pytest.mark.parametrize("typed", ["", "jours", "-3 jours", "1,5 jours", "5 jours 1 mois", "0 jour"])
def test_what_isnt_a_whole_positive_length_is_refused(typed: str) -> None:
    with pytest.raises(BadLength):
        read_length(typed)


def test_units_of_the_clock_tell_no_day() -> None:
    assert set(DAY_UNITS) == {unit.value for unit in Unit} - {"minutes", "hours", "working hours"}


_ONE = st.builds(lambda n, unit: Length((Term(n, unit),)), st.integers(1, 999), st.sampled_from(list(Unit)))
_SUM = st.builds(
    lambda months, days: Length((Term(months, Unit.MONTHS), Term(days, Unit.DAYS))),
    st.integers(1, 99),
    st.integers(1, 99),
)


@pytest.mark.parametrize("language", LANGUAGES)
@given(length=_ONE | _SUM)
def test_what_is_said_of_a_length_is_read_as_that_length(language: str, length: Length) -> None:
    with speaking(language):
        assert read_length(said(length)) == length
