"""A proposal as a file: read with its mistakes and their places, written again the same."""

from __future__ import annotations

import pytest

from backoffice.content.proposals import read_proposal, result_of
from backoffice.content.writing import file_text
from backoffice.domain.proposal import SECTIONS
from backoffice.errors import BackofficeError, Invalid, each

FILE = """
format = "proposal/1"
title = "Coopérer"
variant = "à distance"
valid_until = 2026-09-30
objectives = [{ text = "Nommer", evaluation = "cas", modules = ["M1"] }]
results = [{ label = "Satisfaits", value = "91 %", count = 58, period = "2025", method = "4 et 5 sur 5" }]
"""


def test_a_file_written_and_read_again_is_the_same() -> None:
    text = (
        FILE
        + '[[sections]]\ncode = "context"\nbefore = """\n« A »\n\n- "b" \\\\ \'\'\'\n"""\nshown = false\n'
    )
    read = read_proposal(text, "p.toml")
    assert read_proposal(file_text(read), "again.toml") == read
    assert read.sections[0].before.splitlines()[0] == "« A »"


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ('[[sections]]\ncode = "preface"\n', "sections[0].code"),
        ('[[sections]]\ncode = "terms"\nbody = "x"\n', "sections[0].body"),
        ('[[results]]\nlabel = "x"\nvalue = "1"\ncount = 0\nmethod = "m"\n', "results[0].count"),
        ('[[results]]\nlabel = "x"\nvalue = "1"\ncount = 3\n', "results[0].method"),
        ('[[objectives]]\nevaluation = "cas"\n', "objectives[0].text"),
    ],
)
def test_each_mistake_is_told_with_its_place(wrong: str, path: str) -> None:
    with pytest.raises(BackofficeError) as raised:
        read_proposal(f'format = "proposal/1"\ntitle = "T"\n{wrong}', "p.toml")
    assert path in [one.place.path for one in each(raised.value)]


def test_a_section_stands_once() -> None:
    twice = '[[sections]]\ncode = "terms"\n' * 2
    with pytest.raises(BackofficeError, match="terms is there twice"):
        read_proposal(f'format = "proposal/1"\ntitle = "T"\n{twice}', "p.toml")


def test_every_section_of_the_rules_can_be_written() -> None:
    sections = "".join(f'[[sections]]\ncode = "{one.code}"\n' for one in SECTIONS)
    read = read_proposal(f'format = "proposal/1"\ntitle = "T"\n{sections}', "p.toml")
    assert [one.code for one in read.sections] == [one.code for one in SECTIONS]


def test_a_result_is_never_shown_without_its_count_and_its_method() -> None:
    assert result_of("Satisfaits; 91 %; 58; 2025; 4 et 5 sur 5", 1).count == 58
    for line in (
        "Satisfaits; 91 %",
        "Satisfaits; 91 %; ; 2025; m",
        "Satisfaits; 91 %; 0; 2025; m",
        "S; 9; 5; 2025; ",
    ):
        with pytest.raises(Invalid, match="its count and its method"):
            result_of(line, 1)
