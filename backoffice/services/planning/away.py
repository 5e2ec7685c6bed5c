"""What becomes of dates if a trainer is away: every dossier concerned mended, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from backoffice.domain.calendar_problem import Absence
from backoffice.domain.slots import SlotState
from backoffice.domain.spell import Spell
from backoffice.errors import BackofficeError
from backoffice.services.absences import slots_met
from backoffice.services.acts import Doing
from backoffice.services.availability import ENDLESS, Away
from backoffice.services.dispatcher import settings_of
from backoffice.services.kinds import resolve
from backoffice.services.planning.away_values import Change, IfAwayOutcome, Mended, Stand
from backoffice.services.planning.facts import Dossier, Sat, Taken
from backoffice.services.planning.proposing import Stop, dossier_from
from backoffice.services.planning.repairing import repair_for
from backoffice.services.planning.values import BUDGET_MS, Place, Wish
from backoffice.services.teams import full_name
from backoffice.store.database import Database
from backoffice.store.records import Request, Trainer
from backoffice.store.unit import UnitOfWork

# How far it is: dossiers looked at, of how many.
Tell = Callable[[int, int], None]
_DATED = (SlotState.PROPOSED, SlotState.HELD, SlotState.CONFIRMED)


def if_away(
    database: Database,
    trainer: str,
    spell: Spell,
    stop: Stop | None = None,
    tell: Tell | None = None,
    budget_ms: int = BUDGET_MS,
) -> IfAwayOutcome:
    """Mends each dossier in which `trainer` teaches during `spell`, against those mended before; nothing is
    written. `stop` is asked now and then whether to end early. Raises NotFound."""
    with database.reading() as unit:
        who = resolve(unit, trainer, "trainer").record
        assert isinstance(who, Trainer)
        doing = Doing(unit, settings_of(unit), None, unit.now)
        concerned = _concerned(doing, who, spell)
        ref, name = who.ref, full_name(who)
    wish = Wish(repair=True, budget_ms=budget_ms)
    away = _If(ref, spell)
    for n, (dossier, topic, met) in enumerate(concerned):
        if tell is not None:
            tell(n, len(concerned))
        if stop is not None and stop():
            break
        with database.reading() as unit:
            away.mend(unit, dossier, topic, met, wish, stop)
    return IfAwayOutcome(
        ref, name, spell.line(), tuple(away.mended), away.names, stopped=len(away.mended) < len(concerned)
    )


def _concerned(doing: Doing, who: Trainer, spell: Spell) -> list[tuple[str, str, tuple[str, ...]]]:
    """The dossiers whose dates fall in the absence, the soonest first: reference, for whom, which slots."""
    found: dict[str, tuple[str, list[str]]] = {}
    for slot in slots_met(doing, who, (spell,), _DATED):
        request: Request = slot.request
        topic = request.client.name if request.client else request.topic
        found.setdefault(request.ref, (topic, []))[1].append(f"{request.ref}/S{slot.sequence}")
    return [(ref, topic, tuple(slots)) for ref, (topic, slots) in found.items()]


class _If:
    """The dossiers mended so far, and what they take up now."""

    def __init__(self, trainer: str, spell: Spell) -> None:
        self.trainer, self.spell = trainer, spell
        self.mended: list[Mended] = []
        self.names: dict[str, str] = {}
        self.taken: dict[str, Taken] = {}

    def mend(
        self, unit: UnitOfWork, ref: str, topic: str, met: tuple[str, ...], wish: Wish, stop: Stop | None
    ) -> None:
        try:
            dossier = self._as_if(dossier_from(unit, ref, wish))
            outcome = repair_for(dossier, wish, stop)
        except BackofficeError as wrong:
            self.mended.append(Mended(ref, topic, met, wrong=wrong))
            return
        self.names |= outcome.names
        if not outcome.proposed:
            self.mended.append(Mended(ref, topic, met, outcome))
            return
        places = outcome.proposed[0].places
        self.taken |= {one.label: one for one in _taken(dossier, places)}
        self.mended.append(Mended(ref, topic, met, outcome, tuple(_changes(dossier, places))))

    def _as_if(self, dossier: Dossier) -> Dossier:
        """The dossier with the trainer away, and other dossiers where they would now be."""
        halves = tuple(_absences(self.trainer, self.spell, dossier))
        teachers = tuple(
            replace(one, away=(*one.away, *halves)) if one.ref == self.trainer else one
            for one in dossier.teachers
        )
        others = tuple(one for one in dossier.taken if one.label not in self.taken)
        return replace(dossier, teachers=teachers, taken=(*others, *self.taken.values()))


def _absences(trainer: str, spell: Spell, dossier: Dossier) -> Iterator[Absence]:
    away = Away(spell.first, spell.last or ENDLESS, spell.rule, spell.half, "", spell.start, spell.finish)
    for half in away.halves(dossier.halves):
        yield Absence(f"away:{trainer}:if:{half or 'day'}", away.first, away.last, away.rrule, half)


def _taken(dossier: Dossier, places: Iterable[Place]) -> Iterator[Taken]:
    rooms = {room.ref: room for room in dossier.rooms}
    for one in places:
        room = rooms.get(one.venue or "")
        yield Taken(
            one.slot,
            one.day,
            one.start,
            one.finish,
            False,
            tuple(ref for ref, _role in one.trainers),
            room.ref if room is not None and not room.shared else None,
            room.town if room is not None else None,
            one.group or None,
        )


def _changes(dossier: Dossier, places: Sequence[Place]) -> Iterator[Change]:
    before = {sat.ref: sat for sat in dossier.slots}
    labels = {module.code: module.label for module in dossier.modules}
    for one in sorted(places, key=lambda place: (place.day, place.start)):
        was = _was(before[one.slot])
        people = tuple(ref for ref, _role in one.trainers)
        now = Stand(one.day, one.start, one.finish, people, one.venue)
        if was is not None and was != now:
            yield Change(one.slot, labels.get(one.module, one.module), was, now, one)


def _was(sat: Sat) -> Stand | None:
    if sat.day is None or sat.start is None or sat.finish is None:
        return None
    return Stand(sat.day, sat.start, sat.finish, sat.trainers, sat.venue)
