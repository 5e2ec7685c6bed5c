"""Work in a process of its own that is killed without warning; works wherever processes fork."""

from __future__ import annotations

import multiprocessing
import os
import select
import signal
import time
from collections.abc import Callable

_FORK = multiprocessing.get_context("fork")


def die(*_given: object, **_named: object) -> None:
    """The last thing that its process does."""
    os.kill(os.getpid(), signal.SIGKILL)


def killed(run: Callable[[], object]) -> bool:
    """Runs `run` in a process of its own; whether it was killed before it ended."""

    def child() -> None:
        run()
        os._exit(0)

    process = _FORK.Process(target=child)
    process.start()
    process.join(60)
    return process.exitcode == -signal.SIGKILL


def told_until_killed(run: Callable[[int], object], seconds: float) -> list[str]:
    """The words that `run` wrote to the descriptor it was given, killed `seconds` after the first of them."""
    reading, told = os.pipe()

    def child() -> None:
        try:
            run(told)
        finally:
            os._exit(1)

    process = _FORK.Process(target=child)
    process.start()
    os.close(told)
    select.select([reading], [], [], 60)
    time.sleep(seconds)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    with os.fdopen(reading) as pipe:
        return pipe.read().split()
