"""A dossier gets one more group: empty, or as another one with its slots to plan."""

from __future__ import annotations

from sqlalchemy import select

from backoffice.domain.enrolments import check_room
from backoffice.domain.slots import SlotState
from backoffice.i18n import _, speaking
from backoffice.services.acts import Doing
from backoffice.services.kinds import new_ref, next_rank
from backoffice.services.seats import seats_of
from backoffice.store.records import Request, Slot, TrainingGroup

# What a second group has as the first one has it; its dates and its decision are its own.
_SAME = (
    *("headcount_included", "teaching_max", "minimum", "closes_before", "closes_at", "closes_on"),
    *("closes_length", "after_closing"),
)
_SLOT = (
    *("module_id", "position", "copy", "zone", "minutes", "counts", "mode", "time", "with_whom"),
    *("supervision", "nature", "alternative"),
)


def usual_name(doing: Doing, position: int) -> str:
    """In the house's language: it is kept and printed, whatever the screen's."""
    with speaking(doing.settings.language):
        return _("Group {n}").format(n=position)


def group_as(doing: Doing, group: TrainingGroup, name: str = "") -> TrainingGroup:
    """A new group of the same dossier, with the same limits and its own slots, all to plan."""
    request = group.request
    position = next_rank(doing, request, "G")
    made = TrainingGroup(
        ref=new_ref(doing, "group"),
        name=name or usual_name(doing, position),
        position=position,
        **{column: getattr(group, column) for column in _SAME},
    )
    request.training_groups.append(made)
    request.groups = max(request.groups, position)
    doing.unit.session.flush()
    _mirror_slots(doing, request, group, made)
    return made


def _mirror_slots(doing: Doing, request: Request, group: TrainingGroup, made: TrainingGroup) -> None:
    query = (
        select(Slot)
        .where(Slot.group_id == group.id, Slot.state != SlotState.CANCELLED)
        .order_by(Slot.sequence)
    )
    for slot in doing.unit.session.scalars(query).all():
        doing.unit.session.add(
            Slot(
                request_id=request.id,
                group_id=made.id,
                sequence=next_rank(doing, request, "S"),
                **{column: getattr(slot, column) for column in _SLOT},
            )
        )
    doing.unit.session.flush()


def group_with_room(doing: Doing, group: TrainingGroup, more: int) -> TrainingGroup:
    """Another group of the dossier with room for `more`, else a new one; raises GroupFull beyond one."""
    for other in group.request.training_groups:
        if other is not group and other.decision != "merged" and seats_of(other).room_for(more):
            return other
    made = group_as(doing, group)
    check_room(made.name, seats_of(made), more)
    return made
