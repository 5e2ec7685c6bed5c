"""The screen of a text of the house: what it says, where it is taken, and from when each version holds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from backoffice.content.base import build
from backoffice.content.clauses import NoticeBand
from backoffice.content.house_text import band_said
from backoffice.domain.house_texts import BY_CODE
from backoffice.i18n import N_, _
from backoffice.services.acts import Doing
from backoffice.services.pieces import facts, lines, prose
from backoffice.services.ports import Block, Cell, Column, Lines
from backoffice.services.texts.acts import rooms_said
from backoffice.services.texts.book import every_version, version_on
from backoffice.store.records import HouseText


def text_blocks(doing: Doing, record: HouseText) -> Iterable[Block]:
    """What the version says, then all versions with the days from which they hold."""
    body, now = record.body, version_on(doing, record.ref, doing.today)
    yield facts(
        N_("Text"),
        (N_("State"), _state(record, now, doing.today), Cell.STATE, "text"),
        (N_("Version"), record.version_no, Cell.NUMBER),
        (N_("Valid from"), record.valid_from, Cell.DATE),
        (N_("Taken by"), ", ".join(rooms_said(record.ref, body))),
        (N_("Title in English"), body.get("title_en")),
    )
    bands = (build(NoticeBand, one).value() for one in body.get("bands", ()))
    yield from prose(N_("Bands"), "\n".join(f"– {band_said(one)}" for one in bands))
    yield from prose(N_("In French"), body.get("fr"))
    yield from prose(N_("In English"), body.get("en"))
    usual = BY_CODE.get(record.ref)
    if usual is not None and usual.names:
        told = "\n".join(f"{{{name}}}: {_(label)}" for name, label in usual.names)
        yield from prose(N_("What its words in braces stand for"), told)
    yield _versions(doing, record, now)


def _versions(doing: Doing, record: HouseText, now: HouseText | None) -> Lines:
    return lines(
        N_("Versions"),
        (
            Column("version", N_("Version"), 8, kind=Cell.NUMBER),
            Column("from", N_("Valid from"), 12, kind=Cell.DATE),
            Column("state", N_("State"), 16, kind=Cell.STATE, states="text"),
            Column("begins", N_("Begins with"), 24, grow=3, priority=1),
        ),
        (
            (
                str(one.version_no),
                one.valid_from.isoformat() if one.valid_from else "",
                _state(one, now, doing.today),
                _begins(one),
            )
            for one in every_version(doing).get(record.ref, ())
        ),
        opens=False,
    )


def _begins(one: HouseText) -> str:
    if one.body.get("bands"):
        return "; ".join(band_said(build(NoticeBand, band).value()) for band in one.body["bands"])[:200]
    text = one.body.get("fr") or one.body.get("en") or ""
    return " ".join(text.split())[:200]


def _state(one: HouseText, now: HouseText | None, today: date) -> str:
    """Whether a version holds today, held before, or will."""
    if one is now:
        return "retired" if one.state == "retired" else "holds"
    if one.valid_from is not None and one.valid_from > today:
        return "to_come"
    return "past"
