"""The screens that are lists: a live filter, saved views, stages counted on top, a preview when wide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.timer import Timer
from textual.widgets import Input

from backoffice.i18n import N_, _
from backoffice.services.ports import Act, Column, Query, RowSource, SavedView, Sheet
from backoffice.tui import own_views as own
from backoffice.tui.keys import LIST_SCREEN_KEYS
from backoffice.tui.list_dialogs import ColumnsDialog, ViewName
from backoffice.tui.screens.base import Page
from backoffice.tui.widgets.record_table import RecordTable
from backoffice.tui.widgets.sheet import SheetView
from backoffice.tui.widgets.views import Chip, CountBar, ViewBar

_FILTER_PAUSE = 0.06  # seconds without a key before the list is asked: a fast typist asks once
_PREVIEW_PAUSE = 0.12
_WIDE = 118
_MOST_PAST = 20


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
        self._past: list[tuple[str, Query]] = []  # what was listed before, the last one last
        self._wanted: Query | None = None  # what the next list to open shows
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
        if self.table.source is not source or self._wanted is not None:
            self.table.chosen = own.chosen_columns(shell.remembered, kind)
            sort, descending = own.last_order(shell.remembered, kind, source.columns)
            query, self._wanted = self._wanted or Query(self.text, sort, descending), None
            self.table.attach(source, query)
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
        if not any(query == self.table.query_now for query in self._own().values()):
            own.keep_order(self.shell.remembered, self.kind, self.table.query_now)
        self._show_choices()
        chip = Chip(self.text, event.matched, event.total)
        self.note(str(chip), "strong" if chip.narrows else "quiet")
        if self._made:
            self.table.go_to_ref(self._made)
            self._made = ""

    @on(RecordTable.Failed)
    def _failed(self, event: RecordTable.Failed) -> None:
        self.shell.tell_error(self.shell.as_told(event.error))

    # -- choosing what is listed

    @property
    def several(self) -> bool:
        """Whether the screen has several lists."""
        return len(self.KINDS) > 1

    def _own(self) -> dict[str, Query]:
        return own.own_views(self.shell.remembered, self.kind)

    def _choices(self) -> tuple[tuple[str, str], ...]:
        """What the bar offers: the kinds of the screen or the views of its only one, then one's own views."""
        first = self.KINDS if self.several else (("", N_("All")),)
        return (*first, *own.labelled(self._views, tuple(self._own())))

    def _chosen(self) -> str:
        now = self.table.query_now
        for name, query in self._own().items():
            if query == now:
                return own.OWN + name
        if self.several and not now.where:
            return self.kind
        return next((view.name for view in self._views if now.where and view.where == now.where), "")

    def _show_choices(self) -> None:
        self.query_one(ViewBar).show(self._choices(), self._chosen())

    def choose(self, name: str) -> None:
        """Shows another list, a view that comes with it, or one of one's own."""
        here = (self.kind, self.table.query_now)
        if name.startswith(own.OWN):
            self._show_query(self.kind, self._own()[name.removeprefix(own.OWN)])
        elif self.several and name in dict(self.KINDS):
            self._show_query(name, None)
        else:
            where = next((view.where for view in self._views if view.name == name), ())
            self._show_query(self.kind, replace(self.table.query_now, where=where, text=self.text))
        if here != (self.kind, self._wanted or self.table.query_now):
            self._past = [*self._past, here][-_MOST_PAST:]

    def _show_query(self, kind: str, query: Query | None) -> None:
        if query is not None:
            self._say_text(query.text)
        if kind != self.kind or (query is None and self.table.query_now.where):
            self.kind, self._wanted = kind, query
            if query is None:
                self._wanted = Query(
                    self.text, *own.last_order(self.shell.remembered, kind, self._columns(kind))
                )
            self.say_crumbs()
            self._show_choices()
            self.reload_all()
        elif query is not None:
            self.table.ask(query)
            self._show_choices()

    def _columns(self, kind: str) -> Sequence[Column]:
        source = self._sources.get(kind)
        return source.columns if source is not None else ()

    def _say_text(self, text: str) -> None:
        """Puts words in the filter without asking the list."""
        self.text = text
        field = self.query_one("#filter", Input)
        with field.prevent(Input.Changed):
            field.value = text
        field.set_class(not text, "-off")

    def action_view(self, step: int) -> None:
        names = [name for name, _label in self._choices()]
        now = self._chosen()
        self.choose(names[(names.index(now) + step) % len(names)] if now in names else names[0])

    def last_view(self) -> bool:
        """Goes back to what was listed before; whether there was something."""
        if not self._past:
            return False
        self._show_query(*self._past.pop())
        return True

    def action_last_view(self) -> None:
        if not self.last_view():
            self.action_back()

    # -- views and columns of one's own

    def action_keep_view(self) -> None:
        self.shell.later(self._keep_view(), "act", self)

    async def _keep_view(self) -> None:
        query, chosen = self.table.query_now, self._chosen()
        parts = [f"/{query.text}" if query.text else "", *(f"{key} = {value}" for key, value in query.where)]
        if query.sort:
            label = next((one.label for one in self._columns(self.kind) if one.key == query.sort), query.sort)
            parts.append(f"{_(label)} {'▼' if query.descending else '▲'}")
        says = " · ".join(part for part in parts if part) or _("All")
        name = await self.shell.push_screen_wait(ViewName(says, chosen.removeprefix(own.OWN)))
        if name:
            own.save_view(self.shell.remembered, self.kind, name, query)
            self._show_choices()
            self.shell.tell(_("View kept: {name}").format(name=name))

    def action_drop_view(self) -> None:
        chosen = self._chosen()
        if not chosen.startswith(own.OWN):
            self.shell.tell(_("This view comes with the list: only those of your own can be dropped."))
            return
        name = chosen.removeprefix(own.OWN)
        own.forget_view(self.shell.remembered, self.kind, name)
        self._show_choices()
        self.shell.tell(_("View dropped: {name}").format(name=name))

    def action_columns(self) -> None:
        self.shell.later(self._choose_columns(), "act", self)

    async def _choose_columns(self) -> None:
        source = self.table.source
        if source is None:
            return
        shown = self.table.chosen or tuple(column.key for column in source.columns)
        chosen = await self.shell.push_screen_wait(ColumnsDialog(source.columns, shown))
        if chosen is not None:
            own.choose_columns(self.shell.remembered, self.kind, chosen)
            self.table.choose(chosen)

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
        at = [column.key for column in self._columns(self.kind)].index("ref")
        self.shell.open_record(row[at], "quote")


class CatalogueScreen(ListScreen):
    """What is offered, and the groups in which people follow it."""

    KINDS = (
        ("programmes", N_("Programmes")),
        ("pathways", N_("Pathways")),
        ("methods", N_("Methods")),
        ("task-templates", N_("Templates of tasks")),
        ("rate-cards", N_("Rates")),
        ("questionnaires", N_("Questionnaires")),
        ("texts", N_("Texts")),
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
        ("users", N_("Users")),
        ("frameworks", N_("Frameworks")),
        ("order-forms", N_("Order forms")),
    )
    TITLE_ID = N_("Directory")
