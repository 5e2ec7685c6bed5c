"""What a dossier's screens show of its payments: whom each is asked of, where it stands, the plan beside."""

from __future__ import annotations

from backoffice.errors import BackofficeError
from backoffice.i18n import N_
from backoffice.services.acts import Doing
from backoffice.services.dues.against_plan import against_plan
from backoffice.services.dues.payers import CLIENT, payer_of, payer_said
from backoffice.services.kinds import ref_of
from backoffice.services.pieces import facts, instalment_lines, lines
from backoffice.services.ports import Block, Cell, Column, Lines
from backoffice.store.lists import Query, page, spec_of
from backoffice.store.records import Instalment, Quote

_MOST = 200
_DUES = (
    Column("ref", N_("Rank"), 18, priority=3),
    Column("label", N_("Label"), 16, grow=3),
    Column("payer", N_("Payer"), 12, grow=2, priority=1),
    Column("state", N_("State"), 13, kind=Cell.STATE, states="instalment"),
    Column("due", N_("Due on"), 10, kind=Cell.DATE),
    Column("amount", N_("Amount"), 12, kind=Cell.MONEY),
    Column("handed", N_("Passed on"), 10, kind=Cell.DATE, priority=2),
    Column("number", N_("Number"), 10, priority=4),
)
_AGAINST = (
    Column("name", N_("Payer"), 18, grow=2),
    Column("plan", N_("By the plan"), 13, kind=Cell.MONEY),
    Column("asked", N_("By the instalments"), 18, kind=Cell.MONEY),
    Column("gap", N_("Difference"), 13, kind=Cell.MONEY),
)


def payment_blocks(doing: Doing, quote: Quote) -> tuple[Block, ...]:
    """The payments of a quote: its instalments, or what is due of them once it is accepted; where payers and
    plan differ."""
    return (_due_lines(doing, quote) or instalment_lines(quote), *_against(doing, quote))


def _due_lines(doing: Doing, quote: Quote) -> Lines | None:
    if quote.full_number is None:
        return None
    spec = spec_of("instalments", doing.now)
    query = Query(filters=(("quote", quote.full_number),), sort="id")
    found = page(doing.unit.driver, spec, query, _MOST).items
    rows = (
        (
            one["id"],
            f"{one['label']} {one['period']}".strip(),
            one["payer_name"],
            one["state"],
            one["due_on"] or "",
            str(one["total_cents"]),
            one["handed_on"] or "",
            one["number"] or "",
        )
        for one in found
    )
    return lines(N_("Instalments"), _DUES, rows) if found else None


def _against(doing: Doing, quote: Quote) -> tuple[Block, ...]:
    """The sums of the instalments against the funding plan, where they differ."""
    try:
        rows = against_plan(doing, quote)
    except BackofficeError:
        return ()  # the plan itself is to be corrected, and says so
    if not any(one.differs for one in rows):
        return ()
    told = (
        (one.name, str(one.plan_cents), str(one.asked_cents), str(one.asked_cents - one.plan_cents))
        for one in rows
    )
    return (lines(N_("Instalments and funding plan differ"), _AGAINST, told, opens=False),)


def instalment_blocks(doing: Doing, one: Instalment) -> tuple[Block, ...]:
    """The screen of one instalment."""
    spec, quote = spec_of("instalments", doing.now), one.quote
    query = Query(filters=(("id", ref_of(one)),), sort="due_on")
    found = page(doing.unit.driver, spec, query, _MOST).items if quote.full_number else ()
    first = next(iter(found), None)
    head = facts(
        N_("Instalment"),
        (N_("Dossier"), quote.request.ref, Cell.TEXT, "", quote.request),
        (N_("Quote"), ref_of(quote), Cell.TEXT, "", quote),
        (N_("Label"), one.label),
        (N_("Payer"), payer_of(doing, quote, payer_said(one) or CLIENT).name),
        (N_("State"), first["state"] if first else None, Cell.STATE, "instalment"),
        (N_("Due on"), first["due_on"] if first else one.due_on, Cell.DATE),
        (N_("Amount"), one.amount_cents, Cell.MONEY),
        (N_("Passed on"), first["handed_on"] if first else None, Cell.DATE),
        (N_("Number in the accounts"), first["number"] if first else None),
    )
    several = _due_lines(doing, quote) if len(found) > 1 else None
    return (head, several) if several is not None else (head,)
