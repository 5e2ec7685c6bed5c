"""Tasks on screen: ticked with one key, mine or everybody's; what an act would change, before it does."""

from __future__ import annotations

from typing import Any

from conftest import running, settled, text_of, until
from fake_desk import FakeDesk
from fake_forms import everything
from textual.pilot import Pilot

from backoffice.services.ports import Act


async def to_tasks(pilot: Pilot[Any]) -> None:
    """Opens the first dossier at its tasks, which are its last tab."""
    for key in ("2", "enter", "left"):
        await pilot.press(key)
        await settled(pilot)


async def test_space_does_the_task_under_the_cursor(desk: FakeDesk) -> None:
    async with running(desk) as (app, pilot):
        await to_tasks(pilot)
        await pilot.press("down", "space")
        await until(pilot, lambda: bool(desk.ran))
        assert desk.ran[0][:2] == ("tick-task", "INT-2026-0001/T1")
        await until(pilot, lambda: "u undoes it" in text_of(app))


async def test_space_does_nothing_on_a_tab_without_tasks(desk: FakeDesk) -> None:
    async with running(desk) as (app, pilot):
        await pilot.press("2", "enter")
        await settled(pilot)
        assert "Tick" not in text_of(app).splitlines()[-1]
        await pilot.press("space")
        await settled(pilot)
        assert not desk.ran


async def test_enter_opens_the_task(desk: FakeDesk) -> None:
    async with running(desk) as (app, pilot):
        await to_tasks(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: "INT-2026-0001/T2" in text_of(app).splitlines()[1])


async def test_today_shows_ones_own_tasks_or_everybodys(desk: FakeDesk) -> None:
    async with running(desk) as (app, pilot):
        assert "My tasks" in text_of(app)
        await pilot.press("v")
        await until(pilot, lambda: desk.everyone[-1:] == [True] and "My tasks" not in text_of(app))
        await pilot.press("v")
        await until(pilot, lambda: desk.everyone[-1] is False and "My tasks" in text_of(app))


async def test_a_task_of_today_opens_its_dossier_at_its_tasks(desk: FakeDesk) -> None:
    async with running(desk) as (app, pilot):
        for _n in range(3):
            await pilot.press("down")
        await pilot.press("enter")
        await until(pilot, lambda: "Tasks to do" in text_of(app))


async def test_the_next_step_says_what_it_waits_for(desk: FakeDesk) -> None:
    desk.waits = True
    async with running(desk, (120, 40)) as (app, pilot):
        await pilot.press("2", "enter")
        await settled(pilot)
        assert "waits for: T2 Recevoir la convention" in text_of(app)


class Previewing(FakeDesk):
    """A desk whose act says what it would change."""

    def acts_for(self, ref: str) -> tuple[Act, ...]:
        again = Act("replan", "Make the plan again", "x", asks=True, previews=True)
        return (*super().acts_for(ref), again)


async def save_a_plan(app: Any, pilot: Pilot[Any], desk: FakeDesk) -> None:
    await pilot.press("2", "enter")
    await settled(pilot)
    await pilot.press("x")
    await settled(pilot)
    await pilot.press("f10")


async def test_what_would_change_is_shown_before_it_does_and_giving_up_changes_nothing() -> None:
    desk = Previewing()
    desk.models["replan"] = everything(name="Le plan")
    desk.previewed = tuple(f"→ T{n} Salle [/] B: 14/08 → 01/09" for n in range(1, 20))
    async with running(desk) as (app, pilot):
        await save_a_plan(app, pilot, desk)
        await until(pilot, lambda: "T13 Salle [/] B: 14/08" in text_of(app))
        assert "and 6 more" in text_of(app)
        assert not desk.ran
        await pilot.press("escape")
        await settled(pilot)
        assert not desk.ran
        await pilot.press("f10")
        await until(pilot, lambda: "T13" in text_of(app))
        await pilot.press("enter")
        await until(pilot, lambda: bool(desk.ran))
        assert desk.ran[0][0] == "replan"


async def test_when_nothing_would_change_it_says_so() -> None:
    desk = Previewing()
    desk.models["replan"] = everything(name="Le plan")
    async with running(desk) as (app, pilot):
        await save_a_plan(app, pilot, desk)
        await until(pilot, lambda: "Nothing would change." in text_of(app))
