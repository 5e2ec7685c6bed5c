"""Figures of offers on the command line, and one printed file written where one says."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from tests.cli.conftest import Call

E = "INT-2026-0001"


def test_figures_of_offers_add_up_in_every_grouping(call: Call) -> None:
    found = call("figures", "offers", "--json").json
    assert found["format"] == "figures-offers/1"
    whole = found["all"]
    assert whole["offers"] > 0
    for name in ("by_month", "by_owner", "by_client"):
        for key in ("offers", "accepted", "open", "net_cents", "accepted_net_cents"):
            assert sum(one[key] for one in found[name]) == whole[key], (name, key)
    assert sum(one["net_cents"] for one in found["delivery"]) == whole["accepted_net_cents"]
    assert sum(one["count"] for one in found["waiting_by_age"]) == len(found["waiting"]) == whole["open"]


def test_a_period_without_offers_counts_none(call: Call) -> None:
    found = call("figures", "offers", "--from", "2020-01-01", "--to", "2020-12-31", "--json").json
    assert (found["all"]["offers"], found["all"]["conversion_bp"], found["by_month"]) == (0, None, [])


def test_the_csv_has_a_line_for_all_and_for_each_group(call: Call) -> None:
    rows = list(csv.DictReader(io.StringIO(call("figures", "offers", "--csv").out)))
    assert rows[0]["by"] == "all"
    assert {row["by"] for row in rows} == {"all", "month", "owner", "client"}


def test_people_read_it_in_french(call: Call) -> None:
    said = call("figures", "offers", language="fr")
    assert said.status == 0
    for word in ("transformation", "Sans réponse", "Affaires en cours", "Signé, par mois de réalisation"):
        assert word in said.out


def test_one_printed_file_is_written_where_one_says(call: Call, workspace: Path, tmp_path: Path) -> None:
    out = tmp_path / "fiche.pdf"
    said = call("print", "programme", "FA-COOP", "--out", str(out), "--json", folder=workspace)
    assert said.json["files"] == [str(out)]
    assert out.read_bytes().startswith(b"%PDF")


def test_several_files_arent_forced_into_one(call: Call, workspace: Path, tmp_path: Path) -> None:
    out = tmp_path / "feuilles.pdf"
    [error] = call("print", "attendance_sheet", E, "--out", str(out), "--json", folder=workspace).errors
    assert "3 files" in error["message"]
    assert not out.exists()
