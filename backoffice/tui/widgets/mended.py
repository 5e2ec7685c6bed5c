"""What becomes of a trainer's dates, dossier by dossier: what would move, where to, or why it can't."""

from __future__ import annotations

from collections.abc import Iterator

from textual.strip import Strip

from backoffice.errors import each
from backoffice.i18n import _, formats, language
from backoffice.i18n.words import WEEKDAYS_SHORT
from backoffice.services.planning.away_values import Change, IfAwayOutcome, Mended, Stand
from backoffice.tui.shown import line
from backoffice.tui.widgets.lines import LineList, joined
from backoffice.tui.widgets.sheet import wrapped

Line = tuple[str, str]


class MendedList(LineList):
    """A dossier a stop, its changes below it; those that are left out keep their dates."""

    def __init__(self) -> None:
        super().__init__()
        self.found: IfAwayOutcome | None = None
        self.left_out: set[str] = set()
        self._lines: tuple[Line, ...] = ()
        self._stops: dict[int, Mended] = {}

    def show(self, found: IfAwayOutcome | None) -> None:
        """What was found; nothing yet while it is looked for."""
        self.found = found
        self.left_out &= {one.ref for one in found.mended} if found is not None else set()
        self.forget()
        self.go_to(0)

    @property
    def here(self) -> Mended | None:
        return self._stops.get(self.cursor)

    @property
    def wanted(self) -> tuple[str, ...]:
        """The dossiers that have something to move and aren't left out."""
        mended = self.found.mended if self.found is not None else ()
        return tuple(one.ref for one in mended if one.changes and one.ref not in self.left_out)

    def turn(self) -> None:
        """Leaves the dossier under the cursor out, or takes it in again."""
        one = self.here
        if one is not None and one.changes:
            self.left_out ^= {one.ref}
            self.forget()

    def forget(self) -> None:
        width = max(20, self.line_width) - 2
        lines: list[Line] = []
        self._stops.clear()
        found = self.found
        for one in found.mended if found is not None else ():
            assert found is not None
            if lines:
                lines.append(("", ""))
            self._stops[len(lines)] = one
            lines += _lines(one, found, width, left_out=one.ref in self.left_out)
        self._lines = tuple(lines) or tuple(_nothing(found, width))
        self.measured()

    def count(self) -> int:
        return len(self._lines)

    def stops(self, index: int) -> bool:
        return not self._stops or index in self._stops

    def draw(self, index: int, width: int, here: bool) -> Strip:
        text, tone = self._lines[index]
        chosen = here and index in self._stops
        mark = "›" if chosen else " "
        return joined(
            [(mark, self.tone("brand")), (text, self.tone("here" if chosen else tone))],
            self.rich_style,
            width,
        )


def _nothing(found: IfAwayOutcome | None, width: int) -> Iterator[Line]:
    if found is None:
        yield _("Looking what becomes of these dates…"), "quiet"
    elif found.stopped:
        yield _("It was stopped before anything was found. r looks again."), "warn"
    else:
        told = _("{trainer} teaches nothing on these days: nothing has to move.")
        yield from ((part, "good") for part in wrapped(told.format(trainer=line(found.name)), width))


def _lines(one: Mended, found: IfAwayOutcome, width: int, *, left_out: bool) -> Iterator[Line]:
    if not one.solved:
        head, tone = "✗", "bad"
    elif left_out:
        head, tone = "☐", "quiet"
    else:
        head, tone = "☑", "brand"
    yield f"{head} {one.ref} · {line(one.topic)}", tone
    for change in one.changes:
        yield from ((part, "quiet" if left_out else "") for part in _change(change, found, width))
    for text, tone in _why(one):
        yield from ((f"    {part}", tone) for part in wrapped(text, width - 4))


def _change(change: Change, found: IfAwayOutcome, width: int) -> list[str]:
    rank = change.slot.rpartition("/")[2]
    was, now = _stand(change.was, change.now, found), _stand(change.now, change.was, found)
    head = (
        f"    {rank} {line(change.module)} : "
        if language() == "fr"
        else f"    {rank} {line(change.module)}: "
    )
    whole = f"{head}{was} → {now}"
    if len(whole) <= width:
        return [whole]
    return [head.rstrip(), *(f"      {part}" for part in wrapped(f"{was} → {now}", width - 6))]


def _stand(one: Stand, other: Stand, found: IfAwayOutcome) -> str:
    """When, and whatever of who and where isn't the same on the other side."""
    weekday = WEEKDAYS_SHORT[language()][one.day.weekday()]
    parts = [f"{weekday} {one.day:%d/%m/%y} {formats.time_span(one.start, one.finish)}"]
    if one.trainers != other.trainers:
        parts.append(line(", ".join(found.names.get(ref, ref) for ref in one.trainers)) or _("nobody"))
    if one.venue != other.venue:
        parts.append(line(found.names.get(one.venue or "", one.venue or "")) or _("no venue"))
    return ", ".join(parts)


def _why(one: Mended) -> Iterator[Line]:
    if one.wrong is not None:
        for wrong in each(one.wrong):
            yield wrong.message, "bad"
            if wrong.remedy:
                yield wrong.remedy, "quiet"
        return
    outcome = one.outcome
    if outcome is None or outcome.proposed:
        return
    if outcome.status == "stopped":
        yield _("It was stopped before a way was found."), "warn"
    for reason in outcome.reasons:
        yield f"✗ {reason}", ""
    for way in outcome.relaxations:
        yield f"→ {way.text}", "quiet"
