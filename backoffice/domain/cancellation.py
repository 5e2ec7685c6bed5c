"""What is owed when a date is given up: bands of notice for each party, and the one that a day reaches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from backoffice.domain.calendars import Calendar
from backoffice.domain.deadlines.counting import WORKING, count_between
from backoffice.domain.money import share
from backoffice.domain.months import months_after
from backoffice.errors import BackofficeError
from backoffice.i18n import N_, _


class Party(StrEnum):
    """Who gives the date up."""

    CLIENT = "client"
    ORGANISATION = "organisation"


class NoticeUnit(StrEnum):
    """In what a notice is counted; neither the day it is given nor the slot's counts as a clear day."""

    DAYS = "days"
    WORKING_DAYS = "working_days"
    CLEAR_DAYS = "clear_days"
    WEEKS = "weeks"
    MONTHS = "months"


PARTY_LABELS = {Party.CLIENT: N_("the client"), Party.ORGANISATION: N_("the training organisation")}


@dataclass(frozen=True, slots=True)
class Band:
    """What `party` owes with a notice from `least` to `most` units, both included; `most` None: no bound.

    `share_bp` of the price (basis points), and the costs already incurred when `costs`.
    """

    party: Party
    least: int
    most: int | None
    unit: NoticeUnit
    share_bp: int = 0
    costs: bool = False

    def holds(self, notice: int) -> bool:
        """Whether a notice of so many of its units is in the band."""
        return self.least <= notice and (self.most is None or notice <= self.most)


@dataclass(frozen=True, slots=True)
class CancellationTerms:
    """The bands of both parties; until when before the first slot a participant may be replaced, and what
    suspends the training, both in words."""

    bands: tuple[Band, ...] = ()
    replacement_until: str = ""
    suspension: str = ""


@dataclass(frozen=True, slots=True)
class Reached:
    """The band that a day reaches, and the notice that is left, in the band's unit."""

    band: Band
    notice: int


class BadBands(BackofficeError):
    code = "bad_bands"

    def __init__(self, why: str) -> None:
        super().__init__(
            why,
            remedy=_(
                "Let the bands of one party follow each other, counted in one unit: 0 to 14, 15 to 30, 31."
            ),
        )


def check_bands(bands: Iterable[Band]) -> None:
    """Raises BadBands for a band whose bounds are swapped, for two that meet, or that leave days between."""
    mine: dict[Party, list[Band]] = {}
    for band in bands:
        mine.setdefault(band.party, []).append(band)
    for party, found in mine.items():
        _check_party(party, sorted(found, key=lambda band: band.least))


def _check_party(party: Party, bands: list[Band]) -> None:
    who = _(PARTY_LABELS[party])
    if len({band.unit for band in bands}) > 1:
        raise BadBands(_("The bands of {party} are counted in several units.").format(party=who))
    for band in bands:
        if band.most is not None and band.most < band.least:
            raise BadBands(_("A band goes from {least} to {most}.").format(least=band.least, most=band.most))
    for before, after in pairwise(bands):
        if before.most is None or before.most >= after.least:
            raise BadBands(_("Two bands of {party} hold a notice of {n}.").format(party=who, n=after.least))
        if before.most + 1 < after.least:
            raise BadBands(
                _("No band of {party} holds a notice of {n}.").format(party=who, n=before.most + 1)
            )


def notice(on: date, slot: date, unit: NoticeUnit, calendar: Calendar) -> int:
    """How many whole units of notice the day `on` leaves before a slot; negative once the slot is past."""
    days = (slot - on).days
    match unit:
        case NoticeUnit.CLEAR_DAYS:
            return days - 1
        case NoticeUnit.WEEKS:
            return days // 7
        case NoticeUnit.MONTHS:
            return _whole_months(on, slot)
        case NoticeUnit.WORKING_DAYS:
            day = timedelta(days=1)
            return count_between(calendar, WORKING, on - day, slot - day) if days >= 0 else days
        case _:
            return days


def _whole_months(on: date, slot: date) -> int:
    """The most months that lead from `on` to the slot or before it."""
    count = (slot.year - on.year) * 12 + slot.month - on.month
    return count if months_after(on, count) <= slot else count - 1


def reached(terms: CancellationTerms, on: date, slot: date, calendar: Calendar) -> tuple[Reached, ...]:
    """The band of each party that giving up a slot on the day `on` reaches, the client's first.

    A clear day less than none (the very day) is read as none; nothing is reached once the slot is past.
    """
    return tuple(_reached(terms, on, slot, calendar)) if on <= slot else ()


def _reached(terms: CancellationTerms, on: date, slot: date, calendar: Calendar) -> Iterator[Reached]:
    for party in Party:
        for band in terms.bands:
            left = max(notice(on, slot, band.unit, calendar), 0)
            if band.party is party and band.holds(left):
                yield Reached(band, left)
                break


def owed_cents(band: Band, price_cents: int) -> int:
    """What a band asks of a price, in cents, without the costs."""
    return share(price_cents, band.share_bp)
