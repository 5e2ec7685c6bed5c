"""What a framework must hold before it is published: its buyers are known, what was ordered still fits."""

from __future__ import annotations

from backoffice.content.frameworks import FrameworkFile
from backoffice.domain.frameworks import USUAL_MOST_MONTHS
from backoffice.errors import NotFound
from backoffice.i18n import _
from backoffice.services.frameworks.ordered import ordered_under
from backoffice.store.records import Client
from backoffice.store.unit import UnitOfWork


def check_buyers(unit: UnitOfWork, read: FrameworkFile) -> None:
    """Raises NotFound for a buyer who isn't there."""
    for ref in read.all_buyers:
        found = unit.maybe(Client, ref)
        if found is None or found.ref != ref:
            raise NotFound(_("client"), ref)


def check_holds(unit: UnitOfWork, read: FrameworkFile) -> None:
    """Raises what keeps the orders that stand from standing under a framework that says this from now on."""
    read.framework().check_standing(ordered_under(unit, read.code))


def warnings_of_framework(read: FrameworkFile) -> tuple[str, ...]:
    """What one should know of a framework that is published all the same."""
    months = read.framework().months_at_most
    if read.sort != "public" or months <= USUAL_MOST_MONTHS:
        return ()
    text = _("It may last {n} months: beyond four years the buyer has to justify it (L.2125-1).")
    return (text.format(n=months),)
