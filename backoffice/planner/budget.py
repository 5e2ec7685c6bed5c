"""How long a computation may take, and the way it ends when the time is up."""

from __future__ import annotations

import time


class TimeIsUp(Exception):
    """The budget is spent; what was found so far is the answer."""


class Budget:
    """Milliseconds from now; None is unbounded. `stop()` ends it early, from any thread."""

    def __init__(self, milliseconds: int | None) -> None:
        self._end = None if milliseconds is None else time.monotonic() + milliseconds / 1000
        self._stopped = False

    def stop(self) -> None:
        self._stopped = True

    def left(self) -> int | None:
        """Milliseconds left, never under 0; None is unbounded."""
        if self._stopped:
            return 0
        return None if self._end is None else max(0, int((self._end - time.monotonic()) * 1000))

    def check(self) -> None:
        """Raises TimeIsUp when nothing is left."""
        if self._stopped or (self._end is not None and time.monotonic() > self._end):
            raise TimeIsUp

    def part(self, percent: int) -> Budget:
        """A budget of that share of what is left; it stops when this one is stopped."""
        left = self.left()
        return _Part(self, None if left is None else left * percent // 100)


class _Part(Budget):
    def __init__(self, whole: Budget, milliseconds: int | None) -> None:
        super().__init__(milliseconds)
        self._whole = whole

    def check(self) -> None:
        super().check()
        self._whole.check()
