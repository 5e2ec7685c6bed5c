"""What happens to a dossier, as far as promises count from it or are kept by it: a small set, versioned.

An act that makes one of these happen, or that may keep a promise, has its row in `ACTS`. The events that an
act made happen are written in the journal with it, so that a later table never changes what was promised.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from types import MappingProxyType

# What the journal notes for promises, and how: since 2, each time of what can come again, and each exchange.
VERSION = 2


class Event(StrEnum):
    """What a promise can count from."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    NEEDS_COMPLETE = "needs_complete"
    INTERVIEW_HELD = "interview_held"
    CLIENT_ANSWERED = "client_answered"
    FUNDING_DECIDED = "funding_decided"
    PROPOSAL_SENT = "proposal_sent"
    QUOTE_ISSUED = "quote_issued"
    ACCEPTED = "accepted"
    DATES_CONFIRMED = "dates_confirmed"
    FIRST_SLOT = "first_slot"
    LAST_SLOT = "last_slot"
    MODULE_START = "module_start"
    MODULE_END = "module_end"
    DOCUMENT_RECEIVED = "document_received"
    COMPLAINT = "complaint"
    SUBMISSION = "submission"
    QUESTIONS = "questions"
    VISIT = "visit"


# What may lie ahead when a promise that counts from it is made; anything else has happened by then.
AHEAD = frozenset(
    {
        *(Event.FIRST_SLOT, Event.LAST_SLOT, Event.MODULE_START, Event.MODULE_END),
        *(Event.SUBMISSION, Event.QUESTIONS, Event.VISIT),
    }
)


class Step(StrEnum):
    """What is promised: the contract's steps."""

    ACKNOWLEDGE = "acknowledge"
    FIRST_ANSWER = "first_answer"
    NEEDS = "needs"
    PROPOSAL = "proposal"
    QUOTE = "quote"
    DATES = "dates"
    DOCUMENTS = "documents"
    CERTIFICATES = "certificates"
    COMPLAINT = "complaint"


OWED_BY = ("us", "client", "funder", "participant")
# Whom one can wait for while a clock stands still.
PAUSED_BY = ("client", "funder", "trainer")
# One for each module or complaint of a dossier: ``module_start:M3``, ``complaint:1``.
SCOPED = frozenset({Event.MODULE_START, Event.MODULE_END, Event.COMPLAINT})
# What people say can come again: each time that leaves a promise open is one of its own, and the one noted
# under the bare name is the first. Such a time is called by the rank of its exchange: ``client_answered:3``.
SAID = frozenset({Event.CLIENT_ANSWERED, Event.INTERVIEW_HELD, Event.DOCUMENT_RECEIVED})
# What acts do again, called by its rank: ``proposal_sent:2``. What was done before it keeps nothing after it.
DONE_AGAIN = frozenset({Event.PROPOSAL_SENT, Event.QUOTE_ISSUED, Event.FUNDING_DECIDED})
AGAIN = SAID | DONE_AGAIN
# Instants that a public procedure sets itself.
FIXED = (Event.SUBMISSION, Event.QUESTIONS, Event.VISIT)

_BY_PROCEDURE = frozenset(FIXED)
_WITH_A_CLIENT = frozenset({Event.INTERVIEW_HELD, Event.CLIENT_ANSWERED})
IMPOSSIBLE: Mapping[str, frozenset[Event]] = MappingProxyType(
    {
        "intra": _BY_PROCEDURE,
        "inter": _BY_PROCEDURE,
        "own_session": _BY_PROCEDURE | _WITH_A_CLIENT,
        "procedure": frozenset(),
    }
)


@dataclass(frozen=True, slots=True)
class ActRule:
    """What an act means to promises: what it makes happen, steps it leaves out, whether it ends a dossier.

    An act that works on a part (`whole` names what must then be whole: ``confirmed`` or ``dated`` slots)
    keeps a promise only once the whole is done.
    """

    events: tuple[Event, ...] = ()
    leaves_out: tuple[Step, ...] = ()
    ends: bool = False
    reopens: bool = False
    whole: str = ""


ACTS: Mapping[str, ActRule] = MappingProxyType(
    {
        "receive-request": ActRule(),
        # A corrected fact can have another policy fit.
        "edit-request": ActRule(),
        "acknowledge": ActRule((Event.ACKNOWLEDGED,)),
        "skip-acknowledgement": ActRule(leaves_out=(Step.ACKNOWLEDGE,)),
        "start-analysis": ActRule(),
        "skip-needs": ActRule((Event.NEEDS_COMPLETE,), leaves_out=(Step.NEEDS,)),
        "open-needs": ActRule(),
        "validate-needs": ActRule((Event.NEEDS_COMPLETE,)),
        "log-exchange": ActRule(),
        "draft-offer": ActRule(),
        "draft-like": ActRule(),
        "skip-proposal": ActRule(leaves_out=(Step.PROPOSAL,)),
        "draft-proposal": ActRule(),
        "send-proposal": ActRule((Event.PROPOSAL_SENT,)),
        "issue-quote": ActRule((Event.QUOTE_ISSUED,)),
        "accept-quote": ActRule(),
        "refuse-quote": ActRule(),
        "date-slot": ActRule(whole="dated"),
        "take-calendar": ActRule(whole="dated"),
        "propose-options": ActRule(),
        "hold-slot": ActRule(whole="held"),
        "confirm-slot": ActRule(whole="confirmed"),
        "confirm-slots": ActRule(whole="confirmed"),
        "choose-option": ActRule(whole="confirmed"),
        "record-answer": ActRule(whole="confirmed"),
        "open-session": ActRule(),
        "draft-client-quote": ActRule(),
        "enrol": ActRule(),
        "admit": ActRule(),
        "confirm-enrolment": ActRule(),
        "confirm-group": ActRule(),
        "print-attendance-sheets": ActRule(),
        "print-sheets": ActRule(),
        "print-trainer-pack": ActRule(),
        "record-complaint": ActRule((Event.COMPLAINT,)),
        "answer-complaint": ActRule(),
        "decline": ActRule(ends=True),
        "withdraw": ActRule(ends=True),
        "expire": ActRule(ends=True),
        "close": ActRule(ends=True),
        "reopen": ActRule(reopens=True),
    }
)
# The act by which people keep what they owe each other: who writes, calls or meets keeps what they owe.
EXCHANGE = "log-exchange"
# Who spoke in an exchange, by its rank: ``said_by_client:3``. A meeting is both sides'.
SAYS = ("us", "client", "funder")
# A participant's word comes as the client's: whoever isn't in the directory is thought to be of its side.
_SPEAKS_FOR = MappingProxyType({"us": "us", "client": "client", "participant": "client", "funder": "funder"})
# What stays owed when a dossier has ended.
OWED_AFTER_THE_END = frozenset({Step.COMPLAINT})


def named(event: Event, scope: str = "") -> str:
    """An event of one module or complaint, or one time of what comes again, as the journal calls it:
    ``module_end:M3``, ``client_answered:3``."""
    return f"{event}:{scope}" if event in SCOPED or (scope and event in AGAIN) else str(event)


def said_by(whom: str, rank: int | str = "") -> str:
    """What the journal calls an exchange in which `whom`, one of OWED_BY, spoke: ``said_by_us:4``."""
    return f"said_by_{_SPEAKS_FOR[whom]}:{rank}"


@cache
def leading(sources: tuple[Event, ...]) -> Event | None:
    """The event of several whose modules, complaints or times each make a promise of their own.

    Beside what there is one of for each module or complaint, of what comes again the first time counts.
    """
    scoped = next((event for event in sources if event in SCOPED), None)
    return scoped or next((event for event in sources if event in AGAIN), None)


@lru_cache(maxsize=4_096)
def names_of(sources: tuple[Event, ...], scope: str) -> tuple[str, ...]:
    """What the journal calls the events that a promise counts from."""
    head = leading(sources)
    return tuple(named(event, scope if event in SCOPED or event is head else "") for event in sources)
