"""The shapes that scripts rely on: lists, one record, errors, exit statuses."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest

from backoffice.cli.app import _HOME, _LISTS
from tests.cli.conftest import Call

# Copied from the contract, not from the code.
COMMON = ["ref", "name", "kind"]
KEYS = {
    "requests": "ref client topic kind stage waiting_for owner received_at target_date due_date due_state",
    "quotes": "number version ref client state issued_on valid_until net_cents vat_cents total_cents",
    "slots": "id ref module group date start end minutes mode state trainers venue",
    "documents": "id ref kind number version path sha256 issued_at",
    "tasks": "id ref title due_date for state",
    "commitments": "id ref client step owed_by policy opened_at target_date due_date due_at state closed_at"
    " net_minutes gross_minutes",
}
LISTS = "requests clients contacts funders users programmes trainers venues participants groups quotes slots"
REQUEST = (
    "format ref version kind stage waiting_for topic client owner received_at headcount programmes minutes"
    " commitments quotes slots documents wanted_minutes differences questions exchanges attachments next"
)
INSTANT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")


def test_every_list_of_the_contract_is_a_command() -> None:
    assert {*LISTS.split(), "documents", "tasks"} <= set(_LISTS)
    assert "commitments" in _HOME


@pytest.mark.parametrize("name", [*LISTS.split(), "documents", "commitments", "tasks", "task-templates"])
def test_a_list_has_the_contracts_keys_in_json_and_csv(call: Call, name: str) -> None:
    wanted = KEYS[name].split() if name in KEYS else COMMON
    page = call(name, "--json").json
    assert list(page) == ["format", "total", "matched", "next", "items"]
    assert page["format"] == f"{name}/1"
    assert page["total"] == page["matched"] == len(page["items"]) or page["next"]
    for item in page["items"]:
        assert set(wanted) <= set(item)
    rows = list(csv.DictReader(io.StringIO(call(name, "--csv").out)))
    assert len(rows) == len(page["items"])
    if rows:
        assert list(rows[0]) == wanted
    for row, item in zip(rows, page["items"], strict=True):
        for key in wanted:
            value = item[key]
            text = ";".join(value) if isinstance(value, list) else "" if value is None else str(value)
            assert row[key].removeprefix("'") == text


def test_values_have_the_contracts_types(call: Call) -> None:
    [request] = call("requests", "--json", "--filter", "ref=INT-2026-0001").json["items"]
    assert INSTANT.match(request["received_at"])
    [quote] = call("quotes", "--json", "--filter", "ref=INT-2026-0001").json["items"]
    assert (quote["number"], quote["version"], quote["total_cents"]) == ("DEV-2026-0001-1", 1, 1_132_135)
    of_e = ("--filter", "ref=INT-2026-0001")
    slot = call("slots", "--json", "--sort", "date", *of_e).json["items"][0]
    assert (slot["date"], slot["start"], slot["end"], slot["minutes"]) == (
        "2026-09-07",
        "09:00",
        "12:30",
        210,
    )
    assert slot["trainers"] == ["TRA-0001"]
    for document in call("documents", "--json").json["items"]:
        assert INSTANT.match(document["issued_at"])
        assert len(document["sha256"]) == 64


def test_what_a_list_names_can_be_shown(call: Call) -> None:
    for name, key in (("slots", "id"), ("documents", "id"), ("quotes", "number"), ("clients", "ref")):
        for item in call(name, "--json", "--limit", "2").json["items"]:
            assert call("show", item[key], "--json").status == 0


def test_a_page_follows_the_one_before_without_gap_or_double(call: Call) -> None:
    total = call("slots", "--json").json["total"]
    for sort in ("date", "-date"):
        seen, after = [], ()
        while True:
            page = call("slots", "--json", "--limit", "3", "--sort", sort, *after).json
            assert (page["total"], page["matched"]) == (total, total)
            seen += [item["id"] for item in page["items"]]
            if page["next"] is None:
                break
            after = ("--after", page["next"])
        assert len(seen) == len(set(seen)) == total > 10


def test_lists_are_filtered_searched_and_counted(call: Call) -> None:
    found = call("slots", "--json", "--filter", "module=FA-COOP-M5", "--filter", "state=confirmed").json
    assert (found["total"] > 10, found["matched"]) == (True, 2)
    assert call("requests", "--json", "--search", "cooperation HAUT").json["matched"] == 1
    assert call("requests", "--json", "--search", "introuvable").json["items"] == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("--filter", "colour=red"),
        ("--filter", "stage"),
        ("--sort", "colour"),
        ("--after", "not a cursor"),
        ("--filter", "=x"),
    ],
)
def test_a_wrong_question_to_a_list_is_an_error_with_its_remedy(
    call: Call, arguments: tuple[str, ...]
) -> None:
    [error] = call("requests", "--json", *arguments).errors
    assert error["remedy"]


def test_a_cursor_of_another_list_is_refused(call: Call) -> None:
    cursor = call("slots", "--json", "--limit", "1").json["next"]
    assert call("requests", "--json", "--after", cursor).errors


def test_an_empty_workspace_has_empty_lists(call: Call, tmp_path: Path) -> None:
    folder = tmp_path / "neuf"
    assert call("init", str(folder), "--name", "Emma Roux", folder=None).status == 0
    for name in _LISTS:
        refused = call(name, "--json", folder=folder)
        if refused.status:
            assert [error["code"] for error in refused.errors] == ["no_settings"]


def test_a_request_has_the_contracts_keys(call: Call) -> None:
    shown = call("show", "INT-2026-0001", "--json").json
    assert set(REQUEST.split()) <= set(shown)
    assert shown["format"] == "request/1"
    assert set(shown["client"]) == {"ref", "name"}
    assert shown["headcount"] == {"min": 6, "max": 12}
    assert shown["programmes"] == ["FA-COOP"]
    assert list(shown["minutes"]) == ["total", "to_plan", "proposed", "held", "confirmed", "done"]
    assert shown["minutes"]["total"] == shown["minutes"]["confirmed"] == 2_100
    assert {"number", "version", "state", "net_cents", "vat_cents", "total_cents"} <= set(shown["quotes"][0])
    documents = {"kind", "number", "version", "path", "sha256", "issued_at"}
    assert documents <= set(shown["documents"][0])
    assert set(shown["next"]) == {"act", "missing"}
    assert len(shown["slots"]) == 10


@pytest.mark.parametrize(
    "ref",
    [
        "CLI-0001",
        "CON-0001",
        "TRA-0001",
        "VEN-0001",
        "PAR-0001",
        "GRP-0001",
        "er",
        "FA-COOP",
        "INT-2026-0001/S1",
        "INT-2026-0001/M1",
        "INT-2026-0001/G1",
        "INT-2026-0001/V1",
        "DEV-2026-0001-1",
        "DEV-2026-0001-1/L1",
        "DEV-2026-0001-1/E1",
    ],
)
def test_any_record_is_shown_in_json_and_for_people(call: Call, ref: str) -> None:
    shown = call("show", ref, "--json").json
    assert re.fullmatch(r"[a-z]+/1", shown["format"])
    assert call("show", ref).status == 0


def test_a_document_is_shown_with_every_key_of_its_list(call: Call) -> None:
    listed = call("documents", "--json", "--limit", "1").json["items"][0]
    shown = call("show", listed["id"], "--json").json
    assert {key: shown[key] for key in KEYS["documents"].split()} == {
        key: listed[key] for key in KEYS["documents"].split()
    }


# -- exit statuses and errors


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("requests", "--nonsense"),
        ("requests", "--limit", "0"),
        ("requests", "--limit", "x"),
        ("show",),
        ("--language", "xx", "requests"),
    ],
)
def test_a_usage_mistake_is_status_2(call: Call, arguments: tuple[str, ...]) -> None:
    said = call(*arguments)
    assert said.status == 2
    assert said.out == ""
    assert said.err


@pytest.mark.parametrize("arguments", [("nonsense",), ("requests", "--limit", "0"), ("show",), ("plan",)])
def test_a_usage_mistake_is_json_too_when_json_was_asked(call: Call, arguments: tuple[str, ...]) -> None:
    said = call(*arguments, "--json")
    assert said.status == 2
    assert said.json["format"] == "error/1"
    [error] = said.json["errors"]
    assert set(error) == {"code", "message", "file", "line", "path", "remedy"}
    assert error["code"] == "usage"
    assert error["message"] in said.err


def test_making_a_workspace_and_naming_the_schemas_answer_in_json(call: Call, tmp_path: Path) -> None:
    made = call("init", str(tmp_path / "bureau"), "--json").json
    assert Path(made["config"]).is_file()
    assert set(made) == {"format", "folder", "user", "config"}
    kinds = call("schema", "--json").json["kinds"]
    assert "programme" in kinds
    assert call("schema", "programme", "--json").json["type"] == "object"


def test_an_unknown_record_is_status_1_with_an_error_on_standard_output(call: Call) -> None:
    [error] = call("show", "CLI-9999", "--json").errors
    assert error["code"] == "not_found"
    people = call("show", "CLI-9999")
    assert (people.status, people.out) == (1, "")
    assert "CLI-9999" in people.err


def test_a_folder_that_is_no_workspace_says_so(call: Call, tmp_path: Path) -> None:
    [error] = call("requests", "--json", folder=tmp_path).errors
    assert error["code"] == "no_workspace"
    assert str(tmp_path) in error["file"]
    assert "init" in error["remedy"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--as", "zz", "requests", "--json"), "unknown_user"),
        (("--now", "tomorrow", "requests", "--json"), "invalid"),
        (("--now", "2026-05-01T07:00:00", "requests", "--json"), "invalid"),
    ],
)
def test_what_stands_before_the_command_is_checked_too(
    call: Call, arguments: tuple[str, ...], code: str
) -> None:
    assert [error["code"] for error in call(*arguments).errors] == [code]


def test_a_frozen_clock_may_be_set_earlier_or_later(call: Call) -> None:
    for instant in ("2026-05-01T07:00:00Z", "2026-07-01T07:00:00Z"):
        assert call("--now", instant, "requests", "--json").status == 0


def test_now_goes_back_in_a_frozen_workspace(call: Call) -> None:
    assert call("--now", "2026-05-20T08:00:00Z", "requests", "--json").status == 0


def test_people_read_a_table(call: Call) -> None:
    said = call("quotes", "--search", "haut-taurion")
    assert "DEV-2026-0001-1" in said.out
    assert "1 of " in said.err
