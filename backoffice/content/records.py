"""What is asked of people about clients, trainers, venues and the rest: forms, files and commands alike."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import AfterValidator, field_validator, model_validator

from backoffice.content.base import (
    MOST_CENTS,
    Content,
    Day,
    Instant,
    Line,
    Name,
    Text,
    as_pydantic,
    checked_by,
)
from backoffice.content.closures import ClosureLine
from backoffice.content.fields import Kind, ask
from backoffice.content.settings import Siret, Territory, Zone
from backoffice.domain import identifiers
from backoffice.domain.choices import (
    AFTER_CLOSING,
    CHANNELS,
    CLIENT_KINDS,
    FUNDER_KINDS,
    LANGUAGES,
    NATURES,
    OUR_ROLES,
    REQUEST_KINDS,
    ROLES,
    SCHOOL_CHOICES,
    STATUS_CATEGORIES,
    TERRITORIES,
    TRAINER_KINDS,
    VENUE_KINDS,
)
from backoffice.domain.tasks.lines import day_length
from backoffice.errors import BackofficeError, Invalid
from backoffice.i18n import N_, _


def _email(text: str) -> str:
    name, at, host = text.partition("@")
    if text and not (name and at and "." in host and " " not in text and "@" not in host):
        raise as_pydantic(
            Invalid(
                _("{text} isn't an e-mail address.").format(text=text),
                remedy=_("Write it as name@example.org."),
            )
        )
    return text


Email = Annotated[Line, AfterValidator(_email)]
VatNumber = Annotated[Line, checked_by(identifiers.vat_number)]


class Client(Content):
    """An organisation or a person that asks for training."""

    kind: Literal["company", "association", "public", "individual"] = ask(
        N_("Kind"), Kind.CHOICE, choices=CLIENT_KINDS, default="company"
    )
    name: Name = ask(N_("Name"), help=N_("Its legal name, as it is to stand on documents."))
    legal_form: Line = ask(N_("Legal form"), default="")
    siret: Siret | None = ask(N_("SIRET"), help=N_("14 digits; spaces are welcome."), default=None)
    vat_number: VatNumber | None = ask(N_("VAT number"), default=None)
    street: Text = ask(N_("Address"), Kind.LINES, default="")
    postcode: Line = ask(N_("Postcode"), default="")
    city: Line = ask(N_("City"), default="")
    country: Line = ask(N_("Country"), default="")
    territory: Territory = ask(N_("Territory"), Kind.CHOICE, choices=TERRITORIES, default="FR")
    school_zone: Literal["", "A", "B", "C"] = ask(
        N_("School zone"),
        Kind.CHOICE,
        choices=(("", N_("from the postcode")), ("A", "A"), ("B", "B"), ("C", "C")),
        default="",
    )
    billing: Text = ask(N_("Billing address"), Kind.LINES, help=N_("Only when it differs."), default="")
    service_code: Line = ask(
        N_("Service code"), help=N_("Public buyers: the code of their accounts."), default=""
    )
    language: Literal["fr", "en"] = ask(
        N_("Language of its documents"), Kind.CHOICE, choices=LANGUAGES, default="fr"
    )
    closures: tuple[ClosureLine, ...] = ask(
        N_("Closed"),
        Kind.LINES,
        help=N_("A period a line, and why: 2026-08-03/2026-08-21 summer."),
        default=(),
        max_length=200,
    )
    note: Text = ask(N_("Note"), Kind.TEXT, default="")
    external_ref: Line | None = ask(
        N_("Reference elsewhere"), help=N_("Its identifier in the system it comes from."), default=None
    )


class Contact(Content):
    """Somebody to talk to at a client's."""

    client: Line = ask(N_("Client"), Kind.RECORD, refers_to="client")
    first_name: Line = ask(N_("First name"), default="")
    name: Name = ask(N_("Surname"))
    role: Line = ask(N_("Function"), default="")
    email: Email = ask(N_("E-mail"), default="")
    phone: Line = ask(N_("Telephone"), default="")
    external_ref: Line | None = ask(N_("Reference elsewhere"), default=None)


class Funder(Content):
    """A body that pays for training: a skills operator, a fund, a region."""

    name: Name = ask(N_("Name"))
    kind: Literal["opco", "faf", "region", "state", "france_travail", "other"] = ask(
        N_("Kind"),
        Kind.CHOICE,
        choices=FUNDER_KINDS,
        default="opco",
    )
    siret: Siret | None = ask(N_("SIRET"), default=None)
    street: Text = ask(N_("Address"), Kind.LINES, default="")
    postcode: Line = ask(N_("Postcode"), default="")
    city: Line = ask(N_("City"), default="")
    external_ref: Line | None = ask(N_("Reference elsewhere"), default=None)


class Trainer(Content):
    """Somebody who teaches: on the payroll, or for a subcontractor."""

    first_name: Line = ask(N_("First name"), default="")
    name: Name = ask(N_("Surname"))
    kind: Literal["employee", "subcontractor"] = ask(
        N_("Kind"),
        Kind.CHOICE,
        choices=TRAINER_KINDS,
        default="employee",
    )
    company: Line = ask(N_("Company"), help=N_("The subcontractor's name."), default="")
    siret: Siret | None = ask(N_("SIRET"), default=None)
    nda: Line = ask(N_("Declaration number"), help=N_("The subcontractor's own, if it has one."), default="")
    qualification: Text = ask(
        N_("Qualification"), Kind.TEXT, help=N_("As documents give it: titles, experience."), default=""
    )
    skills: tuple[Line, ...] = ask(
        N_("Modules"), Kind.LINES, help=N_("One code of a module a line."), default=()
    )
    day_cost_cents: int | None = ask(N_("Cost of a day"), Kind.AMOUNT, default=None, ge=0, le=MOST_CENTS)
    town: Line = ask(N_("Town"), default="")
    max_days_week: int | None = ask(N_("Days a week at most"), Kind.WHOLE, default=None, ge=1, le=7)
    max_days_row: int | None = ask(N_("Days in a row at most"), Kind.WHOLE, default=None, ge=1, le=31)
    email: Email = ask(N_("E-mail"), default="")
    phone: Line = ask(N_("Telephone"), default="")
    external_ref: Line | None = ask(N_("Reference elsewhere"), default=None)


class Venue(Content):
    """Where training takes place: a room, a link, or only a town until the room is named."""

    name: Name = ask(N_("Name"))
    kind: Literal["client", "own", "hired", "remote", "town"] = ask(
        N_("Kind"),
        Kind.CHOICE,
        choices=VENUE_KINDS,
        default="client",
    )
    client: Line | None = ask(N_("Client"), Kind.RECORD, refers_to="client", default=None)
    street: Text = ask(N_("Address"), Kind.LINES, default="")
    postcode: Line = ask(N_("Postcode"), default="")
    city: Line = ask(N_("City"), default="")
    territory: Territory = ask(N_("Territory"), Kind.CHOICE, choices=TERRITORIES, default="FR")
    zone: Zone = ask(N_("Time zone"), default="Europe/Paris")
    capacity: int | None = ask(N_("Capacity"), Kind.WHOLE, default=None, ge=1, le=10_000)
    accessibility: Text = ask(N_("Accessibility"), Kind.TEXT, default="")
    link: Line = ask(N_("Link"), help=N_("For a remote venue."), default="")
    external_ref: Line | None = ask(N_("Reference elsewhere"), default=None)


class Participant(Content):
    """Somebody who follows a training; nothing more is kept than documents and the yearly report need."""

    first_name: Line = ask(N_("First name"), default="")
    name: Name = ask(N_("Surname"))
    client: Line | None = ask(N_("Client"), Kind.RECORD, refers_to="client", default=None)
    employer: Line = ask(N_("Employer"), help=N_("When it isn't the client."), default="")
    function: Line = ask(N_("Function"), default="")
    email: Email = ask(N_("E-mail"), default="")
    status_category: Literal["", "employee", "apprentice", "job_seeker", "self_paying", "other"] = ask(
        N_("Status for the yearly report"),
        Kind.CHOICE,
        choices=STATUS_CATEGORIES,
        default="",
    )
    external_ref: Line | None = ask(N_("Reference elsewhere"), default=None)


class User(Content):
    """Somebody of the house."""

    initials: Name = ask(N_("Initials"), help=N_("Two to four letters, unique in the house."), max_length=4)
    name: Name = ask(N_("Name"))
    role: Literal["administrator", "planner", "accountant", "manager"] = ask(
        N_("Role"),
        Kind.CHOICE,
        choices=ROLES,
        default="administrator",
    )
    email: Email = ask(N_("E-mail"), default="")
    phone: Line = ask(N_("Telephone"), help=N_("Given to clients; the house's own when empty."), default="")
    login: Line = ask(N_("System login"), help=N_("Who is recognised at the keyboard."), default="")
    external_ref: Line | None = ask(N_("Reference elsewhere"), default=None)


class Request(Content):
    """A request for training, as it came in."""

    kind: Literal["intra", "procedure", "inter", "own_session"] = ask(
        N_("Kind"), Kind.CHOICE, choices=REQUEST_KINDS, default="intra"
    )
    client: Line | None = ask(N_("Client"), Kind.RECORD, refers_to="client", default=None)
    beneficiary: Line | None = ask(
        N_("Beneficiary"),
        Kind.RECORD,
        refers_to="client",
        help=N_("When the people trained are another client's."),
        default=None,
    )
    contact: Line | None = ask(N_("Contact"), Kind.RECORD, refers_to="contact", default=None)
    channel: Literal["mail", "phone", "web", "letter", "meeting", "platform"] = ask(
        N_("Came by"), Kind.CHOICE, choices=CHANNELS, default="mail"
    )
    received_at: Instant | None = ask(
        N_("Received"), Kind.INSTANT, help=N_("Now, unless it came in earlier."), past=True, default=None
    )
    topic: Name = ask(N_("Topic"))
    programme: Line | None = ask(N_("Programme"), Kind.RECORD, refers_to="programme", default=None)
    audience: Text = ask(N_("Audience"), Kind.TEXT, default="")
    headcount_min: int | None = ask(N_("Participants, at least"), Kind.WHOLE, default=None, ge=1, le=10_000)
    headcount_max: int | None = ask(N_("Participants, at most"), Kind.WHOLE, default=None, ge=1, le=10_000)
    groups: int = ask(N_("Groups"), Kind.WHOLE, default=1, ge=1, le=100)
    wanted_minutes: int | None = ask(
        N_("Hours wanted"),
        Kind.MINUTES,
        help=N_("For each participant, when the request says so."),
        default=None,
        ge=1,
        le=600_000,
    )
    places: Line = ask(N_("Places"), default="")
    period: Line = ask(N_("Period wanted"), default="")
    excluded: Line = ask(N_("Dates to avoid"), default="")
    school_holidays: Literal["", "never", "avoid", "ignore"] = ask(
        N_("School holidays"),
        Kind.CHOICE,
        choices=SCHOOL_CHOICES,
        help=N_("Those of the client's zone, for whoever plans the dates."),
        default="",
    )
    funding: Line = ask(N_("Funding"), default="")
    budget_cents: int | None = ask(N_("Budget"), Kind.AMOUNT, default=None, ge=0, le=MOST_CENTS)
    procedure_zone: Zone | None = ask(
        N_("Time zone of the procedure"),
        help=N_("That of the buyer, in which its dates are given; empty: ours."),
        default=None,
    )
    submission_at: Instant | None = ask(
        N_("Submission deadline"),
        Kind.INSTANT,
        help=N_("Public procedures: date and time."),
        default=None,
        zone_from="procedure_zone",
    )
    questions_at: Instant | None = ask(
        N_("Questions until"), Kind.INSTANT, default=None, zone_from="procedure_zone"
    )
    visit_at: Instant | None = ask(N_("Visit"), Kind.INSTANT, default=None, zone_from="procedure_zone")
    offers_valid_days: int | None = ask(
        N_("Offers stay valid for (days)"),
        Kind.WHOLE,
        help=N_("As the rules of the procedure ask, from the submission on."),
        default=None,
        ge=1,
        le=365,
    )
    our_role: Literal["own", "subcontractor", "partner"] = ask(
        N_("Our role"),
        Kind.CHOICE,
        choices=OUR_ROLES,
        default="own",
    )
    owner: Line | None = ask(N_("Owner"), Kind.RECORD, refers_to="user", default=None)
    tags: Line = ask(N_("Tags"), default="")
    external_ref: Line | None = ask(N_("Reference elsewhere"), default=None)

    @model_validator(mode="after")
    def _coherent(self) -> Request:
        least, most = self.headcount_min, self.headcount_max
        if least is not None and most is not None and least > most:
            raise as_pydantic(
                Invalid(
                    _("At least {least} participants and at most {most} can't both be.").format(
                        least=least, most=most
                    ),
                    remedy=_("Give the smaller number first."),
                )
            )
        if self.questions_at and self.submission_at and self.questions_at > self.submission_at:
            raise as_pydantic(
                Invalid(
                    _("Questions can't be asked after the submission."),
                    remedy=_("Give the earlier instant for the questions."),
                )
            )
        if self.kind != "own_session" and self.client is None:
            raise as_pydantic(
                Invalid(
                    _("A request of this kind comes from a client."),
                    remedy=_("Choose the client, or create it; only an own session has none."),
                )
            )
        return self


class QuoteLine(Content):
    """A line of a quote."""

    section: Line = ask(N_("Section"), help=N_("Lines of a section stand together."), default="")
    label: Name = ask(N_("Label"))
    detail: Text = ask(N_("Detail"), Kind.TEXT, default="")
    quantity_e4: int = ask(N_("Quantity"), Kind.QUANTITY, default=10_000, gt=0, le=10**12)
    unit: Line = ask(N_("Unit"), default="")
    unit_micro: int = ask(N_("Unit price"), Kind.UNIT_PRICE, ge=0, le=10**15)
    discount_bp: int = ask(N_("Discount"), Kind.RATE, default=0, ge=0, le=10_000)
    optional: bool = ask(
        N_("Option"), Kind.YES_NO, help=N_("An option stands apart and isn't in the totals."), default=False
    )
    nature: Literal["training", "ancillary", "consulting", "other"] = ask(
        N_("Nature"),
        Kind.CHOICE,
        choices=NATURES,
        help=N_("VAT depends on it."),
        default="training",
    )


class SlotDate(Content):
    """When and where a slot takes place, and who teaches."""

    day: Day = ask(N_("Date"), Kind.DATE)
    start: dt.time = ask(N_("Start"), Kind.TIME)
    finish: dt.time = ask(N_("End"), Kind.TIME)
    minutes: int | None = ask(
        N_("Minutes that count"), Kind.MINUTES, help=N_("As planned, unless breaks say otherwise."),
        default=None, ge=1, le=1_440,
    )  # fmt: skip
    venue: Line | None = ask(N_("Venue"), Kind.RECORD, refers_to="venue", default=None)
    trainers: tuple[Line, ...] = ask(
        N_("Trainers"), Kind.RECORDS, refers_to="trainer", help=N_("The lead first."), default=()
    )
    other_hours: Line = ask(
        N_("Why other hours"),
        help=N_("Only when they leave what the programme allows; kept in the history."),
        default="",
    )


class Group(Content):
    """A group of participants."""

    name: Name = ask(N_("Name"))
    headcount_included: int | None = ask(
        N_("Headcount in the price"), Kind.WHOLE, default=None, ge=1, le=10_000
    )
    teaching_max: int | None = ask(N_("Most for good teaching"), Kind.WHOLE, default=None, ge=1, le=10_000)
    minimum: int | None = ask(N_("Fewest to confirm it"), Kind.WHOLE, default=None, ge=1, le=10_000)
    decide_on: Day | None = ask(N_("To be decided on"), Kind.DATE, default=None)
    closes_before: Day | None = ask(
        N_("Enrolments close before"), Kind.DATE, help=N_("Before the 5th: until the end of the 4th."),
        default=None,
    )  # fmt: skip
    closes_at: Instant | None = ask(
        N_("Or close at"), Kind.INSTANT, help=N_("A day and an hour, when it isn't midnight."), default=None
    )
    closes_on: Day | None = ask(
        N_("Or on this day at the latest"), Kind.DATE, help=N_("Until the end of that day."), default=None
    )
    closes_length: Line | None = ask(
        N_("Or so long before the first slot"),
        help=N_("At the latest: 10 days, 5 working days, 15 clear days…"),
        default=None,
    )
    after_closing: Literal["reason", "waiting", "refused"] = ask(
        N_("After the closing"), Kind.CHOICE, choices=AFTER_CLOSING, default="reason"
    )

    @field_validator("closes_length")
    @classmethod
    def _in_days(cls, text: str | None) -> str | None:
        if not text:
            return None
        try:
            return str(day_length(text))
        except BackofficeError as wrong:
            raise as_pydantic(wrong) from None

    @model_validator(mode="after")
    def _coherent(self) -> Group:
        if self.minimum and self.teaching_max and self.minimum > self.teaching_max:
            raise as_pydantic(
                Invalid(
                    _("At least {least} participants and at most {most} can't both be.").format(
                        least=self.minimum, most=self.teaching_max
                    ),
                    remedy=_("Give the smaller number first."),
                )
            )
        if sum(map(bool, (self.closes_before, self.closes_at, self.closes_on, self.closes_length))) > 1:
            raise as_pydantic(
                Invalid(
                    _("Enrolments close in one way, not in several."),
                    remedy=_("Give a day, an instant or a length of time, and leave the others empty."),
                )
            )
        return self
