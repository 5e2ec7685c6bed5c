"""Rate cards and prices from the command line: a file in and out, a quote priced, what is said of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Call
from tests.services.pricing_kit import CARD

REF = "INT-2026-0003"


@pytest.fixture
def card(call: Call, tmp_path: Path) -> Path:
    path = tmp_path / "tarifs-2026.toml"
    path.write_text(CARD.replace("INTRA-2026", "ESSAI-2026"), encoding="utf-8")
    assert call("import", str(path)).status == 0
    return path


def test_a_card_comes_in_as_a_file_and_goes_out_and_in_again(call: Call, card: Path, tmp_path: Path) -> None:
    shown = call("show", "ESSAI-2026", "--json").json
    assert (shown["format"], len(shown["rates"])) == ("rate-card/1", 6)
    assert "ESSAI-2026" in [one["ref"] for one in call("rate-cards", "--json").json["items"]]
    assert call("import", str(card)).status == 0
    assert call("show", "ESSAI-2026", "--json").json["version"] == 1
    assert call("export", str(tmp_path / "out")).status == 0
    records = tmp_path / "out" / "records" / "rate_cards.json"
    assert "ESSAI-2026" in records.read_text(encoding="utf-8")
    assert call("import", str(records)).status == 0
    assert call("show", "ESSAI-2026", "--json").json == shown


def test_a_card_with_a_mistake_is_refused_with_its_place(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "tarifs.toml"
    path.write_text(CARD.replace('price = "900"', "price = 900"), encoding="utf-8")
    errors = call("import", str(path), "--json")
    assert errors.status == 1
    assert "rates[1]" in errors.out


def test_a_quote_is_priced_explained_and_compared(call: Call, card: Path) -> None:
    number = next(one for one in call("show", REF, "--json").json["quotes"] if one["state"] == "issued")
    before = call("price", REF, "--json").json
    assert before["proposed"] is None
    assert {one["origin"] for one in before["lines"]} == {"by_hand"}
    assert call("price", REF, "--card", "ESSAI-2026", "--json").json["proposed"]["lines"]
    assert call("revise-quote", number["ref"]).status == 0
    draft = f"{REF}/V2"
    done = call("price-quote", draft, "--card", "ESSAI-2026", "--km", "240", "--replace-all", "yes")
    assert done.status == 0, done.err
    found = call("price", draft, "--json").json
    assert (found["format"], found["card"], found["net_cents"]) == ("pricing/1", "ESSAI-2026", 513_400)
    told = call("price", draft, "--explain")
    assert told.status == 0
    assert "ESSAI-2026 day" in told.out
    assert call("add-payer", REF, "--name", "OPCO", "--share", "80").status == 0
    assert "OPCO" in call("price", draft).out
    funding = call("show", REF, "--json").json["funding_plan"]
    assert funding["client_cents"] == 513_400 - 410_720
    assert call("show", f"{REF}/F1", "--json").json["format"] == "payer/1"
    assert call("doctor").status == 0


def test_what_has_no_quote_says_so(call: Call) -> None:
    assert call("price", "SES-9999-0001", "--json").errors[0]["code"] == "not_found"
