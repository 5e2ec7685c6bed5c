"""What an acknowledgement says: thanks, what was understood, what is asked, what comes next and by when."""

from __future__ import annotations

from collections.abc import Iterator

from backoffice.documents.kit.design import BODY, CAPTION, FAINT, LABEL, SMALL, STRONG
from backoffice.documents.kit.names import reach_of
from backoffice.documents.kit.strips import (
    Cell,
    Para,
    Row,
    Strip,
    bullets,
    columns,
    facts,
    heading,
    paragraph,
    row_strips,
    space,
    table,
    together,
)
from backoffice.documents.letters.words import owed, promised, understood
from backoffice.documents.quotes.page import LABELS, LEFT, WIDTH
from backoffice.documents.sheets.acknowledgement import AcknowledgementSheet, Promise
from backoffice.i18n import _
from backoffice.i18n.formats import person


def acknowledgement_strips(sheet: AcknowledgementSheet) -> list[Strip]:
    """The body of the letter."""
    return [
        *_written(sheet.opening),
        *heading(LEFT, WIDTH, _("What we understood")),
        *facts(LEFT, WIDTH, LABELS, _facts(sheet)),
        *_questions(sheet.questions),
        *_next(sheet),
        *([space(6), *_written(sheet.note)] if sheet.note else []),
        *_people(sheet),
        *_end(sheet),
    ]


def _written(text: str) -> list[Strip]:
    paras = [
        Para(part.strip("\n"), BODY, before=5 if at else 0) for at, part in enumerate(text.split("\n\n"))
    ]
    return paragraph(LEFT, WIDTH, *(para for para in paras if para.text.strip()))


def _facts(sheet: AcknowledgementSheet) -> Iterator[tuple[str, Cell]]:
    for label, texts in understood(sheet.understood):
        yield label, bullets(texts)


def _questions(questions: tuple[str, ...]) -> list[Strip]:
    if not questions:
        return []
    asked = [Para(text, BODY, indent=14, marker=f"{n}.", before=2) for n, text in enumerate(questions, 1)]
    lead = Para(_("So that we can go on, could you tell us:"), BODY)
    return [*heading(LEFT, WIDTH, _("Our questions")), *paragraph(LEFT, WIDTH, lead, *asked)]


def _next(sheet: AcknowledgementSheet) -> list[Strip]:
    made = heading(LEFT, WIDTH, _("What comes next"))
    if not sheet.promises:
        return [*made, *paragraph(LEFT, WIDTH, Para(promised(sheet)))]
    cols = columns(LEFT, WIDTH - 258, 96, 146, gap=8)
    heads = (_("What"), _("Who"), _("At the latest on"))
    top = Row([(Para(text, CAPTION),) for text in heads], 0, 4, rule=FAINT, weight=0.7)
    return [*made, *table(cols, [top], (_row(one) for one in sheet.promises))]


def _row(one: Promise) -> Row:
    what, who, when = owed(one)
    return Row(((Para(what, BODY),), (Para(who, BODY),), (Para(when, STRONG),)), 2.6, 2.6)


def _people(sheet: AcknowledgementSheet) -> list[Strip]:
    """Who follows the dossier and who to see about a disability, side by side."""
    given = (
        (_("Who follows your request"), reach_of(sheet.follower), ""),
        (_("Disability"), reach_of(sheet.disability), _("Adaptations are studied on request.")),
    )
    told = [(label, reached, said) for label, reached, said in given if reached]
    if not told:
        return []
    cols = columns(LEFT, *[(WIDTH - 12) / 2] * len(told), gap=12)
    row = Row([_person(*one) for one in told], 2, 2, rule=None, whole=12)
    return [*heading(LEFT, WIDTH, _("Whom to call")), *row_strips(cols, row)]


def _person(label: str, reached: str, said: str) -> Cell:
    name, *rest = reached.split("\n")
    lines = [Para(label, LABEL), Para(name, STRONG), *(Para(line) for line in rest)]
    return (*lines, *([Para(said, SMALL)] if said else []))


def _end(sheet: AcknowledgementSheet) -> list[Strip]:
    who = sheet.follower
    signed = person(who.first_name, who.last_name) if who else sheet.organisation.name
    end = [Para(_("Yours sincerely,"), before=14), Para(signed, STRONG, before=6)]
    return together(paragraph(LEFT, WIDTH, *end))
