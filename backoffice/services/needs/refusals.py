"""Why an act on a needs analysis can't be done now, for the screens that offer it."""

from __future__ import annotations

from typing import Any

from backoffice.i18n import _
from backoffice.services.acts import Doing
from backoffice.services.kinds import ref_of
from backoffice.services.needs.filling import NeedsFrozen
from backoffice.services.needs.reading import NoAnalysis, current_of, replies_of
from backoffice.store.records import NeedsAnalysis, Request

_CLIENTS = ("say-respondent", "validate-needs", "revise-needs")
_REPLIES = ("import-replies", "add-reply", "remove-reply")
_ANY = ("answer-needs", "fill-needs", "print-needs", "remove-needs")
ACTS = frozenset((*_CLIENTS, *_REPLIES, *_ANY))


def why_not(doing: Doing, act: str, record: Any) -> str:
    """A sentence; "" when the act can be done, or isn't one on an analysis."""
    if act not in ACTS or not isinstance(record, Request | NeedsAnalysis):
        return ""
    analysis = _meant(doing, act, record)
    if analysis is None:
        return NoAnalysis(record.ref).message if isinstance(record, Request) else ""
    if act in _REPLIES and analysis.audience == "client":
        return _("{ref} isn't asked of participants.").format(ref=ref_of(analysis))
    if act in _CLIENTS and analysis.audience != "client":
        return _("What participants answered isn't validated by the client.")
    if act == "revise-needs":
        text = _("{ref} can still be answered as it is.").format(ref=ref_of(analysis))
        return "" if analysis.state == "validated" else text
    frozen = analysis.state != "draft" and act != "print-needs"
    return NeedsFrozen(ref_of(analysis)).message if frozen else ""


def _meant(doing: Doing, act: str, record: Request | NeedsAnalysis) -> NeedsAnalysis | None:
    if isinstance(record, NeedsAnalysis):
        return record
    if act in _REPLIES:
        return replies_of(doing, record)
    return current_of(doing, record) or replies_of(doing, record)
