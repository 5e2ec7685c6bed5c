"""Attendance sheets: one for each module and group, from the slots that have a date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

from sqlalchemy import select

from backoffice.content.acts import SheetWish
from backoffice.documents import sheets
from backoffice.domain.slots import SlotState
from backoffice.errors import Invalid
from backoffice.i18n import N_, _, speaking
from backoffice.services.action_sheet import place
from backoffice.services.acts import Doing, Done, act
from backoffice.services.groups import enrolled
from backoffice.services.live_quotes import quotes_of
from backoffice.services.papers import issue, organisation
from backoffice.services.slots import slots_of
from backoffice.services.teams import full_name
from backoffice.store.records import Document, Participant, Quote, Request, RequestModule, Slot, TrainingGroup

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
    made, printed = [], []
    for module, group, slots in _sheets_to_print(doing, request):
        sheet = attendance_sheet(doing, request, module, group, slots, values.blank_lines)
        document, new = issue(
            doing,
            sheet,
            kind="attendance_sheet",
            name=str(sheet.number),
            request=request,
            quote=_quote(doing, request),
            subject_uid=f"{module.uid}/{group.uid if group else '-'}",
        )
        printed.append(module.code)
        made.append({"number": document.number, "version": document.version_no, "new": new})
    if not made:
        raise Invalid(
            _("No slot of {ref} has a date.").format(ref=request.ref), remedy=_("Date its slots first.")
        )
    doing.noted["scopes"] = list(dict.fromkeys(printed))
    return Done(request, request.ref, {"sheets": made})


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
    people = enrolled(group) if group else []
    rank = group.position if group else 0
    with speaking(language):
        return sheets.AttendanceSheet(
            language=language,
            reference=request.ref,
            version=1,
            organisation=organisation(doing, language),
            client_name=request.client.name if request.client else "",
            title=quote.title if quote else request.topic,
            module_label=module.label,
            module_title=module.title,
            slots=tuple(_slot(slot) for slot in slots),
            participants=tuple(_participant(person) for person in people),
            number=f"EMA-{request.ref}-M{module.position}{f'-G{rank}' if rank else ''}",
            contract_kind="quote",
            contract_number=(quote.full_number or "") if quote else "",
            group=group.name if group else "",
            blank_lines=blank_lines if people else max(blank_lines, request.headcount_max or 12),
        )


def _quote(doing: Doing, request: Request) -> Quote | None:
    """The quote whose title the sheets bear: the accepted one, else the last one issued."""
    issued = [quote for quote in quotes_of(doing, request) if quote.number]
    accepted = [quote for quote in issued if quote.state == "accepted"]
    chosen = accepted or issued
    return chosen[-1] if chosen else None


def _slot(slot: Slot) -> sheets.SheetSlot:
    assert slot.day is not None
    return sheets.SheetSlot(
        day=slot.day,
        start=time.fromisoformat(slot.start or "00:00"),
        end=time.fromisoformat(slot.finish or "00:00"),
        minutes=slot.minutes,
        trainers=tuple(full_name(one.trainer) for one in slot.team if one.signs),
        venue=place(slot),
        mode=slot.mode,
        own_pace=slot.time == "own_pace",
    )


def _participant(person: Participant) -> sheets.SheetParticipant:
    client = person.client.name if person.client else ""
    return sheets.SheetParticipant(
        person.name, person.first_name or "", person.employer or client, person.function or ""
    )
