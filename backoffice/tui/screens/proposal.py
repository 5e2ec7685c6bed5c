"""Calendars proposed for a dossier, side by side: looked for in a thread, taken with Enter, or why none."""

from __future__ import annotations

import threading
from time import monotonic
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from backoffice.domain.uid import new_uid
from backoffice.errors import BackofficeError
from backoffice.i18n import N_, _, ngettext
from backoffice.services.planning.values import Outcome, Wish
from backoffice.tui.keys import PROPOSAL_KEYS
from backoffice.tui.screens.base import Page
from backoffice.tui.widgets.alternatives import Alternatives
from backoffice.tui.widgets.lines import LineList

_TICK = 0.25


class ProposalScreen(Page):
    """The alternatives of a dossier with their gaps and their costs."""

    HELP = N_(
        "Calendars that keep every rule, the one that costs least first: its dates, the gaps between "
        "modules, and what it costs. ← → choose one, Enter takes it, o proposes them to the client. While it "
        "looks, Esc stops it and shows what was found."
    )
    BINDINGS: ClassVar[list[BindingType]] = [*PROPOSAL_KEYS]

    def __init__(self, ref: str) -> None:
        super().__init__()
        self.ref = ref
        self.found: Outcome | None = None
        self._stop = threading.Event()
        self._begun = 0.0
        self._key = new_uid()

    def body(self) -> ComposeResult:
        yield Alternatives()

    def crumbs(self) -> tuple[str, ...]:
        return (_("Planner"), self.ref, _("Calendars"))

    def on_mount(self) -> None:
        super().on_mount()
        self.set_interval(_TICK, self._tick)
        self.action_refresh_all()

    @property
    def looking(self) -> bool:
        return self.found is None and not self.view.wrong

    @property
    def view(self) -> Alternatives:
        return self.query_one(Alternatives)

    # -- looking

    def action_refresh_all(self) -> None:
        self._stop.set()
        self._stop = threading.Event()
        self.found, self._begun, self._key = None, monotonic(), new_uid()
        self.view.wait()
        self._tick()
        self.shell.later(self._look(self._stop), "propose", self)

    async def _look(self, stop: threading.Event) -> None:
        ref = self.ref
        try:
            found = await self.shell.ask(lambda desk: desk.propose(ref, Wish(), stop.is_set))
        except BackofficeError as wrong:
            if stop is self._stop:
                self.view.tell_wrong(wrong)
                self.note("")
            return
        if stop is self._stop:
            self.found = found
            self.view.show(found)
            self._say()

    def _tick(self) -> None:
        if self.looking:
            seconds = int(monotonic() - self._begun)
            self.note(_("looking for dates… {n} s, Esc stops").format(n=seconds), "warn")

    def _say(self) -> None:
        found = self.found
        if found is None:
            return
        count = len(found.proposed)
        told = ngettext("{n} calendar", "{n} calendars", count).format(n=count) if count else _("no calendar")
        status = {
            "optimal": "",
            "fewer_exist": _("no further one differs enough"),
            "stopped": _("stopped before the end"),
        }.get(found.status, "")
        self.note(" · ".join(filter(None, (told, status))), "warn" if found.status == "stopped" else "quiet")
        self.refresh_bindings()

    def retell(self) -> None:
        # Reasons and costs come as sentences: they are asked again in the other language.
        super().retell()
        self.action_refresh_all()

    def reload(self) -> None:
        """Something was recorded elsewhere: what is booked may have changed."""

    def on_unmount(self) -> None:
        self._stop.set()

    # -- choosing

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "choose":
            return bool(self.found is not None and self.found.proposed)
        return True

    def action_choose(self, step: int) -> None:
        self.view.choose(step)

    def action_back(self) -> None:
        """While it looks, Esc stops it; then it goes back."""
        if self.looking and not self._stop.is_set():
            self._stop.set()
            self.note(_("stopping…"), "warn")
        else:
            super().action_back()

    @on(LineList.Opened)
    def _opened(self, event: LineList.Opened) -> None:
        event.stop()
        self.action_take()

    def action_take(self) -> None:
        if self.found is not None and self.found.proposed:
            self.shell.later(self._take(), "act", self)

    async def _take(self) -> None:
        assert self.found is not None
        chosen, ref, key = self.found.proposed[self.view.chosen], self.ref, self._key
        outcome = await self.shell.ask(lambda desk: desk.take_calendar(ref, chosen, key))
        self.shell.tell(f"{outcome.says} {_('(u undoes it)')}")
        if self in self.app.screen_stack:
            self.app.pop_screen()
        self.shell.reload()

    def action_options(self) -> None:
        self.shell.later(self._options(), "act", self)

    async def _options(self) -> None:
        from backoffice.tui.acting import perform

        acts = await self.shell.ask(lambda desk: desk.acts_for(self.ref))
        act = next((one for one in acts if one.name == "propose-options"), None)
        if act is not None:
            await perform(self.shell, act, (self.ref,))
