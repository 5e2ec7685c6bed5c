"""Calendar feeds as files: written whole, and only when something changed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from backoffice.content.acts import FeedWish
from backoffice.content.calendar_files import CalendarWish
from backoffice.errors import BackofficeError, Place
from backoffice.i18n import _
from backoffice.i18n.reasons import of_system
from backoffice.services.calendar_feeds import calendar_of
from backoffice.services.feeds import Feed, changes, feed_now, feed_of
from backoffice.services.kinds import resolve
from backoffice.services.names import safe_name
from backoffice.services.office import Office
from backoffice.store.copies import CopyFailed, write_copy
from backoffice.store.driver import fetch
from backoffice.store.records import Request


class FeedNotWritten(BackofficeError):
    code = "feed_not_written"

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            _("The calendar file {file} couldn't be written: {reason}.").format(
                file=path.name, reason=reason
            ),
            place=Place(str(path)),
            remedy=_("Mend its folder, or choose another place with --out or feed in [workstation]."),
        )


@dataclass(frozen=True, slots=True)
class Written:
    """Where a feed stands, whether its file had to change, and how many things it tells of."""

    path: Path
    changed: bool
    open: int
    gone: int


def told(office: Office, wish: FeedWish) -> Feed:
    """The feed that is wished, with what changed since it was last told."""
    with office.database.reading() as unit:
        doing = office.doing(unit)
        feed, due = feed_of(doing, wish), bool(changes(doing, feed_of(doing, wish)))
    if due:
        office.tell("write-feed", wish)
    with office.database.reading() as unit:
        return feed_now(office.doing(unit), feed)


def told_calendar(office: Office, ref: str, wish: CalendarWish) -> Feed:
    """The calendar of a dossier, a trainer or a venue, with what changed since it was last told."""
    with office.database.reading() as unit:
        doing = office.doing(unit)
        record = resolve(unit, ref, "request|trainer|venue").record
        feed = calendar_of(record, wish.options and isinstance(record, Request))
        due = bool(changes(doing, feed))
    if due:
        office.tell("write-calendar", wish, ref)
    with office.database.reading() as unit:
        return feed_now(office.doing(unit), feed)


def write_calendar(office: Office, ref: str, wish: CalendarWish, out: Path | None = None) -> Written:
    """Writes the calendar of a record to `out`, else to its usual place. Raises FeedNotWritten."""
    found = told_calendar(office, ref, wish)
    return _write(found, out.absolute() if out else _place(office, found))


def write(office: Office, wish: FeedWish, out: Path | None = None) -> Written:
    """Writes the feed that is wished to `out`, else to its usual place. Raises FeedNotWritten."""
    found = told(office, wish)
    return _write(found, out.absolute() if out else _place(office, found))


def file_of(office: Office, feed: str) -> Written:
    """The file of a feed as it was last told, at its usual place."""
    with office.database.reading() as unit:
        found = feed_now(office.doing(unit), feed)
    return _write(found, _place(office, found))


def journal_head(office: Office) -> str:
    """What changes with every act: nothing else can change a feed."""
    with office.database.reading() as unit:
        [(head,)] = fetch(unit.driver, "SELECT value FROM meta WHERE key = 'journal_head'")
        return str(head)


def _place(office: Office, feed: Feed) -> Path:
    """The path that the settings name is for whoever works here; others have theirs beside."""
    ours = office.workspace.feed
    if ours is not None and feed.owner == office.user:
        return ours
    return office.workspace.state / "feeds" / f"{safe_name(feed.owner or 'everyone')}.ics"


def _write(feed: Feed, path: Path) -> Written:
    try:
        changed = not path.is_file() or path.read_bytes() != feed.data
        write_copy(path.parent, path.name, feed.data)
    except CopyFailed as wrong:
        raise FeedNotWritten(path, wrong.reason) from wrong
    except OSError as wrong:
        raise FeedNotWritten(path, of_system(wrong)) from wrong
    return Written(path, changed, feed.open, feed.gone)
