"""The monkey: random keys, clicks, pastes and resizes over the real program, on copies of the demonstration.

    python -m tests.monkey.campaign [--seeds N] [--seed S] [--events N] [--at-once N] [--no-shrink]

`--seed` plays one seed again. For each seed: no crash, no report of one, no order to the terminal that a
screen doesn't need (parsed with pyte), at most 20 MB more than after the first 2 000 events, a terminal given
back as it was found, and a workspace that `doctor` finds whole. Exit status 1 when anything was wrong.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from tests.monkey.kit.run import Ran, demonstration, play, seeded, shrink


def told(ran: Ran) -> str:
    return (
        f"seed {ran.seed:>3}: {ran.events:>6} events, {ran.sent / max(1, ran.events) / 1000:.1f} kB each,"
        f" {ran.growth / 1e6:+6.1f} MB after the warm-up, {ran.quits} times out,"
        f" {len(ran.places)} places, {ran.seconds:.0f} s"
        f" {'right' if not ran.wrong else 'WRONG'}"
    )


def asked_for() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--events", type=int, default=10_000)
    parser.add_argument("--at-once", type=int, default=1)
    parser.add_argument("--no-shrink", action="store_true")
    return parser.parse_args()


def runs(asked: argparse.Namespace, house: Path) -> Iterator[Ran]:
    seeds = [asked.seed] if asked.seed is not None else list(range(1, asked.seeds + 1))
    with ThreadPoolExecutor(asked.at_once) as pool:
        yield from pool.map(partial(_one, asked.events, house), seeds)


def _one(events: int, house: Path, seed: int) -> Ran:
    ran = play(seed, seeded(seed, events), house)
    print(told(ran), *ran.wrong, sep="\n  ", flush=True)
    return ran


def main() -> int:
    asked = asked_for()
    with tempfile.TemporaryDirectory(prefix="monkey-") as folder:
        house = demonstration(Path(folder))
        wrong = [ran for ran in runs(asked, house) if ran.wrong]
        for ran in wrong:
            print(f"\nagain: python -m tests.monkey.campaign --seed {ran.seed} --events {asked.events}")
            if not asked.no_shrink:
                fewest = shrink(ran.seed, seeded(ran.seed, asked.events)[: ran.events], house)
                print(f"{len(fewest)} events are enough:", *fewest, sep="\n  ")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
