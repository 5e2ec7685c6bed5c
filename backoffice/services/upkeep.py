"""A workspace is made, its settings checked and applied, and all that it keeps examined."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from backoffice.content.schemas import schema_files
from backoffice.content.settings import Settings
from backoffice.domain import identifiers
from backoffice.errors import BackofficeError
from backoffice.i18n import _, use
from backoffice.services.dues import upkeep as dues
from backoffice.services.house import apply_settings, first_user
from backoffice.services.ports import Watch
from backoffice.services.workspace import CONFIG, INVOICES, find, make, read_settings
from backoffice.store.clocks.rebuild import retell
from backoffice.store.copies import CopyFailed, write_copy
from backoffice.store.database import Database
from backoffice.store.disk import remove, unfinished
from backoffice.store.doctor import Finding, examine_database
from backoffice.store.lists import Query, page, spec_of
from backoffice.store.migrate import number_of
from backoffice.store.migrate import upgrade as upgrade_database
from backoffice.store.types import instant_text

# What follows from the journal, and is made again from it.
RETOLD = ("commitments", "journal_dossier")


@dataclass(frozen=True, slots=True)
class Initialised:
    """A workspace just made: its folder, the file to fill in, who its first user is."""

    folder: Path
    config: Path
    user: str


@dataclass(frozen=True, slots=True)
class Upgraded:
    """What an upgrade did: the schema's number before and after, and where the copy of the old one is."""

    before: int
    after: int
    backup: Path | None


def init(folder: Path, name: str = "", initials: str = "") -> Initialised:
    """Makes a workspace with an embedded database and its first user; never overwrites."""
    workspace = make(folder.absolute())
    database = Database.create(workspace.database)
    try:
        user = first_user(database, name, initials)
    finally:
        database.close()
    return Initialised(workspace.folder, workspace.folder / CONFIG, user)


def check_settings(folder: str | None) -> tuple[str, ...]:
    """Reads `config.toml` whole; raises every mistake at once, gives what is only worth a warning."""
    settings = read_settings(find(folder).folder)
    use(settings.language)
    return warnings(settings)


def warnings(settings: Settings) -> tuple[str, ...]:
    """What in the settings is unusual without being wrong."""
    ours = settings.organisation
    found = [identifiers.nda(ours.nda).warning] if ours.nda else []
    siren = identifiers.siren_of(ours.siret)
    if ours.vat_number and ours.vat_number != identifiers.vat_number_of(siren):
        found.append(_("organisation.vat_number isn't the one that the SIREN gives."))
    if not ours.nda:
        found.append(_("organisation.nda is empty: documents bear no registration sentence."))
    return tuple(text for text in found if text)


def apply(folder: str | None, user: str = "", *, create: bool = False) -> bool:
    """Gives `config.toml` to the database; False when it is already in force.

    With `create`, the database named there is made first, with a first user: a team does it once.
    """
    workspace = find(folder)
    settings = read_settings(workspace.folder)
    database = Database.create(workspace.database) if create else Database.open(workspace.database)
    try:
        changed = apply_settings(database, settings, workspace.folder, user or workspace.user)
        if create:
            first_user(database)
        return changed
    finally:
        database.close()


def upgrade(folder: str | None) -> Upgraded:
    """Brings a workspace's database to today's schema; on SQLite a verified backup is made first."""
    workspace = find(folder)
    before = number_of(workspace.database)
    copy = upgrade_database(workspace.database)
    database = Database.open(workspace.database)
    try:
        dues.rebuild(database)
    finally:
        database.close()
    return Upgraded(before, number_of(workspace.database), copy)


def schemas() -> dict[str, str]:
    """The JSON Schema of each kind of file, by its kind."""
    return {name.removesuffix(".json"): text for name, text in schema_files().items()}


def examine(folder: str | None, *, repair: bool = False, watch: Watch | None = None) -> Sequence[Finding]:
    """Everything that is wrong with what a workspace keeps, its copies in `invoices/` included.

    With `repair`, copies that are missing or altered are written again from the database, commitments are
    told again from the journal, what is due is reckoned again, and what a killed program left half-written is
    removed; none is told any more.
    """
    workspace = find(folder)
    database = Database.open(workspace.database)
    try:
        return examine_kept(database, workspace.folder, repair=repair, watch=watch)
    finally:
        database.close()


def retell_commitments(database: Database) -> int:
    """Has every dossier's commitments follow from the journal again; gives how many dossiers' didn't."""
    with database.rebuilding() as connection:
        return retell(connection, instant_text(database.clock.now()))


def examine_kept(
    database: Database, folder: Path, *, repair: bool = False, watch: Watch | None = None
) -> Sequence[Finding]:
    """As `examine`, for a database that is open and the folder that its copies are in."""

    def told(what: str) -> Callable[[int, int], None]:
        return lambda done, total: watch.step(done, total, what) if watch else None

    found = list(examine_database(database, told(_("checking"))))
    if repair and any(one.code in RETOLD for one in found):
        retell_commitments(database)
        found = list(examine_database(database, told(_("checking"))))
    owed = dues.findings(database) if not any(one.code in ("value", "damaged") for one in found) else []
    if repair and owed:
        dues.rebuild(database)
        owed = dues.findings(database)
    found += owed
    found += copies(database, folder / INVOICES, told(_("checking the copies")), repair=repair)
    return found + _unfinished(folder, repair)


def copies(
    database: Database, folder: Path, told: Callable[[int, int], None], *, repair: bool
) -> list[Finding]:
    """What is wrong with the copies of documents in `folder`; with `repair`, only what couldn't be mended."""
    with database.reading() as unit:
        documents = page(unit.driver, spec_of("documents"), Query(), 1_000_000).items
    found: list[Finding] = []
    for rank, item in enumerate(documents, start=1):
        if item["path"]:
            found += _copy(database, folder, item["path"], item["sha256"], repair)
        told(rank, len(documents))
    return found


def _copy(database: Database, folder: Path, relative: str, name: str, repair: bool) -> list[Finding]:
    path = folder / relative
    with database.reading() as unit:
        try:
            data = unit.get_blob(name)
        except BackofficeError:
            return []  # told by the examination of the database
    if _holds(path, data):
        return []
    if repair:
        try:
            write_copy(folder, relative, data)
        except CopyFailed as wrong:
            return [Finding("copy_failed", relative, wrong.message, wrong.remedy or "")]
        return []
    return [
        Finding(
            "copy_altered" if path.exists() else "copy_missing",
            relative,
            _("The copy {file} isn't what was issued.").format(file=relative),
            _("Write it again with: backoffice doctor --repair"),
        )
    ]


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


def _unfinished(folder: Path, repair: bool) -> list[Finding]:
    """What a program that was killed left half-written; whatever is still being written isn't meant."""
    left = unfinished(folder, folder / INVOICES, folder / "backups")
    if repair:
        left = tuple(path for path in left if not remove(path))
    return [
        Finding(
            "unfinished",
            str(path.relative_to(folder)),
            _("{file} was left half-written by a program that was stopped.").format(
                file=path.relative_to(folder)
            ),
            _("It is of no use; remove it with: backoffice doctor --repair"),
        )
        for path in left
    ]
