"""What is ours, as screens show it: where it stands, what it says, why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from backoffice.domain.key_paths import BadKeyPath, places
from backoffice.domain.programme import Length, Unit
from backoffice.i18n import N_, _
from backoffice.i18n.formats import duration, money
from backoffice.services.pieces import prose
from backoffice.services.ports import Block

_MOST = 3


def our_lines(document: Mapping[str, Any], marked: Iterable[tuple[str, str]]) -> tuple[Block, ...]:
    """Each (path, note) with what stands there now; nothing when nothing is marked."""
    told = [_told(path, _brief(document, path), note) for path, note in marked]
    return prose(N_("Ours: what the source doesn’t state"), "\n".join(told))


def _told(path: str, value: str, note: str) -> str:
    there = f"– {path} → {value}" if value else f"– {path}"
    return f"{there} ({note})" if note else there


def _brief(document: Mapping[str, Any], path: str) -> str:
    try:
        found = [_written(path, place.value) for place in places(document, path)]
    except BadKeyPath:  # a slot or a line that was there when it was marked
        return _("no longer there")
    told = list(dict.fromkeys(text for text in found if text))
    return " · ".join(told[:_MOST]) + (" · …" if len(told) > _MOST else "")


def _written(path: str, value: Any) -> str:
    """A figure in its unit, which its key names; anything else in words."""
    if type(value) is int and path.endswith("_cents"):
        return money(value)
    return duration(value) if type(value) is int and path.endswith("minutes") else _words(value)


def _words(value: Any) -> str:
    if value is None or value in ("", [], {}):
        return ""
    match value:
        case True | False:
            return _("yes") if value else _("no")
        case {"n": int(n), "unit": str(unit)}:
            return Length(n, Unit(unit)).words()
        case list():
            told = [_words(one) for one in value]
            return ", ".join(told[:_MOST]) + (", …" if len(told) > _MOST else "")
        case dict():
            named = (value.get(key) for key in ("title", "label", "text", "name", "path"))
            title = next((str(one) for one in named if one), "")
            return title or ", ".join(filter(None, map(_words, value.values())))
        case _:
            return str(value)
