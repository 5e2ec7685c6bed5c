"""Needs analyses and questionnaires as JSON values."""

from __future__ import annotations

from typing import Any

from backoffice.content.answers import said_answer
from backoffice.domain.needs.answers import given, shown
from backoffice.domain.needs.compare import Difference
from backoffice.domain.needs.synthesis import Summary
from backoffice.services.acts import Doing
from backoffice.services.kinds import ref_of
from backoffice.services.needs.book import asked_by, bodies
from backoffice.services.needs.reading import analyses_of, completeness_of
from backoffice.services.needs.replies import synthesis_of
from backoffice.services.needs.views import compared
from backoffice.services.needs.words import mean_lines
from backoffice.store.records import NeedsAnalysis, Questionnaire, QuestionnaireQuestion, Request


def needs_json(doing: Doing, request: Request) -> dict[str, Any]:
    """Every analysis of a dossier (``needs/1``)."""
    found = [analysis_json(doing, one) for one in analyses_of(doing, request)]
    return {"format": "needs/1", "ref": request.ref, "analyses": found}


def analysis_item(doing: Doing, analysis: NeedsAnalysis) -> dict[str, Any]:
    """An analysis as a dossier lists it."""
    state = completeness_of(doing, analysis)
    client = analysis.audience == "client"
    return {
        "ref": ref_of(analysis),
        "questionnaire": analysis.questionnaire_ref,
        "questionnaire_version": analysis.questionnaire_version,
        "audience": analysis.audience,
        "version": analysis.version_no,
        "state": analysis.state,
        "answered": state.answered if client else None,
        "asked": state.asked if client else None,
        "complete": state.complete if client else None,
        "missing": list(state.missing) if client else [],
        "replies": len(analysis.replies),
        "erased": {"on": analysis.erased_on.isoformat(), "replies": analysis.erased_replies}
        if analysis.erased_on
        else None,
        "answered_by": analysis.answered_by,
        "answered_on": analysis.answered_on.isoformat() if analysis.answered_on else None,
        "validated": {
            "by": analysis.validated_by,
            "function": analysis.validated_function,
            "on": analysis.validated_on.isoformat() if analysis.validated_on else None,
        }
        if analysis.validated_by
        else None,
    }


def analysis_json(doing: Doing, analysis: NeedsAnalysis) -> dict[str, Any]:
    """An analysis with its answers by section, and what participants answered together."""
    asked = asked_by(doing, analysis)
    there = {one.code for one in shown(asked, analysis.answers)}
    sections = [
        {
            "title": title,
            "questions": [
                {
                    "code": one.code,
                    "text": one.text,
                    "kind": one.kind.value,
                    "mandatory": one.mandatory,
                    "feeds": one.feeds or None,
                    "shown": one.code in there,
                    "answer": analysis.answers.get(one.code),
                    "said": said_answer(one, analysis.answers.get(one.code)) or None,
                }
                for one in questions
            ],
        }
        for title, questions in asked.sections
    ]
    synthesis = [_summary(one) for one in synthesis_of(doing, analysis)] if analysis.replies else []
    return {
        "format": "needs-analysis/1",
        **analysis_item(doing, analysis),
        "sections": sections,
        "synthesis": synthesis,
    }


def _summary(one: Summary) -> dict[str, Any]:
    """The mean is exact as `sum` over `count`; `mean_e2` are its hundredths, rounded half away from zero."""
    mean = None
    if one.total is not None:
        total = one.total
        exact = str(total.numerator) if total.denominator == 1 else f"{total.numerator}/{total.denominator}"
        mean = {"sum": exact, "count": one.answered, "mean_e2": one.mean_e2}
    return {
        "code": one.question.code,
        "asked": one.asked,
        "answered": one.answered,
        "counts": {count.code: count.n for count in one.counts},
        "mean": mean,
        "said": mean_lines(one)[0] if mean else None,
        "texts": list(one.texts),
    }


def compared_json(doing: Doing, before: NeedsAnalysis, after: NeedsAnalysis) -> dict[str, Any]:
    """What differs between two versions (``needs-comparison/1``)."""
    return {
        "format": "needs-comparison/1",
        "before": ref_of(before),
        "after": ref_of(after),
        "differences": [_difference(one) for one in compared(doing, before, after)],
    }


def _difference(one: Difference) -> dict[str, Any]:
    return {
        "code": one.code,
        "text": one.question.text,
        "kind": one.kind,
        "before": one.before if given(one.before) else None,
        "after": one.after if given(one.after) else None,
    }


def questionnaire_json(record: Questionnaire) -> dict[str, Any]:
    """A questionnaire as the keys of its file, and where it stands."""
    return {
        "format": "questionnaire/1",
        "ref": record.ref,
        "version": record.version_no,
        "state": record.state,
        "valid_from": record.valid_from.isoformat() if record.valid_from else None,
        "code": record.ref,
        **record.body,
        "questions": bodies(record),
    }


def question_json(row: QuestionnaireQuestion) -> dict[str, Any]:
    """A question of a questionnaire."""
    asked = row.questionnaire
    return {
        "format": "questionnaire-question/1",
        "ref": ref_of(row),
        "version": row.version,
        "questionnaire": {"ref": asked.ref, "version": asked.version_no},
        **row.body,
    }
