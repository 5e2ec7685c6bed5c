"""Today: what is late, due, expiring or waiting; every line opens its dossier at the right place."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from backoffice.i18n import N_, _, formats, ngettext
from backoffice.services.opening import Agenda
from backoffice.tui.keys import TODAY_KEYS
from backoffice.tui.screens.base import Page
from backoffice.tui.widgets.agenda import AgendaList

if TYPE_CHECKING:
    from backoffice.services.ports import Act


class TodayScreen(Page):
    """The agenda, painted at once when it was read before the first paint."""

    HELP = N_(
        "What waits for you, the most pressing first. Enter opens the dossier where the thing is to be done; "
        "v shows everybody’s tasks, or yours again."
    )

    BINDINGS: ClassVar[list[BindingType]] = [*TODAY_KEYS]
    everyone = False

    def body(self) -> ComposeResult:
        yield AgendaList(self.shell.agenda)

    def crumbs(self) -> tuple[str, ...]:
        return (_("Today"), formats.weekday_date(self.shell.house.today))

    def on_mount(self) -> None:
        self._count(self.shell.agenda)
        if self.shell.agenda is None:
            self.call_after_refresh(self.reload)
        self.shell.later(self._bring_acts(), "today-acts", self)

    def retell(self) -> None:
        super().retell()
        self._count(self.shell.agenda)
        self.shell.later(self._bring_acts(), "today-acts", self)

    def reload(self) -> None:
        self.shell.later(self._read(), "today", self)

    async def _read(self) -> None:
        everyone = self.everyone
        agenda = await self.shell.ask(lambda desk: desk.agenda(everyone=everyone))
        self.shell.agenda = agenda
        self.query_one(AgendaList).show(agenda)
        self._count(agenda)

    async def _bring_acts(self) -> None:
        rows = await self.shell.ask(lambda desk: desk.acts_on("requests"))
        own = await self.shell.ask(lambda desk: desk.acts_on("today"))
        self.acts = (*own, *(act for act in rows if act.on_row))
        self.refresh_bindings()

    def perform(self, act: Act) -> None:
        """Does an act to the dossier of the line under the cursor, or one of Today's own."""
        from backoffice.tui.acting import perform

        line = self.query_one(AgendaList).here
        target = "today" if not act.on_row else line.ref if line is not None else ""
        if target:
            self.shell.later(perform(self.shell, act, (target,)), "act", self)

    def action_everyone(self) -> None:
        """Shows everybody's tasks, or one's own again."""
        self.everyone = not self.everyone
        self.reload()

    def _count(self, agenda: Agenda | None) -> None:
        lines = [line for group in agenda.groups for line in group.lines] if agenda else []
        late = sum(line.state == "late" for line in lines)
        if late:
            self.note(ngettext("▲ {n} late", "▲ {n} late", late).format(n=formats.number(late)), "warn")
        else:
            self.note("")

    def on_line_list_opened(self, event: AgendaList.Opened) -> None:
        line = self.query_one(AgendaList).line_at(event.index)
        if line is not None:
            self.shell.open_record(line.ref, line.tab)
