"""Two people at two terminals of one workspace: neither overwrites the other, each sees what is done."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from backoffice.content.typed_form import read_typed
from backoffice.services.desk import OfficeDesk
from backoffice.services.office import Office
from backoffice.services.ports import Form
from backoffice.store.errors import VersionConflict
from backoffice.tui.acting import Gauge

REQUEST = "INT-2026-0001"


@pytest.fixture
def two(played: Path, tmp_path: Path) -> Iterator[tuple[OfficeDesk, OfficeDesk]]:
    folder = tmp_path / "shared"
    shutil.copytree(played, folder)
    offices = Office.open(folder), Office.open(folder)
    yield OfficeDesk(offices[0]), OfficeDesk(offices[1])
    for office in offices:
        office.close()


def save(desk: OfficeDesk, ref: str, form: Form, version: int | None, **changed: str) -> None:
    day = desk._office.now.date()
    reading: Any = read_typed(form.model, {**form.typed, **changed}, day)
    assert reading.value is not None, reading.errors
    desk.run("edit-client", ref, reading.value, reason="", key="", watch=Gauge(), version=version)


def test_a_form_opened_before_somebody_elses_change_is_refused(two: tuple[OfficeDesk, OfficeDesk]) -> None:
    one, other = two
    mine, theirs = one.form("edit-client", "CLI-0001"), other.form("edit-client", "CLI-0001")
    assert mine.version is not None
    save(other, "CLI-0001", theirs, theirs.version, city="Limoges")
    with pytest.raises(VersionConflict):
        save(one, "CLI-0001", mine, mine.version, name="Autre nom")
    fresh = one.form("edit-client", "CLI-0001")
    assert fresh.typed["city"] == "Limoges"
    save(one, "CLI-0001", fresh, fresh.version, name="Autre nom")


def test_control_without_the_version_theirs_would_be_overwritten(two: tuple[OfficeDesk, OfficeDesk]) -> None:
    one, other = two
    mine, theirs = one.form("edit-client", "CLI-0001"), other.form("edit-client", "CLI-0001")
    save(other, "CLI-0001", theirs, theirs.version, city="Limoges")
    save(one, "CLI-0001", mine, None, name="Autre nom")
    assert one.form("edit-client", "CLI-0001").typed["city"] != "Limoges"


def test_each_sees_that_the_other_did_something(two: tuple[OfficeDesk, OfficeDesk]) -> None:
    one, other = two
    before = one.pulse()
    assert other.pulse() == before
    form = other.form("assign", REQUEST)
    user = next(ref for ref, _name in other.find("user", "") if ref != form.typed.get("owner"))
    value: Any = form.model(owner=user)
    other.run("assign", REQUEST, value, reason="", key="", watch=Gauge())
    assert one.pulse() > before
    assert one.form("assign", REQUEST).typed["owner"] == user
    other.undo()
    assert one.form("assign", REQUEST).typed["owner"] == form.typed["owner"]


def test_the_palette_finds_people_references_and_quotes(two: tuple[OfficeDesk, OfficeDesk]) -> None:
    desk = two[0]
    [first, *_rest] = desk.find_records(REQUEST)
    assert first.ref == REQUEST
    assert "quote" in {hit.kind for hit in desk.find_records("DEV-2026-0003")}
    client = desk.show("CLI-0001").title
    for thorough in (False, True):
        assert "CLI-0001" in {hit.ref for hit in desk.find_records(client.split()[-1], thorough=thorough)}


def test_a_clients_page_has_its_open_quotes(two: tuple[OfficeDesk, OfficeDesk]) -> None:
    desk = two[0]
    sheet = desk.show("INT-2026-0003")
    client = next(
        fact.record
        for tab in sheet.tabs
        for block in tab.blocks
        for fact in getattr(block, "facts", ())
        if fact.record and fact.record.startswith("CLI-")
    )
    titles = {
        block.title: block.rows  # type: ignore[union-attr]
        for block in desk.show(client).tabs[0].blocks
        if hasattr(block, "rows")
    }
    assert [row[2] for row in titles["Open quotes"]] == ["issued"]
    assert {"Dossiers", "Contacts"} <= set(titles)
