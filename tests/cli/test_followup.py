"""Questions, exchanges and files by the command line."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Call

REF = "INT-2026-0001"
QUESTION = "ref state text about seen who due_on source answer closed_at closed_by why"
EXCHANGE = "ref kind direction occurred_at who summary logged_by removed"
ATTACHMENT = "ref name media size sha256 note on filed_by removed"


@pytest.fixture
def do(call: Call, workspace: Path) -> Any:
    def done(*arguments: str) -> Any:
        return call("--as", "er", *arguments, "--json", folder=workspace)

    return done


def test_a_question_is_asked_answered_and_shown(do: Any) -> None:
    asked = do(
        "ask-question", REF, "--text", "Which room?", "--about", "places",
        "--seen", "Guéret; mail", "--seen", "Aubusson", "--who", "CON-0001", "--due-on", "12/6",
    )  # fmt: skip
    ref = asked.json["ref"]
    assert ref == f"{REF}/Q2"  # its programme left one open
    question = do("show", REF).json["questions"][-1]
    assert list(question) == QUESTION.split()
    assert question["seen"] == [{"value": "Guéret", "where": "mail"}, {"value": "Aubusson", "where": ""}]
    assert question["who"] == {"kind": "contact", "ref": "CON-0001", "name": "Isabelle Chambraud"}
    assert question["due_on"] == "2026-06-12"
    assert do("answer-question", ref, "--answer", "Guéret.", "--value", "Guéret").status == 0
    assert do("show", REF).json["places"] == "Guéret"
    assert do("show", ref).json["format"] == "question/1"


def test_a_field_named_by_its_label_is_understood_too(do: Any) -> None:
    ref = do("ask-question", REF, "--text", "When?", "--about", "Period wanted").json["ref"]
    assert do("show", ref).json["about"] == "period"


def test_a_quote_with_an_open_question_needs_a_reason_and_says_what_it_leaves_with(do: Any) -> None:
    do("revise-quote", "DEV-2026-0001-1")  # refused once accepted: a new dossier then
    ref = do("receive-request", "--topic", "T", "--client", "CLI-0001", "--programme", "FA-COOP").json["ref"]
    do("acknowledge", ref)
    do("skip-needs", ref, "--reason", "known")
    do("draft-offer", ref)
    do("add-line", f"{ref}/V1", "--label", "L", "--unit-price", "100")
    do("ask-question", ref, "--text", "How long?")
    [error] = do("issue-quote", f"{ref}/V1").errors
    assert error["code"] == "questions_open"
    issued = do("issue-quote", f"{ref}/V1", "--reason", "urgent")
    assert any("How long?" in warning for warning in issued.json["warnings"])
    assert "How long?" in issued.err


def test_an_exchange_is_logged_with_its_own_time_or_the_one_given_beside_it(do: Any) -> None:
    first = do("log-exchange", REF, "--summary", "Calls back", "--at", "28/5 9h30", "--waiting-for", "client")
    assert first.json["ref"] == f"{REF}/X1"
    do("log-exchange", REF, "--summary", "Wrote", "--kind", "mail", "--direction", "in")
    newest, oldest = do("show", REF).json["exchanges"]
    assert list(newest) == EXCHANGE.split()
    assert (newest["kind"], newest["direction"]) == ("mail", "in")
    assert newest["occurred_at"] == "2026-06-01T07:00:00Z"
    assert oldest["occurred_at"] == "2026-05-28T07:30:00Z"
    assert oldest["who"]["ref"] == "CON-0001"
    shown = do("show", f"{REF}/X1").json
    assert shown["format"] == "exchange/1"
    assert {"body", "attachments"} <= set(shown)
    assert do("show", REF).json["waiting_for"] == "client"


def test_a_file_is_filed_by_its_path_and_a_copy_saved_without_overwriting(
    do: Any, workspace: Path, tmp_path: Path
) -> None:
    order = tmp_path / "Bon n° 9.pdf"
    order.write_bytes(b"%PDF-1.7 bon")
    assert do("attach", "DEV-2026-0001-1", "--path", str(order)).json["ref"] == f"{REF}/A1"
    [attachment] = do("show", REF).json["attachments"]
    assert list(attachment) == ATTACHMENT.split()
    assert attachment["on"] == "DEV-2026-0001-1"
    [first] = do("save-attachment", f"{REF}/A1").json["files"]
    [second] = do("save-attachment", f"{REF}/A1").json["files"]
    assert Path(first).name == "Bon n° 9.pdf"
    assert Path(second).name == "Bon n° 9 (2).pdf"
    assert Path(first).is_relative_to(workspace / ".state" / "attachments" / REF)
    assert Path(first).read_bytes() == order.read_bytes()
    assert stat.S_IMODE(Path(first).stat().st_mode) == 0o600
    [chosen] = do("save-attachment", f"{REF}/A1", "--folder", str(tmp_path)).json["files"]
    assert Path(chosen).name == "Bon n° 9 (2).pdf"
    assert order.read_bytes() == b"%PDF-1.7 bon"
    assert do("show", f"{REF}/A1").json["format"] == "attachment/1"
    assert do("doctor").status == 0


def test_what_cant_be_attached_or_saved_is_said_with_its_place(do: Any, tmp_path: Path) -> None:
    [error] = do("attach", REF, "--path", str(tmp_path / "absent.pdf")).errors
    assert (error["code"], error["path"]) == ("unreadable_file", "path")
    assert str(tmp_path) in error["file"]
    [error] = do("show", f"{REF}/A9").errors
    assert error["code"] == "not_found"


def test_an_act_said_to_be_too_early_names_what_it_depends_on(do: Any) -> None:
    [error] = do("wait-for", REF, "--whom", "client", "--occurred-at", "2026-05-01T07:00:00Z").errors
    assert (error["code"], error["path"]) == ("too_early", "occurred_at")
    assert REF in error["message"]


@pytest.mark.parametrize("part", ["Q1", "X1", "A1"])
def test_each_is_shown_for_people_too(call: Call, do: Any, workspace: Path, part: str) -> None:
    do("ask-question", REF, "--text", "Q")
    do("log-exchange", REF, "--summary", "S")
    do("attach", REF, "--path", str(workspace / "config.toml"))
    assert call("show", f"{REF}/{part}", folder=workspace).status == 0
