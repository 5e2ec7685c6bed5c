"""Adaptations: what a module became on the way, agreed with whom; those that take an amendment say so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backoffice.content.contracts import AdaptationNote
from backoffice.domain.amendments import Matter
from backoffice.errors import Invalid, Place
from backoffice.i18n import N_, _
from backoffice.services.acts import Doing, Done, act
from backoffice.services.contracts.standing import signed_contracts
from backoffice.services.kinds import next_rank, ref_of
from backoffice.store.records import Adaptation, RequestModule

_MATTERS = {
    "aims": Matter.AIMS,
    "dates": Matter.DATES,
    "headcount": Matter.HEADCOUNT,
    "price": Matter.PRICE,
}


def _today(doing: Doing, _module: Any) -> Mapping[str, Any]:
    return {"agreed_on": doing.happened_on}


@act(
    "record-adaptation",
    N_("Record an adaptation"),
    on="module",
    makes="adaptation",
    model=AdaptationNote,
    opening=_today,
)
def record_adaptation(doing: Doing, module: RequestModule, values: AdaptationNote) -> Done:
    """Notes what changed in a module, agreed with the group, the client or both, and when."""
    _check_day(doing, values)
    matters = _matters(values)
    adaptation = doing.unit.add(
        Adaptation(
            request_id=module.request_id,
            module_id=module.id,
            position=next_rank(doing, module.request, "D"),
            recorded_by_id=doing.actor.id if doing.actor else None,
            **_columns(values),
        )
    )
    _point_out(doing, module, matters)
    return Done(adaptation, ref_of(adaptation), {"module": module.code, "matters": matters})


def _as_noted(_doing: Doing, one: Adaptation) -> Mapping[str, Any]:
    return {
        "text": one.text,
        "agreed_with": one.agreed_with,
        "who": one.who or "",
        "agreed_on": one.agreed_on,
        **{name: str(matter) in one.matters for name, matter in _MATTERS.items()},
    }


@act(
    "edit-adaptation",
    N_("Edit the adaptation"),
    on="adaptation",
    model=AdaptationNote,
    opening=_as_noted,
    key="e",
)
def edit_adaptation(doing: Doing, one: Adaptation, values: AdaptationNote) -> Done:
    """Says better what changed, or who agreed."""
    _check_day(doing, values)
    for name, value in _columns(values).items():
        setattr(one, name, value)
    _point_out(doing, one.module, one.matters)
    return Done(one, ref_of(one), {"matters": one.matters})


def _matters(values: AdaptationNote) -> list[str]:
    return [str(matter) for name, matter in _MATTERS.items() if getattr(values, name)]


def _columns(values: AdaptationNote) -> dict[str, Any]:
    return {
        "text": values.text,
        "matters": _matters(values),
        "agreed_with": values.agreed_with,
        "who": values.who or None,
        "agreed_on": values.agreed_on,
    }


def _check_day(doing: Doing, values: AdaptationNote) -> None:
    if values.agreed_on > doing.happened_on:
        raise Invalid(
            _("An adaptation is agreed before it is recorded."),
            place=Place(path="agreed_on"),
            remedy=_("Correct the date."),
        )


def _point_out(doing: Doing, module: RequestModule, matters: list[str]) -> None:
    if not matters:
        return
    signed = signed_contracts(doing, module.request)
    if not signed:
        return
    text = _("It changes what {contract} says: an amendment is to be issued (issue-amendment).")
    doing.warnings.append(text.format(contract=", ".join(one.ref for one in signed)))
