"""The screens of what happens around a dossier: its open questions, and a question's own page."""

from __future__ import annotations

from collections.abc import Iterable

from backoffice.i18n import N_
from backoffice.services import somebody
from backoffice.services.acts import Doing
from backoffice.services.kinds import ref_of
from backoffice.services.pieces import facts, lines, prose
from backoffice.services.ports import Block, Cell, Column, Lines
from backoffice.services.questions import about_label, questions_of
from backoffice.store.records import OpenQuestion, Request


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
