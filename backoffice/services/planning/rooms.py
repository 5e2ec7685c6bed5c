"""Which venues a module may be held in: those asked for, else those that the dossier speaks of."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from backoffice.domain.text import sort_key
from backoffice.errors import NotFound
from backoffice.i18n import _
from backoffice.services.planning.facts import Dossier, Group, Room, Sat
from backoffice.services.planning.values import Wish


def rooms_for(
    dossier: Dossier, group: Group, module: str, free: Sequence[Sat], wish: Wish
) -> tuple[str, ...]:
    """References of venues, all as good; empty when none is known yet, and is then named later.

    Raises NotFound for a wished venue that isn't there.
    """
    found = all_rooms_for(dossier, module, free, wish)
    if wish.venues:
        return found
    fitting = tuple(one.ref for one in dossier.rooms if one.ref in found and _fits(one, group))
    # Rooms that are all too small stay, so that it is said.
    return fitting or found


def all_rooms_for(dossier: Dossier, module: str, free: Sequence[Sat], wish: Wish) -> tuple[str, ...]:
    """The same, whether the whole group fits or not: a sub-group may."""
    if wish.venues:
        return _wished(dossier, wish.venues)
    remote = all(sat.mode == "remote" for sat in free)
    for holds in _ways(dossier, module, remote):
        found = tuple(room.ref for room in dossier.rooms if holds(room))
        if found:
            return found
    return ()


def _wished(dossier: Dossier, wanted: Sequence[str]) -> tuple[str, ...]:
    known = {room.ref for room in dossier.rooms}
    for ref in wanted:
        if ref not in known:
            raise NotFound(_("venue"), ref)
    return tuple(wanted)


def _ways(dossier: Dossier, module: str, remote: bool) -> tuple[Callable[[Room], bool], ...]:
    used = {sat.venue for sat in dossier.slots if sat.module == module and sat.venue}
    also = {sat.venue for sat in dossier.slots if sat.venue}
    places = f" {sort_key(dossier.places)} "
    if remote:
        return (lambda room: room.ref in used, lambda room: room.kind == "remote")
    return (
        lambda room: room.ref in used,
        lambda room: room.ref in also and room.kind != "remote",
        lambda room: room.of_client and room.kind != "remote",
        lambda room: bool(room.town) and room.kind != "client" and sort_key(room.town or "") in places,
        lambda room: room.kind == "own" and dossier.kind in ("inter", "own_session"),
    )


def _fits(room: Room, group: Group) -> bool:
    return room.capacity is None or group.size is None or room.shared or room.capacity >= group.size
