"""The cancellation terms frozen with each quote, and the bands that giving up a date reaches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from backoffice.documents import sheets
from backoffice.domain.calendars import Calendar
from backoffice.domain.cancellation import (
    Band,
    CancellationTerms,
    NoticeUnit,
    Party,
    reached,
)
from backoffice.domain.conflicts import OCCUPYING
from backoffice.i18n import _, ngettext
from backoffice.i18n.formats import rate
from backoffice.services.acts import Doing
from backoffice.services.kinds import ref_of
from backoffice.services.live_quotes import quotes_of
from backoffice.services.texts.book import terms_on
from backoffice.store.records import Quote, Request, Slot

_KEY = "cancellation"


@dataclass(frozen=True, slots=True)
class BandReached:
    """What one party owes that gives a date up: the notice that is left, in the band's unit, and the band."""

    slot: str
    notice: int
    band: Band

    @property
    def text(self) -> str:
        """In a sentence, in the language in force."""
        free, client = not (self.band.share_bp or self.band.costs), self.band.party is Party.CLIENT
        if free and client:
            said = _("{slot}, {notice} before: the client may give it up without cost.")
        elif free:
            said = _("{slot}, {notice} before: we may give it up without cost.")
        elif client:
            said = _("{slot}, {notice} before: if the client gives it up, it owes {owed}.")
        else:
            said = _("{slot}, {notice} before: if we give it up, we owe {owed}.")
        left = _counted(self.notice, self.band.unit)
        return said.format(slot=self.slot, notice=left, owed=owed_words(self.band))


def owed_words(band: Band) -> str:
    """What a band asks for: a share of the price, the costs incurred, both or nothing."""
    if not band.share_bp:
        return _("the costs incurred") if band.costs else _("nothing")
    owed = _("{rate} of the price").format(rate=rate(band.share_bp))
    return _("{owed} and the costs incurred").format(owed=owed) if band.costs else owed


def _counted(n: int, unit: NoticeUnit) -> str:
    words = {
        NoticeUnit.DAYS: ngettext("{n} day", "{n} days", n),
        NoticeUnit.WORKING_DAYS: ngettext("{n} working day", "{n} working days", n),
        NoticeUnit.CLEAR_DAYS: ngettext("{n} clear day", "{n} clear days", n),
        NoticeUnit.WEEKS: ngettext("{n} week", "{n} weeks", n),
        NoticeUnit.MONTHS: ngettext("{n} month", "{n} months", n),
    }
    return words[unit].format(n=n)


def terms_of(doing: Doing, quote: Quote) -> CancellationTerms:
    """The terms of a quote: those frozen when it was issued, else those of the house on its day."""
    kept = quote.body.get(_KEY)
    if isinstance(kept, Mapping):
        return _from_json(kept)
    return terms_on(doing, quote.issued_on or doing.today, quote.language)


def freeze_terms(doing: Doing, quote: Quote) -> None:
    """Keeps with a quote that is being issued the terms in force on that day."""
    found = terms_on(doing, doing.happened_on, quote.language)
    quote.body = quote.body | {_KEY: asdict(found)}


def _from_json(kept: Mapping[str, Any]) -> CancellationTerms:
    bands = tuple(
        Band(
            Party(one["party"]),
            one["least"],
            one["most"],
            NoticeUnit(one["unit"]),
            one["share_bp"],
            one["costs"],
        )
        for one in kept["bands"]
    )
    return CancellationTerms(bands, kept["replacement_until"], kept["suspension"])


def printed_bands(terms: CancellationTerms) -> tuple[sheets.CancellationBand, ...]:
    """The bands as documents show them: from one notice to less than the next."""
    return tuple(
        sheets.CancellationBand(
            str(band.party),
            band.least or None,
            band.most + 1 if band.most is not None else None,
            str(band.unit),
            band.share_bp,
            band.costs,
        )
        for band in terms.bands
    )


def printed_notes(terms: CancellationTerms) -> tuple[str, ...]:
    """What documents say beside the bands: replacing a participant, suspending the training."""
    return tuple(text for text in (terms.replacement_until, terms.suspension) if text)


def band_reached(doing: Doing, slot: Slot, at: date | None = None) -> tuple[BandReached, ...]:
    """The band of each party that giving up `slot` on the day `at` (today) reaches, the client's first.

    Only a date that somebody counts on (held or confirmed) costs anything. Of several clients' quotes, the
    dearest band of each party.
    """
    if slot.day is None or slot.state not in OCCUPYING:
        return ()
    on, day, calendar = at or doing.today, slot.day, Calendar(doing.settings.organisation.territory)
    found = [
        BandReached(ref_of(slot), one.notice, one.band)
        for terms in _terms(doing, slot.request)
        for one in reached(terms, on, day, calendar)
    ]
    return tuple(_dearest(found))


def _dearest(found: Sequence[BandReached]) -> Iterable[BandReached]:
    for party in Party:
        mine = [one for one in found if one.band.party is party]
        if mine:
            yield max(mine, key=lambda one: (one.band.share_bp, one.band.costs))


def _terms(doing: Doing, request: Request) -> Sequence[CancellationTerms]:
    """The terms that hold in a dossier: those of what was accepted, else of what waits for an answer, else
    the house's."""
    quotes = quotes_of(doing, request)
    for state in ("accepted", "issued"):
        found = [terms_of(doing, quote) for quote in quotes if quote.state == state]
        if found:
            return found
    return (terms_on(doing, doing.today, doing.settings.language),)


def bands_in_words(doing: Doing, slot: Slot, at: date | None = None) -> tuple[str, ...]:
    """What giving up a slot costs, a sentence for each party, in the language in force."""
    return tuple(one.text for one in band_reached(doing, slot, at))
