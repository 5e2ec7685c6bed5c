"""Runs the benchmarks one after the other: `make bench`, or some: `python -m benchmarks ui store`."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent


def main() -> int:
    """One benchmark after the other, each in a process of its own, so that none warms the next."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="documents, store, ui… (all of them by default)")
    parser.add_argument("--peers", type=Path, default=ROOT / ".venv-bench", help="the peers' environment")
    asked = parser.parse_args()
    known = sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py"))
    wrong = set(asked.names) - set(known)
    if wrong:
        parser.error(f"no benchmark {', '.join(sorted(wrong))}; there are {', '.join(known)}")
    python = asked.peers / "bin" / "python"
    environment = (
        os.environ | {"BACKOFFICE_BENCH_PYTHON": str(python.absolute())} if python.exists() else None
    )
    if environment is None:
        print(f"peers: absent ({asked.peers} isn't there; `make bench` makes it)\n")
    failed = [name for name in asked.names or known if not _run(name, environment)]
    return 1 if failed else 0


def _run(name: str, environment: dict[str, str]) -> bool:
    print(f"== {name}", flush=True)
    begun = time.monotonic()
    done = subprocess.run([sys.executable, "-m", f"benchmarks.bench_{name}"], cwd=ROOT, env=environment)
    print(f"-- {name}: {time.monotonic() - begun:.0f} s\n", flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
