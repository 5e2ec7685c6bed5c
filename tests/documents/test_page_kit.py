"""The page kit: lines, strips, pages, bytes."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from backoffice.documents.errors import LogoUnreadable
from backoffice.documents.kit.binder import copy_hash
from backoffice.documents.kit.design import BODY, SEMIBOLD, STRONG
from backoffice.documents.kit.faces import CORE, coded, face, repertoire
from backoffice.documents.kit.flow import Flow
from backoffice.documents.kit.paper import Paper, measure
from backoffice.documents.kit.strips import Strip
from backoffice.documents.kit.text import lines, printable
from backoffice.documents.printing import render
from backoffice.documents.sheets import snapshot_hash

ROOT = Path(__file__).parents[2]
WORDS = st.text(st.sampled_from("abcdeéœ-'’:;« »€0123456789 \u00a0\u202f"), max_size=300)


@given(WORDS, st.sampled_from([BODY, STRONG]), st.integers(30, 400))
def test_no_line_is_wider_than_its_room_and_no_letter_is_lost(text, style, width):
    broken = lines(text, style, width)
    assert all(measure(line, style) <= width + 0.01 or len(line) == 1 for line in broken)
    assert "".join(broken).replace(" ", "") == printable(text).replace(" ", "")


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("L'accord d'aujourd'hui", "L’accord d’aujourd’hui"),
        ("the trainees' room, 6' by 4'", "the trainees' room, 6' by 4'"),
        ("l’accord", "l’accord"),
        ("salle n' 4", "salle n' 4"),
    ],
)
def test_an_apostrophe_of_the_keyboard_between_letters_prints_as_a_typographic_one(
    typed: str, printed: str
) -> None:
    assert printable(typed) == printed


def test_a_line_never_begins_with_a_french_mark_nor_parts_a_number_from_its_unit():
    for width in range(64, 160, 3):
        for line in lines("« Bonjour » : 1 234 567 ; voilà 12\u00a0% ! Vraiment ? Oui", BODY, width):
            assert not line.startswith((":", ";", "!", "?", "»", "%"))
            assert not line.endswith("«")
            assert not line.endswith("234") or width < measure("1 234 567", BODY)


def test_each_character_of_the_ready_subset_is_drawn_by_every_face():
    assert {ord(char) for char in CORE} <= repertoire()
    assert len(set(CORE)) == len(CORE) <= 224
    for code in (0x20, 0xA0, 0x202F, ord("€"), ord("œ"), ord("ł")):
        assert chr(code) in CORE


def test_a_character_has_the_width_of_its_font():
    one = face(SEMIBOLD)
    for char in CORE:
        assert one.width(char) == round(one.face.charWidths[ord(char)])
    assert coded("é") is not None
    assert coded("Ж") is None


def drawn(paper: Paper, top: float, height: float) -> None:
    """Stands for what a strip shows: a strip without anything is blank space."""


@given(st.lists(st.tuples(st.integers(1, 60), st.booleans()), max_size=60), st.integers(100, 300))
def test_strips_are_placed_once_in_order_inside_their_pages(told, height):
    strips = [Strip(float(tall), decor=drawn, glue=glue, tag=rank) for rank, (tall, glue) in enumerate(told)]
    flow = Flow(50, 20, 20 + height)
    flow.add(strips)
    placed = [one for page in flow.pages for one in page]
    assert [one.strip.tag for one in placed] == list(range(len(strips)))
    assert all(one.top + one.strip.height <= flow.bottom for one in placed)
    for page in flow.pages:
        for above, below in pairwise(page):
            assert below.top == above.top + above.strip.height


@given(st.lists(st.integers(5, 30), min_size=1, max_size=80))
def test_a_head_is_on_top_of_each_page_that_its_rows_go_on_to(told):
    head = [Strip(12, decor=drawn, glue=True, tag="head")]
    rows = [Strip(float(tall), decor=drawn, head=head, tag="row") for tall in told]
    rows[0].head = ()
    flow = Flow(20, 20, 220)
    flow.add([*head, *rows])
    for page in flow.pages:
        assert [one.strip.tag for one in page].count("head") == 1
        assert page[0].strip.tag == "head"
        assert page[-1].strip.tag == "row"


def test_glued_strips_go_to_the_next_page_together():
    flow = Flow(0, 0, 100)
    flow.add([Strip(80, decor=drawn), Strip(15, decor=drawn, glue=True), Strip(15, decor=drawn)])
    assert [len(page) for page in flow.pages] == [1, 2]


def test_the_same_snapshot_gives_the_same_bytes(quote, sheet):
    logo = (ROOT / "backoffice/data/demo/logo.png").read_bytes()
    for made in (quote, sheet):
        assert render(made, draft=False, logo=logo) == render(made, draft=False, logo=logo)
        changed = replace(made, version=made.version + 1)
        assert render(changed, draft=False, logo=logo).pdf != render(made, draft=False, logo=logo).pdf


def test_the_same_bytes_in_another_process_whatever_was_printed_before(quote, said):
    english = replace(quote, language="en", subject="Москва")
    render(replace(english, subject="Αθήνα"), draft=True, logo=None)
    script = (
        "import sys; from backoffice.documents.printing import render;"
        "from backoffice.documents.sheets import QuoteSheet;"
        "sys.stdout.buffer.write(render(QuoteSheet.from_json(sys.stdin.read()), draft=False, logo=None).pdf)"
    )
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", script],
            input=english.to_json().encode(),
            capture_output=True,
            check=True,
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT), "TZ": "Asia/Tokyo"},
        )
        assert done.stdout == render(english, draft=False, logo=None).pdf


def test_a_copy_tells_the_hash_of_its_snapshot_without_a_pdf_library(quote, sheet):
    for made in (quote, sheet):
        for draft in (True, False):
            assert copy_hash(render(made, draft=draft, logo=None).pdf) == snapshot_hash(made)
    assert copy_hash(b"") is None
    assert copy_hash(b"%PDF-1.4 nothing") is None


def test_a_title_that_imitates_the_hash_deceives_nobody(quote):
    fake = "a" * 64
    told = f") /Keywords (snapshot sha256:{fake})"
    made = replace(quote, number=told, organisation=replace(quote.organisation, name=told))
    made = replace(made, action=replace(quote.action, title=told))
    assert copy_hash(render(made, draft=False, logo=None).pdf) == snapshot_hash(made)


def test_the_file_says_its_title_language_and_no_hour(quote):
    reader = PdfReader(BytesIO(render(quote, draft=False, logo=None).pdf))
    assert "DEV-2026-0042-2" in reader.metadata.title
    assert reader.metadata.author == quote.organisation.name
    assert reader.trailer["/Root"]["/Lang"] == "fr"
    assert b"/Helvetica" not in render(quote, draft=False, logo=None).pdf


def test_a_logo_is_drawn_once_a_page_it_belongs_to(sheet):
    logo = (ROOT / "backoffice/data/demo/logo.png").read_bytes()
    reader = PdfReader(BytesIO(render(sheet, draft=False, logo=logo).pdf))
    assert all(len(page.images) == 1 for page in reader.pages)


def _png(size: tuple[int, int], mode: str = "RGBA") -> bytes:
    out = BytesIO()
    Image.new(mode, size).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize("mode", ["RGBA", "RGB", "L", "P", "1", "LA", "I;16"])
def test_a_logo_of_any_kind_of_pixels_is_taken(quote, mode):
    assert render(quote, draft=False, logo=_png((30, 20), mode)).pages


@pytest.mark.parametrize("data", [b"x", b"\x89PNG\r\n\x1a\n", b"GIF89a" + b"0" * 40, _png((40, 40))[:60]])
def test_a_logo_that_is_no_picture_is_refused(quote, data):
    with pytest.raises(LogoUnreadable):
        render(quote, draft=False, logo=data)


def test_a_logo_of_too_many_pixels_is_refused_before_it_is_decoded(quote):
    with pytest.raises(LogoUnreadable):
        render(quote, draft=False, logo=_png((6000, 6000), "1"))
