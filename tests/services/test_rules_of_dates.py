"""A date is held or confirmed only where the people, the place and the day allow, or by name for a reason."""

from __future__ import annotations

from typing import Any

import pytest

from backoffice.domain.conflicts import SlotConflict
from backoffice.errors import BackofficeError
from backoffice.store.journal import Entry
from backoffice.store.records import Slot, Trainer
from tests.services.conftest import AFTERNOON, MORNING, Trade, demo_settings, dump
from tests.services.importer import bring, codes, outcomes
from tests.services.planning.conftest import plans

DAY = "2026-09-15"


def keep(trade: Trade, kind: type[Any], ref: str, **columns: Any) -> None:
    """What a form or a file would have kept on a record."""
    with trade.database.transaction() as unit:
        record = unit.find(kind, ref)
        for name, value in columns.items():
            setattr(record, name, value)
        unit.append(Entry("import", record.uid, unit.now, None, ref, {}))
        unit.commit()


def refused(trade: Trade, slot: str) -> str:
    """Why `slot` can't be confirmed; nothing is changed by asking."""
    before = dump(trade.database)
    with pytest.raises(SlotConflict) as raised:
        trade.act("confirm-slot", slot)
    assert dump(trade.database) == before
    assert raised.value.remedy
    return raised.value.message


def dated(trade: Trade, day: str = DAY, half: Any = MORNING, **values: Any) -> str:
    """The first slot of a new dossier, with a date that nothing takes up yet."""
    trainers = values.pop("trainers", None) or [trade.trainer()]
    client = values.pop("client", None) or trade.client()
    ref = trade.drafted(client=client)
    return trade.dated(f"{ref}/S1", day, half, trainers=trainers, **values)


@pytest.mark.parametrize(
    ("day", "word"),
    [("2026-08-10", "closed"), ("2026-11-11", "public holiday"), ("2026-12-25", "public holiday")],
)
def test_our_closures_and_public_holidays_refuse(trade: Trade, day: str, word: str) -> None:
    assert word in refused(trade, dated(trade, day))


def test_the_holidays_are_those_of_the_place(trade: Trade) -> None:
    alsace = trade.venue(name="Colmar", territory="FR-68")
    assert "public holiday" in refused(trade, dated(trade, "2027-12-26", venue=alsace))
    trade.act("confirm-slot", dated(trade, "2027-12-26"))


def test_the_clients_closures_refuse_and_nobody_elses(trade: Trade) -> None:
    closed, other = trade.client(closures=[f"2026-09-14/{DAY} Inventaire"]), trade.client(name="Autre")
    for wrong in ("2026-09-15/2026-09-14", "summer", "2026-09-31"):
        with pytest.raises(BackofficeError, match="closed days"):
            trade.client(closures=[wrong])
    assert "client is closed" in refused(trade, dated(trade, client=closed))
    trade.act("confirm-slot", dated(trade, client=other))
    trade.act("confirm-slot", dated(trade, "2026-09-16", client=closed))


def test_school_holidays_refuse_only_where_the_house_never_plans_in_them(trade: Trade) -> None:
    autumn = "2026-10-20"
    client = trade.client(school_zone="A")
    trade.act("confirm-slot", dated(trade, autumn, client=client))
    plans(trade, school_holidays="never")
    assert "zone A" in refused(trade, dated(trade, autumn, client=client))
    trade.act("confirm-slot", dated(trade, autumn, client=trade.client(school_zone="")))


@pytest.mark.parametrize(
    ("entry", "half", "free"),
    [
        ({"from": DAY, "to": DAY}, MORNING, False),
        ({"from": "2026-09-01", "to": "2026-09-14"}, MORNING, True),
        ({"from": DAY, "to": DAY, "half": "pm"}, MORNING, True),
        ({"from": DAY, "to": DAY, "half": "pm"}, AFTERNOON, False),
        ({"from": "2026-06-02", "to": None, "rrule": "FREQ=WEEKLY;BYDAY=TU"}, MORNING, False),
        ({"from": "2026-06-02", "to": None, "rrule": "FREQ=WEEKLY;BYDAY=WE"}, MORNING, True),
        ({"from": "2026-06-01", "to": None, "rrule": "FREQ=MONTHLY;BYDAY=3TU", "half": "am"}, MORNING, False),
        ({"from": "2026-06-01", "to": None, "rrule": "FREQ=MONTHLY;BYDAY=1TU", "half": "am"}, MORNING, True),
    ],
)
def test_a_trainer_who_is_away_doesnt_teach(trade: Trade, entry: Any, half: Any, free: bool) -> None:
    kerbrat = trade.trainer()
    keep(trade, Trainer, kerbrat, unavailability=[entry])
    slot = dated(trade, DAY, half, trainers=[kerbrat])
    if free:
        trade.act("confirm-slot", slot)
    else:
        assert "Kerbrat is away" in refused(trade, slot)


def test_a_room_holds_those_who_have_a_seat_else_those_who_are_expected(trade: Trade) -> None:
    room = trade.venue(capacity=2)
    slot = dated(trade, venue=room)
    assert "holds 2" in refused(trade, slot)
    group = slot.replace("/S1", "/G1")
    trade.act("enrol", group, {"people": ["UN Ana", "DEUX Bob"]})
    trade.act("confirm-slot", slot)
    other = dated(trade, "2026-09-16", venue=room)
    trade.act("enrol", other.replace("/S1", "/G1"), {"people": ["A Un", "B Deux", "C Trois"]})
    assert "there are 3" in refused(trade, other)


def test_somebody_of_two_groups_isnt_at_two_places(trade: Trade) -> None:
    client = trade.client()
    first, second = (dated(trade, client=client, trainers=[trade.trainer(name)]) for name in ("Un", "Deux"))
    person = trade.act("new-participant", "", {"name": "ARNAUD", "first_name": "Zoé", "client": client}).ref
    for slot in (first, second):
        trade.act("enrol", slot.replace("/S1", "/G1"), {"people": [person]})
    trade.act("confirm-slot", first)
    assert "Zoé ARNAUD" in refused(trade, second)
    trade.act("withdraw-enrolment", second.replace("/S1", "/G1/P1"), reason="leaves")
    trade.act("confirm-slot", second)


def test_two_towns_a_half_day_apart_leave_no_time_to_travel(trade: Trade) -> None:
    kerbrat = trade.trainer()
    here, there = trade.venue(name="Ici"), trade.venue(name="Là", city="Lyon")
    trade.act("confirm-slot", dated(trade, DAY, AFTERNOON, trainers=[kerbrat], venue=here))
    next_morning = dated(trade, "2026-09-16", MORNING, trainers=[kerbrat], venue=there)
    assert "no time to travel" in refused(trade, next_morning)
    trade.act("confirm-slot", dated(trade, "2026-09-16", AFTERNOON, trainers=[kerbrat], venue=there))
    plans(trade, travel_half_days=0)
    trade.act("confirm-slot", next_morning)


def test_what_is_only_proposed_is_warned_of(trade: Trade) -> None:
    ref = trade.drafted()
    kerbrat = trade.trainer()
    done = trade.run("date-slot", f"{ref}/S1", {"day": "2026-11-11", **MORNING, "trainers": [kerbrat]})
    assert [text for text in done.warnings if "public holiday" in text and f"{ref}/S1" in text]
    done = trade.run("move-slot", f"{ref}/S1", {"day": "2026-11-12", **MORNING, "trainers": [kerbrat]})
    assert done.warnings == ()


def test_a_rule_is_broken_by_name_for_a_reason_and_kept_again_once_it_moves(trade: Trade) -> None:
    slot = dated(trade, "2026-11-11")
    with pytest.raises(BackofficeError, match="reason"):
        trade.act("break-rule", slot, {"broken": ["holiday"]})
    trade.act("break-rule", slot, {"broken": ["closure"], "why": "other rule"})
    assert "public holiday" in refused(trade, slot)
    trade.act("break-rule", slot, {"broken": ["holiday"], "why": "the client works that day"})
    trade.act("confirm-slot", slot)
    with trade.database.reading() as unit:
        row = unit.driver.execute("SELECT payload FROM journal WHERE act = 'break-rule' ORDER BY seq DESC")
        payload = row.fetchone()[0]
    assert "the client works that day" in payload
    assert "holiday" in payload
    team = [kept(trade, slot).team[0].trainer.ref]
    trade.act("move-slot", slot, {"day": "2026-11-12", **MORNING, "trainers": team})
    assert kept(trade, slot).broken == []
    with pytest.raises(SlotConflict):
        trade.act("move-slot", slot, {"day": "2026-11-11", **MORNING, "trainers": team})


def kept(trade: Trade, ref: str) -> Slot:
    from backoffice.services.kinds import resolve

    with trade.database.reading() as unit:
        found: Slot = resolve(unit, ref, "slot").record
        _loaded = [one.trainer for one in found.team]
        return found


def test_nobody_is_at_two_places_by_name_either(trade: Trade) -> None:
    slot = dated(trade)
    for rule in ("trainer", "venue", "group", "gravity"):
        with pytest.raises(BackofficeError):
            trade.act("break-rule", slot, {"broken": [rule], "why": "please"})


def test_several_places_break_rules_together_by_name(trade: Trade) -> None:
    slot = dated(trade, "2026-09-15")
    ref = slot.partition("/")[0]
    trade.act("confirm-slot", slot)
    trainer = kept(trade, slot).team[0].trainer.ref
    place = {"places": [f"S1 2026-11-11 09:00-12:30 {trainer}"]}
    with pytest.raises(SlotConflict):
        trade.act("move-slots", ref, place)
    trade.act("move-slots", ref, place | {"broken": ["holiday"], "why": "the client works"})
    assert kept(trade, slot).broken == ["holiday"]


def test_undoing_puts_back_a_date_that_a_rule_now_forbids_but_never_a_trainer_twice(trade: Trade) -> None:
    kerbrat = trade.trainer()
    slot = dated(trade, trainers=[kerbrat])
    trade.act("confirm-slot", slot)
    trade.act("move-slot", slot, {"day": "2026-09-16", **MORNING, "trainers": [kerbrat]})
    settings = demo_settings()
    closures = [{"name": "Travaux", "first": DAY, "last": DAY}]
    hours = settings.hours.model_dump(mode="json") | {"closures": closures}
    from backoffice.services.house import apply_settings
    from tests.services.conftest import ROOT

    apply_settings(trade.database, demo_settings(hours=hours), ROOT)
    trade.undo()
    assert str(kept(trade, slot).day) == DAY


def test_history_is_brought_in_as_it_was_with_what_it_breaks_said_but_nobody_twice(trade: Trade) -> None:
    kerbrat, ref = trade.trainer(), trade.drafted()
    head = "request;module;day;start;finish;trainers;state;external_ref\n"
    line = f"{ref};M1;2025-11-11;09:00;12:30;{kerbrat};done"
    report = bring(trade, f"{head}{line};S-1\n", "slots")
    assert outcomes(report) == ["created"]
    [warning] = report.warnings
    assert warning.code == "slot_conflict"
    assert "public holiday" in warning.message
    twice = bring(trade, f"{head}{line.replace(ref, trade.drafted())};S-2\n", "slots")
    assert [code for _place, code in codes(twice.errors)] == ["slot_conflict"]
    assert "already teaches" in twice.errors[0].message
