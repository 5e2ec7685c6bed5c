"""What is pasted comes in as text, whole and at once; an escape sequence in it never becomes a key.

Textual's own parser reads bracketed pastes character by character, and hands what looks like an escape
sequence over as keys: a pasted page could confirm an act.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from time import monotonic

from textual import events
from textual._xterm_parser import XTermParser
from textual.driver import Driver
from textual.message import Message

from backoffice.domain.text import CONTROL

BEGIN, END = "\x1b[200~", "\x1b[201~"
_TYPING = 1_000  # characters: what comes at once and is longer was read from the middle of something
_PATIENCE = 3.0  # seconds: a terminal that never says where a paste ends must not swallow the keys after it


class PasteParser(XTermParser):
    """Textual's parser for everything but pastes."""

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._pasted: list[str] | None = None
        self._held = ""
        self._since = 0.0

    def feed(self, data: str) -> Iterable[Message]:
        """The events of what was read; nothing of a paste before its end."""
        if not data:
            return super().feed(data)
        return self._events(data)

    def _events(self, data: str) -> Iterator[Message]:
        data, self._held, self._since = self._held + data, "", monotonic()
        while data:
            mark = BEGIN if self._pasted is None else END
            before, found, data = data.partition(mark)
            if not found:
                cut = _cut(before, mark)
                # A lone escape is a key, unless it stands where a long read was cut.
                if self._pasted is not None or cut >= 3 or len(before) > _TYPING:
                    self._held, before = before[len(before) - cut :], before[: len(before) - cut]
            if self._pasted is not None:
                self._pasted.append(before)
                if found:
                    yield from self._end()
            else:
                if before:
                    yield from super().feed(before)
                if found:
                    self._pasted = []

    def _end(self) -> Iterator[Message]:
        text, self._pasted = "".join(self._pasted or ()), None
        yield events.Paste(CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))

    def tick(self) -> Iterable[Message]:
        """What becomes an event because nothing more came."""
        if (self._held or self._pasted is not None) and monotonic() - self._since > _PATIENCE:
            held, self._held = self._held, ""
            if self._pasted is not None:
                yield from self._end()
            elif held:
                yield from super().feed(held)
        yield from super().tick()


def _cut(text: str, mark: str) -> int:
    """How many characters at the end of `text` may be the beginning of `mark`."""
    return next((size for size in range(len(mark) - 1, 0, -1) if text.endswith(mark[:size])), 0)


def careful(driver: type[Driver]) -> type[Driver]:
    """The driver of this platform with our parser, where it reads a Unix terminal."""
    try:
        from textual.drivers import linux_driver
    except ImportError:  # Windows hands pastes over by itself
        return driver
    if not issubclass(driver, linux_driver.LinuxDriver):
        return driver

    class Careful(driver):  # type: ignore[misc, valid-type]
        def run_input_thread(self) -> None:
            # The parser is made inside, by its name in that module.
            linux_driver.XTermParser = PasteParser  # type: ignore[attr-defined]
            super().run_input_thread()

    return Careful
