"""`python -m tools.mutation [GROUP…]`: tries each change, writes docs/mutation.md, fails under 90 %.

With names of groups or `--every N` (one change out of N), the page isn't written.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import time

from tools.mutation.campaign import ROOT, Red, Tried, campaign
from tools.mutation.groups import GROUPS
from tools.mutation.report import LEAST, reasons, report, score, told

PAGE = ROOT / "docs" / "mutation.md"


def main() -> int:
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    os.environ["BACKOFFICE_NO_SHRINK"] = "1"
    # What changes share is imported once, before any of our modules.
    for name in ("hypothesis.stateful", "pydantic", "sqlalchemy.orm", "psycopg", "dateutil.rrule"):
        importlib.import_module(name)

    parser = argparse.ArgumentParser(prog="python -m tools.mutation", description=__doc__)
    parser.add_argument("groups", nargs="*", choices=[[], *(group.name for group in GROUPS)])
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 2)
    given = parser.parse_args()
    asked = given.groups
    done: dict[str, list[Tried]] = {}
    for group in GROUPS:
        if asked and group.name not in asked:
            continue
        start = time.monotonic()
        try:
            done[group.name] = campaign(group, workers=given.workers, every=given.every)
        except Red as red:
            print(f"{group.name}: {red}", file=sys.stderr)  # noqa: T201
            return 2
        print(told(group.name, done[group.name], time.monotonic() - start), flush=True)  # noqa: T201
    if not asked and given.every == 1:
        PAGE.write_text(report(done, reasons()), encoding="utf-8")
    return 1 if any(score(tried) < LEAST for tried in done.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
