"""What a dossier or a programme declares of its hours and days, beside what they come to, in plain words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from backoffice.content.programme import module_of, programme_of
from backoffice.domain.declared import (
    NOTHING,
    Difference,
    Figures,
    by_parts,
    days_of,
    differences,
    of_format,
    of_module,
    of_whole,
)
from backoffice.domain.programme import Format, Programme
from backoffice.i18n import N_, _, ngettext
from backoffice.i18n.formats import counted, duration, quantity
from backoffice.services.acts import Doing
from backoffice.services.pieces import prose
from backoffice.services.ports import Block
from backoffice.services.slots import slots_of
from backoffice.store.records import Programme as ProgrammeRow
from backoffice.store.records import Request, RequestModule, Slot


def of_dossier(doing: Doing, request: Request) -> tuple[Difference, ...]:
    """Every difference of a dossier: by module, as a whole, and with what the request asks for."""
    slots = [s for s in slots_of(doing, request) if s.alternative == 1 and s.state != "cancelled"]
    modules = [(module, module_of(module.body)) for module in request.modules]
    found: list[Difference] = []
    total = NOTHING
    for row, module in modules:
        computed, source = _figures(row, [s for s in slots if s.module_id == row.id])
        found += of_module(module, computed, source)
        total += computed
    source = "slots" if slots else "parts"
    offered = _offered(doing, request)
    if offered is not None and modules:
        found += of_whole(*offered, total, source)
    if modules:
        found += differences("", request.details.get("wanted_minutes"), None, total, source)
    return tuple(found)


def _figures(row: RequestModule, slots: list[Slot]) -> tuple[Figures, str]:
    """What a module of a dossier comes to: its slots as they stand, or its parts while it has none."""
    if not slots:
        return by_parts(module_of(row.body)), "parts"
    # Parallel copies of one sitting count once.
    once = {slot.position: slot for slot in slots}.values()
    attended = (slot.minutes for slot in once if slot.time == "live" and slot.supervision != "none")
    return Figures(sum(slot.minutes for slot in once if slot.counts), days_of(attended)), "slots"


def _offered(doing: Doing, request: Request) -> tuple[Programme, Format] | None:
    """The programme and format that a dossier's modules were copied from."""
    first = next((module for module in request.modules if module.programme_ref), None)
    if first is None:
        return None
    query = select(ProgrammeRow).where(
        ProgrammeRow.ref == first.programme_ref, ProgrammeRow.version_no == first.programme_version
    )
    record = doing.unit.session.scalars(query).first()
    programme = programme_of(record.body) if record else None
    code = request.details.get("format")
    chosen = next((one for one in programme.formats if one.code == code), None) if programme else None
    return (programme, chosen) if programme and chosen else None


def in_words(one: Difference) -> str:
    """A difference as one says it: “Module 3: 14 h declared, 17 h 30 from its slots”."""
    if one.declared_minutes is not None:
        declared, computed = duration(one.declared_minutes), duration(one.computed.minutes)
    else:
        declared, computed = _days(one.declared_days_e2 or 0), _days(one.computed.days_e2)
    if not one.what:
        return _("The request asks for {declared}, the offer holds {computed}.").format(
            declared=declared, computed=computed
        )
    if one.source == "slots":
        text = _("{what}: {declared} declared, {computed} from its slots.")
    else:
        text = _("{what}: {declared} declared, {computed} from its parts.")
    return text.format(what=one.what, declared=declared, computed=computed)


def _days(days_e2: int) -> str:
    e4 = days_e2 * 100
    return f"{quantity(e4)} {ngettext('day', 'days', counted(e4))}"


def dossier_differences(doing: Doing, request: Request) -> tuple[Block, ...]:
    """The differences of a dossier under a title; nothing when there is none."""
    return _block(of_dossier(doing, request))


def programme_differences(programme: Programme) -> tuple[Block, ...]:
    """The differences of each format of a programme."""
    return _block(one for chosen in programme.formats for one in of_format(programme, chosen))


def _block(found: Iterable[Difference]) -> tuple[Block, ...]:
    return prose(N_("Declared and computed"), "\n".join(in_words(one) for one in found))


def as_json(one: Difference) -> dict[str, Any]:
    """A difference for ``show --json``."""
    return {
        "what": one.what or None,
        "declared_minutes": one.declared_minutes,
        "declared_days_e2": one.declared_days_e2,
        "computed_minutes": one.computed.minutes,
        "computed_days_e2": one.computed.days_e2,
        "from": one.source,
    }
