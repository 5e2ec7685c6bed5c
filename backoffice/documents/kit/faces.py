"""The embedded type family: which characters it has, how wide they are, how a page writes them.

ReportLab parses the fonts and makes the subsets. It would make them anew for each document (20 of its
28 ms for a quote), so the characters of French and its neighbours form one fixed subset of each face,
made once a process; any other character that the face has goes through ReportLab's own dynamic subsets.
"""

from __future__ import annotations

import codecs
import zlib
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import font_source_sans_pro
from reportlab.pdfbase import pdfdoc, pdfmetrics
from reportlab.pdfbase.ttfonts import TTEncoding, TTFont, TTFontFace, makeToUnicodeCMap

from backoffice.documents.kit.design import REGULAR, SEMIBOLD

_FILES = Path(font_source_sans_pro.__file__).parent / "files"
_ASCII = "".join(map(chr, range(0x20, 0x7F)))
_LATIN = "".join(map(chr, (*range(0xA0, 0xAD), *range(0xAE, 0x100))))
_MORE = "\u202fœŒŸ–—‘’‚“”„…•‹›€−→×✓ŁłŠšŽž≤≥"
# At most 224 characters: a simple font has 256 codes, and those under 32 stay free.
CORE = "".join(dict.fromkeys(_ASCII + _LATIN + _MORE))
_BASE = 32
_CODES = {ord(char): _BASE + at for at, char in enumerate(CORE)}


_UNDEFINED = "\ufffe"
# In this shape Python encodes by a C table, nine times as fast as `str.translate`.
_TABLE = "\0" + _UNDEFINED * (_BASE - 1) + CORE + _UNDEFINED * (256 - _BASE - len(CORE))
_MAP = codecs.charmap_build(_TABLE)


def coded(text: str) -> bytes | None:
    """`text` in the codes of the ready subset, or None when a character isn't in it."""
    try:
        return codecs.charmap_encode(text, "strict", _MAP)[0]
    except UnicodeEncodeError:
        return None


def literal(text: str) -> str | None:
    """`text` as a PDF string of the ready subset: readable when it is ASCII, hexadecimal otherwise."""
    if text.isascii() and text.isprintable():
        return "(" + text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)") + ")"
    codes = coded(text)
    return None if codes is None else f"<{codes.hex()}>"


class Ready(pdfdoc.PDFObject):  # type: ignore[misc]  # ReportLab has no types
    """A stream made by `packed`, written as it is.

    ReportLab marks its objects, so each document has its own.
    """

    __RefOnly__ = 1

    def __init__(self, stream: bytes) -> None:
        self._stream = stream

    def format(self, document: Any) -> bytes:
        return self._stream


class Written(pdfdoc.PDFObject):  # type: ignore[misc]  # ReportLab has no types
    """Part of an object, written once and for all."""

    def __init__(self, text: str) -> None:
        self._text = text.encode()

    def format(self, document: Any) -> bytes:
        return self._text


def packed(content: bytes, entries: str = "") -> bytes:
    """A PDF stream of `content`, compressed, with `entries` in its dictionary."""
    tight = zlib.compress(content, 9)
    head = f"<< {entries} /Filter /FlateDecode /Length {len(tight)} >>\nstream\n".encode()
    return head + tight + b"\nendstream\n"


class _Widths(dict[str, int]):
    """Widths of characters in thousandths of the size."""

    def __init__(self, face: TTFontFace) -> None:
        super().__init__((chr(code), round(width)) for code, width in face.charWidths.items())
        self._default = int(face.defaultWidth)

    def __missing__(self, char: str) -> int:
        return self._default


class Face(TTFont):  # type: ignore[misc]  # ReportLab has no types
    """One face of the family, as a ReportLab font with a ready first subset."""

    def __init__(self, name: str) -> None:
        # ReportLab's own constructor would parse the file into a face without our cache.
        self.fontName = name
        self.face = TTFontFace(str(_FILES / f"{name}.ttf"))
        self.encoding = TTEncoding()
        self.state: WeakKeyDictionary[Any, TTFont.State] = WeakKeyDictionary()
        self._asciiReadable = 0
        self.shapable = False
        self.widths = _Widths(self.face)
        self._words: dict[str, int] = {}
        subset = [0] * _BASE + [ord(char) for char in CORE]
        self._streams = self._made(0, tuple(subset))
        # The same people come again from document to document, and their rare letters with them.
        self._rare = lru_cache(32)(self._made)
        self._core_widths = _array(self.face.getCharWidth(code) for code in subset)
        self._subset = subset

    def width(self, text: str) -> int:
        """The width of `text` in thousandths of its size; words are remembered."""
        known = self._words.get(text)
        if known is None:
            known = sum(map(self.widths.__getitem__, text))
            if len(text) < 40:
                if len(self._words) > 20_000:
                    self._words.clear()
                self._words[text] = known
        return known

    def encode(self, text: str, doc: Any) -> list[tuple[str, str]]:
        """`text` as PDF strings, each beside the resource name of the subset that it needs."""
        self._state(doc)
        pieces = self.splitString(text, doc)
        return [(self.resource(doc, subset), f"<{bytes(raw).hex()}>") for subset, raw in pieces]

    def resource(self, doc: Any, subset: int = 0) -> str:
        """The name of a subset in `doc`."""
        self._state(doc)
        name: str = self.getSubsetInternalName(subset, doc)
        return name

    def _state(self, doc: Any) -> Any:
        state = self.state.get(doc)
        if state is None:
            state = self.state[doc] = TTFont.State(0, self)
            state.assignments = dict(_CODES)
            state.subsets = [self._subset]
            state.nextCode = 256
        return state

    def _made(self, number: int, subset: tuple[int, ...]) -> tuple[bytes, bytes]:
        """The streams of a subset: its font program and the names of its codes."""
        program = self.face.makeSubset(list(subset))
        names = makeToUnicodeCMap(f"{_tag(number)}+{self.fontName}", subset).encode()
        return packed(program, f"/Length1 {len(program)}"), packed(names)

    def addObjects(self, doc: Any) -> None:  # noqa: N802  ReportLab's name
        """Writes the ready subset, then what the document used beyond it."""
        state = self._state(doc)
        self._add(doc, 0, self._subset, self._streams)
        for number, subset in enumerate(state.subsets[1:], 1):
            self._add(doc, number, subset, self._rare(number, tuple(subset)))
        state.frozen = 1
        del self.state[doc]

    def _add(self, doc: Any, number: int, subset: list[int], streams: tuple[bytes, bytes]) -> None:
        program, names = map(Ready, streams)
        internal = self.getSubsetInternalName(number, doc)[1:]
        name = f"{_tag(number)}+{self.fontName}"
        font = pdfdoc.PDFTrueTypeFont()
        font.Name, font.BaseFont = internal, name
        font.FirstChar, font.LastChar = 0, len(subset) - 1
        font.Widths = self._widths_of(number, subset)
        font.ToUnicode = doc.Reference(names, f"names:{name}")
        font.FontDescriptor = doc.Reference(self._descriptor(doc, name, program), f"descriptor:{name}")
        doc.Reference(font, internal)
        doc.idToObject["BasicFonts"].dict[internal] = font

    def _widths_of(self, number: int, subset: list[int]) -> Written:
        if number:
            return _array(self.face.getCharWidth(code) for code in subset)
        return self._core_widths

    def _descriptor(self, doc: Any, name: str, program: Ready) -> Any:
        face = self.face
        symbolic = (face.flags & ~32) | 4
        return pdfdoc.PDFDictionary(
            {
                "Type": "/FontDescriptor",
                "FontName": pdfdoc.PDFName(name),
                "Flags": symbolic,
                "FontBBox": pdfdoc.PDFArray(face.bbox),
                "ItalicAngle": face.italicAngle,
                "Ascent": face.ascent,
                "Descent": face.descent,
                "CapHeight": face.capHeight,
                "StemV": face.stemV,
                "MissingWidth": face.defaultWidth,
                "FontFile2": doc.Reference(program, f"program:{name}"),
            }
        )


def _array(widths: Iterable[float]) -> Written:
    return Written("[" + " ".join(str(round(width)) for width in widths) + "]")


def _tag(number: int) -> str:
    """The six letters that mark a subset: AAAAAA, AAAAAB…"""
    return "AAAA" + chr(65 + number // 26 % 26) + chr(65 + number % 26)


@cache
def face(name: str) -> Face:
    """The face called `name`, read once and known to ReportLab."""
    made = Face(name)
    pdfmetrics.registerFont(made)
    return made


@cache
def repertoire() -> frozenset[int]:
    """The code points that every face can draw."""
    common = set.intersection(*(set(face(name).face.charToGlyph) for name in (REGULAR, SEMIBOLD)))
    # A simple font names its characters on four hexadecimal digits; controls have no picture.
    return frozenset(code for code in common if 0x20 <= code < 0xFFFF and not 0x7F <= code < 0xA0)
