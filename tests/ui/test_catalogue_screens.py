"""Programmes changed on screen, piece by piece, and texts of the house: drafts followed, errors placed."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import SIZES, Check, running, settled, text_of, until
from fake_desk import FakeDesk

from backoffice import i18n
from backoffice.content.house_text import CancellationForm, TextForm
from backoffice.content.programme_pieces import GapForm, ObjectiveForm, PartForm
from backoffice.content.typed_form import typed_values
from backoffice.services.ports import (
    Act,
    Cell,
    Column,
    Fact,
    Facts,
    Form,
    Lines,
    NextStep,
    Outcome,
    Sheet,
    Tab,
)
from backoffice.tui.screens.form import FormScreen
from backoffice.tui.screens.record import RecordScreen, followed

OBJECTIVE = {
    "text": "Conduire un projet [/] de coopération",
    "modules": ("M3", "M4"),
    "criterion": "le projet de chacun est formulé en changements attendus",
    "evaluation": "présentation en groupe",
}
PART = {"title": "Jour 1, matin", "planned": 210, "content": "Ce que coopérer demande", "where": "remote"}
GAP = {"least": "3 semaines", "most": "8 semaines", "meanwhile": "Essayer une méthode"}
TEXT = {"fr": "Paiement par virement à 30 jours.", "en": "Payment by transfer within 30 days."}
BANDS = {"bands": ("client 31+ jours : 0 %", "client 0-30 jours : 30 % + frais")}
FORMS: dict[str, Form] = {
    "objective": Form(ObjectiveForm, "Modifier · FA-COOP/O1", typed_values(ObjectiveForm, OBJECTIVE)),
    "part": Form(PartForm, "Modifier · FA-COOP/F1/M1/P1", typed_values(PartForm, PART)),
    "gap": Form(GapForm, "Modifier · FA-COOP/F1/M1/G1", typed_values(GapForm, GAP)),
    "text": Form(TextForm, "Modifier · payment", typed_values(TextForm, TEXT)),
    "cancellation": Form(CancellationForm, "Modifier · cancellation", typed_values(CancellationForm, BANDS)),
}


def screen_of(form: Form) -> FormScreen:
    async def save(_value: object, _at: object) -> bool:
        return True

    return FormScreen(form, save, own_time=True)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", FORMS)
async def test_each_form_looks_as_it_did(snapshot: Check, name: str, language: str, size: str) -> None:
    async with running(FakeDesk(), SIZES[size]) as (app, pilot):
        i18n.use(language)
        app.push_screen(screen_of(FORMS[name]))
        await settled(pilot)
        await snapshot(app, pilot, f"catalogue-{name}-{language}-{size}")


@pytest.mark.parametrize(
    ("name", "field", "typed", "told"),
    [
        ("gap", "target", "soon", "soon isn't a length of time"),
        ("cancellation", "bands", "x", "isn't a band of notice"),
        ("part", "least", "lots", "lots"),
        ("text", "valid_from", "never", "never"),
    ],
)
async def test_what_is_wrong_is_said_under_its_field_while_one_types(
    name: str, field: str, typed: str, told: str
) -> None:
    async with running(FakeDesk()) as (app, pilot):
        i18n.use("en")
        screen = screen_of(FORMS[name])
        app.push_screen(screen)
        await settled(pilot)
        screen.fields[field].box.focus()
        await pilot.press("ctrl+home", *typed)
        await until(pilot, lambda: "▲" in text_of(app))
        assert told in " ".join(text_of(app).replace("▏", "").replace("▌", "").split())
        await pilot.press("f10")
        await settled(pilot)
        assert app.screen is screen


@pytest.mark.parametrize(
    ("shown", "done", "then"),
    [
        ("COOP", "COOP/V2/O4", "COOP/V2"),
        ("COOP/V2", "COOP/V2/O4", "COOP/V2"),
        ("COOP/O1", "COOP/V2/O1", "COOP/V2/O1"),
        ("COOP/F1", "COOP/V2/F1/M3", "COOP/V2/F1"),
        ("COOP/V2/O3", "COOP/V2/O1", "COOP/V2/O1"),
        ("COOP/V2/F1/M2/P3", "COOP/V2/F1/M2", "COOP/V2/F1/M2"),
        ("COOP/V2", "COOP", "COOP"),
    ],
)
def test_a_screen_follows_what_was_done_to_it_into_its_draft(shown: str, done: str, then: str) -> None:
    assert followed(shown, done) == then


class Catalogue(FakeDesk):
    """A desk with one programme, its objectives, and the draft that the first change opens."""

    def show(self, ref: str) -> Sheet:
        if not ref.startswith("FA-COOP"):
            return super().show(ref)
        state = "draft" if "/V2" in ref else "published"
        whole = "FA-COOP/V2" if state == "draft" else "FA-COOP"
        facts = Facts("Programme", (Fact("State", state, Cell.STATE, "programme"),))
        if "/O" in ref:
            return Sheet(ref, "objective", 1, "Conduire un projet", tabs=(Tab("record", "Record", (facts,)),))
        columns = (Column("ref", "Reference", 16, priority=4), Column("text", "Objective", 24, grow=3))
        rows = ((f"{whole}/O1", "Conduire un projet"), (f"{whole}/O2", "Situer les principes"))
        blocks = (facts, Lines("Objectives", columns, rows))
        return Sheet(ref, "programme", 1, "Formation-action", tabs=(Tab("record", "Record", blocks),))

    def next_step(self, ref: str) -> NextStep:
        return NextStep(None, "")

    def acts_for(self, ref: str) -> tuple[Act, ...]:
        if "/O" in ref:
            return (Act("take-out-of-programme", "Take it out", key="x"), Act("move", "Move it", key="m"))
        return super().acts_for(ref)

    def run(self, act: str, ref: str, value: object | None, **named: Any) -> Outcome:
        if not ref.startswith("FA-COOP"):
            return super().run(act, ref, value, **named)
        return Outcome(act, "FA-COOP/V2" if act.startswith("take") else "FA-COOP/V2/O1", True)


async def test_a_piece_that_is_moved_or_taken_out_leaves_one_in_the_draft_screens_below_too() -> None:
    async with running(Catalogue()) as (app, pilot):
        for ref in ("FA-COOP", "FA-COOP/O2"):
            app.open_record(ref)
            await settled(pilot)
        await pilot.press("m")
        await until(pilot, lambda: app.screen.ref == "FA-COOP/V2/O1")
        below = app.screen_stack[-2]
        assert isinstance(below, RecordScreen)
        assert below.ref == "FA-COOP/V2"
        await settled(pilot)
        await pilot.press("x")
        await until(pilot, lambda: app.screen.ref == "FA-COOP/V2")
        await settled(pilot)
        assert "draft" in text_of(app)
