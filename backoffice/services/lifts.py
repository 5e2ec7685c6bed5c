"""Promises lifted by hand, on their way to another house: the reason is what nothing there could derive.

The promises themselves aren't carried. They follow from the journal of the house that made them, under its
settings; the house that takes a request in promises by its own, and lifts again what had been lifted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from backoffice.content.base import Content, Instant, Line, Text, build
from backoffice.errors import Invalid, Place
from backoffice.i18n import _
from backoffice.store.records import Commitment
from backoffice.store.types import instant_text

# The key of a request's details that holds them.
LIFTED = "lifted"
BY_HAND = "lift-commitment"


class Lift(Content):
    """A promise that was lifted: by which policy it was made, and for which module, complaint or time."""

    policy: Line
    scope: Line = ""
    at: Instant
    reason: Text


def lifts_of(details: Mapping[str, Any]) -> tuple[Lift, ...]:
    """Those that a dossier brought with it."""
    return tuple(build(Lift, one) for one in details.get(LIFTED, ()))


def check_lifts(details: Mapping[str, Any], now: datetime) -> None:
    """Raises what is wrong with those of a file."""
    found = details.get(LIFTED, [])
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise Invalid(
            _("This should be a list of lifted commitments."),
            place=Place(path=LIFTED),
            remedy=_("Give each as the export writes it: policy, scope, at, reason."),
        )
    for rank, one in enumerate(lifts_of(details)):
        if one.at > now:
            raise Invalid(
                _("A commitment can't have been lifted in the future."),
                place=Place(path=f"{LIFTED}[{rank}].at"),
                remedy=_("Correct the date and time."),
            )


def lifted(session: Session) -> dict[int, list[dict[str, str]]]:
    """Those of every dossier, by its number, as files hold them."""
    query = (
        select(Commitment)
        .where(Commitment.outcome == "lifted", Commitment.closed_by == BY_HAND)
        .order_by(Commitment.request_id, Commitment.n)
    )
    found: dict[int, list[dict[str, str]]] = {}
    for one in session.scalars(query):
        assert one.closed_at is not None
        said = {
            "at": instant_text(one.closed_at),
            "policy": one.policy,
            "reason": one.reason or "",
            "scope": one.scope,
        }
        found.setdefault(one.request_id, []).append(said)
    return found


def with_those_brought(
    here: Sequence[Mapping[str, str]], details: Mapping[str, Any]
) -> list[Mapping[str, str]]:
    """Lifted promises of a dossier: those it brought that this house didn't make, and this house's own."""
    known = {(one["policy"], one["scope"]) for one in here}
    brought = [one for one in details.get(LIFTED, ()) if (one["policy"], one.get("scope", "")) not in known]
    return [*brought, *here]
