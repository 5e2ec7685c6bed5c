"""A dossier that ends gives its slots back; what the law asks is asked before a quote leaves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from backoffice.errors import BackofficeError
from backoffice.services.desk import OfficeDesk
from backoffice.services.issuing import ConditionsMissing
from backoffice.services.office import Office

E = "INT-2026-0001"

OWN_PACE = """
format = "programme/1"
code = "SEUL"
title = "À son rythme"
[[objectives]]
text = "Savoir"
[[formats]]
code = "F"
label = "F"
[[formats.modules]]
code = "SEUL-M1"
label = "Module 1"
title = "Lire"
[[formats.modules.parts]]
title = "Lecture guidée"
minutes = 90
where = "remote"
pace = "own_pace"
supervision = "remote_assisted"
"""


@pytest.fixture
def office(workspace: Path) -> Iterator[Office]:
    opened = Office.open(workspace)
    yield opened
    opened.close()


def states(office: Office) -> set[str]:
    return {slot["state"] for slot in office.show(E)["slots"]}


def test_a_dossier_we_give_up_takes_nobody_up_any_more(office: Office) -> None:
    assert states(office) == {"confirmed"}
    office.do("withdraw", E, reason="le client renonce")
    assert states(office) == {"cancelled"}
    office.do("new-venue", values={"name": "Autre salle"})


def test_reopened_its_slots_are_proposed_again_not_confirmed(office: Office) -> None:
    office.do("withdraw", E, reason="le client renonce")
    office.do("reopen", E, reason="le client revient")
    assert states(office) == {"proposed"}
    assert office.show(E)["stage"] == "accepted"


def test_own_pace_time_that_counts_is_issued_only_with_what_the_law_asks(office: Office) -> None:
    office.do("publish-programme", values={"text": OWN_PACE, "file": "seul.toml"})
    ref = office.do("receive-request", values={"client": "CLI-0001", "topic": "Seul", "programme": "SEUL"})
    dossier = ref.stored[-1].ref
    for act in ("acknowledge", "start-analysis"):
        office.do(act, dossier)
    office.do("skip-needs", dossier, reason="connu")
    office.do("draft-offer", dossier, {"programme": "SEUL"})
    # Nothing to date: people work when they like.
    assert OfficeDesk(office).next_step(dossier).act.name == "draft-proposal"  # type: ignore[union-attr]
    office.do("add-line", f"{dossier}/V1", {"label": "Accès", "unit_micro": 90_000_000})
    with pytest.raises(ConditionsMissing, match="Lecture guidée") as refused:
        office.do("issue-quote", f"{dossier}/V1")
    assert "D.6313-3-1" in refused.value.message
    assert office.show(dossier)["stage"] == "drafting"


def test_a_public_buyer_is_asked_nothing_in_advance(office: Office) -> None:
    client = office.do("new-client", values={"name": "Commune d'Essai", "kind": "public"}).stored[-1].ref
    dossier = office.do("receive-request", values={"client": client, "topic": "Essai"}).stored[-1].ref
    for act in ("acknowledge", "start-analysis"):
        office.do(act, dossier)
    office.do("skip-needs", dossier, reason="connu")
    office.do("draft-offer", dossier, {"programme": "FA-COOP"})
    office.do("add-line", f"{dossier}/V1", {"label": "Jour", "unit_micro": 1_000_000_000})
    try:
        issued = office.do("issue-quote", f"{dossier}/V1", reason="answered by phone").stored[-1].ref
    except BackofficeError as refused:
        pytest.fail(refused.message)
    assert [one["trigger"] for one in office.show(issued)["instalments"]] == ["end"]
