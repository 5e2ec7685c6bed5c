"""When the program breaks, nobody's data reaches the terminal or the log, and the status says so."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

from test_hostile_text import _in_terminal

_CHILD = """
import sys
sys.path[:0] = {paths!r}
from pathlib import Path
from fake_desk import FakeDesk, opening
from backoffice.tui import app as shell

class Breaking(shell.BackofficeApp):
    def key_x(self):
        secret = "Elodie Roux"
        raise RuntimeError(f"telephone of {{secret}}")

shell.BackofficeApp = Breaking
sys.exit(shell.run(opening(FakeDesk(), state=Path({state!r}))))
"""


def test_a_crash_ends_with_a_sentence_a_log_for_its_owner_and_a_status(tmp_path: Path) -> None:
    here = Path(__file__).parent
    code = _CHILD.format(paths=[str(here), str(here.parents[1])], state=str(tmp_path / ".state"))
    received, status = _in_terminal(code, b"Commands", [b"x"])
    assert status == 1
    assert b"had to stop" in received
    assert b"Traceback" not in received
    (log,) = (tmp_path / ".state").iterdir()
    kept = log.read_text(encoding="utf-8")
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert "builtins.RuntimeError" in kept
    assert "key_x" in kept
    for secret in (b"Roux", b"telephone"):
        assert secret not in received
        assert secret.decode() not in kept
    assert str(Path.home()) not in kept.replace(sys.base_prefix, "")
