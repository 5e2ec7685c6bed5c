"""A calendar feed: what was told last, what changed since, and the file that says it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from backoffice.content.acts import FeedWish
from backoffice.errors import BackofficeError
from backoffice.exchange.ics import Event, calendar
from backoffice.i18n import N_, _, speaking
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
    now = {one.uid: one for one in _items(doing, feed)}
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


def _items(doing: Doing, feed: str) -> tuple[Event, ...]:
    if ":" not in feed:
        return items(doing, _owner(doing, feed))
    from backoffice.services.calendar_feeds import calendar_items

    return calendar_items(doing, feed)


def _over(entry: FeedEntry, now: datetime) -> bool:
    return bool(entry.body) and entry.gone_at is not None and entry.gone_at + _TOLD_GONE_FOR < now


@act("write-feed", N_("Write the calendar feed"), model=FeedWish, final=True)
def write_feed(doing: Doing, _nothing: str, values: FeedWish) -> Done:
    """Notes what a feed tells from now on: each change raises the number that calendars compare."""
    feed = feed_of(doing, values)
    subject = _owner(doing, feed) or doing.actor
    if subject is None:
        raise NobodysFeed
    return Done(subject, subject.ref, {"feed": feed, **tell_feed(doing, feed)})


def tell_feed(doing: Doing, feed: str) -> dict[str, int]:
    """Notes what `feed` tells from now on, and counts what is new, changed and gone."""
    found = changes(doing, feed)
    told = _told_elsewhere(doing, feed, found)
    for event in found.added:
        body = _body(event)
        number = _number(told.get(event.uid, ()), body, -1)
        doing.unit.add(FeedEntry(feed=feed, uid=event.uid, sequence=number, stamped_at=doing.now, body=body))
    for entry, event in found.changed:
        body = _body(event)
        entry.sequence = _number(told.get(event.uid, ()), body, entry.sequence)
        entry.stamped_at, entry.gone_at, entry.body = doing.now, None, body
    for entry in found.gone:
        entry.sequence += 1
        entry.stamped_at = entry.gone_at = doing.now
    for entry in found.forgotten:
        # Its number stays: should the thing come back, it goes on from there.
        entry.body = {}
    return {"added": len(found.added), "changed": len(found.changed), "gone": len(found.gone)}


def _told_elsewhere(doing: Doing, feed: str, found: Changes) -> dict[str, list[FeedEntry]]:
    """What other calendars told of the same slots: one that two calendars tell has one number in both."""
    wanted = {one.uid for one in found.added} | {entry.uid for entry, _event in found.changed}
    if ":" not in feed or not wanted:
        return {}
    elsewhere: dict[str, list[FeedEntry]] = {}
    query = select(FeedEntry).where(FeedEntry.feed.contains(":"), FeedEntry.feed != feed)
    for entry in doing.unit.session.scalars(query):
        if entry.uid in wanted:
            elsewhere.setdefault(entry.uid, []).append(entry)
    return elsewhere


def _number(elsewhere: Iterable[FeedEntry], body: Mapping[str, Any], own: int) -> int:
    """The number of what is told now: the one that another calendar gave to the very same, else the next."""
    same = [one.sequence for one in elsewhere if one.gone_at is None and one.body == body]
    if same and max(same) > own:
        return max(same)
    return max((own, *(one.sequence for one in elsewhere))) + 1


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as it was last told: its bytes stay the same until something is told anew."""

    owner: str
    data: bytes
    open: int
    gone: int


def feed_now(doing: Doing, feed: str) -> Feed:
    """The feed as it was last told; `owner` is whose: initials, a reference, or none for everybody's."""
    told = [one for one in _entries(doing, feed) if one.body]
    name, owner = _called(doing, feed)
    data = calendar(name, [_event(one) for one in told])
    gone = sum(1 for one in told if one.gone_at is not None)
    return Feed(owner, data, len(told) - gone, gone)


def _called(doing: Doing, feed: str) -> tuple[str, str]:
    """The name of a calendar, and what its file is called by."""
    ours = doing.settings.organisation.name
    if ":" not in feed:
        owner = _owner(doing, feed)
        return (f"{ours} · {owner.name}", owner.ref) if owner else (ours, "")
    from backoffice.services.calendar_feeds import record_of

    record = record_of(doing, feed)
    with speaking(doing.settings.language):
        what = _("options of {ref}").format(ref=record.ref) if feed.startswith("options:") else record.ref
    named = getattr(record, "name", None) or getattr(record, "topic", "")
    return f"{ours} · {what} · {named}", f"{record.ref}{'-options' if feed.startswith('options:') else ''}"


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
