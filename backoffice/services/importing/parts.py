"""What is offered and the parts of dossiers: brought in one by one, by the rules of their acts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select

from backoffice.content.frameworks import FrameworkFile
from backoffice.content.method import method_from
from backoffice.content.pathway import pathway_from
from backoffice.content.programme import module_body, to_domain
from backoffice.content.programme import module_of as domain_module
from backoffice.content.record_files import TABLES
from backoffice.errors import BackofficeError
from backoffice.services.acts import Act, Done, acts
from backoffice.services.around import Happened
from backoffice.services.catalogue import FAMILIES, check_no_draft, check_publishable
from backoffice.services.clocks import Follower
from backoffice.services.frameworks.checks import check_holds
from backoffice.services.importing import carried
from backoffice.services.importing.batch import ACT, Batch, OnlyNew
from backoffice.services.importing.house_texts import house_text
from backoffice.services.importing.lookups import Known
from backoffice.services.importing.orders import order_form
from backoffice.services.importing.questionnaires import needs, questionnaire
from backoffice.services.importing.report import Told
from backoffice.services.importing.rows import Row
from backoffice.services.importing.slots import slot
from backoffice.services.importing.taking import (
    LIMITS,
    Take,
    Taken,
    carried_in,
    found_there,
    put,
    request_of,
    same_version,
)
from backoffice.services.kinds import new_ref, next_rank, ref_of
from backoffice.store.canonical import canonical, sha256
from backoffice.store.images import Watcher
from backoffice.store.records import (
    Enrolment,
    Published,
    RequestModule,
    Slot,
    TrainingGroup,
)


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


# What is a document of its own, or people's own words, isn't listed field by field.
_INSIDE = frozenset(
    {
        *("body", "programme", "pathway", "method", "rate_card", "questionnaire", "house_text", "framework"),
        *("team", "past", "more", "answers", "replies"),
    }
)


def _plain(values: Any) -> Mapping[str, Any]:
    return {name: getattr(values, name) for name in type(values).model_fields if name not in _INSIDE}


def _name(record: Any) -> str:
    if isinstance(record, Enrolment):
        return f"{record.participant.first_name or ''} {record.participant.name}".strip()
    return str(getattr(record, "title", None) or getattr(record, "name", None) or "")


# What is offered ------------------------------------------------------------------------------------------


_VALUES: Mapping[str, Callable[[Any], Any]] = {
    "programme": to_domain,
    "pathway": pathway_from,
    "method": method_from,
    # A rate card or a framework is kept as its file says it.
    "rate-card": lambda read: read,
    "framework": lambda read: read,
}


def _offered(kind: str) -> Take:
    """How a version of a programme, a pathway, a method or a rate card comes in."""
    family = next(one for one in FAMILIES if one.kind == kind)

    def run(batch: Batch, row: Row, values: Any) -> Taken:
        read = _VALUES[kind](getattr(values, kind.replace("-", "_")))
        if isinstance(read, FrameworkFile):
            read = _buyers_here(batch, read)
        check_publishable(batch.doing.unit, family, read)
        body = family.body(read)
        digest = sha256(canonical(body))
        last = batch.doing.unit.maybe(family.table, read.code)
        number = values.version_no
        if number is None:
            if last is not None and last.sha256 == digest and last.state == values.state:
                return last, (), False, ACT
            check_no_draft(batch.doing.unit, family.table, read.code)
            number = last.version_no + 1 if last is not None else 1
        else:
            there = _version(batch, family.table, read.code, number)
            if there is not None:
                return same_version(row, there, digest, values)
        if isinstance(read, FrameworkFile) and (last is None or number > last.version_no):
            check_holds(batch.doing.unit, read)
        batch.once(row, "version", f"{read.code} {number}")
        record = family.table(
            uid=row.key("uid") or None,
            ref=read.code,
            version_no=number,
            state=values.state,
            title=read.title,
            valid_from=values.valid_from or _since(batch, read, values.state),
            body=body,
            sha256=digest,
        )
        batch.doing.unit.session.add(record)
        return record, (), True, f"publish-{kind}"

    return run


def _since(batch: Batch, read: Any, state: str) -> date | None:
    """Since when a version holds that doesn't say so; a draft doesn't hold yet."""
    return None if state == "draft" else getattr(read, "valid_from", None) or batch.doing.happened_on


def _buyers_here(batch: Batch, read: FrameworkFile) -> FrameworkFile:
    """A framework whose buyers are called as this house calls them."""
    here = [batch.lookups.get("client", ref).ref for ref in read.all_buyers]
    return read.model_copy(update={"client": here[0], "buyers": tuple(here[1:])})


def _version(batch: Batch, table: type[Published], code: str, number: int) -> Published | None:
    query = select(table).where(table.ref == code, table.version_no == number)
    return batch.doing.unit.session.scalars(query).one_or_none()


# Modules, groups, enrolments ------------------------------------------------------------------------------


def _module(batch: Batch, row: Row, values: Any) -> Taken:
    request = request_of(batch, values.request)
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
    there = found_there(batch, row, RequestModule, query)
    if there is None:
        more = carried_in(batch, row, RequestModule, values.more, "modules")
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
    doing, request = batch.doing, request_of(batch, values.request)
    columns = {
        "name": values.name,
        "headcount_included": values.headcount_included,
        "teaching_max": values.teaching_max,
        "external_ref": values.external_ref or None,
        **{name: getattr(values, name) for name in LIMITS},
    }
    query = (
        None
        if row.key("uid")
        else select(TrainingGroup).where(
            TrainingGroup.request_id == request.id, TrainingGroup.name == values.name
        )
    )
    there = found_there(batch, row, TrainingGroup, query)
    if there is not None:
        return there, put(row, there, columns, {name: name for name in columns}), False, "edit-group"
    columns |= _limits_beside(batch, row, values.more)
    beside = {name: value for name, value in values.more.items() if name not in LIMITS}
    more = carried_in(batch, row, TrainingGroup, beside, "groups")
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


def _limits_beside(batch: Batch, row: Row, more: Mapping[str, Any]) -> Mapping[str, Any]:
    """The limits of a group that exports used to carry beside its form."""
    there = {name: more[name] for name in LIMITS if name in more and name not in row.given}
    return carried.read(TrainingGroup, there, frozenset(), batch.lookups, row.at("more")) if there else {}


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
    there = found_there(batch, row, Enrolment, query)
    payer = values.payer or None
    if there is not None:
        if "state" in row.given and there.state != values.state:
            raise OnlyNew("state", ref_of(there)).at(row.at("state"))
        return there, put(row, there, {"payer": payer}, {"payer": "payer"}), False, ACT
    more = carried_in(batch, row, Enrolment, values.more, "enrolments")
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


_TAKES: Mapping[str, tuple[str, Take]] = {
    "methods": ("method", _offered("method")),
    "programmes": ("programme", _offered("programme")),
    "pathways": ("pathway", _offered("pathway")),
    "rate_cards": ("rate-card", _offered("rate-card")),
    "modules": ("module", _module),
    "groups": ("group", _group),
    "enrolments": ("enrolment", _enrolment),
    "slots": ("slot", slot),
    "questionnaires": ("questionnaire", questionnaire),
    "texts": ("house-text", house_text),
    "needs": ("needs", needs),
    "frameworks": ("framework", _offered("framework")),
    "order_forms": ("order-form", order_form),
}
