"""Moves by hand keep the time between modules: hard links bind unless broken by name, soft ones warn."""

from __future__ import annotations

import re
from datetime import date, time, timedelta

import pytest

from backoffice.domain.conflicts import SlotConflict
from backoffice.domain.slots import SlotState
from backoffice.errors import BackofficeError
from backoffice.services.acts import Doing
from backoffice.services.dispatcher import settings_of
from backoffice.services.kinds import resolve
from backoffice.services.pieces import SLOT_COLUMNS, slot_rows
from backoffice.services.planning.board import board_of
from backoffice.services.planning.board_moves import clashes_of
from backoffice.services.planning.board_values import Staged
from backoffice.services.showing import shown
from backoffice.services.slots import slots_of
from backoffice.store.lists.catalogue import LISTS
from backoffice.store.lists.conditions import Query
from backoffice.store.lists.reading import page, spec_of
from backoffice.store.records import Request, Slot
from tests.services.conftest import AFTERNOON, MORNING, Trade, dump
from tests.services.planning.conftest import LINKED, linked, teacher
from tests.store.postgres import NOW

# Module 1 on S1 to S3, module 2 on S4 and S5, three to eight weeks after it.
FIRST = ((1, "2026-09-14", MORNING), (2, "2026-09-14", AFTERNOON), (3, "2026-09-15", MORNING))


def dossier(trade: Trade, second: str, ref: str = "") -> tuple[str, str]:
    """A dossier wholly dated, its second module on `second`, and its trainer."""
    kerbrat = teacher(trade)
    ref = ref or linked(trade)
    for n, day, half in (*FIRST, (4, second, MORNING), (5, second, AFTERNOON)):
        trade.dated(f"{ref}/S{n}", day, half, trainers=[kerbrat])
    return ref, kerbrat


def to(trainer: str, day: str) -> dict[str, list[str]]:
    return {"places": [f"S4 {day} 09:00-12:30 {trainer}", f"S5 {day} 14:00-17:30 {trainer}"]}


@pytest.mark.parametrize(
    ("day", "word"), [("2026-10-05", "at least"), ("2026-11-12", "at most"), ("2026-09-16", "at least")]
)
def test_a_module_is_never_confirmed_too_soon_or_too_late_after_another(
    planning: Trade, day: str, word: str
) -> None:
    ref, _trainer = dossier(planning, day)
    with pytest.raises(SlotConflict, match=word) as refused:
        planning.act("confirm-slots", ref)
    assert {one.rule for one in refused.value.found} == {"gap"}
    assert "gap" in (refused.value.remedy or "")


@pytest.mark.parametrize("day", ["2026-10-06", "2026-11-10"])
def test_on_the_very_bounds_it_is(planning: Trade, day: str) -> None:
    ref, _trainer = dossier(planning, day)
    planning.act("confirm-slots", ref)


def test_what_is_only_proposed_is_warned_about(planning: Trade) -> None:
    ref, kerbrat = dossier(planning, "2026-10-06")
    result = planning.run("move-slots", ref, to(kerbrat, "2026-10-05"))
    assert any("at least 3 weeks" in text for text in result.warnings)
    single = planning.run("move-slot", f"{ref}/S3", {"day": "2026-09-17", **MORNING, "trainers": [kerbrat]})
    assert any("at least 3 weeks" in text for text in single.warnings)


def test_moves_of_confirmed_slots_keep_it_and_two_modules_move_together(planning: Trade) -> None:
    ref, kerbrat = dossier(planning, "2026-10-06")
    planning.act("confirm-slots", ref)
    before = dump(planning.database)
    for act, where, values in (
        ("move-slots", ref, to(kerbrat, "2026-10-05")),
        ("move-slot", f"{ref}/S3", {"day": "2026-09-17", **MORNING, "trainers": [kerbrat]}),
    ):
        with pytest.raises(SlotConflict):
            planning.act(act, where, values)
    assert dump(planning.database) == before
    later = [f"S3 2026-09-17 09:00-12:30 {kerbrat}", *to(kerbrat, "2026-10-08")["places"]]
    planning.act("move-slots", ref, {"places": later})
    # What doesn't touch either end of the gap isn't its business.
    planning.act("move-slot", f"{ref}/S1", {"day": "2026-09-11", **MORNING, "trainers": [kerbrat]})


def test_it_is_broken_by_name_with_a_reason_and_kept_again_afterwards(planning: Trade) -> None:
    ref, kerbrat = dossier(planning, "2026-10-06")
    planning.act("confirm-slots", ref)
    sooner = to(kerbrat, "2026-10-02")
    with pytest.raises(BackofficeError, match="reason"):
        planning.act("move-slots", ref, sooner | {"broken": ["gap"]})
    planning.act("move-slots", ref, sooner | {"broken": ["gap"], "why": "the client asks for it"})
    planning.act("confirm-slots", ref)
    assert broken(planning, ref) == {4: ["gap"], 5: ["gap"]}
    planning.act("move-slots", ref, to(kerbrat, "2026-10-07"))
    assert broken(planning, ref) == {}
    with pytest.raises(SlotConflict):
        planning.act("move-slots", ref, sooner)


def broken(trade: Trade, ref: str) -> dict[int, list[str]]:
    with trade.database.reading() as unit:
        found = unit.session.query(Slot).filter(Slot.request.has(ref=ref)).all()
        return {one.sequence: list(one.broken) for one in found if one.broken}


def test_a_soft_link_only_warns(planning: Trade) -> None:
    soft = LINKED.replace('most = "8 weeks"', 'most = "8 weeks", hard = false').replace("SUITE", "DOUX")
    planning.act("publish-programme", "", {"text": re.sub(r'"L(\d)"', r'"D\1"', soft), "file": "doux.toml"})
    ref = planning.received(programme="DOUX")
    planning.act("acknowledge", ref)
    planning.act("skip-needs", ref, reason="known client")
    planning.act("draft-offer", ref, {"programme": "DOUX"})
    ref, _trainer = dossier(planning, "2026-10-05", ref)
    result = planning.run("confirm-slots", ref)
    assert [text for text in result.warnings if "should rather start at least 3 weeks" in text]
    sooner, later = (staged(ref, day) for day in ("2026-10-02", "2026-10-06"))
    with planning.database.reading() as unit:
        doing = Doing(unit, settings_of(unit), None, unit.now)
        [told] = clashes_of(doing, sooner)
        assert (told.wished, told.stops, told.hard) == (True, False, False)
        assert "at least 3 weeks" in told.text
        assert clashes_of(doing, later) == ()


def staged(ref: str, day: str) -> list[Staged]:
    return [
        Staged(
            f"{ref}/S{n}",
            date.fromisoformat(day),
            time.fromisoformat(half["start"]),
            time.fromisoformat(half["finish"]),
        )
        for n, half in ((4, MORNING), (5, AFTERNOON))
    ]


def test_an_option_that_breaks_it_cant_be_held(planning: Trade) -> None:
    ref, kerbrat = dossier(planning, "2026-10-06")
    lines = [
        *(f"S{n} {day} {half['start']}-{half['finish']} {kerbrat}" for n, day, half in FIRST),
        *to(kerbrat, "2026-10-05")["places"],
    ]
    wish = {"answer_by": "2026-06-05", "calendars": [{"places": lines}], "until": "2026-06-10T10:00:00Z"}
    with pytest.raises(SlotConflict, match="at least 3 weeks"):
        planning.act("propose-options", ref, wish)
    good = [line.replace("2026-10-05", "2026-10-07") for line in lines]
    planning.act("propose-options", ref, wish | {"calendars": [{"places": good}]})


def test_a_conflict_with_an_option_says_whose_it_is_and_until_when(planning: Trade) -> None:
    kerbrat = teacher(planning)
    client = planning.client(name="Caisse du Haut-Taurion")
    first, second = planning.drafted(client=client), planning.drafted()
    for ref in (first, second):
        planning.dated(f"{ref}/S1", "2026-09-15", trainers=[kerbrat])
    planning.act("hold-slot", f"{first}/S1", {"until": "2026-06-20T10:00:00Z"})
    with pytest.raises(
        SlotConflict, match=r"only an option of Caisse du Haut-Taurion, until .*20 June 2026 at 12"
    ):
        planning.act("confirm-slot", f"{second}/S1")
    planning.act("confirm-slot", f"{first}/S1")
    with pytest.raises(SlotConflict) as refused:
        planning.act("confirm-slot", f"{second}/S1")
    assert "option" not in refused.value.message


def test_the_option_of_another_dossier_says_so_too(planning: Trade) -> None:
    kerbrat = teacher(planning)
    client = planning.client(name="Caisse du Haut-Taurion")
    first, second = planning.drafted(client=client), planning.drafted()
    wish = {
        "answer_by": "2026-06-05", "until": "2026-06-10T10:00:00Z",
        "calendars": [{"places": [f"S1 2026-09-15 09:00-12:30 {kerbrat}"]}],
    }  # fmt: skip
    planning.act("propose-options", first, wish)
    planning.dated(f"{second}/S1", "2026-09-15", trainers=[kerbrat])
    with pytest.raises(SlotConflict, match=r"only an option of Caisse du Haut-Taurion, until .*10 June 2026"):
        planning.act("confirm-slot", f"{second}/S1")


def test_a_slot_held_past_its_time_is_shown_as_such(planning: Trade) -> None:
    kerbrat = teacher(planning)
    ref = planning.drafted()
    planning.dated(f"{ref}/S1", "2026-09-15", trainers=[kerbrat])
    planning.act("hold-slot", f"{ref}/S1", {"until": "2026-06-02T10:00:00Z"})
    assert states(planning, ref)[0] == "held"
    assert everywhere(planning, ref) == {"held"}
    planning.at(NOW + timedelta(days=2))
    assert states(planning, ref)[0] == "expired"
    assert everywhere(planning, ref) == {"expired"}


def everywhere(trade: Trade, ref: str) -> set[str]:
    """The state of the first slot as its own document, its dossier's, the list and the board tell it."""
    with trade.database.reading() as unit:
        doing = Doing(unit, settings_of(unit), None, unit.now)
        own = shown(doing, resolve(unit, f"{ref}/S1"))["state"]
        dossier = shown(doing, resolve(unit, ref))["slots"][0]["state"]
        spec = spec_of("slots", unit.now)
        [listed] = page(unit.driver, spec, Query(filters=(("date", "2026-09-15"),))).items
        [alone] = page(unit.driver, spec, Query(filters=(("state", own),))).items
        by_trainer = board_of(doing, "trainer", date(2026, 9, 15), 1)
        [drawn] = [one for row in by_trainer.rows for one in row.sittings]
        return {own, dossier, listed["state"], alone["state"], drawn.state}


def test_the_list_of_slots_knows_every_state() -> None:
    key = LISTS["slots"].key("state")
    assert key is not None
    assert {word for word, _sql in key.cases} == {*map(str, SlotState), "expired"}


def states(trade: Trade, ref: str) -> list[str]:
    at = [column.key for column in SLOT_COLUMNS].index("state")
    with trade.database.reading() as unit:
        doing = Doing(unit, settings_of(unit), None, unit.now)
        return [row[at] for row in slot_rows(slots_of(doing, unit.find(Request, ref)), doing.now)]
