"""Files to import: what each holds is told by its format, its name, or whoever imports it."""

from __future__ import annotations

from pathlib import Path

import pytest

from backoffice.errors import BackofficeError
from backoffice.exchange.sources import Source, kind_of, open_source, pasted_source, text_of


def wrong(path: Path, kind: str = "") -> BackofficeError:
    with pytest.raises(BackofficeError) as caught:
        open_source(path, kind)
    assert caught.value.remedy
    return caught.value


def places(source: Source, table: str) -> list[str]:
    return [str(raw.place) for raw in source.rows(table)]


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("clients.csv", "clients"),
        ("Stagiaires 2026", "participants"),
        ("export_formateurs", "trainers"),
        ("créneaux", "slots"),
        ("demande", "requests"),
        ("liste", ""),
        ("clients et contacts", ""),
    ],
)
def test_the_name_of_a_file_says_what_it_holds_in_french_or_english(name: str, table: str) -> None:
    assert kind_of(name) == table


def test_a_csv_that_says_nothing_is_refused_with_the_kinds_there_are(tmp_path: Path) -> None:
    path = tmp_path / "liste.csv"
    path.write_text("name\nLin\n")
    refused = wrong(path)
    assert refused.code == "unknown_kind"
    assert "participants" in (refused.remedy or "")
    assert open_source(path, "stagiaires").tables == ("participants",)
    assert wrong(path, "poissons").code == "unknown_kind"


def test_a_file_holds_several_kinds_each_record_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "reprise.toml"
    path.write_text(
        'format = "records/1"\n\n[[clients]]\nname = "Lin"\n\n[[contacts]]\nname = "Zoé"\n\n'
        '[[clients]]\nname = "Mer"\n'
    )
    source = open_source(path)
    assert source.tables == ("clients", "contacts")
    assert places(source, "clients") == ["reprise.toml:3 · clients[0]", "reprise.toml:9 · clients[1]"]
    assert source.lines == 3


def test_json_gives_the_key_path(tmp_path: Path) -> None:
    path = tmp_path / "reprise.json"
    path.write_text('{"format":"records/1","clients":[{"name":"Lin"}]}')
    assert places(open_source(path), "clients") == ["reprise.json · clients[0]"]


def test_a_programme_file_and_a_bare_list_are_read_too(tmp_path: Path) -> None:
    programme = tmp_path / "coop.toml"
    programme.write_text('format = "programme/1"\ncode = "COOP"\n')
    assert open_source(programme).tables == ("programmes",)
    clients = tmp_path / "clients.json"
    clients.write_text('[{"name":"Lin"}]')
    assert open_source(clients).tables == ("clients",)


def test_what_is_pasted_is_told_apart() -> None:
    assert pasted_source("name\tcity\nLin\tGuéret\n", "clients").header().cells == ["name", "city"]  # type: ignore[union-attr]
    assert pasted_source('{"format":"records/1","clients":[]}').tables == ("clients",)
    assert pasted_source('format = "records/1"\n[[clients]]\nname = "Lin"\n').tables == ("clients",)


def test_what_is_piped_must_be_text() -> None:
    assert text_of(b"\xef\xbb\xbfLin", "-") == "Lin"
    with pytest.raises(BackofficeError) as caught:
        text_of("Lin\né".encode("cp1252"), "-")
    assert caught.value.place.line == 2


HOSTILE = {
    "dotted.toml": 'format = "records/1"\n' + ".".join("a" for _ in range(50_000)) + " = 1\n",
    "nan.json": '{"format":"records/1","clients":[{"name":NaN}]}',
    "twice.json": '{"format":"records/1","clients":[{"name":"Lin","name":"Mer"}]}',
    "twice.toml": 'format = "records/1"\n[[clients]]\nname = "Lin"\nname = "Mer"\n',
    "deep.json": "[" * 100_000,
    "deep.toml": "a = " + "[" * 50_000,
    "cut.json": '{"format":"records/1","clients":[',
    "large.json": "[" + "1," * 5_000_000 + "1]",
    "large.toml": "# " + "x" * 10_000_000,
    "other.json": '{"format":"acts/1"}',
    "number.json": "12",
    "unknown.json": '{"format":"records/1","poissons":[]}',
    "table.json": '{"format":"records/1","clients":{"name":"Lin"}}',
    "digits.json": '{"format":"records/1","clients":[{"name":' + "9" * 100_000 + "}]}",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_its_name_and_what_to_do(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(HOSTILE[name])
    assert wrong(path).place.file == name
