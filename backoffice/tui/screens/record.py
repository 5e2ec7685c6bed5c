"""A record with everything on it: a dossier with its stages and clock, a client, a trainer, a programme."""

from __future__ import annotations

import re
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from backoffice.i18n import N_, _
from backoffice.services.ports import Act, NextStep, Outcome, Sheet
from backoffice.services.states import sign
from backoffice.tui.keys import RECORD_KEYS
from backoffice.tui.screens.base import Page
from backoffice.tui.widgets.lines import LineList
from backoffice.tui.widgets.record_head import NextBar, SheetHead, TabBar
from backoffice.tui.widgets.sheet import SheetView

# A questionnaire asked in a dossier, as its references end.
_NEEDS = re.compile(r"/N\d+$")
# What has pages: files, filed ones, versions of a quote, proposals; issued quotes and agreements by number.
_PAGES = re.compile(r"\.(pdf|eml)$|/[AVR]\d+$|^(DEV|CONV|CTR)-[^/]*$")
_PRINTED = frozenset({"document", "attachment", "quote", "proposal", "contract"})


# What is changed in a draft of its own.
OF_VERSIONS = (
    *("programme", "pathway", "objective", "requirement", "access-delay", "shown-price", "result", "format"),
    *("programme-module", "part", "gap", "block-gap", "team-role", "provision", "stretch"),
)
_VERSION = re.compile(r"/V\d+(?=/|$)")


def followed(shown: str, done: str) -> str:
    """What a screen that showed `shown` shows once an act was done whose subject is called `done`.

    What was added below it leaves it there, in the draft that the act opened or went on with; otherwise it
    follows what was done: a piece to its new place, one that was taken out to what held it.
    """
    below = _VERSION.sub("", done).startswith(f"{_VERSION.sub('', shown)}/")
    return versioned(shown, done) if below else done


def versioned(shown: str, done: str) -> str:
    """What was shown, in the version that `done` names."""
    version = _VERSION.search(done)
    code, slash, rest = _VERSION.sub("", shown).partition("/")
    return f"{code}{version[0] if version else ''}{slash}{rest}"


class RecordScreen(Page):
    """One record; its tabs are what it has, its keys are what can be done to it."""

    HELP = N_(
        "← and → change tabs, n does the next step, a lists all acts; Enter opens what the line points to."
    )
    BINDINGS: ClassVar[list[BindingType]] = [*RECORD_KEYS]

    def __init__(self, ref: str, tab: str = "") -> None:
        super().__init__()
        self.ref, self.tab = ref, tab
        self.sheet: Sheet | None = None
        self.acts: tuple[Act, ...] = ()
        self.next_step: NextStep | None = None

    def body(self) -> ComposeResult:
        yield SheetHead()
        yield TabBar(self.choose)
        yield SheetView()
        yield NextBar()

    def crumbs(self) -> tuple[str, ...]:
        from backoffice.tui.app import PLACES

        first = next((_(place.label) for place in PLACES if place.name == self.place()), "")
        return (first, f"{sign('kind', self.sheet.kind).word} {self.ref}" if self.sheet else self.ref)

    def on_mount(self) -> None:
        self.query_one(NextBar).display = False
        self.reload()

    def reload(self) -> None:
        self.shell.later(self._read(), "record", self)

    async def _read(self) -> None:
        ref = self.ref
        sheet, acts, following = await self.shell.ask(
            lambda desk: (desk.show(ref), desk.acts_for(ref), desk.next_step(ref))
        )
        if self.sheet is None:
            name = " · ".join(text for text in (sheet.title, sheet.subtitle) if text)
            self.shell.was_opened(sheet.kind, sheet.ref, name)
        self.sheet, self.acts, self.next_step = sheet, acts, following
        self._show()

    def _show(self) -> None:
        sheet = self.sheet
        if sheet is None:
            return
        names = [tab.name for tab in sheet.tabs]
        if self.tab not in names:
            self.tab = names[0] if names else ""
        self.query_one(SheetHead).show(sheet)
        self.query_one(TabBar).show(sheet.tabs, self.tab)
        self.query_one(TabBar).display = len(sheet.tabs) > 1
        self.query_one(SheetView).show(sheet, next((tab for tab in sheet.tabs if tab.name == self.tab), None))
        following = self.next_step
        if following is not None:
            self.query_one(NextBar).show(following.says, following.missing, following.waits_for)
        self.say_crumbs()
        self.refresh_bindings()

    def retell(self) -> None:
        # Acts and the next step come as sentences: they are asked again in the other language.
        super().retell()
        self.reload()

    def choose(self, name: str) -> None:
        """Shows another tab, from its first line."""
        self.tab = name
        view = self.query_one(SheetView)
        self._show()
        view.go_to(0)

    def action_tab(self, step: int) -> None:
        names = [tab.name for tab in self.sheet.tabs] if self.sheet else []
        if names:
            self.choose(names[(names.index(self.tab) + step) % len(names)])

    @on(LineList.Opened)
    def _opened(self, event: LineList.Opened) -> None:
        ref = self.query_one(SheetView).record_at(event.index)
        if ref:
            self.shell.open_record(ref)

    def action_copy(self) -> None:
        view = self.query_one(SheetView)
        text = view.text_at(view.cursor)
        if text:
            self.app.copy_to_clipboard(text)

    # -- acts

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "next":
            return self.next_step is not None and self.next_step.act is not None
        if action == "acts":
            return bool(self.acts)
        if action == "plan":
            return self.tab == "calendar" or self.kind == "slot"
        if action == "planner":
            return self.kind in ("request", "trainer", "venue")
        if action == "month":
            return self.kind == "trainer"
        if action == "fill":
            return self.tab == "needs" or self.kind == "needs"
        if action == "view_pages":
            return bool(self._with_pages())
        if action == "tick":
            return self.tab == "tasks" or (self.sheet is not None and self.sheet.kind == "task")
        return True

    def action_next(self) -> None:
        following = self.next_step
        if following is not None and following.act is not None:
            self.perform(following.act, says=following)

    def action_tick(self) -> None:
        """Does the task under the cursor, or the one that this screen shows."""
        view = self.query_one(SheetView)
        ref = view.record_at(view.cursor) if self.tab == "tasks" else self.ref
        if ref:
            self.shell.later(self._tick(ref), "act", self)

    async def _tick(self, ref: str) -> None:
        from backoffice.tui.acting import perform

        act = await self.shell.ask(lambda desk: desk.next_act(ref))
        if act is not None:
            await perform(self.shell, act, (ref,))

    def action_fill(self) -> None:
        """Answers the questionnaire under the cursor, else the current one of the dossier."""
        view = self.query_one(SheetView)
        under = view.record_at(view.cursor) or ""
        self.shell.later(self._fill(under if _NEEDS.search(under) else self.ref), "act", self)

    async def _fill(self, ref: str) -> None:
        from backoffice.tui.acting import fill

        await fill(self.shell, ref)

    def _with_pages(self) -> str:
        """What has pages to look at: the line under the cursor, else the record of this screen."""
        for view in self.query(SheetView):
            under = view.record_at(view.cursor) or ""
            if _PAGES.search(under):
                return under
        return self.ref if self.kind in _PRINTED else ""

    @on(LineList.Moved)
    def _moved(self) -> None:
        self.refresh_bindings()

    def action_view_pages(self) -> None:
        """Shows the pages in the system's viewer, or says where they are."""
        ref = self._with_pages()
        if ref:
            self.shell.later(self.shell.look_at(ref), "act", self)

    @property
    def kind(self) -> str:
        return self.sheet.kind if self.sheet is not None else ""

    def action_plan(self) -> None:
        self.shell.open_proposal(self.ref.partition("/")[0])

    def action_planner(self) -> None:
        by = "dossier" if self.kind == "request" else self.kind
        self.shell.open_planner(by, self.ref)

    def action_month(self) -> None:
        """Shows the trainer's month."""
        self.shell.open_month(self.ref, self.sheet.title if self.sheet is not None else "")

    def action_acts(self) -> None:
        self.shell.later(self._offer(), "acts", self)

    async def _offer(self) -> None:
        from backoffice.tui.acting import chosen, perform

        picked = await chosen(self.shell, self.acts)
        if picked is not None:
            act, earlier = picked
            self._follow(await perform(self.shell, act, (self.ref,), earlier=earlier))

    def perform(self, act: Act, says: NextStep | None = None) -> None:
        """Does an act to this record."""
        self.shell.later(self._perform(act, says), "act", self)

    async def _perform(self, act: Act, says: NextStep | None) -> None:
        from backoffice.tui.acting import perform

        self._follow(await perform(self.shell, act, (self.ref,), step=says))

    def _follow(self, outcome: Outcome | None) -> None:
        """Shows what became of a programme, or of a piece of one: its draft, its new place, what held it."""
        sheet = self.sheet
        if outcome is None or outcome.ref is None or sheet is None or sheet.kind not in OF_VERSIONS:
            return
        mine = _VERSION.sub("", self.ref).partition("/")[0]
        for screen in self.app.screen_stack:
            # The screens that one goes back to show the same version.
            if isinstance(screen, RecordScreen) and _VERSION.sub("", screen.ref).partition("/")[0] == mine:
                ref = (
                    followed(screen.ref, outcome.ref)
                    if screen is self
                    else versioned(screen.ref, outcome.ref)
                )
                if ref != screen.ref:
                    screen.ref = ref
                    screen.reload()
