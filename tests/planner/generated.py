"""Random small problems that touch every rule of the contract, alone and together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from random import Random

from backoffice.domain.calendar_problem import (
    Absence,
    Anchor,
    At,
    Block,
    Booking,
    CellsRule,
    ClosureRule,
    Diversity,
    Gap,
    HalfDay,
    Length,
    Level,
    Link,
    Module,
    NotAfter,
    NotBefore,
    Problem,
    Role,
    Rule,
    SchoolRule,
    Span,
    Trainer,
    Unit,
    Venue,
    WeekdaysRule,
    Weights,
    Window,
)

HALVES = (
    HalfDay("am", time(9), time(12, 30)),
    HalfDay("pm", time(14), time(17, 30)),
    HalfDay("eve", time(18), time(20)),
)
TOWNS = ("Guéret", "Limoges", None)
# Easter Monday, May's holidays and Ascension, school holidays that start and end: all within reach.
FIRSTS = (
    date(2027, 1, 28),
    date(2027, 2, 10),
    date(2027, 3, 24),
    date(2027, 4, 28),
    date(2027, 5, 4),
    date(2026, 12, 28),
)
RRULES = (
    "FREQ=WEEKLY;BYDAY=WE",
    "FREQ=DAILY;INTERVAL=3",
    "FREQ=MONTHLY;BYDAY=1MO",
    "FREQ=WEEKLY;BYDAY=MO,TH;COUNT=3",
)


def problem(seed: int, *, tight: bool = False) -> Problem:
    """A problem small enough to be tried whole; `tight` ones often have no answer."""
    r = Random(seed)
    first = r.choice(FIRSTS)
    days = r.choice((9, 12, 16, 21)) if not tight else r.choice((7, 9, 12))
    last = first + timedelta(days=days)
    halves = HALVES if r.random() < 0.15 else HALVES[:2]
    trainers = tuple(_trainer(r, f"T{n}", first, days, halves) for n in range(1, r.choice((1, 2, 2, 3)) + 1))
    venues = tuple(
        Venue(
            f"V{n}",
            r.choice((None, 12, 14, 10)),
            r.choice(TOWNS),
            _booked(r, first, days, halves, r.choice((0, 0, 2))),
        )
        for n in range(1, r.choice((0, 1, 2)) + 1)
    )
    count = r.choice((1, 2, 2, 3, 3)) if days < 20 else r.choice((1, 2, 2))
    modules = tuple(_module(r, n, first, days, halves, trainers, venues) for n in range(count))
    return Problem(
        first=first,
        last=last,
        modules=modules,
        half_days=halves,
        trainers=trainers,
        venues=venues,
        rules=_rules(r, first, days, halves),
        links=_links(r, count),
        weights=Weights(*(r.choice((0, 0, 1, 2, 5, 10)) for _n in range(10))),
        diversity=r.choice(
            (Diversity(), Diversity(5_000, 2), Diversity(10_000, 1), Diversity(3_000, 3), Diversity(0, 5))
        ),
        alternatives=r.choice((1, 2, 3, 4)),
        territory=r.choice(("FR", "FR", "FR", "FR-67", "GP")),
        good_friday=r.random() < 0.3,
        group_size=r.choice((None, 8, 8, 12)),
        travel_cells=r.choice((0, 0, 1, 2, 3)),
    )


def _day(r: Random, first: date, days: int) -> date:
    return first + timedelta(days=r.randint(-3, days + 3))


def _booked(r: Random, first: date, days: int, halves: tuple[HalfDay, ...], most: int) -> tuple[Booking, ...]:
    cells = {(_day(r, first, days), r.choice(halves).id) for _n in range(most)}
    return tuple(Booking(day, half, r.choice(TOWNS)) for day, half in sorted(cells))


def _trainer(r: Random, name: str, first: date, days: int, halves: tuple[HalfDay, ...]) -> Trainer:
    away = []
    for n in range(r.choice((0, 0, 0, 1, 2))):
        start = _day(r, first, days)
        away.append(
            Absence(
                f"{name}-away{n}",
                start,
                start + timedelta(days=r.choice((0, 2, 10))),
                r.choice((None, None, *RRULES)),
                r.choice((None, None, "am", "pm")),
            )
        )
    return Trainer(
        name,
        r.choice((1, 1, 2, 3)),
        r.choice(TOWNS),
        0 if r.random() < 0.02 else r.choice((None, None, 2, 3, 4)),
        r.choice((None, None, 2, 3, 4)),
        _booked(r, first, days, halves, r.choice((0, 0, 2, 5))),
        tuple(away),
    )


def _length(r: Random, low: int, high: int) -> Length:
    n = r.randint(low, high)
    unit = r.choice((Unit.DAYS, Unit.DAYS, Unit.DAYS, Unit.WORKING_DAYS, Unit.WEEKS, Unit.MONTHS))
    if unit == Unit.WEEKS:
        return Length(min(n // 3, 2), unit)
    return Length(min(n // 7, 1), unit) if unit == Unit.MONTHS else Length(n, unit)


def _gap(r: Random) -> Gap | None:
    if r.random() < 0.3:
        return None
    low = r.choice((None, _length(r, 0, 3)))
    high = r.choice((None, _length(r, 2, 9)))
    if low is not None and high is not None and low.unit == high.unit and low.n > high.n:
        high = None
    return Gap(low, high, r.choice((None, 2, 4, 7)))


def _block(r: Random, number: int, halves: tuple[HalfDay, ...]) -> Block:
    names = [half.id for half in halves]
    cells = r.choice((("am", "pm"), ("am", "pm"), ("am",), ("pm",), tuple(names)))
    gap = _gap(r) if number else None
    if gap is not None:
        gap = Gap(gap.min, gap.max)
    span = r.choice((Span.DAYS, Span.DAYS, Span.WORKING_DAYS))
    return Block(r.choice((1, 1, 2, 2, 3, 4)), gap, r.random() < 0.3, span, cells)


def _module(
    r: Random,
    number: int,
    first: date,
    days: int,
    halves: tuple[HalfDay, ...],
    trainers: tuple[Trainer, ...],
    venues: tuple[Venue, ...],
) -> Module:
    name = f"M{number + 1}"
    ids = [t.id for t in trainers]
    roles = r.choice(((), ("lead",), ("lead",), ("lead",), ("lead", "co"), ("co",)))
    team = tuple(Role(role, tuple(r.sample(ids, r.randint(1, len(ids))))) for role in roles)
    if len(team) == 2 and len(ids) < 2:
        team = team[:1]
    rooms = tuple(r.sample([v.id for v in venues], r.randint(0, len(venues))))
    level = r.choices((Level.DRAFT, Level.PUBLISHED, Level.PINNED), (80, 15, 5))[0]
    at = None
    if level != Level.DRAFT or r.random() < 0.1:
        trainers_at = tuple(r.choice(role.any_of) for role in team) if r.random() < 0.3 else None
        at = At(
            first + timedelta(days=r.randint(0, days)),
            "am",
            trainers_at,
            r.choice(rooms) if rooms and r.random() < 0.3 else None,
        )
    window = None
    if r.random() < 0.15:
        start = first + timedelta(days=r.randint(0, days // 2))
        window = Window(start, start + timedelta(days=r.randint(2, days)))
    blocks = tuple(_block(r, n, halves) for n in range(r.choice((1, 1, 1, 2))))
    return Module(name, blocks, _gap(r) if number else None, team, rooms, window, level, at)


def _rules(r: Random, first: date, days: int, halves: tuple[HalfDay, ...]) -> tuple[Rule, ...]:
    found: list[Rule] = []
    for n in range(r.choice((0, 1, 2, 3))):
        name, hard = f"R{n}", r.random() < 0.5
        day = _day(r, first, days)
        found.append(
            r.choice(
                (
                    WeekdaysRule(name, tuple(sorted(r.sample(range(1, 8), r.randint(3, 6)))), hard),
                    SchoolRule(name, r.choice("ABC"), hard and r.random() < 0.3),
                    ClosureRule(name, day, day + timedelta(days=r.choice((0, 3))), hard),
                    CellsRule(name, r.choice((1, 3, 5)), r.choice(("am", "pm", None)), hard),
                    NotBefore(name, first + timedelta(days=r.randint(-2, 4))),
                    NotAfter(name, first + timedelta(days=r.randint(days - 4, days + 2))),
                )
            )
        )
    return tuple(found)


def _links(r: Random, count: int) -> tuple[Link, ...]:
    if count < 2 or r.random() < 0.6:
        return ()
    a = r.randint(0, count - 2)
    b = r.randint(a + 1, count - 1)
    low, high = r.choice((None, _length(r, 0, 6))), r.choice((None, _length(r, 4, 14)))
    if low is not None and high is not None and low.unit == high.unit and low.n > high.n:
        high = None
    return (Link("L1", f"M{a + 1}", r.choice((Anchor.START, Anchor.END)), f"M{b + 1}", low, high),)


def medium(seed: int) -> Problem:
    """A problem too large to be tried whole: months, several trainers and modules, every rule in play."""
    r = Random(f"medium {seed}")
    first = r.choice(FIRSTS)
    days = r.choice((45, 60, 90, 120))
    halves = HALVES if r.random() < 0.1 else HALVES[:2]
    trainers = tuple(_trainer(r, f"T{n}", first, days, halves) for n in range(1, r.choice((2, 3, 4)) + 1))
    venues = tuple(
        Venue(
            f"V{n}",
            r.choice((None, 12, 14)),
            r.choice(TOWNS),
            _booked(r, first, days, halves, r.choice((0, 8))),
        )
        for n in range(1, r.choice((1, 2, 3)) + 1)
    )
    count = r.choice((3, 4, 5, 6))
    modules = tuple(_module(r, n, first, days, halves, trainers, venues) for n in range(count))
    trainers = tuple(
        replace(one, booked=_booked(r, first, days, halves, days // 4), max_days_week=r.choice((None, 2, 3)))
        for one in trainers
    )
    rules = _rules(r, first, days, halves) + tuple(
        replace(rule, id=f"{rule.id}b") for rule in _rules(r, first, days, halves)
    )
    return Problem(
        first=first,
        last=first + timedelta(days=days),
        modules=tuple(_roomy(r, module) for module in modules),
        half_days=halves,
        trainers=trainers,
        venues=venues,
        rules=rules,
        links=tuple(_farther(r, link) for link in _links(r, count)),
        weights=Weights(*(r.choice((0, 1, 2, 5, 10)) for _n in range(10))),
        alternatives=1,
        territory=r.choice(("FR", "FR", "FR-57", "RE")),
        good_friday=r.random() < 0.3,
        group_size=r.choice((None, 12)),
        travel_cells=r.choice((0, 1, 2)),
    )


def crowded(seed: int) -> Problem:
    """A medium problem whose group is too large for some of its rooms."""
    return replace(medium(seed), group_size=13)


def proven_problem(name: str) -> Problem:
    """The problem of a line of ``proven.json``: a seed, or ``crowded`` and a seed."""
    kind, _space, seed = name.rpartition(" ")
    return crowded(int(seed)) if kind else medium(int(seed))


def _roomy(r: Random, module: Module) -> Module:
    """The module with a gap of weeks now and then, as real ones have, and seldom held in place."""
    if r.random() < 0.8:
        module = replace(module, window=None)
    if module.level == Level.PINNED and r.random() < 0.7:
        module = replace(module, level=Level.PUBLISHED)
    if module.gap is None or r.random() < 0.5:
        return module
    low, high = Length(r.choice((1, 2)), Unit.WEEKS), r.choice((None, Length(r.choice((3, 4)), Unit.WEEKS)))
    return replace(module, gap=Gap(low, high, r.choice((None, 14, 17))))


def _farther(r: Random, link: Link) -> Link:
    low = r.choice((None, Length(r.randint(1, 4), Unit.WEEKS), Length(r.randint(3, 20), Unit.WORKING_DAYS)))
    return replace(
        link, min=low, max=r.choice((None, Length(r.randint(2, 3), Unit.MONTHS), Length(60, Unit.DAYS)))
    )


def wild(seed: int) -> Problem:
    """A small problem where rules meet: more links, blocks, roles and cells, weekends, days without gap."""
    r = Random(f"wild {seed}")
    given = problem(r.randrange(1 << 30), tight=r.random() < 0.3)
    days = (given.last - given.first).days
    modules = given.modules
    if r.random() < 0.4:
        modules = tuple(_short(r, module) for module in modules)
    if r.random() < 0.3:
        modules = tuple(_close(r, module) for module in modules)
    if r.random() < 0.3:
        modules = tuple(_evening(r, module, given.half_days) for module in modules)
    links = [one for n in range(r.choice((0, 1, 2, 3))) for one in _links(r, len(modules))]
    rules = given.rules
    if r.random() < 0.3:
        rules += (WeekdaysRule("weekend", tuple(sorted(r.sample(range(1, 8), r.randint(2, 6))))),)
    elif r.random() < 0.2:
        rules += (WeekdaysRule("weekend", (5, 6, 7)),)
    return replace(
        given,
        modules=modules,
        links=tuple(replace(one, id=f"L{n}") for n, one in enumerate(links)),
        rules=rules,
        trainers=tuple(_stretched(r, one, given.first, days, given.half_days) for one in given.trainers),
        diversity=Diversity(r.choice((0, 3_334, 5_000, 6_667, 10_000)), r.choice((0, 1, 2, 4, 7))),
        alternatives=r.choice((2, 3, 4)),
        travel_cells=r.choice((0, 1, 2, 4)),
    )


def _short(r: Random, module: Module) -> Module:
    """Several blocks of a half-day or two, some on the same day."""
    gaps = (None, Gap(Length(0, Unit.DAYS)), Gap(Length(0, Unit.DAYS), Length(2, Unit.DAYS)), _gap(r))
    cells = module.blocks[0].cells
    blocks = tuple(
        Block(
            r.choice((1, 1, 2)), _without_target(r.choice(gaps)) if n else None, r.random() < 0.5, cells=cells
        )
        for n in range(r.choice((1, 2, 3)))
    )
    return replace(module, blocks=blocks)


def _without_target(gap: Gap | None) -> Gap | None:
    return gap and replace(gap, target_days=None)


def _close(r: Random, module: Module) -> Module:
    if module.gap is None:
        return module
    low = Length(0, r.choice((Unit.DAYS, Unit.WEEKS, Unit.WORKING_DAYS, Unit.MONTHS)))
    high = r.choice((None, Length(r.choice((0, 1, 3)), r.choice((Unit.DAYS, Unit.WORKING_DAYS)))))
    return replace(module, gap=Gap(low, high, r.choice((None, 0, 1, 3))))


def _evening(r: Random, module: Module, halves: tuple[HalfDay, ...]) -> Module:
    """Standing in any of the day's cells, pinned or published or not."""
    names = tuple(half.id for half in halves)
    blocks = tuple(
        replace(block, cells=r.choice((names, names[1:], names[:1], names[-1:])), any_start=r.random() < 0.5)
        for block in module.blocks
    )
    at = module.at and replace(module.at, half=r.choice(names))
    return replace(module, blocks=blocks, at=at)


def _stretched(r: Random, one: Trainer, first: date, days: int, halves: tuple[HalfDay, ...]) -> Trainer:
    limits = r.choice((None, 1, 2, 3)), r.choice((None, 1, 2, 3))
    booked = one.booked if r.random() < 0.5 else _booked(r, first, days, halves, r.choice((1, 3, 8)))
    return replace(one, max_days_week=limits[0], max_days_row=limits[1], booked=booked)
