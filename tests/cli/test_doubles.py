"""Doubles from the command line: looked for, then merged."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Call


def test_doubles_are_listed_and_merged(call: Call, workspace: Path) -> None:
    before = [one["ref"] for one in call("clients", "--json", folder=workspace).json["items"]]
    name = ("--name", "CAISSE des familles du Haut-Taurion", "--city", "Guéret")
    twin = call("new-client", *name, "--json", folder=workspace).json["ref"]
    found = call("doubles", "client", "--json", folder=workspace).json
    assert found["format"] == "doubles/1"
    [pair] = found["items"]
    assert (pair["ref"], pair["other"], pair["why"]) == ("CLI-0001", twin, "same name, same town")
    assert call("merge-client", twin, "--into", "CLI-0001", folder=workspace).status == 0
    assert call("doubles", "client", "--json", folder=workspace).json["items"] == []
    assert call("show", twin, "--json", folder=workspace).json["merged_into"] == "CLI-0001"
    assert [one["ref"] for one in call("clients", "--json", folder=workspace).json["items"]] == before
    assert call("doctor", folder=workspace).status == 0
