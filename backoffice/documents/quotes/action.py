"""The training action of a quote in detail: the items of D.6353-1, the programme, the calendar."""

from __future__ import annotations

from collections.abc import Iterator

from backoffice.documents.kit.design import BODY, CAPTION, FAINT, LABEL, SMALL, SMALL_INK, STRONG, SUBHEADING
from backoffice.documents.kit.strips import (
    Cell,
    Para,
    Row,
    Strip,
    bullets,
    columns,
    facts,
    heading,
    row_strips,
    space,
    table,
)
from backoffice.documents.quotes.head import headcount, length, when
from backoffice.documents.quotes.page import LABELS, LEFT, WIDTH
from backoffice.documents.sheets.quote import (
    Action,
    CalendarLine,
    ModuleBlock,
    PartLine,
    QuoteSheet,
    TrainerLine,
)
from backoffice.i18n import _
from backoffice.i18n.formats import duration, rate, time_span, weekday_date


def action_strips(sheet: QuoteSheet) -> list[Strip]:
    """The detail of the action, its programme and its calendar."""
    told = sheet.action
    title = _("The training action") if told.nature else _("The service")
    made = [*heading(LEFT, WIDTH, title), *facts(LEFT, WIDTH, LABELS, _facts(told))]
    if told.modules:
        made += heading(LEFT, WIDTH, _("Programme"))
        made += [strip for module in told.modules for strip in module_strips(module)]
    if told.calendar:
        made += heading(LEFT, WIDTH, _("Calendar"))
        made += _calendar(told.calendar)
    return made


def _facts(told: Action) -> Iterator[tuple[str, Cell]]:
    yield _("Nature"), (Para(told.nature),)
    yield _("Objectives"), bullets(told.objectives)
    yield _("Audience"), (Para(told.audience),)
    yield _("Prerequisites"), (Para(told.prerequisites),)
    yield _("Participants"), (Para(headcount(told)),)
    yield _("Duration"), (Para(length(told.minutes, told.days_e4)),)
    yield _("Dates"), (Para(when(told)),)
    yield _("Place"), bullets(told.places)
    yield _("Share taught remotely"), (Para(_remote(told.remote_bp)),)
    yield _("How it is run"), (Para(told.conduct),)
    yield _("Means"), bullets(told.means)
    yield _("Trainers"), tuple(para for one in told.trainers for para in _trainer(one))
    yield _("Follow-up"), (Para(told.follow_up),)
    yield _("Evaluation"), bullets(told.evaluation)
    yield _("Recognition"), (Para(told.recognition),)
    yield _("Accessibility"), (Para(told.accessibility),)


def _remote(bp: int) -> str:
    return _("{share} of the total duration").format(share=rate(bp))


def _trainer(one: TrainerLine) -> Iterator[Para]:
    yield Para(f"{one.name} – {one.role}" if one.role else one.name, STRONG)
    if one.qualification:
        yield Para(one.qualification)


def module_strips(module: ModuleBlock) -> list[Strip]:
    """A module under its title, with its parts."""
    cols = columns(LEFT, WIDTH - 110, 102, gap=8, align=("left", "right"))
    title = f"{module.label} – {module.title}" if module.title else module.label
    long = length(module.minutes, module.days_e4)
    top = Row(((Para(title, SUBHEADING),), (Para(long, LABEL),)), 5, 1.5, rule=None, glue=True)
    said = [Para(text, SMALL) for text in (module.objective, _audience(module)) if text]
    made = row_strips(cols, top)
    if said:
        made += row_strips(cols[:1], Row((said,), 0, 3, rule=None, glue=bool(module.parts)))
    return [*made, *(strip for part in module.parts for strip in _part(part)), space(3)]


def _audience(module: ModuleBlock) -> str:
    return _("For: {audience}").format(audience=module.audience) if module.audience else ""


def _part(part: PartLine) -> list[Strip]:
    cols = columns(LEFT + 10, WIDTH - 10 - 174, 90, 66, gap=9, align=("left", "left", "right"))
    said = (Para(part.title, BODY), *([Para(part.content, SMALL)] if part.content else []))
    how = mode(part.mode, part.own_pace)
    if not part.counts:
        how = _("{mode}, outside the training hours").format(mode=how)
    return row_strips(cols, Row((said, (Para(how, LABEL),), (Para(duration(part.minutes), BODY),)), 2.6, 2.6))


def mode(name: str, own_pace: bool) -> str:
    """Where and how a part is followed."""
    if own_pace:
        return _("remote, at one’s own pace") if name == "remote" else _("at one’s own pace")
    return {"remote": _("remote, live"), "workplace": _("at the workplace")}.get(name, _("on site"))


def _calendar(slots: tuple[CalendarLine, ...]) -> list[Strip]:
    widths = (118.0, 84.0, 44.0, 146.0)
    cols = columns(
        LEFT, WIDTH - sum(widths) - 32, *widths, gap=8, align=("left", "left", "left", "right", "left")
    )
    heads = (_("Module"), _("Day"), _("Times"), _("Duration"), _("Place"))
    top = Row([(Para(text, CAPTION),) for text in heads], 0, 4, rule=FAINT, weight=0.7)
    return table(cols, [top], (Row(_slot(slot), 2.4, 2.4) for slot in slots))


def _slot(slot: CalendarLine) -> list[Cell]:
    day = weekday_date(slot.day) if slot.day else slot.window or _("to be agreed")
    hours = time_span(slot.start, slot.end) if slot.start and slot.end else "–"
    where = slot.venue or mode(slot.mode, False)
    if slot.mode == "remote" and slot.venue:
        where = _("{venue} (remote)").format(venue=slot.venue)
    return [(Para(text, SMALL_INK),) for text in (slot.module, day, hours, duration(slot.minutes), where)]
