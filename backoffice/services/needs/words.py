"""A synthesis and its conditions in words, in the language in force."""

from __future__ import annotations

from backoffice.content.answers import figure
from backoffice.domain.needs.answers import decimal_text
from backoffice.domain.needs.conditions import Clause
from backoffice.domain.needs.questionnaire import Question, QuestionKind, Questionnaire
from backoffice.domain.needs.synthesis import LEAST, Summary
from backoffice.i18n import _, ngettext
from backoffice.i18n.formats import number, quantity


def summary_lines(summary: Summary) -> list[str]:
    """What a question's answers come to, a line each: counts, the mean, texts; why it isn't told."""
    if summary.held_back:
        return [_("Fewer than {n} answers: kept back, so that nobody is recognised.").format(n=number(LEAST))]
    return [*mean_lines(summary), *count_lines(summary), *summary.texts]


def mean_lines(summary: Summary) -> list[str]:
    """``Mean 3,63 of 5 (29 / 8)``: rounded for people, exact beside."""
    if summary.mean_e2 is None or summary.total is None:
        return []
    question = summary.question
    _low, high = question.bounds
    of = _(" of {n}").format(n=high) if question.kind is QuestionKind.SCALE else ""
    unit = f" {question.unit}" if question.unit else ""
    total = figure(decimal_text(int(summary.total * 10_000)))
    said = _("Mean {mean}{of}{unit} ({total} / {n})")
    mean = quantity(summary.mean_e2 * 100)
    return [said.format(mean=mean, of=of, unit=unit, total=total, n=number(summary.answered))]


def count_lines(summary: Summary) -> list[str]:
    """``Facilitation: 5``, for those that somebody chose; every mark of a scale on one line."""
    there = [one for one in summary.counts if one.n]
    if summary.question.kind is QuestionKind.SCALE:
        marks = " · ".join(f"{one.label} × {number(one.n)}" for one in there)
        return [marks] if marks else []
    words = {"yes": _("yes"), "no": _("no")}
    if summary.question.kind is not QuestionKind.YES_NO:
        words = {}
    return [_("{what}: {n}").format(what=words.get(one.code, one.label), n=number(one.n)) for one in there]


def answered_of(summary: Summary) -> str:
    """``7 answers of 8``."""
    text = ngettext("{n} answer of {asked}", "{n} answers of {asked}", summary.answered)
    return text.format(n=number(summary.answered), asked=number(summary.asked))


def condition_words(questionnaire: Questionnaire, question: Question) -> str:
    """When a question is asked, for who fills it on paper; "" when it always is."""
    told = [_clause(questionnaire, clause) for clause in question.shown_if]
    return _("Only if {conditions}").format(conditions=_(" and ").join(told)) if told else ""


def _clause(questionnaire: Questionnaire, clause: Clause) -> str:
    asked = questionnaire.question(clause.code)
    if asked is None:
        return clause.code
    if not clause.sign:
        return _("“{question}” is answered").format(question=asked.text)
    yes_no = {"yes": _("yes"), "oui": _("yes"), "no": _("no"), "non": _("no")}
    if asked.kind is not QuestionKind.YES_NO:
        yes_no = {}
    values = _(" or ").join(yes_no.get(value, asked.label_of(value)) for value in clause.values)
    return _SAID[clause.sign]().format(question=asked.text, values=values)


_SAID = {
    "=": lambda: _("“{question}” is {values}"),
    "!=": lambda: _("“{question}” isn’t {values}"),
    ">=": lambda: _("“{question}” is {values} or more"),
    "<=": lambda: _("“{question}” is {values} or less"),
}
