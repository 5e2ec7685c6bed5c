"""A questionnaire on paper: blank to be filled by hand, filled, or what participants answered together."""

from __future__ import annotations

from datetime import date

from backoffice.documents.kit.binder import Painter
from backoffice.documents.kit.design import (
    A4,
    ACCENT,
    BODY,
    HEADING,
    LABEL,
    REGULAR,
    SMALL,
    STRONG,
    TITLE,
    Style,
)
from backoffice.documents.kit.flow import Flow
from backoffice.documents.kit.frame import Frame, legal_lines, letterhead, place
from backoffice.documents.kit.leaves import leaves
from backoffice.documents.kit.names import reach_of
from backoffice.documents.kit.paper import Paper
from backoffice.documents.kit.picture import Picture
from backoffice.documents.kit.strips import Para, Strip, facts, heading, paragraph, space, together
from backoffice.documents.questionnaire.blank import blank_strips, written_line
from backoffice.documents.questionnaire.filled import filled_strips
from backoffice.documents.questionnaire.synthesis import synthesis_strips
from backoffice.documents.quotes.page import LABELS, LEFT, RIGHT, WIDTH
from backoffice.documents.sheets.questionnaire import QuestionnaireSheet, SheetSection
from backoffice.i18n import N_, _, ngettext
from backoffice.i18n.formats import long_date, phone

_NAME = Style(REGULAR, 19, 22, ACCENT)
_NAMES = {"blank": N_("Questionnaire"), "filled": N_("Needs analysis"), "synthesis": N_("Synthesis")}
_DRAWN = {"blank": blank_strips, "filled": filled_strips, "synthesis": synthesis_strips}


def questionnaire_title(sheet: QuestionnaireSheet) -> str:
    """``Needs analysis INT-2026-0042``."""
    return f"{_(_NAMES[sheet.form])} {sheet.reference}"


def questionnaire_pages(sheet: QuestionnaireSheet, draft: bool, logo: Picture | None) -> list[Painter]:
    """The pages of `sheet`, in the language in force."""
    running = f"{sheet.organisation.name} · {sheet.title}"
    frame = Frame(A4, LEFT, running, sheet.reference, legal_lines(sheet.organisation, WIDTH), draft)
    flow = Flow(112, 56, frame.foot - 12)
    flow.add(_head(sheet))
    for section in sheet.sections:
        flow.add(_section(sheet, section))
    flow.add(_end(sheet))
    return leaves(frame, flow.pages, lambda paper: _title_block(paper, sheet, draft, logo))


def _title_block(paper: Paper, sheet: QuestionnaireSheet, draft: bool, logo: Picture | None) -> None:
    who = sheet.organisation
    reached = "\u00a0· ".join(part for part in (phone(who.phone), who.email) if part)
    said = [text for text in (place(who), reached, who.website) if text]
    letterhead(paper, who, logo, LEFT, 36, WIDTH - 190, said)
    paper.right(RIGHT, 52, _(_NAMES[sheet.form]), _NAME)
    if sheet.issued_on and not draft and sheet.form != "blank":
        paper.right(RIGHT, 68, long_date(sheet.issued_on), SMALL)


def _head(sheet: QuestionnaireSheet) -> list[Strip]:
    title = [
        Para(sheet.title, TITLE),
        Para(" · ".join(t for t in (sheet.topic, sheet.client_name) if t), SMALL),
    ]
    told = facts(LEFT, WIDTH, LABELS, ((label, (Para(text, BODY),)) for label, text in _about(sheet)))
    intro = _intro(sheet) if sheet.form == "blank" else []
    return [*paragraph(LEFT, WIDTH, *title), space(6), *told, *intro, space(4)]


def _intro(sheet: QuestionnaireSheet) -> list[Strip]:
    paras = [Para(sheet.intro, BODY, before=6)] if sheet.intro else []
    if any(question.mandatory for section in sheet.sections for question in section.questions):
        paras.append(Para(_("* an answer is needed"), SMALL, before=3))
    return paragraph(LEFT, WIDTH, *paras) if paras else []


def _about(sheet: QuestionnaireSheet) -> list[tuple[str, str]]:
    """Whose answers these are, how many, and who agreed with them."""
    if sheet.form == "blank":
        return []
    if sheet.form == "synthesis":
        people = ngettext("{n} participant answered.", "{n} participants answered.", sheet.replies)
        return [(_("Reference"), sheet.reference), (_("Answers"), people.format(n=sheet.replies))]
    version = _("version {n}").format(n=sheet.analysis) if sheet.analysis > 1 else ""
    who = ", ".join(filter(None, (sheet.validated_by, sheet.validated_function)))
    return [
        (_("Reference"), " · ".join(filter(None, (sheet.reference, version)))),
        (_("Answered by"), _dated(sheet.answered_by, sheet.answered_on)),
        (_("Mandatory answers"), sheet.completeness),
        (_("Validated by"), _dated(who, sheet.validated_on) or _("not validated yet")),
    ]


def _dated(who: str, on: date | None) -> str:
    return ", ".join(filter(None, (who, long_date(on) if on else "")))


def _section(sheet: QuestionnaireSheet, section: SheetSection) -> list[Strip]:
    found: list[Strip] = [*heading(LEFT, WIDTH, section.title, above=12)]
    for question in section.questions:
        found += _DRAWN[sheet.form](question)
    return found


def _end(sheet: QuestionnaireSheet) -> list[Strip]:
    found: list[Strip] = []
    if sheet.form != "synthesis" and sheet.note:
        found += [space(12), *paragraph(LEFT, WIDTH, Para(sheet.note, BODY))]
    if sheet.form == "blank":
        found += _signature(sheet)
    reached = reach_of(sheet.disability)
    if reached and sheet.form != "synthesis":
        contact = Para(" · ".join(reached.split("\n")), STRONG)
        found += [space(8, glue=True), *paragraph(LEFT, WIDTH, Para(_("Disability contact"), LABEL), contact)]
    return found


def _signature(sheet: QuestionnaireSheet) -> list[Strip]:
    """Where the client says who answered and agrees; participants' answers bear no name."""
    if sheet.audience != "client":
        return []
    rows = [Para(_("Validated by the client"), HEADING)]
    lines = [written_line(label) for label in (_("Name and function"), _("Date and signature"))]
    return together([space(14, glue=True), *paragraph(LEFT, WIDTH, *rows), *lines])
