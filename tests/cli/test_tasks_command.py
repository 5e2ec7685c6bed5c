"""Tasks by the command line: listed, shown, done, planned again after a look, and due within some days."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Call

E = "INT-2026-0001"
# What the reference dossier has from its usual template: its first slot is on Monday 7 September 2026.
WANTED = {
    "convention": "2026-06-04",
    "questionnaire de positionnement": "2026-08-07",
    "Envoyer les convocations": "2026-08-21",
    "émargement – Module 3": "2026-09-03",
    "certificats de réalisation – Module 3": "2026-09-15",
    "certificats de réalisation – Module 5": "2026-11-27",
    "évaluation à froid": "2027-02-18",
}


def test_the_reference_dossier_has_its_backward_plan(call: Call) -> None:
    items = call("tasks", "--json", "--filter", f"ref={E}", "--sort", "due_date").json["items"]
    for words, day in WANTED.items():
        assert day in [item["due_date"] for item in items if words in item["title"]], words
    assert [item["due_date"] for item in items] == sorted(item["due_date"] for item in items)


def test_sheets_that_were_printed_are_done_and_signed_ones_are_to_come(call: Call) -> None:
    items = call("tasks", "--json", "--search", "émargement").json["items"]
    states = {(item["title"].split()[0], item["state"]) for item in items}
    assert states == {("Imprimer", "done"), ("Récupérer", "to_receive")}


def test_a_task_is_shown_whole(call: Call) -> None:
    task = call("show", f"{E}/T2", "--json").json
    assert task["format"] == "task/1"
    assert (task["id"], task["ref"], task["for"], task["state"]) == (
        f"{E}/T2",
        E,
        "administrator",
        "to_receive",
    )
    assert task["expects"] == {
        "what": "convention signée, avec nom et qualité du signataire",
        "from": "client",
    }
    assert task["counted"] == {
        "event": "first_slot",
        "before": "15 working days",
        "after": None,
        "lasts": None,
    }
    assert task["plan"] == {"kind": "template", "ref": "RETRO-INTRA", "version": 1}
    assert task["late"] is False


def test_a_dossier_shows_its_tasks_and_a_template_its_file(call: Call) -> None:
    found = call("show", E, "--json").json["tasks"]
    assert [set(item) for item in found[:1]] == [{"id", "ref", "title", "due_date", "for", "state"}]
    template = call("show", "RETRO-INTRA", "--json").json
    assert template["format"] == "task-template/1"
    assert template["kinds"] == ["intra"]
    assert len(template["tasks"]) == 13
    line = call("show", "RETRO-INTRA/L8", "--json").json
    assert (line["before"], line["done_by"]) == ("2 working days", "print-attendance-sheets")


def test_a_task_is_done_by_commands_and_undone(call: Call, workspace: Path) -> None:
    assert call("tick-task", f"{E}/T4", folder=workspace).status == 0
    assert call("show", f"{E}/T4", "--json", folder=workspace).json["state"] == "done"
    assert call("undo", folder=workspace).status == 0
    assert call("show", f"{E}/T4", "--json", folder=workspace).json["state"] == "to_do"
    [wrong] = call("tick-task", f"{E}/T2", "--json", folder=workspace).errors
    assert wrong["code"] == "awaits_piece"
    for act in (
        ("receive-piece", "--on", "2026-05-29"),
        ("refuse-piece", "--reason", "unsigned"),
        ("receive-piece",),
    ):
        assert call(act[0], f"{E}/T2", *act[1:], folder=workspace).status == 0
    assert call("accept-piece", f"{E}/T2", folder=workspace).status == 0
    task = call("show", f"{E}/T2", "--json", folder=workspace).json
    assert (task["state"], task["received_on"], task["closed_by"]) == ("accepted", "2026-06-01", "er")


def test_an_act_that_waits_names_its_task_and_passes_with_a_reason(call: Call, workspace: Path) -> None:
    added = call(
        *("add-task", E, "--title", "Salle", "--due-date", "12/6", "--blocks", "print-attendance-sheets"),
        *("--json",),
        folder=workspace,
    ).json
    [wrong] = call("print-attendance-sheets", E, "--json", folder=workspace).errors
    assert wrong["code"] == "blocked_by_task"
    assert added["ref"] in wrong["message"]
    passed = call("print-attendance-sheets", E, "--reason", "the room is known", folder=workspace)
    assert passed.status == 0


def test_a_plan_is_looked_at_before_it_is_made_again(call: Call, workspace: Path) -> None:
    assert call("replan-tasks", E, "--dry-run", folder=workspace).out == "Nothing would change.\n"
    line = ("--code", "essai", "--title", "Essayer le lien", "--event", "first_slot", "--before", "1 semaine")
    assert call("add-template-line", "RETRO-INTRA", *line, folder=workspace).status == 0
    preview = call("replan-tasks", E, "--dry-run", "--json", folder=workspace).json
    assert preview == {
        "format": "preview/1",
        "act": "replan-tasks",
        "ref": E,
        "changes": ["+ 31/08/2026 Essayer le lien"],
    }
    before = call("tasks", "--json", folder=workspace).json["total"]
    assert call("replan-tasks", E, folder=workspace).status == 0
    assert call("tasks", "--json", folder=workspace).json["total"] == before + 1


def test_a_template_of_a_file_is_published_or_refused_in_its_place(
    call: Call, workspace: Path, tmp_path: Path
) -> None:
    file = tmp_path / "t.toml"
    text = 'format = "task-template/1"\ncode = "T"\ntitle = "T"\n[[tasks]]\ncode = "a"\ntitle = "A"\n'
    file.write_text(text + 'after = "3 lunes"\n', encoding="utf-8")
    [wrong] = call("publish-task-template", "--text", f"@{file}", "--json", folder=workspace).errors
    assert (wrong["code"], wrong["path"]) == ("unknown_unit", "tasks[0].after")
    file.write_text(text + 'after = "3 semaines"\n', encoding="utf-8")
    assert call("publish-task-template", "--text", f"@{file}", folder=workspace).status == 0
    found = call("task-templates", "--json", folder=workspace).json["items"]
    assert [(item["ref"], item["version"]) for item in found] == [("RETRO-INTRA", 1), ("T", 1)]


def test_settings_that_name_an_unknown_template_are_refused_in_their_place(
    call: Call, workspace: Path
) -> None:
    config = workspace / "config.toml"
    text = config.read_text(encoding="utf-8").replace("[clock]", '[tasks.usual]\nintra = "NONE"\n\n[clock]')
    config.write_text(text, encoding="utf-8")
    [wrong] = call("config", "apply", "--json", folder=workspace).errors
    assert wrong["path"] == "tasks.usual.intra"
    assert "RETRO-INTRA" in wrong["remedy"]


@pytest.mark.parametrize(("days", "due"), [(0, 0), (3, 1), (64, 2)])
def test_tasks_due_within_some_days_stand_beside_the_promises(call: Call, days: int, due: int) -> None:
    found = call("due", "--days", str(days), "--json").json["tasks"]
    assert list(found) == ["format", "total", "matched", "next", "items"]
    mine = [item for item in found["items"] if item["ref"] == E]
    assert (found["format"], len(mine)) == ("tasks/1", due)
    for item in mine:
        assert item["id"] in call("due", "--days", str(days)).out


def test_a_task_whose_day_is_over_is_late(call: Call, workspace: Path) -> None:
    watched = ("due", "--days", "0", "--fail-if-late")
    before = call(*watched, folder=workspace).status
    assert call("add-task", E, "--title", "Hier", "--due-date", "2026-05-31", folder=workspace).status == 0
    assert (before, call(*watched, folder=workspace).status) == (0, 3)
    rows = call("due", "--days", "0", "--csv", folder=workspace).out
    assert "Hier" in rows


def test_what_is_missing_for_the_next_step_names_the_task_it_waits_for(call: Call, workspace: Path) -> None:
    added = ("add-task", E, "--title", "Payer", "--due-date", "12/6", "--blocks", "close")
    assert call(*added, folder=workspace).status == 0
    following = call("show", E, "--json", folder=workspace).json["next"]
    assert following == {"act": "close", "missing": ["the slots ahead", "T20 Payer"]}
