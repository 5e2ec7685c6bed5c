"""Dossier C: a one-day session of a rural resource centre, which several clients' people join."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from backoffice.domain.enrolments import EnrolmentsClosed, GroupFull, ProofMissing
from backoffice.services.desk import OfficeDesk
from backoffice.services.office import Office
from tests.scenarios.conftest import Printed, dossier, journal_reasons, marked, words


@pytest.fixture
def c(office: Office) -> dict[str, Any]:
    return dossier(office, "Conduire une coopération")


@pytest.fixture
def spare(played: Path, tmp_path: Path) -> Path:
    """The demonstration in a copy, to change."""
    return shutil.copytree(played, tmp_path / "copy")


@pytest.fixture
def later(spare: Path) -> Iterator[Any]:
    """That copy at another instant."""
    opened: list[Office] = []

    def at(*when: int) -> Office:
        opened.append(Office.open(spare, now=datetime(*when, tzinfo=UTC)))  # type: ignore[misc, arg-type]
        return opened[-1]

    yield at
    for one in opened:
        one.close()


def test_it_is_a_session_of_ours_from_half_past_nine_to_half_past_five(
    office: Office, c: dict[str, Any]
) -> None:
    assert (c["kind"], c["client"], c["stage"]) == ("own_session", None, "offered")
    held = [slot for slot in c["slots"] if slot["date"]]
    assert {slot["date"] for slot in held} == {"2027-04-12"}
    assert (held[0]["start"], held[-1]["end"]) == ("09:30", "17:30")
    assert sum(slot["minutes"] for slot in held) == c["minutes"]["total"] == 420
    assert c["headcount"] == {"min": 8, "max": 10}


def test_the_net_hours_stay_an_open_question_on_its_module(office: Office, c: dict[str, Any]) -> None:
    [question] = c["questions"]
    assert (question["state"], question["about"], question["source"]) == ("open", "M1", "COND-COOP")
    assert question["seen"] == [{"value": "de 9 h 30 à 17 h 30", "where": "annonce de 2017"}]
    assert all(journal_reasons(office, "issue-quote", c["ref"]))


def test_the_survey_before_takes_no_date(office: Office, c: dict[str, Any]) -> None:
    [survey] = [slot for slot in c["slots"] if slot["date"] is None]
    assert office.show(survey["id"])["part"] == "Enquête préalable"
    assert office.show("COND-COOP")["evaluations"]["before"]


def test_people_of_several_clients_join_with_their_payer(office: Office, c: dict[str, Any]) -> None:
    group = office.show(c["groups"][0])
    assert (group["minimum"], group["teaching_max"], group["enrolled"], group["candidates"]) == (8, 10, 6, 2)
    payers = [one["payer"] for one in group["participants"]]
    assert {payer[:3] for payer in payers} == {"CLI", "FUN", "per"}
    assert len(set(payers)) == 5
    employers = {office.show(one["ref"])["client"] for one in group["participants"]}
    assert len(employers) == 4
    assert [one["net_cents"] for one in c["quotes"]] == [2 * 18_000, 2 * 18_000, 18_000]


def test_registration_closes_before_the_5th_so_at_the_end_of_the_4th(c: dict[str, Any], later: Any) -> None:
    group = f"{c['ref']}/G1"
    assert later(2027, 4, 4, 21, 59).show(group)["closes"] == "2027-04-04T22:00:00Z"
    client = later(2027, 4, 4, 21, 59).show(f"{c['ref']}/G1/P1")["payer"]
    later(2027, 4, 4, 21, 59).do("enrol", group, {"people": ["DERNIÈRE Une"], "client": client})
    with pytest.raises(EnrolmentsClosed):
        later(2027, 4, 4, 22, 0).do("enrol", group, {"people": ["TARDIF Un"], "client": client})


def test_membership_of_the_year_is_asked_of_everybody(office: Office, c: dict[str, Any], later: Any) -> None:
    [requirement] = office.show("COND-COOP")["requirements"]
    assert (requirement["kind"], requirement["mandatory"]) == ("membership", True)
    group = office.show(c["groups"][0])
    candidate = next(one for one in group["participants"] if one["state"] == "candidate")
    now = later(2026, 6, 1, 7, 0)
    now.do("admit", candidate["id"])
    with pytest.raises(ProofMissing):
        now.do("confirm-enrolment", candidate["id"])
    client = office.show(candidate["ref"])["client"]
    now.do("record-membership", client, {"label": "Adhésion 2027", "from_day": "2027-01-01"})
    now.do("confirm-enrolment", candidate["id"])
    assert now.show(candidate["id"])["state"] == "enrolled"


def test_ten_people_and_no_more(c: dict[str, Any], later: Any) -> None:
    now = later(2026, 6, 1, 7, 0)
    group, client = f"{c['ref']}/G1", now.show(f"{c['ref']}/G1/P1")["payer"]
    with pytest.raises(GroupFull):
        now.do("enrol", group, {"people": [f"NOM{n} Prénom" for n in range(5)], "client": client})
    now.do("enrol", group, {"people": [f"NOM{n} Prénom" for n in range(4)], "client": client})
    assert now.show(group)["seats_left"] == 0


def test_a_day_of_a_published_school_year_is_known_and_one_of_2017_is_unknown_not_none(
    c: dict[str, Any], spare: Path
) -> None:
    office = Office.open(spare)
    slot = next(one for one in c["slots"] if one["date"])
    # Givors is in zone A, whose spring holidays of 2027 begin on Saturday 10 April.
    assert "Spring" in str(office.show(slot["id"])["school_holiday"])
    was = {
        "start": slot["start"],
        "finish": slot["end"],
        "venue": slot["venue"],
        "trainers": slot["trainers"],
    }
    office.do("move-slot", slot["id"], was | {"day": "2017-04-12"})
    told = office.show(slot["id"])["school_holiday"]
    assert told is not None
    assert "not published" in told
    assert "not published" in words(OfficeDesk(office).show(slot["id"]))
    # A day of class in a published year is none.
    office.do("move-slot", slot["id"], was | {"day": "2027-03-16"})
    assert office.show(slot["id"])["school_holiday"] is None
    office.close()


def test_its_quotes_and_sheet_say_so(c: dict[str, Any], printed: Printed) -> None:
    clients = ("Terres vives du Gier", "Syndicat mixte des Hauts-Plateaux")
    for quote, name in zip(c["quotes"][:2], clients, strict=True):
        text = printed(f"{c['ref']}/{quote['number']}.pdf")
        for fact in (name, "le 12 avril 2027", "Être à jour de son adhésion", "180,00", "360,00", "Givors",
                     "9 h 30 – 12 h 30", "13 h 30 – 17 h 30", "Solène Garrigue"):  # fmt: skip
            assert fact in text, (name, fact)
    sheet = printed(f"{c['ref']}/EMA-{c['ref']}-M1-G1.pdf")
    for fact in ("Plusieurs clients", "BERLIOZ", "OLIVEIRA", "Terres vives du Gier", "lun. 12 avr. 2027"):
        assert fact in sheet, fact
    assert "SOUBEYRAND" not in sheet  # a candidate


def test_what_the_source_doesnt_state_is_marked(office: Office, c: dict[str, Any]) -> None:
    # Not stated: net hours and half-days, price apart from the membership, exact venue.
    assert {
        *("slots[].minutes", "slots[1].end", "slots[2].start", "quotes[].net_cents", "slots[].venue"),
    } <= marked(c)
    assert not {"headcount", "slots[].date", "slots[1].start", "slots[2].end"} & marked(c)
    programme = marked(office.show("COND-COOP"))
    assert {"shown_prices", "formats[0].modules[0].parts[1].minutes"} <= programme
    assert "requirements" not in programme
    assert "formats[0].headcount_least" not in programme
