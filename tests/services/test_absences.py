"""A trainer's absences noted by hand: said in words, kept, gone over, undone; the slots they meet told."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from backoffice.content.absences import Absences, NewAbsence
from backoffice.content.typed_form import read_field, read_typed, typed_values
from backoffice.domain.conflicts import SlotConflict
from backoffice.errors import Invalid
from backoffice.i18n import speaking
from backoffice.services.dispatcher import Order, do, undo
from backoffice.store.records import Trainer
from tests.services.conftest import AFTERNOON, Trade

WEDNESDAY = "2026-09-16"
EVERY = "FREQ=WEEKLY;BYDAY=WE pm 2026-06-03/"


def kept(trade: Trade) -> list[dict[str, object]]:
    with trade.database.reading() as unit:
        return list(unit.session.query(Trainer).one().unavailability)


def test_an_absence_that_comes_again_keeps_slots_off_its_days_only(trade: Trade) -> None:
    ref, trainer = trade.drafted(), trade.trainer()
    trade.act("add-absence", trainer, {"when": EVERY, "label": "university"})
    trade.dated(f"{ref}/S1", WEDNESDAY, trainers=[trainer])
    trade.act("confirm-slot", f"{ref}/S1")
    with pytest.raises(SlotConflict, match="is away"):
        trade.act("move-slot", f"{ref}/S1", {"day": WEDNESDAY, **AFTERNOON, "trainers": [trainer]})


def test_an_absence_tells_the_slots_that_it_meets(trade: Trade) -> None:
    ref, trainer = trade.drafted(), trade.trainer()
    trade.dated(f"{ref}/S1", WEDNESDAY, trainers=[trainer])
    trade.act("confirm-slot", f"{ref}/S1")
    told = do(trade.database, [Order("add-absence", trainer, {"when": EVERY})], user="er").warnings
    assert told == ()
    morning = {"when": EVERY.replace("pm", "am")}
    [warning] = do(trade.database, [Order("add-absence", trainer, morning)], user="er").warnings
    assert ref in warning


def test_the_same_absence_is_not_noted_twice(trade: Trade) -> None:
    trainer = trade.trainer()
    trade.act("add-absence", trainer, {"when": EVERY})
    with pytest.raises(Invalid, match="already"):
        trade.act("add-absence", trainer, {"when": EVERY})


def test_going_over_the_absences_leaves_what_a_calendar_said(trade: Trade) -> None:
    trainer = trade.trainer()
    path = Path(__file__).parent / "samples/busy.ics"
    trade.act("import-busy", trainer, {"path": str(path)})
    read = kept(trade)
    assert read
    trade.act("add-absence", trainer, {"when": EVERY})
    trade.act("edit-absences", trainer, {"absences": ["2027-05-03/2027-05-28 : leave"]})
    assert [one["label"] for one in kept(trade) if not one.get("source")] == ["leave"]
    assert [one for one in kept(trade) if one.get("source")] == read
    trade.act("edit-absences", trainer, {"absences": []})
    assert kept(trade) == read


def test_an_absence_is_undone(trade: Trade) -> None:
    trainer = trade.trainer()
    trade.act("add-absence", trainer, {"when": EVERY})
    trade.act("edit-absences", trainer, {"absences": []})
    assert kept(trade) == []
    undo(trade.database, user="er")
    assert [one["rrule"] for one in kept(trade)] == ["FREQ=WEEKLY;BYDAY=WE"]
    undo(trade.database, user="er")
    assert kept(trade) == []


def test_the_form_says_the_next_days_while_one_types() -> None:
    today = date(2026, 6, 1)
    with speaking("fr"):
        said, wrong = read_field(NewAbsence, "when", "tous les mercredis après-midi", today)
        assert said.startswith("tous les mercredis après-midi à partir du 3 juin 2026")
        assert "les 3, 10, 17 et 24 juin 2026…" in said
        assert wrong == ""
    said, wrong = read_field(NewAbsence, "when", "now and then", today)
    assert (said, wrong) == ("", "“now and then” doesn't say which days.")


def test_the_absences_open_in_words_and_are_read_back_as_they_were() -> None:
    today = date(2026, 6, 1)
    lines = (f"{EVERY} : university", "09:00-11:00 2027-05-12/2027-05-12", "2027-05-03/2027-05-28 : leave")
    for language in ("fr", "en"):
        with speaking(language):
            typed = typed_values(Absences, {"absences": lines})
            reading = read_typed(Absences, typed, today)
            assert reading.value == Absences(absences=lines)


def test_a_wrong_line_says_which_one(trade: Trade) -> None:
    reading = read_typed(Absences, {"absences": "every Monday\nnow and then : x"}, date(2026, 6, 1))
    assert reading.errors["absences"].startswith("Line 2: ")


def test_a_client_says_its_closed_days_in_words_with_their_year() -> None:
    from backoffice.content.closures import closure_of

    assert closure_of("du 3 au 21 août 2026 : été").label == "été"
    assert closure_of("2026-08-03/2026-08-21 summer").first == date(2026, 8, 3)
    for wrong in (
        "du 3 au 21 août : été",
        "tous les mercredis à partir du 3 juin 2026",
        "le 3 juin 2026 le matin",
    ):
        with pytest.raises(Invalid):
            closure_of(wrong)
