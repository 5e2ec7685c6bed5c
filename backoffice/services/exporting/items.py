"""Each importable kind as the items of `records/1`, read row by row and never all held."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from backoffice.content.fields import describe
from backoffice.services.importing import carried
from backoffice.services.importing.tables import SIMPLE, Table
from backoffice.services.importing.taking import COVERED, LIMITS
from backoffice.services.kinds import KINDS
from backoffice.services.lifts import LIFTED, lifted, with_those_brought
from backoffice.services.mapping import DETAILS, Refs, texts
from backoffice.services.showing import as_json
from backoffice.store.driver import stream
from backoffice.store.records import (
    Enrolment,
    Framework,
    HouseText,
    Method,
    NeedsAnalysis,
    OrderForm,
    Pathway,
    Programme,
    Questionnaire,
    RateCard,
    RequestModule,
    Slot,
    TrainingGroup,
)
from backoffice.store.unit import UnitOfWork

Item = dict[str, Any]
AT_ONCE = 500
_NAMED = ("user", "funder", "client", "contact", "trainer", "venue", "participant", "request", "group")


def refs_of(unit: UnitOfWork) -> dict[str, dict[int, str]]:
    """How every record that others lead to is called, by its kind and id."""
    found: dict[str, dict[int, str]] = {}
    for kind in _NAMED:
        rows = stream(unit.driver, f'SELECT id, ref FROM "{KINDS[kind].__tablename__}"')  # noqa: S608
        found[kind] = {int(number): str(ref) for number, ref in rows}
    return found


def items(session: Session, table: str, refs: Refs) -> Iterator[Item]:
    """The items of a table, in the order in which they were made."""
    if table in SIMPLE:
        yield from _simple(session, SIMPLE[table], refs)
        return
    query, item = _PARTS[table]
    for record in _stream(session, query()):
        yield {key: value for key, value in item(record, refs).items() if value != {} or key == "body"}


def _stream(session: Session, query: Select[Any]) -> Iterator[Any]:
    yield from session.scalars(query.execution_options(yield_per=AT_ONCE))


def _in_order(session: Session, record: Any) -> Iterator[Any]:
    """As they were made; what was merged comes last, each after what it was merged into."""
    query = select(record).order_by(record.id)
    if not hasattr(record, "merged_into_id"):
        yield from _stream(session, query)
        return
    yield from _stream(session, query.where(record.merged_into_id.is_(None)))
    merged = select(record.id, record.merged_into_id).where(record.merged_into_id.is_not(None))
    into = {row[0]: row[1] for row in session.execute(merged)}
    for number in sorted(into, key=lambda number: (_depth(number, into), number)):
        yield session.get(record, number)


def _depth(number: int, into: Mapping[int, int]) -> int:
    depth = 0
    while number in into:
        number, depth = into[number], depth + 1
    return depth


def _simple(session: Session, table: Table, refs: Refs) -> Iterator[Item]:
    record: Any = table.record
    covered = table.covered()
    names = [asked.name for asked in describe(table.model) if asked.name not in ("ref", "group")]
    lifts = lifted(session) if table.kind == "request" else {}
    for one in _in_order(session, record):
        values = texts(one, table.model, {"ref", "group"}, refs)
        item = {"uid": one.uid, "ref": one.ref} | {name: as_json(values[name]) for name in names}
        more = carried.written(one, covered, refs, table.always)
        if table.kind == "request":
            more |= _other_details(one.details, lifts.get(one.id, ()))
        if more:
            item["more"] = more
        yield item


def _other_details(details: Mapping[str, Any], lifts: Sequence[Mapping[str, str]]) -> Item:
    """What acts noted in a request's details; that it was taken over follows from its stage again."""
    left = {key: value for key, value in details.items() if key not in DETAILS and key != "taken_over"}
    if found := with_those_brought(lifts, details):
        left[LIFTED] = found
    return {"details": dict(sorted(left.items()))} if left else {}


# Parts of dossiers -----------------------------------------------------------------------------------------


# What follows from other records, unless it was said: written even where it is what it would be.
_ALWAYS = {"slots": ("position", "zone")}


def _more(record: Any, table: str, refs: Refs) -> Item:
    return carried.written(record, COVERED[table], refs, _ALWAYS.get(table, ()))


def _offered(kind: str) -> Callable[[Any, Refs], Item]:
    """One version of a programme, a pathway, a method or a rate card."""

    def item(record: Any, refs: Refs) -> Item:
        del refs
        return {
            "uid": record.uid,
            kind: record.body,
            "version_no": record.version_no,
            "state": record.state,
            "valid_from": as_json(record.valid_from),
        }

    return item


def _house_text(record: Any, refs: Refs) -> Item:
    return _offered("house_text")(record, refs)


def _questionnaire(record: Any, refs: Refs) -> Item:
    del refs
    said = {"format": "questionnaire/1", "code": record.ref, **record.body}
    return {
        "uid": record.uid,
        "questionnaire": {**said, "questions": [one.body for one in record.questions]},
        "version_no": record.version_no,
        "state": record.state,
        "valid_from": as_json(record.valid_from),
    }


def _needs(record: Any, refs: Refs) -> Item:
    names = ("version_no", "state", "answers", "replies", "answered_by", "validated_by", "validated_function")
    return {
        "uid": record.uid,
        "request": refs["request"][record.request_id],
        "questionnaire": record.questionnaire_ref,
        "questionnaire_version": record.questionnaire_version,
        **{name: getattr(record, name) for name in names},
        "answered_on": as_json(record.answered_on),
        "validated_on": as_json(record.validated_on),
        "more": _more(record, "needs", refs),
    }


def _module(record: Any, refs: Refs) -> Item:
    return {
        "uid": record.uid,
        "request": refs["request"][record.request_id],
        "position": record.position,
        "programme": record.programme_ref,
        "programme_version": record.programme_version,
        "body": record.body,
        "more": _more(record, "modules", refs),
    }


def _group(record: Any, refs: Refs) -> Item:
    return {
        "uid": record.uid,
        "ref": record.ref,
        "request": refs["request"][record.request_id],
        "name": record.name,
        "headcount_included": record.headcount_included,
        "teaching_max": record.teaching_max,
        "external_ref": record.external_ref,
        **{name: as_json(getattr(record, name)) for name in LIMITS},
        "more": _more(record, "groups", refs),
    }


def _enrolment(record: Any, refs: Refs) -> Item:
    return {
        "uid": record.uid,
        "group": refs["group"][record.group_id],
        "participant": refs["participant"][record.participant_id],
        "state": record.state,
        "payer": record.payer or "",
        "more": _more(record, "enrolments", refs),
    }


def _slot(record: Any, refs: Refs) -> Item:
    return {
        "uid": record.uid,
        "request": refs["request"][record.request_id],
        "module": str(record.module.position),
        "group": refs["group"].get(record.group_id),
        "day": as_json(record.day),
        "start": record.start,
        "finish": record.finish,
        "minutes": record.minutes,
        "mode": record.mode,
        "counts": record.counts,
        "venue": refs["venue"].get(record.venue_id),
        "state": record.state,
        "note": record.note or "",
        "external_ref": record.external_ref,
        "team": [_seat(one, refs) for one in record.team],
        "past": [_past(one, refs) for one in record.past],
        "more": _more(record, "slots", refs),
    }


def _seat(one: Any, refs: Refs) -> Item:
    more = _more(one, "team", refs)
    item = {"trainer": refs["trainer"][one.trainer_id], "role": one.role}
    return item | ({"more": more} if more else {})


def _past(one: Any, refs: Refs) -> Item:
    return {"venue": refs["venue"].get(one.venue_id), "more": _more(one, "past", refs)}


def _order_form(record: Any, refs: Refs) -> Item:
    return {
        "uid": record.uid,
        "request": refs["request"][record.request_id],
        "framework": record.framework_ref,
        "lot": record.lot,
        "client": refs["client"].get(record.client_id),
        "number": record.number,
        "ordered_on": as_json(record.ordered_on),
        "net_cents": record.net_cents,
        "engagement": record.engagement or "",
        "note": record.note or "",
        "state": record.state,
        "more": _more(record, "order_forms", refs),
    }


def _of(record: Any, *loads: Any) -> Callable[[], Select[Any]]:
    return lambda: select(record).order_by(record.id).options(*loads)


_PARTS: Mapping[str, tuple[Callable[[], Select[Any]], Callable[[Any, Refs], Item]]] = {
    "methods": (_of(Method), _offered("method")),
    "programmes": (_of(Programme), _offered("programme")),
    "pathways": (_of(Pathway), _offered("pathway")),
    "rate_cards": (_of(RateCard), _offered("rate_card")),
    "questionnaires": (_of(Questionnaire, selectinload(Questionnaire.questions)), _questionnaire),
    "texts": (_of(HouseText), _house_text),
    "needs": (_of(NeedsAnalysis), _needs),
    "frameworks": (_of(Framework), _offered("framework")),
    "order_forms": (_of(OrderForm), _order_form),
    "modules": (_of(RequestModule), _module),
    "groups": (_of(TrainingGroup), _group),
    "enrolments": (_of(Enrolment), _enrolment),
    "slots": (
        _of(Slot, selectinload(Slot.module), selectinload(Slot.team), selectinload(Slot.past)),
        _slot,
    ),
}
