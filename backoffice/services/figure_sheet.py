"""Figures as their screen shows them: what was counted, with people's names instead of references."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from sqlalchemy import select

from backoffice.services.figures import Figure, Figures
from backoffice.services.office import Office
from backoffice.services.ports import CommitmentFigures
from backoffice.services.ports import Figure as Shown
from backoffice.store.records import Client, User
from backoffice.store.unit import UnitOfWork

# What is counted by reference, and has a name.
_NAMED: dict[str, type[User] | type[Client]] = {"owner": User, "client": Client}
_AT_ONCE = 500


def figure_sheet(unit: UnitOfWork, found: Figures) -> CommitmentFigures:
    """The figures with the names of owners and clients; steps and months are said by the screen."""
    return CommitmentFigures(
        all=_shown(found.all, {}),
        by={name: _group(unit, name, figures) for name, figures in found.by.items()},
        nets=found.nets,
    )


class _Keyed(Protocol):
    """What is counted of one owner, client, step or month."""

    @property
    def key(self) -> str | None: ...


def names_of(office: Office, by: Mapping[str, Sequence[_Keyed]]) -> dict[str, dict[str, str]]:
    """The names of those that figures are counted by, by the references that they are counted under."""
    with office.database.reading() as unit:
        return {name: _names(unit, table, by[name]) for name, table in _NAMED.items() if name in by}


def _group(unit: UnitOfWork, name: str, figures: tuple[Figure, ...]) -> tuple[Shown, ...]:
    names = _names(unit, _NAMED[name], figures) if name in _NAMED else {}
    return tuple(_shown(one, names) for one in figures)


def _names(unit: UnitOfWork, table: type[User] | type[Client], figures: Iterable[_Keyed]) -> dict[str, str]:
    refs = [one.key for one in figures if one.key]
    found: dict[str, str] = {}
    for at in range(0, len(refs), _AT_ONCE):
        some = refs[at : at + _AT_ONCE]
        query = select(table.ref, table.name).where(table.ref.in_(some))
        found |= {row.ref: row.name for row in unit.session.execute(query)}
    return found


def _shown(one: Figure, names: dict[str, str]) -> Shown:
    key = one.key or ""
    return Shown(
        key=key,
        name=names.get(key, ""),
        kept=one.kept,
        broken=one.broken,
        open=one.open,
        late=one.late,
        kept_bp=one.kept_bp,
        median_minutes=one.median_net_minutes,
        p90_minutes=one.p90_net_minutes,
    )
