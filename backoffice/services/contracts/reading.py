"""The agreements, contracts and amendments of a dossier or of a quote, and its adaptations."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from backoffice.domain.contracts import STANDING, ContractState
from backoffice.errors import BackofficeError
from backoffice.i18n import _
from backoffice.services.acts import Doing
from backoffice.services.kinds import ref_of
from backoffice.store.records import Adaptation, Contract, Quote, Request


class ContractThere(BackofficeError):
    """Something that an agreement or a contract stands in the way of."""

    code = "contract_there"

    def __init__(self, quote: str, contract: str, signed: bool) -> None:
        wrong = _("{contract} was issued on {quote}.").format(contract=contract, quote=quote)
        unsigned = _("Withdraw it first, with the act withdraw-contract.")
        super().__init__(
            wrong,
            remedy=_("It is signed: take its signature back first, or change it by an amendment.")
            if signed
            else unsigned,
        )


def contracts_of(doing: Doing, request: Request) -> Sequence[Contract]:
    """Every agreement, contract and amendment of a dossier, in the order they were issued."""
    query = select(Contract).where(Contract.request_id == request.id).order_by(Contract.id)
    return doing.unit.session.scalars(query).all()


def adaptations_of(doing: Doing, request: Request) -> Sequence[Adaptation]:
    """What became of a dossier's modules on the way, in the order it was recorded."""
    query = select(Adaptation).where(Adaptation.request_id == request.id).order_by(Adaptation.position)
    return doing.unit.session.scalars(query).all()


def stands(contract: Contract) -> bool:
    """Whether it still counts: to be signed, or signed."""
    return ContractState(contract.state) in STANDING


def standing_on(doing: Doing, quote: Quote) -> Contract | None:
    """The agreement or contract of a quote that still counts; None when there is none."""
    found = (
        one
        for one in contracts_of(doing, quote.request)
        if one.quote_id == quote.id and one.parent_id is None and stands(one)
    )
    return next(found, None)


def amendments_of(doing: Doing, contract: Contract) -> Sequence[Contract]:
    """The amendments under a contract that still count, in their order."""
    query = select(Contract).where(Contract.parent_id == contract.id).order_by(Contract.rank)
    return [one for one in doing.unit.session.scalars(query).all() if stands(one)]


def check_no_contract(doing: Doing, quote: Quote) -> None:
    """Raises ContractThere where an agreement or a contract stands on a quote."""
    found = standing_on(doing, quote)
    if found is not None:
        raise ContractThere(ref_of(quote), found.ref, found.state == "signed")
