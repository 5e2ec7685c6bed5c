"""How much of a rate a case takes: its quantity, group by group, from people, time and journeys."""

from __future__ import annotations

from dataclasses import dataclass

from backoffice.domain.pricing.card import Rate
from backoffice.domain.pricing.case import E4, Case, Taught, Time
from backoffice.domain.pricing.said import Step, step
from backoffice.domain.pricing.units import TRAVELLED, By, Per
from backoffice.i18n import N_


class MissingFact(Exception):
    """What must be known before a rate can be counted; it becomes a remark and never reaches people."""

    def __init__(self, said: Step) -> None:
        super().__init__(said.text)
        self.said = said


@dataclass(frozen=True, slots=True)
class Counted:
    """A quantity with what bands look at: the people billed and the half-days of its group (0 where it is for
    none), and the part that falls on weekends."""

    quantity_e4: int
    why: Step
    people: int = 0
    half_days: int = 0
    weekend_e4: int = 0


def counted(rate: Rate, case: Case) -> tuple[Counted, ...]:
    """The quantities of a rate: one for each group, or a single one. Raises MissingFact."""
    match rate.per:
        case Per.PERSON:
            return tuple(_of_people(rate, case, group) for group in case.groups)
        case Per.GROUP:
            return tuple(_of_group(rate, case, group) for group in case.groups)
        case Per.TRAINER:
            return (_of_trainers(rate, case),)
        case _:
            return (_of_file(rate, case),)


def _time_e4(time: Time, by: By, case: Case) -> int:
    return case.months * E4 if by is By.MONTH else time.amount_e4(by)


def _of_people(rate: Rate, case: Case, group: Taught) -> Counted:
    if group.headcount is None:
        raise MissingFact(step(N_("how many people isn't known")))
    billed = max(group.headcount, rate.least_persons or 0)
    each = _time_e4(group.time, rate.by, case)
    why = (
        step(N_("people: {n}"), n=billed)
        if each == E4
        else step(N_("people: {n} × {each_e4}"), n=billed, each_e4=each)
    )
    weekend = group.time.weekend_e4(rate.by) * billed
    return Counted(billed * each, why, billed, group.time.half_days, weekend)


def _of_group(rate: Rate, case: Case, group: Taught) -> Counted:
    each = _time_e4(group.time, rate.by, case)
    why = step(N_("{n_e4} for the group"), n_e4=each)
    weekend = group.time.weekend_e4(rate.by)
    return Counted(each, why, group.headcount or 0, group.time.half_days, weekend)


def extra_people(rate: Rate, case: Case) -> tuple[int, int]:
    """The people above those included, and their quantity by the rate's own unit. Raises MissingFact."""
    people = quantity = 0
    for group in case.groups:
        if group.headcount is None:
            raise MissingFact(step(N_("how many people isn't known")))
        above = max(0, group.headcount - (rate.included or 0))
        people += above
        quantity += above * _time_e4(group.time, rate.by, case)
    return people, quantity


def _of_trainers(rate: Rate, case: Case) -> Counted:
    trainers = case.trainers
    if not trainers:
        raise MissingFact(step(N_("how many trainers isn't known")))
    if rate.by in TRAVELLED:
        return _travelled(rate, case, sum(one.trips for one in trainers))
    if rate.by is By.NIGHT:
        nights = sum(one.nights for one in trainers)
        return Counted(nights * E4, step(N_("nights of trainers: {n}"), n=nights))
    each = sum(_time_e4(one.time, rate.by, case) for one in trainers)
    weekend = sum(one.time.weekend_e4(rate.by) for one in trainers)
    why = step(N_("trainers: {n}, {total_e4} together"), n=len(trainers), total_e4=each)
    return Counted(each, why, weekend_e4=weekend)


def _of_file(rate: Rate, case: Case) -> Counted:
    if rate.by in TRAVELLED:
        return _travelled(rate, case, case.vehicle_trips)
    if rate.by is By.NIGHT:
        nights = sum(one.nights for one in case.trainers)
        return Counted(nights * E4, step(N_("nights of trainers: {n}"), n=nights))
    time = case.longest
    each = _time_e4(time, rate.by, case)
    return Counted(
        each, step(N_("{n_e4} for the whole file"), n_e4=each), weekend_e4=time.weekend_e4(rate.by)
    )


def _travelled(rate: Rate, case: Case, trips: int) -> Counted:
    if rate.by is By.TRIP:
        return Counted(trips * E4, step(N_("trips: {n}"), n=trips))
    if not trips:
        return Counted(0, step(N_("trips: {n}"), n=0))
    if case.km is None:
        raise MissingFact(step(N_("the kilometres of a trip aren't known")))
    billed = max(0, case.km - rate.beyond)
    text = N_("trips: {n} × {km} km beyond the first {free}") if rate.beyond else N_("trips: {n} × {km} km")
    return Counted(trips * billed * E4, step(text, n=trips, km=billed, free=rate.beyond))
