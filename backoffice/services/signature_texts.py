"""An agreement, a contract or an amendment that isn't signed: the text of a mail that asks for it."""

from __future__ import annotations

from datetime import date

from backoffice.domain.contracts import CONTRACT_LABELS, ContractState
from backoffice.errors import BackofficeError
from backoffice.i18n import N_, _, speaking
from backoffice.i18n.formats import long_date
from backoffice.services.acts import Doing, Done, Print, act
from backoffice.services.names import safe_name
from backoffice.services.schedule import milestones_of
from backoffice.store.records import Contract


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
