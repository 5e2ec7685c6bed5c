"""What the planner's screens ask and do: boards, loads, proposals; moves, calendars taken, absences."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from backoffice.content.absences import NewAbsence
from backoffice.content.calendars import PlaceOf, Places
from backoffice.content.options import OptionsWish
from backoffice.content.plan_wish import IfAway, PlanWish, ShownOptions
from backoffice.domain.spell import spell_of
from backoffice.errors import BackofficeError, Invalid
from backoffice.i18n import _
from backoffice.services.dispatcher import Order
from backoffice.services.kinds import resolve
from backoffice.services.office import Office
from backoffice.services.office import Outcome as Kept
from backoffice.services.options.proposing import calendar_of
from backoffice.services.planning.answer_json import line_of
from backoffice.services.planning.away import Tell, if_away
from backoffice.services.planning.away_values import IfAwayOutcome
from backoffice.services.planning.board import board_of
from backoffice.services.planning.board_load import load_of
from backoffice.services.planning.board_moves import clashes_of
from backoffice.services.planning.board_values import Board, Clash, Load, Staged
from backoffice.services.planning.easing import NotToBeEased, broken_by, can_be_eased
from backoffice.services.planning.proposing import Stop, propose
from backoffice.services.planning.values import Outcome, Place, Proposed, Relaxation, Wish
from backoffice.services.planning.wishes import wish_of
from backoffice.services.ports import Outcome as Told


class MovedMeanwhile(BackofficeError):
    """A slot that somebody else moved since the board was read."""

    code = "moved_meanwhile"

    def __init__(self, slot: str) -> None:
        super().__init__(
            _("{slot} was moved by somebody else meanwhile.").format(slot=slot),
            remedy=_("Drop the move (Esc), look where the slot is now, and move it from there."),
        )


class PlanningDesk:
    """The planner's part of the desk; every method may be called from any worker thread."""

    _office: Office

    def _told(self, act: str, done: Kept) -> Told:
        """What an act did, in one sentence."""
        raise NotImplementedError

    # Reading

    def board(self, by: str, first: date, weeks: int) -> Board:
        with self._office.database.reading() as unit:
            return board_of(self._office.doing(unit), by, first, weeks)

    def load(self, first: date, months: int) -> Load:
        with self._office.database.reading() as unit:
            return load_of(self._office.doing(unit), first, months)

    def clashes(self, staged: Sequence[Staged]) -> tuple[Clash, ...]:
        with self._office.database.reading() as unit:
            return clashes_of(self._office.doing(unit), staged)

    def propose(self, ref: str, wish: PlanWish | None, stop: Stop) -> Outcome:
        return propose(self._office.database, ref, wish_of(wish) if wish else Wish(), stop)

    def if_away(self, trainer: str, wish: IfAway, stop: Stop, tell: Tell) -> IfAwayOutcome:
        return if_away(self._office.database, trainer, spell_of(wish.when), stop, tell)

    # Doing

    def take_calendar(self, ref: str, chosen: Proposed, key: str, *, repair: bool = False) -> Told:
        """Gives a dossier's slots the dates of a calendar that was proposed; a repair moves them."""
        act = "move-slots" if repair else "take-calendar"
        values = Places(places=_lines(chosen.places))
        return self._told(act, self._office.do(act, ref, values, key=key))

    def take_eased(self, ref: str, eased: Relaxation, why: str, key: str) -> Told:
        """Gives the slots the dates that easing one rule makes possible, by its name and for a reason.

        Raises NotToBeEased where somebody would be at two places.
        """
        if not can_be_eased(eased.rule):
            raise NotToBeEased(eased.text)
        broken, reason = broken_by(eased.rule), f"{why} [{eased.rule}]"
        values = Places(places=_lines(eased.dates), broken=broken, why=reason)
        return self._told("take-calendar", self._office.do("take-calendar", ref, values, key=key))

    def propose_shown(self, ref: str, shown: Sequence[Proposed], asked: ShownOptions, key: str) -> Told:
        """Proposes to the client the very calendars that are on screen."""
        values = OptionsWish(
            want=len(shown),
            answer_by=asked.answer_by,
            until=asked.until,
            with_quote=asked.with_quote,
            calendars=tuple(map(calendar_of, shown)),
        )
        return self._told("propose-options", self._office.do("propose-options", ref, values, key=key))

    def make_away(
        self, found: IfAwayOutcome, refs: Sequence[str], asked: IfAway, key: str, *, record: bool
    ) -> Told:
        """Moves the slots of these dossiers as was found and, to `record` it, notes the absence: together."""
        places = found.places(refs)
        orders = []
        if places:
            first = places[0].slot.partition("/")[0]
            orders.append(Order("move-slots", first, Places(places=_lines(places), why=asked.label)))
        if record:
            orders.append(Order("add-absence", found.trainer, NewAbsence(when=asked.when, label=asked.label)))
        if not orders:
            raise Invalid(_("There is nothing to move."), remedy=_("Choose at least one dossier."))
        return self._told(orders[-1].act, self._office.do_all(orders, key=key))

    def move_staged(self, staged: Sequence[Staged], broken: Sequence[str], why: str, key: str) -> Told:
        """Makes all the staged moves in one act, or none."""
        if not staged:
            raise Invalid(_("No move is staged."), remedy=_("Pick a slot up, then move it."))
        values = Places(places=self._staged_lines(staged), broken=tuple(broken), why=why)
        first = staged[0].slot.partition("/")[0]
        return self._told("move-slots", self._office.do("move-slots", first, values, key=key))

    def _staged_lines(self, staged: Sequence[Staged]) -> tuple[str, ...]:
        """Where each slot goes, with who teaches and where as they are now. Raises MovedMeanwhile."""
        with self._office.database.reading() as unit:
            return tuple(line_to(resolve(unit, one.slot, "slot").record, one) for one in staged)


def _lines(places: Sequence[Place]) -> tuple[str, ...]:
    return tuple(line_of(place) for place in places)


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
