"""Names of files made from what people typed."""

from __future__ import annotations

import re
import unicodedata

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
# Names that Windows keeps for itself, whatever their ending.
_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"com{n}" for n in range(1, 10)), *(f"lpt{n}" for n in range(1, 10))}
)


def safe_name(text: str) -> str:
    """`text` as a file name that is legal everywhere and stays in its folder, at most 100 characters."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    name = _UNSAFE.sub("-", ascii_text).strip("-.")[:100].rstrip("-.") or "document"
    return f"_{name}" if name.split(".")[0].lower() in _DEVICES else name
