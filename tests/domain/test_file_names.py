"""Names of files: readable, legal everywhere, and never a way out of a folder."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.domain.file_names import DEVICES, NAME_BYTES, media_type, numbered, safe_file_name


@pytest.mark.parametrize(
    ("given_", "kept"),
    [
        ("Devis n° 42 – Œuvre.pdf", "Devis n° 42 – Œuvre.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\bon.pdf", "bon.pdf"),
        ("..", "file"),
        ("", "file"),
        ("   ", "file"),
        ("con.pdf", "_con.pdf"),
        ("LPT1", "_LPT1"),
        ("--help", "help"),
        (".bashrc", "bashrc"),
        ("note.", "note"),
        ('a<b>c:"d|e?f*.txt', "a-b-c--d-e-f-.txt"),
        ("facture\u202efdp.exe", "facturefdp.exe"),
        ("\udcff.pdf", "pdf"),
    ],
)
def test_a_name_is_made_safe_and_stays_readable(given_: str, kept: str) -> None:
    assert safe_file_name(given_) == kept


@given(st.text(max_size=400))
def test_whatever_is_given_the_name_is_legal_short_and_made_once(text: str) -> None:
    name = safe_file_name(text)
    assert 0 < len(name.encode()) <= NAME_BYTES
    assert not set(name) & set('/\\<>:"|?*\0\n\t\x1b\u202e')
    assert name not in (".", "..")
    assert not name.startswith("-")
    assert not name.endswith((" ", "."))
    assert name.split(".")[0].lower() not in DEVICES
    assert safe_file_name(name) == name


def test_a_long_name_keeps_its_ending() -> None:
    assert safe_file_name("é" * 300 + ".pdf") == "é" * 98 + ".pdf"
    assert len(safe_file_name("x" * 300).encode()) == NAME_BYTES


def test_the_next_names_to_try_stay_within_bounds() -> None:
    assert numbered("a.pdf", 1) == "a.pdf"
    assert numbered("a.pdf", 2) == "a (2).pdf"
    assert numbered("a", 3) == "a (3)"
    assert len(numbered("x" * 196 + ".pdf", 12).encode()) <= NAME_BYTES
    assert numbered("x" * 196 + ".pdf", 12) != numbered("x" * 196 + ".pdf", 13)


def test_what_a_file_holds_follows_from_its_ending() -> None:
    assert media_type("Scan.PDF") == "application/pdf"
    assert media_type("données") == media_type("x.quoi") == "application/octet-stream"
