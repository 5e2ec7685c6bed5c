"""`python -m tools.mutation [GROUP…]`: tries each change, writes docs/mutation.md, fails under 90 %."""

from __future__ import annotations

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
    import hypothesis  # noqa: F401
    import pydantic  # noqa: F401

    asked = sys.argv[1:]
    done: dict[str, list[Tried]] = {}
    for group in GROUPS:
        if asked and group.name not in asked:
            continue
        start = time.monotonic()
        try:
            done[group.name] = campaign(group, workers=os.cpu_count() or 2)
        except Red as red:
            print(f"{group.name}: {red}", file=sys.stderr)  # noqa: T201
            return 2
        print(told(group.name, done[group.name], time.monotonic() - start), flush=True)  # noqa: T201
    if not asked:
        PAGE.write_text(report(done, reasons()), encoding="utf-8")
    return 1 if any(score(tried) < LEAST for tried in done.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
