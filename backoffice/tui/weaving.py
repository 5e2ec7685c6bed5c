"""Two people's changes of one form, field by field: what each changed alone stays, the rest is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Strand:
    """A field that isn't as it was: what it was, what somebody else made of it, what one typed oneself."""

    name: str
    was: str
    theirs: str
    mine: str

    @property
    def clashes(self) -> bool:
        """Whether both changed it, each otherwise."""
        return self.theirs not in (self.was, self.mine) and self.mine != self.was

    @property
    def kept(self) -> str:
        """What stands unless the person chooses otherwise: the only change, or one's own."""
        return self.theirs if self.mine == self.was else self.mine


def strands(was: Mapping[str, str], theirs: Mapping[str, str], mine: Mapping[str, str]) -> tuple[Strand, ...]:
    """The fields of `mine` that somebody else changed since `was`."""
    found = (Strand(name, was.get(name, ""), theirs.get(name, ""), text) for name, text in mine.items())
    return tuple(one for one in found if one.theirs != one.was)


def woven(mine: Mapping[str, str], choices: Mapping[str, str]) -> dict[str, str]:
    """The texts of the form, with what was chosen for the fields that both changed."""
    return {name: choices.get(name, text) for name, text in mine.items()}
