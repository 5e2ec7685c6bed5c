"""The palette: acts, screens and records found by typing, from anywhere."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen, Screen
from textual.strip import Strip
from textual.widgets import Input

from backoffice.domain.text import fold
from backoffice.errors import BackofficeError
from backoffice.i18n import _
from backoffice.services.ports import Act, Hit
from backoffice.services.states import sign
from backoffice.tui.keys import PALETTE_KEYS, key_name
from backoffice.tui.shown import fit, line
from backoffice.tui.widgets.lines import LineList, joined

if TYPE_CHECKING:
    from backoffice.tui.app import BackofficeApp

_PAUSE = 0.06
_MOST = 60


@dataclass(frozen=True, slots=True)
class Found:
    """One line of the palette: of what kind, its words, its key or reference, and what choosing it does."""

    kind: str
    words: str
    aside: str
    run: Callable[[], object]
    refused: str = ""


def matching(found: Sequence[Found], text: str) -> list[Found]:
    """Those that hold every typed word (accents and case apart); words that begin a word come first."""
    words = fold(text).split()

    def rank(one: Found) -> int:
        folded = f" {fold(one.words)} {fold(one.aside)}"
        return sum(f" {word}" not in folded for word in words)

    kept = [one for one in found if all(word in fold(f"{one.words} {one.aside}") for word in words)]
    return sorted(kept, key=rank)


class _Hits(LineList, can_focus=False):
    def __init__(self) -> None:
        super().__init__()
        self.found: tuple[Found, ...] = ()
        self.looking = False

    def show(self, found: Sequence[Found], looking: bool) -> None:
        self.found, self.looking = tuple(found[:_MOST]), looking
        self.styles.height = max(1, min(15, len(self.found)))
        self.cursor = 0
        self.scroll_to(y=0, animate=False)
        self.measured()

    def count(self) -> int:
        return len(self.found)

    def render_line(self, y: int) -> Strip:
        if y == 0 and not self.found:
            says = "…" if self.looking else _("Nothing found.")
            return joined([(f"  {says}", self.tone("quiet"))], self.rich_style, self.line_width)
        return super().render_line(y)

    def draw(self, index: int, width: int, here: bool) -> Strip:
        one = self.found[index]
        base = self.rich_style + self.tone("here") if here else self.rich_style
        quiet = self.tone("" if here else "quiet")
        aside = line(one.aside)
        room = max(10, width - 16 - len(aside) - 2)
        words = line(one.words) + (f" — {line(one.refused)}" if one.refused else "")
        pieces = [
            ("› " if here else "  ", base),
            (fit(one.kind, 13), quiet),
            (fit(words, room), quiet if one.refused else base),
            (f" {aside}", self.tone("" if here else "brand")),
        ]
        return joined(pieces, base, width)


class Palette(ModalScreen[None]):
    """Typed words on top, what they find below; Enter does it."""

    SCOPED_CSS = False
    BINDINGS: ClassVar[list[BindingType]] = [*PALETTE_KEYS]
    CSS = """
    Palette { align: center top; background: transparent; }
    Palette > Vertical {
        margin-top: 2; width: 76; max-width: 96%; height: auto; max-height: 20; padding: 0 1;
        background: $bo-raised; border: round $bo-frame;
        border-title-color: $bo-brand; border-title-style: bold;
    }
    Palette Input, Palette Input:focus {
        border: none; height: 1; padding: 0 1;
        background: $bo-bar; color: $bo-text; background-tint: transparent;
    }
    Palette .input--placeholder { color: $bo-quiet; }
    Palette LineList { background: $bo-raised; height: 1; }
    """
    AUTO_FOCUS = "Input"

    def __init__(self, behind: Screen[Any]) -> None:
        super().__init__()
        self.behind = behind
        self._known: tuple[Found, ...] = ()
        self._records: tuple[Found, ...] = ()
        # Enter came before what it was meant for: the first record found is opened as it arrives.
        self._hasty = False

    @property
    def shell(self) -> BackofficeApp:
        return cast("BackofficeApp", self.app)

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = _("Commands")
            yield Input(placeholder=_("An act, a screen, a client, a reference, a number…"), compact=True)
            yield _Hits()

    def on_mount(self) -> None:
        self._known = self._own_acts() + self._keys()
        self._show("", looking=False)
        self.run_worker(self._add_chores(), group="chores")

    # -- what can be found

    def _own_acts(self) -> tuple[Found, ...]:
        acts: tuple[Act, ...] = getattr(self.behind, "acts", ()) or ()
        perform = getattr(self.behind, "perform", None)
        if perform is None:
            return ()
        return tuple(
            Found(
                _("act"),
                act.label,
                key_name(act.key) if act.key else "",
                lambda chosen=act: perform(chosen),  # type: ignore[misc]
                act.refused,
            )
            for act in acts
        )

    def _keys(self) -> tuple[Found, ...]:
        """Every key that works on the screen behind: what it does, and which key does it faster."""
        found: dict[str, Found] = {}
        for active in self.behind.active_bindings.values():
            binding = active.binding
            if not binding.id or not active.enabled or binding.id in ("app.commands", "page.back"):
                continue
            if binding.id.startswith(("list.", "form.")) and binding.id != "list.open":
                continue
            place = binding.action.startswith("go(")
            found.setdefault(
                binding.id,
                Found(
                    _("screen") if place else _("command"),
                    _(binding.tooltip or binding.description).rstrip(".")
                    if not place
                    else _(binding.description),
                    key_name(binding.key),
                    lambda pressed=binding.key: self.app.simulate_key(pressed),  # type: ignore[misc]
                ),
            )
        return tuple(found.values())

    async def _add_chores(self) -> None:
        """What can be done to the workspace itself, once there is somebody to ask."""
        try:
            acts = await self.shell.ask(lambda desk: desk.acts_on("house"))
        except BackofficeError:
            return
        self._known += tuple(
            Found(_("act"), act.label, "", lambda chosen=act: self.shell.do(chosen))  # type: ignore[misc]
            for act in acts
        )
        text = self.query_one(Input).value.strip()
        self._show(text, looking=bool(text) and not self._records)

    # -- typing

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        text = event.value.strip()
        self._records = ()
        self._hasty = False
        self._show(text, looking=bool(text))
        if text:
            self.run_worker(self._look(text), group="palette", exclusive=True)

    async def _look(self, text: str) -> None:
        await asyncio.sleep(_PAUSE)
        try:
            hits: Sequence[Hit] = await self.shell.ask(lambda desk: desk.find_records(text))
        except BackofficeError:
            hits = ()
        self._records = tuple(
            Found(
                sign("kind", hit.kind).word,
                hit.name,
                hit.ref,
                lambda ref=hit.ref: self.shell.open_record(ref),  # type: ignore[misc]
            )
            for hit in hits
        )
        self._show(text, looking=False)
        if self._hasty:
            self._choose()

    def _show(self, text: str, *, looking: bool) -> None:
        known = matching(self._known, text) if text else list(self._known)
        self.query_one(_Hits).show([*known, *self._records], looking)

    # -- choosing

    def action_move(self, step: int) -> None:
        self.query_one(_Hits).action_move(step)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._choose()

    @on(LineList.Opened)
    def _opened(self, event: LineList.Opened) -> None:
        event.stop()
        self._choose()

    def _choose(self) -> None:
        hits = self.query_one(_Hits)
        self._hasty = hits.looking and not hits.count()
        if hits.cursor < hits.count():
            chosen = hits.found[hits.cursor]
            self.dismiss(None)
            self.app.call_later(chosen.run)

    def action_close(self) -> None:
        self.dismiss(None)
