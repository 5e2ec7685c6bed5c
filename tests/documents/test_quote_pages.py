"""A printed quote: every fact that the law and the trade ask for is on the page."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from backoffice.data.mentions import mention
from backoffice.documents.printing import render
from backoffice.documents.sheets import Discount, VatGroup


def whole(said, sheet, **kept):
    return " ".join(said(render(sheet, **{"draft": False, "logo": None} | kept).pdf))


def test_a_quote_says_who_to_whom_under_which_number_and_until_when(quote, said):
    text = whole(said, quote)
    for fact in (
        "DEV-2026-0042-2",
        "1er juin 2026",
        "15 juillet 2026",
        "Atelier des Confluences",
        "SCOP SARL",
        "24 500,00 €",
        "732 829 320 00074",
        "Guéret 732 829 320",
        "85.59A",
        "enregistrée sous le numéro 74 23 00123 23 auprès du préfet de région de Nouvelle-Aquitaine.",
        "Caisse du Val de Gartempe",
        "443 121 975 00016",
        "Solène MARCHADIER",
        "Caisse du Val de Gartempe – Comptabilité",
        "BC-2026-118",
    ):
        assert fact in text, fact


def test_a_quote_carries_each_item_of_d_6353_1(quote, said):
    text = whole(said, quote)
    action = quote.action
    told = (
        action.title,
        *action.objectives,
        action.audience,
        action.prerequisites,
        "35 h",
        "5 ",
        "8",
        "12",
        "les 15 et 16 septembre et les 13 et 14 octobre 2026",
        action.places[0],
        "4,3 %",
        action.conduct,
        *action.means,
        *(one.name for one in action.trainers),
        *(one.qualification for one in action.trainers),
        action.follow_up,
        *action.evaluation,
        action.recognition,
        action.accessibility,
        *(module.title for module in action.modules),
        *(part.title for module in action.modules for part in module.parts),
        *quote.payment_terms,
    )
    for fact in told:
        assert " ".join(fact.split()) in text, fact


def test_a_share_taught_remotely_of_nothing_is_said(quote, said):
    text = whole(said, replace(quote, action=replace(quote.action, remote_bp=0)))
    assert "0 %" in text


def test_prices_of_an_exempt_quote_show_no_rate_but_the_exemption(quote, said):
    text = whole(said, quote)
    for fact in ("4 jours", "1 450,00 €", "5 800,00", "491,2 km", "0,636 €", "312,40", "10 172,40 €", "10 %"):
        assert fact in text, fact
    assert "Exonération de TVA – article 261-4-4° a du CGI." in text
    assert "20 %" not in text


def test_a_taxed_quote_shows_each_rate_and_names_the_exempt_lines(quote, said):
    lines = tuple(replace(line, vat="S" if at else "E") for at, line in enumerate(quote.lines))
    groups = (
        VatGroup("S", 2000, 927_240, 185_448),
        VatGroup("E", None, 90_000, 0, quote.vat_groups[0].mention),
    )
    text = whole(
        said, replace(quote, lines=lines, vat_groups=groups, vat_cents=185_448, total_cents=1_202_688)
    )
    for fact in ("20 %", "9 272,40 €", "1 854,48 €", "10 172,40 €", "12 026,88 €"):
        assert fact in text, fact
    exempt = f"{quote.lines[0].label}, {quote.options[0].label}."
    assert f"{quote.vat_groups[0].mention} : {exempt}" in text.replace("CGI:", "CGI :")


def test_options_stand_apart_and_discounts_between_subtotal_and_total(quote, said):
    reduced = replace(
        quote,
        discounts=(Discount("Remise partenaire", 17_240, None),),
        net_cents=1_000_000,
        total_cents=1_000_000,
    )
    text = whole(said, reduced)
    told = ("10 172,40 €", "Remise partenaire", "-172,40 €", "10 000,00 €", quote.options[0].label)
    places = [text.index(fact) for fact in told]
    assert places == sorted(places)


@pytest.mark.parametrize("count", range(1, 40))
def test_a_total_is_never_alone_on_its_page(quote, said, count):
    lines = tuple(replace(quote.lines[0], label=f"Ligne {at:03d}", section="") for at in range(count))
    pages = said(render(replace(quote, language="en", lines=lines), draft=False, logo=None).pdf)
    (page,) = [page for page in pages if "Total net of tax" in page]
    assert f"Ligne {count - 1:03d}" in page


def test_instalments_bands_and_bank_are_printed(quote, said):
    text = whole(said, quote)
    for one in quote.instalments:
        assert one.label in text
    for fact in ("3 051,72 €", "4 068,96 €", "14 octobre 2026", "30 %", "FR76 3000 6000 0112 3456 7890 189"):
        assert fact in text, fact
    for clause in quote.clauses:
        assert clause.title in text
        assert clause.text in text


def test_a_quote_says_that_it_stands_for_the_agreement_only_when_it_does(quote, said):
    stands = mention("quote_stands", quote.issued_on, "fr")
    follows = mention("agreement_follows", quote.issued_on, "fr")
    assert stands in whole(said, quote)
    other = whole(said, replace(quote, stands_for_agreement=False, contract_statement=follows))
    assert follows in other
    assert "vaut convention de formation" not in other


def test_a_draft_is_marked_on_each_page_and_has_no_number(quote, said):
    pages = said(render(replace(quote, language="en"), draft=True, logo=None).pdf)
    assert all("DRAFT" in page for page in pages)
    assert "DEV-2026" not in " ".join(pages)
    issued = said(render(replace(quote, language="en"), draft=False, logo=None).pdf)
    assert not any("DRAFT" in page for page in issued)


@pytest.mark.parametrize("count", [1, 2, 12, 40, 90])
def test_each_line_is_printed_once_under_the_heads_of_its_page(quote, said, count):
    lines = tuple(
        replace(quote.lines[0], label=f"Ligne {at:03d}", section="", detail="") for at in range(count)
    )
    bare = replace(quote, language="en", lines=lines, options=())
    pages = said(render(bare, draft=False, logo=None).pdf)
    for at in range(count):
        assert sum(page.count(f"Ligne {at:03d}") for page in pages) == 1
    for page in pages:
        assert ("Ligne" in page) == ("Unit price" in page)


def test_each_page_says_which_it_is_of_how_many(quote, said):
    pages = said(render(replace(quote, language="en"), draft=False, logo=None).pdf)
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        assert f"page {number} / {len(pages)}" in page


def test_the_boxes_to_sign_are_on_the_page_of_what_they_accept(quote, said):
    for count in range(1, 30):
        lines = quote.lines[:1] * count
        pages = said(render(replace(quote, language="en", lines=lines), draft=False, logo=None).pdf)
        assert quote.contract_statement in pages[-1]
        assert "Bon pour accord" in pages[-1]
        assert "Signature" in pages[-1]


def test_only_the_embedded_family_is_written(quote):
    reader = PdfReader(BytesIO(render(quote, draft=True, logo=None).pdf))
    fonts = {
        str(font.get_object()["/BaseFont"]): font.get_object()
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert fonts
    assert all("SourceSansPro" in name for name in fonts)
    assert all("/FontFile2" in font["/FontDescriptor"] for font in fonts.values())


def test_french_spaces_come_back_from_the_file_as_they_are(quote):
    reader = PdfReader(BytesIO(render(quote, draft=False, logo=None).pdf))
    assert "10\u202f172,40\u00a0€" in reader.pages[0].extract_text()


def test_a_quote_without_optional_facts_is_still_a_document(quote, said):
    bare = replace(
        quote,
        number=None,
        issued_on=None,
        valid_until=None,
        issuer=None,
        signatory=None,
        lines=(),
        vat_groups=(),
        options=(),
        instalments=(),
        payment_terms=(),
        iban="",
        cancellation=(),
        cancellation_notes=(),
        clauses=(),
        annexes=(),
        contract_statement="",
        stands_for_agreement=False,
        action=replace(
            quote.action,
            modules=(),
            calendar=(),
            trainers=(),
            dates=(),
            places=(),
            days_e4=None,
            period="printemps",
        ),
    )
    assert "printemps" in whole(said, bare)
