"""The command `deadline`: one for a person or a script, and the batch, line for line as the contract says."""

from __future__ import annotations

import io
import json
import sys
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.cli.app import run
from backoffice.content.deadline import KEYS, LINE_BYTES
from backoffice.domain.deadlines import UNITS
from backoffice.services.deadlines import answers, as_line

CODES = {
    *("bad_json", "bad_start", "bad_length", "unknown_unit", "unknown_territory", "bad_zone", "bad_roll"),
    *("nonexistent_time", "ambiguous_time"),
}
ASKED = {"start": "2026-11-02", "length": "10 ouvrables"}


@pytest.fixture(autouse=True)
def _english(monkeypatch):
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")


def batch(*lines: bytes | str | dict) -> list[dict]:
    raw = [
        line
        if isinstance(line, bytes)
        else line.encode()
        if isinstance(line, str)
        else json.dumps(line).encode()
        for line in lines
    ]
    return [json.loads(as_line(found)) for found in answers(io.BytesIO(b"\n".join(raw)))]


def error(line: bytes | str | dict) -> dict:
    (found,) = batch(line)
    assert found["ok"] is False
    assert list(found) == ["line", "id", "ok", "error"]
    assert list(found["error"]) == ["code", "field", "message", "allowed"]
    return found["error"]


def due(**more) -> str:
    (found,) = batch(ASKED | more)
    return found["due_date"]


def test_the_contracts_example_is_answered_to_the_byte(tmp_path, capfdbinary):
    path = tmp_path / "lines.jsonl"
    path.write_bytes(
        b'{"id":"a","start":"2026-11-02","length":"10 ouvrables","backward":false,"territory":"FR",'
        b'"zone":"Europe/Paris","roll":"next"}\n{"start":"2026-11-02","length":"10 fortnights"}\n'
    )
    assert run(["deadline", "--batch", str(path), "--json"]) == 1
    first, second, rest = capfdbinary.readouterr().out.split(b"\n")
    assert first == (
        b'{"line":1,"id":"a","ok":true,"nominal_date":"2026-11-14","due_date":"2026-11-16",'
        b'"due_at":"2026-11-16T23:00:00Z","rolled":true}'
    )
    assert second.startswith(
        b'{"line":2,"id":null,"ok":false,"error":{"code":"unknown_unit","field":"length",'
    )
    assert json.loads(second)["error"]["allowed"] == list(UNITS)
    assert rest == b""


def test_a_batch_without_a_bad_line_ends_well_and_needs_no_workspace(tmp_path, monkeypatch, capfdbinary):
    monkeypatch.chdir(tmp_path)
    lines = b"".join(json.dumps(ASKED | {"id": n}).encode() + b"\r\n" for n in range(50))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xef\xbb\xbf" + lines)))
    assert run(["deadline", "--batch", "-", "--json"]) == 0
    found = [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]
    assert [one["id"] for one in found] == list(range(50))
    assert [one["line"] for one in found] == list(range(1, 51))
    assert not list(tmp_path.iterdir())


def test_a_line_stands_alone_whatever_the_others_are():
    good, bad = ASKED | {"id": "good"}, b"\xff\x00{"
    alone = batch(good)[0]
    found = batch(bad, good, "[" * 100_000, good, "", good, b"x" * (LINE_BYTES * 3), good)
    assert [one["ok"] for one in found] == [False, True] * 4
    assert [one["line"] for one in found] == list(range(1, 9))
    assert all(one | {"line": 1} == alone for one in found[1::2])
    assert {one["error"]["code"] for one in found[::2]} == {"bad_json"}


@pytest.mark.parametrize(
    ("more", "code", "field"),
    [
        ({"start": None}, "bad_start", "start"),
        ({"start": 20261102}, "bad_start", "start"),
        ({"start": "2026-02-30"}, "bad_start", "start"),
        ({"length": "1 hour"}, "bad_start", "start"),
        ({"length": None}, "bad_length", "length"),
        ({"length": 10}, "bad_length", "length"),
        ({"length": "0 days"}, "bad_length", "length"),
        ({"length": "9999999 days"}, "bad_length", "length"),
        ({"length": "10 moons"}, "unknown_unit", "length"),
        ({"territory": "DE"}, "unknown_territory", "territory"),
        ({"territory": 57}, "unknown_territory", "territory"),
        ({"territory": ""}, "unknown_territory", "territory"),
        ({"zone": "Europe/Nowhere"}, "bad_zone", "zone"),
        ({"zone": 1}, "bad_zone", "zone"),
        ({"roll": "sideways"}, "bad_roll", "roll"),
        ({"roll": "none"}, "bad_roll", "roll"),
        ({"roll": False}, "bad_roll", "roll"),
        ({"roll": 1e400}, "bad_roll", "roll"),
        ({"start": "2026-03-29T02:30"}, "nonexistent_time", "start"),
        ({"start": "2026-10-25T02:30"}, "ambiguous_time", "start"),
        ({"backward": 1}, "bad_json", "backward"),
        ({"backward": "false"}, "bad_json", "backward"),
        ({"good_friday": 0}, "bad_json", "good_friday"),
        ({"hours": [["12:00", "09:00"]]}, "bad_json", "hours"),
        ({"hours": True}, "bad_json", "hours"),
        ({"closures": [["2026-11-09", "2026-11-02"]]}, "bad_json", "closures"),
        ({"closures": [["2026-11-09T10:00", "2026-11-10"]]}, "bad_json", "closures"),
        ({"id": {"a": 1}}, "bad_json", "id"),
        ({"id": 1.5}, "bad_json", "id"),
        ({"id": True}, "bad_json", "id"),
        ({"teritory": "FR"}, "bad_json", "teritory"),
    ],
)
def test_each_mistake_has_its_code_and_names_its_field(more, code, field):
    found = error(json.dumps(ASKED | more).replace("Infinity", "1e400"))
    assert (found["code"], found["field"]) == (code, field)


def test_what_is_allowed_is_listed_where_it_can_be():
    assert error(ASKED | {"length": "1 moon"})["allowed"] == list(UNITS)
    assert error(ASKED | {"territory": "XX"})["allowed"][:3] == ["FR", "FR-57", "FR-67"]
    assert error(ASKED | {"roll": "up"})["allowed"] == ["next", "previous", None]
    assert error(ASKED | {"backward": 0})["allowed"] == [True, False]
    assert error(ASKED | {"rool": "next"})["allowed"] == list(KEYS)
    twice = error(ASKED | {"start": "2026-10-25T02:30"})["allowed"]
    assert twice == ["2026-10-25T02:30+02:00", "2026-10-25T02:30+01:00"]
    assert error(ASKED | {"start": "soon"})["allowed"] is None


@pytest.mark.parametrize(
    "line",
    [
        *(" ", "{", "null", "3", '"a"', "[]", '[{"start":"2026-11-02","length":"1 day"}]', "NaN"),
        '{"start":"2026-11-02","start":"2026-11-03","length":"1 day"}',
        '{"start":"2026-11-02","length":"1 day","id":NaN}',
        '{"start":"2026-11-02","length":"1 day","hours":[Infinity]}',
        '{"start":"2026-11-02","length":"1 day"} {}',
        '{"start":"2026-11-02","length":"1 day",}',
        '{"start":"2026-11-02","length":"1 day","id":' + "9" * 5_000 + "}",
        '{"start":"2026-11-02","length":"1 day","id":' + "[" * 30_000,
        b'{"start":"2026-11-02","length":"1 day","id":"\xe9"}',
        b"\x00\x01",
    ],
)
def test_a_line_that_is_no_object_is_bad_json(line):
    assert error(line)["code"] == "bad_json"


def test_an_id_comes_back_as_it_was_even_from_a_refused_line():
    ids = ["", "a\n\u2028\u0000é🎓", 0, -(10**30), "\ud800", None]
    good = [ASKED | {"id": one} for one in ids]
    assert [one["id"] for one in batch(*good)] == ids
    assert [one["id"] for one in batch(*({"id": one} for one in ids))] == ids
    assert [one["id"] for one in batch(*(one | {"nope": 1} for one in good))] == ids


def test_a_key_without_a_value_is_as_if_it_were_not_there_but_for_the_roll():
    empty = dict.fromkeys(("id", "backward", "territory", "zone", "good_friday", "hours", "closures"))
    assert batch(ASKED | empty) == batch(ASKED)
    assert due() == due(roll="next") == "2026-11-16"
    assert due(roll="previous") == "2026-11-13"
    assert due(roll=None) == "2026-11-14"


def test_the_options_of_a_line_are_followed():
    assert due(length="1 day", start="2026-04-02", territory="FR-67") == "2026-04-03"
    assert due(length="1 day", start="2026-04-02", territory="FR-67", good_friday=True) == "2026-04-07"
    assert due(length="3 days", backward=True) == "2026-10-30"
    assert due(closures=[["2026-11-03", "2026-11-06"], ["2026-11-05", "2026-11-10"]]) == "2026-11-23"
    (found,) = batch(
        {
            "start": "2026-11-02T10:15",
            "length": "2 working hours",
            "hours": [["10:00", "11:00"]],
            "zone": "UTC",
        }
    )
    assert found["due_at"] == "2026-11-04T10:15:00Z"
    assert (found["nominal_date"], found["due_date"], found["rolled"]) == ("2026-11-04", "2026-11-04", False)


def test_working_hours_counted_back_are_refused():
    found = error({"start": "2026-11-02T10:15", "length": "2 working hours", "backward": True})
    assert (found["code"], found["field"]) == ("bad_length", "length")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
SENSIBLE = st.sampled_from(
    [
        "2026-11-02",
        "2026-11-02T10:15",
        "10 days",
        "3 working hours",
        "FR",
        "RE",
        "UTC",
        "next",
        [["09:00", "12:00"]],
    ]
)


@given(
    st.dictionaries(st.sampled_from(KEYS), SENSIBLE | JSON) | st.binary(max_size=40) | st.text(max_size=40)
)
def test_whatever_a_line_holds_it_is_answered_by_one_line(line):
    if isinstance(line, str | bytes):
        line = (line if isinstance(line, bytes) else line.encode("utf-8", "replace")).replace(
            b"\n", b" "
        ) or b" "
    (found,) = batch(line)
    assert found["line"] == 1
    assert found["ok"] or found["error"]["code"] in CODES


@given(st.integers(0, 3), st.integers(-3, 3))
def test_a_line_over_the_limit_is_refused_and_the_next_one_read(spaces, around):
    long = b'{"start":"2026-11-02","length":"1 day"}'.ljust(LINE_BYTES + around) + b" " * spaces
    found = batch(long, ASKED)
    assert len(found) == 2
    assert found[0]["ok"] == (len(long) < LINE_BYTES)
    assert found[1]["ok"]


def test_one_deadline_is_the_same_object(capfd):
    assert run(["deadline", "2026-11-02", "10 ouvrables", "--json"]) == 0
    assert json.loads(capfd.readouterr().out) == batch(ASKED)[0]


def test_the_explanation_is_added_to_the_object(capfd):
    assert run(["deadline", "2026-11-06", "1 ouvrable", "--explain", "--json", "--roll", "next"]) == 0
    found = json.loads(capfd.readouterr().out)
    assert found["count"] == [
        {"date": "2026-11-07", "counts": True, "why": None},
        {"date": "2026-11-08", "counts": False, "why": "Sunday"},
        {"date": "2026-11-09", "counts": False, "why": "next working day"},
    ]


def test_an_error_of_one_deadline_is_the_contracts_error(capfd):
    assert run(["deadline", "2026-11-02", "10 moons", "--json"]) == 1
    (wrong,) = json.loads(capfd.readouterr().out)["errors"]
    assert (wrong["code"], wrong["path"]) == ("unknown_unit", "length")
    assert "working days" in wrong["remedy"]


def test_options_say_what_a_line_can_say(capfd):
    typed = [
        *(
            "deadline",
            "2026-04-02T17:00",
            "2 working hours",
            "--territory",
            "FR-67",
            "--good-friday",
            "--json",
        ),
        *(
            "--hours",
            "08:00-12:00,13:00-17:30",
            "--closed",
            "2026-04-07/2026-04-07",
            "--zone",
            "Europe/Berlin",
        ),
    ]
    assert run(typed) == 0
    assert json.loads(capfd.readouterr().out)["due_at"] == "2026-04-08T07:30:00Z"
    assert run(["deadline", "2026-11-21", "10 days", "--backward", "--roll", "none", "--json"]) == 0
    assert json.loads(capfd.readouterr().out)["due_date"] == "2026-11-11"


@pytest.mark.parametrize(
    ("option", "value", "path"),
    [
        ("--hours", "9-5", "hours"),
        ("--closed", "2026-11-02", "closures"),
        ("--roll", "up", "roll"),
        ("--zone", "Paris", "zone"),
        ("--territory", "Corse", "territory"),
    ],
)
def test_an_option_that_is_wrong_says_which(option, value, path, capfd):
    assert run(["deadline", "2026-11-02", "1 day", option, value, "--json"]) == 1
    assert json.loads(capfd.readouterr().out)["errors"][0]["path"] == path


def test_people_read_a_sentence_with_the_day_written_out(capfd):
    run(["--language", "en", "deadline", "2026-11-02", "10 ouvrables"])
    assert capfd.readouterr().out == (
        "Due by the end of Monday 16 November 2026, moved from Saturday 14 November 2026.\n"
    )
    run(["--language", "en", "deadline", "2026-11-02T10:15", "1 hour"])
    assert capfd.readouterr().out == "Due before Monday 2 November 2026 at 11:15 (Europe/Paris).\n"


def test_people_read_the_count_in_columns(capfd):
    run(["--language", "en", "deadline", "2026-11-06", "2 working days", "--explain"])
    rows = capfd.readouterr().out.splitlines()[1:]
    assert [row.split("  ")[0] for row in rows[1:]] == [
        f"{day:%A} {day.day} November 2026" for day in (date(2026, 11, 7) + timedelta(n) for n in range(4))
    ]
    assert [row.split()[4:] for row in rows[1:]] == [["Saturday"], ["Sunday"], ["1"], ["2"]]


def test_an_explanation_of_more_than_a_century_is_refused(capfd):
    assert run(["deadline", "2026-11-02", "200 years", "--explain", "--json"]) == 1
    assert json.loads(capfd.readouterr().out)["errors"][0]["code"] == "too_long_to_explain"
    assert run(["deadline", "2026-11-02", "99 years", "--explain"]) == 0


@pytest.mark.parametrize(
    "typed", [[], ["2026-11-02"], ["2026-11-02", "1 day", "--batch", "-"], ["--batch", "-", "--explain"]]
)
def test_a_command_that_asks_for_nothing_or_for_two_things_is_a_usage_error(typed):
    assert run(["deadline", *typed]) == 2


def test_a_batch_file_that_is_not_there_is_said_to_be_so(capfd, tmp_path):
    for name in ("none.jsonl", ""):
        assert run(["deadline", "--batch", str(tmp_path / name), "--json"]) == 1
        assert json.loads(capfd.readouterr().out)["errors"][0]["code"] == "unreadable"
