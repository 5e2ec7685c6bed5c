"""What staged moves would meet, before any is made: looked at as if they were, and nothing is kept."""

from __future__ import annotations

from collections.abc import Sequence

from backoffice.domain.conflicts import OCCUPYING, UNBREAKABLE, Conflict, unbroken
from backoffice.domain.slots import SLOT_MOVES, SlotMoveRefused, SlotState, interval
from backoffice.errors import BackofficeError
from backoffice.services.acts import Doing
from backoffice.services.kinds import ref_of, resolve
from backoffice.services.links_kept import soft_gaps
from backoffice.services.planning.board_values import Clash, Staged
from backoffice.services.taking_up import clashes_with
from backoffice.store.records import Slot


def clashes_of(doing: Doing, staged: Sequence[Staged]) -> tuple[Clash, ...]:
    """Every rule that these moves would break together; nothing is written, whatever happens."""
    found: list[Clash] = []
    with doing.unit.session.no_autoflush:
        moved: list[Slot] = []
        for one in staged:
            slot = resolve(doing.unit, one.slot, "slot").record
            assert isinstance(slot, Slot)
            wrong = _put(slot, one)
            if wrong is not None:
                found.append(wrong)
            else:
                moved.append(slot)
        try:
            for slot in moved:
                found += (*_clashes(doing, slot, moved), *_wished(doing, slot))
        finally:
            doing.unit.session.expire_all()
    return tuple({_said(one): one for one in reversed(found)}.values())[::-1]


def _said(one: Clash) -> tuple[str, ...]:
    """What tells a clash from another: a wish is the same whichever slot it is said of."""
    return (one.text,) if one.wished else (one.slot, one.rule, one.text)


def _put(slot: Slot, one: Staged) -> Clash | None:
    """Puts a slot where it would go, or says why it can't move at all."""
    try:
        if SlotState(slot.state) not in SLOT_MOVES["move-slot"]:
            raise SlotMoveRefused("move-slot", SlotState(slot.state))
        when = interval(one.day, one.start, one.finish, slot.zone)
    except BackofficeError as wrong:
        return Clash(one.slot, "state", wrong.message, wrong.remedy or "", hard=True, stops=True)
    slot.day, slot.start, slot.finish = one.day, f"{one.start:%H:%M}", f"{one.finish:%H:%M}"
    slot.starts_at, slot.ends_at = when.starts_at, when.ends_at
    return None


def _clashes(doing: Doing, slot: Slot, moved: Sequence[Slot]) -> list[Clash]:
    # What is only proposed takes nothing up: beside others that move, it is looked at all the same.
    found = unbroken(clashes_with(doing, slot, moved), slot.broken)
    stops = slot.state in OCCUPYING
    return [_clash(slot, one, stops) for one in found]


def _wished(doing: Doing, slot: Slot) -> list[Clash]:
    """What the programme would rather have between modules, which binds nobody: once where slots share it."""
    return [
        Clash(ref_of(slot), "", text, "", hard=False, stops=False, wished=True)
        for text in soft_gaps(doing, slot)
    ]


def _clash(slot: Slot, one: Conflict, stops: bool) -> Clash:
    return Clash(ref_of(slot), one.rule, one.text, one.remedy, one.rule in UNBREAKABLE, stops)
