"""Files named on the command line; ``-`` is what is piped in, with the limits of a file."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from backoffice.content.reading import JSON_BYTES, read_text

PIPED = "-"
# As large as any file that may be filed.
_MOST_BYTES = 200_000_000
_NAMES = {"path", "proof_file"}


def piped_text(most: int = JSON_BYTES, encoding: str = "utf-8") -> str:
    """What is piped in, as text; raises as reading a file does."""
    from backoffice.exchange.sources import text_of

    # No more than is allowed, and one byte to know that there is more.
    return text_of(sys.stdin.buffer.read(most + 1), PIPED, encoding, most)


def text_given(file: str) -> str:
    """The text of `file`, or of what is piped in."""
    return piped_text() if file == PIPED else read_text(Path(file))


@contextmanager
def piped_files(given: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """`given` with the path of a file in place of the ``-`` of a field that takes one: acts read files."""
    names = [name for name in _NAMES & set(given) if given[name] == PIPED]
    if not names:
        yield given
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "standard-input"
        file.write_bytes(sys.stdin.buffer.read(_MOST_BYTES + 1))
        yield {**given, **dict.fromkeys(names, str(file))}
