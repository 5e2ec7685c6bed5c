"""Everything that can go wrong and that a person can mend, with its message, its place and its remedy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from backoffice.i18n import _


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is wrong: a file, a line of it (from 1), a key path such as ``lines[2].unit_price``."""

    file: str | None = None
    line: int | None = None
    path: str | None = None

    def __str__(self) -> str:
        line = f"{self.file or _('line')}:{self.line}" if self.line else self.file
        return " · ".join(part for part in (line, self.path) if part)


class BackofficeError(Exception):
    """The root: what is wrong (`message`), where (`place`) and what to do (`remedy`).

    A subclass builds its message, so that the same mistake reads the same everywhere; `code` is part of
    the contract of ``--json`` and never changes.
    """

    code: str = "error"
    # Whether saying why is all it takes: the screen then asks for the reason and tries again.
    wants_reason: bool = False

    def __init__(self, message: str, *, place: Place | None = None, remedy: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.place = place or Place()
        self.remedy = remedy

    def at(self, place: Place) -> BackofficeError:
        """The same error, said to be at `place`."""
        self.place = place
        return self

    def as_json(self) -> dict[str, Any]:
        """One item of an ``error/1`` document."""
        place = self.place
        return {
            "code": self.code,
            "message": self.message,
            "file": place.file,
            "line": place.line,
            "path": place.path,
            "remedy": self.remedy,
        }


class Several(BackofficeError):
    """Several mistakes found at once; a person mends them in one go."""

    code = "several"

    def __init__(self, errors: tuple[BackofficeError, ...]) -> None:
        super().__init__("\n".join(error.message for error in errors))
        self.errors = errors
        self.wants_reason = all(error.wants_reason for error in errors)


def each(error: BackofficeError) -> tuple[BackofficeError, ...]:
    """The single errors that `error` stands for."""
    return error.errors if isinstance(error, Several) else (error,)


class NotFound(BackofficeError):
    code = "not_found"

    def __init__(self, kind: str, ref: str) -> None:
        super().__init__(
            _("There is no {kind} {ref}.").format(kind=kind, ref=ref),
            remedy=_("Look the reference up in its list, or search for it."),
        )


class Invalid(BackofficeError):
    """A value that a person gave and that can't be accepted as it is."""

    code = "invalid"
