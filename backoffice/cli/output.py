"""What a command prints: JSON or CSV when asked, sentences for people, errors with their place."""

from __future__ import annotations

import io
import json
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import click

from backoffice.domain.text import CONTROL
from backoffice.errors import BackofficeError, each
from backoffice.i18n import _


def as_json(value: Any) -> None:
    """Prints `value` as one JSON document."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def say(text: str) -> None:
    """Narration for people, on standard error; control characters never reach the terminal."""
    click.echo(plain(text), err=True)


def line(text: str) -> None:
    """A line of result for people, on standard output."""
    click.echo(plain(text))


def plain(text: str) -> str:
    """`text` without what a terminal would obey."""
    return CONTROL.sub("", text)


def fail(wrong: BackofficeError, *, as_json: bool) -> int:
    """Prints an error, as an ``error/1`` document or for people; gives the exit status."""
    errors = each(wrong)
    if as_json:
        click.echo(json.dumps(error_document(errors), ensure_ascii=False))
    for error in errors:
        place = f"{error.place}: " if str(error.place) else ""
        say(f"{place}{error.message}")
        if error.remedy:
            say(f"  {error.remedy}")
    return 1


class Misused(BackofficeError):
    """A command line that can't be understood."""

    code = "usage"


def usage(message: str) -> None:
    """Prints a usage mistake as an ``error/1`` document: with ``--json`` standard output is never empty."""
    misused = Misused(message, remedy=_("Add --help to the command to see what it takes."))
    click.echo(json.dumps(error_document([misused]), ensure_ascii=False))


def error_document(errors: Iterable[BackofficeError]) -> dict[str, Any]:
    """The contract's ``error/1``."""
    return {"format": "error/1", "errors": [error.as_json() for error in errors]}


def as_csv(keys: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Prints rows as CSV: lists joined by a semicolon, formulas made inert, numbers left numbers."""
    from backoffice.exchange.delimited import write_table

    out = io.StringIO()
    write_table(out, keys, ([_cell(row[key]) for key in keys] for row in rows))
    click.echo(out.getvalue(), nl=False)


def _cell(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return ";".join(str(one) for one in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return value


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Prints a small table in columns, cut to the terminal's width when there is one."""
    cells = [[plain(str(cell)).replace("\n", " ") for cell in row] for row in (heads, *rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(heads))]
    if sys.stdout.isatty():
        widths = _fitted(widths, shutil.get_terminal_size().columns)
    for index, row in enumerate(cells):
        text = "  ".join(_cut(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip()
        click.echo(click.style(text, bold=True) if index == 0 else text)
    if not rows:
        say(_("Nothing."))


def _fitted(widths: list[int], columns: int) -> list[int]:
    while sum(widths) + 2 * (len(widths) - 1) > columns and max(widths) > 8:
        widths[widths.index(max(widths))] -= 1
    return widths


def _cut(text: str, width: int) -> str:
    return text.ljust(width) if len(text) <= width else text[: width - 1] + "…"
