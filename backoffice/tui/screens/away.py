"""What if a trainer is away: every date in it mended, looked at, then made or left."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from backoffice.domain.spell import spell_of
from backoffice.domain.spell_said import said_spell
from backoffice.domain.uid import new_uid
from backoffice.i18n import N_, _, ngettext
from backoffice.services.planning.away_values import IfAwayOutcome
from backoffice.tui.dialogs import Choice, Menu, Picked
from backoffice.tui.keys import AWAY_KEYS
from backoffice.tui.screens.base import Page
from backoffice.tui.widgets.lines import LineList
from backoffice.tui.widgets.mended import MendedList

if TYPE_CHECKING:
    from backoffice.content.plan_wish import IfAway

_MOVES, _BOTH, _ABSENCE = "moves", "both", "absence"


class AwayScreen(Page):
    """The dossiers that an absence would touch, each with its dates mended; nothing is written until F10."""

    HELP = N_(
        "What would move if the trainer were away, dossier by dossier: the fewest dates, as near as can be, "
        "or another trainer. Space leaves a dossier as it is; Enter opens it; F10 makes the moves, records "
        "the absence, or both together. While it looks, Esc stops it."
    )
    BINDINGS: ClassVar[list[BindingType]] = [*AWAY_KEYS]

    def __init__(self, trainer: str, name: str, wish: IfAway) -> None:
        super().__init__()
        self.trainer, self.trainer_name, self.wish = trainer, name, wish
        self.found: IfAwayOutcome | None = None
        self._stop = threading.Event()
        self._far = (0, 0)
        self._key = new_uid()

    def body(self) -> ComposeResult:
        yield MendedList()

    def crumbs(self) -> tuple[str, ...]:
        return (_("Planner"), self.trainer_name, said_spell(spell_of(self.wish.when)))

    def on_mount(self) -> None:
        super().on_mount()
        self.set_interval(0.25, self._tick)
        self.action_refresh_all()

    def on_unmount(self) -> None:
        self._stop.set()

    @property
    def view(self) -> MendedList:
        return self.query_one(MendedList)

    # -- looking

    def action_refresh_all(self) -> None:
        self._stop.set()
        self._stop = threading.Event()
        self.found, self._far, self._key = None, (0, 0), new_uid()
        self.view.show(None)
        self._tick()
        self.refresh_bindings()
        self.shell.later(self._look(self._stop), "if-away", self)

    async def _look(self, stop: threading.Event) -> None:
        trainer, wish = self.trainer, self.wish

        def tell(done: int, total: int) -> None:
            self._far = (done, total)

        found = await self.shell.ask(lambda desk: desk.if_away(trainer, wish, stop.is_set, tell))
        if stop is self._stop:
            self.found = found
            self.view.show(found)
            self._say()

    def _tick(self) -> None:
        if self.found is None and not self._stop.is_set():
            done, total = self._far
            told = _("dossier {n} of {total}, Esc stops").format(n=done + 1, total=total) if total else ""
            self.note(told or _("looking…"), "warn")

    def _say(self) -> None:
        found = self.found
        if found is None:
            return
        slots = len(found.places(self.view.wanted))
        told = ngettext("{n} slot would change", "{n} slots would change", slots).format(n=slots)
        stuck = sum(not one.solved for one in found.mended)
        left = ngettext("{n} dossier without a way", "{n} dossiers without a way", stuck).format(n=stuck)
        # Short of room, what is wrong is said before what is right.
        parts = [_("stopped before the end") if found.stopped else "", left if stuck else "", told]
        self.note(" · ".join(filter(None, parts)), "warn" if stuck or found.stopped else "quiet")
        self.refresh_bindings()

    def retell(self) -> None:
        # Reasons come as sentences: they are asked again in the other language.
        super().retell()
        self.action_refresh_all()

    def reload(self) -> None:
        """Something was recorded elsewhere: r looks again, when the planner wants to."""

    # -- choosing

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "make":
            return self.found is not None
        if action == "mark":
            return self.found is not None and bool(self.found.mended)
        return True

    def action_mark(self) -> None:
        self.view.turn()
        self._say()

    def action_back(self) -> None:
        """While it looks, Esc stops it; then it goes back."""
        if self.found is None and not self._stop.is_set():
            self._stop.set()
            self.note(_("stopping…"), "warn")
        else:
            super().action_back()

    @on(LineList.Opened)
    def _opened(self, event: LineList.Opened) -> None:
        event.stop()
        one = self.view.here
        if one is not None:
            self.shell.open_record(one.ref, "calendar")

    def action_make(self) -> None:
        if self.found is not None:
            self.shell.later(self._make(self.found), "act", self)

    async def _make(self, found: IfAwayOutcome) -> None:
        refs, wish, key = self.view.wanted, self.wish, self._key
        slots = len(found.places(refs))
        moves = ngettext("make {n} move", "make {n} moves", slots).format(n=slots)
        choices = [Choice(_ABSENCE, _("Record the absence only"))]
        if slots:
            both = _("Record the absence and {moves}").format(moves=moves)
            choices = [Choice(_BOTH, both), Choice(_MOVES, f"{moves[:1].upper()}{moves[1:]}"), *choices]
        picked: Picked | None = await self.shell.push_screen_wait(
            Menu(_("What to do?"), choices, earlier=False)
        )
        if picked is None:
            return
        record = picked.name != _MOVES
        chosen = () if picked.name == _ABSENCE else refs
        outcome = await self.shell.ask(lambda desk: desk.make_away(found, chosen, wish, key, record=record))
        self.shell.tell(f"{outcome.says} {_('(u undoes it)')}")
        if self in self.app.screen_stack:
            self.app.pop_screen()
        self.shell.reload()
