"""A printed attendance sheet: a cell for each participant and slot, heads and names on each page."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backoffice.documents.attendance import layout
from backoffice.documents.attendance.grid import MOST_SLOTS, bands
from backoffice.documents.kit.design import MM
from backoffice.documents.printing import render
from backoffice.documents.sheets import Mark, SheetParticipant, SheetSlot
from backoffice.i18n import speaking

BOTTOM = 540.0


def slots(count, a_day=2, trainers=("Élodie ROUX",)):
    first = date(2026, 9, 15).toordinal()
    hours = ((time(9), time(12, 30)), (time(14), time(17, 30)), (time(18), time(20)))
    return tuple(
        SheetSlot(date.fromordinal(first + at // a_day), *hours[at % a_day % 3], 210, trainers)
        for at in range(count)
    )


def people(count):
    return tuple(SheetParticipant(f"Nom{at:02d}x", "Prénom", "Employeur") for at in range(count))


def cells(flow):
    """How many times each (participant or trainer, slot) is on the pages."""
    tags = (one.strip.tag for page in flow.pages for one in page if isinstance(one.strip.tag, tuple))
    return Counter((who, slot) for who, band in tags for slot in band)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 60), st.integers(1, 40), st.integers(1, 3))
def test_every_participant_and_slot_have_exactly_one_cell(sample, participants, count, a_day):
    made = replace(sample, slots=slots(count, a_day), participants=people(participants), marks=())
    with speaking("en"):
        found = cells(layout(made, BOTTOM))
    named = {key: n for key, n in found.items() if isinstance(key[0], int)}
    assert named == {(who, at): 1 for who in range(participants) for at in range(count)}
    signed = {key: n for key, n in found.items() if isinstance(key[0], str)}
    assert signed == {("Élodie ROUX", at): 1 for at in range(count)}


@pytest.fixture(scope="module")
def sample():
    from pathlib import Path

    from backoffice.documents.sheets import AttendanceSheet

    return AttendanceSheet.from_json((Path(__file__).parent / "samples/attendance.json").read_text())


@given(st.lists(st.integers(1, 9), min_size=1, max_size=20))
def test_slots_are_shared_out_in_order_a_day_in_one_piece_when_it_can_be(days):
    made = tuple(
        SheetSlot(date(2026, 9, 1 + day), time(9), time(10), 60, ())
        for day, n in enumerate(days)
        for _ in range(n)
    )
    found = bands(made)
    assert [at for band in found for at in band] == list(range(len(made)))
    assert all(0 < len(band) <= MOST_SLOTS for band in found)
    for day, n in enumerate(days):
        holding = [band for band in found if any(made[at].day.day == day + 1 for at in band)]
        assert n > MOST_SLOTS or len(holding) == 1


@pytest.mark.parametrize(("participants", "count"), [(1, 1), (12, 4), (60, 40), (7, 40), (60, 1)])
def test_heads_names_and_page_numbers_are_on_each_page(sheet, said, participants, count):
    made = replace(sheet, language="en", slots=slots(count), participants=people(participants), marks=())
    pages = said(render(made, draft=False, logo=None).pdf)
    for number, page in enumerate(pages, 1):
        for fact in (
            sheet.title,
            sheet.client_name,
            sheet.contract_number,
            sheet.module_title,
            "09:00–12:30",
        ):
            assert fact in page, (number, fact)
        assert f"page {number} / {len(pages)}" in page
        assert "NOM" in page
    everything = " ".join(pages)
    for at in range(participants):
        assert everything.count(f"NOM{at:02d}X Prénom") == len(bands(made.slots))


def test_rows_are_high_enough_to_sign_in(sheet):
    with speaking("en"):
        flow = layout(replace(sheet, slots=slots(14), participants=people(30)), BOTTOM)
    rows = [one.strip for page in flow.pages for one in page if isinstance(one.strip.tag, tuple)]
    assert rows
    assert all(row.height >= 9 * MM for row in rows)
    assert all(one.top + one.strip.height <= BOTTOM + 0.01 for page in flow.pages for one in page)


def test_each_trainer_has_a_cell_in_each_band_and_never_a_page_alone(sheet):
    both = ("Élodie ROUX", "Mathis LE GOFF")
    for participants in range(1, 40):
        made = replace(sheet, slots=slots(4, trainers=both), participants=people(participants), marks=())
        with speaking("en"):
            flow = layout(made, BOTTOM)
        last = [one.strip.tag for one in flow.pages[-1] if isinstance(one.strip.tag, tuple)]
        assert [who for who, _band in last][-2:] == list(both)
        assert isinstance(last[0][0], int)


def test_hours_are_told_by_slot_by_person_and_in_all(sheet, said):
    text = " ".join(said(render(sheet, draft=False, logo=None).pdf))
    assert "14 h" in text
    # The third participant was away for one slot of 3 h 30.
    assert "/ 10 h 30" in text
    assert text.count("/ 14 h") == 8 + 1


def test_an_absence_is_struck_and_named_not_left_to_sign(sheet, said):
    english = replace(sheet, language="en", marks=())
    before = " ".join(said(render(english, draft=False, logo=None).pdf))
    marked = replace(english, marks=(Mark(0, 0, "absent"), Mark(1, 1, "excused"), Mark(2, 2, "not_enrolled")))
    after = " ".join(said(render(marked, draft=False, logo=None).pdf))
    for word in ("ABSENT", "EXCUSED", "NOT ENROLLED"):
        assert word not in before
        assert after.count(word) == 1


def test_remote_slots_are_marked_and_own_pace_is_noted_not_signed(sheet, said):
    remote = replace(slots(1)[0], mode="remote")
    alone = replace(remote, own_pace=True, day=date(2026, 10, 1))
    made = replace(sheet, language="en", slots=(slots(1)[0], remote, alone), participants=people(3), marks=())
    text = " ".join(said(render(made, draft=False, logo=None).pdf))
    assert text.count("remote, live") == 1
    assert text.count("remote, own pace") == 1
    assert text.count("not signed") == 3


def test_several_places_are_numbered_in_the_head_and_recalled_by_slot(sheet, said):
    pair = (replace(slots(2)[0], venue="Salle A, Guéret"), replace(slots(2)[1], venue="Salle B, Aubusson"))
    text = " ".join(
        said(render(replace(sheet, language="en", slots=pair, marks=()), draft=False, logo=None).pdf)
    )
    for fact in ("1. Salle A, Guéret", "2. Salle B, Aubusson", "place 1", "place 2"):
        assert fact in text


def test_lines_are_left_blank_when_nobody_is_named_yet(sheet):
    with speaking("en"):
        unknown = cells(layout(replace(sheet, participants=(), marks=(), slots=slots(2)), BOTTOM))
        asked = cells(layout(replace(sheet, participants=people(3), blank_lines=4, slots=slots(2)), BOTTOM))
    assert len([key for key in unknown if isinstance(key[0], int)]) == 10 * 2
    assert len([key for key in asked if isinstance(key[0], int)]) == 7 * 2


def test_nothing_of_a_participant_is_printed_beyond_what_the_sheet_needs(sheet):
    assert set(SheetParticipant.__slots__) == {"last_name", "first_name", "employer", "function"}
