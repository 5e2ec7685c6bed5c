"""The pages of an agreement: those that were issued, or a draft of what would be."""

from __future__ import annotations

from backoffice.content.base import build
from backoffice.content.contracts import AgreementWish, ContractWish
from backoffice.services.acts import Doing
from backoffice.services.contracts.issuing import agreement_opening, contract_opening
from backoffice.services.contracts.reading import standing_on
from backoffice.services.contracts.sheet import agreement_sheet, contract_sheet
from backoffice.services.papers import last_of, print_draft
from backoffice.store.records import Contract, Quote


def printed(doing: Doing, record: Contract | Quote) -> tuple[bytes, str]:
    """The bytes, and the path of the copy of what was issued ("" for a draft)."""
    contract = record if isinstance(record, Contract) else standing_on(doing, record)
    if contract is not None:
        issued = last_of(doing, contract.kind, contract.uid)
        assert issued is not None
        return doing.unit.get_blob(issued.sha256), str(issued.path)
    assert isinstance(record, Quote)
    return _draft(doing, record), ""


def _draft(doing: Doing, quote: Quote) -> bytes:
    if quote.client is not None and quote.client.kind == "individual":
        wish = build(ContractWish, contract_opening(doing, quote))
        return print_draft(doing, contract_sheet(doing, quote, wish)).pdf
    opened = {"signatory": "…", **agreement_opening(doing, quote)}
    return print_draft(doing, agreement_sheet(doing, quote, build(AgreementWish, opened))).pdf
