"""Figures of a year of offers, as the services would count them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from backoffice.domain.offers import LIKELY_BP, Figures, Outcome, Share, Tally, Waiting, weighted

_DAY = date(2026, 6, 1)


def _tally(n: int, key: str | None) -> Tally:
    counts = {
        Outcome.OPEN: n % 3,
        Outcome.ACCEPTED: (7, 12, 3, 5)[n % 4],
        Outcome.REFUSED: (2, 0, 1)[n % 3],
        Outcome.EXPIRED: n % 2,
        Outcome.WITHDRAWN: 0,
    }
    net = 1_234_567 * (n + 2)
    return Tally(key, counts, 2 * net, net, tuple(range(3, 3 + counts[Outcome.ACCEPTED])))


def offers(clients: Sequence[str], owners: Sequence[str]) -> Figures:
    """Twelve months, the owners, a few clients; some quotes wait, some were lost."""
    waiting = tuple(
        Waiting(
            f"DEV-2026-{n:04d}-1",
            f"INT-2026-{n:04d}",
            f"CLI-{n:04d}",
            _DAY - timedelta(days=40 - 6 * n),
            40 - 6 * n,
            _DAY + timedelta(days=6 * n - 10),
            145_000 * (n + 1),
        )
        for n in range(6)
    )
    nets = {stage: 980_000 * n for n, stage in enumerate(LIKELY_BP)}
    return Figures(
        all=_tally(13, None),
        by={
            "month": tuple(_tally(n, f"2026-{n:02d}") for n in range(1, 13)),
            "owner": tuple(_tally(n, owner) for n, owner in enumerate(owners)),
            "client": tuple(_tally(n, f"CLI-{n:04d}") for n in range(1, len(clients) + 1)),
        },
        waiting=waiting,
        losses=(Share("price", 4, 1_820_000), Share("dates", 2, 560_050), Share("no_answer", 1, 90_000)),
        pipeline=tuple(
            Share(stage, n, nets[stage], weighted(nets[stage], bp), bp)
            for n, (stage, bp) in enumerate(LIKELY_BP.items())
        ),
        delivery=(*(Share(f"2026-{n:02d}", n % 4 + 1, 812_345 * n) for n in range(6, 13)), Share("", 2, 99)),
    )
