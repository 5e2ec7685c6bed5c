"""Complaints: noted in their dossier, answered in the time that was promised."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backoffice.content.acts import Complaint, ComplaintAnswer
from backoffice.errors import Invalid
from backoffice.i18n import N_, _
from backoffice.services.acts import Doing, Done, act
from backoffice.store.records import Request
from backoffice.store.types import instant_text


def complaints_of(request: Request) -> tuple[Mapping[str, Any], ...]:
    """The complaints of a dossier, in their order; one that is answered has `answered_at`."""
    return tuple(request.details.get("complaints", ()))


@act("record-complaint", N_("Record a complaint"), on="request", model=Complaint)
def record_complaint(doing: Doing, request: Request, values: Complaint) -> Done:
    """Notes a complaint; it is called by its rank in the dossier."""
    rank = len(complaints_of(request)) + 1
    noted = {
        "n": rank,
        "at": instant_text(doing.occurred_at),
        "about": values.about,
        "by": values.by or None,
        "answered_at": None,
        "answer": None,
    }
    request.details = {**request.details, "complaints": [*complaints_of(request), noted]}
    doing.noted["scopes"] = [str(rank)]
    return Done(request, request.ref, {"complaint": rank})


def _first_open(_doing: Doing, request: Request) -> Mapping[str, Any]:
    waiting = [one["n"] for one in complaints_of(request) if one["answered_at"] is None]
    return {"rank": waiting[0]} if waiting else {}


@act(
    "answer-complaint",
    N_("Answer a complaint"),
    on="request",
    model=ComplaintAnswer,
    opening=_first_open,
)
def answer_complaint(doing: Doing, request: Request, values: ComplaintAnswer) -> Done:
    """Notes the answer that was given; a complaint is answered once."""
    known = {one["n"]: one for one in complaints_of(request)}
    found = known.get(values.rank)
    if found is None or found["answered_at"] is not None:
        raise Invalid(
            _("{ref} has no complaint {n} that waits for an answer.").format(ref=request.ref, n=values.rank),
            remedy=_("Give the rank of one that isn't answered, or record it first."),
        )
    known[values.rank] = {**found, "answered_at": instant_text(doing.occurred_at), "answer": values.answer}
    request.details = {**request.details, "complaints": list(known.values())}
    doing.noted["scopes"] = [str(values.rank)]
    return Done(request, request.ref, {"complaint": values.rank})
