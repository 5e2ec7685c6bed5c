"""A backup asked from the screen: where it is offered to go, what is said of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from backoffice.content.backup import BackupPlace
from backoffice.services import upkeep
from backoffice.services.desk import OfficeDesk
from backoffice.services.office import Office
from backoffice.services.ports import Stopped
from backoffice.services.restore import restore
from tests.services.kept import Quiet, workspace

__all__ = [
    *("house_file", "house_name", "server", "speak_english", "sqlite_template", "target", "template"),
    "workspace",
]


@pytest.mark.parametrize("target", ["sqlite"], indirect=True)
def test_a_backup_is_offered_beside_the_workspace_and_says_what_it_did(
    workspace: Path, tmp_path: Path
) -> None:
    office = Office.open(workspace, user="er")
    desk = OfficeDesk(office)
    [act] = desk.acts_on("house")
    typed = desk.form(act.name, "").typed["file"]
    assert typed == str(tmp_path / "bureau-2026-06-01.zip")
    value = BackupPlace(file="../elsewhere.zip")
    outcome = desk.run(act.name, "", value, reason="", key="k", watch=Quiet())
    assert outcome.says.endswith("All is sound.")
    assert not outcome.undoable
    back = restore(tmp_path / "elsewhere.zip", tmp_path / "again", Quiet())
    assert not upkeep.examine(str(back.folder))
    office.close()


@pytest.mark.parametrize("target", ["sqlite"], indirect=True)
def test_a_backup_can_be_stopped_from_the_screen(workspace: Path, tmp_path: Path) -> None:
    class Stop:
        def step(self, done: int, total: int, what: str = "") -> None:
            raise Stopped

    office = Office.open(workspace, user="er")
    value = BackupPlace(file=str(tmp_path / "one.zip"))
    with pytest.raises(Stopped):
        OfficeDesk(office).run("back-up", "", value, reason="", key="k", watch=Stop())
    assert not (tmp_path / "one.zip").exists()
    office.close()
