"""Text made printable and broken into lines; nothing in it is ever read as markup."""

from __future__ import annotations

import re
import unicodedata

from backoffice.documents.kit.design import Style
from backoffice.documents.kit.faces import Face, coded, face, repertoire

# Characters without a picture of their own, left out; and those whose picture another one has.
_UNSEEN = (0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, *range(0xFE00, 0xFE10))
_ALIKE = {"\t": " ", "\u2010": "-", "\u2011": "-", "\u2007": "\u00a0", "\u2008": " ", "\u2009": "\u202f"}
# Where a line may end: at a space that neither a French mark nor two digits hold back, or after a hyphen
# between two letters.
_TOKENS = re.compile(r"(?<!«)(?!(?<=\d) \d)(?= (?![:;!?»%€]))|(?<=[^\W\d_]-)(?=[^\W\d_])")

# An apostrophe typed on a keyboard, between two letters: an elision or a possessive, never a measure in feet.
_ELIDED = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])")


class _Printable(dict[int, str]):
    """What is printed for a code point: itself, or its number when the family has no picture of it."""

    def __init__(self) -> None:
        super().__init__(dict.fromkeys(_UNSEEN, ""))
        self.update({ord(char): alike for char, alike in _ALIKE.items()})

    def __missing__(self, code: int) -> str:
        known = code in repertoire()
        self[code] = text = chr(code) if known else f"[U+{code:04X}]"
        return text


_PRINTABLE = _Printable()


def _plain(text: str) -> bool:
    """Whether every character prints as it is: composed, and in the family's ready subset."""
    return text.isprintable() if text.isascii() else coded(text) is not None


def printable(line: str) -> str:
    """`line` as it is printed: NFC, ’ between letters, ``[U+1F393]`` for what the family lacks."""
    if "'" in line:
        line = _ELIDED.sub("\u2019", line)
    if _plain(line):
        return line
    return unicodedata.normalize("NFC", line).translate(_PRINTABLE)


def lacking(text: str) -> tuple[str, ...]:
    """The characters of `text` that the family has no picture of, once each, in order."""
    if _plain(text):
        return ()
    composed = unicodedata.normalize("NFC", "".join(text.splitlines()))
    found = (c for c in dict.fromkeys(composed) if _PRINTABLE[ord(c)].startswith("[U+"))
    return tuple(found)


def tokens(line: str) -> list[str]:
    """`line` in the pieces that it may end between; each keeps the space before it."""
    return _TOKENS.split(line)


def lines(text: str, style: Style, width: float) -> list[str]:
    """`text` broken into lines no wider than `width` points; each of its own line ends is kept.

    Greedy, in time linear in the length of the text. A word wider than the line is cut where it must be.
    """
    shape = face(style.face)
    limit = int(width * 1000 / style.size)
    broken: list[str] = []
    for paragraph in text.splitlines() or [""]:
        line = printable(paragraph).strip(" ")
        if shape.width(line) <= limit:
            broken.append(line)
        else:
            _break(line, shape, limit, broken)
    return broken


def _break(line: str, shape: Face, limit: int, broken: list[str]) -> None:
    """Adds to `broken` the lines that `line` makes; widths in thousandths of the size."""
    space = shape.width(" ")
    held: list[str] = []
    used = 0
    for token in _TOKENS.split(line):
        wide = shape.width(token)
        if used + wide > limit and held:
            broken.append("".join(held))
            held, used = [], 0
        if not held and token.startswith(" "):
            token, wide = token[1:], wide - space
        if wide > limit:
            *whole, token = _cut(token, shape, limit)
            broken.extend(whole)
            wide = shape.width(token)
        held.append(token)
        used += wide
    broken.append("".join(held))


def _cut(word: str, shape: Face, limit: int) -> list[str]:
    """`word` in pieces no wider than `limit`, each of one character at least."""
    pieces: list[str] = []
    start = used = 0
    for at, char in enumerate(word):
        wide = shape.widths[char]
        if used + wide > limit and at > start:
            pieces.append(word[start:at])
            start, used = at, 0
        used += wide
    pieces.append(word[start:])
    return pieces
