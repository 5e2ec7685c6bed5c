"""Every change of a group of modules, tried against the tests that enter what it changes."""

from __future__ import annotations

import importlib
import os
import pickle
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from tools.mutation.collected import Baseline, Collected
from tools.mutation.mutants import Mutant, mutants
from tools.mutation.trials import KILLED, OUT_OF_TIME, SURVIVED, TO_LOAD, Loader, in_children, swapped

ROOT = Path(__file__).parents[2]
# A change gets this many times the processor's seconds that the tests take as things are, and some to start:
# few where all is loaded already.
PATIENCE, START, LOADING = 8, 2, 10


@dataclass(frozen=True, slots=True)
class Group:
    """Modules that are changed, and the files of tests (or their folders) that ought to see it."""

    name: str
    modules: tuple[str, ...]
    tests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tried:
    """A change and what became of it."""

    path: str
    line: int
    what: str
    before: str
    after: str
    key: str
    outcome: int = SURVIVED

    @property
    def killed(self) -> bool:
        return self.outcome != SURVIVED


class Red(Exception):
    """Tests that fail as things are: nothing can be told by them."""


def campaign(group: Group, root: Path = ROOT, workers: int = 2, every: int = 1) -> list[Tried]:
    """What became of every change, in the order of the modules and lines; one change out of `every`."""
    found = [
        one for path in group.modules for one in mutants(path, (root / path).read_text(encoding="utf-8"))
    ]
    tried = [Tried(one.path, one.line, one.what, one.before, one.after, one.key) for one in found]
    swaps, files, failing = _apart(lambda: _swaps(group, root, found, workers))
    if failing:
        raise Red(f"red as things are: {', '.join(failing[:5])}")
    rest = [rank for rank in range(len(found)) if rank not in swaps]
    loads = _loads(root, [found[rank] for rank in rest], files, workers)
    outcomes = swaps | {rest[rank]: outcome for rank, outcome in loads.items()}
    return [replace(one, outcome=outcomes[rank]) for rank, one in enumerate(tried)]


def _apart(work: Callable[[], Any]) -> Any:
    """What `work` gives, done in a process of its own: what it imports stays there."""
    out, into = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.close(out)
            with os.fdopen(into, "wb") as stream:
                pickle.dump(work(), stream)
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(0)
    os.close(into)
    with os.fdopen(out, "rb") as stream:
        told = stream.read()
    os.waitpid(child, 0)
    if not told:
        raise Red("the tests can't be collected")
    return pickle.loads(told)  # noqa: S301


def _swaps(
    group: Group, root: Path, found: Sequence[Mutant], workers: int
) -> tuple[dict[int, int], dict[str, tuple[list[str], float]], list[str]]:
    """What became of the changes inside functions; and for each module, its files of tests and their time."""
    collected = Collected(root, [str(root / one) for one in group.tests])
    base = Baseline(collected, [root / path for path in group.modules])
    modules = {path: importlib.import_module(_dotted(path)) for path in group.modules}
    ranks = [rank for rank, one in enumerate(found) if one.function]
    tasks, seconds = [], []
    for rank in ranks:
        mutant = found[rank]
        assert mutant.function
        items = base.tests_of(root / mutant.path, *mutant.function)
        tasks.append(_swap(collected, mutant, modules[mutant.path], items))
        seconds.append(START + PATIENCE * sum(base.seconds[item.nodeid] for item in items))
    ended = {ranks[at]: how for at, how in in_children(tasks, seconds, workers) if how != TO_LOAD}
    return ended, {path: base.files_of(root / path) for path in group.modules}, base.failing


def _swap(collected: Collected, mutant: Mutant, module: Any, items: list[pytest.Item]) -> Callable[[], int]:
    def task() -> int:
        if not swapped(mutant, module):
            return TO_LOAD
        return SURVIVED if all(collected.passes(item) for item in items) else KILLED

    return task


def _loads(
    root: Path, found: Sequence[Mutant], files: dict[str, tuple[list[str], float]], workers: int
) -> dict[int, int]:
    """What became of the changes that only a module loaded anew shows."""
    tasks = [_load(root, one, files[one.path][0]) for one in found]
    seconds = [LOADING + PATIENCE * files[one.path][1] for one in found]
    return dict(in_children(tasks, seconds, workers))


def _load(root: Path, mutant: Mutant, files: list[str]) -> Callable[[], int]:
    def task() -> int:
        sys.meta_path.insert(0, Loader(mutant, root))
        options = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *files]
        return SURVIVED if pytest.main(options) == pytest.ExitCode.OK else KILLED

    return task if files else lambda: SURVIVED


def _dotted(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def survivors(tried: Sequence[Tried]) -> Iterator[Tried]:
    return (one for one in tried if not one.killed)


__all__ = ["OUT_OF_TIME", "Group", "Red", "Tried", "campaign", "survivors"]
