"""The lines at the top and the bottom of every screen: where one is, which house, which keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from backoffice.i18n import _, formats
from backoffice.services.opening import House
from backoffice.tui.keys import key_name
from backoffice.tui.shown import fit, line


@dataclass(frozen=True, slots=True)
class Place:
    """A screen that a key opens: its name, its key, its label (message id)."""

    name: str
    key: str
    label: str


@dataclass(frozen=True, slots=True)
class _Spot:
    """Cells from `start` to `end` of a line that do something when clicked."""

    start: int
    end: int
    act: Callable[[], object]


class Bar(Widget):
    """One line made of segments, some of which can be clicked."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"bar--strong", "bar--quiet", "bar--here", "bar--warn"}
    DEFAULT_CSS = """
    Bar {
        height: 1; color: $bo-text; background: $bo-bar;
        .bar--strong { color: $bo-brand; text-style: bold; }
        .bar--quiet { color: $bo-quiet; }
        .bar--here { color: $bo-here-text; background: $bo-here; text-style: bold; }
        .bar--warn { color: $bo-warn; text-style: bold; }
        &:ansi .bar--here { text-style: bold reverse; }
        &:nocolor .bar--here { text-style: bold reverse; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._spots: list[_Spot] = []

    def fill(self, width: int) -> list[Segment]:
        """The segments of the line, at most `width` cells."""
        raise NotImplementedError

    def style_of(self, name: str = "") -> Style:
        partial = self.get_component_rich_style(f"bar--{name}", partial=True) if name else Style.null()
        return self.rich_style + partial

    def render_line(self, y: int) -> Strip:
        if y:
            return Strip.blank(self.size.width, self.rich_style)
        self._spots.clear()
        return Strip(self.fill(self.size.width)).adjust_cell_length(self.size.width, self.rich_style)

    def spot(self, start: int, text: str, act: Callable[[], object]) -> None:
        self._spots.append(_Spot(start, start + cell_len(text), act))

    def on_click(self, event: events.Click) -> None:
        for spot in self._spots:
            if spot.start <= event.x < spot.end:
                event.stop()
                spot.act()
                return

    def retell(self) -> None:
        self.refresh()


# The word that says that the day is frozen, or a short day.
_DAY_ROOM = 10


class HouseBar(Bar):
    """The screens with their keys at the left; the organisation, the user and the day at the right."""

    def __init__(
        self, house: House, places: tuple[Place, ...], here: str, go: Callable[[str], object]
    ) -> None:
        super().__init__()
        self.house, self.places, self.here, self.go = house, places, here, go

    def fill(self, width: int) -> list[Segment]:
        segments: list[Segment] = []
        x = 0
        for place, text in zip(self.places, self._names(width), strict=True):
            self.spot(x, text, lambda name=place.name: self.go(name))  # type: ignore[misc]
            segments.append(Segment(text, self.style_of("here" if place.name == self.here else "")))
            x += cell_len(text)
        right = self._right(width - x - 1)
        gap = width - x - cell_len("".join(text for text, _style in right))
        segments.append(Segment(" " * max(0, gap), self.rich_style))
        return segments + [Segment(text, self.style_of(style)) for text, style in right]

    def _names(self, width: int) -> list[str]:
        """The screens by their names; short of room, they stand closer, then the long ones are cut so that
        the day stays in sight."""
        for letters, after in ((30, " "), (30, ""), (8, ""), (7, ""), (6, ""), (5, "")):
            labels = [_(place.label) for place in self.places]
            cut = [one if cell_len(one) <= letters else fit(one, letters) for one in labels]
            found = [f" {place.key} {label}{after}" for place, label in zip(self.places, cut, strict=True)]
            if sum(map(cell_len, found)) + _DAY_ROOM <= width:
                break
        return found

    def _right(self, room: int) -> list[tuple[str, str]]:
        house = self.house
        day = formats.weekday_date(house.today) if room > 70 else formats.short_date(house.today)
        who, when = (f" {house.initials.upper()} ", "strong"), (f" {day} ", "quiet")
        # A frozen day is said in words: nobody should date a real document by the demo's clock.
        frozen = [(f"◈ {_('frozen')} ", "warn")] if house.frozen else []
        short = (f" {day[:5]} ", "quiet")
        for pieces in ([who, when, *frozen], [when, *frozen], [short, *frozen], frozen):
            left = room - sum(cell_len(text) for text, _style in pieces)
            if left >= 0:
                break
        else:
            return []
        if left >= 8 and who in pieces:
            name = line(house.organisation)
            pieces = [(fit(name, min(left, cell_len(name))), "quiet"), *pieces]
        return pieces


class CrumbBar(Bar):
    """The breadcrumb at the left, what the screen says of itself at the right (counts, the filter's chip)."""

    DEFAULT_CSS = """
    CrumbBar { background: $bo-raised; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._crumbs: tuple[str, ...] = ()
        self._note, self._tone = "", "quiet"

    def say(
        self, crumbs: tuple[str, ...] | None = None, note: str | None = None, tone: str = "quiet"
    ) -> None:
        """Shows another way here, another note, or both."""
        if crumbs is not None:
            self._crumbs = crumbs
        if note is not None:
            self._note, self._tone = note, tone
        self.refresh()

    def fill(self, width: int) -> list[Segment]:
        note = f" {line(self._note)} " if self._note else ""
        note = fit(note, min(cell_len(note), width // 2))
        way = " › ".join(line(crumb) for crumb in self._crumbs)
        *before, _sep, last = way.rpartition(" › ")
        room = width - cell_len(note)
        head = "".join(before)
        text = fit(f" {head}{' › ' if head else ''}{last}", room)
        split = min(len(text), 1 + len(head) + (3 if head else 0))
        return [
            Segment(text[:split], self.style_of("quiet")),
            Segment(text[split:], self.style_of("strong")),
            Segment(note, self.style_of(self._tone)),
        ]


class KeysBar(Bar):
    """The keys that do something here: Help and Commands first, then what fits."""

    FIRST: ClassVar[tuple[str, ...]] = ("app.help", "app.commands")

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def on_unmount(self) -> None:
        self.screen.bindings_updated_signal.unsubscribe(self)

    def _changed(self, _screen: Screen[object]) -> None:
        self.refresh()

    def fill(self, width: int) -> list[Segment]:
        segments: list[Segment] = []
        x = 0
        for keys, label, press in self._items():
            name = f" {key_name(keys)} "
            text = f"{label} "
            if x + cell_len(name + text) > width:
                break
            self.spot(x, name + text, lambda pressed=press: self.app.simulate_key(pressed))  # type: ignore[misc]
            segments += [Segment(name, self.style_of("strong")), Segment(text, self.rich_style)]
            x += cell_len(name + text)
        return segments

    def _items(self) -> Iterable[tuple[str, str, str]]:
        bindings = self._bindings_here()
        first = [binding for id in self.FIRST for binding in bindings if binding.id == id]
        rest = [binding for binding in bindings if binding.id not in self.FIRST]
        own: Mapping[str, str] = getattr(self.screen, "own_names", dict)()
        for binding in first + rest:
            yield binding.key, own.get(binding.id or "") or _(binding.description), binding.key
        for keys, label in getattr(self.screen, "extra_keys", tuple)():
            yield keys, line(label), keys

    def _bindings_here(self) -> list[Binding]:
        seen: dict[str, Binding] = {}
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if binding.show and active.enabled and binding.id:
                # Several keys of one act are shown once, by the first.
                seen.setdefault(binding.id, binding)
        return list(seen.values())
