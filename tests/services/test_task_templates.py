"""Templates of tasks: chosen for a dossier, edited, followed again, refused where they can't be."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from backoffice.errors import BackofficeError, Invalid
from backoffice.store.driver import fetch
from tests.services.conftest import TASK_TEMPLATE, Trade, dump
from tests.services.task_kit import called, confirmed, tasks


def test_a_template_that_takes_anothers_place_drops_the_open_tasks_of_the_former(house: Trade) -> None:
    ref, _trainer = confirmed(house)
    house.act("tick-task", called(house, "Questionnaire"))
    other = TASK_TEMPLATE.replace("RETRO-INTRA", "B").replace('["intra"]', "[]").replace("Feuilles", "Listes")
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
    text = TASK_TEMPLATE.replace("RETRO-INTRA", "C").replace('["intra"]', "[]")
    text = text.replace('event = "module_start"', 'event = "module_start"\nmodule = "M9"')
    house.act("publish-task-template", "", {"text": text})
    ref = house.drafted(kind="inter")
    with pytest.raises(BackofficeError) as wrong:
        house.act("apply-task-template", ref, {"template": "C"})
    assert (wrong.value.code, str(wrong.value.place)) == ("missing_module", "C · tasks[2].module")
    assert "M1, M2" in (wrong.value.remedy or "")


def test_a_template_of_a_programme_names_modules_that_it_has(house: Trade) -> None:
    text = TASK_TEMPLATE.replace("RETRO-INTRA", "C").replace('["intra"]', '[]\nprogramme = "COOP"')
    text = text.replace('event = "module_start"', 'event = "module_start"\nmodule = "M9"')
    with pytest.raises(BackofficeError) as wrong:
        house.act("publish-task-template", "", {"text": text, "file": "c.toml"})
    assert (wrong.value.code, str(wrong.value.place)) == ("missing_module", "c.toml · tasks[2].module")
    house.act("publish-task-template", "", {"text": text.replace("M9", "M2")})


def test_a_plan_made_again_follows_the_templates_last_version_but_for_what_people_set(house: Trade) -> None:
    ref, _trainer = confirmed(house)
    house.act("assign-task", called(house, "Questionnaire"), {"whom": "planner", "user": "sb"})
    text = TASK_TEMPLATE.replace('before = "30 days"', 'before = "45 days"').replace('"Feuilles"', '"Listes"')
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
        house.act("edit-task-template", "RETRO-INTRA", {"text": TASK_TEMPLATE})
    with pytest.raises(Invalid):
        house.act(
            "edit-task-template", "RETRO-INTRA", {"text": TASK_TEMPLATE.replace("RETRO-INTRA", "AUTRE")}
        )
    house.act("edit-task-template", "RETRO-INTRA", {"text": TASK_TEMPLATE.replace("30 days", "20 jours")})
    assert len(versions(house)) == 3


def test_only_one_template_is_the_usual_one_of_a_kind(house: Trade) -> None:
    with pytest.raises(BackofficeError, match="RETRO-INTRA") as wrong:
        house.act("publish-task-template", "", {"text": TASK_TEMPLATE.replace("RETRO-INTRA", "B")})
    assert wrong.value.place.path == "kinds"
    house.act("retire-task-template", "RETRO-INTRA")
    house.act("publish-task-template", "", {"text": TASK_TEMPLATE.replace("RETRO-INTRA", "B")})
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
    text = TASK_TEMPLATE.replace("RETRO-INTRA", "D").replace('["intra"]', "[]")
    text = text.replace(
        'event = "received"\nafter = "3 working days"', 'event = "started"\nbefore = "2 weeks"'
    )
    house.act("publish-task-template", "", {"text": text})
    ref = house.received(kind="inter")
    house.act("apply-task-template", ref, {"template": "D", "started_on": date(2026, 9, 1)})
    assert tasks(house)["Répondre"] == ("2026-08-18", "to_do")
