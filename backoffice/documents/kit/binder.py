"""Pages bound into a file: the same bytes for the same snapshot, whose hash is written in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from backoffice.documents.kit.design import REGULAR
from backoffice.documents.kit.faces import face
from backoffice.documents.kit.paper import Paper
from backoffice.documents.kit.text import printable

# Streams as bytes: base 85 is for mail of the nineties, a quarter larger and slower.
rl_config.useA85 = 0

Painter = Callable[[Paper], None]
_HASH = re.compile(rb"/Keywords \(snapshot sha256:([0-9a-f]{64})(?:,|\))")


@dataclass(frozen=True, slots=True)
class About:
    """What the file says of itself; `digest` is the snapshot's SHA-256 in hexadecimal."""

    title: str
    author: str
    language: str
    digest: str
    draft: bool


def bind(pages: Sequence[Painter], size: tuple[float, float], about: About) -> bytes:
    """The PDF that `pages` draw. The document's own identifier derives from the snapshot's hash."""
    face(REGULAR)
    buffer = BytesIO()
    canvas = Canvas(
        buffer, size, invariant=1, pageCompression=1, initialFontName=REGULAR, lang=about.language
    )
    canvas.setTitle(_line(about.title))
    canvas.setAuthor(_line(about.author))
    canvas.setCreator("backoffice")
    canvas.setProducer("backoffice")
    canvas.setSubject("")
    canvas.setKeywords(f"snapshot sha256:{about.digest}" + (", draft" if about.draft else ""))
    canvas.setViewerPreference("DisplayDocTitle", "true")
    for paint in pages:
        paper = Paper(canvas, *size)
        paint(paper)
        paper.end()
    canvas.save()
    return buffer.getvalue()


def _line(text: str) -> str:
    return printable(" ".join(text.split()))[:300]


def copy_hash(pdf: bytes) -> str | None:
    """The snapshot's hash that `pdf` carries, read without a PDF library; None when it carries none.

    A hostile title can't stand in for it: the parenthesis of a text is escaped in the file.
    """
    found = _HASH.search(pdf)
    return found[1].decode() if found else None
