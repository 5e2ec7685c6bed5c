"""What a programme's sheet says: objectives, conditions, price, evaluation, results, and each module."""

from __future__ import annotations

from collections.abc import Iterator

from backoffice.documents.kit.design import BODY, CAPTION, FAINT, LABEL, SMALL, SMALL_INK, STRONG, SUBHEADING
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
)
from backoffice.documents.programmes.head import people
from backoffice.documents.quotes.action import module_strips
from backoffice.documents.quotes.head import length
from backoffice.documents.quotes.page import LABELS, LEFT, WIDTH
from backoffice.documents.sheets.parts import Organisation
from backoffice.documents.sheets.programme import Aim, Organised, Outcome, ProgrammeSheet, Stretch
from backoffice.i18n import _, ngettext
from backoffice.i18n.formats import phone, rate


def body_strips(sheet: ProgrammeSheet) -> list[Strip]:
    """All that follows the head."""
    return [
        *_objectives(sheet.objectives),
        *heading(LEFT, WIDTH, _("For whom, and how")),
        *facts(LEFT, WIDTH, LABELS, _conditions(sheet)),
        *[strip for one in sheet.formats for strip in _format(one, len(sheet.formats) > 1)],
        *_results(sheet.results),
        *_reached(sheet),
    ]


def _objectives(aims: tuple[Aim, ...]) -> list[Strip]:
    """Objectives beside what shows that they are reached; a plain list when nothing is said of that."""
    if not aims:
        return []
    made = heading(LEFT, WIDTH, _("Objectives"))
    if not any(one.criterion or one.evaluation or _by(one) for one in aims):
        return [*made, *paragraph(LEFT, WIDTH, *bullets(one.text for one in aims))]
    cols = columns(LEFT, WIDTH * 0.46, WIDTH * 0.28 - 12, WIDTH * 0.26 - 12, gap=12)
    heads = (_("At the end, participants can"), _("It shows in that"), _("Evaluated by"))
    top = Row([(Para(text, CAPTION),) for text in heads], 0, 4, rule=FAINT, weight=0.7)
    return [*made, *table(cols, [top], (_aim(one) for one in aims))]


def _aim(one: Aim) -> Row:
    by = (Para(_by(one), SMALL),) if _by(one) else ()
    said = (Para(one.text, BODY), *by), (Para(one.criterion, SMALL_INK),), (Para(one.evaluation, SMALL_INK),)
    return Row(said, 2.6, 2.6)


def _by(one: Aim) -> str:
    """By what an objective is reached: its content, its method."""
    return "\u00a0· ".join(text for text in (one.content, one.method) if text)


def _conditions(sheet: ProgrammeSheet) -> Iterator[tuple[str, Cell]]:
    yield _("Audience"), (Para(sheet.audience),)
    yield _("Prerequisites"), bullets(sheet.prerequisites or (_("None."),))
    yield _("Access delay"), bullets(sheet.access_delays)
    yield _("Price"), bullets(sheet.prices)
    yield _("Funding"), (Para(sheet.funding),)
    yield _("Methods"), (Para(sheet.methods),)
    yield _("Means"), bullets(sheet.means)
    yield _("Evaluation"), bullets(sheet.evaluations)
    yield _("Follow-up"), (Para(sheet.follow_up),)
    yield _("Recognition"), (Para(sheet.recognition),)
    yield _("Accessibility"), (Para(sheet.accessibility),)
    yield _("Complements"), bullets(sheet.complements)


def _format(one: Organised, several: bool) -> list[Strip]:
    title = _("Programme: {format}").format(format=one.label) if several else _("Programme")
    told = [length(one.minutes, one.days_e4)] if several else []
    if several and people(one):
        told.append(_("{people} participants").format(people=people(one)))
    if several and one.remote_bp:
        told.append(_("{share} of the total duration").format(share=rate(one.remote_bp)))
    made = heading(LEFT, WIDTH, title)
    if told:
        made += paragraph(LEFT, WIDTH, Para(" · ".join(told), LABEL), glue=True)
    between = {gap.before: gap for gap in one.between}
    for module in one.modules:
        if module.label in between:
            made += _between(between[module.label])
        made += module_strips(module)
    return made


def _between(gap: Stretch) -> list[Strip]:
    """The time before a module, drawn as a thread between it and the one before."""
    cols = columns(LEFT + 10, 150, WIDTH - 10 - 162, gap=12)
    said = Row(((Para(f"↓ {gap.bounds}", LABEL),), (Para(gap.meanwhile, SMALL),)), 3, 5, rule=None, glue=True)
    return row_strips(cols, said)


def _results(results: tuple[Outcome, ...]) -> list[Strip]:
    if not results:
        return []
    cols = columns(LEFT, WIDTH - 96 - 220 - 24, 96, 220, gap=12)
    heads = (_("Indicator"), _("Result"), _("Counted over, and how"))
    top = Row([(Para(text, CAPTION),) for text in heads], 0, 4, rule=FAINT, weight=0.7)
    return [*heading(LEFT, WIDTH, _("Results")), *table(cols, [top], map(_result, results))]


def _result(one: Outcome) -> Row:
    over = ngettext("{n} answer", "{n} answers", one.count).format(n=one.count)
    told = "\u00a0· ".join(text for text in (over, one.method, one.period) if text)
    return Row(((Para(one.label, BODY),), (Para(one.value, STRONG),), (Para(told, SMALL_INK),)), 2.6, 2.6)


def _reached(sheet: ProgrammeSheet) -> list[Strip]:
    """Whom to ask, whom to see about a disability, and whose work the programme is."""
    given = (
        (_("Information and enrolment"), _asked(sheet.organisation), ""),
        (_("Disability"), reach_of(sheet.disability), _("Adaptations are studied on request.")),
    )
    told = [(label, reached, said) for label, reached, said in given if reached]
    made: list[Strip] = []
    if told:
        cols = columns(LEFT, *[(WIDTH - 12) / 2] * len(told), gap=12)
        row = Row([_person(*one) for one in told], 2, 2, rule=None, whole=12)
        made += [*heading(LEFT, WIDTH, _("Whom to call")), *row_strips(cols, row)]
    rights = " – ".join(text for text in (sheet.owner, sheet.licence) if text)
    if rights:
        made += [space(8), *paragraph(LEFT, WIDTH, Para(rights, SMALL))]
    return made


def _asked(who: Organisation) -> str:
    """Whom to ask: the house itself."""
    return "\n".join(text for text in (who.name, phone(who.phone), who.email) if text)


def _person(label: str, reached: str, said: str) -> Cell:
    name, *rest = reached.split("\n")
    lines = [Para(label, LABEL), Para(name, SUBHEADING), *(Para(line) for line in rest)]
    return (*lines, *([Para(said, SMALL)] if said else []))
