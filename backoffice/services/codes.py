"""The codes of what is published: programmes, pathways, methods, templates… share them."""

from __future__ import annotations

from backoffice.errors import BackofficeError, Place
from backoffice.i18n import _
from backoffice.store.records import (
    Framework,
    HouseText,
    Method,
    Pathway,
    Programme,
    Published,
    Questionnaire,
    RateCard,
    TaskTemplate,
)
from backoffice.store.unit import UnitOfWork

TABLES: tuple[type[Published], ...] = (
    *(Programme, Pathway, Method, TaskTemplate, Questionnaire, RateCard, HouseText, Framework),
)


class CodeTaken(BackofficeError):
    code = "code_taken"

    def __init__(self, code: str, title: str) -> None:
        super().__init__(
            _("{code} is already the code of “{title}”.").format(code=code, title=title),
            place=Place(path="code"),
            remedy=_("Give another code: programmes, pathways and methods are called by it."),
        )


class CodeStays(BackofficeError):
    code = "code_stays"

    def __init__(self, code: str, file: str) -> None:
        super().__init__(
            _("Its code stays: {code}.").format(code=code),
            place=Place(file, None, "code"),
            remedy=_("Publish another one under the new code, then retire this one."),
        )


def check_code(unit: UnitOfWork, table: type[Published], code: str) -> None:
    """Raises CodeTaken when something of another kind is called `code`."""
    for other in TABLES:
        taken = unit.maybe(other, code) if other is not table else None
        if taken is not None:
            raise CodeTaken(code, taken.title)
