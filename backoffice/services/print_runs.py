"""Print runs: every attendance sheet of a period, and a trainer's pack, each as one file to print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta
from typing import Any

from sqlalchemy import select

from backoffice.content.enrolments import Period
from backoffice.documents.printing import render_run
from backoffice.documents.sheets.pack import PackSlot, TrainerPack
from backoffice.domain.lifecycle import ENDS
from backoffice.domain.slots import SlotState
from backoffice.errors import BackofficeError
from backoffice.i18n import N_, _, ngettext, speaking
from backoffice.i18n.formats import period
from backoffice.services.action_sheet import place
from backoffice.services.acts import Doing, Done, Print, act
from backoffice.services.attendance import Printed, print_sheets
from backoffice.services.papers import logo_bytes, organisation
from backoffice.services.teams import full_name
from backoffice.store.records import Request, Slot, SlotTrainer, Trainer

_PRINTED = [str(one) for one in (SlotState.PROPOSED, SlotState.HELD, SlotState.CONFIRMED, SlotState.DONE)]


class NothingToPrint(BackofficeError):
    code = "nothing_to_print"

    def __init__(self, first: date, last: date) -> None:
        super().__init__(
            _("No slot takes place in this period: {period}.").format(period=period(first, last)),
            remedy=_("Give other days, or date the slots first."),
        )


def _next_week(doing: Doing, _record: Any) -> Mapping[str, Any]:
    monday = doing.today + timedelta(days=7 - doing.today.weekday())
    return {"from_day": monday, "to_day": monday + timedelta(days=6)}


@act("print-sheets", N_("Print the sheets of a period"), model=Period, opening=_next_week, final=True)
def print_period(doing: Doing, _nothing: str, values: Period) -> Done:
    """Prints every attendance sheet on which a slot of the period stands, and all of them as one file.

    Each dossier has its own row in the journal; an unchanged sheet isn't made again.
    """
    slots = _slots(doing, values, None)
    made = _print(doing, slots, values)
    name = f"sheets-{values.from_day.isoformat()}-{values.to_day.isoformat()}.pdf"
    doing.prints.append(Print(name, render_run([one.sheet for one in made], logo=logo_bytes(doing))))
    return _told(made, slots)


@act(
    "print-trainer-pack",
    N_("Print the trainer’s pack"),
    on="trainer",
    model=Period,
    opening=_next_week,
    final=True,
)
def print_pack(doing: Doing, trainer: Trainer, values: Period) -> Done:
    """Prints the programme of a trainer's slots in a period, with every sheet that they need, as one file."""
    slots = _slots(doing, values, trainer)
    made = _print(doing, slots, values)
    pack = _pack(doing, trainer, values, slots, made)
    name = f"pack-{trainer.ref}-{values.from_day.isoformat()}-{values.to_day.isoformat()}.pdf"
    run = render_run([one.sheet for one in made], pack=pack, logo=logo_bytes(doing))
    doing.prints.append(Print(name, run))
    done = _told(made, slots)
    rows = (Done(done.subject, done.ref, done.payload), *done.others)
    return Done(trainer, trainer.ref, {"slots": len(slots), "sheets": len(made)}, done.says, rows)


def _slots(doing: Doing, values: Period, trainer: Trainer | None) -> list[Slot]:
    """The slots of the period, in their order; raises NothingToPrint."""
    query = (
        select(Slot)
        .join(Request, Request.id == Slot.request_id)
        .where(
            Slot.day >= values.from_day,
            Slot.day <= values.to_day,
            Slot.state.in_(_PRINTED),
            Slot.alternative == 1,
            Request.stage.not_in([str(stage) for stage in ENDS]),
        )
        .order_by(Slot.day, Slot.start, Slot.id)
    )
    if trainer is not None:
        query = query.join(SlotTrainer, SlotTrainer.slot_id == Slot.id).where(
            SlotTrainer.trainer_id == trainer.id
        )
    slots = list(doing.unit.session.scalars(query).unique())
    if not slots:
        raise NothingToPrint(values.from_day, values.to_day)
    return slots


def _print(doing: Doing, slots: Sequence[Slot], values: Period) -> list[Printed]:
    """The sheets on which `slots` stand, in the order of their first slot."""
    wanted = {slot.id for slot in slots}
    requests = {slot.request_id: slot.request for slot in slots}
    made: list[Printed] = []
    for request in requests.values():
        made += print_sheets(doing, request, values.blank_lines, lambda slot: slot.id in wanted)
    return made


def _told(made: Sequence[Printed], slots: Sequence[Slot]) -> Done:
    """What was printed, dossier by dossier."""
    requests = {slot.request_id: slot.request for slot in slots}
    rows = [
        Done(
            request,
            request.ref,
            {"sheets": [one.told() for one in made if one.document.request_id == number]},
        )
        for number, request in requests.items()
    ]
    says = ngettext("{n} sheet.", "{n} sheets.", len(made)).format(n=len(made))
    return Done(rows[0].subject, rows[0].ref, rows[0].payload, says, tuple(rows[1:]))


def _pack(
    doing: Doing, trainer: Trainer, values: Period, slots: Sequence[Slot], made: Sequence[Printed]
) -> TrainerPack:
    language = doing.settings.language
    numbers = {slot.id: str(one.document.number) for one in made for slot in one.slots}
    with speaking(language):
        return TrainerPack(
            language=language,
            organisation=organisation(doing, language),
            trainer=full_name(trainer),
            first=values.from_day,
            last=values.to_day,
            slots=tuple(_pack_slot(slot, trainer, numbers.get(slot.id, "")) for slot in slots),
            printed_on=doing.today,
        )


def _pack_slot(slot: Slot, trainer: Trainer, number: str) -> PackSlot:
    request = slot.request
    assert slot.day is not None
    groups = [slot.group] if slot.group else list(request.training_groups)
    followers = [
        one
        for group in groups
        for one in group.enrolments
        if one.state == "enrolled" and slot.module.code in (one.details.get("parts") or (slot.module.code,))
    ]
    return PackSlot(
        day=slot.day,
        start=time.fromisoformat(slot.start or "00:00"),
        end=time.fromisoformat(slot.finish or "00:00"),
        minutes=slot.minutes,
        reference=request.ref,
        client=request.client.name if request.client else _("Several clients"),
        title=request.topic,
        module=f"{slot.module.label} – {slot.module.title}",
        venue=place(slot),
        mode=slot.mode,
        group=slot.group.name if slot.group else "",
        people=len(followers),
        others=tuple(full_name(one.trainer) for one in slot.team if one.trainer_id != trainer.id),
        state=slot.state,
        sheet=number,
    )
