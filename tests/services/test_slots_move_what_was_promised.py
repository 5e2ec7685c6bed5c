"""Whatever act moves the slots, what was promised and planned around them moves with them."""

from __future__ import annotations

from typing import Any

import pytest

from backoffice.store.doctor import examine_database
from tests.services.clock_kit import promises, sound, states
from tests.services.conftest import AFTERNOON, MORNING, Trade
from tests.services.task_kit import called, tasks
from tests.services.test_options import FIRST, SECOND, UNTIL, calendar

HALVES = (MORNING, AFTERNOON, MORNING)
LATER = ("2026-09-22", "2026-09-22", "2026-10-20")


def agreed(house: Trade, days: tuple[str, str, str] = FIRST) -> tuple[str, str]:
    """An accepted dossier whose three half-days are confirmed, and their trainer."""
    ref, _quote = house.accepted()
    for act in ("receive-piece", "accept-piece"):
        house.act(act, called(house, "Convention signée"))
    trainer = house.trainer()
    for n, (day, half) in enumerate(zip(days, HALVES, strict=True), 1):
        house.dated(f"{ref}/S{n}", day, half, trainers=[trainer])
    house.act("confirm-slots", ref)
    return ref, trainer


def places(ref: str, days: tuple[str, str, str], trainer: str) -> dict[str, Any]:
    lines = [
        f"{ref}/S{n} {day} {half['start']}-{half['finish']} {trainer}"
        for n, (day, half) in enumerate(zip(days, HALVES, strict=True), 1)
    ]
    return {"places": lines}


def due(trade: Trade, ref: str) -> dict[str, str]:
    return {name: item["due_date"] for name, item in promises(trade, ref).items()}


def test_slots_moved_together_take_tasks_and_promises_with_them(house: Trade) -> None:
    ref, trainer = agreed(house)
    before = due(house, ref)
    assert (before["documents"], before["certificates"]) == ("2026-09-01", "2026-10-13")
    assert tasks(house)["Feuilles – Module 1"] == ("2026-09-11", "to_do")
    house.act("tick-task", called(house, "Questionnaire"))
    house.act("move-slots", ref, places(ref, LATER, trainer), reason="the client asked")
    assert tasks(house)["Feuilles – Module 1"] == ("2026-09-18", "to_do")
    assert tasks(house)["Questionnaire"] == ("2026-08-14", "done")
    # Their dates are open again: nothing is owed around them until they are agreed anew.
    assert not {"documents", "certificates"} & set(due(house, ref))
    house.act("confirm-slots", ref)
    after = due(house, ref)
    assert (after["documents"], after["certificates"]) == ("2026-09-08", "2026-10-27")
    assert promises(house, ref)["dates"]["state"] == "kept", "given once, on the day of the first agreement"
    assert sound(house)
    house.undo()
    house.undo()
    assert due(house, ref) == before
    assert tasks(house)["Feuilles – Module 1"] == ("2026-09-11", "to_do")
    assert sound(house)


@pytest.mark.parametrize("until", [None, UNTIL])
def test_an_option_that_is_chosen_plans_the_tasks_and_keeps_the_promise_of_dates(
    house: Trade, until: str | None
) -> None:
    ref, _quote = house.accepted()
    for act in ("receive-piece", "accept-piece"):
        house.act(act, called(house, "Convention signée"))
    trainer = house.trainer()
    offers = [calendar(ref, days, trainer) for days in (FIRST, SECOND)]
    held = {"until": until} if until else {}
    house.act("propose-options", ref, {"answer_by": "2026-06-12", "calendars": offers} | held)
    assert "Feuilles – Module 1" not in tasks(house)
    assert "documents" not in due(house, ref)
    house.act("choose-option", f"{ref}/O2", {"client_says_yes": True})
    # Until the trainer has said yes the slots are only held: nothing counts from them yet.
    assert states(house, ref)["dates"] == "running"
    assert "Feuilles – Module 1" not in tasks(house)
    for n in (1, 2, 3):
        assert "documents" not in due(house, ref) or n > 1
        house.act("record-answer", f"{ref}/S{n}", {"whom": "trainer", "answer": "yes"})
    assert promises(house, ref)["dates"]["closed_by"] == "record-answer"
    assert states(house, ref)["dates"] == "kept"
    assert due(house, ref)["documents"] == "2026-09-08"
    assert tasks(house)["Feuilles – Module 1"] == ("2026-09-18", "to_do")
    assert not examine_database(house.database)


def test_an_option_that_everybody_agreed_to_keeps_the_promise_of_dates_at_once(house: Trade) -> None:
    ref, _quote = house.accepted()
    for act in ("receive-piece", "accept-piece"):
        house.act(act, called(house, "Convention signée"))
    trainer = house.trainer()
    house.act(
        "propose-options", ref, {"answer_by": "2026-06-12", "calendars": [calendar(ref, FIRST, trainer)]}
    )
    house.act("record-answer", f"{ref}/O1", {"whom": "trainer", "answer": "yes"})
    assert states(house, ref)["dates"] == "running", "an answer on an option gives no date yet"
    house.act("choose-option", f"{ref}/O1", {"client_says_yes": True})
    assert promises(house, ref)["dates"]["closed_by"] == "choose-option"
    assert tasks(house)["Feuilles – Module 1"] == ("2026-09-11", "to_do")
    assert sound(house)
