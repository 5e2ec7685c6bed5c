"""What a list asks about itself: the columns to show, the name of a view to keep."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.strip import Strip
from textual.widgets import Button, Input, Static

from backoffice.domain.text import clean_line
from backoffice.i18n import _
from backoffice.services.ports import Column
from backoffice.tui.dialogs import Dialog, button
from backoffice.tui.keys import COLUMN_KEYS, key_name
from backoffice.tui.shown import content
from backoffice.tui.widgets.lines import LineList, joined


class _ColumnList(LineList):
    """Every column, those that are shown first and marked."""

    BINDINGS: ClassVar[list[BindingType]] = [*COLUMN_KEYS]

    def __init__(self, columns: Sequence[Column], shown: Sequence[str]) -> None:
        super().__init__()
        by_name = {column.key: column for column in columns}
        first = [name for name in shown if name in by_name]
        self.order = first + [column.key for column in columns if column.key not in first]
        self.shown = set(first)
        self._labels = {name: column.label for name, column in by_name.items()}

    def on_mount(self) -> None:
        self.styles.height = min(13, max(1, len(self.order)))
        self.measured()

    @property
    def chosen(self) -> tuple[str, ...]:
        return tuple(name for name in self.order if name in self.shown)

    def action_turn(self) -> None:
        name = self.order[self.cursor]
        # A list without a column would have nothing to read.
        if name not in self.shown or len(self.shown) > 1:
            self.shown ^= {name}
        self.refresh()

    def action_shift(self, step: int) -> None:
        at, to = self.cursor, self.cursor + step
        if 0 <= to < len(self.order):
            self.order[at], self.order[to] = self.order[to], self.order[at]
            self.go_to(to)
            self.refresh()

    def count(self) -> int:
        return len(self.order)

    def draw(self, index: int, width: int, here: bool) -> Strip:
        name = self.order[index]
        base = self.rich_style + self.tone("here") if here else self.rich_style
        shown = name in self.shown
        pieces = [
            ("› " if here else "  ", base),
            ("☑ " if shown else "☐ ", self.tone("" if here or not shown else "brand")),
            (_(self._labels[name]), self.tone("" if here or shown else "quiet")),
        ]
        return joined(pieces, base, width)


class ColumnsDialog(Dialog[tuple[str, ...]]):
    """Which columns are shown, and in which order; an empty answer is as the list comes."""

    AUTO_FOCUS = "LineList"

    def __init__(self, columns: Sequence[Column], shown: Sequence[str]) -> None:
        super().__init__(_("Columns"))
        self._columns, self._shown = tuple(columns), tuple(shown)

    def inside(self) -> ComposeResult:
        yield _ColumnList(self._columns, self._shown)
        yield Static(
            content(
                _("{space} shows or hides · {earlier} {later} move it · {enter} keeps").format(
                    space=key_name("space"),
                    earlier=key_name("less_than_sign"),
                    later=key_name("greater_than_sign"),
                    enter=key_name("enter"),
                )
            ),
            classes="quiet",
        )
        with Horizontal():
            yield button("no", _("Cancel"))
            yield button("all", _("As they come"))
            yield button("yes", _("Keep"))

    @on(LineList.Opened)
    def _opened(self, event: LineList.Opened) -> None:
        event.stop()
        self.dismiss(self.query_one(_ColumnList).chosen)

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        answers = {"yes": self.query_one(_ColumnList).chosen, "all": ()}
        self.dismiss(answers.get(event.button.id or ""))


class ViewName(Dialog[str]):
    """The name under which what is listed now is kept."""

    AUTO_FOCUS = "Input"

    def __init__(self, says: str, name: str = "") -> None:
        super().__init__(_("Keep this view"))
        self._says, self._name_now = says, name

    def inside(self) -> ComposeResult:
        yield Static(content(self._says), classes="quiet")
        yield Input(self._name_now, max_length=30, compact=True, placeholder=_("A name of your own"))
        with Horizontal():
            yield button("no", _("Cancel"))
            yield button("yes", _("Keep"))

    def on_mount(self) -> None:
        self.query_one("Vertical").border_subtitle = Content(_("The same name takes its place."))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._answer()

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "yes":
            self._answer()
        else:
            self.dismiss(None)

    def _answer(self) -> None:
        name = clean_line(self.query_one(Input).value).strip()
        if name:
            self.dismiss(name)
