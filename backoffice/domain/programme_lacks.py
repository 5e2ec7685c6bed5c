"""What a programme doesn't say yet that the public must read, and what the law asks of its parts.

Sources: RNQ indicators 1, 5 and 6 (2026); D.6313-3-1 and D.6313-3-2 of the labour code.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from backoffice.domain.programme import Objective, Programme
from backoffice.i18n import N_, _


@dataclass(frozen=True, slots=True)
class ProgrammeLack:
    """One thing that is missing: `what` is a message id, with `about` and `more` in it."""

    what: str
    about: str = ""
    more: str = ""

    def words(self) -> str:
        """In a sentence, in the language in force."""
        return _(self.what).format(about=self.about, more=_(self.more) if self.more else "")


_SAID = (
    ("audience", N_("The audience isn't said.")),
    ("requirements", N_("No prerequisite is said: say so in one if there is none.")),
    ("access_delays", N_("The access delay isn't said.")),
    ("shown_prices", N_("No price is shown: the sheet says “On quotation”.")),
    ("funding", N_("How it may be funded isn't said.")),
    ("methods", N_("The methods aren't said.")),
    ("means", N_("The means aren't said.")),
    ("recognition", N_("What recognition is given isn't said.")),
    ("accessibility", N_("How it adapts to a disability isn't said.")),
)


def lacks_of_programme(programme: Programme) -> tuple[ProgrammeLack, ...]:
    """What `programme` lacks, in the order of its sheet."""
    return (*_texts(programme), *_objectives(programme), *_parts(programme))


def _texts(programme: Programme) -> Iterator[ProgrammeLack]:
    for name, what in _SAID:
        if not getattr(programme, name):
            yield ProgrammeLack(what)
    four = programme.evaluations
    if not (four.before or four.during or four.end or four.later):
        yield ProgrammeLack(N_("None of the evaluations is said."))


def _objectives(programme: Programme) -> Iterator[ProgrammeLack]:
    for one in programme.objectives:
        yield from _objective(one)


def _objective(one: Objective) -> Iterator[ProgrammeLack]:
    if not one.evaluation:
        yield ProgrammeLack(N_("Objective “{about}” has no evaluation."), one.text)
    if not one.modules:
        yield ProgrammeLack(N_("Objective “{about}” names no module as its content."), one.text)


def _parts(programme: Programme) -> Iterator[ProgrammeLack]:
    seen = set()
    for module in (module for chosen in programme.formats for module in chosen.modules):
        for part in module.parts:
            for label in part.missing():
                lack = ProgrammeLack(N_("Part “{about}” lacks {more}."), part.title, label)
                if lack not in seen:
                    seen.add(lack)
                    yield lack
