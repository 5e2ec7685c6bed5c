"""Raw values of rows and facts, written for people in the language in force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from backoffice.domain.spell import spell_of
from backoffice.domain.spell_said import said_spell
from backoffice.errors import BackofficeError
from backoffice.i18n import _, formats
from backoffice.services.ports import Cell, Column
from backoffice.services.states import sign
from backoffice.tui.shown import line

_zone = ["Europe/Paris"]


def use_zone(zone: str) -> None:
    """The zone that instants are shown in: the organisation's."""
    _zone[0] = zone


RIGHT = frozenset({Cell.MONEY, Cell.MINUTES, Cell.NUMBER, Cell.QUANTITY, Cell.UNIT_PRICE})


def written(raw: str, kind: Cell = Cell.TEXT, states: str = "") -> tuple[str, str]:
    """What a cell shows and its tone; a value that can't be read as its kind is shown as it is."""
    if not raw:
        return "", ""
    if kind is Cell.STATE:
        state = sign(states, raw)
        return str(state), state.tone
    try:
        return _share(raw) if kind is Cell.SHARE else (_value(raw, kind), "")
    except (ValueError, BackofficeError):
        return line(raw), ""


def _value(raw: str, kind: Cell) -> str:
    match kind:
        case Cell.DATE:
            return formats.short_date(date.fromisoformat(raw))
        case Cell.INSTANT:
            return formats.moment(_local(raw))
        case Cell.STAMP:
            local = _local(raw)
            return f"{formats.short_date(local.date())} {local:%H:%M}"
        case Cell.LOCAL_DAY:
            return formats.short_date(_local(raw).date())
        case Cell.MONEY:
            return formats.money(int(raw))
        case Cell.MINUTES:
            return formats.duration(int(raw))
        case Cell.NUMBER:
            return formats.number(int(raw))
        case Cell.QUANTITY:
            return formats.quantity(int(raw))
        case Cell.UNIT_PRICE:
            return formats.unit_price(int(raw))
        case Cell.SIRET:
            return formats.siret(raw)
        case Cell.SPELL:
            return said_spell(spell_of(raw))
        case Cell.MESSAGE:
            return _(raw)
        case _:
            return line(raw)


_BAR = 10
_WHOLE_BP = 10_000


def _share(raw: str) -> tuple[str, str]:
    """``████░░░░░░ 42 %``: how much of a whole is taken; its tone warns, and so does a mark beside it."""
    part, whole, warned = map(int, raw.split("/"))
    if whole <= 0 or part < 0:
        raise ValueError(raw)
    share = part * _WHOLE_BP // whole
    full = max(int(part > 0), min(_BAR, share * _BAR // _WHOLE_BP))
    tone = "bad" if share >= _WHOLE_BP else "warn" if warned and share >= warned else ""
    mark = " ▲" if tone else ""
    # Rounded down to the percent: 99,9 % isn't all.
    return f"{'█' * full}{'░' * (_BAR - full)} {formats.rate(share // 100 * 100)}{mark}", tone


def _local(raw: str) -> datetime:
    return datetime.fromisoformat(raw).astimezone(ZoneInfo(_zone[0]))


@dataclass(frozen=True, slots=True)
class Place:
    """A column as it is laid out: which cell of the row, and how many cells of the screen."""

    index: int
    column: Column
    width: int


def laid_out(columns: Sequence[Column], width: int, gap: int = 2) -> tuple[Place, ...]:
    """The columns that fit in `width` cells: the highest priority leaves first, `grow` shares the rest."""
    kept = list(enumerate(columns))
    while len(kept) > 1 and _needed(kept, gap) > width:
        leaving = max(kept, key=lambda pair: (pair[1].priority, pair[0]))
        if leaving[1].priority == 0:
            break
        kept.remove(leaving)
    spare = max(0, width - _needed(kept, gap))
    shares = sum(column.grow for _index, column in kept)
    places: list[Place] = []
    for index, column in kept:
        extra = spare * column.grow // shares if shares else 0
        places.append(Place(index, column, column.width + extra))
    return tuple(places)


def _needed(kept: Sequence[tuple[int, Column]], gap: int) -> int:
    return sum(column.width for _index, column in kept) + gap * (len(kept) - 1)
