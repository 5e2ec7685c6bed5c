"""Calendars side by side: their days module by module, the gaps between drawn to scale, what each costs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import ClassVar

from rich.style import Style
from textual.binding import BindingType
from textual.strip import Strip

from backoffice.errors import BackofficeError, each
from backoffice.i18n import _, formats, language
from backoffice.i18n.words import WEEKDAYS_SHORT
from backoffice.services.planning.values import GapBetween, Outcome, Place, Proposed, Relaxation
from backoffice.tui.keys import ALTERNATIVE_KEYS
from backoffice.tui.shown import fit, line
from backoffice.tui.widgets.lines import LineList, joined
from backoffice.tui.widgets.sheet import wrapped

# A piece of a line for each calendar: its text and its tone.
Piece = tuple[str, str]
_GAP_WIDE = 12


class Alternatives(LineList):
    """The calendars of an outcome in columns, one of them chosen; or the reasons why there is none."""

    HEAD = 1
    BINDINGS: ClassVar[list[BindingType]] = [*ALTERNATIVE_KEYS]

    def __init__(self) -> None:
        super().__init__()
        self.outcome: Outcome | None = None
        self.wrong: BackofficeError | None = None
        self.chosen = 0
        self._marks: set[int] = set()
        self._ways: dict[int, Relaxation] = {}
        self._lines: tuple[tuple[Piece, ...], ...] = ()

    def wait(self) -> None:
        """Nothing to show yet."""
        self.outcome, self.wrong, self._lines = None, None, (((_("Looking for dates…"), "quiet"),),)
        self.chosen = 0
        self._marks.clear()
        self._ways.clear()
        self.measured()

    def show(self, outcome: Outcome) -> None:
        self.outcome = outcome
        self.chosen = min(self.chosen, max(0, len(outcome.proposed) - 1))
        self.forget()
        self.go_to(0)

    def tell_wrong(self, wrong: BackofficeError) -> None:
        """What keeps anything from being looked for."""
        self.wrong = wrong
        self.forget()

    def choose(self, step: int) -> None:
        if self.outcome is not None and self.outcome.proposed:
            self.chosen = (self.chosen + step) % len(self.outcome.proposed)
            self.forget()

    def mark(self) -> None:
        """Marks the chosen calendar for the client, or takes its mark away."""
        self._marks ^= {self.chosen}
        self.forget()

    @property
    def marked(self) -> tuple[Proposed, ...]:
        """The calendars that are marked; all of them when none is."""
        proposed = self.outcome.proposed if self.outcome is not None else ()
        return tuple(one for n, one in enumerate(proposed) if n in self._marks) or proposed

    @property
    def relaxation(self) -> Relaxation | None:
        """What the cursor stands on, among what would make a calendar possible."""
        return self._ways.get(self.cursor)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enter takes a calendar, or the dates that giving a rule up makes possible."""
        proposed = self.outcome is not None and bool(self.outcome.proposed)
        return action != "open" or proposed or bool(self._ways)

    def stops(self, index: int) -> bool:
        """Where there is a choice of what to give up, the cursor goes from one to the next."""
        return not self._ways or index in self._ways

    def action_move(self, step: int) -> None:
        if self._ways:
            super().action_move(step)
        else:
            # Calendars side by side have no line of their own to stand on: they scroll.
            self.scroll_to(y=self.scroll_offset.y + step, animate=False)

    # -- lines

    def forget(self) -> None:
        width = max(20, self.line_width)
        if self.wrong is not None:
            self._lines = tuple(_wrong(self.wrong, width))
        elif self.outcome is not None and self.outcome.proposed:
            self._lines = tuple(_columns(self.outcome))
            self._lines += tuple(_costs(self.outcome, self.chosen, width))
        elif self.outcome is not None:
            self._say_why(self.outcome, width)
        self.measured()

    def _say_why(self, outcome: Outcome, width: int) -> None:
        """The reasons, then what would make a calendar possible: the lines on which the cursor may stand."""
        lines = list(_reasons(outcome, width))
        self._ways.clear()
        for one in outcome.relaxations:
            self._ways[len(lines)] = one
            lines += _way(one, width)
        lines += [line for note in outcome.notes for line in _told("▲ ", note, width, "warn")]
        self._lines = tuple(lines)

    def count(self) -> int:
        return len(self._lines)

    def draw(self, index: int, width: int, here: bool) -> Strip:
        base = self.rich_style
        pieces = self._lines[index]
        if len(pieces) == 1:
            text, tone = pieces[0]
            chosen = here and index in self._ways
            return joined(
                [("›" if chosen else " ", self.tone("brand")), (text, self.tone("here" if chosen else tone))],
                base,
                width,
            )
        wide = width // len(pieces)
        drawn: list[tuple[str, Style]] = []
        for n, (text, tone) in enumerate(pieces):
            mark = "▌" if n == self.chosen else " "
            drawn += [(mark, self.tone("brand")), (fit(text, wide - 1), self.tone(tone))]
        return joined(drawn, base, width)

    def draw_head(self, y: int, width: int) -> Strip:
        head = self.rich_style + self.tone("head")
        proposed = self.outcome.proposed if self.outcome else ()
        if not proposed:
            return joined([], head, width)
        wide = width // len(proposed)
        drawn: list[tuple[str, Style]] = []
        for n, one in enumerate(proposed):
            mark = ("▸" if n == self.chosen else " ") + ("✓ " if n in self._marks else "")
            title = _("Calendar {n} · cost {cost}").format(n=n + 1, cost=formats.number(one.cost))
            style = self.rich_style + self.tone("here") if n == self.chosen else head
            drawn.append((fit(f"{mark}{title}", wide), style))
        return joined(drawn, head, width)


def _columns(outcome: Outcome) -> Iterator[tuple[Piece, ...]]:
    """The modules one under the other, level in every calendar; between two, the gap of each."""
    blocks = [_modules(one) for one in outcome.proposed]
    longest = max((gap.days for one in outcome.proposed for gap in one.gaps), default=1) or 1
    names: list[str] = list(dict.fromkeys(name for block in blocks for name in block))
    for n, name in enumerate(names):
        if n:
            yield _padded([_gap(one, names[n - 1], name, longest) for one in outcome.proposed])
        parts = [list(_module(name, block.get(name, ()), outcome)) for block in blocks]
        for k in range(max(map(len, parts))):
            yield _padded([part[k] if k < len(part) else ("", "") for part in parts])


def _padded(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    # One calendar alone is a column too, not a sentence.
    return tuple(pieces) if len(pieces) > 1 else (*pieces, ("", ""))


def _modules(one: Proposed) -> dict[str, tuple[Place, ...]]:
    found: dict[str, tuple[Place, ...]] = {}
    for place in sorted(one.places, key=lambda place: (place.day, place.start)):
        key = f"{place.module} {place.group}".strip()
        found[key] = (*found.get(key, ()), place)
    return found


def _module(name: str, places: Sequence[Place], outcome: Outcome) -> Iterator[Piece]:
    code, _space, group = name.partition(" ")
    called = line(outcome.names.get(group, group)) if group and _several(outcome) else ""
    title = line(outcome.names.get(code, code))
    yield f"{title}{f' · {called}' if called else ''}", "brand"
    for day, there in groupby(places, key=lambda place: place.day):
        of_day = list(there)
        hours = f"{of_day[0].start:%H:%M}–{max(place.finish for place in of_day):%H:%M}"
        yield f"{WEEKDAYS_SHORT[language()][day.weekday()]} {day:%d/%m/%y} {hours}", ""
    people = dict.fromkeys(ref for place in places for ref, _role in place.trainers)
    rooms = dict.fromkeys(place.venue for place in places if place.venue)
    for refs in (people, rooms):
        if refs:
            yield line(", ".join(outcome.names.get(ref, ref) for ref in refs)), "quiet"


def _several(outcome: Outcome) -> bool:
    return len({place.group for one in outcome.proposed for place in one.places}) > 1


def _gap(one: Proposed, first: str, then: str, longest: int) -> Piece:
    """The days between two modules, drawn to the scale of the longest gap."""
    codes = first.partition(" ")[0], then.partition(" ")[0]
    gap: GapBetween | None = next((gap for gap in one.gaps if (gap.first, gap.then) == codes), None)
    if gap is None:
        return "", ""
    bar = "━" * max(1, gap.days * _GAP_WIDE // longest)
    return f"  ┃ {bar} {_('{n} d').format(n=formats.number(gap.days))}", "frame"


def _costs(outcome: Outcome, chosen: int, width: int) -> Iterator[tuple[Piece, ...]]:
    one = outcome.proposed[chosen]
    yield (("", ""),)
    title = _("What calendar {n} costs").format(n=chosen + 1)
    yield ((f"{title} · {formats.number(one.cost)}", "brand"),)
    for term in one.terms:
        if term.cost:
            yield ((f"{formats.number(term.cost):>6}  {line(term.text)}", ""),)
    for note in outcome.notes:
        yield from (((part, "warn"),) for part in wrapped(f"▲ {line(note)}", width - 2))


def _reasons(outcome: Outcome, width: int) -> Iterator[tuple[Piece, ...]]:
    if outcome.status == "stopped" and not outcome.reasons:
        yield ((_("It was stopped before a calendar was found. r looks again."), "warn"),)
        return
    yield ((_("No calendar keeps all of this together:"), "bad"),)
    for reason in outcome.reasons:
        yield from _told("✗ ", reason, width, "")
    if outcome.relaxations:
        yield (("", ""),)
        told = _("What would make one possible, each alone (Enter takes its dates, for a reason):")
        yield from (((part, "brand"),) for part in wrapped(told, width - 2))


def _way(one: Relaxation, width: int) -> Iterator[tuple[Piece, ...]]:
    yield from _told("→ ", one.text, width, "")
    if one.dates:
        days = dict.fromkeys(place.day for place in one.dates)
        yield from _told("   ", formats.days(days), width, "quiet")


def _told(mark: str, text: str, width: int, tone: str) -> Iterator[tuple[Piece, ...]]:
    for n, part in enumerate(wrapped(line(text), width - len(mark) - 2)):
        yield ((f"{mark if n == 0 else ' ' * len(mark)}{part}", tone),)


def _wrong(wrong: BackofficeError, width: int) -> Iterator[tuple[Piece, ...]]:
    for one in each(wrong):
        yield from _told("✗ ", one.message, width, "bad")
        if one.remedy:
            yield from _told("  ", one.remedy, width, "quiet")
