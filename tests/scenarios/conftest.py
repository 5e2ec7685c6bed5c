"""The demonstration played once for every scenario, and read in each of the ways that people read it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from backoffice.services.office import Office
from backoffice.services.ports import Facts, Lines, Prose, Sheet
from tests.cli.conftest import demo_folder
from tests.scenarios.pages import text_of

__all__ = ["demo_folder"]

Shown = Callable[[str], dict[str, Any]]
Printed = Callable[[str], str]


@pytest.fixture(scope="session")
def played(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration in a folder of its own; what a test changes there, it puts back."""
    return shutil.copytree(demo_folder, tmp_path_factory.mktemp("dossiers") / "demo")


@pytest.fixture
def office(played: Path) -> Iterator[Office]:
    opened = Office.open(played)
    yield opened
    opened.close()


@pytest.fixture
def printed(played: Path) -> Printed:
    """The text of a document by its path in `invoices/`."""
    return lambda path: text_of((played / "invoices" / path).read_bytes())


def dossier(office: Office, topic: str) -> dict[str, Any]:
    """The dossier whose topic begins so, as `show --json` gives it."""
    from backoffice.services.lists import read

    found = [one["ref"] for one in read(office, "requests")["items"] if one["topic"].startswith(topic)]
    assert len(found) == 1, (topic, found)
    return office.show(found[0])


def words(sheet: Sheet) -> str:
    """Everything that a screen says, on one line."""
    told: list[str] = [sheet.title, sheet.subtitle]
    for tab in sheet.tabs:
        for block in tab.blocks:
            match block:
                case Facts():
                    told += [f"{fact.label} {fact.value}" for fact in block.facts]
                case Lines():
                    told += [block.title, *(" ".join(row) for row in block.rows)]
                case Prose():
                    told += [block.title, block.text]
    return " | ".join(told)


def marked(document: dict[str, Any]) -> set[str]:
    """The keys that a dossier, a programme, a pathway or a method says are ours."""
    return {one if isinstance(one, str) else one["path"] for one in document["ours"]}


def journal_reasons(office: Office, act: str, ref: str) -> list[str]:
    """Why an act was done to a dossier or to its parts, as their history tells."""
    from backoffice.store.driver import fetch

    query = "SELECT subject_ref, payload FROM journal WHERE act = ? ORDER BY seq"
    with office.database.reading() as unit:
        rows = fetch(unit.driver, query, (act,))
    numbers = {one["number"] for one in office.show(ref)["quotes"]}
    return [json.loads(payload).get("reason", "") for subject, payload in rows if subject in numbers]
