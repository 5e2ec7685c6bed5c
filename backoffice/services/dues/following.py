"""What is due follows its dossier: written again after each act, undoing or import that touches it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from backoffice.services.acts import Act, Doing
from backoffice.services.around import Followed, Happened, after_every_undoing, around_every_act
from backoffice.services.dues.reckoning import rewrite
from backoffice.store.records import (
    Base,
    Client,
    Contract,
    DueRow,
    Funder,
    FundingPayer,
    Handover,
    Instalment,
    Quote,
    Request,
    RequestModule,
    Slot,
)

_OF_DOSSIER = (Contract, FundingPayer, Quote, RequestModule, Slot)
_OF_QUOTE = (Handover, Instalment)
_OF_DIRECTORY = (Client, Funder)
_TOUCHING = {kind.__tablename__: kind for kind in (Request, *_OF_DOSSIER, *_OF_QUOTE, *_OF_DIRECTORY)}


@dataclass(frozen=True, slots=True)
class _Following:
    doing: Doing

    def after(self, happened: Happened) -> Followed:
        """Writes what is due again in every dossier that the act touched."""
        rewrite_all(self.doing, (number for row in happened.touched for number in _dossiers(self.doing, row)))
        return Followed()


@around_every_act(undone=False)
def _look(doing: Doing, _act: Act, _record: Any) -> _Following:
    return _Following(doing)


@after_every_undoing
def _undone(doing: Doing, images: Sequence[Mapping[str, Any]]) -> None:
    """Writes what is due again in every dossier whose rows were put back."""
    rewrite_all(doing, (number for image in images for number in _of_image(doing, image)))


def rewrite_all(doing: Doing, numbers: Iterable[int]) -> None:
    """Writes what is due again in these dossiers, each once."""
    for number in dict.fromkeys(numbers):
        request = doing.unit.session.get(Request, number)
        if request is not None:
            rewrite(doing, request)


def _dossiers(doing: Doing, row: Base) -> Iterator[int]:
    """The dossiers whose payments may be others now that `row` was written."""
    match row:
        case Request():
            yield row.id
        case Handover() | Instalment():
            yield from _of_quote(doing, row.quote_id)
        case Client():
            yield from _paid_by(doing, Quote.client_id == row.id)
        case Funder():
            yield from _paid_by(doing, Quote.id.in_(_addressed(row.ref)))
        case Contract() | FundingPayer() | Quote() | RequestModule() | Slot():
            yield row.request_id


def _of_quote(doing: Doing, quote_id: int | None) -> Iterator[int]:
    quote = doing.unit.session.get(Quote, quote_id) if quote_id else None
    if quote is not None:
        yield quote.request_id


def _paid_by(doing: Doing, condition: Any) -> Iterator[int]:
    query = select(Quote.request_id).where(Quote.state == "accepted", condition)
    yield from doing.unit.session.scalars(query)


def _addressed(funder: str) -> Any:
    return select(Instalment.quote_id).where(Instalment.payer == funder)


def _of_image(doing: Doing, image: Mapping[str, Any]) -> Iterator[int]:
    kind = _TOUCHING.get(image["table"])
    if kind is None:
        return
    row = doing.unit.session.get(kind, image["key"])
    if row is not None:
        yield from _dossiers(doing, row)
        return
    told = {**image["after"], **image["before"]}
    if told.get("request_id"):
        yield int(told["request_id"])
    elif told.get("quote_id"):
        yield from _of_quote(doing, int(told["quote_id"]))


def rewrite_everything(doing: Doing) -> None:
    """Writes what is due again in every dossier where something is, or should be."""
    rewrite_all(doing, dossiers_with_dues(doing))


def dossiers_with_dues(doing: Doing) -> list[int]:
    """The dossiers with an accepted quote, with something passed on, or said to owe something."""
    accepted = select(Quote.request_id).where(Quote.state == "accepted")
    handed = select(Quote.request_id).join(Handover, Handover.quote_id == Quote.id)
    known = select(DueRow.request_id)
    return sorted(
        {number for query in (accepted, handed, known) for number in doing.unit.session.scalars(query)}
    )
