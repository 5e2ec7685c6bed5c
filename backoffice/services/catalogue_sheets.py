"""The screens of what is offered: programmes with their formats, pathways, methods."""

from __future__ import annotations

from collections.abc import Iterable

from backoffice.content.method import method_of
from backoffice.content.pathway import pathway_of
from backoffice.content.programme import programme_of
from backoffice.domain import programme as domain
from backoffice.domain.method import Step
from backoffice.domain.pathway import Stretch
from backoffice.i18n import N_, _
from backoffice.i18n.formats import duration, money, rate
from backoffice.services.acts import Doing
from backoffice.services.catalogue import pathways_with, programmes_after
from backoffice.services.declared import programme_differences
from backoffice.services.followup_sheets import programme_questions
from backoffice.services.our_lines import our_lines
from backoffice.services.pieces import facts, lines, prose
from backoffice.services.ports import Block, Cell, Column, Facts, Lines, Tab
from backoffice.services.programmes.pieces import called
from backoffice.services.programmes.views import (
    draft_blocks,
    format_lines,
    module_lines,
    objective_lines,
    public_lines,
)
from backoffice.store.records import Method, Pathway, Programme, Published


def programme_blocks(doing: Doing, record: Programme) -> Iterable[Block]:
    """What a programme says as a whole; its formats have a tab of their own."""
    programme = programme_of(record.body)
    method = doing.unit.maybe(Method, programme.method) if programme.method else None
    return (
        *programme_differences(programme),
        *draft_blocks(doing, record),
        _head(
            record,
            N_("Programme"),
            (N_("Category"), programme.category),
            (N_("Duration"), programme.formats[0].training_minutes, Cell.MINUTES),
            (N_("Audience"), programme.audience),
            (N_("Method"), method.title if method else None, Cell.TEXT, "", method),
            (N_("Recognition"), programme.recognition),
            (N_("Sheet of"), programme.updated_on, Cell.DATE),
            (N_("Whose"), programme.owner),
            (N_("Licence"), programme.licence),
        ),
        *_pathways(doing, record),
        *prose(N_("Aim"), programme.aim),
        objective_lines(record),
        *public_lines(record),
        *prose(N_("Funding"), programme.funding),
        *prose(N_("Methods"), programme.methods),
        *prose(N_("Means"), programme.means),
        *_evaluations(programme.evaluations),
        *prose(N_("Accessibility"), programme.accessibility),
        *prose(N_("Complements"), "\n".join(programme.complements)),
        *programme_questions(programme),
    )


def _head(record: Published, title: str, *more: tuple[object, ...]) -> Facts:
    return facts(
        title,
        (N_("Version"), record.version_no, Cell.NUMBER),
        (N_("State"), record.state, Cell.STATE, "programme"),
        (N_("Since"), record.valid_from, Cell.DATE),
        *more,
    )


def _pathways(doing: Doing, record: Programme) -> tuple[Block, ...]:
    rows = tuple(
        (
            found.ref,
            pathway.title,
            _("{rank} of {all}").format(rank=rank, all=len(pathway.stretches)),
            _alone(pathway.stretches[rank - 1].alone),
        )
        for found, pathway, rank in pathways_with(doing.unit, record.ref)
    )
    columns = (
        Column("ref", N_("Pathway"), 12),
        Column("title", N_("Title"), 20, grow=3),
        Column("rank", N_("Rank"), 8),
        Column("alone", N_("By itself"), 20, priority=1),
    )
    return (lines(N_("Place in a pathway"), columns, rows),) if rows else ()


def _alone(alone: bool) -> str:
    return _("can be taken alone") if alone else _("within the pathway")


_PER = {
    "person": N_("{price} a person"),
    "group": N_("{price} a group"),
    "day": N_("{price} a day"),
    "course": N_("{price} for the whole"),
}


def price(one: domain.ShownPrice) -> str:
    """A price as it is shown: “730,00 € a person (members) – one day”."""
    told = _("On quotation") if one.cents is None else _(_PER[one.per]).format(price=money(one.cents))
    members = _(" (members)") if one.members_only else ""
    return f"{told}{members} – {one.label}"


def _evaluations(four: domain.Evaluations) -> tuple[Block, ...]:
    found = facts(
        N_("Evaluations"),
        (N_("Before"), four.before),
        (N_("On the way"), four.during),
        (N_("At the end"), four.end),
        (N_("Later"), four.later),
    )
    return (found,) if found.facts else ()


# The formats of a programme


def programme_tabs(_doing: Doing, record: Programme) -> Iterable[Tab]:
    """The formats, one under the other, then what is ours."""
    programme = programme_of(record.body)
    blocks = tuple(block for n, fmt in enumerate(programme.formats, 1) for block in _format(record, n, fmt))
    count = len(programme.formats)
    blocks = (format_lines(record, programme), *blocks)
    yield Tab("formats", N_("Formats"), blocks, str(count) if count > 1 else "")
    yield from our_tab(record)


def _format(record: Programme, n: int, fmt: domain.Format) -> Iterable[Block]:
    yield facts(
        N_("Format"),
        (N_("Code"), fmt.code),
        (N_("Label"), fmt.label),
        (N_("Duration"), fmt.training_minutes, Cell.MINUTES),
        (N_("Share taught remotely"), rate(domain.remote_share_bp(fmt.modules))),
        (N_("Participants"), _headcount(fmt)),
    )
    yield module_lines(record, (("F", n),))
    yield _parts(record, n, fmt.modules)
    yield from _gaps(fmt.modules)
    yield from _team(fmt.modules)
    yield from _provisions(fmt.modules)


def _headcount(fmt: domain.Format) -> str | None:
    least, most = fmt.headcount_least, fmt.headcount_most
    return None if least is None and most is None else f"{least or '…'} – {most or '…'}"


def _parts(record: Programme, n: int, modules: tuple[domain.Module, ...]) -> Lines:
    return lines(
        N_("Parts"),
        (
            Column("ref", N_("Reference"), 22, priority=4),
            Column("module", N_("Module"), 10),
            Column("title", N_("Title"), 24, grow=3),
            Column("minutes", N_("Duration"), 8, kind=Cell.MINUTES),
            Column("hours", N_("Hours"), 11, priority=1),
            Column("how", N_("How"), 18, grow=2, priority=2),
        ),
        (
            (
                called(record, (("F", n), ("M", m), ("P", p))),
                module.label,
                part.title,
                str(part.minutes.planned),
                _hours(part),
                _how(part),
            )
            for m, module in enumerate(modules, 1)
            for p, part in enumerate(module.parts, 1)
        ),
    )


def _hours(part: domain.Part) -> str:
    if part.start is None or part.finish is None:
        return ""
    return f"{part.start:%H:%M}-{part.finish:%H:%M}"


_WHERE = {domain.Where.REMOTE: N_("remote"), domain.Where.WORKPLACE: N_("at the workplace")}
_WITH = {domain.With.SUBGROUP: N_("in sub-groups"), domain.With.PERSON: N_("one by one")}


def _how(part: domain.Part) -> str:
    told = [
        *([_(_WHERE[part.where])] if part.where in _WHERE else []),
        *([_("at one’s own pace")] if part.pace is domain.Pace.OWN_PACE else []),
        *([_(_WITH[part.with_whom])] if part.with_whom in _WITH else []),
        *([] if part.is_training else [_("outside the training hours")]),
    ]
    if part.adjustable:
        span = (duration(part.minutes.least), duration(part.minutes.most))
        told.append(_("adjustable from {least} to {most}").format(least=span[0], most=span[1]))
    return ", ".join(told)


def _gaps(modules: tuple[domain.Module, ...]) -> tuple[Block, ...]:
    rows = tuple((before, bounds(link), link.meanwhile) for before, link in _every_link(modules))
    columns = (
        Column("before", N_("Before"), 14, grow=1),
        Column("bounds", N_("Gap"), 20, grow=1),
        Column("meanwhile", N_("Meanwhile"), 16, grow=3, priority=1),
    )
    return (lines(N_("Gaps"), columns, rows, opens=False),) if rows else ()


def _every_link(modules: tuple[domain.Module, ...]) -> Iterable[tuple[str, domain.Link]]:
    for module in modules:
        for link in (module.link, *module.links):
            if link is not None:
                yield module.label, link
        for rank, link in enumerate(module.block_gaps, start=2):
            yield _("{module}, block {n}").format(module=module.label, n=rank), link


def bounds(link: domain.Link) -> str:
    """“3 weeks at least, 8 weeks at most”."""
    told = (
        (_("{n} at least"), link.least),
        (_("{n} if possible"), link.target),
        (_("{n} at most"), link.most),
    )
    return ", ".join(text.format(n=length.words()) for text, length in told if length is not None)


def _team(modules: tuple[domain.Module, ...]) -> tuple[Block, ...]:
    rows = tuple((module.label, role.role, role.note) for module in modules for role in module.team)
    columns = (
        Column("module", N_("Module"), 10),
        Column("role", N_("Role"), 14, kind=Cell.STATE, states="team_role"),
        Column("note", N_("What for"), 16, grow=3, priority=1),
    )
    told = any(note for _module, _role, note in rows) or len(rows) > len(modules)
    return (lines(N_("Team"), columns, rows, opens=False),) if told else ()


_BY = {"us": N_("us"), "client": N_("the client"), "participant": N_("the participants")}


def _provisions(modules: tuple[domain.Module, ...]) -> tuple[Block, ...]:
    rows = tuple((module.label, one.item, _BY[one.by]) for module in modules for one in module.provisions)
    columns = (
        Column("module", N_("Module"), 10),
        Column("item", N_("Item"), 24, grow=3),
        Column("by", N_("Brought by"), 16, kind=Cell.MESSAGE),
    )
    return (lines(N_("To provide"), columns, rows, opens=False),) if rows else ()


# Pathways and methods


def pathway_blocks(doing: Doing, record: Pathway) -> Iterable[Block]:
    """The programmes of a pathway, in order."""
    pathway = pathway_of(record.body)
    titles = {one.programme: _title(doing, one.programme) for one in pathway.stretches}
    return (
        _head(
            record,
            N_("Pathway"),
            (N_("Audience"), pathway.audience),
            (N_("Sheet of"), pathway.updated_on, Cell.DATE),
        ),
        *draft_blocks(doing, record),
        *prose(N_("Aim"), pathway.aim),
        lines(
            N_("Programmes"),
            (
                Column("ref", N_("Reference"), 16, priority=4),
                Column("code", N_("Code"), 12),
                Column("title", N_("Title"), 20, grow=3),
                Column("brings", N_("What it brings"), 16, grow=3, priority=2),
                Column("alone", N_("By itself"), 20, priority=1),
            ),
            (
                (*_stretch(record, n, one), titles[one.programme], one.brings, _alone(one.alone))
                for n, one in enumerate(pathway.stretches, 1)
            ),
        ),
    )


def _stretch(record: Pathway, n: int, one: Stretch) -> tuple[str, str]:
    """Where a line leads, and the programme's code: a draft's opens on its place in it, to be edited."""
    opens = called(record, (("L", n),)) if record.state == "draft" else one.programme
    return opens, one.programme


def _title(doing: Doing, programme: str) -> str:
    found = doing.unit.maybe(Programme, programme)
    return found.title if found else ""


def method_blocks(doing: Doing, record: Method) -> Iterable[Block]:
    """The steps of a method at a glance; what each holds has a tab of its own."""
    method = method_of(record.body)
    programmes = programmes_after(doing.unit, record.ref)
    return (
        _head(
            record,
            N_("Method"),
            (N_("Audience"), method.audience),
            (N_("Sheet of"), method.updated_on, Cell.DATE),
            (N_("Whose"), method.owner),
            (N_("Licence"), method.licence),
        ),
        *prose(N_("Aim"), method.aim),
        lines(
            N_("Steps"),
            (
                Column("rank", N_("Step"), 5, kind=Cell.NUMBER),
                Column("title", N_("Title"), 24, grow=3),
                Column("objectives", N_("Objectives"), 9, kind=Cell.NUMBER),
                Column("means", N_("Means"), 6, kind=Cell.NUMBER),
                Column("resources", N_("Resources"), 10, kind=Cell.NUMBER, priority=1),
                Column("begins", N_("Begins after"), 12, priority=2),
            ),
            (_step_row(rank, step) for rank, step in enumerate(method.steps, start=1)),
            opens=False,
        ),
        *(
            (
                lines(
                    N_("Programmes that follow it"),
                    (Column("ref", N_("Code"), 12), Column("title", N_("Title"), 24, grow=3)),
                    ((one.ref, one.title) for one in programmes),
                ),
            )
            if programmes
            else ()
        ),
    )


def _step_row(rank: int, step: Step) -> tuple[str, ...]:
    counts = (len(step.objectives), len(step.means), len(step.resources))
    begins = step.begins.words() if step.begins and step.begins.n else ""
    return (str(rank), step.title, *map(str, counts), begins)


def method_tabs(_doing: Doing, record: Method) -> Iterable[Tab]:
    """Every step with its three lists, then what is ours."""
    method = method_of(record.body)
    blocks = tuple(
        block
        for rank, step in enumerate(method.steps, start=1)
        for block in prose(f"{rank}. {step.title}", _step_text(step))
    )
    yield Tab("steps", N_("Steps"), blocks, str(len(method.steps)))
    yield from our_tab(record)


def _step_text(step: Step) -> str:
    given = (
        (_("Objectives"), step.objectives),
        (_("Means"), step.means),
        (_("Resources"), step.resources),
    )
    told = [line for name, texts in given if texts for line in (name, *(f"  – {text}" for text in texts))]
    return "\n".join([*told, *_when(step)])


def _when(step: Step) -> Iterable[str]:
    if step.begins is not None:
        text = _("Begins {n} after the start") if step.begins.n else _("Begins at the start")
        yield text.format(n=step.begins.words())
    if step.lasts is not None:
        yield _("Lasts {n}").format(n=step.lasts.words())


def our_tab(record: Published) -> Iterable[Tab]:
    """What is ours in a programme, a pathway or a method; no tab when nothing is."""
    marked = tuple((str(path), "") for path in record.body.get("ours", ()))
    blocks = our_lines(record.body, marked)
    if blocks:
        yield Tab("ours", N_("Ours"), blocks, str(len(marked)))


def pathway_tabs(_doing: Doing, record: Pathway) -> Iterable[Tab]:
    """What is ours in a pathway."""
    return our_tab(record)
