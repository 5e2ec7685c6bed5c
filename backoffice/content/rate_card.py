"""A rate card as a file (`rate-card/1`), and one of its rates as a form asks it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from backoffice.content.base import MOST_CENTS, Content, Day, Line, Name, as_pydantic, build
from backoffice.content.euros import in_units, pair, plain
from backoffice.content.fields import Kind, ask
from backoffice.content.reading import parse_toml
from backoffice.domain.choices import NATURES
from backoffice.domain.pricing import card as domain
from backoffice.domain.pricing.units import BY_LABELS, PER_LABELS, By, Per
from backoffice.domain.vat import LineNature
from backoffice.errors import BackofficeError, Invalid
from backoffice.i18n import N_, _, typed

FORMAT = "rate-card/1"
_MOST_MICRO = 10**15
_BAND = re.compile(r"^\s*(\d{1,6})\s*:\s*(.+?)\s*$")
_ZONE = re.compile(r"^\s*([\w-]{1,40})\s*:\s*(.+?)\s*$")
# How amounts are written by hand, in euros between quotes, and the key that keeps them.
_WRITTEN = {
    "price": ("price_micro", typed.unit_price),
    "extra": ("extra_micro", typed.unit_price),
    "cap": ("cap_micro", typed.unit_price),
    "most": ("most_micro", typed.unit_price),
    "residual": ("residual_micro", typed.unit_price),
    "cost": ("cost_micro", typed.unit_price),
    "least": ("least_cents", typed.amount),
    "least_quantity": ("least_quantity_e4", typed.quantity),
    "weekend": ("weekend_bp", typed.rate),
    "ceiling": ("ceiling_bp", typed.rate),
    "vat": ("vat_bp", typed.rate),
    "day_cost": ("day_cost_cents", typed.amount),
}
_MEMBERS = (
    ("any", N_("everybody")),
    ("members", N_("members only")),
    ("others", N_("those who aren't members")),
)
_BASES = (
    ("group_size", N_("people in the group")),
    ("days", N_("days")),
    ("groups", N_("groups")),
    ("programmes", N_("programmes together")),
)
_MODES = (("threshold", N_("for everything")), ("progressive", N_("for what lies beyond")))
_SHOWN = (
    ("exact", N_("as it is")),
    ("from", N_("from")),
    ("range", N_("a range")),
    ("residual", N_("what stays due")),
)
_USES = (
    ("always", N_("always")),
    ("option", N_("as an option")),
    ("asked", N_("when it is asked for")),
)
RequestKind = Literal["intra", "procedure", "inter", "own_session"]
Payer = Literal["company", "association", "public", "individual"]
Role = Literal["administrator", "planner", "accountant", "manager"]


def _micro(label: str, help: str = "") -> Any:
    return ask(label, Kind.UNIT_PRICE, help=help, default=None, ge=0, le=_MOST_MICRO)


def _euros(values: Any) -> Any:
    return in_units(values, _WRITTEN)


class RateLine(Content):
    """A rate: what it is for, its price, and when it applies."""

    code: Name = ask(
        N_("Code"), help=N_("A word, such as day; rates with the same code are variants of one line.")
    )
    label: Name = ask(N_("Label"), help=N_("As the line of the quote says it."))
    service: domain.Service = ask(
        N_("Service"),
        Kind.CHOICE,
        choices=tuple((one.value, label) for one, label in domain.SERVICE_LABELS.items()),
        default=domain.Service.TRAINING,
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
    price_micro: int | None = _micro(N_("Price"))
    unit: Line = ask(N_("Unit"), help=N_("As the quote says it, when not the usual word."), default="")
    members: domain.Members = ask(N_("For whom"), Kind.CHOICE, choices=_MEMBERS, default=domain.Members.ANY)
    payers: tuple[Payer, ...] = ask(
        N_("Payers"),
        Kind.LINES,
        help=N_("Kinds of client, one a line: company, association, public, individual."),
        default=(),
    )
    zones: tuple[Line, ...] = ask(
        N_("Zones"), Kind.LINES, help=N_("Codes of the card's zones, or overseas; one a line."), default=()
    )
    kinds: tuple[RequestKind, ...] = ask(
        N_("Kinds of request"),
        Kind.LINES,
        help=N_("One a line: intra, procedure, inter, own_session."),
        default=(),
    )
    programmes: tuple[Line, ...] = ask(
        N_("Programmes"), Kind.LINES, help=N_("Codes, one a line."), default=()
    )
    from_persons: int | None = ask(N_("Valid from (participants)"), Kind.WHOLE, default=None, ge=1, le=10_000)
    basis: domain.Basis = ask(N_("Bands by"), Kind.CHOICE, choices=_BASES, default=domain.Basis.DAYS)
    mode: domain.Mode = ask(N_("A band holds"), Kind.CHOICE, choices=_MODES, default=domain.Mode.THRESHOLD)
    bands: tuple[Line, ...] = ask(
        N_("Bands"),
        Kind.LINES,
        help=N_("One a line, from a number on: 5: -5 % for a discount, 9: 120 for a price."),
        default=(),
        max_length=100,
    )
    included: int | None = ask(
        N_("People included"), Kind.WHOLE, help=N_("In a group's price."), default=None, ge=0, le=10_000
    )
    extra_micro: int | None = _micro(N_("Each extra person"), N_("By the same unit as the price."))
    least_persons: int | None = ask(N_("People billed at least"), Kind.WHOLE, default=None, ge=1, le=10_000)
    least_quantity_e4: int | None = ask(
        N_("Quantity billed at least"), Kind.QUANTITY, default=None, ge=1, le=10**10
    )
    least_cents: int | None = ask(N_("Minimum billing"), Kind.AMOUNT, default=None, ge=1, le=MOST_CENTS)
    beyond: int = ask(
        N_("Free kilometres"), Kind.WHOLE, help=N_("Of each trip."), default=0, ge=0, le=100_000
    )
    at_cost: bool = ask(N_("At cost"), Kind.YES_NO, default=False)
    cap_micro: int | None = _micro(N_("At most, a unit"), N_("For what is billed at cost."))
    shown: domain.Shown = ask(N_("Shown"), Kind.CHOICE, choices=_SHOWN, default=domain.Shown.EXACT)
    most_micro: int | None = _micro(N_("Upper price"), N_("Of a range."))
    residual_micro: int | None = _micro(N_("What stays due"), N_("Of the price, once it is funded."))
    weekend_bp: int = ask(N_("Weekend surcharge"), Kind.RATE, default=0, ge=0, le=100_000)
    ceiling_bp: int | None = ask(
        N_("Discount at most"),
        Kind.RATE,
        help=N_("The card's own when empty."),
        default=None,
        ge=0,
        le=10_000,
    )
    nature: Literal["", "training", "ancillary", "consulting", "other"] = ask(
        N_("Nature"),
        Kind.CHOICE,
        choices=(("", N_("as the service says")), *NATURES),
        help=N_("VAT depends on it."),
        default="",
    )
    vat_bp: int | None = ask(
        N_("VAT, as the card says"),
        Kind.RATE,
        help=N_("Checked against the rules when a quote is priced."),
        default=None,
        ge=0,
        le=10_000,
    )
    cost_micro: int | None = _micro(N_("What a unit costs us"), N_("For the margin; never printed."))
    use: domain.Use = ask(N_("Proposed"), Kind.CHOICE, choices=_USES, default=domain.Use.ALWAYS)
    valid_from: Day | None = ask(N_("Valid from"), Kind.DATE, default=None)
    valid_until: Day | None = ask(N_("Valid until"), Kind.DATE, default=None)

    _in_euros = model_validator(mode="before")(_euros)

    @field_validator("bands")
    @classmethod
    def _written(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(_band_text(_band(one)) for one in value)

    @model_validator(mode="after")
    def _stands(self) -> RateLine:
        if not {"code", "label"} <= self.__dict__.keys():
            # One field of a form that is still being typed.
            return self
        try:
            self.rate()
        except BackofficeError as wrong:
            raise as_pydantic(wrong) from None
        return self

    def rate(self) -> domain.Rate:
        """The rate as the rules see it."""
        values = {name: getattr(self, name) for name in type(self).model_fields}
        values["bands"] = tuple(_band(one) for one in self.bands)
        values["least_e4"] = values.pop("least_quantity_e4")
        values["nature"] = LineNature(self.nature) if self.nature else None
        return domain.Rate(**values)


def _band(text: str) -> domain.Band:
    found = _BAND.match(text)
    if not found:
        raise as_pydantic(
            Invalid(
                _("{text} isn't a band.").format(text=text[:60]),
                remedy=_("Write 5: -5 % for a discount, 5: 1300 for a price."),
            )
        )
    at, what = int(found[1]), found[2]
    try:
        if what.endswith("%"):
            return domain.Band(at, discount_bp=_within(abs(typed.rate(what)), 10_000, text))
        price = _within(typed.unit_price(what), _MOST_MICRO, text)
    except BackofficeError as wrong:
        raise as_pydantic(wrong) from None
    return domain.Band(at, price_micro=price)


def _within(value: int, most: int, text: str) -> int:
    if not 0 <= value <= most:
        raise Invalid(
            _("{text} isn't a band.").format(text=text[:60]),
            remedy=_("Give a price that isn't negative, or a discount of at most 100 %."),
        )
    return value


def _band_text(band: domain.Band) -> str:
    if band.discount_bp is not None:
        return f"{band.at}: -{plain(band.discount_bp, 2)} %"
    return f"{band.at}: {plain(band.price_micro or 0, 6)}"


class CardHead(Content):
    """What a rate card says as a whole."""

    title: Name = ask(N_("Title"))
    valid_from: Day | None = ask(N_("Valid from"), Kind.DATE, default=None)
    valid_until: Day | None = ask(N_("Valid until"), Kind.DATE, help=N_("That day included."), default=None)
    kinds: tuple[RequestKind, ...] = ask(
        N_("Kinds of request"),
        Kind.LINES,
        help=N_("One a line: intra, procedure, inter, own_session; all when empty."),
        default=(),
    )
    programmes: tuple[Line, ...] = ask(
        N_("Programmes"), Kind.LINES, help=N_("Codes, one a line; all when empty."), default=()
    )
    zones: tuple[Line, ...] = ask(
        N_("Zones"),
        Kind.LINES,
        help=N_("A code, then beginnings of postcodes or territories: idf: 75 77 78, antilles: GP MQ."),
        default=(),
        max_length=100,
    )
    ceiling_bp: int | None = ask(N_("Discount at most"), Kind.RATE, default=None, ge=0, le=10_000)
    exceed: tuple[Role, ...] = ask(
        N_("Who may exceed it"),
        Kind.LINES,
        help=N_("Roles, one a line, with a reason each time: manager, accountant."),
        default=("manager",),
    )
    day_cost_cents: int | None = ask(
        N_("Cost of a trainer's day"),
        Kind.AMOUNT,
        help=N_("For the margin, while nobody is named."),
        default=None,
        ge=0,
        le=MOST_CENTS,
    )

    _in_euros = model_validator(mode="before")(_euros)

    @field_validator("zones")
    @classmethod
    def _written(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for one in value:
            _zone(one)
        return value


def _zone(text: str) -> domain.Zone:
    found = _ZONE.match(text)
    if not found:
        raise as_pydantic(
            Invalid(
                _("{text} isn't a zone.").format(text=text[:60]),
                remedy=_("Write a code, then beginnings of postcodes or territories: idf: 75 77 78."),
            )
        )
    places = found[2].replace(",", " ").split()
    postcodes = tuple(one for one in places if one[:1].isdigit())
    return domain.Zone(found[1], tuple(one for one in places if one not in postcodes), postcodes)


class RateCardFile(CardHead):
    """A rate card: dated, for all requests or for some; amounts in euros are written between quotes."""

    format: Literal["rate-card/1"]
    code: Name
    rates: Annotated[tuple[RateLine, ...], Field(min_length=1, max_length=500)]

    @model_validator(mode="after")
    def _stands(self) -> RateCardFile:
        try:
            self.card()
        except BackofficeError as wrong:
            raise as_pydantic(wrong) from None
        return self

    def card(self) -> domain.Card:
        """The card as the rules see it."""
        return domain.Card(
            code=self.code,
            title=self.title,
            rates=tuple(one.rate() for one in self.rates),
            valid_from=self.valid_from,
            valid_until=self.valid_until,
            kinds=self.kinds,
            programmes=self.programmes,
            zones=tuple(_zone(one) for one in self.zones),
            ceiling_bp=self.ceiling_bp,
            exceed=self.exceed,
            day_cost_cents=self.day_cost_cents,
        )


def read_rate_card(text: str, file: str) -> RateCardFile:
    """The rate card that a TOML text describes; every mistake at once, with its key path."""
    return build(RateCardFile, parse_toml(text, file), file)


def rate_card_body(read: RateCardFile) -> dict[str, Any]:
    """A card as it is kept: a ``rate-card/1`` document, without what isn't said."""
    said = read.model_dump(mode="json", exclude_defaults=True)
    said["rates"] = [rate_body(one) for one in read.rates]
    return {"format": FORMAT} | said


def rate_body(line: RateLine) -> dict[str, Any]:
    """A rate as it is kept: what isn't said is left out, what it is counted in is always there."""
    said = line.model_dump(mode="json", exclude_defaults=True)
    return {"code": line.code, "label": line.label, "per": line.per.value, "by": line.by.value} | said


def rate_card_of(body: Mapping[str, Any]) -> RateCardFile:
    """The card kept as `body`."""
    return build(RateCardFile, dict(body))


_DATES = ("valid_from", "valid_until")


def rate_card_toml(body: Mapping[str, Any]) -> str:
    """A kept card as the text of its file: amounts in euros, as people write them."""
    parts = [_pair(name, value) for name, value in body.items() if name != "rates"]
    for rate in body["rates"]:
        parts += ["", "[[rates]]", *(_pair(name, value) for name, value in rate.items())]
    return "\n".join(parts) + "\n"


def _pair(name: str, value: Any) -> str:
    return pair(name, value, _WRITTEN, _DATES)
