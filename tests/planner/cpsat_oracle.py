"""The optimum of calendar problems, proven by CP-SAT: a program of its own, for a venv that has ortools.

    python tests/planner/cpsat_oracle.py SECONDS < problems.jsonl > optima.jsonl

A line in is {"id", "problem" (calendar-problem/1), "holidays": [dates], "school": {zone: [dates]},
"away": {trainer: [[date, half]]}}; a line out {"id", "status", "cost", "ms"}. It imports nothing of ours.
"""

from __future__ import annotations

import json
import sys
from datetime import date, timedelta
from itertools import pairwise, product
from typing import Any

from ortools.sat.python import cp_model  # type: ignore[import-not-found]

DAY = timedelta(days=1)


class Oracle:
    def __init__(self, line: dict[str, Any]) -> None:
        self.p = p = line["problem"]
        self.first, self.last = (date.fromisoformat(p["horizon"][key]) for key in ("from", "to"))
        self.holidays = {date.fromisoformat(day) for day in line["holidays"]}
        self.school = {z: {date.fromisoformat(day) for day in days} for z, days in line["school"].items()}
        self.away = {t: {(date.fromisoformat(d), h) for d, h in cells} for t, cells in line["away"].items()}
        self.halves = sorted(p["half_days"], key=lambda half: p["half_days"][half])
        self.days = [self.first + n * DAY for n in range((self.last - self.first).days + 1)]
        self.w = {key: value or 0 for key, value in p["weights"].items()}
        self.m = cp_model.CpModel()
        self.cost: list[Any] = []
        self.towns = {v["id"]: v["town"] for v in p["venues"]}
        self.build()

    # What a cell allows.

    def working(self, day: date) -> bool:
        return day.isoweekday() < 6 and day not in self.holidays

    def hits(self, rule: dict[str, Any], cell: tuple[date, str]) -> bool:
        day, half = cell
        kind = rule["kind"]
        if kind == "weekdays":
            return day.isoweekday() not in rule["allow"]
        if kind == "school_holidays":
            return day in self.school[rule["zone"]]
        if kind == "closure":
            return bool(rule["from"] <= day.isoformat() <= rule["to"])
        if kind == "cells":
            return rule["weekday"] in (None, day.isoweekday()) and rule["half"] in (None, half)
        early = day.isoformat() < rule["date"]
        return early if kind == "not_before" else not early and day.isoformat() != rule["date"]

    def open(self, module: dict[str, Any], cell: tuple[date, str]) -> bool:
        day = cell[0]
        if not self.first <= day <= self.last or day in self.holidays:
            return False
        hard = [r for r in self.p["rules"] if r["hard"]]
        if not any(r["kind"] == "weekdays" for r in hard) and day.isoweekday() > 5:
            return False
        w = module["window"]
        return not any(self.hits(r, cell) for r in hard) and (
            w is None or w["from"] <= day.isoformat() <= w["to"]
        )

    def starts(self, module: dict[str, Any], block: dict[str, Any]) -> list[list[tuple[date, str]]]:
        days = [d for d in self.days if block["span"] == "days" or self.working(d)]
        line = [(d, h) for d in days for h in self.halves if h in block["cells"]]
        size, width = block["half_days"], len(block["cells"])
        found = [
            line[n : n + size]
            for n in range(len(line) - size + 1)
            if block["start"] == "any" or n % width == 0
        ]
        return [cells for cells in found if all(self.open(module, cell) for cell in cells)]

    def later(self, day: date, length: dict[str, Any]) -> date:
        n, unit = length["n"], length["unit"]
        if unit == "months":
            month = day.year * 12 + day.month - 1 + n
            year, month = divmod(month, 12)
            last = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1) - DAY
            return last.replace(day=min(day.day, last.day))
        if unit == "working_days":
            while n:
                day += DAY
                n -= self.working(day)
            return day
        return day + int(n) * (7 if unit == "weeks" else 1) * DAY

    def number(self, cell: tuple[date, str]) -> int:
        return (cell[0] - self.first).days * len(self.halves) + self.halves.index(cell[1])

    # The model.

    def build(self) -> None:
        self.start: dict[tuple[int, int], list[tuple[Any, list[tuple[date, str]]]]] = {}
        self.who: list[dict[tuple[str, str], Any]] = []
        self.where: list[dict[str | None, Any]] = []
        for n, module in enumerate(self.p["modules"]):
            self.staff(n, module)
            for b, block in enumerate(module["blocks"]):
                self.block(n, b, module, block)
        self.gaps()
        self.links()
        self.continuity()
        for trainer in self.p["trainers"]:
            self.trainer(trainer)
        self.m.minimize(sum(self.cost) if self.cost else 0)

    def staff(self, n: int, module: dict[str, Any]) -> None:
        roles = {r["role"]: r["any_of"] for r in module["team"]}
        who = {
            (role, t): self.m.new_bool_var(f"w{n}{role}{t}") for role, any_of in roles.items() for t in any_of
        }
        for role, any_of in roles.items():
            self.m.add_exactly_one(who[role, t] for t in any_of)
        for t in {t for _role, t in who}:
            self.m.add_at_most_one(lit for (_role, one), lit in who.items() if one == t)
        size = self.p["group_size"]
        fit = [
            v["id"]
            for v in self.p["venues"]
            if v["id"] in module["venues"]
            and (v["capacity"] is None or size is None or v["capacity"] >= size)
        ]
        names: list[str | None] = fit if module["venues"] else [None]
        where: dict[str | None, Any] = {v: self.m.new_bool_var(f"v{n}{v}") for v in names}
        self.m.add_exactly_one(where.values())
        at = module["at"]
        if module["level"] == "pinned" and at["venue"] is not None:
            self.m.add_bool_or([where[at["venue"]]] if at["venue"] in where else [])
        if module["level"] == "pinned" and at["trainers"] is not None and roles:
            teams = [
                list(zip(roles, order, strict=True)) for order in product(*[at["trainers"]] * len(roles))
            ]
            good = [
                t
                for t in teams
                if sorted(x for _r, x in t) == sorted(at["trainers"]) and all(k in who for k in t)
            ]
            first = [list(zip(roles, at["trainers"], strict=True))]
            picks = first if first[0] in good else good
            chosen = [self.m.new_bool_var("") for _t in picks]
            self.m.add_exactly_one(chosen) if chosen else self.m.add_bool_or([])
            for lit, team in zip(chosen, picks, strict=True):
                self.m.add_bool_and([who[k] for k in team]).only_enforce_if(lit)
        self.who.append(who)
        self.where.append(where)

    def block(self, n: int, b: int, module: dict[str, Any], block: dict[str, Any]) -> None:
        found = []
        at = module["at"]
        booked = {v["id"]: {(x["date"], x["half"]) for x in v["booked"]} for v in self.p["venues"]}
        busy = {t["id"]: {(x["date"], x["half"]) for x in t["booked"]} for t in self.p["trainers"]}
        ranks = {t["id"]: (t["rank"], t["town"]) for t in self.p["trainers"]}
        for cells in self.starts(module, block):
            here = (cells[0][0].isoformat(), cells[0][1])
            if b == 0 and module["level"] == "pinned" and here != (at["date"], at["half"]):
                continue
            lit = self.m.new_bool_var("")
            found.append((lit, cells))
            plain = {(d.isoformat(), h) for d, h in cells}
            for v, on in self.where[n].items():
                if v is not None and plain & booked[v]:
                    self.m.add_bool_or([lit.negated(), on.negated()])
            for (_role, t), on in self.who[n].items():
                if plain & busy[t] or set(cells) & self.away[t]:
                    self.m.add_bool_or([lit.negated(), on.negated()])
            price = 0
            if b == 0:
                price += self.w["earliness"] * (cells[0][0] - self.first).days
                price += self.w["moved"] * (
                    module["level"] == "published" and here != (at["date"], at["half"])
                )
            terms = {
                "weekdays": "weekday",
                "school_holidays": "school",
                "closure": "closure",
                "cells": "cells",
            }
            for rule in self.p["rules"]:
                if not rule["hard"]:
                    price += self.w[terms[rule["kind"]]] * sum(self.hits(rule, cell) for cell in cells)
            self.cost.append(price * lit)
        self.m.add_exactly_one(lit for lit, _c in found) if found else self.m.add_bool_or([])
        self.start[n, b] = found
        for (_role, t), on in self.who[n].items():
            rank, town = ranks[t]
            self.cost.append(self.w["rank"] * (rank - 1) * block["half_days"] * on)
            for v, there in self.where[n].items():
                place = self.towns.get(v)
                if place is not None and town is not None and place != town:
                    self.cost.append(self.w["travel"] * block["half_days"] * self.both(on, there))

    def both(self, a: Any, b: Any) -> Any:
        lit = self.m.new_bool_var("")
        self.m.add_bool_or([a.negated(), b.negated(), lit])
        self.m.add_implication(lit, a)
        self.m.add_implication(lit, b)
        return lit

    def gaps(self) -> None:
        order = [(n, b) for n, module in enumerate(self.p["modules"]) for b in range(len(module["blocks"]))]
        for before, after in pairwise(order):
            module = self.p["modules"][after[0]]
            gap = (module["blocks"][after[1]]["gap"] if after[1] else module["gap"]) or {}
            low, high, aim = gap.get("min"), gap.get("max"), None if after[1] else gap.get("target_days")
            for lit, cells in self.start[before]:
                day, fits = cells[-1][0], []
                for other, there in self.start[after]:
                    start = there[0]
                    if low is None:
                        ok = start[0] > day
                    elif low["n"] == 0:
                        ok = self.number(start) > self.number(cells[-1])
                    else:
                        ok = start[0] >= self.later(day, low)
                    if ok and (high is None or start[0] <= self.later(day, high)):
                        fits.append((other, start[0]))
                self.m.add_bool_or([lit.negated(), *(other for other, _d in fits)])
                if aim is not None and self.w["evenness"]:
                    uneven = self.m.new_int_var(0, 10_000, "")
                    price = sum(abs((d - day).days - aim) * other for other, d in fits)
                    self.m.add(uneven >= price).only_enforce_if(lit)
                    self.cost.append(self.w["evenness"] * uneven)

    def links(self) -> None:
        at = {module["id"]: n for n, module in enumerate(self.p["modules"])}
        for link in self.p["links"]:
            n = at[link["from"]]
            anchors = self.start[
                n, 0 if link["anchor"] == "start" else len(self.p["modules"][n]["blocks"]) - 1
            ]
            for lit, cells in anchors:
                day = cells[0][0] if link["anchor"] == "start" else cells[-1][0]
                fits = [
                    other
                    for other, there in self.start[at[link["to"]], 0]
                    if (link["min"] is None or there[0][0] >= self.later(day, link["min"]))
                    and (link["max"] is None or there[0][0] <= self.later(day, link["max"]))
                ]
                self.m.add_bool_or([lit.negated(), *fits])

    def continuity(self) -> None:
        for a, b in pairwise(self.who):
            leads = [{t: lit for (role, t), lit in who.items() if role == "lead"} for who in (a, b)]
            if self.w["continuity"] and all(leads):
                same = [self.both(leads[0][t], leads[1][t]) for t in leads[0] if t in leads[1]]
                self.cost.append(self.w["continuity"] * (1 - sum(same)))

    def trainer(self, t: dict[str, Any]) -> None:
        name, need = t["id"], self.p["travel_cells"]
        held: dict[tuple[date, str], list[Any]] = {}
        there: dict[tuple[date, str], list[tuple[str, Any]]] = {}
        for n in range(len(self.p["modules"])):
            mine = [lit for (_role, one), lit in self.who[n].items() if one == name]
            for lit, cells in (x for (m, _b), found in self.start.items() if m == n for x in found):
                for role in mine:
                    on = self.both(lit, role)
                    for cell in cells:
                        held.setdefault(cell, []).append(on)
                    if need:
                        for v, here in self.where[n].items():
                            if self.towns.get(v) is not None:
                                place = self.both(on, here)
                                for cell in cells:
                                    there.setdefault(cell, []).append((self.towns[v], place))
        booked = {(date.fromisoformat(x["date"]), x["half"]): x["town"] for x in t["booked"]}
        self.day_limits(t, held, booked)
        if need:
            self.travel(need, held, there, booked)

    def day_limits(
        self, t: dict[str, Any], held: dict[Any, list[Any]], booked: dict[Any, str | None]
    ) -> None:
        most_week, most_row = t["max_days_week"], t["max_days_row"]
        if most_week is None and most_row is None:
            return
        taught: dict[date, Any] = {}
        for day in {cell[0] for cell in held}:
            taught[day] = self.m.new_bool_var("")
            for lit in (lit for cell, lits in held.items() if cell[0] == day for lit in lits):
                self.m.add_implication(lit, taught[day])
        days = {cell[0] for cell in booked}
        for monday in {day - (day.isoweekday() - 1) * DAY for day in taught} if most_week is not None else ():
            week = [monday + n * DAY for n in range(7)]
            used = sum(1 if day in days else taught.get(day, 0) for day in week)
            for day in week:
                if day in taught:
                    self.m.add(used <= most_week).only_enforce_if(taught[day])
        for start in (
            sorted({d - n * DAY for d in taught for n in range(most_row + 1)}) if most_row is not None else ()
        ):
            run = [start + n * DAY for n in range(most_row + 1)]
            if all(day in days or day in taught for day in run) and any(day in taught for day in run):
                # A run of this length that holds a planned day is one day too long.
                for own in run:
                    if own in taught:
                        rest = [taught[day].negated() for day in run if day not in days]
                        self.m.add_bool_or([*rest, taught[own].negated()])
        if most_row is not None:
            self.joined_runs(most_row, taught, days)

    def joined_runs(self, most: int, taught: dict[date, Any], days: set[date]) -> None:
        """A planned day beside a booked run that is long enough already."""
        for day, lit in taught.items():
            length, at = 1, day - DAY
            while at in days:
                length, at = length + 1, at - DAY
            at = day + DAY
            while at in days:
                length, at = length + 1, at + DAY
            if length > most:
                self.m.add(lit == 0)

    def travel(
        self,
        need: int,
        held: dict[Any, list[Any]],
        there: dict[Any, list[tuple[str, Any]]],
        booked: dict[Any, str | None],
    ) -> None:
        numbers = {self.number(cell): cell for cell in {*held, *booked}}
        taken: dict[int, Any] = {}
        for number, cell in numbers.items():
            if cell in booked:
                taken[number] = 1
            else:
                lit = self.m.new_bool_var("")
                self.m.add_max_equality(lit, held[cell])
                taken[number] = lit
        for a, b in product(sorted(numbers), repeat=2):
            if not a < b <= a + need + 16:
                continue
            for (x, one), (y, other) in product(
                self.here(numbers[a], there, booked), self.here(numbers[b], there, booked)
            ):
                if x != y and not (one is None and other is None):
                    on = [lit for lit in (one, other) if lit is not None]
                    free = sum(1 - taken.get(c, 0) for c in range(a + 1, b))
                    self.m.add(free >= need).only_enforce_if(on)

    def here(
        self, cell: Any, there: dict[Any, list[tuple[str, Any]]], booked: dict[Any, str | None]
    ) -> list[tuple[str, Any]]:
        town = booked.get(cell)
        return ([(town, None)] if town is not None else []) + list(there.get(cell, ()))

    def solve(self, seconds: float) -> tuple[str, int | None, float]:
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.max_time_in_seconds = seconds
        solver.parameters.cp_model_probing_level = 0
        status = solver.solve(self.m)
        name = solver.status_name(status)
        cost = round(solver.objective_value) if name in ("OPTIMAL", "FEASIBLE") else None
        return name, cost, solver.user_time * 1000


if __name__ == "__main__":
    for text in sys.stdin:
        given = json.loads(text)
        name, cost, ms = Oracle(given).solve(float(sys.argv[1]))
        sys.stdout.write(
            json.dumps({"id": given["id"], "status": name, "cost": cost, "ms": round(ms, 2)}) + "\n"
        )
        sys.stdout.flush()
