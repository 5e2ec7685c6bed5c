"""What if a trainer is away: their dates in it mended, dossier by dossier, the one against the other."""

from __future__ import annotations

from datetime import date

import pytest

from backoffice.domain.spell import Spell
from backoffice.errors import NotFound
from backoffice.services.planning.away import if_away
from backoffice.services.planning.away_values import IfAwayOutcome
from tests.services.conftest import AFTERNOON, MORNING, Trade, dump
from tests.services.planning.conftest import linked, teacher

FIRST, LAST = date(2026, 9, 14), date(2026, 9, 25)
TWO_WEEKS = Spell(FIRST, LAST)


def booked(trade: Trade, trainer: str, *days: str) -> str:
    """A dossier of one trainer whose first slots stand on these days, morning and afternoon in turn."""
    ref = linked(trade)
    for n, day in enumerate(days, 1):
        hours = MORNING if n % 2 else AFTERNOON
        trade.dated(f"{ref}/S{n}", day, hours, trainers=[trainer])
        trade.act("confirm-slot", f"{ref}/S{n}")
    return ref


def asked(trade: Trade, trainer: str, spell: Spell = TWO_WEEKS) -> IfAwayOutcome:
    return if_away(trade.database, trainer, spell)


def test_another_trainer_takes_over_what_falls_in_the_absence(planning: Trade) -> None:
    kerbrat, other = teacher(planning), teacher(planning, "Benamar")
    ref = booked(planning, kerbrat, "2026-09-15", "2026-09-15", "2026-09-16")
    before = dump(planning.database)
    [mended] = asked(planning, kerbrat).mended
    assert (mended.ref, mended.met, mended.solved) == (ref, tuple(f"{ref}/S{n}" for n in (1, 2, 3)), True)
    assert [one.slot for one in mended.changes] == list(mended.met)
    for change in mended.changes:
        assert (change.was.day, change.was.start) == (change.now.day, change.now.start)
        assert (change.was.trainers, change.now.trainers) == ((kerbrat,), (other,))
    assert dump(planning.database) == before


def test_where_nobody_else_can_the_dates_leave_the_absence(planning: Trade) -> None:
    kerbrat = teacher(planning)
    booked(planning, kerbrat, "2026-09-15", "2026-09-15", "2026-09-16")
    [mended] = asked(planning, kerbrat).mended
    assert mended.changes
    assert all(not FIRST <= change.now.day <= LAST for change in mended.changes)


def test_two_dossiers_mended_together_never_meet(planning: Trade) -> None:
    kerbrat = teacher(planning)
    for day in ("2026-09-15", "2026-09-17"):
        booked(planning, kerbrat, day, day)
    found = asked(planning, kerbrat)
    assert len(found.mended) == 2
    stands = [(one.now.day, one.now.start) for mended in found.mended for one in mended.changes]
    assert len(stands) == 4
    assert len(set(stands)) == 4


def test_the_moves_and_the_absence_are_recorded_together_and_undone(planning: Trade) -> None:
    kerbrat = teacher(planning)
    refs = [booked(planning, kerbrat, day, day) for day in ("2026-09-15", "2026-09-17")]
    found = asked(planning, kerbrat)
    lines = [f"{one.slot} {one.day} {one.start:%H:%M}-{one.finish:%H:%M} {kerbrat}" for one in found.places()]
    before = dump(planning.database)
    planning.act("move-slots", refs[0], {"places": lines})
    planning.act("add-absence", kerbrat, {"when": TWO_WEEKS.line()})
    assert asked(planning, kerbrat).mended == ()
    planning.undo()
    planning.undo()
    assert dump(planning.database) == before


def test_dates_outside_of_the_absence_are_nobodys_concern(planning: Trade) -> None:
    kerbrat = teacher(planning)
    booked(planning, kerbrat, "2026-10-06")
    assert asked(planning, kerbrat).mended == ()
    wednesdays = Spell(FIRST, LAST, "FREQ=WEEKLY;BYDAY=WE", "pm")
    booked(planning, kerbrat, "2026-09-15")
    assert asked(planning, kerbrat, wednesdays).mended == ()


def test_it_is_stopped_between_dossiers(planning: Trade) -> None:
    kerbrat = teacher(planning)
    booked(planning, kerbrat, "2026-09-15")
    told: list[tuple[int, int]] = []
    found = if_away(
        planning.database, kerbrat, TWO_WEEKS, stop=lambda: True, tell=lambda n, of: told.append((n, of))
    )
    assert (found.stopped, found.mended, told) == (True, (), [(0, 1)])


def test_there_must_be_such_a_trainer(planning: Trade) -> None:
    with pytest.raises(NotFound):
        asked(planning, "TRA-9999")
