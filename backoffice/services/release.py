"""The slots of a dossier that ends are given back, and found again when it is reopened."""

from __future__ import annotations

from collections.abc import Sequence

from backoffice.domain.options import LIVE
from backoffice.domain.slots import SlotState
from backoffice.services.acts import Doing
from backoffice.services.options.reading import options_of
from backoffice.services.slots import slots_of
from backoffice.store.records import Request

_AHEAD = (SlotState.TO_PLAN, SlotState.PROPOSED, SlotState.HELD, SlotState.CONFIRMED)


def release(doing: Doing, request: Request) -> list[int]:
    """Cancels the slots that a dead dossier would go on taking up, and gives up its options; gives the ranks
    of the slots."""
    ranks = []
    for slot in slots_of(doing, request):
        past = slot.ends_at is not None and slot.ends_at <= doing.now
        if slot.state in _AHEAD and not past:
            slot.state, slot.hold_until = SlotState.CANCELLED, None
            ranks.append(slot.sequence)
    for option in options_of(doing, request):
        if option.state in LIVE:
            option.state, option.closed_at = "released", doing.occurred_at
    doing.unit.session.flush()
    return ranks


def take_back(doing: Doing, request: Request, ranks: Sequence[int]) -> None:
    """Puts released slots back: proposed where they have a date, since somebody may have taken it."""
    for slot in slots_of(doing, request):
        if slot.sequence in ranks and slot.state == SlotState.CANCELLED:
            slot.state = SlotState.PROPOSED if slot.day else SlotState.TO_PLAN
    doing.unit.session.flush()
