"""A questionnaire printed: blank, filled, or the synthesis of participants' answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backoffice.content.answers import Printing, said_answer
from backoffice.documents.printing import render
from backoffice.documents.questionnaire.blank import yes_no
from backoffice.documents.sheets.parts import Person
from backoffice.documents.sheets.questionnaire import (
    QuestionnaireSheet,
    SheetCount,
    SheetQuestion,
    SheetSection,
)
from backoffice.domain.needs.answers import shown
from backoffice.domain.needs.questionnaire import Question, QuestionKind, Questionnaire
from backoffice.domain.needs.synthesis import Summary, for_others
from backoffice.errors import Invalid
from backoffice.i18n import N_, _, speaking
from backoffice.services.acts import Doing, Done, Print, act
from backoffice.services.kinds import ref_of
from backoffice.services.names import safe_name
from backoffice.services.needs.book import asked_by
from backoffice.services.needs.reading import completeness_of, meant
from backoffice.services.needs.replies import synthesis_of
from backoffice.services.needs.words import condition_words, mean_lines, summary_lines
from backoffice.services.papers import issue, logo_bytes, organisation, person_of
from backoffice.store.records import NeedsAnalysis

KIND = "questionnaire"
_NAMES = {"filled": "ANALYSE", "synthesis": "SYNTHESE", "blank": "QUESTIONNAIRE"}


def _opening(doing: Doing, record: Any) -> Mapping[str, Any]:
    """Blank as long as there is nothing to print in it."""
    analysis = meant(doing, record)
    return {"blank": not (analysis.replies if analysis.audience == "participants" else analysis.answers)}


@act(
    "print-needs",
    N_("Print the questionnaire"),
    on="needs|request",
    model=Printing,
    opening=_opening,
    final=True,
)
def print_needs(doing: Doing, record: Any, values: Printing) -> Done:
    """Prints it: blank, to be filled by hand (kept nowhere); else the analysis or the synthesis, kept."""
    analysis = meant(doing, record)
    sheet = needs_sheet(doing, analysis, blank=values.blank)
    name = f"{_NAMES[sheet.form]}-{ref_of(analysis)}"
    if values.blank:
        rendered = render(sheet, draft=False, logo=logo_bytes(doing))
        doing.prints.append(Print(f"{safe_name(name)}.pdf", rendered.pdf))
        return Done(analysis, ref_of(analysis), {"form": sheet.form})
    document, new = issue(
        doing, sheet, kind=KIND, name=name, request=analysis.request, subject_uid=analysis.uid
    )
    payload = {"form": sheet.form, "version": document.version_no, "new": new}
    return Done(analysis, ref_of(analysis), payload)


def needs_sheet(doing: Doing, analysis: NeedsAnalysis, *, blank: bool) -> QuestionnaireSheet:
    """The snapshot of a questionnaire; raises Invalid when there is nothing to print in it."""
    asked = asked_by(doing, analysis)
    form = "blank" if blank else "synthesis" if analysis.audience == "participants" else "filled"
    if form == "synthesis" and not analysis.replies:
        raise Invalid(
            _("Nobody answered {ref} yet.").format(ref=ref_of(analysis)),
            remedy=_("Print it blank, or take in participants’ answers first: import-replies."),
        )
    with speaking(asked.language):
        return QuestionnaireSheet(
            language=asked.language,
            reference=ref_of(analysis),
            version=1,
            organisation=organisation(doing, asked.language, public=True),
            form=form,
            title=asked.title,
            topic=analysis.request.topic,
            client_name=analysis.request.client.name if analysis.request.client else "",
            sections=_SECTIONS[form](doing, analysis, asked),
            intro=asked.intro,
            note=asked.note,
            audience=analysis.audience,
            analysis=analysis.version_no,
            completeness=str(completeness_of(doing, analysis)) if form == "filled" else "",
            replies=len(analysis.replies) if form == "synthesis" else 0,
            disability=_contact(doing) if form == "blank" else None,
            **_people(analysis, form),
        )


def _people(analysis: NeedsAnalysis, form: str) -> dict[str, Any]:
    if form != "filled":
        return {}
    return {
        "answered_by": analysis.answered_by or "",
        "answered_on": analysis.answered_on,
        "validated_by": analysis.validated_by or "",
        "validated_function": analysis.validated_function or "",
        "validated_on": analysis.validated_on,
    }


def _contact(doing: Doing) -> Person | None:
    ours = doing.settings.organisation.disability
    return person_of(ours.name, "", ours.email, ours.phone) if ours and ours.name else None


def _blank(_doing: Doing, _analysis: NeedsAnalysis, asked: Questionnaire) -> tuple[SheetSection, ...]:
    return tuple(
        SheetSection(title, tuple(_asked(one, condition_words(asked, one)) for one in questions))
        for title, questions in asked.sections
    )


def _asked(question: Question, condition: str = "", **more: Any) -> SheetQuestion:
    return SheetQuestion(
        text=question.text,
        kind=question.kind.value,
        help=question.help,
        mandatory=question.mandatory,
        condition=condition,
        options=_options(question),
        low_label=question.low_label,
        high_label=question.high_label,
        unit=question.unit,
        columns=question.columns,
        **more,
    )


def _options(question: Question) -> tuple[str, ...]:
    if question.kind is QuestionKind.YES_NO:
        return yes_no()
    if question.kind is QuestionKind.SCALE:
        low, high = question.bounds
        return tuple(str(mark) for mark in range(low or 0, (high or 0) + 1))
    return tuple(one.label for one in question.options)


def _filled(_doing: Doing, analysis: NeedsAnalysis, asked: Questionnaire) -> tuple[SheetSection, ...]:
    """The questions that are shown; those that their conditions leave out aren't printed."""
    there = set(shown(asked, analysis.answers))
    found = []
    for title, questions in asked.sections:
        said = tuple(_answered(one, analysis.answers.get(one.code)) for one in questions if one in there)
        if said:
            found.append(SheetSection(title, said))
    return tuple(found)


def _answered(question: Question, value: Any) -> SheetQuestion:
    if question.kind is QuestionKind.TABLE and value:
        return _asked(question, rows=tuple(map(tuple, value)))
    return _asked(question, answer=said_answer(question, value))


def _together(doing: Doing, analysis: NeedsAnalysis, asked: Questionnaire) -> tuple[SheetSection, ...]:
    by_code = {one.question.code: for_others(one) for one in synthesis_of(doing, analysis)}
    return tuple(
        SheetSection(title, tuple(_summed(by_code[one.code]) for one in questions))
        for title, questions in asked.sections
    )


def _summed(summary: Summary) -> SheetQuestion:
    words = {"yes": _("yes"), "no": _("no")} if summary.question.kind is QuestionKind.YES_NO else {}
    told = tuple(summary_lines(summary)) if summary.held_back else tuple(mean_lines(summary))
    return _asked(
        summary.question,
        counts=tuple(
            SheetCount(_mark(summary.question, words.get(one.code, one.label)), one.n)
            for one in summary.counts
        ),
        answered=summary.answered,
        asked=summary.asked,
        told=told,
        texts=summary.texts,
    )


def _mark(question: Question, label: str) -> str:
    """A mark of a scale with what it means, where it is an end."""
    if question.kind is not QuestionKind.SCALE:
        return label
    low, high = question.bounds
    means = {str(low): question.low_label, str(high): question.high_label}.get(label)
    return f"{label} – {means}" if means else label


_SECTIONS = {"blank": _blank, "filled": _filled, "synthesis": _together}
