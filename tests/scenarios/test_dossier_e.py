"""Dossier E: a formation-action in three modules, from request to printed sheets."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from backoffice.services.lists import read
from backoffice.services.office import Office
from tests.cli.conftest import ROOT
from tests.scenarios.conftest import Printed, journal_reasons, marked

E = "INT-2026-0001"
QUOTE = f"{E}/DEV-2026-0001-1.pdf"
ANALYSIS = f"{E}/ANALYSE-{E}-N1.pdf"
LETTER, MAIL = f"{E}/AR-{E}.pdf", f"{E}/AR-{E}.eml"
AGREEMENTS = (f"{E}/CONV-2026-0002.pdf", f"{E}/CONV-2026-0002-A1.pdf")
PROPOSAL = f"{E}/{E}-R1.pdf"
OPTIONS = f"{E}/OPT-{E}.pdf"
SHEETS = tuple(f"{E}/EMA-{E}-M{n}-G1.pdf" for n in (1, 2, 3))


def test_the_dossier_goes_from_request_to_printed_sheets(office: Office) -> None:
    shown = office.show(E)
    assert (shown["stage"], shown["next"]) == ("accepted", {"act": "close", "missing": ["the slots ahead"]})
    assert shown["skipped"] == []
    assert shown["minutes"]["confirmed"] == shown["minutes"]["total"] == 5 * 420
    kept = {one["path"] for one in shown["documents"]}
    assert kept == {LETTER, MAIL, ANALYSIS, OPTIONS, QUOTE, PROPOSAL, *SHEETS, *AGREEMENTS}
    client = shown["client"]["ref"]
    assert len(read(office, "participants", (("client", client),))["items"]) == 9


def test_the_client_validated_a_complete_analysis_before_the_offer(office: Office, printed: Printed) -> None:
    [analysis] = office.show(E)["needs"]
    assert (analysis["state"], analysis["complete"], analysis["missing"]) == ("validated", True, [])
    assert analysis["validated"]["by"] == "Isabelle Chambraud"
    text = printed(ANALYSIS)
    for fact in ("Analyse du besoin", "Isabelle Chambraud", "Une adaptation a-t-elle été convenue", "oui"):
        assert fact in text, fact


def test_modules_keep_the_labels_of_the_longer_action_and_three_to_eight_weeks_between_them(
    office: Office,
) -> None:
    modules = office.show("FA-COOP")["formats"][0]["modules"]
    assert [one["label"] for one in modules] == ["Module 3", "Module 4", "Module 5"]
    for module in modules[1:]:
        link = module["link"]
        assert (link["least"], link["most"]) == ({"n": 3, "unit": "weeks"}, {"n": 8, "unit": "weeks"})
        assert link["meanwhile_minutes"] > 0
    assert "élargi" in modules[2]["audience"]


def test_what_the_sheet_calls_its_modules_elsewhere_stays_an_open_question(office: Office) -> None:
    [question] = office.show(E)["questions"]
    assert (question["state"], question["about"]) == ("open", "programme.formats")
    assert len(question["seen"]) == 2
    assert all(journal_reasons(office, "issue-quote", E))


def test_four_evaluations_and_two_access_delays_are_kept(office: Office) -> None:
    shown = office.show("FA-COOP")
    assert all(shown["evaluations"][when] for when in ("before", "during", "end", "later"))
    assert [(one["request_kind"], one["most"]) for one in shown["access_delays"]] == [
        ("intra", {"n": 15, "unit": "days"}),
        ("inter", {"n": 1, "unit": "months"}),
    ]


def test_what_the_source_doesnt_state_is_marked_as_ours(office: Office) -> None:
    # Not stated: hours a day, gaps in figures, price, headcount; and three readings of ours.
    assert {
        *("slots[].start", "slots[].end", "slots[].date", "quotes[].net_cents", "headcount"),
        *("slots[].trainers", "commitments"),
    } <= marked(office.show(E))
    programme = marked(office.show("FA-COOP"))
    assert {"formats[0].modules[].parts", "formats[0].modules[1].link"} <= programme
    assert not any(path.startswith(("access_delays", "evaluations", "audience")) for path in programme)


def test_the_quote_holds_the_dossiers_facts(printed: Printed) -> None:
    text = printed(QUOTE)
    for fact in (
        "DEV-2026-0001-1",
        "Caisse des familles du Haut-Taurion",
        "Isabelle CHAMBRAUD",
        "L’Atelier des Passerelles",
        "999 017 429 00013",
        "75 87 02413 87",
        "Formation-action : conduire la coopération territoriale (modules 3 à 5)",
        "Module 3",
        "Module 4",
        "Module 5",
        "35 h",
        "Émis le 22 mai 2026",
        "Salle du Foirail",
        "Espace Taurion",
        "11 321,35",
        "Acompte à la signature",
        "261-4-4",
        "Bon pour accord",
        "Maëlle Kerbrat",
        "Idriss Benamar",
        "À prévoir par le client : Salle en îlots, vidéoprojecteur",
    ):
        assert fact in text, fact


def test_the_letter_says_what_was_understood_and_what_is_promised(printed: Printed) -> None:
    text = printed(LETTER)
    for fact in (
        "Accusé de réception",
        "20 mai 2026",
        "Isabelle CHAMBRAUD",
        "6 à 12 personnes",
        "Guéret (Creuse)",
        "Notre première réponse Nous jeudi 4 juin 2026",
        "Élodie ROUX 05 36 49 12 31",
        "Samir BELKACEM 05 36 49 12 34",
        "Cet enregistrement ne vaut pas agrément de l’État.",
    ):
        assert fact in text, fact
    assert "préfet de région" not in text, "a letter isn't a contract"


def test_the_mail_carries_the_very_letter(played: Path) -> None:
    found = message_from_bytes((played / "invoices" / MAIL).read_bytes(), policy=default)
    [attached] = found.iter_attachments()
    assert attached.get_content() == (played / "invoices" / LETTER).read_bytes()
    assert found["x-unsent"] == "1"
    assert [one.addr_spec for one in found["to"].addresses] == ["i.chambraud@familles-haut-taurion.example"]
    assert found["date"].datetime == datetime(2026, 5, 20, 9, 40, tzinfo=UTC)


def test_the_mail_is_its_specimen_but_for_the_bytes_of_the_letter(played: Path) -> None:
    made, kept = (
        message_from_bytes(data, policy=default)
        for data in ((played / "invoices" / MAIL).read_bytes(), (ROOT / "invoices" / MAIL).read_bytes())
    )
    assert made.get_body().get_content() == kept.get_body().get_content()
    assert (made["subject"], made["date"]) == (kept["subject"], kept["date"])


@pytest.mark.parametrize("rank", [1, 2, 3])
def test_each_sheet_names_its_module_its_people_and_its_half_days(printed: Printed, rank: int) -> None:
    text = printed(SHEETS[rank - 1])
    facts = [
        f"Module {rank + 2}",
        "Caisse des familles du Haut-Taurion",
        "AUCLAIR",
        "PEYROT",
        "ÉVRARD",
        "Œnone",
    ]
    days = {1: ("7", "8"), 2: ("12", "13"), 3: ("20",)}[rank]
    for fact in (*facts, "modules 3 à 5", "Kerbrat", *days):
        assert fact in text, fact
    assert ("Benamar" in text) == (rank > 1)
