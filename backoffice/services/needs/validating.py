"""The client agrees with what was understood; an offer that leaves without it takes a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from backoffice.content.answers import Validation
from backoffice.domain.needs.questionnaire import Questionnaire
from backoffice.errors import BackofficeError, Invalid, Place
from backoffice.i18n import N_, _
from backoffice.services.acts import Doing, Done, act
from backoffice.services.intake import move
from backoffice.services.kinds import ref_of
from backoffice.services.needs.book import asked_by
from backoffice.services.needs.filling import NeedsFrozen
from backoffice.services.needs.reading import completeness_of, current_of, meant
from backoffice.store.records import NeedsAnalysis, Request


class NeedsIncomplete(BackofficeError):
    """Mandatory questions that nobody answered yet."""

    code = "needs_incomplete"

    def __init__(self, ref: str, questions: Sequence[str]) -> None:
        more = _(" and {n} more").format(n=len(questions) - 5) if len(questions) > 5 else ""
        super().__init__(
            _("{ref} has mandatory questions without answer: {questions}{more}").format(
                ref=ref, questions="; ".join(questions[:5]), more=more
            ),
            remedy=_("Answer them first, or skip the analysis with its reason: skip-needs."),
        )


class OfferWithoutNeeds(BackofficeError):
    """An offer about to leave while its analysis is neither complete nor left out."""

    code = "offer_without_needs"
    wants_reason = True

    def __init__(self, ref: str, state: str) -> None:
        super().__init__(
            _("The needs analysis {ref} isn't complete ({state}).").format(ref=ref, state=state),
            remedy=_("Complete it first, or give the reason for offering all the same."),
        )


def _opening(doing: Doing, record: Any) -> Mapping[str, Any]:
    analysis, contact = meant(doing, record), None
    if analysis.request.contact is not None:
        contact = analysis.request.contact
    name = f"{contact.first_name or ''} {contact.name}".strip() if contact else ""
    return {"name": name, "function": (contact.role if contact else None) or "", "on": doing.today}


@act(
    "validate-needs",
    N_("The client validates the analysis"),
    on="needs|request",
    model=Validation,
    opening=_opening,
)
def validate_needs(doing: Doing, record: Any, values: Validation) -> Done:
    """Notes who of the client's agreed, and when; the analysis then stays as it is, and drafting begins."""
    analysis = meant(doing, record)
    if analysis.audience != "client":
        raise Invalid(
            _("What participants answered isn't validated by the client."),
            remedy=_("Its synthesis goes to the proposal as it is."),
        )
    if analysis.state != "draft":
        raise NeedsFrozen(ref_of(analysis))
    state = completeness_of(doing, analysis)
    if not state.complete:
        raise NeedsIncomplete(ref_of(analysis), texts_of(asked_by(doing, analysis), state.missing))
    on = values.on or doing.happened_on
    if on > doing.today:
        raise Invalid(
            _("It can't have been validated in the future."),
            place=Place(path="on"),
            remedy=_("Correct the date."),
        )
    request, before = analysis.request, analysis.request.stage
    move(doing, request, "validate-needs")
    analysis.state = "validated"
    analysis.validated_by, analysis.validated_on = values.name, on
    analysis.validated_function = values.function or None
    payload = {"from": before, "to": request.stage, "version": analysis.version_no}
    return Done(analysis, ref_of(analysis), payload)


def texts_of(questionnaire: Questionnaire, codes: Sequence[str]) -> list[str]:
    """The questions that `codes` call, as people read them."""
    return [question.text for code in codes if (question := questionnaire.question(code)) is not None]


def offering_without_needs(doing: Doing, request: Request) -> NeedsAnalysis | None:
    """The analysis that an offer would leave without: incomplete, and not left out with a reason."""
    analysis = current_of(doing, request)
    if analysis is None or any(one["step"] == "needs" for one in request.skipped):
        return None
    return None if completeness_of(doing, analysis).complete else analysis


def check_needs(doing: Doing, request: Request) -> dict[str, Any]:
    """Raises OfferWithoutNeeds unless a reason is given; gives what the journal says of what was missing."""
    analysis = offering_without_needs(doing, request)
    if analysis is None:
        return {}
    state = completeness_of(doing, analysis)
    if not doing.reason:
        raise OfferWithoutNeeds(ref_of(analysis), str(state))
    return {"needs_missing": list(state.missing)}
