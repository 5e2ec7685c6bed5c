"""The public consultation that a dossier answers: its reference, its lots, what was decided of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from backoffice.content.frameworks import Consultation, LotAnswered, LotDecided
from backoffice.errors import BackofficeError, Invalid, Place
from backoffice.i18n import N_, _
from backoffice.i18n.formats import short_date
from backoffice.services.acts import Doing, Done, act
from backoffice.store.records import Request

_DECIDED = ("won", "lost", "dropped")


class NoProcedure(BackofficeError):
    code = "no_procedure"

    def __init__(self, ref: str) -> None:
        super().__init__(
            _("{ref} doesn't answer a public procedure.").format(ref=ref),
            remedy=_("Edit the request, and give it that kind."),
        )


def lots_of(request: Request) -> tuple[Mapping[str, Any], ...]:
    """The lots of a dossier's consultation, in the order in which they were noted."""
    return tuple((request.details.get("consultation") or {}).get("lots", ()))


def _said(request: Request) -> dict[str, Any]:
    if request.kind != "procedure":
        raise NoProcedure(request.ref)
    return dict(request.details.get("consultation") or {})


def _kept(doing: Doing, request: Request, said: Mapping[str, Any]) -> None:
    request.details = {**request.details, "consultation": dict(said)}
    doing.unit.session.flush()


def _consultation(_doing: Doing, request: Request) -> Mapping[str, Any]:
    said = request.details.get("consultation") or {}
    return {name: said[name] for name in ("reference", "platform") if said.get(name)}


@act(
    "describe-consultation",
    N_("Describe the consultation"),
    on="request",
    model=Consultation,
    opening=_consultation,
)
def describe(doing: Doing, request: Request, values: Consultation) -> Done:
    """The buyer's reference of the procedure, and where its answer is filed."""
    _kept(doing, request, _said(request) | values.model_dump())
    return Done(request, request.ref, {"procedure": values.reference})


@act("note-lot", N_("Note a lot of the consultation"), on="request", model=LotAnswered)
def note_lot(doing: Doing, request: Request, values: LotAnswered) -> Done:
    """A lot by its code, studied, answered or left; said again, it is corrected."""
    said = _said(request)
    lots = [dict(one) for one in said.get("lots", ())]
    row = values.model_dump(mode="json")
    there = next((one for one in lots if one["code"] == values.code), None)
    if there is None:
        lots.append(row)
    elif there["state"] in _DECIDED:
        raise Invalid(
            _("Lot {lot} is decided already.").format(lot=values.code),
            place=Place(path="code"),
            remedy=_("Decide it again if that was wrong, with the act decide-lot."),
        )
    else:
        there.update(row)
    _kept(doing, request, said | {"lots": lots})
    return Done(request, request.ref, {"lot": values.code, "state": values.state})


@act("decide-lot", N_("The buyer decides of a lot"), on="request", model=LotDecided)
def decide_lot(doing: Doing, request: Request, values: LotDecided) -> Done:
    """Won, lost or without follow-up; only a lot that was answered is won or lost."""
    said = _said(request)
    lots = [dict(one) for one in said.get("lots", ())]
    lot = next((one for one in lots if one["code"] == values.code), None)
    if lot is None:
        raise Invalid(
            _("No lot {lot} is noted.").format(lot=values.code),
            place=Place(path="code"),
            remedy=_("Use one of: {codes}.").format(codes=", ".join(_codes(lots)) or "-"),
        )
    if lot["state"] not in ("answered", *_DECIDED) and values.outcome != "dropped":
        raise Invalid(
            _("Lot {lot} wasn't answered.").format(lot=values.code),
            place=Place(path="code"),
            remedy=_("Note first that it was, with the act note-lot."),
        )
    if values.on > doing.happened_on:
        raise Invalid(
            _("{day} hasn't come yet.").format(day=short_date(values.on)),
            place=Place(path="on"),
            remedy=_("Correct the date."),
        )
    lot.update(state=values.outcome, on=values.on.isoformat(), why=values.why)
    _kept(doing, request, said | {"lots": lots})
    if values.outcome == "won":
        doing.warnings.append(_("Record its framework (new-framework), then place the dossier under it."))
    return Done(request, request.ref, {"lot": values.code, "outcome": values.outcome})


def _codes(lots: Iterable[Mapping[str, Any]]) -> list[str]:
    return [str(one["code"]) for one in lots]
