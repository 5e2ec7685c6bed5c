"""Calendars for a dossier: its modules in order, who can teach, what is booked, and why there is none."""

from __future__ import annotations

from datetime import date, time, timedelta
from itertools import pairwise
from typing import Any

import pytest

from backoffice.errors import BackofficeError, NotFound
from backoffice.services.kinds import resolve
from backoffice.services.planning.answer_json import places_values
from backoffice.services.planning.people import NobodyTeaches
from backoffice.services.planning.proposing import NothingToPlan, Place, Wish, propose
from backoffice.store.records import Participant, Slot, Trainer, Venue
from tests.services.conftest import AFTERNOON, MORNING, Trade, dump
from tests.services.planning.conftest import LINKED, SEPTEMBER, asked, keep, linked, plans, teacher


def days_of(places: tuple[Place, ...], module: str) -> list[date]:
    return [place.day for place in places if place.module == module]


def test_modules_are_placed_in_order_with_their_gap_on_days_that_follow_each_other(planning: Trade) -> None:
    kerbrat, ref = teacher(planning), linked(planning)
    before = dump(planning.database)
    found = asked(planning, ref)
    assert dump(planning.database) == before
    assert (found.status, len(found.proposed)) == ("optimal", 3)
    for one in found.proposed:
        assert [place.slot for place in one.places] == [f"{ref}/S{n}" for n in range(1, 6)]
        first, second = days_of(one.places, "L1"), days_of(one.places, "L2")
        assert first == [first[0], first[0], first[0] + timedelta(days=1)]
        assert second == [second[0], second[0]]
        assert timedelta(weeks=3) <= second[0] - first[-1] <= timedelta(weeks=8)
        assert [gap.days for gap in one.gaps] == [(second[0] - first[-1]).days]
        assert {place.trainers for place in one.places} == {((kerbrat, "lead"),)}
        assert [(place.start, place.finish) for place in one.places[:3]] == [
            (time(9), time(12, 30)),
            (time(14), time(17, 30)),
            (time(9), time(12, 30)),
        ]
        assert one.cost == sum(term.cost for term in one.terms)


def test_alternatives_differ_by_a_week_for_half_of_the_modules(planning: Trade) -> None:
    teacher(planning)
    found = asked(planning, linked(planning), want=4)
    for a, b in ((a, b) for n, a in enumerate(found.proposed) for b in found.proposed[:n]):
        apart = [
            abs((days_of(a.places, code)[0] - days_of(b.places, code)[0]).days) >= 7 for code in ("L1", "L2")
        ]
        assert sum(apart) * 2 >= len(apart)


def test_what_is_confirmed_elsewhere_is_kept_clear_of_and_an_option_too_unless_the_house_says_otherwise(
    planning: Trade,
) -> None:
    kerbrat = teacher(planning)
    other, ref = planning.drafted(), linked(planning)
    planning.dated(f"{other}/S1", "2026-09-01", trainers=[kerbrat])
    assert asked(planning, ref).proposed[0].places[0].day == SEPTEMBER
    planning.act("hold-slot", f"{other}/S1", {"until": "2026-06-20T10:00:00Z"})
    assert asked(planning, ref).proposed[0].places[0].day == date(2026, 9, 2)
    plans(planning, holds="free")
    assert asked(planning, ref).proposed[0].places[0].day == SEPTEMBER
    planning.act("confirm-slot", f"{other}/S1")
    assert asked(planning, ref).proposed[0].places[0].day == date(2026, 9, 2)


def test_an_option_that_ran_out_is_in_nobodys_way(planning: Trade) -> None:
    kerbrat = teacher(planning)
    other, ref = planning.drafted(), linked(planning)
    planning.dated(f"{other}/S1", "2026-09-01", trainers=[kerbrat])
    planning.act("hold-slot", f"{other}/S1", {"until": "2026-06-20T10:00:00Z"})
    planning.at(planning.database.clock.now() + timedelta(days=30))
    assert asked(planning, ref).proposed[0].places[0].day == SEPTEMBER


def test_a_room_is_big_enough_and_free_or_the_module_goes_elsewhere(planning: Trade) -> None:
    teacher(planning)
    client = planning.client()
    small = planning.venue(name="Petite", client=client, capacity=6)
    large = planning.venue(name="Grande", client=client, capacity=20)
    ref = linked(planning, client=client, headcount_max=12)
    assert {place.venue for place in asked(planning, ref).proposed[0].places} == {large}
    impossible = asked(planning, ref, venues=(small,))
    assert impossible.status == "impossible"
    assert [text for text in impossible.reasons if "Petite" in text]
    with pytest.raises(NotFound):
        asked(planning, ref, venues=("VEN-9999",))


def test_a_trainer_who_is_away_isnt_asked(planning: Trade) -> None:
    kerbrat, ref = teacher(planning), linked(planning)
    away(planning, kerbrat, {"from": "2026-09-01", "to": "2026-09-11"})
    assert asked(planning, ref).proposed[0].places[0].day == date(2026, 9, 14)
    away(planning, kerbrat, {"from": "2026-09-01", "to": None, "rrule": "FREQ=WEEKLY;BYDAY=TU,WE"})
    for place in asked(planning, ref).proposed[0].places:
        assert place.day.isoweekday() not in (2, 3)


def away(trade: Trade, ref: str, *entries: dict[str, Any]) -> None:
    keep(trade, Trainer, ref, unavailability=list(entries))


def test_closures_holidays_and_school_holidays_are_kept_clear_of(planning: Trade) -> None:
    teacher(planning)
    client = planning.client(school_zone="A", closures=["2026-09-01/2026-10-16 Travaux"])
    ref = linked(planning, client=client)
    # From 17 October to 2 November, zone A has its autumn holidays.
    found = asked(planning, ref, school="never")
    assert found.proposed[0].places[0].day == date(2026, 11, 2)
    assert date(2026, 11, 11) not in {place.day for one in found.proposed for place in one.places}
    assert asked(planning, ref, school="ignore").proposed[0].places[0].day == date(2026, 10, 19)


def test_groups_are_planned_one_after_the_other_each_against_the_others(planning: Trade) -> None:
    kerbrat, ref = teacher(planning), linked(planning, groups=2)
    found = asked(planning, ref)
    for one in found.proposed:
        assert {place.slot for place in one.places} == {f"{ref}/S{n}" for n in range(1, 11)}
        taken = [(place.day, place.start) for place in one.places if (kerbrat, "lead") in place.trainers]
        assert len(set(taken)) == len(taken)
    assert any("one after the other" in note for note in found.notes)
    only = asked(planning, ref, group=f"{ref}/G2").proposed[0]
    assert {place.slot for place in only.places} == {f"{ref}/S{n}" for n in range(6, 11)}
    with pytest.raises(NotFound):
        asked(planning, ref, group="G9")


def test_what_is_confirmed_of_the_dossier_stays_and_the_rest_is_placed_around_it(planning: Trade) -> None:
    kerbrat, ref = teacher(planning), linked(planning)
    for n, half in ((4, MORNING), (5, AFTERNOON)):
        planning.dated(f"{ref}/S{n}", "2026-11-17", half, trainers=[kerbrat])
        planning.act("confirm-slot", f"{ref}/S{n}")
    for one in asked(planning, ref).proposed:
        assert {place.slot for place in one.places} == {f"{ref}/S{n}" for n in (1, 2, 3)}
        last = max(place.day for place in one.places)
        assert date(2026, 11, 17) - timedelta(weeks=8) <= last <= date(2026, 11, 17) - timedelta(weeks=3)
        assert [gap.days for gap in one.gaps] == [(date(2026, 11, 17) - last).days]


def test_what_stays_and_leaves_no_day_is_said(planning: Trade) -> None:
    kerbrat, ref = teacher(planning), linked(planning)
    planning.dated(f"{ref}/S4", "2026-06-08", trainers=[kerbrat])
    planning.act("confirm-slot", f"{ref}/S4")
    found = asked(planning, ref, start=None)
    assert found.status == "impossible"
    assert "Module 1" in found.reasons[0]


def test_a_kept_slot_stays_and_a_kept_one_without_date_is_refused(planning: Trade) -> None:
    kerbrat, ref = teacher(planning), linked(planning)
    for n, half in ((1, MORNING), (2, AFTERNOON)):
        planning.dated(f"{ref}/S{n}", "2026-09-15", half, trainers=[kerbrat])
    planning.dated(f"{ref}/S3", "2026-09-16", trainers=[kerbrat])
    kept = tuple(f"{ref}/S{n}" for n in (1, 2, 3))
    assert {p.slot for p in asked(planning, ref).proposed[0].places} == {f"{ref}/S{n}" for n in range(1, 6)}
    one = asked(planning, ref, kept=kept).proposed[0]
    assert {place.slot for place in one.places} == {f"{ref}/S4", f"{ref}/S5"}
    assert one.places[0].day >= date(2026, 9, 16) + timedelta(weeks=3)
    with pytest.raises(BackofficeError, match="no date to keep"):
        asked(planning, ref, kept=(f"{ref}/S4",))
    with pytest.raises(NotFound):
        asked(planning, ref, kept=("INT-1/S1",))


def test_a_date_told_to_the_client_moves_only_when_it_is_worth_it(planning: Trade) -> None:
    kerbrat, ref = teacher(planning), linked(planning)
    for n, day, half in ((1, 15, MORNING), (2, 15, AFTERNOON), (3, 16, MORNING)):
        planning.dated(f"{ref}/S{n}", f"2026-09-{day}", half, trainers=[kerbrat])
    # Only proposed: the earliest days are as good for it as for anything.
    assert asked(planning, ref).proposed[0].places[0].day == SEPTEMBER
    for n in (1, 2, 3):
        planning.act("hold-slot", f"{ref}/S{n}", {"until": "2026-08-20T10:00:00Z"})
    one = asked(planning, ref).proposed[0]
    assert [place.day.day for place in one.places[:3]] == [15, 15, 16]
    assert one.moved == ()


def test_nothing_is_planned_before_the_notice_and_the_access_delay(planning: Trade) -> None:
    plans(planning, notice="10 working days")
    teacher(planning)
    ref = linked(planning)
    assert asked(planning, ref, start=None).proposed[0].places[0].day == date(2026, 6, 15)
    late = asked(planning, ref, start=None, finish=date(2026, 7, 6))
    assert late.status == "impossible"
    assert any("Nothing before" in text for text in late.reasons)


def test_an_impossible_wish_says_which_rules_by_peoples_names_and_what_would_free_it(planning: Trade) -> None:
    teacher(planning)
    ref = linked(planning)
    found = asked(planning, ref, finish=date(2026, 9, 18))
    assert (found.status, found.proposed) == ("impossible", ())
    assert any("Module 2" in text and "3 weeks to 8 weeks" in text for text in found.reasons)
    assert not any("L2" in text for text in found.reasons)
    assert len(found.rules) == len(found.reasons)
    for one in found.relaxations:
        if one.dates:
            assert {place.slot for place in one.dates} == {f"{ref}/S{n}" for n in range(1, 6)}
    assert any(one.dates for one in found.relaxations)


def test_what_is_missing_to_plan_is_all_said_at_once(planning: Trade) -> None:
    ref = linked(planning)
    with pytest.raises(BackofficeError) as raised:
        asked(planning, ref)
    errors = getattr(raised.value, "errors", (raised.value,))
    assert [type(one) for one in errors] == [NobodyTeaches, NobodyTeaches]
    assert all("skill" in one.message and one.remedy for one in errors)
    alone = teacher(planning, "Seule", "M1")
    assert alone
    with pytest.raises(BackofficeError, match="team of 2"):
        asked(planning, planning.drafted())


def test_a_dossier_with_nothing_to_plan_says_what_to_do(planning: Trade) -> None:
    with pytest.raises(NothingToPlan) as raised:
        asked(planning, planning.received())
    assert "Draft its offer" in str(raised.value.remedy)


def test_a_team_has_one_trainer_for_each_role_all_different(planning: Trade) -> None:
    both = {teacher(planning, "Un"), teacher(planning, "Deux")}
    found = asked(planning, planning.drafted())
    for place in found.proposed[0].places:
        if place.module == "M1":
            assert {ref for ref, _role in place.trainers} == both
            assert [role for _ref, role in place.trainers] == ["lead", "co-trainer"]
        else:
            assert len(place.trainers) == 1


def test_somebody_who_follows_another_group_isnt_asked_to_be_at_two_places(planning: Trade) -> None:
    teacher(planning)
    kerbrat = teacher(planning, "Autre", "M1", "M2")
    other, ref = planning.drafted(), linked(planning)
    for dossier in (other, ref):
        planning.act("enrol", f"{dossier}/G1", {"people": ["ARNAUD Zoé"]})
    planning.dated(f"{other}/S1", "2026-09-01", trainers=[kerbrat])
    planning.act("confirm-slot", f"{other}/S1")
    with planning.database.reading() as unit:
        same = unit.session.query(Participant).count() == 1
    places = asked(planning, ref).proposed[0].places
    assert (places[0].day == date(2026, 9, 2)) is same


def test_it_ends_when_told_to(planning: Trade) -> None:
    teacher(planning)
    ref = linked(planning)
    found = propose(planning.database, ref, Wish(start=SEPTEMBER), stop=lambda: True)
    assert (found.status, found.proposed) == ("stopped", ())


def test_days_to_avoid_and_people_to_do_without_are_left_out(planning: Trade) -> None:
    first, second = teacher(planning, "Un"), teacher(planning, "Deux")
    ref = linked(planning)
    found = asked(planning, ref, avoid=((date(2026, 9, 1), date(2026, 9, 6)),), without=(first,)).proposed[0]
    assert found.places[0].day == date(2026, 9, 7)
    assert {who for place in found.places for who, _role in place.trainers} == {second}
    with pytest.raises(NotFound):
        asked(planning, ref, without=("TRA-9999",))


def test_two_towns_need_time_between_them(planning: Trade) -> None:
    kerbrat = teacher(planning)
    client = planning.client()
    far = planning.venue(name="Loin", city="Lyon")
    here = planning.venue(name="Ici", city="Guéret", client=client)
    other, ref = planning.drafted(), linked(planning, client=client)
    planning.dated(f"{other}/S1", "2026-09-01", AFTERNOON, trainers=[kerbrat], venue=far)
    planning.act("confirm-slot", f"{other}/S1")
    found = asked(planning, ref).proposed[0].places
    assert (found[0].day, found[0].venue) == (date(2026, 9, 3), here)
    keep(planning, Venue, far, city="Guéret", town="Guéret")
    assert asked(planning, ref).proposed[0].places[0].day == date(2026, 9, 2)


def test_the_chain_of_days_never_goes_back(planning: Trade) -> None:
    teacher(planning)
    for one in asked(planning, linked(planning), want=4).proposed:
        assert all(a.day <= b.day for a, b in pairwise(one.places))


def test_a_link_counts_from_the_start_or_the_end_of_any_earlier_module(planning: Trade) -> None:
    third = """
[[formats.modules]]
code = "L3"
label = "Suivi"
title = "Revenir"
link = { origin = "L1", anchor = "start", least = "60 days", most = "62 days" }
links = [{ origin = "L2", least = "2 weeks" }]
parts = [{ title = "Matin", minutes = 210 }]
"""
    planning.act("publish-programme", "", {"text": LINKED + third, "file": "suite.toml"})
    kerbrat = teacher(planning, "Kerbrat", "L1", "L2", "L3")
    ref = linked(planning)
    for one in asked(planning, ref).proposed:
        first, second, last = (days_of(one.places, code) for code in ("L1", "L2", "L3"))
        assert 60 <= (last[0] - first[0]).days <= 62
        assert last[0] - second[-1] >= timedelta(weeks=2)
    # The same holds when the module that it counts from stays where it is.
    for n, day, half in ((1, 15, MORNING), (2, 15, AFTERNOON), (3, 16, MORNING)):
        planning.dated(f"{ref}/S{n}", f"2026-09-{day}", half, trainers=[kerbrat])
        planning.act("confirm-slot", f"{ref}/S{n}")
    for one in asked(planning, ref).proposed:
        assert 60 <= (days_of(one.places, "L3")[0] - date(2026, 9, 15)).days <= 62


def test_a_slot_that_has_only_a_window_is_placed_in_it(planning: Trade) -> None:
    teacher(planning)
    ref = linked(planning)
    with planning.database.reading() as unit:
        uid = resolve(unit, f"{ref}/S4").record.uid
    keep(planning, Slot, uid, window_from=date(2026, 12, 1), window_to=date(2026, 12, 4))
    for one in asked(planning, ref).proposed:
        assert date(2026, 12, 1) <= days_of(one.places, "L2")[0] <= date(2026, 12, 4)


SIDE_BY_SIDE = """
format = "programme/1"
code = "ATELIERS"
title = "Ateliers"
methods = "ateliers"
means = "dossier"
recognition = "certificat"
objectives = [{ text = "Essayer" }]
evaluations = { during = "ateliers" }
[[formats]]
code = "1J"
label = "Une journée"
[[formats.modules]]
code = "M1"
label = "Module 1"
title = "Essayer"
team = [{ role = "lead" }, { role = "co-trainer" }]
parts = [
  { title = "Matin", minutes = 210 }, { title = "Après-midi", minutes = 210, with_whom = "subgroup" },
]
"""


def test_sub_groups_work_side_by_side_each_with_a_trainer_and_a_room_of_its_own(planning: Trade) -> None:
    planning.act("publish-programme", "", {"text": SIDE_BY_SIDE, "file": "ateliers.toml"})
    both = [teacher(planning, "Un"), teacher(planning, "Deux")]
    client = planning.client()
    rooms = [
        planning.venue(name="Grande", client=client, capacity=20),
        planning.venue(name="Petite", client=client, capacity=6),
    ]
    ref = planning.received(programme="ATELIERS", client=client)
    planning.act("acknowledge", ref)
    planning.act("skip-needs", ref, reason="known client")
    planning.act("draft-offer", ref, {"programme": "ATELIERS", "subgroups": 2})
    found = asked(planning, ref).proposed[0].places
    assert [(place.start, len(place.trainers)) for place in found] == [
        (time(9), 2),
        (time(14), 1),
        (time(14), 1),
    ]
    assert sorted(who for place in found[1:] for who, _role in place.trainers) == sorted(both)
    assert [place.venue for place in found[1:]] == rooms
    planning.act("take-calendar", ref, places_values(found))
    planning.act("confirm-slots", ref)
    assert [one.places for one in asked(planning, ref, start=None, repair=True).proposed] == [()]
