"""A calendar problem as a file: read back as written, and every mistake said at once with its place."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from backoffice.content.problem import read_calendar, read_problem
from backoffice.domain.calendar_problem import CellsRule, Span, Window
from backoffice.errors import BackofficeError, each
from backoffice.planner.answer import to_json
from backoffice.planner.check import check
from backoffice.planner.plan import plan
from tests.planner.generated import medium, problem
from tests.planner.written import problem_json

Change = Callable[[dict[str, Any]], object]


def _example() -> dict[str, Any]:
    return {
        "format": "calendar-problem/1",
        "horizon": {"from": "2027-01-04", "to": "2027-06-30"},
        "zone": "Europe/Paris",
        "territory": "FR",
        "half_days": {"am": ["09:00", "12:30"], "pm": ["14:00", "17:30"]},
        "group_size": 12,
        "travel_cells": 1,
        "links": [
            {
                "id": "fu",
                "from": "M1",
                "anchor": "end",
                "to": "M2",
                "min": {"n": 30, "unit": "days"},
                "max": None,
            }
        ],
        "modules": [
            {"id": "M1", "gap": None, "blocks": [{"half_days": 2, "gap": None}], "team": [], "venues": []},
            {
                "id": "M2",
                "gap": {
                    "min": {"n": 3, "unit": "weeks"},
                    "max": {"n": 8, "unit": "weeks"},
                    "target_days": 35,
                },
                "blocks": [
                    {"half_days": 4, "gap": None, "start": "first", "span": "days", "cells": ["am", "pm"]}
                ],
                "team": [{"role": "lead", "any_of": ["T1"]}],
                "venues": ["V1"],
                "window": None,
                "level": "draft",
                "at": None,
            },
        ],
        "trainers": [
            {
                "id": "T1",
                "rank": 1,
                "town": "Guéret",
                "max_days_week": 3,
                "max_days_row": None,
                "booked": [{"date": "2027-02-01", "half": "am", "state": "held", "town": None}],
                "away": [
                    {"id": "off", "from": "2027-05-03", "to": "2027-05-28", "rrule": None, "half": None}
                ],
            }
        ],
        "venues": [{"id": "V1", "capacity": 14, "town": "Guéret", "booked": []}],
        "rules": [{"id": "wd", "kind": "weekdays", "allow": [1, 2, 3, 4], "hard": True}],
        "weights": {"earliness": 1, "evenness": 2},
        "diversity": {"share_bp": 5000, "days": 7},
        "alternatives": 3,
    }


@pytest.mark.parametrize("seed", range(40))
def test_a_problem_comes_back_as_it_was_written(seed: int) -> None:
    for given in (problem(seed), medium(seed)):
        assert read_problem(json.dumps(problem_json(given))) == given


def test_an_answers_alternative_can_be_checked_from_its_json() -> None:
    given = read_problem(json.dumps(_example()))
    answer = to_json(plan(given))
    assert answer["format"] == "calendar-answer/1"
    assert answer["status"] == "optimal"
    for one in answer["alternatives"]:
        seen = to_json(check(given, read_calendar(json.dumps(one), given)))
        assert seen["valid"] is True
        assert seen["cost"] == one["cost"] == sum(term["cost"] for term in one["terms"])


def test_a_slot_says_all_that_the_contract_promises() -> None:
    slot = to_json(plan(read_problem(json.dumps(_example()))))["alternatives"][0]["slots"][2]
    assert set(slot) == {"module", "block", "date", "half", "start", "end", "trainers", "venue"}
    assert (slot["half"], slot["start"], slot["end"]) == ("am", "09:00", "12:30")
    assert slot["trainers"] == [{"id": "T1", "role": "lead"}]


def test_what_is_left_out_has_its_default() -> None:
    bare = {
        "format": "calendar-problem/1",
        "horizon": {"from": "2027-01-04", "to": "2027-01-29"},
        "half_days": {"pm": ["14:00", "17:30"], "am": ["09:00", "12:30"]},
        "modules": [{"id": "M1", "blocks": [{"half_days": 2}], "window": "2027-02"}],
        "rules": [{"id": "c", "kind": "cells", "weekday": 3, "half": None}],
    }
    given = read_problem(json.dumps(bare))
    assert [half.id for half in given.half_days] == ["am", "pm"]
    assert given.modules[0].blocks[0].span == Span.DAYS
    assert given.modules[0].window == Window(date(2027, 2, 1), date(2027, 2, 28))
    assert given.rules == (CellsRule("c", 3, None),)
    assert (given.alternatives, given.diversity.share_bp, given.diversity.days) == (3, 5_000, 7)
    assert given.weights.earliness == 0


def _set(*path: Any, to: Any) -> Change:
    def change(document: dict[str, Any]) -> None:
        at: Any = document
        for step in path[:-1]:
            at = at[step]
        at[path[-1]] = to

    return change


def test_a_first_gap_that_asks_for_nothing_is_none_and_a_published_place_may_name_no_trainer() -> None:
    document = _example()
    _set("modules", 0, "gap", to={"min": None, "max": None, "target_days": None})(document)
    _set("modules", 0, "blocks", 0, "gap", to={"min": None, "max": None})(document)
    _set("modules", 1, "level", to="published")(document)
    _set("modules", 1, "at", to={"date": "2027-03-01", "half": "am", "trainers": [], "venue": None})(document)
    assert plan(read_problem(json.dumps(document))).alternatives


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        (_set("modules", 1, "gap", "min", "n", to=60), "min_over_max", "modules[1].gap"),
        (_set("modules", 1, "gap", "min", to={"n": 3, "unit": "months"}), "min_over_max", "modules[1].gap"),
        (_set("modules", 1, "team", 0, "any_of", 0, to="T9"), "unknown_id", "modules[1].team[0].any_of"),
        (_set("modules", 1, "venues", 0, to="V9"), "unknown_id", "modules[1].venues"),
        (_set("links", 0, "to", to="M9"), "unknown_id", "links[0].to"),
        (_set("trainers", 0, "booked", 0, "half", to="eve"), "unknown_id", "trainers[0].booked[0].half"),
        (_set("modules", 0, "id", to="M2"), "duplicate_id", "modules[1].id"),
        (_set("rules", 0, "id", to="off"), "duplicate_id", "trainers[0].away[0].id"),
        (_set("rules", 0, "id", to="gap:M2"), "bad_value", "rules[0].id"),
        (_set("alternatives", to=5), "less_than_equal", "alternatives"),
        (_set("alternatives", to=0), "greater_than_equal", "alternatives"),
        (_set("alternatives", to=True), "int_type", "alternatives"),
        (_set("group_size", to=12.5), "int_type", "group_size"),
        (_set("weights", "earliness", to=-1), "greater_than_equal", "weights.earliness"),
        (_set("weights", "earlyness", to=1), "extra_forbidden", "weights.earlyness"),
        (_set("horizon", "to", to="2026-12-31"), "bad_range", "horizon"),
        (_set("horizon", "to", to="2047-12-31"), "bad_value", "horizon"),
        (_set("horizon", "to", to="2027-02-30"), "date_parsing", "horizon.to"),
        (_set("modules", 0, "gap", to={"min": {"n": 1, "unit": "days"}}), "bad_value", "modules[0].gap"),
        (_set("modules", 1, "level", to="pinned"), "bad_value", "modules[1].at"),
        (_set("modules", 1, "window", to="2027-13"), "bad_month", "modules[1].window"),
        (
            _set("modules", 1, "blocks", 0, "half_days", to=0),
            "greater_than_equal",
            "modules[1].blocks[0].half_days",
        ),
        (_set("modules", to=[]), "too_short", "modules"),
        (_set("territory", to="XX"), "literal_error", "territory"),
        (_set("zone", to="Mars/Olympus"), "unknown_id", "zone"),
        (
            _set("trainers", 0, "away", 0, "rrule", to="FREQ=SECONDLY"),
            "bad_rrule",
            "trainers[0].away[0].rrule",
        ),
        (_set("rules", 0, to={"id": "s", "kind": "school_holidays"}), "bad_value", "rules[0].zone"),
        (_set("format", to="calendar-problem/9"), "literal_error", "format"),
        (_set("half_days", "pm", to=["12:00", "17:30"]), "bad_value", "half_days.pm"),
    ],
)
def test_a_mistake_is_said_with_its_file_and_key_path(change: Change, code: str, path: str) -> None:
    document = _example()
    change(document)
    with pytest.raises(BackofficeError) as wrong:
        read_problem(json.dumps(document), "given.json")
    found = [(one.code, one.place.file, one.place.path) for one in each(wrong.value)]
    assert (code, "given.json", path) in found


def test_every_mistake_is_said_at_once() -> None:
    document = _example()
    _set("modules", 1, "team", 0, "any_of", 0, to="T9")(document)
    _set("links", 0, "from", to="M9")(document)
    _set("modules", 1, "gap", "min", "n", to=60)(document)
    with pytest.raises(BackofficeError) as wrong:
        read_problem(json.dumps(document))
    assert len(each(wrong.value)) == 3
    assert all(one.remedy for one in each(wrong.value))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        '{"format": NaN}',
        '{"a": 1, "a": 2}',
        "[" * 100_000,
        '{"alternatives": ' + "9" * 5_000 + "}",
        "{" + " " * 5_000_000 + "}",
    ],
    ids=["nothing", "a list", "null", "NaN", "a key twice", "deep", "a huge number", "too long"],
)
def test_a_text_that_is_no_problem_is_refused_with_one_clear_error(text: str) -> None:
    with pytest.raises(BackofficeError) as wrong:
        read_problem(text)
    assert len(each(wrong.value)) < 10


def test_a_calendar_that_names_what_its_problem_does_not_know_is_refused() -> None:
    given = read_problem(json.dumps(_example()))
    slot = {
        "module": "M7",
        "block": 3,
        "date": "2027-02-01",
        "half": "eve",
        "trainers": [{"id": "T9", "role": "lead"}],
        "venue": "V9",
    }
    with pytest.raises(BackofficeError) as wrong:
        read_calendar(json.dumps({"slots": [slot]}), given)
    assert {one.place.path for one in each(wrong.value)} == {
        f"slots[0].{key}" for key in ("module", "half", "trainers", "venue")
    }
