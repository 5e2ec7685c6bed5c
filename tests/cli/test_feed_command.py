"""The calendar feed and the acknowledgement from the command line."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from icalendar import Calendar

from tests.cli.conftest import ROOT, Call

E = "INT-2026-0001"
CHASE = ("act", "wait-for", E, "--whom", "client", "--chase-on")


def test_a_feed_goes_to_standard_output_as_a_calendar(call: Call, workspace: Path) -> None:
    call(*CHASE, "2026-06-04", folder=workspace)
    said = call("feed", folder=workspace)
    assert said.status == 0
    names = [str(event["summary"]) for event in Calendar.from_ical(said.out).walk("VEVENT")]
    assert "À relancer\u00a0: Caisse des familles du Haut-Taurion" in names


def test_a_feed_goes_to_a_file_which_changes_only_when_it_must(call: Call, workspace: Path) -> None:
    out = workspace / "out" / "agenda.ics"
    call(*CHASE, "2026-06-04", folder=workspace)
    first = call("feed", "--out", str(out), "--json", folder=workspace).json
    assert (first["format"], first["path"], first["changed"]) == ("feed/1", str(out), True)
    assert not call("feed", "--out", str(out), "--json", folder=workspace).json["changed"]
    call(*CHASE, "2026-06-05", folder=workspace)
    assert call("feed", "--out", str(out), "--json", folder=workspace).json["changed"]
    assert b"SEQUENCE:1" in out.read_bytes()


def test_the_path_that_the_workstation_names_is_its_users_own(call: Call, workspace: Path) -> None:
    config = workspace / "config.toml"
    config.write_text(config.read_text(encoding="utf-8").replace("# feed =", "feed ="), encoding="utf-8")
    assert call("config", "check", folder=workspace).status == 0
    assert call("feed", folder=workspace).out.strip() == str(workspace / "agenda.ics")
    assert call("feed", "--for", "sb", folder=workspace).out.startswith("BEGIN:VCALENDAR")
    assert call("feed", "--everyone", folder=workspace).out.startswith("BEGIN:VCALENDAR")


def test_what_cant_be_written_and_who_isnt_there_is_said(call: Call, workspace: Path) -> None:
    assert call("feed", "--for", "zz", "--json", folder=workspace).errors[0]["code"] == "unknown_user"
    assert call("feed", "--watch", "--json", folder=workspace).errors[0]["code"] == "invalid"
    taken = workspace / "config.toml" / "agenda.ics"
    assert (
        call("feed", "--out", str(taken), "--json", folder=workspace).errors[0]["code"] == "feed_not_written"
    )


def test_a_watched_feed_follows_what_is_done_until_it_is_stopped(call: Call, workspace: Path) -> None:
    out = workspace / "agenda.ics"
    command = [sys.executable, "-m", "backoffice", "--workspace", str(workspace), "feed", "--out", str(out)]
    plain = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    assert plain.returncode == 0
    before = out.read_bytes()
    call(*CHASE, "2026-06-04", folder=workspace)
    assert out.read_bytes() == before, "the control: nobody watches yet"
    watching = subprocess.Popen(
        [*command, "--watch", "--every", "1"],
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
        # A shell that runs the tests in the background has interrupts ignored, and children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    try:
        until(lambda: b"20260604" in out.read_bytes())
        call(*CHASE, "2026-06-09", folder=workspace)
        until(lambda: b"20260609" in out.read_bytes())
        os.kill(watching.pid, signal.SIGINT)
        assert watching.wait(20) == 0
    finally:
        watching.kill()
        watching.wait()


def until(holds: Callable[[], bool]) -> None:
    for _turn in range(600):
        if holds():
            return
        time.sleep(0.1)
    raise AssertionError("it never came")


def test_an_acknowledgement_is_printed_as_it_left(call: Call, workspace: Path) -> None:
    kept = (workspace / "invoices" / E / f"AR-{E}.pdf").read_bytes()
    said = call("print", "acknowledgement", E, "--json", folder=workspace).json
    assert [Path(path).name for path in said["files"]] == [f"AR-{E}.pdf"]
    out = workspace / "letter.pdf"
    call("print", "acknowledgement", E, "--out", str(out), folder=workspace)
    assert out.read_bytes() == kept


def test_before_receipt_is_acknowledged_the_letter_is_a_draft_to_look_at(call: Call, workspace: Path) -> None:
    wish = ("--kind", "intra", "--client", "CLI-0001", "--topic", "Coopérer")
    ref = call("receive-request", *wish, "--json", folder=workspace).json["ref"]
    said = call("print", "acknowledgement", ref, "--json", folder=workspace).json
    assert said["files"] == [str(workspace / ".state" / "drafts" / f"AR-{ref}.pdf")]
    assert not (workspace / "invoices" / ref).exists()
    done = call("acknowledge", ref, "--note", "À lundi.", "--json", folder=workspace).json
    assert (done["act"], done["ref"]) == ("acknowledge", ref)
    assert [Path(path).name for path in done["files"]] == [f"AR-{ref}.pdf"]
    again = call("print", "acknowledgement", ref, "--json", folder=workspace).json
    assert again["files"] == done["files"]


def test_receipt_acknowledged_by_telephone_prints_its_letter_later(call: Call, workspace: Path) -> None:
    wish = ("--kind", "intra", "--client", "CLI-0001", "--topic", "Coopérer")
    ref = call("receive-request", *wish, "--json", folder=workspace).json["ref"]
    said = call("acknowledge", ref, "--letter", "non", "--mail", "non", folder=workspace, language="fr")
    assert said.out == f"{ref}: Accuser réception\n"
    later = call("print", "acknowledgement", ref, "--json", folder=workspace).json
    assert [Path(path).name for path in later["files"]] == [f"AR-{ref}.pdf"]
