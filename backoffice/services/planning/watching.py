"""A budget of time that somebody may end: it asks whether to go on."""

from __future__ import annotations

from collections.abc import Callable

from backoffice.planner.budget import Budget


class Watched(Budget):
    """Milliseconds from now, ended as soon as `stop` says so."""

    def __init__(self, milliseconds: int | None, stop: Callable[[], bool] | None) -> None:
        super().__init__(milliseconds)
        self._asked = stop

    def left(self) -> int | None:
        self._ask()
        return super().left()

    def check(self) -> None:
        self._ask()
        super().check()

    def _ask(self) -> None:
        if self._asked is not None and self._asked():
            self.stop()
