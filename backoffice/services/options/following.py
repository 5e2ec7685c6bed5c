"""A hold that follows a quote: whatever is done to the quote, its end comes with it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from backoffice.services.acts import Act, Doing
from backoffice.services.around import Followed, Happened, around_every_act
from backoffice.services.options.proposing import option_of_quote, quote_end
from backoffice.store.records import Quote


@dataclass(frozen=True, slots=True)
class _Following:
    doing: Doing

    def after(self, happened: Happened) -> Followed:
        for quote in {id(one): one for one in happened.touched if isinstance(one, Quote)}.values():
            _follow(self.doing, quote)
        return Followed()


@around_every_act(undone=True)
def _look(doing: Doing, _act: Act, _record: object) -> _Following:
    return _Following(doing)


def _follow(doing: Doing, quote: Quote) -> None:
    """Accepted, it is held until it is chosen or released; refused or withdrawn, no longer; replaced by
    another version, as long as that one can be accepted."""
    for option in option_of_quote(doing, quote):
        heir = _heir(doing, quote) if quote.state == "superseded" else quote
        option.quote = heir or quote
        if option.quote.state == "accepted":
            option.hold_until = None
        elif option.quote.state == "issued":
            option.hold_until = quote_end(doing, option.quote)
        else:
            option.hold_until = doing.now
    doing.unit.session.flush()


def _heir(doing: Doing, quote: Quote) -> Quote | None:
    """The version of the same dossier that stands in the place of one that was superseded."""
    query = select(Quote).where(
        Quote.request_id == quote.request_id,
        Quote.client_id == quote.client_id,
        Quote.state.in_(("issued", "accepted")),
    )
    return doing.unit.session.scalars(query.order_by(Quote.version_no.desc())).first()
