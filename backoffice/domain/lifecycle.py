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
    Move("draft-offer", (Stage.DRAFTING, Stage.OFFERED), None),
    Move("draft-like", (Stage.DRAFTING,), None),
    Move("skip-proposal", (Stage.DRAFTING,), None, skips=True),
    Move("issue-quote", (Stage.DRAFTING, Stage.OFFERED), Stage.OFFERED),
    Move("accept-quote", (Stage.OFFERED,), Stage.ACCEPTED),
    Move("reverse-acceptance", (Stage.ACCEPTED,), Stage.OFFERED, back=True),
    Move("decline", _OPEN, Stage.DECLINED),
    Move("withdraw", (*_OPEN, Stage.ACCEPTED), Stage.WITHDRAWN),
    Move("expire", (Stage.OFFERED,), Stage.EXPIRED),
    Move("close", (Stage.ACCEPTED,), Stage.CLOSED),
    Move("reopen", (*ENDS, Stage.CLOSED), None, back=True),
)
_BY_ACT = {move.act: move for move in MOVES}


class MoveRefused(BackofficeError):
    """An act that the stage of the dossier doesn't allow."""

    code = "move_refused"

    def __init__(self, act: str, stage: Stage) -> None:
        super().__init__(
            _("A dossier that is {stage} can't take the act {act}.").format(
                stage=_(STAGE_LABELS[stage]), act=act
            ),
            remedy=_("Allowed here: {acts}.").format(acts=", ".join(allowed(stage))),
        )


class ReasonMissing(BackofficeError):
    """An act that is to be explained and wasn't."""

    code = "reason_missing"

    def __init__(self, act: str) -> None:
        super().__init__(
            _("{act} needs a reason.").format(act=act),
            remedy=_("Say why in a few words; it stays in the dossier's history."),
        )


def allowed(stage: Stage) -> tuple[str, ...]:
    """The acts that a dossier at `stage` allows, in the order of the trade."""
    return tuple(move.act for move in MOVES if stage in move.sources)


def step(stage: Stage, act: str, *, reason: str = "", before: Stage | None = None) -> Stage:
    """The stage that `act` leads to from `stage`; `before` is where a dossier stood when it ended.

    Raises MoveRefused with the acts allowed, or ReasonMissing.
    """
    move = _BY_ACT[act]
    if stage not in move.sources:
        raise MoveRefused(act, stage)
    if move.needs_reason and not reason.strip():
        raise ReasonMissing(act)
    if act == "reopen":
        return Stage.ACCEPTED if stage is Stage.CLOSED else before or Stage.RECEIVED
    return move.target or stage
