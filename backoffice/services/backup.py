"""A backup: the whole database at one moment, with the settings, in one archive that says what it holds.

The copies in `invoices/` aren't in it: the database keeps each document's bytes, and a restore writes the
copies again. Neither is what belongs to a workstation alone (logs, drafts to look at).
"""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any, BinaryIO

from backoffice.content.backup import (
    CONFIG,
    DATABASE,
    FORMAT,
    LOGO,
    MANIFEST,
    Journal,
    Manifest,
    Member,
    Verdict,
)
from backoffice.content.reading import TOML_BYTES, parse_toml, read_text
from backoffice.errors import BackofficeError, Place
from backoffice.exchange.archive import Packer, packing
from backoffice.i18n import _
from backoffice.i18n.reasons import of_system
from backoffice.services.house import LOGO_BYTES
from backoffice.services.ports import Watch
from backoffice.services.workspace import Workspace, find
from backoffice.store.copying import copy_database
from backoffice.store.database import Database
from backoffice.store.disk import create, publish, working_folder
from backoffice.store.doctor import Finding, examine_database
from backoffice.store.driver import fetch
from backoffice.store.engines import connect_sqlite, translated
from backoffice.store.identity import SCHEMA
from backoffice.store.migrate import upgrade


class BackupThere(BackofficeError):
    code = "already_there"

    def __init__(self, path: Path) -> None:
        super().__init__(
            _("{target} already exists; it isn't overwritten.").format(target=path),
            place=Place(str(path)),
            remedy=_("Give the backup another name, its date for instance."),
        )


class BackupFailed(BackofficeError):
    """The backup couldn't be written; the workspace isn't touched by one."""

    code = "backup_failed"

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            _("The backup {file} couldn't be written: {reason}.").format(file=path.name, reason=reason),
            place=Place(str(path)),
            remedy=_("Check the folder, its rights and its space, then try again; nothing was left there."),
        )


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup just made: where, how large, what it says of itself, and what doctor found in it."""

    file: Path
    size: int
    manifest: Manifest
    findings: Sequence[Finding]


def back_up(folder: str | Path | None, file: Path, watch: Watch) -> Backup:
    """Writes a backup of the workspace at `folder` into the new file `file` (0600) while others work.

    The file is whole or not there: written beside its place, synced, then named. `doctor` examines the copy;
    what it finds doesn't stop the backup. Raises BackupThere, BackupFailed, and what the store raises.
    """
    workspace, file = find(folder), file.expanduser().absolute()
    if file.exists() or file.is_symlink():
        raise BackupThere(file)
    try:
        with working_folder(file) as place:
            return _write(workspace, file, place, watch)
    except FileExistsError:
        raise BackupThere(file) from None
    except OSError as wrong:
        raise BackupFailed(file, of_system(wrong)) from wrong


def _write(workspace: Workspace, file: Path, place: Path, watch: Watch) -> Backup:
    copy = place / DATABASE
    number = copy_database(workspace.database, copy, _saying(watch, _("copying the database")))
    findings = _examined(copy, number, place, _saying(watch, _("checking the copy")))
    draft = place / "backup"
    with os.fdopen(create(draft), "w+b") as out:
        manifest = _pack(out, workspace, copy, number, findings, _saying(watch, _("writing the backup")))
        out.flush()
        os.fsync(out.fileno())
        size = out.seek(0, os.SEEK_END)
    publish(draft, file)
    return Backup(file, size, manifest, findings)


def _saying(watch: Watch, what: str) -> Callable[[int, int], None]:
    return lambda done, total: watch.step(done, total, what)


def _examined(copy: Path, number: int, place: Path, told: Callable[[int, int], None]) -> tuple[Finding, ...]:
    """What doctor says of the copy; one of an older schema is judged as it will be once upgraded."""
    judged = copy
    if number < SCHEMA:
        judged = place / "upgraded.db"
        shutil.copyfile(copy, judged)
        judged.chmod(0o600)
        upgrade(judged, keep=False)
    database = Database.open(judged)
    try:
        return examine_database(database, told)
    finally:
        database.close()


def _pack(
    out: BinaryIO,
    workspace: Workspace,
    copy: Path,
    number: int,
    findings: Sequence[Finding],
    told: Callable[[int, int], None],
) -> Manifest:
    config = read_text(workspace.folder / CONFIG, TOML_BYTES)
    total = copy.stat().st_size
    with packing(out) as packer:
        with copy.open("rb") as database:
            files = [_add(packer, DATABASE, database, lambda done: told(done, total))]
        files.append(_add(packer, CONFIG, io.BytesIO(config.encode())))
        if (logo := _logo(workspace.folder, config)) is not None:
            files.append(_add(packer, LOGO, io.BytesIO(logo)))
        manifest = Manifest(
            format=FORMAT,
            made_at=datetime.now(UTC).replace(microsecond=0),
            program=version("backoffice"),
            organisation=str(_organisation(config).get("name") or "")[:200],
            engine="sqlite" if workspace.on_sqlite else "postgresql",
            schema_number=number,
            journal=journal_of(copy),
            doctor=verdict(findings),
            files=tuple(files),
        )
        text = manifest.model_dump_json(indent=2) + "\n"
        packer.add(MANIFEST, io.BytesIO(text.encode()))
    return manifest


def _add(
    packer: Packer, name: Any, source: IO[bytes], told: Callable[[int], None] = lambda _done: None
) -> Member:
    size, digest = packer.add(name, source, told)
    return Member(name=name, size=size, sha256=digest)


def verdict(findings: Sequence[Finding]) -> Verdict:
    """What doctor found, as a manifest keeps it: codes, and nobody's data."""
    return Verdict(sound=not findings, codes=tuple(dict.fromkeys(one.code for one in findings)))


def journal_of(copy: Path) -> Journal:
    """Where the journal of the SQLite database `copy` stands; of none that can be read, at its beginning."""
    with translated(str(copy), writing=False), closing(connect_sqlite(copy)) as connection:
        rows = fetch(connection, "SELECT value FROM meta WHERE key = 'journal_head'")
    number, _space, head = str(rows[0][0] if rows else "").partition(" ")
    with suppress(ValueError):
        return Journal(rows=int(number), head=head)
    return Journal(rows=0, head="0" * 64)


def _organisation(config: str) -> dict[str, Any]:
    found = parse_toml(config, CONFIG).get("organisation")
    return found if isinstance(found, dict) else {}


def logo_path(config: str) -> str:
    """Where the settings say that the logo is; empty when it isn't a file."""
    name = str(_organisation(config).get("logo") or "")
    return "" if name.startswith("sha256:") else name


def _logo(folder: Path, config: str) -> bytes | None:
    """The logo's bytes, where there is one; without the file the database still has what was applied."""
    path = folder / logo_path(config)
    try:
        if logo_path(config) and path.is_file() and path.stat().st_size <= LOGO_BYTES:
            return path.read_bytes()
    except OSError:
        pass
    return None
