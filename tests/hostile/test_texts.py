"""Every hostile text in every field of every kind of file: kept clean and whole, or refused at its place."""

from __future__ import annotations

import csv
import io
import json
import re
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from backoffice.content.base import LINE_MAX, TEXT_MAX
from backoffice.content.reading import TOML_BYTES, TooLarge, Unreadable
from backoffice.content.record_files import TABLES
from backoffice.exchange.sources import pasted_source
from backoffice.services.exporting.run import export
from backoffice.services.importing.run import import_records
from backoffice.services.kinds import resolve
from backoffice.store.doctor import examine_database
from tests.hostile.kit import KINDS, NEEDED, source, texts_of
from tests.services.conftest import Trade, dump

# By the row of the table of hostile input that they belong to.
TEXTS = {
    "terminal": (
        "Salle [/] B",
        "[@click=app.quit]x[/]",
        "\x1b[2J\x1b]0;t\x07\x9b31mx",
        "a\u202egpj.exe \u2066b\u2069 \u200fc",
        "b\x08c\x7fd\ufeff",
        "deux\nlignes\r\net\tune",
    ),
    "pdf": (
        "Jean <jean@x.fr>",
        '<img src="/etc/passwd"/>',
        '<a href="javascript:alert(1)">x</a> &amp; &#x41;',
        "Diplôme 🎓 漢字",
        "é\u0301 œ ł €\u202f½",
    ),
    "csv": ("=1+1", "+33 6 12", "-1", "@SUM(A1)", "'=x", "''-x", '=HYPERLINK("http://x","y")', 'a;b,c"d'),
    # No table of lines may hold it: a test of its own.
    "nul": ("a\x00b",),
    "ics": ("a\x0bb\x0cc\u2028d\u2029e", "x;y,z\\n", "BEGIN:VEVENT", "RRULE:FREQ=SECONDLY"),
    "file names": ("../../etc/passwd", "CON", "-rf", "fin.", "nul.pdf", "x" * 300),
    "database": ("Robert'); DROP TABLE requests;--", "%_\\", "{n} %s {0}", "null", "NaN", "true", "[]"),
}


def hostile(kind: str) -> list[str]:
    """The texts that a file of `kind` can hold."""
    return [
        text for row, texts in TEXTS.items() for text in texts if row != "nul" or kind in ("toml", "json")
    ]


TOLD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def exported(trade: Trade, folder: Path, *, as_csv: bool = False) -> dict[str, list[dict[str, Any]]]:
    """The records of each kind, as the house gives them back."""
    export(trade.database, folder, as_csv=as_csv)
    found: dict[str, list[dict[str, Any]]] = {}
    for path in (folder / "records").glob("*.json"):
        for table, items in json.loads(path.read_text(encoding="utf-8")).items():
            if table != "format":
                found.setdefault(table, []).extend(items)
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_every_free_text_of_every_record_comes_in_clean_and_whole(
    trade: Trade, tmp_path: Path, kind: str
) -> None:
    trade.drafted()
    wanted: dict[str, list[dict[str, str]]] = {}
    for table, needed in NEEDED.items():
        rules = texts_of(table)
        given = []
        for n, text in enumerate(hostile(kind)):
            # What tells the records of a kind apart must differ; it is hostile all the same.
            own = {name: f"{text} {n}" if name == "external_ref" else text for name in rules}
            given.append(needed | ({"initials": f"z{n}"} if table == "users" else {}) | own)
        report = import_records(trade.database, [source(kind, table, *given)], user="er")
        assert not report.errors, (table, [(str(e.place), e.message) for e in report.errors])
        wanted[table] = [{name: rule(one[name]) for name, rule in rules.items()} for one in given]
    back = exported(trade, tmp_path / "out")
    for table, those in wanted.items():
        held = [{name: one.get(name) for name in those[0]} for one in back[table]]
        for one in those:
            assert one in held, (kind, table, one)
    assert not TOLD.search(json.dumps(back, ensure_ascii=False).replace("\\n", ""))
    assert [one for one in examine_database(trade.database) if one.code != "open_rights"] == []
    _inert(trade, tmp_path / "csv")


def _inert(trade: Trade, folder: Path) -> None:
    """No cell of what goes out as CSV is one that a spreadsheet runs."""
    export(trade.database, folder, as_csv=True)
    for path in (folder / "records").glob("*.csv"):
        for cells in csv.reader(io.StringIO(path.read_text(encoding="utf-8"))):
            for cell in cells:
                number = re.fullmatch(r"-?\d+", cell)
                assert number or not re.match(r"[=+\-@\t\r]", cell), (path.name, cell)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", ["\u202e", "\x00\x1b", " \t ", "\ufeff"])
def test_a_name_that_holds_nothing_once_clean_is_refused_at_its_place(
    trade: Trade, kind: str, text: str
) -> None:
    before = dump(trade.database)
    report = import_records(trade.database, [source(kind, "clients", {"name": text})], user="er")
    assert report.refused
    for error in report.errors:
        assert error.place.file == f"clients.{kind}"
        assert error.place.line or error.place.path
        assert error.message
    assert dump(trade.database) == before


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("table", sorted(NEEDED))
def test_a_text_that_is_too_long_is_refused_at_its_place_never_cut(
    trade: Trade, kind: str, table: str
) -> None:
    trade.drafted()
    before = dump(trade.database)
    for name, rule in texts_of(table).items():
        most = TEXT_MAX if rule.__name__ == "clean" else LINE_MAX
        own = dict.fromkeys(texts_of(table), "x") | {name: "x" * (most + 1)}
        if kind == "toml" and most > TOML_BYTES:
            with pytest.raises(TooLarge):
                source(kind, table, NEEDED[table] | own)
            continue
        report = import_records(trade.database, [source(kind, table, NEEDED[table] | own)], user="er")
        [error, *_more] = report.errors
        assert error.place.file == f"{table}.{kind}", name
        assert name in str(error.place) or kind not in ("toml", "json"), (name, str(error.place))
    assert dump(trade.database) == before


@pytest.mark.parametrize("kind", KINDS)
def test_a_paragraph_of_a_hundred_thousand_words_comes_in_whole_or_is_refused(
    trade: Trade, kind: str
) -> None:
    trade.drafted()
    most = TOML_BYTES - 1_000 if kind == "toml" else TEXT_MAX
    whole = " ".join(["mot"] * (most // 4))
    values = {"client": "CLI-0001", "topic": "T", "audience": whole}
    report = import_records(trade.database, [source(kind, "requests", values)], user="er")
    assert not report.errors
    with pytest.raises(TooLarge) if kind == "toml" else nullcontext():
        report = import_records(trade.database, [source(kind, "requests", values | {"audience": whole * 3})])
        assert report.errors
        assert all(error.place.file for error in report.errors)


@pytest.mark.parametrize("kind", KINDS)
def test_a_reference_that_is_hostile_leads_nowhere_and_says_where_it_stands(trade: Trade, kind: str) -> None:
    trade.drafted()
    before = dump(trade.database)
    for table in ("contacts", "requests", "groups"):
        link = "request" if table == "groups" else "client"
        # Its own reference first: two records alike would be told as such.
        given = [
            {**dict.fromkeys(texts_of(table), f"x{n}"), link: text} for n, text in enumerate(hostile(kind))
        ]
        report = import_records(trade.database, [source(kind, table, *given)], user="er")
        assert len(report.errors) == len(given)
        for error in report.errors:
            assert error.code in ("not_found", "string_too_long"), (table, error.message)
            assert error.place.file == f"{table}.{kind}"
            assert error.place.line or error.place.path
            assert error.remedy or error.code != "not_found"
    assert dump(trade.database) == before


@pytest.mark.parametrize("kind", ["csv", "comma.csv", "pasted"])
def test_a_nul_in_a_table_is_refused_with_its_line(trade: Trade, kind: str) -> None:
    before = dump(trade.database)
    report = import_records(trade.database, [source(kind, "clients", {"name": "Lin"}, {"name": "a\x00b"})])
    assert [str(error.place) for error in report.errors] == [f"clients.{kind}:3"]
    assert dump(trade.database) == before


def test_half_a_character_in_json_is_refused_and_a_whole_one_isnt() -> None:
    with pytest.raises(Unreadable) as raised:
        pasted_source('{"format":"records/1","clients":[{"name":"a\\ud83cb"}]}', "", "x.json")
    assert raised.value.place.file == "x.json"
    whole = pasted_source('{"format":"records/1","clients":[{"name":"\\ud83c\\udf93"}]}', "", "x.json")
    [raw] = whole.rows("clients")
    assert raw.values == {"name": "🎓"}


def test_half_a_character_that_is_typed_is_left_out(trade: Trade) -> None:
    ref = trade.client(name="a\udcffb")
    with trade.database.reading() as unit:
        assert resolve(unit, ref).record.name == "ab"


def test_no_kind_of_record_with_a_text_of_its_own_is_left_out() -> None:
    documents = {"methods", "programmes", "pathways", "modules", "enrolments"}
    documents |= {"questionnaires", "needs", "rate_cards", "frameworks", "order_forms", "texts"}
    assert set(NEEDED) | documents == set(TABLES)
