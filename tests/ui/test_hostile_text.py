"""Other people's text never becomes markup, an action or an order to the terminal, wherever it is drawn."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import running, settled, text_of, until
from fake_desk import FakeDesk, FakeRows
from fake_forms import everything
from textual.pilot import Pilot

from backoffice.errors import Invalid
from backoffice.services.ports import Act, Hit, Outcome, Sheet
from backoffice.tui.app import BackofficeApp

VISIBLE = ("Salle [/] B", "Prix [HT]", "[@click=app.quit]x[/]", "[b]gras", "\\[red]")
# Several at a time: each look costs a screen, and any one of them would show.
HOSTILE = (
    " ".join(VISIBLE[:3]),
    " ".join(VISIBLE[3:]) + " a\x9b31mb droite\u202egauche \u2066isolé\u2069",
    "\x1b]52;c;UFdORUQ=\x07 \x1b[2J\x1b]0;PWNED\x07",
    "tab\tligne\nfin\rretour nul\x00fin",
)
# What a well-behaved screen sends: colours, places of the cursor, and our own synchronisation marks.
_EXPECTED = re.compile(r"\x1b\[[0-9;]*[mH]")
_ORDERS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class HostileDesk(FakeDesk):
    """Puts the same hostile text wherever people's words are shown."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text
        rows: FakeRows = self.sources["requests"]
        rows.all = {one: (row[0], text, text, text, *row[4:]) for one, row in rows.all.items()}

    def show(self, ref: str) -> Sheet:
        sheet = super().show(ref)
        return replace(sheet, title=self.text, subtitle=self.text, owner=self.text, waiting_for=self.text)

    def acts_for(self, ref: str) -> tuple[Act, ...]:
        return (Act("act", self.text, "x", effect=self.text), Act("no", self.text, refused=self.text))

    def find_records(self, text: str) -> list[Hit]:
        return [Hit(self.text, self.text, self.text)]

    def find(self, kind: str, text: str) -> list[tuple[str, str]]:
        return [(self.text, self.text)]

    def form(self, act: str, ref: str) -> Any:
        form = everything(name=self.text, client=self.text, note=self.text, starts=self.text)
        return replace(form, title=self.text)

    def run(self, *args: Any, **named: Any) -> Outcome:
        return Outcome(self.text, None, files=(self.text,))


def orders(app: BackofficeApp) -> str:
    """What is sent to the terminal for the whole screen, less what any screen sends."""
    update = app.screen._compositor.render_full_update()
    return "".join(_ORDERS.findall(_EXPECTED.sub("", update.render_segments(app.console))))


async def looked_at(app: BackofficeApp, pilot: Pilot[Any], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await settled(pilot)
    assert orders(app) == ""


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_text_is_drawn_as_it_is_and_orders_nothing(text: str) -> None:
    desk = HostileDesk(text)
    async with running(desk, (200, 40), organisation=text) as (app, pilot):
        await looked_at(app, pilot, "2")
        await looked_at(app, pilot, "enter")
        assert all(visible in text_of(app) for visible in VISIBLE if visible in text)
        await looked_at(app, pilot, "a")
        await looked_at(app, pilot, "enter")
        await looked_at(app, pilot, "right", "enter")
        await until(pilot, lambda: not app.screen.is_modal)
        await looked_at(app, pilot, "ctrl+p", "z")
        await looked_at(app, pilot, "escape", "escape", "c")
        await looked_at(app, pilot, "tab", "backspace")
        await looked_at(app, pilot, "f10")
        await looked_at(app, pilot, "f1")
        app.tell(text)
        app.tell_error(Invalid(text, remedy=text))
        await settled(pilot)
        await looked_at(app, pilot)
        assert app._exception is None


async def test_the_canary_sings_when_the_filter_is_taken_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Textual doesn't promise the hook of line filters: without it, this is what would reach the terminal."""
    monkeypatch.setattr(BackofficeApp, "get_line_filters", lambda self: [])
    from textual.widgets import Static

    desk = HostileDesk("x")
    async with running(desk) as (app, pilot):
        await app.screen.mount(Static("\x1b]0;PWNED\x07", markup=False))
        await pilot.pause()
        assert "\x1b" in orders(app)
    monkeypatch.undo()
    async with running(desk) as (app, pilot):
        await app.screen.mount(Static("\x1b]0;PWNED\x07", markup=False))
        await pilot.pause()
        assert orders(app) == ""
        assert "]0;PWNED" in text_of(app)


_CHILD = """
import sys
sys.path[:0] = {paths!r}
from dataclasses import replace
from fake_desk import opening
from test_hostile_text import HostileDesk
from backoffice.tui.app import run
text = "\\x1b]0;PWNED\\x07\\x1b[5n\\x9b6n" + "visible"
given = opening(HostileDesk(text), organisation=text, first="requests")
sys.exit(run(given))
"""


def test_a_real_terminal_receives_no_order_that_a_client_wrote() -> None:
    here = Path(__file__).parent
    code = _CHILD.format(paths=[str(here), str(here.parents[1])])
    received, status = _in_terminal(code, b"visible", [b"\r", b"\x1b", b"\x11"])
    assert b"visible" in received
    for order in (b"]0;PWNED\x07", b"\x1b]0;", b"\x1b[5n", b"\xc2\x9b", b"\x9b6n"):
        assert order not in received or (order == b"\x9b6n" and b"\x9b6n" not in received)
    assert status == 0


def _in_terminal(code: str, shown: bytes, keys: list[bytes], seconds: float = 20) -> tuple[bytes, int]:
    """Runs `code` in a terminal of its own; presses `keys` once `shown` is there; all that was received."""
    main, side = pty.openpty()
    environ = {"TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24", "PATH": os.environ["PATH"]}
    child = subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=side,
        stdout=side,
        stderr=side,
        env=environ,
        start_new_session=True,
    )
    os.close(side)
    received, end = b"", time.monotonic() + seconds
    next_key = 0.0
    while time.monotonic() < end:
        if select.select([main], [], [], 0.05)[0]:
            try:
                received += os.read(main, 65536)
            except OSError:
                break
        if shown in received and keys and time.monotonic() > next_key:
            os.write(main, keys.pop(0))
            next_key = time.monotonic() + 0.7
        if child.poll() is not None and not select.select([main], [], [], 0)[0]:
            break
    if child.poll() is None:
        child.send_signal(signal.SIGKILL)
    status = child.wait()
    os.close(main)
    return received, status
