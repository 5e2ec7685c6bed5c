"""Needs analyses and questionnaires as screens and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from backoffice.content.answers import said_answer
from backoffice.domain.needs.answers import given, shown
from backoffice.domain.needs.compare import Difference, differences
from backoffice.domain.needs.conditions import condition_text
from backoffice.domain.needs.questionnaire import Question, QuestionKind
from backoffice.domain.needs.synthesis import Summary, for_others
from backoffice.i18n import N_, _, ngettext
from backoffice.i18n.formats import number, short_date
from backoffice.services.acts import Doing
from backoffice.services.kinds import ref_of
from backoffice.services.needs.book import asked_by, domain_of
from backoffice.services.needs.reading import (
    analyses_of,
    completeness_of,
    current_of,
    replies_of,
    versions_of,
)
from backoffice.services.needs.replies import synthesis_of
from backoffice.services.needs.words import answered_of, summary_lines
from backoffice.services.pieces import facts, lines, prose
from backoffice.services.ports import Block, Cell, Column, Fact, Facts, Tab
from backoffice.store.records import NeedsAnalysis, Questionnaire, QuestionnaireQuestion, Request

_LONG = (QuestionKind.LONG_TEXT, QuestionKind.TABLE)


def needs_tab(doing: Doing, request: Request) -> Tab | None:
    """The tab of a dossier: its current analysis, what participants answered, other versions."""
    there = analyses_of(doing, request)
    if not there:
        return None
    current, replies = current_of(doing, request), replies_of(doing, request)
    blocks = [*_list(doing, there)] if len(there) > 1 else []
    for one in filter(None, (current, replies)):
        blocks += analysis_blocks(doing, one)
    return Tab("needs", N_("Needs"), tuple(blocks), _badge(doing, current, replies))


def _badge(doing: Doing, current: NeedsAnalysis | None, replies: NeedsAnalysis | None) -> str:
    if current is not None:
        return str(completeness_of(doing, current))
    return str(len(replies.replies)) if replies is not None and replies.replies else ""


def _list(doing: Doing, there: Sequence[NeedsAnalysis]) -> Iterable[Block]:
    columns = (
        Column("ref", N_("Reference"), 17),
        Column("title", N_("Questionnaire"), 20, grow=3),
        Column("version", N_("Version"), 7, kind=Cell.NUMBER),
        Column("state", N_("State"), 12, kind=Cell.STATE, states="needs"),
        Column("done", N_("Answers"), 9),
    )
    rows = (
        (ref_of(one), asked_by(doing, one).title, str(one.version_no), one.state, _how_far(doing, one))
        for one in reversed(there)
    )
    yield lines(N_("Questionnaires asked"), columns, rows)


def _how_far(doing: Doing, one: NeedsAnalysis) -> str:
    if one.audience == "participants":
        told = ngettext("{n} reply", "{n} replies", len(one.replies)).format(n=number(len(one.replies)))
        return f"{told} · {_erased(one)}" if one.erased_on else told
    return str(completeness_of(doing, one))


def _erased(one: NeedsAnalysis) -> str:
    """How many answers were erased, and when."""
    count = one.erased_replies or 0
    text = ngettext("{n} erased on {day}", "{n} erased on {day}", count)
    return text.format(n=number(count), day=short_date(one.erased_on)) if one.erased_on else ""


def analysis_blocks(doing: Doing, analysis: NeedsAnalysis) -> Iterable[Block]:
    """What the screen of one analysis shows."""
    yield _head(doing, analysis)
    if analysis.audience == "participants":
        yield from _synthesis(doing, analysis)
        return
    yield from _answers(doing, analysis)
    yield from _since(doing, analysis)


def _head(doing: Doing, analysis: NeedsAnalysis) -> Facts:
    validated = ", ".join(filter(None, (analysis.validated_by, analysis.validated_function)))
    many = analysis.version_no > 1
    return facts(
        N_("Needs analysis") if analysis.audience == "client" else N_("Participants’ questionnaire"),
        (N_("Questionnaire"), asked_by(doing, analysis).title, Cell.TEXT, "", analysis),
        (N_("Version"), analysis.version_no if many else None, Cell.NUMBER),
        (N_("State"), analysis.state if analysis.audience == "client" else None, Cell.STATE, "needs"),
        (N_("Answers"), _how_far(doing, analysis)),
        (N_("Answered by"), analysis.answered_by),
        (N_("Answered on"), analysis.answered_on, Cell.DATE),
        (N_("Validated by"), validated),
        (N_("Validated on"), analysis.validated_on, Cell.DATE),
    )


def _answers(doing: Doing, analysis: NeedsAnalysis) -> Iterable[Block]:
    asked = asked_by(doing, analysis)
    there = set(shown(asked, analysis.answers))
    for title, questions in asked.sections:
        mine = [one for one in questions if one in there]
        short = [one for one in mine if one.kind not in _LONG or not given(analysis.answers.get(one.code))]
        if short:
            yield Facts(title, tuple(_fact(one, analysis.answers.get(one.code)) for one in short))
        for one in mine:
            if one not in short:
                yield from prose(one.text, said_answer(one, analysis.answers[one.code]))


def _fact(question: Question, value: Any) -> Fact:
    """A question that waits for its mandatory answer says so."""
    if not given(value) and question.mandatory:
        return Fact(question.text, "missing", Cell.STATE, "needs")
    return Fact(question.text, said_answer(question, value))


def _since(doing: Doing, analysis: NeedsAnalysis) -> Iterable[Block]:
    """What changed since the version before."""
    before = next(
        (one for one in versions_of(doing, analysis) if one.version_no == analysis.version_no - 1), None
    )
    if before is None:
        return
    yield lines(
        N_("Changed since the version before"),
        (
            Column("question", N_("Question"), 20, grow=2),
            Column("before", N_("Before"), 14, grow=2),
            Column("after", N_("Now"), 14, grow=2),
        ),
        ((one.question.text, *_sides(one)) for one in compared(doing, before, analysis)),
        N_("Nothing differs."),
        opens=False,
    )


def compared(doing: Doing, before: NeedsAnalysis, after: NeedsAnalysis) -> tuple[Difference, ...]:
    """What differs between two versions of an analysis."""
    return differences((asked_by(doing, before), before.answers), (asked_by(doing, after), after.answers))


def _sides(one: Difference) -> tuple[str, str]:
    """Both sides as people read them, on one line each."""
    asked, now = one.asked or one.question, one.now_asked or one.question
    return tuple(
        " / ".join(text.split("\n")) for text in (said_answer(asked, one.before), said_answer(now, one.after))
    )  # type: ignore[return-value]


def _synthesis(doing: Doing, analysis: NeedsAnalysis) -> Iterable[Block]:
    """What participants answered, by section; what goes out of the house holds small counts back."""
    if not analysis.replies:
        return
    by_code = {one.question.code: one for one in synthesis_of(doing, analysis)}
    for title, questions in asked_by(doing, analysis).sections:
        yield from prose(title, "\n\n".join(_told(by_code[one.code]) for one in questions))


def _told(summary: Summary) -> str:
    small = for_others(summary).held_back
    told = summary_lines(summary)
    told += [_("(fewer answers than are told outside the house)")] if small else []
    return "\n".join([f"{summary.question.text} ({answered_of(summary)})", *(f"  {line}" for line in told)])


# Questionnaires


def questionnaire_blocks(doing: Doing, record: Questionnaire) -> Iterable[Block]:
    """What the screen of a questionnaire shows: its questions in order, each of which opens."""
    del doing
    read = domain_of(record)
    yield facts(
        N_("Questionnaire"),
        (N_("Code"), record.ref),
        (N_("Version"), record.version_no, Cell.NUMBER),
        (N_("State"), record.state, Cell.STATE, "programme"),
        (N_("Since"), record.valid_from, Cell.DATE),
        (N_("Answered by whom"), read.audience, Cell.STATE, "asked_of"),
        (N_("Usual for"), ", ".join(read.kinds)),
        (N_("Language"), read.language, Cell.STATE, "language"),
    )
    yield from prose(N_("Introduction"), read.intro)
    for title, questions in read.sections:
        yield lines(title, _QUESTION_COLUMNS, (_question_row(record, one) for one in questions))
    yield from prose(N_("Closing note"), read.note)


_QUESTION_COLUMNS = (
    Column("ref", N_("Line"), 18, priority=4),
    Column("text", N_("Question"), 30, grow=4),
    Column("kind", N_("Answered by"), 16, kind=Cell.STATE, states="question_kind", priority=1),
    Column("mandatory", N_("Mandatory"), 10, kind=Cell.STATE, states="mandatory", priority=2),
    Column("shown_if", N_("Shown if"), 16, grow=1, priority=3),
    Column("feeds", N_("Feeds"), 14, kind=Cell.STATE, states="section", priority=2),
)


def _question_row(record: Questionnaire, one: Question) -> tuple[str, ...]:
    row = next(row for row in record.questions if row.code == one.code)
    mandatory = "mandatory" if one.mandatory else ""
    return (ref_of(row), one.text, one.kind.value, mandatory, condition_text(one.shown_if), one.feeds)


def question_blocks(doing: Doing, row: QuestionnaireQuestion) -> Iterable[Block]:
    """What the screen of a question shows."""
    del doing
    one = next(one for one in domain_of(row.questionnaire).questions if one.code == row.code)
    low, high = one.bounds
    yield facts(
        N_("Question of a questionnaire"),
        (N_("Code"), one.code),
        (N_("Questionnaire"), row.questionnaire.title, Cell.TEXT, "", row.questionnaire),
        (N_("Section"), one.section),
        (N_("Question"), one.text),
        (N_("Answered by"), one.kind.value, Cell.STATE, "question_kind"),
        (N_("Mandatory"), _("yes") if one.mandatory else _("no")),
        (N_("Help"), one.help),
        (N_("From"), low, Cell.NUMBER),
        (N_("To"), high, Cell.NUMBER),
        (N_("The lower end means"), one.low_label),
        (N_("The upper end means"), one.high_label),
        (N_("Unit"), one.unit),
        (N_("Columns"), ", ".join(one.columns)),
        (N_("Shown if"), condition_text(one.shown_if)),
        (N_("Feeds"), one.feeds, Cell.STATE, "section"),
    )
    yield from prose(N_("Choices"), "\n".join(f"{option.code}: {option.label}" for option in one.options))
