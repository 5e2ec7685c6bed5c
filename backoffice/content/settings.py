"""The organisation's settings (`config.toml`): who it is, when it works, how it numbers."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, Field, model_validator

from backoffice.content.base import Content, Day, Instant, Line, Name, Text, as_pydantic, checked_by
from backoffice.content.clauses import AgreementSettings, Band, DatedTerms
from backoffice.content.commitments import Commitments
from backoffice.content.planning import Planning
from backoffice.domain import identifiers
from backoffice.domain.cancellation import CancellationTerms
from backoffice.domain.school import SchoolYear, school_year
from backoffice.errors import BackofficeError, Invalid
from backoffice.i18n import _

Territory = Literal[
    "FR", "FR-57", "FR-67", "FR-68", "GP", "MQ", "GF", "RE", "YT", "MF", "BL", "PM"
]  # fmt: skip
VatStatus = Literal["exempt_261_4_4_a", "franchise_293_b", "taxable"]
Language = Literal["fr", "en"]


@cache
def _zones() -> frozenset[str]:
    # Read once: each reading walks the system's whole folder of zones, and every act reads the settings.
    return frozenset(available_timezones())


def _known_zone(name: str) -> str:
    if name not in _zones():
        raise as_pydantic(
            Invalid(
                _("{zone} isn't a time zone.").format(zone=name),
                remedy=_("Use an IANA name, such as Europe/Paris or Indian/Reunion."),
            )
        )
    return ZoneInfo(name).key


Zone = Annotated[str, AfterValidator(_known_zone)]
Siret = Annotated[Line, checked_by(identifiers.siret)]
Iban = Annotated[Line, checked_by(identifiers.iban)]
Bic = Annotated[Line, checked_by(identifiers.bic)]


class Address(Content):
    """A postal address as it is printed."""

    street: Text
    postcode: Line
    city: Name
    country: Line = ""


class Ape(Content):
    """The activity code, with the nomenclature that it belongs to (NAF 2025 replaces NAF rév. 2 in 2027)."""

    code: Line
    nomenclature: Literal["NAF rév. 2", "NAF 2025"] = "NAF rév. 2"


class VatPeriod(Content):
    """The VAT status from a date on; the last that has begun is in force."""

    status: VatStatus
    since: Day
    certificate: Line = ""


class Person(Content):
    """Somebody whom documents name: contact for disability, quality, complaints."""

    name: Name
    email: Line = ""
    phone: Line = ""


class Organisation(Content):
    """The training organisation itself, as its documents must name it."""

    name: Name
    legal_form: Line
    capital_cents: int | None = Field(default=None, ge=0)
    address: Address
    territory: Territory = "FR"
    zone: Zone = "Europe/Paris"
    siret: Siret
    rcs_city: Line = ""
    ape: Ape
    vat_number: Line = ""
    vat: tuple[VatPeriod, ...] = Field(min_length=1)
    nda: Line = ""
    nda_region: Line = ""
    email: Line = ""
    phone: Line = ""
    website: Line = ""
    iban: Iban | None = None
    bic: Bic | None = None
    logo: Line = ""
    signatory: Name
    signatory_quality: Line = ""
    disability: Person
    quality: Person

    def vat_on(self, day: dt.date) -> str:
        """The VAT status in force on `day`; the earliest one before it begins."""
        begun = [period for period in self.vat if period.since <= day]
        return (max(begun, key=lambda p: p.since) if begun else min(self.vat, key=lambda p: p.since)).status


class Span(Content):
    """Opening hours, or the usual hours of a half-day."""

    start: dt.time
    finish: dt.time

    @model_validator(mode="after")
    def _in_order(self) -> Span:
        if self.finish <= self.start:
            raise as_pydantic(
                Invalid(
                    _("{finish} isn't after {start}.").format(
                        start=f"{self.start:%H:%M}", finish=f"{self.finish:%H:%M}"
                    ),
                    remedy=_("Give the start, then the end."),
                )
            )
        return self


class Closure(Content):
    """Days on which the organisation is closed, first and last included."""

    name: Name
    first: Day
    last: Day

    @model_validator(mode="after")
    def _in_order(self) -> Closure:
        if self.last < self.first:
            raise as_pydantic(
                Invalid(
                    _("{last} isn't after {first}.").format(last=self.last, first=self.first),
                    remedy=_("Give the first day closed, then the last."),
                )
            )
        return self


class Hours(Content):
    """Opening hours, the usual half-days, and own closures."""

    opening: tuple[Span, ...] = (
        Span(start=dt.time(9), finish=dt.time(12, 30)),
        Span(start=dt.time(14), finish=dt.time(17, 30)),
    )
    morning: Span = Span(start=dt.time(9), finish=dt.time(12, 30))
    afternoon: Span = Span(start=dt.time(14), finish=dt.time(17, 30))
    evening: Span | None = None
    closures: tuple[Closure, ...] = ()


# What an invoice number may hold at most; a reference made of it must fit too.
_LONGEST = 35
_PATTERN = re.compile(r"^[A-Za-z0-9+_/-]*\{year\}[A-Za-z0-9+_/-]*\{n(:0\d)?\}$")


def _numbering(pattern: str) -> str:
    if not _PATTERN.match(pattern) or len(pattern.format(year=2026, n=999_999)) > _LONGEST:
        raise as_pydantic(
            Invalid(
                _("{pattern} can't number documents.").format(pattern=pattern),
                remedy=_("Write letters, digits and + - _ /, with {year} then {n:04}: DEV-{year}-{n:04}."),
            )
        )
    return pattern


Pattern = Annotated[str, AfterValidator(_numbering)]


class Numbering(Content):
    """One pattern for each series; the year is in the number and each year begins again at 1."""

    quote: Pattern = "DEV-{year}-{n:04}"
    agreement: Pattern = "CONV-{year}-{n:04}"
    contract: Pattern = "CTR-{year}-{n:04}"
    intra: Pattern = "INT-{year}-{n:04}"
    procedure: Pattern = "MAR-{year}-{n:04}"
    inter: Pattern = "ITR-{year}-{n:04}"
    own_session: Pattern = "SES-{year}-{n:04}"


class Share(Content):
    """One instalment of the usual schedule; the last takes what remains."""

    label: Name
    trigger: Literal["signature", "start", "end", "completion"]
    offset_days: int = 0
    share_bp: int | None = Field(default=None, ge=1, le=10_000)


class QuoteSettings(Content):
    """What every quote says unless its author says otherwise."""

    validity_days: int = Field(default=30, ge=1, le=365)
    stands_for_agreement: bool = False
    payment: Text
    late_penalties: Text
    recovery_cents: int = Field(default=4_000, ge=0)
    early_payment: Text
    instalments: tuple[Share, ...] = Field(min_length=1)
    cancellation: tuple[Band, ...] = ()
    cancellation_terms: tuple[DatedTerms, ...] = ()
    force_majeure: Text = ""
    data_protection: Text = ""
    terms: Text = ""

    def cancellation_on(self, day: dt.date) -> CancellationTerms:
        """The cancellation terms in force on `day`: the last dated ones that have begun, else the undated."""
        begun = [terms for terms in self.cancellation_terms if terms.since <= day]
        if begun:
            return max(begun, key=lambda terms: terms.since).value()
        return CancellationTerms(tuple(band.value() for band in self.cancellation))


class SchoolHolidayRow(Content):
    """A school holiday: its first day, and the day when class resumes."""

    name: Name
    first: Day
    back: Day


class SchoolYearRows(Content):
    """A school year that the back office doesn't ship yet, or a rectorate's own; believed first."""

    zone: Name
    starts_on: Day
    last: Day
    holidays: tuple[SchoolHolidayRow, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _in_order(self) -> SchoolYearRows:
        try:
            self.value()
        except BackofficeError as wrong:
            raise as_pydantic(wrong) from None
        return self

    def value(self) -> SchoolYear:
        """The year as the rules see it; raises BadSchoolYear."""
        rows = ((one.name, one.first, one.back) for one in self.holidays)
        return school_year(self.zone, self.starts_on, self.last, rows)


class Files(Content):
    """What is taken from files that people name."""

    attachment_mb: int = Field(default=20, ge=1, le=100)


class TaskSettings(Content):
    """Which template of tasks each kind of request follows; an empty code is none, a kind that isn't named
    follows the published template that says so itself."""

    usual: dict[Literal["intra", "procedure", "inter", "own_session"], Line] = Field(default_factory=dict)


class AccountNumbers(Content):
    """The account of the house's own chart that each nature of line is entered in; empty: none is told."""

    training: Line = ""
    ancillary: Line = ""
    consulting: Line = ""
    other: Line = ""


class FrozenTime(Content):
    """Only for demonstrations and training: the instant at which this workspace always is."""

    frozen: Instant | None = None


class Settings(Content):
    """`config.toml`, the part that is the organisation's and is applied to the database."""

    format: Literal["settings/1"]
    organisation: Organisation
    language: Language = "fr"
    hours: Hours = Hours()
    numbering: Numbering = Numbering()
    quotes: QuoteSettings
    agreements: AgreementSettings = AgreementSettings()
    commitments: Commitments = ()
    school_years: tuple[SchoolYearRows, ...] = ()
    files: Files = Files()
    tasks: TaskSettings = TaskSettings()
    accounts: AccountNumbers = AccountNumbers()
    planning: Planning = Planning()
    clock: FrozenTime = FrozenTime()


class Workstation(Content):
    """The part of `config.toml` that is this workstation's own and never reaches the database.

    `database` is a file beside `config.toml`, or ``postgresql://host/name``: a password never stands here
    (use the server's own means: a password file, or the environment). `feed` is the calendar file that
    another program watches, beside `config.toml` unless its path is whole.
    """

    database: Line = "backoffice.db"
    user: Line = ""
    language: Language | None = None
    theme: Line = ""
    feed: Line = ""
    keys: dict[str, str] = Field(default_factory=dict)
