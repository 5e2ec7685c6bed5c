"""How the terminal opens: what is known before the database is, and the desk that a thread brings after."""

from __future__ import annotations

import getpass
import json
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from backoffice.services.agenda import Here, agenda_of
from backoffice.services.opening import House, Opening
from backoffice.services.workspace import Workspace, find
from backoffice.store import plain

if TYPE_CHECKING:
    from backoffice.services.ports import Desk


def opening(
    folder: str | None,
    user: str = "",
    now: datetime | None = None,
    language: str = "",
    *,
    tour: bool = False,
) -> Opening:
    """What the UI is opened with. On SQLite, Today is read here by plain sqlite3; on PostgreSQL, nothing is.

    Raises what opening the workspace or its file raises, before the screen is taken.
    """
    workspace = find(folder)
    if not workspace.on_sqlite:
        house = replace(_house(workspace, {}, user, now, language), tour=tour)
        return Opening(house, lambda: _desk(workspace.folder, user, now))
    with plain.reading(Path(workspace.database)) as connection:
        settings = _settings(connection)
        initials = _initials(connection, workspace, user)
        house = replace(_house(workspace, settings, initials, now, language), tour=tour)
        territory = _ours(settings).get("territory", "FR")
        here = Here(_now(now, settings), house.zone, territory, initials.lower())
        agenda = agenda_of(connection, here) if settings else None
    return Opening(house, lambda: _desk(workspace.folder, user, now), agenda)


def _desk(folder: Path, user: str, now: datetime | None) -> Desk:
    from backoffice.services.desk import OfficeDesk
    from backoffice.services.office import Office

    return OfficeDesk(Office.open(folder, user=user, now=now))


def _settings(connection: sqlite3.Connection) -> dict[str, Any]:
    row = connection.execute("SELECT body FROM settings ORDER BY id DESC LIMIT 1").fetchone()
    return dict(json.loads(row[0])) if row else {}


def _initials(connection: sqlite3.Connection, workspace: Workspace, user: str) -> str:
    for name in (user, workspace.user, getpass.getuser()):
        query = "SELECT initials FROM users WHERE (ref = ? OR login = ?) AND active = 1"
        row = connection.execute(query, (name.lower(), name)).fetchone() if name else None
        if row:
            return str(row[0])
    return ""


def _house(
    workspace: Workspace, settings: dict[str, Any], initials: str, now: datetime | None, language: str
) -> House:
    ours = _ours(settings)
    zone = str(ours.get("zone", "Europe/Paris"))
    frozen = (settings.get("clock") or {}).get("frozen")
    return House(
        organisation=str(ours.get("name", "")),
        initials=initials,
        today=_now(now, settings).astimezone(ZoneInfo(zone)).date(),
        frozen=bool(frozen),
        zone=zone,
        language=language or workspace.language or str(settings.get("language", "fr")),
        theme=workspace.theme or "dark",
        keys=workspace.keys,
        state=workspace.state,
    )


def _ours(settings: dict[str, Any]) -> dict[str, Any]:
    return dict(settings.get("organisation", {}))


def _now(now: datetime | None, settings: dict[str, Any]) -> datetime:
    frozen = (settings.get("clock") or {}).get("frozen")
    return now or (datetime.fromisoformat(frozen) if frozen else datetime.now(UTC).replace(microsecond=0))
