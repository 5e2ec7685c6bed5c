"""What the planner's screens ask and do: boards, loads, proposals; staged moves and calendars taken."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from backoffice.content.calendars import PlaceOf, Places
from backoffice.errors import BackofficeError, Invalid
from backoffice.i18n import _
from backoffice.services.kinds import resolve
from backoffice.services.office import Office
from backoffice.services.office import Outcome as Kept
from backoffice.services.planning.answer_json import line_of
from backoffice.services.planning.board import board_of
from backoffice.services.planning.board_load import load_of
from backoffice.services.planning.board_moves import clashes_of
from backoffice.services.planning.board_values import Board, Clash, Load, Staged
from backoffice.services.planning.proposing import Stop, propose
from backoffice.services.planning.values import Outcome, Proposed, Wish


class PlanningDesk:
    """The planner's part of the desk; every method may be called from any worker thread."""

    _office: Office

    def board(self, by: str, first: date, weeks: int) -> Board:
        with self._office.database.reading() as unit:
            return board_of(self._office.doing(unit), by, first, weeks)

    def load(self, first: date, months: int) -> Load:
        with self._office.database.reading() as unit:
            return load_of(self._office.doing(unit), first, months)

    def clashes(self, staged: Sequence[Staged]) -> tuple[Clash, ...]:
        with self._office.database.reading() as unit:
            return clashes_of(self._office.doing(unit), staged)

    def propose(self, ref: str, wish: Wish, stop: Stop) -> Outcome:
        return propose(self._office.database, ref, wish, stop)

    def _taken(self, ref: str, chosen: Proposed, key: str) -> Kept:
        """Gives a dossier's slots the dates of a calendar that was proposed."""
        values = Places(places=tuple(line_of(place) for place in chosen.places))
        return self._office.do("take-calendar", ref, values, key=key)

    def _moved(self, staged: Sequence[Staged], broken: Sequence[str], why: str, key: str) -> Kept:
        """Makes all the staged moves in one act, or none."""
        if not staged:
            raise Invalid(_("No move is staged."), remedy=_("Pick a slot up, then move it."))
        values = Places(places=self._lines(staged), broken=tuple(broken), why=why)
        return self._office.do("move-slots", staged[0].slot.partition("/")[0], values, key=key)

    def _lines(self, staged: Sequence[Staged]) -> tuple[str, ...]:
        """Where each slot goes, with who teaches and where as they are now. Raises MovedMeanwhile."""
        with self._office.database.reading() as unit:
            return tuple(line_to(resolve(unit, one.slot, "slot").record, one) for one in staged)


class MovedMeanwhile(BackofficeError):
    """A slot that somebody else moved since the board was read."""

    code = "moved_meanwhile"

    def __init__(self, slot: str) -> None:
        super().__init__(
            _("{slot} was moved by somebody else meanwhile.").format(slot=slot),
            remedy=_("Read the board again (r), look where it is now, and move it from there."),
        )


def line_to(slot: Any, one: Staged) -> str:
    """Where a slot goes, as `move-slots` reads it. Raises MovedMeanwhile."""
    now = (slot.day, slot.start, slot.finish)
    if one.was is not None and now != (one.was[0], f"{one.was[1]:%H:%M}", f"{one.was[2]:%H:%M}"):
        raise MovedMeanwhile(one.slot)
    return PlaceOf(
        slot=one.slot,
        day=one.day,
        start=one.start,
        finish=one.finish,
        venue=slot.venue.ref if slot.venue else None,
        trainers=tuple(seat.trainer.ref for seat in slot.team),
    ).line()
