"""A method in steps: each step a task of the dossier that works by it."""

from __future__ import annotations

import json

import pytest

from backoffice.errors import BackofficeError
from backoffice.store.driver import fetch
from tests.services.conftest import TASK_TEMPLATE, Trade, dump
from tests.services.task_kit import called, tasks

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
    text = TASK_TEMPLATE.replace("RETRO-INTRA", "ETAPES").replace('["intra"]', "[]")
    with pytest.raises(BackofficeError) as wrong:
        house.act("publish-task-template", "", {"text": text})
    assert wrong.value.code == "code_taken"
