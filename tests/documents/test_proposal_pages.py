"""A proposal on paper: cover, contents that lead to the right pages, tables that split, the gaps drawn."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from backoffice.documents.printing import missing_glyphs, render
from backoffice.documents.sheets import DataTable, ProposalSheet, SectionSheet, Stop, TextBlock, Words

SAMPLE = ProposalSheet.from_json((Path(__file__).parent / "samples/proposal.json").read_text())


def pdf(sheet: ProposalSheet, **kept) -> bytes:
    return render(sheet, **{"draft": False, "logo": None} | kept).pdf


def with_sections(*sections: SectionSheet) -> ProposalSheet:
    return replace(SAMPLE, sections=sections, sittings=(), stops=())


def written(*texts: str) -> tuple[TextBlock, ...]:
    return tuple(TextBlock("paragraph", (Words(text),)) for text in texts)


def long_table(rows: int) -> SectionSheet:
    cells = tuple((f"rang {n}", "contenu " * 12, f"{n} h") for n in range(1, rows + 1))
    return SectionSheet(
        "modules", "Modules", tables=(DataTable(cells, (30, 50, 20), ("Nom", "Quoi", "Durée"), figures=1),)
    )


def test_the_cover_says_who_to_whom_what_and_until_when(said):
    cover = said(pdf(SAMPLE))[0]
    for fact in (
        "PROPOSITION DÉTAILLÉE",
        "Formation-action",
        "Caisse des familles du Haut-Taurion",
        "INT-2026-0001-R1",
        "22 mai 2026",
        "35 h",
        "Élodie ROUX",
        # A document for the public carries the sentence of L. 6352-12.
        "ne vaut pas agrément de l’État",
    ):
        assert fact in cover, fact


def test_the_contents_name_each_section_with_the_page_that_it_is_on(said):
    pages = said(pdf(SAMPLE))
    for rank, section in enumerate(SAMPLE.sections, start=1):
        found = re.search(rf"{rank} {re.escape(section.title)}[ .]*?(\d+)", pages[1])
        assert found, section.title
        assert f"{rank} {section.title}" in pages[int(found[1]) - 1], section.title


@pytest.mark.parametrize("rows", [1, 40, 400])
def test_the_contents_are_right_at_every_length(said, rows):
    sheet = with_sections(long_table(rows), SectionSheet("terms", "La fin", written("Voilà.")))
    pages = said(pdf(sheet))
    found = re.search(r"2 La fin[ .]*?(\d+)", pages[1])
    assert found
    assert "2 La fin" in pages[int(found[1]) - 1]
    assert f"page {len(pages)} / {len(pages)}" in pages[-1]


def test_contents_of_several_pages_count_themselves(said):
    many = tuple(SectionSheet("terms", f"Partie {n}", written("Texte.")) for n in range(1, 91))
    pages = said(pdf(with_sections(*many)))
    first = next(at for at, page in enumerate(pages) if "Texte." in page)
    assert first > 2
    found = re.search(r"90 Partie 90[ .]*?(\d+)", " ".join(pages[1:first]))
    assert found
    assert "90 Partie 90" in pages[int(found[1]) - 1]


def test_the_contents_and_the_outline_lead_to_the_sections():
    reader = PdfReader(BytesIO(pdf(SAMPLE)))
    told = [one["/Title"] for one in reader.outline if not isinstance(one, list)]
    assert told == [section.title for section in SAMPLE.sections]
    links = [one.get_object() for one in reader.pages[1]["/Annots"]]
    assert len(links) >= len(SAMPLE.sections)


def test_a_long_table_has_its_heads_on_each_page_and_loses_no_row(said, squashed):
    pages = said(pdf(with_sections(long_table(120))))
    body = [page for page in pages[2:] if "rang" in page]
    assert len(body) > 3
    assert all("Nom Quoi Durée" in page for page in body)
    whole = squashed(" ".join(pages))
    assert all(f"rang{n}contenu" in whole for n in range(1, 121))


def test_a_total_is_never_alone_on_its_page(said):
    for rows in range(20, 60):
        cells = (*(("ligne", f"{n}") for n in range(rows)), ("TOTAL NET", "12"))
        table = DataTable(cells, (80, 20), ("Quoi", "Combien"), figures=1, sums=1)
        pages = said(pdf(with_sections(SectionSheet("price", "Prix", tables=(table,)))))
        last = next(page for page in pages if "TOTAL NET" in page)
        assert "ligne" in last, rows


def test_the_gaps_between_modules_are_drawn_with_their_length(said):
    text = " ".join(said(pdf(SAMPLE)))
    for pause in SAMPLE.pauses:
        weeks = pause.days % 7 == 0 and pause.days >= 14
        told = f"{pause.days // 7} semaines" if weeks else f"{pause.days} jours"
        assert told in text.replace("\u00a0", " "), told


def test_without_dates_the_way_is_drawn_with_the_time_between(said):
    stops = tuple(
        Stop(f"Module {n}", f"Titre {n}", "7 h", "3 à 8 semaines" if n > 1 else "") for n in range(1, 9)
    )
    dates = SectionSheet("dates", "Dates", written("À convenir."))
    text = " ".join(said(pdf(replace(with_sections(dates), stops=stops))))
    for fact in ("Module 1", "Titre 8", "3 à 8", "semaines"):
        assert fact in text, fact


def test_a_draft_is_marked_and_carries_no_number(said):
    pages = said(pdf(SAMPLE, draft=True))
    assert all("BROUILLON" in page for page in pages)
    assert "INT-2026-0001-R1" not in " ".join(pages)


def test_the_same_snapshot_gives_the_same_bytes():
    again = ProposalSheet.from_json(SAMPLE.to_json())
    assert again == SAMPLE
    assert pdf(SAMPLE) == pdf(again)


def test_links_lead_out_and_nothing_else_does():
    words = (Words("notre site", href="https://example.org/a(b)"), Words(" [x](javascript:y) "))
    sheet = with_sections(SectionSheet("context", "C", (TextBlock("paragraph", words),)))
    page = PdfReader(BytesIO(pdf(sheet))).pages[2]
    links = [one.get_object()["/A"]["/URI"] for one in page["/Annots"]]
    assert links == ["https://example.org/a(b)"]


NASTY = (
    'Salle [/] B <b>& "Œuvre"',
    ") Tj ET /Im0 Do BT (",
    "(((\\\\",
    "a" * 400,
    "Москва Łódź",
    "n° 1 : 12\u202f345",
)


@pytest.mark.parametrize("text", NASTY)
def test_hostile_text_is_printed_whole(text, squashed, said):
    blocks = tuple(
        TextBlock(kind, (Words(text, strong=True), Words(text, emphasis=True)), 1, "•")
        for kind in ("paragraph", "item", "quote", "code", "heading")
    )
    table = TextBlock("table", rows=((text, "b"), ("c", text)))
    data = DataTable(((text, text),), (50, 50), (text, text), title=text, aside=text, note=text)
    section = SectionSheet("modules", text, (*blocks, table), (data,))
    whole = squashed(" ".join(said(pdf(with_sections(section)))))
    assert whole.count(squashed(text)) >= 12


PIECE = st.builds(
    TextBlock,
    st.sampled_from(["paragraph", "item", "heading", "quote"]),
    st.lists(
        st.builds(Words, st.text(alphabet="ab é\n:-", max_size=90), st.booleans(), st.booleans()), max_size=4
    ).map(tuple),
    st.integers(1, 3),
    st.just("•"),
)


@given(st.lists(PIECE, max_size=30))
@settings(max_examples=40, deadline=None)
def test_every_word_of_every_style_is_printed(blocks):
    sheet = with_sections(SectionSheet("context", "Titre", tuple(blocks)))
    reader = PdfReader(BytesIO(pdf(sheet)))
    shown = "".join(re.sub(r"\s+", "", page.extract_text()) for page in reader.pages)
    for block in blocks:
        for one in re.findall(r"\S+", "".join(words.text for words in block.words)):
            assert one in shown


def test_a_character_that_cant_be_printed_is_named_with_its_place():
    sheet = with_sections(SectionSheet("context", "C", written("Bravo 🎓")))
    [missing] = missing_glyphs(sheet)
    assert (missing.codepoint, missing.where) == ("U+1F393", "sections[0].before[0].words[0].text")
