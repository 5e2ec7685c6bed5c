"""Quotes: numbered once, frozen for good, answered only while they can be."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from backoffice.domain.instalments import AdvanceTooLarge, BadInstalments, NoAdvance
from backoffice.domain.lifecycle import MoveRefused, ReasonMissing
from backoffice.errors import BackofficeError, Invalid
from backoffice.services.dispatcher import settings_of
from backoffice.services.issuing import NoLine, QuoteExpired, QuoteNotLive
from backoffice.services.offers import DraftThere, OtherProgramme
from backoffice.services.quote_drafts import NotADraft
from backoffice.store.database import Database
from backoffice.store.doctor import examine_database
from backoffice.store.records import Document, Quote, Request
from tests.services.conftest import LINE, PROGRAMME, Trade, dump
from tests.store.postgres import NOW

SIGNED: dict[str, Any] = {"name": "I. Chambraud", "on": "2026-06-01"}
INSTALMENT = {"label": "Acompte", "trigger": "signature", "share_bp": 3_000}


def quote(database: Database, ref: str) -> dict[str, Any]:
    with database.reading() as unit:
        found = unit.find(Quote, ref)
        names = ("state", "net_cents", "vat_cents", "total_cents", "issued_on", "valid_until", "client_id")
        return {name: getattr(found, name) for name in names}


def stage(trade: Trade, ref: str) -> str:
    with trade.database.reading() as unit:
        return unit.find(Request, ref).stage


def test_the_first_offer_takes_a_number_and_each_version_the_next_index(trade: Trade) -> None:
    ref, first = trade.offered()
    assert first == "DEV-2026-0001-1"
    trade.act("revise-quote", first)
    assert trade.act("issue-quote", f"{ref}/V2").ref == "DEV-2026-0001-2"
    assert trade.offered()[1] == "DEV-2026-0002-1"
    assert quote(trade.database, first)["state"] == "issued"
    assert examine_database(trade.database) == ()


def test_a_new_version_begins_as_the_one_it_revises(trade: Trade) -> None:
    ref, first = trade.offered()
    trade.act("revise-quote", first)
    trade.act("add-line", f"{ref}/V2", LINE | {"label": "Suivi", "unit_micro": 100_000_000})
    trade.act("issue-quote", f"{ref}/V2")
    trade.act("revise-quote", first)
    total = quote(trade.database, first)["total_cents"]
    with trade.database.reading() as unit:
        draft = next(q for q in unit.session.query(Quote) if q.state == "draft")
        assert (draft.total_cents, len(draft.lines)) == (total, 1)


def test_what_was_issued_is_never_changed_by_any_act(trade: Trade) -> None:
    ref, number = trade.offered()
    before = dump(trade.database)
    head = {"title": "Autre", "validity_days": 9}
    tries: list[tuple[str, str, dict[str, Any] | None]] = [
        ("edit-quote", number, head),
        ("add-line", number, LINE),
        ("edit-line", f"{number}/L1", LINE | {"quantity_e4": 10_000}),
        ("remove-line", f"{number}/L1", None),
        ("add-instalment", number, INSTALMENT),
        ("edit-instalment", f"{number}/E1", INSTALMENT),
        ("remove-instalment", f"{number}/E1", None),
        ("delete-draft", number, None),
        ("issue-quote", f"{ref}/V1", None),
    ]
    for act, at, values in tries:
        with pytest.raises(NotADraft) as raised:
            trade.act(act, at, values)
        assert "revise-quote" in str(raised.value.remedy)
    assert dump(trade.database) == before


def test_an_issued_quote_keeps_its_figures_when_the_house_changes(trade: Trade) -> None:
    from backoffice.services.house import apply_settings
    from tests.services.conftest import ROOT, demo_settings

    _ref, number = trade.offered()
    before = quote(trade.database, number)
    taxable = demo_settings().model_dump(mode="json")
    taxable["organisation"]["vat"] = [{"status": "taxable", "since": "2020-01-01"}]
    apply_settings(trade.database, demo_settings(organisation=taxable["organisation"]), ROOT)
    trade.act("edit-client", "CLI-0001", {"name": "Autre nom", "kind": "company", "territory": "GF"})
    assert quote(trade.database, number) == before
    trade.act("revise-quote", number)
    later = quote(trade.database, trade.act("issue-quote", "INT-2026-0001/V2").ref)
    assert later["vat_cents"] != before["vat_cents"] or later["net_cents"] == before["net_cents"]


def test_the_draft_follows_its_client_until_it_is_issued(trade: Trade) -> None:
    ref = trade.drafted()
    other = trade.client(name="Un particulier", kind="individual")
    trade.act("edit-request", ref, {"topic": "Coopérer", "client": other, "programme": "COOP"})
    number = trade.act("issue-quote", f"{ref}/V1").ref
    with trade.database.reading() as unit:
        assert unit.find(Quote, number).client.name == "Un particulier"
        assert unit.session.query(Document).one().sheet["client"]["name"] == "Un particulier"
    with pytest.raises(BackofficeError, match="can't change any more"):
        trade.act("edit-request", ref, {"topic": "Coopérer", "client": "CLI-0001"})


def test_a_quote_needs_a_line_that_is_no_option(trade: Trade) -> None:
    ref = trade.drafted()
    trade.act("remove-line", f"{ref}/V1/L1")
    trade.act("add-line", f"{ref}/V1", LINE | {"optional": True})
    with pytest.raises(NoLine):
        trade.act("issue-quote", f"{ref}/V1")
    assert stage(trade, ref) == "drafting"


def test_one_draft_at_a_time(trade: Trade) -> None:
    ref = trade.drafted()
    with pytest.raises(DraftThere):
        trade.act("draft-offer", ref, {"programme": "COOP"})
    number = trade.act("issue-quote", f"{ref}/V1").ref
    trade.act("revise-quote", number)
    with pytest.raises(Invalid):
        trade.act("revise-quote", number)


def test_another_programme_isnt_silently_ignored(trade: Trade) -> None:
    trade.act("publish-programme", "", {"text": PROGRAMME.replace('"COOP"', '"AUTRE"')})
    ref, number = trade.offered()
    trade.act("refuse-quote", number, {"cause": "content"})
    with pytest.raises(OtherProgramme):
        trade.act("draft-offer", ref, {"programme": "AUTRE"})
    trade.act("draft-offer", ref, {"programme": "COOP"})


def test_a_request_can_be_edited_although_its_programme_was_retired(trade: Trade) -> None:
    ref = trade.received()
    trade.act("retire-programme", "COOP")
    wish = {"topic": "Autrement", "client": "CLI-0001", "programme": "COOP"}
    trade.act("edit-request", ref, wish)
    with pytest.raises(BackofficeError, match="retired"):
        trade.act("receive-request", "", wish)


# -- answers


@pytest.mark.parametrize(
    ("on", "error", "word"),
    [
        ("2026-06-02", Invalid, "future"),
        ("2026-05-31", Invalid, "issued on"),
    ],
)
def test_a_signature_is_neither_before_the_quote_nor_after_today(
    trade: Trade, on: str, error: type[BackofficeError], word: str
) -> None:
    ref, number = trade.offered()
    with pytest.raises(error, match=word) as raised:
        trade.act("accept-quote", number, SIGNED | {"on": on})
    assert raised.value.remedy
    assert stage(trade, ref) == "offered"


def test_an_expired_quote_is_extended_before_it_is_accepted(trade: Trade) -> None:
    ref, number = trade.offered()
    trade.at(NOW + timedelta(days=60))
    late = SIGNED | {"on": "2026-07-31"}
    with pytest.raises(QuoteExpired) as raised:
        trade.act("accept-quote", number, late)
    assert "extend-validity" in str(raised.value.remedy)
    with pytest.raises(Invalid, match="already valid"):
        trade.act("extend-validity", number, {"until": "2026-07-01"})
    trade.act("extend-validity", number, {"until": "2026-07-31"})
    trade.act("accept-quote", number, late)
    assert stage(trade, ref) == "accepted"


def test_one_signed_in_time_is_recorded_later(trade: Trade) -> None:
    ref, number = trade.offered()
    trade.at(NOW + timedelta(days=60))
    trade.act("accept-quote", number, SIGNED)
    assert stage(trade, ref) == "accepted"


def test_the_others_are_superseded_and_live_again_when_the_acceptance_is_taken_back(trade: Trade) -> None:
    ref, first = trade.offered()
    trade.act("revise-quote", first)
    second = trade.act("issue-quote", f"{ref}/V2").ref
    trade.act("accept-quote", first, SIGNED)
    assert quote(trade.database, second)["state"] == "superseded"
    for act, values in (("accept-quote", SIGNED), ("refuse-quote", {"cause": "price"})):
        with pytest.raises(QuoteNotLive, match="superseded"):
            trade.act(act, second, values)
    with pytest.raises(ReasonMissing):
        trade.act("reverse-acceptance", first)
    trade.act("reverse-acceptance", first, reason="wrong version")
    assert {quote(trade.database, one)["state"] for one in (first, second)} == {"issued"}
    trade.act("accept-quote", second, SIGNED)
    assert quote(trade.database, first)["state"] == "superseded"
    assert examine_database(trade.database) == ()


def test_one_that_was_refused_before_stays_so_when_an_acceptance_is_taken_back(trade: Trade) -> None:
    ref, first = trade.offered()
    trade.act("revise-quote", first)
    second = trade.act("issue-quote", f"{ref}/V2").ref
    trade.act("refuse-quote", first, {"cause": "price"})
    trade.act("accept-quote", second, SIGNED)
    trade.act("reverse-acceptance", second, reason="wrong client")
    assert quote(trade.database, first)["state"] == "refused"


def test_an_order_that_differs_from_the_quote_is_noted(trade: Trade) -> None:
    _ref, number = trade.offered()
    order = SIGNED | {"by": "order", "order_number": "BC-7", "order_cents": 1}
    stored = trade.act("accept-quote", number, order)
    assert stored.payload is not None
    assert stored.payload["order_differs"] is True


def test_a_dossier_expires_only_when_no_quote_is_valid_any_more(trade: Trade) -> None:
    ref, number = trade.offered()
    with pytest.raises(Invalid, match="still valid"):
        trade.act("expire", ref)
    trade.at(NOW + timedelta(days=46))
    trade.act("expire", ref)
    assert (stage(trade, ref), quote(trade.database, number)["state"]) == ("expired", "expired")


def test_the_last_day_of_validity_counts(trade: Trade) -> None:
    ref, number = trade.offered()
    until = quote(trade.database, number)["valid_until"]
    assert until == NOW.date() + timedelta(days=45)
    trade.at(NOW + timedelta(days=45))
    with pytest.raises(Invalid):
        trade.act("expire", ref)
    trade.act("accept-quote", number, SIGNED | {"on": until.isoformat()})


def test_a_stage_refuses_what_it_doesnt_allow_and_nothing_is_lost(trade: Trade) -> None:
    ref, number = trade.accepted()
    before = dump(trade.database)
    for act, at, values in (
        ("acknowledge", ref, None),
        ("decline", ref, {"cause": "price"}),
        ("expire", ref, None),
        ("revise-quote", number, None),
        ("reopen", ref, None),
    ):
        with pytest.raises(MoveRefused):
            trade.act(act, at, values, reason="because")
    assert dump(trade.database) == before


def test_declining_refuses_every_live_quote_and_needs_its_cause_only(trade: Trade) -> None:
    ref, number = trade.offered()
    trade.act("decline", ref, {"cause": "price"})
    assert (stage(trade, ref), quote(trade.database, number)["state"]) == ("declined", "refused")
    with pytest.raises(QuoteNotLive):
        trade.act("accept-quote", number, SIGNED)


# -- instalments


@pytest.mark.parametrize(
    ("kind", "share", "error"),
    [
        ("individual", 3_001, AdvanceTooLarge),
        ("individual", 3_000, None),
        ("public", 1, NoAdvance),
        ("company", 9_000, None),
    ],
)
def test_what_may_be_asked_before_the_training_depends_on_who_pays(
    trade: Trade, kind: str, share: int, error: type[BackofficeError] | None
) -> None:
    ref = trade.drafted(client=trade.client(kind=kind))
    asked = INSTALMENT | {"share_bp": share}
    if kind == "public":
        # Its usual schedule has nothing in advance to edit.
        trade.act("add-instalment", f"{ref}/V1", asked)
    else:
        trade.act("edit-instalment", f"{ref}/V1/E1", asked)
    before = dump(trade.database)
    if error is None:
        trade.act("issue-quote", f"{ref}/V1")
        return
    with pytest.raises(error):
        trade.act("issue-quote", f"{ref}/V1")
    assert dump(trade.database) == before


def test_the_last_instalment_takes_the_rest_to_the_cent(trade: Trade) -> None:
    ref = trade.drafted()
    trade.act("edit-line", f"{ref}/V1/L1", LINE | {"quantity_e4": 3_333, "unit_micro": 100_000_100})
    with trade.database.reading() as unit:
        draft = unit.session.query(Quote).one()
        assert sum(one.amount_cents for one in draft.instalments) == draft.total_cents
        assert draft.instalments[-1].share_bp is None


def test_instalments_that_ask_for_more_than_the_price_are_refused(trade: Trade) -> None:
    ref = trade.drafted()
    with pytest.raises(BadInstalments):
        trade.act("add-instalment", f"{ref}/V1", INSTALMENT | {"share_bp": 8_000})
    with pytest.raises(BadInstalments):
        trade.act("add-instalment", f"{ref}/V1", INSTALMENT | {"fixed_cents": 5})


def test_vat_follows_the_status_of_the_house_on_the_day(trade: Trade) -> None:
    ref = trade.drafted()
    with trade.database.reading() as unit:
        assert settings_of(unit).organisation.vat[0].status == "exempt_261_4_4_a"
        draft = unit.session.query(Quote).one()
        assert (draft.net_cents, draft.vat_cents) == (290_000, 0)
        assert draft.lines[0].vat["reason"]
    assert ref


def test_an_amount_too_large_to_be_kept_is_refused_in_words(trade: Trade) -> None:
    ref = trade.drafted()
    before = dump(trade.database)
    for act, at, values in (
        ("add-line", f"{ref}/V1", LINE | {"quantity_e4": 10**12, "unit_micro": 10**15}),
        ("add-line", f"{ref}/V1", LINE | {"unit_micro": 10**20}),
        ("edit-instalment", f"{ref}/V1/E1", INSTALMENT | {"share_bp": None, "fixed_cents": 10**20}),
        ("new-trainer", "", {"name": "N", "day_cost_cents": 10**20}),
        ("receive-request", "", {"topic": "T", "client": "CLI-0001", "budget_cents": 10**20}),
    ):
        with pytest.raises(BackofficeError):
            trade.act(act, at, values)
    assert dump(trade.database) == before
