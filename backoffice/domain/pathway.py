"""A pathway (parcours): programmes in the order in which they are best followed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from backoffice.errors import BackofficeError
from backoffice.i18n import _


class PathwayError(BackofficeError):
    """A pathway that contradicts itself."""

    code = "bad_pathway"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A programme's place in a pathway; `alone` says whether it can be taken without the others."""

    programme: str
    brings: str = ""
    alone: bool = True


@dataclass(frozen=True, slots=True)
class Pathway:
    """A pathway as published: one version of it. `ours` are key paths of what its source doesn't state."""

    code: str
    title: str
    stretches: tuple[Stretch, ...]
    aim: str = ""
    audience: str = ""
    updated_on: date | None = None
    ours: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        codes = [one.programme for one in self.stretches]
        double = next((code for code in codes if codes.count(code) > 1), None)
        if double is not None:
            raise PathwayError(
                _("Programme {code} is twice in the pathway.").format(code=double),
                remedy=_("Name each programme once."),
            )

    def place_of(self, programme: str) -> int | None:
        """The rank of a programme, from 1; None when it isn't in this pathway."""
        codes = [one.programme for one in self.stretches]
        return codes.index(programme) + 1 if programme in codes else None
