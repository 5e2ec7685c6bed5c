"""What is piped in stands for a file everywhere one is taken; instants are typed as people write them."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from backoffice.cli.app import run
from tests.cli.conftest import Call, Said
from tests.planner.generated import medium
from tests.planner.written import problem_json

E = "INT-2026-0001"
ICS = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y\r\nBEGIN:VEVENT\r\nUID:a@x\r\nDTSTAMP:20260601T070000Z\r\n"
    "DTSTART:20260903T070000Z\r\nDTEND:20260903T100000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
Piped = Callable[..., Said]


@pytest.fixture
def piped(call: Call, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> Piped:
    """Calls the program with a text piped in."""

    def run_with(text: str, *arguments: str) -> Said:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        return call("--as", "er", *arguments, folder=workspace)

    return run_with


def test_values_are_piped_in(piped: Piped) -> None:
    said = piped('{"name": "Pôle Lin"}', "new-client", "--values", "-", "--json")
    assert said.status == 0


def test_a_long_text_is_piped_in(piped: Piped, call: Call, workspace: Path) -> None:
    arguments = ("--kind", "call", "--direction", "in", "--summary", "Ils rappellent", "--body", "@-")
    said = piped("Lundi\nà neuf heures.", "log-exchange", E, *arguments, "--json")
    assert said.status == 0
    assert call("show", said.json["ref"], "--json", folder=workspace).json["body"] == "Lundi\nà neuf heures."


def test_a_file_to_attach_is_piped_in(piped: Piped) -> None:
    said = piped("une note", "attach", E, "--path", "-", "--json")
    assert said.status == 0, said


def test_a_calendar_of_busy_times_is_piped_in(piped: Piped) -> None:
    assert piped(ICS, "import-busy", "TRA-0001", "--path", "-", "--json").status == 0


def test_a_calendar_problem_is_piped_in(piped: Piped) -> None:
    said = piped(json.dumps(problem_json(medium(3))), "plan", "--problem", "-", "--json")
    assert said.json["status"] in ("optimal", "fewer_exist")


@pytest.mark.parametrize("arguments", [("new-client", "--values", "{}"), ("plan", "--problem", "{}")])
def test_a_pipe_given_as_a_file_is_told_how_it_is_read(
    call: Call, workspace: Path, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    pipe = tmp_path / "tube"
    os.mkfifo(pipe)
    given = [one.replace("{}", str(pipe)) for one in arguments]
    [error] = call("--as", "er", *given, "--json", folder=workspace).errors
    assert " - " in error["remedy"]


@pytest.mark.parametrize(
    "typed",
    ["2026-05-28T09:30", "2026-05-28 09:30", "28/05/2026 09:30", "28/5/2026 9h30", "2026-05-28T07:30:00Z"],
)
def test_an_instant_is_typed_as_people_and_as_programs_write_it(
    call: Call, workspace: Path, typed: str
) -> None:
    said = call(
        "--as", "er", "new-client", "--name", "Lin", "--occurred-at", typed, "--json", folder=workspace
    )
    assert said.status == 0
    made = call(
        *("--as", "er", "receive-request", "--topic", "T", "--client", "CLI-0001", "--received-at", typed),
        "--json",
        folder=workspace,
    )
    ref = made.json["ref"]
    assert call("show", ref, "--json", folder=workspace).json["received_at"] == "2026-05-28T07:30:00Z"


@pytest.mark.parametrize(
    "typed", ["2026-11-02T10:15", "2026-11-02 10:15", "02/11/2026 10:15", "2/11/2026 10h15"]
)
def test_a_deadline_counts_from_a_start_typed_either_way(
    capfd: pytest.CaptureFixture[str], typed: str
) -> None:
    assert run(["deadline", typed, "1 hour", "--json"]) == 0
    assert json.loads(capfd.readouterr().out)["due_at"] == "2026-11-02T10:15:00Z"
