"""Every hostile file given to every command that reads a file: one clear refusal, and nothing has changed."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from backoffice.store.database import Database
from tests.cli.conftest import Call
from tests.services.conftest import dump

# The commands that read a file, by the ending that they expect; {} is the file.
READERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "import toml": ("toml", ("import", "{}")),
    "import json": ("json", ("import", "{}")),
    "import csv": ("csv", ("import", "{}", "--kind", "clients")),
    "values": ("json", ("new-client", "--values", "{}")),
    "programme": ("toml", ("publish-programme", "--text", "@{}")),
    "pathway": ("toml", ("publish-pathway", "--text", "@{}")),
    "method": ("toml", ("publish-method", "--text", "@{}")),
    "task template": ("toml", ("publish-task-template", "--text", "@{}")),
    "problem": ("json", ("plan", "--problem", "{}")),
    "calendar": ("json", ("check", "--problem", "{}", "--calendar", "{}")),
    "busy times": ("ics", ("import-busy", "TRA-0001", "--path", "{}")),
    "backup": ("zip", ("restore", "{}", "{}.out")),
}


def _write(text: str | bytes) -> Callable[[Path], None]:
    def made(path: Path) -> None:
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    return made


def _large(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(300_000_000)


FILES: dict[str, Callable[[Path], None]] = {
    "absent": lambda path: None,
    "empty": _write(""),
    "a folder": Path.mkdir,
    "a pipe": os.mkfifo,
    "a device": lambda path: path.symlink_to("/dev/zero"),
    "a loop": lambda path: path.symlink_to(path.name),
    "300 MB": _large,
    "bytes": _write(bytes(range(256)) * 40),
    "UTF-16": _write("format = 1\n".encode("utf-16")),
    "cp1252": _write("nom;ville\nPôle;Guéret\n".encode("cp1252")),
    "NUL": _write("name\na\0b\n"),
    "50 000 dotted keys": _write(".".join(["a"] * 50_000) + " = 1\n"),
    "10 000 tables": _write("".join(f"[t{n}]\n" for n in range(10_000))),
    "100 000 blanks": _write(" " * 100_000),
    "a long dotted key": _write("a . " * 15 + "b" * 100_000),
    "nested lists": _write("a = " + "[" * 50_000),
    "nested JSON": _write("[" * 100_000),
    "nested objects": _write('{"a":' * 100_000),
    "NaN": _write('{"format":"records/1","clients":[{"name":NaN}]}'),
    "double key": _write('{"name":"Lin","name":"Mer"}'),
    "double TOML key": _write('format = "records/1"\nformat = "records/1"\n'),
    "digits": _write('{"format":' + "9" * 100_000 + "}"),
    "cut": _write('{"format":"records/1","clients":[{"na'),
    "10 MB of one line": _write("x" * 10_000_000),
    "open quotation": _write('"' + "a;b\n" * 100_000),
    "300 columns": _write(";".join(f"c{n}" for n in range(300)) + "\n"),
    "another format": _write('{"format":"other/9"}'),
    "half a character": _write('{"format":"records/1","clients":[{"name":"\\ud83c"}]}'),
    "a bomb of entities": _write('<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'),
    "a recurrence without end": _write("BEGIN:VCALENDAR\r\n" + "BEGIN:VEVENT\r\nRRULE:FREQ=SECONDLY\r\n" * 9),
}
# What is right for the reader, empty, or another program's business: it may be taken, and changes nothing.
MAY_PASS = {
    ("import csv", "empty"),
    ("import csv", "100 000 blanks"),
    ("busy times", "a recurrence without end"),
}
ENGLISH = re.compile(
    r"No such file|Permission|Is a directory|Expect(ed|ing)|Invalid|recursion|Unterminated|Extra data|"
    r"Exceeds|codec|surrogate|Cannot|Errno|Traceback",
)


@pytest.mark.parametrize("reader", READERS)
def test_a_hostile_file_is_refused_in_ones_language_and_changes_nothing(
    call: Call, demo_folder: Path, tmp_path: Path, reader: str
) -> None:
    ending, arguments = READERS[reader]
    opened = Database.open(demo_folder / "backoffice.db")
    before = dump(opened)
    for name, make in FILES.items():
        path = tmp_path / f"{name.replace(' ', '-')}.{ending}"
        make(path)
        given = [one.replace("{}", str(path)) for one in arguments]
        said = call("--as", "er", *given, "--json", language="fr")
        where = (reader, name, said.out[:600], said.err[:600])
        assert not ENGLISH.search(said.err), where
        if (reader, name) in MAY_PASS and said.status == 0:
            continue
        assert said.status == 1, where
        for error in said.json["errors"]:
            assert error["message"], where
            assert error["code"] != "crash", where
            assert len(error["message"]) < 1_000, where
        path.unlink() if path.is_file() or path.is_symlink() else None
    assert dump(opened) == before
    opened.close()


@pytest.mark.parametrize("name", FILES)
def test_a_line_of_a_batch_is_answered_whatever_it_is(call: Call, tmp_path: Path, name: str) -> None:
    if name in ("a pipe", "a device", "300 MB"):
        return  # a stream without end is read as one: its lines are answered as they come
    path = tmp_path / "lines.jsonl"
    FILES[name](path)
    said = call("deadline", "--batch", str(path), "--json", language="fr")
    assert said.status == (0 if name == "empty" else 1)
    assert not ENGLISH.search(said.err)


@pytest.mark.parametrize("name", FILES)
def test_settings_that_cant_be_read_are_told_and_those_in_force_stay(
    call: Call, workspace: Path, name: str
) -> None:
    (workspace / "config.toml").unlink()
    FILES[name](workspace / "config.toml")
    said = call("config", "check", "--json", folder=workspace, language="fr")
    assert said.status == 1, said
    assert not ENGLISH.search(said.err), said.err[:500]
