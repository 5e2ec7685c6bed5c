"""Slots by hand: nothing is taken twice, and where a slot was stays in its history."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from backoffice.domain.conflicts import SlotConflict
from backoffice.domain.slots import SlotError, SlotMoveRefused
from backoffice.errors import BackofficeError, Invalid, NotFound
from backoffice.services.acts import Doing
from backoffice.services.dispatcher import settings_of
from backoffice.services.standing import minutes_of, next_of
from backoffice.store.records import Request, Slot
from tests.services.conftest import AFTERNOON, Trade, dump
from tests.store.postgres import NOW

DAY = "2026-09-15"


def slot(trade: Trade, request: str, n: int) -> Slot:
    with trade.database.reading() as unit:
        found = (
            unit.session.query(Slot).filter(Slot.sequence == n).join(Request).filter(Request.ref == request)
        )
        one = found.one()
        _loaded = (one.team, one.past, one.venue)
        return one


def standing(trade: Trade, ref: str) -> tuple[Any, Any]:
    with trade.database.reading() as unit:
        doing = Doing(unit, settings_of(unit), None, unit.now)
        request = unit.find(Request, ref)
        return minutes_of(doing, request), next_of(doing, request)


def test_slots_to_plan_exist_from_the_draft_offer_and_minutes_to_plan_show(trade: Trade) -> None:
    ref = trade.drafted(groups=2)
    minutes, step = standing(trade, ref)
    assert (minutes.total, minutes.to_plan) == (630, 630)
    assert step.act == "draft-proposal"
    with trade.database.reading() as unit:
        assert unit.session.query(Slot).count() == 6
    trade.dated(f"{ref}/S1", DAY)
    minutes, _step = standing(trade, ref)
    # The second group's morning isn't dated yet: nobody's missing date hides behind another's.
    assert (minutes.to_plan, minutes.proposed) == (630, 0)
    trade.dated(f"{ref}/S4", DAY)
    minutes, _step = standing(trade, ref)
    assert (minutes.to_plan, minutes.proposed) == (420, 210)


def test_two_dossiers_never_take_the_same_trainer_at_once(trade: Trade) -> None:
    trainer = trade.trainer()
    first, second = trade.drafted(), trade.drafted()
    trade.dated(f"{first}/S1", DAY, trainers=[trainer])
    trade.dated(f"{second}/S1", DAY, trainers=[trainer])
    trade.act("confirm-slot", f"{first}/S1")
    before = dump(trade.database)
    for act, values in (("confirm-slot", None), ("hold-slot", {"until": "2026-06-20T10:00:00Z"})):
        with pytest.raises(SlotConflict) as raised:
            trade.act(act, f"{second}/S1", values)
        assert first in raised.value.message
        assert "Kerbrat" in raised.value.message
    assert dump(trade.database) == before
    trade.act("move-slot", f"{second}/S1", {"day": DAY, **AFTERNOON, "trainers": [trainer]})
    trade.act("confirm-slot", f"{second}/S1")
    with pytest.raises(SlotConflict):
        trade.act(
            "move-slot",
            f"{second}/S1",
            {"day": DAY, "start": "12:00", "finish": "15:30", "trainers": [trainer]},
        )


def test_a_room_is_taken_once_and_a_link_or_a_town_as_often_as_wished(trade: Trade) -> None:
    first, second = trade.drafted(), trade.drafted()
    for n, (kind, free) in enumerate((("own", False), ("remote", True), ("town", True)), start=1):
        venue = trade.venue(kind=kind)
        for ref in (first, second):
            trade.dated(f"{ref}/S{n}", f"2026-09-{14 + n}", venue=venue, trainers=[trade.trainer()])
        trade.act("confirm-slot", f"{first}/S{n}")
        if free:
            trade.act("confirm-slot", f"{second}/S{n}")
            continue
        with pytest.raises(SlotConflict):
            trade.act("confirm-slot", f"{second}/S{n}")


def test_all_slots_of_a_dossier_are_confirmed_or_none(trade: Trade) -> None:
    trainer = trade.trainer()
    ref = trade.drafted()
    trade.dated(f"{ref}/S1", DAY, trainers=[trainer])
    trade.dated(f"{ref}/S2", DAY, {"start": "12:00", "finish": "15:30"}, trainers=[trainer])
    before = dump(trade.database)
    with pytest.raises(SlotConflict):
        trade.act("confirm-slots", ref)
    assert dump(trade.database) == before
    with pytest.raises(Invalid, match="waits"):
        trade.act("confirm-slots", trade.drafted())


def test_an_option_that_ran_out_holds_nothing_any_more(trade: Trade) -> None:
    trainer = trade.trainer()
    first, second = trade.drafted(), trade.drafted()
    for ref in (first, second):
        trade.dated(f"{ref}/S1", DAY, trainers=[trainer])
    trade.act("hold-slot", f"{first}/S1", {"until": "2026-06-02T10:00:00Z"})
    with pytest.raises(SlotConflict):
        trade.act("confirm-slot", f"{second}/S1")
    trade.at(NOW + timedelta(days=2))
    trade.act("confirm-slot", f"{second}/S1")
    with pytest.raises(SlotConflict):
        trade.act("confirm-slot", f"{first}/S1")


def test_an_option_never_ends_in_the_past(trade: Trade) -> None:
    ref = trade.drafted()
    trade.dated(f"{ref}/S1", DAY)
    with pytest.raises(Invalid, match="past"):
        trade.act("hold-slot", f"{ref}/S1", {"until": "2026-06-01T07:00:00Z"})


def test_a_moved_slot_is_the_same_slot_asks_everyone_again_and_remembers_where_it_was(trade: Trade) -> None:
    trainer, other, venue = trade.trainer(), trade.trainer("Benamar"), trade.venue()
    ref = trade.drafted()
    trade.dated(f"{ref}/S1", DAY, trainers=[trainer, other], venue=venue)
    trade.act("confirm-slot", f"{ref}/S1")
    before = slot(trade, ref, 1)
    assert (before.client_answer, before.venue_answer) == ("yes", "yes")
    assert [(one.role, one.answer) for one in before.team] == [("lead", "yes"), ("co-trainer", "yes")]
    trade.act("move-slot", f"{ref}/S1", {"day": "2026-09-22", **AFTERNOON}, reason="strike")
    after = slot(trade, ref, 1)
    assert (after.uid, after.state, after.start, after.venue) == (before.uid, "held", "14:00", None)
    assert (after.client_answer, after.team) == ("not_asked", [])
    [past] = after.past
    assert (past.day.isoformat(), past.start, past.trainers, past.reason) == (
        DAY,
        "09:00",
        [trainer, other],
        "strike",
    )


def test_a_slots_hours_are_its_venues(trade: Trade) -> None:
    island = trade.venue(zone="Indian/Reunion", territory="RE")
    ref = trade.drafted()
    trade.dated(f"{ref}/S1", DAY, venue=island)
    found = slot(trade, ref, 1)
    assert found.zone == "Indian/Reunion"
    assert found.starts_at is not None
    assert found.starts_at.isoformat() == "2026-09-15T05:00:00+00:00"


def test_a_slot_without_trainer_isnt_confirmed(trade: Trade) -> None:
    ref = trade.drafted()
    trade.dated(f"{ref}/S1", DAY)
    with pytest.raises(Invalid) as raised:
        trade.act("confirm-slot", f"{ref}/S1")
    assert "lead" in str(raised.value.remedy)


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"start": "12:30", "finish": "09:00"}, SlotError),
        ({"start": "09:00", "finish": "09:00"}, SlotError),
        ({"start": "09:00", "finish": "12:00", "minutes": 211}, SlotError),
        ({"start": "09:00", "finish": "11:00"}, SlotError),
        ({"start": "09:00", "finish": "12:30", "venue": "VEN-9999"}, NotFound),
        ({"start": "09:00", "finish": "12:30", "trainers": ["TRA-0001", "TRA-0001"]}, Invalid),
        ({"start": "9", "finish": "12:30"}, BackofficeError),
        ({"day": "2026-02-30", "start": "09:00", "finish": "12:30"}, BackofficeError),
        ({"day": "2027-03-28", "start": "02:30", "finish": "06:00"}, BackofficeError),
    ],
)
def test_hours_that_cant_be_are_refused_and_the_slot_stays_to_plan(
    trade: Trade, values: dict[str, Any], error: type[BackofficeError]
) -> None:
    trade.trainer()
    ref = trade.drafted()
    before = dump(trade.database)
    with pytest.raises(error) as raised:
        trade.act("date-slot", f"{ref}/S1", {"day": DAY, **values})
    assert raised.value.message
    assert dump(trade.database) == before


def test_a_state_refuses_what_it_doesnt_allow(trade: Trade) -> None:
    ref = trade.drafted()
    for act, values in (
        ("move-slot", {"day": DAY, **AFTERNOON}),
        ("confirm-slot", None),
        ("undate-slot", None),
    ):
        with pytest.raises(SlotMoveRefused):
            trade.act(act, f"{ref}/S1", values)
    with pytest.raises(Invalid, match="reason"):
        trade.act("cancel-slot", f"{ref}/S1")
    trade.act("cancel-slot", f"{ref}/S1", reason="not needed")
    with pytest.raises(SlotMoveRefused, match="cancelled"):
        trade.act("date-slot", f"{ref}/S1", {"day": DAY, **AFTERNOON})
    minutes, _step = standing(trade, ref)
    assert minutes.total == 420


def test_ranks_of_groups_and_added_slots_never_come_twice(trade: Trade) -> None:
    ref = trade.drafted()
    trade.act("add-group", ref, {"name": "Deux"})
    trade.act("add-slot", ref, {"module": "M1", "minutes": 60})
    trade.act("add-group", ref, {"name": "Trois"}, user="sb")
    trade.act("add-slot", ref, {"module": "M1", "minutes": 60}, user="sb")
    trade.undo()
    trade.act("add-slot", ref, {"module": "M1", "minutes": 60})
    trade.act("add-group", ref, {"name": "Quatre"})
    with trade.database.reading() as unit:
        request = unit.find(Request, ref)
        ranks = [group.position for group in request.training_groups]
        assert len(set(ranks)) == len(ranks) == 4
        stretches = [(s.module_id, s.position) for s in unit.session.query(Slot)]
        assert len(set(stretches)) == len(stretches) == 5


def test_people_are_enrolled_as_they_are_pasted_and_only_once(trade: Trade) -> None:
    ref = trade.drafted()
    lines = ["DE LA TOUR Anne-Lise; cheffe; a@t.example", "Auclair Delphine", "ÉVRARD\tagente", "", "  "]
    trade.act("enrol", f"{ref}/G1", {"people": lines})
    with trade.database.reading() as unit:
        [group] = unit.find(Request, ref).training_groups
        names = [
            (e.participant.name, e.participant.first_name, e.participant.function) for e in group.enrolments
        ]
    assert names == [
        ("DE LA TOUR", "Anne-Lise", "cheffe"),
        ("Auclair", "Delphine", None),
        ("ÉVRARD", None, "agente"),
    ]
    before = dump(trade.database)
    for people in (
        ["PAR-0001"],
        ["Auclair Delphine"],
        ["Roux Zoé", "Roux Zoé"],
        ["PAR-9999"],
        ["Roux; f; pas un mail"],
    ):
        with pytest.raises(BackofficeError):
            trade.act("enrol", f"{ref}/G1", {"people": people})
    assert dump(trade.database) == before
    trade.act("withdraw-participant", f"{ref}/G1", {"people": ["PAR-0001"]})
    with pytest.raises(Invalid):
        trade.act("withdraw-participant", f"{ref}/G1", {"people": ["PAR-0001"]})


def test_sheets_are_printed_again_only_when_something_changed(trade: Trade) -> None:
    ref, _number = trade.accepted()
    with pytest.raises(Invalid, match="date"):
        trade.act("print-attendance-sheets", ref, {})
    trade.dated(f"{ref}/S1", DAY, trainers=[trade.trainer()])

    def printed() -> Any:
        payload = trade.act("print-attendance-sheets", ref, {}).payload
        assert payload is not None
        return [(one["number"], one["version"], one["new"]) for one in payload["sheets"]]

    number = f"EMA-{ref}-M1-G1"
    assert printed() == [(number, 1, True)]
    assert printed() == [(number, 1, False)]
    trade.act("enrol", f"{ref}/G1", {"people": ["Roux Zoé"]})
    assert printed() == [(number, 2, True)]
