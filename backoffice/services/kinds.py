"""Kinds of record: how each is called, found and numbered."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from backoffice.errors import NotFound
from backoffice.i18n import N_, _
from backoffice.services.acts import Doing
from backoffice.services.programmes import pieces
from backoffice.services.programmes.pieces import PIECE_LABELS, Piece
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
    Task,
    TaskTemplate,
    TaskTemplateLine,
    Trainer,
    TrainingGroup,
    User,
    Venue,
)
from backoffice.store.unit import UnitOfWork

KINDS: dict[str, type[Record]] = {
    "client": Client,
    "contact": Contact,
    "funder": Funder,
    "user": User,
    "programme": Programme,
    "pathway": Pathway,
    "method": Method,
    "trainer": Trainer,
    "venue": Venue,
    "participant": Participant,
    "request": Request,
    "module": RequestModule,
    "group": TrainingGroup,
    "enrolment": Enrolment,
    "slot": Slot,
    "quote": Quote,
    "line": QuoteLine,
    "instalment": Instalment,
    "document": Document,
    "task": Task,
    "task-template": TaskTemplate,
    "template-line": TaskTemplateLine,
    "commitment": Commitment,
    "question": OpenQuestion,
    "exchange": Exchange,
    "attachment": Attachment,
    "option": CalendarOption,
    "contract": Contract,
    "adaptation": Adaptation,
    "proposal": Proposal,
    "section": ProposalSection,
    "rate-card": RateCard,
    "rate": RateCardLine,
    "payer": FundingPayer,
    "questionnaire": Questionnaire,
    "questionnaire-question": QuestionnaireQuestion,
    "needs": NeedsAnalysis,
    "house-text": HouseText,
    "framework": Framework,
    "schedule-line": FrameworkLine,
    "order-form": OrderForm,
}

KIND_LABELS = {
    "client": N_("client"),
    "contact": N_("contact"),
    "funder": N_("funder"),
    "user": N_("user"),
    "programme": N_("programme"),
    "pathway": N_("pathway"),
    "method": N_("method"),
    "trainer": N_("trainer"),
    "venue": N_("venue"),
    "participant": N_("participant"),
    "request": N_("request"),
    "module": N_("module"),
    "group": N_("group"),
    "enrolment": N_("enrolment"),
    "slot": N_("slot"),
    "quote": N_("quote"),
    "line": N_("line of a quote"),
    "instalment": N_("instalment"),
    "document": N_("document"),
    "task": N_("task"),
    "task-template": N_("template of tasks"),
    "template-line": N_("task of a template"),
    "commitment": N_("commitment"),
    "question": N_("open question"),
    "exchange": N_("exchange"),
    "attachment": N_("attachment"),
    "option": N_("calendar option"),
    "contract": N_("agreement or contract"),
    "adaptation": N_("adaptation"),
    "proposal": N_("detailed proposal"),
    "section": N_("section of a proposal"),
    "rate-card": N_("rate card"),
    "rate": N_("rate"),
    "payer": N_("payer"),
    "questionnaire": N_("questionnaire"),
    "questionnaire-question": N_("question of a questionnaire"),
    "needs": N_("needs analysis"),
    "house-text": N_("text of the house"),
    **PIECE_LABELS,
    "framework": N_("framework"),
    "schedule-line": N_("price of a framework"),
    "order-form": N_("order form"),
}

# How references of the directory begin; those of dossiers and quotes are in the settings.
PREFIXES = {
    "client": "CLI",
    "contact": "CON",
    "funder": "FUN",
    "trainer": "TRA",
    "venue": "VEN",
    "participant": "PAR",
    "group": "GRP",
}
_BY_PREFIX = {prefix: kind for kind, prefix in PREFIXES.items()}

# A part is called by what it belongs to: INT-2026-0042/S3, DEV-2026-0042-1/L2, INT-2026-0042/G1/P3.
_PART = re.compile(r"^(?P<whole>.+)/(?P<part>[SVMGLEPCQXATONRFDB])(?P<n>\d{1,6})$")
_UID = re.compile(r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")


_BY_LETTER = {
    "Q": OpenQuestion,
    "X": Exchange,
    "A": Attachment,
    "O": CalendarOption,
    "D": Adaptation,
    "B": OrderForm,
    "N": NeedsAnalysis,
    "R": Proposal,
    "F": FundingPayer,
}
_LETTERS: dict[type[Record], str] = {kind: letter for letter, kind in _BY_LETTER.items()}


@dataclass(frozen=True, slots=True)
class Found:
    """A record with its kind and what people call it."""

    kind: str
    record: Any
    ref: str


def new_ref(doing: Doing, kind: str) -> str:
    """The next reference of the directory: ``CLI-0007``."""
    prefix = PREFIXES[kind]
    return f"{prefix}-{doing.unit.next_number(prefix, doing.today):04}"


def next_rank(doing: Doing, request: Request, part: str) -> int:
    """The rank of a new part of a dossier (S a slot, V a version): counted, never given twice."""
    return doing.unit.next_number(f"{request.ref}/{part}", doing.today)


def ref_of(record: Record | Piece) -> str:
    """What people call `record`."""
    match record:
        case Piece():
            return record.ref
        case Programme() | Pathway():
            return pieces.called(record)
        case Quote():
            return record.full_number or f"{record.request.ref}/V{record.version_no}"
        case Slot():
            return f"{record.request.ref}/S{record.sequence}"
        case RequestModule():
            return f"{record.request.ref}/M{record.position}"
        case QuoteLine():
            return f"{ref_of(record.quote)}/L{record.position}"
        case Enrolment():
            return f"{record.group.request.ref}/G{record.group.position}/P{record.position}"
        case Instalment():
            return f"{ref_of(record.quote)}/E{record.position}"
        case Document():
            return record.file_name
        case Task():
            return f"{record.request.ref}/T{record.sequence}"
        case TaskTemplateLine():
            return f"{record.template.ref}/L{record.position}"
        case Commitment():
            return f"{record.request.ref}/C{record.n}"
        case ProposalSection():
            return f"{ref_of(record.proposal)}/L{record.position}"
        case RateCardLine():
            return f"{record.card.ref}/L{record.position}"
        case FrameworkLine():
            return f"{record.framework.ref}/L{record.position}"
        case QuestionnaireQuestion():
            return f"{record.questionnaire.ref}/L{record.position}"
        case OpenQuestion() | Exchange() | Attachment() | CalendarOption():
            return f"{record.request.ref}/{_LETTERS[type(record)]}{record.position}"
        case NeedsAnalysis() | Proposal() | FundingPayer() | Adaptation() | OrderForm():
            return f"{record.request.ref}/{_LETTERS[type(record)]}{record.position}"
        case _:
            return str(getattr(record, "ref", record.uid))


def kind_of(record: Record | Piece) -> str:
    """The kind of `record`."""
    if isinstance(record, Piece):
        return record.kind
    return next(name for name, kind in KINDS.items() if type(record) is kind)


def resolve(unit: UnitOfWork, ref: str, kind: str = "") -> Found:
    """The record that people call `ref`, of `kind` (or of one of several, with bars between) if one is given;
    raises NotFound."""
    asked, wanted = ref.strip(), kind.split("|") if kind else []
    only = kind if len(wanted) == 1 else ""
    record: Record | Piece | None = _part(unit, asked) or _whole(unit, asked, only)
    if record is None and asked.endswith((".pdf", ".eml")):
        record = _document(unit, asked)
    record = record or pieces.find(unit, asked)
    if record is None or (wanted and kind_of(record) not in wanted):
        raise NotFound(_(KIND_LABELS[only]) if only else _("record"), asked)
    return Found(kind_of(record), record, ref_of(record))


def _document(unit: UnitOfWork, name: str) -> Record | None:
    """A document by the name of its file, which its version makes its own."""
    record: Record | None = unit.session.scalars(select(Document).where(Document.file_name == name)).first()
    return record


def _whole(unit: UnitOfWork, ref: str, kind: str) -> Record | None:
    if kind in PIECE_LABELS:
        return None
    if _UID.match(ref):
        kinds = (KINDS[kind],) if kind else tuple(KINDS.values())
        return next((found for one in kinds if (found := unit.maybe(one, ref)) is not None), None)
    if kind:
        return unit.maybe(KINDS[kind], ref) if kind in _CALLED else None
    known = _BY_PREFIX.get(ref[:3].upper())
    order = (known, *(k for k in _CALLED if k != known)) if known else _CALLED
    tries: tuple[Callable[[], Record | None], ...] = tuple(
        lambda k=k: unit.maybe(KINDS[k], ref)  # type: ignore[misc]
        for k in order
    )
    return next((found for attempt in tries if (found := attempt()) is not None), None)


_CALLED = (
    "request",
    "quote",
    "client",
    "contact",
    "trainer",
    "venue",
    "participant",
    "group",
    "funder",
    "programme",
    "pathway",
    "method",
    "user",
    "task-template",
    "contract",
    "rate-card",
    "questionnaire",
    "house-text",
    "framework",
)


def _part(unit: UnitOfWork, ref: str) -> Record | None:
    found = _PART.match(ref)
    if not found:
        return None
    n, letter = int(found["n"]), found["part"]
    if letter == "P":
        group = _part(unit, found["whole"]) or unit.maybe(TrainingGroup, found["whole"])
        people = group.enrolments if isinstance(group, TrainingGroup) else ()
        return next((one for one in people if one.position == n), None)
    if letter in "LE":
        quote = _part(unit, found["whole"]) or unit.maybe(Quote, found["whole"])
        if isinstance(quote, Proposal):
            sections = quote.sections if letter == "L" else ()
            return next((one for one in sections if one.position == n), None)
        if quote is None and letter == "L":
            return _line_of_template(unit, found["whole"], n)
        rows = () if not isinstance(quote, Quote) else quote.lines if letter == "L" else quote.instalments
        return next((row for row in rows if row.position == n), None)
    request = unit.maybe(Request, found["whole"])
    return _part_of_request(unit, request, letter, n) if request else None


def _line_of_template(unit: UnitOfWork, code: str, n: int) -> Record | None:
    whole = unit.maybe(TaskTemplate, code) or unit.maybe(RateCard, code) or unit.maybe(Framework, code)
    if whole is not None:
        return next((line for line in whole.lines if line.position == n), None)
    asked = unit.maybe(Questionnaire, code)
    return next((one for one in asked.questions if one.position == n), None) if asked else None


def dossier_of(record: Any) -> Request | None:
    """The dossier that a record is, or is a part of; None for anything else."""
    while record is not None and not isinstance(record, Request):
        wholes = (getattr(record, name, None) for name in _WHOLES)
        record = next((whole for whole in wholes if whole is not None), None)
    return record


# What a part of a dossier hangs on, by the name of its relationship.
_WHOLES = ("request", "proposal", "quote", "group", "slot")


def _part_of_request(unit: UnitOfWork, request: Request, letter: str, n: int) -> Record | None:
    if letter in "MG":
        parts: Any = request.modules if letter == "M" else request.training_groups
        return next((part for part in parts if part.position == n), None)
    query: Any
    if letter == "C":
        query = select(Commitment).where(Commitment.request_id == request.id, Commitment.n == n)
    elif letter in _BY_LETTER:
        kind: Any = _BY_LETTER[letter]
        query = select(kind).where(kind.request_id == request.id, kind.position == n)
    elif letter == "S":
        query = select(Slot).where(Slot.request_id == request.id, Slot.sequence == n)
    elif letter == "T":
        query = select(Task).where(Task.request_id == request.id, Task.sequence == n)
    else:
        query = select(Quote).where(Quote.request_id == request.id, Quote.version_no == n)
    record: Record | None = unit.session.scalars(query).one_or_none()
    return record
