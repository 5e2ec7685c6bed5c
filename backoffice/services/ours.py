"""What of a dossier its source doesn't state and we added: marked, so that nobody mistakes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from backoffice.content.acts import OurKeys
from backoffice.domain.key_paths import places
from backoffice.errors import Invalid
from backoffice.i18n import N_, _
from backoffice.services.acts import Doing, Done, act
from backoffice.services.kinds import Found
from backoffice.services.showing import our_keys, shown
from backoffice.store.records import Request


def _opening(_doing: Doing, request: Request) -> Mapping[str, Any]:
    return {"keys": tuple(_line(one["path"], one["note"]) for one in our_keys(request))}


def _line(path: str, note: str) -> str:
    return f"{path}: {note}" if note else path


@act("mark-ours", N_("Mark what is ours"), on="request", model=OurKeys, opening=_opening)
def mark_ours(doing: Doing, request: Request, values: OurKeys) -> Done:
    """Names what we added, by the keys that the dossier's own JSON gives it; each must lead somewhere."""
    document = shown(doing, Found("request", request, request.ref))
    marked = [_read(line) for line in values.keys if line.strip()]
    twice = _twice(one["path"] for one in marked)
    if twice is not None:
        raise Invalid(
            _("{path} is marked twice.").format(path=twice), remedy=_("Take the double out of the list.")
        )
    for one in marked:
        places(document, one["path"])
    request.details = {**request.details, "ours": marked}
    return Done(request, request.ref, {"marked": len(marked)})


def _read(line: str) -> dict[str, str]:
    path, _colon, note = line.partition(":")
    return {"path": path.strip(), "note": note.strip()}


def _twice(paths: Iterable[str]) -> str | None:
    seen: set[str] = set()
    for path in paths:
        if path in seen:
            return path
        seen.add(path)
    return None
