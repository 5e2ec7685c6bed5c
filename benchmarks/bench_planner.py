"""How fast calendars are found, explained and repaired against portfolios already booked.

    python -m benchmarks.bench_planner [--problems N] [--ortools PYTHON]

PYTHON (or BACKOFFICE_BENCH_PYTHON) is an interpreter that has ortools: CP-SAT then solves the same problems
in the same run, in a process of its own. Times are milliseconds of processor, which a busy machine doesn't
lengthen, median and 95th percentile; masks apart.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from datetime import time as hour
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from backoffice.domain.calendar_problem import (
    Absence,
    At,
    Block,
    Booking,
    CellsRule,
    ClosureRule,
    Gap,
    HalfDay,
    Length,
    Level,
    Module,
    NotBefore,
    Problem,
    Role,
    SchoolRule,
    Trainer,
    Unit,
    Venue,
    WeekdaysRule,
    Weights,
    Window,
)
from backoffice.planner.almanac import almanac
from backoffice.planner.answer import Status
from backoffice.planner.budget import Budget
from backoffice.planner.plan import Planning, Workshop, plan
from backoffice.planner.why import Explanation
from tests.planner.facts import oracle_line

ROOT = Path(__file__).resolve().parent.parent
FIRST, DAYS = date(2026, 6, 1), 548
HALVES = (HalfDay("am", hour(9), hour(12, 30)), HalfDay("pm", hour(14), hour(17, 30)))
TOWNS = ("Guéret", "Limoges", "Tulle", "Brive", "Poitiers", "Bourges")
# CP-SAT's model takes seconds to build: fewer problems are compared.
COMPARED = 8
SIZES = ((50, 10), (200, 40), (1_000, 150))


def portfolio(seed: int, programmes: int, trainers: int, alternatives: int = 1) -> Problem:
    """One programme of 3 to 8 modules to place while `programmes` others are booked on `trainers`."""
    r = Random(f"{seed} {programmes} {trainers}")
    staff = tuple(_trainer(r, n, programmes * 5 // trainers) for n in range(trainers))
    pool = r.sample([one.id for one in staff], 6)
    venues = tuple(_venue(r, n) for n in range(3))
    modules = tuple(_module(r, n, pool, venues) for n in range(r.randint(3, 8)))
    closed = FIRST + timedelta(days=r.randrange(300))
    rules = (
        WeekdaysRule("wd", (1, 2, 3, 4)),
        SchoolRule("sch", r.choice("ABC"), False),
        ClosureRule("year-end", date(2026, 12, 21), date(2027, 1, 2)),
        ClosureRule("closed", closed, closed + timedelta(days=10)),
        NotBefore("notice", FIRST + timedelta(days=r.randrange(60))),
        CellsRule("friday", 5, "pm", False),
    )
    weights = Weights(1, 2, 3, 10, 5, 5, 1, 1, 4, 30)
    last = FIRST + timedelta(days=DAYS - 1)
    return Problem(
        FIRST, last, modules, HALVES, staff, venues, rules, (), weights,
        alternatives=alternatives, group_size=12, travel_cells=1,
    )  # fmt: skip


def _trainer(r: Random, n: int, blocks: int) -> Trainer:
    booked: dict[tuple[date, str], str] = {}
    for _n in range(blocks):
        day = FIRST + timedelta(days=r.randrange(DAYS))
        day -= timedelta(days=max(0, day.weekday() - 3))
        town = r.choice(TOWNS)
        for cell in ((day + timedelta(days=k), half) for k in range(2) for half in ("am", "pm")):
            booked[cell] = town
    summer = date(2026, 8, 1) + timedelta(days=r.randrange(15))
    away = [Absence(f"T{n}-summer", summer, date(2026, 8, 20))]
    if r.random() < 0.4:
        last = FIRST + timedelta(days=DAYS)
        away.append(Absence(f"T{n}-day", FIRST, last, f"FREQ=WEEKLY;BYDAY={r.choice(('MO', 'WE', 'FR'))}"))
    bookings = tuple(Booking(day, half, town) for (day, half), town in sorted(booked.items()))
    limits = r.choice((3, 4, 4, None)), r.choice((None, 4))
    return Trainer(f"T{n:03}", r.choice((1, 1, 2, 3)), r.choice(TOWNS), *limits, bookings, tuple(away))


def _venue(r: Random, n: int) -> Venue:
    cells = {(FIRST + timedelta(days=r.randrange(DAYS)), r.choice(("am", "pm"))) for _n in range(40)}
    bookings = tuple(Booking(day, half) for day, half in sorted(cells))
    return Venue(f"V{n}", r.choice((12, 14, 20)), r.choice(TOWNS), bookings)


def _module(r: Random, n: int, pool: list[str], venues: tuple[Venue, ...]) -> Module:
    team = [Role("lead", tuple(r.sample(pool, r.randint(2, 4))))]
    if r.random() < 0.2:
        team.append(Role("co", tuple(r.sample(pool, 2))))
    gap = Gap(Length(r.choice((2, 3)), Unit.WEEKS), Length(r.choice((6, 8)), Unit.WEEKS), r.choice((28, 35)))
    rooms = tuple(r.sample([venue.id for venue in venues], r.randint(1, 2)))
    return Module(f"M{n + 1}", (Block(r.choice((2, 4, 4, 6))),), gap if n else None, tuple(team), rooms)


def squeezed(given: Problem) -> Problem:
    """The same with its last module in a window that comes too early."""
    last = given.modules[-1]
    window = Window(FIRST, FIRST + timedelta(days=12 * (len(given.modules) - 1)))
    return replace(given, modules=(*given.modules[:-1], replace(last, window=window)))


def deserted(given: Problem) -> Problem | None:
    """The same with a module in the middle kept to two weeks in which all who could teach it are away."""
    found = plan(given, explain=False)
    if found.status != Status.OPTIMAL:
        return None
    middle = given.modules[len(given.modules) // 2]
    began = next(slot.date for slot in found.alternatives[0].calendar.slots if slot.module == middle.id)
    window = Window(began - timedelta(days=4), began + timedelta(days=9))
    able = {name for role in middle.team for name in role.any_of}
    staff = tuple(
        replace(one, away=(*one.away, Absence(f"{one.id}-ill", window.first, window.last)))
        if one.id in able
        else one
        for one in given.trainers
    )
    modules = tuple(replace(one, window=window) if one is middle else one for one in given.modules)
    return replace(given, modules=modules, trainers=staff)


def disturbed(given: Problem) -> Problem | None:
    """The plan published, its first module past, and the trainer of the second one away for two weeks."""
    found = plan(given, explain=False)
    if found.status != Status.OPTIMAL or len(given.modules) < 2:
        return None
    slots = found.alternatives[0].calendar.slots
    modules: list[Module] = []
    for module in given.modules:
        slot = next(slot for slot in slots if slot.module == module.id)
        at = At(slot.date, slot.half, tuple(one.id for one in slot.trainers), slot.venue)
        level = Level.PUBLISHED if modules else Level.PINNED
        modules.append(replace(module, level=level, at=at))
    second = next(slot for slot in slots if slot.module == given.modules[1].id)
    away = Absence("ill", second.date - timedelta(days=3), second.date + timedelta(days=10))
    staff = tuple(
        replace(one, away=(*one.away, away)) if one.id == second.trainers[0].id else one
        for one in given.trainers
    )
    return replace(given, modules=tuple(modules), trainers=staff)


@dataclass
class Watch:
    """Times of one kind of computation."""

    name: str
    times: list[float]

    def run(self, work: Callable[[], Any]) -> Any:
        began = time.process_time()
        result = work()
        self.times.append((time.process_time() - began) * 1000)
        return result

    def line(self) -> str:
        ordered = sorted(self.times)
        if not ordered:
            return f"  {self.name:<34} none"
        high = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
        median = statistics.median(ordered)
        return f"  {self.name:<34} median {median:8.2f}   p95 {high:8.2f}   n {len(ordered)}"


def measure(programmes: int, trainers: int, problems: int, ortools: str | None) -> None:
    names = (
        "masks",
        "optimum",
        "whole, from the values",
        "3 alternatives",
        "explanation, gaps and a window",
        "  with relaxations",
        "explanation, nobody free",
        "  and its relaxations",
        "repair",
    )
    watch = {name: Watch(name, []) for name in names}
    unresolved = 0
    for seed in range(problems):
        given = portfolio(seed, programmes, trainers)
        watch["whole, from the values"].run(partial(plan, given, explain=False))
        _solve(watch["masks"], watch["optimum"], given)
        _solve(Watch("", []), watch["3 alternatives"], replace(given, alternatives=3))
        _explain(watch[names[4]], watch[names[5]], squeezed(given))
        lonely = deserted(given)
        if lonely is not None:
            _explain(watch[names[6]], watch[names[7]], lonely)
        broken = disturbed(given)
        if broken is not None:
            mended = watch["repair"].run(partial(plan, broken, explain=False))
            unresolved += mended.status != Status.OPTIMAL
    print(f"{programmes} programmes booked, {trainers} trainers, 18 months")
    for one in watch.values():
        print(one.line())
    print(f"  {unresolved} repairs without a calendar")
    if ortools:
        compare([portfolio(seed, programmes, trainers) for seed in range(min(problems, COMPARED))], ortools)


def _solve(masks: Watch, search: Watch, given: Problem) -> None:
    def ready() -> Workshop:
        shop = Workshop.of(given, almanac(given))
        shop.graph()
        return shop

    shop = masks.run(ready)
    search.run(lambda: Planning(given, shop, Budget(60_000), explain=False).alternatives())


def _explain(reason: Watch, relaxed: Watch, given: Problem) -> None:
    shop = Workshop.of(given, almanac(given))
    if Planning(given, shop, Budget(60_000), explain=False).alternatives() == Status.IMPOSSIBLE:
        reason.run(lambda: Explanation(shop, Budget(60_000)).minimal())
        fresh = Workshop.of(given, almanac(given))
        fresh.graph()
        relaxed.run(lambda: Explanation(fresh, Budget(60_000)).conflict())


def compare(problems: list[Problem], ortools: str) -> None:
    """CP-SAT on the same problems without travel, which takes its model minutes to say; solving alone."""
    given = [replace(one, travel_cells=0, trainers=_named(one)) for one in problems]
    ours = Watch("optimum, without travel", [])
    costs = []
    for one in given:
        _solve(Watch("", []), ours, one)
        found = plan(one, explain=False).alternatives
        costs.append(found[0].cost if found else None)
    lines = "".join(oracle_line(n, one) + "\n" for n, one in enumerate(given))
    command = [ortools, str(ROOT / "tests/planner/cpsat_oracle.py"), "20"]
    done = subprocess.run(command, input=lines, capture_output=True, text=True, check=True)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    proven = [one for one in answers if one["status"] in ("OPTIMAL", "INFEASIBLE")]
    equal = sum(one["cost"] == costs[one["id"]] for one in proven)
    print(ours.line())
    print(Watch("CP-SAT, the same", [one["ms"] for one in answers]).line())
    print(f"  equal to CP-SAT's proven optimum {equal}/{len(proven)}")


def _named(given: Problem) -> tuple[Trainer, ...]:
    names = {name for module in given.modules for role in module.team for name in role.any_of}
    return tuple(one for one in given.trainers if one.id in names)


def has_ortools(python: str) -> bool:
    return subprocess.run([python, "-c", "import ortools"], capture_output=True).returncode == 0


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--problems", type=int, default=40)
    options.add_argument("--ortools", default=os.environ.get("BACKOFFICE_BENCH_PYTHON"))
    given = options.parse_args()
    ortools = given.ortools if given.ortools and has_ortools(given.ortools) else None
    for programmes, trainers in SIZES:
        measure(programmes, trainers, given.problems, ortools)
    if not ortools:
        print("CP-SAT: absent (no Python with ortools was given)")


if __name__ == "__main__":
    main()
