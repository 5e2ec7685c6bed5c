"""What is owed when a date is given up: each notice is in one band of each party, to the day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from backoffice.domain.calendars import Calendar
from backoffice.domain.cancellation import (
    BadBands,
    Band,
    CancellationTerms,
    NoticeUnit,
    Party,
    check_bands,
    notice,
    owed_cents,
    reached,
)
from backoffice.domain.deadlines.length import parse_length
from backoffice.domain.deadlines.reckon import Question, reckon
from backoffice.domain.deadlines.start import Start

FR = Calendar("FR")
DAYS = NoticeUnit.DAYS
USUAL = (
    Band(Party.CLIENT, 31, None, DAYS),
    Band(Party.CLIENT, 15, 30, DAYS, 3_000),
    Band(Party.CLIENT, 0, 14, DAYS, 6_000, costs=True),
    Band(Party.ORGANISATION, 0, None, DAYS),
)
SLOT = date(2026, 9, 15)


def client_band(days: int) -> Band:
    found = reached(CancellationTerms(USUAL), SLOT - timedelta(days=days), SLOT, FR)
    return next(one.band for one in found if one.band.party is Party.CLIENT)


@pytest.mark.parametrize(
    ("days", "share_bp"), [(200, 0), (31, 0), (30, 3_000), (15, 3_000), (14, 6_000), (1, 6_000), (0, 6_000)]
)
def test_each_notice_is_in_one_band_to_the_day(days: int, share_bp: int) -> None:
    assert client_band(days).share_bp == share_bp


def test_nothing_is_reached_once_the_slot_is_past() -> None:
    assert reached(CancellationTerms(USUAL), SLOT + timedelta(days=1), SLOT, FR) == ()


def test_both_parties_bands_are_told_the_clients_first() -> None:
    found = reached(CancellationTerms(USUAL[::-1]), SLOT, SLOT, FR)
    assert [one.band.party for one in found] == [Party.CLIENT, Party.ORGANISATION]


@pytest.mark.parametrize(
    ("unit", "on", "slot", "count"),
    [
        # Whit Monday, 25 May 2026, doesn't count.
        (NoticeUnit.WORKING_DAYS, date(2026, 5, 22), date(2026, 5, 26), 1),
        (NoticeUnit.WORKING_DAYS, date(2026, 5, 23), date(2026, 5, 26), 0),
        (NoticeUnit.WORKING_DAYS, date(2026, 5, 26), date(2026, 5, 26), 0),
        (NoticeUnit.CLEAR_DAYS, date(2026, 11, 21), date(2026, 12, 7), 15),
        (NoticeUnit.CLEAR_DAYS, date(2026, 12, 7), date(2026, 12, 7), -1),
        (NoticeUnit.WEEKS, date(2026, 9, 2), date(2026, 9, 15), 1),
        (NoticeUnit.WEEKS, date(2026, 9, 1), date(2026, 9, 15), 2),
        (NoticeUnit.MONTHS, date(2027, 1, 31), date(2027, 2, 28), 1),
        (NoticeUnit.MONTHS, date(2027, 1, 31), date(2027, 2, 27), 0),
    ],
)
def test_a_notice_is_counted_in_whole_units(unit: NoticeUnit, on: date, slot: date, count: int) -> None:
    assert notice(on, slot, unit, FR) == count


@pytest.mark.parametrize(
    ("unit", "word"), [(NoticeUnit.WORKING_DAYS, "working days"), (NoticeUnit.CLEAR_DAYS, "clear days")]
)
def test_a_notice_agrees_with_backward_deadlines(unit: NoticeUnit, word: str) -> None:
    """The last day for n units is the deadline counted back from the slot; a day later there is one less."""
    for offset in range(40):
        slot = date(2026, 5, 4) + timedelta(days=offset)
        for n in (1, 5, 10):
            last = reckon(Question(Start(slot), parse_length(f"{n} {word}"), backward=True)).nominal_date
            assert notice(last, slot, unit, FR) >= n
            assert notice(last + timedelta(days=1), slot, unit, FR) < n


@pytest.mark.parametrize(
    ("bands", "word"),
    [
        ((Band(Party.CLIENT, 0, 15, DAYS), Band(Party.CLIENT, 15, None, DAYS)), "Two bands"),
        ((Band(Party.CLIENT, 0, None, DAYS), Band(Party.CLIENT, 15, 20, DAYS)), "Two bands"),
        ((Band(Party.CLIENT, 0, 10, DAYS), Band(Party.CLIENT, 15, None, DAYS)), "notice of 11"),
        ((Band(Party.CLIENT, 9, 3, DAYS),), "from 9 to 3"),
        (
            (Band(Party.CLIENT, 0, 10, DAYS), Band(Party.CLIENT, 11, None, NoticeUnit.WEEKS)),
            "several units",
        ),
    ],
)
def test_bands_that_meet_or_leave_days_between_are_refused(bands: tuple[Band, ...], word: str) -> None:
    with pytest.raises(BadBands, match=word) as raised:
        check_bands(bands)
    assert raised.value.remedy


def test_the_parties_bands_are_apart() -> None:
    check_bands(USUAL)


def test_a_share_of_the_price_is_to_the_cent() -> None:
    assert owed_cents(USUAL[1], 556_240) == 166_872


def test_a_band_of_a_single_day_may_stand_and_a_single_day_between_two_may_not() -> None:
    check_bands(
        (Band(Party.CLIENT, 0, 0, DAYS), Band(Party.CLIENT, 1, 1, DAYS), Band(Party.CLIENT, 2, None, DAYS))
    )
    with pytest.raises(BadBands, match="1"):
        check_bands((Band(Party.CLIENT, 0, 0, DAYS), Band(Party.CLIENT, 2, None, DAYS)))


def test_the_costs_are_owed_only_where_a_band_says_so() -> None:
    assert not Band(Party.CLIENT, 0, None, DAYS).costs


def test_months_of_notice_are_counted_over_the_new_year() -> None:
    assert notice(date(2026, 11, 15), date(2027, 2, 15), NoticeUnit.MONTHS, FR) == 3
    assert notice(date(2026, 11, 15), date(2028, 2, 14), NoticeUnit.MONTHS, FR) == 14


def test_on_the_very_day_no_working_day_is_left_and_a_past_slot_leaves_less_than_none() -> None:
    assert notice(SLOT, SLOT, NoticeUnit.WORKING_DAYS, FR) == 0
    assert notice(SLOT + timedelta(days=1), SLOT, NoticeUnit.WORKING_DAYS, FR) == -1


def test_given_up_on_the_very_day_no_clear_day_is_left() -> None:
    terms = CancellationTerms((Band(Party.CLIENT, 0, 0, NoticeUnit.CLEAR_DAYS, 10_000),))
    [found] = reached(terms, SLOT, SLOT, FR)
    assert found.notice == 0
