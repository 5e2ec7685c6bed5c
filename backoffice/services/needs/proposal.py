"""What a needs analysis gives the proposal: answers and participants' synthesis, by the section they feed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from backoffice.content.answers import said_answer
from backoffice.domain.needs.answers import said
from backoffice.domain.needs.questionnaire import QuestionKind
from backoffice.domain.needs.sections import PROPOSAL_SECTIONS
from backoffice.domain.needs.synthesis import Summary, for_others
from backoffice.i18n import _
from backoffice.services.acts import Doing
from backoffice.services.kinds import ref_of
from backoffice.services.needs.book import asked_by
from backoffice.services.needs.reading import current_of, replies_of
from backoffice.services.needs.replies import synthesis_of
from backoffice.services.needs.words import summary_lines
from backoffice.store.records import Request


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer for a section: the question, what was answered as people read it (in the language in force),
    and whether a table or several lines stand in it. `source` is the analysis (``INT-2026-0042/N1``);
    `replies` how many participants it sums up (0: the client's own answer). `told` is how the questionnaire
    says it in a proposal, `yes` the answer to a yes or no."""

    code: str
    question: str
    text: str
    source: str
    rows: tuple[tuple[str, ...], ...] = ()
    columns: tuple[str, ...] = ()
    replies: int = 0
    told: str = ""
    yes: bool | None = None


def answers_for_proposal(doing: Doing, request: Request) -> Mapping[str, tuple[Answer, ...]]:
    """The answers of a dossier by the section of the proposal that they feed, in the proposal's order.

    The client's analysis first (its current version), then participants' synthesis, from which too small
    counts are held back. A section that nothing feeds isn't there.
    """
    found = [*_clients(doing, request), *_participants(doing, request)]
    return {
        section: answers
        for section, _label in PROPOSAL_SECTIONS
        if (answers := tuple(one for feeds, one in found if feeds == section))
    }


def _clients(doing: Doing, request: Request) -> list[tuple[str, Answer]]:
    analysis = current_of(doing, request)
    if analysis is None:
        return []
    pairs = said(asked_by(doing, analysis), analysis.answers)
    return [
        (
            question.feeds,
            Answer(
                question.code,
                question.text,
                said_answer(question, value),
                ref_of(analysis),
                tuple(map(tuple, value)) if question.kind is QuestionKind.TABLE else (),
                question.columns,
                told=question.told,
                yes=value if isinstance(value, bool) else None,
            ),
        )
        for question, value in pairs
        if question.feeds
    ]


def _participants(doing: Doing, request: Request) -> list[tuple[str, Answer]]:
    analysis = replies_of(doing, request)
    if analysis is None:
        return []
    summaries = (for_others(one) for one in synthesis_of(doing, analysis) if one.question.feeds)
    return [(one.question.feeds, _summed(one, ref_of(analysis))) for one in summaries if one.answered]


def _summed(summary: Summary, source: str) -> Answer:
    question = summary.question
    text = "\n".join(summary_lines(summary)) or _("Too few answers to be told.")
    return Answer(question.code, question.text, text, source, replies=summary.answered, told=question.told)
