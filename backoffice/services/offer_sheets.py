"""The screens of what is issued: quotes and their parts, documents."""

from __future__ import annotations

from collections.abc import Iterable

from backoffice.i18n import N_
from backoffice.services.acts import Doing
from backoffice.services.contracts.views import acceptance_blocks, module_adaptations
from backoffice.services.dues.views import payment_blocks
from backoffice.services.followup_sheets import quote_files
from backoffice.services.kinds import ref_of
from backoffice.services.pieces import facts, prose, quote_lines
from backoffice.services.ports import Block, Cell
from backoffice.services.pricing_views import line_rule, margin_block, pricing_blocks
from backoffice.store.records import Document, Quote, QuoteLine, RequestModule


def quote_blocks(doing: Doing, quote: Quote) -> Iterable[Block]:
    return (
        facts(
            N_("Quote"),
            (N_("State"), quote.state, Cell.STATE, "quote"),
            (N_("Dossier"), quote.request.ref, Cell.TEXT, "", quote.request),
            (N_("Issued on"), quote.issued_on, Cell.DATE),
            (N_("Valid until"), quote.valid_until, Cell.DATE),
            (N_("Net"), quote.net_cents, Cell.MONEY),
            (N_("VAT"), quote.vat_cents, Cell.MONEY),
            (N_("Total"), quote.total_cents, Cell.MONEY),
            (N_("Variant"), quote.variant),
        ),
        *acceptance_blocks(doing, quote),
        quote_lines(quote),
        *payment_blocks(doing, quote),
        *pricing_blocks(quote),
        *((margin_block(doing, quote),) if quote.lines else ()),
        *prose(N_("Note"), str(quote.body.get("note") or "")),
        *quote_files(doing, quote),
    )


def line_blocks(doing: Doing, line: QuoteLine) -> Iterable[Block]:
    rule = line_rule(line)
    return (
        facts(
            N_("Line"),
            (N_("Quote"), ref_of(line.quote), Cell.TEXT, "", line.quote),
            (N_("Section"), line.section),
            (N_("Quantity"), line.quantity_e4, Cell.QUANTITY),
            (N_("Unit"), line.unit),
            (N_("Unit price"), line.unit_micro, Cell.UNIT_PRICE),
            (N_("Net"), line.net_cents, Cell.MONEY),
        ),
        *((rule,) if rule else ()),
        *prose(N_("Detail"), line.detail),
    )


def module_blocks(doing: Doing, module: RequestModule) -> Iterable[Block]:
    return (
        facts(
            N_("Module"),
            (N_("Dossier"), module.request.ref, Cell.TEXT, "", module.request),
            (N_("Code"), module.code),
        ),
        *module_adaptations(doing, module),
    )


def document_blocks(doing: Doing, document: Document) -> Iterable[Block]:
    return (
        facts(
            N_("Document"),
            (N_("Kind"), document.kind, Cell.STATE, "document"),
            (N_("Number"), document.number),
            (N_("Version"), document.version_no, Cell.NUMBER),
            (N_("Issued"), document.issued_at, Cell.INSTANT),
            (N_("Copy"), f"invoices/{document.path}"),
            (N_("Hash"), document.sha256),
        ),
    )
