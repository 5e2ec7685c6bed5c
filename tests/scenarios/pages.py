"""What a printed document says, and which snapshot it was made from."""

from __future__ import annotations

import io
import re

from pypdf import PdfReader


def text_of(data: bytes) -> str:
    """A document's text on one line, with plain blanks."""
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]
    return re.sub(r"\s+", " ", " ".join(pages))


def snapshot_in(data: bytes) -> str:
    """The hash of the snapshot that a document says it was made from."""
    found = re.findall(r"[0-9a-f]{64}", str(PdfReader(io.BytesIO(data)).metadata))
    assert len(found) == 1
    return str(found[0])
