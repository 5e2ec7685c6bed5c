"""What comes next on a dossier, and what is missing before it can be done."""

from __future__ import annotations

from dataclasses import dataclass

from backoffice.domain.lifecycle import Stage
from backoffice.i18n import N_


@dataclass(frozen=True, slots=True)
class Standing:
    """What the next step depends on."""

    stage: Stage
    has_client: bool = True
    has_programme: bool = True
    proposal_done: bool = False
    draft_quote: bool = False
    draft_lines: int = 0
    live_quotes: int = 0
    slots_to_date: int = 0
    slots_to_confirm: int = 0
    slots_ahead: int = 0
    groups: int = 0
    participants: int = 0
    sheets_missing: int = 0


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
    match now.stage:
        case Stage.RECEIVED:
            return NextStep("acknowledge")
        case Stage.ACKNOWLEDGED:
            return NextStep("start-analysis")
        case Stage.ANALYSING:
            return NextStep("skip-needs")
        case Stage.DRAFTING:
            return _drafting(now)
        case Stage.OFFERED:
            return NextStep("accept-quote") if now.live_quotes else _drafting(now)
        case Stage.ACCEPTED:
            return _accepted(now)
        case _:
            return NextStep(None)


def _drafting(now: Standing) -> NextStep:
    if not now.draft_quote:
        lacks = ((now.has_client, N_("a client")), (now.has_programme, N_("a programme")))
        return NextStep("draft-offer", _lacking(lacks))
    if not now.proposal_done and now.stage is Stage.DRAFTING:
        return NextStep("skip-proposal")
    return NextStep("issue-quote", _lacking(((now.draft_lines > 0, N_("a line with a price")),)))


def _accepted(now: Standing) -> NextStep:
    if now.slots_to_date:
        return NextStep("date-slot")
    if now.slots_to_confirm:
        return NextStep("confirm-slots")
    if now.groups and not now.participants:
        return NextStep("enrol")
    if now.sheets_missing:
        return NextStep("print-attendance-sheets")
    if now.slots_ahead:
        return NextStep("close", (N_("the slots ahead"),))
    return NextStep("close")


def _lacking(there: tuple[tuple[bool, str], ...]) -> tuple[str, ...]:
    return tuple(label for present, label in there if not present)
