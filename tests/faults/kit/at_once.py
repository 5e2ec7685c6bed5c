"""Two workstations that bring the same database to today's schema at the same moment."""

from __future__ import annotations

import multiprocessing
import os
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from backoffice.errors import BackofficeError
from backoffice.services import upkeep
from backoffice.store import engines, migrate
from tests.faults.kit.jobs import Migrating, unmended

_FORK = multiprocessing.get_context("fork")


def migrate_at_once(seed: int, *, bare: bool = False) -> str:
    """What was wrong; empty when both ended well and the database is today's, whole."""
    with tempfile.TemporaryDirectory(prefix="backoffice-fault-") as place:
        folder, job = Path(place), Migrating()
        job.prepare(folder)
        dice, start, answers = random.Random(seed), _FORK.Barrier(2), _FORK.SimpleQueue()
        waits = (0.0, dice.random() / 20)
        children = [_FORK.Process(target=_child, args=(folder, start, answers, wait, bare)) for wait in waits]
        for child in children:
            child.start()
        said = [str(answers.get()) for _child in children]
        for child in children:
            child.join(60)
        wrong = [text for text in said if text != "done"]
        wrong += unmended(folder) if not wrong else []
    return ", ".join(wrong)


def _child(folder: Path, start: Any, answers: Any, wait: float, bare: bool) -> None:
    try:
        if bare:
            _side_by_side(start)
        else:
            start.wait(30)
        time.sleep(wait)
        upkeep.upgrade(str(folder))
        answers.put("done")
    except BackofficeError as wrong:
        answers.put(wrong.code)
    except BaseException as wrong:
        answers.put(f"{type(wrong).__name__}: {wrong}")
    finally:
        os._exit(0)


def _side_by_side(start: Any) -> None:
    """Takes away the lock that a writer begins with, and lets both read before either writes."""
    engines._begin = lambda connection: connection.exec_driver_sql("BEGIN")
    run: Callable[..., None] = migrate._run

    def together(connection: Any, *given: Any) -> None:
        driver = connection.connection.driver_connection
        driver.execute("SELECT version_num FROM alembic_version").fetchone()
        start.wait(30)
        run(connection, *given)

    migrate._run = together
