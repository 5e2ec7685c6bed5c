"""A calendar file says each thing once, in a form that every calendar program reads."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Component

from backoffice.exchange.ics import Event, calendar

NOW = datetime(2026, 6, 1, 7, tzinfo=UTC)
DUE = Event("due@backoffice", "Échéance : première réponse", NOW, day=date(2026, 6, 3))
COURSE = Event(
    "slot@backoffice",
    "Module 4",
    NOW,
    start=datetime(2026, 10, 13, 7, tzinfo=UTC),
    end=datetime(2026, 10, 13, 10, 30, tzinfo=UTC),
    zone="Europe/Paris",
    busy=True,
)


def read(data: bytes) -> Calendar:
    found = Calendar.from_ical(data)
    assert isinstance(found, Calendar)
    return found


def events(data: bytes) -> list[Component]:
    return read(data).walk("VEVENT")


def only(event: Event) -> Component:
    [found] = events(calendar("Agenda", [event]))
    return found


def test_a_due_date_is_a_whole_day_that_takes_up_nobodys_time() -> None:
    found = only(DUE)
    assert (found.decoded("dtstart"), found.decoded("dtend")) == (date(2026, 6, 3), date(2026, 6, 4))
    assert found["transp"] == "TRANSPARENT"
    assert found["summary"] == DUE.summary


def test_a_slot_is_told_in_the_local_time_of_its_place() -> None:
    data = calendar("Agenda", [COURSE])
    assert b"DTSTART;TZID=Europe/Paris:20261013T090000\r\n" in data
    assert b"DTEND;TZID=Europe/Paris:20261013T123000\r\n" in data
    found = only(COURSE)
    assert found.decoded("dtstart") == COURSE.start
    assert found["transp"] == "OPAQUE"


def test_something_that_ends_at_an_instant_takes_no_time() -> None:
    assert "dtend" not in only(Event("hold", "Option", NOW, start=NOW, zone="Europe/Paris"))


def test_each_thing_is_one_event_however_its_text_is_dressed() -> None:
    hostile = "Fin\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:stolen\r\nATTENDEE:mailto:x@y.fr"
    data = calendar(
        hostile, [Event("a", hostile, NOW, day=NOW.date(), description=hostile, location=hostile)]
    )
    [found] = events(data)
    assert found["uid"] == "a"
    assert "attendee" not in found
    assert b"\r\nATTENDEE" not in data


@pytest.mark.parametrize("control", ["\x0b", "\x0c", "\x00", "\x1b", "\u2028", "\u2029", "\x85", "\ud800"])
def test_a_control_character_never_reaches_the_file(control: str) -> None:
    data = calendar(
        f"a{control}b", [Event("a", f"c{control}d", NOW, day=NOW.date(), description=f"e{control}f")]
    )
    assert control.encode("utf-8", "surrogatepass") not in data
    assert len(events(data)) == 1


def test_what_means_something_to_the_format_comes_back_as_it_was_written() -> None:
    text = "Salle A, B ; C:\\dossier\\n “œ” 🎓"
    found = only(
        Event("a", text, NOW, day=NOW.date(), description=f"{text}\nsuite", categories=("a, b", "c"))
    )
    assert found["summary"] == text
    assert found["description"] == f"{text}\nsuite"
    assert found["categories"].cats == ["a, b", "c"]


TEXT = st.text(st.characters(exclude_categories=()), max_size=300)


@given(TEXT, TEXT, TEXT)
def test_no_line_is_longer_than_75_octets_nor_cut_inside_a_character(a: str, b: str, c: str) -> None:
    data = calendar(a, [Event("uid", b, NOW, day=NOW.date(), description=c, location=a)])
    lines = data.split(b"\r\n")
    assert lines.pop() == b""
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in lines)
    for line in lines:
        line.decode("utf-8")
    assert len(events(data)) == 1


def test_a_thing_that_was_called_off_says_so_with_a_higher_number() -> None:
    found = only(Event("a", "Option", NOW, day=NOW.date(), sequence=3, cancelled=True))
    assert (found["status"], found["sequence"]) == ("CANCELLED", 3)
    assert only(Event("a", "Option", NOW, day=NOW.date(), tentative=True))["status"] == "TENTATIVE"


def test_the_same_things_in_any_order_give_the_same_bytes() -> None:
    assert calendar("Agenda", [DUE, COURSE]) == calendar("Agenda", [COURSE, DUE])


def test_what_the_format_asks_for_is_there() -> None:
    found = read(calendar("Agenda de É. Roux", [DUE, COURSE]))
    assert (found["version"], found["method"]) == ("2.0", "PUBLISH")
    assert found["prodid"]
    assert found["x-wr-calname"] == "Agenda de É. Roux"
    for event in found.walk("VEVENT"):
        assert event.decoded("dtstamp") == NOW
        assert {"uid", "dtstart", "sequence", "summary", "status"} <= {name.lower() for name in event}


def offset_told(zone: Component, at: datetime) -> timedelta:
    """The offset that a VTIMEZONE gives at a UTC instant, read as RFC 5545, 3.6.5 says."""
    begun = [
        (one.decoded("dtstart") - one.decoded("tzoffsetfrom"), one.decoded("tzoffsetto"))
        for one in zone.subcomponents
    ]
    told: timedelta = max(one for one in begun if one[0] <= at.replace(tzinfo=None))[1]
    return told


@pytest.mark.parametrize(
    "name", ["Europe/Paris", "Indian/Reunion", "America/Martinique", "America/Miquelon", "America/Cayenne"]
)
def test_a_zone_is_described_to_the_second_over_the_years_that_are_told(name: str) -> None:
    """Against the zone's own table; the library's description is an hour late in spring."""
    late = Event("b", "b", NOW, start=NOW + timedelta(days=400), zone=name)
    [zone] = read(calendar("a", [Event("a", "a", NOW, start=NOW, zone=name), late])).walk("VTIMEZONE")
    assert zone["tzid"] == name
    wanted = ZoneInfo(name)
    at = datetime(2026, 1, 1, tzinfo=UTC)
    while at < datetime(2027, 12, 31, tzinfo=UTC):
        for second in (-1, 0):
            moment = at + timedelta(seconds=second)
            assert offset_told(zone, moment) == moment.astimezone(wanted).utcoffset(), moment
        at += timedelta(minutes=30)


def test_a_calendar_of_whole_days_describes_no_zone() -> None:
    assert read(calendar("Agenda", [DUE])).walk("VTIMEZONE") == []
