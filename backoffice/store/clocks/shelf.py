"""Every policy that was ever in force, by the settings that it was in; read once for each settings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from backoffice.domain.calendars import Closure
from backoffice.domain.commitments.policy import Policy, Way
from backoffice.domain.commitments.projection import Reckoner
from backoffice.domain.commitments.story import Promise
from backoffice.domain.deadlines import OPENING, Hours
from backoffice.store.canonical import canonical
from backoffice.store.driver import fetch

_NONE: Mapping[str, Policy] = {}


class Promised:
    """What one settings promise: its policies by id, the opening hours and the closures of the house."""

    def __init__(self, policies: Mapping[str, Policy], hours: Hours, closures: tuple[Closure, ...]) -> None:
        self.policies = policies
        self.hours = hours
        self.closures = closures
        self._reckoners: dict[tuple[str, str, str], Reckoner] = {}

    def reckoner(self, policy: str, territory: str, zone: str) -> Reckoner:
        """What reckons a policy's promises with the days of a territory; one for all dossiers."""
        key = (policy, territory, zone)
        known = self._reckoners.get(key)
        if known is None:
            known = Reckoner(self.policies[policy], territory, zone, self.hours, self.closures)
            self._reckoners[key] = known
        return known


class Kept(NamedTuple):
    """What reckons the promises of a policy, the columns of their rows that the policy alone decides, and
    whether they are owed by us."""

    reckoner: Reckoner
    columns: tuple[str | int, ...]
    ours: bool


class Shelf:
    """The settings of one database, by their number; each is read when it is first asked for."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._read: dict[int, Promised] = {}
        self._kept: dict[tuple[Any, ...], Kept | None] = {}

    def __call__(self, settings: int) -> Mapping[str, Policy]:
        """The policies of the settings with this number."""
        return self.promised(settings).policies

    def promised(self, settings: int) -> Promised:
        """All that the settings with this number promise."""
        known = self._read.get(settings)
        if known is None:
            known = self._read[settings] = self._fetch(settings)
        return known

    def kept(self, promise: Promise) -> Kept | None:
        """What reckons `promise`; None when its settings no longer hold its policy."""
        key = promise[1:5]
        try:
            return self._kept[key]
        except KeyError:
            made = self._kept[key] = self._make(promise)
            return made

    def reckoner(self, promise: Promise) -> Reckoner | None:
        """As `kept`, the reckoner alone."""
        found = self.kept(promise)
        return found.reckoner if found else None

    def _make(self, promise: Promise) -> Kept | None:
        promised = self.promised(promise.settings)
        if promise.policy not in promised.policies:
            return None
        reckoner = promised.reckoner(promise.policy, promise.territory, promise.zone)
        policy = reckoner.policy
        said = terms(policy, promise.territory, promise.zone)
        columns = (str(policy.step), policy.owed_by, policy.label, policy.id, int(policy.internal), said)
        return Kept(reckoner, columns, policy.owed_by == "us")

    @property
    def current(self) -> int:
        """The number of the settings in force; 0 when there are none."""
        [(number,)] = fetch(self._connection, "SELECT COALESCE(max(id), 0) FROM settings")
        return int(number)

    def _fetch(self, settings: int) -> Promised:
        rows = fetch(self._connection, "SELECT sha256, body FROM settings WHERE id = ?", (settings,))
        return _promised(*rows[0]) if rows else Promised(_NONE, OPENING, ())


# A settings' text never changes under its hash: what was read of it serves every database of this process.
@lru_cache(maxsize=64)
def _promised(_sha256: str, body: str) -> Promised:
    from backoffice.content.commitments import read_policies

    policies, hours, closures = read_policies(json.loads(body))
    return Promised({policy.id: policy for policy in policies}, hours, closures)


def terms(policy: Policy, territory: str, zone: str) -> str:
    """A policy's terms as the row of a promise keeps them."""
    found = {
        "counts": str(policy.way),
        "events": [str(event) for event in policy.sources],
        "length": str(policy.length) if policy.length else None,
        "roll": None if policy.way is Way.FIXED else str(policy.roll),
        "paused_by": sorted(policy.paused_by),
        "kept_by": sorted(policy.kept_by),
        "due_soon": str(policy.due_soon),
        "own_closures": policy.own_closures,
        "territory": territory,
        "zone": zone,
    }
    return canonical(found)
