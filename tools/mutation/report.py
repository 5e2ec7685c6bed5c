"""The page of figures: each module's score, and the changes that nothing saw with the reason why."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from tools.mutation.campaign import OUT_OF_TIME, Tried, survivors

LEAST = 90.0
_REASONS = Path(__file__).with_name("equivalents.toml")


def reasons() -> dict[str, str]:
    """Why some changes change nothing that anybody could see, by the changes' keys."""
    read = tomllib.loads(_REASONS.read_text(encoding="utf-8"))
    return {one["change"]: one["reason"] for one in read.get("equivalent", [])}


def score(tried: Sequence[Tried]) -> float:
    """Percent of the changes that some test saw; those that can't be seen count as unseen."""
    return 100 * sum(one.killed for one in tried) / max(1, len(tried))


def told(name: str, tried: Sequence[Tried], seconds: float) -> str:
    """A group's result for the terminal: its score, then each survivor with its place."""
    killed = sum(one.killed for one in tried)
    lines = [f"{name}: {killed} of {len(tried)} killed, {score(tried):.1f} %, in {seconds:.0f} s"]
    for one in survivors(tried):
        lines += [f"  {one.path}:{one.line} {one.what}", f"    - {one.before}", f"    + {one.after}"]
    return "\n".join(lines)


def report(done: Mapping[str, Sequence[Tried]], known: Mapping[str, str]) -> str:
    lines = [
        "# Changes that the tests see",
        "",
        "`make mutation` changes the rules of money, prices and stages one at a time (a comparison, a sign,",
        "a constant by one, a condition, a statement or a table's member taken away) and runs the tests that",
        "enter what was changed. A change that no test sees is a survivor. The command fails when a group",
        f"has under {LEAST:.0f} % killed; changes that can't be seen from outside count as unseen.",
        "",
        "| module | changes | killed | of them by time | survivors | score |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, tried in done.items():
        for path in dict.fromkeys(one.path for one in tried):
            lines.append(_row(f"`{path}`", [one for one in tried if one.path == path]))
        lines.append(_row(f"**{name}**", tried))
    lines += ["", "## Survivors", ""]
    for tried in done.values():
        for one in survivors(tried):
            why = known.get(one.key, "no test sees it")
            lines += [f"- `{one.path}:{one.line}`, {one.what}: {why}", "  ```diff"]
            lines += [f"  - {one.before}", f"  + {one.after}", "  ```"]
    return "\n".join(lines) + "\n"


def _row(label: str, tried: Sequence[Tried]) -> str:
    killed, late = sum(one.killed for one in tried), sum(one.outcome == OUT_OF_TIME for one in tried)
    left = len(tried) - killed
    return f"| {label} | {len(tried)} | {killed} | {late} | {left} | {score(tried):.1f} % |"
