"""Options on dates: what becomes of them with the clock, and whose yes each date still lacks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from backoffice.errors import BackofficeError
from backoffice.i18n import N_, _


class OptionState(StrEnum):
    """Where an option stands; only the last three end it, and the clock can turn it into `EXPIRED` unseen."""

    OFFERED = "offered"
    HELD = "held"
    CHOSEN = "chosen"
    RELEASED = "released"
    EXPIRED = "expired"


OPTION_LABELS = {
    OptionState.OFFERED: N_("offered"),
    OptionState.HELD: N_("held"),
    OptionState.CHOSEN: N_("chosen"),
    OptionState.RELEASED: N_("released"),
    OptionState.EXPIRED: N_("expired"),
}
LIVE = frozenset({OptionState.OFFERED, OptionState.HELD})

# What can be done to an option, and from which states, seen at that instant.
OPTION_MOVES: dict[str, frozenset[OptionState]] = {
    "hold-option": LIVE | {OptionState.EXPIRED},
    "extend-option": LIVE | {OptionState.EXPIRED},
    "record-answer": LIVE,
    "choose-option": LIVE,
    "release-option": LIVE | {OptionState.EXPIRED},
}


class OptionMoveRefused(BackofficeError):
    """An act that the state of the option doesn't allow."""

    code = "option_move_refused"

    def __init__(self, act: str, ref: str, state: OptionState) -> None:
        possible = ", ".join(name for name, states in OPTION_MOVES.items() if state in states)
        super().__init__(
            _("{ref} is {state}: it can't take the act {act}.").format(
                ref=ref, state=_(OPTION_LABELS[state]), act=act
            ),
            remedy=_("Allowed here: {acts}.").format(acts=possible or _("nothing more")),
        )


def seen_at(
    state: OptionState, answer_by: date, hold_until: datetime | None, now: datetime, today: date
) -> OptionState:
    """What an option is at an instant: a hold ends at `hold_until` (never, without one), an offer with the
    last day to answer. Nothing is written for it to end."""
    if state is OptionState.HELD and hold_until is not None and hold_until <= now:
        return OptionState.EXPIRED
    if state is OptionState.OFFERED and answer_by < today:
        return OptionState.EXPIRED
    return state


@dataclass(frozen=True, slots=True)
class Yes:
    """One of the answers that a date needs: whose (``client``, ``venue``, or a trainer by name), and what."""

    who: str
    answer: str


def missing(answers: Iterable[Yes]) -> tuple[Yes, ...]:
    """The answers that aren't a yes yet: all of them are needed to confirm a date."""
    return tuple(one for one in answers if one.answer != "yes")
