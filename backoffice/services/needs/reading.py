"""The analyses of a dossier, read: which one is current, how far it is answered, what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from backoffice.domain.needs.answers import Completeness, completeness
from backoffice.errors import BackofficeError
from backoffice.i18n import _
from backoffice.services.acts import Doing
from backoffice.services.needs.book import asked_by
from backoffice.store.records import NeedsAnalysis, Request


class NoAnalysis(BackofficeError):
    code = "no_needs"

    def __init__(self, ref: str) -> None:
        super().__init__(
            _("{ref} has no needs analysis yet.").format(ref=ref),
            remedy=_("Open a questionnaire first: open-needs."),
        )


def analyses_of(doing: Doing, request: Request) -> Sequence[NeedsAnalysis]:
    """Every analysis of a dossier, in the order in which they were opened."""
    query = (
        select(NeedsAnalysis).where(NeedsAnalysis.request_id == request.id).order_by(NeedsAnalysis.position)
    )
    return doing.unit.session.scalars(query).all()


def current_of(doing: Doing, request: Request) -> NeedsAnalysis | None:
    """The client's analysis that a dossier goes by: the last one that no other version took the place of."""
    there = [one for one in analyses_of(doing, request) if one.audience == "client"]
    return next((one for one in reversed(there) if one.state != "superseded"), None)


def replies_of(doing: Doing, request: Request) -> NeedsAnalysis | None:
    """The participants' questionnaire of a dossier, the last one opened."""
    there = [one for one in analyses_of(doing, request) if one.audience == "participants"]
    return there[-1] if there else None


def meant(doing: Doing, record: Any) -> NeedsAnalysis:
    """The analysis itself, or the current one of the dossier that was named; raises NoAnalysis."""
    if isinstance(record, NeedsAnalysis):
        return record
    found = current_of(doing, record) or replies_of(doing, record)
    if found is None:
        raise NoAnalysis(record.ref)
    return found


def completeness_of(doing: Doing, analysis: NeedsAnalysis) -> Completeness:
    """How far an analysis is answered."""
    return completeness(asked_by(doing, analysis), analysis.answers)


def versions_of(doing: Doing, analysis: NeedsAnalysis) -> list[NeedsAnalysis]:
    """Every version of the same analysis, the first one first."""
    there = analyses_of(doing, analysis.request)
    same = analysis.questionnaire_ref, analysis.audience
    return [one for one in there if (one.questionnaire_ref, one.audience) == same]
