"""From bounds to calendars: the cheapest, the least among equals, or the proof that there is none.

The cost-to-go of the layered graph bounds every calendar from below, so A* (Hart, Nilsson and Raphael 1968)
over states that remember what couples modules is exact; states that can't be told apart by what follows
are searched once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count

import numpy as np

from backoffice.planner.budget import Budget, TimeIsUp
from backoffice.planner.couplings import Couplings, Memory
from backoffice.planner.distance import FREE, Allowance
from backoffice.planner.grid import Ints
from backoffice.planner.layers import CostToGo, Graph, Waiting
from backoffice.planner.ranges import NEVER

# States that one search may remember: some 400 MB at worst.
STATES = 400_000
# Ways on that a node keeps at hand.
FAN = 32

State = tuple[int, int, int, tuple[int, ...], tuple[int, ...], Memory]


@dataclass(frozen=True, slots=True)
class Node:
    """A prefix of a calendar: stages up to `k` are placed, `cost` is theirs.

    `left` is how many modules may still start near each earlier calendar, `like` says which of those that
    must not come again begin with the same prefix.
    """

    k: int
    option: int
    start: int
    cost: int
    left: tuple[int, ...]
    like: tuple[int, ...]
    memory: Memory
    before: Node | None


@dataclass(frozen=True, slots=True)
class Choice:
    """A whole calendar: for each stage its option and its start, by number."""

    cost: int
    picks: tuple[tuple[int, int], ...]


class Search:
    """One search over one graph: away from earlier calendars as `distance` asks, guided by all `bounds`."""

    def __init__(
        self,
        graph: Graph,
        couplings: Couplings,
        bounds: tuple[CostToGo, ...],
        budget: Budget,
        distance: Allowance = FREE,
        apart_from: tuple[Choice, ...] = (),
    ) -> None:
        self.graph, self.couplings, self.bounds, self.budget = graph, couplings, bounds, budget
        self.distance, self.apart_from = distance, apart_from
        self.last = len(graph.stages) - 1
        # Bounds may be too small to watch all earlier calendars; then only counting keeps away from them.
        self.blind = len(distance.slack) > sum(len(bound.allowance.slack) for bound in bounds)

    def least(self) -> int:
        """A cost under which there is no calendar; NEVER when there is none."""
        return max(bound.least() for bound in self.bounds)

    @property
    def free(self) -> bool:
        """Whether the bound is the optimum: nothing couples modules beyond what the bounds watch."""
        return not (self.blind or self.apart_from or self.couplings.coupled or len(self.bounds) > 1)

    # Going on from a node.

    def span(self, node: Node | None) -> tuple[int, int]:
        """The starts of the next stage that the gap and the links allow."""
        if node is None:
            return 0, len(self.graph.stages[0].starts)
        step = self.graph.steps[node.k]
        low, high = int(step.low[node.start]), int(step.high[node.start])
        days = self.couplings.range_for(node.memory, node.k + 1) if node.memory.waiting else None
        if days is not None:
            first = self.graph.stages[node.k + 1].first
            low = max(low, int(np.searchsorted(first, days[0], side="left")))
            high = min(high, int(np.searchsorted(first, days[1], side="right")))
        return low, max(low, high)

    def onward(self, node: Node | None, low: int, high: int) -> tuple[Ints, Ints]:
        """By option and start of the next stage: the cost once placed there, and the least in the end."""
        k = 0 if node is None else node.k + 1
        span = slice(low, high)
        left = self.distance.slack if node is None else node.left
        to_go = self._bound(k, left, () if node is None else node.memory.waiting, span)
        own = self.graph.costs[k][:, span]
        if node is None:
            return own, to_go
        moving: Ints | int = node.cost + self.graph.steps[node.k].uneven(
            int(self.graph.stages[node.k].last[node.start]), span
        )
        if self.graph.stages[node.k].closes:
            changes = self.graph.changes[node.k]
            if changes.any():
                row = changes[self.graph.leads[node.k].of[node.option]]
                moving = moving + row[self.graph.leads[k].of][:, None]
        else:
            only = np.full((len(self.graph.stages[k].options), 1), NEVER, dtype=np.int64)
            only[node.option] = 0
            to_go = np.minimum(to_go + only, NEVER)
        return own + moving, np.where(to_go < NEVER, to_go + moving, NEVER)

    def _bound(self, k: int, left: tuple[int, ...], waiting: Waiting, span: slice) -> Ints:
        watched = [bound.at(k, left, waiting, span) for bound in self.bounds]
        return watched[0] if len(watched) == 1 else np.asarray(np.maximum.reduce(watched))

    def _place(self, node: Node | None, option: int, start: int, cost: int) -> Node | None:
        """The node with the next stage placed there, or None when what couples modules forbids it."""
        k = 0 if node is None else node.k + 1
        memory = self.couplings.follow(Memory() if node is None else node.memory, k, option, start)
        if memory is None:
            return None
        left = self.distance.slack if node is None else node.left
        near = self.distance.near[k] if left else None
        if near is not None:
            left = tuple(one - int(close) for one, close in zip(left, near[:, start], strict=True))
            if min(left) < 0:
                return None
        like = self._like(node, k, (option, start)) if self.apart_from else ()
        return None if like and k == self.last else Node(k, option, start, cost, left, like, memory, node)

    def _like(self, node: Node | None, k: int, pick: tuple[int, int]) -> tuple[int, ...]:
        so_far = range(len(self.apart_from)) if node is None else node.like
        return tuple(n for n in so_far if self.apart_from[n].picks[k] == pick)

    def _state(self, node: Node) -> State:
        """What the future can tell of the past."""
        stage = self.graph.stages[node.k]
        who = int(self.graph.leads[node.k].of[node.option]) if stage.closes else -1 - node.option
        return node.k, node.start, who, node.left, node.like, node.memory

    # The cheapest.

    def cheapest(self) -> int:
        """The cost of the cheapest calendar, NEVER when there is none; raises TimeIsUp."""
        least = self.least()
        if least >= NEVER or self.free:
            return least
        # A bound may know more of one past than of another with the same future: states can come up again.
        seen: dict[State, int] = {}
        order = count()
        heap: list[tuple[int, int, int, _Fan]] = []
        self._open(heap, None, order)
        while heap:
            self.budget.check()
            _least, _depth, _n, fan = heappop(heap)
            option, start, cost = fan.take()
            if fan.left:
                heappush(heap, (fan.least(), -fan.k, next(order), fan))
            node = self._place(fan.node, option, start, cost)
            if node is None:
                continue
            if node.k == self.last:
                return cost
            state = self._state(node)
            if seen.get(state, NEVER) > node.cost:
                seen[state] = node.cost
                if len(seen) > STATES:
                    raise TimeIsUp
                self._open(heap, node, order)
        return NEVER

    def _open(self, heap: list[tuple[int, int, int, _Fan]], node: Node | None, order: Iterator[int]) -> None:
        fan = _Fan(self, node)
        if fan.left:
            heappush(heap, (fan.least(), -fan.k, next(order), fan))

    # The least among equals.

    def first_within(self, limit: int) -> Choice | None:
        """Of the calendars that cost at most `limit`, the least by (date, cell, trainers, venue) in order.

        With the optimum as limit it is the answer; None proves that there is none.
        """
        node = self._first(None, limit, {})
        return None if node is None else chosen(node)

    def _first(self, node: Node | None, limit: int, failed: dict[State, int]) -> Node | None:
        """Goes through prefixes in order; a state that failed with as much to spend isn't tried again."""
        paths: list[Iterator[Node]] = [self._in_order(node, limit)]
        trail: list[Node] = []
        while paths:
            self.budget.check()
            found = next(paths[-1], None)
            if found is None:
                paths.pop()
                if trail:
                    gone = trail.pop()
                    failed[self._state(gone)] = gone.cost
                continue
            if found.k == self.last:
                return found
            tried = failed.get(self._state(found))
            if tried is not None and tried <= found.cost:
                continue
            trail.append(found)
            paths.append(self._in_order(found, limit))
        return None

    def _in_order(self, node: Node | None, limit: int) -> Iterator[Node]:
        low, high = self.span(node)
        if high <= low:
            return
        costs, least = self.onward(node, low, high)
        for start, option in np.argwhere(limit >= least.T).tolist():
            found = self._place(node, option, start + low, int(costs[option, start]))
            if found is not None:
                yield found

    def any(self) -> Choice | None:
        """Some calendar, tried from the most promising at each stage; None proves that there is none."""
        if self.least() >= NEVER:
            return None
        paths: list[Iterator[Node]] = [self._promising(None)]
        tried: set[State] = set()
        while paths:
            self.budget.check()
            found = next(paths[-1], None)
            if found is None:
                paths.pop()
                continue
            if found.k == self.last:
                return chosen(found)
            state = self._state(found)
            if state not in tried:
                tried.add(state)
                paths.append(self._promising(found))
        return None

    def _promising(self, node: Node | None) -> Iterator[Node]:
        fan = _Fan(self, node)
        while fan.left:
            found = self._place(node, *fan.take())
            if found is not None:
                yield found


class _Fan:
    """The ways on from a node, most promising first, taken one at a time.

    Only the next few are kept; a fan that comes back for more is made again.
    """

    __slots__ = ("_at", "_costs", "_least", "_more", "_picks", "_search", "_taken", "k", "node")

    def __init__(self, search: Search, node: Node | None) -> None:
        self._search, self.node = search, node
        self.k = 0 if node is None else node.k + 1
        self._taken = 0
        self._fill()

    def _fill(self) -> None:
        low, high = self._search.span(self.node)
        self._at, self._more = 0, False
        self._picks: list[tuple[int, int]] = []
        self._least: list[int] = []
        self._costs: list[int] = []
        if high <= low:
            return
        costs, least = self._search.onward(self.node, low, high)
        flat = least.ravel()
        order = np.argsort(flat, kind="stable")
        possible = int(np.searchsorted(flat[order], NEVER, side="left"))
        some = order[self._taken : min(possible, self._taken + FAN)]
        width = high - low
        self._more = self._taken + FAN < possible
        self._picks = [(at // width, at % width + low) for at in some.tolist()]
        self._least, self._costs = flat[some].tolist(), costs.ravel()[some].tolist()

    @property
    def left(self) -> bool:
        return self._at < len(self._picks)

    def least(self) -> int:
        """The bound of the next way on."""
        return self._least[self._at]

    def take(self) -> tuple[int, int, int]:
        """The next way on: option, start, and the cost once it is taken."""
        (option, start), cost = self._picks[self._at], self._costs[self._at]
        self._at, self._taken = self._at + 1, self._taken + 1
        if self._at == len(self._picks) and self._more:
            self._fill()
        return option, start, cost


def chosen(node: Node) -> Choice:
    picks = []
    at: Node | None = node
    while at is not None:
        picks.append((at.option, at.start))
        at = at.before
    return Choice(node.cost, tuple(reversed(picks)))
