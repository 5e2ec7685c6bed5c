"""What can go wrong with a database, said so that a person can mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from backoffice.errors import BackofficeError, Place
from backoffice.i18n import _


class StoreError(BackofficeError):
    """Anything about the database itself."""

    code = "store"


class NoDatabase(StoreError):
    code = "no_database"

    def __init__(self, target: str) -> None:
        super().__init__(
            _("There is no database at {target}.").format(target=target),
            place=Place(file=target),
            remedy=_("Make a workspace with “backoffice init DIR”, or say where it is with --workspace."),
        )


class AlreadyThere(StoreError):
    code = "already_there"

    def __init__(self, target: str) -> None:
        super().__init__(
            _("{target} already exists; it isn't overwritten.").format(target=target),
            place=Place(file=target),
            remedy=_("Choose another folder, or open the one that is there."),
        )


class EmptyFile(StoreError):
    code = "empty_database"

    def __init__(self, target: str) -> None:
        super().__init__(
            _("{target} is empty: it isn't a database of the back office.").format(target=target),
            place=Place(file=target),
            remedy=_("Restore a backup into a new folder, or remove the empty file yourself."),
        )


class ForeignDatabase(StoreError):
    code = "foreign_database"

    def __init__(self, target: str) -> None:
        super().__init__(
            _("{target} belongs to another program; nothing was changed.").format(target=target),
            place=Place(file=target),
            remedy=_("Check the path; the back office opens only its own databases."),
        )


class NewerDatabase(StoreError):
    code = "newer_database"

    def __init__(self, target: str, found: int, known: int) -> None:
        super().__init__(
            _(
                "{target} was written by a newer version (schema {found}; this one knows up to {known})."
            ).format(target=target, found=found, known=known),
            place=Place(file=target),
            remedy=_("Update the back office on this workstation."),
        )


class OlderDatabase(StoreError):
    code = "older_database"

    def __init__(self, target: str, found: int, known: int) -> None:
        super().__init__(
            _("{target} was written by an older version (schema {found}; this one needs {known}).").format(
                target=target, found=found, known=known
            ),
            place=Place(file=target),
            remedy=_("Upgrade it with: backoffice upgrade (a verified backup is taken first)."),
        )


class UnknownTriggers(StoreError):
    code = "unknown_triggers"

    def __init__(self, target: str, names: Iterable[str]) -> None:
        super().__init__(
            _("{target} holds code that isn't the back office's: {names}.").format(
                target=target, names=", ".join(names)
            ),
            place=Place(file=target),
            remedy=_("Don't use this database; restore a backup that you trust."),
        )


class Damaged(StoreError):
    code = "damaged"

    def __init__(self, target: str, reason: str) -> None:
        super().__init__(
            _("{target} is damaged: {reason}.").format(target=target, reason=reason),
            place=Place(file=target),
            remedy=_("Run “backoffice doctor”, or restore the last backup."),
        )


class CannotConnect(StoreError):
    code = "cannot_connect"

    def __init__(self, target: str, reason: str) -> None:
        super().__init__(
            _("Can't reach the database {target}: {reason}.").format(target=target, reason=reason),
            place=Place(file=target),
            remedy=_("Check the address and the server; a password belongs in ~/.pgpass or PGPASSWORD."),
        )


class UnsafeServer(StoreError):
    code = "unsafe_server"

    def __init__(self, target: str, setting: str, value: str) -> None:
        super().__init__(
            _("The server of {target} could lose what was saved: {setting} is {value}.").format(
                target=target, setting=setting, value=value
            ),
            place=Place(file=target),
            remedy=_("Set {setting} to on, then start again.").format(setting=setting),
        )


class TooOldEngine(StoreError):
    code = "old_engine"

    def __init__(self, engine: str, found: str, needed: str) -> None:
        super().__init__(
            _("{engine} {found} is too old; {needed} or later is needed.").format(
                engine=engine, found=found, needed=needed
            ),
            remedy=_("Update Python or the server."),
        )


class Busy(StoreError):
    code = "busy"

    def __init__(self) -> None:
        super().__init__(
            _("Someone else is writing; nothing was saved."),
            remedy=_("Try again in a moment; what you typed is still there."),
        )


class WriteFailed(StoreError):
    code = "write_failed"

    def __init__(self, reason: str) -> None:
        super().__init__(
            _("Nothing was saved: {reason}.").format(reason=reason),
            remedy=_("Check the disk's space and the folder's rights, then try again."),
        )


class ReadFailed(StoreError):
    code = "read_failed"

    def __init__(self, reason: str) -> None:
        super().__init__(
            _("The database can't be read: {reason}.").format(reason=reason),
            remedy=_("Try again; run “backoffice doctor” if it lasts."),
        )


class Duplicate(StoreError):
    code = "duplicate"

    def __init__(self, where: str) -> None:
        super().__init__(
            _("This is already used by another record: {where}.").format(where=where),
            place=Place(path=where),
            remedy=_("Give another value, or open the record that has it."),
        )


class Refused(StoreError):
    """A rule kept by the tables themselves: an issued row or the journal would have changed."""

    code = "refused"

    def __init__(self, reason: str) -> None:
        super().__init__(
            _("The database refuses this change: {reason}.").format(reason=reason),
            remedy=_("What is issued or journalled never changes; issue a new version."),
        )


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that two people wrote differently."""

    field: str
    theirs: Any
    mine: Any


class VersionConflict(StoreError):
    code = "version_conflict"

    def __init__(self, what: str, differences: tuple[Difference, ...] = ()) -> None:
        fields = ", ".join(difference.field for difference in differences)
        detail = _(" (differs: {fields})").format(fields=fields) if fields else ""
        super().__init__(
            _("Someone else has changed {what} meanwhile{detail}; nothing of theirs was overwritten.").format(
                what=what, detail=detail
            ),
            remedy=_("Compare field by field, then save again."),
        )
        self.differences = differences


class DateGoesBack(StoreError):
    code = "date_goes_back"

    def __init__(self, series: str, on: date, last_on: date) -> None:
        super().__init__(
            _("Series {series} already reached {last_on}: a number dated {on} would go back.").format(
                series=series, last_on=last_on.isoformat(), on=on.isoformat()
            ),
            remedy=_("Issue with a date on or after {last_on}.").format(last_on=last_on.isoformat()),
        )


class KeyReused(StoreError):
    code = "key_reused"

    def __init__(self, key: str, act: str) -> None:
        super().__init__(
            _("Key {key} was already used for another act, {act}.").format(key=key, act=act),
            remedy=_("Open the form again: each form has a key of its own."),
        )


class InTheFuture(StoreError):
    code = "in_the_future"

    def __init__(self, moment: str) -> None:
        super().__init__(
            _("An act can't have happened later than now ({moment}).").format(moment=moment),
            remedy=_("Give the instant at which it happened, at the latest now."),
        )


class Unjournalled(RuntimeError):
    """A programming mistake: rows were written and no journal entry says why."""
