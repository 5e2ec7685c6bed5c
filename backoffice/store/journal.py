"""The record of acts: each row holds the hash of the one before it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from backoffice.store.canonical import plain, sha256
from backoffice.store.driver import fetch

HASH_VERSION = 1
FIRST = "0" * 64


@dataclass(frozen=True, slots=True)
class Inverse:
    """The act, with its command, that undoes what an entry did."""

    act: str
    command: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """One act on one subject. `payload` is small: ids and figures; no `actor_id`: the machine itself.

    `dossier_id` is the dossier whose clocks the act concerns.
    """

    act: str
    subject_uid: str
    occurred_at: datetime
    actor_id: int | None = None
    subject_ref: str | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)
    inverse: Inverse | None = None
    dossier_id: int | None = None


class Recorded(NamedTuple):
    """What an entry became: its place in the journal and its hash."""

    seq: int
    hash: str
    recorded_at: datetime


class Link(NamedTuple):
    """One row of the chain, its values as they are stored."""

    seq: int
    occurred_at: str
    recorded_at: str
    actor_id: int | None
    act: str
    subject_uid: str
    subject_ref: str | None
    payload: str | None
    payload_hash: str
    seals: str
    previous_hash: str
    hash: str
    hash_version: int


COLUMNS = tuple(Link._fields)


def last_seq(connection: Any) -> int:
    """The number of the last act recorded, by anybody; 0 before the first one."""
    [(seq,)] = fetch(connection, "SELECT COALESCE(max(seq), 0) FROM journal")
    return int(seq)


def hash_of(link: Link) -> str:
    """The hash that `link` must have: of everything in it but the payload, whose own hash stands for it."""
    return chained(
        *(link.seq, link.occurred_at, link.recorded_at, link.actor_id, link.act, link.subject_uid),
        *(link.subject_ref, link.payload_hash, link.seals, link.previous_hash),
        version=link.hash_version,
    )


def chained(*covered: str | int | None, version: int = HASH_VERSION) -> str:
    """The hash of a row from what it covers, in the order in which `hash_of` gives it."""
    return sha256(plain([version, *covered]))


@dataclass(frozen=True, slots=True)
class Broken:
    """A row of the journal that isn't what was written, and why: a code and its row's number."""

    code: str
    seq: int


def breaks(links: Iterator[Link], purged: frozenset[int], head: tuple[int, str]) -> Iterator[Broken]:
    """Every place where the chain doesn't hold; `head` is the number and hash kept apart from it."""
    previous, last = FIRST, 0
    for link in links:
        yield from _wrong(link, previous, last + 1, link.seq in purged)
        previous, last = link.hash, link.seq
    if head != (last, previous):
        yield Broken("journal_head", last)


def _wrong(link: Link, previous: str, expected: int, purged: bool) -> Iterator[Broken]:
    if link.seq != expected:
        yield Broken("journal_gap", link.seq)
    if link.previous_hash != previous:
        yield Broken("journal_chain", link.seq)
    if link.hash_version != HASH_VERSION or hash_of(link) != link.hash:
        yield Broken("journal_hash", link.seq)
    if link.payload is None:
        if not purged:
            yield Broken("journal_payload_missing", link.seq)
    elif purged or sha256(link.payload) != link.payload_hash:
        yield Broken("journal_payload", link.seq)
