"""The accountant's lists and files on the command line."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from tests.cli.conftest import Call


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_instalments_are_listed_late_ones_first_with_the_same_keys_as_json_and_csv(call: Call) -> None:
    found = call("instalments", "--limit", "1000", "--json").json
    assert found["format"] == "instalments/1"
    states = [one["state"] for one in found["items"]]
    assert "late" in states
    assert states == sorted(states, key=lambda one: one != "late")
    assert all((one["days_late"] is not None) == (one["state"] == "late") for one in found["items"])
    rows = table(call("instalments", "--limit", "1000", "--csv").out)
    assert [row["id"] for row in rows] == [one["id"] for one in found["items"]]


def test_agreements_are_listed_with_the_days_their_signature_is_waited_for(call: Call) -> None:
    found = call("agreements", "--json").json
    assert found["format"] == "agreements/1"
    assert {one["kind"] for one in found["items"]} == {"agreement", "contract", "amendment"}
    for one in found["items"]:
        assert (one["days"] is None) == (one["state"] not in ("issued", "asked"))
    unsigned = call("agreements", "--filter", "unsigned=yes", "--sort", "since", "--json").json["items"]
    assert [one["days"] for one in unsigned] == sorted((one["days"] for one in unsigned), reverse=True)


@pytest.mark.parametrize("what", ["signed", "instalments"])
def test_the_accounts_are_given_the_same_as_json_as_csv_and_with_headings(call: Call, what: str) -> None:
    found = call("accounts", what, "--json").json
    assert found["format"] == f"accounts-{what}/1"
    rows = table(call("accounts", what, "--csv").out)
    assert [row["total_cents"] for row in rows] == [str(one["total_cents"]) for one in found["items"]]
    said = call("accounts", what, "--csv", "--headings", language="fr").out
    assert len(said.splitlines()) == len(rows) + 1
    assert said.splitlines()[0].count(";") == len(rows[0]) - 1


def test_what_was_signed_is_what_its_instalments_ask(call: Call) -> None:
    signed, asked = (call("accounts", what, "--json").json["items"] for what in ("signed", "instalments"))
    for key in ("net_cents", "vat_cents", "total_cents"):
        assert sum(one[key] for one in signed) == sum(one[key] for one in asked)


def test_people_read_them_in_french(call: Call) -> None:
    said = call("accounts", "signed", language="fr")
    assert said.status == 0
    assert "formation" in said.out
    assert "Tout" in said.out


def test_answers_to_be_erased_are_listed_and_a_dossier_is_asked_for_otherwise(call: Call) -> None:
    assert call("needs", "--to-erase", "--json").json == {
        "format": "replies-to-erase/1",
        "matched": 0,
        "items": [],
    }
    assert call("needs").status == 2


def test_an_instalment_is_passed_on_by_its_reference(call: Call, workspace: Path) -> None:
    first = call("instalments", "--json", folder=workspace).json["items"][0]
    done = call("--as", "nk", "hand-over-instalment", first["id"], "--on", "2026-06-01", folder=workspace)
    assert done.status == 0, done
    handed = call("instalments", "--filter", "state=handed", "--json", folder=workspace).json["items"]
    assert [one["id"] for one in handed] == [first["id"]]


def test_a_reminder_to_sign_is_written_for_what_isnt_signed(call: Call, workspace: Path) -> None:
    found = call("agreements", "--json", folder=workspace).json["items"]
    unsigned = next(one["number"] for one in found if one["days"] is not None)
    signed = next(one["number"] for one in found if one["state"] == "signed")
    assert call("--as", "nk", "signature-text", unsigned, folder=workspace).status == 0
    assert call("--as", "nk", "signature-text", signed, "--json", folder=workspace).errors[0]["code"] == (
        "nothing_to_sign"
    )
