"""What the planner's screens do: dates taken by giving a rule up, calendars proposed as they are shown."""

from __future__ import annotations

import json
from datetime import date

import pytest

from backoffice.content.plan_wish import IfAway, PlanWish, ShownOptions
from backoffice.errors import BackofficeError
from backoffice.services.desk import OfficeDesk
from backoffice.services.dispatcher import settings_of
from backoffice.services.office import Office
from backoffice.services.planning.easing import NotToBeEased, broken_by, can_be_eased
from backoffice.services.planning.values import Relaxation
from backoffice.services.planning.wishes import wish_of
from backoffice.services.workspace import Workspace
from backoffice.store.records import CalendarOption, JournalRow, Slot
from tests.services.conftest import Trade, dump, journal
from tests.services.planning.conftest import linked, teacher

AUTUMN = PlanWish(start_day=date(2026, 9, 1), school="ignore")


@pytest.fixture
def desk(planning: Trade, tmp_path_factory: pytest.TempPathFactory) -> OfficeDesk:
    folder = tmp_path_factory.mktemp("ws")
    with planning.database.reading() as unit:
        settings = settings_of(unit)
    return OfficeDesk(Office(Workspace(folder, str(folder / "x.db")), planning.database, settings, "er"))


def never() -> bool:
    return False


def test_dates_are_taken_by_giving_a_rule_up_by_its_name(planning: Trade, desk: OfficeDesk) -> None:
    kerbrat = teacher(planning)
    ref = linked(planning)
    planning.act("add-absence", kerbrat, {"when": "2026-09-01/2026-12-31"})
    wish = AUTUMN.model_copy(update={"finish_day": date(2026, 12, 31)})
    found = desk.propose(ref, wish, never)
    assert found.status == "impossible"
    eased = next(one for one in found.relaxations if one.rule.startswith("away:") and one.dates)
    with pytest.raises(BackofficeError):
        desk.take_eased(ref, Relaxation(eased.text, eased.dates, "gap:L2"), "wrong rule", "k1")
    desk.take_eased(ref, eased, "she agreed to come back", "k2")
    with planning.database.reading() as unit:
        slots = unit.session.query(Slot).order_by(Slot.sequence).all()
        assert [one.day for one in slots] == [place.day for place in eased.dates]
        assert all(one.broken == ["away"] for one in slots)
    with planning.database.reading() as unit:
        rows = unit.session.query(JournalRow).filter_by(act="take-calendar", subject_ref=ref).all()
        [reason] = [json.loads(row.payload or "{}")["reason"] for row in rows]
    assert reason == f"she agreed to come back [{eased.rule}]"


def test_nobody_is_put_at_two_places(desk: OfficeDesk) -> None:
    booked = Relaxation("Kerbrat teaches on 1 September.", (), "booked:TRA-0001:2026-09-01:am")
    assert not can_be_eased(booked.rule)
    with pytest.raises(NotToBeEased):
        desk.take_eased("INT-2026-0001", booked, "why not", "k")


def test_rules_of_the_planner_alone_break_nothing_of_a_slot() -> None:
    assert broken_by("max_days_week:TRA-0001") == ()
    assert broken_by("closure:1") == ("closure", "client_closure")
    assert broken_by("gap:M4") == ("gap",)


def test_the_client_is_proposed_what_was_on_screen(planning: Trade, desk: OfficeDesk) -> None:
    teacher(planning)
    ref = linked(planning)
    shown = desk.propose(ref, AUTUMN, never).proposed[1:]
    assert len(shown) == 2
    desk.propose_shown(ref, shown, ShownOptions(answer_by=date(2026, 6, 30)), "k")
    with planning.database.reading() as unit:
        options = unit.session.query(CalendarOption).order_by(CalendarOption.position).all()
        days = [tuple(place.day for place in one.places) for one in options]
    assert days == [tuple(place.day for place in one.places) for one in shown]


def test_a_repair_that_is_taken_moves_what_it_moves(planning: Trade, desk: OfficeDesk) -> None:
    teacher(planning)
    ref = linked(planning)
    first = desk.propose(ref, AUTUMN, never).proposed[0]
    desk.take_calendar(ref, first, "k1")
    closed = first.places[0].day.isoformat()
    wish = AUTUMN.model_copy(update={"repair": True, "avoid": (f"{closed}/{closed}",)})
    mended = desk.propose(ref, wish, never).proposed[0]
    assert mended.places
    desk.take_calendar(ref, mended, "k2", repair=True)
    with planning.database.reading() as unit:
        days = {one.day for one in unit.session.query(Slot).filter(Slot.day.is_not(None))}
    assert first.places[0].day not in days


def test_an_absence_and_its_moves_are_recorded_in_one_go(planning: Trade, desk: OfficeDesk) -> None:
    kerbrat = teacher(planning)
    ref = linked(planning)
    for n, day in ((1, "2026-09-15"), (2, "2026-09-15"), (3, "2026-09-16")):
        planning.dated(f"{ref}/S{n}", day, trainers=[kerbrat])
    asked = IfAway(when="2026-09-14/2026-09-25", label="leave")
    found = desk.if_away(kerbrat, asked, never, lambda _done, _of: None)
    before = dump(planning.database)
    desk.make_away(found, (ref,), asked, "k", record=True)
    acts = [row[0] for row in journal(planning.database)]
    assert acts[-1] == "add-absence"
    assert "move-slots" in acts
    assert desk.if_away(kerbrat, asked, never, lambda _done, _of: None).mended == ()
    with pytest.raises(BackofficeError):
        desk.make_away(found, (), asked, "k2", record=False)
    told = desk.undo().says
    assert kerbrat in told
    assert ref in told
    assert dump(planning.database) == before


def test_a_wish_is_told_to_the_planner_as_it_was_said() -> None:
    wish = wish_of(PlanWish(avoid=("2026-09-14/2026-09-18", "2026-10-05/2026-10-05"), without=("TRA-0001",)))
    assert wish.avoid == (
        (date(2026, 9, 14), date(2026, 9, 18)),
        (date(2026, 10, 5), date(2026, 10, 5)),
    )
    assert wish.without == ("TRA-0001",)


@pytest.mark.parametrize(
    "wrong",
    [
        {"start_day": "2026-09-02", "finish_day": "2026-09-01"},
        {"avoid": ["FREQ=WEEKLY;BYDAY=WE 2026-06-03/2026-12-31"]},
        {"avoid": ["am 2026-06-03/2026-06-04"]},
        {"avoid": ["2026-06-03/"]},
        {"want": 5},
        {"school": "sometimes"},
    ],
)
def test_a_wish_that_means_nothing_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        PlanWish.model_validate(wrong)
