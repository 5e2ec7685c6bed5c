"""A calendar file says when its owner is busy; hostile ones cost no more than their size."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.exchange.busy import Busy, NotACalendar, busy_times, read_calendar

FIRST, LAST = date(2026, 6, 1), date(2028, 6, 1)
PARIS = "Europe/Paris"


def ics(*events: str, end: str = "\r\n") -> bytes:
    body = end.join(f"BEGIN:VEVENT{end}{end.join(one.split('|'))}{end}END:VEVENT" for one in events)
    return f"BEGIN:VCALENDAR{end}VERSION:2.0{end}{body}{end}END:VCALENDAR{end}".encode()


def busy(*events: str, last: date = LAST) -> list[Busy]:
    return list(busy_times(read_calendar(ics(*events)), FIRST, last, PARIS))


def days(*events: str, last: date = LAST) -> list[str]:
    return [one.first.isoformat() for one in busy(*events, last=last)]


def test_a_meeting_is_told_in_the_houses_local_time() -> None:
    [one] = busy(
        "UID:a|DTSTART;TZID=America/Martinique:20260702T090000|DTEND;TZID=America/Martinique:20260702T100000"
    )
    assert one == Busy(date(2026, 7, 2), date(2026, 7, 2), time(15), time(16), "a")
    [utc] = busy("UID:b|DTSTART:20260702T090000Z|DURATION:PT1H30M")
    assert (utc.start, utc.finish) == (time(11), time(12, 30))
    [floating] = busy("UID:c|DTSTART:20260702T090000|DTEND:20260702T100000")
    assert floating.start == time(9)
    [windows] = busy("UID:d|DTSTART;TZID=Romance Standard Time:20260702T090000|DURATION:PT1H")
    assert windows.start == time(9)
    [quoted] = busy('UID:e|DTSTART;X-A="b:c;d";TZID="/x.example/Europe/Paris":20260702T090000|DURATION:PT1H')
    assert quoted.start == time(9)


def test_whole_days_end_the_day_before_their_end() -> None:
    assert busy("UID:a|DTSTART;VALUE=DATE:20260706|DTEND;VALUE=DATE:20260711") == [
        Busy(date(2026, 7, 6), date(2026, 7, 10), None, None, "a")
    ]
    assert busy("UID:a|DTSTART;VALUE=DATE:20260706") == [
        Busy(date(2026, 7, 6), date(2026, 7, 6), None, None, "a")
    ]


def test_what_goes_over_midnight_is_parts_of_days_and_whole_ones() -> None:
    assert busy(
        "UID:a|DTSTART;TZID=Europe/Paris:20260706T180000|DTEND;TZID=Europe/Paris:20260709T120000"
    ) == [
        Busy(date(2026, 7, 6), date(2026, 7, 6), time(18), None, "a"),
        Busy(date(2026, 7, 7), date(2026, 7, 8), None, None, "a"),
        Busy(date(2026, 7, 9), date(2026, 7, 9), None, time(12), "a"),
    ]


def test_a_week_comes_again_at_the_same_local_hour_across_the_change_of_clocks() -> None:
    found = busy(
        "UID:a|DTSTART;TZID=Europe/Paris:20261020T090000|DURATION:PT1H|RRULE:FREQ=WEEKLY;COUNT=3",
    )
    assert [(one.first.isoformat(), one.start) for one in found] == [
        ("2026-10-20", time(9)),
        ("2026-10-27", time(9)),
        ("2026-11-03", time(9)),
    ]


def test_a_rule_without_end_stops_at_the_horizon() -> None:
    found = days("UID:a|DTSTART;VALUE=DATE:20200101|RRULE:FREQ=DAILY", last=date(2026, 6, 30))
    assert (found[0], found[-1], len(found)) == ("2026-06-01", "2026-06-30", 30)


def test_until_an_instant_leaves_out_what_begins_after_it() -> None:
    rule = "RRULE:FREQ=DAILY;UNTIL=20260704T070000Z"
    assert days(f"UID:a|DTSTART;TZID=Europe/Paris:20260702T090000|DURATION:PT1H|{rule}") == [
        "2026-07-02",
        "2026-07-03",
        "2026-07-04",
    ]
    assert days(f"UID:a|DTSTART;TZID=Europe/Paris:20260702T090100|DURATION:PT1H|{rule}") == [
        "2026-07-02",
        "2026-07-03",
    ]


def test_days_taken_out_moved_and_added_are_followed() -> None:
    series = (
        "UID:a|DTSTART;TZID=Europe/Paris:20260707T090000|DURATION:PT1H|RRULE:FREQ=WEEKLY;COUNT=4"
        "|EXDATE;TZID=Europe/Paris:20260714T090000|RDATE;TZID=Europe/Paris:20260801T090000"
    )
    moved = (
        "UID:a|RECURRENCE-ID;TZID=Europe/Paris:20260721T090000"
        "|DTSTART;TZID=Europe/Paris:20260722T090000|DURATION:PT1H"
    )
    gone = (
        "UID:a|RECURRENCE-ID;TZID=Europe/Paris:20260728T090000"
        "|DTSTART;TZID=Europe/Paris:20260728T090000|DURATION:PT1H|STATUS:CANCELLED"
    )
    assert days(series, moved, gone) == ["2026-07-07", "2026-07-22", "2026-08-01"]


@pytest.mark.parametrize("free", ["TRANSP:TRANSPARENT", "STATUS:CANCELLED"])
def test_what_takes_no_time_isnt_busy(free: str) -> None:
    assert busy(f"UID:a|DTSTART;VALUE=DATE:20260706|{free}") == []


def test_an_alarm_inside_an_event_isnt_the_event() -> None:
    [one] = busy(
        "UID:a|BEGIN:VALARM|TRIGGER:-PT15M|DURATION:PT9H|DTSTART:20270101T090000Z|END:VALARM"
        "|DTSTART;VALUE=DATE:20260706"
    )
    assert one.first == date(2026, 7, 6)


@pytest.mark.parametrize(
    "event",
    [
        "UID:a",
        "DTSTART;VALUE=DATE:20260706",
        "UID:a|DTSTART:demain",
        "UID:a|DTSTART;TZID=../../etc/passwd:20260706T090000|DURATION:PT1H",
        "UID:a|DTSTART;VALUE=DATE:99990706",
        "UID:a|DTSTART:20260732T090000Z|DURATION:PT1H",
        "UID:a|DTSTART;VALUE=DATE:20260706|RRULE:FREQ=SECONDLY",
        "UID:a|DTSTART;VALUE=DATE:20260706|RRULE:FREQ=DAILY;INTERVAL=0",
        "UID:a|DTSTART;VALUE=DATE:20260706|RRULE:FREQ=DAILY|RRULE:FREQ=DAILY",
        "UID:a|DTSTART:20260706T090000Z|DURATION:un peu",
        "UID:a|DTSTART:20260706T090000Z|DTEND;VALUE=DATE:20260707",
    ],
)
def test_what_isnt_understood_is_counted_and_the_rest_is_read(event: str) -> None:
    read = read_calendar(ics(event, "UID:b|DTSTART;VALUE=DATE:20260706"))
    assert read.skipped == 1
    assert [one.uid for one in busy_times(read, FIRST, LAST, PARIS)] == ["b"]


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_lines_may_be_folded_anywhere(end: str) -> None:
    folded = ics("UID:a|DTSTART;VALUE=DA", end=end).replace(
        b"VALUE=DA", f"VALUE=DA{end} TE:2026{end}\t0706".encode()
    )
    assert [one.first for one in busy_times(read_calendar(folded), FIRST, LAST, PARIS)] == [date(2026, 7, 6)]


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04", b"<html>", b"\xff\xfe\x00", b"BEGIN:VEVENT\r\nEND:VEVENT\r\n"]
)
def test_another_file_is_refused(data: bytes) -> None:
    with pytest.raises(NotACalendar):
        read_calendar(data)


def test_too_much_is_refused_not_swallowed() -> None:
    with pytest.raises(NotACalendar, match="20000 events"):
        read_calendar(ics(*["UID:a|DTSTART;VALUE=DATE:20260706"] * 20_001))
    with pytest.raises(NotACalendar, match="recurring"):
        read_calendar(ics(*["UID:a|DTSTART;VALUE=DATE:20260706|RRULE:FREQ=DAILY"] * 501))
    daily = read_calendar(ics(*[f"UID:{n}|DTSTART;VALUE=DATE:19700101|RRULE:FREQ=DAILY" for n in range(9)]))
    with pytest.raises(NotACalendar, match="busy times"):
        busy_times(daily, FIRST, LAST, PARIS)


def test_what_is_nested_without_end_or_never_closed_is_read_without_harm() -> None:
    deep = b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 100_000
    assert read_calendar(deep).events == ()
    long = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:" + b"a" * 5_000_000 + b"\r\nEND:VEVENT\r\n"
    assert read_calendar(long).skipped == 1
    folded = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a" + b"\r\n b" * 500_000 + b"\r\nEND:VEVENT\r\n"
    assert read_calendar(folded).skipped == 1


@given(st.binary(max_size=500), st.text(max_size=200))
def test_no_bytes_make_it_fail(raw: bytes, text: str) -> None:
    for body in (raw, text.encode("utf-8", "surrogatepass")):
        read = read_calendar(
            b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTART:" + body + b"\r\nEND:VEVENT\r\n"
        )
        assert len(busy_times(read, FIRST, LAST, PARIS)) <= 3
