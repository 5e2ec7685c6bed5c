"""Frameworks: how long they last, what may still be ordered under them, what their prices become."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from backoffice.domain.money import WHOLE_BP, half_away
from backoffice.domain.months import months_after
from backoffice.errors import BackofficeError, Place
from backoffice.i18n import _
from backoffice.i18n.formats import money, short_date

# Beyond it the buyer must justify the length (L.2125-1 1° of the public procurement code).
USUAL_MOST_MONTHS = 48
_CENT_MICRO = 10_000


class FrameworkError(BackofficeError):
    """What a framework says and that can't stand; `path` is the field of its file."""

    code = "bad_framework"

    def __init__(self, message: str, remedy: str, path: str) -> None:
        super().__init__(message, place=Place(path=path), remedy=remedy)


class NotRunning(BackofficeError):
    code = "framework_not_running"

    def __init__(self, framework: Framework, on: date) -> None:
        first, last = framework.starts_on, framework.last_day
        super().__init__(
            _("{framework} takes orders from {first} to {last}, not on {day}.").format(
                framework=framework.code, first=short_date(first), last=short_date(last), day=short_date(on)
            ),
            place=Place(path="on"),
            remedy=_("Correct the date of the order, or record the renewal of the framework first."),
        )


class OverMaximum(BackofficeError):
    code = "framework_exceeded"

    def __init__(self, room: Room, net_cents: int, framework: str) -> None:
        super().__init__(
            _("{what}: {wanted} can't be ordered, {left} is left of {maximum} excl. VAT.").format(
                what=room.called(framework),
                wanted=money(net_cents),
                left=money(max(0, room.left_cents or 0)),
                maximum=money(room.maximum_cents or 0),
            ),
            place=Place(path="net_cents"),
            remedy=_("Order less, cancel an order form that won't be carried out, or have it amended."),
        )


class AlreadyOrdered(BackofficeError):
    """A framework that would hold less than what was ordered under it."""

    code = "framework_already_ordered"

    def __init__(self, room: Room, framework: str) -> None:
        super().__init__(
            _("{what}: {ordered} excl. VAT are ordered already, more than {maximum}.").format(
                what=room.called(framework),
                ordered=money(room.ordered_cents),
                maximum=money(room.maximum_cents or 0),
            ),
            place=Place(path="maximum_cents"),
            remedy=_("Give a higher maximum, or cancel order forms first."),
        )


class UnknownLot(BackofficeError):
    code = "unknown_lot"

    def __init__(self, framework: Framework, lot: str) -> None:
        lots = ", ".join(one.code for one in framework.lots)
        message = _("{framework} has no lot {lot}.") if lot else _("{framework} is made of lots: say which.")
        remedy = _("Use one of: {codes}.") if lots else _("Leave the lot empty: it isn't divided into lots.")
        super().__init__(
            message.format(framework=framework.code, lot=lot),
            place=Place(path="lot"),
            remedy=remedy.format(codes=lots),
        )


@dataclass(frozen=True, slots=True)
class Lot:
    """A part of a framework with amounts of its own, in cents excluding VAT."""

    code: str
    label: str
    minimum_cents: int | None = None
    maximum_cents: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """The index as it was read for an anniversary: prices follow it from that day on."""

    from_day: date
    value_e4: int


@dataclass(frozen=True, slots=True)
class Revision:
    """Prices at anniversaries: P = P0 x (fixed + (1 - fixed) x I / I0), `base_e4` being I0."""

    index: str
    base_e4: int
    fixed_bp: int = 0
    readings: tuple[Reading, ...] = ()

    def price_on(self, price_micro: int, day: date) -> int:
        """A price of the schedule on a day, in whole cents once it was revised."""
        value = next((one.value_e4 for one in reversed(self.readings) if one.from_day <= day), None)
        if value is None:
            return price_micro
        moved = self.fixed_bp * self.base_e4 + (WHOLE_BP - self.fixed_bp) * value
        return half_away(price_micro * moved, WHOLE_BP * self.base_e4 * _CENT_MICRO) * _CENT_MICRO


@dataclass(frozen=True, slots=True)
class Span:
    """A period of a framework, both days included; `rank` 0 is the first one, 1 its first renewal."""

    rank: int
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Ordered:
    """An order form that stands."""

    lot: str
    on: date
    net_cents: int


@dataclass(frozen=True, slots=True)
class Room:
    """What was ordered of what may be: of the whole (`lot` None) or a lot, over a period or all of them."""

    lot: str | None
    span: Span | None
    minimum_cents: int | None
    maximum_cents: int | None
    ordered_cents: int = 0

    @property
    def left_cents(self) -> int | None:
        """What may still be ordered; None without a maximum."""
        return None if self.maximum_cents is None else self.maximum_cents - self.ordered_cents

    @property
    def missing_cents(self) -> int:
        """What the buyer still owes of the minimum."""
        return max(0, (self.minimum_cents or 0) - self.ordered_cents)

    def reaches(self, share_bp: int) -> bool:
        """Whether what was ordered is at least that share of the maximum."""
        most = self.maximum_cents
        return most is not None and self.ordered_cents * WHOLE_BP >= most * share_bp

    def called(self, framework: str) -> str:
        """What it is the room of, in words."""
        name = (
            _("{framework}, lot {lot}").format(framework=framework, lot=self.lot) if self.lot else framework
        )
        if self.span is None:
            return name
        days = (short_date(self.span.first), short_date(self.span.last))
        return _("{what} from {first} to {last}").format(what=name, first=days[0], last=days[1])


@dataclass(frozen=True, slots=True)
class Framework:
    """A framework agreement. Days are included; amounts are cents excluding VAT, of each period when
    `by_period`. A public one has a maximum (R.2162-4 of the public procurement code)."""

    code: str
    public: bool
    starts_on: date
    ends_on: date
    renewals: int = 0
    renewal_months: int = 0
    tacit: bool = True
    renewed: int = 0
    ended_on: date | None = None
    by_period: bool = False
    minimum_cents: int | None = None
    maximum_cents: int | None = None
    warn_bp: int = 8_000
    lots: tuple[Lot, ...] = ()
    revision: Revision | None = None

    def __post_init__(self) -> None:
        for check in _CHECKS:
            check(self)

    def spans(self, renewals: int | None = None) -> tuple[Span, ...]:
        """The periods that count: the renewals decided, or all that weren't refused when they are tacit."""
        count = (self.renewals if self.tacit else self.renewed) if renewals is None else renewals
        found = [Span(0, self.starts_on, self.ends_on)]
        for rank in range(1, count + 1):
            first = found[-1].last + timedelta(days=1)
            # Counted from the first renewal's day: short months don't shorten those that come after.
            last = months_after(self.ends_on + timedelta(days=1), rank * self.renewal_months)
            found.append(Span(rank, first, last - timedelta(days=1)))
        return tuple(_cut(found, self.ended_on))

    @property
    def last_day(self) -> date:
        """The last day on which an order can be given."""
        return self.spans()[-1].last

    @property
    def months_at_most(self) -> int:
        """Its length with every renewal, in whole months begun."""
        last = self.spans(self.renewals)[-1].last if self.ended_on is None else self.ended_on
        count = 0
        while months_after(self.starts_on, count) <= last:
            count += 1
        return count

    def span_on(self, day: date) -> Span | None:
        """The period that a day is in; None outside of them all."""
        return next((one for one in self.spans() if one.first <= day <= one.last), None)

    def lot(self, code: str) -> Lot | None:
        """The lot called `code`; None for a framework without lots. Raises UnknownLot."""
        found = next((one for one in self.lots if one.code == code), None)
        if found is None and (self.lots or code):
            raise UnknownLot(self, code)
        return found

    def rooms(self, orders: Iterable[Ordered]) -> tuple[Room, ...]:
        """What was ordered of each amount that there is: the whole's, then each lot's, period by period."""
        kept = tuple(orders)
        return tuple(room for span in self._scopes() for room in self._of(span, kept))

    def _scopes(self) -> Sequence[Span | None]:
        return self.spans() if self.by_period else (None,)

    def _of(self, span: Span | None, orders: Sequence[Ordered]) -> Iterator[Room]:
        mine = [one for one in orders if span is None or span.first <= one.on <= span.last]
        whole = sum(one.net_cents for one in mine)
        if not self.lots or self.maximum_cents is not None or self.minimum_cents is not None:
            yield Room(None, span, self.minimum_cents, self.maximum_cents, whole)
        for lot in self.lots:
            ordered = sum(one.net_cents for one in mine if one.lot == lot.code)
            yield Room(lot.code, span, lot.minimum_cents, lot.maximum_cents, ordered)

    def rooms_for(self, orders: Iterable[Ordered], lot: str, on: date) -> tuple[Room, ...]:
        """The rooms that an order of a lot on a day would be taken from."""
        return tuple(
            room
            for room in self.rooms(orders)
            if room.lot in (None, lot) and (room.span is None or room.span.first <= on <= room.span.last)
        )

    def check(self, orders: Sequence[Ordered], wanted: Ordered) -> tuple[Room, ...]:
        """The rooms once `wanted` was ordered beside `orders`. Raises UnknownLot, NotRunning, OverMaximum."""
        self.lot(wanted.lot)
        if self.span_on(wanted.on) is None:
            raise NotRunning(self, wanted.on)
        for room in self.rooms_for(orders, wanted.lot, wanted.on):
            if room.left_cents is not None and wanted.net_cents > room.left_cents:
                raise OverMaximum(room, wanted.net_cents, self.code)
        return self.rooms_for((*orders, wanted), wanted.lot, wanted.on)

    def check_standing(self, orders: Sequence[Ordered]) -> None:
        """Whether it still holds all that was ordered. Raises UnknownLot, NotRunning, AlreadyOrdered."""
        for one in orders:
            self.lot(one.lot)
            if self.span_on(one.on) is None:
                raise NotRunning(self, one.on)
        for room in self.rooms(orders):
            if room.left_cents is not None and room.left_cents < 0:
                raise AlreadyOrdered(room, self.code)

    def anniversary(self, day: date) -> date:
        """The first anniversary of its start on `day` or later."""
        years = 1
        while (found := months_after(self.starts_on, 12 * years)) < day:
            years += 1
        return found


def _cut(spans: Sequence[Span], ended_on: date | None) -> Iterator[Span]:
    for span in spans:
        if ended_on is None or span.last <= ended_on:
            yield span
        elif span.first <= ended_on:
            yield Span(span.rank, span.first, ended_on)


# What can't stand -----------------------------------------------------------------------------------------


def _dates(one: Framework) -> None:
    if one.ends_on < one.starts_on:
        raise FrameworkError(_("It ends before it begins."), _("Give a later last day."), "ends_on")
    if one.ended_on is not None and one.ended_on < one.starts_on:
        raise FrameworkError(_("It ends before it begins."), _("Give a later last day."), "ended_on")
    if one.renewals and not one.renewal_months:
        raise FrameworkError(
            _("How long a renewal lasts isn't said."), _("Give its months."), "renewal_months"
        )
    if one.renewed > one.renewals:
        raise FrameworkError(
            _("It is renewed more often than it can be."), _("Allow more renewals, or fewer."), "renewed"
        )


def _amounts(one: Framework) -> None:
    whole = ("", one.minimum_cents, one.maximum_cents)
    lots = [(f"lots[{at}].", lot.minimum_cents, lot.maximum_cents) for at, lot in enumerate(one.lots)]
    for path, least, most in (whole, *lots):
        if least is not None and most is not None and least > most:
            raise FrameworkError(
                _("The minimum is above the maximum."), _("Give the lower one first."), f"{path}minimum_cents"
            )
    for path, _least, most in lots or [whole]:
        if one.public and most is None:
            raise FrameworkError(
                _("A public framework has a maximum (R.2162-4 of the public procurement code)."),
                _("Give the maximum excl. VAT that the buyer published, of each lot where there are some."),
                f"{path}maximum_cents",
            )


def _named(one: Framework) -> None:
    codes = [lot.code for lot in one.lots]
    for at, code in enumerate(codes):
        if code in codes[:at]:
            raise FrameworkError(
                _("Two lots are called {code}.").format(code=code),
                _("Give each its own code."),
                f"lots[{at}].code",
            )


def _revised(one: Framework) -> None:
    if one.revision is None:
        return
    readings = one.revision.readings
    for at, reading in enumerate(readings):
        if reading.from_day != one.anniversary(reading.from_day):
            raise FrameworkError(
                _("Prices are revised at an anniversary of {start}, not on {day}.").format(
                    start=short_date(one.starts_on), day=short_date(reading.from_day)
                ),
                _("The next one is {day}.").format(day=short_date(one.anniversary(reading.from_day))),
                f"readings[{at}].from_day",
            )
    if any(later.from_day <= earlier.from_day for earlier, later in pairwise(readings)):
        raise FrameworkError(
            _("Revisions aren't in the order of their days."), _("Give each day once."), "readings"
        )


_CHECKS = (_dates, _amounts, _named, _revised)
