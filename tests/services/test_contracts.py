"""Agreements, contracts and amendments: numbered once, frozen, signed, amended only for what counts."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from backoffice.domain.contracts import ContractMoveRefused, RetractedTooLate, SignedTooEarly
from backoffice.domain.instalments import AdvanceTooLarge
from backoffice.errors import BackofficeError, Invalid, NotFound
from backoffice.services.contracts.amending import AmendmentWaits, NothingToAmend
from backoffice.services.contracts.checks import AgreementIncomplete, NotAccepted, OtherForm
from backoffice.services.contracts.reading import ContractThere
from backoffice.services.contracts.signing import AmendedSince, NotAnIndividuals
from backoffice.store.database import Database
from backoffice.store.doctor import examine_database
from backoffice.store.records import Attachment, Contract, Document, Instalment, Quote
from tests.services import rewriting
from tests.services.conftest import AFTERNOON, MORNING, Trade, dump
from tests.store.postgres import NOW

WISH = {"signatory": "Isabelle Chambraud", "signatory_quality": "directrice"}
SIGNED = {"name": "Isabelle Chambraud", "on": "2026-06-01"}


def dates(trade: Trade, ref: str, trainer: str | None = None) -> None:
    who = {"trainers": [trainer]} if trainer else {}
    trade.dated(f"{ref}/S1", "2026-09-15", MORNING, **who)
    trade.dated(f"{ref}/S2", "2026-09-15", AFTERNOON, **who)
    trade.dated(f"{ref}/S3", "2026-10-13", MORNING, **who)


def agreed(trade: Trade, **values: Any) -> tuple[str, str, str]:
    """A dossier with an accepted quote and its agreement: their references."""
    ref, quote = trade.accepted(**values)
    dates(trade, ref)
    return ref, quote, trade.act("issue-agreement", quote, WISH).ref


def individual(trade: Trade) -> tuple[str, str]:
    """A dossier of a person who pays, its quote accepted, who teaches qualified."""
    person = trade.client(name="Jeanne Martin", kind="individual")
    trainer = trade.act("new-trainer", "", {"name": "Kerbrat", "qualification": "vingt ans d'animation"}).ref
    ref = trade.drafted(client=person)
    dates(trade, ref, trainer)
    quote = trade.act("issue-quote", f"{ref}/V1").ref
    trade.act("accept-quote", quote, {"name": "Jeanne Martin", "on": "2026-06-01"})
    return ref, quote


def kept(database: Database, number: str) -> dict[str, Any]:
    with database.reading() as unit:
        found = unit.find(Contract, number)
        names = ("state", "signed_on", "total_cents", "signature", "ended", "asked", "body", "rank")
        return {name: getattr(found, name) for name in names}


def sheet(database: Database, number: str) -> dict[str, Any]:
    with database.reading() as unit:
        return dict(unit.session.query(Document).filter(Document.number == number).one().sheet)


def due_days(database: Database, quote: str) -> list[str | None]:
    with database.reading() as unit:
        found = unit.session.query(Instalment).join(Quote).filter(Quote.id == unit.find(Quote, quote).id)
        return [one.due_on.isoformat() if one.due_on else None for one in found.order_by(Instalment.position)]


# -- issuing


def test_each_series_has_its_numbers_and_no_gap(trade: Trade) -> None:
    assert agreed(trade)[2] == "CONV-2026-0001"
    assert agreed(trade)[2] == "CONV-2026-0002"
    assert trade.act("issue-contract", individual(trade)[1]).ref == "CTR-2026-0001"
    assert examine_database(trade.database) == ()


def test_the_agreement_says_every_item_of_d_6353_1(trade: Trade) -> None:
    _ref, quote, number = agreed(trade)
    said = sheet(trade.database, number)
    action = said["action"]
    assert said["format"] == "agreement/1"
    assert (action["title"], action["minutes"], action["remote_bp"]) == ("Coopérer", 630, 0)
    assert action["objectives"] == ["Nommer les cadres"]
    assert [module["label"] for module in action["modules"]] == ["Module 1", "Module 2"]
    assert action["dates"] == ["2026-09-15", "2026-10-13"]
    assert all(action[name] for name in ("means", "conduct", "follow_up", "recognition"))
    assert (said["quote_number"], said["total_cents"]) == (quote, 290_000)
    assert said["payment_terms"]
    assert "D. 6353-1" in said["basis"]
    assert "L. 6353-2" not in str(said)
    assert said["organisation"]["registration"]
    who = said["client_signatory"]
    assert (who["last_name"], who["function"]) == ("Chambraud", "directrice")


def test_an_agreement_needs_an_accepted_quote(trade: Trade) -> None:
    _ref, quote = trade.offered()
    with pytest.raises(NotAccepted) as raised:
        trade.act("issue-agreement", quote, WISH)
    assert "accept-quote" in str(raised.value.remedy)


def test_what_d_6353_1_asks_and_isnt_there_is_named_and_nothing_is_kept(trade: Trade) -> None:
    _ref, quote = trade.accepted()
    before = dump(trade.database)
    with pytest.raises(AgreementIncomplete, match="the dates or the period"):
        trade.act("issue-agreement", quote, WISH)
    assert dump(trade.database) == before


def test_an_individual_takes_a_contract_and_an_employer_an_agreement(trade: Trade) -> None:
    _ref, theirs = individual(trade)
    with pytest.raises(OtherForm, match=r"L\.6353-3"):
        trade.act("issue-agreement", theirs, WISH)
    ref, quote = trade.accepted()
    dates(trade, ref)
    with pytest.raises(OtherForm, match=r"L\.6353-1"):
        trade.act("issue-contract", quote)


def test_what_isnt_established_as_a_training_action_takes_no_form(trade: Trade) -> None:
    ref = trade.drafted()
    trade.act("edit-quote", f"{ref}/V1", {"title": "Accompagnement", "training_action": False})
    quote = trade.act("issue-quote", f"{ref}/V1").ref
    trade.act("accept-quote", quote, SIGNED)
    dates(trade, ref)
    for act, values in (("issue-agreement", WISH), ("issue-contract", None)):
        with pytest.raises(OtherForm, match="training action"):
            trade.act(act, quote, values)


def test_an_individuals_contract_is_void_without_the_titles_of_who_teaches(trade: Trade) -> None:
    person = trade.client(name="Jeanne Martin", kind="individual")
    ref = trade.drafted(client=person)
    dates(trade, ref, trade.trainer("Kerbrat"))
    quote = trade.act("issue-quote", f"{ref}/V1").ref
    trade.act("accept-quote", quote, SIGNED)
    with pytest.raises(AgreementIncomplete, match="the titles of Kerbrat"):
        trade.act("issue-contract", quote)


def test_one_agreement_at_a_time_and_none_when_it_was_withdrawn(trade: Trade) -> None:
    _ref, quote, number = agreed(trade)
    with pytest.raises(ContractThere, match=number):
        trade.act("issue-agreement", quote, WISH)
    with pytest.raises(Invalid, match="reason"):
        trade.act("withdraw-contract", number)
    trade.act("withdraw-contract", number, reason="wrong signatory")
    assert trade.act("issue-agreement", quote, WISH).ref == "CONV-2026-0002"
    assert kept(trade.database, number)["ended"]["reason"] == "wrong signatory"


def test_an_acceptance_isnt_taken_back_under_an_agreement(trade: Trade) -> None:
    _ref, quote, number = agreed(trade)
    with pytest.raises(ContractThere) as raised:
        trade.act("reverse-acceptance", quote, reason="wrong quote")
    assert "withdraw-contract" in str(raised.value.remedy)
    trade.act("withdraw-contract", number, reason="wrong quote")
    trade.act("reverse-acceptance", quote, reason="wrong quote")


def test_the_agreement_keeps_what_it_said_when_the_dossier_changes(trade: Trade) -> None:
    ref, _quote, number = agreed(trade)
    before = sheet(trade.database, number)
    trade.act("move-slot", f"{ref}/S3", {"day": "2026-10-20", **MORNING})
    trade.act("edit-client", "CLI-0001", {"name": "Autre nom", "kind": "association"})
    assert sheet(trade.database, number) == before


def test_the_options_taken_are_in_the_price(trade: Trade) -> None:
    ref = trade.drafted()
    extra = {"label": "Suivi", "quantity_e4": 10_000, "unit": "forfait", "unit_micro": 300_000_000}
    trade.act("add-line", f"{ref}/V1", extra | {"optional": True})
    quote = trade.act("issue-quote", f"{ref}/V1").ref
    trade.act("accept-quote", quote, SIGNED | {"options": "2"})
    dates(trade, ref)
    said = sheet(trade.database, trade.act("issue-agreement", quote, WISH).ref)
    assert [line["label"] for line in said["lines"]] == ["Animation", "Suivi"]
    assert said["total_cents"] == 320_000
    assert sum(one["amount_cents"] for one in said["instalments"]) == 320_000


def test_an_agreement_issued_after_the_start_says_so(trade: Trade) -> None:
    ref, quote = trade.accepted()
    dates(trade, ref)
    trade.at(datetime(2026, 9, 15, 8, tzinfo=UTC))
    result = trade.run("issue-agreement", quote, WISH)
    assert any("15/09/2026" in text for text in result.warnings)


def test_an_issuing_key_gives_one_number(trade: Trade) -> None:
    ref, quote = trade.accepted()
    dates(trade, ref)
    first = trade.act("issue-agreement", quote, WISH, key="k1")
    again = trade.act("issue-agreement", quote, WISH, key="k1")
    assert (first.ref, again.ref, again.again) == ("CONV-2026-0001", "CONV-2026-0001", True)


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        ("DELETE FROM contracts WHERE ref = 'CONV-2026-0001'", "number_gap"),
        ("UPDATE contracts SET state = 'signed' WHERE ref = 'CONV-2026-0002'", "contract_state"),
        ("UPDATE contracts SET uid = 'x' WHERE ref = 'CONV-2026-0002'", "contract_document"),
        ("UPDATE counters SET value = 9 WHERE series = 'agreement|2026'", "number_counter"),
    ],
)
def test_doctor_finds_a_damaged_series_and_a_signature_without_one(
    trade: Trade, damage: str, code: str
) -> None:
    agreed(trade)
    agreed(trade)
    assert examine_database(trade.database) == ()
    rewriting.damage(trade.database, damage, "contracts_keep_update", "contracts_keep_delete")
    assert code in {one.code for one in examine_database(trade.database)}


# -- signatures


def test_a_signature_is_asked_then_recorded_with_its_proof_by_hash(trade: Trade, tmp_path: Path) -> None:
    ref, _quote, number = agreed(trade)
    trade.act("ask-signature", number, {"whom": "I. Chambraud", "by": "mail", "on": "2026-06-01"})
    assert kept(trade.database, number)["state"] == "asked"
    signed = tmp_path / "convention signée.pdf"
    signed.write_bytes(b"%PDF-1.4 signed")
    trade.act("record-signature", number, SIGNED | {"proof_file": str(signed)})
    found = kept(trade.database, number)
    assert (found["state"], found["signature"]["name"]) == ("signed", "Isabelle Chambraud")
    with trade.database.reading() as unit:
        proof = unit.find(Contract, number).proof
        assert isinstance(proof, Attachment)
        assert proof.sha256 == hashlib.sha256(b"%PDF-1.4 signed").hexdigest()
        assert unit.get_blob(proof.sha256) == b"%PDF-1.4 signed"
        assert proof.request.ref == ref


def test_a_signature_is_undone_with_its_file_and_taken_back_with_a_reason(
    trade: Trade, tmp_path: Path
) -> None:
    _ref, _quote, number = agreed(trade)
    signed = tmp_path / "signed.pdf"
    signed.write_bytes(b"%PDF")
    before = dump(trade.database)
    trade.act("record-signature", number, SIGNED | {"proof_file": str(signed)})
    trade.undo()
    assert dump(trade.database) == before
    trade.act("record-signature", number, SIGNED)
    with pytest.raises(Invalid, match="reason"):
        trade.act("reverse-signature", number)
    trade.act("reverse-signature", number, reason="other document")
    assert kept(trade.database, number)["state"] == "issued"


def test_nobody_signs_before_the_document_was_issued(trade: Trade) -> None:
    _ref, _quote, number = agreed(trade)
    with pytest.raises(SignedTooEarly) as raised:
        trade.act("record-signature", number, SIGNED | {"on": "2026-05-31"})
    assert raised.value.remedy
    with pytest.raises(Invalid, match="future"):
        trade.act("record-signature", number, SIGNED | {"on": "2026-06-02"})
    with pytest.raises(Invalid, match="future"):
        trade.act("record-signature", number, SIGNED | {"ours_on": "2026-06-02"})


def test_a_signature_after_the_start_is_recorded_and_said(trade: Trade) -> None:
    _ref, _quote, number = agreed(trade)
    trade.at(datetime(2026, 9, 15, 8, tzinfo=UTC))
    result = trade.run("record-signature", number, SIGNED | {"on": "2026-09-15"})
    assert any("first slot" in text for text in result.warnings)


def test_a_missing_file_signs_nothing(trade: Trade, tmp_path: Path) -> None:
    _ref, _quote, number = agreed(trade)
    with pytest.raises(BackofficeError):
        trade.act("record-signature", number, SIGNED | {"proof_file": str(tmp_path / "nothing.pdf")})
    assert kept(trade.database, number)["state"] == "issued"


# -- individuals


def test_an_individuals_payments_begin_after_the_withdrawal_period(trade: Trade) -> None:
    _ref, quote = individual(trade)
    assert due_days(trade.database, quote)[0] is None
    number = trade.act("issue-contract", quote, {"at_distance": True}).ref
    said = sheet(trade.database, number)
    assert (said["format"], said["withdrawal_days"]) == ("contract/1", 14)
    assert "L. 221-18" in said["withdrawal"]
    assert "30" in said["payment_guard"]
    result = trade.act("record-signature", number, {"name": "Jeanne Martin", "on": "2026-06-01"})
    assert "June 15, 2026" in result.says or "15 June 2026" in result.says
    assert due_days(trade.database, quote)[0] == "2026-06-16"


def test_ten_days_on_our_premises(trade: Trade) -> None:
    _ref, quote = individual(trade)
    number = trade.act("issue-contract", quote, {"at_distance": False}).ref
    assert sheet(trade.database, number)["withdrawal_days"] == 10
    trade.act("record-signature", number, {"name": "Jeanne Martin", "on": "2026-06-01"})
    assert due_days(trade.database, quote)[0] == "2026-06-12"


def test_an_individual_is_never_asked_more_than_30_percent_before(trade: Trade) -> None:
    person = trade.client(name="Jeanne Martin", kind="individual")
    ref = trade.drafted(client=person)
    trade.act(
        "edit-instalment", f"{ref}/V1/E1", {"label": "Acompte", "trigger": "signature", "share_bp": 4_000}
    )
    with pytest.raises(AdvanceTooLarge):
        trade.act("issue-quote", f"{ref}/V1")


def test_an_individual_gives_the_contract_up_in_time(trade: Trade) -> None:
    _ref, quote = individual(trade)
    number = trade.act("issue-contract", quote, {"at_distance": True}).ref
    trade.act("record-signature", number, {"name": "Jeanne Martin", "on": "2026-06-01"})
    trade.at(NOW + timedelta(days=20))
    with pytest.raises(RetractedTooLate):
        trade.act("record-retraction", number, {"on": "2026-06-16"})
    trade.act("record-retraction", number, {"on": "2026-06-15"})
    assert kept(trade.database, number)["state"] == "retracted"
    assert trade.act("issue-contract", quote, {"at_distance": True}).ref == "CTR-2026-0002"


def test_an_employer_doesnt_retract(trade: Trade) -> None:
    _ref, _quote, number = agreed(trade)
    trade.act("record-signature", number, SIGNED)
    with pytest.raises(NotAnIndividuals):
        trade.act("record-retraction", number, {"on": "2026-06-01"})


# -- amendments


def signed(trade: Trade) -> tuple[str, str]:
    ref, _quote, number = agreed(trade)
    trade.act("record-signature", number, SIGNED)
    return ref, number


def amend(trade: Trade, number: str, **values: Any) -> str:
    usual = {"why": "Un jury avance.", "signatory": "Isabelle Chambraud", "headcount_max": 12}
    return trade.act("issue-amendment", number, usual | values).ref


def test_a_moved_date_is_amended_and_nothing_else_is_named(trade: Trade) -> None:
    ref, number = signed(trade)
    trade.act("move-slot", f"{ref}/S3", {"day": "2026-10-20", **MORNING})
    amendment = amend(trade, number)
    said = sheet(trade.database, amendment)
    assert (amendment, said["format"], said["matters"]) == (f"{number}-A1", "amendment/1", ["dates"])
    assert [one["day"] for one in said["dates_before"]] == ["2026-10-13"]
    assert [one["day"] for one in said["dates_after"]] == ["2026-10-20"]
    assert [one["day"] for one in said["calendar"]] == ["2026-09-15", "2026-09-15", "2026-10-20"]
    assert said["aims_after"] == said["headcount_after"] == []
    assert said["parent_number"] == number
    assert examine_database(trade.database) == ()


def test_nothing_to_amend_is_refused_and_takes_no_number(trade: Trade) -> None:
    ref, number = signed(trade)
    before = dump(trade.database)
    with pytest.raises(NothingToAmend) as raised:
        amend(trade, number)
    assert "record-adaptation" in str(raised.value.remedy)
    assert dump(trade.database) == before
    trade.act("move-slot", f"{ref}/S3", {"day": "2026-10-20", **MORNING})
    assert amend(trade, number) == f"{number}-A1"


def test_amendments_are_numbered_under_their_agreement_each_from_the_last(trade: Trade) -> None:
    _ref, number = signed(trade)
    first = amend(trade, number, price_change_cents=50_000, price_label="Une demi-journée de plus")
    with pytest.raises(AmendmentWaits, match=first):
        amend(trade, number, headcount_max=14)
    trade.act("record-signature", first, SIGNED)
    second = amend(trade, number, headcount_max=14)
    assert second == f"{number}-A2"
    said = sheet(trade.database, second)
    assert (said["former"], said["matters"]) == ([first], ["headcount"])
    assert (said["net_before_cents"], said["net_after_cents"]) == (340_000, 340_000)
    assert kept(trade.database, second)["total_cents"] == 340_000


def test_a_withdrawn_amendment_changes_nothing(trade: Trade) -> None:
    _ref, number = signed(trade)
    first = amend(trade, number, price_change_cents=50_000)
    trade.act("withdraw-contract", first, reason="given up")
    second = amend(trade, number, headcount_max=14)
    assert second == f"{number}-A2"
    assert sheet(trade.database, second)["net_before_cents"] == 290_000


def test_an_agreement_is_amended_once_signed_and_not_taken_back_under_an_amendment(trade: Trade) -> None:
    _ref, _quote, number = agreed(trade)
    with pytest.raises(ContractMoveRefused) as raised:
        amend(trade, number, headcount_max=14)
    assert "record-signature" in str(raised.value.remedy)
    trade.act("record-signature", number, SIGNED)
    amendment = amend(trade, number, headcount_max=14)
    with pytest.raises(AmendedSince, match=amendment):
        trade.act("reverse-signature", number, reason="wrong one")


def test_a_price_never_falls_below_nothing(trade: Trade) -> None:
    _ref, number = signed(trade)
    with pytest.raises(Invalid, match="negative"):
        amend(trade, number, price_change_cents=-290_001)
    said = sheet(trade.database, amend(trade, number, price_change_cents=-90_000))
    assert (said["net_before_cents"], said["net_after_cents"]) == (290_000, 200_000)


def test_fewest_people_arent_more_than_most(trade: Trade) -> None:
    _ref, number = signed(trade)
    with pytest.raises(Invalid, match="at least 15"):
        amend(trade, number, headcount_min=15, headcount_max=12)


def test_aims_change_by_an_amendment(trade: Trade) -> None:
    _ref, number = signed(trade)
    said = sheet(trade.database, amend(trade, number, aims=["Nommer les cadres", "Évaluer"]))
    assert (said["aims_before"], said["aims_after"]) == (
        ["Nommer les cadres"],
        ["Nommer les cadres", "Évaluer"],
    )


# -- adaptations


def adaptation(**values: Any) -> dict[str, Any]:
    usual = {"text": "Plus de pratique", "agreed_with": "group", "agreed_on": "2026-06-01"}
    return usual | values


def test_an_adaptation_asks_for_an_amendment_only_for_what_counts(trade: Trade) -> None:
    ref, number = signed(trade)
    result = trade.run("record-adaptation", f"{ref}/M1", adaptation())
    assert (result.stored[-1].ref, result.warnings) == (f"{ref}/D1", ())
    result = trade.run("record-adaptation", f"{ref}/M1", adaptation(aims=True))
    assert any(number in text for text in result.warnings)


def test_before_a_signature_no_amendment_is_pointed_out(trade: Trade) -> None:
    ref, _quote, _number = agreed(trade)
    assert trade.run("record-adaptation", f"{ref}/M1", adaptation(price=True)).warnings == ()


def test_an_adaptation_is_agreed_before_it_is_recorded_and_can_be_undone(trade: Trade) -> None:
    ref, _number = signed(trade)
    with pytest.raises(Invalid, match="before it is recorded"):
        trade.act("record-adaptation", f"{ref}/M1", adaptation(agreed_on="2026-06-02"))
    before = dump(trade.database)
    trade.act("record-adaptation", f"{ref}/M1", adaptation(who="Le groupe"))
    trade.undo()
    assert dump(trade.database) == before
    with pytest.raises(NotFound):
        trade.act("edit-adaptation", f"{ref}/D1", adaptation())
