"""Places in a document by their keys: ``formats[0].headcount_least``, or ``slots[].venue`` for every item."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backoffice.errors import BackofficeError
from backoffice.i18n import _

_PATH = re.compile(r"[a-z][a-z0-9_]*(?:\[\d{0,6}\])*(?:\.[a-z][a-z0-9_]*(?:\[\d{0,6}\])*)*")
_STEP = re.compile(r"([a-z][a-z0-9_]*)|\[(\d*)\]")


class BadKeyPath(BackofficeError):
    """A path that isn't one, or that leads nowhere in its document."""

    code = "bad_key_path"

    def __init__(self, path: str, keys: Sequence[str] = ()) -> None:
        super().__init__(
            _("{path} leads nowhere.").format(path=path[:120]),
            remedy=_("Here are: {keys}.").format(keys=", ".join(keys))
            if keys
            else _("Write it as formats[0].headcount_least, or slots[].venue for every item."),
        )


@dataclass(frozen=True, slots=True)
class Place:
    """One place that a path leads to: its own path, without open brackets, and the value there."""

    path: str
    value: Any


def places(document: Mapping[str, Any], path: str) -> tuple[Place, ...]:
    """Every place of `document` that `path` leads to; raises BadKeyPath when there is none.

    An empty list that ``[]`` goes through is no place.
    """
    if not _PATH.fullmatch(path):
        raise BadKeyPath(path)
    found = [Place("", document)]
    for step in _STEP.finditer(path):
        keys = _keys(found)
        found = [below for place in found for below in _below(place, step[1], step[2])]
        if not found:
            raise BadKeyPath(path, keys)
    return tuple(found)


def _keys(found: Sequence[Place]) -> tuple[str, ...]:
    value = found[0].value
    return tuple(value) if isinstance(value, Mapping) else ()


def _below(place: Place, key: str | None, rank: str | None) -> list[Place]:
    value = place.value
    if key is not None:
        there = isinstance(value, Mapping) and key in value
        return [Place(f"{place.path}.{key}".lstrip("."), value[key])] if there else []
    if not isinstance(value, list | tuple):
        return []
    wanted = range(len(value)) if rank == "" else [int(rank or 0)]
    return [Place(f"{place.path}[{n}]", value[n]) for n in wanted if n < len(value)]
