"""Records as files hold them (`records/1`): a table for each kind, each record as its form asks it.

What a form doesn't ask stands beside it: which record it is (`uid`, `ref`), and under `more` what acts noted
of it. Both are written by the export and can be left out.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from backoffice.content import records
from backoffice.content.base import MOST_CENTS, Content, Day, Line, Name, Text, as_pydantic
from backoffice.content.fields import Kind, ask
from backoffice.content.frameworks import FrameworkFile
from backoffice.content.house_text import HouseTextFile
from backoffice.content.method import MethodFile
from backoffice.content.pathway import PathwayFile
from backoffice.content.programme import ModuleFile, ProgrammeFile
from backoffice.content.questionnaire import QuestionnaireFile
from backoffice.content.rate_card import RateCardFile
from backoffice.domain.choices import (
    ENROLMENT_STATES,
    REQUEST_STAGES,
    SLOT_MODES,
    SLOT_STATES,
    WAITED_FOR,
)
from backoffice.errors import Invalid
from backoffice.i18n import N_, _

FORMAT = "records/1"
_UID = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
Uid = Annotated[str, StringConstraints(pattern=_UID)]


def _module(value: Any) -> Any:
    """A module says its format like every document that is kept."""
    if not isinstance(value, dict):
        return value
    if value.get("format") != "module/1":
        raise as_pydantic(
            Invalid(_("This isn't a module/1 document."), remedy=_("Compare with what the export writes."))
        )
    return {key: one for key, one in value.items() if key != "format"}


class Origin(Content):
    """Which record it is: `uid` is the world's name for it, `ref` the house's."""

    # The form that asks what becomes columns; what a record of a file says besides is judged apart.
    FORM: ClassVar[type[Content] | None] = None

    ref: Line | None = ask(
        N_("Reference"), help=N_("The house's own; leave it out for a new record."), default=None
    )
    uid: Uid | None = None
    more: dict[str, Any] = Field(default_factory=dict, description="What acts noted of it, by column.")


class UserRecord(records.User, Origin):
    """Somebody of the house, with the reference that is their initials."""

    FORM = records.User


class FunderRecord(records.Funder, Origin):
    """A funder."""

    FORM = records.Funder


class ClientRecord(records.Client, Origin):
    """A client."""

    FORM = records.Client


class ContactForm(records.Contact):
    """A contact; of a client, or of a funder (then under `more`)."""

    client: Line | None = ask(  # type: ignore[assignment]  # a form asks it, a file may not have it
        N_("Client"), Kind.RECORD, refers_to="client", default=None
    )


class ContactRecord(ContactForm, Origin):
    """A contact."""

    FORM = ContactForm


class TrainerRecord(records.Trainer, Origin):
    """A trainer."""

    FORM = records.Trainer


class VenueRecord(records.Venue, Origin):
    """A venue."""

    FORM = records.Venue


class ParticipantRecord(records.Participant, Origin):
    """A participant; with a `group`, enrolled in it if not already."""

    FORM = records.Participant

    group: Line | None = ask(
        N_("Group"), Kind.RECORD, refers_to="group", help=N_("Where to enrol them."), default=None
    )


class Publication(Content):
    """One version of what is offered; without `version_no` it is a new one, unless the last says the same."""

    uid: Uid | None = None
    version_no: int | None = Field(default=None, ge=1, le=100_000)
    state: Literal["draft", "published", "retired"] = "published"
    valid_from: Day | None = None


class ProgrammeRecord(Publication):
    """One version of a programme."""

    programme: ProgrammeFile


class PathwayRecord(Publication):
    """One version of a pathway."""

    pathway: PathwayFile


class MethodRecord(Publication):
    """One version of a method."""

    method: MethodFile


class RateCardRecord(Publication):
    """One version of a rate card."""

    rate_card: RateCardFile


class HouseTextRecord(Publication):
    """One version of a text of the house; without `valid_from`, one that always held."""

    house_text: HouseTextFile


class FrameworkRecord(Publication):
    """One version of a framework."""

    framework: FrameworkFile


class QuestionnaireRecord(Publication):
    """One version of a questionnaire."""

    questionnaire: QuestionnaireFile


class RequestRecord(records.Request, Origin):
    """A request; one taken over from elsewhere comes in at its `stage`."""

    FORM = records.Request

    stage: Literal[
        "received",
        "acknowledged",
        "analysing",
        "drafting",
        "offered",
        "accepted",
        "closed",
        "declined",
        "withdrawn",
        "expired",
    ] = ask(
        N_("Stage"),
        Kind.CHOICE,
        choices=REQUEST_STAGES,
        help=N_("Where it stands, for a request taken over from elsewhere."),
        default="received",
    )
    waiting_for: Literal["", "us", "client", "funder", "trainer"] = ask(
        N_("Waiting for"), Kind.CHOICE, choices=WAITED_FOR, default=""
    )
    chase_on: Day | None = ask(N_("Ask again on"), Kind.DATE, default=None)


class ModuleRecord(Origin):
    """A module as a dossier has it; `body` is the whole of it (`module/1`)."""

    request: Name = ask(N_("Request"), Kind.RECORD, refers_to="request")
    position: int = Field(ge=1, le=1_000)
    programme: Line | None = None
    programme_version: int | None = Field(default=None, ge=1, le=100_000)
    body: Annotated[ModuleFile, BeforeValidator(_module)]


class GroupRecord(records.Group, Origin):
    """A group of a dossier."""

    request: Name = ask(N_("Request"), Kind.RECORD, refers_to="request")
    external_ref: Line | None = ask(N_("Reference elsewhere"), default=None)


class EnrolmentRecord(Origin):
    """A participant in a group."""

    group: Name = ask(N_("Group"), Kind.RECORD, refers_to="group")
    participant: Name = ask(N_("Participant"), Kind.RECORD, refers_to="participant")
    state: Literal["candidate", "admitted", "waiting", "refused", "enrolled", "withdrawn", "replaced"] = ask(
        N_("State"), Kind.CHOICE, choices=ENROLMENT_STATES, default="enrolled"
    )
    payer: Line = ask(N_("Payer"), default="")


class SeatRecord(Content):
    """A trainer of a slot, with their role and answer."""

    trainer: Name
    role: Line = "lead"
    more: dict[str, Any] = Field(default_factory=dict)


class PastRecord(Content):
    """Where a slot was before it moved."""

    venue: Line | None = None
    more: dict[str, Any] = Field(default_factory=dict)


class SlotRecord(Origin):
    """A slot of a dossier's module; dated or still to be."""

    request: Name = ask(N_("Request"), Kind.RECORD, refers_to="request")
    module: Name = ask(N_("Module"), help=N_("Its code, or its rank in the dossier."))
    group: Line | None = ask(N_("Group"), Kind.RECORD, refers_to="group", default=None)
    day: Day | None = ask(N_("Date"), Kind.DATE, default=None)
    start: dt.time | None = ask(N_("Start"), Kind.TIME, default=None)
    finish: dt.time | None = ask(N_("End"), Kind.TIME, default=None)
    minutes: int | None = ask(N_("Minutes that count"), Kind.MINUTES, default=None, ge=0, le=1_440)
    mode: Literal["on_site", "remote", "workplace"] = ask(
        N_("Mode"), Kind.CHOICE, choices=SLOT_MODES, default="on_site"
    )
    counts: bool = ask(N_("Inside the training hours"), Kind.YES_NO, default=True)
    venue: Line | None = ask(N_("Venue"), Kind.RECORD, refers_to="venue", default=None)
    trainers: tuple[Line, ...] = ask(
        N_("Trainers"), Kind.RECORDS, refers_to="trainer", help=N_("The lead first."), default=()
    )
    state: Literal["", "to_plan", "proposed", "held", "confirmed", "done", "cancelled"] = ask(
        N_("State"), Kind.CHOICE, choices=SLOT_STATES, default=""
    )
    note: Text = ask(N_("Note"), Kind.TEXT, default="")
    external_ref: Line | None = ask(N_("Reference elsewhere"), default=None)
    team: tuple[SeatRecord, ...] | None = Field(default=None, max_length=50)
    past: tuple[PastRecord, ...] = Field(default=(), max_length=1_000)


class NeedsRecord(Origin):
    """A questionnaire asked in a dossier: the client's answers, or participants' replies without names."""

    request: Name = ask(N_("Request"), Kind.RECORD, refers_to="request")
    questionnaire: Name = ask(N_("Questionnaire"))
    questionnaire_version: int | None = Field(default=None, ge=1, le=100_000)
    version_no: int = Field(default=1, ge=1, le=10_000)
    state: Literal["draft", "validated", "superseded"] = "draft"
    answers: dict[str, Any] = Field(default_factory=dict)
    replies: tuple[dict[str, Any], ...] = Field(default=(), max_length=2_000)
    answered_by: Line | None = None
    answered_on: Day | None = None
    validated_by: Line | None = None
    validated_function: Line | None = None
    validated_on: Day | None = None


class OrderFormRecord(Origin):
    """An order form of a dossier under a framework."""

    request: Name = ask(N_("Request"), Kind.RECORD, refers_to="request")
    framework: Name = ask(N_("Framework"), Kind.RECORD, refers_to="framework")
    lot: Line = ask(N_("Lot"), default="")
    client: Line | None = ask(N_("Client"), Kind.RECORD, refers_to="client", default=None)
    number: Name = ask(N_("Number"), help=N_("As the buyer wrote it."))
    ordered_on: Day = ask(N_("Ordered on"), Kind.DATE)
    net_cents: int = ask(N_("Amount excl. VAT"), Kind.AMOUNT, ge=1, le=MOST_CENTS)
    engagement: Line = ask(N_("Engagement number"), default="")
    note: Text = ask(N_("Note"), Kind.TEXT, default="")
    state: Literal["open", "cancelled"] = ask(
        N_("State"),
        Kind.CHOICE,
        choices=(("open", N_("in force")), ("cancelled", N_("cancelled"))),
        default="open",
    )


# In the order in which they are read: each kind after those that it refers to.
TABLES: dict[str, type[Content]] = {
    "users": UserRecord,
    "funders": FunderRecord,
    "clients": ClientRecord,
    "contacts": ContactRecord,
    "trainers": TrainerRecord,
    "venues": VenueRecord,
    "methods": MethodRecord,
    "questionnaires": QuestionnaireRecord,
    "texts": HouseTextRecord,
    "programmes": ProgrammeRecord,
    "pathways": PathwayRecord,
    "rate_cards": RateCardRecord,
    "frameworks": FrameworkRecord,
    "requests": RequestRecord,
    "modules": ModuleRecord,
    "groups": GroupRecord,
    "participants": ParticipantRecord,
    "enrolments": EnrolmentRecord,
    "slots": SlotRecord,
    "needs": NeedsRecord,
    "order_forms": OrderFormRecord,
}


class RecordsFile(Content):
    """Records of several kinds in one file."""

    format: Literal["records/1"]
    users: tuple[UserRecord, ...] = ()
    funders: tuple[FunderRecord, ...] = ()
    clients: tuple[ClientRecord, ...] = ()
    contacts: tuple[ContactRecord, ...] = ()
    trainers: tuple[TrainerRecord, ...] = ()
    venues: tuple[VenueRecord, ...] = ()
    methods: tuple[MethodRecord, ...] = ()
    questionnaires: tuple[QuestionnaireRecord, ...] = ()
    texts: tuple[HouseTextRecord, ...] = ()
    programmes: tuple[ProgrammeRecord, ...] = ()
    pathways: tuple[PathwayRecord, ...] = ()
    rate_cards: tuple[RateCardRecord, ...] = ()
    frameworks: tuple[FrameworkRecord, ...] = ()
    requests: tuple[RequestRecord, ...] = ()
    modules: tuple[ModuleRecord, ...] = ()
    groups: tuple[GroupRecord, ...] = ()
    participants: tuple[ParticipantRecord, ...] = ()
    enrolments: tuple[EnrolmentRecord, ...] = ()
    slots: tuple[SlotRecord, ...] = ()
    needs: tuple[NeedsRecord, ...] = ()
    order_forms: tuple[OrderFormRecord, ...] = ()
