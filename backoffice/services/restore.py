"""A backup brought back into a new folder: judged as a stranger's, upgraded, examined, and only then opened.

`config.toml` is written last: without it a folder isn't a workspace, so a restore that was stopped at any
moment leaves nothing that opens.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from backoffice.content.backup import (
    CONFIG,
    DATABASE,
    LOGO,
    MANIFEST,
    MANIFEST_BYTES,
    Journal,
    Manifest,
    Member,
)
from backoffice.content.base import build
from backoffice.content.reading import TOML_BYTES, parse_json
from backoffice.errors import BackofficeError, Place
from backoffice.exchange.archive import Archive, BadArchive, opened
from backoffice.i18n import _
from backoffice.i18n.reasons import of_system
from backoffice.services.backup import journal_of, logo_path
from backoffice.services.dues.upkeep import rebuild
from backoffice.services.house import LOGO_BYTES
from backoffice.services.ports import Watch
from backoffice.services.station import pointed
from backoffice.services.upkeep import copies, examine_kept
from backoffice.services.workspace import INVOICES, refuse_password, write_schemas
from backoffice.store.canonical import sha256
from backoffice.store.copies import write_copy
from backoffice.store.copying import check_copy, fill_postgres
from backoffice.store.database import Database
from backoffice.store.disk import create, hold, remove, sync_tree
from backoffice.store.doctor import Finding
from backoffice.store.identity import SCHEMA
from backoffice.store.lists import count, spec_of
from backoffice.store.migrate import upgrade

# The name of the database in a restored workspace, wherever it was before.
_FILE = "backoffice.db"
_KNOWN = frozenset({MANIFEST, DATABASE, CONFIG, LOGO})


class FolderInUse(BackofficeError):
    code = "not_empty"

    def __init__(self, folder: Path) -> None:
        super().__init__(
            _("{folder} isn't an empty folder; a restore never writes over anything.").format(folder=folder),
            place=Place(str(folder)),
            remedy=_("Choose a new one. What a stopped restore left has no config.toml: remove it by hand."),
        )


class NoRoom(BackofficeError):
    code = "no_room"

    def __init__(self, folder: Path, needed: int, free: int) -> None:
        super().__init__(
            _("The backup needs {needed} bytes; {folder} has {free}.").format(
                needed=needed, folder=folder, free=free
            ),
            place=Place(str(folder)),
            remedy=_("Choose a folder on a larger disk."),
        )


class RestoreFailed(BackofficeError):
    code = "restore_failed"

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(
            _("The backup couldn't be restored into {folder}: {reason}.").format(
                folder=folder, reason=reason
            ),
            place=Place(str(folder)),
            remedy=_("Check the folder, its rights and its space; nothing was left there."),
        )


@dataclass(frozen=True, slots=True)
class Restored:
    """A workspace brought back: where, from what, which copies were written, and what doctor found."""

    folder: Path
    database: str
    manifest: Manifest
    schema: int
    journal: Journal
    documents: int
    left_out: tuple[str, ...]
    findings: Sequence[Finding]


def restore(file: Path, folder: Path, watch: Watch, database: str = "") -> Restored:
    """Restores the backup `file` into `folder`, which must not exist or be empty.

    `database` is the address of an empty PostgreSQL database; without it the restored workspace has a file
    of its own, wherever the database was. Raises BadArchive, FolderInUse, NoRoom, AlreadyThere (a database
    with tables), RestoreFailed, and what the store raises; then nothing is left in `folder`.
    """
    folder = folder.expanduser().absolute()
    refuse_password(database, CONFIG)
    with opened(file, _KNOWN) as archive:
        manifest = _manifest(archive, file.name)
        ready = pointed(_config(archive, manifest, file.name), database or _FILE)
        with _new_folder(folder) as made:
            _check_room(made, manifest)
            return _Restore(archive, manifest, made, database, watch, file.name).run(ready)


def _manifest(archive: Archive, name: str) -> Manifest:
    text = archive.read(MANIFEST, MANIFEST_BYTES)
    try:
        found = build(Manifest, parse_json(text.decode(), MANIFEST), MANIFEST)
    except UnicodeDecodeError:
        raise BadArchive(name, _("its manifest isn't text")) from None
    if archive.sizes != {MANIFEST: len(text)} | {one.name: one.size for one in found.files}:
        raise BadArchive(name, _("it doesn't hold what its manifest says"))
    return found


def _config(archive: Archive, manifest: Manifest, file: str) -> str:
    try:
        return _small(archive, manifest, CONFIG, TOML_BYTES, file).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadArchive(file, _("its settings aren't text")) from None


def _small(archive: Archive, manifest: Manifest, name: str, limit: int, file: str) -> bytes:
    data = archive.read(name, limit)
    _same(manifest.member(name), sha256(data), file)
    return data


def _same(member: Member | None, digest: str, file: str) -> None:
    if member is None or member.sha256 != digest:
        raise BadArchive(
            file, _("{name} isn't what was backed up").format(name=member.name if member else "?")
        )


@contextmanager
def _new_folder(folder: Path) -> Iterator[Path]:
    """`folder`, made or found empty, held against others, and left as it was when anything goes wrong."""
    ours = not folder.exists()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as wrong:
        raise RestoreFailed(folder, of_system(wrong)) from wrong
    try:
        if not hold(handle) or any(folder.iterdir()):
            raise FolderInUse(folder)
        try:
            yield folder
        except BaseException as wrong:
            _empty(folder, ours)
            if isinstance(wrong, OSError):
                raise RestoreFailed(folder, of_system(wrong)) from wrong
            raise
    finally:
        os.close(handle)


def _empty(folder: Path, ours: bool) -> None:
    for path in folder.iterdir():
        remove(path)
    if ours:
        with suppress(OSError):
            folder.rmdir()


def _check_room(folder: Path, manifest: Manifest) -> None:
    """What is unpacked, with the copies that come out of it: at most as much again."""
    needed, free = sum(one.size for one in manifest.files), shutil.disk_usage(folder).free
    if needed > free:
        raise NoRoom(folder, needed, free)


@dataclass(frozen=True, slots=True)
class _Restore:
    """One restore under way, in a folder that is held."""

    archive: Archive
    manifest: Manifest
    folder: Path
    server: str
    watch: Watch
    file: str

    def run(self, config: str) -> Restored:
        """Everything in its place, the settings last."""
        path = self.folder / _FILE
        self._unpack(path)
        number = check_copy(path, self.file)
        journal = journal_of(path)
        if (number, journal) != (self.manifest.schema_number, self.manifest.journal):
            raise BadArchive(self.file, _("its database isn't the one that its manifest describes"))
        if number < SCHEMA:
            upgrade(path, keep=False)
        documents, target = self._copies(path), str(path)
        if self.server:
            fill_postgres(path, self.server, self._told(_("filling the database")))
            path.unlink()
            target = self.server
        findings = self._examined(target)
        left_out = self._logo(config)
        write_schemas(self.folder)
        sync_tree(self.folder)
        write_copy(self.folder, CONFIG, config.encode())
        return Restored(self.folder, target, self.manifest, SCHEMA, journal, documents, left_out, findings)

    def _told(self, what: str) -> Callable[[int, int], None]:
        return lambda done, total: self.watch.step(done, total, what)

    def _unpack(self, path: Path) -> None:
        member = self.manifest.member(DATABASE)
        told = self._told(_("unpacking the database"))
        total = member.size if member else 0
        with os.fdopen(create(path), "wb") as out:
            digest = self.archive.unpack(DATABASE, out, lambda done: told(done, total))
        _same(member, digest, self.file)

    def _copies(self, path: Path) -> int:
        """Writes the documents' copies again; how many there are. One that can't be is told by doctor."""
        (self.folder / INVOICES).mkdir(mode=0o700)
        database = Database.open(path)
        try:
            rebuild(database)
            copies(database, self.folder / INVOICES, self._told(_("writing the copies")), repair=True)
            with database.reading() as unit:
                return count(unit.driver, spec_of("documents"))
        finally:
            database.close()

    def _examined(self, target: str) -> Sequence[Finding]:
        database = Database.open(target)
        try:
            return examine_kept(database, self.folder, watch=self.watch)
        finally:
            database.close()

    def _logo(self, config: str) -> tuple[str, ...]:
        """Puts the logo where the settings expect it; its name when that is no place of this folder."""
        if self.manifest.member(LOGO) is None:
            return ()
        data = _small(self.archive, self.manifest, LOGO, LOGO_BYTES, self.file)
        name = logo_path(config)
        if not _may_hold_logo(name) or (self.folder / name).exists():
            return (name or LOGO,)
        write_copy(self.folder, name, data)
        return ()


def _may_hold_logo(name: str) -> bool:
    """Whether `name` is a picture's place inside a workspace, nothing that is read otherwise."""
    path = PurePosixPath(name)
    parts = path.parts
    return (
        path.suffix.lower() in (".png", ".jpg", ".jpeg")
        and not path.is_absolute()
        and not any(part.startswith(".") or "\0" in part or "\\" in part for part in parts)
        and parts[0] not in (INVOICES, "backups")
    )
