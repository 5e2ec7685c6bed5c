"""Text that people type: cleaned before it is kept, folded to be searched and sorted."""

from __future__ import annotations

import re
import unicodedata

# Control characters other than tab and newline, and the marks that turn the reading direction round:
# they hide or rewrite what a person sees in a terminal (the set is the terminal line filter's too).
CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]"
)
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "đ": "d", "ł": "l"})
_SPACES = re.compile(r"\s+")


def clean(text: str) -> str:
    """`text` as it is kept: NFC, ends of line as newlines, no control character, no blank at the ends."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return CONTROL.sub("", unicodedata.normalize("NFC", lines)).strip()


def clean_line(text: str) -> str:
    """`text` cleaned and on one line; a no-break space stays one."""
    return re.sub(r"[\t\n ]+", " ", clean(text))


def fold(text: str) -> str:
    """`text` without accents, case or ligatures: what search compares.

    SQLite's trigram index doesn't fold accents and neither engine folds œ, so both engines are given
    this text and search the same way.
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _SPACES.sub(" ", bare).strip()


def sort_key(text: str) -> str:
    """What lists are ordered by, compared byte by byte: Élodie before Zoé, ``de La Tour`` as written."""
    letters = re.sub(r"[^0-9a-z]+", " ", fold(text)).strip()
    # A tie between accents or case is broken by the text itself, so that the order is total.
    return f"{letters}\x01{text}"
