"""What a form asks about itself: an interrupted one to take up again, another person's change to weave in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.strip import Strip
from textual.widgets import Button, Static

from backoffice.content.fields import Description, Kind
from backoffice.content.typed_form import NO, YES
from backoffice.i18n import N_, _, formats
from backoffice.services.unsaved import Typed
from backoffice.tui.dialogs import Dialog, button
from backoffice.tui.keys import key_name
from backoffice.tui.shown import content, fit, line
from backoffice.tui.weaving import Strand
from backoffice.tui.widgets.lines import LineList, joined
from backoffice.tui.widgets.sheet import wrapped

TAKE, DROP = "take", "drop"
_MOST = 6
_MOST_LINES = 6
_BOTH = (Kind.TEXT, Kind.MARKDOWN, Kind.LINES)
_SIDES = {"theirs": N_("theirs"), "mine": N_("mine"), "both": N_("both")}


def in_words(asked: Description | None, text: str) -> str:
    """A field's text as people read it: the label of a choice, the words otherwise."""
    if asked is not None and asked.kind is Kind.YES_NO:
        return {YES: _("yes"), NO: _("no")}.get(text, text)
    labels = dict(asked.choices) if asked is not None else {}
    return _(labels[text]) if labels.get(text) else text


class TakeUp(Dialog[str]):
    """Something was typed in this form and never saved: take it up again, drop it, or leave it (Esc)."""

    AUTO_FOCUS = "#take"

    def __init__(self, title: str, typed: Typed, fields: Sequence[Description], zone: str) -> None:
        super().__init__(title)
        self._typed, self._zone = typed, zone
        self._fields = {one.name: one for one in fields}

    def inside(self) -> ComposeResult:
        local = self._typed.at.astimezone(ZoneInfo(self._zone))
        told = _("You typed this on {day} at {time}, and it was never saved:")
        when = told.format(day=formats.weekday_date(local.date()), time=formats.clock_time(local.time()))
        yield Static(content(when))
        yield Static(content("\n".join(self._lines())), classes="quiet")
        with Horizontal():
            yield button(DROP, _("Drop it"))
            yield button(TAKE, _("Take it up again"))

    def _lines(self) -> Iterator[str]:
        changed = self._typed.changed
        for name, text in list(changed.items())[:_MOST]:
            asked = self._fields.get(name)
            label = _(asked.label) if asked is not None else name
            words = in_words(asked, text) or "—"
            yield f"{line(label)} · {fit(line(words), min(60, len(line(words))))}"
        if len(changed) > _MOST:
            yield _("and {n} more").format(n=formats.number(len(changed) - _MOST))

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.dismiss(event.button.id or "")


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of the list: its words, its tone, and which side of which field it stands for, if any."""

    text: str
    tone: str = ""
    field: str = ""
    side: str = ""


class _Strands(LineList):
    """The fields that were changed, with what each side made of them; Space or Enter keeps a side."""

    def __init__(self, strands: Sequence[Strand], fields: Mapping[str, Description]) -> None:
        super().__init__()
        self._strands, self._fields = tuple(strands), fields
        self.sides = {one.name: "theirs" if one.kept == one.theirs else "mine" for one in strands}
        self._rows: tuple[_Row, ...] = ()

    def on_mount(self) -> None:
        self.forget()
        first = next((at for at, row in enumerate(self._rows) if row.side == self.sides.get(row.field)), 0)
        self.go_to(first)

    def forget(self) -> None:
        width = max(30, self.line_width) - 4
        self._rows = tuple(row for one in self._strands for row in self._of(one, width))
        self.styles.height = min(13, max(1, len(self._rows)))
        self.measured()

    def choices(self) -> dict[str, str]:
        """What was chosen, by field."""
        return {one.name: self._text(one, self.sides[one.name]) for one in self._strands}

    def _of(self, one: Strand, width: int) -> Iterator[_Row]:
        asked = self._fields.get(one.name)
        label = _(asked.label) if asked is not None else one.name
        yield _Row(f"▲ {line(label)}" if one.clashes else line(label), "warn" if one.clashes else "brand")
        for text in _cut(in_words(asked, one.was) or "—", _("was"), width):
            yield _Row(f"  {text}", "quiet")
        for side in self._offered(one, asked):
            if side == "both":
                words = _("theirs, then mine below")
            else:
                words = in_words(asked, self._text(one, side)) or "—"
            mark = "●" if self.sides[one.name] == side else "○"
            first, *rest = _cut(words, _(_SIDES[side]), width)
            yield _Row(f"{mark} {first}", "", one.name, side)
            for text in rest:
                yield _Row(f"  {text}")

    def _offered(self, one: Strand, asked: Description | None) -> tuple[str, ...]:
        several = one.clashes and asked is not None and asked.kind in _BOTH
        return ("theirs", "mine", "both") if several else ("theirs", "mine")

    @staticmethod
    def _text(one: Strand, side: str) -> str:
        if side == "both":
            return f"{one.theirs.rstrip()}\n{one.mine}"
        return one.theirs if side == "theirs" else one.mine

    def keep(self, index: int) -> None:
        """Keeps the side on line `index`."""
        row = self._rows[index]
        if row.side:
            self.sides[row.field] = row.side
            self.forget()

    def count(self) -> int:
        return len(self._rows)

    def stops(self, index: int) -> bool:
        return bool(self._rows[index].side)

    def draw(self, index: int, width: int, here: bool) -> Strip:
        row = self._rows[index]
        base = self.rich_style + self.tone("here") if here else self.rich_style
        lead = ("› " if here else "  ", base)
        return joined([lead, (row.text, self.tone("" if here else row.tone))], base, width)


def _cut(text: str, label: str, width: int) -> list[str]:
    """`text` beside its label, on as many lines as it takes, up to some."""
    room = max(10, width - 10)
    lines = wrapped(text, room)
    shown = lines[:_MOST_LINES]
    if len(lines) > len(shown):
        shown[-1] = fit(shown[-1], room - 2).rstrip() + " …"
    return [f"{fit(label if not at else '', 8)} {one}" for at, one in enumerate(shown)]


class Weave(Dialog[dict[str, str]]):
    """Somebody else changed the same record: theirs, mine and what it was, field by field."""

    TONE = "warn"
    AUTO_FOCUS = "LineList"
    CSS = f"""
    {Dialog.CSS}
    Weave > Vertical {{ width: 92; }}
    """

    def __init__(self, title: str, strands: Sequence[Strand], fields: Sequence[Description]) -> None:
        super().__init__(title)
        self._strands, self._fields = tuple(strands), {one.name: one for one in fields}

    def inside(self) -> ComposeResult:
        told = _(
            "Somebody else changed this meanwhile. Nothing of theirs or yours is lost: choose what stands."
        )
        yield Static(content(told))
        yield _Strands(self._strands, self._fields)
        with Horizontal():
            yield button("no", _("Back to my form"))
            yield button("yes", _("Go on with this"))

    def on_mount(self) -> None:
        says = _("{space} keeps a side · {tab} goes on").format(space=key_name("space"), tab=key_name("tab"))
        self.query_one("Vertical").border_subtitle = Content(says)

    def key_space(self) -> None:
        strands = self.query_one(_Strands)
        if strands.has_focus:
            strands.keep(strands.cursor)

    @on(LineList.Opened)
    def _opened(self, event: LineList.Opened) -> None:
        event.stop()
        self.query_one(_Strands).keep(event.index)

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.dismiss(self.query_one(_Strands).choices() if event.button.id == "yes" else None)
