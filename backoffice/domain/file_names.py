"""Names of files that people give: made safe to keep, to show and to write anywhere; what they hold."""

from __future__ import annotations

import re

from backoffice.domain.text import clean_line

NAME_BYTES = 200
_EXTENSION_BYTES = 20
# What Windows refuses in a name, and what a shell or a person could take for something else.
_UNSAFE = re.compile(r'[<>:"|?*\x00-\x1f\x7f]')
# Names that Windows keeps for itself, whatever their ending.
DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"com{n}" for n in range(1, 10)), *(f"lpt{n}" for n in range(1, 10))}
)
_MEDIA = {
    "pdf": "application/pdf",
    "txt": "text/plain",
    "csv": "text/csv",
    "html": "text/html",
    "eml": "message/rfc822",
    "msg": "application/vnd.ms-outlook",
    "ics": "text/calendar",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "webp": "image/webp",
    "heic": "image/heic",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "rtf": "application/rtf",
    "zip": "application/zip",
    "json": "application/json",
    "toml": "application/toml",
    "xml": "application/xml",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "wav": "audio/wav",
    "mp4": "video/mp4",
}
UNKNOWN_MEDIA = "application/octet-stream"


def safe_file_name(text: str) -> str:
    """The last part of `text` as a name: letters of any language, no separator, no control or direction mark,
    none that a system keeps for itself, at most 200 bytes with its ending."""
    readable = text.encode("utf-8", "replace").decode("utf-8")
    last = re.split(r"[/\\]", clean_line(readable))[-1]
    name = _UNSAFE.sub("-", last).strip(" .").lstrip("-").strip(" .") or "file"
    if name.split(".")[0].strip().lower() in DEVICES:
        name = f"_{name}"
    return _shortened(name)


def _shortened(name: str, mark: str = "") -> str:
    """`name` with `mark` before its ending, the stem cut to what room there is."""
    stem, dot, ending = name.rpartition(".")
    if not stem or len(ending.encode()) > _EXTENSION_BYTES:
        stem, dot, ending = name, "", ""
    room = NAME_BYTES - len(f"{mark}{dot}{ending}".encode())
    kept = stem if len(stem.encode()) <= room else stem.encode()[:room].decode("utf-8", "ignore")
    return f"{kept.rstrip(' .') if kept != stem else kept}{mark}{dot}{ending}"


def numbered(name: str, n: int) -> str:
    """The n-th name to try when `name` is taken: ``devis (2).pdf``."""
    return name if n == 1 else _shortened(name, f" ({n})")


def media_type(name: str) -> str:
    """What a file holds, as its ending says."""
    return _MEDIA.get(name.rpartition(".")[2].lower(), UNKNOWN_MEDIA)
