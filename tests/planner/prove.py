"""Makes ``proven.json`` again: ``python -m tests.planner.prove PYTHON_WITH_ORTOOLS COUNT CROWDED``."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.planner.facts import fingerprint, oracle_line
from tests.planner.generated import proven_problem

HERE = Path(__file__).parent


def main(python: str, count: int, crowded: int) -> None:
    names = [*map(str, range(count)), *(f"crowded {seed}" for seed in range(crowded))]
    lines = "".join(oracle_line(n, proven_problem(name)) + "\n" for n, name in enumerate(names))
    command = [python, str(HERE / "cpsat_oracle.py"), "60"]
    done = subprocess.run(command, input=lines, capture_output=True, text=True, check=True)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    proven = {one["id"]: one["cost"] for one in found if one["status"] in ("OPTIMAL", "INFEASIBLE")}
    rows = [
        f'"{names[n]}": {json.dumps([fingerprint(proven_problem(names[n])), proven[n]])}'
        for n in sorted(proven)
    ]
    (HERE / "proven.json").write_text("{\n" + ",\n".join(rows) + "\n}\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
