"""What the house says on a day: of each text the version that holds then, else what the settings say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from backoffice.content.base import build
from backoffice.content.clauses import NoticeBand
from backoffice.content.settings import Settings
from backoffice.domain.cancellation import CancellationTerms
from backoffice.domain.house_texts import (
    BY_CODE,
    CANCELLATION,
    LANGUAGES,
    Dated,
    Room,
    in_force,
)
from backoffice.i18n import _, speaking
from backoffice.services.acts import Doing
from backoffice.store.records import HouseText

_READ = "house-texts"
Versions = Sequence[HouseText]


def every_version(doing: Doing) -> Mapping[str, Versions]:
    """All versions of each text by its code, read once in a transaction."""
    known = doing.unit.session.info.get(_READ)
    if known is None:
        known = {}
        query = select(HouseText).order_by(HouseText.ref, HouseText.version_no)
        for one in doing.unit.session.scalars(query):
            known.setdefault(one.ref, []).append(one)
        doing.unit.session.info[_READ] = known
    found: Mapping[str, Versions] = known
    return found


def forget(doing: Doing) -> None:
    """Texts have changed: they are read again."""
    doing.unit.session.info.pop(_READ, None)


def version_on(doing: Doing, code: str, on: date, at: datetime | None = None) -> HouseText | None:
    """The version of a text that holds on a day, retired or not; None before the first one.

    At the instant `at` of that day, one that was written later doesn't hold yet.
    """
    versions = [one for one in every_version(doing).get(code, ()) if _written(one, on, at)]
    dated = [Dated(one.valid_from, one.version_no, one.state == "retired") for one in versions]
    held = in_force(dated, on)
    return next((one for one in versions if held and one.version_no == held.version), None)


def _written(one: HouseText, on: date, at: datetime | None) -> bool:
    return at is None or one.valid_from != on or one.created_at <= at


def said(doing: Doing, code: str, on: date, language: str, at: datetime | None = None) -> str:
    """What a text says on a day, in a language or else the other; "" where it isn't taken."""
    version = version_on(doing, code, on, at)
    if version is None:
        texts = configured(doing.settings, code, on)
        return texts.get(language) or _any(texts)
    if version.state == "retired":
        return ""
    return str(version.body.get(language) or _any(version.body))


def _any(texts: Mapping[str, Any]) -> str:
    return next((str(texts[one]) for one in LANGUAGES if texts.get(one)), "")


def configured(settings: Settings, code: str, on: date) -> dict[str, str]:
    """What the settings, or else the back office itself, say for a text, by language; nothing, nothing."""
    usual = BY_CODE.get(code)
    if code in _OURS:
        found = {}
        for language in LANGUAGES:
            with speaking(language):
                found[language] = _OURS[code]()
        return found
    if code in _OF_TERMS:
        text = getattr(settings.quotes.cancellation_on(on), _OF_TERMS[code])
    elif usual is None or not usual.setting or code == CANCELLATION:
        return {}
    else:
        table, name = usual.setting.split(".")
        text = getattr(getattr(settings, table), name)
    return {settings.language: text} if text else {}


_OF_TERMS = {"replacement": "replacement_until", "suspension": "suspension"}


def _opening() -> str:
    thanks = _("We have received your request of {day}, and thank you for it.")
    asks = _("This is what we understood of it; please tell us if something is missing or wrong.")
    return f"{_('Dear Sir or Madam,')}\n\n{thanks} {asks}"


def _follow_up() -> str:
    told = [
        _("Subject: our quote {number} – {topic}"),
        "",
        _("Hello,"),
        "",
        _(
            "On {day} we sent you our quote {number} ({amount} without VAT) for “{topic}”. Without news "
            "of you, we would like to know where your decision stands."
        ),
        "",
        "{validity}",
        "",
        _("To accept it, send it back signed and dated, or send your purchase order with its number."),
        _("If something doesn't suit – dates, content, price – tell us: we can make another version of it."),
        "",
        _("Kind regards,"),
        "{owner}",
        "{organisation}",
    ]
    return "\n".join(told)


_OURS = {"acknowledgement-opening": _opening, "follow-up": _follow_up}


def terms_on(doing: Doing, on: date, language: str) -> CancellationTerms:
    """The cancellation terms in force on a day: their bands, and what is said beside them."""
    version = version_on(doing, CANCELLATION, on)
    if version is None:
        bands = doing.settings.quotes.cancellation_on(on).bands
    elif version.state == "retired":
        bands = ()
    else:
        bands = tuple(build(NoticeBand, one).value() for one in version.body["bands"])
    beside = (said(doing, code, on, language) for code in ("replacement", "suspension"))
    return CancellationTerms(bands, *beside)


def own_clauses(
    doing: Doing, room: Room, on: date, language: str, at: datetime | None = None
) -> tuple[tuple[str, str], ...]:
    """The house's own clauses that are printed in a kind of document on a day: (title, text), by code."""
    found = []
    for code in sorted(every_version(doing)):
        version = version_on(doing, code, on, at) if code not in BY_CODE else None
        if version is None or version.state == "retired" or room not in version.body.get("prints_in", ()):
            continue
        title = version.body.get("title_en") if language == "en" else ""
        found.append((title or version.title, said(doing, code, on, language, at)))
    return tuple(found)
