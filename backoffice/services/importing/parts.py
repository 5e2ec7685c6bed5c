"""What is offered and the parts of dossiers: brought in one by one, by the rules of their acts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import func, select

from backoffice.content.method import method_from
from backoffice.content.pathway import pathway_from
from backoffice.content.programme import module_body, to_domain
from backoffice.content.programme import module_of as domain_module
from backoffice.content.record_files import TABLES
from backoffice.domain import conflicts as rules
from backoffice.domain.slots import SlotState, check_minutes, interval
from backoffice.errors import BackofficeError, Invalid, NotFound
from backoffice.i18n import _
from backoffice.services.acts import Act, Done, acts
from backoffice.services.around import Happened
from backoffice.services.catalogue import FAMILIES, check_publishable
from backoffice.services.clocks import Follower
from backoffice.services.importing import carried
from backoffice.services.importing.batch import ACT, Batch, OnlyNew, Twice
from backoffice.services.importing.lookups import Known
from backoffice.services.importing.report import Change, Told, differences
from backoffice.services.importing.rows import Row
from backoffice.services.kinds import new_ref, next_rank, ref_of
from backoffice.services.slots import seat
from backoffice.services.taking_up import check_not_twice
from backoffice.store.canonical import canonical, sha256
from backoffice.store.images import Watcher
from backoffice.store.records import (
    Enrolment,
    Published,
    Request,
    RequestModule,
    Slot,
    SlotPast,
    SlotTrainer,
    TrainingGroup,
)

Taken = tuple[
    Any, tuple[Change, ...], bool, str
]  # the record, what changed in it, whether it is new, its act
Take = Callable[[Batch, Row, Any], Taken]
_OF_GROUP = frozenset({"ref", "request_id", "name", "headcount_included", "teaching_max", "external_ref"})
_OF_MODULE = frozenset(
    {"request_id", "position", "code", "label", "title", "programme_ref", "programme_version", "body"}
)
_OF_ENROLMENT = frozenset({"group_id", "participant_id", "state", "payer"})
_OF_SLOT = frozenset(
    {
        *("request_id", "module_id", "group_id", "day", "start", "finish", "starts_at", "ends_at", "minutes"),
        *("mode", "counts", "venue_id", "state", "note", "external_ref"),
    }
)
COVERED: Mapping[str, frozenset[str]] = {
    "modules": _OF_MODULE,
    "groups": _OF_GROUP,
    "enrolments": _OF_ENROLMENT,
    "slots": _OF_SLOT,
    "team": frozenset({"slot_id", "trainer_id", "role"}),
    "past": frozenset({"slot_id", "position", "venue_id"}),
}


def take(batch: Batch, table: str, rows: Sequence[Row]) -> None:
    """Brings `rows` in one after the other; each is a step of its own, which leaves nothing when refused."""
    kind, run = _TAKES[table]
    batch.expect(rows)
    for row in rows:
        batch.link(row)
        batch.tell([_told(batch, kind, row, run)])


def enrol_quietly(batch: Batch, row: Row) -> None:
    """Enrols a participant as their own row asks; only a refusal is told apart from that row's outcome."""
    there = batch.doing.unit.session.scalars(
        select(Enrolment.id).where(
            Enrolment.group_id == batch.lookups.get("group", row.key("group")).id,
            Enrolment.participant_id == batch.lookups.get("participant", row.key("participant")).id,
        )
    ).first()
    if there is None:
        told = _told(batch, "enrolment", row, _enrolment)
        batch.report.tell(told)


def _told(batch: Batch, kind: str, row: Row, run: Take) -> Told:
    session = batch.doing.unit.session
    watcher = Watcher(session)
    try:
        values = row.build(TABLES[row.table], row.given)
        with session.begin_nested():
            follower = Follower.before(batch.doing, _dossier(batch, row))
            record, changes, new, act = run(batch, row, values)
            session.flush()
            done = Happened(acts().get(act, _IMPORT), Done(record, ref_of(record)))
            followed = follower.after(done) if new or changes else None
        known, name = Known(record.id, ref_of(record)), _name(record)
        if new or changes:
            batch.entry(act, record.uid, known.ref, {}, followed)
            batch.keep(watcher.images())
            if isinstance(record, Slot):
                batch.dossiers.add(record.request_id)
        if new:
            return batch.made(row, kind, known, _plain(values), name)
        return batch.met(row, kind, known, changes, name, changed=bool(changes))
    except BackofficeError as wrong:
        return batch.bad(row, kind, wrong)
    finally:
        watcher.close()


def _dossier(batch: Batch, row: Row) -> Any:
    """The dossier that a part belongs to, as far as its row says it."""
    if row.key("request"):
        return batch.lookups.record("request", row.key("request"))
    return batch.lookups.record("group", row.key("group")) if row.table == "enrolments" else None


def _unheard(_doing: Any, _record: Any, _values: Any) -> Any:
    raise RuntimeError("an import isn't an act by itself")


# What the clocks hear of a part that no act of its own brings in.
_IMPORT = Act(ACT, "", _unheard)


def _plain(values: Any) -> Mapping[str, Any]:
    return {
        name: getattr(values, name)
        for name in type(values).model_fields
        if name not in ("body", "programme", "pathway", "method", "team", "past", "more")
    }


def _name(record: Any) -> str:
    if isinstance(record, Enrolment):
        return f"{record.participant.first_name or ''} {record.participant.name}".strip()
    return str(getattr(record, "title", None) or getattr(record, "name", None) or "")


def _known(batch: Batch, row: Row, kind: type[Any], natural: Any) -> Any:
    """The record by its uid or reference elsewhere, else the only one that `natural` finds."""
    session = batch.doing.unit.session
    for name in ("uid", "external_ref"):
        if row.key(name) and hasattr(kind, name):
            batch.once(row, name, row.key(name))
            column: Any = getattr(kind, name)
            found = session.scalars(select(kind).where(column == row.key(name))).one_or_none()
            if found is not None:
                return found
    return session.scalars(natural).one_or_none() if natural is not None else None


def _set(row: Row, record: Any, columns: Mapping[str, Any], names: Mapping[str, str]) -> tuple[Change, ...]:
    """Gives `record` the columns whose field the file gives, and tells what differed."""
    before = {field: getattr(record, column) for field, column in names.items()}
    after = {field: columns[column] for field, column in names.items()}
    given = [field for field in names if field in row.given]
    changes = differences(before, after, given)
    for change in changes:
        setattr(record, names[change.field], columns[names[change.field]])
    return changes


def _carried(batch: Batch, row: Row, kind: type[Any], more: Mapping[str, Any], table: str) -> dict[str, Any]:
    return carried.read(kind, more, COVERED[table], batch.lookups, row.at("more"))


# What is offered ------------------------------------------------------------------------------------------


_VALUES: Mapping[str, Callable[[Any], Any]] = {
    "programme": to_domain,
    "pathway": pathway_from,
    "method": method_from,
}


def _offered(kind: str) -> Take:
    """How a version of a programme, a pathway or a method comes in."""
    family = next(one for one in FAMILIES if one.kind == kind)

    def run(batch: Batch, row: Row, values: Any) -> Taken:
        read = _VALUES[kind](getattr(values, kind))
        check_publishable(batch.doing.unit, family, read)
        body = family.body(read)
        digest = sha256(canonical(body))
        last = batch.doing.unit.maybe(family.table, read.code)
        number = values.version_no
        if number is None:
            if last is not None and last.sha256 == digest and last.state == values.state:
                return last, (), False, ACT
            number = last.version_no + 1 if last is not None else 1
        else:
            there = _version(batch, family.table, read.code, number)
            if there is not None:
                return _same_version(row, there, digest, values)
        batch.once(row, "version", f"{read.code} {number}")
        record = family.table(
            uid=row.key("uid") or None,
            ref=read.code,
            version_no=number,
            state=values.state,
            title=read.title,
            valid_from=values.valid_from or batch.doing.happened_on,
            body=body,
            sha256=digest,
        )
        batch.doing.unit.session.add(record)
        return record, (), True, f"publish-{kind}"

    return run


def _version(batch: Batch, table: type[Published], code: str, number: int) -> Published | None:
    query = select(table).where(table.ref == code, table.version_no == number)
    return batch.doing.unit.session.scalars(query).one_or_none()


def _same_version(row: Row, there: Published, digest: str, values: Any) -> Taken:
    if there.sha256 != digest:
        raise Invalid(
            _("Version {version} of {code} already says something else.").format(
                version=there.version_no, code=there.ref
            ),
            remedy=_("Leave version_no out: it then comes in as a new version."),
        )
    if there.state != values.state:
        raise OnlyNew("state", there.ref).at(row.at("state"))
    return there, (), False, ACT


# Modules, groups, enrolments ------------------------------------------------------------------------------


def _request(batch: Batch, ref: str) -> Request:
    found: Request = batch.lookups.record("request", ref)
    return found


def _module(batch: Batch, row: Row, values: Any) -> Taken:
    request = _request(batch, values.request)
    body = module_body(domain_module(values.body.model_dump()))
    columns = {
        "code": body["code"],
        "label": body["label"],
        "title": body["title"],
        "programme_ref": values.programme or None,
        "programme_version": values.programme_version,
        "body": body,
    }
    query = select(RequestModule).where(
        RequestModule.request_id == request.id, RequestModule.position == values.position
    )
    there = _known(batch, row, RequestModule, query)
    if there is None:
        more = _carried(batch, row, RequestModule, values.more, "modules")
        record = RequestModule(
            uid=row.key("uid") or None, request=request, position=values.position, **columns, **more
        )
        batch.doing.unit.session.add(record)
        return record, (), True, ACT
    if there.body != body:
        # Slots, quotes and sheets were made from it: it changes by the acts of its dossier.
        raise OnlyNew("body", ref_of(there)).at(row.at("body"))
    return there, (), False, ACT


def _group(batch: Batch, row: Row, values: Any) -> Taken:
    doing, request = batch.doing, _request(batch, values.request)
    columns = {
        "name": values.name,
        "headcount_included": values.headcount_included,
        "teaching_max": values.teaching_max,
        "external_ref": values.external_ref or None,
    }
    query = (
        None
        if row.key("uid")
        else select(TrainingGroup).where(
            TrainingGroup.request_id == request.id, TrainingGroup.name == values.name
        )
    )
    there = _known(batch, row, TrainingGroup, query)
    if there is not None:
        return there, _set(row, there, columns, {name: name for name in columns}), False, "edit-group"
    more = _carried(batch, row, TrainingGroup, values.more, "groups")
    position = more.pop("position", None)
    if position is None or any(one.position == position for one in request.training_groups):
        position = next_rank(doing, request, "G")
    else:
        doing.unit.number_reached(f"{request.ref}/G", doing.today, position)
    record = TrainingGroup(
        uid=row.key("uid") or None, ref=_group_ref(batch, row), request=request, position=position,
        **columns, **more,
    )  # fmt: skip
    doing.unit.session.add(record)
    doing.unit.session.flush()
    if request.groups < position:
        request.groups = position
    return record, (), True, "add-group"


def _group_ref(batch: Batch, row: Row) -> str:
    from backoffice.services.importing.tables import series_of_ref

    doing, kept = batch.doing, row.key("ref")
    place = series_of_ref(doing, "group", "", kept) if row.key("uid") else None
    if place is not None and doing.unit.maybe(TrainingGroup, kept) is None:
        doing.unit.number_reached(place[0], doing.today, place[1])
        return kept
    return new_ref(doing, "group")


def _enrolment(batch: Batch, row: Row, values: Any) -> Taken:
    session = batch.doing.unit.session
    group = batch.lookups.record("group", values.group)
    participant = batch.lookups.record("participant", values.participant)
    query = select(Enrolment).where(
        Enrolment.group_id == group.id, Enrolment.participant_id == participant.id
    )
    there = _known(batch, row, Enrolment, query)
    payer = values.payer or None
    if there is not None:
        if "state" in row.given and there.state != values.state:
            raise OnlyNew("state", ref_of(there)).at(row.at("state"))
        return there, _set(row, there, {"payer": payer}, {"payer": "payer"}), False, ACT
    more = _carried(batch, row, Enrolment, values.more, "enrolments")
    position = more.pop("position", None) or _last(batch, group) + 1
    record = Enrolment(
        uid=row.key("uid") or None, group=group, participant=participant, state=values.state,
        payer=payer, position=position, **more,
    )  # fmt: skip
    session.add(record)
    return record, (), True, ACT


def _last(batch: Batch, group: TrainingGroup) -> int:
    query = select(func.max(Enrolment.position)).where(Enrolment.group_id == group.id)
    return batch.doing.unit.session.scalar(query) or 0


# Slots ----------------------------------------------------------------------------------------------------


def _slot(batch: Batch, row: Row, values: Any) -> Taken:
    request = _request(batch, values.request)
    module = _module_of(request, values.module)
    group = batch.lookups.record("group", values.group) if values.group else None
    there = _known(batch, row, Slot, None) or _slot_there(batch, row, request, module, group, values)
    if there is not None:
        if str(there.uid) in {key[2] for key in batch.seen if key[:2] == ("slots", "record")}:
            raise Twice(ref_of(there), ref_of(there))
        batch.once(row, "record", there.uid)
        return _slot_again(batch, row, there, values)
    more = _carried(batch, row, Slot, values.more, "slots")
    slot = _new_slot(batch, row, request, module, group, values, more)
    _place_slot(batch, row, slot, values, more)
    return slot, (), True, "add-slot"


def _module_of(request: Request, wanted: str) -> RequestModule:
    for module in request.modules:
        if wanted in (module.code, str(module.position), ref_of(module)):
            return module
    raise NotFound(_("module"), f"{request.ref} {wanted}")


def _slot_there(
    batch: Batch, row: Row, request: Request, module: RequestModule, group: TrainingGroup | None, values: Any
) -> Slot | None:
    """By its reference, else the only slot of that module and group at that day and hour."""
    session = batch.doing.unit.session
    query = select(Slot).where(Slot.request_id == request.id)
    if row.key("ref") and not row.key("uid"):
        found = batch.lookups.record("slot", row.key("ref"))
        return found if isinstance(found, Slot) else None
    if row.key("uid") or row.key("external_ref") or values.day is None or values.start is None:
        return None
    query = query.where(
        Slot.module_id == module.id, Slot.day == values.day, Slot.start == f"{values.start:%H:%M}"
    )
    if group is not None:
        query = query.where(Slot.group_id == group.id)
    those = session.scalars(query).all()
    return those[0] if len(those) == 1 else None


def _slot_again(batch: Batch, row: Row, slot: Slot, values: Any) -> Taken:
    """A slot that is there: its note and references follow the file; its place changes by its acts only."""
    doing = batch.doing
    plain = {
        "day": slot.day.isoformat() if slot.day else None,
        "start": slot.start,
        "finish": slot.finish,
        "minutes": slot.minutes,
        "mode": slot.mode,
        "counts": slot.counts,
        "venue": slot.venue.ref if slot.venue else None,
        "trainers": [one.trainer.ref for one in slot.team],
        "state": slot.state,
    }
    wanted = {
        "day": values.day.isoformat() if values.day else None,
        "start": f"{values.start:%H:%M}" if values.start else None,
        "finish": f"{values.finish:%H:%M}" if values.finish else None,
        "minutes": values.minutes if values.minutes is not None else slot.minutes,
        "mode": values.mode,
        "counts": values.counts,
        "venue": values.venue or None,
        "trainers": list(values.trainers),
        "state": values.state or slot.state,
    }
    placed = differences(plain, wanted, [name for name in plain if name in row.given])
    if placed:
        raise OnlyNew(placed[0].field, ref_of(slot)).at(row.at(placed[0].field))
    columns = {"note": values.note or None, "external_ref": values.external_ref or None}
    changes = _set(row, slot, columns, {"note": "note", "external_ref": "external_ref"})
    doing.unit.session.flush()
    return slot, changes, False, ACT


def _new_slot(
    batch: Batch,
    row: Row,
    request: Request,
    module: RequestModule,
    group: TrainingGroup | None,
    values: Any,
    more: dict[str, Any],
) -> Slot:
    doing = batch.doing
    rank = more.pop("sequence", None)
    taken = (
        rank is not None
        and doing.unit.session.scalars(
            select(Slot.id).where(Slot.request_id == request.id, Slot.sequence == rank)
        ).first()
    )
    if rank is None or taken:
        rank = next_rank(doing, request, "S")
    else:
        doing.unit.number_reached(f"{request.ref}/S", doing.today, rank)
    if group is None and "group" not in row.given:
        group = next(iter(request.training_groups), None)
    beside = {"position": rank, "zone": request.zone} | more
    minutes = values.minutes
    if minutes is None:
        if values.start is None or values.finish is None:
            raise Invalid(
                _("How long the slot is isn't said."), remedy=_("Give its minutes, or its start and end.")
            )
        minutes = _minutes_between(values)
    return Slot(
        uid=row.key("uid") or None,
        request=request,
        module=module,
        group=group,
        sequence=rank,
        minutes=minutes,
        counts=values.counts,
        mode=values.mode,
        note=values.note or None,
        external_ref=values.external_ref or None,
        **beside,
    )


def _minutes_between(values: Any) -> int:
    start, finish = values.start, values.finish
    return max(0, int((finish.hour - start.hour) * 60 + finish.minute - start.minute))


def _place_slot(batch: Batch, row: Row, slot: Slot, values: Any, more: Mapping[str, Any]) -> None:
    """Its day, hours, venue, team and state; what it takes up must be free."""
    doing, session = batch.doing, batch.doing.unit.session
    venue = batch.lookups.record("venue", values.venue) if values.venue else None
    slot.venue = venue
    if venue is not None and "zone" not in more:
        slot.zone = venue.zone
    if values.day is not None and values.start is not None and values.finish is not None:
        when = interval(values.day, values.start, values.finish, slot.zone)
        check_minutes(slot.minutes, when)
        slot.starts_at, slot.ends_at = when.starts_at, when.ends_at
    elif values.day is not None:
        raise Invalid(_("A day goes with its hours."), remedy=_("Give the start and the end too."))
    slot.day = values.day
    slot.start = f"{values.start:%H:%M}" if values.start and values.day else None
    slot.finish = f"{values.finish:%H:%M}" if values.finish and values.day else None
    slot.state = values.state or (SlotState.PROPOSED if slot.day else SlotState.TO_PLAN)
    if slot.state not in (SlotState.TO_PLAN, SlotState.CANCELLED) and slot.day is None:
        raise Invalid(_("A slot in this state has a day."), remedy=_("Give its day and hours."))
    session.add(slot)
    session.flush()
    if values.team is not None:
        _team(batch, row, slot, values.team)
    elif values.trainers:
        seat(doing, slot, values.trainers)
    for index, past in enumerate(values.past):
        beside = carried.read(
            SlotPast, past.more, COVERED["past"], batch.lookups, row.at(f"past[{index}].more")
        )
        where = batch.lookups.get("venue", past.venue).id if past.venue else None
        slot.past.append(SlotPast(position=index + 1, venue_id=where, **beside))
    session.flush()
    # An option that has run out takes nothing up any more.
    over = slot.state == SlotState.HELD and slot.hold_until is not None and slot.hold_until <= doing.now
    if slot.state in rules.OCCUPYING and not over:
        # History is brought in as it was; what it breaks beside is said.
        broken = check_not_twice(doing, slot)
        if broken:
            batch.report.warn(row.error(rules.SlotConflict(broken)))


def _team(batch: Batch, row: Row, slot: Slot, team: Sequence[Any]) -> None:
    for index, one in enumerate(team):
        beside = carried.read(
            SlotTrainer, one.more, COVERED["team"], batch.lookups, row.at(f"team[{index}].more")
        )
        trainer = batch.lookups.record("trainer", one.trainer)
        slot.team.append(SlotTrainer(trainer=trainer, role=one.role, **{"position": index + 1} | beside))


_TAKES: Mapping[str, tuple[str, Take]] = {
    "methods": ("method", _offered("method")),
    "programmes": ("programme", _offered("programme")),
    "pathways": ("pathway", _offered("pathway")),
    "modules": ("module", _module),
    "groups": ("group", _group),
    "enrolments": ("enrolment", _enrolment),
    "slots": ("slot", _slot),
}
