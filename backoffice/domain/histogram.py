"""A distribution in bins that people can read: hours, half-days, days, weeks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_HOUR, _DAY = 60, 24 * 60
# Widths of a bin in minutes, from which the least is taken that doesn't need too many of them.
_HOURS, _DAYS = (1, 4, 12), (1, 2, 7, 14, 28, 91, 364)
_WIDTHS = (*(n * _HOUR for n in _HOURS), *(n * _DAY for n in _DAYS))
_MOST = 16


@dataclass(frozen=True, slots=True)
class Histogram:
    """Counts of minutes: bin n holds those from n x `width` to just below n + 1; the last holds the rest."""

    width: int
    counts: tuple[int, ...]

    def span(self, n: int) -> tuple[int, int]:
        """The first minute of bin `n`, and the first after it."""
        return n * self.width, (n + 1) * self.width


def histogram(minutes: Sequence[int], most: int = _MOST) -> Histogram:
    """The bins of `minutes`, at most `most` of them; time below zero counts as none."""
    longest = max((0, *minutes))
    width = next((one for one in _WIDTHS if longest < one * most), _WIDTHS[-1])
    counts = [0] * (min(longest // width + 1, most) if minutes else 1)
    for one in minutes:
        counts[min(max(one, 0) // width, len(counts) - 1)] += 1
    return Histogram(width, tuple(counts))
