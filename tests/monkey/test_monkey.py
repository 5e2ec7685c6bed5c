"""A short walk of the monkey in the suite, and what it would see if the program were worse."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.monkey.kit.monkey import Event, Monkey, bursts
from tests.monkey.kit.run import demonstration, play, seeded
from tests.monkey.kit.terminal import Terminal, quiet_environ

# What the terminal itself tells of an order, beside the one that was sent.
OF_THE_TERMINAL = ("a title", "a bell", "an answer", "unknown")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demonstration(tmp_path_factory.mktemp("monkey"))


@pytest.mark.parametrize("seed", [101, 102])
def test_three_hundred_random_things_break_nothing(seed: int, house: Path) -> None:
    ran = play(seed, seeded(seed, 300), house)
    assert ran.wrong == [], f"python -m tests.monkey.campaign --seed {seed} --events 300"
    assert ran.events == 300
    assert len(ran.places) > 2


def test_the_same_seed_does_the_same_things() -> None:
    once, again = Monkey(7).events(2_000), Monkey(7).events(2_000)
    assert once == again
    assert [len(one) for one in bursts(7, once)] == [len(one) for one in bursts(7, again)]
    assert {event.kind for event in once} == {"key", "click", "paste", "resize"}
    assert Monkey(8).events(2_000) != once


@pytest.mark.parametrize(
    ("sent", "seen"),
    [
        (r"\x1b]0;PWNED\x07", "sent"),
        (r"\x1b[5n", "sent"),
        (r"\x1b[2J", "sent"),
        (r"\x1b]52;c;?\x07", "sent"),
        (r"\xc2\x9b31m", "sent"),
        (r"\xe2\x80\xae", "sent"),
        (r"[38;2;1", "on the screen"),
        (r"\x1b[38;2;1;2;3mfine\x1b[0m \x1b]52;c;eA==\x07", ""),
    ],
)
def test_an_order_that_a_screen_does_not_need_is_seen(sent: str, seen: str, tmp_path: Path) -> None:
    code = f"import os; os.write(1, b'{sent}')"
    terminal = Terminal([sys.executable, "-c", code], quiet_environ(tmp_path))
    try:
        assert terminal.wait_for_end() == 0
        terminal.check_screen()
        assert bool(terminal.strays) is bool(seen)
        assert all(stray.startswith((seen, *OF_THE_TERMINAL)) for stray in terminal.strays)
    finally:
        terminal.close()


def test_a_program_that_breaks_is_noticed(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.monkey.kit import run

    # A newcomer is offered the tour: that dialog is what the first key goes to.
    broken = "import backoffice.tui.dialogs as d\nd.TourOffer.key_x = lambda self: 1 / 0\n"
    monkeypatch.setattr(run, "_PROGRAM", broken + run._PROGRAM)
    ran = play(1, [Event("key", b"x")], house)
    assert any("ZeroDivisionError" in wrong for wrong in ran.wrong)
    assert any("ended with 1" in wrong for wrong in ran.wrong)
