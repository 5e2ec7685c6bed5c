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
from backoffice.tui.once import AnswersOnce
from backoffice.tui.shown import fit, line
from backoffice.tui.widgets.lines import LineList, joined

if TYPE_CHECKING:
    from backoffice.tui.app import BackofficeApp

_PAUSE = 0.03
_REST = 0.15
_MOST = 60
_RECENT = 5


@dataclass(frozen=True, slots=True)
class Found:
    """One line of the palette: of what kind, its words, its key or reference, and what choosing it does."""

    kind: str
    words: str
    aside: str
    run: Callable[[], object]
    refused: str = ""


def matching(found: Sequence[Found], text: str) -> list[Found]:
    """Those that hold every typed word (accents and case apart); what begins so comes first, then what has
    words that begin so."""
    words = fold(text).split()
    start = " ".join(words)

    def rank(one: Found) -> tuple[bool, int]:
        folded = f" {fold(one.words)} {fold(one.aside)}"
        return not folded.startswith(f" {start}"), sum(f" {word}" not in folded for word in words)

    kept = [one for one in found if all(word in fold(f"{one.words} {one.aside}") for word in words)]
    return sorted(kept, key=rank)


@dataclass(frozen=True, slots=True)
class Opens:
    """Opens a record."""

    shell: BackofficeApp
    ref: str

    def __call__(self) -> None:
        self.shell.open_record(self.ref)


class _Hits(LineList, can_focus=False):
    def __init__(self) -> None:
        super().__init__()
        self.found: tuple[Found, ...] = ()
        self.looking = False

    def show(self, found: Sequence[Found], looking: bool, *, keep: bool = False) -> None:
        """Shows what was found; with `keep`, the cursor stays on what it stands on."""
        here = self.found[self.cursor] if keep and self.cursor < len(self.found) else None
        self.found, self.looking = tuple(found[:_MOST]), looking
        self.styles.height = max(1, min(15, len(self.found)))
        at = self.found.index(here) if here in self.found else 0
        self.cursor = at
        self.measured()
        if at:
            self.show_cursor()
        else:
            self.scroll_to(y=0, animate=False)

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


class Palette(AnswersOnce[None], ModalScreen[None]):
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
        # At hand as long as anything is still looked up, even when the palette has gone meanwhile.
        self._box = Input(placeholder=_("An act, a screen, a client, a reference, a number…"), compact=True)
        self._hits = _Hits()

    @property
    def shell(self) -> BackofficeApp:
        return cast("BackofficeApp", self.app)

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = _("Commands")
            yield self._box
            yield self._hits

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
            if (
                not binding.id
                or not active.enabled
                or binding.id in ("app.commands", "page.back", "page.last_view")
            ):
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
        text = self._box.value.strip()
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
        # What a key finds comes at once; the rest of the long lists a moment later, if nobody types on.
        for thorough in (False, True):
            if thorough:
                await asyncio.sleep(_REST)
            try:
                hits: Sequence[Hit] = await self.shell.ask(
                    lambda desk, all=thorough: desk.find_records(text, thorough=all)  # type: ignore[misc]
                )
            except BackofficeError:
                hits = ()
            found = self._as_found(self._lately_first(hits))
            if not thorough or found != self._records:
                self._records = found
                self._show(text, looking=not thorough and not found, keep=True)
            if self._hasty and any(hits.count() for hits in self.query(_Hits)):
                self._choose()
                return
        self._hasty = False
        self._show(text, looking=False, keep=True)

    def _lately_first(self, hits: Sequence[Hit]) -> list[Hit]:
        """Those that were opened lately before the others, the last one first."""
        lately = {ref: n for n, (_kind, ref, _name) in enumerate(self.shell.recent)}
        return sorted(hits, key=lambda hit: lately.get(hit.ref, len(lately)))

    def _as_found(self, hits: Sequence[Hit]) -> tuple[Found, ...]:
        return tuple(
            Found(sign("kind", hit.kind).word, hit.name, hit.ref, Opens(self.shell, hit.ref)) for hit in hits
        )

    def _recent(self) -> tuple[Found, ...]:
        """The records opened lately but that of the screen behind: one key goes back to the last one."""
        here = getattr(self.behind, "ref", "")
        lately = [Hit(*one) for one in self.shell.recent if one[1] != here]
        return self._as_found(lately[:_RECENT])

    def _show(self, text: str, *, looking: bool, keep: bool = False) -> None:
        known = matching(self._known, text) if text else [*self._recent(), *self._known]
        self._hits.show([*known, *self._records], looking, keep=keep)

    # -- choosing

    def action_move(self, step: int) -> None:
        self._hits.action_move(step)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._choose()

    @on(LineList.Opened)
    def _opened(self, event: LineList.Opened) -> None:
        event.stop()
        self._choose()

    def _choose(self) -> None:
        hits = self._hits
        self._hasty = hits.looking and not hits.count()
        if hits.cursor < hits.count():
            if self._answered:
                return  # a second Enter, typed while the palette goes away
            chosen = hits.found[hits.cursor]
            self.dismiss(None)
            self.app.call_later(chosen.run)

    def action_close(self) -> None:
        self.dismiss(None)
