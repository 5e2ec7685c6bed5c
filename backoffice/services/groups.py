"""Groups and the people in them: enrolled by their names, pasted as they come."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from backoffice.content.acts import Names
from backoffice.content.base import build
from backoffice.content.records import Group as GroupContent
from backoffice.content.records import Participant as ParticipantContent
from backoffice.errors import BackofficeError, Invalid
from backoffice.i18n import N_, _
from backoffice.services.acts import Doing, Done, act
from backoffice.services.kinds import new_ref, next_rank, resolve
from backoffice.services.mapping import columns, texts
from backoffice.store.records import Enrolment, Participant, Request, TrainingGroup

_CAPITALS = re.compile(r"^[^a-zà-ÿ]+$")


class AlreadyEnrolled(BackofficeError):
    code = "already_enrolled"

    def __init__(self, name: str, group: str) -> None:
        super().__init__(
            _("{name} is already in {group}.").format(name=name, group=group),
            remedy=_("Take the double out of the list."),
        )


@act("add-group", N_("Add a group"), on="request", model=GroupContent)
def add_group(doing: Doing, request: Request, values: GroupContent) -> Done:
    """One more group of a dossier; its slots are added as they are needed."""
    group = doing.unit.add(
        TrainingGroup(
            ref=new_ref(doing, "group"),
            request_id=request.id,
            position=next_rank(doing, request, "G"),
            **columns(doing.unit, values),
        )
    )
    request.groups = max(request.groups, group.position)
    return Done(group, group.ref)


@act(
    "edit-group",
    N_("Edit the group"),
    on="group",
    model=GroupContent,
    opening=lambda _doing, record: texts(record, GroupContent),
    key="e",
)
def edit_group(doing: Doing, group: TrainingGroup, values: GroupContent) -> Done:
    """Name, headcount in the price, most for good teaching."""
    for name, value in columns(doing.unit, values).items():
        setattr(group, name, value)
    return Done(group, group.ref)


@act("enrol", N_("Enrol participants"), on="group", model=Names, key="c")
def enrol(doing: Doing, group: TrainingGroup, values: Names) -> Done:
    """Adds people to a group: known by reference, or new ones by name; all or none."""
    people = [_person(doing, group, line) for line in values.people if line]
    if not people:
        raise Invalid(_("No name was given."), remedy=_("Write one name a line."))
    there = {one.participant_id for one in group.enrolments}
    for person in people:
        if person.id in there:
            raise AlreadyEnrolled(f"{person.first_name or ''} {person.name}".strip(), group.name)
        there.add(person.id)
        position = group.enrolments[-1].position + 1 if group.enrolments else 1
        group.enrolments.append(Enrolment(participant_id=person.id, position=position, state="enrolled"))
    doing.unit.session.flush()
    return Done(group, group.ref, {"enrolled": len(people), "headcount": len(enrolled(group))})


@act("withdraw-participant", N_("Withdraw a participant"), on="group", model=Names)
def withdraw_participant(doing: Doing, group: TrainingGroup, values: Names) -> Done:
    """Notes that people no longer follow; they stay in the dossier's history."""
    wanted = {resolve(doing.unit, line, "participant").record.id for line in values.people if line}
    leaving = [one for one in group.enrolments if one.participant_id in wanted and one.state == "enrolled"]
    if len(leaving) < len(wanted):
        raise Invalid(
            _("Not all of them are enrolled in {group}.").format(group=group.name),
            remedy=_("Check their references."),
        )
    for one in leaving:
        one.state = "withdrawn"
    return Done(group, group.ref, {"withdrawn": len(leaving), "headcount": len(enrolled(group))})


def enrolled(group: TrainingGroup) -> list[Participant]:
    """Who follows, in the order in which they were enrolled."""
    return [one.participant for one in group.enrolments if one.state == "enrolled"]


def _person(doing: Doing, group: TrainingGroup, line: str) -> Participant:
    if re.fullmatch(r"PAR-\d+", line.strip()):
        found: Participant = resolve(doing.unit, line.strip(), "participant").record
        return found
    request = group.request
    values = build(ParticipantContent, _read_line(line))
    wanted = columns(doing.unit, values) | {"client_id": request.client_id}
    known = doing.unit.session.scalars(
        select(Participant).where(
            Participant.client_id == request.client_id,
            Participant.name == values.name,
            Participant.first_name == (values.first_name or None),
        )
    ).first()
    return known or doing.unit.add(Participant(ref=new_ref(doing, "participant"), **wanted))


def _read_line(line: str) -> Mapping[str, Any]:
    """``DURAND Zoé; cheffe de projet; zoe@example.org``."""
    fields = [field.strip() for field in line.split(";")]
    words = fields[0].split()
    capitals = [word for word in words if _CAPITALS.match(word)]
    surname = capitals if capitals and len(capitals) < len(words) else words[:1]
    rest = [word for word in words if word not in surname]
    read = {"name": " ".join(surname), "first_name": " ".join(rest)}
    for name, value in zip(("function", "email"), fields[1:], strict=False):
        read[name] = value
    return read
