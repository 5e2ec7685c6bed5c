"""What the planner's screen does to what stands under its cursor: proposals, acts, absences, what ifs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from backoffice.domain.spell import Spell
from backoffice.domain.spell_said import said_spell
from backoffice.i18n import _, formats
from backoffice.services.planning.board_values import DOSSIER, TRAINER, BoardRow, Sitting
from backoffice.services.ports import Form
from backoffice.services.states import sign
from backoffice.tui.planner_grid import Grid
from backoffice.tui.screens.base import Page
from backoffice.tui.shown import line
from backoffice.tui.widgets.board import BoardView
from backoffice.tui.widgets.load_table import LoadTable

LOAD = "load"
# Somebody who falls ill is away for about so long.
_TWO_WEEKS = timedelta(days=13)


class PlannerActs(Page):
    """The half of the planner's screen that opens, asks and records; the other half shows and moves."""

    view: str
    grid: Grid

    @property
    def board(self) -> BoardView:
        return self.query_one(BoardView)

    @property
    def reading(self) -> bool:
        """Whether nothing was read yet: there is nothing to put the cursor on."""
        return self.grid.board is None and self.view != LOAD

    @property
    def here(self) -> tuple[Sitting, ...]:
        """What stands under the cursor."""
        row = self.board.row
        return self.grid.at_cursor(row) if row is not None and self.view != LOAD else ()

    async def which(self, there: Sequence[Sitting]) -> Sitting | None:
        """The one that is meant, asked for where several stand in one half-day."""
        from backoffice.tui.dialogs import Choice, Menu, Picked

        if len(there) < 2:
            return there[0] if there else None
        choices = [Choice(str(n), _called(one)) for n, one in enumerate(there)]
        menu = Menu(_("Which slot?"), choices, earlier=False)
        picked: Picked | None = await self.shell.push_screen_wait(menu)
        return there[int(picked.name)] if picked is not None else None

    # -- proposing

    def action_propose(self) -> None:
        self.shell.later(self._propose(), "act", self)

    async def _propose(self) -> None:
        row = self.board.row
        dossiers = dict.fromkeys(one.dossier for one in self.here)
        ref = row.ref if row is not None and self.view == DOSSIER else next(iter(dossiers), "")
        if len(dossiers) > 1 and self.view != DOSSIER:
            one = await self.which(self.here)
            ref = one.dossier if one is not None else ""
        elif not ref and not self.reading:
            self.shell.tell(_("Put the cursor on a dossier, or on a slot of it, to look for its dates."))
        if ref:
            self.shell.open_proposal(ref)

    # -- acts

    def _row_ref(self) -> str:
        if self.view == LOAD:
            table = self.query_one(LoadTable)
            return table.ref_at(table.cursor) or ""
        row: BoardRow | None = self.board.row
        return row.ref if row is not None else ""

    def action_acts(self) -> None:
        self.shell.later(self._offer(), "acts", self)

    async def _offer(self) -> None:
        """The acts of the slot under the cursor, else of the row."""
        from backoffice.tui.acting import chosen, perform

        there = self.here
        one = await self.which(there)
        if there and one is None:
            return
        ref = one.ref if one is not None else self._row_ref()
        if not ref:
            return
        acts = await self.shell.ask(lambda desk: desk.acts_for(ref))
        picked = await chosen(self.shell, acts)
        if picked is not None:
            act, earlier = picked
            await perform(self.shell, act, (ref,), earlier=earlier)

    # -- absences

    def _trainer(self) -> tuple[str, str]:
        """The trainer meant: the row's, else who teaches under the cursor (reference, name); else empty."""
        ref = self._row_ref() if self.view in (TRAINER, LOAD) else ""
        ref = ref or next((who for one in self.here for who in one.trainers), "")
        if not ref and not self.reading:
            self.shell.tell(_("Put the cursor on a trainer, or on a slot that somebody teaches."))
        if not ref:
            return "", ""
        names = self.grid.board.names if self.grid.board is not None else {}
        return ref, line(names.get(ref, ref))

    def _day(self) -> date:
        return self.shell.house.today if self.view == LOAD else self.grid.when(self.grid.at)[0]

    def action_absence(self) -> None:
        ref, _name = self._trainer()
        if ref:
            self.shell.later(self._absence(ref), "act", self)

    async def _absence(self, ref: str) -> None:
        from backoffice.tui.acting import perform

        acts = await self.shell.ask(lambda desk: desk.acts_for(ref))
        act = next(one for one in acts if one.name == "add-absence")
        day = self._day()
        await perform(self.shell, act, (ref,), typed={"when": said_spell(Spell(day, day))})

    def action_if_away(self) -> None:
        ref, name = self._trainer()
        if ref:
            self.shell.later(self._if_away(ref, name), "act", self)

    async def _if_away(self, ref: str, name: str) -> None:
        from backoffice.content.plan_wish import IfAway
        from backoffice.tui.acting import asked
        from backoffice.tui.screens.away import AwayScreen

        first = max(self._day(), self.shell.house.today)
        typed = {"when": said_spell(Spell(first, first + _TWO_WEEKS))}
        title = f"{_('What if away')} · {name}"
        wish = await asked(self.shell, Form(IfAway, title, typed, does=_("Show the effects")))
        if isinstance(wish, IfAway):
            self.shell.push_screen(AwayScreen(ref, name, wish))


def _called(one: Sitting) -> str:
    hours = formats.time_span(one.start, one.finish)
    parts = (f"{sign('slot', one.state)} {one.ref}", one.title or one.module, one.topic, hours)
    return " · ".join(line(part) for part in parts if part)
