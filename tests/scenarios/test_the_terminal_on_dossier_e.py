"""The terminal over the real services: every record opens, every act is offered or says why not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from backoffice.content.fields import describe
from backoffice.content.typed_form import read_typed
from backoffice.i18n import speaking
from backoffice.services.desk import OfficeDesk
from backoffice.services.front_door import opening
from backoffice.services.office import Office
from backoffice.services.ports import Lines, Query
from backoffice.services.sources import COLUMNS
from backoffice.tui.app import BackofficeApp
from backoffice.tui.screens.record import RecordScreen

E = "INT-2026-0001"
PARTS = (
    f"{E}/S1",
    f"{E}/M1",
    "GRP-0001",
    "DEV-2026-0001-1",
    "DEV-2026-0001-1/L1",
    "DEV-2026-0001-1/E1",
    "er",
)


@pytest.fixture(scope="module")
def desk(played: Path) -> Iterator[OfficeDesk]:
    office = Office.open(played)
    yield OfficeDesk(office)
    office.close()


def every_ref(desk: OfficeDesk) -> list[str]:
    """The references that the lists show, and some parts of the dossier."""
    found = list(PARTS)
    for name in COLUMNS:
        source = desk.source(name)
        found += [row[0] for row in source.rows(source.ids(Query())).values()]
    return found


def test_every_record_opens_and_none_of_its_tabs_is_empty(desk: OfficeDesk) -> None:
    refs = every_ref(desk)
    assert len(refs) > 20
    for ref in refs:
        sheet = desk.show(ref)
        assert sheet.title, ref
        assert sheet.tabs, ref
        for tab in sheet.tabs:
            assert any(
                block.rows or block.empty if isinstance(block, Lines) else True for block in tab.blocks
            ), (
                ref,
                tab.name,
            )


def test_every_act_that_asks_opens_a_form_whose_texts_read_back(desk: OfficeDesk) -> None:
    asked = 0
    for ref in every_ref(desk):
        for act in desk.acts_for(ref):
            if not act.asks or act.refused:
                continue
            form = desk.form(act.name, ref)
            needed = {field.name for field in describe(form.model) if field.required} - set(form.typed)
            reading = read_typed(form.model, form.typed, date(2026, 6, 1))
            assert set(reading.errors) - {""} <= needed, (ref, act.name, reading.errors)
            asked += 1
    assert asked > 20


def test_what_a_line_opens_is_a_record(desk: OfficeDesk) -> None:
    sheet = desk.show(E)
    for tab in sheet.tabs:
        if tab.name in ("documents", "history"):
            continue
        for block in tab.blocks:
            for row in block.rows if isinstance(block, Lines) and block.opens else ():
                assert desk.show(row[0]).ref == row[0]


def test_the_next_step_says_what_is_missing(desk: OfficeDesk) -> None:
    step = desk.next_step(E)
    assert step.act is not None
    assert (step.act.name, step.missing) == ("close", ("the slots ahead",))


def test_each_act_and_each_list_speaks_french(desk: OfficeDesk) -> None:
    english = {act.name: act.label for act in desk.acts_for(E)}
    with speaking("fr"):
        french = {act.name: act.label for act in desk.acts_for(E)}
    assert not {name for name in english if english[name] == french[name]}


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_person_goes_from_today_to_a_slot_by_keys_alone(played: Path, size: tuple[int, int]) -> None:
    app = BackofficeApp(opening(str(played), language="en"))
    async with app.run_test(size=size) as pilot:
        await _until(pilot, lambda: app.desk is not None)
        await pilot.press("2")
        await pilot.pause(0.3)
        await pilot.press("slash", *"haut-taurion", "enter")
        await pilot.pause(0.3)
        await pilot.press("enter")
        await _until(pilot, lambda: isinstance(app.screen, RecordScreen) and app.screen.sheet is not None)
        assert app.screen.ref == E
        # The two calendars that were proposed come first, then the slots.
        await pilot.press("right", "right", "right", "right", "down", "down")
        await pilot.press("enter")
        await _until(pilot, lambda: app.screen.ref == f"{E}/S1")


async def _until(pilot: object, holds: object) -> None:
    """Lets the terminal work until something holds; a slow machine gets its time."""
    for _turn in range(200):
        if holds():  # type: ignore[operator]
            return
        await pilot.pause(0.05)  # type: ignore[attr-defined]
    raise AssertionError("it never came")
