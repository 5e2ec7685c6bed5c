"""Many processes at once on one database; forked, so that a race is in the writing and not in the imports."""

from __future__ import annotations

import multiprocessing
import os
import time
import traceback
from collections.abc import Callable
from typing import Any

_FORK = multiprocessing.get_context("fork")


def together(count: int, work: Callable[[int], Any]) -> list[Any]:
    """What `work` gives in each of `count` processes that start at the same moment; none may fail."""
    start = _FORK.Barrier(count)
    answers: Any = _FORK.SimpleQueue()
    children = [_FORK.Process(target=_run, args=(start, answers, work, rank)) for rank in range(count)]
    for child in children:
        child.start()
    found = [_heard(answers, children) for _ in children]
    for child in children:
        child.join(60)
    failures = [text for ok, text in found if not ok]
    assert not failures, failures[0]
    return [answer for _ok, answer in found]


def _heard(answers: Any, children: list[Any]) -> Any:
    """The next answer; a child that died without one makes the test fail, not wait for ever."""
    while answers.empty():
        if not any(child.is_alive() for child in children) and answers.empty():
            raise AssertionError("a process died without an answer")
        time.sleep(0.01)
    return answers.get()


def _run(start: Any, answers: Any, work: Callable[[int], Any], rank: int) -> None:
    try:
        start.wait(60)
        answers.put((True, work(rank)))
    except BaseException:
        answers.put((False, traceback.format_exc()))
    finally:
        # Nothing of the parent's (its connections, pytest's own exit) may run in a child.
        os._exit(0)
