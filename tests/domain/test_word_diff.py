"""Two texts compared word by word: nothing is lost, and only what differs is marked."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from backoffice.domain import word_diff
from backoffice.domain.word_diff import Change, Piece, compare

TEXTS = st.text(alphabet="ab é\n.,", max_size=80)


def side(pieces: tuple[Piece, ...], without: Change) -> str:
    return "".join(piece.text for piece in pieces if piece.change is not without)


@given(TEXTS, TEXTS)
def test_the_pieces_make_both_texts_again(before: str, after: str) -> None:
    pieces = compare(before, after)
    assert side(pieces, Change.ADDED) == before
    assert side(pieces, Change.REMOVED) == after
    assert all(piece.text for piece in pieces)
    assert all(one.change is not other.change for one, other in pairwise(pieces))


@given(TEXTS)
def test_a_text_against_itself_has_no_change(text: str) -> None:
    assert compare(text, text) == ((Piece(Change.SAME, text),) if text else ())


def test_only_the_word_that_changed_is_marked() -> None:
    assert compare("le chat noir dort\n", "le chien noir dort\n") == (
        Piece(Change.SAME, "le "),
        Piece(Change.REMOVED, "chat "),
        Piece(Change.ADDED, "chien "),
        Piece(Change.SAME, "noir dort\n"),
    )


def test_a_change_at_the_end_of_a_line_leaves_the_line_end_alone() -> None:
    pieces = compare("à Dijon\nla suite", "à Lyon\nla suite")
    assert [piece.text for piece in pieces] == ["à ", "Dijon", "Lyon", "\nla suite"]


def test_a_huge_rewriting_is_replaced_whole() -> None:
    before = " ".join(f"a{n}" for n in range(3_000))
    after = " ".join(f"b{n}" for n in range(3_000))
    assert len(before.split()) * len(after.split()) > word_diff._MOST_PAIRS
    assert compare(before, after) == (Piece(Change.REMOVED, before), Piece(Change.ADDED, after))
