"""Groups and enrolments as people see them, over the real services: kept as text, hostile names included."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import SIZES, Check, running, settled, until

from backoffice.clock import FrozenClock
from backoffice.content.base import build
from backoffice.content.settings import Settings
from backoffice.services.desk import OfficeDesk
from backoffice.services.dispatcher import Order
from backoffice.services.dispatcher import do as run
from backoffice.services.house import apply_settings
from backoffice.services.office import Office
from backoffice.store.database import Database
from backoffice.tui.act_dialog import ActDialog
from backoffice.tui.dialogs import ErrorPanel
from backoffice.tui.screens.form import FormScreen
from backoffice.tui.screens.record import RecordScreen
from tests.services.conftest import AFTERNOON, MORNING
from tests.services.sessions import DAY, PROGRAMME
from tests.store.postgres import NOW

ROOT = Path(__file__).parents[2]
HOSTILE = "ROUX [/] [@click=app.quit]Zoé; <b>\x1b[2J"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with one session of ours: two clients, four people, one who waits, one refused."""
    made = tmp_path_factory.mktemp("session")
    values = tomllib.loads((ROOT / "config.toml").read_text(encoding="utf-8"))
    del values["workstation"]
    values["organisation"]["logo"] = ""
    (made / "config.toml").write_text((ROOT / "config.toml").read_text(encoding="utf-8"), encoding="utf-8")
    database = Database.create(str(made / "backoffice.db"))
    database.clock = FrozenClock(NOW)
    apply_settings(database, build(Settings, values), made)
    run(database, (Order("new-user", "", {"initials": "ER", "name": "Élodie Roux"}),))
    run(database, (Order("new-trainer", "", {"name": "Kerbrat", "first_name": "Maëlle"}),), user="er")
    database.close()
    office = Office.open(made, user="er")
    _play(office)
    office.close()
    return made


def _play(office: Office) -> None:
    do = office.do
    do("publish-programme", "", {"text": PROGRAMME, "file": "c.toml"})
    member = do("new-client", "", {"name": "Parc du Pilat", "kind": "association"}).stored[-1].ref
    other = do("new-client", "", {"name": "Commune de Givors", "kind": "public"}).stored[-1].ref
    do("record-membership", member, {"label": "Adhésion 2027", "from_day": "2027-01-01", "number": "42"})
    wish = {"kind": "own_session", "topic": "Conduire une coopération", "programme": "CONDUIRE"}
    ref = do("receive-request", "", wish | {"headcount_min": 3, "headcount_max": 3}).stored[-1].ref
    do("draft-offer", ref, {"programme": "CONDUIRE"})
    for n, half in ((1, MORNING), (2, AFTERNOON)):
        do("date-slot", f"{ref}/S{n}", {"day": DAY, **half, "trainers": ["TRA-0001"]})
    do("open-session", ref)
    limits = {"name": "Groupe 1", "teaching_max": 3, "minimum": 3, "decide_on": "2027-03-29"}
    do("edit-group", f"{ref}/G1", limits | {"closes_before": "2027-04-05"})
    do("enrol", f"{ref}/G1", {"people": [HOSTILE, "PETIT Ana"], "client": member})
    do("enrol", f"{ref}/G1", {"people": ["MARTIN Éloi"], "client": other}, reason="adhère en janvier")
    do("enrol", f"{ref}/G1", {"people": ["LEROY Ines"], "client": other, "over": "waiting"})
    do("enrol", f"{ref}/G1", {"people": ["FAURE Luc"], "client": other, "state": "candidate"})
    do("refuse-enrolment", f"{ref}/G1/P5", reason="sans projet")
    do("record-proof", f"{ref}/G1/P1", {"requirement": 2, "seen": "lettre de mission"})


@pytest.fixture
def real(folder: Path, tmp_path: Path) -> Iterator[OfficeDesk]:
    office = Office.open(shutil.copytree(folder, tmp_path / "ws"), user="er")
    yield OfficeDesk(office)
    office.close()


@pytest.fixture
def session_ref() -> str:
    """The reference of the only session."""
    return "SES-2026-0001"


SCENES = {
    "session-group": ("{}", "group"),
    "session-request": ("{}", "request"),
    "group": ("{}/G1", ""),
    "enrolment": ("{}/G1/P1", ""),
    "enrolment-waiting": ("{}/G1/P4", ""),
}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scene", SCENES)
async def test_people_in_groups_are_shown_as_they_were_designed(
    scene: str, size: str, real: OfficeDesk, session_ref: str, snapshot: Check
) -> None:
    ref, tab = SCENES[scene]
    async with running(real, SIZES[size]) as (app, pilot):
        app.open_record(ref.format(session_ref), tab)
        await until(pilot, lambda: isinstance(app.screen, RecordScreen) and app.screen.sheet is not None)
        await settled(pilot, 0.2)
        await snapshot(app, pilot, f"{scene}-{size}")


async def test_a_client_and_a_person_say_where_they_are_enrolled(real: OfficeDesk, session_ref: str) -> None:
    client = real.show(f"{session_ref}/G1/P3")
    refs = {
        fact.label: fact.record for block in client.tabs[0].blocks for fact in getattr(block, "facts", ())
    }
    for label, wanted in (("Participant", "P3"), ("Client", "P4")):
        sheet = real.show(str(refs[label]))
        rows = [row for block in sheet.tabs[0].blocks for row in getattr(block, "rows", ())]
        assert any(f"{session_ref}/G1/{wanted}" in row for row in rows), label


async def test_a_missing_proof_asks_why_and_goes_on_with_the_answer(
    real: OfficeDesk, session_ref: str
) -> None:
    async with running(real, SIZES["80x24"]) as (app, pilot):
        app.open_record(f"{session_ref}/G1")
        await until(pilot, lambda: isinstance(app.screen, RecordScreen) and app.screen.sheet is not None)
        await settled(pilot)
        await pilot.press("c")
        await until(pilot, lambda: isinstance(app.screen, FormScreen))
        app.screen.fields["people"].box.text = "Nom\tPrénom\nDURAND\tZoé"
        app.screen.fields["over"].box.value = "split"
        await pilot.press("f10")
        await until(pilot, lambda: isinstance(app.screen, ActDialog))
        assert "adhésion" in " ".join(str(w.render()) for w in app.screen.query("Static"))
        await pilot.press(*"juin", "enter")
        await until(pilot, lambda: isinstance(app.screen, RecordScreen))
        assert not isinstance(app.screen, ErrorPanel)
    second = real.show(f"{session_ref}/G2")
    assert any("Zoé DURAND" in row for block in second.tabs[0].blocks for row in getattr(block, "rows", ()))


async def test_every_mistake_of_a_pasted_list_stands_under_its_field_with_its_line(
    real: OfficeDesk, session_ref: str
) -> None:
    async with running(real, SIZES["80x24"]) as (app, pilot):
        app.open_record(f"{session_ref}/G1")
        await until(pilot, lambda: isinstance(app.screen, RecordScreen) and app.screen.sheet is not None)
        await settled(pilot)
        await pilot.press("c")
        await until(pilot, lambda: isinstance(app.screen, FormScreen))
        app.screen.fields["people"].box.text = "Nom;Prénom;Courriel;Payeur\nA;A;faux;\nB;B;;Inconnu SA"
        await pilot.press("f10")
        await settled(pilot, 0.3)
        from conftest import text_of

        shown = text_of(app)
        assert "Line 2" in shown
        assert "Line 3" in shown
