"""The tool that changes rules finds a change that a test sees, and one that no test sees."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tools.mutation.groups import GROUPS
from tools.mutation.mutants import mutants
from tools.mutation.report import LEAST, reasons, report, score

ROOT = Path(__file__).parents[2]
RULES = '''"""Two rules: one that the tests hold, one that they don't."""

LIMITS = (8, 12)


def is_full(people):
    """Whether no seat is left."""
    return people >= LIMITS[0]


def fee(days):
    total = 0
    for day in range(days):
        if day > 4:
            continue
        total += 100
    return total
'''
SAID = '''STAGE_LABELS = {1: "a", 2: "b"}


def f(a: int = 3):
    """Says 1."""
    return _("x" if 1 else "y")
'''
TESTS = """
from planted.rules import LIMITS, fee, is_full

def test_a_room_is_full_at_its_limit():
    assert not is_full(7)
    assert is_full(8)

def test_the_limits():
    assert LIMITS == (8, 12)

def test_a_day_is_a_hundred():
    assert fee(2) == 200
"""


def test_each_change_is_named_by_its_place_and_its_lines() -> None:
    found = list(mutants("planted/rules.py", RULES))
    told = {(one.line, one.before, one.after) for one in found}
    assert (8, "return people >= LIMITS[0]", "return people > LIMITS[0]") in told
    assert (8, "return people >= LIMITS[0]", "return people >= LIMITS[1]") in told
    assert (8, "return people >= LIMITS[0]", "return None") in told
    assert (3, "LIMITS = (8, 12)", "LIMITS = (12,)") in told
    assert (15, "continue", "break") in told
    assert (16, "total += 100", "pass") in told
    assert len({one.key for one in found}) == len(found)
    assert [one.line for one in found if one.function is None] == [3] * 6
    assert all(compile(one.tree, one.path, "exec") for one in found)


def test_what_is_only_said_is_left_alone() -> None:
    found = {(one.before, one.after) for one in mutants("m.py", SAID)}
    assert all("LABELS" not in before for before, _after in found)
    assert ("return _('x' if 1 else 'y')", "return None") in found
    assert not any("'x' if 1" not in after and "'x' if" in after for _before, after in found)


def test_a_planted_change_is_killed_and_another_survives(tmp_path: Path) -> None:
    (tmp_path / "planted").mkdir()
    (tmp_path / "planted/__init__.py").touch()
    (tmp_path / "planted/rules.py").write_text(RULES)
    (tmp_path / "test_rules.py").write_text(TESTS)
    script = f"""
import sys
sys.path[:0] = [{str(ROOT)!r}, {str(tmp_path)!r}]
from pathlib import Path
from tools.mutation.campaign import Group, campaign
tried = campaign(Group("planted", ("planted/rules.py",), ("test_rules.py",)), Path({str(tmp_path)!r}))
for one in tried:
    print(int(one.killed), one.line, one.before, "->", one.after, sep="|")
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=300
    )
    told = [line for line in done.stdout.splitlines() if line[:2] in ("0|", "1|")]
    # Inside a function, by its code; outside of all, by loading its module anew.
    assert "1|8|return people >= LIMITS[0]|->|return people > LIMITS[0]" in told
    assert "1|3|LIMITS = (8, 12)|->|LIMITS = (9, 12)" in told
    assert "1|16|total += 100|->|total -= 100" in told
    # Nobody tries more than two days.
    assert "0|15|continue|->|break" in told
    assert any(line.startswith("0|14|") for line in told)


def test_the_page_counts_what_cannot_be_seen_as_unseen() -> None:
    from tools.mutation.campaign import Tried

    seen = [Tried("m.py", line, "constant", "a", "b", f"m.py f: {line}", 1) for line in range(9)]
    lost = Tried("m.py", 12, "comparison", "a < b", "a <= b", "m.py f: a < b -> a <= b", 0)
    assert score([*seen, lost]) == pytest.approx(90)
    assert score([*seen, lost, lost]) < LEAST
    page = report({"money": [*seen, lost]}, {lost.key: "a is never b"})
    assert "| **money** | 10 | 9 | 0 | 1 | 90.0 % |" in page
    assert "- `m.py:12`, comparison: a is never b" in page


def test_each_change_that_is_said_to_be_unseen_can_still_be_made() -> None:
    made = {
        one.key
        for group in GROUPS
        for path in group.modules
        for one in mutants(path, (ROOT / path).read_text(encoding="utf-8"))
    }
    assert set(reasons()) <= made
    assert all(reasons().values())
