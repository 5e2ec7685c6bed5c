"""Acts as they are offered on a record: what they ask, what they warn of, why they can't be done now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from backoffice.domain.enrolments import ENROLMENT_LABELS, ENROLMENT_MOVES, EnrolmentState, moves_from
from backoffice.domain.lifecycle import MOVES, STAGED, Stage, allowed
from backoffice.domain.options import OPTION_MOVES, OptionMoveRefused
from backoffice.domain.proposal import MOVES as PROPOSAL_MOVES
from backoffice.domain.proposal import ProposalMoveRefused, ProposalState
from backoffice.domain.slots import SLOT_MOVES, SlotMoveRefused, SlotState
from backoffice.domain.tasks import TASK_MOVES, TaskMoveRefused, TaskState
from backoffice.i18n import N_, _
from backoffice.services import acts as registry
from backoffice.services.acts import Doing
from backoffice.services.before_issuing import warnings_of
from backoffice.services.cancellation import bands_in_words
from backoffice.services.contracts.at_desk import refused_contract
from backoffice.services.frameworks.at_desk import refused_procurement
from backoffice.services.kinds import Found, ref_of
from backoffice.services.needs.refusals import why_not
from backoffice.services.needs.validating import offering_without_needs
from backoffice.services.options.reading import state_of as option_state
from backoffice.services.ports import (
    Act,
)
from backoffice.services.proposals.sending import lacks_in
from backoffice.services.questions import open_questions
from backoffice.services.texts.acts import why_not as text_refused
from backoffice.store.records import (
    CalendarOption,
    Contract,
    Enrolment,
    HouseText,
    Instalment,
    Pathway,
    Programme,
    Proposal,
    ProposalSection,
    Quote,
    Request,
    Slot,
    Task,
)

_NEEDS_REASON = (
    {move.act for move in MOVES if move.needs_reason}
    | {move.act for move in ENROLMENT_MOVES if move.explained}
    | {"cancel-slot", "withdraw-quote", "withdraw-proposal", "drop-task", "refuse-piece", "lift-commitment"}
    | {"drop-question", "remove-exchange", "remove-attachment", "reverse-signature", "withdraw-contract"}
    | {"remove-needs"}
)
# Their forms open with what one record holds, and what is answered holds for several all the same.
_MANY = {"assign", "assign-task", "wait-for", "log-exchange", "mark-ours", "acknowledge", "print-needs"}
_ENROLMENT_ACTS = {move.act for move in ENROLMENT_MOVES}


def as_offered(act: registry.Act, refused: str, key: str = "") -> Act:
    """An act as screens know it; `refused` says why it can't be done, empty when it can."""
    return Act(
        name=act.name,
        label=_(act.label),
        key=key or act.key,
        asks=act.model is not None,
        needs_reason=act.name in _NEEDS_REASON and act.model is None,
        effect=_(act.effect) if act.effect else "",
        refused=refused,
        own_time=bool(act.when),
        previews=act.preview is not None,
        quiet=act.quiet,
        many=act.model is None or act.opening is None or act.name in _MANY,
    )


def with_warnings(doing: Doing, act: Act, found: Found) -> Act:
    """What is issued says beforehand what it lacks; with a question still open, it asks why. A date that is
    given up says what that costs."""
    if isinstance(found.record, Slot) and act.name in _GIVE_UP and not act.refused:
        return replace(act, warnings=bands_in_words(doing, found.record))
    if act.name in ("send-proposal", "send-offer") and isinstance(found.record, Proposal) and not act.refused:
        lacks = tuple(one.words() for one in lacks_in(found.record))
        request = found.record.request
        asked = open_questions(doing, request) or offering_without_needs(doing, request) is not None
        return replace(act, warnings=lacks, needs_reason=bool(lacks or asked))
    if act.name != "issue-quote" or not isinstance(found.record, Quote) or act.refused:
        return act
    request = found.record.request
    why = bool(open_questions(doing, request)) or offering_without_needs(doing, request) is not None
    return replace(act, warnings=warnings_of(doing, found.record), needs_reason=why)


def why_refused(doing: Doing, act: registry.Act, found: Found) -> str:
    """Why an act can't be done now, in a sentence; empty when it can."""
    record = found.record
    if (
        isinstance(record, Request)
        and act.name in STAGED
        and act.name not in allowed(Stage(record.stage), record.kind)
    ):
        return _("The stage doesn't allow it.")
    if isinstance(record, Enrolment) and act.name in _ENROLMENT_ACTS:
        state = EnrolmentState(record.state)
        here = _(ENROLMENT_LABELS[state])
        return "" if act.name in moves_from(state) else _("This enrolment: {state}.").format(state=here)
    if (
        found.kind == "slot"
        and act.name in SLOT_MOVES
        and SlotState(record.state) not in SLOT_MOVES[act.name]
    ):
        return str(SlotMoveRefused(act.name, SlotState(record.state)).message)
    if isinstance(record, CalendarOption) and act.name in OPTION_MOVES:
        seen = option_state(doing, record)
        known = seen in OPTION_MOVES[act.name]
        return "" if known else str(OptionMoveRefused(act.name, ref_of(record), seen).message)
    if isinstance(record, Proposal | ProposalSection):
        return _refused_proposal(act.name, record)
    if isinstance(record, HouseText):
        return text_refused(act.name, record)
    if isinstance(record, Programme | Pathway):
        return _refused_version(act.name, record)
    if refused := why_not(doing, act.name, record) or refused_procurement(act.name, record):
        return refused
    if isinstance(record, Quote):
        return _refused_quote(act.name, record)
    if isinstance(record, Instalment):
        return _refused_instalment(act.name, record.quote)
    if isinstance(record, Contract):
        return refused_contract(act.name, record)
    if isinstance(record, Task):
        return _refused_task(act.name, record)
    return ""


_GIVE_UP = ("cancel-slot", "undate-slot")
_WANTED_STATE: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(
        ("edit-quote", "add-line", "add-instalment", "delete-draft", "issue-quote"),
        ("draft", N_("It was issued and never changes.")),
    ),
    **dict.fromkeys(
        ("accept-quote", "refuse-quote", "withdraw-quote", "extend-validity"),
        ("issued", N_("Only a quote that was issued and not answered can be.")),
    ),
    **dict.fromkeys(
        ("reverse-acceptance", "issue-agreement", "issue-contract", "grant-funding", "refuse-funding"),
        ("accepted", N_("It wasn't accepted.")),
    ),
}


def _refused_version(act: str, record: Programme | Pathway) -> str:
    """Why an act on a programme or a pathway can't be done to this version."""
    draft = record.state == "draft"
    if act in ("publish-draft", "drop-draft") and not draft:
        return _("{code} isn't a draft.").format(code=record.ref)
    if draft and (act == "start-draft" or act.startswith("retire-")):
        return _("{code} is still a draft.").format(code=record.ref)
    return ""


def _refused_quote(act: str, quote: Quote) -> str:
    wanted, why = _WANTED_STATE.get(act, ("", ""))
    if wanted and quote.state != wanted:
        return _(why)
    if act in ("grant-funding", "refuse-funding") and not quote.subject_to_funding:
        return _("It wasn't accepted subject to funding.")
    individual = quote.client is not None and quote.client.kind == "individual"
    if act in ("issue-agreement", "issue-contract") and individual is (act == "issue-agreement"):
        return (
            _("An individual is given a contract.") if individual else _("An employer is given an agreement.")
        )
    return ""


_OF_ACCEPTED = ("hand-over-instalment", "take-back-instalment", "address-instalment")


def _refused_instalment(act: str, quote: Quote) -> str:
    if act in _OF_ACCEPTED:
        return "" if quote.state == "accepted" else _("Its quote isn't accepted.")
    return "" if quote.state == "draft" else _("It was issued and never changes.")


def _refused_proposal(act: str, record: Proposal | ProposalSection) -> str:
    proposal = record.proposal if isinstance(record, ProposalSection) else record
    name, state = "send-proposal" if act == "send-offer" else act, ProposalState(proposal.state)
    known = name not in PROPOSAL_MOVES or state in PROPOSAL_MOVES[name]
    return "" if known else str(ProposalMoveRefused(ref_of(proposal), act, state).message)


def _refused_task(act: str, task: Task) -> str:
    state = TaskState(task.state)
    if act in TASK_MOVES and state not in TASK_MOVES[act][0]:
        return str(TaskMoveRefused(act, state).message)
    return ""
