"""Lines above a list: the views or kinds to choose from, the stages counted, the filter's chip."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rich.cells import cell_len
from rich.segment import Segment

from backoffice.i18n import _, formats
from backoffice.services.states import sign
from backoffice.tui.shown import fit, line
from backoffice.tui.widgets.bars import Bar


@dataclass(frozen=True, slots=True)
class Chip:
    """What a list is narrowed to: “caisse · 37 / 1 204”."""

    text: str
    matched: int
    total: int

    @property
    def narrows(self) -> bool:
        return bool(self.text) or self.matched != self.total

    def __str__(self) -> str:
        total = formats.number(self.total)
        if not self.narrows:
            return total
        counts = f"{formats.number(self.matched)} / {total}"
        return (
            f"/{fit(line(self.text), min(24, cell_len(line(self.text))))} · {counts}" if self.text else counts
        )


class ViewBar(Bar):
    """Names side by side, the chosen one set off; a click chooses."""

    DEFAULT_CSS = """
    ViewBar { background: $bo-ground; }
    """

    def __init__(self, choose: Callable[[str], object]) -> None:
        super().__init__()
        self._choose = choose
        self._names: tuple[tuple[str, str], ...] = ()
        self._chosen = ""

    def show(self, names: tuple[tuple[str, str], ...], chosen: str) -> None:
        """`names` are (name, label) pairs, labels being message ids."""
        self._names, self._chosen = names, chosen
        self.display = len(names) > 1
        self.refresh()

    def fill(self, width: int) -> list[Segment]:
        segments: list[Segment] = []
        x = 0
        for name, label in self._names[self._first(width) :]:
            text = f" {_(label)} "
            if x + cell_len(text) > width:
                break
            self.spot(x, text, lambda chosen=name: self._choose(chosen))  # type: ignore[misc]
            segments.append(Segment(text, self.style_of("here" if name == self._chosen else "quiet")))
            segments.append(Segment(" ", self.rich_style))
            x += cell_len(text) + 1
        return segments

    def _first(self, width: int) -> int:
        """The first name drawn: as far to the left as leaves room for the chosen one."""
        chosen = next((at for at, (name, _label) in enumerate(self._names) if name == self._chosen), 0)
        room, first = width, chosen
        for at in range(chosen, -1, -1):
            room -= cell_len(_(self._names[at][1])) + (2 if at == chosen else 3)
            if room < 0:
                break
            first = at
        return first


class CountBar(Bar):
    """How many records stand at each stage; words when there is room, glyphs when not."""

    DEFAULT_CSS = """
    CountBar { background: $bo-ground; }
    """

    def __init__(self, family: str = "stage") -> None:
        super().__init__()
        self.family = family
        self._counts: tuple[tuple[str, int], ...] = ()

    def on_mount(self) -> None:
        self.display = False

    def show(self, counts: tuple[tuple[str, int], ...]) -> None:
        """`counts` are (token, count) pairs; none at all hides the line."""
        self._counts = counts
        self.display = bool(counts)
        self.refresh()

    def fill(self, width: int) -> list[Segment]:
        for letters in (30, 6, 5, 4, 3, 2):
            items = [self._item(token, count, letters) for token, count in self._counts]
            if sum(map(cell_len, items)) <= width:
                break
        return [Segment(item, self.style_of("quiet")) for item in items]

    def _item(self, token: str, count: int, letters: int) -> str:
        # Short of room, the first letters stay beside the glyph: a glyph alone says nothing to a newcomer.
        state = sign(self.family, token)
        word = state.word if len(state.word) <= letters + 1 else state.word[:letters]
        return f" {state.glyph} {word} {formats.number(count)} "
