"""What is put through faults: each work with its start, how it is judged after one, and what protects it.

A new kind of work is one more class here; the campaign and the suite then run it.
"""

from __future__ import annotations

import atexit
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from backoffice.clock import FrozenClock
from backoffice.errors import BackofficeError
from backoffice.services import backup as backing
from backoffice.services import restore as restoring
from backoffice.services import upkeep
from backoffice.services.importing.opening import open_all
from backoffice.services.office import Office
from backoffice.services.station import pointed
from backoffice.services.workspace import CONFIG, NoWorkspace, find
from backoffice.store import engines
from backoffice.store.copying import check_copy
from backoffice.store.database import Database
from backoffice.store.driver import fetch
from backoffice.store.identity import SCHEMA
from backoffice.store.migrate import number_of
from tests.faults.kit.tracer import Ended, Point
from tests.once import owned_folder
from tests.services.conftest import ROOT, Trade, _furnish
from tests.services.kept import Quiet
from tests.store.first_schema import kept, make_sqlite, rows
from tests.store.postgres import NOW, Server

Tell = Callable[[str], None]
# What a fault may leave to be mended by `doctor --repair`; a copy that is there is whole.
MENDED = {"copy_missing", "unfinished"}


class Job(Protocol):
    """A piece of work. `prepare` makes its start in a folder, `run` does it and tells what it promised."""

    name: str

    def prepare(self, folder: Path) -> None: ...
    def run(self, folder: Path, tell: Tell) -> None: ...

    def wrong(self, folder: Path, ended: Ended) -> list[str]:
        """What isn't as it was promised once a fault has struck, and once the work was done again."""

    def bare(self) -> Iterator[None]:
        """Takes the work's protection away, in the child that runs it: the control."""

    def critical(self, point: Point) -> bool:
        """Whether a kill there can show that the protection is gone: where the control strikes."""

    def clear(self, folder: Path) -> None:
        """Gives back what isn't in the folder."""


class OnDisk:
    """A work with nothing outside its folder, whose protection is SQLite's journal."""

    def bare(self) -> Iterator[None]:
        kept_ = engines.PRAGMAS
        # Pages reach the file before the commit, and nothing tells what they were.
        without = ("PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF", "PRAGMA cache_size = 4")
        engines.PRAGMAS = (*kept_, *without)
        yield
        engines.PRAGMAS = kept_

    def critical(self, point: Point) -> bool:
        return bool(point.kind)

    def clear(self, folder: Path) -> None:
        del folder


def place() -> Path:
    """A folder for something made once, gone when this process ends."""
    (folder, _held), owner = owned_folder("backoffice-template-"), os.getpid()

    def clear() -> None:
        if os.getpid() == owner:
            shutil.rmtree(folder, ignore_errors=True)

    atexit.register(clear)
    return folder


@cache
def template(drafts: int, issued: bool) -> Path:
    """A workspace with its house and `drafts` dossiers to issue, made once."""
    folder = place()
    (folder / CONFIG).write_text(_settings(), encoding="utf-8")
    Database.create(folder / "backoffice.db").close()
    fill(str(folder / "backoffice.db"), drafts)
    if issued:
        office = Office.open(folder, user="er")
        for ref in refs(drafts):
            office.do("issue-quote", ref, key=ref)
        office.close()
    return folder


def _settings(database: str = "backoffice.db") -> str:
    text = (ROOT / CONFIG).read_text(encoding="utf-8")
    return pointed(text, database).replace('logo = "backoffice/data/demo/logo.png"', 'logo = ""')


def fill(target: str, drafts: int, *, furnish: bool = True) -> None:
    """A house with `drafts` dossiers to issue, in a new database; or in one that has its house already."""
    if furnish:
        _furnish(Database.open(target, FrozenClock(NOW)))
    opened = Database.open(target, FrozenClock(NOW))
    trade = Trade(opened)
    for _rank in range(drafts):
        trade.drafted()
    opened.close()


def refs(drafts: int) -> list[str]:
    return [f"INT-2026-{rank:04d}/V1" for rank in range(1, drafts + 1)]


def quotes(folder: Path) -> list[str]:
    """The numbers of the quotes that were issued, in order."""
    opened = Database.open(find(folder).database)
    try:
        with opened.reading() as unit:
            sql = "SELECT number || '-' || idx FROM quotes WHERE number IS NOT NULL ORDER BY number"
            return [number for (number,) in fetch(unit.driver, sql)]
    finally:
        opened.close()


def unmended(folder: Path) -> list[str]:
    """What doctor finds that no repair may be needed for, then what it still finds after one."""
    first = upkeep.examine(str(folder))
    if not first:
        return []
    after = [*upkeep.examine(str(folder), repair=True), *upkeep.examine(str(folder))]
    return [f"{one.code} {one.subject}" for one in first if one.code not in MENDED] + [
        f"after repair: {one.code} {one.subject}" for one in after
    ]


class Issuing(OnDisk):
    """Quotes issued one after the other, each under its form's key, their copies written."""

    name = "issuing"
    drafts = 2

    def prepare(self, folder: Path) -> None:
        shutil.copytree(template(self.drafts, False), folder, dirs_exist_ok=True)

    def run(self, folder: Path, tell: Tell) -> None:
        office = Office.open(folder, user="er")
        for ref in refs(self.drafts):
            tell(office.do("issue-quote", ref, key=ref).stored[-1].ref)
        office.close()

    def wrong(self, folder: Path, ended: Ended) -> list[str]:
        found = unmended(folder)
        found += [f"acknowledged and lost: {number}" for number in set(ended.told) - set(quotes(folder))]
        again: list[str] = []
        self.run(folder, again.append)
        expected = [f"DEV-2026-{rank:04d}-1" for rank in range(1, self.drafts + 1)]
        if not again == quotes(folder) == expected:
            found.append(f"issued again otherwise: {again} {quotes(folder)}")
        return found + unmended(folder)


class IssuingOnServer(Issuing):
    """The same on PostgreSQL: the client is killed, or its connection, and the server goes on."""

    name = "issuing (PostgreSQL)"

    def __init__(self, server: Server, template_name: str) -> None:
        self.server = server
        self.template_name = template_name

    def prepare(self, folder: Path) -> None:
        url = self.server.copy(self.template_name)
        (folder / CONFIG).write_text(_settings(url), encoding="utf-8")

    def bare(self) -> Iterator[None]:
        """Takes the one transaction away: what is sent is kept at once."""
        from backoffice.store import database

        kept_ = database.postgres_engine
        database.postgres_engine = lambda target: kept_(target).execution_options(
            isolation_level="AUTOCOMMIT"
        )
        yield
        database.postgres_engine = kept_

    def clear(self, folder: Path) -> None:
        self.server.drop(find(folder).database)


class Importing(OnDisk):
    """Files of requests brought in, each file together or not at all; again, they change nothing."""

    name = "importing"
    files, each = 2, 12

    def prepare(self, folder: Path) -> None:
        shutil.copytree(template(0, False), folder, dirs_exist_ok=True)
        for name in self._names():
            rows_ = [f"own_session,{name},{name}-{rank}" for rank in range(self.each)]
            lines = ["kind,topic,external_ref", *rows_, ""]
            (folder / f"{name}.csv").write_text("\n".join(lines), encoding="utf-8")

    def run(self, folder: Path, tell: Tell) -> None:
        office = Office.open(folder, user="er")
        for name in self._names():
            sources = open_all([folder / f"{name}.csv"], None, "requests", "utf-8")
            report = office.import_records(sources)
            if report.refused:
                raise RuntimeError(report.errors)
            tell(name)
        office.close()

    def _names(self) -> list[str]:
        return [f"file-{rank}" for rank in range(1, self.files + 1)]

    def wrong(self, folder: Path, ended: Ended) -> list[str]:
        found = unmended(folder)
        there = self._there(folder)
        found += [f"half a file: {name} {count}" for name, count in there.items() if count != self.each]
        found += [f"acknowledged and lost: {name}" for name in set(ended.told) - set(there)]
        self.run(folder, lambda _text: None)
        if self._there(folder) != dict.fromkeys(self._names(), self.each):
            found.append(f"brought in again otherwise: {self._there(folder)}")
        return found + unmended(folder)

    def _there(self, folder: Path) -> dict[str, int]:
        opened = Database.open(find(folder).database)
        try:
            with opened.reading() as unit:
                return dict(fetch(unit.driver, "SELECT topic, count(*) FROM requests GROUP BY topic"))
        finally:
            opened.close()


class Migrating(OnDisk):
    """A database of the first version brought to today's, its backup first."""

    name = "migrating"

    def prepare(self, folder: Path) -> None:
        (folder / CONFIG).write_text(_settings(), encoding="utf-8")
        shutil.copyfile(_first(), folder / "backoffice.db")
        (folder / "backoffice.db").chmod(0o600)

    def run(self, folder: Path, tell: Tell) -> None:
        upkeep.upgrade(str(folder))
        tell("upgraded")

    def wrong(self, folder: Path, ended: Ended) -> list[str]:
        path, found = folder / "backoffice.db", list[str]()
        number = number_of(path)
        if number not in (1, SCHEMA) or (ended.told and number != SCHEMA):
            found.append(f"schema {number}")
        found += [
            f"half a backup: {copy.name}" for copy in folder.glob("backups/*.db") if not _is_whole(copy)
        ]
        self.run(folder, lambda _text: None)
        if not _same(kept(str(path))):
            found.append("rows were lost")
        return found + unmended(folder)


@cache
def _first() -> Path:
    return make_sqlite(place() / "first.db")


def _is_whole(copy: Path) -> bool:
    try:
        return check_copy(copy) == 1
    except BackofficeError:
        return False


def _same(found: dict[str, list[tuple[Any, ...]]]) -> bool:
    mine = {
        table: sorted((tuple(row.values()) for row in given), key=repr) for table, given in rows().items()
    }
    return all(found[table] == mine[table] for table in mine if table != "alembic_version")


class BackingUp(OnDisk):
    """A workspace backed up onto another disk."""

    name = "backing up"

    def prepare(self, folder: Path) -> None:
        shutil.copytree(template(2, True), folder / "bureau")
        (folder / "disk").mkdir()

    def run(self, folder: Path, tell: Tell) -> None:
        made = backing.back_up(folder / "bureau", folder / "disk" / "one.zip", Quiet())
        tell(made.manifest.journal.head)

    def wrong(self, folder: Path, ended: Ended) -> list[str]:
        bureau, disk = folder / "bureau", folder / "disk"
        found = unmended(bureau)
        if (bureau / "backoffice.db").read_bytes() != (template(2, True) / "backoffice.db").read_bytes():
            found.append("the workspace was changed")
        if ended.told and not (disk / "one.zip").exists():
            found.append("acknowledged and lost")
        if (disk / "one.zip").exists():
            found += _brought_back(disk / "one.zip", folder / "back")
        backing.back_up(bureau, disk / "two.zip", Quiet())
        found += _brought_back(disk / "two.zip", folder / "back")
        left = {path.name for path in disk.iterdir()} - {"one.zip", "two.zip"}
        return found + [f"left behind: {name}" for name in left]

    def bare(self) -> Iterator[None]:
        """Writes the archive at its own name at once."""
        create, publish = backing.create, backing.publish
        backing.create = lambda draft: create(draft.parents[1] / "one.zip")
        backing.publish = lambda _draft, _path: None
        yield
        backing.create, backing.publish = create, publish

    def critical(self, point: Point) -> bool:
        return point.kind == "write" and point.path.endswith("/backup")


def _brought_back(file: Path, folder: Path) -> list[str]:
    try:
        back = restoring.restore(file, folder, Quiet())
    except BackofficeError as wrong:
        return [f"{file.name} can't be restored: {wrong.code}"]
    shutil.rmtree(folder)
    return [f"{file.name}: {one.code}" for one in back.findings]


class Restoring(OnDisk):
    """A backup brought back into a new folder."""

    name = "restoring"

    def prepare(self, folder: Path) -> None:
        shutil.copyfile(_backup(), folder / "one.zip")

    def run(self, folder: Path, tell: Tell) -> None:
        restoring.restore(folder / "one.zip", folder / "again", Quiet())
        tell("restored")

    def wrong(self, folder: Path, ended: Ended) -> list[str]:
        found = _opens(folder / "again", mending=not ended.killed)
        if ended.told and not (folder / "again" / CONFIG).exists():
            found.append("acknowledged and lost")
        return found + _brought_back(folder / "one.zip", folder / "third")

    def bare(self) -> Iterator[None]:
        """Writes the settings first, so that what is half restored opens."""
        check = restoring.check_copy

        def early(path: Path, called: str) -> int:
            (path.parent / CONFIG).write_text(_settings(), encoding="utf-8")
            return check(path, called)

        restoring.check_copy = early
        yield
        restoring.check_copy = check


@cache
def _backup() -> Path:
    file = place() / "one.zip"
    return backing.back_up(template(2, True), file, Quiet()).file


def _opens(folder: Path, *, mending: bool) -> list[str]:
    """What is wrong with a workspace, if it is one.

    With `mending`, a copy that couldn't be written is no wrong: the restore itself tells it.
    """
    try:
        find(folder)
    except NoWorkspace:
        return []
    if mending:
        return unmended(folder)
    return [f"half restored: {one.code} {one.subject}" for one in upkeep.examine(str(folder))]


@contextmanager
def unprotected(job: Job) -> Iterator[None]:
    """The work without its protection."""
    yield from job.bare()


def local() -> tuple[Job, ...]:
    """The works that need nothing but a folder."""
    return (Issuing(), Importing(), Migrating(), BackingUp(), Restoring())
