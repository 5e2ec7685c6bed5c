"""A screen that answers once, and goes away by itself only: never in the place of one that lies over it."""

from __future__ import annotations

from typing import Generic, TypeVar

from textual import events
from textual.await_complete import AwaitComplete
from textual.screen import Screen

R = TypeVar("R")


class AnswersOnce(Screen[R], Generic[R]):
    """Its first answer counts: keys typed on while it goes away choose nothing more."""

    _answered = False
    _late: tuple[R | None] | None = None

    def dismiss(self, result: R | None = None) -> AwaitComplete:
        """Answers, and goes away, or as soon as what lies over it (help, the palette) has gone."""
        if self._answered:
            return AwaitComplete()
        self._answered = True
        # Textual would take the topmost screen away instead.
        if self.app.screen is not self:
            self._late = (result,)
            return AwaitComplete()
        return super().dismiss(result)

    def on_screen_resume(self, _event: events.ScreenResume) -> None:
        if self._late is not None:
            (result,), self._late = self._late, None
            super().dismiss(result)
