"""Agreements, contracts and their amendments once issued: their states, who signs when, what may be asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from backoffice.domain.calendars import Calendar
from backoffice.domain.deadlines.counting import working_day_from
from backoffice.errors import BackofficeError, Invalid, Place
from backoffice.i18n import N_, _
from backoffice.i18n.formats import short_date


class ContractKind(StrEnum):
    AGREEMENT = "agreement"
    CONTRACT = "contract"
    AMENDMENT = "amendment"


class ContractState(StrEnum):
    """Where a signature stands. A retracted contract was given up by the individual in time."""

    ISSUED = "issued"
    ASKED = "asked"
    SIGNED = "signed"
    WITHDRAWN = "withdrawn"
    RETRACTED = "retracted"


CONTRACT_LABELS = {
    ContractState.ISSUED: N_("issued, not signed"),
    ContractState.ASKED: N_("sent to be signed"),
    ContractState.SIGNED: N_("signed"),
    ContractState.WITHDRAWN: N_("withdrawn"),
    ContractState.RETRACTED: N_("retracted by the individual"),
}
# Those that count: still to be signed, or signed.
STANDING = frozenset({ContractState.ISSUED, ContractState.ASKED, ContractState.SIGNED})
_UNSIGNED = frozenset({ContractState.ISSUED, ContractState.ASKED})

CONTRACT_MOVES: dict[str, frozenset[ContractState]] = {
    "ask-signature": _UNSIGNED,
    "record-signature": _UNSIGNED,
    "reverse-signature": frozenset({ContractState.SIGNED}),
    "withdraw-contract": _UNSIGNED,
    "record-retraction": frozenset({ContractState.SIGNED}),
    "issue-amendment": frozenset({ContractState.SIGNED}),
}


class ContractMoveRefused(BackofficeError):
    """An act that the state of an agreement, a contract or an amendment doesn't allow."""

    code = "contract_move_refused"

    def __init__(self, act: str, ref: str, state: ContractState) -> None:
        possible = ", ".join(name for name, states in CONTRACT_MOVES.items() if state in states)
        super().__init__(
            _("{ref} is {state}: it can't take the act {act}.").format(
                ref=ref, state=_(CONTRACT_LABELS[state]), act=act
            ),
            remedy=_("Allowed here: {acts}.").format(acts=possible or _("nothing more")),
        )


def check_contract_move(act: str, ref: str, state: ContractState) -> None:
    """Raises ContractMoveRefused when the state doesn't allow the act."""
    if state not in CONTRACT_MOVES[act]:
        raise ContractMoveRefused(act, ref, state)


# Withdrawal of an individual: L.6353-5 of the labour code; L.221-18 of the consumer code.
WITHDRAWAL_DAYS = 10
DISTANCE_DAYS = 14


def withdrawal_days(at_distance: bool) -> int:
    """How many days an individual has to give the contract up; more when it is signed at a distance."""
    return DISTANCE_DAYS if at_distance else WITHDRAWAL_DAYS


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """The last day on which an individual may give up, and the first on which something may be asked."""

    last_day: date
    payable_from: date


def withdrawal(signed_on: date, at_distance: bool, calendar: Calendar) -> Withdrawal:
    """The period that begins with an individual's signature: the day itself doesn't count, and a period that
    ends on a day off ends on the next working day."""
    last = working_day_from(calendar, signed_on + timedelta(days=withdrawal_days(at_distance)))
    return Withdrawal(last, last + timedelta(days=1))


class SignedTooEarly(BackofficeError):
    code = "signed_too_early"

    def __init__(self, ref: str, issued_on: date) -> None:
        super().__init__(
            _("{ref} was issued on {day}: it can't have been signed before.").format(
                ref=ref, day=short_date(issued_on)
            ),
            place=Place(path="on"),
            remedy=_("Correct the date of signature, or record it on the document that was signed."),
        )


class RetractedTooLate(BackofficeError):
    code = "retracted_too_late"

    def __init__(self, ref: str, last_day: date) -> None:
        super().__init__(
            _("{ref} could be given up until {day}.").format(ref=ref, day=short_date(last_day)),
            place=Place(path="on"),
            remedy=_("Give the day the letter was sent; after that day the cancellation terms hold."),
        )


def check_signed(ref: str, issued_on: date, on: date, today: date) -> None:
    """Raises SignedTooEarly for a signature before the document was issued, Invalid for one in the future."""
    if on < issued_on:
        raise SignedTooEarly(ref, issued_on)
    if on > today:
        raise Invalid(
            _("A signature can't be in the future."),
            place=Place(path="on"),
            remedy=_("Correct the date."),
        )


def late(signed_on: date, starts_on: date | None) -> bool:
    """Whether a signature came too late: an agreement is signed before the first slot."""
    return starts_on is not None and signed_on >= starts_on
