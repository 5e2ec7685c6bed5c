"""A quote without an answer: the text of a mail that asks for one."""

from __future__ import annotations

import re

from backoffice.clock import local_date
from backoffice.domain.house_texts import filled
from backoffice.errors import BackofficeError
from backoffice.i18n import N_, _, speaking
from backoffice.i18n.formats import long_date, money
from backoffice.services.acknowledgement_sheet import language_of
from backoffice.services.acts import Doing, Done, Print, act
from backoffice.services.kinds import ref_of
from backoffice.services.names import safe_name
from backoffice.services.texts.book import said
from backoffice.store.records import Quote


class NothingToChase(BackofficeError):
    code = "nothing_to_chase"

    def __init__(self, ref: str, state: str) -> None:
        super().__init__(
            _("{ref} waits for no answer: it is {state}.").format(ref=ref, state=_(state)),
            remedy=_("Choose a quote that is issued and not answered."),
        )


@act("follow-up-text", N_("Write a follow-up text"), on="quote", final=True)
def follow_up_text(doing: Doing, quote: Quote, _values: None) -> Done:
    """Writes a plain text that asks the client for an answer, to paste into a mail; log the mail when sent.

    Raises NothingToChase for a quote that isn't issued, or was answered.
    """
    if quote.state != "issued":
        raise NothingToChase(ref_of(quote), quote.state)
    text = text_of(doing, quote)
    doing.prints.append(Print(f"{safe_name(f'{ref_of(quote)}-follow-up')}.txt", text.encode()))
    return Done(quote, ref_of(quote))


def text_of(doing: Doing, quote: Quote) -> str:
    """The house's text in the client's language: what was offered, until when, what is asked."""
    request = quote.request
    language = language_of(doing, request)
    with speaking(language):
        today = local_date(doing.now, doing.settings.organisation.zone)
        over = quote.valid_until is not None and quote.valid_until < today
        ours = doing.settings.organisation.name
        values = {
            "number": quote.full_number or "",
            "topic": quote.title,
            "amount": money(quote.net_cents),
            "day": long_date(quote.issued_on or today),
            "validity": _until(quote, over),
            "owner": request.owner.name if request.owner else ours,
            "organisation": ours,
        }
        text = filled(said(doing, "follow-up", today, language), values)
        # A sentence on its validity that there is none of leaves no gap.
        return re.sub(r"\n{3,}", "\n\n", text).rstrip("\n") + "\n"


def _until(quote: Quote, over: bool) -> str:
    if quote.valid_until is None:
        return ""
    day = long_date(quote.valid_until)
    if over:
        return _("Its validity ended on {day}; on a word from you we extend it.").format(day=day)
    return _("It is valid until {day}.").format(day=day)
