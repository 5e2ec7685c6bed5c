"""French values are written as the Imprimerie nationale does, English ones as a British reader expects."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.i18n import formats, speaking, typed

N, F = "\u00a0", "\u202f"


def french(function, *values):  # type: ignore[no-untyped-def]
    with speaking("fr"):
        return function(*values)


@pytest.mark.parametrize(
    ("cents", "written"),
    [
        (0, f"0,00{N}€"),
        (5, f"0,05{N}€"),
        (-15_000, f"-150,00{N}€"),
        (250_000, f"2{F}500,00{N}€"),
        (1_234_550, f"12{F}345,50{N}€"),
        (123_456_789_01, f"123{F}456{F}789,01{N}€"),
    ],
)
def test_money_has_narrow_spaces_between_thousands_and_a_no_break_space_before_the_euro(cents, written):
    assert french(formats.money, cents) == written


def test_money_in_english_has_commas_and_a_point():
    assert formats.money(1_234_550) == f"12,345.50{N}€"
    assert formats.amount(-5) == "-0.05"


@pytest.mark.parametrize(
    ("micro", "written"),
    [
        (1_450_000_000, f"1{F}450,00{N}€"),
        (636_000, f"0,636{N}€"),
        (1, f"0,000001{N}€"),
        (600_000, f"0,60{N}€"),
    ],
)
def test_a_unit_price_shows_two_to_six_decimals(micro, written):
    assert french(formats.unit_price, micro) == written


@pytest.mark.parametrize(
    ("e4", "written"), [(15_000, "1,5"), (20_000, "2"), (1, "0,0001"), (-12_500, "-1,25")]
)
def test_a_quantity_has_no_zero_at_its_end(e4, written):
    assert french(formats.quantity, e4) == written


@pytest.mark.parametrize(
    ("bp", "fr", "en"), [(850, f"8,5{N}%", "8.5%"), (2000, f"20{N}%", "20%"), (5, f"0,05{N}%", "0.05%")]
)
def test_a_rate_is_a_percentage(bp, fr, en):
    assert (french(formats.rate, bp), formats.rate(bp)) == (fr, en)


def test_french_is_singular_below_two_and_english_for_one_alone():
    assert [french(formats.counted, e4) > 1 for e4 in (0, 15_000, 19_999, 20_000)] == [
        False,
        False,
        False,
        True,
    ]
    assert [formats.counted(e4) > 1 for e4 in (0, 10_000, 15_000)] == [True, False, True]


def test_the_first_of_a_month_is_an_ordinal_in_french_alone():
    first = date(2026, 6, 1)
    assert french(formats.long_date, first) == "1er juin 2026"
    assert french(formats.weekday_date, first) == "lundi 1er juin 2026"
    assert french(formats.brief_date, first) == "lun. 1er juin"
    assert french(formats.short_date, first) == "01/06/2026"
    assert french(formats.month, first) == "juin 2026"
    assert formats.weekday_date(first) == "Monday 1 June 2026"
    assert formats.brief_date(date(2026, 12, 7)) == "Mon 7 Dec"


@pytest.mark.parametrize(
    ("days", "fr", "en"),
    [
        ([], "", ""),
        ([(2027, 3, 3)], "le 3 mars 2027", "3 March 2027"),
        (
            [(2027, 3, 17), (2027, 3, 3), (2027, 3, 10)],
            "les 3, 10 et 17 mars 2027",
            "3, 10 and 17 March 2027",
        ),
        ([(2027, 3, 1), (2027, 3, 1), (2027, 3, 2)], "les 1er et 2 mars 2027", "1 and 2 March 2027"),
        (
            [(2027, 3, 31), (2027, 4, 7), (2027, 4, 14)],
            "le 31 mars et les 7 et 14 avril 2027",
            "31 March and 7 and 14 April 2027",
        ),
        (
            [(2026, 12, 10), (2026, 12, 17), (2027, 1, 7)],
            "les 10 et 17 décembre 2026 et le 7 janvier 2027",
            "10 and 17 December 2026 and 7 January 2027",
        ),
    ],
)
def test_several_days_are_said_in_one_phrase(days, fr, en):
    dates = [date(*day) for day in days]
    assert (french(formats.days, dates), formats.days(dates)) == (fr, en)


@pytest.mark.parametrize(
    ("first", "last", "fr", "en"),
    [
        ((2027, 3, 3), (2027, 3, 5), "du 3 au 5 mars 2027", "3 to 5 March 2027"),
        ((2027, 3, 3), (2027, 3, 3), "le 3 mars 2027", "3 March 2027"),
        ((2027, 3, 30), (2027, 4, 1), "du 30 mars au 1er avril 2027", "30 March to 1 April 2027"),
        (
            (2026, 12, 28),
            (2027, 1, 3),
            "du 28 décembre 2026 au 3 janvier 2027",
            "28 December 2026 to 3 January 2027",
        ),
    ],
)
def test_a_period_says_month_and_year_once_when_it_can(first, last, fr, en):
    ends = date(*first), date(*last)
    assert (french(formats.period, *ends), formats.period(*ends)) == (fr, en)


def test_french_hours_have_no_break_spaces_and_no_minutes_when_there_are_none():
    assert french(formats.clock_time, time(9, 30)) == f"9{N}h{N}30"
    assert french(formats.clock_time, time(14)) == f"14{N}h"
    assert french(formats.clock_time, time(9, 5)) == f"9{N}h{N}05"
    assert french(formats.time_span, time(9), time(12, 30)) == f"9{N}h{N}00{N}– 12{N}h{N}30"
    assert french(formats.moment, datetime(2026, 6, 1, 9)) == f"lundi 1er juin 2026 à 9{N}h"  # noqa: DTZ001
    assert (formats.clock_time(time(9, 30)), formats.time_span(time(9), time(12, 30))) == (
        "09:30",
        "09:00–12:30",
    )


@pytest.mark.parametrize(
    ("minutes", "written"),
    [(210, f"3{N}h{N}30"), (420, f"7{N}h"), (45, f"45{N}min"), (0, f"0{N}min"), (-65, f"-1{N}h{N}05")],
)
def test_a_duration_is_hours_and_minutes(minutes, written):
    assert french(formats.duration, minutes) == written


@pytest.mark.parametrize(
    ("minutes", "written"), [(210, f"3,5{N}h"), (1430, f"23,83{N}h"), (1, f"0,02{N}h"), (-90, f"-1,5{N}h")]
)
def test_decimal_hours_keep_at_most_two_decimals(minutes, written):
    assert french(formats.decimal_hours, minutes) == written


@pytest.mark.parametrize(
    ("minutes", "written"),
    [
        (0, f"0{N}min"),
        (45, f"45{N}min"),
        (7 * 60 + 40, f"7{N}h"),
        (24 * 60, f"1{N}j"),
        (3 * 1_440 + 4 * 60 + 59, f"3{N}j 4{N}h"),
        (-2 * 1_440, f"-2{N}j"),
    ],
)
def test_a_long_time_is_told_to_the_hour(minutes, written):
    assert french(formats.elapsed, minutes) == written


def test_identifiers_are_cut_as_they_are_read_aloud():
    assert formats.siren("443121975") == f"443{N}121{N}975"
    assert formats.siret("732 829 320 00074") == f"732{N}829{N}320{N}00074"
    assert formats.nda("11788515078") == f"11{N}78{N}85150{N}78"
    assert formats.iban("FR7630006000011234567890189") == "FR76 3000 6000 0112 3456 7890 189"
    assert formats.phone("01.23.45.67.89") == f"01{N}23{N}45{N}67{N}89"
    assert formats.phone("+33 (0)1 23 45 67 89") == f"+33{N}1{N}23{N}45{N}67{N}89"


def test_an_identifier_of_another_length_is_shown_as_it_is():
    assert (formats.siren("4431"), formats.phone("+44 20 7946 0958")) == ("4431", "+44 20 7946 0958")


def test_a_surname_is_in_capitals_with_its_accents():
    assert formats.person("Élodie", "Léger") == "Élodie LÉGER"
    assert formats.person("", "d’Aubigné") == "D’AUBIGNÉ"
    assert french(formats.postal_town, "23000", "Guéret") == "23000 GUÉRET"


@given(st.sampled_from(["fr", "en"]), st.integers(1 - 10**14, 10**14 - 1))
def test_an_amount_that_is_written_is_read_back_equal(code, cents):
    with speaking(code):
        assert typed.amount(formats.money(cents)) == cents


@given(st.sampled_from(["fr", "en"]), st.integers(-(10**14), 10**14))
def test_a_price_that_is_written_is_read_back_equal_or_refused_as_readable_in_two_ways(code, micro):
    with speaking(code):
        written = formats.unit_price(micro)
    with speaking("en"):
        try:
            assert typed.unit_price(written) == micro
        except typed.BadUnitPrice as error:
            assert "thousands or as decimals" in error.message  # noqa: PT017


@given(st.sampled_from(["fr", "en"]), st.dates(date(1900, 1, 1), date(2199, 12, 31)), st.dates())
def test_a_date_that_is_written_is_read_back_equal(code, day, today):
    with speaking(code):
        for written in (
            formats.long_date(day),
            formats.weekday_date(day),
            formats.short_date(day),
            day.isoformat(),
        ):
            assert typed.day(written, today) == day


@given(st.sampled_from(["fr", "en"]), st.times())
def test_a_time_that_is_written_is_read_back_equal(code, at):
    with speaking(code):
        assert typed.hour(formats.clock_time(at)) == time(at.hour, at.minute)


@given(st.sampled_from(["fr", "en"]), st.integers(0, 10**6))
def test_a_duration_that_is_written_is_read_back_equal(code, minutes):
    with speaking(code):
        assert typed.minutes(formats.duration(minutes)) == minutes
