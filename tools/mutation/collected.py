"""The tests that matter, collected once in a process; each is run by itself, as often as one likes."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest
from _pytest.config import Config, get_config
from _pytest.main import Session
from _pytest.runner import runtestprotocol

Function = tuple[str, str, int]


class Collected:
    """`files` as pytest collects them, without its output."""

    def __init__(self, root: Path, files: Iterable[str]) -> None:
        options = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", *files]
        config: Config = get_config(options)
        config.invocation_params = Config.InvocationParams(args=options, plugins=None, dir=root)
        config.parse(options)
        config._do_configure()
        self.session = Session.from_config(config)
        config.hook.pytest_sessionstart(session=self.session)
        config.hook.pytest_collection(session=self.session)
        self.items: Sequence[pytest.Item] = self.session.items

    def passes(self, item: pytest.Item) -> bool:
        """Runs one test, its fixtures made and gone."""
        return not any(report.failed for report in runtestprotocol(item, log=False, nextitem=None))


class Baseline:
    """Which tests enter which function, and how long each takes; every test must pass as things are."""

    def __init__(self, collected: Collected, paths: Iterable[Path]) -> None:
        self.collected = collected
        self.seconds: dict[str, float] = {}
        self.entered: dict[Function, list[pytest.Item]] = {}
        self.failing: list[str] = []
        self._paths = {str(path) for path in paths}
        for item in collected.items:
            self._run(item)

    def _run(self, item: pytest.Item) -> None:
        seen: set[CodeType] = set()
        start = time.process_time()
        with _tracing(self._paths, seen):
            passed = self.collected.passes(item)
        self.seconds[item.nodeid] = time.process_time() - start
        if not passed:
            self.failing.append(item.nodeid)
        for code in seen:
            key = (code.co_filename, code.co_qualname, code.co_firstlineno)
            self.entered.setdefault(key, []).append(item)

    def tests_of(self, path: Path, name: str, line: int) -> list[pytest.Item]:
        """The tests that enter a function, or what is written inside it; the quickest first."""
        found = {
            item
            for (file, other, first), items in self.entered.items()
            if file == str(path) and ((other, first) == (name, line) or other.startswith(f"{name}.<locals>"))
            for item in items
        }
        return sorted(found, key=lambda item: (self.seconds[item.nodeid], item.nodeid))

    def files_of(self, path: Path) -> tuple[list[str], float]:
        """The files whose tests enter a module, the quickest first, and the seconds that they take."""
        took: dict[str, float] = {}
        for (file, _name, _line), items in self.entered.items():
            if file == str(path):
                took |= {_file(item.nodeid): 0.0 for item in items}
        for nodeid, seconds in self.seconds.items():
            if _file(nodeid) in took:
                took[_file(nodeid)] += seconds
        return sorted(took, key=lambda name: (took[name], name)), sum(took.values())


def _file(nodeid: str) -> str:
    return nodeid.partition("::")[0]


@contextmanager
def _tracing(paths: set[str], seen: set[CodeType]) -> Any:
    def entered(frame: FrameType, _event: str, _argument: Any) -> None:
        if frame.f_code.co_filename in paths:
            seen.add(frame.f_code)

    before = sys.gettrace()
    sys.settrace(entered)
    try:
        yield
    finally:
        sys.settrace(before)
