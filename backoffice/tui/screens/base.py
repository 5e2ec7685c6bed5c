"""What every screen has: the house's line, the breadcrumb, its own body, the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen
from textual.widgets import Input

from backoffice.tui.keys import PAGE_KEYS
from backoffice.tui.widgets.bars import CrumbBar, HouseBar, KeysBar

if TYPE_CHECKING:
    from backoffice.services.ports import Act
    from backoffice.tui.app import BackofficeApp


class Page(Screen[None]):
    """A full screen; `body` gives its widgets, `crumbs` the way to it."""

    BINDINGS: ClassVar[list[BindingType]] = [*PAGE_KEYS]
    AUTO_FOCUS = "LineList"
    acts: tuple[Act, ...] = ()
    _place = ""
    stale = False  # something was recorded while another screen stood before this one

    @property
    def shell(self) -> BackofficeApp:
        """The application, with its type."""
        return cast("BackofficeApp", self.app)

    def compose(self) -> ComposeResult:
        from backoffice.tui.app import PLACES

        shell = self.shell
        yield HouseBar(shell.house, PLACES, self.place(), shell.action_go)
        yield CrumbBar()
        yield from self.body()
        yield KeysBar()

    def on_mount(self) -> None:
        self.say_crumbs()

    def on_screen_resume(self) -> None:
        if self.stale:
            self.stale = False
            self.reload()

    def body(self) -> ComposeResult:
        """The widgets between the breadcrumb and the keys."""
        raise NotImplementedError

    def crumbs(self) -> tuple[str, ...]:
        """The way here, in words."""
        raise NotImplementedError

    def place(self) -> str:
        """The name of the screen that a key opens and that this one belongs to."""
        # Kept from the first time: a screen that reads itself again may stand behind another place's.
        self._place = self._place or self.shell.current_mode
        return self._place

    def say_crumbs(self) -> None:
        self.query_one(CrumbBar).say(crumbs=self.crumbs())

    def note(self, text: str, tone: str = "quiet") -> None:
        """What the screen says of itself, at the right of the breadcrumb."""
        self.query_one(CrumbBar).say(note=text, tone=tone)

    def retell(self) -> None:
        self.say_crumbs()

    def extra_keys(self) -> tuple[tuple[str, str], ...]:
        """Keys of the acts of what is shown, for the footer: (key, words)."""
        return tuple((act.key, act.label) for act in self.keyed_acts())

    def keyed_acts(self) -> tuple[Act, ...]:
        """The acts that a letter does just now; a key of the screen itself is never taken from it."""
        if isinstance(self.focused, Input):
            return ()
        taken = {_character(name) for name in self.active_bindings}
        return tuple(act for act in self.acts if act.key and not act.refused and act.key not in taken)

    def on_key(self, event: events.Key) -> None:
        act = next((act for act in self.keyed_acts() if act.key == event.character), None)
        if act is not None:
            event.stop()
            event.prevent_default()
            self.perform(act)

    def perform(self, act: Act) -> None:
        """Does one of the screen's acts."""

    def reload(self) -> None:
        """Reads again what is shown; the cursor stays where it was."""

    def action_refresh_all(self) -> None:
        self.reload()

    def action_last_view(self) -> None:
        """Goes back to what was shown before; a list knows what it listed."""
        self.action_back()

    def action_back(self) -> None:
        if len(self.app.screen_stack) > 1:
            self.app.pop_screen()
        else:
            self.shell.action_last()


def _character(name: str) -> str:
    """The character that a key's name stands for: ``A`` for ``upper_a``, itself otherwise."""
    return name.removeprefix("upper_").upper() if name.startswith("upper_") else name
