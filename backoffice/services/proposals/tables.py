"""The tables of a proposal's sections, each computed from the dossier's data, never typed again."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from backoffice.documents.quotes.action import mode
from backoffice.documents.quotes.head import length, when
from backoffice.documents.sheets import DataTable, ModuleBlock
from backoffice.domain import programme as domain
from backoffice.i18n import _
from backoffice.i18n.formats import duration, number, quantity, time_span, weekday_date
from backoffice.services.proposals.money_tables import price_tables, terms_tables
from backoffice.services.proposals.reading import Ground, aims_of, results_of

Made = Iterator[DataTable]


def tables_of(code: str, ground: Ground) -> tuple[DataTable, ...]:
    """What the data give to a section, in the language in force; a table without row isn't there."""
    make = _TABLES.get(code)
    return tuple(table for table in make(ground) if table.rows) if make else ()


def _objectives(ground: Ground) -> Made:
    named = {module.code: f"{module.label} – {module.title}" for module in ground.modules}
    rows = tuple(
        (
            f"{aim.text}\n{aim.criterion}".strip(),
            "\n".join(named[code] for code in aim.modules if code in named) or "–",
            aim.method or "–",
            aim.evaluation or "–",
        )
        for aim in aims_of(ground.proposal)
    )
    heads = (_("Objective"), _("Content"), _("Method"), _("Evaluation"))
    yield DataTable(rows, (33, 25, 21, 21), heads)


def _modules(ground: Ground) -> Made:
    blocks = ground.action.modules
    if len(blocks) > 1:
        rows = tuple((one.label, one.title, length(one.minutes, one.days_e4)) for one in blocks)
        total = (_("In all"), "", length(ground.action.minutes, ground.action.days_e4))
        heads = (_("Module"), _("Title"), _("Duration"))
        yield DataTable((*rows, total), (20, 56, 24), heads, figures=1, sums=1, bold=True)
    for one in blocks:
        yield _module(one)


def _module(one: ModuleBlock) -> DataTable:
    rows = tuple(
        (
            f"{part.title}\n{part.content}".strip(),
            _how(part.mode, part.own_pace, part.counts),
            duration(part.minutes),
        )
        for part in one.parts
    )
    audience = _("For: {audience}").format(audience=one.audience) if one.audience else ""
    return DataTable(
        rows,
        (66, 20, 14),
        title=f"{one.label} – {one.title}",
        aside=length(one.minutes, one.days_e4),
        note="\n".join(text for text in (one.objective, audience) if text),
        figures=1,
    )


def _how(where: str, own_pace: bool, counts: bool) -> str:
    how = mode(where, own_pace)
    return how if counts else _("{mode}, outside the training hours").format(mode=how)


def _between(ground: Ground) -> Made:
    labels = {module.code: module.label for module in ground.modules}
    rows: list[tuple[str, ...]] = []
    before = ""
    for module in ground.modules:
        for link in (module.link, *module.links):
            if link is not None and link.meanwhile:
                origin = labels.get(link.origin or "", before)
                rows.append((_span(origin, module.label), gap_words(link), link.meanwhile, _time(link)))
        rows += [
            (module.label, gap_words(link), link.meanwhile, _time(link))
            for link in module.block_gaps
            if link.meanwhile
        ]
        before = module.label
    heads = (_("Between"), _("Time left"), _("What participants do"), _("Estimated time"))
    yield DataTable(tuple(rows), (20, 22, 42, 16), heads, figures=1)


def _span(first: str, then: str) -> str:
    return f"{first} → {then}" if first else _("before {module}").format(module=then)


def _time(link: domain.Link) -> str:
    return duration(link.meanwhile_minutes) if link.meanwhile_minutes else "–"


def gap_words(link: domain.Link) -> str:
    """“3 to 8 weeks”, in the language in force; the target first where there is one."""
    least, target, most = link.least, link.target, link.most
    if least and most:
        same = least.unit == most.unit
        low = number(least.n) if same else least.words()
        span = least.words() if least == most else _("{low} to {high}").format(low=low, high=most.words())
    elif least:
        span = _("{length} at least").format(length=least.words())
    elif most:
        span = _("{length} at most").format(length=most.words())
    else:
        span = ""
    if target and span and target not in (least, most):
        return _("about {length} ({span})").format(length=target.words(), span=span)
    return span or (_("about {length}").format(length=target.words()) if target else "")


def _dates(ground: Ground) -> Made:
    calendar = ground.action.calendar
    if calendar:
        rows = tuple(
            (
                slot.module,
                weekday_date(slot.day) if slot.day else slot.window or _("to be agreed"),
                time_span(slot.start, slot.end) if slot.start and slot.end else "–",
                duration(slot.minutes),
                slot.venue or mode(slot.mode, False),
            )
            for slot in calendar
        )
        heads = (_("Module"), _("Day"), _("Times"), _("Duration"), _("Place"))
        yield DataTable(rows, (17, 28, 17, 10, 28), heads, bold=True)
    if not ground.action.dates:
        yield _principles(ground)


def _principles(ground: Ground) -> DataTable:
    """How dates will be agreed: what each module takes, and the time before it."""
    rows = []
    for at, (module, block) in enumerate(zip(ground.modules, ground.action.modules, strict=True)):
        first = _("to be agreed") if at == 0 else ""
        gap = gap_words(module.link) if module.link else ""
        rows.append(
            (module.label, length(block.minutes, block.days_e4), gap or first or _("after the one before"))
        )
    heads = (_("Module"), _("Duration"), _("When, from the module before"))
    return DataTable(tuple(rows), (30, 30, 40), heads, title=_("Principles of the calendar"), bold=True)


def _team(ground: Ground) -> Made:
    people = tuple((one.name, one.qualification or "–") for one in ground.action.trainers)
    yield DataTable(people, (30, 70), (_("Trainer"), _("Titles and experience")), bold=True)
    roles = tuple(
        (module.label, ", ".join(_role(one) for one in module.team))
        for module in ground.modules
        if module.team
    )
    if len({row[1] for row in roles}) > 1 or not people:
        yield DataTable(roles, (30, 70), (_("Module"), _("Roles")), bold=True)


def _role(one: domain.Role) -> str:
    known = {
        "lead": _("lead trainer"),
        "co-trainer": _("co-trainer"),
        "facilitator": _("facilitator"),
        "jury": _("jury"),
        "tutor": _("tutor"),
        "technician": _("technician"),
    }
    name = known.get(one.role, one.role)
    return f"{name} ({one.note})" if one.note else name


def _means(ground: Ground) -> Made:
    by = {"us": _("us"), "client": _("you"), "participant": _("each participant")}
    price = {"included": _("included"), "extra": _("charged apart"), "none": _("not included")}
    rows = dict.fromkeys(
        (one.item, by.get(one.by, one.by), price.get(one.price, one.price))
        for module in ground.modules
        for one in module.provisions
    )
    yield DataTable(tuple(rows), (56, 22, 22), (_("What"), _("Brought by"), _("In the price")))


def _evaluations(ground: Ground) -> Made:
    programme = ground.programme
    if programme is None:
        return
    four = programme.evaluations
    given = (
        (_("Before the training"), four.before),
        (_("On the way"), four.during),
        (_("At the end"), four.end),
        (_("Later"), four.later),
    )
    yield DataTable(tuple((label, text or "–") for label, text in given), (26, 74), bold=True)


def _follow_up(ground: Ground) -> Made:
    action = ground.action
    given = ((_("Follow-up"), action.follow_up), (_("Recognition"), action.recognition))
    yield DataTable(tuple(one for one in given if one[1]), (26, 74), bold=True)


def _accessibility(ground: Ground) -> Made:
    who = ground.doing.settings.organisation.disability
    told = "\n".join(text for text in (who.name, who.email, who.phone) if text)
    yield DataTable(((_("Your contact for any need"), told),), (26, 74), bold=True)


def _results(ground: Ground) -> Made:
    rows = tuple(
        (one.label, one.value, number(one.count), one.period, one.method)
        for one in results_of(ground.proposal)
    )
    heads = (_("Result"), _("Value"), _("Out of"), _("Over"), _("How it is computed"))
    yield DataTable(rows, (28, 12, 10, 16, 34), heads)


def glances(ground: Ground) -> Iterator[tuple[str, str]]:
    """The figures of the cover."""
    action = ground.action
    yield _("Duration"), length(action.minutes, action.days_e4) if action.minutes else ""
    low, high = action.headcount_min, action.headcount_max
    if low and high and low != high:
        yield _("Participants"), _("{low} to {high}").format(low=low, high=high)
    else:
        yield _("Participants"), str(high or low or "")
    yield _("Dates"), when(action)
    # The cover says the town or the room; the calendar has the whole address.
    yield _("Place"), ", ".join(place.split(",")[0] for place in action.places)
    modules = len(action.modules)
    yield _("Modules"), quantity(modules * 10_000) if modules > 1 else ""


_TABLES: dict[str, Callable[[Ground], Made]] = {
    "objectives": _objectives,
    "modules": _modules,
    "between": _between,
    "dates": _dates,
    "team": _team,
    "means": _means,
    "evaluations": _evaluations,
    "accessibility": _accessibility,
    "follow_up": _follow_up,
    "results": _results,
    "price": price_tables,
    "terms": terms_tables,
}
