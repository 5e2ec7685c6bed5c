"""Deadlines answered: one, or a stream of lines in their order; nothing is read from a workspace."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from backoffice.content.deadline import LINE_BYTES, id_of, question_of, read_object
from backoffice.domain.deadlines import Deadline, Question, days_to_explain, explain, reckon
from backoffice.errors import BackofficeError, Invalid
from backoffice.i18n import _

# A century: no person reads more, and no memory needs to hold the whole calendar.
_MOST_EXPLAINED = 36_600
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_BOM = b"\xef\xbb\xbf"


class TooLongToExplain(Invalid):
    code = "too_long_to_explain"

    def __init__(self, days: int) -> None:
        super().__init__(
            _("{days} days are too many to be listed one by one.").format(days=days),
            remedy=_("Ask again without the explanation."),
        )


def one_deadline(given: Mapping[str, Any]) -> tuple[Question, Deadline]:
    """The question in `given` (the keys of a batch line) and its answer."""
    question = question_of(given)
    return question, reckon(question)


def explained(question: Question, found: Deadline) -> list[dict[str, Any]]:
    """The count, day by day, as the contract's ``count``. Raises `TooLongToExplain`."""
    days = days_to_explain(question, found)
    if days > _MOST_EXPLAINED:
        raise TooLongToExplain(days)
    return [
        {"date": day.date.isoformat(), "counts": day.counts, "why": day.why}
        for day in explain(question, found)
    ]


def answer(line: int, name: str | int | None, found: Deadline) -> dict[str, Any]:
    """The contract's object for a deadline."""
    return {
        "line": line,
        "id": name,
        "ok": True,
        "nominal_date": found.nominal_date.isoformat(),
        "due_date": found.due_date.isoformat(),
        "due_at": found.due_at.replace(tzinfo=None).isoformat() + "Z",
        "rolled": found.rolled,
    }


def refusal(line: int, name: str | int | None, wrong: BackofficeError) -> dict[str, Any]:
    """The contract's object for a line that can't be answered."""
    error = {
        "code": wrong.code,
        "field": wrong.place.path,
        "message": wrong.message,
        "allowed": getattr(wrong, "allowed", None),
    }
    return {"line": line, "id": name, "ok": False, "error": error}


def answers(lines: BinaryIO) -> Iterator[dict[str, Any]]:
    """An object for each line, in order; a bad line is answered too and stops nothing."""
    for number, line in enumerate(_lines(lines), 1):
        yield _answer_line(number, line)


def _answer_line(number: int, line: bytes) -> dict[str, Any]:
    name = None
    try:
        given = read_object(line)
        name = id_of(given)
        return answer(number, name, one_deadline(given)[1])
    except BackofficeError as wrong:
        return refusal(number, name, wrong)


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """Lines without a byte order mark; one over the limit is cut, still over it, and its rest passed over."""
    first = True
    while line := stream.readline(LINE_BYTES + 2):
        rest = line
        while rest and not rest.endswith(b"\n"):
            rest = stream.readline(LINE_BYTES)
        yield line.removeprefix(_BOM) if first else line
        first = False


def as_line(found: Mapping[str, Any]) -> bytes:
    """One line of JSON in UTF-8."""
    try:
        return (_ENCODER.encode(found) + "\n").encode()
    except UnicodeEncodeError:
        # An id may hold half of a surrogate pair, which JSON can write and UTF-8 can't.
        return (json.dumps(found, separators=(",", ":")) + "\n").encode()
