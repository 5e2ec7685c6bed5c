"""The demonstration's agreements, amendment and contract: what they say, and where their signatures stand."""

from __future__ import annotations

import pytest

from backoffice.domain.contracts import ContractMoveRefused
from backoffice.services.desk import OfficeDesk
from backoffice.services.office import Office
from tests.scenarios.conftest import Printed, dossier, words

E = "INT-2026-0001"


def test_dossier_e_is_agreed_signed_and_amended_by_an_option(office: Office, printed: Printed) -> None:
    shown = office.show(E)
    agreement, amendment = shown["agreements"]
    assert [one["kind"] for one in shown["agreements"]] == ["agreement", "amendment"]
    assert (agreement["state"], amendment["state"]) == ("signed", "asked")
    assert amendment["total_cents"] - agreement["total_cents"] == 145_000
    assert amendment["number"] == f"{agreement['number']}-A1"
    text = printed(f"{E}/{agreement['number']}.pdf")
    for fact in ("Convention de formation professionnelle", "Isabelle CHAMBRAUD", "35 h", "11 321,35"):
        assert fact in text, fact
    assert "12 771,35" in printed(f"{E}/{amendment['number']}.pdf")


def test_sheets_refer_to_the_agreement(office: Office, printed: Printed) -> None:
    number = office.show(E)["agreements"][0]["number"]
    assert number in printed(f"{E}/EMA-{E}-M1-G1.pdf")


def test_the_signed_agreement_shows_who_signed_and_that_nothing_else_changed(office: Office) -> None:
    found = office.show(office.show(E)["agreements"][0]["number"])
    assert found["format"] == "agreement-record/1"
    assert found["signature"]["name"] == "Isabelle Chambraud"
    assert found["to_amend"] == []
    assert [one["state"] for one in found["amendments"]] == ["asked"]


def test_an_adaptation_that_changes_no_aim_asks_for_no_amendment(office: Office) -> None:
    [adaptation] = office.show(E)["adaptations"]
    assert (adaptation["agreed_with"], adaptation["matters"]) == ("client", [])
    assert adaptation["ref"] == f"{E}/D1"


def test_screens_show_the_agreements_and_the_form_of_the_quote(office: Office) -> None:
    desk = OfficeDesk(office)
    told = words(desk.show(E))
    assert "CONV-2026-0002-A1" in told
    quote = office.show(E)["quotes"][0]["number"]
    said = words(desk.show(quote))
    assert "a training agreement" in said
    assert "60" in said
    assert "Isabelle Chambraud" in words(desk.show("CONV-2026-0002"))


def test_one_client_of_session_a_has_its_agreement_and_the_other_is_next(office: Office) -> None:
    a = dossier(office, "S44, session")
    assert [one["number"] for one in a["agreements"]] == ["CONV-2026-0001"]
    offered = {act.name: act.refused for act in OfficeDesk(office).acts_for(a["ref"])}
    assert offered["issue-agreement"] == ""
    assert "issue-contract" not in offered


def test_an_individual_of_session_c_has_a_contract_and_pays_nothing_yet(
    office: Office, printed: Printed
) -> None:
    c = dossier(office, "Conduire une coopération, session")
    [contract] = c["agreements"]
    assert (contract["kind"], contract["state"]) == ("contract", "asked")
    text = printed(f"{c['ref']}/{contract['number']}.pdf")
    for fact in ("quatorze jours", "30 %", "54,00", "Margaux T", "8 à 10"):
        assert fact in text, fact
    instalments = office.show(c["quotes"][2]["number"])["instalments"]
    assert instalments[0]["due_on"] is None


def test_an_unsigned_amendment_is_no_ground_for_another(office: Office) -> None:
    with pytest.raises(ContractMoveRefused):
        office.do(
            "issue-amendment",
            "CONV-2026-0001",
            {"why": "?", "signatory": "Capucine Aubry", "price_change_cents": 1},
        )


def test_pages_are_printed_again_from_what_was_kept(office: Office) -> None:
    for ref in ("CONV-2026-0002", "CONV-2026-0002-A1", office.show(E)["quotes"][0]["number"]):
        [file] = office.print_contract(ref).files
        assert file.name.startswith("CONV-2026-0002")
