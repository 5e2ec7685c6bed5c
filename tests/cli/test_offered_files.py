"""Programmes, pathways and methods by file: from a file of their own, and out and in again whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, Call

DEMO = ROOT / "backoffice" / "data" / "demo"
OFFERED = ("methods", "programmes", "pathways")


@pytest.fixture
def empty(call: Call, tmp_path: Path) -> Path:
    """A house of its own, with nothing on offer."""
    folder = tmp_path / "neuf"
    assert call("init", str(folder), "--name", "Emma Roux", "--initials", "ER", folder=None).status == 0
    config = folder / "config.toml"
    text = (ROOT / "config.toml").read_text(encoding="utf-8").replace("backoffice/data/demo/logo.png", "")
    config.write_text(text, encoding="utf-8")
    assert call("config", "apply", folder=folder).status == 0
    return folder


def bodies(call: Call, folder: Path | None, *skip: str) -> dict[str, object]:
    """Everything on offer as `show --json` says it, by code."""
    given = {} if folder is None else {"folder": folder}
    refs = [one["ref"] for name in OFFERED for one in call(name, "--json", **given).json["items"]]
    shown = (call("show", ref, "--json", **given).json for ref in refs)
    return {one["ref"]: {key: value for key, value in one.items() if key not in skip} for one in shown}


def test_files_of_the_three_formats_are_imported_in_any_order_and_once(call: Call, empty: Path) -> None:
    files = [str(path) for name in ("pathways", "programmes", "methods") for path in (DEMO / name).iterdir()]
    assert call("import", *files, folder=empty).status == 0
    expected = bodies(call, None, "valid_from")
    assert bodies(call, empty, "valid_from") == expected
    assert call("import", *files, folder=empty).status == 0
    assert bodies(call, empty, "valid_from") == expected
    assert call("doctor", folder=empty).status == 0


def test_an_export_gives_them_back_without_loss(call: Call, empty: Path, tmp_path: Path) -> None:
    assert call("export", str(tmp_path / "out")).status == 0
    files = [str(tmp_path / "out" / "records" / f"{name}.json") for name in OFFERED]
    assert call("import", *files, folder=empty).status == 0
    assert bodies(call, empty) == bodies(call, None)


@pytest.mark.parametrize("name", ["pathways/COOPERER.toml", "programmes/ACC-COOP11.toml"])
def test_one_that_names_what_isnt_there_is_told_and_nothing_comes_in(
    call: Call, empty: Path, name: str
) -> None:
    errors = call("import", str(DEMO / name), "--json", folder=empty)
    assert errors.status == 1
    assert bodies(call, empty) == {}
