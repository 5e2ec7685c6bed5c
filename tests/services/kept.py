"""A workspace to back up, on each engine in turn, and what it holds."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from backoffice.services import upkeep
from backoffice.services.office import Office
from backoffice.services.station import pointed
from backoffice.services.workspace import find
from backoffice.store.database import Database
from tests.services.conftest import ROOT, Trade, dump, journal

LOGO = Path("backoffice/data/demo/logo.png")


class Quiet:
    """Nobody watches."""

    def step(self, done: int, total: int, what: str = "") -> None:
        del done, total, what


def settings_of(database: str) -> str:
    """The demonstration's config.toml, with its database elsewhere and in real time."""
    return pointed((ROOT / "config.toml").read_text(encoding="utf-8"), database)


def workspace_on(database: str, folder: Path) -> Path:
    (folder / LOGO).parent.mkdir(parents=True)
    shutil.copyfile(ROOT / LOGO, folder / LOGO)
    (folder / "config.toml").write_text(settings_of(database), encoding="utf-8")
    return folder


@pytest.fixture
def workspace(tmp_path: Path, target: str) -> Path:
    """A workspace on each engine in turn, with a quote issued and its copy in invoices/."""
    folder = workspace_on(target, tmp_path / "bureau")
    upkeep.apply(str(folder))
    office = Office.open(folder, user="er")
    Trade(office.database).drafted()
    office.do("issue-quote", "INT-2026-0001/V1")
    office.close()
    return folder


def content_of(folder: Path) -> tuple[Any, Any]:
    opened = Database.open(find(folder).database)
    try:
        return dump(opened), journal(opened)
    finally:
        opened.close()


def files_in(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
