"""The reference dossiers' calendars, held against the planner: theirs hold, and it finds others as good."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from backoffice.data.school_holidays import YEARS
from backoffice.domain.conflicts import SlotConflict
from backoffice.services.dispatcher import Order
from backoffice.services.lists import read
from backoffice.services.office import Office
from backoffice.services.planning.answer_json import places_values
from backoffice.services.planning.proposing import Place, Proposed, Wish, propose
from backoffice.store.driver import fetch

E = "INT-2026-0001"
KERBRAT, BENAMAR = "TRA-0001", "TRA-0002"
FOIRAIL, TAURION = "VEN-0001", "VEN-0002"
MODULES = ("FA-COOP-M3", "FA-COOP-M4", "FA-COOP-M5")
HOLIDAY = {
    "day": "2026-10-20", "start": "09:00", "finish": "12:30", "venue": FOIRAIL, "trainers": (KERBRAT,),
}  # fmt: skip
AUTUMN = Wish(start=date(2026, 9, 1), finish=date(2026, 12, 18), school="never", want=3)


@pytest.fixture
def own(played: Path, tmp_path: Path) -> Iterator[Office]:
    """A copy of the demonstration, to plan in; its planner sits there."""
    opened = Office.open(shutil.copytree(played, tmp_path / "demo"), user="sb")
    yield opened
    opened.close()


def undated(office: Office) -> Office:
    """Dossier E as before it had a date."""
    office.do_all([Order("undate-slot", f"{E}/S{n}") for n in range(1, 11)])
    return office


@pytest.mark.parametrize("topic", [E, "INT-2026-0002", "INT-2026-0004"])
def test_the_dates_of_the_demonstration_hold_as_they_are(office: Office, topic: str) -> None:
    found = propose(office.database, topic, Wish(repair=True, school="never"))
    assert (found.status, [one.places for one in found.proposed]) == ("optimal", [()])


def days(one: Proposed, module: str) -> list[date]:
    return [place.day for place in one.places if place.module == module]


def in_class(day: date) -> bool:
    """Whether there is class in zone A, from the tables as they were published."""
    return not any(
        row.first <= day < row.back
        for year in YEARS
        for row in year.rows
        if "A" in row.zones and row.back is not None
    )


def test_the_planner_finds_calendars_for_dossier_e_that_keep_all_it_asks(own: Office) -> None:
    found = propose(undated(own).database, E, AUTUMN)
    assert (found.status, len(found.proposed)) == ("optimal", 3)
    for one in found.proposed:
        spans = [days(one, module) for module in MODULES]
        assert [len(set(span)) for span in spans] == [2, 2, 1]
        assert all(set(span) == {span[0], span[0] + timedelta(days=len(set(span)) - 1)} for span in spans)
        for before, after in pairwise(spans):
            assert timedelta(weeks=3) <= after[0] - before[-1] <= timedelta(weeks=8)
        for place in one.places:
            assert place.day.isoweekday() <= 5
            assert date(2026, 9, 1) <= place.day <= date(2026, 12, 18)
            assert place.day != date(2026, 11, 11)
            assert in_class(place.day)
        assert {who_and_where(place) for place in one.places} == {
            ("FA-COOP-M3", (KERBRAT,), FOIRAIL),
            ("FA-COOP-M4", (KERBRAT, BENAMAR), FOIRAIL),
            ("FA-COOP-M5", (KERBRAT, BENAMAR), TAURION),
        }


def who_and_where(place: Place) -> tuple[str, tuple[str, ...], str | None]:
    return place.module, tuple(ref for ref, _role in place.trainers), place.venue


def test_a_calendar_of_dossier_e_is_taken_confirmed_and_stands(own: Office) -> None:
    chosen = propose(undated(own).database, E, AUTUMN).proposed[1]
    own.do("take-calendar", E, places_values(chosen.places))
    own.do("confirm-slots", E)
    shown = own.show(E)
    assert shown["minutes"]["confirmed"] == shown["minutes"]["total"] == 2_100
    assert [slot["date"] for slot in shown["slots"]] == [place.day.isoformat() for place in chosen.places]
    again = propose(own.database, E, Wish(repair=True, school="never"))
    assert [one.places for one in again.proposed] == [()]


def test_a_busy_trainer_is_planned_around(own: Office) -> None:
    """The co-trainer of dossier E teaches another one too: their days never meet."""
    query = "SELECT s.day FROM slots s JOIN slot_trainers t ON t.slot_id = s.id JOIN trainers p ON p.id ="
    query += " t.trainer_id JOIN requests r ON r.id = s.request_id WHERE p.ref = ? AND r.ref <> ?"
    with own.database.reading() as unit:
        others = {day for (day,) in fetch(unit.driver, query, (BENAMAR, E)) if day}
    assert len(others) > 2
    taken = propose(undated(own).database, E, AUTUMN)
    for one in taken.proposed:
        theirs = {place.day.isoformat() for place in one.places if (BENAMAR, "co-trainer") in place.trainers}
        assert theirs
        assert not theirs & others


def test_the_same_question_gets_the_same_answer(own: Office) -> None:
    undated(own)
    assert propose(own.database, E, AUTUMN) == propose(own.database, E, AUTUMN)


def test_dossier_e_was_offered_two_calendars_held_for_the_client_who_chose_one(own: Office) -> None:
    first, second = own.show(E)["options"]
    assert (first["state"], second["state"]) == ("chosen", "released")
    assert first["dates"] == sorted({slot["date"] for slot in own.show(E)["slots"]})
    for one in (first, second):
        spans = [sorted(map(date.fromisoformat, one["dates"]))[n] for n in range(5)]
        for before, after in ((spans[1], spans[2]), (spans[3], spans[4])):
            assert timedelta(weeks=3) <= after - before <= timedelta(weeks=8)
        assert all(in_class(day) and day != date(2026, 11, 11) for day in spans)


def test_the_calendars_of_dossier_e_go_around_the_days_on_which_its_trainer_is_away(own: Office) -> None:
    """Module 4 comes later than it would if Maëlle Kerbrat taught all autumn."""
    wish = Wish(start=date(2026, 9, 7), finish=date(2026, 12, 11), want=2)
    around = propose(undated(own).database, E, wish).proposed[0]
    assert days(around, "FA-COOP-M4")[0] == date(2026, 10, 12)
    own.do("edit-absences", KERBRAT, {"absences": ()})
    free = propose(own.database, E, wish).proposed[0]
    assert days(free, "FA-COOP-M4")[0] < date(2026, 10, 12)
    assert free.cost <= around.cost


def test_a_dossier_that_never_wants_school_holidays_is_planned_so_whoever_asks(own: Office) -> None:
    """The house only avoids them; what the client asked for is kept on the dossier."""
    assert own.show(E)["school_holidays"] == "never"
    undated(own)
    holidays = Wish(start=date(2026, 10, 17), want=1)
    [kept] = propose(own.database, E, holidays).proposed
    assert all(in_class(place.day) for place in kept.places)
    [ignored] = propose(own.database, E, replace(holidays, school="ignore")).proposed
    assert not in_class(days(ignored, "FA-COOP-M3")[0])
    own.do("date-slot", f"{E}/S1", HOLIDAY)
    with pytest.raises(SlotConflict) as refused:
        own.do("confirm-slot", f"{E}/S1")
    assert [one.rule for one in refused.value.found] == ["school"]


def test_a_whole_pathway_can_be_followed_one_course_after_the_other(own: Office) -> None:
    """Sessions of dossier A's three courses, planned in the order of the pathway."""
    courses = [one["programme"] for one in own.show("P-COOP")["stretches"]]
    sessions = [one for one in read(own, "requests")["items"] if one["kind"] == "own_session"]
    planned = {one["topic"].partition(",")[0]: own.show(one["ref"]) for one in sessions}
    dates = [[slot["date"] for slot in planned[code]["slots"]] for code in courses]
    assert all(len(set(some)) in (1, 2) and all(some) for some in dates)
    assert all(max(before) < min(after) for before, after in pairwise(dates))
    for code in ("S43", "S45"):
        [option] = planned[code]["options"]
        assert option["state"] == "chosen"
