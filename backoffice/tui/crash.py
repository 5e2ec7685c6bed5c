"""What is written down when the UI breaks: where in the program, never what people had typed or stored."""

from __future__ import annotations

import os
import platform
import traceback
from datetime import UTC, datetime
from pathlib import Path

from textual.worker import WorkerFailed

from backoffice.errors import BackofficeError


def report(error: BaseException) -> str:
    """The crash in words: types, files, lines, functions; no message, no local variable, nobody's home."""
    head = [
        " · ".join(
            (
                f"backoffice {_version('backoffice')}",
                f"textual {_version('textual')}",
                f"Python {platform.python_version()}",
                platform.system(),
            )
        ),
        "",
    ]
    return "\n".join(head + _chain(error)) + "\n"


def _version(name: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(name)
    except PackageNotFoundError:
        return "?"


def _chain(error: BaseException) -> list[str]:
    lines: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        lines += _one(current)
        # The cause matters most to whoever mends it; a message may hold a client's name, so it stays out.
        current = _cause(current)
        if current is not None:
            lines.append("caused by")
    return lines


def _cause(error: BaseException) -> BaseException | None:
    # A worker's failure wraps what happened in it, and says nothing of it by itself.
    if isinstance(error, WorkerFailed):
        return error.error
    return error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _one(error: BaseException) -> list[str]:
    kind = type(error)
    code = f" [{error.code}]" if isinstance(error, BackofficeError) else ""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{kind.__module__}.{kind.__qualname__}{code}"] + [
        f"  {_inside(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames
    ]


def _inside(filename: str) -> str:
    """The file from its package on: what stands before says who the person is and where they work."""
    parts = Path(filename).parts
    for anchor in ("site-packages", "backoffice"):
        if anchor in parts:
            start = len(parts) - 1 - parts[::-1].index(anchor)
            return "/".join(parts[start + (anchor == "site-packages") :])
    return Path(filename).name


def keep(error: BaseException, state: Path | None) -> Path | None:
    """Writes the report into the folder `state`, for its owner alone; None when that can't be done."""
    if state is None:
        return None
    try:
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = state / f"crash-{datetime.now(UTC):%Y%m%dT%H%M%S}-{os.getpid()}.log"
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(report(error))
    except OSError:
        return None
    return path
