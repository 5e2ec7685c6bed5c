"""The ground of the UI: keys, terminals, crash reports, cells and the first paint's imports."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from backoffice import i18n
from backoffice.services.ports import Cell
from backoffice.services.states import _FAMILIES, sign
from backoffice.tui import crash, keys
from backoffice.tui.cells import written
from backoffice.tui.shown import fit, line
from backoffice.tui.terminal import NoTerminal, colourless, obstacle


@pytest.fixture(autouse=True)
def _english() -> object:
    i18n.use("en")
    yield
    i18n.use("fr")


HEAVY = ("pydantic", "sqlalchemy", "reportlab", "numpy", "psycopg", "alembic", "click")


@pytest.mark.parametrize("first", ["today", "requests"])
def test_nothing_heavy_is_imported_before_the_first_paint(first: str) -> None:
    code = f"""
import sys, asyncio
from datetime import date
from backoffice.tui.app import BackofficeApp
from backoffice.services.opening import Agenda, House, Opening
def absent(): raise OSError  # what comes after the first paint may import anything
opening = Opening(House("A", "er", date(2026, 6, 1), language="en"), absent, Agenda(()), {first!r})
async def main():
    app = BackofficeApp(opening)
    async with app.run_test() as pilot:
        pass
asyncio.run(main())
print([name for name in {HEAVY!r} if name in sys.modules])
"""
    root = Path(__file__).parents[2]
    environ = os.environ | {"PYTHONPATH": str(root)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environ, cwd=root)
    assert done.stdout.strip().splitlines()[-1:] == ["[]"], done.stderr


def test_no_two_keys_that_work_together_clash_by_themselves() -> None:
    for name in keys.names():
        binding = keys._ids[name]
        assert not keys._clashes({name: binding.key}), name


def test_no_key_of_ours_is_one_that_terminals_confuse_or_azerty_lacks() -> None:
    lacking = {
        "ctrl+h",
        "ctrl+i",
        "ctrl+j",
        "ctrl+m",
        "left_square_bracket",
        "right_square_bracket",
        "at",
        "number_sign",
        "backslash",
        "vertical_line",
        "left_curly_bracket",
        "tilde",
        "grave_accent",
    }
    for name in keys.names():
        used = keys._split(keys._ids[name].key)
        assert not used & lacking, name
        assert used - {"ctrl+b", "ctrl+s", "ctrl+o"} or name == "app.last", name


def test_every_key_that_the_palette_shows_says_what_it_does() -> None:
    assert all(keys._ids[name].description for name in keys.names())


def test_keys_of_ones_own_come_with_all_their_errors() -> None:
    choices = keys.chosen({"list.down": "z", "gone.away": "x", "list.open": "ctrl+m", "lists.filter": "k"})
    assert choices.keymap == {"list.down": "z"}
    assert [error.code for error in choices.errors] == ["unknown_key_name", "key_not_usable", "key_clash"]
    assert [str(error.place) for error in choices.errors] == [
        "keys.gone.away",
        "keys.list.open",
        "keys.lists.filter",
    ]


def test_a_key_freed_by_one_choice_serves_another() -> None:
    choices = keys.chosen({"list.down": "z", "lists.filter": "j"})
    assert choices.errors == ()


@pytest.mark.parametrize(
    ("environ", "reads", "writes"),
    [
        ({"TERM": "dumb"}, True, True),
        ({}, True, True),
        ({"TERM": "xterm"}, True, False),
        ({"TERM": "xterm"}, False, True),
    ],
)
def test_where_no_ui_can_open_a_sentence_says_why_and_names_the_commands(
    environ: dict[str, str], reads: bool, writes: bool
) -> None:
    found = obstacle(environ, reads=reads, writes=writes)
    assert isinstance(found, NoTerminal)
    assert "backoffice requests" in (found.remedy or "")


def test_a_terminal_is_no_obstacle() -> None:
    assert obstacle({"TERM": "xterm-256color"}, reads=True, writes=True) is None


def test_no_color_counts_when_it_is_not_empty() -> None:
    assert colourless({"NO_COLOR": "1"})
    assert not colourless({"NO_COLOR": ""})
    assert not colourless({})


def _broken() -> ZeroDivisionError:
    secret = "Élodie Roux"
    try:
        try:
            int(secret)
        except ValueError as error:
            raise ZeroDivisionError(secret) from error
    except ZeroDivisionError as error:
        return error


def test_a_crash_report_says_where_and_never_what() -> None:
    report = crash.report(_broken())
    assert "builtins.ZeroDivisionError" in report
    assert "builtins.ValueError" in report
    assert "_broken" in report
    assert "Roux" not in report
    assert str(Path(__file__).parent) not in report


def test_a_crash_report_that_cant_be_written_is_let_go(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert crash.keep(_broken(), tmp_path / "file") is None
    assert crash.keep(_broken(), None) is None


@given(st.text(), st.integers(1, 40), st.booleans())
def test_what_is_fitted_takes_exactly_its_cells(text: str, width: int, right: bool) -> None:
    assert cell_len(fit(line(text), width, right=right)) == width


@pytest.mark.parametrize(
    ("raw", "kind", "shown"),
    [
        ("2026-06-01", Cell.DATE, "01/06/2026"),
        ("123450", Cell.MONEY, "1,234.50\u00a0€"),
        ("210", Cell.MINUTES, "3\u00a0h\u00a030"),
        ("1204", Cell.NUMBER, "1,204"),
        ("?", Cell.DATE, "?"),
        ("", Cell.MONEY, ""),
        ("a\x1b]0;b\x07\nc", Cell.TEXT, "a]0;b c"),
        ("0/100/8000", Cell.SHARE, "░░░░░░░░░░ 0%"),
        ("1/10000/8000", Cell.SHARE, "█░░░░░░░░░ 0%"),
        ("799/1000/8000", Cell.SHARE, "███████░░░ 79%"),
        ("800/1000/8000", Cell.SHARE, "████████░░ 80% ▲"),
        ("9999/10000/8000", Cell.SHARE, "█████████░ 99% ▲"),
        ("10000/10000/0", Cell.SHARE, "██████████ 100% ▲"),
        ("9/10/0", Cell.SHARE, "█████████░ 90%"),
        ("1/0/8000", Cell.SHARE, "1/0/8000"),
    ],
)
def test_a_cell_is_written_for_people_and_never_fails(raw: str, kind: Cell, shown: str) -> None:
    assert written(raw, kind)[0] == shown


def test_every_state_has_a_word_and_a_glyph_one_cell_wide() -> None:
    for family in _FAMILIES:
        for token, state in _FAMILIES[family]().items():
            assert state.word, (family, token)
            assert not state.glyph or cell_len(state.glyph) == 1, (family, token)
    assert all(
        sign(family, token).glyph
        for family in ("stage", "due", "slot", "quote")
        for token in _FAMILIES[family]()
    )
    assert sign("stage", "something_new").word == "something new"
