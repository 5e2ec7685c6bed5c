"""What a draft grows from: the programme, the request, and whatever else knows words for a section."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from backoffice.content.markdown import as_markdown
from backoffice.domain import programme as domain
from backoffice.domain.proposal import SECTIONS, Aim, Shown
from backoffice.domain.text import fold
from backoffice.i18n import _, speaking
from backoffice.services.acts import Doing
from backoffice.services.needs.proposal import Answer, answers_for_proposal
from backoffice.services.proposals.reading import Ground
from backoffice.store.records import Proposal, Request

# Gives, for a dossier, (code of a section, Markdown) pairs, in the language in force.
Source = Callable[[Doing, Request], Iterator[tuple[str, str]]]


def words_for(doing: Doing, proposal: Proposal) -> Mapping[str, str]:
    """The words that each section grows with, in the proposal's language; the sources in their order."""
    found: dict[str, list[str]] = {one.code: [] for one in SECTIONS}
    with speaking(proposal.language):
        for code, text in _said(doing, proposal):
            if text:
                found[code].append(text)
    return {code: "\n\n".join(texts) for code, texts in found.items()}


def _said(doing: Doing, proposal: Proposal) -> Iterator[tuple[str, str]]:
    for source in SOURCES:
        yield from source(doing, proposal.request)
    programme = Ground(doing, proposal).programme
    if programme is not None:
        yield from _of_programme(programme)


def _of_request(_doing: Doing, request: Request) -> Iterator[tuple[str, str]]:
    details = request.details
    yield "context", _("You asked us for: {topic}.").format(topic=as_markdown(request.topic))
    for label, key in (
        (_("Audience: {text}"), "audience"),
        (_("Where: {text}"), "places"),
        (_("Funding: {text}"), "funding"),
    ):
        if details.get(key):
            yield "context", label.format(text=as_markdown(str(details[key])))
    for label, key in ((_("Wished: {text}"), "period"), (_("To be avoided: {text}"), "excluded")):
        if details.get(key):
            yield "dates", label.format(text=as_markdown(str(details[key])))


def _of_programme(programme: domain.Programme) -> Iterator[tuple[str, str]]:
    yield "objectives", as_markdown(programme.aim)
    yield "modules", as_markdown(programme.methods)
    yield "means", as_markdown(programme.means)
    yield "accessibility", as_markdown(programme.accessibility)
    for text in programme.complements:
        yield "follow_up", as_markdown(text)


def _of_needs(doing: Doing, request: Request) -> Iterator[tuple[str, str]]:
    """What was answered to the needs analysis: as its questionnaire says it in a proposal, else each answer
    behind its question. Sentences that follow each other make a paragraph."""
    for section, answers in answers_for_proposal(doing, request).items():
        for runs, found in groupby(map(told_in_proposal, answers), key=lambda one: one.runs):
            texts = [one.text for one in found]
            yield section, (" " if runs else "\n\n").join(texts)


@dataclass(frozen=True, slots=True)
class Told:
    """An answer as Markdown; `runs` when it is a sentence that may run on after another."""

    text: str
    runs: bool = False


_ANSWER = "{answer}"


def told_in_proposal(one: Answer) -> Told:
    """An answer as a proposal says it."""
    if not one.told:
        return Told(_answered(one))
    if one.yes is not None:
        yes, _bar, no = one.told.partition("|")
        said = (yes if one.yes else no).strip()
        return Told(as_markdown(said), runs=True) if said else Told(_answered(one))
    if one.rows or "\n" in one.text:
        return Told(f"{_lead(one.told)}\n\n{_table(one) if one.rows else _listed(one.text)}")
    if _ANSWER not in one.told:
        return Told(f"{as_markdown(one.told)} {as_markdown(one.text)}", runs=True)
    return Told(as_markdown(_filled(one.told, one.text)), runs=True)


def _filled(told: str, answer: str) -> str:
    """The sentence with its answer; an answer that ends a sentence itself ends this one."""
    before, _here, after = told.partition(_ANSWER)
    ends = (".", "!", "?", "…")
    if after.startswith(".") and answer.rstrip().endswith(ends):
        after = after[1:]
    said = f"{before}{answer.strip()}{after}"
    return said if said.endswith(ends) else f"{said}."


def _lead(told: str) -> str:
    """What comes before the answer of a sentence, where it has several lines."""
    lead = as_markdown(told.partition(_ANSWER)[0].strip().rstrip(":,; \u00a0"))
    return _("{lead}:").format(lead=lead)


def _listed(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return "\n".join(f"- {as_markdown(line)}" for line in lines)


def _answered(one: Answer) -> str:
    asked = f"**{as_markdown(one.question)}**"
    if one.rows:
        return f"{asked}\n\n{_table(one)}"
    # A short answer stands beside its question, one of several lines under it.
    apart = "\n\n" if "\n" in one.text else " "
    return f"{asked}{apart}{as_markdown(one.text)}"


def _table(one: Answer) -> str:
    width = max(len(one.columns), *map(len, one.rows))
    heads = [*one.columns, *[""] * (width - len(one.columns))]
    lines = [heads, ["---"] * width, *([*row, *[""] * (width - len(row))] for row in one.rows)]
    # The second line is Markdown's own; the others are text.
    shown = (
        cells if at == 1 else [as_markdown(" ".join(cell.split())) for cell in cells]
        for at, cells in enumerate(lines)
    )
    return "\n".join(f"| {' | '.join(cells)} |" for cells in shown)


SOURCES: tuple[Source, ...] = (_of_request, _of_needs)


def aims_for(doing: Doing, proposal: Proposal) -> tuple[Aim, ...]:
    """The programme's objectives; each with the modules and the method that it says itself, else with the
    modules that its evaluation names, or the only one, and the programme's method."""
    ground = Ground(doing, proposal)
    programme = ground.programme
    if programme is None:
        return ()
    method = _first_sentence(programme.methods)
    return tuple(
        Aim(
            one.text,
            one.criterion,
            one.method or method,
            one.evaluation,
            _modules_said(one, ground.modules) or _modules_named(one, ground.modules),
        )
        for one in programme.objectives
    )


def results_for(doing: Doing, proposal: Proposal) -> tuple[Shown, ...]:
    """The results that the programme publishes, each with its count and its method."""
    programme = Ground(doing, proposal).programme
    found = programme.results if programme else ()
    return tuple(Shown(one.label, one.value, one.count, one.period, one.method) for one in found)


def _modules_said(one: domain.Objective, modules: tuple[domain.Module, ...]) -> tuple[str, ...]:
    """The modules that an objective says itself, as far as the dossier has them."""
    return tuple(module.code for module in modules if module.code in one.modules)


def _modules_named(one: domain.Objective, modules: tuple[domain.Module, ...]) -> tuple[str, ...]:
    if len(modules) == 1:
        return (modules[0].code,)
    told = fold(f"{one.text} {one.criterion} {one.evaluation}")
    return tuple(
        module.code
        for module in modules
        if any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", told) for name in _names(module))
    )


def _names(module: domain.Module) -> tuple[str, ...]:
    return tuple(name for name in (fold(module.label), fold(module.title)) if name)


def _first_sentence(text: str) -> str:
    first = re.split(r"(?<=[.;])\s|\n", text.strip(), maxsplit=1)[0].rstrip(".;")
    return first if len(first) <= 160 else ""
