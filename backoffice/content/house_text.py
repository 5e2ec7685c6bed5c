"""A text of the house as a file (`house-text/1`), and as the forms that change it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import field_validator, model_validator

from backoffice.content.base import Content, Day, Line, Name, Text, as_pydantic, build
from backoffice.content.clauses import NoticeBand
from backoffice.content.fields import Kind, ask
from backoffice.content.reading import parse_toml
from backoffice.content.writing import file_text
from backoffice.domain.cancellation import Band, NoticeUnit, Party, check_bands
from backoffice.domain.house_texts import BY_CODE, CANCELLATION, CLAUSE_ROOMS, unknown_names
from backoffice.domain.text import fold
from backoffice.errors import BackofficeError, Invalid
from backoffice.i18n import N_, _, ngettext
from backoffice.i18n.formats import rate

FORMAT = "house-text/1"
RoomName = Literal["quote", "agreement", "contract"]


class HouseTextFile(Content):
    """A version of a text of the house: in French, in English or in both; `bands` for the cancellation terms.

    A `code` that documents ask for says by itself where it is taken; another one is a clause of the house's
    own, printed under its title in what `prints_in` names. `valid_from` is the first day that takes it."""

    format: Literal["house-text/1"]
    code: Name
    title: Name
    fr: Text = ""
    en: Text = ""
    bands: tuple[NoticeBand, ...] = ()
    title_en: Line = ""
    prints_in: tuple[RoomName, ...] = ()
    valid_from: Day | None = None

    @model_validator(mode="after")
    def _stands(self) -> HouseTextFile:
        try:
            check_text(self)
        except BackofficeError as wrong:
            raise as_pydantic(wrong) from None
        return self


def check_text(read: HouseTextFile) -> None:
    """Raises what a text has wrong as a whole: nothing said, unknown names, printed nowhere."""
    usual = BY_CODE.get(read.code)
    if read.code == CANCELLATION:
        check_bands(band.value() for band in read.bands)
        if not read.bands:
            raise Invalid(_("The cancellation terms have no band."), remedy=_("Give at least one."))
        return
    if read.bands:
        raise Invalid(
            _("Only the cancellation terms have bands."), remedy=_("Leave them out, or use another code.")
        )
    if not (read.fr or read.en):
        raise Invalid(_("This text says nothing."), remedy=_("Write it in French, in English or in both."))
    if usual is None and not read.prints_in:
        raise Invalid(
            _("This clause isn't printed anywhere."),
            remedy=_("Say where: {rooms}.").format(rooms=", ".join(CLAUSE_ROOMS)),
        )
    check_names(read.code, f"{read.fr}\n{read.en}")


def check_names(code: str, text: str) -> None:
    """Raises when a text whose words between braces are filled names one that stands for nothing."""
    usual = BY_CODE.get(code)
    names = tuple(name for name, _label in usual.names) if usual else ()
    unknown = unknown_names(text, names) if names else ()
    if unknown:
        raise Invalid(
            _("{name} stands for nothing here.").format(name=f"{{{unknown[0]}}}"),
            remedy=_("Use one of: {names}.").format(names=", ".join(f"{{{name}}}" for name in names)),
        )


def read_house_text(text: str, file: str) -> HouseTextFile:
    """The text that a TOML file describes; every mistake at once, with its key path."""
    return build(HouseTextFile, parse_toml(text, file), file)


def house_text_body(read: HouseTextFile) -> dict[str, Any]:
    """A text as it is kept: what isn't said is left out; from when it holds is its version's."""
    said = read.model_dump(mode="json", exclude_defaults=True, exclude={"valid_from"})
    return {"format": FORMAT, "code": read.code, "title": read.title} | said


def house_text_toml(body: Mapping[str, Any]) -> str:
    """A kept text as the text of its file."""
    return file_text(build(HouseTextFile, dict(body)))


# Bands as people type them -------------------------------------------------------------------------------

_BAND = re.compile(
    r"(?P<party>[a-z' ]+?)\s+(?P<least>\d{1,4})\s*(?:(?P<open>\+)|(?:-|a|to)\s*(?P<most>\d{1,4}))?\s*"
    r"(?P<unit>[a-z ]+?)?\s*:\s*(?P<share>\d{1,3}(?:[.,]\d{1,2})?)\s*%\s*(?P<costs>\+.*)?"
)
_PARTIES = {
    **dict.fromkeys(("client", "le client", "the client"), Party.CLIENT),
    **dict.fromkeys(("organisation", "organisme", "l'organisme", "nous", "us"), Party.ORGANISATION),
}
_UNITS = {
    **dict.fromkeys(("", "day", "days", "jour", "jours", "j"), NoticeUnit.DAYS),
    **dict.fromkeys(("working day", "working days", "jour ouvre", "jours ouvres"), NoticeUnit.WORKING_DAYS),
    **dict.fromkeys(("clear day", "clear days", "jour franc", "jours francs"), NoticeUnit.CLEAR_DAYS),
    **dict.fromkeys(("week", "weeks", "semaine", "semaines"), NoticeUnit.WEEKS),
    **dict.fromkeys(("month", "months", "mois"), NoticeUnit.MONTHS),
}


class NotABand(Invalid):
    code = "bad_band"

    def __init__(self, text: str) -> None:
        super().__init__(
            _("{text} isn't a band of notice.").format(text=text[:60]),
            remedy=_(
                "Write “client 15-30 days: 30 %”, “client 31+ days: 0 %” or “client 0-14 days: 60 % + costs”."
            ),
        )


def read_band(text: str) -> NoticeBand:
    """``client 15-30 jours : 30 % + frais`` as a band; raises NotABand."""
    folded = fold(text).replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'").strip()
    found = _BAND.fullmatch(folded)
    party = _PARTIES.get(found["party"].strip()) if found else None
    unit = _UNITS.get((found["unit"] or "").strip()) if found else None
    if found is None or party is None or unit is None or not (found["open"] or found["most"]):
        raise NotABand(text)
    whole, _mark, rest = found["share"].replace(",", ".").partition(".")
    said = {
        "party": party.value,
        "least": int(found["least"]),
        "most": int(found["most"]) if found["most"] else None,
        "unit": unit.value,
        "share_bp": int(whole) * 100 + int(rest.ljust(2, "0") or 0),
        "costs": bool(found["costs"]),
    }
    try:
        return build(NoticeBand, said)
    except BackofficeError:
        # A share over the whole, a notice of years.
        raise NotABand(text) from None


def band_said(band: Band) -> str:
    """A band as people type it, in the language in force."""
    party = _("client") if band.party is Party.CLIENT else _("organisation")
    span = f"{band.least}+" if band.most is None else f"{band.least}-{band.most}"
    said = _("{party} {span} {unit}: {share}").format(
        party=party, span=span, unit=_unit(band.unit, band.most or 2), share=rate(band.share_bp)
    )
    return _("{band} + costs").format(band=said) if band.costs else said


def _unit(unit: NoticeUnit, n: int) -> str:
    return {
        NoticeUnit.DAYS: ngettext("day", "days", n),
        NoticeUnit.WORKING_DAYS: ngettext("working day", "working days", n),
        NoticeUnit.CLEAR_DAYS: ngettext("clear day", "clear days", n),
        NoticeUnit.WEEKS: ngettext("week", "weeks", n),
        NoticeUnit.MONTHS: ngettext("month", "months", n),
    }[unit]


# Forms ---------------------------------------------------------------------------------------------------


def _from() -> Any:
    return ask(
        N_("Valid from"),
        Kind.DATE,
        help=N_("Empty: from today on. Documents take the version of their day; issued ones keep theirs."),
        default=None,
    )


class TextForm(Content):
    """A text in both languages, and from when it holds."""

    fr: Text = ask(N_("In French"), Kind.TEXT, rows=8, default="")
    en: Text = ask(
        N_("In English"),
        Kind.TEXT,
        help=N_("Empty: documents in English take the French."),
        rows=6,
        default="",
    )
    valid_from: Day | None = _from()


class CancellationForm(Content):
    """The bands of the cancellation terms, and from when they hold."""

    bands: tuple[Line, ...] = ask(
        N_("Bands"),
        Kind.LINES,
        help=N_("One a line: client 15-30 days: 30 %, client 31+ days: 0 %, client 0-14 days: 60 % + costs."),
        min_length=1,
        max_length=40,
    )
    valid_from: Day | None = _from()

    @field_validator("bands")
    @classmethod
    def _read(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        try:
            check_bands(read_band(one).value() for one in value)
        except BackofficeError as wrong:
            raise as_pydantic(wrong) from None
        return value


class ClauseHead(Content):
    """What a clause of the house's own is called, and where it is printed."""

    title: Name = ask(N_("Title"), help=N_("As documents print it, in French."))
    title_en: Line = ask(N_("Title in English"), default="")
    prints_in: tuple[RoomName, ...] = ask(
        N_("Printed in"),
        Kind.LINES,
        help=N_("One a line: quote, agreement, contract."),
        default=(),
        max_length=3,
    )
    valid_from: Day | None = _from()


class NewClause(ClauseHead):
    """A clause of the house's own."""

    code: Name = ask(N_("Code"), help=N_("A short word of its own: image-rights."))
    fr: Text = ask(N_("In French"), Kind.TEXT, rows=6, default="")
    en: Text = ask(N_("In English"), Kind.TEXT, rows=6, default="")


class RetireText(Content):
    """From when a text is taken no more."""

    valid_from: Day | None = ask(N_("From the"), Kind.DATE, help=N_("Empty: from today on."), default=None)


class HouseTextToml(Content):
    """A text of the house as the text of its file."""

    text: Text = ask(N_("Text (TOML)"), Kind.TEXT, rows=16)
    file: Line = ask(N_("File"), default="texte.toml")
