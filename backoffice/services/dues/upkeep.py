"""What is due, made again as a whole: after an upgrade or a restore, and when doctor finds it isn't so."""

from __future__ import annotations

from sqlalchemy import select

from backoffice.services.acts import Doing
from backoffice.services.dispatcher import settings_of
from backoffice.services.dues.following import dossiers_with_dues, rewrite_everything
from backoffice.services.dues.reckoning import is_written
from backoffice.store.database import Database
from backoffice.store.doctor.findings import Finding, finding
from backoffice.store.records import Request, Settings
from backoffice.store.unit import UnitOfWork


def rebuild(database: Database) -> None:
    """Writes what is due again everywhere; a house without settings has accepted nothing yet."""
    with database.transaction() as unit:
        if _furnished(unit):
            rewrite_everything(_doing(unit))
            unit.session.commit()


def findings(database: Database) -> list[Finding]:
    """The dossiers whose payments, as they are kept, aren't what their quotes, dates and contracts give."""
    with database.reading() as unit:
        if not _furnished(unit):
            return []
        doing = _doing(unit)
        found = (unit.session.get(Request, number) for number in dossiers_with_dues(doing))
        return [finding("dues", one.ref) for one in found if one and not is_written(doing, one)]


def _furnished(unit: UnitOfWork) -> bool:
    return unit.session.scalars(select(Settings.id).limit(1)).first() is not None


def _doing(unit: UnitOfWork) -> Doing:
    return Doing(unit, settings_of(unit), None, unit.now)
