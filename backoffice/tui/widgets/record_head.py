"""The head of a record: who and what, its stages, dates and running commitments; its tabs; its next step."""

from __future__ import annotations

from collections.abc import Callable

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from backoffice.i18n import _, formats, ngettext
from backoffice.services.ports import Clock, Minutes, Seats, Sheet, Tab
from backoffice.services.states import sign
from backoffice.tui.shown import fit, line
from backoffice.tui.widgets.bars import Bar
from backoffice.tui.widgets.lines import LineList, joined

Piece = tuple[str, str]  # text and tone


def clock_pieces(clock: Clock) -> tuple[Piece, ...]:
    state = sign("due", clock.state)
    words = (sign("owed_by", clock.owed_by).word, line(clock.label) or sign("step", clock.step).word)
    name = " · ".join(word for word in words if word)
    day = formats.brief_date(clock.due)
    return (
        (f"{state} ", state.tone),
        (f"{name[:1].upper()}{name[1:]} ", ""),
        (f"{day}{_promised(clock) or _days_left(clock.left)}", "quiet"),
    )


def _promised(clock: Clock) -> str:
    if clock.promised is None:
        return ""
    return f" ({_('promised for {day}').format(day=formats.brief_date(clock.promised))})"


def _days_left(left: int | None) -> str:
    if left is None:
        return ""
    if left < 0:
        text = ngettext("{n} working day late", "{n} working days late", -left).format(n=-left)
    else:
        text = ngettext("{n} working day left", "{n} working days left", left).format(n=left)
    return f" ({text})"


def minutes_pieces(minutes: Minutes, width: int) -> tuple[Piece, ...]:
    total = formats.duration(minutes.total)
    settled = minutes.confirmed + minutes.done
    pieces: list[Piece] = [
        (_("Dates") + " ", "quiet"),
        (_("{part} of {total} confirmed").format(part=formats.duration(settled), total=total), ""),
    ]
    for amount, text, tone in (
        (minutes.held, _("{time} held"), ""),
        (minutes.proposed, _("{time} proposed"), ""),
        (minutes.to_plan, _("{time} to plan"), "warn"),
    ):
        if amount:
            pieces.append((" · " + text.format(time=formats.duration(amount)), tone))
    room = width - cell_len("".join(text for text, _tone in pieces)) - 4
    return (*pieces, *(_gauge(minutes, min(24, room)) if room >= 8 else ()))


def seats_pieces(seats: Seats) -> tuple[Piece, ...]:
    """Who is there, what is left, what is missing: ``People 7 enrolled · 2 waiting · 3 seats left``."""
    pieces: list[Piece] = [
        (_("People") + " ", "quiet"),
        (ngettext("{n} enrolled", "{n} enrolled", seats.enrolled).format(n=seats.enrolled), ""),
    ]
    for n, text, tone in (
        (seats.admitted, ngettext("{n} admitted", "{n} admitted", seats.admitted), ""),
        (seats.candidates, ngettext("{n} candidate", "{n} candidates", seats.candidates), "info"),
        (seats.waiting, ngettext("{n} waiting", "{n} waiting", seats.waiting), "warn"),
        (seats.missing, ngettext("{n} missing to confirm", "{n} missing to confirm", seats.missing), "warn"),
    ):
        if n:
            pieces.append((" · " + text.format(n=n), tone))
    if seats.left is not None:
        left = ngettext("{n} seat left", "{n} seats left", seats.left).format(n=seats.left)
        pieces.append((f" · {left if seats.left else _('full')}", "" if seats.left else "warn"))
    return tuple(pieces)


def _gauge(minutes: Minutes, width: int) -> tuple[Piece, ...]:
    """One cell for each share: full when confirmed, half when held, light when proposed or to plan."""
    if not minutes.total:
        return ()
    full = (minutes.confirmed + minutes.done) * width // minutes.total
    half = minutes.held * width // minutes.total
    return (("  ", ""), ("█" * full, "good"), ("▒" * half, "info"), ("░" * (width - full - half), "frame"))


class SheetHead(LineList, can_focus=False):
    """Who and what, the stages as a stepper, the dates, the commitments that run, whom one waits for."""

    DEFAULT_CSS = """
    SheetHead { height: auto; max-height: 7; background: $bo-raised; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._sheet: Sheet | None = None
        self._lines: tuple[tuple[Piece, ...], ...] = ()

    def show(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self.forget()

    def count(self) -> int:
        return len(self._lines)

    def stops(self, index: int) -> bool:
        return False

    def forget(self) -> None:
        if self._sheet is not None:
            self._lines = tuple(_head_lines(self._sheet, (self.size.width or self.app.size.width) - 2))
            self.styles.height = len(self._lines)
        self.refresh(layout=True)

    def measured(self) -> None:
        self.refresh(layout=True)

    def draw(self, index: int, width: int, here: bool) -> Strip:
        base = self.rich_style
        pieces = [(" ", Style.null())] + [(text, self.tone(tone)) for text, tone in self._lines[index]]
        return joined(pieces, base, width)


def _head_lines(sheet: Sheet, width: int) -> list[tuple[Piece, ...]]:
    name = " · ".join(line(part) for part in (sheet.title, sheet.subtitle) if part)
    owner = line(sheet.owner)
    room = width - cell_len(sheet.ref) - 2 - (cell_len(owner) + 2 if owner else 0)
    lines: list[tuple[Piece, ...]] = [
        (
            (line(sheet.ref), "brand"),
            ("  ", ""),
            (fit(name, max(8, room)), ""),
            (f"  {owner}" if owner else "", "quiet"),
        )
    ]
    if sheet.steps:
        lines.append(tuple(_stepper(sheet, width)))
    if sheet.minutes is not None and sheet.minutes.total:
        lines.append(minutes_pieces(sheet.minutes, width))
    if sheet.seats is not None:
        lines.append(seats_pieces(sheet.seats))
    if sheet.clocks or sheet.waiting_for:
        lines += _clock_lines(sheet, width)
    return lines


def _stepper(sheet: Sheet, width: int) -> list[Piece]:
    """The stages in a row; short of room, those that are neither here nor next keep their glyph alone."""
    whole = [sign("stage", step.stage).word for step in sheet.steps]
    current = next((i for i, step in enumerate(sheet.steps) if step.state == "current"), -1)
    marks = 2 * sum(1 for step in sheet.steps if step.state in ("current", "skipped"))
    fits = cell_len(" ─ ".join(whole)) + marks <= width
    pieces: list[Piece] = []
    for index, (step, word) in enumerate(zip(sheet.steps, whole, strict=True)):
        state = sign("stage", step.stage)
        if index:
            pieces.append((" ─ ", "frame"))
        if step.state == "current":
            pieces.append((f"{state.glyph} {word.upper()}", "brand"))
        elif not fits and index not in (current + 1,):
            pieces.append(
                (
                    {"done": "✓", "skipped": "⊘"}.get(step.state, "○"),
                    "good" if step.state == "done" else "quiet",
                )
            )
        else:
            mark = {"skipped": "⊘ "}.get(step.state, "")
            pieces.append((mark + word, "good" if step.state == "done" else "quiet"))
    if current < 0 and sheet.stage:
        end = sign("stage", sheet.stage)
        pieces += [(" ─ ", "frame"), (f"{end.glyph} {end.word.upper()}", "bad")]
    return pieces


def _clock_lines(sheet: Sheet, width: int) -> list[tuple[Piece, ...]]:
    items = [clock_pieces(clock) for clock in sheet.clocks]
    if sheet.waiting_for:
        who = sign("waiting", sheet.waiting_for).word
        chase = (
            ", " + _("chase on {day}").format(day=formats.brief_date(sheet.chase_on))
            if sheet.chase_on
            else ""
        )
        items.append((("‖ ", "quiet"), (_("waiting for: {who}").format(who=who), ""), (chase, "quiet")))
    lines: list[tuple[Piece, ...]] = []
    for item in items:
        long = cell_len("".join(text for text, _tone in item))
        used = cell_len("".join(text for text, _tone in lines[-1])) if lines else width
        if lines and used + long + 4 <= width:
            lines[-1] = (*lines[-1], ("    ", ""), *item)
        else:
            lines.append(item)
    return lines[:3]


class TabBar(Bar):
    """The tabs of a record, the one that is shown set off."""

    DEFAULT_CSS = """
    TabBar { background: $bo-raised; }
    """

    def __init__(self, choose: Callable[[str], object]) -> None:
        super().__init__()
        self._choose = choose
        self._tabs: tuple[Tab, ...] = ()
        self._chosen = ""

    def show(self, tabs: tuple[Tab, ...], chosen: str) -> None:
        self._tabs, self._chosen = tabs, chosen
        self.refresh()

    def fill(self, width: int) -> list[Segment]:
        segments: list[Segment] = [Segment("┌", self.style_of("quiet"))]
        x = 1
        for tab in self._visible(width):
            text = self._text(tab)
            self.spot(x, text, lambda name=tab.name: self._choose(name))  # type: ignore[misc]
            segments += [
                Segment(text, self.style_of("here" if tab.name == self._chosen else "")),
                Segment("┬", self.style_of("quiet")),
            ]
            x += cell_len(text) + 1
        segments[-1] = Segment("┐", self.style_of("quiet"))
        return segments

    def _text(self, tab: Tab) -> str:
        return f" {_(tab.label)}{' ' + tab.badge if tab.badge else ''} "

    def _visible(self, width: int) -> tuple[Tab, ...]:
        """The tabs that fit, moved along so that the chosen one is among them."""
        start = 0
        names = [tab.name for tab in self._tabs]
        chosen = names.index(self._chosen) if self._chosen in names else 0
        while (
            start < chosen
            and sum(cell_len(self._text(tab)) + 1 for tab in self._tabs[start : chosen + 1]) > width - 2
        ):
            start += 1
        kept: list[Tab] = []
        used = 2
        for tab in self._tabs[start:]:
            used += cell_len(self._text(tab)) + 1
            if used > width:
                break
            kept.append(tab)
        return tuple(kept)


class NextBar(Bar):
    """The next step of the trade, said before it is done; what is missing for it."""

    def __init__(self) -> None:
        super().__init__()
        self._says = ""
        self._missing: tuple[str, ...] = ()
        self._waits_for: tuple[str, ...] = ()

    def show(self, says: str, missing: tuple[str, ...], waits_for: tuple[str, ...] = ()) -> None:
        self._says, self._missing, self._waits_for = says, missing, waits_for
        self.display = bool(says)
        self.refresh()

    def fill(self, width: int) -> list[Segment]:
        missing = ", ".join(line(one) for one in self._missing)
        tasks = ", ".join(line(one) for one in self._waits_for)
        told = (
            _("missing: {things}").format(things=missing) if missing else "",
            _("waits for: {tasks}").format(tasks=tasks) if tasks else "",
        )
        text = "".join(f"· {part} " for part in told if part)
        says = f" {line(self._says)} "
        return [
            Segment(" n ", self.style_of("here")),
            Segment(fit(says, min(cell_len(says), width - 4)), self.style_of()),
            Segment(text, self.style_of("warn")),
        ]
