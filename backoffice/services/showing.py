"""Any record as the JSON that the contract fixes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import select

from backoffice.content.base import Content
from backoffice.content.programme import programme_shown
from backoffice.content.records import Group
from backoffice.domain.enrolments import EnrolmentState, moves_from
from backoffice.i18n import _
from backoffice.services import declared, somebody
from backoffice.services.acts import Doing
from backoffice.services.attachments import attachments_of
from backoffice.services.away_lines import away_json
from backoffice.services.commitments import commitment_item, commitments_of
from backoffice.services.complaints import complaints_of
from backoffice.services.contracts.reading import adaptations_of, contracts_of
from backoffice.services.contracts.standing import headcount_amended
from backoffice.services.contracts.views import adaptation_item, contract_item, contract_json
from backoffice.services.days import public_holiday, school_holiday
from backoffice.services.directory import MODELS
from backoffice.services.exchanges import exchanges_of
from backoffice.services.explaining import explained
from backoffice.services.frameworks.views import form_json, framework_json, price_json, procurement_json
from backoffice.services.kinds import Found, ref_of
from backoffice.services.live_quotes import quotes_of
from backoffice.services.mapping import survivor, texts
from backoffice.services.needs.as_json import (
    analysis_item,
    analysis_json,
    question_json,
    questionnaire_json,
)
from backoffice.services.needs.reading import analyses_of
from backoffice.services.options.reading import options_of
from backoffice.services.options.views import option_item, option_json
from backoffice.services.payers import payer_text
from backoffice.services.pieces import state_now
from backoffice.services.pricing_json import funding_json, payer_json
from backoffice.services.programmes.pieces import Piece
from backoffice.services.proposals.reading import proposals_of
from backoffice.services.proposals.views import proposal_item, proposal_json, section_json
from backoffice.services.questions import questions_of
from backoffice.services.seats import closing_of, lacks_of, next_waiting, proofs_of, requirements_of, seats_of
from backoffice.services.slots import hours_of, slots_of
from backoffice.services.standing import minutes_of, next_of
from backoffice.services.task_plans import tasks_of
from backoffice.services.task_views import line_json, task_item, task_json, template_json
from backoffice.store.records import (
    Adaptation,
    Attachment,
    CalendarOption,
    Commitment,
    Contract,
    Document,
    Enrolment,
    Exchange,
    Framework,
    FrameworkLine,
    FundingPayer,
    NeedsAnalysis,
    OpenQuestion,
    OrderForm,
    Programme,
    Proposal,
    ProposalSection,
    Published,
    Questionnaire,
    QuestionnaireQuestion,
    Quote,
    RateCardLine,
    Request,
    RequestModule,
    Slot,
    Task,
    TaskTemplate,
    TaskTemplateLine,
    TrainingGroup,
)


def shown(doing: Doing, found: Found) -> dict[str, Any]:
    """A record as JSON values; ``format`` names its shape."""
    match found.record:
        case Request():
            return _request(doing, found.record)
        case Quote():
            return _quote(found.record)
        case Slot():
            return {"format": "slot/1", **slot_item(doing, found.record), **_slot_more(doing, found.record)}
        case Questionnaire():
            return questionnaire_json(found.record)
        case QuestionnaireQuestion():
            return question_json(found.record)
        case NeedsAnalysis():
            return analysis_json(doing, found.record)
        case TaskTemplate():
            return template_json(found.record)
        case Piece():
            head = {"format": f"{found.kind}/1", "ref": found.ref, "version": found.record.version}
            return head | {"of": found.record.record.ref, "path": found.record.path, **found.record.value}
        case Framework():
            return framework_json(doing, found.record)
        case Published():
            return _published(found.record)
        case TrainingGroup():
            return _group(doing, found.record)
        case Commitment():
            return {"format": "commitment/1", **explained(doing, found.record)}
        case Enrolment():
            return _enrolment(doing, found.record)
        case RequestModule():
            body = {k: v for k, v in found.record.body.items() if k != "format"}
            return {"format": "module/1", "ref": found.ref, "version": found.record.version, **body}
        case Exchange():
            more = [attachment_item(one) for one in _files_of(doing, found.record)]
            head = {"format": "exchange/1", "version": found.record.version}
            return {**head, **exchange_item(found.record), "body": found.record.body, "attachments": more}
        case Attachment():
            head = {"format": "attachment/1", "version": found.record.version}
            return {**head, **attachment_item(found.record)}
        case OpenQuestion():
            return {"format": "question/1", "version": found.record.version, **question_item(found.record)}
        case Document():
            ref = found.record.request.ref if found.record.request else None
            return {"format": "document/1", "id": found.record.uid, "ref": ref, **document_item(found.record)}
        case CalendarOption():
            return option_json(doing, found.record)
        case Contract():
            return contract_json(doing, found.record)
        case Adaptation():
            return {
                "format": "adaptation/1",
                "version": found.record.version,
                **adaptation_item(found.record),
            }
        case Proposal():
            return proposal_json(doing, found.record)
        case ProposalSection():
            return section_json(found.record)
        case Task():
            return task_json(doing, found.record)
        case TaskTemplateLine():
            return line_json(found.record)
        case FrameworkLine():
            return price_json(found.record)
        case OrderForm():
            return form_json(found.record)
        case RateCardLine():
            body = found.record.body
            head = {"format": "rate/1", "ref": found.ref, "version": found.record.version}
            return head | {"card": found.record.card.ref, **body}
        case FundingPayer():
            return {"format": "payer/1", "version": found.record.version, **payer_json(found.record)}
        case _:
            return _plain(found)


def _plain(found: Found) -> dict[str, Any]:
    model: type[Content] | None = MODELS.get(found.kind)
    values = texts(found.record, model) if model else {}
    if found.kind == "line":
        names = ("section", "label", "detail", "quantity_e4", "unit", "unit_micro", "discount_bp", "optional")
        values = {n: getattr(found.record, n) for n in (*names, "nature", "rule", "net_cents")}
    if found.kind == "trainer":
        values |= {"unavailability": away_json(found.record)}
    if found.kind == "client":
        values |= {"memberships": found.record.memberships, "agreed_prices": found.record.agreed_prices}
    head = {"format": f"{found.kind}/1", "ref": found.ref, "version": found.record.version}
    if hasattr(found.record, "merged_into_id"):
        kept = survivor(found.record)
        head["merged_into"] = kept.ref if kept is not found.record else None
    return head | {name: as_json(value) for name, value in values.items()}


def _amended(doing: Doing, request: Request) -> dict[str, Any] | None:
    """The headcount that a signed amendment gave a dossier."""
    found = headcount_amended(doing, request)
    if found is None:
        return None
    amendment, least, most = found
    return {"min": least, "max": most, "by": amendment.ref}


def as_json(value: Any) -> Any:
    """A value of a record as JSON holds it."""
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return list(value) if isinstance(value, tuple) else value


def instant(value: datetime | None) -> str | None:
    """A UTC instant as the contract writes it."""
    return value.strftime("%Y-%m-%dT%H:%M:%SZ") if value else None


def _request(doing: Doing, request: Request) -> dict[str, Any]:
    minutes, step = minutes_of(doing, request), next_of(doing, request)
    client = request.client
    details = request.details
    return {
        "format": "request/1",
        "ref": request.ref,
        "version": request.version,
        "kind": request.kind,
        "stage": request.stage,
        "waiting_for": request.waiting_for,
        "chase_on": as_json(request.chase_on),
        "topic": request.topic,
        "client": {"ref": client.ref, "name": client.name} if client else None,
        "beneficiary": request.beneficiary.ref if request.beneficiary else None,
        "contact": request.contact.ref if request.contact else None,
        "owner": request.owner.ref if request.owner else None,
        "channel": request.channel,
        "received_at": instant(request.received_at),
        "submission_at": instant(request.submission_at),
        "procedure": {name: details.get(name) for name in _PROCEDURE},
        "headcount": {"min": request.headcount_min, "max": request.headcount_max},
        "headcount_amended": _amended(doing, request),
        "groups": [group.ref for group in request.training_groups],
        "programmes": _programmes(request),
        "audience": details.get("audience"),
        "places": details.get("places"),
        "period": details.get("period"),
        "excluded": details.get("excluded"),
        "school_holidays": details.get("school_holidays") or None,
        "funding": details.get("funding"),
        "budget_cents": details.get("budget_cents"),
        "tags": details.get("tags", []),
        "ours": our_keys(request),
        "external_ref": request.external_ref,
        "skipped": request.skipped,
        "ended": request.ended,
        "minutes": {
            "total": minutes.total,
            "to_plan": minutes.to_plan,
            "proposed": minutes.proposed,
            "held": minutes.held,
            "confirmed": minutes.confirmed,
            "done": minutes.done,
        },
        "commitments": [commitment_item(doing, one) for one in commitments_of(doing, request)],
        "complaints": list(complaints_of(request)),
        "quotes": [quote_item(quote) for quote in quotes_of(doing, request)],
        "proposals": [proposal_item(one) for one in proposals_of(doing, request)],
        "slots": [slot_item(doing, slot) for slot in slots_of(doing, request)],
        "options": [option_item(doing, one) for one in options_of(doing, request)],
        "documents": [document_item(one) for one in documents_of(doing, request)],
        "agreements": [contract_item(one) for one in contracts_of(doing, request)],
        "adaptations": [adaptation_item(one) for one in adaptations_of(doing, request)],
        "wanted_minutes": details.get("wanted_minutes"),
        "differences": [declared.as_json(one) for one in declared.of_dossier(doing, request)],
        "needs": [analysis_item(doing, one) for one in analyses_of(doing, request)],
        "questions": [question_item(one) for one in questions_of(doing, request)],
        "exchanges": [exchange_item(one) for one in exchanges_of(doing, request)],
        "attachments": [attachment_item(one) for one in attachments_of(doing, request)],
        "tasks": [task_item(task) for task in tasks_of(doing, request)],
        "funding_plan": funding_json(doing, request),
        **procurement_json(doing, request),
        "next": {"act": step.act, "missing": [*(_(text) for text in step.missing), *step.waits_for]},
    }


def our_keys(request: Request) -> list[dict[str, str]]:
    """The places of a dossier that were marked as ours, each with why."""
    return [{"path": one["path"], "note": one["note"]} for one in request.details.get("ours", ())]


_PROCEDURE = ("procedure_zone", "questions_at", "visit_at", "offers_valid_days")


def _programmes(request: Request) -> list[str]:
    copied = [module.programme_ref for module in request.modules if module.programme_ref]
    wanted = request.details.get("programme")
    return list(dict.fromkeys(copied)) or ([wanted] if wanted else [])


def documents_of(doing: Doing, request: Request) -> Sequence[Document]:
    """The documents of a dossier, in the order of their issue."""
    query = select(Document).where(Document.request_id == request.id).order_by(Document.id)
    return doing.unit.session.scalars(query).all()


def quote_item(quote: Quote) -> dict[str, Any]:
    """A quote as a dossier lists it."""
    return {
        "number": quote.full_number,
        "ref": ref_of(quote),
        "version": quote.version_no,
        "state": quote.state,
        "issued_on": as_json(quote.issued_on),
        "valid_until": as_json(quote.valid_until),
        "net_cents": quote.net_cents,
        "vat_cents": quote.vat_cents,
        "total_cents": quote.total_cents,
    }


def question_item(question: OpenQuestion) -> dict[str, Any]:
    """An open question as a dossier lists it."""
    return {
        "ref": ref_of(question),
        "state": question.state,
        "text": question.text,
        "about": question.about,
        "seen": question.seen,
        "who": somebody.as_json(question),
        "due_on": as_json(question.due_on),
        "source": question.source,
        "answer": question.answer,
        "closed_at": instant(question.closed_at),
        "closed_by": question.closed_by.ref if question.closed_by else None,
        "why": question.why,
    }


def exchange_item(exchange: Exchange) -> dict[str, Any]:
    """An exchange as a dossier lists it; its details are on its own page."""
    return {
        "ref": ref_of(exchange),
        "kind": exchange.kind,
        "direction": exchange.direction,
        "occurred_at": instant(exchange.occurred_at),
        "who": somebody.as_json(exchange),
        "summary": exchange.summary,
        "logged_by": exchange.logged_by.ref if exchange.logged_by else None,
        "removed": exchange.removed,
    }


def attachment_item(attachment: Attachment) -> dict[str, Any]:
    """A file as a dossier lists it."""
    return {
        "ref": ref_of(attachment),
        "name": attachment.name,
        "media": attachment.media,
        "size": attachment.size,
        "sha256": attachment.sha256,
        "note": attachment.note,
        "on": _filed_on(attachment),
        "filed_by": attachment.filed_by.ref if attachment.filed_by else None,
        "removed": attachment.removed,
    }


def _filed_on(attachment: Attachment) -> str:
    return ref_of(attachment.exchange or attachment.quote or attachment.request)


def _files_of(doing: Doing, exchange: Exchange) -> list[Attachment]:
    every = attachments_of(doing, exchange.request)
    return [one for one in every if one.exchange_id == exchange.id]


def slot_item(doing: Doing, slot: Slot) -> dict[str, Any]:
    """A slot with the keys of its list."""
    return {
        "id": ref_of(slot),
        "ref": slot.request.ref,
        "module": slot.module.code,
        "group": slot.group.ref if slot.group else None,
        "date": as_json(slot.day),
        "start": slot.start,
        "end": slot.finish,
        "minutes": slot.minutes,
        "mode": slot.mode,
        "state": state_now(slot, doing.now),
        "trainers": [one.trainer.ref for one in slot.team],
        "venue": slot.venue.ref if slot.venue else None,
    }


def _slot_more(doing: Doing, slot: Slot) -> dict[str, Any]:
    wanted = hours_of(slot)
    return {
        "part": wanted.title if wanted else None,
        "copy": slot.copy if slot.with_whom != "group" else None,
        "programme_hours": {
            "start": as_json(wanted.start),
            "end": as_json(wanted.finish),
            "least_minutes": wanted.least,
            "planned_minutes": wanted.planned,
            "most_minutes": wanted.most,
            "adjustable": wanted.adjustable,
        }
        if wanted
        else None,
        "public_holiday": public_holiday(slot),
        "school_holiday": school_holiday(doing.settings, slot),
        "version": slot.version,
        "zone": slot.zone,
        "counts": slot.counts,
        "window": {"from": as_json(slot.window_from), "to": as_json(slot.window_to)},
        "hold_until": instant(slot.hold_until),
        "answers": {"client": slot.client_answer, "venue": slot.venue_answer}
        | {one.trainer.ref: one.answer for one in slot.team},
        "past": [
            {
                "date": as_json(past.day),
                "start": past.start,
                "end": past.finish,
                "venue": past.venue.ref if past.venue else None,
                "trainers": past.trainers,
                "state": past.state,
                "left_at": instant(past.left_at),
                "reason": past.reason,
            }
            for past in slot.past
        ],
    }


def document_item(document: Document) -> dict[str, Any]:
    """A document with the keys of its list."""
    return {
        "kind": document.kind,
        "number": document.number,
        "version": document.version_no,
        "path": document.path,
        "sha256": document.sha256,
        "issued_at": instant(document.issued_at),
    }


def _quote(quote: Quote) -> dict[str, Any]:
    names = ("position", "section", "label", "detail", "quantity_e4", "unit", "unit_micro", "discount_bp")
    more = ("optional", "nature", "vat", "rule", "net_cents")
    plan = ("position", "label", "trigger", "offset_days", "share_bp", "fixed_cents", "amount_cents")
    return {
        "format": "quote/1",
        **quote_item(quote),
        "request": quote.request.ref,
        "client": quote.client.ref if quote.client else None,
        "title": quote.title,
        "language": quote.language,
        "lines": [{name: getattr(line, name) for name in (*names, *more)} for line in quote.lines],
        "discounts": quote.body.get("discounts", []),
        "instalments": [
            {name: getattr(one, name) for name in plan} | {"due_on": as_json(one.due_on)}
            for one in quote.instalments
        ],
        "acceptance": quote.acceptance,
        "subject_to_funding": quote.subject_to_funding,
        "variant": quote.variant,
        "cancellation": quote.body.get("cancellation"),
    }


def _published(record: Published) -> dict[str, Any]:
    """What is offered: its own file, with how people call it and where it stands."""
    body = programme_shown(record.body) if isinstance(record, Programme) else dict(record.body)
    return {
        "format": body.pop("format"),
        "ref": ref_of(record),
        "version": record.version_no,
        "state": record.state,
        "valid_from": as_json(record.valid_from),
        **body,
    }


def _group(doing: Doing, group: TrainingGroup) -> dict[str, Any]:
    seats, turn, end = seats_of(group), next_waiting(group), closing_of(doing, group)
    return {
        "format": "group/1",
        "ref": group.ref,
        "version": group.version,
        "request": group.request.ref,
        **{name: as_json(value) for name, value in texts(group, Group).items()},
        "closes": instant(end.astimezone(UTC)) if end else None,
        "decision": group.decision,
        "decided": group.details.get("decided"),
        "person_micro": group.details.get("person_micro"),
        "enrolled": seats.enrolled,
        "admitted": seats.admitted,
        "waiting": seats.waiting,
        "candidates": seats.candidates,
        "seats_left": seats.left,
        "next_waiting": ref_of(turn) if turn else None,
        "participants": [
            {
                "ref": one.participant.ref,
                "state": one.state,
                "id": ref_of(one),
                "payer": payer_text(one) or None,
                "waiting_rank": one.waiting_rank,
            }
            for one in group.enrolments
        ],
    }


def _enrolment(doing: Doing, one: Enrolment) -> dict[str, Any]:
    person, proofs = one.participant, proofs_of(one)
    missing = {lack.rank for lack in lacks_of(doing, one)}
    return {
        "format": "enrolment/1",
        "ref": ref_of(one),
        "version": one.version,
        "request": one.group.request.ref,
        "group": one.group.ref,
        "participant": {"ref": person.ref, "name": f"{person.first_name or ''} {person.name}".strip()},
        "client": person.client.ref if person.client else None,
        "state": one.state,
        "payer": payer_text(one) or None,
        "parts": one.details.get("parts", []),
        "since": as_json(one.since),
        "until": as_json(one.until),
        "waiting_rank": one.waiting_rank,
        "came_at": one.details.get("came_at"),
        "replaced_by": one.details.get("by"),
        "instead_of": one.details.get("instead_of"),
        "note": one.details.get("note") or None,
        "requirements": [
            {
                "rank": rank,
                "kind": asked.kind,
                "text": asked.text,
                "mandatory": asked.mandatory,
                "missing": rank in missing,
                "proof": proofs.get(rank),
            }
            for rank, asked in enumerate(requirements_of(doing, one.group.request), start=1)
        ],
        "allowed": list(moves_from(EnrolmentState(one.state))),
    }
