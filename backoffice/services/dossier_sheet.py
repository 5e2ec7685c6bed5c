"""A dossier as its screen shows it: the stepper, the minutes, and a tab for each thing that exists."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from backoffice.domain.choices import SCHOOL_CHOICES
from backoffice.domain.lifecycle import ENDS, LINE, Stage
from backoffice.i18n import N_, _
from backoffice.i18n.formats import moment
from backoffice.services.access import access_of
from backoffice.services.acts import Doing
from backoffice.services.attachments import attachments_of
from backoffice.services.commitments import (
    called,
    commitments_of,
    day_of,
    left_of,
    open_commitments,
    state_of,
)
from backoffice.services.complaints import complaints_of
from backoffice.services.contracts.reading import adaptations_of, contracts_of
from backoffice.services.contracts.standing import headcount_amended
from backoffice.services.contracts.views import adaptation_list, agreement_blocks
from backoffice.services.declared import dossier_differences
from backoffice.services.dues.views import payment_blocks
from backoffice.services.exchanges import exchanges_of
from backoffice.services.followup_sheets import attachment_lines, exchange_lines, question_lines
from backoffice.services.frameworks.views import lot_blocks, order_blocks, procurement_facts
from backoffice.services.group_sheets import group_facts, people_blocks, seats_in_head
from backoffice.services.kinds import Found
from backoffice.services.live_quotes import quotes_of
from backoffice.services.needs.reading import analyses_of
from backoffice.services.needs.views import needs_tab
from backoffice.services.options.reading import options_of
from backoffice.services.options.views import option_lines
from backoffice.services.our_lines import our_lines
from backoffice.services.pieces import (
    QUOTE_COLUMNS,
    SLOT_COLUMNS,
    commitment_lines,
    facts,
    history,
    lines,
    prose,
    quote_lines,
    quote_row,
    slot_rows,
)
from backoffice.services.ports import Block, Cell, Clock, Column, Facts, Minutes, Sheet, Step, Tab
from backoffice.services.pricing_views import funding_blocks, margin_block, margin_cell, pricing_blocks
from backoffice.services.proposals.reading import proposals_of
from backoffice.services.proposals.views import proposal_tab
from backoffice.services.questions import questions_of
from backoffice.services.showing import documents_of, our_keys, shown
from backoffice.services.slots import needs_date, slots_of
from backoffice.services.standing import minutes_of
from backoffice.services.task_plans import tasks_of
from backoffice.services.task_views import task_tab
from backoffice.store.records import Commitment, Quote, Request, TrainingGroup
from backoffice.store.types import read_instant

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
        clocks=tuple(_clock(doing, one) for one in open_commitments(doing, request)),
        seats=seats_in_head(request),
        waiting_for=request.waiting_for,
        chase_on=request.chase_on,
        tabs=tuple(tab for tab in _tabs(doing, request) if tab is not None),
    )


def _clock(doing: Doing, one: Commitment) -> Clock:
    day, left = day_of(doing, one), left_of(doing, one)
    return Clock(
        step=one.step,
        state=state_of(doing, one),
        due=day,
        left=left,
        label=called(one) if one.label else "",
        owed_by="" if one.owed_by == "us" else one.owed_by,
        promised=one.due_on if one.due_on != day and left is not None and left < 0 else None,
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
        _first(doing, request),
        needs_tab(doing, request),
        proposal_tab(doing, request),
        _quotes(doing, request),
        _calendar(doing, request),
        _groups(doing, request),
        _documents(doing, request),
        _exchanges(doing, request),
        task_tab(doing, request),
        _history(doing, request),
    )


def _first(doing: Doing, request: Request) -> Tab:
    """What was asked; what is still open about it comes before anything else, and shows in the tab's name."""
    questions, still = question_lines(doing, request)
    asked = (questions,) if questions.rows else ()
    blocks = (*dossier_differences(doing, request), *_request(doing, request), *_ours(doing, request))
    return Tab(
        "request",
        N_("Request"),
        (*asked, *blocks) if still else (*blocks, *asked),
        f"?{still}" if still else "",
    )


def _request(doing: Doing, request: Request) -> tuple[Block, ...]:
    details, begins = request.details, access_of(doing, request)
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
            (N_("Submission deadline"), *_there(request, request.submission_at)),
            (N_("Questions until"), *_there(request, details.get("questions_at"))),
            (N_("Visit"), *_there(request, details.get("visit_at"))),
            (N_("Offers stay valid for (days)"), details.get("offers_valid_days"), Cell.NUMBER),
            *procurement_facts(doing, request),
        ),
        facts(
            N_("Wanted"),
            (N_("Programme"), details.get("programme")),
            (N_("Participants"), _headcount(request)),
            (N_("Participants by amendment"), *_amended(doing, request)),
            (N_("Groups"), request.groups, Cell.NUMBER),
            (N_("Hours wanted"), details.get("wanted_minutes"), Cell.MINUTES),
            (N_("Places"), details.get("places")),
            (N_("Period wanted"), details.get("period")),
            (N_("Access delay: not before"), begins.first, Cell.DATE),
            (N_("Access delay: at the latest"), begins.last, Cell.DATE),
            (N_("Dates to avoid"), details.get("excluded")),
            (N_("School holidays"), _school(details.get("school_holidays"))),
            (N_("Funding"), details.get("funding")),
            (N_("Budget"), details.get("budget_cents"), Cell.MONEY),
            (N_("Tags"), ", ".join(details.get("tags", ()))),
        ),
        *lot_blocks(request),
        *prose(N_("Audience"), details.get("audience")),
        *_complaints(request),
        *_ended(request),
    )


def _ours(doing: Doing, request: Request) -> tuple[Block, ...]:
    marked = tuple((one["path"], one["note"]) for one in our_keys(request))
    return our_lines(shown(doing, Found("request", request, request.ref)), marked) if marked else ()


def _name(client: object) -> str | None:
    return str(getattr(client, "name", "")) or None


def _contact(request: Request) -> str | None:
    contact = request.contact
    return f"{contact.first_name or ''} {contact.name}".strip() if contact else None


def _school(token: str | None) -> str | None:
    return _(dict(SCHOOL_CHOICES)[token]) if token else None


def _headcount(request: Request) -> str | None:
    least, most = request.headcount_min, request.headcount_max
    if least is None and most is None:
        return None
    return f"{least or '…'} – {most or '…'}" if least != most else str(least)


def _amended(doing: Doing, request: Request) -> tuple[Any, ...]:
    """The headcount that a signed amendment gave, and that amendment."""
    found = headcount_amended(doing, request)
    if found is None:
        return (None,)
    amendment, least, most = found
    people = f"{least or '…'} – {most or '…'}" if least != most else str(least)
    return (f"{people} ({amendment.ref})", Cell.TEXT, "", amendment)


def _there(request: Request, at: datetime | str | None) -> tuple[Any, Cell]:
    """An instant of a procedure: in the buyer's own time where that has another zone than ours."""
    zone = request.details.get("procedure_zone")
    if at is None or not zone:
        return at, Cell.INSTANT
    local = (at if isinstance(at, datetime) else read_instant(at)).astimezone(ZoneInfo(zone))
    return f"{moment(local)} ({zone})", Cell.TEXT


def _complaints(request: Request) -> tuple[Block, ...]:
    rows = (
        (
            str(one["n"]),
            one["at"],
            one["by"] or "",
            one["about"],
            one["answered_at"] or "",
            one["answer"] or "",
        )
        for one in complaints_of(request)
    )
    columns = (
        Column("n", N_("Rank"), 4),
        Column("at", N_("Received"), 10, kind=Cell.LOCAL_DAY),
        Column("by", N_("From"), 10, grow=1, priority=2),
        Column("about", N_("Complaint"), 16, grow=3),
        Column("answered", N_("Answered"), 10, kind=Cell.LOCAL_DAY),
        Column("answer", N_("Answer"), 16, grow=3, priority=1),
    )
    block = lines(N_("Complaints"), columns, rows, opens=False)
    return (block,) if block.rows else ()


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


_MARGIN = Column("margin", N_("Margin"), 12, kind=Cell.MONEY, priority=1)
_CLIENT = Column("client", N_("Client"), 14, grow=2)


def _quotes(doing: Doing, request: Request) -> Tab | None:
    quotes = quotes_of(doing, request)
    if not quotes:
        return None
    last = quotes[-1]
    own = request.kind == "own_session"
    columns = (*QUOTE_COLUMNS, _MARGIN, *((_CLIENT,) if own else ()))
    rows = (
        (*quote_row(one), margin_cell(doing, one), one.client.name if own and one.client else "")
        for one in reversed(quotes)
    )
    blocks: tuple[Block, ...] = (
        lines(N_("Versions"), columns, (row[: len(columns)] for row in rows)),
        *agreement_blocks(doing, request),
        *order_blocks(doing, request),
        quote_lines(last),
        _totals(last),
        *funding_blocks(doing, request),
        *payment_blocks(doing, last),
        *pricing_blocks(last),
        *((margin_block(doing, last),) if last.lines else ()),
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
    undated = sum(1 for slot in slots if slot.state == "to_plan" and needs_date(slot))
    rows = sorted(slots, key=lambda slot: (slot.day is None, slot.day or "", slot.start or "", slot.sequence))
    block = lines(N_("Slots"), SLOT_COLUMNS, slot_rows(rows, doing.now))
    options = option_lines(doing, request)
    blocks = (*((options,) if options.rows else ()), block)
    return Tab("calendar", N_("Calendar"), blocks, str(undated) if undated else "")


def _groups(doing: Doing, request: Request) -> Tab | None:
    groups = request.training_groups
    if not groups:
        return None
    count = sum(1 for group in groups for one in group.enrolments if one.state == "enrolled")
    blocks = tuple(block for group in groups for block in _group(doing, group))
    return Tab("group", N_("Group"), blocks, str(count) if count else "")


def _group(doing: Doing, group: TrainingGroup) -> tuple[Block, ...]:
    return (group_facts(doing, group), *people_blocks(doing, group))


def _documents(doing: Doing, request: Request) -> Tab | None:
    documents = documents_of(doing, request)
    files, filed = attachment_lines(attachments_of(doing, request))
    adapted = adaptation_list(doing, request)
    if not documents and not files.rows and not adapted:
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
    blocks = (*((block,) if documents else ()), *((files,) if files.rows else ()), *adapted)
    return Tab("documents", N_("Docs"), blocks, str(len(documents) + filed))


def _exchanges(doing: Doing, request: Request) -> Tab:
    """What was said and written, the newest first; there is always one to log."""
    found = exchanges_of(doing, request)
    there = sum(one.removed is None for one in found)
    return Tab("exchanges", N_("Exchanges"), (exchange_lines(found),), str(there) if there else "")


def _history(doing: Doing, request: Request) -> Tab:
    people = [one for group in request.training_groups for one in group.enrolments]
    proposals = proposals_of(doing, request)
    parts = (
        *quotes_of(doing, request),
        *proposals,
        *(section for one in proposals for section in one.sections),
        *slots_of(doing, request),
        *request.training_groups,
        *people,
        *tasks_of(doing, request),
        *options_of(doing, request),
        *analyses_of(doing, request),
        *questions_of(doing, request),
        *exchanges_of(doing, request),
        *attachments_of(doing, request),
        *contracts_of(doing, request),
        *adaptations_of(doing, request),
    )
    promised = commitment_lines(doing, commitments_of(doing, request))
    blocks = (promised,) if promised.rows else ()
    # A plan makes its tasks by the dozen: each says so on its own screen.
    past = history(doing, request, *parts, without=("task-made",))
    return Tab("history", N_("History"), (*blocks, past))
