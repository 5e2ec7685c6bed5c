"""Programmes and texts of the house from the command line: listed, shown, changed from files or a pipe."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Call

NOTE = 'format = "house-text/1"\ncode = "acknowledgement-note"\ntitle = "Mot"\nfr = "À bientôt."\n'


def piped(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


def test_texts_are_listed_shown_and_changed_from_a_pipe_or_a_file(
    call: Call, workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = call("texts", "--json", folder=workspace).json
    assert listed["format"] == "texts/1"
    payment = next(one for one in listed["items"] if one["ref"] == "payment")
    assert (payment["kind"], payment["version"], payment["state"]) == ("house-text", 1, "published")
    piped(monkeypatch, "Paiement comptant.\n")
    done = call(
        "edit-text", "payment", "--fr", "@-", "--valid-from", "2099-07-01", "--json", folder=workspace
    )
    assert done.json["ref"] == "payment"
    shown = call("show", "payment", "--json", folder=workspace).json
    assert (shown["format"], shown["version"], shown["fr"]) == ("house-text/1", 2, "Paiement comptant.")
    file = tmp_path / "note.toml"
    file.write_text(NOTE, encoding="utf-8")
    assert call("publish-text", "--text", f"@{file}", folder=workspace).status == 0
    assert "acknowledgement-note" in call("texts", "--csv", folder=workspace).out
    dry = call("edit-text", "disputes", "--fr", "À l’amiable.", "--dry-run", "--json", folder=workspace)
    assert dry.json["changes"][0].startswith("From ")
    refused = call("retire-text", "payment", "--json", folder=workspace)
    assert (refused.status, refused.errors[0]["code"]) == (1, "text_needed")


def test_a_programme_is_changed_piece_by_piece_and_published(call: Call, workspace: Path) -> None:
    begun = ("--code", "NEUF", "--title", "Neuf", "--objective", "Nommer", "--label", "Un jour")
    made = call("new-programme", *begun, "--module", "Poser", "--minutes", "7h", "--json", folder=workspace)
    assert made.json["ref"] == "NEUF/V1"
    again = call("add-programme-gap", "NEUF/V1/F1/M1", "--least", "bientôt", "--json", folder=workspace)
    assert (again.status, again.errors[0]["path"]) == (1, "least")
    call("add-programme-objective", "NEUF/V1", "--text", "Dire", "--modules", "M1", folder=workspace)
    shown = call("show", "NEUF/V1/O2", "--json", folder=workspace).json
    assert (shown["format"], shown["of"], shown["modules"]) == ("objective/1", "NEUF", ["M1"])
    told = call("publish-draft", "NEUF/V1", "--json", folder=workspace).json
    assert told["ref"] == "NEUF"
    assert "Objective “Dire” has no evaluation." in told["warnings"]
    states = {
        one["ref"]: one["state"] for one in call("programmes", "--json", folder=workspace).json["items"]
    }
    assert states["NEUF"] == "published"
