"""The backward plan at work: made of confirmed dates, moved with them, done by acts, holding acts back."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from backoffice.domain.tasks import TaskMoveRefused
from backoffice.errors import BackofficeError, Invalid
from backoffice.services.tasks import AwaitsPiece, BlockedByTask
from backoffice.store.doctor import examine_database
from backoffice.store.driver import fetch
from backoffice.store.images import ChangedSince
from tests.services.conftest import AFTERNOON, MORNING, Trade, dump, journal

TEMPLATE = """
format = "task-template/1"
code = "RETRO-INTRA"
title = "Le nôtre"
kinds = ["intra"]
[[tasks]]
code = "answer"
title = "Répondre"
event = "received"
after = "3 working days"
[[tasks]]
code = "ask"
title = "Questionnaire"
event = "first_slot"
before = "30 days"
whom = "administrator"
[[tasks]]
code = "sheets"
title = "Feuilles"
event = "module_start"
before = "2 working days"
done_by = "print-attendance-sheets"
[[tasks]]
code = "signed"
title = "Convention signée"
event = "accepted"
after = "10 days"
expects = "convention signée"
blocks = ["confirm-slots"]
"""
SHIPPED = 13


@pytest.fixture
def house(trade: Trade) -> Trade:
    """A house whose usual template is a short one."""
    trade.act("publish-task-template", "", {"text": TEMPLATE})
    return trade


def tasks(trade: Trade, ref: str = "") -> dict[str, tuple[Any, ...]]:
    """Tasks by their title: the day they are due on and their state."""
    with trade.database.reading() as unit:
        rows = fetch(
            unit.driver,
            "SELECT t.title, t.due_date, t.state FROM tasks t JOIN requests r ON r.id = t.request_id"
            " WHERE r.ref = ? OR ? = '' ORDER BY t.id",
            (ref, ref),
        )
    return {row[0]: tuple(row[1:]) for row in rows}


def called(trade: Trade, title: str) -> str:
    """The reference of the task with this title."""
    with trade.database.reading() as unit:
        [[found]] = fetch(
            unit.driver,
            "SELECT r.ref || '/T' || t.sequence FROM tasks t JOIN requests r ON r.id = t.request_id"
            " WHERE t.title = ?",
            (title,),
        )
    return str(found)


def confirmed(trade: Trade, *, signed: bool = True) -> tuple[str, str]:
    """An accepted dossier whose first module has its two half-days confirmed; and its trainer."""
    ref, _quote = trade.accepted()
    if signed:
        trade.act("receive-piece", called(trade, "Convention signée"))
        trade.act("accept-piece", called(trade, "Convention signée"))
    trainer = trade.trainer()
    trade.dated(f"{ref}/S1", "2026-09-15", trainers=[trainer])
    trade.dated(f"{ref}/S2", "2026-09-15", AFTERNOON, trainers=[trainer])
    trade.act("confirm-slots", ref)
    return ref, trainer


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
    text = TEMPLATE.replace('after = "3 working days"', 'after = "3 working days"\ndone_by = "acknowledge"')
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


# -- choosing and making again


def test_a_template_that_takes_anothers_place_drops_the_open_tasks_of_the_former(house: Trade) -> None:
    ref, _trainer = confirmed(house)
    house.act("tick-task", called(house, "Questionnaire"))
    other = TEMPLATE.replace("RETRO-INTRA", "B").replace('["intra"]', "[]").replace("Feuilles", "Listes")
    house.act(
        "publish-task-template", "", {"text": other.replace('"Questionnaire"', '"Autre questionnaire"')}
    )
    house.act("apply-task-template", ref, {"template": "B"})
    found = tasks(house)
    assert found["Questionnaire"][1] == "done"
    assert found["Feuilles – Module 1"][1] == "dropped"
    assert found["Listes – Module 1"] == ("2026-09-11", "to_do")
    house.undo()
    assert tasks(house)["Feuilles – Module 1"][1] == "to_do"
    house.act("apply-task-template", ref, {"template": "B", "beside": True})
    assert {tasks(house)[one][1] for one in ("Feuilles – Module 1", "Listes – Module 1")} == {"to_do"}


def test_a_dossier_may_follow_none(house: Trade) -> None:
    ref = house.received()
    house.act("apply-task-template", ref, {"template": ""})
    assert tasks(house)["Répondre"][1] == "dropped"
    house.act("acknowledge", ref)
    assert tasks(house)["Répondre"][1] == "dropped"
    with pytest.raises(Invalid):
        house.act("replan-tasks", ref, {})


def test_a_template_that_names_a_module_the_dossier_lacks_is_refused_in_its_place(house: Trade) -> None:
    text = TEMPLATE.replace("RETRO-INTRA", "C").replace('["intra"]', "[]")
    text = text.replace('event = "module_start"', 'event = "module_start"\nmodule = "M9"')
    house.act("publish-task-template", "", {"text": text})
    ref = house.drafted(kind="inter")
    with pytest.raises(BackofficeError) as wrong:
        house.act("apply-task-template", ref, {"template": "C"})
    assert (wrong.value.code, str(wrong.value.place)) == ("missing_module", "C · tasks[2].module")
    assert "M1, M2" in (wrong.value.remedy or "")


def test_a_template_of_a_programme_names_modules_that_it_has(house: Trade) -> None:
    text = TEMPLATE.replace("RETRO-INTRA", "C").replace('["intra"]', '[]\nprogramme = "COOP"')
    text = text.replace('event = "module_start"', 'event = "module_start"\nmodule = "M9"')
    with pytest.raises(BackofficeError) as wrong:
        house.act("publish-task-template", "", {"text": text, "file": "c.toml"})
    assert (wrong.value.code, str(wrong.value.place)) == ("missing_module", "c.toml · tasks[2].module")
    house.act("publish-task-template", "", {"text": text.replace("M9", "M2")})


def test_a_plan_made_again_follows_the_templates_last_version_but_for_what_people_set(house: Trade) -> None:
    ref, _trainer = confirmed(house)
    house.act("assign-task", called(house, "Questionnaire"), {"whom": "planner", "user": "sb"})
    text = TEMPLATE.replace('before = "30 days"', 'before = "45 days"').replace('"Feuilles"', '"Listes"')
    house.act(
        "publish-task-template", "", {"text": text.replace('whom = "administrator"', 'whom = "manager"')}
    )
    assert "Feuilles – Module 1" in tasks(house)
    house.act("replan-tasks", ref, {})
    found = tasks(house)
    assert found["Questionnaire"][0] == "2026-07-31"
    assert found["Listes – Module 1"] == ("2026-09-11", "to_do")
    assert "Feuilles – Module 1" not in found
    with house.database.reading() as unit:
        [[whom, user]] = fetch(
            unit.driver,
            "SELECT t.whom, u.ref FROM tasks t LEFT JOIN users u ON u.id = t.user_id WHERE t.title = ?",
            ("Questionnaire",),
        )
    assert (whom, user) == ("planner", "sb")


def test_a_version_that_dossiers_follow_is_never_changed_a_new_one_is_made(house: Trade) -> None:
    house.act("add-template-line", "RETRO-INTRA", {"code": "x", "title": "X", "event": "last_slot"})
    assert house.act("edit-template-line", "RETRO-INTRA/L5", {"code": "x", "title": "Y"}).payload == {
        "version": 2,
        "tasks": 5,
        "sha256": versions(house)[-1][1],
    }
    house.received()
    house.act("edit-template-line", "RETRO-INTRA/L5", {"code": "x", "title": "Z", "event": "last_slot"})
    assert [number for number, _digest in versions(house)] == [1, 2, 3]
    house.act("remove-template-line", "RETRO-INTRA/L5")
    assert [number for number, _digest in versions(house)] == [1, 2, 3]
    for _n in range(2):
        house.undo()
    assert [number for number, _digest in versions(house)] == [1, 2]


def versions(trade: Trade) -> list[tuple[int, str]]:
    with trade.database.reading() as unit:
        query = "SELECT version_no, sha256 FROM task_templates WHERE ref = 'RETRO-INTRA' ORDER BY version_no"
        return [(row[0], row[1]) for row in fetch(unit.driver, query)]


@pytest.mark.parametrize(
    ("values", "path"),
    [
        ({"code": "ask", "title": "X"}, None),
        ({"code": "x", "title": "X", "done_by": "fly"}, "done_by"),
        ({"code": "x", "title": "X", "blocks": ["fly"]}, "blocks[0]"),
        ({"code": "x", "title": "X", "user": "zz"}, "user"),
        ({"code": "x", "title": "X", "before": "3 lunes"}, "before"),
        ({"code": "x", "title": "X", "event": "received", "before": "3 days"}, "before"),
    ],
)
def test_a_line_edited_in_a_form_has_its_mistakes_on_its_fields(
    house: Trade, values: dict[str, Any], path: str | None
) -> None:
    before = dump(house.database)
    with pytest.raises(BackofficeError) as wrong:
        house.act("add-template-line", "RETRO-INTRA", values)
    assert wrong.value.place.path == path
    assert dump(house.database) == before


def test_a_template_is_edited_as_text_under_its_own_code(house: Trade) -> None:
    with pytest.raises(BackofficeError):
        house.act("edit-task-template", "RETRO-INTRA", {"text": TEMPLATE})
    with pytest.raises(Invalid):
        house.act("edit-task-template", "RETRO-INTRA", {"text": TEMPLATE.replace("RETRO-INTRA", "AUTRE")})
    house.act("edit-task-template", "RETRO-INTRA", {"text": TEMPLATE.replace("30 days", "20 jours")})
    assert len(versions(house)) == 3


def test_only_one_template_is_the_usual_one_of_a_kind(house: Trade) -> None:
    with pytest.raises(BackofficeError, match="RETRO-INTRA") as wrong:
        house.act("publish-task-template", "", {"text": TEMPLATE.replace("RETRO-INTRA", "B")})
    assert wrong.value.place.path == "kinds"
    house.act("retire-task-template", "RETRO-INTRA")
    house.act("publish-task-template", "", {"text": TEMPLATE.replace("RETRO-INTRA", "B")})
    house.received()
    with house.database.reading() as unit:
        assert fetch(unit.driver, "SELECT source_ref, source_version FROM task_plans") == [("B", 1)]


def test_a_retired_template_serves_no_new_dossier(house: Trade) -> None:
    house.act("retire-task-template", "RETRO-INTRA")
    ref = house.received()
    assert tasks(house) == {}
    with pytest.raises(BackofficeError) as wrong:
        house.act("apply-task-template", ref, {"template": "RETRO-INTRA"})
    assert wrong.value.code == "retired"


def test_the_start_of_the_work_is_given_when_a_template_is_chosen(house: Trade) -> None:
    text = TEMPLATE.replace("RETRO-INTRA", "D").replace('["intra"]', "[]")
    text = text.replace(
        'event = "received"\nafter = "3 working days"', 'event = "started"\nbefore = "2 weeks"'
    )
    house.act("publish-task-template", "", {"text": text})
    ref = house.received(kind="inter")
    house.act("apply-task-template", ref, {"template": "D", "started_on": date(2026, 9, 1)})
    assert tasks(house)["Répondre"] == ("2026-08-18", "to_do")


# -- a method in steps

METHOD = """
format = "method/1"
code = "ETAPES"
title = "En trois étapes"
[[steps]]
code = "E1"
title = "Connaître"
objectives = ["Qui agit", "Ce qui manque"]
means = ["Carte"]
begins = "0 weeks"
lasts = "2 weeks"
[[steps]]
code = "E2"
title = "Planifier"
objectives = ["Tenir dans le temps"]
begins = "2 weeks"
lasts = "3 working days"
done_by = "apply-task-template"
[[steps]]
code = "E3"
title = "Décider"
objectives = ["Une forme"]
"""


@pytest.fixture
def method(house: Trade) -> Trade:
    house.act("publish-method", "", {"text": METHOD})
    return house


def test_a_dossier_works_by_the_steps_of_a_method(method: Trade) -> None:
    ref = method.received()
    method.act("use-method", ref, {"method": "ETAPES", "started_on": "2026-09-07"})
    assert tasks(method, ref) == {
        "Répondre": ("2026-06-04", "to_do"),
        "Connaître": ("2026-09-21", "to_do"),
        "Planifier": ("2026-09-24", "to_do"),
        "Décider": (None, "to_do"),
    }
    with method.database.reading() as unit:
        [[details]] = fetch(unit.driver, "SELECT details FROM tasks WHERE title = 'Connaître'")
    kept = json.loads(details)
    assert (kept["objectives"], kept["means"], kept["resources"]) == (
        *(["Qui agit", "Ce qui manque"], ["Carte"]),
        [],
    )


def test_a_step_without_a_day_is_given_one_by_hand(method: Trade) -> None:
    ref = method.received()
    method.act("use-method", ref, {"method": "ETAPES"})
    decide = called(method, "Décider")
    method.act("edit-task", decide, {"title": "Décider", "due_date": "2026-12-01"})
    method.act("replan-tasks", ref, {})
    assert tasks(method)["Décider"][0] == "2026-12-01"


def test_the_step_that_plans_is_done_by_making_the_plan(method: Trade) -> None:
    ref = method.received(kind="inter")
    method.act("use-method", ref, {"method": "ETAPES"})
    method.act("apply-task-template", ref, {"template": "RETRO-INTRA"})
    found = tasks(method, ref)
    assert found["Planifier"][1] == "done"
    assert found["Répondre"] == ("2026-06-04", "to_do")
    assert found["Connaître"][1] == "to_do"


def test_the_work_that_begins_later_moves_its_steps(method: Trade) -> None:
    ref = method.received()
    before = dump(method.database)
    method.act("use-method", ref, {"method": "ETAPES", "started_on": "2026-09-07"})
    method.act("tick-task", called(method, "Connaître"))
    method.act("use-method", ref, {"method": "ETAPES", "started_on": "2026-09-14"})
    assert tasks(method)["Connaître"] == ("2026-09-21", "done")
    assert tasks(method)["Planifier"][0] == "2026-10-01"
    for _n in range(3):
        method.undo()
    assert dump(method.database) == before


def test_a_method_names_acts_that_can_do_a_step(house: Trade) -> None:
    with pytest.raises(BackofficeError) as wrong:
        house.act("publish-method", "", {"text": METHOD.replace("apply-task-template", "fly")})
    assert (wrong.value.code, wrong.value.place.path) == ("unknown_act", "steps[1].done_by")


def test_a_method_that_no_act_does_is_kept_as_before_steps_could_say_so(house: Trade) -> None:
    text = METHOD.replace('done_by = "apply-task-template"', "")
    house.act("publish-method", "", {"text": text})
    with house.database.reading() as unit:
        [[body]] = fetch(unit.driver, "SELECT body FROM methods")
    assert "done_by" not in body


def test_one_code_is_that_of_one_thing(house: Trade) -> None:
    with pytest.raises(BackofficeError) as wrong:
        house.act("publish-method", "", {"text": METHOD.replace("ETAPES", "RETRO-INTRA")})
    assert wrong.value.code == "code_taken"
    house.act("publish-method", "", {"text": METHOD})
    text = TEMPLATE.replace("RETRO-INTRA", "ETAPES").replace('["intra"]', "[]")
    with pytest.raises(BackofficeError) as wrong:
        house.act("publish-task-template", "", {"text": text})
    assert wrong.value.code == "code_taken"


# -- Today


def today(trade: Trade, user: str = "", *, everyone: bool = False) -> list[tuple[str, str, int | None]]:
    """The tasks that Today shows: what, how it stands, and the working days left."""
    from backoffice.services.agenda import Here, agenda_of

    with trade.database.reading() as unit:
        agenda = agenda_of(unit.driver, Here(unit.now, user=user, everyone=everyone))
    assert agenda.everyone is (everyone or not user)
    return [
        (line.what, line.state, line.left)
        for group in agenda.groups
        if group.name == "tasks"
        for line in group.lines
    ]


def test_today_shows_what_is_late_or_due_within_a_week_the_most_pressing_first(trade: Trade) -> None:
    ref = trade.received()
    for title, day in (("Loin", "2026-06-09"), ("Lundi", "2026-06-08"), ("Hier", "2026-05-29")):
        trade.act("add-task", ref, {"title": title, "due_date": day})
    trade.act("add-task", ref, {"title": "Sans jour"})
    trade.act("add-task", ref, {"title": "Faite", "due_date": "2026-06-02"})
    trade.act("tick-task", called(trade, "Faite"))
    assert today(trade) == [("Hier", "late", -1), ("Lundi", "to_do", 5)]


def test_todays_tasks_are_ones_own_by_name_by_role_or_as_the_dossiers_owner(trade: Trade) -> None:
    mine, other = trade.received(), trade.received(owner="sb")
    for ref, title, whom in (
        (mine, "Propriétaire", {"whom": "owner"}),
        (other, "D'un autre", {"whom": "owner"}),
        (other, "De mon rôle", {"whom": "administrator"}),
        (other, "D'un autre rôle", {"whom": "accountant"}),
        (mine, "À un autre", {"whom": "administrator", "user": "sb"}),
        (other, "À moi", {"whom": "accountant", "user": "er"}),
    ):
        trade.act("add-task", ref, {"title": title, "due_date": "2026-06-02", **whom})
    assert {line[0] for line in today(trade, "er")} == {"Propriétaire", "De mon rôle", "À moi"}
    assert {line[0] for line in today(trade, "SB")} == {"D'un autre", "À un autre"}
    assert len(today(trade, "er", everyone=True)) == 6
