"""What was promised, on the command line: the list, why, what is due, figures."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from tests.cli.conftest import Call

E = "INT-2026-0001"
ITEM = (
    "id ref client step owed_by policy opened_at target_date due_date due_at state closed_at"
    " net_minutes gross_minutes"
)
FIGURE = {
    *("key", "kept", "broken", "kept_bp", "lifted", "open", "late"),
    *("median_net_minutes", "p90_net_minutes"),
}


def test_dossier_es_first_answer_was_due_fifteen_days_after_20_may_and_was_kept(call: Call) -> None:
    [first] = [one for one in call("show", E, "--json").json["commitments"] if one["step"] == "first_answer"]
    assert (first["target_date"], first["due_date"]) == ("2026-06-04", "2026-06-04")
    assert (first["due_at"], first["opened_at"]) == ("2026-06-04T22:00:00Z", "2026-05-20T08:12:00Z")
    assert (first["state"], first["closed_at"]) == ("kept", "2026-05-22T08:30:00Z")
    assert first["net_minutes"] == first["gross_minutes"] == 2_898


def test_only_what_is_open_and_ours_is_the_dossiers_due_date(call: Call) -> None:
    [request] = [one for one in call("requests", "--json").json["items"] if one["ref"] == E]
    assert (request["target_date"], request["due_date"], request["due_state"]) == (
        "2026-11-27",
        "2026-11-27",
        "running",
    )
    assert call("requests", "--json", "--filter", "due_state=late").json["items"] == []


def test_commitments_are_filtered_by_their_state_and_sorted_by_when_they_are_due(call: Call) -> None:
    whole = call("commitments", "--json").json["items"]
    assert [one["due_at"] for one in whole] == sorted(one["due_at"] for one in whole)
    kept = call("commitments", "--json", "--filter", "state=kept", "--filter", "owed_by=us").json["items"]
    told = {one["step"] for one in kept if one["ref"] == E}
    assert told == {"acknowledge", "needs", "first_answer", "proposal", "quote", "dates", "documents"}
    [error] = call("commitments", "--json", "--filter", "state=soon").errors
    assert "due_soon" in error["remedy"]


def test_it_is_said_why_each_policy_promised_something_or_not(call: Call) -> None:
    found = call("commitments", "--explain", E, "--json").json
    assert (found["format"], found["ref"]) == ("commitments-explained/1", E)
    why = {one["policy"]: (one["applies"], one["why"]) for one in found["policies"]}
    assert why["first-answer-intra"] == (True, f"It made {E}/C2.")
    assert why["first-answer-inter"] == (False, "This request doesn't fit: kind of request.")
    assert why["complaint"] == (False, "It waits for: complaint.")
    first = next(one for one in found["commitments"] if one["policy"] == "first-answer-intra")
    assert len(first["count"]) == 15
    assert (first["count"][0]["date"], first["count"][-1]["date"]) == ("2026-05-21", "2026-06-04")
    needs = next(one for one in found["commitments"] if one["policy"] == "needs")
    assert {day["date"]: day["why"] for day in needs["count"]}["2026-05-25"] == "Whit Monday"
    assert call("commitments", "--explain", f"{E}/C2", "--json").json["ref"] == E
    assert "Whit Monday" in call("commitments", "--explain", E).out
    assert call("commitments", "--explain", "CLI-0001", "--json").errors


def test_one_commitment_is_shown_with_its_count(call: Call) -> None:
    shown = call("show", f"{E}/C2", "--json").json
    assert shown["format"] == "commitment/1"
    assert set(ITEM.split()) <= set(shown)
    assert (shown["terms"]["length"], shown["terms"]["roll"]) == ("15 days", "next")


def later(call: Call, folder: Path, day: str, *arguments: str) -> tuple[int, str]:
    said = call("--now", f"{day}T07:00:00Z", *arguments, folder=folder)
    return said.status, said.out


def test_what_is_due_is_listed_and_what_is_late_can_fail(call: Call, workspace: Path) -> None:
    nothing = call("due", "--json").json
    assert set(nothing) == {"format", "days", "commitments", "tasks", "options"}
    assert (nothing["format"], nothing["commitments"]["format"], nothing["tasks"]["format"]) == (
        "due/1",
        "commitments/1",
        "tasks/1",
    )
    assert nothing["commitments"]["items"] == []
    assert {one["due_date"] for one in nothing["tasks"]["items"]} <= {"2026-06-04", "2026-06-05"}
    assert call("due", "--fail-if-late").status == 0
    wish = ("--client", "CLI-0001", "--topic", "Animer", "--received-at", "2026-05-28T08:00:00Z")
    assert call("receive-request", *wish, folder=workspace).status == 0
    found = call("due", "--json", folder=workspace).json["commitments"]
    assert [(one["step"], one["state"]) for one in found["items"]] == [("acknowledge", "due_soon")]
    assert [list(item)[: len(ITEM.split())] for item in found["items"]] == [ITEM.split()]
    assert call("due", "--fail-if-late", folder=workspace).status == 0
    assert later(call, workspace, "2026-06-02", "due", "--fail-if-late")[0] == 3
    far = call("due", "--days", "30", "--json", folder=workspace).json["commitments"]["items"]
    made = [one["step"] for one in far if one["ref"] == "INT-2026-0005"]
    assert made == ["acknowledge", "first_answer"]
    status, text = later(call, workspace, "2026-06-02", "due", "--csv", "--fail-if-late")
    assert status == 3
    [row] = [one for one in csv.DictReader(io.StringIO(text)) if one["list"] == "commitments"]
    assert (row["list"], row["step"], row["state"]) == ("commitments", "acknowledge", "late")


def test_a_promise_of_ours_that_nobody_keeps_fails_in_the_end(call: Call, workspace: Path) -> None:
    assert later(call, workspace, "2026-06-02", "due", "--fail-if-late")[0] == 0
    assert later(call, workspace, "2026-11-26", "due", "--fail-if-late")[0] == 3


def test_figures_count_what_was_kept_by_step_owner_client_and_month(call: Call) -> None:
    found = call("figures", "commitments", "--json").json
    assert found["format"] == "figures-commitments/1"
    whole = found["all"]
    assert set(whole) == FIGURE
    ours = [
        one for one in call("commitments", "--json", "--limit", "500").json["items"] if one["owed_by"] == "us"
    ]
    nets = sorted(one["net_minutes"] for one in ours if one["state"] in ("kept", "broken"))
    assert (whole["kept"], whole["broken"], whole["kept_bp"]) == (len(nets), 0, 10_000)
    assert whole["lifted"] == sum(one["state"] == "lifted" for one in ours)
    assert whole["open"] == sum(one["state"] in ("running", "due_soon", "late", "suspended") for one in ours)
    assert nets[0] <= whole["median_net_minutes"] <= whole["p90_net_minutes"] <= nets[-1]
    assert [one["key"] for one in found["by_owner"]] == ["er"]
    assert "CLI-0001" in [one["key"] for one in found["by_client"]]
    months = [one["key"] for one in found["by_month"]]
    assert months == sorted({one["due_date"][:7] for one in ours})
    for group in ("step", "owner", "client", "month"):
        assert sum(one["kept"] for one in found[f"by_{group}"]) == whole["kept"]
    june = call("figures", "commitments", "--json", "--from", "2026-06-01", "--to", "2026-06-30").json
    in_june = [one for one in ours if one["due_date"].startswith("2026-06") and one["state"] == "kept"]
    assert june["all"]["kept"] == len(in_june)
    assert "100%" in call("figures", "commitments").out
    assert call("figures", "commitments", "--owed-by", "client", "--csv").out.startswith("by,key,kept")


@pytest.mark.parametrize(
    "arguments",
    [("figures", "weather"), ("figures", "commitments", "--from", "soon"), ("due", "--days", "-1")],
)
def test_a_wrong_question_is_a_usage_mistake(call: Call, arguments: tuple[str, ...]) -> None:
    assert call(*arguments).status == 2


def test_a_wrong_commitment_in_the_settings_is_told_with_its_place(call: Call, workspace: Path) -> None:
    config = workspace / "config.toml"
    config.write_text(
        config.read_text(encoding="utf-8").replace(
            'length = "15 days" # calendar days', 'length = "15 moons"'
        ),
        encoding="utf-8",
    )
    [error] = call("config", "check", "--json", folder=workspace).errors
    assert (error["code"], error["path"]) == ("unknown_unit", "commitments[1].length")
    assert error["file"] == "config.toml"
    assert "working days" in error["remedy"]


@pytest.mark.parametrize("moment", ["2026-10-25 2h30", "2026-03-29 2h30"])
def test_an_hour_that_comes_twice_or_never_is_refused(call: Call, workspace: Path, moment: str) -> None:
    wish = ("--client", "CLI-0001", "--topic", "Marché", "--kind", "procedure", "--submission-at", moment)
    [error] = call("receive-request", *wish, "--json", folder=workspace).errors
    assert error["path"] == "submission_at"
    assert error["remedy"]


def test_a_procedures_hours_are_the_buyers(call: Call, workspace: Path) -> None:
    wish = ("--client", "CLI-0001", "--topic", "Marché", "--kind", "procedure")
    times = ("--procedure-zone", "Indian/Reunion", "--submission-at", "2026-06-25 12h")
    assert call("receive-request", *wish, *times, folder=workspace).status == 0
    shown = call("show", "MAR-2026-0001", "--json", folder=workspace).json
    assert shown["submission_at"] == "2026-06-25T08:00:00Z"
    assert shown["procedure"]["procedure_zone"] == "Indian/Reunion"
