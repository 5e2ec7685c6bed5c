"""A workspace: a folder with `config.toml`, a database and `invoices/`; found, read and made here.

Nothing heavy is imported before it is needed: a terminal opens on what this file tells.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from backoffice.content.reading import TOML_BYTES, parse_toml, read_text
from backoffice.errors import BackofficeError, Place, Several, each
from backoffice.i18n import LANGUAGES, _

if TYPE_CHECKING:
    from backoffice.content.settings import Settings

CONFIG = "config.toml"
INVOICES = "invoices"
STATE = ".state"
_PASSWORD = re.compile(r"^postgres(?:ql)?://[^/@]*:[^/@]*@")


class NoWorkspace(BackofficeError):
    code = "no_workspace"

    def __init__(self, folder: Path) -> None:
        super().__init__(
            _("{folder} isn't a workspace: it has no config.toml.").format(folder=folder),
            place=Place(str(folder)),
            remedy=_("Go to yours, name it with --workspace, or make one with: backoffice init DIR"),
        )


class PasswordInFile(BackofficeError):
    code = "password_in_file"

    def __init__(self, file: str) -> None:
        super().__init__(
            _("The address of the database holds a password."),
            place=Place(file, None, "workstation.database"),
            remedy=_("Take it out; give it to PostgreSQL by a password file or the environment."),
        )


class NotEmpty(BackofficeError):
    code = "not_empty"

    def __init__(self, folder: Path) -> None:
        super().__init__(
            _("{folder} already holds a workspace.").format(folder=folder),
            place=Place(str(folder)),
            remedy=_("Open it, or choose another folder."),
        )


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder and what its `config.toml` says of this workstation; `database` is a path or an address."""

    folder: Path
    database: str
    user: str = ""
    language: str = ""
    theme: str = ""
    feed: Path | None = None
    keys: dict[str, str] = field(default_factory=dict)

    @property
    def on_sqlite(self) -> bool:
        return "://" not in self.database

    @property
    def invoices(self) -> Path:
        return self.folder / INVOICES

    @property
    def state(self) -> Path:
        """Where this workstation keeps what is its own: logs, drafts to look at."""
        return self.folder / STATE


def find(folder: str | Path | None = None) -> Workspace:
    """The workspace at `folder`, else at ``BACKOFFICE_WORKSPACE``, else here; raises NoWorkspace."""
    place = Path(folder or os.environ.get("BACKOFFICE_WORKSPACE") or ".")
    config = place / CONFIG
    if not config.is_file():
        raise NoWorkspace(place.absolute())
    return _workspace(place.absolute(), _station(config), str(config))


def _station(config: Path) -> dict[str, Any]:
    # Limits come first here too: every command reads this file.
    found = parse_toml(read_text(config, TOML_BYTES), CONFIG).get("workstation", {})
    return found if isinstance(found, dict) else {}


def _workspace(folder: Path, station: dict[str, Any], file: str) -> Workspace:
    from_environment = os.environ.get("BACKOFFICE_DATABASE")
    database = str(from_environment or station.get("database") or "backoffice.db")
    if not from_environment:
        refuse_password(database, file)
    language = str(station.get("language") or "")
    keys, feed = station.get("keys"), str(station.get("feed") or "")
    return Workspace(
        folder=folder,
        database=database if "://" in database else str(folder / database),
        user=str(station.get("user") or ""),
        language=language if language in LANGUAGES else "",
        theme=str(station.get("theme") or ""),
        feed=folder / Path(feed).expanduser() if feed else None,
        keys={str(key): str(value) for key, value in keys.items()} if isinstance(keys, dict) else {},
    )


def refuse_password(database: str, file: str) -> None:
    """Raises PasswordInFile when `database` is an address with a password."""
    if _PASSWORD.match(database):
        raise PasswordInFile(file)


def read_settings(folder: Path) -> Settings:
    """The settings that `config.toml` gives the organisation; every mistake at once, with its key path."""
    from backoffice.content.base import build
    from backoffice.content.settings import Settings, Workstation

    values = parse_toml(read_text(folder / CONFIG, TOML_BYTES), CONFIG)
    station = values.pop("workstation", {})
    found: list[BackofficeError] = []
    settings = None
    try:
        settings = build(Settings, values, CONFIG)
    except BackofficeError as wrong:
        found += each(wrong)
    try:
        build(Workstation, station, CONFIG)
    except BackofficeError as wrong:
        found += [one.at(Place(CONFIG, None, f"workstation.{one.place.path}")) for one in each(wrong)]
    if found or settings is None:
        raise Several(tuple(found)) if len(found) > 1 else found[0]
    return settings


def make(folder: Path) -> Workspace:
    """A new workspace: `config.toml` to fill in, the schemas, an empty `invoices/`; raises NotEmpty."""
    from importlib.resources import files

    if (folder / CONFIG).exists():
        raise NotEmpty(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    template = files("backoffice.data").joinpath("config.toml").read_text(encoding="utf-8")
    write_schemas(folder)
    (folder / INVOICES).mkdir(mode=0o700, exist_ok=True)
    _write(folder / CONFIG, template)
    return find(folder)


def write_schemas(folder: Path) -> None:
    """Writes the JSON Schema of each kind of file into `folder`."""
    from backoffice.content.schemas import schema_files

    for name, text in schema_files().items():
        _write(folder / "schemas" / name, text)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
