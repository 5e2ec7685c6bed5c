"""What waits for a client: a quote for its answer, an agreement for its signature; the text of a mail."""

from __future__ import annotations

from datetime import date

from backoffice.clock import local_date
from backoffice.domain.contracts import CONTRACT_LABELS, ContractState
from backoffice.errors import BackofficeError
from backoffice.i18n import N_, _, speaking
from backoffice.i18n.formats import long_date, money
from backoffice.services.acknowledgement_sheet import language_of
from backoffice.services.acts import Doing, Done, Print, act
from backoffice.services.kinds import ref_of
from backoffice.services.names import safe_name
from backoffice.services.schedule import milestones_of
from backoffice.store.records import Contract, Quote


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
    """The text in the client's language: what was offered, until when it holds, what an answer needs."""
    request = quote.request
    with speaking(language_of(doing, request)):
        today = local_date(doing.now, doing.settings.organisation.zone)
        over = quote.valid_until is not None and quote.valid_until < today
        owner = request.owner.name if request.owner else doing.settings.organisation.name
        told = [
            _("Subject: our quote {number} – {topic}").format(number=quote.full_number, topic=quote.title),
            "",
            _("Hello,"),
            "",
            _(
                "On {day} we sent you our quote {number} ({amount} without VAT) for “{topic}”. Without news "
                "of you, we would like to know where your decision stands."
            ).format(
                day=long_date(quote.issued_on or today),
                number=quote.full_number,
                amount=money(quote.net_cents),
                topic=quote.title,
            ),
            *_until(quote, over),
            "",
            _("To accept it, send it back signed and dated, or send your purchase order with its number."),
            _(
                "If something doesn't suit – dates, content, price – tell us: we can make another version "
                "of it."
            ),
            "",
            _("Kind regards,"),
            owner,
            doing.settings.organisation.name,
        ]
        return "\n".join(told) + "\n"


def _until(quote: Quote, over: bool) -> list[str]:
    if quote.valid_until is None:
        return []
    day = long_date(quote.valid_until)
    if over:
        return ["", _("Its validity ended on {day}; on a word from you we extend it.").format(day=day)]
    return ["", _("It is valid until {day}.").format(day=day)]


class NothingToSign(BackofficeError):
    code = "nothing_to_sign"

    def __init__(self, ref: str, state: ContractState) -> None:
        super().__init__(
            _("{ref} waits for no signature: it is {state}.").format(
                ref=ref, state=_(CONTRACT_LABELS[state])
            ),
            remedy=_("Choose an agreement, a contract or an amendment that isn't signed."),
        )


@act("signature-text", N_("Write a reminder to sign"), on="contract", final=True)
def signature_text(doing: Doing, contract: Contract, _values: None) -> Done:
    """Writes a plain text that asks the client for its signature, to paste into a mail.

    Raises NothingToSign for what is signed, withdrawn or given up.
    """
    state = ContractState(contract.state)
    if state not in (ContractState.ISSUED, ContractState.ASKED):
        raise NothingToSign(contract.ref, state)
    text = signature_text_of(doing, contract)
    doing.prints.append(Print(f"{safe_name(f'{contract.ref}-signature')}.txt", text.encode()))
    return Done(contract, contract.ref)


def signature_text_of(doing: Doing, contract: Contract) -> str:
    """The text in the client's language: what is to be signed, since when, and before which day."""
    request, quote = contract.request, contract.quote
    with speaking(quote.language):
        owner = request.owner.name if request.owner else doing.settings.organisation.name
        since, topic = long_date(contract.asked_on or contract.issued_on), quote.title
        names = {
            "agreement": _("the training agreement {number}"),
            "contract": _("the training contract {number}"),
            "amendment": _("the amendment {number}"),
        }
        what = names[contract.kind].format(number=contract.ref)
        starts_on = milestones_of(doing, request).starts_on
        told = [
            _("Subject: {number}, to be signed – {topic}").format(number=contract.ref, topic=topic),
            "",
            _("Hello,"),
            "",
            _(
                "On {day} we sent you {what} for “{topic}”. We haven’t received it signed yet; could you "
                "send it back to us, signed and dated?"
            ).format(day=since, what=what, topic=topic),
            *_before(starts_on, doing.today),
            "",
            _("If something has to be corrected first, tell us and we will do it at once."),
            "",
            _("Kind regards,"),
            owner,
            doing.settings.organisation.name,
        ]
        return "\n".join(told) + "\n"


def _before(starts_on: date | None, today: date) -> list[str]:
    """That it is to be signed before the first slot; nothing once that day has passed."""
    if starts_on is None or starts_on <= today:
        return []
    return ["", _("It must be signed before the training begins, on {day}.").format(day=long_date(starts_on))]
