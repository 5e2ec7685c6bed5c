"""Bringing records in: a file or a pasted table, a preview of what would change, then the import itself."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from backoffice.content.acts import ImportWish
from backoffice.domain.text import fold
from backoffice.errors import BackofficeError, Invalid
from backoffice.i18n import N_, _
from backoffice.services.importing.report import said
from backoffice.services.ports import Cell, Column, Form, ImportRow, ImportView, Query
from backoffice.tui.acting import watched
from backoffice.tui.dialogs import Confirm
from backoffice.tui.keys import IMPORT_KEYS
from backoffice.tui.screens.base import Page
from backoffice.tui.screens.form import FormScreen
from backoffice.tui.widgets.record_table import RecordTable

if TYPE_CHECKING:
    from backoffice.tui.app import BackofficeApp

_COLUMNS = (
    Column("outcome", N_("What"), 12, kind=Cell.STATE, states="import", sorts=False),
    Column("name", N_("Name"), 14, grow=2, sorts=False),
    Column("says", N_("Changes, or what to mend"), 24, grow=5, sorts=False),
    Column("place", N_("Where"), 14, grow=1, priority=1, sorts=False),
    Column("ref", N_("Reference"), 13, priority=2, sorts=False),
)
_LISTS = {
    "requests": "requests",
    "clients": "clients",
    "contacts": "contacts",
    "funders": "funders",
    "trainers": "trainers",
    "venues": "venues",
    "participants": "participants",
    "programmes": "programmes",
}


async def open_import(shell: BackofficeApp) -> None:
    """Asks what to import; the preview opens over the form, which stays until the import is done."""
    kind = _LISTS.get(getattr(shell.screen, "kind", ""), "")

    async def look(value: object, _at: datetime | None) -> bool:
        assert isinstance(value, ImportWish)
        view = await watched(
            shell,
            _("Preview of the import"),
            lambda desk, watch: desk.import_records(value, dry_run=True, partial=True, watch=watch),
        )
        if view is None:
            return False
        screen = ImportScreen(value, view)
        await shell.push_screen_wait(screen)
        return screen.imported

    typed = {"kind": kind} if kind else {}
    form = Form(ImportWish, _("Import records"), typed)
    # Records say themselves when they happened.
    await shell.push_screen_wait(FormScreen(form, look, own_time=True))


class _Rows:
    """The rows of a preview, all at hand."""

    columns = _COLUMNS

    def __init__(self, rows: Sequence[ImportRow]) -> None:
        self._all = {
            number: (row.outcome, row.name or row.table, row.says, row.place, row.ref)
            for number, row in enumerate(rows, 1)
        }

    def total(self) -> int:
        return len(self._all)

    def ids(self, query: Query, limit: int | None = None) -> array[int]:
        words = fold(query.text).split()
        found = [
            number for number, row in self._all.items() if all(word in fold(" ".join(row)) for word in words)
        ]
        return array("q", found if limit is None else found[:limit])

    def rows(self, ids: Sequence[int]) -> Mapping[int, tuple[str, ...]]:
        return {one: self._all[one] for one in ids if one in self._all}


class ImportScreen(Page):
    """What an import would do, record by record; nothing is written before it is asked."""

    HELP = N_(
        "Refused records come first: Enter says what to mend. Import brings in everything, or what is right; "
        "Esc goes back to the form, where the file or the table can be changed."
    )
    BINDINGS: ClassVar[list[BindingType]] = [*IMPORT_KEYS]
    AUTO_FOCUS = "RecordTable"

    def __init__(self, wish: ImportWish, view: ImportView) -> None:
        super().__init__()
        self.wish, self.view = wish, view
        self._busy = False
        self.imported = False

    def body(self) -> ComposeResult:
        yield RecordTable(_Rows(self.view.rows), empty=N_("It holds no record."))

    def crumbs(self) -> tuple[str, ...]:
        return (_("Import records"), Path(self.wish.file).name or _("pasted table"))

    def on_mount(self) -> None:
        super().on_mount()
        self._count()

    def retell(self) -> None:
        super().retell()
        self._count()

    def _count(self) -> None:
        says = said(self.view.counts)
        self.note(says, "warn" if self.view.wrong else "strong")

    @on(RecordTable.Opened)
    def _opened(self, event: RecordTable.Opened) -> None:
        event.stop()
        row = self.view.rows[event.index] if event.index < len(self.view.rows) else None
        if row is None:
            return
        if row.outcome in ("refused", "double"):
            says = f"{row.place}: {row.says}" if row.place else row.says
            self.shell.tell_error(Invalid(says, remedy=row.remedy or None))
        else:
            self.shell.tell(row.says or row.name)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        something = self.view.counts["created"] + self.view.counts["updated"] > 0
        if action == "import_all":
            return something and not self.view.wrong
        if action == "import_right":
            return something and self.view.wrong > 0
        return True

    def action_import_all(self) -> None:
        self._start(partial=False)

    def action_import_right(self) -> None:
        self._start(partial=True)

    def _start(self, *, partial: bool) -> None:
        if not self._busy:
            self._busy = True
            self.run_worker(self._import(partial), group="act", exit_on_error=True)

    async def _import(self, partial: bool) -> None:
        shell = self.shell
        try:
            if self.view.final and not await shell.push_screen_wait(
                Confirm(_("Import"), _("So many records change that they can’t be put back by u."))
            ):
                return
            view = await watched(
                shell,
                _("Import"),
                lambda desk, watch: desk.import_records(
                    self.wish, dry_run=False, partial=partial, watch=watch
                ),
            )
            self._done(view, partial)
        except BackofficeError as error:
            shell.tell_error(error)
        finally:
            self._busy = False

    def _done(self, view: ImportView | None, partial: bool) -> None:
        if view is None:
            self.shell.tell(_("Stopped; nothing was recorded."))
            return
        if view.wrong and not partial:
            # Somebody changed something between the preview and the import: what is so now is shown.
            self.view = view
            self.query_one(RecordTable).attach(_Rows(view.rows))
            self._count()
            self.refresh_bindings()
            return
        says = _("Imported: {what}.").format(what=said(view.counts))
        self.shell.tell(says if view.final else says + " " + _("(u undoes it)"))
        self.imported = True
        self.dismiss(None)
        self.shell.reload()

    def action_back(self) -> None:
        self.dismiss(None)
