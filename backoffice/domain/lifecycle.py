"""The sale of a dossier as one table of moves: which act leads from which stage to which."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from backoffice.errors import BackofficeError
from backoffice.i18n import N_, _


class Stage(StrEnum):
    """Where the sale of a dossier stands; reached by acts, never set by hand."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    ANALYSING = "analysing"
    DRAFTING = "drafting"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    CLOSED = "closed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


LINE = (
    Stage.RECEIVED,
    Stage.ACKNOWLEDGED,
    Stage.ANALYSING,
    Stage.DRAFTING,
    Stage.OFFERED,
    Stage.ACCEPTED,
    Stage.CLOSED,
)
ENDS = (Stage.DECLINED, Stage.WITHDRAWN, Stage.EXPIRED)

STAGE_LABELS = {
    Stage.RECEIVED: N_("received"),
    Stage.ACKNOWLEDGED: N_("acknowledged"),
    Stage.ANALYSING: N_("analysing"),
    Stage.DRAFTING: N_("drafting"),
    Stage.OFFERED: N_("offered"),
    Stage.ACCEPTED: N_("accepted"),
    Stage.CLOSED: N_("closed"),
    Stage.DECLINED: N_("declined"),
    Stage.WITHDRAWN: N_("withdrawn"),
    Stage.EXPIRED: N_("expired"),
}


@dataclass(frozen=True, slots=True)
class Move:
    """An act on the stage: from which stages, to which (None: it stays, or goes back where it was)."""

    act: str
    sources: tuple[Stage, ...]
    target: Stage | None
    skips: bool = False
    back: bool = False

    @property
    def needs_reason(self) -> bool:
        """Skipping a step, ending a dossier and going back are explained."""
        return self.skips or self.back or self.target in (Stage.DECLINED, Stage.WITHDRAWN)


_BEFORE_OFFER = (Stage.RECEIVED, Stage.ACKNOWLEDGED, Stage.ANALYSING, Stage.DRAFTING)
_OPEN = (*_BEFORE_OFFER, Stage.OFFERED)

MOVES = (
    Move("acknowledge", (Stage.RECEIVED,), Stage.ACKNOWLEDGED),
    Move("skip-acknowledgement", (Stage.RECEIVED,), Stage.ACKNOWLEDGED, skips=True),
    Move("start-analysis", (Stage.ACKNOWLEDGED,), Stage.ANALYSING),
    Move("skip-needs", (Stage.ACKNOWLEDGED, Stage.ANALYSING), Stage.DRAFTING, skips=True),
    Move("validate-needs", (Stage.ACKNOWLEDGED, Stage.ANALYSING), Stage.DRAFTING),
    Move("validate-needs", (Stage.DRAFTING, Stage.OFFERED, Stage.ACCEPTED), None),
    Move("draft-offer", (Stage.DRAFTING, Stage.OFFERED), None),
    Move("draft-like", (Stage.DRAFTING,), None),
    Move("skip-proposal", (Stage.DRAFTING,), None, skips=True),
    Move("draft-proposal", (Stage.DRAFTING, Stage.OFFERED), None),
    Move("send-proposal", (Stage.DRAFTING, Stage.OFFERED), Stage.OFFERED),
    Move("issue-quote", (Stage.DRAFTING, Stage.OFFERED), Stage.OFFERED),
    Move("accept-quote", (Stage.OFFERED,), Stage.ACCEPTED),
    Move("reverse-acceptance", (Stage.ACCEPTED,), Stage.OFFERED, back=True),
    Move("refuse-funding", (Stage.ACCEPTED,), Stage.OFFERED, back=True),
    Move("decline", _OPEN, Stage.DECLINED),
    Move("withdraw", (*_OPEN, Stage.ACCEPTED), Stage.WITHDRAWN),
    Move("expire", (Stage.OFFERED,), Stage.EXPIRED),
    Move("close", (Stage.ACCEPTED,), Stage.CLOSED),
    Move("reopen", (*ENDS, Stage.CLOSED), None, back=True),
)
# An own session has no client whose answer makes it: it is opened to enrolments, then confirmed with its
# group. Its clients' quotes come and go beside its stage, each by itself.
SESSION_MOVES = (
    *(move for move in MOVES if move.act in ("acknowledge", "skip-acknowledgement", "start-analysis")),
    *(move for move in MOVES if move.act == "skip-needs"),
    Move("draft-offer", _BEFORE_OFFER, Stage.DRAFTING),
    Move("draft-like", _BEFORE_OFFER, Stage.DRAFTING),
    Move("open-session", (Stage.DRAFTING,), Stage.OFFERED),
    Move("draft-client-quote", (Stage.DRAFTING, Stage.OFFERED, Stage.ACCEPTED), None),
    Move("draft-proposal", (Stage.DRAFTING, Stage.OFFERED, Stage.ACCEPTED), None),
    Move("send-proposal", (Stage.DRAFTING, Stage.OFFERED, Stage.ACCEPTED), None),
    Move("issue-quote", (Stage.DRAFTING, Stage.OFFERED), Stage.OFFERED),
    Move("issue-quote", (Stage.ACCEPTED,), None),
    Move("accept-quote", (Stage.OFFERED, Stage.ACCEPTED), None),
    Move("reverse-acceptance", (Stage.OFFERED, Stage.ACCEPTED), None, back=True),
    Move("refuse-funding", (Stage.OFFERED, Stage.ACCEPTED), None, back=True),
    Move("confirm-group", (Stage.DRAFTING, Stage.OFFERED, Stage.ACCEPTED), Stage.ACCEPTED),
    *(move for move in MOVES if move.act in ("withdraw", "close", "reopen")),
)
# A client's inter request may take in people of others, each with a quote of its own, before and after it.
INTER_MOVES = (
    *MOVES,
    Move("draft-client-quote", (Stage.DRAFTING, Stage.OFFERED, Stage.ACCEPTED), None),
    Move("issue-quote", (Stage.ACCEPTED,), None),
    Move("accept-quote", (Stage.ACCEPTED,), None),
)
STAGED = frozenset(move.act for move in (*MOVES, *SESSION_MOVES)) - {"confirm-group"}


def moves_of(kind: str) -> tuple[Move, ...]:
    """The table of moves of a dossier of `kind`."""
    return {"own_session": SESSION_MOVES, "inter": INTER_MOVES}.get(kind, MOVES)


def move_of(kind: str, stage: Stage, act: str) -> Move | None:
    """The move that `act` makes from `stage`; None when it isn't allowed there."""
    return next((move for move in moves_of(kind) if move.act == act and stage in move.sources), None)


class MoveRefused(BackofficeError):
    """An act that the stage of the dossier doesn't allow."""

    code = "move_refused"

    def __init__(self, act: str, stage: Stage, kind: str = "") -> None:
        super().__init__(
            _("A dossier that is {stage} can't take the act {act}.").format(
                stage=_(STAGE_LABELS[stage]), act=act
            ),
            remedy=_("Allowed here: {acts}.").format(acts=", ".join(allowed(stage, kind))),
        )


class ReasonMissing(BackofficeError):
    """An act that is to be explained and wasn't."""

    code = "reason_missing"
    wants_reason = True

    def __init__(self, act: str) -> None:
        super().__init__(
            _("{act} needs a reason.").format(act=act),
            remedy=_("Say why in a few words; it stays in the dossier's history."),
        )


def allowed(stage: Stage, kind: str = "") -> tuple[str, ...]:
    """The acts that a dossier of `kind` at `stage` allows, in the order of the trade."""
    return tuple(move.act for move in moves_of(kind) if stage in move.sources)


def step(stage: Stage, act: str, *, reason: str = "", before: Stage | None = None, kind: str = "") -> Stage:
    """The stage that `act` leads to from `stage`; `before` is where a dossier stood when it ended.

    Raises MoveRefused with the acts allowed, or ReasonMissing.
    """
    move = move_of(kind, stage, act)
    if move is None:
        raise MoveRefused(act, stage, kind)
    if move.needs_reason and not reason.strip():
        raise ReasonMissing(act)
    if act == "reopen":
        return Stage.ACCEPTED if stage is Stage.CLOSED else before or Stage.RECEIVED
    return move.target or stage
