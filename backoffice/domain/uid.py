"""Identifiers that sort by the time they were made (UUIDv7, RFC 9562 section 5.7)."""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Iterable


def new_uid() -> str:
    """A new identifier, as its canonical text of 36 characters; unique across workstations."""
    random = int.from_bytes(os.urandom(10))
    value = (time.time_ns() // 1_000_000) << 80 | random
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0b11 << 62) | 0b10 << 62
    return str(uuid.UUID(int=value))


def part_uids(whole: str, ranks: Iterable[int]) -> list[str]:
    """The identifiers (UUIDv8) of parts of the record `whole`, by their ranks; always the same ones."""
    head, last = f"{whole[:14]}8{whole[15:24]}", int(whole[24:], 16)
    return [f"{head}{(last + rank) % 16**12:012x}" for rank in ranks]
