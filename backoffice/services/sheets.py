"""A record as its screen shows it: a head, and tabs for what there is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import select

from backoffice.domain.proposal import SECTION_TITLES
from backoffice.i18n import N_, _
from backoffice.i18n.formats import duration
from backoffice.services.acts import Doing
from backoffice.services.away_lines import away_lines
from backoffice.services.catalogue_sheets import (
    method_blocks,
    method_tabs,
    pathway_blocks,
    pathway_tabs,
    programme_blocks,
    programme_tabs,
)
from backoffice.services.commitments import called
from backoffice.services.contracts.views import adaptation_blocks, contract_blocks
from backoffice.services.days import public_holiday, school_holiday
from backoffice.services.dossier_sheet import dossier_sheet
from backoffice.services.doubles import KINDS as DOUBLES
from backoffice.services.doubles import name_of, pairs
from backoffice.services.dues.views import instalment_blocks
from backoffice.services.explaining import explained
from backoffice.services.followup_sheets import attachment_blocks, exchange_blocks, question_blocks
from backoffice.services.frameworks.views import (
    client_frameworks,
    form_blocks,
    framework_blocks,
    price_blocks,
)
from backoffice.services.group_sheets import (
    enrolment_blocks,
    enrolments_of_client,
    enrolments_of_person,
    group_blocks,
)
from backoffice.services.kinds import Found, ref_of
from backoffice.services.mapping import survivor
from backoffice.services.needs.views import analysis_blocks, questionnaire_blocks
from backoffice.services.needs.views import question_blocks as asked_blocks
from backoffice.services.offer_sheets import (
    document_blocks,
    line_blocks,
    module_blocks,
    quote_blocks,
)
from backoffice.services.options.views import option_blocks
from backoffice.services.pieces import (
    QUOTE_COLUMNS,
    REQUEST_COLUMNS,
    SLOT_COLUMNS,
    facts,
    history,
    lines,
    part_title,
    person,
    prose,
    quote_row,
    request_row,
    slot_rows,
    slot_state,
)
from backoffice.services.ports import Block, Cell, Column, Sheet, Tab
from backoffice.services.pricing_views import card_blocks, payer_blocks, rate_blocks
from backoffice.services.programmes.pieces import Piece
from backoffice.services.programmes.views import piece_blocks
from backoffice.services.proposals.views import proposal_blocks, proposal_tabs, section_blocks
from backoffice.services.slots import hours_of
from backoffice.services.task_views import line_facts, task_blocks, template_blocks
from backoffice.services.texts.views import text_blocks
from backoffice.store.records import (
    Adaptation,
    Attachment,
    CalendarOption,
    Client,
    Commitment,
    Contact,
    Contract,
    Document,
    Enrolment,
    Exchange,
    Framework,
    FrameworkLine,
    Funder,
    FundingPayer,
    HouseText,
    Instalment,
    Method,
    NeedsAnalysis,
    OpenQuestion,
    OrderForm,
    Participant,
    Pathway,
    Programme,
    Proposal,
    ProposalSection,
    Published,
    Questionnaire,
    QuestionnaireQuestion,
    Quote,
    QuoteLine,
    RateCard,
    RateCardLine,
    Record,
    Request,
    RequestModule,
    Slot,
    SlotTrainer,
    Task,
    TaskTemplate,
    TaskTemplateLine,
    Trainer,
    TrainingGroup,
    User,
    Venue,
)


def sheet_of(doing: Doing, found: Found) -> Sheet:
    """The screen of any record."""
    record = found.record
    if isinstance(record, Request):
        return dossier_sheet(doing, record)
    title, subtitle = _title(record)
    blocks = (*_doubles(doing, found), *_BLOCKS[type(record)](doing, record))
    tabs = [Tab("record", N_("Record"), blocks)]
    if type(record) in _TABS:
        tabs += _TABS[type(record)](doing, record)
    past = history(doing, record)
    if past.rows:
        tabs.append(Tab("history", N_("History"), (past,), str(len(past.rows))))
    return Sheet(found.ref, found.kind, record.version, title, subtitle, tabs=tuple(tabs))


def _doubles(doing: Doing, found: Found) -> Iterable[Block]:
    """Where a merged record leads, and what looks like the double of one that stands."""
    if found.kind not in DOUBLES:
        return ()
    if found.record.merged_into_id is not None:
        kept = survivor(found.record)
        return (facts(N_("Merged"), (N_("Into"), name_of(kept), Cell.TEXT, "", kept)),)
    rows = [
        (pair.other, pair.other_name, pair.why) if pair.ref == found.ref else (pair.ref, pair.name, pair.why)
        for pair in pairs(doing, found.kind, found.record)
    ]
    if not rows:
        return ()
    columns = (
        Column("ref", N_("Reference"), 9),
        Column("name", N_("Name"), 20, grow=2),
        Column("why", N_("Looks like it"), 22, kind=Cell.MESSAGE),
    )
    return (lines(N_("Possible doubles"), columns, rows),)


def _title(record: Any) -> tuple[str, str]:
    match record:
        case Piece():
            return record.title, record.record.title
        case Trainer() | Contact() | Participant():
            return f"{record.first_name or ''} {record.name}".strip(), getattr(record, "function", None) or ""
        case Published():
            return record.title, ""
        case Quote():
            return record.title, record.client.name if record.client else ""
        case Slot():
            return record.module.title, record.request.topic
        case Enrolment():
            return person(record.participant), record.group.request.topic
        case QuoteLine() | Instalment():
            return record.label, record.quote.title
        case RequestModule():
            return record.title, record.label
        case Task():
            return record.title, record.request.client.name if record.request.client else record.request.topic
        case TaskTemplate():
            return record.title, record.ref
        case QuestionnaireQuestion():
            return record.text, record.questionnaire.title
        case NeedsAnalysis():
            return record.request.topic, record.questionnaire_ref
        case TaskTemplateLine():
            return record.title, record.template.title
        case Document():
            return record.file_name, record.kind
        case FrameworkLine():
            return record.label, record.framework.title
        case OrderForm():
            return record.number, record.request.topic
        case RateCardLine():
            return record.label, record.card.title
        case FundingPayer():
            return record.name, record.request.topic
        case Commitment():
            return record.label or record.request.topic, record.request.topic if record.label else ""
        case OpenQuestion():
            return record.text, record.request.topic
        case Contract():
            return record.quote.title, record.client.name
        case Adaptation():
            return record.module.title, record.request.topic
        case CalendarOption():
            return _("Option {n}").format(n=record.position), record.request.topic
        case Proposal():
            return record.title, record.request.client.name if record.request.client else ""
        case ProposalSection():
            return _(SECTION_TITLES[record.code]), record.proposal.title
        case Exchange():
            return record.summary or ref_of(record), record.request.topic
        case _:
            return str(getattr(record, "name", "")), ""


def _agreed(client: Client) -> tuple[Block, ...]:
    """The prices agreed with a client, when there are some."""
    if not client.agreed_prices:
        return ()
    columns = (
        Column("rate", N_("Rate"), 12, grow=1),
        Column("price", N_("Price"), 12, kind=Cell.UNIT_PRICE),
        Column("from", N_("From"), 10, kind=Cell.DATE),
        Column("to", N_("To"), 10, kind=Cell.DATE),
    )
    rows = (
        (one["rate"], str(one["price_micro"]), one["from"], one["to"] or "") for one in client.agreed_prices
    )
    return (lines(N_("Agreed prices"), columns, rows, opens=False),)


def _open_quotes(doing: Doing, client: Client) -> Iterable[Quote]:
    """The quotes of a client that are being written or wait for an answer, the last ones first."""
    still = Quote.state.in_(("draft", "issued"))
    found: Iterable[Quote] = _all(
        doing, select(Quote).where(Quote.client_id == client.id, still).order_by(Quote.id.desc())
    )
    return found


def _client(doing: Doing, client: Client) -> Iterable[Block]:
    dossiers = _all(doing, select(Request).where(Request.client_id == client.id).order_by(Request.id.desc()))
    return (
        facts(
            N_("Client"),
            (N_("Kind"), client.kind, Cell.STATE, "client_kind"),
            (N_("Legal form"), client.legal_form),
            (N_("SIRET"), client.siret, Cell.SIRET),
            (N_("VAT number"), client.vat_number),
            (N_("Address"), _address(client)),
            (N_("Billing address"), client.billing.get("address")),
            (N_("Territory"), client.territory),
            (N_("School zone"), client.school_zone),
            (N_("Service code"), client.public_codes.get("service")),
        ),
        *prose(N_("Note"), client.note),
        lines(
            N_("Memberships"),
            (
                Column("label", N_("Membership"), 18, grow=2),
                Column("from", N_("From the"), 10, kind=Cell.DATE),
                Column("to", N_("To"), 10, kind=Cell.DATE),
                Column("number", N_("Number"), 10, grow=1, priority=1),
            ),
            (
                (one["label"], one["from"], one.get("to") or "", one.get("number") or "")
                for one in client.memberships
            ),
            N_("None: choose the act Record a membership."),
            opens=False,
        ),
        *_agreed(client),
        *client_frameworks(doing, client),
        lines(N_("Dossiers"), REQUEST_COLUMNS, map(request_row, dossiers), N_("No dossier yet.")),
        lines(N_("Open quotes"), QUOTE_COLUMNS, map(quote_row, _open_quotes(doing, client)), N_("None.")),
        lines(
            N_("Contacts"),
            (
                Column("ref", N_("Reference"), 9),
                Column("name", N_("Name"), 18, grow=2),
                Column("role", N_("Function"), 14, grow=2, priority=1),
                Column("email", N_("E-mail"), 20, grow=1, priority=2),
            ),
            ((c.ref, person(c), c.role or "", c.email or "") for c in client.contacts),
            N_("No contact yet: choose the act New contact."),
        ),
        enrolments_of_client(doing, client),
    )


def _contact(doing: Doing, contact: Contact) -> Iterable[Block]:
    return (
        facts(
            N_("Contact"),
            (N_("Client"), contact.client.name if contact.client else None, Cell.TEXT, "", contact.client),
            (N_("Function"), contact.role),
            (N_("E-mail"), contact.email),
            (N_("Telephone"), contact.phone),
        ),
    )


def _funder(doing: Doing, funder: Funder) -> Iterable[Block]:
    return (
        facts(
            N_("Funder"),
            (N_("Kind"), funder.kind, Cell.STATE, "funder_kind"),
            (N_("SIRET"), funder.siret, Cell.SIRET),
            (N_("Address"), _address(funder)),
        ),
    )


def _trainer(doing: Doing, trainer: Trainer) -> Iterable[Block]:
    slots = _all(
        doing,
        select(Slot)
        .join(SlotTrainer, SlotTrainer.slot_id == Slot.id)
        .where(SlotTrainer.trainer_id == trainer.id, Slot.day.is_not(None))
        .order_by(Slot.day, Slot.start),
    )
    return (
        facts(
            N_("Trainer"),
            (N_("Kind"), trainer.kind, Cell.STATE, "trainer_kind"),
            (N_("Company"), trainer.company),
            (N_("SIRET"), trainer.siret, Cell.SIRET),
            (N_("Declaration number"), trainer.nda),
            (N_("Modules"), ", ".join(trainer.skills)),
            (N_("Cost of a day"), trainer.day_cost_cents, Cell.MONEY),
            (N_("Town"), trainer.town),
            (N_("Days a week at most"), trainer.max_days_week),
            (N_("Days in a row at most"), trainer.max_days_row),
            (N_("E-mail"), trainer.email),
            (N_("Telephone"), trainer.phone),
        ),
        *prose(N_("Qualification"), trainer.qualification),
        *((away,) if (away := away_lines(trainer, doing.today)).rows else ()),
        lines(N_("Slots"), SLOT_COLUMNS, slot_rows(slots, doing.now), N_("No slot yet.")),
    )


def _venue(doing: Doing, venue: Venue) -> Iterable[Block]:
    slots = _all(doing, select(Slot).where(Slot.venue_id == venue.id).order_by(Slot.day, Slot.start))
    return (
        facts(
            N_("Venue"),
            (N_("Kind"), venue.kind, Cell.STATE, "venue_kind"),
            (N_("Client"), venue.client.name if venue.client else None, Cell.TEXT, "", venue.client),
            (N_("Address"), _address(venue)),
            (N_("Capacity"), venue.capacity, Cell.NUMBER),
            (N_("Time zone"), venue.zone),
            (N_("Link"), venue.link),
        ),
        *prose(N_("Accessibility"), venue.accessibility),
        lines(N_("Slots"), SLOT_COLUMNS, slot_rows(slots, doing.now), N_("No slot yet.")),
    )


def _participant(doing: Doing, who: Participant) -> Iterable[Block]:
    return (
        facts(
            N_("Participant"),
            (N_("Client"), who.client.name if who.client else None, Cell.TEXT, "", who.client),
            (N_("Employer"), who.employer),
            (N_("Function"), who.function),
            (N_("E-mail"), who.email),
        ),
        enrolments_of_person(doing, who),
    )


def _user(doing: Doing, user: User) -> Iterable[Block]:
    return (
        facts(
            N_("User"),
            (N_("Initials"), user.initials),
            (N_("Role"), user.role, Cell.STATE, "role"),
            (N_("E-mail"), user.email),
            (N_("Telephone"), user.phone),
        ),
    )


def _slot(doing: Doing, slot: Slot) -> Iterable[Block]:
    past = (
        (
            past.day.isoformat() if past.day else "",
            f"{past.start or ''}-{past.finish or ''}",
            past.state,
            past.reason or "",
        )
        for past in slot.past
    )
    return (
        facts(
            N_("Slot"),
            (N_("State"), slot_state(slot, doing.now), Cell.STATE, "slot"),
            (N_("Dossier"), slot.request.ref, Cell.TEXT, "", slot.request),
            (N_("Module"), f"{slot.module.label} · {slot.module.title}", Cell.TEXT, "", slot.module),
            (N_("Part"), part_title(slot)),
            (N_("Date"), slot.day, Cell.DATE),
            (N_("Hours"), f"{slot.start}-{slot.finish}" if slot.start else None),
            (N_("Minutes that count"), slot.minutes, Cell.MINUTES),
            (N_("In the programme"), _programme_hours(slot)),
            (N_("Mode"), slot.mode, Cell.STATE, "mode"),
            (N_("Venue"), slot.venue.name if slot.venue else None, Cell.TEXT, "", slot.venue),
            (N_("Group"), slot.group.name if slot.group else None, Cell.TEXT, "", slot.group),
            (N_("Not before"), slot.window_from, Cell.DATE),
            (N_("Not after"), slot.window_to, Cell.DATE),
            (N_("Option until"), slot.hold_until, Cell.INSTANT),
            (N_("Client’s answer"), slot.client_answer if slot.day else None, Cell.STATE, "answer"),
            (
                N_("Venue’s answer"),
                slot.venue_answer if slot.day and slot.venue else None,
                Cell.STATE,
                "answer",
            ),
            (N_("Public holiday"), public_holiday(slot)),
            (N_("School holidays"), school_holiday(doing.settings, slot)),
        ),
        lines(
            N_("Team"),
            (
                Column("ref", N_("Reference"), 9),
                Column("name", N_("Name"), 20, grow=2),
                Column("role", N_("Role"), 12, kind=Cell.STATE, states="team_role"),
                Column("answer", N_("Answer"), 12, kind=Cell.STATE, states="answer"),
            ),
            ((one.trainer.ref, person(one.trainer), one.role, one.answer) for one in slot.team),
            N_("Nobody yet."),
        ),
        lines(
            N_("Where it was before"),
            (
                Column("day", N_("Date"), 10, kind=Cell.DATE),
                Column("hours", N_("Hours"), 12),
                Column("state", N_("State"), 11, kind=Cell.STATE, states="slot"),
                Column("reason", N_("Reason"), 14, grow=2),
            ),
            past,
            N_("It never moved."),
            opens=False,
        ),
    )


def _programme_hours(slot: Slot) -> str | None:
    """What the programme says of a slot's hours, and which others they may become."""
    wanted = hours_of(slot)
    if wanted is None:
        return None
    told = [duration(wanted.planned)]
    if wanted.start is not None and wanted.finish is not None:
        told.append(f"{wanted.start:%H:%M}-{wanted.finish:%H:%M}")
    if wanted.adjustable:
        span = (duration(wanted.least), duration(wanted.most))
        told.append(_("adjustable from {least} to {most}").format(least=span[0], most=span[1]))
    return ", ".join(told)


def _commitment(doing: Doing, one: Commitment) -> Iterable[Block]:
    found = explained(doing, one)
    yield facts(
        N_("Commitment"),
        (N_("Dossier"), one.request.ref, Cell.TEXT, "", one.request),
        (N_("Step"), one.step, Cell.STATE, "step"),
        (N_("Label"), called(one)),
        (N_("Owed by"), one.owed_by, Cell.STATE, "owed_by"),
        (N_("State"), found["state"], Cell.STATE, "due"),
        (N_("Policy"), one.policy),
        (N_("Length"), found["terms"]["length"]),
        (N_("Counts from"), found["start"], Cell.INSTANT),
        (N_("To be done by"), one.target_on, Cell.DATE),
        (N_("Due by"), one.due_on, Cell.DATE),
        (N_("Too late from"), one.due_at, Cell.INSTANT),
        (N_("Closed on"), one.closed_at, Cell.INSTANT),
        (N_("Elapsed"), str(found["gross_minutes"]), Cell.MINUTES),
        (N_("Net of pauses"), str(found["net_minutes"]), Cell.MINUTES),
        (N_("Reason"), one.reason),
    )
    rows, counted = [], 0
    for day in found["count"][:_MOST_DAYS]:
        counted += day["counts"]
        rows.append((day["date"], str(counted) if day["counts"] else "", day["why"] or ""))
    columns = (
        Column("day", N_("Date"), 10, kind=Cell.DATE),
        Column("counted", N_("Counted"), 8, kind=Cell.NUMBER),
        Column("why", N_("Why"), 20, grow=1),
    )
    yield lines(N_("Count"), columns, rows, N_("The procedure itself says when."), opens=False)


# As many as a screen's short list holds.
_MOST_DAYS = 400
_BLOCKS: dict[type[Record] | type[Piece], Callable[[Doing, Any], Iterable[Block]]] = {
    Client: _client,
    Contact: _contact,
    Funder: _funder,
    Trainer: _trainer,
    Venue: _venue,
    Participant: _participant,
    User: _user,
    Programme: programme_blocks,
    Pathway: pathway_blocks,
    Piece: piece_blocks,
    Method: method_blocks,
    Quote: quote_blocks,
    Slot: _slot,
    TrainingGroup: group_blocks,
    Enrolment: enrolment_blocks,
    QuoteLine: line_blocks,
    Instalment: instalment_blocks,
    RequestModule: module_blocks,
    Document: document_blocks,
    Task: task_blocks,
    TaskTemplate: template_blocks,
    TaskTemplateLine: line_facts,
    Commitment: _commitment,
    OpenQuestion: question_blocks,
    Exchange: exchange_blocks,
    Attachment: attachment_blocks,
    CalendarOption: option_blocks,
    Contract: contract_blocks,
    Adaptation: adaptation_blocks,
    Proposal: proposal_blocks,
    ProposalSection: section_blocks,
    RateCard: card_blocks,
    Framework: framework_blocks,
    FrameworkLine: price_blocks,
    OrderForm: form_blocks,
    RateCardLine: rate_blocks,
    FundingPayer: payer_blocks,
    Questionnaire: questionnaire_blocks,
    QuestionnaireQuestion: asked_blocks,
    NeedsAnalysis: analysis_blocks,
    HouseText: text_blocks,
}

# Tabs beyond the record's own and its history.
_TABS: dict[type[Record], Callable[[Doing, Any], Iterable[Tab]]] = {
    Programme: programme_tabs,
    Pathway: pathway_tabs,
    Method: method_tabs,
    Proposal: proposal_tabs,
}


def _address(record: Any) -> str:
    city = f"{record.postcode or ''} {record.city or ''}".strip()
    return ", ".join(line for line in (*(record.street or "").split("\n"), city) if line)


def _all(doing: Doing, query: Any) -> Any:
    return doing.unit.session.scalars(query).all()
