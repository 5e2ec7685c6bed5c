"""Doubles: two records of one client, contact or participant become one, and both keep their history."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from backoffice.content.acts import ClientDouble, ContactDouble, ParticipantDouble
from backoffice.content.base import Content
from backoffice.content.fields import describe
from backoffice.domain.text import fold
from backoffice.errors import Invalid
from backoffice.i18n import N_, _
from backoffice.services.acts import Doing, Done, act
from backoffice.services.directory import MODELS
from backoffice.services.kinds import ref_of, resolve
from backoffice.services.mapping import survivor
from backoffice.services.quote_drafts import recount
from backoffice.store.journal import Entry
from backoffice.store.records import Base, Client, Document, Enrolment, Quote, Record

_LABELS = {
    "client": (N_("Merge into another client"), ClientDouble),
    "contact": (N_("Merge into another contact"), ContactDouble),
    "participant": (N_("Merge into another participant"), ParticipantDouble),
}
# An enrolment that says most stands for both when one person was in a group twice.
_WEIGHT = ("refused", "withdrawn", "replaced", "candidate", "waiting", "admitted", "enrolled")


def _register(kind: str, label: str, model: type[Content]) -> None:
    @act(f"merge-{kind}", label, on=kind, model=model)
    def run(doing: Doing, double: Any, values: Any) -> Done:
        kept = survivor(resolve(doing.unit, values.into, kind).record)
        if kept is double:
            raise Invalid(
                _("{ref} can't be merged into itself.").format(ref=ref_of(double)),
                remedy=_("Choose the record that is to stay."),
            )
        if double.merged_into_id is not None:
            raise Invalid(
                _("{ref} was already merged.").format(ref=ref_of(double)),
                remedy=_("Undo that merge first, or merge the record that stayed."),
            )
        return _merge(doing, kind, double, kept)


def _merge(doing: Doing, kind: str, double: Any, kept: Any) -> Done:
    """Gives `kept` all that leads to `double` and what it alone knows; `double` then leads to `kept`.

    What was issued keeps the name it was issued to: quotes and documents don't move.
    """
    moved: dict[str, int] = {}
    for row, column in _leading_to(doing, double):
        if isinstance(row, Enrolment) and (there := _other_place(row, kept)) is not None:
            _one_place(row, there)
            continue
        setattr(row, column, kept.id)
        moved[row.__tablename__] = moved.get(row.__tablename__, 0) + 1
        doing.unit.session.flush()
        doing.unit.session.refresh(row)
        if isinstance(row, Quote):
            recount(doing, row)
    filled = _fill(kind, double, kept)
    double.merged_into_id = kept.id
    doing.unit.session.flush()
    doing.unit.session.expire(kept)
    payload = {"into": kept.ref, "moved": moved, "filled": filled}
    actor = doing.actor.id if doing.actor else None
    theirs = {"double": double.ref, "moved": moved, "filled": filled}
    doing.unit.append(Entry(f"merge-{kind}", kept.uid, doing.occurred_at, actor, kept.ref, theirs))
    return Done(double, double.ref, payload)


def _leading_to(doing: Doing, double: Record) -> Iterator[tuple[Any, str]]:
    """Every row that names `double`, and by which column; issued papers left out."""
    table = double.__tablename__
    for mapper in Base.registry.mappers:
        kind: Any = mapper.class_
        for attribute in mapper.column_attrs:
            targets = (key.column.table.name for key in attribute.columns[0].foreign_keys)
            if table not in targets or kind is Document:
                continue
            query = select(kind).where(getattr(kind, attribute.key) == double.id)
            for row in doing.unit.session.scalars(query).all():
                if not (isinstance(row, Quote) and row.state != "draft"):
                    yield row, attribute.key


def _other_place(enrolment: Enrolment, kept: Record) -> Enrolment | None:
    """The enrolment that `kept` already has in the same group, which takes a person once."""
    return next((one for one in enrolment.group.enrolments if one.participant_id == kept.id), None)


def _one_place(double: Enrolment, there: Enrolment) -> None:
    if _WEIGHT.index(double.state) > _WEIGHT.index(there.state):
        there.state = double.state
    double.state = "replaced"


def _fill(kind: str, double: Any, kept: Any) -> list[str]:
    """Gives `kept` what it doesn't say and `double` does; never an identifier of the system it came from."""
    names = [f.name for f in describe(MODELS[kind]) if f.name != "external_ref"]
    columns = [f"{n}_id" if hasattr(kept, f"{n}_id") else n for n in names]
    filled = _join_memberships(double, kept) if kind == "client" else []
    for name in (*columns, "siren", "agreed_prices", "closures"):
        if hasattr(kept, name) and not getattr(kept, name) and getattr(double, name):
            setattr(kept, name, getattr(double, name))
            filled.append(name)
    return filled


def _join_memberships(double: Client, kept: Client) -> list[str]:
    """Gives `kept` the periods of both; those of one name that meet or overlap become one."""
    joined: list[dict[str, Any]] = []
    for row in sorted([*kept.memberships, *double.memberships], key=lambda one: str(one["from"])):
        same = next((one for one in joined if _goes_on(one, row)), None)
        if same is None:
            joined.append(dict(row))
            continue
        ends = (same.get("to"), row.get("to"))
        same["to"] = None if None in ends else max(str(end) for end in ends)
        same["number"] = same.get("number") or row.get("number") or ""
    if joined == list(kept.memberships):
        return []
    kept.memberships = joined
    return ["memberships"]


def _goes_on(one: dict[str, Any], later: dict[str, Any]) -> bool:
    """Whether `later`, which begins no earlier, is the same membership as `one`."""
    if fold(str(one["label"])) != fold(str(later["label"])):
        return False
    if not one.get("to"):
        return True
    return date.fromisoformat(later["from"]) <= date.fromisoformat(str(one["to"])) + timedelta(days=1)


for _kind, (_label, _model) in _LABELS.items():
    _register(_kind, _label, _model)
