"""The texts of the house: seeded from the settings, dated, taken by documents of their day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from backoffice.content.house_text import band_said, house_text_toml, read_band, read_house_text
from backoffice.domain.house_texts import BY_CODE, USUAL, Room
from backoffice.errors import BackofficeError, each
from backoffice.i18n import speaking
from backoffice.services.acts import Doing, acts
from backoffice.services.catalogue import Retired, SamePublication
from backoffice.services.chasing import text_of
from backoffice.services.codes import CodeTaken
from backoffice.services.dispatcher import settings_of
from backoffice.services.house import apply_settings
from backoffice.services.kinds import resolve
from backoffice.services.quote_sheet import quote_sheet
from backoffice.services.sheets import sheet_of
from backoffice.services.texts.acts import NoClause, NotBands, OnlyBands, TextNeeded, why_not
from backoffice.services.texts.book import own_clauses, said, terms_on
from backoffice.store.records import Document, HouseText
from tests.scenarios.conftest import words
from tests.services.conftest import Trade, demo_settings, dump
from tests.services.importer import bring, outcomes, records

TODAY, LATER = date(2026, 6, 1), date(2026, 7, 1)
PAYMENT = {"fr": "Paiement à réception.", "en": "Payment on receipt."}


@pytest.fixture
def doing(trade: Trade) -> Iterator[Doing]:
    with trade.database.reading() as unit:
        yield Doing(unit, settings_of(unit), None, unit.now)


def says(trade: Trade, code: str, on: date = TODAY, language: str = "fr") -> str:
    with trade.database.reading() as unit:
        return said(Doing(unit, settings_of(unit), None, unit.now), code, on, language)


def clauses(trade: Trade, quote: str) -> dict[str, str]:
    """The clauses of a quote's sheet as it would be printed now."""
    with trade.database.reading() as unit:
        doing = Doing(unit, settings_of(unit), None, unit.now)
        sheet = quote_sheet(doing, resolve(unit, quote).record)
        return {one.title: one.text for one in sheet.clauses} | {"payment": sheet.payment_terms[0]}


def test_each_text_begins_with_what_the_settings_say_and_says_the_same(trade: Trade, doing: Doing) -> None:
    settings = demo_settings()
    assert said(doing, "payment", TODAY, "fr") == settings.quotes.payment
    assert said(doing, "payment", TODAY, "en") == settings.quotes.payment
    assert said(doing, "house-rules", TODAY, "fr") == settings.agreements.house_rules
    assert terms_on(doing, TODAY, "fr") == settings.quotes.cancellation_on(TODAY)
    listed = {one.ref for one in doing.unit.session.query(HouseText)}
    assert {one.code for one in USUAL if one.needed} <= listed


def test_a_new_version_holds_from_its_day_and_the_one_before_until_then(trade: Trade) -> None:
    before = says(trade, "payment")
    trade.act("edit-text", "payment", PAYMENT | {"valid_from": LATER})
    assert says(trade, "payment") == before
    assert says(trade, "payment", LATER) == PAYMENT["fr"]
    assert says(trade, "payment", LATER, "en") == PAYMENT["en"]
    done = trade.run("edit-text", "payment", {"fr": "Comptant."})
    assert any("takes its place" in one for one in done.warnings)
    assert says(trade, "payment") == "Comptant."
    assert says(trade, "payment", LATER) == PAYMENT["fr"]


def test_a_day_that_is_past_is_refused_for_documents_of_that_day_say_otherwise(trade: Trade) -> None:
    before = dump(trade.database)
    with pytest.raises(BackofficeError) as refused:
        trade.act("edit-text", "payment", PAYMENT | {"valid_from": date(2026, 5, 31)})
    assert refused.value.place.path == "valid_from"
    with pytest.raises(BackofficeError):
        trade.act("retire-text", "disputes", {"valid_from": date(2026, 5, 31)})
    assert dump(trade.database) == before


def test_an_issued_quote_keeps_its_text_and_a_draft_takes_the_new_one(trade: Trade) -> None:
    first = trade.drafted()
    trade.act("add-line", f"{first}/V1", {"label": "L", "quantity_e4": 10_000, "unit_micro": 1_000_000_000})
    issued = trade.act("issue-quote", f"{first}/V1").ref
    with trade.database.reading() as unit:
        kept = [(one.sha256, dict(one.sheet)) for one in unit.session.query(Document)]
    said_then = clauses(trade, issued)
    second = trade.drafted(client="CLI-0001")
    # The very day, some hours later: what was issued in the morning isn't touched.
    trade.at(datetime(2026, 6, 1, 12, tzinfo=UTC))
    trade.act("edit-text", "payment", PAYMENT)
    trade.act("edit-text", "terms-of-sale", {"fr": "Conditions du 2 juin."})
    trade.act("edit-cancellation", "cancellation", {"bands": ("client 0+ jours : 50 %",)})
    assert clauses(trade, f"{second}/V1")["payment"] == PAYMENT["fr"]
    assert "Conditions du 2 juin." in clauses(trade, f"{second}/V1").values()
    assert clauses(trade, issued) == said_then
    with trade.database.reading() as unit:
        assert [(one.sha256, dict(one.sheet)) for one in unit.session.query(Document)] == kept


def test_the_protection_of_issued_documents_would_be_seen_missing(
    trade: Trade, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: were the hour of writing forgotten, a quote issued before would be told in new words."""
    ref = trade.drafted()
    trade.act("add-line", f"{ref}/V1", {"label": "L", "quantity_e4": 10_000, "unit_micro": 1_000_000_000})
    issued = trade.act("issue-quote", f"{ref}/V1").ref
    then = clauses(trade, issued)
    trade.at(datetime(2026, 6, 1, 12, tzinfo=UTC))
    trade.act("edit-text", "payment", PAYMENT)
    assert clauses(trade, issued) == then
    monkeypatch.setattr("backoffice.services.texts.book._written", lambda *_told: True)
    assert clauses(trade, issued) != then


def test_a_retired_text_is_printed_no_more_from_its_day_and_editing_brings_it_back(trade: Trade) -> None:
    text = says(trade, "confidentiality")
    trade.act("retire-text", "confidentiality", {"valid_from": LATER})
    assert says(trade, "confidentiality") == text
    assert says(trade, "confidentiality", LATER) == ""
    with pytest.raises(Retired):
        trade.act("retire-text", "confidentiality", {"valid_from": LATER})
    trade.act("edit-text", "confidentiality", {"fr": "Chacun se tait.", "valid_from": LATER})
    assert says(trade, "confidentiality", LATER) == "Chacun se tait."


@pytest.mark.parametrize("code", [one.code for one in USUAL if one.needed])
def test_what_documents_cant_do_without_isnt_retired(trade: Trade, code: str) -> None:
    with pytest.raises(TextNeeded):
        trade.act("retire-text", code)


def test_the_same_words_are_no_new_version(trade: Trade) -> None:
    with pytest.raises(SamePublication):
        trade.act("edit-text", "payment", {"fr": says(trade, "payment")})


def test_a_clause_of_the_houses_own_is_printed_where_it_says(trade: Trade) -> None:
    clause = {
        "code": "droit-image",
        "title": "Droit à l’image",
        "title_en": "Image rights",
        "fr": "Sans photo.",
    }
    with pytest.raises(BackofficeError, match="printed anywhere") as refused:
        trade.act("new-clause", "", clause)
    assert refused.value.place.path == "prints_in"
    trade.act("new-clause", "", clause | {"prints_in": ("quote",)})
    ref = trade.drafted()
    assert clauses(trade, f"{ref}/V1")["Droit à l’image"] == "Sans photo."
    with trade.database.reading() as unit:
        doing = Doing(unit, settings_of(unit), None, unit.now)
        assert own_clauses(doing, Room.QUOTE, TODAY, "en") == (("Image rights", "Sans photo."),)
        assert own_clauses(doing, Room.AGREEMENT, TODAY, "fr") == ()
    trade.act("edit-clause", "droit-image", {"title": "Images", "prints_in": ("agreement", "contract")})
    assert "Images" not in clauses(trade, f"{ref}/V1")
    with pytest.raises(BackofficeError, match="already"):
        trade.act("new-clause", "", clause | {"code": "payment", "prints_in": ("quote",)})
    with pytest.raises(CodeTaken):
        trade.act("new-clause", "", clause | {"code": "COOP", "prints_in": ("quote",)})
    with pytest.raises(NoClause):
        trade.act("edit-clause", "payment", {"title": "Images", "prints_in": ("quote",)})


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("client 15-30 jours : 30 %", "client 15-30 days: 30%"),
        ("Client 31+ jours : 0 %", "client 31+ days: 0%"),
        ("client 0 à 14 jours ouvrés : 12,5 % + frais", "client 0-14 working days: 12.5% + costs"),
        ("organisme 0+ : 0 %", "organisation 0+ days: 0%"),
    ],
)
def test_bands_are_typed_as_people_write_them(typed: str, shown: str) -> None:
    with speaking("en"):
        assert band_said(read_band(typed).value()).replace("\u00a0", " ") == shown
    with speaking("fr"):
        assert read_band(band_said(read_band(typed).value())) == read_band(typed)


NO_BANDS = ("", "client", "client 5 jours : 3 %", "fournisseur 1+ : 3 %", "client 1-2 lunes : 3 %")


@pytest.mark.parametrize("typed", [*NO_BANDS, "client 1+ : 300 %"])
def test_what_isnt_a_band_is_refused(trade: Trade, typed: str) -> None:
    with pytest.raises(BackofficeError) as refused:
        trade.act("edit-cancellation", "cancellation", {"bands": (typed,)})
    assert (each(refused.value)[0].place.path or "").startswith("bands")


def test_bands_that_leave_days_between_are_refused(trade: Trade) -> None:
    bands = ("client 0-14 days: 60 %", "client 20+ days: 0 %")
    with pytest.raises(BackofficeError, match="15"):
        trade.act("edit-cancellation", "cancellation", {"bands": bands})
    with pytest.raises(OnlyBands):
        trade.act("edit-text", "cancellation", {"fr": "rien"})
    with pytest.raises(NotBands):
        trade.act("edit-cancellation", "payment", {"bands": ("client 0+ days: 1 %",)})


def test_a_follow_up_is_written_in_the_houses_words_and_their_braces_are_filled(trade: Trade) -> None:
    ref = trade.drafted()
    trade.act("add-line", f"{ref}/V1", {"label": "L", "quantity_e4": 10_000, "unit_micro": 1_000_000_000})
    issued = trade.act("issue-quote", f"{ref}/V1").ref
    trade.act("edit-text", "follow-up", {"fr": "Devis {number} : {amount}. {validity} {100 %}"})
    with trade.database.reading() as unit:
        text = text_of(Doing(unit, settings_of(unit), None, unit.now), resolve(unit, issued).record)
    assert text.startswith(f"Devis {issued} : 3")
    assert "{100 %}" in text
    with pytest.raises(BackofficeError, match=r"\{nombre\}") as refused:
        trade.act("edit-text", "follow-up", {"fr": "Devis {number}", "en": "Devis {nombre}"})
    assert refused.value.place.path == "en"
    trade.act("edit-text", "payment", {"fr": "Devis {number}"})
    assert says(trade, "payment") == "Devis {number}"


def test_a_letter_opens_in_the_houses_words(trade: Trade) -> None:
    trade.act("edit-text", "acknowledgement-opening", {"fr": "Bonjour, merci de votre mot du {day}."})
    note = {"code": "acknowledgement-note", "title": "Mot de la fin", "fr": "À bientôt."}
    assert trade.act("new-clause", "", note).ref == "acknowledgement-note"
    ref = trade.received()
    with trade.database.reading() as unit:
        doing = Doing(unit, settings_of(unit), None, unit.now)
        opening = acts()["acknowledge"].opening
        assert opening is not None
        opened = opening(doing, resolve(unit, ref).record)
    assert str(opened["opening"]).startswith("Bonjour, merci de votre mot du ")
    assert "{" not in str(opened["opening"])
    assert opened["note"] == "À bientôt."


NOTE = """
format = "house-text/1"
code = "acknowledgement-note"
title = "Mot de la fin"
fr = "À bientôt."
"""


def test_a_text_goes_out_as_a_file_and_comes_back_the_same(trade: Trade, doing: Doing) -> None:
    for record in doing.unit.session.query(HouseText):
        read = read_house_text(house_text_toml(record.body), "t.toml")
        assert read.code == record.ref
        assert house_text_toml(record.body) == house_text_toml(read.model_dump(mode="json"))
    with pytest.raises(BackofficeError, match="code stays"):
        trade.act("edit-text-file", "payment", {"text": NOTE})


def test_what_the_settings_change_is_a_version_of_that_day(trade: Trade, tmp_path: Path) -> None:
    settings = demo_settings()
    quotes = settings.quotes.model_copy(update={"payment": "Sous quinze jours."})
    trade.act("edit-text", "disputes", {"fr": "À l’amiable."})
    apply_settings(trade.database, settings.model_copy(update={"quotes": quotes}), tmp_path)
    assert says(trade, "payment") == "Sous quinze jours."
    assert says(trade, "disputes") == "À l’amiable."
    assert not apply_settings(trade.database, settings.model_copy(update={"quotes": quotes}), tmp_path)


def test_a_text_shows_its_versions_and_why_an_act_isnt_for_it(trade: Trade) -> None:
    trade.act("edit-text", "payment", PAYMENT | {"valid_from": LATER})
    with trade.database.reading() as unit:
        doing = Doing(unit, settings_of(unit), None, unit.now)
        screen = words(sheet_of(doing, resolve(unit, "payment")))
        assert "to_come" in screen
        assert "holds" in screen
        record = resolve(unit, "payment").record
        refused = {name for name in acts() if "house-text" in acts()[name].kinds and why_not(name, record)}
        assert refused == {"edit-cancellation", "edit-clause", "retire-text"}
    assert set(BY_CODE) == {one.code for one in USUAL}


def test_before_it_is_kept_one_sees_from_when_in_what_and_how_it_reads(trade: Trade, doing: Doing) -> None:
    act = acts()["edit-text"]
    values: Any = (
        act.model.model_validate({"fr": "Devis {number}", "valid_from": LATER}) if act.model else None
    )
    assert act.preview is not None
    told = act.preview(doing, resolve(doing.unit, "follow-up").record, values)
    assert "mails" in told[0]
    assert any("⟨" in one for one in told)


def test_texts_come_in_version_by_version_as_another_house_kept_them(trade: Trade) -> None:
    text = {"format": "house-text/1", "code": "payment", "title": "Règlement", "fr": "Comptant."}
    row = {"house_text": text, "version_no": 2, "valid_from": "2026-07-01"}
    assert outcomes(bring(trade, records(texts=[row]))) == ["created"]
    assert says(trade, "payment", LATER) == "Comptant."
    assert says(trade, "payment") != "Comptant."
    assert outcomes(bring(trade, records(texts=[row]))) == ["unchanged"]
    other = {**row, "house_text": text | {"fr": "Plus tard."}}
    [error] = bring(trade, records(texts=[other])).errors
    assert "already says something else" in error.message
    gone = {"house_text": text, "version_no": 3, "state": "retired", "valid_from": "2026-08-01"}
    bring(trade, records(texts=[gone]))
    assert says(trade, "payment", date(2026, 8, 1)) == ""
