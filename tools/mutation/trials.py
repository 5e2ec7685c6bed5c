"""A change tried in a process of its own: live functions take its code, or its module is loaded with it."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import os
import resource
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from tools.mutation.mutants import Mutant

KILLED, SURVIVED, OUT_OF_TIME, TO_LOAD = 1, 0, 2, 3
_MEMORY = 4 * 2**30


def in_children(
    tasks: Sequence[Callable[[], int]], seconds: Sequence[float], workers: int
) -> Iterator[tuple[int, int]]:
    """Each task's rank and what became of it, in the order that they end; a task gives it.

    A task that takes more processor time than its `seconds`, or dies, is a change that was seen.
    """
    running: dict[int, int] = {}
    todo = iter(range(len(tasks)))
    for rank in todo:
        running[_start(tasks[rank], seconds[rank])] = rank
        if len(running) >= workers:
            yield _ended(running)
    while running:
        yield _ended(running)


def _start(task: Callable[[], int], seconds: float) -> int:
    sys.stdout.flush()
    child = os.fork()
    if child:
        return child
    status = KILLED
    try:
        limit = int(seconds) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 1))
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        quiet = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(quiet, stream)
        status = task()
    finally:
        os._exit(status)


def _ended(running: dict[int, int]) -> tuple[int, int]:
    child, status = os.wait()
    rank = running.pop(child)
    if os.WIFSIGNALED(status):
        return rank, OUT_OF_TIME
    return rank, os.WEXITSTATUS(status)


def swapped(mutant: Mutant, module: ModuleType) -> bool:
    """Gives the live function the change's code; False where that can't be, or where there is none."""
    if mutant.function is None:
        return False
    name, line = mutant.function
    new = _code(compile(mutant.tree, str(module.__file__), "exec"), name, line)
    old = _function(module, name)
    if new is None or old is None or old.__code__.co_firstlineno != line:
        return False
    try:
        old.__code__ = new
    except ValueError:  # what it closes over changed
        return False
    return True


def _code(code: CodeType, name: str, line: int) -> CodeType | None:
    for one in code.co_consts:
        if isinstance(one, CodeType):
            if (one.co_qualname, one.co_firstlineno) == (name, line):
                return one
            if (inner := _code(one, name, line)) is not None:
                return inner
    return None


def _function(module: ModuleType, name: str) -> FunctionType | None:
    found: Any = module
    for part in name.split("."):
        found = vars(found).get(part)
        if found is None:
            return None
    for inner in ("__func__", "fget", "func"):
        found = getattr(found, inner, None) or found
    while hasattr(found, "__wrapped__"):
        found = found.__wrapped__
    return found if isinstance(found, FunctionType) else None


class Loader(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads one module with a change in it, in a process that hasn't imported it yet."""

    def __init__(self, mutant: Mutant, root: Path) -> None:
        self.name = mutant.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        self.file = root / mutant.path
        self.tree = mutant.tree

    def find_spec(self, name: str, _path: Any, _target: Any = None) -> importlib.machinery.ModuleSpec | None:
        if name != self.name:
            return None
        return importlib.util.spec_from_file_location(name, self.file, loader=self)

    def create_module(self, _spec: importlib.machinery.ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.tree, str(self.file), "exec"), vars(module))  # noqa: S102
