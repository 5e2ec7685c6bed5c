"""The program in a real terminal: slow lines, odd sizes, signals, suspension, what is given back."""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.monkey.kit.terminal import Terminal, quiet_environ

HERE = Path(__file__).parent
_CHILD = """
import sys
sys.path[:0] = {paths!r}
from fake_desk import FakeDesk, opening
from fake_forms import everything
from backoffice.tui import app, signals
{before}
sys.exit(app.run(opening(FakeDesk(), first={first!r})))
"""
_COLOUR = re.compile(r"\x1b\[[0-9;]*\b(?:38|48|3[0-7]|4[0-7]|9[0-7])[;m]")


@contextmanager
def started(
    home: Path, first: str = "requests", before: str = "", size: tuple[int, int] = (80, 24), **environ: str
) -> Iterator[Terminal]:
    """The program on a fake desk, once its first screen is there."""
    code = _CHILD.format(paths=[str(HERE), str(HERE.parents[1])], first=first, before=before)
    terminal = Terminal([sys.executable, "-c", code], quiet_environ(home, **environ), size)
    try:
        assert terminal.wait_for("Commands" if size[0] >= 80 else "Help")
        terminal.settle(0.1)
        yield terminal
    finally:
        terminal.close()


def given_back(terminal: Terminal) -> bool:
    """Whether a shell finds its screen, its cursor, its mouse and its line as they were."""
    tail = (
        terminal.written[terminal.written.rfind("\x1b[?1049l") :] if "\x1b[?1049l" in terminal.written else ""
    )
    said = all(f"\x1b[?{mode}l" in terminal.written for mode in ("1000", "1003", "1006", "2004", "1004"))
    return (
        said and "\x1b[?25h" in tail and "\x1b[<u" in terminal.written and terminal.after == terminal.before
    )


# -- orders to stop


@pytest.mark.parametrize(("order", "status"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_an_order_to_stop_gives_the_terminal_back_and_says_so_by_its_status(
    order: signal.Signals, status: int, tmp_path: Path
) -> None:
    with started(tmp_path) as terminal:
        os.kill(terminal.pid, order)
        assert terminal.wait_for_end() == status
        assert given_back(terminal)
        assert terminal.strays == []


def test_without_that_care_the_same_order_would_leave_the_terminal_upside_down(tmp_path: Path) -> None:
    with started(tmp_path, before="signals.watch = lambda app: None") as terminal:
        os.kill(terminal.pid, signal.SIGTERM)
        assert terminal.wait_for_end() == 128 + signal.SIGTERM
        assert not given_back(terminal)


def test_a_program_that_can_not_end_by_itself_is_ended_and_the_terminal_given_back(tmp_path: Path) -> None:
    stuck = "import time; app.BackofficeApp.key_x = lambda self: time.sleep(60)\nsignals._PATIENCE = 0.3"
    with started(tmp_path, before=stuck) as terminal:
        terminal.press(b"x")
        os.kill(terminal.pid, signal.SIGTERM)
        assert terminal.wait_for_end(10) == 143
        assert given_back(terminal)


def test_when_the_line_is_lost_the_program_ends_too(tmp_path: Path) -> None:
    with started(tmp_path) as terminal:
        terminal.hang_up()
        assert terminal.wait_for_end() not in (0, None)


# -- leaving for a while


def test_ctrl_z_goes_back_to_the_shell_and_fg_paints_everything_again(tmp_path: Path) -> None:
    with started(tmp_path) as terminal:
        terminal.press(b"j")
        terminal.settle(0.1)
        terminal.press(b"\x1a")
        assert terminal.stopped()
        assert terminal.mode() == terminal.before
        assert "\x1b[?1049l" in terminal.written
        assert terminal.screen is not None
        # The shell writes over it meanwhile, and its window becomes another one.
        terminal.screen.reset()
        terminal.resize(100, 30)
        os.kill(terminal.pid, signal.SIGCONT)
        assert terminal.wait_for("INT-2026-0001")
        terminal.settle(0.2)
        lines = terminal.text().splitlines()
        assert any(line.startswith("› INT-2026-0002") for line in lines)
        assert "Commands" in lines[29]
        terminal.press(b"\x11")
        assert terminal.wait_for_end() == 0
        assert given_back(terminal)


# -- sizes


def test_sizes_that_change_at_any_moment_leave_the_last_one_drawn_whole(tmp_path: Path) -> None:
    with started(tmp_path) as terminal:
        for keys in (b"j", b"c", b"\x1b", b"?", b"\x1b", b"\x10", b"\x1b", b"\r", b"\x1b"):
            for size in ((20, 5), (200, 60), (40, 10), (2, 2), (80, 24)):
                terminal.resize(*size)
                terminal.press(keys[:1] if size == (200, 60) else b"")
        terminal.settle(0.2)
        terminal.press(b"\x1b")
        terminal.resize(120, 40)
        terminal.settle(0.3)
        lines = terminal.text().splitlines()
        assert "Requests" in lines[0]
        assert "Commands" in lines[39]
        assert terminal.running()
        assert terminal.strays == []


def test_forty_columns_of_ten_lines_are_enough_to_work(tmp_path: Path) -> None:
    with started(tmp_path, size=(40, 10)) as terminal:
        assert "INT-2026-0001" in terminal.text()
        terminal.press(b"c")
        terminal.settle(0.3)
        for _field in range(12):
            terminal.press(b"\t")
            terminal.settle(0.05)
            # The field that one types into is always in sight.
            assert "▌" in terminal.text() or "▐" in terminal.text(), terminal.text()
        terminal.check_screen()
        assert terminal.strays == []


# -- slow lines


def _idle_bytes(terminal: Terminal) -> int:
    terminal.press(b"c")
    terminal.settle(0.3)
    before = terminal.sent
    for _turn in range(8):
        terminal._read(0.25)
    return terminal.sent - before


def test_over_ssh_nothing_is_sent_while_nobody_types(tmp_path: Path) -> None:
    with started(tmp_path, SSH_CONNECTION="192.0.2.1 5000 192.0.2.2 22") as terminal:
        assert _idle_bytes(terminal) == 0
    # Beside the machine itself a cursor may blink.
    with started(tmp_path) as terminal:
        assert _idle_bytes(terminal) > 0


def test_a_key_costs_little_of_a_slow_line(tmp_path: Path) -> None:
    with started(tmp_path, SSH_TTY="/dev/pts/9") as terminal:
        sent = []
        for key in (b"j",) * 10 + (b"k",) * 5:
            before = terminal.sent
            terminal.press(key)
            terminal.settle(0.05)
            sent.append(terminal.sent - before)
        # Two lines change: the one that the cursor leaves, and the one it comes to.
        assert max(sent) < 1_000, sent


# -- terminals that can't do everything


def _program(home: Path, *words: str, **environ: str) -> Terminal:
    return Terminal([sys.executable, "-m", "backoffice", *words], quiet_environ(home, **environ))


@pytest.mark.parametrize("term", ["dumb", "", "unknown"])
def test_a_terminal_that_can_not_place_text_gets_a_sentence_and_the_commands(
    term: str, tmp_path: Path
) -> None:
    terminal = _program(tmp_path, "--workspace", str(tmp_path), TERM=term)
    assert terminal.wait_for_end() not in (0, None)
    assert "backoffice requests" in terminal.written
    assert "\x1b" not in terminal.written
    terminal.close()


def test_without_colour_no_colour_is_sent_and_the_cursor_is_seen(tmp_path: Path) -> None:
    with started(tmp_path, NO_COLOR="1") as terminal:
        terminal.press(b"jc")
        terminal.settle(0.3)
        assert _COLOUR.search(terminal.written) is None
        assert re.search(r"\x1b\[[0-9;]*\b7\b", terminal.written)
        terminal.press(b"\x1b\x11")
    with started(tmp_path) as terminal:
        assert _COLOUR.search(terminal.written) is not None


# -- what is pasted


@pytest.mark.parametrize("where", ["filter", "form"])
def test_a_hundred_thousand_characters_with_orders_in_them_are_text(where: str, tmp_path: Path) -> None:
    hostile = "\x1b]0;PWNED\x07\x1b[2J\x1b[5n\x9b31m\x1bc\u202eé" * 4_800
    text = (hostile + "e" * 100_000)[:100_000]
    with started(tmp_path) as terminal:
        terminal.press({"filter": b"/", "form": b"c"}[where])
        terminal.settle(0.3)
        terminal.press(b"\x1b[200~" + text.encode() + b"\x1b[201~")
        assert terminal.settle(0.3)
        terminal.check_screen()
        assert terminal.strays == []
        # It goes on as before: it is left, and answers.
        terminal.press(b"\x1b")
        terminal.settle(0.3)
        if where == "form":
            assert "Drop what was typed" in terminal.text()
            terminal.press(b"\x1b[C")
            terminal.settle(0.1)
            terminal.press(b"\r")
        assert terminal.wait_for("INT-2026-0001")
        terminal.press(b"\x11")
        assert terminal.wait_for_end() == 0
        assert given_back(terminal)


# -- the program breaks


def test_a_crash_gives_the_terminal_back_with_a_status_and_no_data(tmp_path: Path) -> None:
    breaking = """
def broken(self):
    secret = "Elodie Roux"
    raise RuntimeError(secret)
app.BackofficeApp.key_x = broken
"""
    with started(tmp_path, before=breaking) as terminal:
        terminal.press(b"x")
        assert terminal.wait_for_end() == 1
        assert given_back(terminal)
        assert "had to stop" in terminal.written
        assert "Roux" not in terminal.written
        assert "Traceback" not in terminal.written
