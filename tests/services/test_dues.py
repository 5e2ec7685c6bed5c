"""What accepted quotes ask of whom and when: it follows dates, signatures, amendments, what was passed on."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from backoffice.domain.instalments import AdvanceTooLarge
from backoffice.services.acts import Doing
from backoffice.services.dispatcher import settings_of
from backoffice.services.dues import upkeep
from backoffice.services.dues.against_plan import against_plan
from backoffice.services.dues.following import rewrite_everything
from backoffice.services.dues.handing import AlreadyHanded, NotAsked, NotHanded
from backoffice.services.dues.naming import OtherDossier
from backoffice.store.doctor import examine_database
from backoffice.store.driver import fetch, run
from backoffice.store.lists import Query, page, spec_of
from backoffice.store.records import Quote
from tests.services.conftest import LINE, MORNING, NOW, Trade, dump
from tests.services.test_contracts import SIGNED, agreed, dates, individual

ASKED = {"label": "Acompte", "trigger": "signature", "share_bp": 3_000}
REST = {"label": "Solde", "trigger": "end"}
AMENDED = {"why": "Une journée de plus", "signatory": "Isabelle Chambraud"}


def dues(trade: Trade, *filters: tuple[str, str], days: int = 0) -> list[dict[str, Any]]:
    with trade.database.reading() as unit:
        spec = spec_of("instalments", NOW + timedelta(days=days))
        return list(page(unit.driver, spec, Query(filters=filters)).items)


def told(trade: Trade, *keys: str, days: int = 0) -> list[tuple[Any, ...]]:
    return [tuple(one[key] for key in keys) for one in dues(trade, days=days)]


def asked(trade: Trade) -> int:
    return sum(one["total_cents"] for one in dues(trade))


def scheduled(trade: Trade, first: dict[str, Any], last: dict[str, Any] = REST, **values: Any) -> str:
    """The number of an accepted quote with these two instalments, its slots dated."""
    ref = trade.drafted(**values)
    dates(trade, ref)
    trade.act("edit-instalment", f"{ref}/V1/E1", first)
    trade.act("edit-instalment", f"{ref}/V1/E2", last)
    number = trade.act("issue-quote", f"{ref}/V1").ref
    trade.act("accept-quote", number, {"name": "I. Chambraud", "on": "2026-06-01"})
    return number


def again(trade: Trade) -> None:
    """Has everything written again from nothing; it must be what the acts left."""
    before = dump(trade.database)["dues"]
    with trade.database.transaction() as unit:
        run(unit.driver, "DELETE FROM dues")
        rewrite_everything(Doing(unit, settings_of(unit), None, unit.now))
        unit.session.commit()
    assert dump(trade.database)["dues"] == before


# -- when


@pytest.mark.parametrize(
    ("first", "day"),
    [
        (ASKED, "2026-06-01"),
        (ASKED | {"offset_days": 30}, "2026-07-01"),
        (ASKED | {"trigger": "start"}, "2026-09-15"),
        (ASKED | {"trigger": "start", "offset_days": -15}, "2026-08-31"),
        (ASKED | {"trigger": "date", "at": "2026-07-10"}, "2026-07-10"),
        (ASKED | {"trigger": "module_end", "module_position": 1}, "2026-09-15"),
        (ASKED | {"trigger": "module_end", "module_position": 2}, "2026-10-13"),
        (ASKED | {"trigger": "completion"}, None),
    ],
)
def test_an_instalment_is_due_on_the_day_of_its_event(
    trade: Trade, first: dict[str, Any], day: str | None
) -> None:
    number = scheduled(trade, first)
    found = {one["id"]: one["due_on"] for one in dues(trade)}
    assert found == {f"{number}/E1": day, f"{number}/E2": "2026-10-13"}
    again(trade)


def test_nothing_is_due_before_a_quote_is_accepted_nor_once_it_is_no_longer(trade: Trade) -> None:
    number = trade.offered()[1]
    assert dues(trade) == []
    trade.act("accept-quote", number, {"name": "I. Chambraud", "on": "2026-06-01"})
    assert len(dues(trade)) == 2
    trade.act("reverse-acceptance", number, reason="mauvais devis")
    assert dues(trade) == []


def test_it_follows_the_slots_and_comes_back_with_an_undoing(trade: Trade) -> None:
    number = scheduled(trade, ASKED)
    ref = dues(trade)[0]["ref"]
    before = dump(trade.database)
    trade.act("move-slot", f"{ref}/S3", {"day": "2026-11-03", **MORNING}, reason="à la demande du client")
    assert ("2026-11-03",) in told(trade, "due_on")
    trade.undo()
    assert dump(trade.database) == before
    trade.act("undate-slot", f"{ref}/S3", reason="à revoir")
    assert {(f"{number}/E2", None, "undated")} <= set(told(trade, "id", "due_on", "state"))
    again(trade)


def test_late_ones_come_first_and_say_since_when(trade: Trade) -> None:
    number = scheduled(trade, ASKED, REST)
    assert told(trade, "id", "state") == [(f"{number}/E1", "due_soon"), (f"{number}/E2", "to_come")]
    assert told(trade, "id", "state", days=1)[0] == (f"{number}/E1", "late")
    assert [state for (state,) in told(trade, "state", days=200)] == ["late", "late"]


def test_a_price_by_months_is_due_month_after_month(trade: Trade) -> None:
    number = scheduled(trade, {"label": "Mensualité", "trigger": "month", "share_bp": 10_000}, REST)
    found = told(trade, "id", "period", "due_on", "total_cents")
    assert found == [
        (f"{number}/E1", "2026-09", "2026-09-30", 193_333),
        (f"{number}/E1", "2026-10", "2026-10-31", 96_667),
    ]


def test_a_quote_without_a_schedule_is_asked_when_all_is_over(trade: Trade) -> None:
    ref = trade.drafted()
    dates(trade, ref)
    for position in (1, 2):
        trade.act("remove-instalment", f"{ref}/V1/E{position}")
    number = trade.act("issue-quote", f"{ref}/V1").ref
    trade.act("accept-quote", number, {"name": "I. Chambraud", "on": "2026-06-01"})
    assert told(trade, "trigger", "due_on", "total_cents") == [("end", "2026-10-13", 290_000)]


# -- who


def test_an_individual_owes_nothing_before_the_end_of_the_withdrawal_period(trade: Trade) -> None:
    _ref, quote = individual(trade)
    assert ("undated",) in told(trade, "state")
    number = trade.act("issue-contract", quote).ref
    trade.act("record-signature", number, {"name": "Jeanne Martin", "on": "2026-06-01"})
    assert min(day for (day,) in told(trade, "due_on") if day) == "2026-06-16"


def test_an_individual_who_gives_the_contract_up_owes_nothing(trade: Trade) -> None:
    _ref, quote = individual(trade)
    number = trade.act("issue-contract", quote).ref
    trade.act("record-signature", number, {"name": "Jeanne Martin", "on": "2026-06-01"})
    trade.act("record-retraction", number, {"on": "2026-06-01"})
    assert dues(trade) == []


def test_what_waits_for_a_funder_isnt_late(trade: Trade) -> None:
    ref, quote = trade.offered()
    terms = {"name": "I. Chambraud", "on": "2026-06-01", "subject_to_funding": True}
    trade.act("accept-quote", quote, terms)
    assert {state for (state,) in told(trade, "state", days=300)} == {"waits"}
    trade.act("grant-funding", quote, {"on": "2026-06-01"})
    assert "late" in {state for (state,) in told(trade, "state", days=300)}
    again(trade)
    assert ref


def test_an_instalment_is_addressed_to_a_payer_of_the_plan(trade: Trade) -> None:
    funder = trade.act("new-funder", "", {"name": "Opérateur du Val", "kind": "opco"}).ref
    number = scheduled(trade, ASKED)
    ref = dues(trade)[0]["ref"]
    payer = trade.act("add-payer", ref, {"funder": funder, "amount_cents": 203_000}).ref
    done = trade.run("address-instalment", f"{number}/E2", {"payer": payer})
    assert done.warnings == ()
    assert told(trade, "payer", "payer_name")[1] == (funder, "Opérateur du Val")
    with trade.database.reading() as unit:
        quote = unit.find(Quote, number)
        rows = against_plan(Doing(unit, settings_of(unit), None, unit.now), quote)
    assert [(one.name, one.plan_cents, one.asked_cents) for one in rows] == [
        ("Opérateur du Val", 203_000, 203_000),
        ("Caisse", 87_000, 87_000),
    ]
    again(trade)


def test_instalments_that_ask_another_sum_than_the_plan_are_warned(trade: Trade) -> None:
    funder = trade.act("new-funder", "", {"name": "Opérateur du Val", "kind": "opco"}).ref
    number = scheduled(trade, ASKED)
    ref = dues(trade)[0]["ref"]
    payer = trade.act("add-payer", ref, {"funder": funder, "amount_cents": 100_000}).ref
    warned = trade.run("address-instalment", f"{number}/E2", {"payer": payer}).warnings
    assert len(warned) == 2
    assert "2,030.00" in warned[0]
    assert "1,000.00" in warned[0]


def test_a_funder_pays_at_most_thirty_per_cent_in_advance(trade: Trade) -> None:
    funder = trade.act("new-funder", "", {"name": "Opérateur du Val", "kind": "opco"}).ref
    number = scheduled(trade, ASKED)
    with pytest.raises(AdvanceTooLarge):
        trade.act("address-instalment", f"{number}/E1", {"payer": funder})
    assert told(trade, "payer_name")[0] == ("Caisse",)


def test_a_payer_of_another_dossier_is_refused(trade: Trade) -> None:
    number = scheduled(trade, ASKED)
    other = trade.received()
    payer = trade.act("add-payer", other, {"name": "Fonds régional", "amount_cents": 1_000}).ref
    with pytest.raises(OtherDossier):
        trade.act("address-instalment", f"{number}/E2", {"payer": payer})


def test_a_draft_may_address_an_instalment_to_a_payer_that_is_no_funder(trade: Trade) -> None:
    ref = trade.drafted()
    payer = trade.act("add-payer", ref, {"name": "Conseil régional", "amount_cents": 1_000}).ref
    trade.act("edit-instalment", f"{ref}/V1/E2", REST | {"payer": payer})
    number = trade.act("issue-quote", f"{ref}/V1").ref
    trade.act("accept-quote", number, {"name": "I. Chambraud", "on": "2026-06-01"})
    assert "Conseil régional" in {name for (name,) in told(trade, "payer_name")}


# -- amendments


def test_a_signed_amendment_is_asked_with_the_last_instalment(trade: Trade) -> None:
    _ref, quote, contract = agreed(trade)
    trade.act("record-signature", contract, SIGNED)
    before = asked(trade)
    amendment = trade.act("issue-amendment", contract, AMENDED | {"price_change_cents": 50_000}).ref
    assert asked(trade) == before
    trade.act("record-signature", amendment, SIGNED)
    assert asked(trade) == before + 50_000
    assert told(trade, "id", "total_cents")[0] == (f"{quote}/E1", before * 3 // 10)
    again(trade)


def test_a_lower_price_is_taken_from_the_last_instalments(trade: Trade) -> None:
    _ref, quote, contract = agreed(trade)
    trade.act("record-signature", contract, SIGNED)
    trade.act(
        "record-signature",
        trade.act("issue-amendment", contract, AMENDED | {"price_change_cents": -250_000}).ref,
        SIGNED,
    )
    assert told(trade, "id", "total_cents") == [(f"{quote}/E1", 40_000)]


@pytest.mark.parametrize(
    ("nature", "vat_cents"), [("training", 0), ("ancillary", 0), ("consulting", 10_000), ("other", 10_000)]
)
def test_a_change_of_price_bears_the_vat_of_its_nature(trade: Trade, nature: str, vat_cents: int) -> None:
    _ref, _quote, contract = agreed(trade)
    trade.act("record-signature", contract, SIGNED)
    before = asked(trade)
    wish = AMENDED | {"price_change_cents": 50_000, "price_nature": nature}
    trade.act("record-signature", trade.act("issue-amendment", contract, wish).ref, SIGNED)
    assert asked(trade) == before + 50_000 + vat_cents
    assert sum(one["vat_cents"] for one in dues(trade)) == vat_cents


# -- passed to the accounts


def test_what_was_passed_on_is_no_longer_asked_and_can_be_taken_back(trade: Trade) -> None:
    number = scheduled(trade, ASKED)
    before = dump(trade.database)
    trade.act("hand-over-instalment", f"{number}/E1", {"on": "2026-06-01", "number": "F-2026-18"})
    assert told(trade, "id", "state", "handed_on", "number") == [
        (f"{number}/E2", "to_come", None, None),
        (f"{number}/E1", "handed", "2026-06-01", "F-2026-18"),
    ]
    with pytest.raises(AlreadyHanded):
        trade.act("hand-over-instalment", f"{number}/E1", {"on": "2026-06-01"})
    trade.act("take-back-instalment", f"{number}/E1")
    assert dump(trade.database) == before
    with pytest.raises(NotHanded):
        trade.act("take-back-instalment", f"{number}/E1")


def test_passing_it_on_can_be_undone(trade: Trade) -> None:
    number = scheduled(trade, ASKED)
    before = dump(trade.database)
    trade.act("hand-over-instalment", f"{number}/E1", {"on": "2026-06-01"})
    trade.undo()
    assert dump(trade.database) == before
    assert examine_database(trade.database) == ()


def test_months_are_passed_on_one_after_the_other(trade: Trade) -> None:
    number = scheduled(trade, {"label": "Mensualité", "trigger": "month", "share_bp": 10_000}, REST)
    trade.act("hand-over-instalment", f"{number}/E1", {"on": "2026-06-01", "period": "2026-10"})
    assert told(trade, "period", "state") == [("2026-09", "to_come"), ("2026-10", "handed")]
    trade.act("hand-over-instalment", f"{number}/E1", {"on": "2026-06-01"})
    assert {state for (state,) in told(trade, "state")} == {"handed"}


def test_what_was_passed_on_keeps_its_amount_when_the_price_changes(trade: Trade) -> None:
    _ref, quote, contract = agreed(trade)
    trade.act("record-signature", contract, SIGNED)
    for position in (1, 2):
        trade.act("hand-over-instalment", f"{quote}/E{position}", {"on": "2026-06-01"})
    trade.act(
        "record-signature",
        trade.act("issue-amendment", contract, AMENDED | {"price_change_cents": -50_000}).ref,
        SIGNED,
    )
    assert told(trade, "id", "state", "total_cents", "settles") == [
        (f"{quote}/E2", "to_come", -50_000, True),
        (f"{quote}/E1", "handed", 87_000, False),
        (f"{quote}/E2", "handed", 203_000, False),
    ]
    trade.act("hand-over-instalment", f"{quote}/E2", {"on": "2026-06-01", "number": "avoir"})
    assert {state for (state,) in told(trade, "state")} == {"handed"}
    assert asked(trade) == 240_000
    again(trade)


def test_what_was_passed_on_is_to_be_credited_when_the_dossier_is_given_up(trade: Trade) -> None:
    number = scheduled(trade, ASKED)
    ref = dues(trade)[0]["ref"]
    trade.act("hand-over-instalment", f"{number}/E1", {"on": "2026-06-01"})
    trade.act("withdraw", ref, reason="plus de formateur")
    assert asked(trade) == 0
    assert sorted(told(trade, "total_cents", "open")) == [(-87_000, True), (87_000, False)]


def test_nothing_of_a_quote_that_isnt_accepted_is_passed_on(trade: Trade) -> None:
    number = trade.offered()[1]
    with pytest.raises(NotAsked):
        trade.act("hand-over-instalment", f"{number}/E1", {"on": "2026-06-01"})


# -- amounts


def test_parts_add_up_to_the_quote_nature_by_nature_to_the_cent(trade: Trade) -> None:
    ref = trade.drafted()
    dates(trade, ref)
    odd = {"label": "Étude", "quantity_e4": 10_000, "unit_micro": 333_330_000, "nature": "consulting"}
    trade.act("add-line", f"{ref}/V1", LINE | odd)
    trade.act("edit-instalment", f"{ref}/V1/E1", ASKED | {"trigger": "month", "share_bp": 3_333})
    number = trade.act("issue-quote", f"{ref}/V1").ref
    trade.act("accept-quote", number, {"name": "I. Chambraud", "on": "2026-06-01"})
    with trade.database.reading() as unit:
        quote = unit.find(Quote, number)
        found = dues(trade)
        assert len(found) == 3
        assert sum(one["net_cents"] for one in found) == quote.net_cents == 323_333
        assert sum(one["vat_cents"] for one in found) == quote.vat_cents == 6_667
        kept = fetch(unit.driver, "SELECT shares, total_cents FROM dues")
    for shares, total in kept:
        its = json.loads(shares)
        assert sum(one["net_cents"] + one["vat_cents"] for one in its) == total
        assert {one["nature"] for one in its} == {"training", "consulting"}


def test_a_day_is_said_for_what_was_passed_on_before_its_month_moved(trade: Trade) -> None:
    number = scheduled(trade, {"label": "Mensualité", "trigger": "month", "share_bp": 10_000}, REST)
    ref = dues(trade)[0]["ref"]
    trade.act("hand-over-instalment", f"{number}/E1", {"on": "2026-06-01", "period": "2026-10"})
    trade.act("move-slot", f"{ref}/S3", {"day": "2026-11-03", **MORNING}, reason="à la demande du client")
    found = told(trade, "period", "due_on", "state", "total_cents")
    assert ("2026-10", "2026-10-31", "handed", 96_667) in found
    assert asked(trade) == 290_000
    again(trade)


def test_every_word_of_it_is_undone_with_its_act(trade: Trade) -> None:
    """An amendment's signature taken back leaves what was due before it."""
    _ref, _quote, contract = agreed(trade)
    trade.act("record-signature", contract, SIGNED)
    amendment = trade.act("issue-amendment", contract, AMENDED | {"price_change_cents": 5_000}).ref
    before = dump(trade.database)
    trade.act("record-signature", amendment, SIGNED)
    trade.undo()
    assert dump(trade.database) == before


def test_doctor_finds_what_is_due_changed_behind_its_back_and_reckons_it_again(trade: Trade) -> None:
    scheduled(trade, ASKED)
    assert upkeep.findings(trade.database) == []
    with trade.database.rebuilding() as connection:
        run(connection, "UPDATE dues SET total_cents = total_cents + 1 WHERE part = 1")
    [found] = upkeep.findings(trade.database)
    assert (found.code, found.subject) == ("dues", dues(trade)[0]["ref"])
    upkeep.rebuild(trade.database)
    assert upkeep.findings(trade.database) == []


def test_an_older_house_has_what_is_due_reckoned_once(trade: Trade) -> None:
    """As after an upgrade: quotes were accepted before anything was kept of what is due."""
    scheduled(trade, ASKED)
    before = dump(trade.database)["dues"]
    with trade.database.rebuilding() as connection:
        run(connection, "DELETE FROM dues")
    upkeep.rebuild(trade.database)
    assert dump(trade.database)["dues"] == before
