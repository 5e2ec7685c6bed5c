"""The one line of `config.toml` that a program ever writes: where this workstation's database is."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator

from backoffice.content.reading import parse_toml
from backoffice.errors import BackofficeError, Place
from backoffice.i18n import _

CONFIG = "config.toml"
_USUAL = "backoffice.db"
_GIVEN = re.compile(r"""(?m)(\bdatabase["']?\s*=\s*)("(?:[^"\\\n]|\\.)*"|'[^'\n]*')""")
_TABLE = re.compile(r"(?m)^[ \t]*\[[ \t]*workstation[ \t]*\][^\n]*\n")


class CannotPoint(BackofficeError):
    code = "cannot_point"

    def __init__(self) -> None:
        super().__init__(
            _("Where the database is can't be changed in this config.toml."),
            place=Place(CONFIG, None, "workstation.database"),
            remedy=_("Write it as one line, database = “…”, under [workstation], then back up again."),
        )


def pointed(text: str, database: str) -> str:
    """The settings `text` with the workstation's database at `database`; every other value, and every word,
    stays. Raises CannotPoint, and Unreadable for what isn't TOML."""
    values = parse_toml(text, CONFIG)
    station = values.get("workstation", {})
    now = station.get("database") if isinstance(station, dict) else None
    if (now or _USUAL) == database:
        return text
    if not isinstance(station, dict):
        raise CannotPoint
    wanted = values | {"workstation": station | {"database": database}}
    for changed in _candidates(text, json.dumps(database, ensure_ascii=False)):
        try:
            if tomllib.loads(changed) == wanted:
                return changed
        except tomllib.TOMLDecodeError:
            continue
    raise CannotPoint


def _candidates(text: str, value: str) -> Iterator[str]:
    """The text with the value put in each place where it may belong."""
    for found in _GIVEN.finditer(text):
        yield text[: found.start(2)] + value + text[found.end(2) :]
    for found in _TABLE.finditer(text):
        yield f"{text[: found.end()]}database = {value}\n{text[found.end() :]}"
    yield f"{text.rstrip()}\n\n[workstation]\ndatabase = {value}\n"
