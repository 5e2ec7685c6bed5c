"""A method in steps, as a template for what is done with a client: its aims, its means, its resources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from backoffice.domain.programme import Length
from backoffice.errors import BackofficeError
from backoffice.i18n import _


class MethodError(BackofficeError):
    """A method that contradicts itself."""

    code = "bad_method"


@dataclass(frozen=True, slots=True)
class Step:
    """One step. Objectives, means and resources are lists of their own lengths: nothing pairs them.

    `begins` counts from the start of the work to the step, `lasts` how long it takes; None where the method
    leaves it to each project. `done_by` is the act on a dossier that does the step, if one does.
    """

    code: str
    title: str
    objectives: tuple[str, ...]
    means: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    begins: Length | None = None
    lasts: Length | None = None
    done_by: str | None = None


@dataclass(frozen=True, slots=True)
class Method:
    """A method as published: one version of it. `ours` are key paths of what its source doesn't state."""

    code: str
    title: str
    steps: tuple[Step, ...]
    aim: str = ""
    audience: str = ""
    owner: str = ""
    licence: str = ""
    updated_on: date | None = None
    ours: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        codes = [step.code for step in self.steps]
        double = next((code for code in codes if codes.count(code) > 1), None)
        if double is not None:
            raise MethodError(
                _("Two steps are called {code}.").format(code=double),
                remedy=_("Give each step a code of its own."),
            )
