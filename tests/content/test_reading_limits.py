"""Files are judged before they are parsed: size, encoding, syntax, doubles, numbers that aren't."""

from __future__ import annotations

import gc
import os
from contextlib import suppress
from pathlib import Path

import pytest

from backoffice.content.reading import (
    JSON_BYTES,
    JSON_SIGNS,
    TOML_BYTES,
    TooLarge,
    TooMany,
    Unreadable,
    parse_json,
    parse_toml,
    read_text,
    signs_of,
)


def test_a_file_over_the_limit_is_refused_with_its_size(tmp_path: Path) -> None:
    path = tmp_path / "grand.toml"
    path.write_bytes(b"#" * (TOML_BYTES + 1))
    with pytest.raises(TooLarge) as raised:
        read_text(path, TOML_BYTES)
    assert str(TOML_BYTES + 1) in raised.value.message
    with pytest.raises(TooLarge):
        parse_toml("#" * (TOML_BYTES + 1), "grand.toml")
    with pytest.raises(TooLarge):
        parse_json(" " * (JSON_BYTES + 1), "grand.json")


@pytest.mark.parametrize("kind", ["missing", "folder", "latin-1"])
def test_what_cant_be_read_is_named_with_a_remedy(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "essai.toml"
    if kind == "folder":
        path.mkdir()
    if kind == "latin-1":
        path.write_bytes("é".encode("latin-1"))
    with pytest.raises(Unreadable) as raised:
        read_text(path)
    assert "essai.toml" in raised.value.message
    assert raised.value.remedy


def test_a_byte_order_mark_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "bom.toml"
    path.write_bytes(b"\xef\xbb\xbfa = 1\n")
    assert parse_toml(read_text(path), "bom.toml") == {"a": 1}


@pytest.mark.parametrize(
    ("text", "line"),
    [("a = 1\nb = \n", 2), ("a = 1\na = 2\n", 2), ("x\n", 1), ("a = 1\n" + ".".join("a" * 40) + " = 1", 2)],
)
def test_a_toml_mistake_says_its_line(text: str, line: int) -> None:
    with pytest.raises(Unreadable) as raised:
        parse_toml(text, "essai.toml")
    assert raised.value.place.line == line


@pytest.mark.parametrize("text", ["[" * 5_000, '{"a":' * 5_000, "a = " + "[" * 5_000])
def test_a_text_nested_too_deep_is_refused_not_a_crash(text: str) -> None:
    with pytest.raises(Unreadable):
        (parse_toml if text.startswith("a") else parse_json)(text, "profond")


@pytest.mark.parametrize("text", ['{"a": 1, "a": 2}', '[{"b": {"a": 1, "a": 1}}]', "[NaN]", "[-Infinity]"])
def test_double_keys_and_numbers_that_arent_are_refused_in_json(text: str) -> None:
    with pytest.raises(Unreadable):
        parse_json(text, "essai.json")


def test_a_json_mistake_says_its_line() -> None:
    with pytest.raises(Unreadable) as raised:
        parse_json('{\n "a": 1,\n}', "essai.json")
    assert raised.value.place.line == 3


@pytest.mark.parametrize(
    "unit", ["[]", "{}", '{"a":1}', '{"a":{"b":{}}}', "1", '""', "[[[[[1]]]]]", '{"n":"\\\\ud83c"}']
)
def test_a_json_text_of_too_many_values_is_refused_before_it_is_read(
    unit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "[" + ",".join([unit] * (JSON_SIGNS // signs_of(f"{unit},") + 1)) + "]"
    assert len(text) < JSON_BYTES
    monkeypatch.setattr("backoffice.content.reading.json.loads", lambda *_args, **_more: pytest.fail("read"))
    with pytest.raises(TooMany) as raised:
        parse_json(text, "liste.json")
    assert raised.value.code == "too_large"
    assert raised.value.remedy


def test_a_long_text_of_few_values_is_read() -> None:
    text = '{"a":"' + "é, bonjour " * 300_000 + '"}'
    assert len(parse_json(text, "liste.json")["a"]) == 3_300_000


@pytest.mark.parametrize("text", ["[1]", "[1", '{"a":1,"a":2}'])
def test_reading_json_leaves_the_collector_of_memory_as_it_was(text: str) -> None:
    with suppress(Unreadable):
        parse_json(text, "liste.json")
    assert gc.isenabled()


def test_a_pipe_is_refused_and_told_how_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "tube"
    os.mkfifo(path)
    with pytest.raises(Unreadable) as raised:
        read_text(path)
    assert " - " in (raised.value.remedy or "")
