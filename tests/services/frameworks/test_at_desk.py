"""What screens offer of frameworks, and why the rest can't be done now."""

from __future__ import annotations

from backoffice.services.act_offers import why_refused
from backoffice.services.acts import Doing, acts
from backoffice.services.dispatcher import settings_of
from backoffice.services.kinds import resolve
from tests.services.frameworks.conftest import Market


def refused(market: Market, act: str, ref: str) -> str:
    with market.database.reading() as unit:
        doing = Doing(unit, settings_of(unit), None, unit.now)
        return why_refused(doing, acts()[act], resolve(unit, ref))


def test_an_order_form_is_offered_under_a_framework_only(market: Market) -> None:
    placed, other = market.placed(), market.received()
    assert refused(market, "record-order-form", placed) == ""
    assert "no framework" in refused(market, "record-order-form", other)


def test_a_draft_isnt_ordered_and_what_was_issued_is(market: Market) -> None:
    ref, quote = market.quoted()
    market.act("revise-quote", quote)
    assert refused(market, "record-order-form", quote) == ""
    assert "isn't in force" in refused(market, "record-order-form", f"{ref}/V2")


def test_a_cancelled_order_form_is_left_alone(market: Market) -> None:
    form = market.order(market.placed())
    for act in ("edit-order-form", "cancel-order-form", "print-order-acknowledgement"):
        assert refused(market, act, form) == ""
    market.act("cancel-order-form", form, {"on": "2026-06-01", "why": "annulé"})
    for act in ("edit-order-form", "cancel-order-form", "print-order-acknowledgement"):
        assert "cancelled" in refused(market, act, form)


def test_a_retired_framework_is_printed_or_published_anew_and_no_more(market: Market) -> None:
    market.act("retire-framework", "ACC-2026")
    for act, ref in (
        ("add-price", "ACC-2026"),
        ("edit-price", "ACC-2026/L1"),
        ("renew-framework", "ACC-2026"),
    ):
        assert "retired" in refused(market, act, ref)
    for act in ("edit-framework", "print-price-schedule"):
        assert refused(market, act, "ACC-2026") == ""


def test_lots_are_offered_where_a_procedure_is_answered(market: Market) -> None:
    assert "public procedure" in refused(market, "note-lot", market.received())
    procedure = market.received(kind="procedure", submission_at="2026-06-20T10:00:00Z")
    assert refused(market, "note-lot", procedure) == ""
