"""What comes next on a dossier, and what is missing before it can be done."""

from __future__ import annotations

from dataclasses import dataclass

from backoffice.domain.lifecycle import Stage
from backoffice.i18n import N_


@dataclass(frozen=True, slots=True)
class Standing:
    """What the next step depends on; `contract_missing` is the act that issues the agreement or contract that
    an accepted quote still lacks."""

    stage: Stage
    has_client: bool = True
    has_programme: bool = True
    needs_opened: bool = False
    needs_complete: bool = False
    proposal_done: bool = False
    draft_proposal: bool = False
    draft_quote: bool = False
    draft_lines: int = 0
    live_quotes: int = 0
    slots_to_date: int = 0
    slots_to_confirm: int = 0
    slots_ahead: int = 0
    groups: int = 0
    participants: int = 0
    sheets_missing: int = 0
    seat_for_waiting: bool = False
    own_session: bool = False
    inter: bool = False
    has_modules: bool = False
    candidates: int = 0
    admitted: int = 0
    clients_to_quote: int = 0
    groups_to_confirm: int = 0
    contract_missing: str = ""


@dataclass(frozen=True, slots=True)
class NextStep:
    """The act that comes next (None when the dossier has ended) and, as message ids, what it lacks.

    `waits_for` names the open tasks that keep it waiting, in people's own words.
    """

    act: str | None
    missing: tuple[str, ...] = ()
    waits_for: tuple[str, ...] = ()


def next_step(now: Standing) -> NextStep:
    """One answer for the key ``n``, the list's column and the command line."""
    if now.own_session:
        return _session(now)
    match now.stage:
        case Stage.RECEIVED:
            return NextStep("acknowledge")
        case Stage.ACKNOWLEDGED:
            return NextStep("start-analysis")
        case Stage.ANALYSING:
            return _analysing(now)
        case Stage.DRAFTING:
            return _drafting(now)
        case Stage.OFFERED:
            return NextStep("accept-quote") if now.live_quotes else _drafting(now)
        case Stage.ACCEPTED:
            return (_sales(now) if now.inter else None) or _accepted(now)
        case _:
            return NextStep(None)


def _analysing(now: Standing) -> NextStep:
    """A questionnaire is opened, answered, then validated by the client."""
    if not now.needs_opened:
        return NextStep("open-needs")
    return NextStep("validate-needs" if now.needs_complete else "answer-needs")


def _drafting(now: Standing) -> NextStep:
    if not now.draft_quote:
        lacks = ((now.has_client, N_("a client")), (now.has_programme, N_("a programme")))
        return NextStep("draft-offer", _lacking(lacks))
    if not now.proposal_done and now.stage is Stage.DRAFTING:
        return NextStep("send-proposal" if now.draft_proposal else "draft-proposal")
    return NextStep("issue-quote", _lacking(((now.draft_lines > 0, N_("a line with a price")),)))


def _accepted(now: Standing) -> NextStep:
    if now.slots_to_date:
        return NextStep("date-slot")
    if now.slots_to_confirm:
        return NextStep("confirm-slots")
    if now.contract_missing:
        return NextStep(now.contract_missing)
    if now.seat_for_waiting:
        return NextStep("confirm-enrolment")
    if now.groups and not now.participants:
        return NextStep("enrol")
    if now.sheets_missing:
        return NextStep("print-attendance-sheets")
    if now.slots_ahead:
        return NextStep("close", (N_("the slots ahead"),))
    return NextStep("close")


def _session(now: Standing) -> NextStep:
    """An own session: dated and opened first, then its people, a quote for each client, its confirmation."""
    match now.stage:
        case Stage.RECEIVED | Stage.ACKNOWLEDGED | Stage.ANALYSING | Stage.DRAFTING if not now.has_modules:
            return NextStep("draft-offer", _lacking(((now.has_programme, N_("a programme")),)))
        case Stage.DRAFTING:
            return NextStep("date-slot") if now.slots_to_date else NextStep("open-session")
        case Stage.OFFERED:
            return _people(now) or _sales(now) or _gathering(now)
        case Stage.ACCEPTED:
            return _people(now) or _sales(now) or _accepted(now)
        case _:
            return NextStep(None)


def _people(now: Standing) -> NextStep | None:
    if now.candidates:
        return NextStep("admit")
    if now.seat_for_waiting or now.admitted:
        return NextStep("confirm-enrolment")
    return None


def _sales(now: Standing) -> NextStep | None:
    if now.draft_quote:
        return NextStep("issue-quote", _lacking(((now.draft_lines > 0, N_("a line with a price")),)))
    return NextStep("draft-client-quote") if now.clients_to_quote else None


def _gathering(now: Standing) -> NextStep:
    """Enough people confirm a group; until then, people enrol."""
    if now.slots_to_date:
        return NextStep("date-slot")
    return NextStep("confirm-group") if now.groups_to_confirm else NextStep("enrol")


def _lacking(there: tuple[tuple[bool, str], ...]) -> tuple[str, ...]:
    return tuple(label for present, label in there if not present)
