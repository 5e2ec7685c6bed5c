"""A proposal while it can still change: drafted, written section by section, its objectives and results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from backoffice.content.markdown import read_markdown
from backoffice.content.proposals import (
    AimFile,
    AimLine,
    AimRank,
    NewProposal,
    ProposalFile,
    ProposalHead,
    ProposalText,
    ResultFile,
    ResultLines,
    SectionFile,
    SectionText,
    Variant,
    read_proposal,
    result_of,
)
from backoffice.content.writing import file_text
from backoffice.domain.proposal import SECTIONS, Aim, check_move
from backoffice.errors import BackofficeError, Invalid, NotFound, Place, Several
from backoffice.i18n import N_, _
from backoffice.services.action_sheet import programme_behind
from backoffice.services.acts import Doing, Done, act
from backoffice.services.intake import move
from backoffice.services.kinds import next_rank, ref_of, resolve
from backoffice.services.live_quotes import quotes_of
from backoffice.services.proposals.growing import aims_for, results_for, words_for
from backoffice.services.proposals.reading import client_of_proposal, proposals_of, results_of
from backoffice.store.records import Proposal, ProposalSection, Quote, Request


class NothingToPropose(BackofficeError):
    code = "nothing_to_propose"

    def __init__(self, ref: str) -> None:
        super().__init__(
            _("{ref} holds no module yet.").format(ref=ref),
            remedy=_("Draft its offer first, from a programme."),
        )


@act("draft-proposal", N_("Draft the detailed proposal"), on="request", makes="proposal", model=NewProposal)
def draft_proposal(doing: Doing, request: Request, values: NewProposal) -> Done:
    """A draft that grows from the programme, the request and its quote; each section can then be written."""
    if not request.modules:
        raise NothingToPropose(request.ref)
    move(doing, request, "draft-proposal")
    proposal = doing.unit.add(
        Proposal(
            request_id=request.id,
            position=next_rank(doing, request, "R"),
            variant=values.variant or None,
            title=values.title or _usual_title(doing, request),
        )
    )
    proposal.quote = _quote(doing, request, values.quote) or _last(quotes_of(doing, request))
    client = client_of_proposal(proposal)
    proposal.language = client.language if client else doing.settings.language
    doing.unit.session.flush()
    proposal.aims = [_kept(one) for one in aims_for(doing, proposal)]
    proposal.results = [asdict(one) for one in results_for(doing, proposal)]
    grown = words_for(doing, proposal)
    for position, kind in enumerate(SECTIONS, start=1):
        section = ProposalSection(position=position, code=kind.code, before=grown[kind.code])
        proposal.sections.append(section)
    doing.unit.session.flush()
    return _done(proposal)


def _usual_title(doing: Doing, request: Request) -> str:
    last, programme = _last(quotes_of(doing, request)), programme_behind(doing, request)
    return last.title if last else programme.title if programme else request.topic


def _last(quotes: tuple[Quote, ...]) -> Quote | None:
    """The last quote that may still be answered."""
    return next((one for one in reversed(quotes) if one.state in ("draft", "issued", "accepted")), None)


def _quote(doing: Doing, request: Request, ref: str) -> Quote | None:
    """The quote of the dossier that is called `ref` (``V2``, or its number); raises NotFound."""
    if not ref:
        return None
    asked = ref if "/" in ref or not ref.startswith("V") else f"{request.ref}/{ref}"
    found = resolve(doing.unit, asked, "quote").record
    if found.request_id != request.id:
        raise NotFound(_("quote"), ref)
    quote: Quote = found
    return quote


@act("revise-proposal", N_("New version of the proposal"), on="proposal", makes="proposal", model=Variant)
def revise_proposal(doing: Doing, former: Proposal, values: Variant) -> Done:
    """A new draft that begins as this version; those that were sent stay alive until one is accepted."""
    request = former.request
    move(doing, request, "draft-proposal")
    proposal = doing.unit.add(
        Proposal(
            request_id=request.id,
            position=next_rank(doing, request, "R"),
            variant=values.variant or former.variant,
            title=former.title,
            language=former.language,
            quote_id=former.quote_id,
            aims=former.aims,
            results=former.results,
        )
    )
    for one in former.sections:
        proposal.sections.append(
            ProposalSection(
                position=one.position, code=one.code, before=one.before, after=one.after, shown=one.shown
            )
        )
    doing.unit.session.flush()
    return Done(proposal, ref_of(proposal), {"from": ref_of(former)})


def _head(_doing: Doing, proposal: Proposal) -> Mapping[str, Any]:
    return {
        "title": proposal.title,
        "variant": proposal.variant or "",
        "quote": ref_of(proposal.quote) if proposal.quote else "",
        "valid_until": proposal.valid_until,
        "language": proposal.language,
    }


@act(
    "edit-proposal", N_("Edit the proposal’s head"), on="proposal", model=ProposalHead, opening=_head, key="e"
)
def edit_proposal(doing: Doing, proposal: Proposal, values: ProposalHead) -> Done:
    """Its title, variant, quote, validity, language."""
    _check(proposal, "edit-proposal")
    proposal.title, proposal.variant = values.title, values.variant or None
    proposal.quote = _quote(doing, proposal.request, values.quote)
    proposal.valid_until, proposal.language = values.valid_until, values.language
    return _done(proposal)


def _texts(_doing: Doing, section: ProposalSection) -> Mapping[str, Any]:
    return {"before": section.before, "after": section.after, "shown": section.shown}


@act("edit-section", N_("Write the section"), on="section", model=SectionText, opening=_texts, key="e")
def edit_section(doing: Doing, section: ProposalSection, values: SectionText) -> Done:
    """Its own words, as Markdown; a picture, HTML or an odd link is refused with its line."""
    _check(section.proposal, "edit-section")
    _check_texts((values.before, "before"), (values.after, "after"))
    section.before, section.after, section.shown = values.before, values.after, values.shown
    return Done(section, ref_of(section), {"section": section.code})


def _check_texts(*given: tuple[str, str]) -> None:
    """Raises everything that these Markdown texts can't hold, at once."""
    wrong: list[BackofficeError] = []
    for text, path in given:
        try:
            read_markdown(text, path)
        except Several as many:
            wrong += many.errors
        except BackofficeError as one:
            wrong.append(one)
    if wrong:
        raise Several(tuple(wrong)) if len(wrong) > 1 else wrong[0]


@act("regrow-section", N_("Grow the section again"), on="section")
def regrow_section(doing: Doing, section: ProposalSection, _values: None) -> Done:
    """Its first text, from what the dossier and the programme say now; undone by u."""
    _check(section.proposal, "regrow-section")
    section.before = words_for(doing, section.proposal)[section.code]
    return Done(section, ref_of(section), {"section": section.code})


@act("set-objective", N_("Set an objective"), on="proposal", model=AimLine)
def set_objective(doing: Doing, proposal: Proposal, values: AimLine) -> Done:
    """An objective with the modules, the method and the evaluation that lead to it; added or changed."""
    _check(proposal, "set-objective")
    modules = [_module(proposal.request, name) for name in values.modules if name]
    aim = {
        **{name: getattr(values, name) for name in ("text", "criterion", "method", "evaluation")},
        "modules": list(dict.fromkeys(modules)),
    }
    aims = list(proposal.aims)
    if values.rank is None:
        aims.append(aim)
    else:
        aims[_place(aims, values.rank)] = aim
    proposal.aims = aims
    return _done(proposal, rank=values.rank or len(aims))


def _module(request: Request, name: str) -> str:
    """The code of a module, by its code, label or rank; raises NotFound."""
    for module in request.modules:
        if name in (module.code, module.label, str(module.position), f"M{module.position}"):
            return module.code
    raise NotFound(_("module"), name)


def _place(aims: list[Any], rank: int) -> int:
    if rank > len(aims):
        raise Invalid(
            _("There is no objective {rank}.").format(rank=rank),
            place=Place(path="rank"),
            remedy=_("They go from 1 to {n}.").format(n=len(aims)),
        )
    return rank - 1


@act("remove-objective", N_("Remove an objective"), on="proposal", model=AimRank)
def remove_objective(doing: Doing, proposal: Proposal, values: AimRank) -> Done:
    """Takes an objective out; those after it move up."""
    _check(proposal, "remove-objective")
    aims = list(proposal.aims)
    del aims[_place(aims, values.rank)]
    proposal.aims = aims
    return _done(proposal, rank=values.rank)


def _result_lines(_doing: Doing, proposal: Proposal) -> Mapping[str, Any]:
    return {
        "results": tuple(
            f"{one.label}; {one.value}; {one.count}; {one.period}; {one.method}"
            for one in results_of(proposal)
        )
    }


@act("set-results", N_("Set the results shown"), on="proposal", model=ResultLines, opening=_result_lines)
def set_results(doing: Doing, proposal: Proposal, values: ResultLines) -> Done:
    """The results that it shows, each with its count and its method."""
    _check(proposal, "set-results")
    read = [result_of(line, rank) for rank, line in enumerate(values.results, start=1) if line]
    proposal.results = [asdict(one) for one in read]
    return _done(proposal)


@act("delete-proposal", N_("Delete the draft of the proposal"), on="proposal")
def delete_proposal(doing: Doing, proposal: Proposal, _values: None) -> Done:
    """Forgets a draft that was never sent."""
    _check(proposal, "delete-proposal")
    request, position = proposal.request, proposal.position
    doing.unit.delete(proposal)
    return Done(request, request.ref, {"proposal": position})


def _text_there(doing: Doing, proposal: Proposal) -> Mapping[str, Any]:
    return {"text": file_text(file_of(proposal))}


@act(
    "load-proposal",
    N_("Load the proposal from a file"),
    on="proposal",
    model=ProposalText,
    opening=_text_there,
)
def load_proposal(doing: Doing, proposal: Proposal, values: ProposalText) -> Done:
    """Takes its words from the text of a file; a section that the file doesn't name stays as it is."""
    _check(proposal, "load-proposal")
    read = read_proposal(values.text, values.file)
    _check_texts(
        *((one.before, f"sections[{at}].before") for at, one in enumerate(read.sections)),
        *((one.after, f"sections[{at}].after") for at, one in enumerate(read.sections)),
    )
    proposal.title, proposal.variant = read.title, read.variant or None
    proposal.language, proposal.valid_until = read.language, read.valid_until
    proposal.aims = [one.model_dump(mode="json") for one in read.objectives]
    proposal.results = [one.model_dump(mode="json") for one in read.results]
    known = {one.code: one for one in proposal.sections}
    for one in read.sections:
        section = known[one.code]
        section.before, section.after, section.shown = one.before, one.after, one.shown
    return _done(proposal)


def file_of(proposal: Proposal) -> ProposalFile:
    """A proposal's own words, as its file holds them."""
    return ProposalFile(
        format="proposal/1",
        title=proposal.title,
        variant=proposal.variant or "",
        language=proposal.language,  # type: ignore[arg-type]  # a closed list of the table
        valid_until=proposal.valid_until,
        objectives=tuple(AimFile.model_validate(one) for one in proposal.aims),
        results=tuple(ResultFile.model_validate(one) for one in proposal.results),
        sections=tuple(
            SectionFile(code=one.code, before=one.before, after=one.after, shown=one.shown)  # type: ignore[arg-type]
            for one in proposal.sections
        ),
    )


def _kept(aim: Aim) -> dict[str, Any]:
    return asdict(aim) | {"modules": list(aim.modules)}


def _check(proposal: Proposal, name: str) -> None:
    check_move(ref_of(proposal), name, proposal.state)


def _done(proposal: Proposal, **payload: Any) -> Done:
    return Done(proposal, ref_of(proposal), payload)


def draft_of(doing: Doing, request: Request) -> Proposal | None:
    """The last draft of a dossier."""
    return next((one for one in reversed(proposals_of(doing, request)) if one.state == "draft"), None)
