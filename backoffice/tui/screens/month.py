"""A trainer's month: what they teach day by day, when they are away, how much it comes to."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from backoffice.domain.months import months_after
from backoffice.domain.spell import Spell
from backoffice.domain.spell_said import said_spell
from backoffice.i18n import N_, _, formats, ngettext
from backoffice.services.planning.board_values import TRAINER
from backoffice.services.ports import Act
from backoffice.tui.keys import MONTH_KEYS
from backoffice.tui.screens.base import Page
from backoffice.tui.shown import line
from backoffice.tui.widgets.lines import LineList
from backoffice.tui.widgets.month import MonthView

_WEEKS = 6


class MonthScreen(Page):
    """One trainer, one month at a time."""

    HELP = N_(
        "w and W go to the months after and before, t to today; Enter opens the slot under the cursor, "
        "b records an absence. ● is confirmed, ◑ held, / away, ≡ busy elsewhere, ╳ a public holiday or a "
        "closure."
    )
    BINDINGS: ClassVar[list[BindingType]] = [*MONTH_KEYS]

    def __init__(self, ref: str, name: str) -> None:
        super().__init__()
        self.ref, self._called = ref, name
        self.first = date.min

    def body(self) -> ComposeResult:
        self.first = self.shell.house.today.replace(day=1)
        yield MonthView()

    def crumbs(self) -> tuple[str, ...]:
        return (line(self._called) or self.ref, formats.month(self.first))

    def on_mount(self) -> None:
        self.reload()

    def retell(self) -> None:
        super().retell()
        self.reload()

    def reload(self) -> None:
        self.shell.later(self._read(), "month", self)

    async def _read(self) -> None:
        monday, ref = self.first - timedelta(days=self.first.weekday()), self.ref
        board, acts = await self.shell.ask(
            lambda desk: (desk.board(TRAINER, monday, _WEEKS), desk.acts_for(ref))
        )
        self.acts = tuple(act for act in acts if act.name == "add-absence")
        view = self.query_one(MonthView)
        view.show(board, next((row for row in board.rows if row.ref == ref), None), self.first)
        self.say_crumbs()
        self._sum(view)
        self.refresh_bindings()

    def _sum(self, view: MonthView) -> None:
        days = view.days_taught()
        parts = [ngettext("{n} day", "{n} days", days).format(n=formats.number(days))]
        for minutes, words in (
            (view.minutes("confirmed", "done"), _("{time} confirmed")),
            (view.minutes("held"), _("{time} held")),
            (view.minutes("proposed"), _("{time} proposed")),
        ):
            if minutes:
                parts.append(words.format(time=formats.duration(minutes)))
        self.note(" · ".join(parts), "strong")

    def action_months(self, step: int) -> None:
        self.first = months_after(self.first, step)
        self.reload()

    def action_today(self) -> None:
        self.first = self.shell.house.today.replace(day=1)
        self.reload()

    @on(LineList.Moved)
    def _moved(self) -> None:
        self.query_one(MonthView).refresh()  # the day of the cursor stands out in the weeks too

    @on(LineList.Opened)
    def _opened(self, event: LineList.Opened) -> None:
        sitting = self.query_one(MonthView).sitting_at(event.index)
        if sitting is not None:
            self.shell.open_record(sitting.ref)

    def perform(self, act: Act) -> None:
        """Records an absence from the day under the cursor."""
        from backoffice.tui.acting import perform

        day = self.query_one(MonthView).day
        typed = {"when": said_spell(Spell(day, day))} if day is not None else {}
        self.shell.later(perform(self.shell, act, (self.ref,), typed=typed), "act", self)
