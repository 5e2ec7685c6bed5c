"""What is ours, as screens show it: where it stands, what it says, why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from backoffice.domain.key_paths import BadKeyPath, places
from backoffice.domain.programme import Length, Unit
from backoffice.i18n import N_, _
from backoffice.services.pieces import lines
from backoffice.services.ports import Block, Column

_MOST = 3


def our_lines(document: Mapping[str, Any], marked: Iterable[tuple[str, str]]) -> tuple[Block, ...]:
    """Each (path, note) with what stands there now; nothing when nothing is marked."""
    rows = tuple((path, _brief(document, path), note) for path, note in marked)
    if not rows:
        return ()
    columns = (
        Column("path", N_("Key"), 24, grow=2),
        Column("value", N_("What stands there"), 18, grow=2),
        Column("note", N_("Why"), 12, grow=2, priority=1),
    )
    title = N_("Ours: what the source doesn’t state")
    return (lines(title, columns, rows if any(note for *_rest, note in rows) else _bare(rows), opens=False),)


def _bare(rows: Iterable[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    return tuple(row[:2] for row in rows)


def _brief(document: Mapping[str, Any], path: str) -> str:
    try:
        found = [_words(place.value) for place in places(document, path)]
    except BadKeyPath:  # a slot or a line that was there when it was marked
        return _("no longer there")
    told = list(dict.fromkeys(text for text in found if text))
    return " · ".join(told[:_MOST]) + (" · …" if len(told) > _MOST else "")


def _words(value: Any) -> str:
    match value:
        case None | "" | [] | {}:
            return ""
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
