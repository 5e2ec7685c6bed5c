"""The screens of what happens around a dossier: its questions, exchanges and files, and their own pages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from backoffice.domain.programme import Programme
from backoffice.i18n import N_
from backoffice.services import somebody
from backoffice.services.acts import Doing
from backoffice.services.attachments import attachments_of
from backoffice.services.kinds import ref_of
from backoffice.services.pieces import facts, lines, prose
from backoffice.services.ports import Block, Cell, Column, Lines
from backoffice.services.questions import about_label, questions_of
from backoffice.store.records import Attachment, Exchange, JsonObject, OpenQuestion, Quote, Request


def question_lines(doing: Doing, request: Request) -> tuple[Lines, int]:
    """The questions of a dossier, the open ones first, and how many of them are open."""
    asked = sorted(questions_of(doing, request), key=lambda one: (one.state != "open", one.position))
    columns = (
        Column("ref", N_("Reference"), 16),
        Column("text", N_("Question"), 20, grow=3),
        Column("about", N_("About"), 12, grow=1, kind=Cell.MESSAGE, priority=1),
        Column("state", N_("State"), 10, kind=Cell.STATE, states="question"),
        Column("due", N_("Answer by"), 10, kind=Cell.DATE, priority=2),
        Column("who", N_("Who answers"), 14, grow=1, priority=3),
    )
    rows = (
        (
            ref_of(one),
            one.text,
            "".join(about_label(one.about)),
            one.state,
            one.due_on.isoformat() if one.due_on else "",
            somebody.called(one),
        )
        for one in asked
    )
    return lines(N_("Questions"), columns, rows), sum(one.state == "open" for one in asked)


def question_blocks(doing: Doing, question: OpenQuestion) -> Iterable[Block]:
    label, part = about_label(question.about)
    seen = lines(
        N_("Values seen"),
        (Column("value", N_("Value"), 24, grow=1), Column("where", N_("Where"), 24, grow=1)),
        ((one["value"], one["where"]) for one in question.seen),
        opens=False,
    )
    return (
        facts(
            N_("Question"),
            (N_("Dossier"), question.request.ref, Cell.TEXT, "", question.request),
            (N_("State"), question.state, Cell.STATE, "question"),
            (N_("About"), label or part, Cell.MESSAGE),
            (N_("Who answers"), somebody.called(question), Cell.TEXT, "", somebody.linked(question)),
            (N_("Answer by"), question.due_on, Cell.DATE),
            (N_("From the programme"), question.source),
            (N_("Closed"), question.closed_at, Cell.INSTANT),
            (N_("By"), question.closed_by.name if question.closed_by else None),
            (N_("Reason"), question.why),
        ),
        *prose(N_("Answer"), question.answer),
        *((seen,) if seen.rows else ()),
    )


def exchange_lines(found: Iterable[Exchange]) -> Lines:
    """Exchanges in the order given: what, when, with whom, what came of it."""
    columns = (
        Column("ref", N_("Reference"), 16, priority=2),
        Column("at", N_("When"), 16, kind=Cell.STAMP),
        Column("kind", N_("Kind"), 10, kind=Cell.STATE, states="exchange"),
        Column("who", N_("With"), 14, grow=1),
        Column("summary", N_("Summary"), 16, grow=3),
        Column("by", N_("By"), 5, priority=3),
    )
    return lines(N_("Exchanges"), columns, map(_exchange_row, found), N_("None yet: x logs a call, a mail…"))


def _exchange_row(one: Exchange) -> tuple[str, ...]:
    return (
        ref_of(one),
        _stamp(one.occurred_at),
        "removed" if one.removed else f"{one.direction or 'together'}-{one.kind}",
        somebody.called(one),
        one.removed["reason"] if one.removed else one.summary or "",
        one.logged_by.initials if one.logged_by else "",
    )


def _stamp(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


def exchange_blocks(doing: Doing, exchange: Exchange) -> Iterable[Block]:
    files = [one for one in attachments_of(doing, exchange.request) if one.exchange_id == exchange.id]
    listed, _filed = attachment_lines(files)
    return (
        facts(
            N_("Exchange"),
            (N_("Dossier"), exchange.request.ref, Cell.TEXT, "", exchange.request),
            (N_("When"), exchange.occurred_at, Cell.INSTANT),
            (N_("Kind"), exchange.kind, Cell.STATE, "exchange_kind"),
            (N_("Direction"), exchange.direction or "together", Cell.STATE, "direction"),
            (N_("With"), somebody.called(exchange), Cell.TEXT, "", somebody.linked(exchange)),
            (N_("Telephone"), getattr(somebody.linked(exchange), "phone", None)),
            (N_("Logged by"), exchange.logged_by.name if exchange.logged_by else None),
        ),
        *_removed(exchange.removed),
        *prose(N_("Details"), exchange.body),
        *((listed,) if files else ()),
    )


def _removed(trace: JsonObject | None) -> tuple[Block, ...]:
    if not trace:
        return ()
    return (
        facts(
            N_("Removed"),
            (N_("When"), trace["at"], Cell.INSTANT),
            (N_("By"), trace["by"]),
            (N_("Reason"), trace["reason"]),
        ),
    )


def attachment_lines(found: Iterable[Attachment]) -> tuple[Lines, int]:
    """Files, and how many are there: those that were removed are listed with why, after the others."""
    kept = sorted(found, key=lambda one: (one.removed is not None, one.position))
    columns = (
        Column("ref", N_("Reference"), 16),
        Column("name", N_("File"), 20, grow=2),
        Column("state", N_("State"), 10, kind=Cell.STATE, states="file", priority=1),
        Column("size", N_("Bytes"), 9, kind=Cell.NUMBER, priority=2),
        Column("note", N_("Note"), 12, grow=1, priority=1),
    )
    rows = (
        (
            ref_of(one),
            one.name,
            "removed" if one.removed else "kept",
            str(one.size),
            one.removed["reason"] if one.removed else one.note or "",
        )
        for one in kept
    )
    return lines(N_("Files"), columns, rows), sum(one.removed is None for one in kept)


def attachment_blocks(doing: Doing, attachment: Attachment) -> Iterable[Block]:
    on = attachment.exchange or attachment.quote
    return (
        facts(
            N_("File"),
            (N_("Dossier"), attachment.request.ref, Cell.TEXT, "", attachment.request),
            (N_("Filed on"), ref_of(on) if on else None, Cell.TEXT, "", on),
            (N_("Media type"), attachment.media),
            (N_("Bytes"), attachment.size, Cell.NUMBER),
            (N_("Note"), attachment.note),
            (N_("Filed by"), attachment.filed_by.name if attachment.filed_by else None),
            (N_("Hash"), attachment.sha256),
        ),
        *_removed(attachment.removed),
    )


def quote_files(doing: Doing, quote: Quote) -> tuple[Block, ...]:
    """What was filed with a quote: the order or the signed page that proves its acceptance."""
    listed, _filed = attachment_lines(
        one for one in attachments_of(doing, quote.request) if one.quote_id == quote.id
    )
    return (listed,) if listed.rows else ()


def programme_questions(programme: Programme) -> tuple[Block, ...]:
    """What a programme leaves open: asked again on each dossier that offers it."""
    rows = tuple(
        (one.text, one.module or one.key, " / ".join(seen.value for seen in one.seen), one.who)
        for one in programme.questions
    )
    columns = (
        Column("text", N_("Question"), 24, grow=3),
        Column("about", N_("About"), 12, grow=1),
        Column("seen", N_("Values seen"), 14, grow=1, priority=1),
        Column("who", N_("Who answers"), 14, grow=1, priority=2),
    )
    return (lines(N_("Open questions"), columns, rows, opens=False),) if rows else ()
