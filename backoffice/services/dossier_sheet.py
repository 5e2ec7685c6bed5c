"""A dossier as its screen shows it: the stepper, the minutes, and a tab for each thing that exists."""

from __future__ import annotations

from backoffice.domain.lifecycle import ENDS, LINE, Stage
from backoffice.i18n import N_
from backoffice.services.acts import Doing
from backoffice.services.group_sheets import group_facts, people_blocks, seats_in_head
from backoffice.services.live_quotes import quotes_of
from backoffice.services.pieces import (
    QUOTE_COLUMNS,
    SLOT_COLUMNS,
    facts,
    history,
    instalment_lines,
    lines,
    prose,
    quote_lines,
    quote_row,
    slot_row,
)
from backoffice.services.ports import Block, Cell, Column, Facts, Minutes, Sheet, Step, Tab
from backoffice.services.showing import documents_of
from backoffice.services.slots import slots_of
from backoffice.services.standing import minutes_of
from backoffice.services.task_plans import tasks_of
from backoffice.services.task_views import task_tab
from backoffice.store.records import Quote, Request, TrainingGroup

# The step that skipping leaves out, and the stage that stands for it in the stepper.
_SKIPPED = {"acknowledgement": Stage.ACKNOWLEDGED, "needs": Stage.ANALYSING}

_NOT_OURS = {Stage.ACKNOWLEDGED, Stage.ANALYSING}


def dossier_sheet(doing: Doing, request: Request) -> Sheet:
    """One request with everything on it; a tab that would be empty isn't there."""
    minutes = minutes_of(doing, request)
    return Sheet(
        ref=request.ref,
        kind="request",
        version=request.version,
        title=request.client.name if request.client else request.topic,
        subtitle=request.topic if request.client else "",
        owner=request.owner.name if request.owner else "",
        stage=request.stage,
        steps=_steps(request),
        minutes=Minutes(
            minutes.total, minutes.done, minutes.confirmed, minutes.held, minutes.proposed, minutes.to_plan
        )
        if minutes.total
        else None,
        seats=seats_in_head(request),
        waiting_for=request.waiting_for,
        chase_on=request.chase_on,
        tabs=tuple(tab for tab in _tabs(doing, request) if tab is not None),
    )


def _steps(request: Request) -> tuple[Step, ...]:
    stage = Stage(request.stage)
    stood = Stage(request.ended["stage"]) if stage in ENDS and request.ended else stage
    # An own session comes from nobody: there is nothing to acknowledge or analyse unless somebody did.
    left_out = _NOT_OURS - {stood} if request.kind == "own_session" else set()
    line = [one for one in LINE if one not in left_out]
    here = line.index(stood)
    skipped = {_SKIPPED[one["step"]] for one in request.skipped if one["step"] in _SKIPPED}
    return tuple(Step(str(one), _step_state(one, index, here, skipped)) for index, one in enumerate(line))


def _step_state(stage: Stage, index: int, here: int, skipped: set[Stage]) -> str:
    if index == here:
        return "current"
    if index > here:
        return "ahead"
    return "skipped" if stage in skipped else "done"


def _tabs(doing: Doing, request: Request) -> tuple[Tab | None, ...]:
    return (
        Tab("request", N_("Request"), _request(request)),
        _quotes(doing, request),
        _calendar(doing, request),
        _groups(doing, request),
        _documents(doing, request),
        task_tab(doing, request),
        _history(doing, request),
    )


def _request(request: Request) -> tuple[Block, ...]:
    details = request.details
    return (
        facts(
            N_("Request"),
            (N_("Client"), request.client.name if request.client else None, Cell.TEXT, "", request.client),
            (N_("Beneficiary"), _name(request.beneficiary), Cell.TEXT, "", request.beneficiary),
            (N_("Contact"), _contact(request), Cell.TEXT, "", request.contact),
            (N_("Topic"), request.topic),
            (N_("Kind"), request.kind, Cell.STATE, "request_kind"),
            (N_("Received"), request.received_at, Cell.INSTANT),
            (N_("Came by"), request.channel, Cell.STATE, "channel"),
            (N_("Submission deadline"), request.submission_at, Cell.INSTANT),
        ),
        facts(
            N_("Wanted"),
            (N_("Programme"), details.get("programme")),
            (N_("Participants"), _headcount(request)),
            (N_("Groups"), request.groups, Cell.NUMBER),
            (N_("Places"), details.get("places")),
            (N_("Period wanted"), details.get("period")),
            (N_("Dates to avoid"), details.get("excluded")),
            (N_("Funding"), details.get("funding")),
            (N_("Budget"), details.get("budget_cents"), Cell.MONEY),
            (N_("Tags"), ", ".join(details.get("tags", ()))),
        ),
        *prose(N_("Audience"), details.get("audience")),
        *_ended(request),
    )


def _name(client: object) -> str | None:
    return str(getattr(client, "name", "")) or None


def _contact(request: Request) -> str | None:
    contact = request.contact
    return f"{contact.first_name or ''} {contact.name}".strip() if contact else None


def _headcount(request: Request) -> str | None:
    least, most = request.headcount_min, request.headcount_max
    if least is None and most is None:
        return None
    return f"{least or '…'} – {most or '…'}" if least != most else str(least)


def _ended(request: Request) -> tuple[Facts, ...]:
    if not request.ended:
        return ()
    return (
        facts(
            N_("How it ended"),
            (N_("Reason"), request.ended.get("cause"), Cell.STATE, "cause"),
            (N_("Detail"), request.ended.get("detail")),
        ),
    )


_CLIENT = Column("client", N_("Client"), 14, grow=2)


def _quotes(doing: Doing, request: Request) -> Tab | None:
    quotes = quotes_of(doing, request)
    if not quotes:
        return None
    last = quotes[-1]
    own = request.kind == "own_session"
    columns = (*QUOTE_COLUMNS, _CLIENT) if own else QUOTE_COLUMNS
    rows = ((*quote_row(one), one.client.name if own and one.client else "") for one in reversed(quotes))
    blocks: tuple[Block, ...] = (
        lines(N_("Versions"), columns, (row[: len(columns)] for row in rows)),
        quote_lines(last),
        _totals(last),
        instalment_lines(last),
    )
    return Tab("quote", N_("Quote"), blocks, str(len(quotes)) if len(quotes) > 1 else "")


def _totals(quote: Quote) -> Facts:
    return facts(
        N_("Amounts"),
        (N_("Net"), quote.net_cents, Cell.MONEY),
        (N_("VAT"), quote.vat_cents or None, Cell.MONEY),
        (N_("Total"), quote.total_cents, Cell.MONEY),
        (N_("Signed by"), (quote.acceptance or {}).get("name")),
    )


def _calendar(doing: Doing, request: Request) -> Tab | None:
    slots = slots_of(doing, request)
    if not slots:
        return None
    undated = sum(1 for slot in slots if slot.state == "to_plan")
    rows = sorted(slots, key=lambda slot: (slot.day is None, slot.day or "", slot.start or "", slot.sequence))
    block = lines(N_("Slots"), SLOT_COLUMNS, map(slot_row, rows))
    return Tab("calendar", N_("Calendar"), (block,), str(undated) if undated else "")


def _groups(doing: Doing, request: Request) -> Tab | None:
    groups = request.training_groups
    if not groups:
        return None
    count = sum(1 for group in groups for one in group.enrolments if one.state == "enrolled")
    blocks = tuple(block for group in groups for block in _group(doing, group))
    return Tab("group", N_("Group"), blocks, str(count) if count else "")


def _group(doing: Doing, group: TrainingGroup) -> tuple[Block, ...]:
    return (group_facts(group), *people_blocks(doing, group))


def _documents(doing: Doing, request: Request) -> Tab | None:
    documents = documents_of(doing, request)
    if not documents:
        return None
    rows = (
        (
            document.file_name,
            document.kind,
            str(document.version_no),
            document.issued_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            f"invoices/{document.path}",
        )
        for document in documents
    )
    columns = (
        Column("ref", N_("File"), 24, grow=1),
        Column("kind", N_("Document"), 16, kind=Cell.STATE, states="document"),
        Column("version", N_("Version"), 7, kind=Cell.NUMBER, priority=2),
        Column("issued", N_("Issued"), 16, kind=Cell.STAMP, priority=1),
        Column("path", N_("Where"), 20, grow=2, priority=3),
    )
    block = lines(N_("Documents"), columns, rows)
    return Tab("documents", N_("Docs"), (block,), str(len(documents)))


def _history(doing: Doing, request: Request) -> Tab:
    people = [one for group in request.training_groups for one in group.enrolments]
    groups, tasks = request.training_groups, tasks_of(doing, request)
    parts = (*quotes_of(doing, request), *slots_of(doing, request), *groups, *people, *tasks)
    # A plan makes its tasks by the dozen: each says so on its own screen.
    past = history(doing, request, *parts, without=("task-made",))
    return Tab("history", N_("History"), (past,))
