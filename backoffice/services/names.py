"""Names of files made from what people typed."""

from __future__ import annotations

import re
import unicodedata

from backoffice.domain.file_names import DEVICES

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


def safe_name(text: str) -> str:
    """`text` as a file name that is legal everywhere and stays in its folder, at most 100 characters."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    name = _UNSAFE.sub("-", ascii_text).strip("-.")[:100].rstrip("-.") or "document"
    return f"_{name}" if name.split(".")[0].lower() in DEVICES else name
