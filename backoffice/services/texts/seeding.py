"""The first version of each text: what the settings say; and what follows when the settings change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from backoffice.content.clauses import DatedTerms
from backoffice.content.settings import Settings
from backoffice.domain.house_texts import BY_CODE, CANCELLATION, USUAL
from backoffice.i18n import _, speaking
from backoffice.services.acts import Doing, Done
from backoffice.services.texts.book import configured, every_version, forget
from backoffice.store.canonical import canonical, sha256
from backoffice.store.records import HouseText

_BESIDE = ("replacement", "suspension")


def seeded(doing: Doing) -> list[Done]:
    """Gives a house that lacks the first version of a text the one that its settings say.

    What the settings date (the cancellation terms) comes in as its versions; the rest always held. Houses
    with the same settings hold the same versions, so that what one exports is known to the other.
    """
    known = every_version(doing)
    found = [
        made
        for usual in USUAL
        if usual.code not in known
        for made in _first(doing, doing.settings, usual.code)
    ]
    forget(doing)
    return found


def _first(doing: Doing, settings: Settings, code: str) -> Iterator[Done]:
    if code in (CANCELLATION, *_BESIDE):
        rows = sorted(settings.quotes.cancellation_terms, key=lambda one: one.since)
        bodies = [(one.since, _of_terms(settings, one, code)) for one in rows]
        if not rows and code == CANCELLATION and settings.quotes.cancellation:
            bands = [_old_band(one) for one in settings.quotes.cancellation]
            bodies = [(None, {"bands": bands})]  # type: ignore[list-item]
    else:
        bodies = [(None, configured(settings, code, doing.today))]  # type: ignore[list-item]
    number = 0
    for since, body in bodies:
        if body:
            number += 1
            yield new_version(doing, code, number, since, body)


def _of_terms(settings: Settings, terms: DatedTerms, code: str) -> dict[str, Any]:
    if code == CANCELLATION:
        bands = [one.model_dump(mode="json", exclude_defaults=True) for one in terms.bands]
        return {"bands": bands} if bands else {}
    text = terms.replacement_until if code == "replacement" else terms.suspension
    return {settings.language: text} if text else {}


def _old_band(band: Any) -> dict[str, Any]:
    said = {"least": band.least_days, "share_bp": band.share_bp}
    return said | ({"most": band.most_days} if band.most_days is not None else {})


def new_version(
    doing: Doing, code: str, number: int, since: date | None, body: dict[str, Any], title: str = ""
) -> Done:
    """Keeps a version of a text of the usual ones, as the settings say it."""
    if not title:
        with speaking(doing.settings.language):
            title = _(BY_CODE[code].label)
    whole = {"format": "house-text/1", "code": code, "title": title} | body
    digest = sha256(canonical(whole))
    uid = str(uuid5(NAMESPACE_URL, f"backoffice/text/{code}/{number}/{since or ''}/{digest}"))
    record = doing.unit.add(
        HouseText(
            uid=uid,
            ref=code,
            version_no=number,
            state="published",
            title=title,
            valid_from=since,
            body=whole,
            sha256=digest,
        )
    )
    return Done(record, code, {"version": number, "sha256": digest})


def followed(doing: Doing, before: Settings, after: Settings) -> list[Done]:
    """New versions, from today on, of the texts that the settings now say otherwise than they did."""
    known = every_version(doing)
    found = []
    for usual in USUAL:
        versions = known.get(usual.code)
        body = _changed(doing, before, after, usual.code)
        if versions and body:
            last = versions[-1]
            kept = {name: last.body[name] for name in ("fr", "en") if last.body.get(name)}
            found.append(
                new_version(doing, usual.code, last.version_no + 1, doing.today, kept | body, last.title)
            )
    forget(doing)
    return found


def _changed(doing: Doing, before: Settings, after: Settings, code: str) -> dict[str, Any]:
    """What the settings say of a text today, where that isn't what they said."""
    if code == CANCELLATION:
        old, new = (_bands(one, doing.today) for one in (before, after))
        return {"bands": new} if new and new != old else {}
    old_text, new_text = (configured(one, code, doing.today) for one in (before, after))
    return dict(new_text) if new_text and new_text != old_text else {}


def _bands(settings: Settings, on: date) -> list[dict[str, Any]]:
    terms = settings.quotes.cancellation_on(on)
    return [
        {
            "party": str(one.party),
            "least": one.least,
            "most": one.most,
            "unit": str(one.unit),
            "share_bp": one.share_bp,
            "costs": one.costs,
        }
        for one in terms.bands
    ]
