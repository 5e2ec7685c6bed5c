"""A calendar taken and slots moved together: all or none, looked at again, everybody concerned named."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from backoffice.domain.conflicts import SlotConflict
from backoffice.errors import BackofficeError, Invalid, NotFound
from backoffice.services.acts import Doing, acts
from backoffice.services.dispatcher import settings_of
from backoffice.services.kinds import resolve
from backoffice.services.planning.acts import CalendarChanged
from backoffice.services.planning.answer_json import places_values
from backoffice.store.driver import fetch
from backoffice.store.records import Slot
from tests.services.clock_kit import sound
from tests.services.conftest import AFTERNOON, MORNING, Trade, dump, journal
from tests.services.planning.conftest import asked, linked, teacher


def slots(trade: Trade, ref: str) -> list[tuple[Any, ...]]:
    query = (
        "SELECT s.sequence, s.day, s.start, s.state FROM slots s JOIN requests r ON r.id = s.request_id"
        " WHERE r.ref = ? ORDER BY s.sequence"
    )
    with trade.database.reading() as unit:
        return [tuple(row) for row in fetch(unit.driver, query, (ref,))]


def test_a_calendar_is_taken_whole_and_its_slots_are_proposed(planning: Trade) -> None:
    teacher(planning)
    ref = linked(planning)
    chosen = asked(planning, ref).proposed[1]
    planning.act("take-calendar", ref, places_values(chosen.places))
    assert slots(planning, ref) == [
        (n, place.day.isoformat(), f"{place.start:%H:%M}", "proposed")
        for n, place in enumerate(chosen.places, 1)
    ]
    told = [row[1] for row in journal(planning.database) if row[0] == "take-calendar"]
    assert told == [ref, *(f"{ref}/S{n}" for n in range(1, 6))]


def test_taking_a_calendar_is_undone_whole(planning: Trade) -> None:
    teacher(planning)
    ref = linked(planning)
    before = dump(planning.database)
    planning.act("take-calendar", ref, places_values(asked(planning, ref).proposed[0].places))
    assert dump(planning.database) != before
    planning.undo()
    assert dump(planning.database) == before


def test_what_was_booked_since_refuses_it_all(planning: Trade) -> None:
    kerbrat = teacher(planning)
    other, ref = planning.drafted(), linked(planning)
    chosen = asked(planning, ref).proposed[0].places
    planning.dated(f"{other}/S3", chosen[-1].day.isoformat(), AFTERNOON, trainers=[kerbrat])
    planning.act("confirm-slot", f"{other}/S3")
    before = dump(planning.database)
    with pytest.raises(CalendarChanged, match="Kerbrat already teaches"):
        planning.act("take-calendar", ref, places_values(chosen))
    assert dump(planning.database) == before


def test_a_slot_cancelled_or_added_since_is_seen(planning: Trade) -> None:
    teacher(planning)
    ref = linked(planning)
    chosen = asked(planning, ref).proposed[0].places
    planning.act("cancel-slot", f"{ref}/S5", reason="shorter")
    with pytest.raises(BackofficeError, match="cancelled"):
        planning.act("take-calendar", ref, places_values(chosen))
    assert {row[3] for row in slots(planning, ref)} == {"to_plan", "cancelled"}
    wrong = places_values(chosen[:1])
    with pytest.raises(CalendarChanged):
        planning.act(
            "take-calendar", ref, wrong | {"places": (wrong["places"][0].replace(f"{ref}/S1", "S99"),)}
        )


def test_two_slots_of_a_calendar_never_meet(planning: Trade) -> None:
    kerbrat = teacher(planning)
    ref = linked(planning)
    line = f"2026-09-15 09:00-12:30 {kerbrat}"
    with pytest.raises(CalendarChanged, match="already"):
        planning.act("take-calendar", ref, {"places": [f"S1 {line}", f"S2 {line}"]})
    assert {row[3] for row in slots(planning, ref)} == {"to_plan"}


def test_slots_of_two_groups_that_are_only_proposed_never_share_a_trainer(planning: Trade) -> None:
    kerbrat = teacher(planning)
    ref = linked(planning, groups=2)
    planning.dated(f"{ref}/S1", "2026-09-15", trainers=[kerbrat])
    with pytest.raises(CalendarChanged, match="Kerbrat"):
        planning.act("take-calendar", ref, {"places": [f"S6 2026-09-15 09:00-12:30 {kerbrat}"]})


def test_two_slots_change_places_in_one_act(planning: Trade) -> None:
    kerbrat = teacher(planning)
    ref = linked(planning)
    for n, half in ((1, MORNING), (2, AFTERNOON)):
        planning.dated(f"{ref}/S{n}", "2026-09-15", half, trainers=[kerbrat])
        planning.act("confirm-slot", f"{ref}/S{n}")
    with pytest.raises(SlotConflict):
        planning.act("move-slot", f"{ref}/S1", {"day": "2026-09-15", **AFTERNOON, "trainers": [kerbrat]})
    planning.act(
        "move-slots",
        ref,
        {
            "places": [
                f"S1 2026-09-15 14:00-17:30 {kerbrat}",
                f"{ref}/S2 2026-09-15 09:00-12:30 {kerbrat}",
            ]
        },
    )
    assert slots(planning, ref)[:2] == [
        (1, "2026-09-15", "14:00", "held"),
        (2, "2026-09-15", "09:00", "held"),
    ]


def test_several_moves_are_done_together_or_not_at_all(planning: Trade) -> None:
    kerbrat = teacher(planning)
    other, ref = planning.drafted(), linked(planning)
    for slot, day in (
        (f"{other}/S1", "2026-09-22"),
        (f"{ref}/S1", "2026-09-15"),
        (f"{ref}/S2", "2026-09-16"),
    ):
        planning.dated(slot, day, trainers=[kerbrat])
        planning.act("confirm-slot", slot)
    before = dump(planning.database)
    with pytest.raises(SlotConflict):
        planning.act(
            "move-slots",
            ref,
            {
                "places": [
                    f"S1 2026-09-21 09:00-12:30 {kerbrat}",
                    f"S2 2026-09-22 09:00-12:30 {kerbrat}",
                ]
            },
        )
    assert dump(planning.database) == before


def test_whoever_counts_on_a_date_is_to_be_told_and_nobody_else(planning: Trade) -> None:
    kerbrat, second = teacher(planning), teacher(planning, "Benamar")
    client = planning.client(name="Caisse du Haut-Taurion")
    room = planning.venue(name="Foirail", client=client)
    ref = linked(planning, client=client)
    for n, day in ((1, 15), (2, 16), (3, 17)):
        planning.dated(f"{ref}/S{n}", f"2026-09-{day}", trainers=[kerbrat], venue=room)
    for n in (1, 2):
        planning.act("confirm-slot", f"{ref}/S{n}")
    done = planning.act(
        "move-slots",
        ref,
        {
            "places": [
                f"S1 2026-09-22 09:00-12:30 @{room} {kerbrat}",
                f"S2 2026-09-16 09:00-12:30 @{room} {second}",
                f"S3 2026-09-18 09:00-12:30 @{room} {kerbrat}",
            ]
        },
    )
    assert done.payload is not None
    assert sorted(done.payload["to_tell"]) == sorted([kerbrat, second, room, client])
    assert "Kerbrat (S1, S2)" in done.says
    assert "Benamar (S2)" in done.says
    assert "Foirail (S1)" in done.says
    assert "Caisse du Haut-Taurion (S1)" in done.says
    assert (done.payload["placed"], done.payload["moved"]) == ([1, 2, 3], [1, 3])


def test_the_band_of_the_cancellation_terms_that_a_move_reaches_is_said(planning: Trade) -> None:
    kerbrat, ref = teacher(planning), linked(planning)
    planning.dated(f"{ref}/S1", "2026-06-10", trainers=[kerbrat])
    planning.dated(f"{ref}/S2", "2026-06-22", trainers=[kerbrat])
    planning.dated(f"{ref}/S3", "2026-06-12", trainers=[kerbrat])
    for n in (1, 2):
        planning.act("confirm-slot", f"{ref}/S{n}")
    moved = planning.act("move-slots", ref, {"places": [f"S2 2026-09-22 09:00-12:30 {kerbrat}"]})
    assert moved.payload is not None
    assert (moved.payload["band_days"], moved.payload["band_bp"]) == (21, 3_000)
    assert "21 days away" in moved.says
    moved = planning.act("move-slots", ref, {"places": [f"S1 2026-09-23 09:00-12:30 {kerbrat}"]})
    assert moved.payload is not None
    assert moved.payload["band_bp"] == 6_000
    # Nobody counted on what was only proposed.
    moved = planning.act("move-slots", ref, {"places": [f"S3 2026-09-24 09:00-12:30 {kerbrat}"]})
    assert moved.payload is not None
    assert "band_bp" not in moved.payload


@pytest.mark.parametrize(
    "line",
    ["S1", "S1 2026-09-31 09:00-12:30", "S1 2026-09-15 9h-12h30", "S1 2026-09-15 09:00-12:30 @V1 @V2", ""],
)
def test_a_place_that_cant_be_read_is_refused_before_anything(planning: Trade, line: str) -> None:
    ref = linked(planning)
    with pytest.raises(BackofficeError):
        planning.act("move-slots", ref, {"places": [line]})


def test_a_slot_has_one_place_and_belongs_to_the_dossier(planning: Trade) -> None:
    ref = linked(planning)
    with pytest.raises(BackofficeError, match="two places"):
        planning.act(
            "move-slots", ref, {"places": ["S1 2026-09-15 09:00-12:30", "S1 2026-09-16 09:00-12:30"]}
        )
    for wrong in ("INT-1999-0001/S1", "M1", "S99"):
        with pytest.raises((NotFound, Invalid)):
            planning.act("move-slots", ref, {"places": [f"{wrong} 2026-09-15 09:00-12:30"]})


def test_tasks_and_promises_move_with_the_slots(planning: Trade) -> None:
    kerbrat = teacher(planning)
    ref, quote = planning.accepted()
    assert quote
    second = teacher(planning, "Deux")
    for n in (1, 2, 3):
        planning.dated(f"{ref}/S{n}", f"2026-09-{14 + n}", trainers=[kerbrat, second][: 2 if n < 3 else 1])
    planning.act("confirm-slots", ref)

    def due() -> dict[str, str]:
        query = (
            "SELECT c.policy, c.due_on FROM commitments c JOIN requests r ON r.id = c.request_id"
            " WHERE r.ref = ? AND c.policy IN ('documents', 'participants', 'certificates')"
        )
        with planning.database.reading() as unit:
            return dict(fetch(unit.driver, query, (ref,)))

    before = due()
    assert before
    planning.act(
        "move-slots",
        ref,
        {
            "places": [
                f"S{n} 2026-10-{14 + n - 1} 09:00-12:30 {kerbrat}" + (f" {second}" if n < 3 else "")
                for n in (1, 2, 3)
            ]
        },
    )
    # Everyone is asked again; what was promised before the first session waits for their yes.
    planning.act("confirm-slots", ref)
    after = due()
    assert after.keys() == before.keys()
    assert all(after[policy] > before[policy] for policy in before)


def test_the_form_opens_on_where_the_slots_are_and_moves_only_what_changes(planning: Trade) -> None:
    kerbrat, ref = teacher(planning), linked(planning)
    room = planning.venue()
    for n, day in ((1, 15), (2, 16)):
        planning.dated(f"{ref}/S{n}", f"2026-09-{day}", trainers=[kerbrat], venue=room)
        planning.act("confirm-slot", f"{ref}/S{n}")
    with planning.database.reading() as unit:
        found = acts()["move-slots"].opening
        assert found is not None
        opened = found(Doing(unit, settings_of(unit), None, unit.now), resolve(unit, ref).record)["places"]
    assert opened == (
        f"S1 2026-09-15 09:00-12:30 @{room} {kerbrat}",
        f"S2 2026-09-16 09:00-12:30 @{room} {kerbrat}",
    )
    with pytest.raises(Invalid, match="already"):
        planning.act("move-slots", ref, {"places": opened})
    planning.act("move-slots", ref, {"places": (opened[0], opened[1].replace("16", "17"))})
    assert [row[3] for row in slots(planning, ref)[:2]] == ["confirmed", "held"]


def test_the_history_of_a_moved_slot_says_where_it_was(planning: Trade) -> None:
    kerbrat, ref = teacher(planning), linked(planning)
    planning.dated(f"{ref}/S1", "2026-09-15", trainers=[kerbrat])
    planning.act("move-slots", ref, {"places": [f"S1 2026-09-16 09:00-12:30 {kerbrat}"]}, reason="strike")
    with planning.database.reading() as unit:
        slot = unit.session.query(Slot).filter(Slot.sequence == 1).all()[-1]
        [past] = slot.past
        assert (past.day, past.reason) == (date(2026, 9, 15), "strike")


def test_slots_of_two_dossiers_change_places_in_one_act_that_is_undone_whole(planning: Trade) -> None:
    kerbrat = teacher(planning)
    one, other = planning.drafted(), planning.drafted()
    planning.dated(f"{one}/S1", "2026-09-15", trainers=[kerbrat])
    planning.dated(f"{other}/S1", "2026-09-16", trainers=[kerbrat])
    for ref in (one, other):
        planning.act("confirm-slot", f"{ref}/S1")
    before = dump(planning.database)
    lines = [f"S1 2026-09-16 09:00-12:30 {kerbrat}", f"{other}/S1 2026-09-15 09:00-12:30 {kerbrat}"]
    planning.act("move-slots", one, {"places": lines})
    assert (slots(planning, one)[0][1], slots(planning, other)[0][1]) == ("2026-09-16", "2026-09-15")
    told = [row[1] for row in journal(planning.database) if row[0] == "move-slots"]
    assert told == [one, f"{one}/S1", f"{other}/S1"]
    assert sound(planning)
    planning.undo()
    assert dump(planning.database) == before
    assert sound(planning)


def test_a_calendar_never_places_another_dossiers_slots(planning: Trade) -> None:
    kerbrat = teacher(planning)
    one, other = planning.drafted(), planning.drafted()
    with pytest.raises(CalendarChanged):
        planning.act("take-calendar", one, {"places": [f"{other}/S1 2026-09-15 09:00-12:30 {kerbrat}"]})


def test_a_slot_named_twice_is_refused_however_it_is_named(planning: Trade) -> None:
    ref = planning.drafted()
    planning.dated(f"{ref}/S1", "2026-09-15")
    lines = ["S1 2026-09-16 09:00-12:30", f"{ref}/S1 2026-09-17 09:00-12:30"]
    with pytest.raises(Invalid, match="two places"):
        planning.act("move-slots", ref, {"places": lines})


def test_a_slot_moved_undated_or_cancelled_alone_says_who_must_be_told_too(planning: Trade) -> None:
    kerbrat = teacher(planning)
    client = planning.client(name="Caisse du Haut-Taurion")
    ref = linked(planning, client=client)
    for n in (1, 2, 3):
        planning.dated(f"{ref}/S{n}", f"2026-09-{14 + n}", trainers=[kerbrat])
    moved = {"day": "2026-09-18", **MORNING, "trainers": [kerbrat]}
    assert planning.act("move-slot", f"{ref}/S3", moved).says == "", "nobody counted on it"
    for n in (1, 2, 3):
        planning.act("confirm-slot", f"{ref}/S{n}")
    for act, n, values in (
        ("move-slot", 1, moved | AFTERNOON),
        ("undate-slot", 2, None),
        ("cancel-slot", 3, None),
    ):
        done = planning.act(act, f"{ref}/S{n}", values, reason="the client can't")
        assert f"To be told: Kerbrat (S{n}) ; Caisse du Haut-Taurion (S{n})." in done.says
        assert done.payload is not None
        assert sorted(done.payload["to_tell"]) == sorted([kerbrat, client])


def test_an_option_chosen_in_place_of_dates_that_were_booked_names_those_who_dont_know(
    planning: Trade,
) -> None:
    kerbrat, second = teacher(planning), teacher(planning, "Benamar")
    client = planning.client(name="Caisse du Haut-Taurion")
    ref = planning.drafted(client=client)
    planning.dated(f"{ref}/S1", "2026-09-15", trainers=[kerbrat])
    planning.act("confirm-slot", f"{ref}/S1")
    wish = {"answer_by": "2026-06-05", "calendars": [{"places": [f"S1 2026-09-22 09:00-12:30 {second}"]}]}
    planning.act("propose-options", ref, wish)
    done = planning.act("choose-option", f"{ref}/O1")
    assert "To be told: Kerbrat (S1) ; Benamar (S1)." in done.says
    assert "Haut-Taurion" not in done.says
