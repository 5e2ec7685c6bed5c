"""Attendance sheets: one for each module and group, from the slots that have a date."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any

from sqlalchemy import select

from backoffice.content.acts import SheetWish
from backoffice.documents import sheets
from backoffice.domain.enrolments import EnrolmentState
from backoffice.domain.slots import SlotState
from backoffice.errors import Invalid
from backoffice.i18n import N_, _, speaking
from backoffice.i18n.formats import short_date, time_span
from backoffice.services.action_sheet import Together, programme_behind, together
from backoffice.services.acts import Doing, Done, act
from backoffice.services.contracts.reading import standing_on
from backoffice.services.live_quotes import quotes_of
from backoffice.services.papers import issue, last_of, organisation
from backoffice.services.quote_sheet import subject_of
from backoffice.services.slots import slots_of
from backoffice.services.teams import full_name
from backoffice.store.records import (
    Document,
    Enrolment,
    Participant,
    Quote,
    Request,
    RequestModule,
    Slot,
    TrainingGroup,
)

_PRINTED = (SlotState.PROPOSED, SlotState.HELD, SlotState.CONFIRMED, SlotState.DONE)


@act(
    "print-attendance-sheets",
    N_("Print the attendance sheets"),
    on="request",
    model=SheetWish,
    final=True,
    key="p",
)
def print_attendance_sheets(doing: Doing, request: Request, values: SheetWish) -> Done:
    """Prints the sheet of each module and group that has dated slots; an unchanged one isn't made again."""
    made = print_sheets(doing, request, values.blank_lines)
    if not made:
        raise Invalid(
            _("No slot of {ref} has a date.").format(ref=request.ref), remedy=_("Date its slots first.")
        )
    doing.noted["scopes"] = list(dict.fromkeys(one.module for one in made))
    return Done(request, request.ref, {"sheets": [one.told() for one in made]})


@dataclass(frozen=True, slots=True)
class Printed:
    """A sheet as it was issued, or as it stood already."""

    document: Document
    module: str
    sheet: sheets.AttendanceSheet
    slots: tuple[Slot, ...]
    new: bool

    def told(self) -> dict[str, Any]:
        return {"number": self.document.number, "version": self.document.version_no, "new": self.new}


def print_sheets(
    doing: Doing,
    request: Request,
    blank_lines: int | None,
    wanted: Callable[[Slot], bool] = lambda _slot: True,
) -> list[Printed]:
    """Issues each sheet of a dossier on which a slot is `wanted`; an unchanged one isn't made again.

    Without `blank_lines`, a sheet keeps those that it had: a print run is no reason for a new version.
    """
    made = []
    for module, group, slots in _sheets_to_print(doing, request):
        if not any(wanted(slot) for slot in slots):
            continue
        subject = f"{module.uid}/{group.uid if group else '-'}"
        blank = _blank_lines(doing, subject) if blank_lines is None else blank_lines
        document, new = issue(
            doing,
            attendance_sheet(doing, request, module, group, slots, blank),
            kind="attendance_sheet",
            name=f"EMA-{request.ref}-M{module.position}{f'-G{group.position}' if group else ''}",
            request=request,
            quote=_quote(doing, request),
            subject_uid=subject,
        )
        kept = sheets.AttendanceSheet.from_json(json.dumps(document.sheet))
        made.append(Printed(document, module.code, kept, tuple(slots), new))
    return made


def _blank_lines(doing: Doing, subject: str) -> int:
    """Those of the sheet's last version, unless it was made for people whom nobody knew yet."""
    last = last_of(doing, "attendance_sheet", subject)
    return int(last.sheet["blank_lines"]) if last is not None and last.sheet["participants"] else 0


def _sheets_to_print(
    doing: Doing, request: Request
) -> list[tuple[RequestModule, TrainingGroup | None, list[Slot]]]:
    groups: list[TrainingGroup | None] = list(request.training_groups) or [None]
    slots = [slot for slot in slots_of(doing, request) if slot.day and slot.state in _PRINTED]
    found = []
    for module in request.modules:
        for group in groups:
            mine = [
                slot
                for slot in slots
                if slot.module_id == module.id and slot.group_id in (group.id if group else None, None)
            ]
            if mine:
                found.append((module, group, sorted(mine, key=lambda slot: (slot.day, slot.start or ""))))
    return found


def sheets_missing(doing: Doing, request: Request) -> int:
    """How many sheets would be printed that never were."""
    printed = set(
        doing.unit.session.scalars(
            select(Document.subject_uid).where(
                Document.request_id == request.id, Document.kind == "attendance_sheet"
            )
        )
    )
    wanted = (f"{m.uid}/{g.uid if g else '-'}" for m, g, _slots in _sheets_to_print(doing, request))
    return sum(1 for subject in wanted if subject not in printed)


def attendance_sheet(
    doing: Doing,
    request: Request,
    module: RequestModule,
    group: TrainingGroup | None,
    slots: Sequence[Slot],
    blank_lines: int,
) -> sheets.AttendanceSheet:
    """The snapshot of one sheet; its title is the quote's own."""
    quote = _quote(doing, request)
    language = quote.language if quote else doing.settings.language
    people = _followers(module, group, slots) if group else []
    own = request.kind == "own_session"
    rank = group.position if group else 0
    columns = together(slots)
    kind, contract = _contract(doing, quote)
    with speaking(language):
        return sheets.AttendanceSheet(
            language=language,
            reference=request.ref,
            version=1,
            organisation=organisation(doing, language),
            client_name=request.client.name if request.client else _("Several clients") if own else "",
            title=quote.title if quote else _title(doing, request),
            module_label=module.label,
            module_title=module.title,
            slots=tuple(map(_slot, columns)),
            participants=tuple(_participant(one.participant) for one in people),
            marks=tuple(_marks(people, [same.first for same in columns])),
            number=f"EMA-{request.ref}-M{module.position}{f'-G{rank}' if rank else ''}",
            contract_kind=kind,
            contract_number=contract,
            group=group.name if group else "",
            blank_lines=blank_lines if people else max(blank_lines, request.headcount_max or 12),
            observations=_subgroups(columns),
            subject=subject_of(doing, quote) if quote else "",
        )


def _contract(doing: Doing, quote: Quote | None) -> tuple[str, str]:
    """What a sheet refers to: the agreement or the contract, else the quote; its kind and number."""
    if quote is None:
        return "quote", ""
    contract = standing_on(doing, quote)
    return (contract.kind, contract.ref) if contract else ("quote", quote.full_number or "")


def _followers(module: RequestModule, group: TrainingGroup, slots: Sequence[Slot]) -> list[Enrolment]:
    """Those who follow the module on one of its days; who left after the first day stays on the sheet."""
    return [
        one
        for one in group.enrolments
        if (one.state == EnrolmentState.ENROLLED or one.until is not None)
        and module.code in (one.details.get("parts") or (module.code,))
        and any(_there(one, slot) for slot in slots)
    ]


def _there(one: Enrolment, slot: Slot) -> bool:
    assert slot.day is not None
    return (one.since is None or one.since <= slot.day) and (one.until is None or slot.day <= one.until)


def _marks(people: Sequence[Enrolment], slots: Sequence[Slot]) -> Iterator[sheets.Mark]:
    """The cells of who came later or left: nobody signs there."""
    for row, one in enumerate(people):
        for column, slot in enumerate(slots):
            if not _there(one, slot):
                yield sheets.Mark(row, column, "not_enrolled")


def _title(doing: Doing, request: Request) -> str:
    many = request.kind in ("own_session", "inter")
    programme = programme_behind(doing, request) if many else None
    return programme.title if programme else request.topic


def _quote(doing: Doing, request: Request) -> Quote | None:
    """The quote whose title the sheets bear: the accepted one, else the last one issued.

    Sheets that several clients share bear none's.
    """
    if request.kind == "own_session":
        return None
    issued = [quote for quote in quotes_of(doing, request) if quote.number]
    accepted = [quote for quote in issued if quote.state == "accepted"]
    chosen = accepted or issued
    if len({quote.client_id for quote in chosen}) > 1:
        return None
    return chosen[-1] if chosen else None


def _subgroups(columns: Sequence[Together]) -> str:
    """Which half-days are sat through in sub-groups side by side: each is led by one of those who sign."""
    beside = [same.first for same in columns if len(same.all) > 1]
    told = [f"{short_date(slot.day)} {time_span(*_hours(slot))}" for slot in beside if slot.day]
    return _("In sub-groups: {times}.").format(times=", ".join(told)) if told else ""


def _hours(slot: Slot) -> tuple[time, time]:
    return time.fromisoformat(slot.start or "00:00"), time.fromisoformat(slot.finish or "00:00")


def _slot(same: Together) -> sheets.SheetSlot:
    slot = same.first
    assert slot.day is not None
    start, end = _hours(slot)
    signing = (full_name(one.trainer) for each in same.all for one in each.team if one.signs)
    return sheets.SheetSlot(
        day=slot.day,
        start=start,
        end=end,
        minutes=slot.minutes,
        trainers=tuple(dict.fromkeys(signing)),
        venue=same.place,
        mode=slot.mode,
        own_pace=slot.time == "own_pace",
    )


def _participant(person: Participant) -> sheets.SheetParticipant:
    client = person.client.name if person.client else ""
    return sheets.SheetParticipant(
        person.name, person.first_name or "", person.employer or client, person.function or ""
    )
