"""What becomes of a trainer's dates if they are away, as values that screens and commands show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time

from backoffice.errors import BackofficeError
from backoffice.services.planning.values import Outcome, Place


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a slot stands, or would: its day and hours, who teaches, where (references)."""

    day: date
    start: time
    finish: time
    trainers: tuple[str, ...]
    venue: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """A slot that would move, or be somebody else's; `place` is where it would go."""

    slot: str
    module: str
    was: Stand
    now: Stand
    place: Place


@dataclass(frozen=True, slots=True)
class Mended:
    """A dossier concerned: what would change, or why nothing can (`wrong`, or the outcome's reasons)."""

    ref: str
    topic: str
    met: tuple[str, ...]
    outcome: Outcome | None = None
    changes: tuple[Change, ...] = ()
    wrong: BackofficeError | None = None

    @property
    def solved(self) -> bool:
        """Whether every date that falls in the absence has another one, or another trainer."""
        return self.outcome is not None and bool(self.outcome.proposed) and self.wrong is None


@dataclass(frozen=True, slots=True)
class IfAwayOutcome:
    """What becomes of a trainer's dates on the days of `when` (a line of `domain/spell.py`).

    `stopped` when it was ended before the last dossier.
    """

    trainer: str
    name: str
    when: str
    mended: tuple[Mended, ...]
    names: Mapping[str, str] = field(default_factory=dict)
    stopped: bool = False

    def places(self, refs: Sequence[str] | None = None) -> tuple[Place, ...]:
        """Where slots would go, of all the dossiers or of those of `refs`."""
        wanted = [one for one in self.mended if refs is None or one.ref in refs]
        return tuple(change.place for one in wanted for change in one.changes)
