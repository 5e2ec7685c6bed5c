"""A calendar feed: what was told last, what changed since, and the file that says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from backoffice.content.acts import FeedWish
from backoffice.errors import BackofficeError
from backoffice.exchange.ics import Event, calendar
from backoffice.i18n import N_, _
from backoffice.services.acts import Doing, Done, act
from backoffice.services.dispatcher import who
from backoffice.services.feed_items import items
from backoffice.store.records import FeedEntry, User
from backoffice.store.types import instant_text

EVERYONE = "*"
# A calendar that hasn't read the feed for that long has forgotten what it was told.
_TOLD_GONE_FOR = timedelta(days=90)


class NobodysFeed(BackofficeError):
    code = "nobodys_feed"

    def __init__(self) -> None:
        super().__init__(
            _("Whose calendar?"), remedy=_("Name a user with --for INITIALS, or ask for --everyone.")
        )


@dataclass(frozen=True, slots=True)
class Changes:
    """What a feed has to tell since it was last told."""

    added: tuple[Event, ...] = ()
    changed: tuple[tuple[FeedEntry, Event], ...] = ()
    gone: tuple[FeedEntry, ...] = ()
    forgotten: tuple[FeedEntry, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.gone or self.forgotten)


def feed_of(doing: Doing, values: FeedWish) -> str:
    """The feed that is wished: a user's, by their uid, or everyone's. Raises NobodysFeed."""
    if values.everyone:
        return EVERYONE
    owner = who(doing.unit, values.user) if values.user else doing.actor
    if owner is None:
        raise NobodysFeed
    return owner.uid


def changes(doing: Doing, feed: str) -> Changes:
    """What is open now, against what `feed` told last."""
    told = {one.uid: one for one in _entries(doing, feed)}
    now = {one.uid: one for one in items(doing, _owner(doing, feed))}
    return Changes(
        added=tuple(one for uid, one in now.items() if uid not in told),
        changed=tuple(
            (told[uid], one)
            for uid, one in now.items()
            if uid in told and (told[uid].gone_at is not None or told[uid].body != _body(one))
        ),
        gone=tuple(one for uid, one in told.items() if uid not in now and one.gone_at is None),
        forgotten=tuple(one for uid, one in told.items() if uid not in now and _over(one, doing.now)),
    )


def _over(entry: FeedEntry, now: datetime) -> bool:
    return bool(entry.body) and entry.gone_at is not None and entry.gone_at + _TOLD_GONE_FOR < now


@act("write-feed", N_("Write the calendar feed"), model=FeedWish, final=True)
def write_feed(doing: Doing, _nothing: str, values: FeedWish) -> Done:
    """Notes what a feed tells from now on: each change raises the number that calendars compare."""
    feed = feed_of(doing, values)
    found = changes(doing, feed)
    for event in found.added:
        doing.unit.add(FeedEntry(feed=feed, uid=event.uid, stamped_at=doing.now, body=_body(event)))
    for entry, event in found.changed:
        _tell(doing, entry, gone_at=None, body=_body(event))
    for entry in found.gone:
        _tell(doing, entry, gone_at=doing.now)
    for entry in found.forgotten:
        # Its number stays: should the thing come back, it goes on from there.
        entry.body = {}
    counts = {"added": len(found.added), "changed": len(found.changed), "gone": len(found.gone)}
    subject = _owner(doing, feed) or doing.actor
    if subject is None:
        raise NobodysFeed
    return Done(subject, subject.ref, {"feed": feed, **counts})


def _tell(doing: Doing, entry: FeedEntry, **told: Any) -> None:
    entry.sequence += 1
    entry.stamped_at = doing.now
    for name, value in told.items():
        setattr(entry, name, value)


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as it was last told: its bytes stay the same until something is told anew."""

    owner: str
    data: bytes
    open: int
    gone: int


def feed_now(doing: Doing, feed: str) -> Feed:
    """The feed as it was last told; `owner` is whose, by initials (none: everybody's)."""
    owner, told = _owner(doing, feed), [one for one in _entries(doing, feed) if one.body]
    ours = doing.settings.organisation.name
    data = calendar(f"{ours} · {owner.name}" if owner else ours, [_event(one) for one in told])
    gone = sum(1 for one in told if one.gone_at is not None)
    return Feed(owner.ref if owner else "", data, len(told) - gone, gone)


def _owner(doing: Doing, feed: str) -> User | None:
    return None if feed == EVERYONE else doing.unit.get(User, feed)


def _entries(doing: Doing, feed: str) -> list[FeedEntry]:
    return list(doing.unit.session.scalars(select(FeedEntry).where(FeedEntry.feed == feed)))


def _body(event: Event) -> dict[str, Any]:
    return {
        "summary": event.summary,
        "day": event.day.isoformat() if event.day else None,
        "start": instant_text(event.start) if event.start else None,
        "end": instant_text(event.end) if event.end else None,
        "zone": event.zone,
        "description": event.description,
        "location": event.location,
        "categories": list(event.categories),
        "tentative": event.tentative,
        "busy": event.busy,
    }


def _event(entry: FeedEntry) -> Event:
    body: Mapping[str, Any] = entry.body
    return Event(
        uid=entry.uid,
        stamp=entry.stamped_at,
        sequence=entry.sequence,
        cancelled=entry.gone_at is not None,
        day=date.fromisoformat(body["day"]) if body["day"] else None,
        start=datetime.fromisoformat(body["start"]) if body["start"] else None,
        end=datetime.fromisoformat(body["end"]) if body["end"] else None,
        categories=tuple(body["categories"]),
        **{name: body[name] for name in ("summary", "zone", "description", "location", "tentative", "busy")},
    )
