"""What one should know before a document leaves: open questions, dates, names, contradictory figures."""

from __future__ import annotations

from backoffice.i18n import _, ngettext
from backoffice.services.acts import Doing
from backoffice.services.declared import in_words, of_dossier
from backoffice.services.frameworks.reading import quoted_warnings
from backoffice.services.kinds import ref_of
from backoffice.services.needs.reading import completeness_of
from backoffice.services.needs.validating import offering_without_needs
from backoffice.services.pricing_views import pricing_warnings
from backoffice.services.questions import open_questions
from backoffice.services.quote_sheet import reasons_against
from backoffice.services.slots import slots_of
from backoffice.store.records import Quote, Request


def warnings_of(doing: Doing, quote: Quote) -> tuple[str, ...]:
    """Sentences in the language in force; none of them keeps the quote from being issued (open questions
    ask for a reason)."""
    request = quote.request
    questions = (
        _("Open question {ref}: {text}").format(ref=ref_of(one), text=one.text)
        for one in open_questions(doing, request)
    )
    figures = (in_words(one) for one in of_dossier(doing, request))
    prices = pricing_warnings(doing, quote)
    return (
        *questions,
        *_needs(doing, request),
        *_dates(doing, request),
        *_names(request),
        *figures,
        *prices,
        *quoted_warnings(doing, quote),
        *_agreement(doing, quote),
    )


def _needs(doing: Doing, request: Request) -> tuple[str, ...]:
    analysis = offering_without_needs(doing, request)
    if analysis is None:
        return ()
    state = completeness_of(doing, analysis)
    return (
        _("The needs analysis {ref} isn't complete ({state}).").format(ref=ref_of(analysis), state=state),
    )


def _dates(doing: Doing, request: Request) -> tuple[str, ...]:
    count = sum(slot.state == "to_plan" and slot.time == "live" for slot in slots_of(doing, request))
    text = ngettext("{n} slot has no date yet.", "{n} slots have no date yet.", count)
    return (text.format(n=count),) if count else ()


def _names(request: Request) -> tuple[str, ...]:
    lacks = (
        (
            request.client is not None and request.contact is None,
            _("No contact: nobody is named to sign it."),
        ),
        (request.owner is None, _("No owner: nobody of the house is named on it.")),
    )
    return tuple(text for holds, text in lacks if holds)


def _agreement(doing: Doing, quote: Quote) -> tuple[str, ...]:
    """Why it won't stand for the training agreement, where the house lets quotes do so."""
    if not doing.settings.quotes.stands_for_agreement:
        return ()
    reasons = reasons_against(doing, quote)
    if not reasons:
        return ()
    return (_("It won't stand for the agreement: {reasons}.").format(reasons=", ".join(map(_, reasons))),)
