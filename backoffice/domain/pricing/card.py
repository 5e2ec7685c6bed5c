"""A rate card: what each service costs, per whom, by what, for whom and from when; what it refuses to say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from backoffice.domain.money import WHOLE_BP
from backoffice.domain.pricing.units import ALLOWED, BY_LABELS, PER_LABELS, TIMED, By, Per
from backoffice.domain.vat import LineNature
from backoffice.errors import BackofficeError, Place
from backoffice.i18n import N_, _


class CardError(BackofficeError):
    """Something that a rate card can't say."""

    code = "bad_rate"

    def __init__(self, message: str, remedy: str, field: str = "") -> None:
        super().__init__(message, remedy=remedy, place=Place(path=field) if field else None)
        self.field = field


class Service(StrEnum):
    """What is sold."""

    TRAINING = "training"
    DESIGN = "design"
    FOLLOW_UP = "follow_up"
    TRAVEL = "travel"
    LODGING = "lodging"
    MEALS = "meals"
    MATERIAL = "material"
    ROOM = "room"
    LICENCE = "licence"
    CONSULTING = "consulting"
    MEMBERSHIP = "membership"


SERVICE_LABELS = {
    Service.TRAINING: N_("training"),
    Service.DESIGN: N_("design"),
    Service.FOLLOW_UP: N_("follow-up"),
    Service.TRAVEL: N_("travel"),
    Service.LODGING: N_("lodging"),
    Service.MEALS: N_("meals"),
    Service.MATERIAL: N_("material"),
    Service.ROOM: N_("room"),
    Service.LICENCE: N_("licence"),
    Service.CONSULTING: N_("consulting"),
    Service.MEMBERSHIP: N_("membership"),
}
# What the exemption of training covers follows it; the rest bears VAT (law sheet, 6.1).
USUAL_NATURE = {
    Service.TRAINING: LineNature.TRAINING,
    Service.DESIGN: LineNature.TRAINING,
    Service.FOLLOW_UP: LineNature.TRAINING,
    Service.TRAVEL: LineNature.ANCILLARY,
    Service.LODGING: LineNature.ANCILLARY,
    Service.MEALS: LineNature.ANCILLARY,
    Service.MATERIAL: LineNature.ANCILLARY,
    Service.ROOM: LineNature.OTHER,
    Service.LICENCE: LineNature.OTHER,
    Service.CONSULTING: LineNature.CONSULTING,
    Service.MEMBERSHIP: LineNature.OTHER,
}
_NEVER_TRAINING = frozenset((Service.ROOM, Service.CONSULTING, Service.MEMBERSHIP))
_FOLLOWS = frozenset((LineNature.TRAINING, LineNature.ANCILLARY))


class Basis(StrEnum):
    """What bands look at: each group's people, all days, all groups, the programmes bought together."""

    GROUP_SIZE = "group_size"
    DAYS = "days"
    GROUPS = "groups"
    PROGRAMMES = "programmes"


class Mode(StrEnum):
    """A threshold's price holds for everything; a progressive one only for what lies in its band."""

    THRESHOLD = "threshold"
    PROGRESSIVE = "progressive"


class Shown(StrEnum):
    """How the price is shown: a floor and a range leave it to be settled, a residual is what stays due."""

    EXACT = "exact"
    FROM = "from"
    RANGE = "range"
    RESIDUAL = "residual"


class Use(StrEnum):
    """Whether a line is proposed by itself, as an option, or only when it is asked for."""

    ALWAYS = "always"
    OPTION = "option"
    ASKED = "asked"


class Members(StrEnum):
    """Whether a price is for members, for others, or for everybody."""

    ANY = "any"
    MEMBERS = "members"
    OTHERS = "others"


@dataclass(frozen=True, slots=True)
class Band:
    """From `at` on, another price (millionths of a euro) or a discount (basis points)."""

    at: int
    price_micro: int | None = None
    discount_bp: int | None = None

    def __post_init__(self) -> None:
        if (self.price_micro is None) == (self.discount_bp is None):
            raise CardError(
                _("A band gives either a price or a discount."),
                _("Write 5: 1300 for a price, 5: -5 % for a discount."),
                "bands",
            )


@dataclass(frozen=True, slots=True)
class Zone:
    """Where: territories, or the first characters of postcodes."""

    code: str
    territories: tuple[str, ...] = ()
    postcodes: tuple[str, ...] = ()

    def holds(self, territory: str, postcode: str) -> bool:
        return territory in self.territories or any(postcode.startswith(one) for one in self.postcodes)


@dataclass(frozen=True, slots=True)
class Rate:
    """One price of a card. Amounts are millionths of a euro a unit, `least_cents` whole cents.

    Rates that share a `code` are variants of one line: of those whose conditions are met, the one with most
    conditions is taken. `included` people are in a group's price, each one above pays `extra_micro` by the
    same unit. `at_cost` bills what was paid, at most `cap_micro` a unit. `beyond` kilometres a trip are free.
    `cost_micro` is what a unit costs us; it only serves the margin.
    """

    code: str
    label: str
    service: Service = Service.TRAINING
    per: Per = Per.GROUP
    by: By = By.DAY
    price_micro: int | None = None
    unit: str = ""
    members: Members = Members.ANY
    payers: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    from_persons: int | None = None
    basis: Basis = Basis.DAYS
    mode: Mode = Mode.THRESHOLD
    bands: tuple[Band, ...] = ()
    included: int | None = None
    extra_micro: int | None = None
    least_persons: int | None = None
    least_e4: int | None = None
    least_cents: int | None = None
    beyond: int = 0
    at_cost: bool = False
    cap_micro: int | None = None
    shown: Shown = Shown.EXACT
    most_micro: int | None = None
    residual_micro: int | None = None
    weekend_bp: int = 0
    ceiling_bp: int | None = None
    nature: LineNature | None = None
    vat_bp: int | None = None
    cost_micro: int | None = None
    use: Use = Use.ALWAYS
    valid_from: date | None = None
    valid_until: date | None = None

    def __post_init__(self) -> None:
        for check in _CHECKS:
            check(self)

    @property
    def line_nature(self) -> LineNature:
        """What VAT looks at."""
        return self.nature or USUAL_NATURE[self.service]

    @property
    def conditions(self) -> tuple[object, ...]:
        """What must be so for the rate to apply."""
        named = tuple(tuple(sorted(one)) for one in (self.payers, self.zones, self.kinds, self.programmes))
        return (self.members, *named, self.from_persons or 0, self.valid_from, self.valid_until)

    @property
    def weight(self) -> tuple[int, int]:
        """How special it is: the conditions that it has, then the people that it asks for."""
        has = (self.members is not Members.ANY, self.payers, self.zones, self.kinds, self.programmes)
        return sum(map(bool, has)) + bool(self.from_persons), self.from_persons or 0

    def in_force(self, on: date) -> bool:
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_until is None or on <= self.valid_until
        )


def _counted(rate: Rate) -> None:
    if rate.by not in ALLOWED[rate.per]:
        raise CardError(
            _("A price for {per} isn't counted {by}.").format(
                per=_(PER_LABELS[rate.per]), by=_(BY_LABELS[rate.by])
            ),
            _("Count it by one of: {units}.").format(units=", ".join(sorted(ALLOWED[rate.per]))),
            "by",
        )
    if rate.beyond and rate.by is not By.KM:
        raise CardError(
            _("Only kilometres have some that are free."), _("Leave it empty, or count by km."), "beyond"
        )
    if rate.least_persons and rate.per is not Per.PERSON:
        raise CardError(
            _("Only a price a person has a least number of people."),
            _("Leave it empty, or give the price per person."),
            "least_persons",
        )


def _priced(rate: Rate) -> None:
    if rate.price_micro is None and not rate.at_cost:
        raise CardError(
            _("The rate {code} has no price.").format(code=rate.code),
            _("Give its price, or say that it is billed at cost."),
            "price_micro",
        )
    if rate.at_cost and (rate.price_micro is not None or rate.bands or rate.weekend_bp):
        raise CardError(
            _("What is billed at cost has no price of its own."),
            _("Leave out its price, bands and surcharge; a cap may stay."),
            "price_micro",
        )
    if rate.cap_micro is not None and not rate.at_cost:
        raise CardError(
            _("A cap is for what is billed at cost."),
            _("Say that it is at cost, or leave it out."),
            "cap_micro",
        )


def _dated(rate: Rate) -> None:
    if rate.valid_from and rate.valid_until and rate.valid_until < rate.valid_from:
        raise CardError(
            _("The rate {code} ends before it begins.").format(code=rate.code),
            _("Give a later last day."),
            "valid_until",
        )


def _extra(rate: Rate) -> None:
    if (rate.included is None) != (rate.extra_micro is None):
        raise CardError(
            _("An extra person needs both the number included and the price."),
            _("Give both, or neither."),
            "included" if rate.included is None else "extra_micro",
        )
    if rate.extra_micro is not None and rate.per is not Per.GROUP:
        raise CardError(
            _("Only a price a group has extra people."), _("Give the price per group."), "extra_micro"
        )


def _weekend(rate: Rate) -> None:
    if rate.weekend_bp and rate.by not in TIMED:
        raise CardError(
            _("A weekend surcharge is for what is counted in time."),
            _("Count by half-day, day, hour or session."),
            "weekend_bp",
        )


def _shown(rate: Rate) -> None:
    most, price = rate.most_micro, rate.price_micro
    if (rate.shown is Shown.RANGE) != (most is not None):
        raise CardError(_("A range has a lower and an upper price."), _("Give both."), "most_micro")
    if most is not None and price is not None and most < price:
        raise CardError(
            _("The upper price is below the lower one."), _("Give the lower one first."), "most_micro"
        )
    residual = rate.residual_micro
    if (rate.shown is Shown.RESIDUAL) != (residual is not None):
        raise CardError(
            _("A residual price says what stays due."), _("Give what stays due."), "residual_micro"
        )
    if residual is not None and price is not None and residual > price:
        raise CardError(
            _("What stays due is more than the price."), _("Give the whole price first."), "residual_micro"
        )


def _taxed(rate: Rate) -> None:
    if rate.service in _NEVER_TRAINING and rate.line_nature in _FOLLOWS:
        raise CardError(
            _("Consulting, rooms and memberships aren't training: they don't share its exemption."),
            _("Give the nature consulting or other."),
            "nature",
        )


def _banded(rate: Rate) -> None:
    starts = [band.at for band in rate.bands]
    if any(later <= earlier for earlier, later in pairwise((0, *starts))):
        raise CardError(
            _("The bands of {code} aren't in order.").format(code=rate.code),
            _("Give each a higher start than the one before."),
            "bands",
        )
    if rate.bands and rate.mode is Mode.PROGRESSIVE and not _progresses(rate):
        raise CardError(
            _("Progressive bands of this kind don't go with a price for {per} {by}.").format(
                per=_(PER_LABELS[rate.per]), by=_(BY_LABELS[rate.by])
            ),
            _("Make them a threshold, or give the price a person, or a group by day or half-day."),
            "mode",
        )


def _progresses(rate: Rate) -> bool:
    """Whether what a band holds can be told apart, line by line."""
    if rate.basis is Basis.GROUP_SIZE:
        return rate.per is Per.PERSON
    if rate.basis is Basis.DAYS:
        return rate.per in (Per.GROUP, Per.PERSON) and rate.by in (By.DAY, By.HALF_DAY)
    return rate.basis is Basis.GROUPS and rate.per in (Per.GROUP, Per.PERSON)


_CHECKS = (_counted, _priced, _dated, _extra, _weekend, _shown, _taxed, _banded)


@dataclass(frozen=True, slots=True)
class Card:
    """A rate card; without kinds or programmes it is for all. `exceed` are the roles that may go beyond a
    discount's ceiling, with a reason; `day_cost_cents` what a trainer's day costs while nobody is named."""

    code: str
    title: str
    rates: tuple[Rate, ...]
    valid_from: date | None = None
    valid_until: date | None = None
    kinds: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    zones: tuple[Zone, ...] = ()
    ceiling_bp: int | None = None
    exceed: tuple[str, ...] = ("manager",)
    day_cost_cents: int | None = None

    def __post_init__(self) -> None:
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise CardError(_("The card ends before it begins."), _("Give a later last day."), "valid_until")
        seen: set[tuple[object, ...]] = set()
        for rank, rate in enumerate(self.rates):
            key = (rate.code, *rate.conditions)
            if key in seen:
                raise CardError(
                    _("Two rates {code} apply in the same cases.").format(code=rate.code),
                    _("Give one of them a condition or a code of its own."),
                    f"rates[{rank}].code",
                )
            seen.add(key)
            self._check_zones(rank, rate)

    def _check_zones(self, rank: int, rate: Rate) -> None:
        known = {OVERSEAS, *(zone.code for zone in self.zones)}
        for name in rate.zones:
            if name not in known:
                raise CardError(
                    _("There is no zone {zone} in this card.").format(zone=name),
                    _("Use one of: {zones}.").format(zones=", ".join(sorted(known))),
                    f"rates[{rank}].zones",
                )

    def in_force(self, on: date) -> bool:
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_until is None or on <= self.valid_until
        )

    def zone_of(self, territory: str, postcode: str) -> str:
        """The first zone that holds a place; overseas otherwise, or "" on the mainland."""
        found = next((zone.code for zone in self.zones if zone.holds(territory, postcode)), "")
        return found or ("" if territory.split("-")[0] == "FR" else OVERSEAS)

    def rate(self, code: str) -> Rate | None:
        """The first rate called `code`."""
        return next((one for one in self.rates if one.code == code), None)

    def ceiling(self, code: str) -> int:
        """The discount (basis points) that nobody exceeds without being allowed to."""
        found = self.rate(code)
        own = found.ceiling_bp if found else None
        return own if own is not None else self.ceiling_bp if self.ceiling_bp is not None else WHOLE_BP - 1


# Every territory outside the mainland, unless a zone of the card says otherwise.
OVERSEAS = "overseas"


def chosen(cards: Iterable[Card], kind: str, programmes: Iterable[str], on: date) -> Card | None:
    """The card that a dossier follows on a day: the most special one, then the latest; None without any."""
    taken = set(programmes)
    fit = [
        card
        for card in cards
        if card.in_force(on)
        and (not card.kinds or kind in card.kinds)
        and (not card.programmes or taken & set(card.programmes))
    ]
    return max(
        fit,
        key=lambda card: (
            bool(card.programmes) + bool(card.kinds),
            bool(card.programmes),
            card.valid_from or date.min,
            card.code,
        ),
        default=None,
    )
