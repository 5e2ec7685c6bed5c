"""What a backup says of itself (``backup-manifest/1``): when it was made and of what files."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints, model_validator

from backoffice.content.base import Content, Instant, Line, Name, as_pydantic
from backoffice.content.fields import ask
from backoffice.errors import Invalid
from backoffice.i18n import N_, _

FORMAT: Final = "backup-manifest/1"
MANIFEST = "manifest.json"
MANIFEST_BYTES = 64_000
DATABASE, CONFIG, LOGO = "database.db", "config.toml", "logo"

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Member(Content):
    """One file of a backup."""

    name: Literal["database.db", "config.toml", "logo"]
    size: int = Field(ge=0)
    sha256: Sha256


class Journal(Content):
    """Where the journal stood: how many rows, and the hash of the last."""

    rows: int = Field(ge=0)
    head: Sha256


class Verdict(Content):
    """What `doctor` said of the copied database; `codes` are those of its findings."""

    sound: bool
    codes: tuple[Line, ...] = Field(default=(), max_length=100)


class Manifest(Content):
    """The whole of it. `engine` is where the database was; in the backup it is always an SQLite file."""

    format: Literal["backup-manifest/1"]
    made_at: Instant
    program: Line
    organisation: Line = ""
    engine: Literal["sqlite", "postgresql"]
    schema_number: int = Field(ge=1, le=9999)
    journal: Journal
    doctor: Verdict
    files: tuple[Member, ...] = Field(min_length=1, max_length=8)

    @model_validator(mode="after")
    def _each_once(self) -> Manifest:
        names = [one.name for one in self.files]
        if len(set(names)) < len(names) or not {DATABASE, CONFIG} <= set(names):
            raise as_pydantic(
                Invalid(
                    _("A backup holds a database and its settings, each once."),
                    remedy=_("Take another backup; this one was altered."),
                )
            )
        return self

    def member(self, name: str) -> Member | None:
        """What it says of the file `name`, if there is one."""
        return next((one for one in self.files if one.name == name), None)


class BackupPlace(Content):
    """Where a backup goes."""

    file: Name = ask(N_("File"), help=N_("A new file, best on another disk; a path from the workspace."))
