"""The funding plan: who is asked, what caps leave, what was decided, what remains for the client."""

from __future__ import annotations

from typing import Any

import pytest

from backoffice.domain.pricing.funding import BadDifference, BadFundingMove, OverFunded
from backoffice.errors import BackofficeError, Invalid
from backoffice.services.funding import TooMuchGranted
from backoffice.store.doctor import examine_database
from backoffice.store.driver import fetch
from tests.services.conftest import Trade, dump
from tests.services.pricing_kit import shown


def plan(trade: Trade, ref: str) -> dict[str, Any]:
    found = shown(trade.database, ref)["funding"]
    assert found is not None
    return found


@pytest.fixture
def dossier(trade: Trade) -> str:
    """Twelve people, three half-days (10 h 30), a quote of 2 900 €."""
    return trade.drafted()


def test_a_funder_pays_its_share_within_its_caps_and_the_client_the_rest(trade: Trade, dossier: str) -> None:
    opco = trade.act("new-funder", "", {"name": "Uniformation"}).ref
    share = {"funder": opco, "share_bp": 8_000, "file_by": "2026-06-20"}
    assert trade.act("add-payer", dossier, share).ref == f"{dossier}/F1"
    assert plan(trade, dossier)["client_cents"] == 58_000
    # 15 € an hour and person: 15 x 12 x 10.5 h = 1 890 €; 3 000 a year for the house, 1 500 already used.
    caps = ["15 / heure / personne", "3000 / an / groupe - 1500"]
    trade.act("edit-payer", f"{dossier}/F1", share | {"caps": caps})
    found = plan(trade, dossier)
    assert (found["payers"][0]["asked_cents"], found["payers"][0]["pays_cents"]) == (232_000, 150_000)
    assert found["client_cents"] == 140_000
    assert "1 500" in found["payers"][0]["why"] or "1,500" in found["payers"][0]["why"]


def test_funding_goes_from_to_ask_to_asked_to_decided(trade: Trade, dossier: str) -> None:
    ref = trade.act("add-payer", dossier, {"name": "Région", "share_bp": 5_000}).ref
    with pytest.raises(BadFundingMove):
        trade.act("decide-funding", ref, {"decision": "granted", "on": "2026-06-01"})
    trade.act("ask-funding", ref, {"on": "2026-05-18", "file_number": "R-77"})
    with pytest.raises(BadFundingMove):
        trade.act("ask-funding", ref, {"on": "2026-05-19"})
    with pytest.raises(Invalid):
        trade.act("decide-funding", ref, {"decision": "granted", "on": "2026-05-10"})
    with pytest.raises(Invalid):
        trade.act("decide-funding", ref, {"decision": "granted", "on": "2026-06-02"})
    with pytest.raises(BackofficeError):
        trade.act("decide-funding", ref, {"decision": "reduced", "on": "2026-05-28"})
    with pytest.raises(TooMuchGranted):
        trade.act(
            "decide-funding", ref, {"decision": "granted", "on": "2026-05-28", "granted_cents": 145_001}
        )
    trade.act("decide-funding", ref, {"decision": "reduced", "on": "2026-05-28", "granted_cents": 100_000})
    found = plan(trade, dossier)
    assert (found["payers"][0]["pays_cents"], found["client_cents"]) == (100_000, 190_000)
    assert found["payers"][0]["file_number"] == "R-77"
    trade.act("ask-funding", ref, {"on": "2026-05-29"})
    trade.act("decide-funding", ref, {"decision": "refused", "on": "2026-06-01"})
    assert plan(trade, dossier)["client_cents"] == 290_000
    assert examine_database(trade.database) == ()


def test_the_difference_goes_to_the_payer_that_is_named_within_its_own_caps(
    trade: Trade, dossier: str
) -> None:
    first = trade.act("add-payer", dossier, {"name": "OPCO", "amount_cents": 200_000}).ref
    network = trade.client(name="Réseau")
    trade.act("add-payer", dossier, {"client": network, "share_bp": 1_000, "caps": ["1000 / action / group"]})
    trade.act("edit-payer", first, {"name": "OPCO", "amount_cents": 200_000, "difference_to": 2})
    trade.act("ask-funding", first, {"on": "2026-06-01"})
    trade.act("decide-funding", first, {"decision": "reduced", "on": "2026-06-01", "granted_cents": 150_000})
    found = plan(trade, dossier)
    assert [one["pays_cents"] for one in found["payers"]] == [150_000, 79_000]
    trade.act("ask-funding", first, {"on": "2026-06-01"})
    trade.act("decide-funding", first, {"decision": "refused", "on": "2026-06-01"})
    found = plan(trade, dossier)
    assert [one["pays_cents"] for one in found["payers"]] == [0, 100_000]
    assert found["client_cents"] == 190_000


def test_a_plan_that_funds_more_than_the_price_is_refused_with_its_place(trade: Trade, dossier: str) -> None:
    trade.act("add-payer", dossier, {"name": "OPCO", "share_bp": 8_000})
    with pytest.raises(OverFunded) as refused:
        trade.act("add-payer", dossier, {"name": "Région", "share_bp": 2_001})
    assert str(refused.value.place).startswith(f"{dossier}/F")
    with pytest.raises(BadDifference):
        trade.act("edit-payer", f"{dossier}/F1", {"name": "OPCO", "share_bp": 8_000, "difference_to": 1})
    trade.act("add-payer", dossier, {"name": "Région"})
    found = plan(trade, dossier)
    assert [one["pays_cents"] for one in found["payers"]] == [232_000, 58_000]
    assert found["client_cents"] == 0


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"name": "OPCO", "share_bp": 1_000, "amount_cents": 10},
        {"name": "OPCO", "caps": ["30 an hour"]},
        {"name": "OPCO", "caps": ["30 / fortnight"]},
        {"name": "OPCO", "caps": ["30 / day / person - 10"]},
        {"name": "OPCO", "caps": ["-30 / day"]},
    ],
)
def test_what_no_payer_can_be_is_refused(trade: Trade, dossier: str, values: dict[str, Any]) -> None:
    with pytest.raises(BackofficeError):
        trade.act("add-payer", dossier, values)


def test_funding_is_decided_for_promises_once_every_payer_has_answered(trade: Trade, dossier: str) -> None:
    for name in ("OPCO", "Région"):
        trade.act("add-payer", dossier, {"name": name, "share_bp": 2_000})
    for rank in (1, 2):
        trade.act("ask-funding", f"{dossier}/F{rank}", {"on": "2026-06-01"})

    def decided() -> int:
        query = "SELECT count(*) FROM journal WHERE payload LIKE '%funding_decided%'"
        with trade.database.reading() as unit:
            return int(next(iter(fetch(unit.driver, query)))[0])

    trade.act("decide-funding", f"{dossier}/F1", {"decision": "granted", "on": "2026-06-01"})
    assert decided() == 0
    trade.act("decide-funding", f"{dossier}/F2", {"decision": "refused", "on": "2026-06-01"})
    assert decided() == 1


def test_every_act_of_funding_is_undone(trade: Trade, dossier: str) -> None:
    before = dump(trade.database)
    ref = trade.act("add-payer", dossier, {"name": "OPCO", "share_bp": 2_000}).ref
    added = dump(trade.database)
    trade.act("ask-funding", ref, {"on": "2026-06-01"})
    trade.act("decide-funding", ref, {"decision": "granted", "on": "2026-06-01"})
    trade.undo()
    trade.undo()
    assert dump(trade.database) == added
    trade.act("remove-payer", ref)
    trade.undo()
    assert dump(trade.database) == added
    trade.undo()
    assert dump(trade.database) == before


def test_a_file_that_should_have_been_sent_is_told_before_the_quote_leaves(
    trade: Trade, dossier: str
) -> None:
    trade.act("add-payer", dossier, {"name": "OPCO", "share_bp": 2_000, "file_by": "2026-05-20"})
    told = trade.run("issue-quote", f"{dossier}/V1").warnings
    assert any("OPCO" in text and dossier in text for text in told), told


def test_a_payer_that_is_a_merged_client_follows_it(trade: Trade, dossier: str) -> None:
    double, kept = trade.client(name="Réseau"), trade.client(name="Le Réseau")
    trade.act("add-payer", dossier, {"client": double, "share_bp": 2_000})
    trade.act("merge-client", double, {"into": kept})
    assert plan(trade, dossier)["payers"][0]["client"] == kept
