"""Which promises a dossier's story makes: chosen once, by the settings of the time of their event."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple

from backoffice.domain.commitments.events import OWED_AFTER_THE_END, Event, names_of
from backoffice.domain.commitments.policy import Asked, Policy, Way, winner
from backoffice.domain.commitments.projection import closing, scopes, starts
from backoffice.domain.commitments.story import Promise, Story

# The policies of the settings with a number, by their ids.
Shelf = Callable[[int], Mapping[str, Policy]]
_Group = tuple[str, str, str, str]


class Opening(NamedTuple):
    """A promise to make: what for, by which policy of which settings; `replaces` is the rank of the one that
    was made by mistake of the facts."""

    policy: Policy
    settings: int
    scope: str
    replaces: int | None = None


def openings(
    story: Story, shelf: Shelf, current: int, asked: Asked, day_of: Callable[[str], date], now: str
) -> list[Opening]:
    """The promises that `story` makes and that weren't made yet.

    A promise is chosen by the settings in force when the last of its events was noted: settings applied later
    open nothing for the past, unless a policy of the `current` ones says so. One that was made stays; but a
    corrected fact (the client, the tags) has it chosen again, by the same settings, while it is open. `now`
    is when the last act occurred, and `day_of` the local day of an instant.
    """
    made = _made(story, shelf)
    found: list[Opening] = []
    for settings in sorted({basis for basis in story.basis.values() if basis is not None} | {current}):
        for group, policies in _candidates(story, shelf, settings, current).items():
            scope = group[-1]
            chosen = winner(policies, asked, day_of(begins(policies[0], story, scope, now)))
            if chosen is None or (story.ended and chosen.step not in OWED_AFTER_THE_END):
                continue
            former = made.get(group)
            if former is None:
                if _open_then(story, shelf, made, chosen, scope):
                    continue
                if not _done_already(story, chosen, scope, now):
                    found.append(Opening(chosen, settings, scope))
                    made[group] = _promise(chosen, settings, scope, now)
            elif _chosen_again(story, shelf, former, chosen, settings):
                found.append(Opening(chosen, settings, scope, former.n))
    return found


def basis(policy: Policy, story: Story, scope: str) -> int | None:
    """The settings in force when the last of a policy's events was noted; None when that was before any."""
    names = list(names_of(policy.sources, scope))
    if policy.way is Way.FIXED:
        names.append(str(Event.RECEIVED))
    return max((known for name in names if (known := story.basis.get(name)) is not None), default=None)


def _made(story: Story, shelf: Shelf) -> dict[_Group, Promise]:
    found: dict[_Group, Promise] = {}
    for promise in story.promises.values():
        policy = shelf(promise.settings).get(promise.policy)
        if policy is not None:
            found[(*policy.group, promise.scope)] = promise
    return found


def _candidates(story: Story, shelf: Shelf, settings: int, current: int) -> dict[_Group, list[Policy]]:
    found: dict[_Group, list[Policy]] = {}
    for policy in shelf(settings).values():
        for scope in scopes(policy, story):
            if starts(policy, story, scope) is None:
                continue
            if basis(policy, story, scope) == settings or (policy.past and settings == current):
                found.setdefault((*policy.group, scope), []).append(policy)
    return found


def begins(policy: Policy, story: Story, scope: str, now: str) -> str:
    """The instant whose day decides which policies are valid."""
    if policy.way is Way.FIXED:
        return story.happened.get(Event.RECEIVED, now)
    return min(starts(policy, story, scope) or now, now)


def _promise(policy: Policy, settings: int, scope: str, now: str) -> Promise:
    return Promise(0, policy.id, settings, "", "", scope, now)


def _open_then(
    story: Story, shelf: Shelf, made: Mapping[_Group, Promise], policy: Policy, scope: str
) -> bool:
    """Whether what comes again came while its promise was open: that one answers for it too."""
    if not policy.again:
        return False
    at = starts(policy, story, scope) or ""
    for group, former in made.items():
        its = shelf(former.settings).get(former.policy) if group[:-1] == policy.group else None
        begun = starts(its, story, former.scope) if its else None
        if its is None or begun is None or begun > at:
            continue
        closed_at = closing(its, story, former)[0]
        if not closed_at or closed_at > at:
            return True
    return False


def _done_already(story: Story, policy: Policy, scope: str, now: str) -> bool:
    """Whether what would be promised had been done, or left out, before its event."""
    closed_at = closing(policy, story, _promise(policy, 0, scope, now))[0]
    if policy.again:
        return bool(closed_at) and closed_at <= (starts(policy, story, scope) or "")
    return bool(closed_at)


def _chosen_again(story: Story, shelf: Shelf, former: Promise, chosen: Policy, settings: int) -> bool:
    if former.settings != settings or former.policy == chosen.id:
        return False
    return not closing(shelf(settings)[former.policy], story, former)[0]
