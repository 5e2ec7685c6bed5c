"""What stands before the command, and the workspace that it opens when it needs one."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from backoffice.errors import Invalid
from backoffice.i18n import _, use

if TYPE_CHECKING:
    from backoffice.services.office import Office


@dataclass(frozen=True, slots=True)
class Session:
    """Workspace, user, instant and language as given before the command; nothing is opened yet."""

    workspace: str | None = None
    user: str = ""
    now: str | None = None
    language: str = ""

    def office(self) -> Office:
        """Opens the workspace, and speaks its language unless one was asked for."""
        from backoffice.services.office import Office

        office = Office.open(self.workspace, user=self.user, now=self.instant())
        if not self.language:
            use(office.workspace.language or office.settings.language)
        return office

    def instant(self) -> datetime | None:
        """The instant of ``--now``."""
        return read_instant(self.now) if self.now else None


def read_instant(text: str) -> datetime:
    """``2026-06-01T07:00:00Z`` as an instant; Invalid when it isn't one or has no offset."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise Invalid(
            _("{text} isn't an instant.").format(text=text), remedy=_("Write it as 2026-06-01T07:00:00Z.")
        )
    return found.astimezone(UTC)


def system_language() -> str:
    """The language that the system asks for: French, unless it says English."""
    names = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "en" if next((name for name in names if name), "").lower().startswith("en") else "fr"
