"""A paste is text, whatever is in it and wherever the terminal cuts it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual._xterm_parser import XTermParser

from backoffice.tui import pasting
from backoffice.tui.pasting import BEGIN, END, PasteParser

HOSTILE = "avant \x1b]0;x\x07\x1b[2J\x1bi\r après\x00 \x1b[6n"
CLEANED = "avant ]0;x[2Ji\n après [6n"


def read(parser: XTermParser, *parts: str) -> list[events.Event]:
    return [event for part in parts for event in parser.feed(part)]  # type: ignore[misc]


def keys(found: list[events.Event]) -> list[str]:
    return [event.key for event in found if isinstance(event, events.Key)]


def pastes(found: list[events.Event]) -> list[str]:
    return [event.text for event in found if isinstance(event, events.Paste)]


@given(st.lists(st.integers(1, 60), max_size=6))
def test_escape_sequences_in_a_paste_press_no_key_wherever_it_is_cut(cuts: list[int]) -> None:
    sent, parts = BEGIN + HOSTILE + END + "ab", []
    for cut in cuts:
        parts.append(sent[:cut])
        sent = sent[cut:]
    # What is cut within its first two characters can't be told from a key.
    parts = [part for part in (*parts, sent) if part]
    if len(parts[0]) < 3:
        parts[:2] = ["".join(parts[:3])] if len(parts[0] + "".join(parts[1:2])) < 3 else ["".join(parts[:2])]
    found = read(PasteParser(), *parts)
    assert pastes(found) == [CLEANED]
    assert keys(found) == ["a", "b"]


def test_textual_alone_would_press_keys_that_nobody_pressed() -> None:
    assert "i" in keys(read(XTermParser(), BEGIN + HOSTILE + END))


def test_keys_around_pastes_keep_their_order() -> None:
    found = read(PasteParser(), "a\x1b[A" + BEGIN + "un" + END + "\t" + BEGIN + "deux" + END + "b")
    assert [event.text if isinstance(event, events.Paste) else event.key for event in found] == [  # type: ignore[attr-defined]
        "a", "up", "un", "tab", "deux", "b",
    ]  # fmt: skip


def test_a_long_paste_costs_time_in_proportion_and_comes_as_one() -> None:
    found = read(PasteParser(), *(part for part in (BEGIN, *[HOSTILE * 40] * 100, END)))
    assert pastes(found) == [CLEANED * 4_000]


def test_a_beginning_cut_by_a_full_read_waits_for_its_end() -> None:
    found = read(PasteParser(), "j" * 4_095 + "\x1b", BEGIN[1:] + "x\x1bi" + END)
    assert pastes(found) == ["xi"]
    assert set(keys(found)) == {"j"}


def test_the_escape_key_waits_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    parser = PasteParser()
    found = read(parser, "\x1b")
    monkeypatch.setattr("textual._parser.get_time", lambda: 1e12)
    found += list(parser.tick())  # type: ignore[arg-type]
    assert keys(found) == ["escape"]


def test_a_paste_that_never_ends_gives_the_keys_back(monkeypatch: pytest.MonkeyPatch) -> None:
    parser = PasteParser()
    assert read(parser, BEGIN + "perdu") == []
    monkeypatch.setattr(pasting, "_PATIENCE", -1.0)
    assert pastes(list(parser.tick())) == ["perdu"]  # type: ignore[arg-type]
    assert keys(read(parser, "a")) == ["a"]
