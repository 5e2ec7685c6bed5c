"""What the screens ask of agreements: which one an act of a dossier means, and why it can't be done."""

from __future__ import annotations

from backoffice.domain.contracts import CONTRACT_MOVES, ContractMoveRefused, ContractState
from backoffice.i18n import _
from backoffice.services.acts import Doing
from backoffice.services.contracts.reading import contracts_of
from backoffice.store.records import Contract, Quote, Request


def contract_meant(doing: Doing, request: Request, act: str) -> Contract | None:
    """The last one to be signed; the last agreement that is signed, to be amended."""
    found = contracts_of(doing, request)
    if act == "issue-amendment":
        return next((one for one in reversed(found) if one.parent_id is None and one.state == "signed"), None)
    return next((one for one in reversed(found) if one.state in ("issued", "asked")), None)


def refused_contract(act: str, contract: Contract) -> str:
    """Why an act can't be done to it now; "" when it can."""
    state = ContractState(contract.state)
    if act == "record-retraction" and contract.kind != "contract":
        return _("Only an individual gives a contract up so.")
    if act in CONTRACT_MOVES and state not in CONTRACT_MOVES[act]:
        return str(ContractMoveRefused(act, contract.ref, state).message)
    return ""


def other_form(act: str, quote: Quote) -> str:
    """Why a quote's client isn't given this form; "" when it is."""
    individual = quote.client is not None and quote.client.kind == "individual"
    if act == "issue-agreement" and individual:
        return _("An individual is given a contract.")
    return _("An employer is given an agreement.") if act == "issue-contract" and not individual else ""
