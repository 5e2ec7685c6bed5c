"""Dossier A: course S44 in its pathway, in two formats, at a session of several clients and for one alone."""

from __future__ import annotations

from typing import Any

import pytest

from backoffice.services.desk import OfficeDesk
from backoffice.services.lists import read
from backoffice.services.office import Office
from backoffice.services.ports import Lines
from tests.scenarios.conftest import Printed, dossier, marked, words


@pytest.fixture
def session(office: Office) -> dict[str, Any]:
    return dossier(office, "S44, session")


@pytest.fixture
def intra(office: Office) -> dict[str, Any]:
    return dossier(office, "S44 en intra")


def test_the_course_stands_second_of_three_that_can_each_be_taken_alone(office: Office) -> None:
    pathway = office.show("P-COOP")
    assert [one["programme"] for one in pathway["stretches"]] == ["S43", "S44", "S45"]
    assert all(one["alone"] for one in pathway["stretches"])
    desk = OfficeDesk(office)
    for rank, code in enumerate(("S43", "S44", "S45"), start=1):
        assert f"{rank} of 3 can be taken alone" in words(desk.show(code))
        assert code in words(desk.show("P-COOP"))
        assert office.show(code)["objectives"]


def test_two_formats_and_no_session_at_a_distance(office: Office) -> None:
    on_site, remote = office.show("S44")["formats"]
    where = {part["where"] for module in on_site["modules"] for part in module["parts"]}
    assert where == {"on_site"}
    assert {part["where"] for module in remote["modules"] for part in module["parts"]} == {"remote"}
    slots = read(office, "slots", limit=1_000)["items"]
    taught = [slot for slot in slots if slot["module"].startswith("S44")]
    assert len(taught) == 8
    assert {slot["mode"] for slot in taught} == {"on_site"}


def test_two_prices_a_person_beside_one_on_quotation(office: Office) -> None:
    prices = office.show("S44")["shown_prices"]
    told = [(one["request_kind"], one["cents"], one["per"], one["members_only"]) for one in prices]
    assert told == [
        ("inter", 73_000, "person", True),
        ("inter", 95_000, "person", False),
        ("intra", None, "group", False),
    ]
    assert all("déjeuner compris" in one["label"] and "net de taxe" in one["label"] for one in prices[:2])


def test_five_objectives_no_prerequisite_and_an_evaluation_on_the_way_and_at_the_end(office: Office) -> None:
    s44 = office.show("S44")
    assert len(s44["objectives"]) == 5
    assert s44["requirements"] == []
    assert s44["evaluations"]["during"]
    assert s44["evaluations"]["end"]
    assert s44["updated_on"] == "2025-10-13"
    assert [module["label"] for module in s44["formats"][0]["modules"]] == ["Séquence 1", "Séquence 2"]


def test_the_session_of_7_and_8_july_has_people_of_members_and_of_others(
    office: Office, session: dict[str, Any]
) -> None:
    assert (session["kind"], session["client"], session["stage"]) == ("own_session", None, "accepted")
    assert {slot["date"] for slot in session["slots"]} == {"2026-07-07", "2026-07-08"}
    group = office.show(session["groups"][0])
    assert (group["minimum"], group["teaching_max"], group["decision"]) == (6, 12, "confirmed")
    payers = {one["payer"] for one in group["participants"] if one["state"] == "enrolled"}
    assert len(payers) == 3
    assert [one["state"] for one in group["participants"]].count("candidate") == 1
    venue = office.show(session["slots"][0]["venue"])
    assert venue["city"] == "Paris"


def test_each_client_has_its_own_quote_at_its_own_price(
    office: Office, session: dict[str, Any], printed: Printed
) -> None:
    assert [one["net_cents"] for one in session["quotes"]] == [3 * 73_000, 2 * 73_000, 2 * 95_000]
    assert {one["vat_cents"] for one in session["quotes"]} == {0}
    names = ("Aide et soins du Bocage", "Maison d’accueil Les Glycines", "Mutuelle des Deux Vallées")
    for quote, name, price in zip(session["quotes"], names, ("730,00", "730,00", "950,00"), strict=True):
        text = printed(f"{session['ref']}/{quote['number']}.pdf")
        for fact in (name, price, "déjeuner compris", "les 7 et 8 juillet 2026", "75011 Paris", "261-4-4",
                     "Aucun."):  # fmt: skip
            assert fact in text, (name, fact)
        assert not any(other in text for other in names if other != name)
        assert "Version" not in text


def test_each_sequence_has_its_sheet_with_everybody_and_their_employer(
    session: dict[str, Any], printed: Printed
) -> None:
    for n, day in ((1, "mar. 7 juill. 2026"), (2, "mer. 8 juill. 2026")):
        text = printed(f"{session['ref']}/EMA-{session['ref']}-M{n}-G1.pdf")
        for fact in (f"Séquence {n}", day, "Plusieurs clients", "AUBRY", "TOUATI", "MERCIER",
                     "Maison d’accueil Les Glycines", "Aurélie Thiébaut"):  # fmt: skip
            assert fact in text, fact
        assert "ROUSSEL" not in text  # a candidate isn't on the sheet


def test_intra_follows_analysis_a_proposal_and_dates_agreed_together_on_quotation(
    office: Office, intra: dict[str, Any], printed: Printed
) -> None:
    done = [row[2] for row in _history(office, intra["ref"])]
    order = ["start-analysis", "validate-needs", "draft-offer", "draft-proposal", "propose-options",
             "send-proposal", "choose-option", "issue-quote"]  # fmt: skip
    assert [done.index(label) for label in map(_label, order)] == sorted(map(done.index, map(_label, order)))
    assert (intra["stage"], intra["waiting_for"]) == ("offered", "client")
    assert [one["kind"] for one in intra["exchanges"]] == ["meeting", "call"]
    assert intra["minutes"]["held"] == intra["minutes"]["total"] == 840
    [quote] = intra["quotes"]
    text = printed(f"{intra['ref']}/{quote['number']}.pdf")
    for fact in ("Fondation des Trois-Rivières", "Analyse de la demande", "les 5 et 6 novembre 2026",
                 "S44"):  # fmt: skip
        assert fact in text, fact


def _label(act: str) -> str:
    from backoffice.services.acts import acts

    return acts()[act].label


def _history(office: Office, ref: str) -> list[tuple[str, ...]]:
    tab = next(one for one in OfficeDesk(office).show(ref).tabs if one.name == "history")
    past = next(block for block in tab.blocks if isinstance(block, Lines) and block.title == "History")
    return list(reversed(past.rows))


def test_what_the_source_doesnt_state_is_marked(office: Office, session: dict[str, Any]) -> None:
    # Not stated: hours, headcount, trainer.
    assert {"slots[].start", "slots[].end", "slots[].minutes", "headcount", "slots[].trainers"} <= marked(
        session
    )
    assert not {"slots[].date", "quotes[].net_cents"} & marked(session)
    programme = marked(office.show("S44"))
    assert {
        *("formats[0].headcount_least", "formats[0].modules[].parts[].minutes", "formats[0].modules[].team"),
        *("formats[0].modules[].parts[].start", "formats[1].modules"),
    } <= programme
    assert not any(path.startswith(("shown_prices", "audience", "methods")) for path in programme)
