"""Dossiers unlike the usual one: an own session, an individual, an English client, many people."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from pypdf import PdfReader

from backoffice.store.doctor import examine_database
from backoffice.store.records import Document, Quote, Slot
from tests.services.conftest import AFTERNOON, MORNING, PROGRAMME, Trade


def printed(trade: Trade, kind: str) -> list[tuple[str, int]]:
    """The text of each document of a kind, and its pages."""
    with trade.database.reading() as unit:
        found = []
        for document in unit.session.query(Document).filter(Document.kind == kind):
            reader = PdfReader(io.BytesIO(unit.get_blob(document.sha256)))
            text = " ".join(page.extract_text() for page in reader.pages)
            found.append((re.sub(r"\s+", " ", text), len(reader.pages)))
        return found


@pytest.mark.parametrize(
    ("kind", "pattern"), [("intra", "INT"), ("procedure", "MAR"), ("inter", "ITR"), ("own_session", "SES")]
)
def test_each_kind_of_request_has_its_own_series(trade: Trade, kind: str, pattern: str) -> None:
    assert [trade.received(kind=kind) for _n in range(2)] == [f"{pattern}-2026-000{n}" for n in (1, 2)]


def test_an_individual_is_told_that_a_contract_follows_and_never_that_the_quote_stands(trade: Trade) -> None:
    trade.offered(client=trade.client(kind="individual", name="Zoé Roux"))
    with trade.database.reading() as unit:
        sheet: dict[str, Any] = unit.session.query(Document).one().sheet
    assert sheet["stands_for_agreement"] is False
    assert "contrat" in sheet["contract_statement"]


def test_an_english_client_reads_english_whatever_the_screen_speaks(trade: Trade) -> None:
    ref, _number = trade.offered(client=trade.client(language="en"))
    trade.dated(f"{ref}/S1", "2026-09-15", trainers=[trade.trainer()])
    trade.act("print-attendance-sheets", ref, {})
    with trade.database.reading() as unit:
        assert unit.session.query(Quote).one().language == "en"
    [(quote, _pages)] = printed(trade, "quote")
    assert "Valid until" in quote
    [(sheet, _pages)] = printed(trade, "attendance_sheet")
    assert "Attendance" in sheet


def test_sixty_people_and_forty_half_days_fit_on_as_many_pages_as_needed(trade: Trade) -> None:
    half = "{ title = 'Demi-journée', minutes = 210 }"
    parts = ", ".join([half] * 40)
    text = PROGRAMME.replace('"COOP"', '"LONG"').replace(
        'parts = [{ title = "Matin", minutes = 210 }]', f"parts = [{parts}]"
    )
    trade.act("publish-programme", "", {"text": text})
    ref = trade.received(programme="LONG", headcount_max=60)
    trade.act("acknowledge", ref)
    trade.act("skip-needs", ref, reason="known")
    trade.act("draft-offer", ref, {"programme": "LONG"})
    with trade.database.reading() as unit:
        assert unit.session.query(Slot).count() == 42
    for n in range(40):
        day = f"2026-{9 + n // 40:02}-{1 + n // 2 + (n // 2) // 5:02}"
        trade.dated(f"{ref}/S{n + 3}", day, MORNING if n % 2 == 0 else AFTERNOON)
    people = [f"PERSONNE{n:02} Prénom" for n in range(60)]
    trade.act("enrol", f"{ref}/G1", {"people": people})
    trade.act("print-attendance-sheets", ref, {})
    [(text, pages)] = printed(trade, "attendance_sheet")
    assert pages > 4
    assert all(f"PERSONNE{n:02}" in text for n in range(60))


def test_sub_groups_meet_side_by_side_and_count_once(trade: Trade) -> None:
    half = 'parts = [{ title = "Matin", minutes = 210, with_whom = "subgroup" }]'
    text = PROGRAMME.replace('"COOP"', '"SOUS"')
    text = text.replace('parts = [{ title = "Matin", minutes = 210 }]', half)
    trade.act("publish-programme", "", {"text": text})
    ref = trade.received(programme="SOUS")
    trade.act("acknowledge", ref)
    trade.act("skip-needs", ref, reason="known")
    trade.act("draft-offer", ref, {"programme": "SOUS", "subgroups": 2})
    trainers = [trade.trainer(), trade.trainer("Benamar")]
    for n, trainer in enumerate(trainers, start=3):
        trade.dated(f"{ref}/S{n}", "2026-09-15", trainers=[trainer])
        trade.act("confirm-slot", f"{ref}/S{n}")
    assert examine_database(trade.database) == ()
