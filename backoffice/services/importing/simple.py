"""The directory and requests: recognised, then made many at once or changed one by one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import select

from backoffice.content.base import Content
from backoffice.content.fields import describe
from backoffice.domain.lifecycle import Stage
from backoffice.domain.uid import new_uid
from backoffice.errors import BackofficeError
from backoffice.i18n import _
from backoffice.services.acts import acts
from backoffice.services.around import Happened, joined, look
from backoffice.services.clocks_of_many import Promised, Received, promise_many
from backoffice.services.directory import check_unique
from backoffice.services.dispatcher import happened_at
from backoffice.services.finding import Find, survivor
from backoffice.services.importing import carried
from backoffice.services.importing.batch import Batch, OnlyNew
from backoffice.services.importing.lookups import AT_ONCE, Known, batches
from backoffice.services.importing.recognise import Recogniser
from backoffice.services.importing.report import Told, differences
from backoffice.services.importing.rows import Row
from backoffice.services.importing.tables import BESIDE, Series, Table, series_of, series_of_ref
from backoffice.services.kinds import ref_of
from backoffice.services.lifts import check_lifts
from backoffice.services.mapping import texts
from backoffice.services.timing import check_time
from backoffice.store.bulk import New, insert
from backoffice.store.clocks.bulk import write_promises
from backoffice.store.clocks.rows import DUE_COLUMNS
from backoffice.store.images import Watcher
from backoffice.store.records import Request
from backoffice.store.types import instant_text

_ENDS = {Stage.DECLINED: "decline", Stage.WITHDRAWN: "withdraw", Stage.EXPIRED: "expire"}
# Stages that only a quote leads to: a dossier taken over there says so, for its quote isn't ours.
_QUOTED = (Stage.OFFERED, Stage.ACCEPTED, Stage.CLOSED)


class WasMerged(BackofficeError):
    """A row that leads to a record that was merged into another: neither changes."""

    code = "was_merged"

    def __init__(self, ref: str, into: str) -> None:
        super().__init__(
            _("{ref} was merged into {into}: what the file says of it is left aside.").format(
                ref=ref, into=into
            ),
            remedy=_("Change {into} itself, or give its reference in the file.").format(into=into),
        )


@dataclass(slots=True)
class _Ready:
    """A new record, ready to be written."""

    row: Row
    values: Any
    columns: dict[str, Any]
    occurred_at: datetime
    ref: str = ""


def take(batch: Batch, table: Table, rows: Sequence[Row]) -> None:
    """Brings `rows` in, and tells what became of each, in order."""
    if not any(map(_merged, rows)):
        _take(batch, table, rows)
        return
    # What was merged comes after what it was merged into, which must be there by then.
    for merged, those in groupby(rows, _merged):
        if merged:
            for row in those:
                _take(batch, table, [row])
        else:
            _take(batch, table, list(those))


def _merged(row: Row) -> bool:
    more = row.given.get("more")
    return isinstance(more, dict) and more.get("merged_into") is not None


def _take(batch: Batch, table: Table, rows: Sequence[Row]) -> None:
    told: dict[int, Told] = {}
    batch.expect(rows)
    for row in rows:
        batch.link(row)
    recogniser = Recogniser(batch, table)
    ready: list[tuple[int, _Ready]] = []
    for index, (row, match) in enumerate(zip(rows, recogniser.match(rows), strict=True)):
        try:
            if isinstance(match, BackofficeError):
                raise match
            if match is not None:
                told[index] = _change(batch, table, row, match)
            else:
                ready.append((index, _prepare(batch, table, row)))
        except BackofficeError as wrong:
            told[index] = batch.bad(row, table.kind, wrong)
    recogniser.warn_of_doubles([one for _index, one in ready])
    for (index, _one), made in zip(ready, _make(batch, table, [one for _index, one in ready]), strict=True):
        told[index] = made
    batch.tell(told[index] for index in sorted(told))


# New records ----------------------------------------------------------------------------------------------


def _prepare(batch: Batch, table: Table, row: Row) -> _Ready:
    values = row.build(table.model, row.given)
    doing, usual, act = batch.doing, batch.doing.occurred_at, acts()[table.make_act]
    batch.lookups.as_it_stood = bool(row.key("uid"))
    # A request happened when it was received, as its form says; most records when they are imported.
    doing.occurred_at = occurred = happened_at(act, values, usual, doing.now)
    try:
        check_time(doing, act, "")
        columns = table.columns(doing, values, batch.lookups)
        if table.kind == "user":
            check_unique(doing, table.kind, columns, None)
    except BackofficeError as wrong:
        raise row.error(wrong) from None
    finally:
        doing.occurred_at = usual
    for name in ("external_ref", "uid", "login"):
        if row.key(name):
            batch.once(row, name, row.key(name))
    more = getattr(values, "more", {})
    if table.kind == "request":
        columns |= _taken_over(batch, row, values, columns, more)
        more = {key: value for key, value in more.items() if key != "details"}
    if more:
        columns |= carried.read(table.record, more, table.covered(), batch.lookups, row.at("more"))
    return _Ready(row, values, columns, occurred)


def _taken_over(
    batch: Batch, row: Row, values: Any, columns: Mapping[str, Any], more: Mapping[str, Any]
) -> dict[str, Any]:
    """The columns of a dossier that comes in at a later stage."""
    found = {
        "stage": values.stage,
        "waiting_for": values.waiting_for or None,
        "chase_on": values.chase_on if values.waiting_for else None,
    }
    if "owner" in row.given and not values.owner:
        found["owner_id"] = None  # a form proposes whoever fills it in; a file says what it means
    details = columns["details"]
    if "details" in more:
        column: Any = Request.__table__.c.details
        kept = carried.judged(column, more["details"], batch.lookups, row.at("more.details"))
        try:
            check_lifts(kept or {}, batch.doing.now)
        except BackofficeError as wrong:
            raise wrong.at(row.at(f"more.details.{wrong.place.path}")) from None
        details = {**(kept or {}), **details}
    stage = Stage(values.stage)
    if stage in _QUOTED:
        details = {**details, "taken_over": str(stage)}
    if stage in _ENDS and "ended" not in more:
        found["ended"] = {"stage": str(Stage.RECEIVED), "act": _ENDS[stage], "slots": []}
    if details != columns["details"]:
        found["details"] = details
    return found


def _make(batch: Batch, table: Table, ready: Sequence[_Ready]) -> list[Told]:
    if not ready:
        return []
    _give_refs(batch, table, ready)
    find: Find = batch.lookups
    uids = [one.row.key("uid") or new_uid() for one in ready]
    links = [find.linked(one.columns) for one in ready]
    promised = _promised(batch, table, ready, uids, links)
    rows = [
        New({**one.columns, "ref": one.ref}, linked, uid, _due(promised.get(uid)))
        for one, uid, linked in zip(ready, uids, links, strict=True)
    ]
    made = insert(batch.doing.unit, table.record, rows, images=batch.images is not None)
    if promised:
        told = [(record.id, promised[record.uid].rows) for record in made if record.uid in promised]
        write_promises(batch.doing.unit.driver, told, instant_text(batch.doing.now))
    found = []
    for one, record in zip(ready, made, strict=True):
        payload = table.payload(one.values)
        its = promised.get(record.uid)
        clock = its.followed(record.id) if its else None
        batch.entry(table.make_act, record.uid, one.ref, payload, clock, one.occurred_at)
        known = Known(record.id, one.ref)
        shown = one.values.model_dump(mode="python") if batch.report.dry_run else {}
        found.append(batch.made(one.row, table.kind, known, shown, _called(one.values)))
    batch.keep(one.image for one in made if one.image is not None)
    return found


def _promised(
    batch: Batch,
    table: Table,
    ready: Sequence[_Ready],
    uids: Sequence[str],
    links: Sequence[Mapping[str, Any]],
) -> Mapping[str, Promised]:
    """What new dossiers are promised, by their uids: a dossier's row is written with what is due on it."""
    if table.kind != "request":
        return {}
    received = [
        Received(uid, one.ref, one.columns, one.occurred_at, _kind(linked.get("client")))
        for one, uid, linked in zip(ready, uids, links, strict=True)
    ]
    return promise_many(batch.doing, received)


def _due(promised: Promised | None) -> Mapping[str, Any]:
    return {} if promised is None else dict(zip(DUE_COLUMNS, promised.rows.due, strict=True))


def _give_refs(batch: Batch, table: Table, ready: Sequence[_Ready]) -> None:
    """References from the counters, as many as are needed in one step; those of an export are kept."""
    doing = batch.doing
    free = _free_refs(batch, table, ready)
    wanting: dict[str, tuple[Callable[[int], str], list[_Ready]]] = {}
    known: dict[str, Series | None] = {}
    for one in ready:
        kept, kind = one.row.key("ref"), _kind(one.values)
        if kind not in known:
            known[kind] = series_of(doing, table, one.values)
        series = known[kind]
        if series is None:
            one.ref = str(one.columns["ref"])
        elif kept in free and (place := series_of_ref(doing, table.kind, kind, kept)):
            one.ref = kept
            free.discard(kept)
            doing.unit.number_reached(place[0], doing.today, place[1])
        else:
            wanting.setdefault(series[0], (series[1], []))[1].append(one)
    for name, (written, those) in wanting.items():
        numbers = doing.unit.next_numbers(name, doing.today, len(those))
        for one, number in zip(those, numbers, strict=True):
            one.ref = written(number)


def _kind(values: Any) -> str:
    return str(getattr(values, "kind", ""))


def _free_refs(batch: Batch, table: Table, ready: Sequence[_Ready]) -> set[str]:
    """The references that an export gave with their uid, and that are nobody's here."""
    kept = {one.row.key("ref") for one in ready if one.row.key("uid") and one.row.key("ref")}
    record: Any = table.record
    taken: set[str] = set()
    for part in batches(sorted(kept), AT_ONCE):
        taken.update(batch.doing.unit.session.scalars(select(record.ref).where(record.ref.in_(part))))
    return kept - taken


# Known records --------------------------------------------------------------------------------------------


def _change(batch: Batch, table: Table, row: Row, record: Any) -> Told:
    """Gives a record what differs; nothing is written when nothing does."""
    before = texts(record, table.model, {"group", "ref"})
    given = {name: value for name, value in row.given.items() if name not in ("uid", "ref", "more")}
    values = row.build(table.model, before | given)
    after = {name: getattr(values, name) for name in before}
    names = [asked.name for asked in describe(table.model) if asked.name in given and asked.name in before]
    changes = differences(before, after, names)
    _check_only_new(batch, table, row, record, changes)
    kept = survivor(record)
    known = Known(kept.id, ref_of(kept))
    if changes and kept is not record:
        batch.report.warn(row.error(WasMerged(ref_of(record), known.ref)))
        changes = ()
    if changes:
        _edit(batch, table, row, record, values)
    batch.once(row, "record", ref_of(record))
    return batch.met(row, table.kind, known, changes, _called(values), changed=bool(changes))


def _check_only_new(batch: Batch, table: Table, row: Row, record: Any, changes: Sequence[Any]) -> None:
    for change in changes:
        if change.field in table.only_new:
            raise row.error(OnlyNew(change.field, ref_of(record)).at(row.at(change.field)))
    more = row.given.get("more")
    if not more:
        return
    wanted = {key: value for key, value in more.items() if key != "details"}
    columns = carried.read(table.record, wanted, table.covered(), batch.lookups, row.at("more"))
    for name, value in columns.items():
        if getattr(record, name) != value:
            raise row.error(OnlyNew(f"more.{name}", ref_of(record)).at(row.at("more")))


def _edit(batch: Batch, table: Table, row: Row, record: Any, values: Content) -> None:
    """The edit that its act does, alone in its own step: what is refused half-way leaves nothing."""
    doing = batch.doing
    watcher, act = Watcher(doing.unit.session), acts()[table.edit_act]
    try:
        with doing.unit.session.begin_nested():
            watching = look(doing, act, record)
            done = table.edit(doing, record, values)
            doing.unit.session.flush()
            happened = Happened(act, done, watcher.touched())
            followed = watching.after(happened, undone=True)
            doing.unit.session.flush()
        batch.keep(watcher.images())
        told = joined((followed, watching.after(happened, undone=False)))
        batch.entry(table.edit_act, record.uid, done.ref, done.payload, told)
    except BackofficeError as wrong:
        raise row.error(wrong) from None
    finally:
        watcher.close()


def _called(values: Any) -> str:
    """What a record is called in the report."""
    said = vars(values)
    title, first = said.get("name") or said.get("topic"), said.get("first_name")
    return " ".join(part for part in (title, first) if part)


__all__ = ["BESIDE", "take"]
