"""The worst texts that people or files can bring, in every place of every screen where free text is shown."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import pytest
from conftest import running, text_of
from fake_desk import FakeRows
from gallery import ELSEWHERE, GALLERY, Scene
from rich.cells import cell_len
from test_hostile_text import orders
from test_screens import reach

from backoffice.services.ports import Cell, Form

WORST = (
    "Salle [/] B [@click=app.quit]x[/] {0} %s \\[red] "  # markup, actions, formats
    "\x1b]0;PWNED\x07\x1b[2J\x9b31m\x00\x08\ttab\r\n"  # orders
    "\u202egauche\u2066 مرحبا بالعالم שלום "  # from right to left
    "👩\u200d👩\u200d👧 🇫🇷 ☎️ e\u0301\u0302\u0303\u0323 漢字 ﷽ " + "W" * 10_000  # wide, joined, combined
)
# Where the services hand over what people typed; keys, tokens and references are theirs.
_FREE = {
    *("title", "subtitle", "owner", "what", "client", "text", "says", "label", "effect", "refused"),
    *("message", "remedy", "place", "hours", "note", "topic", "module", "why", "empty"),
}
_NAMED = {"Hit", "ImportRow", "BoardRow", "LoadRow", "Figure"}  # elsewhere a name is a key
_MANY = {"missing", "warnings", "waits_for", "changes", "files", "notes"}


def worst(value: Any) -> Any:
    """`value` with the worst text in each of its free fields."""
    if isinstance(value, FakeRows):
        return _WorstRows(value)
    if isinstance(value, Mapping):
        return {key: WORST if isinstance(one, str) else worst(one) for key, one in value.items()}
    if isinstance(value, list | tuple) and not isinstance(value, str):
        return type(value)(worst(one) for one in value)
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        return value
    if isinstance(value, Form):
        return dataclasses.replace(value, title=WORST)
    changed = {field.name: _worst_of(value, field.name) for field in dataclasses.fields(value) if field.init}
    return dataclasses.replace(value, **changed)


def _worst_of(owner: Any, name: str) -> Any:
    value = getattr(owner, name)
    free = name in _FREE or (name == "name" and type(owner).__name__ in _NAMED)
    if free and isinstance(value, str) and value:
        return WORST
    if name in _MANY and value and all(isinstance(one, str) for one in value):
        return (WORST, WORST)
    if name == "value" and getattr(owner, "kind", None) is Cell.TEXT:
        return WORST
    if name == "rows" and hasattr(owner, "columns"):
        return tuple(_row(owner.columns, row) for row in value)
    return worst(value)


def _row(columns: Any, row: tuple[str, ...]) -> tuple[str, ...]:
    free = [n > 0 and column.kind is Cell.TEXT for n, column in enumerate(columns)]
    return tuple(WORST if one else cell for one, cell in zip(free, row, strict=False))


class _WorstRows:
    def __init__(self, rows: FakeRows) -> None:
        self._rows = rows
        self.columns = rows.columns
        self.total, self.ids = rows.total, rows.ids

    def rows(self, ids: Any) -> Any:
        return {one: _row(self.columns, row) for one, row in self._rows.rows(ids).items()}


class Worst:
    """A desk that hands over what another does, with the worst text wherever text is free."""

    def __init__(self, desk: Any) -> None:
        self._desk = desk

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._desk, name)
        if not callable(found):
            return found

        def asked(*given: Any, **named: Any) -> Any:
            return worst(found(*given, **named))

        return asked


SCENES: dict[str, Scene] = {**GALLERY, **ELSEWHERE}


@pytest.mark.parametrize("name", SCENES)
async def test_no_text_breaks_a_screen_or_orders_anything(name: str) -> None:
    scene = SCENES[name]
    inner = scene.desk()
    async with running(Worst(inner), (80, 24), organisation=WORST) as (app, pilot):  # type: ignore[arg-type]
        await reach(pilot, scene)
        assert orders(app) == ""
        assert app._exception is None
        # Nothing slides: each line takes the cells of the screen, whatever stands in it.
        for strip in app.screen._compositor.render_strips():
            assert strip.cell_length == 80
            assert cell_len(strip.text) == 80, strip.text
        shown = text_of(app)
        assert "PWNED\x07" not in shown
        app.screen.refresh(layout=True)
        if inner.slow is not None:
            inner.slow.set()


async def test_the_worst_text_is_really_shown() -> None:
    for name in ("today", "requests", "dossier", "palette", "acts"):
        async with running(Worst(SCENES[name].desk()), (120, 40)) as (app, pilot):  # type: ignore[arg-type]
            await reach(pilot, SCENES[name])
            assert "Salle [/]" in text_of(app), name
