"""The tables, as SQLAlchemy sees them; nothing of this leaves `services/`."""

from backoffice.store.records.base import Base, JsonList, JsonObject, Listed, Plain, Record, Row
from backoffice.store.records.clocks import OUTCOMES, Commitment, JournalDossier
from backoffice.store.records.dossier import STAGES, Enrolment, Request, RequestModule, TrainingGroup
from backoffice.store.records.followup import (
    DIRECTIONS,
    EXCHANGE_KINDS,
    QUESTION_STATES,
    Attachment,
    Exchange,
    OpenQuestion,
)
from backoffice.store.records.house import (
    Counter,
    FeedEntry,
    IdempotencyKey,
    JournalRow,
    Meta,
    SchemaNumber,
    Settings,
    Tombstone,
    UndoStep,
)
from backoffice.store.records.needs import (
    NEEDS_STATES,
    NeedsAnalysis,
    Questionnaire,
    QuestionnaireQuestion,
)
from backoffice.store.records.offer import Method, Pathway, Programme, Published
from backoffice.store.records.options import OPTION_STATES, CalendarOption, OptionPlace, OptionTrainer
from backoffice.store.records.papers import DOCUMENT_KINDS, Blob, Document
from backoffice.store.records.people import Client, Contact, Funder, Participant, Trainer, User, Venue
from backoffice.store.records.proposals import PROPOSAL_STATES, Proposal, ProposalSection
from backoffice.store.records.sales import QUOTE_STATES, Instalment, Quote, QuoteLine
from backoffice.store.records.slots import ANSWERS, SLOT_STATES, Slot, SlotPast, SlotTrainer
from backoffice.store.records.tasks import TASK_STATES, Task, TaskPlan, TaskTemplate, TaskTemplateLine

__all__ = [
    "ANSWERS",
    "DIRECTIONS",
    "DOCUMENT_KINDS",
    "EXCHANGE_KINDS",
    "NEEDS_STATES",
    "OPTION_STATES",
    "OUTCOMES",
    "PROPOSAL_STATES",
    "QUESTION_STATES",
    "QUOTE_STATES",
    "SLOT_STATES",
    "STAGES",
    "TASK_STATES",
    "Attachment",
    "Base",
    "Blob",
    "CalendarOption",
    "Client",
    "Commitment",
    "Contact",
    "Counter",
    "Document",
    "Enrolment",
    "Exchange",
    "FeedEntry",
    "Funder",
    "IdempotencyKey",
    "Instalment",
    "JournalDossier",
    "JournalRow",
    "JsonList",
    "JsonObject",
    "Listed",
    "Meta",
    "Method",
    "NeedsAnalysis",
    "OpenQuestion",
    "OptionPlace",
    "OptionTrainer",
    "Participant",
    "Pathway",
    "Plain",
    "Programme",
    "Proposal",
    "ProposalSection",
    "Published",
    "Questionnaire",
    "QuestionnaireQuestion",
    "Quote",
    "QuoteLine",
    "Record",
    "Request",
    "RequestModule",
    "Row",
    "SchemaNumber",
    "Settings",
    "Slot",
    "SlotPast",
    "SlotTrainer",
    "Task",
    "TaskPlan",
    "TaskTemplate",
    "TaskTemplateLine",
    "Tombstone",
    "Trainer",
    "TrainingGroup",
    "UndoStep",
    "User",
    "Venue",
]
