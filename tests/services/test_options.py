"""Calendars proposed to a client: some held, answered date by date, one chosen, the others given up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from backoffice.domain.conflicts import SlotConflict
from backoffice.domain.options import OptionMoveRefused
from backoffice.errors import BackofficeError, Invalid, NotFound
from backoffice.services.acts import Doing
from backoffice.services.agenda import Here, agenda_of
from backoffice.services.dispatcher import settings_of
from backoffice.services.house import apply_settings
from backoffice.services.kinds import resolve
from backoffice.services.options.proposing import NoCalendar, NoLiveQuote
from backoffice.services.options.reading import state_of
from backoffice.services.showing import shown
from backoffice.services.standing import minutes_of
from tests.services.conftest import AFTERNOON, MORNING, ROOT, Trade, demo_settings, dump, journal
from tests.store.postgres import NOW

ANSWER_BY = "2026-06-12"
UNTIL = "2026-06-15T10:00:00Z"
FIRST = ("2026-09-15", "2026-09-15", "2026-10-06")
SECOND = ("2026-09-22", "2026-09-22", "2026-10-20")


def calendar(ref: str, days: tuple[str, str, str], trainer: str = "", venue: str = "") -> dict[str, Any]:
    """The dossier's three half-days on these days."""
    halves = (MORNING, AFTERNOON, MORNING)
    more = f"{f' @{venue}' if venue else ''}{f' {trainer}' if trainer else ''}"
    lines = [
        f"S{n} {day} {half['start']}-{half['finish']}{more}"
        for n, (day, half) in enumerate(zip(days, halves, strict=True), start=1)
    ]
    return {"places": lines, "cost": 10, "gaps": [{"first": "M1", "then": "M2", "days": 21}]}


def propose(trade: Trade, ref: str, *calendars: dict[str, Any], **values: Any) -> None:
    trade.act("propose-options", ref, {"answer_by": ANSWER_BY, "calendars": list(calendars)} | values)


def proposed(trade: Trade, **values: Any) -> tuple[str, str]:
    """A dossier with two options of one trainer, and who that is."""
    ref, trainer = trade.drafted(), trade.trainer()
    propose(trade, ref, calendar(ref, FIRST, trainer), calendar(ref, SECOND, trainer), **values)
    return ref, trainer


def states(trade: Trade, ref: str, *ranks: int) -> list[str]:
    """What its options are now, seen with the clock."""
    with trade.database.reading() as unit:
        doing = Doing(unit, settings_of(unit), None, unit.now)
        return [str(state_of(doing, resolve(unit, f"{ref}/O{n}", "option").record)) for n in ranks or (1, 2)]


def slots(trade: Trade, ref: str) -> list[tuple[str, str]]:
    """The day and the state of each slot."""
    with trade.database.reading() as unit:
        found = [resolve(unit, f"{ref}/S{n}", "slot").record for n in (1, 2, 3)]
        return [(one.day.isoformat() if one.day else "", one.state) for one in found]


def test_what_is_proposed_takes_nothing_up_and_leaves_the_slots_to_plan(trade: Trade) -> None:
    ref, trainer = proposed(trade)
    assert states(trade, ref) == ["offered", "offered"]
    assert slots(trade, ref) == [("", "to_plan")] * 3
    other = trade.drafted()
    trade.dated(f"{other}/S1", FIRST[0], trainers=[trainer])
    trade.act("confirm-slot", f"{other}/S1")


def test_what_is_held_is_taken_for_every_other_dossier_until_it_ends(trade: Trade) -> None:
    ref, trainer = proposed(trade, until=UNTIL)
    assert states(trade, ref) == ["held", "held"]
    other = trade.drafted()
    for n, day in ((1, FIRST[0]), (3, SECOND[2])):
        trade.dated(f"{other}/S{n}", day, trainers=[trainer])
        with pytest.raises(SlotConflict) as raised:
            trade.act("confirm-slot", f"{other}/S{n}")
        assert ref in raised.value.message
    trade.at(datetime(2026, 6, 15, 10, tzinfo=UTC))
    assert states(trade, ref) == ["expired", "expired"]
    trade.act("confirm-slot", f"{other}/S1")


def test_two_dossiers_never_hold_the_same_trainer_at_once(trade: Trade) -> None:
    _ref, trainer = proposed(trade, until=UNTIL)
    other = trade.drafted()
    propose(trade, other, calendar(other, SECOND, trainer))
    before = dump(trade.database)
    with pytest.raises(SlotConflict):
        trade.act("hold-option", f"{other}/O1", {"until": UNTIL})
    assert dump(trade.database) == before


def test_holds_take_nothing_up_where_the_house_says_so(trade: Trade) -> None:
    planning = {"holds": "free"}
    apply_settings(trade.database, demo_settings(planning=planning), ROOT)
    _ref, trainer = proposed(trade, until=UNTIL)
    other = trade.drafted()
    trade.dated(f"{other}/S1", FIRST[0], trainers=[trainer])
    trade.act("confirm-slot", f"{other}/S1")


def test_an_offer_runs_out_after_the_last_day_to_answer(trade: Trade) -> None:
    ref, _trainer = proposed(trade)
    trade.at(datetime(2026, 6, 12, 21, 59, tzinfo=UTC))
    assert states(trade, ref) == ["offered", "offered"]
    trade.at(datetime(2026, 6, 12, 22, 0, tzinfo=UTC))
    assert states(trade, ref) == ["expired", "expired"]
    with pytest.raises(OptionMoveRefused, match="expired"):
        trade.act("choose-option", f"{ref}/O1")


def test_choosing_one_releases_the_others_and_holds_what_lacks_a_yes(trade: Trade) -> None:
    ref, trainer = proposed(trade, until=UNTIL)
    done = trade.act("choose-option", f"{ref}/O2")
    assert states(trade, ref) == ["released", "chosen"]
    assert slots(trade, ref) == [(day, "held") for day in SECOND]
    assert "Kerbrat" in done.says
    other = trade.drafted()
    trade.dated(f"{other}/S1", FIRST[0], trainers=[trainer])
    trade.act("confirm-slot", f"{other}/S1")


def test_a_slot_is_confirmed_with_its_last_yes(trade: Trade) -> None:
    ref, trainer = trade.drafted(), trade.trainer()
    venue = trade.venue()
    propose(trade, ref, calendar(ref, FIRST, trainer, venue))
    trade.act("record-answer", f"{ref}/O1", {"whom": "trainer", "slots": "1 2"})
    trade.act("record-answer", f"{ref}/O1", {"whom": "venue", "slots": "1"})
    trade.act("choose-option", f"{ref}/O1")
    assert [state for _day, state in slots(trade, ref)] == ["confirmed", "held", "held"]
    trade.act("record-answer", f"{ref}/S2", {"whom": "venue"})
    trade.act("record-answer", f"{ref}/S3", {"whom": "venue"})
    assert [state for _day, state in slots(trade, ref)] == ["confirmed", "confirmed", "held"]
    trade.act("record-answer", f"{ref}/S3", {"whom": "trainer", "trainer": trainer})
    assert [state for _day, state in slots(trade, ref)] == ["confirmed"] * 3
    trade.act("record-answer", f"{ref}/S3", {"whom": "trainer", "answer": "no"})
    assert [state for _day, state in slots(trade, ref)] == ["confirmed", "confirmed", "held"]


def test_a_date_that_somebody_refused_is_only_proposed(trade: Trade) -> None:
    ref, _trainer = proposed(trade)
    trade.act("record-answer", f"{ref}/O1", {"whom": "trainer", "answer": "no", "slots": "3"})
    trade.act("choose-option", f"{ref}/O1")
    assert [state for _day, state in slots(trade, ref)] == ["held", "held", "proposed"]


def test_choosing_is_refused_whole_when_a_date_was_taken_meanwhile(trade: Trade) -> None:
    ref, trainer = proposed(trade)
    other = trade.drafted()
    trade.dated(f"{other}/S1", FIRST[2], trainers=[trainer])
    trade.act("confirm-slot", f"{other}/S1")
    before = dump(trade.database)
    with pytest.raises(SlotConflict):
        trade.act("choose-option", f"{ref}/O1")
    assert dump(trade.database) == before
    trade.act("choose-option", f"{ref}/O2")


def test_every_act_on_options_is_undone_whole(trade: Trade) -> None:
    ref, trainer = proposed(trade)
    acts: list[tuple[str, str, dict[str, Any] | None]] = [
        ("hold-option", ref, {"until": UNTIL, "which": "2"}),
        ("hold-option", f"{ref}/O1", {"until": UNTIL}),
        ("extend-option", f"{ref}/O1", {"answer_by": "2026-06-20", "until": "2026-06-20T10:00:00Z"}),
        ("record-answer", f"{ref}/O1", {"whom": "trainer", "trainer": trainer}),
        ("choose-option", f"{ref}/O1", None),
        ("release-option", ref, {"which": "1 2"}),
    ]
    for name, on, values in acts:
        before = dump(trade.database)
        trade.act(name, on, values)
        assert dump(trade.database) != before
        trade.undo()
        assert dump(trade.database) == before, name


def test_undoing_a_release_takes_nothing_that_was_given_to_others(trade: Trade) -> None:
    ref, trainer = proposed(trade, until=UNTIL)
    trade.act("release-option", f"{ref}/O1")
    samir = Trade(trade.database, "sb")
    other = samir.drafted()
    samir.dated(f"{other}/S1", FIRST[0], trainers=[trainer])
    samir.act("confirm-slot", f"{other}/S1")
    with pytest.raises(SlotConflict):
        trade.undo()


def test_a_hold_follows_the_quote(trade: Trade) -> None:
    ref, quote = trade.offered()
    trainer = trade.trainer()
    propose(trade, ref, calendar(ref, FIRST, trainer), with_quote=True)
    trade.act("extend-validity", quote, {"until": "2026-07-30"})
    trade.at(datetime(2026, 7, 30, 21, 59, tzinfo=UTC))
    assert states(trade, ref, 1) == ["held"]
    trade.at(datetime(2026, 7, 30, 22, 0, tzinfo=UTC))
    assert states(trade, ref, 1) == ["expired"]
    trade.at(NOW + timedelta(hours=1))
    trade.act("accept-quote", quote, {"name": "I. Chambraud", "on": "2026-06-01"})
    trade.at(datetime(2026, 8, 1, tzinfo=UTC))
    assert states(trade, ref, 1) == ["held"]


def test_a_refused_quote_frees_what_was_held_with_it(trade: Trade) -> None:
    ref, quote = trade.offered()
    propose(trade, ref, calendar(ref, FIRST, trade.trainer()), with_quote=True)
    trade.act("withdraw-quote", quote, reason="erreur")
    assert states(trade, ref, 1) == ["expired"]
    trade.undo()
    assert states(trade, ref, 1) == ["held"]


def test_a_hold_needs_a_quote_to_follow(trade: Trade) -> None:
    ref = trade.drafted()
    with pytest.raises(NoLiveQuote):
        propose(trade, ref, calendar(ref, FIRST), with_quote=True)


def test_what_has_run_out_is_written_down_when_it_is_swept(trade: Trade) -> None:
    ref, trainer = proposed(trade)
    trade.act("hold-option", f"{ref}/O1", {"until": UNTIL})
    other = trade.drafted()
    trade.dated(f"{other}/S1", "2026-09-16", trainers=[trainer])
    trade.act("hold-slot", f"{other}/S1", {"until": UNTIL})
    trade.at(datetime(2026, 6, 15, 10, tzinfo=UTC))
    before = dump(trade.database)
    trade.act("expire-options")
    assert states(trade, ref) == ["expired", "expired"]
    assert slots(trade, other)[0] == ("2026-09-16", "proposed")
    swept = [(row[0], row[1]) for row in journal(trade.database)][-4:]
    assert swept == [
        ("expire-options", "er"),
        ("expire-options", f"{ref}/O1"),
        ("expire-options", f"{ref}/O2"),
        ("expire-options", f"{other}/S1"),
    ]
    trade.undo()
    assert dump(trade.database) == before


def test_an_option_that_ran_out_is_held_again_when_all_is_still_free(trade: Trade) -> None:
    ref, _trainer = proposed(trade)
    trade.at(datetime(2026, 6, 20, tzinfo=UTC))
    trade.act("hold-option", f"{ref}/O1", {"until": "2026-06-30T10:00:00Z"})
    trade.act("extend-option", f"{ref}/O2", {"answer_by": "2026-06-30"})
    assert states(trade, ref) == ["held", "offered"]


def test_the_dates_that_slots_have_are_proposed_as_they_are(trade: Trade) -> None:
    ref, trainer = trade.drafted(), trade.trainer()
    trade.dated(f"{ref}/S1", "2026-09-15", trainers=[trainer])
    trade.act("propose-options", ref, {"answer_by": ANSWER_BY, "source": "present"})
    trade.act("move-slot", f"{ref}/S1", {"day": "2026-09-17", **MORNING, "trainers": [trainer]})
    trade.act("choose-option", f"{ref}/O1")
    assert slots(trade, ref)[0] == ("2026-09-15", "held")


def test_the_planner_is_asked_for_calendars(trade: Trade) -> None:
    ref = trade.drafted()
    trade.act("new-trainer", "", {"name": "Un", "skills": ["M1", "M2"]})
    trade.act("new-trainer", "", {"name": "Deux", "skills": ["M1", "M2"]})
    trade.act("propose-options", ref, {"answer_by": ANSWER_BY, "want": 2})
    with trade.database.reading() as unit:
        first = resolve(unit, f"{ref}/O1", "option").record
        assert [place.slot.sequence for place in first.places] == [1, 2, 3]
        assert first.cost is not None
        assert {seat.role for seat in first.places[0].team} == {"lead", "co-trainer"}
    trade.act("choose-option", f"{ref}/O2")
    assert all(day for day, _state in slots(trade, ref))


def test_no_calendar_says_why(trade: Trade) -> None:
    ref = trade.drafted()
    for name in ("Un", "Deux"):
        trade.act("new-trainer", "", {"name": name, "skills": ["M1", "M2"]})
    window = {"start_day": "2026-08-15", "finish_day": "2026-08-16"}
    with pytest.raises(NoCalendar):
        trade.act("propose-options", ref, {"answer_by": ANSWER_BY, **window})


def test_options_of_two_groups_leave_each_other_alone(trade: Trade) -> None:
    ref = trade.drafted(groups=2)
    one = {"places": [f"S1 {FIRST[0]} 09:00-12:30"]}
    two = {"places": [f"S4 {FIRST[0]} 14:00-17:30"]}
    propose(trade, ref, one)
    propose(trade, ref, two)
    trade.act("choose-option", f"{ref}/O1")
    assert states(trade, ref) == ["chosen", "offered"]


def test_bad_places_are_refused(trade: Trade) -> None:
    ref = trade.drafted()
    for line, wrong in (
        ("S9 2026-09-15 09:00-12:30", NotFound),
        ("INT-2026-9999/S1 2026-09-15 09:00-12:30", NotFound),
        ("S1 2026-09-15 12:30-09:00", BackofficeError),
        ("S1 demain", BackofficeError),
    ):
        with pytest.raises(wrong):
            propose(trade, ref, {"places": [line]})
    with pytest.raises(Invalid, match="two places"):
        propose(trade, ref, {"places": [f"S1 {FIRST[0]} 09:00-12:30", f"S1 {FIRST[1]} 09:00-12:30"]})


def test_a_dossier_that_ends_gives_its_options_up(trade: Trade) -> None:
    ref, _trainer = proposed(trade, until=UNTIL)
    trade.act("withdraw", ref, reason="arrêt")
    assert states(trade, ref) == ["released", "released"]


def test_what_ends_within_days_is_warned_of_and_what_ran_out_too(trade: Trade) -> None:
    ref, _trainer = proposed(trade)
    trade.act("hold-option", f"{ref}/O1", {"until": "2026-06-05T10:00:00Z"})
    assert ending_soon(trade) == [(f"O1 · {TOPIC}", "held")]
    trade.at(datetime(2026, 6, 6, tzinfo=UTC))
    assert ending_soon(trade) == [(f"O1 · {TOPIC}", "expired"), (f"O2 · {TOPIC}", "offered")]
    trade.act("expire-options")
    assert ending_soon(trade) == [(f"O2 · {TOPIC}", "offered")]


TOPIC = "Coopérer"


def ending_soon(trade: Trade) -> list[tuple[str, str]]:
    """The block of Today about options: what, and where it stands."""
    with trade.database.reading() as unit:
        groups = agenda_of(unit.driver, Here(unit.now)).groups
    return [(one.what, one.state) for group in groups if group.name == "options" for one in group.lines]


def test_minutes_count_as_held_or_proposed_while_options_wait(trade: Trade) -> None:
    ref, _trainer = proposed(trade)
    assert minutes(trade, ref) == (0, 630, 0)
    trade.act("hold-option", f"{ref}/O1", {"until": UNTIL})
    assert minutes(trade, ref) == (0, 0, 630)
    trade.at(datetime(2026, 6, 16, tzinfo=UTC))
    assert minutes(trade, ref) == (630, 0, 0)


def minutes(trade: Trade, ref: str) -> tuple[int, int, int]:
    """The minutes to plan, proposed and held."""
    with trade.database.reading() as unit:
        doing = Doing(unit, settings_of(unit), None, unit.now)
        found = minutes_of(doing, resolve(unit, ref, "request").record)
        return found.to_plan, found.proposed, found.held


def test_the_sheet_is_issued_again_only_when_something_changed(trade: Trade) -> None:
    ref, _trainer = proposed(trade)
    first = trade.act("print-options", ref).payload or {}
    assert (first["version"], first["new"], first["options"]) == (1, True, [1, 2])
    assert (trade.act("print-options", ref).payload or {})["new"] is False
    trade.act("release-option", f"{ref}/O1")
    again = trade.act("print-options", ref).payload or {}
    assert (again["version"], again["options"]) == (2, [2])
    trade.act("release-option", ref)
    with pytest.raises(Invalid):
        trade.act("print-options", ref)


def test_an_option_is_shown_with_each_answer(trade: Trade) -> None:
    ref, trainer = proposed(trade)
    trade.act("record-answer", f"{ref}/O1", {"whom": "client"})
    with trade.database.reading() as unit:
        doing = Doing(unit, settings_of(unit), None, unit.now)
        one = shown(doing, resolve(unit, f"{ref}/O1"))
        whole = shown(doing, resolve(unit, ref))
    assert (one["format"], one["state"], one["missing"]) == ("option/1", "offered", 3)
    assert one["places"][0]["answers"] == {"client": "yes", "venue": "not_asked"}
    assert one["places"][0]["trainers"] == [{"ref": trainer, "role": "lead", "answer": "not_asked"}]
    assert [option["ref"] for option in whole["options"]] == [f"{ref}/O1", f"{ref}/O2"]


def test_a_task_that_blocks_confirming_holds_the_choice_back(trade: Trade) -> None:
    ref, _trainer = proposed(trade)
    trade.act("add-task", ref, {"title": "Contrat", "blocks": ["confirm-slots"]})
    with pytest.raises(BackofficeError, match="Contrat"):
        trade.act("choose-option", f"{ref}/O1")
    trade.act("choose-option", f"{ref}/O1", reason="accord oral")


def test_the_planner_leaves_alone_what_options_of_others_hold(trade: Trade) -> None:
    both = [trade.act("new-trainer", "", {"name": n, "skills": ["M1", "M2"]}).ref for n in ("Un", "Deux")]
    held, ref = trade.drafted(), trade.drafted()
    window = {"answer_by": ANSWER_BY, "want": 1, "start_day": "2026-09-14", "finish_day": "2026-09-16"}
    days = ("14", "15", "16")
    lines = [f"S{n} 2026-09-{day} 09:00-17:30 {' '.join(both)}" for n, day in enumerate(days, start=1)]
    propose(trade, held, {"places": lines}, until=UNTIL)
    with pytest.raises(NoCalendar):
        trade.act("propose-options", ref, window)
    trade.act("release-option", held)
    trade.act("propose-options", ref, window)
    assert states(trade, ref, 1) == ["offered"]
