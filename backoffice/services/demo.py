"""The demonstration: reference dossiers carried through the acts that anybody would do, at their own time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from backoffice.clock import FrozenClock
from backoffice.content.script import Script, Step, read_script
from backoffice.domain.uid import new_uid
from backoffice.errors import BackofficeError, Place
from backoffice.i18n import _
from backoffice.services import every_act  # noqa: F401  registers the acts
from backoffice.services.acts import Copy
from backoffice.services.dispatcher import Order, do
from backoffice.services.house import apply_settings, in_force
from backoffice.services.office import Office
from backoffice.services.workspace import find, read_settings
from backoffice.store.database import Database
from backoffice.store.errors import OlderDatabase
from backoffice.store.lists import Query

SCRIPTS = ("house.toml", "dossier-e.toml")
_NAME = re.compile(r"\$(\w+)")


class NotTheDemo(BackofficeError):
    code = "not_the_demo"

    def __init__(self, folder: Path) -> None:
        super().__init__(
            _("{folder} isn't the demonstration's workspace: its clock isn't frozen.").format(folder=folder),
            place=Place(str(folder)),
            remedy=_("Run it in the demonstration's own folder, so that nothing of yours is touched."),
        )


@dataclass(frozen=True, slots=True)
class Made:
    """One document of the demonstration: its dossier, what it is, where its copy stands."""

    ref: str
    kind: str
    number: str | None
    version: int
    path: str


def run_demo(folder: str | Path | None) -> tuple[Made, ...]:
    """Loads the demonstration into its workspace; done again, it changes nothing. Raises NotTheDemo."""
    workspace = find(folder)
    settings = read_settings(workspace.folder)
    if settings.clock.frozen is None:
        raise NotTheDemo(workspace.folder)
    database = _database(workspace.database, workspace.on_sqlite)
    try:
        with database.reading() as unit:
            applied = in_force(unit)
        if applied is not None and (applied.body.get("clock") or {}).get("frozen") is None:
            raise NotTheDemo(workspace.folder)
        if applied is None:
            database.clock = FrozenClock(min(step.at for script in scripts() for step in script.acts))
        else:
            database.clock = FrozenClock(settings.clock.frozen)
        apply_settings(database, settings, workspace.folder)
        _play(database)
    finally:
        database.close()
    return _made(workspace.folder)


def _database(target: str, on_sqlite: bool) -> Database:
    if on_sqlite and not Path(target).exists():
        return Database.create(target)
    try:
        return Database.open(target)
    except OlderDatabase:
        if not on_sqlite:
            raise
        # The demonstration can always be played again; what somebody tried in it is set aside, not lost.
        _set_aside(Path(target))
        return Database.create(target)


def _set_aside(path: Path) -> None:
    folder = path.parent / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    path.rename(folder / f"{path.stem}-{new_uid()}.db")


def scripts() -> tuple[Script, ...]:
    """The demonstration's scripts, in the order in which they are played."""
    folder = files("backoffice.data").joinpath("demo")
    return tuple(read_script(folder.joinpath(name).read_text(encoding="utf-8"), name) for name in SCRIPTS)


def _play(database: Database) -> None:
    known: dict[str, str] = {}
    for script in scripts():
        for rank, step in enumerate(script.acts, start=1):
            _do(database, script, step, rank, known)


def _do(database: Database, script: Script, step: Step, rank: int, known: dict[str, str]) -> None:
    """One act at its own time; its key makes that a second run does nothing."""
    database.clock = FrozenClock(step.at)
    values = _values(step, known)
    order = Order(step.act, str(_with_names(step.ref, known)), values, step.reason)
    result = do(database, (order,), user=step.as_user, key=f"demo/1 {script.title} {rank} {step.act}")
    if step.name:
        known[step.name] = result.stored[-1].ref


def _values(step: Step, known: Mapping[str, str]) -> dict[str, Any] | None:
    if step.values is None:
        return None
    values: dict[str, Any] = _with_names(step.values, known)
    if step.act == "publish-programme":
        source = files("backoffice.data").joinpath("demo").joinpath(values["file"])
        values["text"] = source.read_text(encoding="utf-8")
    return values


def _with_names(value: Any, known: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return _NAME.sub(lambda found: known[found[1]], value)
    if isinstance(value, dict):
        return {key: _with_names(inner, known) for key, inner in value.items()}
    return [_with_names(inner, known) for inner in value] if isinstance(value, list) else value


def _made(folder: Path) -> tuple[Made, ...]:
    office = Office.open(folder)
    try:
        items = office.page("documents", Query(sort="issued_at"), 1_000).items
        office.write_copies([Copy(item["path"], item["sha256"]) for item in items])
    finally:
        office.close()
    return tuple(
        Made(item["ref"], item["kind"], item["number"], item["version"], item["path"]) for item in items
    )
