"""A dossier given to somebody else: one, or all those that are marked in a list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backoffice.content.acts import NewOwner
from backoffice.i18n import N_
from backoffice.services.acts import Doing, Done, act
from backoffice.services.finding import Find
from backoffice.store.records import Request, User


def _now(doing: Doing, request: Request) -> Mapping[str, Any]:
    owner = doing.unit.session.get(User, request.owner_id) if request.owner_id else None
    return {"owner": owner.ref} if owner is not None else {}


@act("assign", N_("Give to somebody"), on="request", model=NewOwner, opening=_now)
def assign(doing: Doing, request: Request, values: NewOwner) -> Done:
    """Makes a user the owner of a dossier, whatever its stage; its open tasks go with it."""
    before, request.owner_id = request.owner_id, Find(doing.unit).id_of("user", values.owner)
    return Done(request, request.ref, {"owner_id": request.owner_id, "was": before})
