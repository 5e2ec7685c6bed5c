"""Which options on dates end in the days to come, and which have run out unseen, over the driver alone."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

from backoffice.store.driver import fetch
from backoffice.store.types import instant_text

_WHAT = (
    "SELECT r.ref, o.position, o.state, o.hold_until, o.answer_by, c.name, r.topic FROM calendar_options o"
    " JOIN requests r ON r.id = o.request_id LEFT JOIN clients c ON c.id = r.client_id"
)
_COUNT = "SELECT count(*) FROM calendar_options o"
# Two questions that an index answers each; one with OR would read them all.
_HELD = "o.state = 'held' AND o.hold_until <= ?"
_OFFERED = "o.state = 'offered' AND o.answer_by <= ?"


class Ending(NamedTuple):
    """An option: its dossier and rank, its state, when it ends (an instant for one held, else a day)."""

    ref: str
    position: int
    state: str
    hold_until: str | None
    answer_by: str
    client: str
    topic: str


def ending(connection: Any, until: datetime, last: date, most: int) -> tuple[int, list[Ending]]:
    """How many options end by the instant `until` or the day `last`, and the first `most` of them."""
    instant, day = instant_text(until), last.isoformat()
    [(many,)] = fetch(connection, f"{_COUNT} WHERE {_HELD}", (instant,))
    [(more,)] = fetch(connection, f"{_COUNT} WHERE {_OFFERED}", (day,))
    count = many + more
    if not count:
        return 0, []
    held = fetch(connection, f"{_WHAT} WHERE {_HELD} ORDER BY o.hold_until, o.id LIMIT {most:d}", (instant,))
    offered = fetch(connection, f"{_WHAT} WHERE {_OFFERED} ORDER BY o.answer_by, o.id LIMIT {most:d}", (day,))
    found = [
        Ending(str(ref), int(position), str(state), hold, str(answer), client or "", str(topic))
        for ref, position, state, hold, answer, client, topic in (*held, *offered)
    ]
    return int(count), sorted(found, key=_end)[:most]


def _end(one: Ending) -> tuple[str, str, int]:
    return (
        one.hold_until if one.state == "held" and one.hold_until else one.answer_by,
        one.ref,
        one.position,
    )
