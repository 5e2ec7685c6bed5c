"""Calendars side by side: the weeks drawn, the gaps written, every date in a table, then a text."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backoffice.documents.options.words import plain_text
from backoffice.documents.printing import render
from backoffice.documents.sheets import OptionColumn, OptionDate, OptionsSheet
from backoffice.i18n import speaking


def whole(said, sheet, **kept):
    return " ".join(said(render(sheet, **{"draft": False, "logo": None} | kept).pdf))


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_each_option_says_when_for_how_long_and_whether_it_is_kept(options, said):
    text = whole(said, options)
    for fact in (
        "Options de calendrier",
        "INT-2026-0042",
        "1er juin 2026",
        "avant la fin du vendredi 12 juin 2026",
        "Option 1",
        "du 15 septembre au 26 novembre 2026",
        "5 jours, 35 h",
        "Réservé pour vous jusqu’au 15 juin 2026 à 12 h",
        "tant que le devis DEV-2026-0001-1 est valable",
        "Sans réservation",
        "27 jours",
        "mardi 13 octobre 2026, 9 h 00 – 12 h 30",
        "Salle des fêtes, 3 rue du Pré, 23000 Guéret",
        "Votre contact : Élodie Roux",
    ):
        assert fact in text, fact


def test_the_text_for_a_mail_says_the_same(options):
    with speaking("fr"):
        text = plain(plain_text(options))
    for fact in (
        "Option 2 – du 22 septembre au 7 décembre 2026 · 5 jours, 35 h",
        "  Module 2 – Conduire les réunions (27 jours après Module 1)",
        "    - mardi 13 octobre 2026, 9 h 00 – 12 h 30 · Salle des fêtes",
    ):
        assert fact in text, fact
    assert all(ord(char) >= 32 or char == "\n" for char in text)


def test_a_gap_of_whole_weeks_is_told_in_weeks(options):
    first = options.options[0]
    gap = replace(first.gaps[0], days=28)
    with speaking("en"):
        assert "4 weeks after Module 1" in plain_text(
            replace(options, options=(replace(first, gaps=(gap,)),))
        )


def test_it_is_printed_in_the_clients_language(options, said):
    text = whole(said, replace(options, language="en"))
    assert "Reserved for you until 15 June 2026 at 12:00." in text
    assert "Please tell us by Friday 12 June 2026 which of these calendars you choose." in text


@pytest.mark.parametrize("count", [1, 2, 4])
def test_any_number_of_options_has_its_columns(options, said, count):
    columns = (*options.options, replace(options.options[0], rank=4))[:count]
    text = whole(said, replace(options, options=columns))
    for column in columns:
        assert f"Option {column.rank}" in text


def test_the_same_snapshot_gives_the_same_bytes_and_comes_back_from_its_json(options):
    again = OptionsSheet.from_json(options.to_json())
    assert again == options
    assert render(again, draft=False, logo=None).pdf == render(options, draft=False, logo=None).pdf


def test_years_of_weeks_and_a_hundred_dates_fit_on_pages(options):
    start = date(2026, 1, 1)
    dates = tuple(
        OptionDate(n, f"Module {n}", "T", start + timedelta(days=17 * n), time(9), time(12), 180)
        for n in range(1, 120)
    )
    sheet = replace(options, options=(OptionColumn(1, dates), OptionColumn(2, dates[:1])))
    assert 2 <= render(sheet, draft=False, logo=None).pages <= 12


@settings(max_examples=20, deadline=None)
@given(st.text(max_size=400))
def test_no_text_makes_it_fail_or_is_read_as_markup(options, text):
    first = options.options[0]
    dates = tuple(
        replace(one, module=text or "M", title=text, venue=text, trainers=(text,), group=text)
        for one in first.dates
    )
    sheet = replace(options, title=text, client_name=text, options=(replace(first, dates=dates),))
    assert render(sheet, draft=False, logo=None).pages >= 1
