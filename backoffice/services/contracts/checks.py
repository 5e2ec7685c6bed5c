"""What keeps an agreement or a contract from being issued, each with its place and what to do."""

from __future__ import annotations

from backoffice.content.programme import module_of
from backoffice.domain import instalments as plan
from backoffice.domain.agreement import ContractForm, missing_conditions, missing_items
from backoffice.errors import BackofficeError, Several
from backoffice.i18n import _
from backoffice.i18n.formats import short_date
from backoffice.services.acceptance import taken_of
from backoffice.services.action_sheet import slots_in_order
from backoffice.services.acts import Doing
from backoffice.services.contracts.reading import check_no_contract
from backoffice.services.issuing import ConditionsMissing
from backoffice.services.kinds import ref_of
from backoffice.services.quote_sheet import agreement_terms, form_of
from backoffice.services.schedule import dues_of, milestones_of, payers_of
from backoffice.services.teams import full_name
from backoffice.store.records import Quote


class NotAccepted(BackofficeError):
    code = "not_accepted"

    def __init__(self, ref: str) -> None:
        super().__init__(
            _("{ref} isn't accepted: nothing is agreed yet.").format(ref=ref),
            remedy=_("Record the client's acceptance first, with the act accept-quote."),
        )


class OtherForm(BackofficeError):
    """Another form than the one that the law asks for this client or this service."""

    code = "other_form"

    def __init__(self, ref: str, form: ContractForm) -> None:
        wrong = {
            ContractForm.CONTRACT: _("{ref} is for an individual who pays: it takes a contract (L.6353-3)."),
            ContractForm.NONE: _("{ref} isn't established as a training action: no form is asked for."),
        }
        remedies = {
            ContractForm.CONTRACT: _("Use the act issue-contract."),
            ContractForm.NONE: _("If it is one, say so on the next version of the quote."),
        }
        super().__init__(
            wrong.get(form, _("{ref} is for an employer: it takes an agreement (L.6353-1).")).format(ref=ref),
            remedy=remedies.get(form, _("Use the act issue-agreement.")),
        )


class AgreementIncomplete(BackofficeError):
    """What D.6353-1 or L.6353-4 asks for and isn't there."""

    code = "agreement_incomplete"

    def __init__(self, ref: str, missing: tuple[str, ...]) -> None:
        super().__init__(
            _("{ref} lacks what the law asks for: {items}.").format(ref=ref, items=", ".join(missing)),
            remedy=_("Complete the programme, the dates or the settings, then issue it."),
        )


def check_agreement(doing: Doing, quote: Quote) -> None:
    """Raises what keeps an employer's agreement from being issued."""
    form = _checked_form(doing, quote)
    if form in (ContractForm.CONTRACT, ContractForm.NONE):
        raise OtherForm(ref_of(quote), form)
    _check_whole(doing, quote, ())


def check_contract(doing: Doing, quote: Quote, *, at_distance: bool) -> None:
    """Raises what keeps an individual's contract from being issued: the items of L.6353-4, and what may be
    asked of them when."""
    form = _checked_form(doing, quote)
    if form is not ContractForm.CONTRACT:
        raise OtherForm(ref_of(quote), form)
    _check_whole(doing, quote, _unqualified(doing, quote))
    dues = dues_of(doing, quote, taken=taken_of(quote), at_distance=at_distance)
    refused = plan.refusals(dues, payers_of(doing, quote, at_distance=at_distance))
    if refused:
        raise Several(refused) if len(refused) > 1 else refused[0]


def _checked_form(doing: Doing, quote: Quote) -> ContractForm:
    if quote.state != "accepted":
        raise NotAccepted(ref_of(quote))
    check_no_contract(doing, quote)
    return form_of(doing, quote)


def _check_whole(doing: Doing, quote: Quote, more: tuple[str, ...]) -> None:
    missing = (*map(_, missing_items(agreement_terms(doing, quote))), *more)
    if missing:
        raise AgreementIncomplete(ref_of(quote), missing)
    lacking = missing_conditions(tuple(module_of(module.body) for module in quote.request.modules))
    if lacking:
        raise ConditionsMissing(lacking)


def _unqualified(doing: Doing, quote: Quote) -> tuple[str, ...]:
    """The titles of those who teach are in an individual's contract, or it is void (L.6353-4, 4°)."""
    people = [one.trainer for slot in slots_in_order(doing, quote.request) for one in slot.team]
    if not people:
        return (_("who teaches"),)
    bare = dict.fromkeys(full_name(one) for one in people if not one.qualification)
    return tuple(_("the titles of {trainer}").format(trainer=name) for name in bare)


def warnings_of(doing: Doing, quote: Quote) -> tuple[str, ...]:
    """What one should know of an agreement or a contract that is issued all the same."""
    starts_on = milestones_of(doing, quote.request).starts_on
    undated = sum(slot.day is None for slot in slots_in_order(doing, quote.request))
    found = (
        (
            starts_on is not None and doing.happened_on >= starts_on,
            _("The first slot was on {day}: it should have been signed before.").format(
                day=short_date(starts_on) if starts_on else ""
            ),
        ),
        (undated > 0, _("Some slots have no date: giving them one after signature takes an amendment.")),
        (quote.subject_to_funding, _("The quote was accepted subject to funding: the agreement says so.")),
        (
            form_of(doing, quote) is ContractForm.QUOTE,
            _("The signed quote already stands for the agreement."),
        ),
    )
    return tuple(text for holds, text in found if holds)
