"""Dossier B: exact half-days, two speakers, sub-groups, and a second day that alone may change."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from backoffice.content.programme import programme_of
from backoffice.domain.hours import OtherHours
from backoffice.services.desk import OfficeDesk
from backoffice.services.office import Office
from tests.scenarios.conftest import Printed, dossier, journal_reasons, marked, words

MORNING, AFTERNOON = (time(9), time(12, 30)), (time(14), time(17, 30))


@pytest.fixture
def b(office: Office) -> dict[str, Any]:
    return dossier(office, "Appui de deux jours")


@pytest.fixture
def spare(played: Path, tmp_path: Path) -> Iterator[Office]:
    """The demonstration in a copy, to change."""
    opened = Office.open(shutil.copytree(played, tmp_path / "copy"))
    yield opened
    opened.close()


def test_the_programme_gives_exact_half_days_and_lets_the_second_day_alone_change(office: Office) -> None:
    [module] = programme_of(
        {k: v for k, v in office.show("ACC-TERR").items() if k not in HEAD}
    ).formats[0].modules  # fmt: skip
    questionnaire, *half_days = module.parts
    assert [(part.start, part.finish) for part in half_days] == [MORNING, AFTERNOON] * 2
    assert [part.adjustable for part in half_days] == [False, False, True, True]
    assert [part.block for part in half_days] == [0, 0, 1, 1]
    assert (questionnaire.nature, questionnaire.supervision) == ("preparation", "none")
    assert not questionnaire.is_training


HEAD = ("ref", "version", "state", "valid_from")


def test_the_questionnaire_takes_no_date_and_no_training_hour(b: dict[str, Any]) -> None:
    undated = [slot for slot in b["slots"] if slot["date"] is None]
    assert [slot["minutes"] for slot in undated] == [30]
    assert b["minutes"] == {
        "total": 840, "to_plan": 0, "proposed": 0, "held": 0, "confirmed": 840, "done": 0
    }  # fmt: skip
    assert b["next"]["act"] == "close"


def test_two_speakers_teach_and_each_leads_a_sub_group_on_the_second_morning(
    office: Office, b: dict[str, Any]
) -> None:
    by_day: dict[str, list[dict[str, Any]]] = {}
    for slot in b["slots"]:
        by_day.setdefault(f"{slot['date']} {slot['start']}", []).append(slot)
    beside = by_day["2026-10-08 09:00"]
    assert [len(slot["trainers"]) for slot in beside] == [1, 1]
    assert len({slot["trainers"][0] for slot in beside}) == len({slot["venue"] for slot in beside}) == 2
    assert [office.show(slot["id"])["copy"] for slot in beside] == [1, 2]
    whole = [slots[0] for when, slots in by_day.items() if when[:4] == "2026" and len(slots) == 1]
    assert [len(slot["trainers"]) for slot in whole] == [2, 2, 2]


def test_the_gap_between_the_days_stays_in_its_bounds(office: Office, b: dict[str, Any]) -> None:
    days = sorted({date.fromisoformat(slot["date"]) for slot in b["slots"] if slot["date"]})
    [gap] = office.show("ACC-TERR")["formats"][0]["modules"][0]["block_gaps"]
    assert gap["least"]["n"] * 7 <= (days[1] - days[0]).days <= gap["most"]["n"] * 7


def test_the_first_day_takes_no_other_hours_and_the_second_does_within_its_range(
    spare: Office, b: dict[str, Any]
) -> None:
    ref, venue = b["ref"], b["slots"][1]["venue"]

    def moved(slot: int, start: str, finish: str, **more: Any) -> dict[str, Any]:
        was = spare.show(f"{ref}/S{slot}")
        values = {"day": was["date"], "start": start, "finish": finish, "venue": venue}
        spare.do("move-slot", f"{ref}/S{slot}", values | {"trainers": was["trainers"]} | more)
        return spare.show(f"{ref}/S{slot}")

    with pytest.raises(OtherHours, match="Jour 1, matin"):
        moved(2, "09:30", "13:00")
    assert moved(6, "14:00", "16:30")["minutes"] == 150
    with pytest.raises(OtherHours, match="Jour 2, après-midi"):
        moved(6, "14:00", "16:00", minutes=120)
    # By name and with a reason, anything that the day allows.
    assert moved(2, "09:30", "13:00", other_hours="grève des trains")["start"] == "09:30"


def test_its_own_second_afternoon_was_moved_without_asking_anybody_why(
    office: Office, b: dict[str, Any]
) -> None:
    [past] = office.show(f"{b['ref']}/S6")["past"]
    now = office.show(f"{b['ref']}/S6")
    assert (past["start"], now["start"], now["minutes"]) == ("14:00", "13:30", 210)
    assert now["programme_hours"]["adjustable"] is True


def test_it_isnt_established_as_training_so_nothing_says_so_and_tax_is_counted(
    office: Office, b: dict[str, Any], printed: Printed
) -> None:
    [quote] = b["quotes"]
    assert quote["vat_cents"] == quote["net_cents"] // 5
    text = printed(f"{b['ref']}/{quote['number']}.pdf")
    assert "Si la prestation est reconnue comme action de formation" in text
    assert "Accompagnement" in text
    assert "261-4-4" not in text
    assert "L'action de formation" not in text.replace("’", "'")
    assert "vaut convention de formation" not in text


def test_whether_it_is_training_stays_an_open_question_and_the_quote_left_for_a_reason(
    office: Office, b: dict[str, Any]
) -> None:
    [question] = b["questions"]
    assert (question["state"], question["source"], question["due_on"]) == ("open", "ACC-TERR", "2026-06-30")
    assert "action de formation" in question["text"]
    [reason] = journal_reasons(office, "issue-quote", b["ref"])
    assert "TVA" in reason


def test_the_quote_prints_half_days_provisions_and_both_speakers(b: dict[str, Any], printed: Printed) -> None:
    text = printed(f"{b['ref']}/{b['quotes'][0]['number']}.pdf")
    for fact in (
        "9 h 00 – 12 h 30",
        "14 h 00 – 17 h 30",
        "jeudi 24 septembre 2026",
        "jeudi 8 octobre 2026",
        "pause-café",
        "sans disposition frontale",
        "Solène Garrigue",
        "Victor Mballa",
        "Questionnaire préalable",
        "hors durée de formation",
        "sept rubriques",
        "14 h · 2 jours",
    ):
        assert fact in text, fact


def test_the_sheet_has_one_column_for_a_morning_in_sub_groups_and_both_sign(
    b: dict[str, Any], printed: Printed
) -> None:
    text = printed(f"{b['ref']}/EMA-{b['ref']}-M1-G1.pdf")
    assert text.count("9 h 00 – 12 h 30 3 h 30") == 2 * text.count("Nom, prénom, employeur, fonction")
    assert "En sous-groupes" in text
    # Whether it is a training action is an open question: no paper says that it is.
    assert "Action de formation" not in text
    assert "13 h 30 – 17 h 00" in text
    for name in ("Garrigue", "Mballa", "ALBOUY", "VERGNE"):
        assert name in text, name


def test_what_the_source_doesnt_state_is_marked_and_shown(office: Office, b: dict[str, Any]) -> None:
    # Not stated: price, dates, place, headcount, gap between the days, prerequisites; training action or not.
    assert {
        *("quotes[].net_cents", "quotes[].vat_cents", "slots[].date", "slots[].venue", "places"),
        *("headcount", "client"),
    } <= marked(b)
    programme = marked(office.show("ACC-TERR"))
    assert {"requirements", "formats[0].modules[0].block_gaps", "formats[0].headcount_least"} <= programme
    assert not any(path.endswith((".start", ".finish")) for path in programme)
    shown = words(OfficeDesk(office).show(b["ref"]))
    assert "Ours" in shown
    assert "slots[].date" in shown
    assert "requirements" in words(OfficeDesk(office).show("ACC-TERR"))
