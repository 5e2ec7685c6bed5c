"""Calendars of a dossier, a trainer and a venue out; a trainer's busy times in."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar, Component

from backoffice.content.calendar_files import CalendarWish
from backoffice.domain.conflicts import SlotConflict
from backoffice.errors import BackofficeError, NotFound
from backoffice.services.acts import Doing
from backoffice.services.dispatcher import settings_of
from backoffice.services.feed_files import told_calendar, write_calendar
from backoffice.services.kinds import resolve
from backoffice.services.office import Office
from backoffice.services.ports import Lines
from backoffice.services.sheets import sheet_of
from backoffice.services.showing import shown
from backoffice.services.workspace import Workspace
from backoffice.store import lists
from backoffice.store.incoming import UnreadableFile
from tests.exchange.test_busy import ics
from tests.services.conftest import AFTERNOON, MORNING, Trade
from tests.services.test_options import FIRST, SECOND, UNTIL, calendar, propose, proposed

DAY = "2026-09-15"


@pytest.fixture
def office(trade: Trade, tmp_path: Path) -> Office:
    with trade.database.reading() as unit:
        settings = settings_of(unit)
    return Office(Workspace(tmp_path, "backoffice.db"), trade.database, settings, "er")


def told(office: Office, ref: str, **wish: Any) -> dict[str, Component]:
    """What a calendar says now, by the identifier of its events, read by another program's eyes."""
    found = Calendar.from_ical(told_calendar(office, ref, CalendarWish(**wish)).data)
    assert isinstance(found, Calendar)
    assert found["method"] == "PUBLISH"
    return {str(event["uid"]): event for event in found.walk("VEVENT")}


def test_a_slot_is_one_event_from_when_it_has_a_date_to_when_it_goes(trade: Trade, office: Office) -> None:
    ref, trainer, venue = trade.drafted(), trade.trainer(), trade.venue()
    assert told(office, ref) == {}
    trade.dated(f"{ref}/S1", DAY, trainers=[trainer], venue=venue)
    [(uid, first)] = told(office, ref).items()
    assert (first["status"], first["sequence"], first["transp"]) == ("TENTATIVE", 0, "TRANSPARENT")
    assert first["dtstart"].params["TZID"] == "Europe/Paris"
    assert first.decoded("dtstart") == datetime(2026, 9, 15, 7, tzinfo=UTC)
    assert "Guéret" in first["location"]
    trade.act("confirm-slot", f"{ref}/S1")
    assert (told(office, ref)[uid]["status"], told(office, ref)[uid]["sequence"]) == ("CONFIRMED", 1)
    trade.act("move-slot", f"{ref}/S1", {"day": DAY, **AFTERNOON, "trainers": [trainer], "venue": venue})
    moved = told(office, ref)[uid]
    assert (moved["sequence"], moved.decoded("dtstart").hour) == (2, 14)
    trade.act("cancel-slot", f"{ref}/S1", reason="annulé")
    gone = told(office, ref)[uid]
    assert (gone["status"], gone["sequence"]) == ("CANCELLED", 3)


def test_an_unchanged_calendar_is_the_same_to_the_byte(trade: Trade, office: Office) -> None:
    ref = trade.drafted()
    trade.dated(f"{ref}/S1", DAY)
    out = office.workspace.folder / "dates.ics"
    assert write_calendar(office, ref, CalendarWish(), out).changed
    before = out.read_bytes()
    assert not write_calendar(office, ref, CalendarWish(), out).changed
    assert out.read_bytes() == before
    assert b"BEGIN:VTIMEZONE" in before


def test_a_slot_has_one_number_in_all_the_calendars_that_tell_it(trade: Trade, office: Office) -> None:
    ref, trainer, venue = trade.drafted(), trade.trainer(), trade.venue()
    trade.dated(f"{ref}/S1", DAY, trainers=[trainer], venue=venue)
    told(office, ref)
    trade.act("confirm-slot", f"{ref}/S1")
    [(uid, there)] = told(office, ref).items()
    for other in (trainer, venue):
        [(same, event)] = told(office, other).items()
        assert (same, event["sequence"]) == (uid, there["sequence"])


def test_a_trainer_who_leaves_a_slot_sees_it_cancelled(trade: Trade, office: Office) -> None:
    ref, trainer, other = trade.drafted(), trade.trainer(), trade.trainer("Morel")
    trade.dated(f"{ref}/S1", DAY, trainers=[trainer])
    [(uid, _event)] = told(office, trainer).items()
    trade.act("move-slot", f"{ref}/S1", {"day": DAY, **MORNING, "trainers": [other]})
    assert told(office, trainer)[uid]["status"] == "CANCELLED"
    assert told(office, other)[uid]["status"] == "TENTATIVE"


def test_options_are_tentative_and_cancelled_once_released(trade: Trade, office: Office) -> None:
    ref, trainer = proposed(trade, until=UNTIL)
    offered = told(office, ref, options=True)
    assert len(offered) == 6
    assert {str(one["status"]) for one in offered.values()} == {"TENTATIVE"}
    assert len(told(office, trainer)) == 6
    assert told(office, ref) == {}
    trade.act("choose-option", f"{ref}/O1")
    assert {str(one["status"]) for one in told(office, ref, options=True).values()} == {"CANCELLED"}
    assert sorted(str(one["dtstart"].dt.date()) for one in told(office, ref).values()) == sorted(FIRST)
    trainers = told(office, trainer)
    alive = [uid for uid, one in trainers.items() if one["status"] != "CANCELLED"]
    assert all(uid.endswith("-slot@backoffice") for uid in alive)
    assert len(alive) == 3


def test_what_ran_out_is_cancelled_without_anything_being_written(trade: Trade, office: Office) -> None:
    ref, _trainer = proposed(trade, until=UNTIL)
    told(office, ref, options=True)
    trade.at(datetime(2026, 6, 15, 10, tzinfo=UTC))
    assert {str(one["status"]) for one in told(office, ref, options=True).values()} == {"CANCELLED"}


def test_hostile_texts_stay_one_event_each(trade: Trade, office: Office) -> None:
    hostile = "Salle\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:x; , \\ 🎓"
    ref, venue = trade.drafted(topic=hostile), trade.venue(name=hostile)
    trade.dated(f"{ref}/S1", DAY, venue=venue)
    assert len(told(office, ref)) == 1


def test_there_is_no_calendar_of_anything_else(trade: Trade, office: Office) -> None:
    with pytest.raises(NotFound):
        told(office, trade.client())


# In --------------------------------------------------------------------------------------------------------

MEETING = "UID:a|DTSTART;TZID=Europe/Paris:20260915T100000|DURATION:PT1H|SUMMARY:Rendez-vous privé"
LEAVE = "UID:b|DTSTART;VALUE=DATE:20260922|DTEND;VALUE=DATE:20260926"


def away(trade: Trade, trainer: str) -> list[dict[str, Any]]:
    with trade.database.reading() as unit:
        found: list[dict[str, Any]] = resolve(unit, trainer, "trainer").record.unavailability
        return found


def read(trade: Trade, trainer: str, path: Path, *events: str, **values: Any) -> Any:
    path.write_bytes(ics(*events))
    return trade.act("import-busy", trainer, {"path": str(path), **values})


def test_busy_times_keep_a_trainer_by_the_minute(trade: Trade, tmp_path: Path) -> None:
    trainer = trade.trainer()
    read(trade, trainer, tmp_path / "agenda.ics", MEETING, LEAVE)
    ref = trade.drafted()
    trade.dated(f"{ref}/S1", "2026-09-15", {"start": "11:00", "finish": "14:30"}, trainers=[trainer],
                other_hours="salle")  # fmt: skip
    trade.act("confirm-slot", f"{ref}/S1")
    trade.dated(f"{ref}/S2", "2026-09-24", AFTERNOON, trainers=[trainer])
    with pytest.raises(SlotConflict, match="away"):
        trade.act("confirm-slot", f"{ref}/S2")
    other = trade.drafted()
    trade.dated(f"{other}/S1", "2026-09-15", trainers=[trainer])
    with pytest.raises(SlotConflict, match="away"):
        trade.act("confirm-slot", f"{other}/S1")


def test_busy_times_are_shown_as_the_trainers_unavailability(trade: Trade, tmp_path: Path) -> None:
    trainer = trade.trainer()
    read(trade, trainer, tmp_path / "agenda.ics", MEETING, LEAVE)
    with trade.database.reading() as unit:
        doing = Doing(unit, settings_of(unit), None, unit.now)
        found = resolve(unit, trainer)
        told = shown(doing, found)["unavailability"]
        [block] = [
            b for tab in sheet_of(doing, found).tabs for b in tab.blocks if b.title == "Unavailability"
        ]
    assert [(one["from"], one["to"], one["start"], one["source"]) for one in told] == [
        ("2026-09-15", "2026-09-15", "10:00", "ics"),
        ("2026-09-22", "2026-09-25", None, "ics"),
    ]
    assert isinstance(block, Lines)
    assert [row[0] for row in block.rows] == ["10:00-11:00 2026-09-15/2026-09-15", "2026-09-22/2026-09-25"]


def test_what_a_meeting_is_about_is_never_kept(trade: Trade, tmp_path: Path) -> None:
    trainer = trade.trainer()
    read(trade, trainer, tmp_path / "agenda.ics", MEETING)
    assert "privé" not in repr(away(trade, trainer))


def test_reading_twice_changes_nothing_and_reading_anew_takes_out_what_went(
    trade: Trade, tmp_path: Path
) -> None:
    trainer, path = trade.trainer(), tmp_path / "agenda.ics"
    first = read(trade, trainer, path, MEETING, LEAVE)
    known = away(trade, trainer)
    second = read(trade, trainer, path, MEETING, LEAVE)
    assert away(trade, trainer) == known
    assert second.version == first.version
    read(trade, trainer, path, LEAVE)
    assert [one["uid"] for one in away(trade, trainer)] == ["b"]
    read(trade, trainer, path, MEETING, replace=False)
    assert sorted(one["uid"] for one in away(trade, trainer)) == ["a", "b"]
    read(trade, trainer, path, f"{LEAVE}|STATUS:CANCELLED", replace=False)
    assert [one["uid"] for one in away(trade, trainer)] == ["a"]
    trade.undo()
    assert sorted(one["uid"] for one in away(trade, trainer)) == ["a", "b"]


def test_the_planner_leaves_busy_half_days_alone(trade: Trade, tmp_path: Path) -> None:
    ref = trade.drafted()
    for name in ("Un", "Deux"):
        trainer = trade.act("new-trainer", "", {"name": name, "skills": ["M1", "M2"]}).ref
        rule = "RRULE:FREQ=WEEKLY;BYDAY=MO,TU,TH,FR"
        every = f"UID:a|DTSTART;TZID=Europe/Paris:20260602T100000|DURATION:PT1H|{rule}"
        read(trade, trainer, tmp_path / "agenda.ics", every)
    trade.act("propose-options", ref, {"answer_by": "2026-06-12", "want": 1})
    with trade.database.reading() as unit:
        option = resolve(unit, f"{ref}/O1", "option").record
        assert {place.day.isoweekday() for place in option.places if place.start < "12:00"} == {3}


@pytest.mark.parametrize("what", ["missing", "folder", "empty", "other"])
def test_a_file_that_isnt_a_calendar_is_refused(trade: Trade, tmp_path: Path, what: str) -> None:
    trainer, path = trade.trainer(), tmp_path / "agenda.ics"
    if what == "folder":
        path.mkdir()
    elif what != "missing":
        path.write_bytes(b"" if what == "empty" else b"%PDF-1.7")
    with pytest.raises(BackofficeError) as raised:
        trade.act("import-busy", trainer, {"path": str(path)})
    assert isinstance(raised.value, UnreadableFile) or raised.value.code == "not_a_calendar"
    assert away(trade, trainer) == []


def test_options_of_one_slot_only_are_a_calendar_too(trade: Trade, office: Office) -> None:
    ref = trade.drafted()
    propose(trade, ref, calendar(ref, SECOND))
    assert len(told(office, ref, options=True)) == 3


def test_the_slots_of_a_trainer_are_a_list_of_their_own(trade: Trade) -> None:
    first, second = trade.trainer(), trade.trainer("Morel")
    ref = trade.drafted()
    trade.dated(f"{ref}/S1", DAY, trainers=[first, second])
    trade.dated(f"{ref}/S2", DAY, AFTERNOON, trainers=[second])
    with trade.database.reading() as unit:
        spec = lists.spec_of("slots", unit.now)

        def of(*refs: str) -> list[str]:
            wanted = tuple(("trainers", one) for one in refs)
            return [row["id"] for row in lists.page(unit.driver, spec, lists.Query(filters=wanted)).items]

        assert of(first) == [f"{ref}/S1"]
        assert of(second) == [f"{ref}/S1", f"{ref}/S2"]
        assert of(first, "TRA-9999") == [f"{ref}/S1"]
        assert of("TRA-9999") == []
