"""Papers speak the client's language or the house's, never that of whoever has them printed."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from backoffice.i18n import speaking
from backoffice.store.driver import fetch
from tests.services.conftest import Trade
from tests.services.test_contracts import SIGNED, WISH, dates
from tests.services.test_dues import AMENDED
from tests.services.test_needs import BEFORE, TABLE

_CALLED = re.compile(r"(INT|DEV|CONV|CLI|GRP)-\d{4}(-\d{4})?")


def papers(trade: Trade, face: str, client: str) -> dict[str, Any]:
    """Every paper of a dossier, made by somebody whose interface speaks `face`: by its kind."""
    with trade.database.reading() as unit:
        [(before,)] = fetch(unit.driver, "SELECT count(*) FROM documents")
    with speaking(face):
        _make(trade, client)
    with trade.database.reading() as unit:
        found = fetch(unit.driver, "SELECT kind, file_name, sheet FROM documents ORDER BY id")[before:]
    return {
        f"{n} {kind}": (_CALLED.sub("X", name), json.loads(_CALLED.sub("X", sheet)))
        for n, (kind, name, sheet) in enumerate(found)
    }


def _make(trade: Trade, client: str) -> None:
    ref = trade.received(client=client)
    trade.act("acknowledge", ref)
    trade.act("skip-needs", ref, reason="connu")
    needs = trade.act("open-needs", ref, {"questionnaire": "AVANT"}).ref
    trade.act("import-replies", needs, {"text": TABLE})
    trade.act("print-needs", needs)
    trade.act("draft-offer", ref, {"programme": "COOP"})
    line = {"label": "Animation", "quantity_e4": 20_000, "unit": "jour", "unit_micro": 1_450_000_000}
    trade.act("add-line", f"{ref}/V1", line)
    dates(trade, ref)
    proposal = trade.act("draft-proposal", ref, {}).ref
    trade.act("send-proposal", proposal, reason="sans méthode")
    quote = trade.act("issue-quote", f"{ref}/V1").ref
    trade.act("accept-quote", quote, {"name": "I. Chambraud", "on": "2026-06-01"})
    contract = trade.act("issue-agreement", quote, WISH).ref
    trade.act("record-signature", contract, SIGNED)
    trade.act("issue-amendment", contract, AMENDED | {"price_change_cents": 5_000})
    trade.act("print-attendance-sheets", ref)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_paper_is_the_same_whoever_asks_for_it(trade: Trade, language: str) -> None:
    trade.act("publish-questionnaire", "", {"text": BEFORE})
    made = [papers(trade, face, trade.client(name="Caisse", language=language)) for face in ("fr", "en")]
    assert list(made[0]) == list(made[1])
    assert len(made[0]) >= 6
    for kind, (name, sheet) in made[0].items():
        other_name, other = made[1][kind]
        assert name == other_name
        assert {key: value for key, value in sheet.items() if other.get(key) != value} == {}, kind
