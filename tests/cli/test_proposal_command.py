"""Detailed proposals from the command line: read, compared, edited, as files and back, printed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Call

A = "INT-2026-0003"


def test_the_versions_of_a_dossier_are_listed(call: Call) -> None:
    found = call("proposal", A, "--json").json
    assert [(one["ref"], one["state"]) for one in found["items"]] == [
        (f"{A}/R1", "sent"),
        (f"{A}/R2", "sent"),
    ]
    assert "R2" in call("proposal", A).out
    assert call("show", A, "--json").json["proposals"] == found["items"]


def test_two_versions_are_compared_section_by_section(call: Call) -> None:
    found = call("proposal", A, "compare", "R1", "R2", "--json").json
    assert (found["format"], found["first"], found["second"]) == (
        "proposal-comparison/1",
        f"{A}/R1",
        f"{A}/R2",
    )
    told = {one["code"]: one for one in found["sections"]}
    assert told["objectives"]["state"] == "same"
    assert (told["price"]["state"], told["price"]["words_removed"]) == ("changed", 0)
    dates = told["dates"]
    assert dates["state"] == "changed"
    assert dates["words_added"]
    before, after = (
        "".join(piece["text"] for piece in dates["pieces"] if piece["change"] != left)
        for left in ("added", "removed")
    )
    assert "à convenir ensemble" in before
    assert "5 et 6 novembre 2026" in after
    out = call("proposal", A, "compare", "R1", "R2").out
    assert "{+" in out
    assert "[-" in out
    assert "Both say the same." in call("proposal", A, "compare", "1", "1").out


def test_a_proposal_goes_to_a_file_and_comes_back_the_same(call: Call, workspace: Path) -> None:
    assert call("revise-proposal", f"{A}/R2", "--variant", "à distance", folder=workspace).status == 0
    file = workspace / "p.toml"
    assert call("proposal", A, "export", "R3", "--out", str(file), folder=workspace).status == 0
    text = file.read_text()
    file.write_text(text.replace("La même formatrice", "Une seule formatrice"))
    assert (
        call("proposal", A, "import", "R3", str(file), "--json", folder=workspace).json["act"]
        == "load-proposal"
    )
    again = call("proposal", A, "export", "R3", folder=workspace).out
    assert again.rstrip("\n") == file.read_text().rstrip("\n")
    changed = call("proposal", A, "compare", "R2", "R3", "--json", folder=workspace).json["sections"]
    assert [one["code"] for one in changed if one["state"] != "same"] == ["head", "team"]
    # A sent version never changes.
    wrong = call("proposal", A, "import", "R2", str(file), "--json", folder=workspace).errors[0]
    assert wrong["code"] == "proposal_move_refused"


def test_a_picture_of_this_computer_is_refused_with_its_place(call: Call, workspace: Path) -> None:
    call("draft-proposal", A, folder=workspace)
    text = workspace / "t.md"
    text.write_text("Bonjour\n\n![plan](/home/er/plan.png)\n")
    wrong = call("edit-section", f"{A}/R3/L1", "--before", f"@{text}", "--json", folder=workspace).errors[0]
    assert (wrong["code"], wrong["line"], wrong["path"]) == ("markdown_refused", 3, "before")


def test_a_section_is_edited_in_ones_own_editor(
    call: Call, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    call("draft-proposal", A, folder=workspace)
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", "sed -i s/S44/S45/")
    assert call("proposal", A, "edit", "R3", "context", folder=workspace).status == 0
    assert "S45" in call("show", f"{A}/R3/L1", "--json", folder=workspace).json["before"]
    for editor, code in (("false", "editor_failed"), ("no-such-editor", "no_editor"), ("", "no_editor")):
        monkeypatch.setenv("EDITOR", editor)
        assert (
            call("proposal", A, "edit", "R3", "context", "--json", folder=workspace).errors[0]["code"] == code
        )
    monkeypatch.setenv("EDITOR", "true")
    assert "Nothing was changed." in call("proposal", A, "edit", "R3", "context", folder=workspace).err


def test_a_draft_is_printed_as_such_and_a_sent_one_from_its_kept_bytes(call: Call, workspace: Path) -> None:
    kept = workspace / "invoices" / A / f"{A}-R2.pdf"
    before = kept.read_bytes()
    assert call("print", "proposal", f"{A}/R2", "--json", folder=workspace).json["files"] == [str(kept)]
    assert kept.read_bytes() == before
    call("draft-proposal", A, folder=workspace)
    [draft] = call("print", "proposal", f"{A}/R3", "--json", folder=workspace).json["files"]
    assert ".state/drafts" in draft
    out = workspace / "ici.pdf"
    assert call("print", "proposal", f"{A}/R3", "--out", str(out), folder=workspace).status == 0
    assert out.read_bytes().startswith(b"%PDF")


def test_what_is_asked_wrongly_says_what_it_takes(call: Call) -> None:
    for given in (("compare", "R1"), ("read",), ("export", "R1", "R2"), ("edit", "R1"), ("list", "x")):
        assert call("proposal", A, *given, "--json").errors[0]["remedy"]
    assert call("proposal", A, "read", "R9", "--json").errors[0]["code"] == "not_found"
    assert call("proposal", "CLI-0001", "--json").errors[0]["code"] == "not_found"
    assert call("proposal", A, "edit", "R1", "preface", "--json").errors[0]["path"] == "section"


def test_the_text_of_a_proposal_is_read_as_it_would_be_printed(call: Call) -> None:
    out = call("proposal", A, "read", "R2").out
    for fact in ("# Ce que nous avons compris", "Séquence 1 – La gouvernance partagée", "Total net de taxe"):
        assert fact in out, fact
