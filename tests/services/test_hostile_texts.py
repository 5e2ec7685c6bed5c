"""Hostile texts through every field of every form: kept clean and whole, printed whole or refused by name."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from backoffice.content.base import Content
from backoffice.content.fields import Kind, describe
from backoffice.documents.errors import GlyphMissing
from backoffice.domain.text import clean, clean_line
from backoffice.services.acts import Doing, acts
from backoffice.services.dispatcher import settings_of
from backoffice.services.kinds import resolve
from backoffice.services.papers import print_draft, safe_name
from backoffice.services.quote_sheet import quote_sheet
from backoffice.store.doctor import examine_database
from backoffice.store.records import Document
from tests.services.conftest import LINE, PROGRAMME, Trade, dump
from tests.services.pricing_kit import CARD
from tests.services.test_programme_pieces import GAPS
from tests.store.postgres import NOW

HOSTILE = 'Salle [/] B <b>& "Œuvre" {n} %s'
DRESSED = f"\x1b[2J\u202e{HOSTILE}\u200f\x00\x9b\ufeff"
BARE = f"[2J{HOSTILE}"
# What each form needs besides the field under test.
NEEDED: dict[str, dict[str, Any]] = {
    "edit-client": {"name": "N"},
    "edit-contact": {"client": "CLI-0001", "name": "N"},
    "edit-funder": {"name": "N"},
    "edit-trainer": {"name": "N"},
    "edit-venue": {"name": "N"},
    "edit-participant": {"name": "N"},
    "edit-user": {"initials": "ER", "name": "N"},
    "edit-request": {"topic": "T", "client": "CLI-0001"},
    "edit-group": {"name": "N"},
    "edit-enrolment": {},
    "edit-quote": {"title": "T", "discount_bp": 100},
    "edit-line": dict(LINE),
    "edit-instalment": {"label": "L", "trigger": "signature", "share_bp": 3_000},
    "edit-question": {"text": "Q"},
    "edit-exchange": {"summary": "S"},
    "edit-task": {"title": "T"},
    "edit-template-head": {"title": "T"},
    "edit-template-line": {"code": "c", "title": "T"},
    "edit-proposal": {"title": "T"},
    "edit-section": {},
    "edit-questionnaire-head": {"title": "T", "audience": "participants"},
    "edit-questionnaire-question": {"code": "situation", "section": "S", "text": "T"},
    "edit-card-head": {"title": "T"},
    "edit-rate": {"code": "c", "label": "L", "price_micro": 1},
    "edit-payer": {"name": "N"},
    "edit-adaptation": {"text": "T", "agreed_on": "2026-06-01"},
    "edit-text": {"fr": "T"},
    "edit-clause": {"title": "T", "prints_in": ("quote",)},
    "edit-programme-objective": {"text": "T"},
    "edit-programme-requirement": {"text": "T"},
    "edit-programme-access-delay": {"text": "T"},
    "edit-programme-shown-price": {"label": "L"},
    "edit-programme-result": {"label": "L", "value": "9", "count": 3, "method": "M"},
    "edit-programme-format": {"code": "2M", "label": "L"},
    "edit-programme-module": {"code": "M1", "label": "L", "title": "T"},
    "edit-programme-part": {"title": "T", "planned": 210},
    "edit-programme-gap": {"least": "3 weeks"},
    "edit-programme-block-gap": {"least": "1 day"},
    "edit-programme-team-role": {"role": "lead"},
    "edit-programme-provision": {"item": "T"},
    "edit-programme-stretch": {"programme": "COOP"},
    "edit-framework-head": {
        "title": "T",
        "sort": "private",
        "client": "CLI-0001",
        "starts_on": "2026-01-01",
        "ends_on": "2026-12-31",
        "base_e4": 10_000,
    },
    "edit-price": {"code": "c", "label": "L", "price_micro": 1},
    "edit-order-form": {"number": "N", "on": "2026-06-01", "net_cents": 1},
}
AT = {
    "edit-client": "CLI-0001",
    "edit-contact": "CON-0001",
    "edit-funder": "FUN-0001",
    "edit-trainer": "TRA-0001",
    "edit-venue": "VEN-0001",
    "edit-participant": "PAR-0001",
    "edit-user": "er",
    "edit-request": "INT-2026-0001",
    "edit-group": "INT-2026-0001/G1",
    "edit-enrolment": "INT-2026-0001/G1/P1",
    "edit-adaptation": "INT-2026-0001/D1",
    "edit-quote": "INT-2026-0001/V1",
    "edit-line": "INT-2026-0001/V1/L1",
    "edit-instalment": "INT-2026-0001/V1/E1",
    "edit-question": "INT-2026-0001/Q1",
    "edit-exchange": "INT-2026-0001/X1",
    "edit-task": "INT-2026-0001/T1",
    "edit-template-head": "RETRO-INTRA",
    "edit-template-line": "RETRO-INTRA/L1",
    "edit-proposal": "INT-2026-0001/R1",
    "edit-section": "INT-2026-0001/R1/L1",
    "edit-questionnaire-head": "AVANT-FORMATION",
    "edit-questionnaire-question": "AVANT-FORMATION/L2",
    "edit-card-head": "INTRA-2026",
    "edit-rate": "INTRA-2026/L1",
    "edit-payer": "INT-2026-0001/F1",
    "edit-text": "payment",
    "edit-clause": "droit-image",
    "edit-programme-objective": "COOP/V3/O1",
    "edit-programme-requirement": "COOP/V3/R1",
    "edit-programme-access-delay": "COOP/V3/A1",
    "edit-programme-shown-price": "COOP/V3/T1",
    "edit-programme-result": "COOP/V3/I1",
    "edit-programme-format": "COOP/V3/F1",
    "edit-programme-module": "COOP/V3/F1/M3",
    "edit-programme-part": "COOP/V3/F1/M1/P1",
    "edit-programme-gap": "COOP/V3/F1/M3/G1",
    "edit-programme-block-gap": "COOP/V3/F1/M3/B1",
    "edit-programme-team-role": "COOP/V3/F1/M1/E1",
    "edit-programme-provision": "COOP/V3/F1/M3/N1",
    "edit-programme-stretch": "CHEMIN/V1/L1",
    "edit-framework-head": "CADRE",
    "edit-price": "CADRE/L1",
    "edit-order-form": "INT-2026-0001/B1",
}
# Fields with a form of their own, which no free text has.
SHAPED = {"siret", "vat_number", "email", "initials", "zone", "payer", "parts", "about", "procedure_zone"}
SHAPED |= {"quote", "closures", "module", "done_by", "blocks", "before", "after", "lasts", "kinds"}
SHAPED |= {"closures", "module", "done_by", "blocks", "before", "after", "lasts", "kinds", "closes_length"}
SHAPED |= {"modules", "origin", "least", "most", "target", "average", "prints_in", "valid_from"}
SHAPED |= {"payers", "zones", "programmes", "bands", "exceed", "caps"}
# Forms that hold a whole file, whose texts are its own format's, or lines that are read one by one.
FILES = {"edit-task-template", "edit-programme", "edit-pathway", "edit-method", "edit-absences"}
FILES |= {"edit-questionnaire", "edit-rate-card", "edit-text-file", "edit-cancellation"}
FILES |= {"edit-framework"}
# The code of a question is a word that conditions name.
WORDED = {"edit-questionnaire-question": {"code", "shown_if"}, "edit-price": {"lot"}}


def offered_in_pieces(trade: Trade) -> None:
    """A draft with a piece of every kind, a pathway's draft, and a clause of the house's own."""
    trade.act("publish-programme", "", {"text": PROGRAMME.replace("[[formats]]", PUBLIC, 1) + GAPS})
    trade.act("start-draft", "COOP")
    trade.act("add-programme-provision", "COOP/V3/F1/M3", {"item": "salle"})
    trade.act("new-pathway", "", {"code": "CHEMIN", "title": "Chemin", "programme": "COOP"})
    clause = {"code": "droit-image", "title": "Image", "prints_in": ("quote",), "fr": "Sans photo."}
    trade.act("new-clause", "", clause)


PUBLIC = """
requirements = [{ kind = "experience", text = "Deux ans" }]
access_delays = [{ text = "Un mois" }]
shown_prices = [{ label = "Un jour", cents = 73000 }]
results = [{ label = "S", value = "9", count = 4, method = "m" }]
[[formats]]"""


def furnished(trade: Trade) -> str:
    """One of everything, and a drafted dossier."""
    client = trade.client()
    trade.act("new-contact", "", {"client": client, "name": "N"})
    trade.act("new-funder", "", {"name": "N"})
    trade.trainer()
    trade.venue()
    trade.act("new-participant", "", {"name": "N"})
    ref = trade.drafted(client=client)
    trade.act("add-task", ref, {"title": "T"})
    trade.act("draft-proposal", ref)
    trade.act("enrol", f"{ref}/G1", {"people": ["PAR-0001"]})
    trade.act("publish-rate-card", "", {"text": CARD})
    trade.act("add-payer", ref, {"name": "OPCO", "share_bp": 1_000})
    trade.act("new-framework", "", {"code": "CADRE", **NEEDED["edit-framework-head"], "index": "I"})
    trade.act("add-price", "CADRE", NEEDED["edit-price"])
    trade.act("place-under-framework", ref, {"framework": "CADRE"})
    trade.act("record-order-form", ref, NEEDED["edit-order-form"])
    return ref


def free_texts(model: type[Content]) -> list[str]:
    texts = (Kind.LINE, Kind.TEXT, Kind.LINES, Kind.SUGGEST)
    return [one.name for one in describe(model) if one.kind in texts and one.name not in SHAPED]


def opening(trade: Trade, act: str, ref: str) -> Any:
    """The values that the form of `act` opens with."""
    found = acts()[act]
    with trade.database.reading() as unit:
        doing = Doing(unit, settings_of(unit), None, unit.now)
        assert found.opening is not None
        return found.opening(doing, resolve(unit, ref, found.on).record)


def test_every_free_text_of_every_form_is_kept_clean_and_whole(trade: Trade) -> None:
    assert set(NEEDED) == {name for name in acts() if name.startswith("edit-")} - FILES
    ref = furnished(trade)
    trade.act("ask-question", ref, {"text": "Q"})
    trade.act("log-exchange", ref, {"summary": "S"})
    trade.act("record-adaptation", f"{ref}/M1", {"text": "T", "agreed_on": "2026-06-01"})
    offered_in_pieces(trade)
    for act, needed in NEEDED.items():
        model = acts()[act].model
        assert model is not None
        names = [name for name in free_texts(model) if name not in WORDED.get(act, ())]
        several = {
            one.name for one in describe(model) if str(model.model_fields[one.name].annotation)[:5] == "tuple"
        }
        given_ = {name: [DRESSED] if name in several else DRESSED for name in names}
        trade.act(act, AT[act], needed | given_)
        opened = opening(trade, act, AT[act])
        for name in names:
            kept = opened[name]
            assert kept == ((BARE,) if name in several else BARE), (act, name)
    assert examine_database(trade.database) == ()


def test_a_reason_is_cleaned_and_kept_whole_like_any_text(trade: Trade) -> None:
    ref = trade.received()
    trade.act("skip-acknowledgement", ref, reason=DRESSED)
    with trade.database.reading() as unit:
        assert resolve(unit, ref).record.skipped[0]["reason"] == BARE


@given(st.text(max_size=60))
def test_cleaning_is_done_once_for_all(text: str) -> None:
    for rule in (clean, clean_line):
        once = rule(text)
        assert rule(once) == once
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", once)


# -- printed


def hostile_dossier(trade: Trade, word: str) -> str:
    """A drafted dossier of which each printed text is `word` with its place."""
    client = trade.client(
        **{name: f"{word} {name}" for name in ("name", "legal_form", "street", "postcode", "city", "billing")}
    )
    contact = trade.act("new-contact", "", {"client": client, "name": f"{word} contact", "role": f"{word} r"})
    trainer = trade.act(
        "new-trainer", "", {"name": f"{word} trainer", "first_name": "F", "qualification": f"{word} q"}
    ).ref
    venue = trade.venue(name=f"{word} venue", street=f"{word} vs", city=f"{word} vc")
    text = PROGRAMME.replace("ateliers", f"'''{word}'''".strip("'")).replace('"COOP"', '"DUR"')
    text = text.replace(f'"{word}"', f"'{word}'")
    trade.act("publish-programme", "", {"text": text})
    ref = trade.received(client=client, contact=contact.ref, programme="DUR", audience=f"{word} audience")
    trade.act("acknowledge", ref)
    trade.act("skip-needs", ref, reason=word)
    trade.act("draft-offer", ref, {"programme": "DUR", "title": f"{word} title"})
    names = ("section", "label", "detail", "unit")
    trade.act("add-line", f"{ref}/V1", LINE | {name: f"{word} {name}" for name in names})
    trade.act("add-line", f"{ref}/V1", LINE | {"label": f"{word} option", "optional": True})
    head = {
        "title": f"{word} title",
        "discount_bp": 100,
        "discount_label": f"{word} dl",
        "note": f"{word} note",
    }
    trade.act("edit-quote", f"{ref}/V1", head)
    label = {"label": f"{word} il", "trigger": "signature", "share_bp": 3_000}
    trade.act("edit-instalment", f"{ref}/V1/E1", label)
    trade.dated(f"{ref}/S1", "2026-09-15", trainers=[trainer], venue=venue)
    trade.act("edit-group", f"{ref}/G1", {"name": f"{word} group"})
    return ref


def pages(data: bytes) -> str:
    found = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    return squeezed(found)


def squeezed(text: str) -> str:
    """Without blanks or case: lines break where they must, and surnames stand in capitals."""
    return re.sub(r"\s+", "", text).casefold()


WORD = 'S[/]<b>&"Œ"</b>'


def test_hostile_texts_print_whole_on_quotes_and_sheets(trade: Trade) -> None:
    ref = hostile_dossier(trade, WORD)
    trade.act("issue-quote", f"{ref}/V1")
    trade.act("enrol", f"{ref}/G1", {"people": [f"{WORD};{WORD} f"]})
    trade.act("print-attendance-sheets", ref, {})
    with trade.database.reading() as unit:
        documents = {d.kind: pages(unit.get_blob(d.sha256)) for d in unit.session.query(Document)}
        names = [d.path for d in unit.session.query(Document)]
    on_quote = (
        "name legal_form street postcode city contact title section label detail unit option dl note il"
    )
    for place in (*on_quote.split(), "trainer", "venue", "q"):
        assert squeezed(f"{WORD} {place}") in documents["quote"], place
    for place in ("title", "trainer", "venue", "group", "f"):
        assert squeezed(f"{WORD} {place}") in documents["attendance_sheet"], place
    assert all(re.fullmatch(r"[A-Za-z0-9._/-]+", str(name)) for name in names)


def test_a_glyph_that_the_typeface_lacks_is_marked_on_a_draft_and_refused_by_name_at_issue(
    trade: Trade,
) -> None:
    ref = furnished(trade)
    before_number = dump(trade.database)
    trade.act("edit-line", f"{ref}/V1/L1", LINE | {"label": "Diplôme 🎓"})
    trade.act("edit-client", "CLI-0001", {"name": "Caisse 漢", "kind": "association"})
    before = dump(trade.database)
    with pytest.raises(GlyphMissing) as raised:
        trade.act("issue-quote", f"{ref}/V1")
    assert "1F393" in raised.value.message
    assert "6F22" in raised.value.message
    assert dump(trade.database) == before != before_number
    with trade.database.reading() as unit:
        doing = Doing(unit, settings_of(unit), None, NOW)
        drawn = print_draft(doing, quote_sheet(doing, resolve(unit, f"{ref}/V1").record)).pdf
    assert "[u+1f393]" in pages(drawn)
    trade.act("edit-line", f"{ref}/V1/L1", LINE)
    trade.act("edit-client", "CLI-0001", {"name": "Caisse", "kind": "association"})
    assert trade.act("issue-quote", f"{ref}/V1").ref == "DEV-2026-0001-1"


def test_ten_thousand_characters_print_whole(trade: Trade) -> None:
    ref = furnished(trade)
    words = " ".join(f"mot{n}" for n in range(1_500))
    trade.act("edit-line", f"{ref}/V1/L1", LINE | {"detail": words})
    trade.act("issue-quote", f"{ref}/V1")
    with trade.database.reading() as unit:
        text = pages(unit.get_blob(unit.session.query(Document).one().sha256))
    assert all(f"mot{n}" in text for n in range(1_500))


# -- file names


@given(st.text(max_size=400))
def test_a_file_name_made_of_data_stays_in_its_folder_and_is_legal_everywhere(text: str) -> None:
    name = safe_name(text)
    assert re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]*", name)
    assert len(name) <= 100
    assert not name.endswith((".", "-"))


@pytest.mark.parametrize(
    "text", ["../../etc/passwd", "/", "..", "-rf", "CON", "nul.pdf", "a" * 300, "", "é/è"]
)
def test_no_name_leads_out_of_its_folder(text: str) -> None:
    name = safe_name(text)
    assert "/" not in name
    assert name not in ("", ".", "..")
