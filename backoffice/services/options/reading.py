"""The options of a dossier as they stand now: what the clock made of them, whose yes they lack."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from backoffice.domain.options import (
    LIVE,
    OPTION_MOVES,
    OptionMoveRefused,
    OptionState,
    Yes,
    missing,
    seen_at,
)
from backoffice.services.acts import Doing
from backoffice.services.kinds import ref_of
from backoffice.services.taking_up import SHARED_KINDS
from backoffice.services.teams import full_name
from backoffice.store.records import CalendarOption, OptionPlace, Request, Slot


def options_of(doing: Doing, request: Request) -> Sequence[CalendarOption]:
    """Every option of a dossier, in the order they were proposed."""
    query = select(CalendarOption).where(CalendarOption.request_id == request.id)
    return doing.unit.session.scalars(query.order_by(CalendarOption.position)).all()


def state_of(doing: Doing, option: CalendarOption) -> OptionState:
    """What an option is now, seen with the clock."""
    state = OptionState(option.state)
    return seen_at(state, option.answer_by, option.hold_until, doing.now, doing.today)


def live_options(doing: Doing, request: Request) -> list[CalendarOption]:
    """Those that the client can still choose."""
    return [one for one in options_of(doing, request) if state_of(doing, one) in LIVE]


def check_option_move(doing: Doing, act: str, option: CalendarOption) -> None:
    """Raises OptionMoveRefused when an option, as it is now, doesn't allow `act`."""
    state = state_of(doing, option)
    if state not in OPTION_MOVES[act]:
        raise OptionMoveRefused(act, ref_of(option), state)


def answers_of(where: OptionPlace | Slot) -> tuple[Yes, ...]:
    """The answers that a date needs: the client's, each trainer's (one at least, where somebody
    teaches), and the venue's where it is a room."""
    room = where.venue is not None and where.venue.kind not in SHARED_KINDS
    slot = where.slot if isinstance(where, OptionPlace) else where
    nobody = slot.supervision == "live_trainer" and not where.team
    return (
        Yes("client", where.client_answer),
        *((Yes("trainer", "not_asked"),) if nobody else ()),
        *(Yes(full_name(one.trainer), one.answer) for one in where.team),
        *((Yes("venue", where.venue_answer),) if room else ()),
    )


def lacks(where: OptionPlace | Slot) -> tuple[Yes, ...]:
    """The yeses that a date lacks."""
    return missing(answers_of(where))
