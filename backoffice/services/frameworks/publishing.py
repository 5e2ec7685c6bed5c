"""Frameworks edited by their head, lots and prices, renewed, revised, ended: each time a new version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from backoffice.content.base import Content, build
from backoffice.content.frameworks import (
    Ending,
    FrameworkFile,
    FrameworkHead,
    IndexReading,
    LotCode,
    LotLine,
    NewFramework,
    ScheduleLine,
    framework_of,
    line_body,
)
from backoffice.domain.frameworks import UnknownLot
from backoffice.errors import Invalid, Place
from backoffice.i18n import N_, _
from backoffice.i18n.formats import short_date
from backoffice.services.acts import Doing, Done, act
from backoffice.services.catalogue import FAMILIES, Retired, publish_read
from backoffice.services.kinds import ref_of
from backoffice.store.records import Client, Framework, FrameworkLine, Record

_FAMILY = next(one for one in FAMILIES if one.kind == "framework")


def _from_client(doing: Doing, parent: Any) -> Mapping[str, Any]:
    """A form opened from a client's page begins with that client."""
    found = doing.unit.maybe(Client, parent) if isinstance(parent, str) and parent else parent
    return {"client": ref_of(found)} if isinstance(found, Client) else {}


@act("new-framework", N_("New framework"), makes="framework", model=NewFramework, opening=_from_client)
def new_framework(doing: Doing, _nothing: str, values: NewFramework) -> Done:
    """A framework by its head; its lots and its prices come next."""
    there = doing.unit.maybe(Framework, values.code)
    if there is not None:
        raise Invalid(
            _("There is already a framework {code}.").format(code=values.code),
            place=Place(path="code"),
            remedy=_("Give another code, or edit that one."),
        )
    return publish_read(doing, _FAMILY, values.file())


def _head(_doing: Doing, record: Framework) -> Mapping[str, Any]:
    read = framework_of(record.body)
    return {name: getattr(read, name) for name in FrameworkHead.model_fields}


@act(
    "edit-framework-head",
    N_("Edit what the framework says as a whole"),
    on="framework",
    model=FrameworkHead,
    opening=_head,
    key="t",
)
def edit_head(doing: Doing, record: Framework, values: FrameworkHead) -> Done:
    """Dates, renewals, amounts, buyers, the formula of revision: an amendment of the market, say."""
    return _changed(doing, record, values.model_dump())


@act("set-lot", N_("Add or edit a lot"), on="framework", model=LotLine)
def set_lot(doing: Doing, record: Framework, values: LotLine) -> Done:
    """A lot by its code: a new one, or what that one says from now on."""
    lots = _last(doing, record).lots
    known = [one.code for one in lots]
    kept = [values if one.code == values.code else one for one in lots]
    return _changed(doing, record, {"lots": _plain(kept if values.code in known else [*lots, values])})


@act("remove-lot", N_("Take a lot out"), on="framework", model=LotCode)
def remove_lot(doing: Doing, record: Framework, values: LotCode) -> Done:
    """A lot that nothing is ordered of, with its prices."""
    read = _last(doing, record)
    if values.code not in {one.code for one in read.lots}:
        raise UnknownLot(read.framework(), values.code)
    lots = [one for one in read.lots if one.code != values.code]
    lines = [one for one in read.lines if one.lot != values.code]
    return _changed(doing, record, {"lots": _plain(lots), "lines": _plain(lines)})


@act("add-price", N_("Add a price"), on="framework", model=ScheduleLine, key="c")
def add_price(doing: Doing, record: Framework, values: ScheduleLine) -> Done:
    """One more line of the price schedule."""
    lines = [*_last(doing, record).lines, values]
    return _changed(doing, record, {"lines": _plain(lines)}, rank=len(lines))


def _line(_doing: Doing, line: FrameworkLine) -> Mapping[str, Any]:
    read = build(ScheduleLine, line.body)
    return {name: getattr(read, name) for name in ScheduleLine.model_fields}


@act("edit-price", N_("Edit the price"), on="schedule-line", model=ScheduleLine, opening=_line, key="e")
def edit_price(doing: Doing, line: FrameworkLine, values: ScheduleLine) -> Done:
    """Changes a line of the schedule; quotes already priced keep what it said."""
    lines = list(_last(doing, line.framework).lines)
    lines[line.position - 1] = values
    return _changed(doing, line.framework, {"lines": _plain(lines)}, rank=line.position)


@act("remove-price", N_("Take the price out of the schedule"), on="schedule-line")
def remove_price(doing: Doing, line: FrameworkLine, _values: None) -> Done:
    """Takes a line out; the others move up."""
    lines = [one for rank, one in enumerate(_last(doing, line.framework).lines, 1) if rank != line.position]
    return _changed(doing, line.framework, {"lines": _plain(lines)})


def _next_anniversary(doing: Doing, record: Framework) -> Mapping[str, Any]:
    return {"from_day": framework_of(record.body).framework().anniversary(doing.happened_on)}


@act(
    "revise-prices",
    N_("Revise the prices"),
    on="framework",
    model=IndexReading,
    opening=_next_anniversary,
)
def revise_prices(doing: Doing, record: Framework, values: IndexReading) -> Done:
    """The index as it is read for an anniversary: prices follow it from that day on."""
    read = _last(doing, record)
    kept = [one for one in read.readings if one.from_day != values.from_day]
    readings = sorted([*kept, values], key=lambda one: one.from_day)
    return _changed(doing, record, {"readings": _plain(readings)})


@act("renew-framework", N_("Record its renewal"), on="framework")
def renew(doing: Doing, record: Framework, _values: None) -> Done:
    """The buyer renews it for one more period; one that is renewed unless refused needs no act."""
    read = _last(doing, record)
    if read.tacit:
        raise Invalid(
            _("{code} is renewed unless the buyer refuses: there is nothing to record.").format(
                code=read.code
            ),
            remedy=_("Record its end, with the act end-framework, if the buyer refuses."),
        )
    if read.renewed >= read.renewals:
        raise Invalid(
            _("{code} can't be renewed any more: it ends on {day}.").format(
                code=read.code, day=short_date(read.framework().last_day)
            ),
            remedy=_("Allow more renewals first, if an amendment says so."),
        )
    return _changed(doing, record, {"renewed": read.renewed + 1})


@act("end-framework", N_("End it before its time"), on="framework", model=Ending)
def end(doing: Doing, record: Framework, values: Ending) -> Done:
    """Its last day, when it isn't renewed or is terminated; orders given until then stand."""
    return _changed(doing, record, {"ended_on": values.ended_on})


def _plain(rows: Sequence[Content]) -> list[dict[str, Any]]:
    return [line_body(one) if isinstance(one, ScheduleLine) else one.model_dump() for one in rows]


def _last(doing: Doing, record: Framework) -> FrameworkFile:
    """The last version of a framework: what is changed; raises Retired."""
    last: Framework = doing.unit.find(Framework, record.ref)
    if last.state == "retired":
        raise Retired(last.ref)
    return framework_of(last.body)


def _changed(doing: Doing, record: Framework, changes: Mapping[str, Any], rank: int | None = None) -> Done:
    """A new version, checked as a whole; its subject is the line of the schedule that was changed, if one."""
    said = _last(doing, record).model_dump(exclude_none=True) | dict(changes)
    done = publish_read(doing, _FAMILY, build(FrameworkFile, said))
    if rank is None:
        return done
    line: Record = done.subject.lines[rank - 1]  # type: ignore[attr-defined]
    return Done(line, ref_of(line), done.payload)
