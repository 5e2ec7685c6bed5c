"""Options on dates and calendar files from the command line."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from icalendar import Calendar

from tests.cli.conftest import Call

E = "INT-2026-0001"
PRESENT = ("propose-options", E, "--source", "present", "--answer-by", "2026-06-12")


def test_options_are_proposed_answered_and_chosen_one_command_at_a_time(call: Call, workspace: Path) -> None:
    assert call(*PRESENT, "--until", "5/6 12h", "--json", folder=workspace).json["act"] == "propose-options"
    # The demonstration's own two were chosen and released.
    *_others, option = call("options", E, "--json", folder=workspace).json["items"]
    assert (option["ref"], option["state"], option["hold_until"]) == (
        f"{E}/O3",
        "held",
        "2026-06-05T10:00:00Z",
    )
    assert call("show", f"{E}/O3", "--json", folder=workspace).json["format"] == "option/1"
    assert [one["ref"] for one in call("due", "--json", folder=workspace).json["options"]["items"]] == [
        f"{E}/O3"
    ]
    assert "Option 3" in call("options", E, "--text", folder=workspace).out
    printed = call("print", "calendar_options", E, "--json", folder=workspace).json
    assert Path(printed["files"][0]).read_bytes().startswith(b"%PDF")
    assert call("record-answer", f"{E}/O3", "--whom", "trainer", folder=workspace).status == 0
    assert call("choose-option", f"{E}/O3", folder=workspace).status == 0
    assert call("release-option", f"{E}/O3", "--json", folder=workspace).errors[0]["code"] == (
        "option_move_refused"
    )
    assert "●" not in call("options", E, folder=workspace).out


def test_the_slots_of_a_dossier_go_to_a_file_that_changes_only_when_it_must(
    call: Call, workspace: Path
) -> None:
    out = workspace / "dates.ics"
    first = call("calendar", E, "--out", str(out), "--json", folder=workspace).json
    assert (first["changed"], first["open"]) == (True, 10)
    assert not call("calendar", E, "--out", str(out), "--json", folder=workspace).json["changed"]
    assert len(Calendar.from_ical(out.read_bytes()).walk("VEVENT")) == 10
    assert call("calendar", "TRA-0001", folder=workspace).out.startswith("BEGIN:VCALENDAR")
    assert call("calendar", "CLI-0001", "--json", folder=workspace).errors[0]["code"] == "not_found"
    assert call("calendar", E, "--watch", "--json", folder=workspace).errors[0]["code"] == "invalid"


def test_a_trainers_slots_come_out_as_a_table(call: Call, workspace: Path) -> None:
    said = call("slots", "--csv", "--filter", "trainers=TRA-0001", "--limit", "100", folder=workspace)
    rows = list(csv.DictReader(io.StringIO(said.out)))
    assert rows
    assert all("TRA-0001" in row["trainers"].split(";") for row in rows)


def test_busy_times_are_read_from_a_file(call: Call, workspace: Path) -> None:
    path = Path(__file__).parents[1] / "services" / "samples" / "busy.ics"
    assert call("import-busy", "TRA-0001", "--path", str(path), folder=workspace).status == 0
    _abroad, one = call("show", "TRA-0001", "--json", folder=workspace).json["unavailability"]
    assert (one["from"], one["start"], one["source"]) == ("2026-09-15", "18:00", "ics")
    wrong = call(
        "import-busy", "TRA-0001", "--path", str(workspace / "config.toml"), "--json", folder=workspace
    )
    assert wrong.errors[0]["code"] == "not_a_calendar"
