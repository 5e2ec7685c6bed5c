"""A deadline reckoned for a person or a script, or a whole file of them, one a line."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

import click

from backoffice.cli.output import as_json, line, table
from backoffice.content.reading import Unreadable
from backoffice.domain.deadlines import Deadline, Question, zone_of
from backoffice.errors import Place
from backoffice.i18n import _, formats
from backoffice.i18n.reasons import of_system
from backoffice.services.deadlines import answer, answers, as_line, explained, one_deadline


def command(name: str) -> click.Command:
    example = (
        f'  backoffice {name} 2026-11-02 "10 working days" --explain\n'
        f"  backoffice {name} --batch questions.jsonl --json"
    )

    @click.command(
        name,
        help=_("When something is due: LENGTH after START, in French working time.")
        + "\n\n"
        + _("Units: minutes, hours, working hours, days, working days, ouvrables, clear days, weeks, months,")
        + " "
        + _("years; a sum is allowed like “1 month 5 days”.")
        + f"\n\n\b\n{_('Example:')}\n{example}",
    )
    @click.argument("start", required=False)
    @click.argument("length", required=False)
    @click.option("--backward", is_flag=True, help=_("Count back from START."))
    @click.option("--territory", help=_("Whose public holidays; FR unless given."))
    @click.option("--zone", help=_("The time zone; Europe/Paris unless given."))
    @click.option("--roll", metavar="next|previous|none", help=_("Where a day off moves."))
    @click.option("--good-friday", is_flag=True, help=_("Good Friday is off (Alsace and Moselle)."))
    @click.option("--hours", metavar="HH:MM-HH:MM,…", help=_("Opening hours, for working hours."))
    @click.option("--closed", multiple=True, metavar="DATE/DATE", help=_("An own closure; repeat."))
    @click.option("--explain", is_flag=True, help=_("Each day on the way, and why it counts or not."))
    @click.option("--batch", metavar="FILE", help=_("One JSON object a line; - reads standard input."))
    @click.option("--json", "json_out", is_flag=True, help=_("The contract's JSON, on standard output."))
    @click.pass_context
    def deadline(
        ctx: click.Context,
        /,
        batch: str | None,
        explain: bool,
        json_out: bool,
        **given: Any,
    ) -> None:
        asked = {key: value for key, value in given.items() if value not in (None, False, ())}
        if batch is not None:
            if asked or explain:
                raise click.UsageError(_("With --batch, each line says everything: give only --json."))
            ctx.exit(_batch(batch))
        if "start" not in asked or "length" not in asked:
            raise click.UsageError(_("Give START and LENGTH, or --batch FILE."))
        _one(_document(asked), explain, json_out)

    return deadline


_TYPED = re.compile(r"(?:(\d{4})-(\d\d)-(\d\d)|(\d\d?)/(\d\d?)/(\d{4}))(?: +(\d\d?)(?:[:h](\d\d))?)?")


def _start_typed(text: str) -> str:
    """A start as people write it too (``02/11/2026 10:15``), in the form of the contract."""
    found = _TYPED.fullmatch(text.strip())
    if found is None:
        return text
    year, month, day = found[1] or found[6], int(found[2] or found[5]), int(found[3] or found[4])
    at = f"T{int(found[7]):02}:{int(found[8] or 0):02}" if found[7] else ""
    return f"{year}-{month:02}-{day:02}{at}"


def _document(asked: Mapping[str, Any]) -> dict[str, Any]:
    """The options as the object that a batch line would hold."""
    found = dict(asked)
    found["start"] = _start_typed(found["start"])
    if found.get("roll") == "none":
        found["roll"] = None
    if "hours" in found:
        found["hours"] = [span.split("-") for span in found["hours"].split(",")]
    if "closed" in found:
        found["closures"] = [period.split("/") for period in found.pop("closed")]
    return found


def _one(document: Mapping[str, Any], explain: bool, json_out: bool) -> None:
    question, found = one_deadline(document)
    count = explained(question, found) if explain else None
    if json_out:
        as_json(answer(1, None, found) | ({} if count is None else {"count": count}))
        return
    line(_sentence(question, found))
    if count is not None:
        _show(count)


def _sentence(question: Question, found: Deadline) -> str:
    if question.length.by_the_clock:
        local = found.due_at.astimezone(zone_of(question.zone))
        return _("Due before {moment} ({zone}).").format(moment=formats.moment(local), zone=question.zone)
    day = formats.weekday_date(found.due_date)
    if not found.rolled:
        return _("Due by the end of {day}.").format(day=day)
    return _("Due by the end of {day}, moved from {nominal}.").format(
        day=day, nominal=formats.weekday_date(found.nominal_date)
    )


def _show(count: list[dict[str, Any]]) -> None:
    rows, counted = [], 0
    for day in count:
        counted += day["counts"]
        number = formats.number(counted) if day["counts"] else ""
        rows.append((formats.weekday_date(date.fromisoformat(day["date"])), number, day["why"] or ""))
    table((_("day"), _("counted"), _("why")), rows)


def _batch(file: str) -> int:
    out = sys.stdout.buffer
    status = 0
    with _opened(file) as lines:
        for found in answers(lines):
            status = status if found["ok"] else 1
            out.write(as_line(found))
            if file == "-":
                # Another program may wait for this answer before it asks again.
                out.flush()
    out.flush()
    return status


@contextmanager
def _opened(file: str) -> Iterator[BinaryIO]:
    if file == "-":
        yield sys.stdin.buffer
        return
    with _file(Path(file)) as opened:
        yield opened


def _file(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as wrong:
        raise Unreadable(
            _("{file} can't be read: {reason}.").format(file=path.name, reason=of_system(wrong)),
            place=Place(str(path)),
            remedy=_("Check its name and its permissions."),
        ) from None
