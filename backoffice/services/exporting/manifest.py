"""The manifest of an export: each of its files with its hash, and whether an import takes it back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from backoffice.content.reading import parse_json, read_text
from backoffice.errors import Invalid, Place
from backoffice.i18n import _

MANIFEST = "manifest.json"
FORMAT = "export/1"


@dataclass(frozen=True, slots=True)
class Written:
    """A file of an export: its path in the folder, what it holds, how much, and its hash."""

    path: str
    holds: str
    records: int
    bytes: int
    sha256: str
    importable: bool


def text(exported_at: str, organisation: str, files: Sequence[Written], kept_apart: Mapping[str, str]) -> str:
    """The manifest as it is written; `kept_apart` says of what isn't importable why it isn't."""
    document = {
        "format": FORMAT,
        "exported_at": exported_at,
        "organisation": organisation,
        "files": [asdict(one) for one in files],
        "not_importable": dict(kept_apart),
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def importable(folder: Path) -> tuple[Path, ...]:
    """The files of an export that an import takes, in their order; raises Invalid when it isn't one."""
    manifest = folder / MANIFEST
    found = parse_json(read_text(manifest), str(manifest))
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise _not_one(manifest)
    names = [_name(one) for one in found.get("files", ()) if isinstance(one, dict) and one.get("importable")]
    if not all(names):
        raise _not_one(manifest)
    return tuple(folder / name for name in names)


def _name(one: Mapping[str, Any]) -> str:
    """A path that stays inside the folder; "" for any other."""
    path = one.get("path")
    inside = isinstance(path, str) and path and not Path(path).is_absolute() and ".." not in Path(path).parts
    return str(path) if inside else ""


def _not_one(manifest: Path) -> Invalid:
    return Invalid(
        _("{file} isn't the manifest of an export.").format(file=manifest.name),
        place=Place(str(manifest)),
        remedy=_("Name the files to import one by one."),
    )
