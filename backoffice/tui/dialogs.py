"""The dialogs: confirm, choose an act, read an error, watch long work and stop it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from rich.segment import Segment
from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.strip import Strip
from textual.widgets import Button, Static

from backoffice.errors import BackofficeError, each
from backoffice.i18n import _, formats
from backoffice.tui.keys import DIALOG_KEYS, key_name
from backoffice.tui.once import AnswersOnce
from backoffice.tui.shown import content, fit, line
from backoffice.tui.widgets.lines import LineList, joined

R = TypeVar("R")
_PREVIEWED = 13  # changes that a dialog holds in 24 rows


class Dialog(AnswersOnce[R], ModalScreen[R], Generic[R]):
    """A box over the screen; Esc gives up, and giving up never does anything."""

    TONE: ClassVar[str] = "info"
    SCOPED_CSS = False
    BINDINGS: ClassVar[list[BindingType]] = [*DIALOG_KEYS]
    CSS = """
    Dialog { align: center middle; background: transparent; }
    Dialog > Vertical {
        width: 64; max-width: 95%; height: auto; max-height: 90%; padding: 1 2;
        background: $bo-raised; border: round $bo-frame; overflow-y: auto; scrollbar-size-vertical: 1;
        border-title-color: $bo-brand; border-title-style: bold; border-subtitle-color: $bo-quiet;
    }
    Menu > Vertical { width: 92; } /* the reasons of what is refused need the room */
    Dialog.-bad > Vertical { border: round $bo-bad; border-title-color: $bo-bad; }
    Dialog.-warn > Vertical { border: round $bo-warn; border-title-color: $bo-warn; }
    Dialog Static { width: 100%; height: auto; margin-bottom: 1; }
    Dialog .quiet { color: $bo-quiet; }
    Dialog .warn { color: $bo-warn; }
    Dialog Horizontal { height: 1; align-horizontal: right; }
    Dialog Button {
        height: 1; min-width: 8; border: none; margin-left: 2; padding: 0 2;
        background: $bo-bar; color: $bo-text; text-style: none;
        tint: transparent; background-tint: transparent;
        &:hover { background: $bo-bar; color: $bo-brand; border: none; }
        &:focus {
            background: $bo-here; color: $bo-here-text; text-style: bold; border: none;
            background-tint: transparent;
        }
        &:ansi:focus, &:nocolor:focus { text-style: bold reverse; }
    }
    Dialog Input {
        border: none; height: 1; padding: 0 1; margin-bottom: 1;
        background: $bo-bar; color: $bo-text;
    }
    Dialog Input:focus { border: none; background-tint: transparent; }
    Dialog LineList { height: auto; max-height: 14; margin-bottom: 1; background: $bo-raised; }
    """

    def __init__(self, title: str) -> None:
        super().__init__(classes=f"-{self.TONE}")
        self._heading = title

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = Content(line(self._heading))
            yield from self.inside()

    def inside(self) -> ComposeResult:
        """What is in the box."""
        raise NotImplementedError

    def action_cancel(self) -> None:
        self.dismiss(None)

    async def action_when(self) -> None:
        """Asks when it happened, in the dialogs of acts."""


def button(id: str, text: str) -> Button:
    """A button whose words are data."""
    return Button(Content(text), id=id, compact=True)


class Confirm(Dialog[bool]):
    """States what will be lost before it is; the focus is on Cancel."""

    TONE = "warn"
    AUTO_FOCUS = "#no"

    def __init__(self, title: str, effect: str) -> None:
        super().__init__(title)
        self._effect, self._act = effect, title

    def inside(self) -> ComposeResult:
        yield Static(content(self._effect))
        yield Static(_("This can’t be undone."), classes="warn", markup=False)
        with Horizontal():
            yield button("no", _("Cancel"))
            yield button("yes", line(self._act))

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.dismiss(event.button.id == "yes")

    def action_cancel(self) -> None:
        self.dismiss(False)


class Preview(Dialog[bool]):
    """What an act would change, a line for each change, before it does."""

    AUTO_FOCUS = "#yes"

    def __init__(self, title: str, changes: Sequence[str]) -> None:
        super().__init__(title)
        self._act, self._changes = title, tuple(changes)

    def inside(self) -> ComposeResult:
        shown, more = self._changes[:_PREVIEWED], len(self._changes) - _PREVIEWED
        yield Static(content("\n".join(shown) or _("Nothing would change.")))
        if more > 0:
            yield Static(content(_("and {n} more").format(n=formats.number(more))), classes="quiet")
        with Horizontal():
            yield button("no", _("Cancel"))
            yield button("yes", line(self._act))

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.dismiss(event.button.id == "yes")

    def action_cancel(self) -> None:
        self.dismiss(False)


class TourOffer(Dialog[str]):
    """Offers the tour to somebody who opens the program for the first time."""

    AUTO_FOCUS = "#yes"

    def __init__(self) -> None:
        super().__init__(_("Welcome"))

    def inside(self) -> ComposeResult:
        told = _(
            "A tour of five minutes shows how to find, open, act and go back, on the screens themselves. "
            "It changes nothing, and can be left and taken up again."
        )
        yield Static(content(told))
        with Horizontal():
            yield button("never", _("No, thank you"))
            yield button("later", _("Not now"))
            yield button("yes", _("Begin"))

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.dismiss(event.button.id or "")


class ErrorPanel(Dialog[None]):
    """What is wrong, where, and what to do; for several at once, one under the other."""

    TONE = "bad"
    AUTO_FOCUS = "#ok"

    def __init__(self, error: BackofficeError) -> None:
        errors = each(error)
        count = formats.number(len(errors))
        super().__init__(_("Not possible") if len(errors) == 1 else _("{n} things to mend").format(n=count))
        self.errors = errors

    def inside(self) -> ComposeResult:
        for error in self.errors[:8]:
            yield Static(self._text(error))
        if len(self.errors) > 8:
            more = formats.number(len(self.errors) - 8)
            yield Static(content(_("and {n} more").format(n=more)), classes="quiet")
        with Horizontal():
            yield button("ok", _("Close"))

    @staticmethod
    def _text(error: BackofficeError) -> Content:
        parts = [content(error.message, "bold")]
        if str(error.place):
            parts.append(content(str(error.place), "$bo-quiet"))
        if error.remedy:
            parts.append(content("→ " + error.remedy))
        return Content("\n").join(parts)

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.dismiss(None)


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a menu; `refused` says why it can't be chosen now."""

    name: str
    label: str
    key: str = ""
    refused: str = ""


class _MenuList(LineList):
    def __init__(self, choices: Sequence[Choice]) -> None:
        super().__init__()
        self.choices = tuple(choices)

    def on_mount(self) -> None:
        self.styles.height = min(14, max(1, len(self.choices)))
        self.measured()

    def count(self) -> int:
        return len(self.choices)

    def draw(self, index: int, width: int, here: bool) -> Strip:
        choice = self.choices[index]
        base = self.rich_style + self.tone("here") if here else self.rich_style
        quiet = "" if here else "quiet"
        pieces = [
            (fit(key_name(choice.key) if choice.key else "", 3), self.tone("" if here else "brand")),
            (line(choice.label), self.tone(quiet if choice.refused else "")),
            (f"  {line(choice.refused)}" if choice.refused else "", self.tone(quiet)),
        ]
        return joined(pieces, base, width)


@dataclass(frozen=True, slots=True)
class Picked:
    """The choice made, and whether it is for something that happened earlier."""

    name: str
    earlier: bool = False


class Menu(Dialog[Picked]):
    """Acts to choose from, those that are refused with the reason; F9 takes one that happened earlier, where
    that can be (`earlier`)."""

    AUTO_FOCUS = "LineList"

    def __init__(self, title: str, choices: Sequence[Choice], *, earlier: bool = True) -> None:
        super().__init__(title)
        self._choices, self._earlier = tuple(choices), earlier

    def inside(self) -> ComposeResult:
        yield _MenuList(self._choices)

    def on_mount(self) -> None:
        if self._earlier:
            says = f"{key_name('f9')} {_('It happened earlier')}"
            self.query_one("Vertical").border_subtitle = Content(says)

    async def action_when(self) -> None:
        # A menu may be empty: nothing can be done here.
        if self._earlier and self._choices:
            at = min(self.query_one(_MenuList).cursor, len(self._choices) - 1)
            self.dismiss(Picked(self._choices[at].name, earlier=True))

    @on(LineList.Opened)
    def _opened(self, event: LineList.Opened) -> None:
        event.stop()
        self.dismiss(Picked(self._choices[event.index].name))

    def on_key(self, event: events.Key) -> None:
        choice = next((one for one in self._choices if one.key and one.key == event.character), None)
        if choice is not None:
            event.stop()
            event.prevent_default()
            self.dismiss(Picked(choice.name))


class Watched:
    """What a progress panel looks at: how much is done, of how much, and how to stop it."""

    done: int
    total: int
    what: str

    def stop(self) -> None:
        """Asks the work to stop at its next step."""
        raise NotImplementedError


class _GaugeLine(LineList, can_focus=False):
    def __init__(self, gauge: Watched) -> None:
        super().__init__()
        self.gauge = gauge

    def on_mount(self) -> None:
        self.styles.height = 1
        self.measured()

    def count(self) -> int:
        return 1

    def stops(self, index: int) -> bool:
        return False

    def draw(self, index: int, width: int, here: bool) -> Strip:
        gauge = self.gauge
        counts = f" {formats.number(gauge.done)} / {formats.number(gauge.total)}" if gauge.total else ""
        room = max(4, width - len(counts) - 1)
        full = room * min(gauge.done, gauge.total) // gauge.total if gauge.total else 0
        base = self.rich_style
        return Strip(
            [
                Segment("█" * full, base + self.tone("brand")),
                Segment("░" * (room - full), base + self.tone("frame")),
                Segment(counts, base),
            ]
        ).adjust_cell_length(width, base)


class ProgressPanel(Dialog[None]):
    """Long work, how far it is, and a way to stop it."""

    AUTO_FOCUS = "#stop"

    def __init__(self, title: str, gauge: Watched) -> None:
        super().__init__(title)
        self.gauge = gauge

    def inside(self) -> ComposeResult:
        yield _GaugeLine(self.gauge)
        yield Static("", id="what", classes="quiet", markup=False)
        with Horizontal():
            yield button("stop", _("Stop"))

    def on_mount(self) -> None:
        self.set_interval(0.1, self._look)

    def _look(self) -> None:
        self.query_one(_GaugeLine).refresh()
        self.query_one("#what", Static).update(content(self.gauge.what))

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.action_cancel()

    def action_cancel(self) -> None:
        """Asks the work to stop; the panel goes when it has."""
        self.gauge.stop()
        button = self.query_one(Button)
        button.label = Content(_("Stopping…"))
        button.disabled = True
