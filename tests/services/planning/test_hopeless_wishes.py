"""What of a dossier can't be planned is refused or explained in a bounded time, as in a problem file."""

from __future__ import annotations

from datetime import date

import pytest

from backoffice.errors import BackofficeError, each
from tests.planner.test_hostile_files import no_hang
from tests.services.conftest import Trade
from tests.services.planning.conftest import LINKED, asked, linked, teacher


def test_a_programme_whose_minimum_is_over_its_maximum_is_never_published(planning: Trade) -> None:
    wrong = LINKED.replace('least = "3 weeks"', 'least = "9 weeks"').replace("SUITE", "FAUX")
    with pytest.raises(BackofficeError) as refused:
        planning.act("publish-programme", "", {"text": wrong, "file": "faux.toml"})
    assert all(one.remedy for one in each(refused.value))


def test_a_module_longer_than_its_period_is_explained(planning: Trade) -> None:
    teacher(planning)
    ref = linked(planning)
    with no_hang():
        found = asked(planning, ref, start=date(2026, 9, 1), finish=date(2026, 9, 1))
    assert found.status == "impossible"
    assert "period" in found.rules
    assert found.relaxations


def test_nobody_with_the_skill_is_said_at_once(planning: Trade) -> None:
    teacher(planning, "Kerbrat", "M1")
    with pytest.raises(BackofficeError) as refused, no_hang():
        asked(planning, linked(planning))
    assert {one.code for one in each(refused.value)} == {"nobody_teaches"}


@pytest.mark.parametrize("rule", ["FREQ=DAILY", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR"])
def test_an_absence_without_end_is_a_reason_among_others(planning: Trade, rule: str) -> None:
    kerbrat = teacher(planning)
    planning.act("add-absence", kerbrat, {"when": f"{rule} 1996-01-01/", "label": "parti"})
    with no_hang():
        found = asked(planning, linked(planning))
    assert found.status == "impossible"
    assert any(name.startswith(f"away:{kerbrat}") for name in found.rules)
    assert any("Kerbrat" in text for text in found.reasons)


def test_ten_years_are_planned_on_the_days_that_anybody_plans_on(planning: Trade) -> None:
    teacher(planning)
    ref = linked(planning)
    with no_hang():
        found = asked(planning, ref, start=date(2026, 9, 1), finish=date(2036, 6, 1))
    assert found.status == "optimal"
    with pytest.raises(BackofficeError, match="too far"):
        asked(planning, ref, start=date(2026, 9, 1), finish=date(2046, 9, 1))


def test_two_hundred_modules_are_answered_in_time(planning: Trade) -> None:
    head, _mark, _rest = LINKED.replace("SUITE", "LONG").partition("[[formats.modules]]")
    one = '[[formats.modules]]\ncode = "N{n}"\nlabel = "Module {n}"\ntitle = "Pas {n}"\n'
    part = 'parts = [{{ title = "Matin", minutes = 210 }}]\n'
    text = head + "".join((one + part).format(n=n) for n in range(200))
    planning.act("publish-programme", "", {"text": text, "file": "long.toml"})
    teacher(planning, "Kerbrat", *(f"N{n}" for n in range(200)))
    ref = planning.received(programme="LONG")
    planning.act("acknowledge", ref)
    planning.act("skip-needs", ref, reason="known client")
    planning.act("draft-offer", ref, {"programme": "LONG"})
    with no_hang():
        found = asked(planning, ref, budget_ms=2_000)
    assert found.status in ("optimal", "fewer_exist", "stopped", "impossible")
    assert found.proposed or found.status != "optimal"
