"""The screens that are lists: a live filter, saved views, stages counted on top, a preview when wide."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.timer import Timer
from textual.widgets import Input

from backoffice.i18n import N_, _
from backoffice.services.ports import Act, Query, RowSource, SavedView, Sheet
from backoffice.tui.keys import LIST_SCREEN_KEYS
from backoffice.tui.screens.base import Page
from backoffice.tui.widgets.record_table import RecordTable
from backoffice.tui.widgets.sheet import SheetView
from backoffice.tui.widgets.views import Chip, CountBar, ViewBar

_FILTER_PAUSE = 0.06  # seconds without a key before the list is asked: a fast typist asks once
_PREVIEW_PAUSE = 0.12
_WIDE = 118


class ListScreen(Page):
    """One or several kinds of records, one at a time, in a RecordTable."""

    KINDS: ClassVar[tuple[tuple[str, str], ...]] = ()
    TITLE_ID: ClassVar[str] = ""
    SCOPED_CSS = False  # the rules name the class, so that those who derive share them
    HELP = N_("Type / to filter, v for the next view, s to sort; Enter opens the record under the cursor.")
    BINDINGS: ClassVar[list[BindingType]] = [*LIST_SCREEN_KEYS]
    CSS = """
    ListScreen #filter { height: 1; border: none; padding: 0 1; background: $bo-raised; color: $bo-text; }
    ListScreen #filter.-off { display: none; }
    ListScreen SheetView { width: 2fr; border-left: vkey $bo-frame; display: none; }
    ListScreen.-wide SheetView { display: block; }
    ListScreen RecordTable { width: 3fr; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.kind = self.KINDS[0][0]
        self.text = ""
        self._views: tuple[SavedView, ...] = ()
        self._sources: dict[str, RowSource] = {}
        self.acts: tuple[Act, ...] = ()
        self._made = ""  # the record just made: the cursor goes to it when it is listed
        self._asked: Timer | None = None
        self._previewed: Timer | None = None

    # -- composing

    def body(self) -> ComposeResult:
        yield ViewBar(self.choose)
        yield CountBar()
        yield Input(id="filter", classes="-off", compact=True, select_on_focus=False)
        with Horizontal():
            yield RecordTable(empty=N_("Nothing matches. Esc clears the filter."))
            yield SheetView(preview=True)

    def on_mount(self) -> None:
        self._show_choices()
        self.query_one(SheetView).can_focus = False
        self.reload_all()

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width >= _WIDE, "-wide")
        self._moved()

    @property
    def table(self) -> RecordTable:
        return self.query_one(RecordTable)

    def crumbs(self) -> tuple[str, ...]:
        name = next(label for kind, label in self.KINDS if kind == self.kind)
        return (_(self.TITLE_ID),) if len(self.KINDS) == 1 else (_(self.TITLE_ID), _(name))

    # -- reading

    def reload_all(self) -> None:
        """Reads the source, the saved views, the counts and the acts of the kind shown."""
        self.shell.later(self._open(self.kind), "list", self)

    async def _open(self, kind: str) -> None:
        shell = self.shell
        source = self._sources.get(kind)
        if source is None:
            source = await shell.ask(lambda desk: desk.source(kind))
        self._sources[kind] = source
        if self.table.source is not source:
            self.table.attach(source, Query(text=self.text))
        self._views = await shell.ask(lambda desk: desk.views(kind))
        self.acts = await shell.ask(lambda desk: desk.acts_on(kind))
        self.refresh_bindings()  # the footer names their keys
        self._show_choices()
        await self._recount(kind)

    def counted_as(self) -> str:
        """The family of the states that are counted on top."""
        return "stage"

    def retell(self) -> None:
        super().retell()
        self.reload_all()

    def reload(self) -> None:
        self.table.reload()
        self.shell.later(self._recount(self.kind), "counts", self)

    async def _recount(self, kind: str) -> None:
        bar = self.query_one(CountBar)
        counts = await self.shell.ask(lambda desk: desk.counts(kind))
        bar.family = self.counted_as()
        bar.show(counts)

    @on(RecordTable.Listed)
    def _listed(self, event: RecordTable.Listed) -> None:
        chip = Chip(self.text, event.matched, event.total)
        self.note(str(chip), "strong" if chip.narrows else "quiet")
        if self._made:
            self.table.go_to_ref(self._made)
            self._made = ""

    @on(RecordTable.Failed)
    def _failed(self, event: RecordTable.Failed) -> None:
        self.shell.tell_error(self.shell.as_told(event.error))

    # -- choosing what is listed

    def _choices(self) -> tuple[tuple[str, str], ...]:
        """What the bar offers: the kinds of the screen, or the saved views of its only kind."""
        if len(self.KINDS) > 1:
            return self.KINDS
        return (("", N_("All")), *((view.name, view.label) for view in self._views))

    def _chosen(self) -> str:
        if len(self.KINDS) > 1:
            return self.kind
        where = self.table.query_now.where
        return next((view.name for view in self._views if where and view.where == where), "")

    def _show_choices(self) -> None:
        self.query_one(ViewBar).show(self._choices(), self._chosen())

    def choose(self, name: str) -> None:
        """Shows another kind, or another saved view of the same kind."""
        if len(self.KINDS) > 1:
            self.kind = name
            self.say_crumbs()
            self._show_choices()
            self.reload_all()
            return
        where = next((view.where for view in self._views if view.name == name), ())
        self.table.ask(replace(self.table.query_now, where=where))
        self._show_choices()

    def action_view(self, step: int) -> None:
        names = [name for name, _label in self._choices()]
        self.choose(names[(names.index(self._chosen()) + step) % len(names)])

    # -- the filter

    def action_filter(self) -> None:
        field = self.query_one("#filter", Input)
        field.placeholder = _("Filter: words in any order, accents don’t matter")
        field.remove_class("-off")
        field.focus()

    @on(Input.Changed, "#filter")
    def _typed(self, event: Input.Changed) -> None:
        self.text = event.value
        if self._asked is not None:
            self._asked.stop()
        self._asked = self.set_timer(_FILTER_PAUSE, self._ask)

    def _ask(self) -> None:
        self.table.ask(replace(self.table.query_now, text=self.text))

    @on(Input.Submitted, "#filter")
    def _accepted(self, event: Input.Submitted) -> None:
        event.stop()
        self._ask()
        self._hide_filter()

    def _hide_filter(self) -> None:
        field = self.query_one("#filter", Input)
        field.set_class(not field.value, "-off")
        self.table.focus()

    def action_back(self) -> None:
        """Esc goes one level at a time: the filter's words, the marks, then the screen one comes from."""
        field = self.query_one("#filter", Input)
        if field.has_focus or self.text:
            field.value = self.text = ""
            self._ask()
            self._hide_filter()
        elif self.table.marked:
            self.table.action_mark_all()
        else:
            super().action_back()

    # -- opening, previewing, acting

    @on(RecordTable.Opened)
    def _opened(self, event: RecordTable.Opened) -> None:
        ref = self.table.ref(event.index)
        if ref:
            self.shell.open_record(ref)

    @on(RecordTable.Moved)
    def _moved(self) -> None:
        if not self.has_class("-wide"):
            return
        if self._previewed is not None:
            self._previewed.stop()
        self._previewed = self.set_timer(_PREVIEW_PAUSE, self._preview)

    def _preview(self) -> None:
        ref = self.table.ref()
        if ref:
            self.shell.later(self._read_preview(ref), "preview", self)

    async def _read_preview(self, ref: str) -> None:
        sheet: Sheet = await self.shell.ask(lambda desk: desk.show(ref))
        self.query_one(SheetView).show(sheet)

    def action_acts(self) -> None:
        refs = self.table.chosen_refs()
        self.shell.later(self._offer(refs), "acts", self)

    async def _offer(self, refs: tuple[str, ...]) -> None:
        from backoffice.tui.acting import chosen, perform

        ref = refs[0] if refs else ""
        acts = await self.shell.ask(lambda desk: desk.acts_for(ref)) if ref else ()
        own = {act.name for act in self.acts if not act.on_row}
        made = tuple(act for act in self.acts if act.name in own)
        picked = await chosen(self.shell, (*made, *(act for act in acts if act.name not in own)))
        if picked is not None:
            act, earlier = picked
            # What makes a new record is done to the list, the rest to the lines.
            if act.name in own:
                await self._make(act, earlier)
            else:
                await perform(self.shell, act, refs, earlier=earlier)

    def perform(self, act: Act) -> None:
        """Does an act by its key: to the line under the cursor, or to the list, where it makes a record."""
        from backoffice.tui.acting import perform

        ref = self.table.ref()
        if not act.on_row:
            self.shell.later(self._make(act), "act", self)
        elif ref:
            self.shell.later(perform(self.shell, act, (ref,)), "act", self)

    async def _make(self, act: Act, earlier: bool = False) -> None:
        from backoffice.tui.acting import perform

        outcome = await perform(self.shell, act, (self.kind,), earlier=earlier)
        self._made = (outcome.ref or "") if outcome is not None else ""


class RequestsScreen(ListScreen):
    """All requests, with their stages counted on top."""

    KINDS = (("requests", N_("Requests")),)
    TITLE_ID = N_("Requests")


class QuotesScreen(ListScreen):
    """The accountant's registers: quotes, what is to be signed, what is to be asked of whom and when."""

    KINDS = (
        ("quotes", N_("Quotes")),
        ("agreements", N_("Agreements")),
        ("instalments", N_("Instalments")),
    )
    TITLE_ID = N_("Quotes")
    HELP = N_(
        "Quotes, agreements and instalments; v shows the next of them, / filters, s sorts. Enter opens the "
        "record under the cursor: for an instalment, the quote of its dossier."
    )
    _FAMILIES: ClassVar[dict[str, str]] = {
        "quotes": "quote",
        "agreements": "contract",
        "instalments": "instalment",
    }

    def counted_as(self) -> str:
        return self._FAMILIES[self.kind]

    @on(RecordTable.Opened)
    def _opened(self, event: RecordTable.Opened) -> None:
        """An instalment leads to the quote tab of its dossier, anything else to its own record."""
        row = self.table.row(event.index)
        if self.kind != "instalments" or row is None:
            return
        event.prevent_default()
        self.shell.open_record(row[-1], "quote")


class CatalogueScreen(ListScreen):
    """What is offered, and the groups in which people follow it."""

    KINDS = (
        ("programmes", N_("Programmes")),
        ("pathways", N_("Pathways")),
        ("methods", N_("Methods")),
        ("task-templates", N_("Templates of tasks")),
        ("rate-cards", N_("Rates")),
        ("questionnaires", N_("Questionnaires")),
        ("groups", N_("Groups")),
    )
    TITLE_ID = N_("Catalogue")


class DirectoryScreen(ListScreen):
    """Who the house works with, and where."""

    KINDS = (
        ("clients", N_("Clients")),
        ("contacts", N_("Contacts")),
        ("funders", N_("Funders")),
        ("trainers", N_("Trainers")),
        ("venues", N_("Venues")),
        ("participants", N_("Participants")),
    )
    TITLE_ID = N_("Directory")
