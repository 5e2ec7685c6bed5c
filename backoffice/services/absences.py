"""Trainers' absences noted by hand: one more, or all of them gone over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from backoffice.content.absences import Absences, NewAbsence, absence_line, absence_of
from backoffice.domain.conflicts import OCCUPYING
from backoffice.domain.slots import SlotState
from backoffice.domain.spell import Spell, spell_of
from backoffice.domain.spell_said import said_spell
from backoffice.errors import Invalid
from backoffice.i18n import N_, _
from backoffice.services.acts import Doing, Done, act
from backoffice.services.availability import ENDLESS, Away, away_of
from backoffice.services.taking_up import is_away, label
from backoffice.services.teams import full_name
from backoffice.store.records import Slot, SlotTrainer, Trainer

# What is told of the slots that an absence meets; the others are told by their dossiers.
_TOLD = 5


@act("add-absence", N_("Record an absence"), on="trainer", model=NewAbsence, key="b")
def add_absence(doing: Doing, trainer: Trainer, values: NewAbsence) -> Done:
    """Notes days on which a trainer is away, once or again and again; the slots that they meet are told."""
    spell = spell_of(values.when)
    entry = _entry(spell, values.label)
    if any(_same(one, entry) for one in trainer.unavailability):
        raise Invalid(
            _("{trainer}: this absence is noted already.").format(trainer=full_name(trainer)),
            remedy=_("Change it with: edit-absences."),
        )
    trainer.unavailability = [*trainer.unavailability, entry]
    return _done(doing, trainer, (spell,))


def _noted(_doing: Doing, trainer: Trainer) -> Mapping[str, Any]:
    """What was noted by hand, each on a line."""
    return {"absences": tuple(absence_line(one.spell, one.label) for one in _by_hand(trainer))}


@act("edit-absences", N_("Edit the absences"), on="trainer", model=Absences, opening=_noted)
def edit_absences(doing: Doing, trainer: Trainer, values: Absences) -> Done:
    """Goes over all that was noted by hand; what was read from a calendar stays."""
    read = [absence_of(line) for line in dict.fromkeys(values.absences)]
    before = {absence_line(one.spell, one.label) for one in _by_hand(trainer)}
    kept = [one for one in trainer.unavailability if one.get("source")]
    trainer.unavailability = [*(_entry(spell, why) for spell, why in read), *kept]
    new = [spell for spell, why in read if absence_line(spell, why) not in before]
    return _done(doing, trainer, new)


def _by_hand(trainer: Trainer) -> Iterable[Away]:
    return (away_of(one) for one in trainer.unavailability if not one.get("source"))


def _entry(spell: Spell, why: str) -> dict[str, Any]:
    hours = (
        {"start": f"{spell.start:%H:%M}", "finish": f"{spell.finish:%H:%M}"}
        if spell.start and spell.finish
        else {}
    )
    return {
        "from": spell.first.isoformat(),
        "to": spell.last.isoformat() if spell.last else None,
        "rrule": spell.rule,
        "half": spell.half,
        "label": why,
        **hours,
    }


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    names = ("from", "to", "rrule", "half", "start", "finish")
    return all((one.get(name) or None) == (other.get(name) or None) for name in names)


def _done(doing: Doing, trainer: Trainer, new: Iterable[Spell]) -> Done:
    doing.unit.session.flush()
    spells = tuple(new)
    met = slots_met(doing, trainer, spells)
    if met:
        told = "; ".join(label(slot) for slot in met[:_TOLD])
        more = f" … (+{len(met) - _TOLD})" if len(met) > _TOLD else ""
        doing.warnings.append(
            _("{trainer} is then away, and teaches: {slots}.").format(
                trainer=full_name(trainer), slots=told + more
            )
        )
    says = said_spell(spells[0]) if len(spells) == 1 else ""
    payload = {"noted": len(spells), "absences": len(trainer.unavailability), "met": len(met)}
    return Done(trainer, trainer.ref, payload, says)


def slots_met(
    doing: Doing, trainer: Trainer, spells: Sequence[Spell], states: Iterable[SlotState] = OCCUPYING
) -> list[Slot]:
    """The slots to come, in one of these states, that the trainer teaches on days of these absences."""
    if not spells:
        return []
    query = (
        select(Slot)
        .join(SlotTrainer, SlotTrainer.slot_id == Slot.id)
        .where(
            SlotTrainer.trainer_id == trainer.id,
            Slot.day >= max(doing.today, min(one.first for one in spells)) - timedelta(days=1),
            Slot.state.in_([str(state) for state in states]),
        )
        .order_by(Slot.day, Slot.start, Slot.id)
    )
    found = doing.unit.session.scalars(query).all()
    return [slot for slot in found if any(_meets(doing, slot, one) for one in spells)]


def _meets(doing: Doing, slot: Slot, spell: Spell) -> bool:
    if slot.day is None or not slot.start or not slot.finish or slot.day < doing.today:
        return False
    away = Away(spell.first, spell.last or ENDLESS, spell.rule, spell.half, "", spell.start, spell.finish)
    if not is_away(away, slot.day):
        return False
    start, finish = _hours(doing, spell)
    return slot.start < finish and start < slot.finish


def _hours(doing: Doing, spell: Spell) -> tuple[str, str]:
    """From when to when on its days, as slots write it."""
    hours = doing.settings.hours
    if spell.start and spell.finish:
        return f"{spell.start:%H:%M}", f"{spell.finish:%H:%M}"
    match spell.half:
        case "am":
            return "00:00", f"{hours.morning.finish:%H:%M}"
        case "pm":
            return f"{hours.afternoon.start:%H:%M}", f"{hours.afternoon.finish:%H:%M}"
        case "eve":
            return f"{hours.afternoon.finish:%H:%M}", "24:00"
        case _:
            return "00:00", "24:00"
