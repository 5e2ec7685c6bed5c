"""What must still hold once rows were put back: undoing takes nothing twice and pulls no ground away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from backoffice.domain.conflicts import OCCUPYING
from backoffice.domain.enrolments import SEATED, GroupFull
from backoffice.domain.options import OptionState
from backoffice.services.acts import Doing
from backoffice.services.catalogue import pathways_with, programmes_after
from backoffice.services.options.checks import check_holdable
from backoffice.services.options.reading import state_of
from backoffice.services.seats import seats_of
from backoffice.services.taking_up import check_not_twice
from backoffice.store.images import ChangedSince
from backoffice.store.records import (
    CalendarOption,
    Enrolment,
    Programme,
    QuotePricing,
    RequestModule,
    Slot,
)

Image = Mapping[str, Any]


def check_copied(doing: Doing, images: Sequence[Image]) -> None:
    """Raises ChangedSince when what was offered, and would be taken out, was used meanwhile: a programme
    that a dossier copied, or the only version of one that a pathway names, or of a method that one follows;
    a rate card or a framework that priced a quote.
    """
    for image in images:
        if image["table"] in ("programmes", "methods") and _was_published(image):
            ref, version = _version(doing, image)
            used = _copied(doing, ref, version) if image["table"] == "programmes" else False
            if used or (version == 1 and _named(doing, image["table"], ref)):
                raise ChangedSince(ref)
        if image["table"] in ("rate_cards", "frameworks") and _made_and_priced(doing, image):
            raise ChangedSince(str(image["after"]["ref"]))


def _was_published(image: Image) -> bool:
    """Whether the act put something on offer: made it, or published its draft."""
    if image["what"] == "made":
        return True
    before = image.get("before") or {}
    return before.get("state") == "draft" and (image.get("after") or {}).get("state") == "published"


def _version(doing: Doing, image: Image) -> tuple[str, int]:
    if image["what"] == "made":
        return str(image["after"]["ref"]), image["after"]["version_no"]
    record = doing.unit.session.get(Programme, image["key"])
    return (record.ref, record.version_no) if record is not None else ("", 0)


def _made_and_priced(doing: Doing, image: Image) -> bool:
    if image["what"] != "made":
        return False
    card = image["after"]
    priced = select(QuotePricing.id).where(
        QuotePricing.card_ref == card["ref"], QuotePricing.card_version == card["version_no"]
    )
    return doing.unit.session.scalars(priced.limit(1)).first() is not None


def _copied(doing: Doing, programme: str, version: int) -> bool:
    copied = select(RequestModule.id).where(
        RequestModule.programme_ref == programme, RequestModule.programme_version == version
    )
    return doing.unit.session.scalars(copied.limit(1)).first() is not None


def _named(doing: Doing, table: str, code: str) -> bool:
    if table == "methods":
        return bool(programmes_after(doing.unit, code))
    return bool(pathways_with(doing.unit, code))


def check_seats(doing: Doing, images: Sequence[Image]) -> None:
    """Raises GroupFull when somebody was put back on a seat that was given to another meanwhile."""
    numbers = {image["key"] for image in images if image["table"] == "enrolments" and _sits_again(image)}
    for number in sorted(numbers):
        one = doing.unit.session.get(Enrolment, number, populate_existing=True)
        if one is not None and one.state in SEATED:
            seats = seats_of(one.group)
            if seats.over:
                raise GroupFull(one.group.name, seats.maximum or 0, 0)


def _sits_again(image: Image) -> bool:
    """Whether somebody is given back a state; who goes back to the group they came from had left it full."""
    before = image["before"]
    return image["what"] == "gone" or (
        image["what"] == "changed" and "state" in before and "group_id" not in before
    )


def check_still_free(doing: Doing, images: Sequence[Image]) -> None:
    """Raises SlotConflict when a slot, or an option that held, is put back where others are by now."""
    numbers = {image["key"] for image in images if image["table"] == "slots" and image["what"] != "made"}
    for number in sorted(numbers):
        slot = doing.unit.session.get(Slot, number, populate_existing=True)
        if slot is not None and slot.state in OCCUPYING:
            check_not_twice(doing, slot)
    held = {one["key"] for one in images if one["table"] == "calendar_options" and one["what"] != "made"}
    for number in sorted(held):
        option = doing.unit.session.get(CalendarOption, number, populate_existing=True)
        if option is not None and state_of(doing, option) is OptionState.HELD:
            check_holdable(doing, option)
