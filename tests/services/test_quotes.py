"""Quotes: numbered once, frozen for good, answered only while they can be."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from backoffice.domain.instalments import AdvanceTooLarge, BadInstalments, NoAdvance
from backoffice.domain.lifecycle import MoveRefused, ReasonMissing
from backoffice.errors import BackofficeError, Invalid
from backoffice.services.dispatcher import settings_of
from backoffice.services.funding_condition import NoCondition
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


# -- options, orders, funding, variants, terms


def option(label: str = "Suivi", euros: int = 300) -> dict[str, Any]:
    return {
        "label": label,
        "quantity_e4": 10_000,
        "unit": "forfait",
        "unit_micro": euros * 1_000_000,
        "optional": True,
    }


def acceptance(database: Database, ref: str) -> dict[str, Any]:
    with database.reading() as unit:
        return dict(unit.find(Quote, ref).acceptance or {})


def with_options(trade: Trade) -> str:
    ref = trade.drafted()
    trade.act("add-line", f"{ref}/V1", option())
    trade.act("add-line", f"{ref}/V1", option("Bilan", 150))
    return trade.act("issue-quote", f"{ref}/V1").ref


def test_options_are_chosen_at_acceptance_and_the_quote_stays_as_it_was(trade: Trade) -> None:
    number = with_options(trade)
    trade.act("accept-quote", number, SIGNED | {"options": "3"})
    taken = acceptance(trade.database, number)
    assert (taken["options"], taken["total_cents"]) == ([3], 305_000)
    assert quote(trade.database, number)["total_cents"] == 290_000
    assert [one["cents"] for one in taken["schedule"]] == [91_500, 213_500]
    assert examine_database(trade.database) == ()


@pytest.mark.parametrize("wrong", ["1", "9", "Suivi", "2, 9"])
def test_an_option_that_isnt_one_is_refused_with_those_there_are(trade: Trade, wrong: str) -> None:
    number = with_options(trade)
    with pytest.raises(Invalid, match="isn't an optional line") as raised:
        trade.act("accept-quote", number, SIGNED | {"options": wrong})
    assert "2 Suivi, 3 Bilan" in str(raised.value.remedy)
    assert quote(trade.database, number)["state"] == "issued"


def test_an_order_is_compared_with_what_is_accepted_options_included(trade: Trade) -> None:
    number = with_options(trade)
    order = SIGNED | {"by": "order", "order_number": "BC-7", "order_cents": 290_000, "options": "2"}
    result = trade.run("accept-quote", number, order)
    assert any("settle the difference" in text for text in result.warnings)
    trade.act("reverse-acceptance", number, reason="again")
    assert trade.run("accept-quote", number, order | {"order_cents": 320_000}).warnings == ()


def test_a_buyer_that_needs_an_engagement_number_orders_with_it(trade: Trade) -> None:
    buyer = trade.client(name="Syndicat mixte", kind="public", engagement_needed=True)
    _ref, number = trade.offered(client=buyer)
    order = SIGNED | {"by": "order", "order_number": "BC-7", "order_cents": 290_000}
    with pytest.raises(Invalid, match="engagement number") as raised:
        trade.act("accept-quote", number, order)
    assert raised.value.remedy
    trade.act("accept-quote", number, order | {"engagement": "2026-4411"})
    assert acceptance(trade.database, number)["engagement"] == "2026-4411"


def test_the_deposit_is_due_on_the_day_of_signature(trade: Trade) -> None:
    _ref, number = trade.offered()
    trade.act("accept-quote", number, SIGNED)
    with trade.database.reading() as unit:
        assert [one.due_on for one in unit.find(Quote, number).instalments] == [NOW.date(), None]
    trade.act("reverse-acceptance", number, reason="wrong version")
    with trade.database.reading() as unit:
        assert [one.due_on for one in unit.find(Quote, number).instalments] == [None, None]


def test_a_superseded_version_names_the_one_that_was_accepted(trade: Trade) -> None:
    ref, first = trade.offered()
    trade.act("revise-quote", first)
    second = trade.act("issue-quote", f"{ref}/V2").ref
    trade.act("accept-quote", second, SIGNED)
    with pytest.raises(QuoteNotLive) as raised:
        trade.act("accept-quote", first, SIGNED)
    assert second in str(raised.value.remedy)
    assert "reverse-acceptance" in str(raised.value.remedy)


def test_a_condition_of_funding_is_lifted(trade: Trade) -> None:
    ref, number = trade.offered()
    trade.act("accept-quote", number, SIGNED | {"subject_to_funding": True})
    with pytest.raises(Invalid, match="future"):
        trade.act("grant-funding", number, {"on": "2026-06-02"})
    trade.act("grant-funding", number, {"on": "2026-06-01", "note": "accord du 1er juin"})
    assert acceptance(trade.database, number)["funding_granted"]["on"] == "2026-06-01"
    assert stage(trade, ref) == "accepted"
    with pytest.raises(NoCondition):
        trade.act("grant-funding", number, {"on": "2026-06-01"})
    trade.undo()
    assert "funding_granted" not in acceptance(trade.database, number)


def test_a_condition_that_fails_takes_the_acceptance_with_it(trade: Trade) -> None:
    ref, first = trade.offered()
    trade.act("revise-quote", first)
    second = trade.act("issue-quote", f"{ref}/V2").ref
    trade.act("accept-quote", first, SIGNED | {"subject_to_funding": True})
    with pytest.raises(ReasonMissing):
        trade.act("refuse-funding", first, {"on": "2026-06-01"})
    trade.act("refuse-funding", first, {"on": "2026-06-01", "note": "enveloppe épuisée"})
    assert stage(trade, ref) == "offered"
    assert {quote(trade.database, one)["state"] for one in (first, second)} == {"issued"}
    trade.act("accept-quote", second, SIGNED)


def test_an_acceptance_without_condition_waits_for_no_funder(trade: Trade) -> None:
    _ref, number = trade.accepted()
    with pytest.raises(NoCondition):
        trade.act("refuse-funding", number, {"on": "2026-06-01", "note": "?"})


def test_a_variant_lives_beside_the_offer_under_its_number_and_its_name(trade: Trade) -> None:
    ref, first = trade.offered()
    trade.act("new-variant", first, {"variant": "à distance"})
    second = trade.act("issue-quote", f"{ref}/V2").ref
    assert (first, second) == ("DEV-2026-0001-1", "DEV-2026-0001-2")
    assert {quote(trade.database, one)["state"] for one in (first, second)} == {"issued"}
    with trade.database.reading() as unit:
        document = unit.session.query(Document).filter(Document.number == second).one()
        assert "à distance" in document.sheet["subject"]
    trade.act("accept-quote", first, SIGNED)
    assert quote(trade.database, second)["state"] == "superseded"


def test_a_quote_keeps_the_cancellation_terms_of_its_day(trade: Trade) -> None:
    from backoffice.services.house import apply_settings
    from tests.services.conftest import ROOT, demo_settings

    ref, number = trade.offered()
    terms = demo_settings().model_dump(mode="json")["quotes"]
    band = {"party": "client", "least": 0, "unit": "working_days", "share_bp": 10_000}
    terms["cancellation_terms"].append({"since": "2026-06-01", "bands": [band]})
    apply_settings(trade.database, demo_settings(quotes=terms), ROOT)
    trade.act("revise-quote", number)
    later = trade.act("issue-quote", f"{ref}/V2").ref
    with trade.database.reading() as unit:
        kept = [unit.find(Quote, one).body["cancellation"]["bands"] for one in (number, later)]
        sheets = [
            unit.session.query(Document).filter(Document.number == one).one().sheet["cancellation"]
            for one in (number, later)
        ]
    assert [len(bands) for bands in kept] == [len(bands) for bands in sheets] == [4, 1]
    assert (sheets[1][0]["unit"], sheets[1][0]["rate_bp"]) == ("working_days", 10_000)


def test_a_public_buyer_that_agreed_pays_an_advance(trade: Trade) -> None:
    ref = trade.drafted(client=trade.client(kind="public"))
    trade.act("add-instalment", f"{ref}/V1", INSTALMENT)
    with pytest.raises(NoAdvance):
        trade.act("issue-quote", f"{ref}/V1")
    trade.act("edit-quote", f"{ref}/V1", {"title": "Coopérer", "advance_agreed": True})
    trade.act("issue-quote", f"{ref}/V1")


def test_a_funders_advance_is_held_to_30_percent_of_its_part(trade: Trade) -> None:
    funder = trade.act("new-funder", "", {"name": "Opco", "kind": "opco"}).ref
    ref = trade.drafted()
    trade.act("edit-instalment", f"{ref}/V1/E1", INSTALMENT | {"payer": funder})
    # The funder pays this part alone: all of it is in advance.
    with pytest.raises(AdvanceTooLarge, match=r"R\.6332-25"):
        trade.act("issue-quote", f"{ref}/V1")


def test_what_is_paid_month_by_month_has_a_line_for_each(trade: Trade) -> None:
    ref = trade.drafted()
    trade.act("remove-instalment", f"{ref}/V1/E1")
    trade.act("edit-instalment", f"{ref}/V1/E2", {"label": "Au fil des mois", "trigger": "month"})
    trade.dated(f"{ref}/S1", "2026-09-15")
    trade.dated(f"{ref}/S2", "2026-10-13")
    trade.dated(f"{ref}/S3", "2026-10-14")
    number = trade.act("issue-quote", f"{ref}/V1").ref
    with trade.database.reading() as unit:
        lines = unit.session.query(Document).filter(Document.number == number).one().sheet["instalments"]
    assert [(one["amount_cents"], one["due"]) for one in lines] == [
        (96_667, "2026-09-30"),
        (193_333, "2026-10-31"),
    ]


def test_an_individual_isnt_threatened_with_the_commercial_code(trade: Trade) -> None:
    for kind, count in (("individual", 1), ("company", 4)):
        _ref, number = trade.offered(client=trade.client(kind=kind))
        with trade.database.reading() as unit:
            sheet = unit.session.query(Document).filter(Document.number == number).one().sheet
        assert len(sheet["payment_terms"]) == count
