"""The demonstration: reference dossiers carried through the acts that anybody would do, at their own time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
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
from backoffice.store.canonical import sha256
from backoffice.store.database import Database
from backoffice.store.driver import fetch
from backoffice.store.errors import OlderDatabase
from backoffice.store.lists import Query

SCRIPTS = (
    "house.toml",
    "catalogue.toml",
    "dossier-a.toml",
    "dossier-b.toml",
    "dossier-c.toml",
    "dossier-d.toml",
    "dossier-e.toml",
    "proposals.toml",
    "needs.toml",
    "agreements.toml",
    "framework.toml",
)
_FOLDER = files("backoffice.data").joinpath("demo")
_NAME = re.compile(r"\$(\w+)")


class NotTheDemo(BackofficeError):
    code = "not_the_demo"

    def __init__(self, folder: Path) -> None:
        super().__init__(
            _("{folder} isn't the demonstration's workspace: its clock isn't frozen.").format(folder=folder),
            place=Place(str(folder)),
            remedy=_("Run it in the demonstration's own folder, so that nothing of yours is touched."),
        )


class OtherDemo(BackofficeError):
    code = "other_demo"

    def __init__(self, target: str) -> None:
        super().__init__(
            _("{target} holds another version of the demonstration.").format(target=target),
            remedy=_("Empty that database, then run the demonstration again."),
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
    played = tuple(_in_time(scripts()))
    database = _database(workspace.database, workspace.on_sqlite, mark(played))
    try:
        with database.reading() as unit:
            applied = in_force(unit)
        if applied is not None and (applied.body.get("clock") or {}).get("frozen") is None:
            raise NotTheDemo(workspace.folder)
        first = played[0].step.at if applied is None else settings.clock.frozen
        database.clock = FrozenClock(first)
        apply_settings(database, settings, workspace.folder)
        _play(database, played)
    finally:
        database.close()
    return _made(workspace.folder)


def _database(target: str, on_sqlite: bool, played: str) -> Database:
    """The demonstration's database. It can always be played again: one of an older program, or of another
    version of the scripts, is set aside, with what somebody tried in it."""
    if on_sqlite and not Path(target).exists():
        return Database.create(target)
    try:
        database = Database.open(target)
    except OlderDatabase:
        if not on_sqlite:
            raise
    else:
        if not _holds_another(database, played):
            return database
        database.close()
        if not on_sqlite:
            raise OtherDemo(target)
    _set_aside(Path(target))
    return Database.create(target)


def _holds_another(database: Database, played: str) -> bool:
    with database.reading() as unit:
        keys = fetch(unit.driver, "SELECT key FROM idempotency WHERE key LIKE 'demo/%'")
    return any(not key.startswith(f"{played} ") for (key,) in keys)


def _set_aside(path: Path) -> None:
    folder = path.parent / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    path.rename(folder / f"{path.stem}-{new_uid()}.db")


def scripts() -> tuple[Script, ...]:
    """The demonstration's scripts: the house and what it offers, then a dossier each."""
    return tuple(read_script(_FOLDER.joinpath(name).read_text(encoding="utf-8"), name) for name in SCRIPTS)


@dataclass(frozen=True, slots=True)
class _Played:
    """A step of a script, the text of the file that it publishes, and the key that has it done once."""

    step: Step
    key: str
    text: str = ""


def _in_time(given: Iterable[Script]) -> list[_Played]:
    """The steps of every script together, as they happened: numbers are given in the order of time."""
    steps = [
        _Played(step, f"{script.title} {rank} {step.act}", _text(step))
        for script in given
        for rank, step in enumerate(script.acts, start=1)
    ]
    return sorted(steps, key=lambda one: one.step.at)


def _text(step: Step) -> str:
    if not step.act.startswith("publish-") or step.values is None:
        return ""
    return _FOLDER.joinpath(*step.values["file"].split("/")).read_text(encoding="utf-8")


def mark(played: Iterable[_Played]) -> str:
    """What tells a version of the demonstration from others: how the keys of its acts begin."""
    text = "\n".join(f"{one.key} {one.step.model_dump_json()} {one.text}" for one in played)
    return f"demo/{sha256(text.encode())[:12]}"


def _play(database: Database, played: Sequence[_Played]) -> None:
    known: dict[str, str] = {}
    version = mark(played)
    for one in played:
        _do(database, one, f"{version} {one.key}", known)


def _do(database: Database, one: _Played, key: str, known: dict[str, str]) -> None:
    """One act at its own time; its key makes that a second run does nothing."""
    step = one.step
    database.clock = FrozenClock(step.at)
    values = _with_names(step.values, known)
    if one.text:
        values = {**values, "text": one.text}
    order = Order(step.act, str(_with_names(step.ref, known)), values, step.reason)
    result = do(database, (order,), user=step.as_user, key=key)
    if step.name:
        known[step.name] = result.stored[-1].ref


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
