"""The backward plan at work: made of confirmed dates, moved with them, done by acts, holding acts back."""

from __future__ import annotations

import json
from typing import Any

import pytest

from backoffice.domain.tasks import TaskMoveRefused
from backoffice.errors import BackofficeError, Invalid
from backoffice.services.tasks import AwaitsPiece, BlockedByTask
from backoffice.store.doctor import examine_database
from backoffice.store.driver import fetch
from backoffice.store.images import ChangedSince
from tests.services.conftest import AFTERNOON, MORNING, TASK_TEMPLATE, Trade, dump, journal
from tests.services.task_kit import SHIPPED, called, confirmed, tasks

# -- made


def test_a_house_has_the_usual_template_from_its_first_day(trade: Trade) -> None:
    ref, _quote = trade.accepted()
    assert list(tasks(trade)) == ["Envoyer la convention et le programme à signer"]
    trade.dated(f"{ref}/S1", "2026-09-15", trainers=[trade.trainer()])
    assert len(tasks(trade)) == 1
    trade.act("confirm-slot", f"{ref}/S1")
    found = tasks(trade)
    assert len(found) == SHIPPED
    assert found["Envoyer les convocations"] == ("2026-08-31", "to_do")
    assert found["Envoyer le questionnaire de positionnement aux stagiaires"][0] == "2026-08-14"
    assert found["Imprimer les feuilles d'émargement – Module 1"][0] == "2026-09-11"
    assert found["Établir les certificats de réalisation – Module 1"][0] == "2026-09-22"
    assert found["Envoyer l'évaluation à froid aux stagiaires et au client"][0] == "2026-12-14"
    assert found["Recevoir la convention signée"][1] == "to_receive"


def test_tasks_are_made_when_what_they_count_from_happens(house: Trade) -> None:
    ref = house.received()
    assert tasks(house, ref) == {"Répondre": ("2026-06-04", "to_do")}
    confirmed(house)
    found = tasks(house)
    assert found["Convention signée"] == ("2026-06-11", "accepted")
    assert found["Questionnaire"] == ("2026-08-14", "to_do")
    assert found["Feuilles – Module 1"] == ("2026-09-11", "to_do")
    assert "Feuilles – Module 2" not in found


def test_proposed_dates_make_no_task(house: Trade) -> None:
    ref, _quote = house.accepted()
    house.dated(f"{ref}/S1", "2026-09-15")
    assert "Questionnaire" not in tasks(house)


def test_other_kinds_of_request_follow_no_template_unless_one_is_chosen(house: Trade) -> None:
    ref = house.received(kind="inter")
    assert tasks(house, ref) == {}
    house.act("apply-task-template", ref, {"template": "RETRO-INTRA"})
    assert list(tasks(house, ref)) == ["Répondre"]


def test_each_group_of_a_module_has_its_own_tasks(house: Trade) -> None:
    ref = house.received(groups=2)
    for act in ("acknowledge", "skip-needs"):
        house.act(act, ref, reason="known")
    house.act("draft-offer", ref, {"programme": "COOP"})
    trainers = [house.trainer("A"), house.trainer("B")]
    house.dated(f"{ref}/S1", "2026-09-15", trainers=trainers[:1])
    house.dated(f"{ref}/S4", "2026-09-22", trainers=trainers[1:])
    house.act("confirm-slots", ref)
    sheets = {title: due for title, (due, _state) in tasks(house).items() if title.startswith("Feuilles")}
    assert sheets == {
        "Feuilles – Module 1 – Groupe 1": "2026-09-11",
        "Feuilles – Module 1 – Groupe 2": "2026-09-18",
    }


# -- moved


def test_tasks_move_with_their_slots_what_was_done_stays_and_history_says_what_moved(house: Trade) -> None:
    ref, trainer = confirmed(house)
    house.act("tick-task", called(house, "Questionnaire"))
    for slot, half in ((f"{ref}/S1", MORNING), (f"{ref}/S2", AFTERNOON)):
        house.act("move-slot", slot, {"day": "2026-09-22", **half, "trainers": [trainer]})
    found = tasks(house)
    assert found["Questionnaire"] == ("2026-08-14", "done")
    assert found["Feuilles – Module 1"] == ("2026-09-18", "to_do")
    # The morning alone moved nothing: the afternoon was the first slot until it moved too.
    moved = [row[:2] for row in journal(house.database) if row[0] == "task-moved"]
    assert moved == [("task-moved", called(house, "Feuilles – Module 1"))]
    with house.database.reading() as unit:
        [[payload]] = fetch(unit.driver, "SELECT payload FROM journal WHERE act = 'task-moved'")
    assert json.loads(payload) == {"due": ["2026-09-11", "2026-09-18"]}


def test_a_day_chosen_by_hand_stays_when_slots_move(house: Trade) -> None:
    ref, trainer = confirmed(house)
    sheets = called(house, "Feuilles – Module 1")
    house.act("edit-task", sheets, {"title": "Feuilles – Module 1", "due_date": "2026-09-01"})
    for slot, half in ((f"{ref}/S1", MORNING), (f"{ref}/S2", AFTERNOON)):
        house.act("move-slot", slot, {"day": "2026-09-22", **half, "trainers": [trainer]})
    assert tasks(house)["Feuilles – Module 1"][0] == "2026-09-01"
    house.act("replan-tasks", ref, {"hand_dates": True})
    assert tasks(house)["Feuilles – Module 1"][0] == "2026-09-18"


def test_cancelled_dates_drop_their_open_tasks_and_new_ones_take_them_up_again(house: Trade) -> None:
    ref, trainer = confirmed(house)
    house.act("cancel-slot", f"{ref}/S1", reason="strike")
    assert tasks(house)["Feuilles – Module 1"][1] == "to_do"
    house.act("cancel-slot", f"{ref}/S2", reason="strike")
    assert {tasks(house)[one][1] for one in ("Questionnaire", "Feuilles – Module 1")} == {"dropped"}
    assert tasks(house)["Répondre"][1] == "to_do"
    house.dated(f"{ref}/S3", "2026-10-06", trainers=[trainer])
    house.act("confirm-slots", ref)
    found = tasks(house)
    assert found["Questionnaire"] == ("2026-09-04", "to_do")
    assert found["Feuilles – Module 1"][1] == "dropped"
    assert found["Feuilles – Module 2"] == ("2026-10-02", "to_do")
    assert len(found) == 5


def test_a_dossier_that_ends_drops_its_open_tasks_and_reopened_takes_them_up_again(house: Trade) -> None:
    ref = house.received()
    house.act("add-task", ref, {"title": "À la main", "due_date": "2026-06-10"})
    house.act("add-task", ref, {"title": "Faite", "due_date": "2026-06-10"})
    house.act("tick-task", called(house, "Faite"))
    house.act("withdraw", ref, reason="no trainer")
    assert {title: state for title, (_due, state) in tasks(house).items()} == {
        "Répondre": "dropped",
        "À la main": "dropped",
        "Faite": "done",
    }
    house.act("reopen", ref, reason="found one")
    assert tasks(house) == {
        "Répondre": ("2026-06-04", "to_do"),
        "À la main": ("2026-06-10", "to_do"),
        "Faite": ("2026-06-10", "done"),
    }


def test_an_acceptance_that_is_reversed_takes_its_tasks_with_it(house: Trade) -> None:
    _ref, quote = house.accepted()
    house.act("reverse-acceptance", quote, reason="wrong quote")
    assert tasks(house)["Convention signée"][1] == "dropped"
    house.act("accept-quote", quote, {"name": "I. Chambraud", "on": "2026-06-01"})
    assert tasks(house)["Convention signée"] == ("2026-06-11", "to_receive")


def test_a_received_date_put_right_moves_what_counts_from_it(house: Trade) -> None:
    client = house.client()
    ref = house.received(client=client)
    wish = {"topic": "Coopérer", "client": client, "received_at": "2026-05-20T08:00:00Z"}
    house.act("edit-request", ref, wish)
    assert tasks(house)["Répondre"][0] == "2026-05-26"


# -- undone


def test_what_an_act_did_to_tasks_is_undone_with_it(house: Trade) -> None:
    ref, trainer = confirmed(house)
    before = dump(house.database)
    house.act("move-slot", f"{ref}/S1", {"day": "2026-09-08", **MORNING, "trainers": [trainer]})
    house.act("cancel-slot", f"{ref}/S2", reason="strike")
    house.act("cancel-slot", f"{ref}/S1", reason="strike")
    for _n in range(3):
        house.undo()
    assert dump(house.database) == before
    house.undo()
    assert "Questionnaire" not in tasks(house)
    assert examine_database(house.database) == ()


def test_a_slot_moves_back_even_when_a_task_that_moved_with_it_was_done_since(house: Trade) -> None:
    ref, trainer = confirmed(house)
    house.act("cancel-slot", f"{ref}/S2", reason="strike")
    house.act("move-slot", f"{ref}/S1", {"day": "2026-09-08", **MORNING, "trainers": [trainer]})
    house.act("tick-task", called(house, "Questionnaire"), user="sb")
    house.undo()
    assert tasks(house)["Questionnaire"] == ("2026-08-14", "done")


def test_dates_whose_tasks_were_done_since_arent_taken_back(house: Trade) -> None:
    confirmed(house)
    house.act("tick-task", called(house, "Questionnaire"), user="sb")
    before = dump(house.database)
    with pytest.raises(ChangedSince):
        house.undo()
    assert dump(house.database) == before


@pytest.mark.parametrize(
    ("act", "values", "rest"),
    [
        ("tick-task", None, {}),
        ("edit-task", {"title": "Autre", "due_date": "2026-07-01", "expects": "un courrier"}, {}),
        ("assign-task", {"whom": "planner", "user": "sb"}, {}),
        ("expect-piece", {"what": "un courrier", "whom": "funder"}, {}),
        ("drop-task", None, {"reason": "moot"}),
    ],
)
def test_each_act_on_a_task_is_undone_exactly(
    house: Trade, act: str, values: dict[str, Any] | None, rest: dict[str, Any]
) -> None:
    house.received()
    before = dump(house.database)
    house.act(act, called(house, "Répondre"), values, **rest)
    assert dump(house.database) != before
    house.undo()
    assert dump(house.database) == before


def test_a_task_of_a_plan_keeps_the_module_that_it_was_made_for(house: Trade) -> None:
    confirmed(house)
    sheets = called(house, "Feuilles – Module 1")
    with pytest.raises(Invalid) as wrong:
        house.act("edit-task", sheets, {"title": "Feuilles", "module": "M2"})
    assert wrong.value.place.path == "module"
    house.act("edit-task", sheets, {"title": "Feuilles", "module": "M1"})


# -- done by an act


def test_an_act_ticks_the_tasks_that_it_does(house: Trade) -> None:
    ref, _trainer = confirmed(house)
    house.act("print-attendance-sheets", ref, {})
    assert tasks(house)["Feuilles – Module 1"] == ("2026-09-11", "done")
    done = [row for row in journal(house.database) if row[0] == "task-done"]
    assert [row[1:3] for row in done] == [(called(house, "Feuilles – Module 1"), "er")]


def test_an_act_on_a_slot_ticks_the_tasks_of_its_module_only(house: Trade) -> None:
    ref, trainer = confirmed(house)
    for module in ("M1", "M2"):
        values = {"title": f"Tenir {module}", "module": module, "done_by": "move-slot"}
        house.act("add-task", ref, values)
    house.act("move-slot", f"{ref}/S1", {"day": "2026-09-16", **MORNING, "trainers": [trainer]})
    assert tasks(house)["Tenir M1"][1] == "done"
    assert tasks(house)["Tenir M2"][1] == "to_do"


def test_a_task_whose_act_was_done_before_it_was_made_is_born_done_unless_it_was_undone(house: Trade) -> None:
    text = TASK_TEMPLATE.replace(
        'after = "3 working days"', 'after = "3 working days"\ndone_by = "acknowledge"'
    )
    house.act(
        "publish-task-template", "", {"text": text.replace("RETRO-INTRA", "A").replace('["intra"]', "[]")}
    )
    one, two = house.received(kind="inter"), house.received(kind="inter")
    for ref in (one, two):
        house.act("acknowledge", ref)
    house.undo()
    for ref in (one, two):
        house.act("apply-task-template", ref, {"template": "A"})
    assert tasks(house, one)["Répondre"][1] == "done"
    assert tasks(house, two)["Répondre"][1] == "to_do"


# -- pieces


def test_a_piece_is_received_refused_for_a_reason_and_received_again(house: Trade) -> None:
    house.accepted()
    ref = called(house, "Convention signée")
    with pytest.raises(AwaitsPiece, match="convention signée"):
        house.act("tick-task", ref)
    house.act("receive-piece", ref, {"on": "2026-05-30"})
    with pytest.raises(Invalid):
        house.act("refuse-piece", ref)
    house.act("refuse-piece", ref, reason="not signed")
    assert tasks(house)["Convention signée"][1] == "refused"
    with pytest.raises(TaskMoveRefused):
        house.act("accept-piece", ref)
    house.act("receive-piece", ref)
    house.act("accept-piece", ref)
    assert tasks(house)["Convention signée"][1] == "accepted"
    house.act("untick-task", ref)
    assert tasks(house)["Convention signée"][1] == "received"


def test_what_came_in_cant_be_expected_no_more(house: Trade) -> None:
    house.accepted()
    ref = called(house, "Convention signée")
    house.act("receive-piece", ref)
    with pytest.raises(Invalid) as wrong:
        house.act("edit-task", ref, {"title": "Convention signée"})
    assert wrong.value.place.path == "expects"
    house.act("edit-task", ref, {"title": "Convention", "expects": "la convention"})
    assert examine_database(house.database) == ()


def test_a_piece_never_came_in_in_the_future(house: Trade) -> None:
    house.accepted()
    with pytest.raises(Invalid) as wrong:
        house.act("receive-piece", called(house, "Convention signée"), {"on": "2026-06-02"})
    assert wrong.value.place.path == "on"


def test_a_task_is_dropped_for_a_reason_and_no_plan_takes_it_up_again(house: Trade) -> None:
    ref, trainer = confirmed(house)
    asked = called(house, "Questionnaire")
    with pytest.raises(Invalid):
        house.act("drop-task", asked)
    house.act("drop-task", asked, reason="same people as last year")
    house.act("move-slot", f"{ref}/S1", {"day": "2026-09-08", **MORNING, "trainers": [trainer]})
    house.act("replan-tasks", ref, {})
    assert tasks(house)["Questionnaire"][1] == "dropped"
    house.act("untick-task", asked)
    assert tasks(house)["Questionnaire"] == ("2026-08-14", "to_do")


# -- what waits


def test_an_act_that_a_task_keeps_waiting_is_refused_naming_it_or_passes_with_a_reason(house: Trade) -> None:
    ref, _quote = house.accepted()
    trainer = house.trainer()
    house.dated(f"{ref}/S1", "2026-09-15", trainers=[trainer])
    for act, what in (("confirm-slots", ref), ("confirm-slot", f"{ref}/S1")):
        with pytest.raises(BlockedByTask, match="Convention signée") as wrong:
            house.act(act, what)
        assert called(house, "Convention signée") in wrong.value.message
        assert wrong.value.wants_reason
    house.act("confirm-slots", ref, reason="signed on paper, in the post")
    with house.database.reading() as unit:
        [[payload]] = fetch(unit.driver, "SELECT payload FROM journal WHERE act = 'confirm-slots'")
    number = called(house, "Convention signée").rpartition("/")[2]
    assert json.loads(payload)["passed"] == [number]


def test_once_the_task_is_done_or_dropped_the_act_passes(house: Trade) -> None:
    ref, _quote = house.accepted()
    house.dated(f"{ref}/S1", "2026-09-15", trainers=[house.trainer()])
    house.act("drop-task", called(house, "Convention signée"), reason="none is needed")
    house.act("confirm-slots", ref)


def test_a_task_of_a_module_keeps_only_that_modules_slots_waiting(house: Trade) -> None:
    ref = house.drafted()
    trainer = house.trainer()
    house.dated(f"{ref}/S1", "2026-09-15", trainers=[trainer])
    house.dated(f"{ref}/S3", "2026-09-22", trainers=[trainer])
    house.act("add-task", ref, {"title": "Salle", "module": "M2", "blocks": ["confirm-slot"]})
    house.act("confirm-slot", f"{ref}/S1")
    with pytest.raises(BlockedByTask):
        house.act("confirm-slot", f"{ref}/S3")


def test_ending_a_dossier_never_waits_for_a_task(house: Trade) -> None:
    ref = house.received()
    for name in ("withdraw", "decline", "add-task", "no-such-act"):
        with pytest.raises(BackofficeError, match=name) as wrong:
            house.act("add-task", ref, {"title": "T", "blocks": [name]})
        assert wrong.value.place.path == "blocks"


def test_the_next_step_says_which_task_it_waits_for(house: Trade) -> None:
    from backoffice.services.acts import Doing
    from backoffice.services.dispatcher import settings_of
    from backoffice.services.kinds import resolve
    from backoffice.services.standing import next_of

    ref, _quote = house.accepted()
    trainer = house.trainer()
    for slot, day in ((1, "2026-09-15"), (2, "2026-09-16"), (3, "2026-09-17")):
        house.dated(f"{ref}/S{slot}", day, trainers=[trainer])
    with house.database.reading() as unit:
        doing = Doing(unit, settings_of(unit), None, unit.now)
        step = next_of(doing, resolve(unit, ref).record)
    assert step.act == "confirm-slots"
    assert [one.split()[1] for one in step.waits_for] == ["Convention"]
