"""A workspace of an older version: refused with its remedy, upgraded with a copy kept."""

from __future__ import annotations

from pathlib import Path

from backoffice.store.identity import SCHEMA
from tests.cli.conftest import Call, empty_workspace
from tests.store.test_migrations import first_schema, number_of


def older(folder: Path) -> Path:
    first_schema(empty_workspace(folder) / "backoffice.db")
    return folder


def test_an_older_database_is_refused_and_the_remedy_upgrades_it(call: Call, tmp_path: Path) -> None:
    folder = older(tmp_path / "old")
    [error] = call("requests", "--json", folder=folder).errors
    assert error["code"] == "older_database"
    assert "backoffice upgrade" in error["remedy"]
    done = call("upgrade", "--json", folder=folder).json
    assert (done["format"], done["before"], done["after"]) == ("upgrade/1", 1, SCHEMA)
    assert number_of(Path(done["backup"])) == 1
    assert call("doctor", folder=folder).status == 0
    assert call("upgrade", "--json", folder=folder).json["backup"] is None


def test_the_demonstration_is_played_anew_and_what_was_there_is_set_aside(call: Call, tmp_path: Path) -> None:
    folder = older(tmp_path / "old")
    assert call("demo", "--json", folder=folder).status == 0
    assert number_of(folder / "backoffice.db") == SCHEMA
    [kept] = (folder / "backups").iterdir()
    assert number_of(kept) == 1
