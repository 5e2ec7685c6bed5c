"""Calendars proposed for a dossier, side by side: looked for in a thread, taken with Enter, or why none."""

from __future__ import annotations

import threading
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from backoffice.domain.uid import new_uid
from backoffice.errors import BackofficeError
from backoffice.i18n import N_, _, formats, ngettext
from backoffice.services.planning.easing import NotToBeEased, can_be_eased
from backoffice.services.planning.values import BUDGET_MS, Outcome, Proposed, Relaxation
from backoffice.services.ports import Act, Form
from backoffice.services.ports import Outcome as Told
from backoffice.tui.keys import PROPOSAL_KEYS
from backoffice.tui.screens.base import Page
from backoffice.tui.widgets.alternatives import Alternatives
from backoffice.tui.widgets.lines import LineList

if TYPE_CHECKING:
    from backoffice.content.plan_wish import PlanWish

_TICK = 0.25
_MOST_SECONDS = BUDGET_MS // 1_000


class ProposalScreen(Page):
    """The alternatives of a dossier with their gaps and their costs."""

    HELP = N_(
        "Calendars that keep every rule, the one that costs least first: its dates, the gaps between "
        "modules, and what it costs. ← → choose one, Enter takes it; o proposes those that Space marked to "
        "the client, or all. e says between which days, with whom and where to look. Where there is none, "
        "the reasons stand here: choose what to give up, Enter takes the dates that gives, for a reason. "
        "While it looks, Esc stops it and shows what was found."
    )
    BINDINGS: ClassVar[list[BindingType]] = [*PROPOSAL_KEYS]

    def __init__(self, ref: str) -> None:
        super().__init__()
        self.ref = ref
        self.wish: PlanWish | None = None
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

    @property
    def _proposed(self) -> tuple[Proposed, ...]:
        return self.found.proposed if self.found is not None else ()

    # -- looking

    def action_refresh_all(self) -> None:
        self._stop.set()
        self._stop = threading.Event()
        self.found, self._begun, self._key = None, monotonic(), new_uid()
        self.view.wait()
        self._tick()
        self.refresh_bindings()
        self.shell.later(self._look(self._stop), "propose", self)

    async def _look(self, stop: threading.Event) -> None:
        ref, wish = self.ref, self.wish
        try:
            found = await self.shell.ask(lambda desk: desk.propose(ref, wish, stop.is_set))
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
        if self.looking and not self._stop.is_set():
            seconds = min(int(monotonic() - self._begun), _MOST_SECONDS)
            told = _("looking for dates… {n} s of {most} s at most, Esc stops")
            self.note(told.format(n=seconds, most=_MOST_SECONDS), "warn")

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
        wished = _("with criteria") if self.wish is not None else ""
        tone = "warn" if found.status == "stopped" else "quiet"
        self.note(" · ".join(filter(None, (told, status, wished))), tone)
        self.refresh_bindings()

    def retell(self) -> None:
        # Reasons and costs come as sentences: they are asked again in the other language.
        super().retell()
        self.action_refresh_all()

    def reload(self) -> None:
        """Something was recorded elsewhere: what is booked may have changed."""

    def on_unmount(self) -> None:
        self._stop.set()

    def action_criteria(self) -> None:
        self.shell.later(self._criteria(), "act", self)

    async def _criteria(self) -> None:
        from backoffice.content.plan_wish import PlanWish
        from backoffice.content.typed_form import typed_values
        from backoffice.tui.acting import asked

        typed = typed_values(PlanWish, self.wish.model_dump()) if self.wish is not None else {}
        form = Form(PlanWish, f"{_('Criteria')} · {self.ref}", typed, does=_("Propose calendars"))
        wish = await asked(self.shell, form)
        if isinstance(wish, PlanWish):
            self.wish = None if wish == PlanWish() else wish
            self.action_refresh_all()

    # -- choosing

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("choose", "mark"):
            return len(self._proposed) > 1
        if action == "options":
            return bool(self._proposed) and not self._repairs
        return True

    @property
    def _repairs(self) -> bool:
        return self.wish is not None and self.wish.repair

    def action_choose(self, step: int) -> None:
        self.view.choose(step)

    def action_mark(self) -> None:
        self.view.mark()

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
        eased = self.view.relaxation
        if self._proposed:
            self.shell.later(self._take(), "act", self)
        elif eased is not None:
            self.shell.later(self._ease(eased), "act", self)

    async def _take(self) -> None:
        chosen, ref, key, repair = self._proposed[self.view.chosen], self.ref, self._key, self._repairs
        if not chosen.places:
            self.shell.tell(_("Nothing moves."))
            return
        self._taken(await self.shell.ask(lambda desk: desk.take_calendar(ref, chosen, key, repair=repair)))

    async def _ease(self, eased: Relaxation) -> None:
        """Takes the dates that giving one rule up makes possible, for a reason."""
        from backoffice.tui.act_dialog import ActDialog, Consent

        if not can_be_eased(eased.rule):
            raise NotToBeEased(eased.text)
        if not eased.dates:
            self.shell.tell(
                _("What this gives isn’t known: change it where it is said, then look again (r).")
            )
            return
        days = formats.days(dict.fromkeys(place.day for place in eased.dates))
        act = Act("take-calendar", _("Take these dates"), needs_reason=True, warnings=(eased.text, days))
        why: Consent | None = await self.shell.push_screen_wait(ActDialog(act))
        if why is not None:
            ref, key, reason = self.ref, self._key, why.reason
            self._taken(await self.shell.ask(lambda desk: desk.take_eased(ref, eased, reason, key)))

    def _taken(self, outcome: Told) -> None:
        self.shell.tell(f"{outcome.says} {_('(u undoes it)')}")
        if self in self.app.screen_stack:
            self.app.pop_screen()
        self.shell.reload()

    def action_options(self) -> None:
        self.shell.later(self._options(), "act", self)

    async def _options(self) -> None:
        """Proposes to the client what is on screen, until a day."""
        from backoffice.content.plan_wish import ShownOptions
        from backoffice.tui.acting import asked

        ref, shown, key = self.ref, self.view.marked, new_uid()
        own = await self.shell.ask(lambda desk: desk.form("propose-options", ref))
        names = ", ".join(str(n + 1) for n, one in enumerate(self._proposed) if one in shown)
        title = f"{_('Propose calendars to the client')} · {ref} · {names}"
        typed = {name: text for name, text in own.typed.items() if name in ShownOptions.model_fields}
        value = await asked(self.shell, Form(ShownOptions, title, typed, does=_("Propose to the client")))
        if isinstance(value, ShownOptions):
            self._taken(await self.shell.ask(lambda desk: desk.propose_shown(ref, shown, value, key)))
