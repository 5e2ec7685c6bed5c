"""What the monkey does: bursts of keys, clicks, pastes and resizes, the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

# Where keys lead somewhere: screens, acts, next step, filters, marks, undo, saved views.
_LETTERS = "1235678aaannvVspwtuyfeodmbSWPrgGhjklIxqcizA/:?*+-.,<> "
_ENTER, _ESC, _TAB = b"\r", b"\x1b", b"\t"
_KEYS = (
    *(_ENTER,) * 12, *(_ESC,) * 6, *(_TAB,) * 6, b" ", b" ", b"\x7f", b"\x7f",
    *(b"\x1b[A", b"\x1b[B", b"\x1b[C", b"\x1b[D") * 4,
    b"\x1b[H", b"\x1b[F", b"\x1b[5~", b"\x1b[6~", b"\x1b[2~", b"\x1b[3~", b"\x1b[Z", b"\x1b[Z",
    b"\x1b[1;2C", b"\x1b[1;2D", b"\x1b[1;2A", b"\x1b[1;5C", b"\x1b[1;3D",
    *(b"\x1bOP", b"\x1bOQ", b"\x1bOR", b"\x1bOS", b"\x1b[15~", b"\x1b[17~", b"\x1b[18~", b"\x1b[19~"),
    *(b"\x1b[20~",) * 3, *(b"\x1b[21~",) * 6, b"\x1b[23~", b"\x1b[24~",
    b"\x10", b"\x10", b"\x0f", b"\x0c", b"\x14", b"\x12", b"\x07", b"\x13", b"\x15", b"\x04",
    b"\x01", b"\x05", b"\x0b", b"\x17", b"\x19", b"\x18", b"\x16", b"\x03", b"\x1bx", b"\x1b\x1b",
    b"\x1b[I", b"\x1b[O",
)  # fmt: skip
_WORDS = (
    "1 234,50", "1234.5", "12/3", "lundi", "+3w", "31/02/2026", "2026-09-14", "9h-12h30", "0", "-1",
    "99999999999999999999", "Roux", "Caisse", "INT-2026", "DEV", "oui", "non", "x", "35 h", "7h30", "é",
    "Salle [/] B", "[@click=app.quit]", "Prix [HT]", "%s {0}", "'; --", "🙂🙂", "e\u0301\u0301",
    "مرحبا", "漢字", "œuf",
)  # fmt: skip
_HOSTILE = (
    "\x1b]0;PWNED\x07", "\x1b[2J", "\x1b]52;c;?\x07", "\x1b[5n", "\x1bc", "\x9b31m", "\x00", "\x08\x08",
    "\u202egauche", "\u2066isolé", "\x1b[6n", "\x1b]8;;http://x\x1b\\lien", "\t", "\n", "\r\n",
)  # fmt: skip
_SIZES = ((80, 24), (120, 40), (200, 60), (40, 10), (100, 30), (60, 15), (20, 5), (132, 24), (80, 12))


@dataclass(frozen=True, slots=True)
class Event:
    """One thing done to a terminal: bytes that are sent, or another size."""

    kind: str
    sent: bytes = b""
    size: tuple[int, int] = (0, 0)

    def __str__(self) -> str:
        told = f"{self.size[0]}x{self.size[1]}" if self.kind == "resize" else repr(self.sent)
        return f"{self.kind} {told if len(told) < 60 else told[:57] + '…'}"


class Monkey:
    """Events without end; the same `seed` gives the same ones."""

    def __init__(self, seed: int, size: tuple[int, int] = (80, 24)) -> None:
        self.dice = random.Random(seed)
        self.size = size

    def events(self, count: int) -> list[Event]:
        kinds: list[Callable[[], Iterator[Event]]] = [
            self._letter, self._key, self._word, self._click, self._wheel, self._paste, self._resize,
            self._drag, self._away,
        ]  # fmt: skip
        chosen = self.dice.choices
        weights = (38, 34, 8, 10, 3, 2, 1.5, 1.5, 3)
        done: list[Event] = []
        while len(done) < count:
            done += chosen(kinds, weights)[0]()
        return done[:count]

    def _letter(self) -> Iterator[Event]:
        yield Event("key", self.dice.choice(_LETTERS).encode())

    def _key(self) -> Iterator[Event]:
        yield Event("key", self.dice.choice(_KEYS))

    def _word(self) -> Iterator[Event]:
        for letter in self.dice.choice(_WORDS):
            yield Event("key", letter.encode())

    def _away(self) -> Iterator[Event]:
        """Out of a form, whatever was typed, and to another screen: a monkey alone would stay for hours."""
        for key in (_ESC, _ESC, b"\x1b[C", _ENTER, self.dice.choice("123567").encode()):
            yield Event("key", key)
        for key in self.dice.choice((b"j\r", b"jj\r\r", b"a\r", b"\ra", b"\r", b"n")):
            yield Event("key", bytes((key,)))

    def _where(self) -> tuple[int, int]:
        return self.dice.randint(1, self.size[0]), self.dice.randint(1, self.size[1])

    def _click(self) -> Iterator[Event]:
        x, y = self._where()
        button = self.dice.choice((0, 0, 0, 0, 1, 2))
        for _again in range(self.dice.choice((1, 1, 1, 2))):
            yield Event("click", f"\x1b[<{button};{x};{y}M\x1b[<{button};{x};{y}m".encode())

    def _drag(self) -> Iterator[Event]:
        x, y = self._where()
        yield Event("click", f"\x1b[<0;{x};{y}M".encode())
        for _step in range(3):
            x, y = self._where()
            yield Event("click", f"\x1b[<32;{x};{y}M".encode())
        yield Event("click", f"\x1b[<0;{x};{y}m".encode())

    def _wheel(self) -> Iterator[Event]:
        x, y = self._where()
        yield Event("click", f"\x1b[<{self.dice.choice((64, 65))};{x};{y}M".encode())

    def _paste(self) -> Iterator[Event]:
        parts = [
            self.dice.choice(self.dice.choice((_WORDS, _HOSTILE, _HOSTILE)))
            for _ in range(self.dice.choice((1, 2, 5, 40)))
        ]
        text = "".join(parts) * self.dice.choice((1, 1, 1, 20))
        # Terminals take the mark that ends a paste out of what is pasted.
        yield Event("paste", b"\x1b[200~" + text.replace("\x1b[201~", "").encode() + b"\x1b[201~")

    def _resize(self) -> Iterator[Event]:
        odd = (self.dice.randint(2, 220), self.dice.randint(2, 70))
        self.size = self.dice.choice((*_SIZES, odd))
        yield Event("resize", size=self.size)


def bursts(seed: int, events: list[Event]) -> Iterator[list[Event]]:
    """The events as they are sent: some one by one, some faster than a screen is drawn."""
    dice = random.Random(f"bursts {seed}")
    while events:
        many = dice.choice((1, 1, 2, 3, 5, 12, 25))
        yield events[:many]
        events = events[many:]
