"""A framework as a file (`framework/1`) and as forms ask it: its head, its lots, its price schedule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from backoffice.content.base import MOST_CENTS, Content, Day, Line, Name, Text, as_pydantic, build
from backoffice.content.euros import in_units, pair
from backoffice.content.fields import Kind, ask
from backoffice.content.reading import parse_toml
from backoffice.domain import frameworks as domain
from backoffice.domain.choices import NATURES
from backoffice.domain.pricing import card as cards
from backoffice.domain.pricing.schedules import Schedule
from backoffice.domain.pricing.units import BY_LABELS, PER_LABELS, By, Per
from backoffice.domain.vat import LineNature
from backoffice.errors import BackofficeError, Invalid, Place
from backoffice.i18n import N_, _, typed

FORMAT = "framework/1"
_WRITTEN = {
    "price": ("price_micro", typed.unit_price),
    "minimum": ("minimum_cents", typed.amount),
    "maximum": ("maximum_cents", typed.amount),
    "warn": ("warn_bp", typed.rate),
    "fixed": ("fixed_bp", typed.rate),
    "base": ("base_e4", typed.quantity),
    "value": ("value_e4", typed.quantity),
}
_USES = (
    ("always", N_("always")),
    ("option", N_("as an option")),
    ("asked", N_("when it is asked for")),
)
_MINIMUM = N_("Excl. VAT; empty when nothing has to be ordered.")


def _euros(values: Any) -> Any:
    return in_units(values, _WRITTEN)


def _amount(label: str, help: str) -> Any:
    return ask(label, Kind.AMOUNT, help=help, default=None, ge=0, le=MOST_CENTS)


class FrameworkHead(Content):
    """What a framework says as a whole."""

    title: Name = ask(N_("Title"))
    sort: Literal["public", "private"] = ask(
        N_("Kind"),
        Kind.CHOICE,
        choices=(("public", N_("public procurement")), ("private", N_("private agreement"))),
        default="public",
    )
    client: Name = ask(
        N_("Client"), Kind.RECORD, refers_to="client", help=N_("Who signed; of a group, its coordinator.")
    )
    buyers: tuple[Line, ...] = ask(
        N_("Other buyers"),
        Kind.RECORDS,
        refers_to="client",
        help=N_("The members of a group who may order too."),
        default=(),
    )
    market: Line = ask(N_("Market number"), help=N_("The buyer’s; printed for Chorus Pro."), default="")
    starts_on: Day = ask(N_("From the"), Kind.DATE)
    ends_on: Day = ask(N_("Until"), Kind.DATE, help=N_("Last day of the first period."))
    renewals: int = ask(
        N_("Renewals"), Kind.WHOLE, help=N_("How many times at most."), default=0, ge=0, le=20
    )
    renewal_months: int = ask(N_("Months of a renewal"), Kind.WHOLE, default=12, ge=1, le=120)
    tacit: bool = ask(
        N_("Renewed unless refused"),
        Kind.YES_NO,
        help=N_("No: the buyer writes each time; record it then."),
        default=True,
    )
    by_period: bool = ask(
        N_("Amounts of each period"), Kind.YES_NO, help=N_("No: of the whole length."), default=False
    )
    minimum_cents: int | None = _amount(N_("Minimum"), _MINIMUM)
    maximum_cents: int | None = _amount(
        N_("Maximum"), N_("Excl. VAT; compulsory in public procurement, here or in each lot.")
    )
    warn_bp: int = ask(
        N_("Warn from"), Kind.RATE, help=N_("Share of the maximum."), default=8_000, ge=0, le=10_000
    )
    index: Line = ask(N_("Index of revision"), help=N_("Its name; empty for firm prices."), default="")
    base_e4: int | None = ask(
        N_("Index at the start"), Kind.QUANTITY, help=N_("I0 of the formula."), default=None, ge=1, le=10**10
    )
    fixed_bp: int = ask(
        N_("Fixed share"), Kind.RATE, help=N_("The part that no index moves."), default=0, ge=0, le=10_000
    )
    note: Text = ask(N_("Note"), Kind.TEXT, default="")

    _in_euros = model_validator(mode="before")(_euros)


class LotLine(Content):
    """A lot: a part of a framework with amounts of its own."""

    code: Name = ask(N_("Lot"), help=N_("Its number or letter."))
    label: Name = ask(N_("Label"))
    minimum_cents: int | None = _amount(N_("Minimum"), _MINIMUM)
    maximum_cents: int | None = _amount(N_("Maximum"), N_("Excl. VAT."))

    _in_euros = model_validator(mode="before")(_euros)


class ScheduleLine(Content):
    """A price of the schedule: what it is for and how it is counted."""

    code: Name = ask(N_("Code"), help=N_("The rate card’s where it stands for one of its rates."))
    label: Name = ask(N_("Label"), help=N_("As the line of the quote says it."))
    lot: Line = ask(N_("Lot"), help=N_("Empty when there is none."), default="")
    price_micro: int = ask(N_("Unit price"), Kind.UNIT_PRICE, ge=0, le=10**15)
    service: cards.Service = ask(
        N_("Service"),
        Kind.CHOICE,
        choices=tuple((one.value, label) for one, label in cards.SERVICE_LABELS.items()),
        default=cards.Service.TRAINING,
    )
    per: Per = ask(
        N_("For each"),
        Kind.CHOICE,
        choices=tuple((one.value, label) for one, label in PER_LABELS.items()),
        default=Per.GROUP,
    )
    by: By = ask(
        N_("Counted"),
        Kind.CHOICE,
        choices=tuple((one.value, label) for one, label in BY_LABELS.items()),
        default=By.DAY,
    )
    unit: Line = ask(N_("Unit"), help=N_("As the quote says it, when not the usual word."), default="")
    nature: Literal["", "training", "ancillary", "consulting", "other"] = ask(
        N_("Nature"),
        Kind.CHOICE,
        choices=(("", N_("as the service says")), *NATURES),
        help=N_("VAT depends on it."),
        default="",
    )
    use: cards.Use = ask(N_("Proposed"), Kind.CHOICE, choices=_USES, default=cards.Use.ALWAYS)

    _in_euros = model_validator(mode="before")(_euros)

    @model_validator(mode="after")
    def _stands(self) -> ScheduleLine:
        if {"code", "label", "price_micro"} <= self.__dict__.keys():
            try:
                self.rate()
            except BackofficeError as wrong:
                raise as_pydantic(wrong) from None
        return self

    def rate(self) -> cards.Rate:
        """The line as the rules of pricing see it, at its first price."""
        return cards.Rate(
            code=self.code,
            label=self.label,
            service=self.service,
            per=self.per,
            by=self.by,
            price_micro=self.price_micro,
            unit=self.unit,
            nature=LineNature(self.nature) if self.nature else None,
            use=self.use,
        )


class IndexReading(Content):
    """The index as it was read for an anniversary."""

    from_day: Day = ask(N_("From the"), Kind.DATE, help=N_("An anniversary of the start."))
    value_e4: int = ask(N_("Value of the index"), Kind.QUANTITY, ge=1, le=10**10)

    _in_euros = model_validator(mode="before")(_euros)


class FrameworkFile(FrameworkHead):
    """A framework: amounts in euros are written between quotes, days without."""

    format: Literal["framework/1"]
    code: Name
    renewed: int = Field(default=0, ge=0, le=20, description="Renewals that the buyer decided so far.")
    ended_on: Day | None = Field(default=None, description="Last day, where it ended before its time.")
    lots: Annotated[tuple[LotLine, ...], Field(max_length=200)] = ()
    lines: Annotated[tuple[ScheduleLine, ...], Field(max_length=2_000)] = ()
    readings: Annotated[tuple[IndexReading, ...], Field(max_length=50)] = ()

    @model_validator(mode="after")
    def _stands(self) -> FrameworkFile:
        try:
            self.framework()
            self._check_lines()
        except BackofficeError as wrong:
            raise as_pydantic(_told(wrong)) from None
        return self

    def _check_lines(self) -> None:
        lots = {one.code for one in self.lots} or {""}
        seen: set[tuple[str, str]] = set()
        for at, line in enumerate(self.lines):
            if line.lot not in lots:
                raise domain.FrameworkError(
                    _("There is no lot {lot}.").format(lot=line.lot or "“”"),
                    _("Use one of: {codes}.").format(codes=", ".join(sorted(lots)) or "-"),
                    f"lines[{at}].lot",
                )
            if (line.lot, line.code) in seen:
                raise domain.FrameworkError(
                    _("Two lines of the schedule are called {code}.").format(code=line.code),
                    _("Give each its own code in its lot."),
                    f"lines[{at}].code",
                )
            seen.add((line.lot, line.code))

    def framework(self) -> domain.Framework:
        """The framework as the rules see it."""
        return domain.Framework(
            code=self.code,
            public=self.sort == "public",
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            renewals=self.renewals,
            renewal_months=self.renewal_months,
            tacit=self.tacit,
            renewed=self.renewed,
            ended_on=self.ended_on,
            by_period=self.by_period,
            minimum_cents=self.minimum_cents,
            maximum_cents=self.maximum_cents,
            warn_bp=self.warn_bp,
            lots=tuple(
                domain.Lot(one.code, one.label, one.minimum_cents, one.maximum_cents) for one in self.lots
            ),
            revision=self._revision(),
        )

    def _revision(self) -> domain.Revision | None:
        if bool(self.index) != (self.base_e4 is not None):
            raise domain.FrameworkError(
                _("A revision names its index and its value at the start."),
                _("Give both, or neither."),
                "index",
            )
        if self.base_e4 is None:
            if self.readings:
                raise domain.FrameworkError(
                    _("Firm prices aren't revised."),
                    _("Name the index and its value at the start."),
                    "readings",
                )
            return None
        readings = tuple(domain.Reading(one.from_day, one.value_e4) for one in self.readings)
        return domain.Revision(self.index, self.base_e4, self.fixed_bp, readings)

    def price_on(self, line: ScheduleLine, day: date) -> int:
        """The price of a line on a day, in millionths of a euro."""
        revision = self._revision()
        return line.price_micro if revision is None else revision.price_on(line.price_micro, day)

    def schedule(self, lot: str, day: date) -> Schedule:
        """The prices of a lot (or of the whole) on a day, as the rules of pricing take them."""
        mine = (one for one in self.lines if one.lot == lot)
        rates = tuple(replace(one.rate(), price_micro=self.price_on(one, day)) for one in mine)
        return Schedule(self.code, lot, rates)

    @property
    def all_buyers(self) -> tuple[str, ...]:
        """The references of those who may order."""
        return (self.client, *self.buyers)


def _told(wrong: BackofficeError) -> BackofficeError:
    """The error with the field that it is about in its sentence: pydantic knows the file as a whole."""
    path = wrong.place.path
    wrong.message = f"{path}: {wrong.message}" if path else wrong.message
    return wrong


def read_framework(text: str, file: str) -> FrameworkFile:
    """The framework that a TOML text describes; every mistake at once, with its key path."""
    return build(FrameworkFile, parse_toml(text, file), file)


def framework_of(body: Mapping[str, Any]) -> FrameworkFile:
    """The framework kept as `body`."""
    return build(FrameworkFile, dict(body))


def framework_body(read: FrameworkFile) -> dict[str, Any]:
    """A framework as it is kept: a ``framework/1`` document, without what isn't said."""
    said = read.model_dump(mode="json", exclude_defaults=True)
    said["lines"] = [line_body(one) for one in read.lines]
    return {"format": FORMAT, "code": read.code} | said


def line_body(line: ScheduleLine) -> dict[str, Any]:
    """A line as it is kept: what isn't said is left out, what it is counted in is always there."""
    said = line.model_dump(mode="json", exclude_defaults=True)
    return {"code": line.code, "label": line.label, "per": line.per.value, "by": line.by.value} | said


_DATES = ("starts_on", "ends_on", "ended_on", "from_day")
_TABLES = ("lots", "lines", "readings")


def framework_toml(body: Mapping[str, Any]) -> str:
    """A kept framework as the text of its file: amounts in euros, as people write them."""
    parts = [_pair(name, value) for name, value in body.items() if name not in _TABLES]
    for table in _TABLES:
        for row in body.get(table, ()):
            parts += ["", f"[[{table}]]", *(_pair(name, value) for name, value in row.items())]
    return "\n".join(parts) + "\n"


def _pair(name: str, value: Any) -> str:
    return pair(name, value, _WRITTEN, _DATES)


# What acts ask beside ------------------------------------------------------------------------------------


class FrameworkText(Content):
    """A framework as the text of its file."""

    text: Text = ask(N_("Framework (TOML)"), Kind.TEXT)
    file: Line = ask(N_("File"), default="framework.toml")


class FrameworkCode(Content):
    """What a framework is called."""

    code: Name = ask(N_("Code"), help=N_("What we call it; it stays."))


class NewFramework(FrameworkHead, FrameworkCode):
    """A framework by form: lots and prices are added to it afterwards."""

    def file(self) -> FrameworkFile:
        """The file that the form stands for."""
        return build(FrameworkFile, {"format": FORMAT, **self.model_dump()})


class LotCode(Content):
    """Which lot."""

    code: Name = ask(N_("Lot"), help=N_("Its code."))


class Ending(Content):
    """When a framework ends before its time."""

    ended_on: Day = ask(N_("Last day"), Kind.DATE)


class UnderFramework(Content):
    """The framework that a dossier is ordered under."""

    framework: Line | None = ask(
        N_("Framework"), Kind.RECORD, refers_to="framework", help=N_("Empty: under none."), default=None
    )
    lot: Line = ask(N_("Lot"), help=N_("Its code, where there are some."), default="")

    @model_validator(mode="after")
    def _whole(self) -> UnderFramework:
        if self.lot and not self.framework:
            raise as_pydantic(
                Invalid(
                    _("A lot is one of a framework."),
                    place=Place(path="lot"),
                    remedy=_("Name the framework."),
                )
            )
        return self


class Order(Content):
    """An order form: what a buyer orders under a framework."""

    number: Name = ask(N_("Number"), help=N_("As the buyer wrote it."))
    on: Day = ask(N_("Ordered on"), Kind.DATE, past=True)
    net_cents: int = ask(N_("Amount excl. VAT"), Kind.AMOUNT, ge=1, le=MOST_CENTS)
    engagement: Line = ask(N_("Engagement number"), help=N_("Printed for Chorus Pro."), default="")
    note: Text = ask(N_("Note"), Kind.TEXT, default="")


class OrderCancelled(Content):
    """That an order form won't be carried out."""

    on: Day = ask(N_("Cancelled on"), Kind.DATE, past=True)
    why: Name = ask(N_("Why"))


class Consultation(Content):
    """The public procedure that a dossier answers."""

    reference: Name = ask(N_("Reference of the procedure"), help=N_("The buyer’s."))
    platform: Line = ask(N_("Buyer’s platform"), help=N_("Where the answer is filed."), default="")


class LotAnswered(Content):
    """A lot of a consultation, and whether we answer it."""

    code: Name = ask(N_("Lot"), help=N_("Its number or letter."))
    label: Name = ask(N_("Label"))
    maximum_cents: int | None = _amount(N_("Maximum"), N_("Excl. VAT."))
    state: Literal["studied", "answered", "left"] = ask(
        N_("State"),
        Kind.CHOICE,
        choices=(("studied", N_("studied")), ("answered", N_("answered")), ("left", N_("not answered"))),
        default="studied",
    )


class LotDecided(Content):
    """What the buyer decided of a lot."""

    code: Name = ask(N_("Lot"), help=N_("Its code."))
    outcome: Literal["won", "lost", "dropped"] = ask(
        N_("Outcome"),
        Kind.CHOICE,
        choices=(("won", N_("won")), ("lost", N_("lost")), ("dropped", N_("without follow-up"))),
    )
    on: Day = ask(N_("On"), Kind.DATE, past=True)
    why: Line = ask(N_("Why"), help=N_("What the buyer wrote: rank, marks, who was chosen."), default="")
