"""The story of one dossier as its promises see it: told again from its acts, in the order of the journal.

Instants are texts (``2026-06-01T07:00:00Z``): they compare as they are, and a million dossiers are told
without reading one of them as a date.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

WAITING = "waiting"
NOBODY = ""


class Happened(NamedTuple):
    """One act on a dossier: its place in the journal, when it occurred, what it noted for the clocks."""

    seq: int
    act: str
    at: str
    clock: Mapping[str, Any]
    reason: str = ""


class Promise(NamedTuple):
    """A promise that was made: its rank in the dossier, the policy and the settings that it was in.

    `territory` and `zone` are those whose days count; `made_at` is when the act that made it occurred.
    """

    n: int
    policy: str
    settings: int
    territory: str
    zone: str
    scope: str
    made_at: str


class End(NamedTuple):
    """A time during which a dossier had ended; `until` is empty while it still has."""

    at: str
    act: str
    reason: str
    until: str = ""


class Story:
    """What happened so far. `happened` holds the first instant of each event, `basis` the settings in force
    when it was noted (None: before there were any promises), `acts` when each act was done, and for what;
    `version` is the newest way in which it was noted."""

    __slots__ = (
        "acts",
        "basis",
        "ends",
        "happened",
        "last_n",
        "left_out",
        "lifted",
        "promises",
        "version",
        "waits",
    )

    def __init__(self) -> None:
        self.happened: dict[str, str] = {}
        self.basis: dict[str, int | None] = {}
        self.acts: dict[str, list[tuple[str, Collection[str]]]] = {}
        self.waits: list[tuple[str, str]] = []
        self.ends: list[End] = []
        self.left_out: dict[str, tuple[str, str, str]] = {}
        self.lifted: dict[int, tuple[str, str]] = {}
        self.promises: dict[int, Promise] = {}
        self.last_n = 0
        self.version = 0

    @property
    def waiting(self) -> str:
        """Whom one waits for now; empty for nobody."""
        return self.waits[-1][1] if self.waits else NOBODY

    @property
    def ended(self) -> End | None:
        """How the dossier ended, while it has."""
        return self.ends[-1] if self.ends and not self.ends[-1].until else None

    def add(self, row: Happened) -> None:
        """Goes on with the next act."""
        clock = row.clock
        at = clock.get("at") or row.at
        self.version = max(self.version, clock.get("v", 0))
        if "baseline" in clock:
            self.base(clock["baseline"])
        if not clock.get("part"):
            self.acts.setdefault(row.act, []).append((at, clock.get("scopes", ())))
        if "facts" in clock or "events" in clock:
            self._note(clock, at)
        if "ended" in clock:
            self.ends.append(End(at, row.act, row.reason))
        if "reopened" in clock and self.ends:
            self.ends[-1] = self.ends[-1]._replace(until=max(at, self.ends[-1].at))
        for step in clock.get("leaves_out", ()):
            self.left_out.setdefault(step, (at, row.act, row.reason))
        for n in clock.get("lifted", ()):
            self.lifted.setdefault(n, (at, row.reason))
        if "promises" in clock:
            self.promise(clock, at)

    def base(self, facts: Mapping[str, str]) -> None:
        """Takes facts as they stood before there were promises: they open none."""
        for name, value in facts.items():
            self.happened.setdefault(name, value)
            self.basis.setdefault(name, None)

    def promise(self, clock: Mapping[str, Any], at: str) -> None:
        """Makes the promises that an act made at `at`, and forgets those that they replace."""
        for n in clock.get("replaced", ()):
            self.promises.pop(n, None)
        for n, policy, settings, territory, zone, scope in clock.get("promises", ()):
            self.promises[n] = Promise(n, policy, settings, territory, zone, scope, at)
            self.last_n = max(self.last_n, n)

    def skip(self, row: Happened) -> None:
        """Passes over an act that was undone: the ranks of its promises aren't given again, and what stood
        before it still does."""
        self.version = max(self.version, row.clock.get("v", 0))
        if "baseline" in row.clock:
            self.base(row.clock["baseline"])
        for promise in row.clock.get("promises", ()):
            self.last_n = max(self.last_n, promise[0])

    def _note(self, clock: Mapping[str, Any], at: str) -> None:
        basis = clock.get("settings")
        for name, value in clock.get("facts", {}).items():
            if name == WAITING:
                self._wait(at, value or NOBODY)
            elif value is None:
                self.happened.pop(name, None)
                self.basis.pop(name, None)
            else:
                self.happened[name] = value
                self.basis.setdefault(name, basis)
        for name in clock.get("events", ()):
            self.happened.setdefault(name, at)
            self.basis.setdefault(name, basis)

    def _wait(self, at: str, whom: str) -> None:
        # What is noted last holds from its moment on, whatever had been noted of later moments.
        while self.waits and self.waits[-1][0] >= at:
            self.waits.pop()
        if whom != self.waiting:
            self.waits.append((at, whom))


def tell(rows: Iterable[Happened], undone: Collection[int] = ()) -> Story:
    """The story that `rows` tell, those whose place in the journal is among `undone` left out."""
    story = Story()
    for row in rows:
        if row.seq in undone:
            story.skip(row)
        else:
            story.add(row)
    return story
