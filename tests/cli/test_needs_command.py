"""Needs analyses from the command line: asked, answered, compared, printed, carried to another house."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import ROOT, Call
from tests.cli.test_offered_files import empty

__all__ = ["empty"]

E, B, D, SESSION = "INT-2026-0001", "INT-2026-0002", "INT-2026-0004", "SES-2026-0002"


def test_what_was_answered_is_shown_by_section_with_what_is_missing(call: Call) -> None:
    found = call("needs", E, "--json").json
    assert found["format"] == "needs/1"
    [analysis] = found["analyses"]
    assert (analysis["state"], analysis["missing"]) == ("validated", [])
    questions = {one["code"]: one for section in analysis["sections"] for one in section["questions"]}
    assert (questions["effectif"]["answer"], questions["effectif"]["said"]) == ("10", "10 personnes")
    assert (questions["motif"]["shown"], questions["motif"]["answer"]) == (False, None)
    first, replies = call("needs", B, "--json").json["analyses"]
    assert first["missing"] == ["resultats", "competences"]
    assert replies["replies"] == 9
    [mark] = [one for one in replies["synthesis"] if one["code"] == "connait"]
    assert mark["mean"] == {"sum": "22", "count": 9, "mean_e2": 244}
    assert sum(mark["counts"].values()) == 9
    assert "N1" in call("needs", D).out


def test_an_analysis_is_answered_validated_revised_and_compared(call: Call, workspace: Path) -> None:
    def run(*given: str) -> str:
        done = call(*given, folder=workspace)
        assert done.status == 0, done.err
        return done.out

    run("revise-needs", E)
    assert "9/9" in run("answer-needs", E, "--question", "effectif", "--answer", "12 personnes")
    run("answer-needs", E, "--question", "modalite", "--answer", "mixte")
    shown = call("show", f"{E}/N2", "--json", folder=workspace).json
    assert (shown["missing"], shown["version"]) == (["motif"], 2)
    refused = call("validate-needs", E, "--name", "I. Chambraud", "--json", folder=workspace)
    assert refused.errors[0]["code"] == "needs_incomplete"
    compared = call("needs", E, "--compare", "N1", "N2", "--json", folder=workspace).json
    assert [(one["code"], one["before"], one["after"]) for one in compared["differences"]] == [
        ("effectif", "10", "12"),
        ("modalite", "sur_place", "mixte"),
    ]
    assert "effectif" in run("needs", E, "--compare", "n1", "n2")


def test_a_questionnaire_is_printed_blank_and_filled(call: Call, workspace: Path) -> None:
    for given in (("questionnaire", E), ("questionnaire", f"{B}/N2"), ("questionnaire", SESSION, "--blank")):
        [path] = call("print", *given, "--json", folder=workspace).json["files"]
        assert Path(path).read_bytes().startswith(b"%PDF")


def test_replies_are_looked_at_before_they_come_in(call: Call, workspace: Path) -> None:
    table = workspace / "reponses.csv"
    table.write_text("Nom;connait;situation\nX;5;Un jardin\n", encoding="utf-8")
    before = call("show", f"{B}/N2", "--json", folder=workspace).json
    given = ("import-replies", f"{B}/N2", "--text", f"@{table}")
    changes = call(*given, "--dry-run", "--json", folder=workspace).json["changes"]
    assert changes[0].startswith("1 ")
    assert call("show", f"{B}/N2", "--json", folder=workspace).json == before
    assert call(*given, folder=workspace).status == 0
    assert call("show", f"{B}/N2", "--json", folder=workspace).json["replies"] == 10


def test_a_questionnaire_comes_in_from_its_own_file_and_once(call: Call, empty: Path, tmp_path: Path) -> None:
    text = (ROOT / "backoffice/data/questionnaires/onze-etapes.fr.toml").read_text(encoding="utf-8")
    file = tmp_path / "suivi.toml"
    file.write_text(text.replace("ONZE-ETAPES", "SUIVI"), encoding="utf-8")
    for outcome in ("created", "unchanged"):
        report = call("import", str(file), "--json", folder=empty).json
        assert report["counts"][outcome] == 1
    assert call("show", "SUIVI", "--json", folder=empty).json["version"] == 1


def test_analyses_go_out_and_come_back_in_another_house(call: Call, empty: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert call("export", str(out)).status == 0
    assert call("import", str(out), "--json", folder=empty).json["errors"] == []
    for ref in (E, B, D, SESSION):
        assert call("needs", ref, "--json", folder=empty).json == call("needs", ref, "--json").json
    assert call("doctor", folder=empty).status == 0


def test_an_analysis_that_doesnt_fit_its_questionnaire_stays_outside(
    call: Call, empty: Path, tmp_path: Path
) -> None:
    file = tmp_path / "besoin.toml"
    file.write_text(
        'format = "records/1"\n[[clients]]\nname = "Caisse"\nexternal_ref = "C1"\n'
        '[[requests]]\ntopic = "T"\nkind = "intra"\nclient = "C1"\nexternal_ref = "R1"\n'
        '[[needs]]\nrequest = "R1"\nquestionnaire = "ANALYSE-INTRA"\nanswers = { effectif = "x", zzz = 1 }\n',
        encoding="utf-8",
    )
    errors = call("import", str(file), "--json", folder=empty).json["errors"]
    assert [one["path"] for one in errors] == ["needs[0].answers.effectif", "needs[0].answers.zzz"]
