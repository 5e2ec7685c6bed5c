"""Planner: trainers, venues or dossiers over the weeks; arrows move slots, conflicts show at once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Input

from backoffice.domain.months import months_after
from backoffice.domain.uid import new_uid
from backoffice.i18n import N_, _, ngettext
from backoffice.services.planning.board_values import DOSSIER, TRAINER, VENUE, Sitting
from backoffice.services.ports import Act
from backoffice.services.states import sign
from backoffice.tui.keys import PLANNER_KEYS
from backoffice.tui.planner_grid import MOVABLE, Grid
from backoffice.tui.screens.planner_acts import LOAD, PlannerActs
from backoffice.tui.widgets.board import BoardView, Legend
from backoffice.tui.widgets.board_detail import BoardDetail, detail_of
from backoffice.tui.widgets.lines import LineList
from backoffice.tui.widgets.load_table import LoadTable
from backoffice.tui.widgets.views import ViewBar

VIEWS = (
    (TRAINER, N_("Trainers")),
    (VENUE, N_("Venues")),
    (DOSSIER, N_("Dossiers")),
    (LOAD, N_("Load by month")),
)


class PlannerScreen(PlannerActs):
    """Who is where when; a move is staged until Enter makes it, with all the others."""

    SCOPED_CSS = False
    HELP = N_(
        "v shows trainers, venues, dossiers or the load by month; w and W go through the weeks, t to today, "
        "s to the next slot. p looks for dates of the dossier under the cursor. a lists what can be done to "
        "the slot, or to the row. b records an absence; m looks what becomes of a trainer’s dates if they "
        "are away."
    )
    BINDINGS: ClassVar[list[BindingType]] = [*PLANNER_KEYS]
    CSS = """
    PlannerScreen #filter { height: 1; border: none; padding: 0 1; background: $bo-bar; color: $bo-text; }
    PlannerScreen #filter.-off { display: none; }
    PlannerScreen.-tall BoardDetail { height: 10; }
    """

    def __init__(self, by: str = TRAINER, ref: str = "") -> None:
        super().__init__()
        self.view, self.wanted = by, ref
        self.grid = Grid(date.min)
        self.acts: tuple[Act, ...] = ()
        self.checking = False
        self._key = ""
        self._month = date.min

    # -- composing

    def body(self) -> ComposeResult:
        today = self.shell.house.today
        self.grid.first = today - timedelta(days=today.weekday())
        self.grid.look_at(today)
        self._month = today.replace(day=1)
        yield ViewBar(self.choose)
        yield Input(id="filter", classes="-off", compact=True, select_on_focus=False)
        yield BoardView(self.grid)
        yield LoadTable()
        yield Legend()
        yield BoardDetail()

    def on_mount(self) -> None:
        super().on_mount()
        self._dress()
        self.call_after_refresh(self.reload)

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.height >= 36, "-tall")
        if self.view == LOAD:
            self.call_after_refresh(self.reload)

    def _dress(self) -> None:
        load = self.view == LOAD
        self.query_one(ViewBar).show(VIEWS, self.view)
        self.query_one(LoadTable).display = load
        for kind in (BoardView, Legend, BoardDetail):
            self.query_one(kind).display = not load
        (self.query_one(LoadTable) if load else self.board).focus()

    def crumbs(self) -> tuple[str, ...]:
        return (_("Planner"), _(dict(VIEWS)[self.view]))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("pick", "propose", "filter"):
            return self.view != LOAD
        return True

    # -- reading

    def reload(self) -> None:
        self.shell.later(self._read(), "planner", self)

    async def _read(self) -> None:
        if self.view == LOAD:
            table = self.query_one(LoadTable)
            months, first = table.months(), self._month
            table.show(await self.shell.ask(lambda desk: desk.load(first, months)))
            return
        self.board.grid.weeks = self.board.fitting()
        by, (first, weeks) = self.view, self.grid.span()
        found = await self.shell.ask(lambda desk: desk.board(by, first, weeks))
        if by != self.view:
            return
        here = self.board.row
        self.grid.show(found)
        self._go_to(self.wanted or (here.ref if here is not None else ""))
        self._say()

    def _go_to(self, ref: str) -> None:
        """Puts the cursor on a row, and at first on its next slot."""
        rows = self.grid.rows
        index = next((n for n, row in enumerate(rows) if row.ref == ref), None)
        if index is not None:
            self.board.cursor = index
        self.board.measured()
        self.board.show_cursor()
        if self.wanted and index is not None:
            self.wanted = ""
            self.board.action_sitting(1)

    def _say(self) -> None:
        row = self.board.row
        self.query_one(BoardDetail).show(detail_of(self.grid, row, self.checking))
        rows = len(self.grid.rows)
        total = len(self.grid.board.rows) if self.grid.board else 0
        count = str(total) if rows == total else f"/{self.grid.filter} · {rows} / {total}"
        staged = len(self.grid.changes())
        if staged:
            count = "◆ " + ngettext("{n} move staged", "{n} moves staged", staged).format(n=staged)
        self.note(count, "warn" if staged else "quiet")

    @on(BoardView.Looked)
    @on(LineList.Moved)
    def _looked(self, event: BoardView.Looked | LineList.Moved) -> None:
        event.stop()
        self._say()
        if self.view != LOAD and self.grid.board is not None and self.grid.wants():
            self.reload()

    def retell(self) -> None:
        super().retell()
        self._say()

    @on(LoadTable.Turned)
    def _turned(self, event: LoadTable.Turned) -> None:
        event.stop()
        self._month = months_after(self._month, event.months)
        self.reload()

    # -- choosing

    def choose(self, view: str) -> None:
        """Shows other rows; the staged moves stay."""
        self.view = view
        self.grid.board, self.grid.filter = None, ""
        self.grid.narrow("")
        self.board.cursor = 0
        self._dress()
        self.say_crumbs()
        self.refresh_bindings()
        self.reload()

    def action_view(self, step: int) -> None:
        names = [name for name, _label in VIEWS]
        self.choose(names[(names.index(self.view) + step) % len(names)])

    def action_filter(self) -> None:
        field = self.query_one("#filter", Input)
        field.placeholder = _("Filter: words in any order, accents don’t matter")
        field.remove_class("-off")
        field.focus()

    @on(Input.Changed, "#filter")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.grid.narrow(event.value)
        self.board.measured()
        self.board.scroll_to(y=0, animate=False)
        self._say()

    @on(Input.Submitted, "#filter")
    def _filtered(self, event: Input.Submitted) -> None:
        event.stop()
        event.input.set_class(not event.value, "-off")
        self.board.focus()

    # -- opening

    @on(LineList.Opened)
    def _opened(self, event: LineList.Opened) -> None:
        """Enter makes the staged moves; with none, it opens the slot's dossier, or the row's own record."""
        event.stop()
        if isinstance(event.widget, LoadTable):
            ref = event.widget.ref_at(event.index)
            if ref:
                self.shell.open_record(ref)
        elif self.grid.staged:
            self.shell.later(self._make(), "act", self)
        else:
            self._open()

    def _open(self) -> None:
        row = self.board.row
        if row is None:
            return
        there = self.grid.at_cursor(row)
        if there or self.view == DOSSIER:
            self.shell.open_record(there[0].dossier if there else row.ref, "calendar")
        else:
            self.shell.open_record(row.ref)

    def action_back(self) -> None:
        """Esc goes one level at a time: the slot that is held, the staged moves, the filter, the screen."""
        field = self.query_one("#filter", Input)
        if self.grid.picked:
            self.grid.give_up()
            self._changed()
        elif self.dirty:
            self.shell.later(self._drop(), "act", self)
        elif field.has_focus or self.grid.filter:
            field.value = ""
            field.add_class("-off")
            self.grid.narrow("")
            self.board.measured()
            self.board.focus()
            self._say()
        else:
            super().action_back()

    # -- moving slots

    @property
    def dirty(self) -> bool:
        """Whether moves are staged that nobody made yet."""
        return bool(self.grid.changes())

    async def _drop(self) -> None:
        """Drops every staged move, once that is agreed."""
        from backoffice.tui.dialogs import Confirm

        count = len(self.grid.changes())
        title = ngettext("Drop {n} move", "Drop {n} moves", count).format(n=count)
        effect = _("What was moved here hasn’t been made: every slot goes back to where it was.")
        if await self.shell.push_screen_wait(Confirm(title, effect)):
            self.grid.drop_all()
            self._changed()

    def action_pick(self) -> None:
        """Picks up the slot under the cursor, or puts down the one that is held."""
        if self.grid.picked:
            self.grid.put_down()
            self._changed()
            return
        there = self.here
        movable = [one for one in there if one.option is None and one.state in MOVABLE]
        if len(movable) > 1:
            self.shell.later(self._pick(movable), "act", self)
        elif movable:
            self._take_up(movable[0])
        elif there:
            state = sign("slot", there[0].state).word
            self.shell.tell(_("{slot} can’t be moved here: {state}.").format(slot=there[0].ref, state=state))
        elif not self.reading:
            self.shell.tell(_("No slot is under the cursor."))

    async def _pick(self, movable: list[Sitting]) -> None:
        one = await self.which(movable)
        if one is not None:
            self._take_up(one)

    def _take_up(self, one: Sitting) -> None:
        self.grid.pick(one)
        self._changed()

    def _changed(self) -> None:
        self._key = ""
        self.board.refresh()
        self.refresh_bindings()
        self._check()

    @on(BoardView.Pushed)
    def _pushed(self, event: BoardView.Pushed) -> None:
        event.stop()
        self._key = ""
        self._check()
        if self.grid.wants():
            self.reload()

    def _check(self) -> None:
        """Looks for what the staged moves would meet; the key that moved them doesn't wait for it."""
        self.checking = bool(self.grid.changes())
        if not self.checking:
            self.grid.clashes = ()
        self._say()
        if self.checking:
            self.shell.later(self._clashes(), "clashes", self)

    async def _clashes(self) -> None:
        staged = self.grid.changes()
        found = await self.shell.ask(lambda desk: desk.clashes(staged))
        if staged != self.grid.changes():
            return
        self.grid.clashes, self.checking = found, False
        self.board.refresh()
        self._say()

    async def _make(self) -> None:
        """Makes every staged move, or none; a rule that can be broken is, when it is said why."""
        self.grid.put_down()
        staged = self.grid.changes()
        if not staged:
            self.grid.drop_all()
            self._changed()
            return
        agreed = await self._agreed(staged)
        if agreed is None:
            return
        broken, why = agreed
        self._key = self._key or new_uid()
        key = self._key
        outcome = await self.shell.ask(lambda desk: desk.move_staged(staged, broken, why, key))
        self.grid.drop_all()
        self._key = ""
        self.shell.tell(f"{outcome.says} {_('(u undoes it)')}" if outcome.undoable else outcome.says)
        self.shell.reload()

    async def _agreed(self, staged: tuple[object, ...]) -> tuple[tuple[str, ...], str] | None:
        """The rules to break and why; nothing to break where no rule stops the moves, None when given up."""
        from backoffice.tui.act_dialog import ActDialog, Consent

        if self.checking:
            await self._clashes()
        stopped = [one for one in self.grid.clashes if one.stops]
        if not stopped or any(one.hard for one in stopped):
            return (), ""
        asked = Act(
            "move-slots",
            ngettext("Make {n} move", "Make {n} moves", len(staged)).format(n=len(staged)),
            needs_reason=True,
            warnings=tuple(f"{one.slot} · {one.text}" for one in stopped),
        )
        why: Consent | None = await self.shell.push_screen_wait(ActDialog(asked))
        return (tuple(dict.fromkeys(one.rule for one in stopped)), why.reason) if why is not None else None
