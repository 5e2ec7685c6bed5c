"""Whatever people type is printed as they typed it: no markup, no image, no link, no exception."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from backoffice.documents.errors import GlyphMissing
from backoffice.documents.printing import missing_glyphs, render
from backoffice.documents.sheets import AttendanceSheet, QuoteSheet, SheetParticipant

SAMPLES = Path(__file__).parent / "samples"
QUOTE = QuoteSheet.from_json((SAMPLES / "quote.json").read_text())
SHEET = AttendanceSheet.from_json((SAMPLES / "attendance.json").read_text())
NASTY = (
    "Jean <jean@x.fr>",
    'Salle [/] B <b>& "Œuvre"',
    '<img src="/etc/passwd"/>',
    '<a href="javascript:alert(1)">x</a>',
    "javascript:alert(1) https://example.org/a(b)\\c",
    ") Tj ET /Im0 Do BT (",
    "(((((\\\\\\",
    "&amp; &lt; &#x41; %PDF-1.4 endstream endobj",
    "« Œuvre » n° 1 : 12\u202f345,50\u00a0€ – l’été",
    "Москва Αθήνα Łódź",
)


def everywhere(text: str) -> QuoteSheet:
    """The sample quote with `text` in fields of every kind."""
    action = replace(
        QUOTE.action,
        title=text,
        objectives=(text, text),
        audience=text,
        places=(text,),
        conduct=text,
        modules=(replace(QUOTE.action.modules[0], title=text, objective=text),),
        trainers=(replace(QUOTE.action.trainers[0], name=text),),
    )
    return replace(
        QUOTE,
        reference=text,
        client=replace(QUOTE.client, name=text, address=(text, text), purchase_order=text),
        organisation=replace(QUOTE.organisation, name=text, address=(text,), email=text, legal_form=text),
        lines=(replace(QUOTE.lines[0], label=text, detail=text, section=text, unit=text),),
        clauses=(replace(QUOTE.clauses[0], title=text, text=text),),
        signatory=replace(QUOTE.signatory, last_name=text, function=text),
        cancellation=(replace(QUOTE.cancellation[0], unit=text),),
        action=action,
    )


def signed(text: str) -> AttendanceSheet:
    """The sample sheet with `text` in its fields."""
    return replace(
        SHEET,
        title=text,
        client_name=text,
        module_title=text,
        participants=(SheetParticipant(text, text, text, text),),
        slots=tuple(replace(slot, venue=text, trainers=(text,)) for slot in SHEET.slots),
        observations=text,
        marks=(),
    )


@pytest.mark.parametrize("text", NASTY)
def test_hostile_text_is_printed_whole(text, squashed):
    for made in (everywhere(text), signed(text)):
        reader = PdfReader(BytesIO(render(made, draft=False, logo=None).pdf))
        shown = squashed(" ".join(page.extract_text() for page in reader.pages))
        assert squashed(text) in shown
        for page in reader.pages:
            assert not page.images
            assert "/Annots" not in page


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=120))
def test_no_text_makes_printing_fail(text):
    for made in (everywhere(text), signed(text)):
        rendered = render(made, draft=True, logo=None)
        assert len(PdfReader(BytesIO(rendered.pdf)).pages) == rendered.pages


@settings(max_examples=20, deadline=None)
@given(st.text(st.characters(categories=["Cs", "Cc", "Cf", "Co", "Cn", "Mn", "Zl"]), max_size=40))
def test_not_even_what_is_no_text(text):
    assert render(everywhere(text), draft=True, logo=None).pages


def test_a_glyph_that_the_family_lacks_prints_as_its_number_and_is_named(said):
    made = replace(QUOTE, client=replace(QUOTE.client, name="Diplôme 🎓 中"))
    rendered = render(made, draft=True, logo=None)
    assert "Diplôme [U+1F393] [U+4E2D]" in said(rendered.pdf)[0]
    assert [(one.codepoint, one.where) for one in rendered.missing] == [
        ("U+1F393", "client.name"),
        ("U+4E2D", "client.name"),
    ]
    error = GlyphMissing(rendered.missing)
    assert "U+1F393" in error.message
    assert "client.name" in error.message


def test_a_field_deep_in_a_list_is_named_by_its_place():
    lines = (*QUOTE.lines[:2], replace(QUOTE.lines[2], detail="\u202eabc"))
    (found,) = missing_glyphs(replace(QUOTE, lines=lines))
    assert found.where == "lines[2].detail"


def test_nothing_is_missing_from_ordinary_european_text():
    text = "Łódź, Şişli, Ærø, Český Krumlov – « 1 000 € » … ½ ² № \u00adfin\u00a0\u2011 l’œuvre"
    assert render(everywhere(text), draft=False, logo=None).missing == ()


def test_a_paragraph_of_a_hundred_thousand_words_is_printed_to_its_last(said):
    clause = replace(QUOTE.clauses[0], text="mot " * 99_999 + "dernier")
    rendered = render(replace(QUOTE, clauses=(clause,)), draft=False, logo=None)
    assert rendered.pages > 60
    pages = said(rendered.pdf)
    assert sum(page.count("mot ") for page in pages) > 99_900
    assert any("dernier" in page for page in pages[-2:])


def test_a_word_of_a_hundred_thousand_letters_is_cut_not_lost():
    clause = replace(QUOTE.clauses[0], text="x" * 100_000)
    rendered = render(replace(QUOTE, clauses=(clause,)), draft=False, logo=None)
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(rendered.pdf)).pages)
    assert text.count("x") >= 100_000


@pytest.mark.parametrize("field", ["title", "client_name", "module_title", "observations"])
def test_a_row_taller_than_a_page_goes_on_over_the_next_pages(field, said):
    long = "un texte sans fin " * 800 + "terminus"
    rendered = render(replace(SHEET, **{field: long}), draft=False, logo=None)
    assert any("terminus" in page for page in said(rendered.pdf))
    cell = SheetParticipant(long, "x")
    rendered = render(replace(SHEET, participants=(cell, cell), marks=()), draft=False, logo=None)
    assert rendered.pages > 4
    assert sum("TERMINUS" in page for page in said(rendered.pdf)) >= 2
