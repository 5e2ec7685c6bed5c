"""Text that people type: cleaned before it is kept, folded to be searched and sorted."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Control characters other than tab and newline, and the marks that turn the reading direction round:
# they hide or rewrite what a person sees in a terminal (the set is the terminal line filter's too). Halves of
# characters, which wrongly encoded arguments give, are no text: nothing could keep them.
CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]"
)
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "đ": "d", "ł": "l"})
_OTHERS = re.compile(r"[^0-9a-z]+")
_JOINED = frozenset("œæßøđł")
_BLANKS = re.compile(r"[\t\n ]+")
# The combining marks of Latin letters, taken out together; where others can be, each is looked at.
_ACCENTS = re.compile("[\u0300-\u034e\u0350-\u036f]+")
_MARKS = re.compile("[^\x00-\u02ff]")


def clean(text: str) -> str:
    """`text` as it is kept: NFC, ends of line as newlines, no control character, no blank at the ends."""
    if text.isprintable() and (text.isascii() or unicodedata.is_normalized("NFC", text)):
        return text.strip()  # most texts: nothing to take out of them
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return CONTROL.sub("", unicodedata.normalize("NFC", lines)).strip()


def clean_line(text: str) -> str:
    """`text` cleaned and on one line; a no-break space stays one."""
    cleaned = clean(text)
    return _BLANKS.sub(" ", cleaned) if "  " in cleaned or not cleaned.isprintable() else cleaned


def fold(text: str) -> str:
    """`text` without accents, case or ligatures: what search compares.

    SQLite's trigram index doesn't fold accents and neither engine folds œ, so both engines are given
    this text and search the same way.
    """
    if text.isascii():
        return " ".join(text.lower().split())
    plain = text.casefold()
    if not _JOINED.isdisjoint(plain):
        plain = plain.translate(_LIGATURES)
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", plain))
    return " ".join((bare if bare.isascii() else _MARKS.sub(_unmarked, bare)).split())


# Names come again and again: a client's on each of its dossiers, a title once to be found and once in order.
folded = lru_cache(16_384)(fold)


def _unmarked(found: re.Match[str]) -> str:
    return "" if unicodedata.combining(found[0]) else found[0]


@lru_cache(16_384)
def sort_key(text: str) -> str:
    """What lists are ordered by, compared byte by byte: Élodie before Zoé, ``de La Tour`` as written."""
    letters = _OTHERS.sub(" ", folded(text)).strip()
    # A tie between accents or case is broken by the text itself, so that the order is total.
    return f"{letters}\x01{text}"
