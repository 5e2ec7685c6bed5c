"""Dossier D: a method in eleven steps as a template, and a support action of our own around it."""

from __future__ import annotations

from typing import Any

import pytest

from backoffice.services.desk import OfficeDesk
from backoffice.services.office import Office
from tests.scenarios.conftest import Printed, dossier, marked, words

# Of each step, from the source: objectives, means (None: it gives no count).
COUNTS = ((3, 1), (1, 2), (3, 3), (3, 3), (2, 2), (3, 1), (2, 1), (2, 4), None, (1, 3), (4, 4))


@pytest.fixture
def d(office: Office) -> dict[str, Any]:
    return dossier(office, "Conduire un projet de coopération")


@pytest.fixture
def method(office: Office) -> dict[str, Any]:
    return office.show("COOP-11")


def test_each_step_has_the_objectives_and_means_that_the_source_counts(method: dict[str, Any]) -> None:
    assert method["format"] == "method/1"
    steps = method["steps"]
    assert len(steps) == 11
    counted = [(len(step["objectives"]), len(step["means"])) for step in steps]
    assert [told for told, want in zip(counted, COUNTS, strict=True) if want] == [c for c in COUNTS if c]
    assert steps[8]["means"] == ["Rétroplanning", "Liste de tâches"]
    texts = [text for step in steps for name in ("objectives", "means") for text in step[name]]
    assert len(set(texts)) == len(texts)


def test_objectives_and_means_are_lists_of_their_own_lengths(method: dict[str, Any]) -> None:
    assert any(len(step["objectives"]) != len(step["means"]) for step in method["steps"])
    assert any(not step["resources"] for step in method["steps"])


def test_every_offset_and_resource_is_ours(method: dict[str, Any]) -> None:
    assert {"steps[].begins", "steps[].lasts", "steps[].resources"} <= marked(method)
    assert "steps[].means" not in marked(method)


def test_the_catalogue_lists_the_method_and_its_page_shows_each_step(office: Office) -> None:
    desk = OfficeDesk(office)
    source = desk.source("methods")
    from backoffice.services.ports import Query

    [row] = source.rows(source.ids(Query())).values()
    assert row[0] == "COOP-11"
    shown = words(desk.show("COOP-11"))
    for step in office.show("COOP-11")["steps"]:
        assert step["title"] in shown
        assert all(text in shown for text in (*step["objectives"], *step["means"], *step["resources"]))
    assert "ACC-COOP11" in shown
    assert "Bâtir des projets" in words(desk.show("ACC-COOP11"))


def test_our_action_follows_the_method_on_site_and_at_a_distance(office: Office, d: dict[str, Any]) -> None:
    assert office.show("ACC-COOP11")["method"] == "COOP-11"
    assert [slot["mode"] for slot in d["slots"]] == ["on_site", "on_site", "remote", "on_site", "on_site"]
    assert d["stage"] == "accepted"
    assert d["minutes"]["confirmed"] == 4 * 210 + 120


def test_its_quote_and_sheets_say_so(d: dict[str, Any], printed: Printed) -> None:
    quote = printed(f"{d['ref']}/{d['quotes'][0]['number']}.pdf")
    for fact in ("12,5 % de la durée totale", "16 h", "onze étapes", "Entr’actes insertion", "2 trajets",
                 "Classe virtuelle de l’Atelier", "261-4-4"):  # fmt: skip
        assert fact in quote, fact
    remote = printed(f"{d['ref']}/EMA-{d['ref']}-M2-G1.pdf")
    assert "À DISTANCE" in remote.upper()
    for n in (1, 3):
        assert "LAFON-KACI" in printed(f"{d['ref']}/EMA-{d['ref']}-M{n}-G1.pdf")


def test_what_the_source_doesnt_state_is_marked(office: Office, d: dict[str, Any]) -> None:
    # Not stated: dates, hours, price.
    assert {"slots[].date", "minutes", "quotes[].net_cents", "client"} <= marked(d)
    assert {"formats", "objectives"} <= marked(office.show("ACC-COOP11"))
