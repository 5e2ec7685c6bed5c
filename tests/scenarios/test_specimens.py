"""The demonstration as a whole: done twice, set aside when it is another one, against its specimens."""

from __future__ import annotations

import hashlib
import json
import re
from importlib.metadata import version
from pathlib import Path

import pytest

from backoffice.services import demo
from backoffice.services.demo import NotTheDemo, OtherDemo, run_demo
from backoffice.services.lists import read
from backoffice.services.office import Office
from backoffice.store.database import Database
from backoffice.store.doctor import examine_database
from backoffice.store.driver import fetch
from tests.cli.conftest import ROOT, empty_workspace
from tests.scenarios.pages import snapshot_in, text_of
from tests.services.conftest import dump, journal
from tests.store.postgres import Server, server, template

__all__ = ["server", "template"]

SPECIMENS = ROOT / "invoices"
# Mails are compared apart: they hold the bytes of a letter.
KEPT = sorted(str(path.relative_to(SPECIMENS)) for path in SPECIMENS.rglob("*.pdf"))
ALL = sorted(str(path.relative_to(SPECIMENS)) for path in SPECIMENS.rglob("*/*.*"))


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_second_run_changes_no_row_and_no_byte(played: Path) -> None:
    def all_of_it() -> tuple[object, ...]:
        opened = Database.open(played / "backoffice.db")
        with opened.reading() as unit:
            rest = [
                fetch(unit.driver, f"SELECT * FROM {t}") for t in ("idempotency", "undo_steps", "counters")
            ]
        try:
            return dump(opened), journal(opened), rest
        finally:
            opened.close()

    before, files = all_of_it(), bytes_of(played)
    first, second = run_demo(played), run_demo(played)
    assert first == second
    assert sorted(one.path for one in first) == ALL
    assert all_of_it() == before
    assert bytes_of(played) == files


def test_nothing_is_wrong_with_what_was_played(office: Office) -> None:
    assert examine_database(office.database) == ()


def test_a_missing_copy_is_written_again_by_the_next_run(played: Path) -> None:
    path = played / "invoices" / KEPT[0]
    data = path.read_bytes()
    path.unlink()
    run_demo(played)
    assert path.read_bytes() == data


def test_another_version_of_the_demonstration_is_set_aside_and_played_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = empty_workspace(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(demo, "SCRIPTS", ("house.toml", "catalogue.toml"))
        assert run_demo(folder) == ()
    kept = (folder / "backoffice.db").read_bytes()
    assert sorted(one.path for one in run_demo(folder)) == ALL
    [aside] = (folder / "backups").iterdir()
    assert aside.read_bytes() == kept


def test_on_a_server_another_version_of_the_demonstration_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: Server, template: str
) -> None:
    folder, url = empty_workspace(tmp_path), server.copy(template)
    monkeypatch.setenv("BACKOFFICE_DATABASE", url)
    with monkeypatch.context() as patch:
        patch.setattr(demo, "SCRIPTS", ("house.toml",))
        run_demo(folder)
    with pytest.raises(OtherDemo):
        run_demo(folder)
    server.drop(url)


def test_the_demonstration_refuses_a_workspace_whose_clock_runs(tmp_path: Path) -> None:
    folder = empty_workspace(tmp_path)
    config = folder / "config.toml"
    config.write_text(re.sub(r"(?m)^frozen = .*$", "", config.read_text(encoding="utf-8")))
    with pytest.raises(NotTheDemo):
        run_demo(folder)
    assert not (folder / "backoffice.db").exists()


def test_copies_are_what_the_database_keeps(office: Office, played: Path) -> None:
    items = read(office, "documents", limit=1_000)["items"]
    assert sorted(item["path"] for item in items) == ALL
    for item in items:
        data = (played / "invoices" / item["path"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == item["sha256"]


def test_a_document_is_made_again_from_its_snapshot_alone(office: Office) -> None:
    from backoffice.documents.printing import render
    from backoffice.documents.sheets import (
        AcknowledgementMail,
        AcknowledgementSheet,
        AgreementSheet,
        AmendmentSheet,
        AttendanceSheet,
        ContractSheet,
        OptionsSheet,
        ProposalSheet,
        QuoteSheet,
    )
    from backoffice.documents.sheets.frameworks import OrderAcknowledgementSheet
    from backoffice.documents.sheets.questionnaire import QuestionnaireSheet
    from backoffice.services.acknowledging import mail_bytes

    kinds = {
        "quote-sheet/1": QuoteSheet,
        "proposal-sheet/1": ProposalSheet,
        "attendance-sheet/1": AttendanceSheet,
        "acknowledgement-sheet/1": AcknowledgementSheet,
        "agreement/1": AgreementSheet,
        "contract/1": ContractSheet,
        "amendment/1": AmendmentSheet,
        "calendar-options/1": OptionsSheet,
        "questionnaire-sheet/1": QuestionnaireSheet,
        "order-acknowledgement-sheet/1": OrderAcknowledgementSheet,
    }
    with office.database.reading() as unit:
        doing = office.doing(unit)
        rows = fetch(unit.driver, "SELECT sheet, sheet_format, sha256 FROM documents ORDER BY id")
        logo = unit.get_blob(json.loads(rows[0][0])["organisation"]["logo_sha256"])
        for sheet, name, sha256 in rows:
            if name == "acknowledgement-mail/1":
                made = mail_bytes(doing, AcknowledgementMail.from_json(sheet))
            else:
                made = render(kinds[name].from_json(sheet), draft=False, logo=logo).pdf
            assert hashlib.sha256(made).hexdigest() == sha256


# -- against the specimens kept in the repository


@pytest.mark.parametrize("path", KEPT)
def test_each_document_says_what_its_specimen_says(played: Path, path: str) -> None:
    made, kept = (played / "invoices" / path).read_bytes(), (SPECIMENS / path).read_bytes()
    assert text_of(made) == text_of(kept)
    assert snapshot_in(made) == snapshot_in(kept)


@pytest.mark.parametrize("path", KEPT)
def test_each_document_is_its_specimen_to_the_byte_under_the_lock(played: Path, path: str) -> None:
    lock = (ROOT / "requirements" / "run.lock").read_text(encoding="utf-8")
    locked = re.search(r"(?m)^reportlab==(\S+)", lock)
    assert locked is not None
    if locked[1] != version("reportlab"):
        pytest.skip("another ReportLab than the locked one: the text and the snapshot are compared above")
    assert (played / "invoices" / path).read_bytes() == (SPECIMENS / path).read_bytes()
