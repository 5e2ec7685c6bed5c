"""Markdown of proposals: what is read, what is refused with its line, what stays only text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.content.markdown import MarkdownRefused, as_markdown, read_markdown
from backoffice.domain.prose import BlockKind, plain, plain_lines
from backoffice.domain.text import clean
from backoffice.errors import BackofficeError, each


def told(text: str) -> list[tuple[str, str]]:
    return [(str(block.kind), plain(block.spans)) for block in read_markdown(text)]


def test_titles_lists_quotes_and_tables_are_read_in_their_order() -> None:
    lists = "- a\n  - b\n2. c\n"
    table = "| x | y |\n|---|---|\n| 1 | 2 |\n"
    text = f"## Titre\n\nUn *mot* **fort**.\n\n{lists}\n> dit\n\n{table}\n---\n"
    assert told(text) == [
        ("heading", "Titre"),
        ("paragraph", "Un mot fort."),
        ("item", "a"),
        ("item", "b"),
        ("item", "c"),
        ("quote", "dit"),
        ("table", ""),
        ("rule", ""),
    ]
    blocks = read_markdown(text)
    assert [(b.level, b.marker) for b in blocks if b.kind is BlockKind.ITEM] == [
        (1, "•"),
        (2, "•"),
        (1, "2."),
    ]
    assert [(s.text, s.strong, s.emphasis) for s in blocks[1].spans][1:4:2] == [
        ("mot", False, True),
        ("fort", True, False),
    ]
    assert blocks[6].rows == (("x", "y"), ("1", "2"))


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a\n\n![](/home/er/client.png)", 3, "file of this computer"),
        ("![x](file:///etc/passwd)", 1, "file of this computer"),
        ("![x](logo.png)", 1, "file of this computer"),
        ("![x](https://example.org/a.png)", 1, "picture can't stand"),
        ("un\ndeux <b>trois</b>", 2, "HTML"),
        ("<script>alert(1)</script>", 1, "HTML"),
        ("[x](javascript:alert(1))", 1, "javascript:alert(1)"),
        ("ok\n\n[x](JavaScript:alert)", 3, "JavaScript:alert"),
        ("[x](file:///etc/passwd)", 1, "file:///etc/passwd"),
        ("[x](data:text/html,x)", 1, "data:text/html,x"),
        ("[x](autre.md)", 1, "autre.md"),
        ("[x]()", 1, "?"),
        ("| a |\n|---|\n| ![](b.png) |", 3, "file of this computer"),
    ],
)
def test_pictures_html_and_odd_links_are_refused_with_their_line(text: str, line: int, said: str) -> None:
    with pytest.raises(BackofficeError) as raised:
        read_markdown(text, "before")
    first = each(raised.value)[0]
    assert isinstance(first, MarkdownRefused)
    assert (first.place.line, first.place.path) == (line, "before")
    assert said in first.message
    assert first.remedy


def test_everything_wrong_is_said_at_once() -> None:
    with pytest.raises(BackofficeError) as raised:
        read_markdown("![](a.png)\n\n<i>\n\n[x](ftp://y)")
    assert [one.place.line for one in each(raised.value)] == [1, 3, 5]


@pytest.mark.parametrize("href", ["https://a.example", "http://a.example", "mailto:a@b.example", "tel:+33 1"])
def test_links_that_lead_outside_are_kept(href: str) -> None:
    spans = read_markdown(f"[x](<{href}>)")[0].spans
    assert spans[0].text == "x"
    assert spans[0].href.startswith(href[:6])


@given(st.text(alphabet="a1 *_[]()<>#-+.)|`~=\\&;:é\n!", max_size=60))
def test_a_text_that_is_only_text_reads_as_the_same_text(text: str) -> None:
    lines = [" ".join(line.split()) for line in clean(text).split("\n")]
    read = [" ".join(line.split()) for line in plain_lines(read_markdown(as_markdown(clean(text))))]
    assert [line for line in read if line] == [line for line in lines if line]
