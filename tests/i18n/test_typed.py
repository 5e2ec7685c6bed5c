"""What people type is understood or refused with an example, and never guessed."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.errors import BackofficeError
from backoffice.i18n import typed

MONDAY = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("1 234,50", 123450),
        ("1234.5", 123450),
        ("1 234,50 €", 123450),
        ("1\u202f234,50\u00a0€", 123450),
        ("1.234,50", 123450),
        ("1,234.50", 123450),
        ("1.234.567", 123456700),
        ("1,234,567.8", 123456780),
        ("12 345 678", 1234567800),
        ("-150", -15000),
        ("\N{MINUS SIGN}150,00", -15000),
        ("+ 3", 300),
        (",5", 50),
        ("0,05", 5),
        ("950eur", 95000),
        ("730 euros", 73000),
        ("€1,234.50", 123450),
        ("007", 700),
    ],
)
def test_an_amount_is_understood_however_its_thousands_and_decimals_are_typed(text, cents):
    assert typed.amount(text) == cents


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "nothing was typed"),
        ("   ", "nothing was typed"),
        ("abc", "isn't a number"),
        ("12€50", "isn't a number"),
        ("€", "nothing was typed"),
        ("€5€", "“€5€”: this isn't a number"),
        ("1e3", "isn't a number"),
        ("--5", "isn't a number"),
        ("1'234", "isn't a number"),
        ("NaN", "isn't a number"),
        ("١٢", "isn't a number"),
        ("12,3,4", "groups of three"),
        ("1.234,5.6", "groups of three"),
        ("1 23", "groups of three"),
        ("12 34,50", "groups of three"),
        ("1.234", "thousands or as decimals"),
        ("1,234", "thousands or as decimals"),
        ("-12.345 €", "thousands or as decimals"),
        ("12,345 6", "groups of three"),
        ("12,", "decimals are missing"),
        ("0,125", "3 decimals and at most 2"),
        ("1234,567", "3 decimals and at most 2"),
        ("9" * 13, "too large"),
        ("9" * 5000, "too large"),
    ],
)
def test_an_amount_that_is_wrong_or_could_be_read_in_two_ways_is_refused_with_an_example(text, why):
    with pytest.raises(typed.BadAmount, match=why) as caught:
        typed.amount(text)
    assert caught.value.code == "bad_amount"
    assert "1234.5" in (caught.value.remedy or "")
    assert len(caught.value.message) < 160


def test_a_price_keeps_six_decimals_and_a_quantity_four():
    assert typed.unit_price("0,636") == 636_000
    assert typed.unit_price("0,000001 €") == 1
    assert typed.quantity("1,5") == 15_000
    assert typed.quantity("0,0001") == 1
    with pytest.raises(typed.BadUnitPrice, match="7 decimals"):
        typed.unit_price("0,0000001")
    with pytest.raises(typed.BadQuantity, match="5 decimals"):
        typed.quantity("0,00001")
    with pytest.raises(typed.BadQuantity, match="thousands or as decimals"):
        typed.quantity("1,234")
    assert typed.quantity("1,2340") == 12_340


@pytest.mark.parametrize(
    ("text", "bp"), [("8,5", 850), ("8.5 %", 850), ("20%", 2000), ("0,25", 25), ("100", 10_000)]
)
def test_a_rate_is_typed_with_or_without_its_sign(text, bp):
    assert typed.rate(text) == bp


def test_a_rate_finer_than_a_basis_point_is_refused():
    with pytest.raises(typed.BadRate, match="at most 2"):
        typed.rate("0,555 %")


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("3h30", 210),
        ("3 h 30", 210),
        ("3\u00a0h\u00a030", 210),
        ("3 H 30 min", 210),
        ("3,5 h", 210),
        ("3.5h", 210),
        ("210", 210),
        ("210 min", 210),
        ("1 200", 1200),
        ("7h", 420),
        ("7 heures", 420),
        ("1 heure 30", 90),
        ("3:30", 210),
        ("0h45", 45),
        ("0,25 h", 15),
    ],
)
def test_a_duration_is_hours_and_minutes_or_minutes_alone(text, minutes):
    assert typed.minutes(text) == minutes


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "nothing"),
        ("3h75", "60 minutes"),
        ("3h5", "two digits"),
        ("3,33 h", "whole number of minutes"),
        ("3,5", "hours or minutes"),
        ("-3h", "isn't a duration"),
        ("3 jours", "isn't a duration"),
        ("h30", "isn't a duration"),
        ("9" * 20, "too large"),
    ],
)
def test_a_duration_that_says_no_whole_minutes_is_refused(text, why):
    with pytest.raises(typed.BadDuration, match=why):
        typed.minutes(text)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("9h", (9, 0)),
        ("9", (9, 0)),
        ("9h30", (9, 30)),
        ("9 h 30", (9, 30)),
        ("09:30", (9, 30)),
        ("9:30", (9, 30)),
        ("930", (9, 30)),
        ("1730", (17, 30)),
        ("0h05", (0, 5)),
        ("midi", (12, 0)),
        ("23h59", (23, 59)),
    ],
)
def test_a_time_is_typed_in_the_french_way_or_in_figures(text, at):
    assert typed.hour(text) == time(*at)


@pytest.mark.parametrize(
    "text", ["", "24h", "9h60", "9h5", "960", "2530", "12345", "9:", "9h30h", "matin", "-9h", "9.30"]
)
def test_a_time_that_no_clock_shows_is_refused(text):
    with pytest.raises(typed.BadTime) as caught:
        typed.hour(text)
    assert "9h30" in (caught.value.remedy or "")


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("12/3", "2027-03-12"),
        ("12/06", "2026-06-12"),
        ("1/6", "2026-06-01"),
        ("31/5", "2027-05-31"),
        ("29/2", "2028-02-29"),
        ("12/03/2027", "2027-03-12"),
        ("12/3/27", "2027-03-12"),
        ("12.03.2027", "2027-03-12"),
        ("12-03-2027", "2027-03-12"),
        ("2027-03-12", "2027-03-12"),
        ("12 mars", "2027-03-12"),
        ("le 1er mars 2027", "2027-03-01"),
        ("12 août 2026", "2026-08-12"),
        ("12 aout", "2026-08-12"),
        ("7 déc.", "2026-12-07"),
        ("12 March 2027", "2027-03-12"),
        ("Friday 12 March 2027", "2027-03-12"),
        ("vendredi 12 mars", "2027-03-12"),
        ("lundi", "2026-06-08"),
        ("Mardi", "2026-06-02"),
        ("dim.", "2026-06-07"),
        ("sunday", "2026-06-07"),
        ("aujourd’hui", "2026-06-01"),
        ("today", "2026-06-01"),
        ("demain", "2026-06-02"),
        ("après-demain", "2026-06-03"),
        ("hier", "2026-05-31"),
        ("+3w", "2026-06-22"),
        ("+3s", "2026-06-22"),
        ("+3 semaines", "2026-06-22"),
        ("+10j", "2026-06-11"),
        ("+10d", "2026-06-11"),
        ("-1j", "2026-05-31"),
        ("+2m", "2026-08-01"),
        ("+1 an", "2027-06-01"),
    ],
)
def test_a_day_is_typed_in_many_ways_and_the_day_comes_before_the_month(text, iso):
    assert typed.day(text, MONDAY).isoformat() == iso


def test_an_offset_in_months_ends_on_the_last_day_of_a_shorter_month():
    assert typed.day("+1m", date(2027, 1, 31)) == date(2027, 2, 28)
    assert typed.day("+1m", date(2026, 12, 31)) == date(2027, 1, 31)
    assert typed.day("-1 an", date(2028, 2, 29)) == date(2027, 2, 28)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "nothing"),
        ("31/02", "month 02 has no day 31"),
        ("31 avril", "month 04 has no day 31"),
        ("0/3", "month 03 has no day 0"),
        ("29/02/2027", "02/2027 has no day 29"),
        ("12/13", "no month 13"),
        ("2027-13-01", "no month 13"),
        ("12/03/1202", "year isn't between"),
        ("+999999w", "year isn't between"),
        ("-999999m", "year isn't between"),
        ("+10", "days, weeks or months"),
        ("+10x", "days, weeks or months"),
        ("lundi 12 mars 2027", "isn't that day of the week"),
        ("12 brumaire", "isn't a date"),
        ("12", "isn't a date"),
        ("12032027", "isn't a date"),
        ("12/03-2027", "isn't a date"),
        ("12/3/202", "isn't a date"),
        ("bientôt", "isn't a date"),
    ],
)
def test_a_day_that_no_calendar_shows_is_refused_and_says_what_is_wrong(text, why):
    with pytest.raises(typed.BadDate, match=why) as caught:
        typed.day(text, MONDAY)
    assert caught.value.code == "bad_date"
    assert "12/03/2027" in (caught.value.remedy or "")


def test_a_whole_number_stays_inside_its_bounds():
    assert typed.whole("1 204", 0, 5000) == 1204
    assert typed.whole("8", 8, 12) == 8
    for text, why in (("7", "too small"), ("13", "too large")):
        with pytest.raises(typed.NotInRange, match=why) as caught:
            typed.whole(text, 8, 12)
        assert caught.value.remedy == "Type a number from 8 to 12."
    with pytest.raises(typed.BadWhole, match="decimals"):
        typed.whole("1,5", 0, 5)


@given(st.text(max_size=60))
def test_no_text_is_ever_a_crash_and_a_message_shows_nothing_invisible(text):
    readers = (
        typed.amount,
        typed.unit_price,
        typed.quantity,
        typed.rate,
        typed.minutes,
        typed.hour,
        typed.whole,
    )
    for reader in (*readers, lambda value: typed.day(value, MONDAY)):
        try:
            reader(text)
        except BackofficeError as error:
            assert error.remedy  # noqa: PT017
            assert all(c.isprintable() or c in "\u00a0\u202f" for c in error.message)  # noqa: PT017


@given(st.text(alphabet="0123456789 .,-+€h/%", max_size=14))
def test_figures_and_separators_in_any_order_are_read_or_refused(text):
    for reader in (typed.amount, typed.quantity, typed.rate, typed.minutes, typed.hour):
        try:
            reader(text)
        except BackofficeError as error:
            assert error.code.startswith("bad_")  # noqa: PT017


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("28/05", date(2026, 5, 28)),
        ("1/6", date(2026, 6, 1)),
        ("2/6", date(2025, 6, 2)),
        ("29/2", date(2024, 2, 29)),
        ("15 mars", date(2026, 3, 15)),
        ("lundi 25 mai", date(2026, 5, 25)),
        ("lundi", date(2026, 5, 25)),
        ("vendredi", date(2026, 5, 29)),
        ("hier", date(2026, 5, 31)),
        ("-2w", date(2026, 5, 18)),
        ("3/6/2027", date(2027, 6, 3)),
    ],
)
def test_a_day_of_something_that_happened_is_the_last_such_one(text, day):
    assert typed.past_day(text, MONDAY) == day
