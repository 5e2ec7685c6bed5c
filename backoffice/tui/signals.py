"""Orders to stop that come from outside: what is typed is kept, and the terminal is given back as it was."""

from __future__ import annotations

import os
import signal
import termios
import threading
import time
from contextlib import suppress
from types import FrameType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from backoffice.tui.app import BackofficeApp

# SIGHUP comes when the window is closed or the line is lost, SIGTERM when the system stops.
_STOPS = tuple(
    getattr(signal, name) for name in ("SIGHUP", "SIGTERM") if hasattr(signal, name)
)  # Windows has no SIGHUP
_PATIENCE = 4.0  # seconds for work in hand to end; what isn't committed by then never was
# Mouse, pasting, focus, resizing and keys as a shell has them; the screen it had before, and its cursor.
_GIVE_BACK = (
    b"\x1b[?2026l\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l\x1b[?2004l\x1b[?2048l\x1b[?1004l"
    b"\x1b[<u\x1b[?7h\x1b[0m\x1b[?1049l\x1b[?25h"
)


def watch(app: BackofficeApp) -> None:
    """From now on, an order to stop ends `app` with 128 + its number, as a shell expects."""
    if threading.current_thread() is not threading.main_thread():
        return
    found = termios.tcgetattr(0) if os.isatty(0) else None

    def told(number: int, _frame: FrameType | None) -> None:
        # Only once: whoever orders it again while the work in hand ends must not cut it short.
        for one in _STOPS:
            signal.signal(one, signal.SIG_IGN)
        threading.Thread(target=_insist, args=(128 + number, found), daemon=True).start()
        app.call_later(app.stop, 128 + number)

    for one in _STOPS:
        signal.signal(one, told)


def _insist(status: int, found: list[Any] | None) -> None:
    """When the program can't end by itself (a line that is gone takes no more bytes), ends it."""
    time.sleep(_PATIENCE)
    with suppress(OSError, termios.error):
        if found is not None:
            termios.tcsetattr(0, termios.TCSANOW, found)
        os.set_blocking(2, False)
        os.write(2, _GIVE_BACK)
    os._exit(status)
