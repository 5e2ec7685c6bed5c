"""A backup holds everything at one moment, and comes back whole, checked, into a new folder."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import shutil
import signal
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from backoffice.errors import BackofficeError
from backoffice.services import upkeep
from backoffice.services.backup import BackupFailed, BackupThere, back_up
from backoffice.services.office import Office
from backoffice.services.ports import Stopped
from backoffice.services.restore import FolderInUse, restore
from backoffice.services.workspace import PasswordInFile, find
from backoffice.store.database import Database
from backoffice.store.doctor import examine_database
from backoffice.store.errors import AlreadyThere
from tests.services.conftest import ROOT, house_file, house_name, target
from tests.services.kept import LOGO, Quiet, content_of, files_in, settings_of, workspace
from tests.store.postgres import Server, server, speak_english, sqlite_template, template

__all__ = [
    "house_file",
    "house_name",
    "server",
    "speak_english",
    "sqlite_template",
    "target",
    "template",
    "workspace",
]

_FORK = multiprocessing.get_context("fork")


def test_a_backup_comes_back_with_every_row_every_document_and_the_settings(
    workspace: Path, tmp_path: Path
) -> None:
    made = back_up(workspace, tmp_path / "one.zip", Quiet())
    assert made.findings == ()
    assert made.file.stat().st_mode & 0o777 == 0o600
    back = restore(made.file, tmp_path / "again", Quiet())
    assert back.findings == []
    assert back.left_out == ()
    assert back.manifest == made.manifest
    assert content_of(back.folder) == content_of(workspace)
    assert (back.folder / LOGO).read_bytes() == (ROOT / LOGO).read_bytes()
    assert files_in(back.folder / "invoices") == files_in(workspace / "invoices") != {}
    assert (back.folder / "config.toml").read_text() == settings_of("backoffice.db")
    assert find(back.folder).on_sqlite
    assert not upkeep.examine(str(back.folder))
    assert {path.stat().st_mode & 0o077 for path in back.folder.rglob("*")} == {0}


def test_the_manifest_names_each_file_by_its_hash_and_the_journals_head(
    workspace: Path, tmp_path: Path
) -> None:
    made = back_up(workspace, tmp_path / "one.zip", Quiet())
    with zipfile.ZipFile(made.file) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        assert sorted(archive.namelist()) == ["config.toml", "database.db", "logo", "manifest.json"]
        for one in manifest["files"]:
            assert hashlib.sha256(archive.read(one["name"])).hexdigest() == one["sha256"]
    opened = Database.open(find(workspace).database)
    with opened.reading() as unit:
        rows_, head = (
            unit.driver.execute("SELECT value FROM meta WHERE key = 'journal_head'").fetchone()[0].split()
        )
    opened.close()
    assert manifest["journal"] == {"rows": int(rows_), "head": head}
    assert manifest["doctor"] == {"sound": True, "codes": []}


def test_a_backup_goes_to_an_empty_database_of_a_server(
    workspace: Path, tmp_path: Path, server: Server
) -> None:
    made = back_up(workspace, tmp_path / "one.zip", Quiet())
    url = server.empty()
    back = restore(made.file, tmp_path / "again", Quiet(), url)
    assert back.findings == []
    assert find(back.folder).database == url
    assert content_of(back.folder) == content_of(workspace)
    assert not (back.folder / "backoffice.db").exists()
    office = Office.open(back.folder, user="er")
    assert office.do("new-client", "", {"name": "Après", "kind": "company"}).stored[-1].ref == "CLI-0002"
    office.close()
    assert not upkeep.examine(str(back.folder))
    with pytest.raises(AlreadyThere):
        restore(made.file, tmp_path / "third", Quiet(), url)
    assert not (tmp_path / "third").exists()
    server.drop(url)


def test_an_address_with_a_password_is_refused(workspace: Path, tmp_path: Path) -> None:
    made = back_up(workspace, tmp_path / "one.zip", Quiet())
    with pytest.raises(PasswordInFile):
        restore(made.file, tmp_path / "again", Quiet(), "postgresql://er:secret@host/name")


def test_nothing_is_ever_overwritten(workspace: Path, tmp_path: Path) -> None:
    file = tmp_path / "one.zip"
    file.write_text("mine")
    with pytest.raises(BackupThere):
        back_up(workspace, file, Quiet())
    link = tmp_path / "link.zip"
    link.symlink_to(tmp_path / "nowhere")
    with pytest.raises(BackupThere):
        back_up(workspace, link, Quiet())
    assert file.read_text() == "mine"
    made = back_up(workspace, tmp_path / "two.zip", Quiet())
    for folder in (workspace, tmp_path):
        before = files_in(folder)
        with pytest.raises(FolderInUse):
            restore(made.file, folder, Quiet())
        assert files_in(folder) == before


def test_a_folder_that_isnt_there_is_told_and_nothing_is_left(workspace: Path, tmp_path: Path) -> None:
    with pytest.raises(BackupFailed):
        back_up(workspace, tmp_path / "no" / "where.zip", Quiet())
    assert {path.name for path in tmp_path.iterdir()} <= {"bureau", "backoffice.db"}


@pytest.mark.parametrize("phase", ["copying", "checking", "writing"])
def test_a_backup_that_is_stopped_leaves_nothing(workspace: Path, tmp_path: Path, phase: str) -> None:
    seen: list[str] = []

    class Stop:
        def step(self, done: int, total: int, what: str = "") -> None:
            seen.append(what)
            if what.startswith(phase):
                raise Stopped

    place = tmp_path / "disk"
    place.mkdir()
    with pytest.raises(Stopped):
        back_up(workspace, place / "one.zip", Stop())
    assert list(place.iterdir()) == []


# -- while others write

TIMES = [8, pytest.param(100, marks=pytest.mark.slow)]


def write_for_ever(folder: Path) -> None:
    office = Office.open(folder, user="er")
    while True:
        ref = office.do("receive-request", "", {"topic": "T", "client": "CLI-0001"}).stored[-1].ref
        office.do("acknowledge", ref)
        office.do("skip-needs", ref, reason="known")
        office.do("draft-offer", ref, {"programme": "COOP"})
        office.do("add-line", f"{ref}/V1", {"label": "L", "unit_micro": 1_000_000})
        office.do("issue-quote", f"{ref}/V1")
        time.sleep(0.1)  # what has to be copied and checked stays small


@contextmanager
def at_work(folder: Path) -> Iterator[None]:
    """Somebody issues quotes all along."""

    def child() -> None:
        try:
            write_for_ever(folder)
        finally:
            os._exit(1)

    process = _FORK.Process(target=child)
    process.start()
    try:
        yield
        assert process.is_alive(), "the writer was stopped by the backups"
    finally:
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join()


@pytest.mark.parametrize("times", TIMES)
def test_backups_taken_while_quotes_are_issued_all_come_back_sound(
    workspace: Path, tmp_path: Path, times: int
) -> None:
    heads = set()
    with at_work(workspace):
        for rank in range(times):
            made = back_up(workspace, tmp_path / f"{rank}.zip", Quiet())
            back = restore(made.file, tmp_path / f"back-{rank}", Quiet())
            assert (made.findings, back.findings) == ((), [])
            heads.add(made.manifest.journal.head)
            shutil.rmtree(back.folder)
    assert len(heads) > times // 3, "nobody wrote meanwhile: nothing was tested"


@pytest.mark.parametrize("target", ["sqlite"], indirect=True)
def test_a_copy_of_the_living_file_is_no_backup(workspace: Path, target: str, tmp_path: Path) -> None:
    """The control: the same writer, and the file copied piece by piece as any copying program does."""
    with at_work(workspace):
        for rank in range(400):
            copy = tmp_path / f"{rank}.db"
            with Path(target).open("rb") as source, copy.open("wb") as out:
                while piece := source.read(65_536):
                    out.write(piece)
                    time.sleep(0.002)
            copy.chmod(0o600)
            if not _sound(copy):
                return
            copy.unlink()
    pytest.fail("no copy of the living file was unsound")


def _sound(path: Path) -> bool:
    try:
        opened = Database.open(path)
    except BackofficeError:
        return False
    try:
        return not examine_database(opened)
    finally:
        opened.close()


# -- what was left half-written


def test_what_a_killed_program_left_is_told_and_removed(workspace: Path) -> None:
    left = [
        workspace / "invoices" / "INT-2026-0001" / ".0190.part",
        workspace / ".backoffice.db.0190.new",
        workspace / "backups" / ".work-0190.part" / "backoffice.db",
    ]
    for path in left:
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_bytes(b"half")
    assert sorted(one.code for one in upkeep.examine(str(workspace))) == ["unfinished"] * 3
    assert not upkeep.examine(str(workspace), repair=True)
    assert not any(path.exists() for path in left)
    assert not upkeep.examine(str(workspace))


def test_what_somebody_is_writing_is_left_alone(workspace: Path) -> None:
    from backoffice.store.disk import create

    path = workspace / "invoices" / ".0190.part"
    with os.fdopen(create(path), "wb") as file:
        file.write(b"half")
        assert not upkeep.examine(str(workspace), repair=True)
        assert path.exists()


def test_a_backup_clears_what_a_killed_one_left_beside_it(workspace: Path, tmp_path: Path) -> None:
    dead = tmp_path / ".work-0190.part"
    dead.mkdir()
    (dead / "database.db").write_bytes(b"half")
    back_up(workspace, tmp_path / "one.zip", Quiet())
    assert not dead.exists()


def test_a_backup_of_what_is_unsound_is_made_and_says_so(workspace: Path, tmp_path: Path) -> None:
    opened = Database.open(find(workspace).database)
    with opened.transaction() as unit:
        from backoffice.store.driver import run
        from tests.store.samples import entry

        run(unit.driver, "UPDATE clients SET search_text = 'x'")
        unit.append(entry())
        unit.commit()
    opened.close()
    made = back_up(workspace, tmp_path / "one.zip", Quiet())
    assert [one.code for one in made.findings] == ["search_text"]
    assert made.manifest.doctor.codes == ("search_text",)
    back = restore(made.file, tmp_path / "again", Quiet())
    assert [one.code for one in back.findings] == ["search_text"]
