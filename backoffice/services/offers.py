"""An offer is drafted: a dossier's own copy of a programme, its groups, its slots to plan, a quote."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backoffice.content.acts import Offer
from backoffice.content.programme import module_body, module_of
from backoffice.domain import programme as domain
from backoffice.domain.slots import Sitting, slots_to_plan
from backoffice.errors import BackofficeError
from backoffice.i18n import N_, _
from backoffice.services.acts import Doing, Done, act
from backoffice.services.catalogue import offered
from backoffice.services.group_making import usual_name
from backoffice.services.intake import move
from backoffice.services.kinds import new_ref, next_rank
from backoffice.services.live_quotes import quotes_of
from backoffice.services.questions import copy_questions
from backoffice.services.quote_drafts import draft_quote
from backoffice.services.session_quotes import add_person_line
from backoffice.store.records import Programme, Request, RequestModule, Slot, TrainingGroup


class OtherProgramme(BackofficeError):
    code = "other_programme"

    def __init__(self, ref: str, programme: str) -> None:
        super().__init__(
            _("{ref} already holds the modules of {programme}.").format(ref=ref, programme=programme),
            remedy=_("Draft from that programme, or receive another request for the other one."),
        )


class DraftThere(BackofficeError):
    code = "draft_there"

    def __init__(self, ref: str) -> None:
        super().__init__(
            _("{ref} already has a quote in draft.").format(ref=ref),
            remedy=_("Go on with that draft, or delete it first."),
        )


class ModulesThere(BackofficeError):
    code = "modules_there"

    def __init__(self, ref: str) -> None:
        super().__init__(
            _("{ref} already holds its modules.").format(ref=ref),
            remedy=_("Go on: date its slots, open it to enrolments, draft a quote for each client."),
        )


def _opening(_doing: Doing, request: Request) -> Mapping[str, Any]:
    return {
        "programme": request.details.get("programme"),
        "programme_format": request.details.get("format") or "",
    }


@act("draft-offer", N_("Draft the offer"), on="request", model=Offer, opening=_opening)
def draft_offer(doing: Doing, request: Request, values: Offer) -> Done:
    """Copies the programme's format into the dossier, makes its slots to plan and a draft quote.

    An own session has a quote for each client that joins, once its people are known: none is made here.
    Slots exist before any date does: what remains to be planned shows from the first day.
    """
    own = request.kind == "own_session"
    if any(quote.state == "draft" for quote in quotes_of(doing, request)) and not own:
        raise DraftThere(request.ref)
    if own and request.modules:
        raise ModulesThere(request.ref)
    move(doing, request, "draft-offer")
    record, programme = offered(doing.unit, values.programme)
    chosen = programme.format(values.programme_format or None)
    _check_same(request, record.ref, chosen.code)
    if not request.modules:
        copy_modules(doing, request, record, chosen)
        copy_questions(doing, request, programme, chosen)
        make_slots(doing, request, values.subgroups)
    minutes = sum(module_of(module.body).training_minutes for module in request.modules)
    payload = {"programme": record.ref, "version": record.version_no, "format": chosen.code}
    if own:
        return Done(request, request.ref, payload | {"minutes": minutes})
    quote = draft_quote(doing, request, values.title or programme.title)
    if request.kind == "inter" and not quote.lines:
        add_person_line(doing, quote)
    return Done(request, request.ref, payload | {"minutes": minutes, "draft": quote.version_no})


def _check_same(request: Request, programme: str, chosen: str) -> None:
    """Raises OtherProgramme when the dossier was made from another programme or format."""
    held = next((module.programme_ref for module in request.modules if module.programme_ref), programme)
    if held != programme or (request.modules and request.details.get("format", chosen) != chosen):
        raise OtherProgramme(request.ref, f"{held} ({request.details.get('format')})")


def copy_modules(doing: Doing, request: Request, record: Programme, chosen: domain.Format) -> None:
    """Gives a dossier its own copy of each module of a programme's format."""
    for position, module in enumerate(chosen.modules, start=1):
        request.modules.append(
            RequestModule(
                position=position,
                code=module.code,
                label=module.label,
                title=module.title,
                programme_ref=record.ref,
                programme_version=record.version_no,
                body=module_body(module),
            )
        )
    request.details = {**request.details, "format": chosen.code, "programme": record.ref}
    doing.unit.session.flush()


def make_slots(doing: Doing, request: Request, subgroups: int) -> None:
    """The dossier's groups, and for each the slots to plan that its modules ask for."""
    for group in _groups(doing, request):
        _add_slots(doing, request, group, subgroups)


def _groups(doing: Doing, request: Request) -> list[TrainingGroup]:
    while len(request.training_groups) < request.groups:
        position = next_rank(doing, request, "G")
        request.training_groups.append(
            TrainingGroup(
                ref=new_ref(doing, "group"),
                name=usual_name(doing, position),
                position=position,
                headcount_included=request.headcount_max,
                teaching_max=request.headcount_max,
                # What a client asks for isn't what it takes: only a session of ours waits for enough people.
                minimum=request.headcount_min if request.kind == "own_session" else None,
            )
        )
    doing.unit.session.flush()
    return list(request.training_groups)


def _add_slots(doing: Doing, request: Request, group: TrainingGroup, subgroups: int) -> None:
    headcount = request.headcount_max or 1
    for module in request.modules:
        for sitting in slots_to_plan(module_of(module.body), headcount=headcount, subgroups=subgroups):
            doing.unit.session.add(_slot(doing, request, module, group, sitting))
    doing.unit.session.flush()


def _slot(
    doing: Doing, request: Request, module: RequestModule, group: TrainingGroup, sitting: Sitting
) -> Slot:
    return Slot(
        request_id=request.id,
        module_id=module.id,
        group_id=group.id,
        sequence=next_rank(doing, request, "S"),
        position=sitting.position,
        copy=sitting.copy,
        zone=request.zone,
        minutes=sitting.minutes,
        counts=sitting.counts,
        mode=sitting.where,
        time=sitting.pace,
        with_whom=sitting.with_whom,
        supervision=sitting.supervision,
        nature=sitting.nature,
    )
