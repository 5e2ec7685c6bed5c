"""Commitments in the settings: what is wrong is told with its place, and what is allowed."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from backoffice.content.base import build
from backoffice.content.commitments import read_policies
from backoffice.content.settings import Settings
from backoffice.domain.commitments.events import ACTS
from backoffice.domain.commitments.policy import Way
from backoffice.errors import BackofficeError, each
from backoffice.services import every_act  # noqa: F401  registers the acts
from backoffice.services.acts import acts

ROOT = Path(__file__).parents[2]
FILES = ("config.toml", "backoffice/data/config.toml")
GOOD = {"id": "a", "step": "quote", "after": ["received"], "length": "15 days", "kept_by": ["issue-quote"]}


def settings(*commitments: dict[str, Any]) -> Settings:
    values = tomllib.loads((ROOT / "config.toml").read_text(encoding="utf-8"))
    del values["workstation"]
    return build(Settings, values | {"commitments": list(commitments)}, "config.toml")


@pytest.mark.parametrize("name", FILES)
def test_the_policies_that_come_with_us_are_right_and_the_same(name: str) -> None:
    shipped = tomllib.loads((ROOT / name).read_text(encoding="utf-8"))["commitments"]
    demo = tomllib.loads((ROOT / "config.toml").read_text(encoding="utf-8"))["commitments"]
    assert shipped == demo
    assert len(settings(*shipped).commitments) == len(shipped)


def test_dossier_es_own_sentence_is_among_them() -> None:
    demo = tomllib.loads((ROOT / "config.toml").read_text(encoding="utf-8"))["commitments"]
    by_id = {one.id: one.value() for one in settings(*demo).commitments}
    assert [str(by_id[f"first-answer-{kind}"].length) for kind in ("intra", "inter")] == [
        "15 days",
        "1 month",
    ]
    assert by_id["first-answer-procedure"].way is Way.FIXED


def test_every_act_that_can_keep_a_commitment_exists() -> None:
    assert set(ACTS) <= set(acts())


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"length": "15 fortnights"}, "length", "unknown_unit"),
    ({"length": ""}, "length", "bad_length"),
    ({"length": "0 days"}, "length", "bad_length"),
    ({"kept_by": ["issue-invoice"]}, "kept_by[0]", "unknown_act"),
    ({"kept_by": []}, "kept_by", "too_short"),
    ({"after": ["submission"], "whom": {"kind": ["intra"]}}, "after", "impossible_event"),
    ({"after": ["client_answered"], "whom": {"kind": ["own_session"]}}, "after", "impossible_event"),
    ({"after": ["breakfast"]}, "after[0]", "enum"),
    ({"step": "lunch"}, "step", "enum"),
    ({"after": [], "before": ["first_slot"], "length": "7 working hours"}, "length", "invalid"),
    ({"before": ["first_slot"]}, "fixed", "invalid"),
    ({"after": []}, "fixed", "invalid"),
    ({"after": [], "fixed": "submission"}, "length", "invalid"),
    (
        {"after": [], "fixed": "submission", "length": "", "whom": {"kind": ["inter"]}},
        "fixed",
        "impossible_event",
    ),
    ({"length": "48 hours", "roll": "next"}, "roll", "invalid"),
    ({"after": [], "before": ["first_slot"], "paused_by": ["client"]}, "paused_by", "invalid"),
    ({"owed_by": "client", "whom": {"kind": ["own_session"]}}, "owed_by", "invalid"),
    ({"due_soon": "3 working hours"}, "due_soon", "invalid"),
    ({"valid_from": "2026-02-01", "valid_until": "2026-01-01"}, "valid_until", "invalid"),
    ({"id": "Not an id"}, "id", "string_pattern_mismatch"),
    ({"colour": "blue"}, "colour", "extra_forbidden"),
]


@pytest.mark.parametrize(("change", "path", "code"), WRONG)
def test_a_mistake_is_told_with_its_key_path(change: dict[str, Any], path: str, code: str) -> None:
    with pytest.raises(BackofficeError) as raised:
        settings(GOOD, GOOD | {"id": "b", "step": "dates"} | change)
    found = {(error.place.path, error.code) for error in each(raised.value)}
    assert (f"commitments[1].{path}", code) in found
    assert all(error.place.file == "config.toml" for error in each(raised.value))


def test_all_mistakes_come_at_once() -> None:
    with pytest.raises(BackofficeError) as raised:
        settings(GOOD | {"length": "1 moon"}, GOOD | {"id": "b", "kept_by": ["x"]})
    assert len(each(raised.value)) == 2


@pytest.mark.parametrize("other", [GOOD, GOOD | {"id": "b"}])
def test_two_of_one_name_and_two_that_tie_are_refused(other: dict[str, Any]) -> None:
    with pytest.raises(BackofficeError) as raised:
        settings(GOOD, other)
    [error] = each(raised.value)
    assert error.place.path == "commitments"
    assert error.remedy


def test_policies_are_read_back_from_kept_settings_as_they_were() -> None:
    given = settings(GOOD, GOOD | {"id": "b", "whom": {"kind": ["intra"], "tag": ["Été"]}, "roll": "none"})
    policies, hours, closures = read_policies(given.model_dump(mode="json"))
    assert policies == tuple(one.value() for one in given.commitments)
    assert [f"{span[0]:%H:%M}" for span in hours] == ["09:00", "14:00"]
    assert [one.label for one in closures] == [one.name for one in given.hours.closures]


def test_settings_of_before_promise_nothing() -> None:
    assert read_policies({})[0] == ()
