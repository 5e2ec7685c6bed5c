"""The texts of the house changed: from a day on, documents of that day and later take the new version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from backoffice.content.base import Content, build
from backoffice.content.clauses import NoticeBand
from backoffice.content.house_text import (
    CancellationForm,
    ClauseHead,
    HouseTextFile,
    HouseTextToml,
    NewClause,
    RetireText,
    TextForm,
    band_said,
    check_names,
    house_text_body,
    house_text_toml,
    read_band,
    read_house_text,
)
from backoffice.domain.house_texts import (
    BY_CODE,
    CANCELLATION,
    CLAUSE_ROOMS,
    ROOM_LABELS,
    Room,
    filled,
)
from backoffice.errors import BackofficeError, Invalid, Place
from backoffice.i18n import N_, _
from backoffice.i18n.formats import long_date
from backoffice.services.acts import Doing, Done, act
from backoffice.services.catalogue import Retired, SamePublication
from backoffice.services.codes import CodeStays, check_code
from backoffice.services.texts.book import every_version, forget, version_on
from backoffice.store.canonical import canonical, sha256
from backoffice.store.records import HouseText


class TextNeeded(BackofficeError):
    code = "text_needed"

    def __init__(self, title: str) -> None:
        super().__init__(
            _("Documents can't do without “{title}”.").format(title=title),
            remedy=_("Write another version of it instead."),
        )


class NoClause(BackofficeError):
    code = "no_clause"

    def __init__(self, title: str) -> None:
        super().__init__(
            _("“{title}” has its own place in documents.").format(title=title),
            remedy=_(
                "Change its text; only the clauses of the house's own have a title and a place to choose."
            ),
        )


class OnlyBands(BackofficeError):
    code = "only_bands"

    def __init__(self) -> None:
        super().__init__(
            _("The cancellation terms are bands of notice."),
            remedy=_("Change them with the act edit-cancellation."),
        )


class NotBands(BackofficeError):
    code = "not_bands"

    def __init__(self, title: str) -> None:
        super().__init__(
            _("“{title}” has no bands of notice.").format(title=title),
            remedy=_("Change its text with the act edit-text."),
        )


# Preview -------------------------------------------------------------------------------------------------


def _told_before(doing: Doing, code: str, body: Mapping[str, Any], wanted: date | None) -> Sequence[str]:
    """From when, in what, and how it will read."""
    return tuple(_lines(doing, code, body, _from(doing, wanted)))


def _lines(doing: Doing, code: str, body: Mapping[str, Any], since: date) -> Iterator[str]:
    yield _("From {day} on: {rooms}.").format(day=long_date(since), rooms=", ".join(rooms_said(code, body)))
    after = _next(doing, code, since)
    if after is not None and after.valid_from is not None:
        yield _("Until {day}: the version {n} holds from the day after.").format(
            day=long_date(after.valid_from - timedelta(days=1)), n=after.version_no
        )
    if body.get("bands"):
        yield from ("", *(band_said(build(NoticeBand, one).value()) for one in body["bands"]))
    names = {name: f"⟨{_(label)}⟩" for name, label in _names(code)}
    for text in (body.get("fr"), body.get("en")):
        if text:
            yield from ("", *filled(text, names).split("\n"))


def _names(code: str) -> tuple[tuple[str, str], ...]:
    return BY_CODE[code].names if code in BY_CODE else ()


def rooms_said(code: str, body: Mapping[str, Any]) -> tuple[str, ...]:
    """Where a text is taken, in words."""
    rooms = BY_CODE[code].rooms if code in BY_CODE else tuple(map(Room, body.get("prints_in", ())))
    return tuple(_(ROOM_LABELS[room]) for room in rooms)


def _next(doing: Doing, code: str, since: date) -> HouseText | None:
    """The version that will hold after one that begins at `since`."""
    later = [one for one in every_version(doing).get(code, ()) if one.valid_from and one.valid_from > since]
    return min(later, key=lambda one: (one.valid_from or since, -one.version_no), default=None)


# Publishing ----------------------------------------------------------------------------------------------


def _publish(doing: Doing, read: HouseTextFile, state: str = "published") -> Done:
    """Keeps a text as a new version of its code, from the day it says (today); raises CodeTaken."""
    check_code(doing.unit, HouseText, read.code)
    since = _from(doing, read.valid_from)
    body = house_text_body(read)
    digest = sha256(canonical(body))
    last = doing.unit.maybe(HouseText, read.code)
    now = version_on(doing, read.code, since)
    if now is not None and (now.sha256, now.state) == (digest, state) and last is now:
        raise SamePublication(read.code, now.version_no)
    record = doing.unit.add(
        HouseText(
            ref=read.code,
            version_no=last.version_no + 1 if last else 1,
            state=state,
            title=read.title,
            valid_from=since,
            body=body,
            sha256=digest,
        )
    )
    after = _next(doing, read.code, since)
    if after is not None and after.valid_from is not None:
        doing.warnings.append(
            _("Version {n} takes its place from {day} on.").format(
                n=after.version_no, day=long_date(after.valid_from)
            )
        )
    forget(doing)
    payload = {"version": record.version_no, "sha256": digest, "from": since.isoformat()}
    return Done(record, record.ref, payload)


def _from(doing: Doing, wanted: date | None) -> date:
    """The day from which a new version holds; raises Invalid for one that is past."""
    since = wanted or doing.today
    if since < doing.today:
        raise Invalid(
            _("{day} is past: documents of that day already say otherwise.").format(day=long_date(since)),
            place=Place(path="valid_from"),
            remedy=_("Give today or a later day."),
        )
    return since


def _check_words(code: str, values: TextForm | NewClause) -> None:
    """Raises, at its field, for a text that names what stands for nothing."""
    for field in ("fr", "en"):
        try:
            check_names(code, getattr(values, field))
        except Invalid as wrong:
            raise wrong.at(Place(path=field)) from None


def _with(record: HouseText, values: Content, **said: Any) -> HouseTextFile:
    """The text as it is with what a form says over it."""
    since = getattr(values, "valid_from", None)
    return build(HouseTextFile, {**record.body, **said, "valid_from": since})


@act("publish-text", N_("Publish a text of the house"), makes="house-text", model=HouseTextToml)
def publish_text(doing: Doing, _nothing: str, values: HouseTextToml) -> Done:
    """A new version of a text from its file; the versions before stay as they were."""
    return _publish(doing, read_house_text(values.text, values.file))


def _toml(_doing: Doing, record: HouseText) -> Mapping[str, Any]:
    return {"text": house_text_toml(record.body), "file": f"{record.ref}.toml"}


@act("edit-text-file", N_("Edit it as a file"), on="house-text", model=HouseTextToml, opening=_toml)
def edit_text_file(doing: Doing, record: HouseText, values: HouseTextToml) -> Done:
    """The whole of it as TOML, checked as a file is: a new version."""
    read = read_house_text(values.text, values.file)
    if read.code != record.ref:
        raise CodeStays(record.ref, values.file)
    return _publish(doing, read)


def _texts(_doing: Doing, record: HouseText) -> Mapping[str, Any]:
    return {"fr": record.body.get("fr", ""), "en": record.body.get("en", "")}


def _text_told(doing: Doing, record: HouseText, values: TextForm) -> Sequence[str]:
    _check_words(record.ref, values)
    body = {**record.body, "fr": values.fr, "en": values.en}
    return _told_before(doing, record.ref, body, values.valid_from)


@act(
    "edit-text",
    N_("Edit the text"),
    on="house-text",
    model=TextForm,
    opening=_texts,
    key="e",
    preview=_text_told,
)
def edit_text(doing: Doing, record: HouseText, values: TextForm) -> Done:
    """A new version of a text, from a day on; what is issued already keeps its own."""
    if record.ref == CANCELLATION:
        raise OnlyBands
    _check_words(record.ref, values)
    return _publish(doing, _with(record, values, fr=values.fr, en=values.en))


def _bands(_doing: Doing, record: HouseText) -> Mapping[str, Any]:
    bands = (build(NoticeBand, one).value() for one in record.body.get("bands", ()))
    return {"bands": tuple(map(band_said, bands))}


def _band_bodies(values: CancellationForm) -> list[dict[str, Any]]:
    return [read_band(one).model_dump(mode="json", exclude_defaults=True) for one in values.bands]


def _bands_told(doing: Doing, record: HouseText, values: CancellationForm) -> Sequence[str]:
    body = {**record.body, "bands": _band_bodies(values)}
    return _told_before(doing, record.ref, body, values.valid_from)


@act(
    "edit-cancellation",
    N_("Edit the bands of notice"),
    on="house-text",
    model=CancellationForm,
    opening=_bands,
    key="b",
    preview=_bands_told,
)
def edit_cancellation(doing: Doing, record: HouseText, values: CancellationForm) -> Done:
    """Other bands, from a day on; quotes keep those of the day they were issued."""
    if record.ref != CANCELLATION:
        raise NotBands(record.title)
    return _publish(doing, _with(record, values, bands=_band_bodies(values)))


@act("new-clause", N_("New clause"), makes="house-text", model=NewClause)
def new_clause(doing: Doing, _nothing: str, values: NewClause) -> Done:
    """A clause of the house's own, printed after the usual ones in what it says; or a usual text that the
    house never had, by its code."""
    if doing.unit.maybe(HouseText, values.code) is not None:
        raise Invalid(
            _("There is already a text {code}.").format(code=values.code),
            place=Place(path="code"),
            remedy=_("Give another code, or edit that text."),
        )
    _check_printed(values, values.code)
    _check_words(values.code, values)
    said = values.model_dump(mode="json", exclude={"valid_from"})
    return _publish(
        doing, build(HouseTextFile, {"format": "house-text/1", **said, "valid_from": values.valid_from})
    )


def _check_printed(values: ClauseHead, code: str) -> None:
    if code not in BY_CODE and not values.prints_in:
        raise Invalid(
            _("This clause isn't printed anywhere."),
            place=Place(path="prints_in"),
            remedy=_("Say where: {rooms}.").format(rooms=", ".join(CLAUSE_ROOMS)),
        )


def _clause(_doing: Doing, record: HouseText) -> Mapping[str, Any]:
    body = record.body
    prints_in = tuple(body.get("prints_in", ()))
    return {"title": record.title, "title_en": body.get("title_en", ""), "prints_in": prints_in}


@act(
    "edit-clause",
    N_("Edit its title and where it is printed"),
    on="house-text",
    model=ClauseHead,
    opening=_clause,
    key="t",
)
def edit_clause(doing: Doing, record: HouseText, values: ClauseHead) -> Done:
    """Another title or place for a clause of the house's own, from a day on."""
    if record.ref in BY_CODE:
        raise NoClause(record.title)
    _check_printed(values, record.ref)
    return _publish(doing, _with(record, values, **values.model_dump(mode="json", exclude={"valid_from"})))


@act("retire-text", N_("Retire the text"), on="house-text", model=RetireText)
def retire_text(doing: Doing, record: HouseText, values: RetireText) -> Done:
    """From a day on documents do without it; editing it brings it back."""
    usual = BY_CODE.get(record.ref)
    if usual is not None and usual.needed:
        raise TextNeeded(record.title)
    since = values.valid_from or doing.today
    now = version_on(doing, record.ref, since)
    if now is not None and now.state == "retired":
        raise Retired(record.ref)
    return _publish(doing, _with(record, values), "retired")


def why_not(act_name: str, record: HouseText) -> str:
    """Why an act can't be done to a text, in a sentence; empty when it can."""
    usual = BY_CODE.get(record.ref)
    if act_name == "edit-text" and record.ref == CANCELLATION:
        return OnlyBands().message
    if act_name == "edit-cancellation" and record.ref != CANCELLATION:
        return NotBands(record.title).message
    if act_name == "edit-clause" and usual is not None:
        return NoClause(record.title).message
    if act_name == "retire-text" and usual is not None and usual.needed:
        return TextNeeded(record.title).message
    return ""
