"""What can't stand in an offer, typed on the command line: refused with reason and place, nothing kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from backoffice.store.database import Database
from tests.cli.conftest import Call
from tests.cli.test_dossiers_that_end import OWN_PACE
from tests.services.conftest import dump

CARD = """
format = "rate-card/1"
code = "TVA"
title = "Grille"
[[rates]]
code = "jour"
label = "Journée de formation"
price = "1 400"
vat = "20 %"
"""
# A session's client whose quote waits for an answer, one of an intra dossier, one of a public buyer.
OURS, INTRA, PUBLIC = "DEV-2026-0005-1", "DEV-2026-0009-1", "DEV-2026-0006-1"
DRAFT, INTRA_DRAFT = "SES-2026-0002/V4", "INT-2026-0003/V2"
SIGNED = ("accept-quote", INTRA, "--name", "N", "--on")
HALF = ("add-instalment", DRAFT, "--label", "Acompte", "--trigger", "signature", "--share", "60 %")
EARLY = ("add-instalment", DRAFT, "--label", "Acompte", "--trigger", "signature", "--share", "30 %")

Step = tuple[str, ...]
ROWS: dict[str, tuple[tuple[Step, ...], Step, str, str, str]] = {
    "an objective without module or evaluation": (
        (("revise-proposal", "INT-2026-0003/R2"), ("set-objective", "INT-2026-0003/R3", "--text", "Rêver")),
        ("send-proposal", "INT-2026-0003/R3"),
        "proposal_lacks",
        "",
        "Nothing evaluates the objective “Rêver”.",
    ),
    "a discount of all of it": (
        (("revise-quote", OURS),),
        ("add-line", DRAFT, "--label", "X", "--unit-price", "100", "--discount", "100 %"),
        "discount_over_ceiling",
        f"{DRAFT}/L2.discount_bp",
        "100%",
    ),
    "a discount of all of the quote": (
        (("revise-quote", OURS),),
        ("edit-quote", DRAFT, "--title", "T", "--discount", "100 %"),
        "discount_over_ceiling",
        f"{DRAFT}.discount_bp",
        "100%",
    ),
    "a discount of more than all of it": (
        (("revise-quote", OURS),),
        ("add-line", DRAFT, "--label", "X", "--unit-price", "100", "--discount", "101 %"),
        "invalid",
        "discount_bp",
        "100%",
    ),
    "instalments of more than the total": (
        (("revise-quote", OURS), HALF),
        HALF,
        "bad_instalments",
        "instalments",
        "540.00",
    ),
    "an instalment with both a share and an amount": (
        (("revise-quote", OURS),),
        (*HALF, "--fixed", "100"),
        "bad_instalments",
        "instalments[2]",
        "both",
    ),
    "a public buyer asked in advance": (
        (("revise-quote", PUBLIC), EARLY),
        ("issue-quote", DRAFT, "--reason", "the price is of a day"),
        "no_advance",
        "instalments[1]",
        "public buyer",
    ),
    "VAT on an exempt line": (
        (("publish-rate-card", "--values", "card.json"), ("revise-quote", INTRA)),
        ("price-quote", INTRA_DRAFT, "--card", "TVA"),
        "vat_on_exempt",
        "rates[0].vat_bp",
        "exempt",
    ),
    "a members' price for a membership that is over": (
        (
            ("record-membership", "CLI-0006", "--label", "A", "--from", "2025-01-01", "--to", "2025-12-31"),
            ("revise-quote", INTRA),
        ),
        ("price-quote", INTRA_DRAFT, "--members", "members"),
        "membership_over",
        "members",
        "31/12/2025",
    ),
    "a signature before the quote was issued": ((), (*SIGNED, "2026-05-20"), "invalid", "on", "28/05/2026"),
    "a signature after the validity": ((), (*SIGNED, "2026-07-01"), "quote_expired", "on", "27/06/2026"),
    "a superseded version": (
        (
            ("revise-quote", INTRA),
            ("issue-quote", INTRA_DRAFT),
            ("accept-quote", "DEV-2026-0009-2", *SIGNED[2:], "2026-06-01"),
        ),
        (*SIGNED, "2026-06-01"),
        "quote_not_live",
        "",
        "superseded",
    ),
    "one's own pace without what the law asks": (
        (
            ("publish-programme", "--values", "alone.json"),
            ("receive-request", "--client", "CLI-0001", "--topic", "Seul", "--programme", "SEUL"),
            ("acknowledge", "INT-2026-0005"),
            ("start-analysis", "INT-2026-0005"),
            ("skip-needs", "INT-2026-0005", "--reason", "known"),
            ("draft-offer", "INT-2026-0005", "--programme", "SEUL"),
            ("add-line", "INT-2026-0005/V1", "--label", "Accès", "--unit-price", "90"),
        ),
        ("issue-quote", "INT-2026-0005/V1"),
        "conditions_missing",
        "",
        "Lecture guidée",
    ),
    "a picture of a file of this computer": (
        (("revise-proposal", "INT-2026-0003/R2"),),
        ("edit-section", "INT-2026-0003/R3/L1", "--before", "a\n\n![logo](/etc/passwd)"),
        "markdown_refused",
        "before",
        "/etc/passwd",
    ),
}  # fmt: skip
# In time for the quote, the days on which it is too late for it.
LATE = {"a signature after the validity": "2026-07-10T08:00:00Z"}


@pytest.mark.parametrize("row", ROWS)
def test_what_cant_stand_in_an_offer_is_refused_with_its_place(
    call: Call, workspace: Path, monkeypatch: pytest.MonkeyPatch, row: str
) -> None:
    before, wrong, code, path, words = ROWS[row]
    monkeypatch.chdir(workspace)
    for name, text in (("card.json", CARD), ("alone.json", OWN_PACE)):
        Path(name).write_text(json.dumps({"text": text}), encoding="utf-8")
    for step in before:
        done = call(*step, folder=workspace)
        assert done.status == 0, (step, done.err)
    kept = _kept(workspace)
    late = ("--now", LATE[row]) if row in LATE else ()
    errors = call(*late, *wrong, "--json", folder=workspace).errors
    [error] = [one for one in errors if words in one["message"]] or [errors[0]]
    assert (error["code"], error["path"] or "") == (code, path)
    assert words in error["message"]
    assert error["remedy"] or "should be" in error["message"]
    assert _kept(workspace) == kept


def _kept(workspace: Path) -> object:
    database = Database.open(workspace / "backoffice.db")
    try:
        return dump(database)
    finally:
        database.close()
