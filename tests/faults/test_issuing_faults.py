"""Issuing when everything goes wrong: killed at each step, a folder that can't be written, two at once."""

from __future__ import annotations

import multiprocessing
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import BrokenBarrierError
from typing import Any

import pytest

from backoffice.errors import BackofficeError
from backoffice.services import office as office_module
from backoffice.services import taking_up, upkeep
from backoffice.services.office import Office
from backoffice.store import copies
from backoffice.store import database as database_module
from backoffice.store.database import Database
from backoffice.store.doctor import examine_database
from backoffice.store.driver import fetch
from backoffice.store.unit import UnitOfWork
from tests.faults.kit.children import die, killed, told_until_killed
from tests.services.conftest import (
    ROOT,
    Trade,
    house_file,
    house_name,
    server,
    speak_english,
    sqlite_template,
    target,
    template,
)

__all__ = ["house_file", "house_name", "server", "speak_english", "sqlite_template", "target", "template"]

_FORK = multiprocessing.get_context("fork")
REF, QUOTE = "INT-2026-0001", "DEV-2026-0001-1"


@pytest.fixture
def workspace(tmp_path: Path, target: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace on each engine in turn, with one draft ready to be issued."""
    folder = tmp_path / "bureau"
    folder.mkdir()
    shutil.copyfile(ROOT / "config.toml", folder / "config.toml")
    monkeypatch.setenv("BACKOFFICE_DATABASE", target)
    office = Office.open(folder, user="er")
    Trade(office.database).drafted()
    office.close()
    return folder


def issue(folder: Path) -> office_module.Outcome:
    office = Office.open(folder, user="er")
    try:
        return office.do("issue-quote", f"{REF}/V1", key="the form")
    finally:
        office.close()


def issued(folder: Path) -> list[tuple[Any, ...]]:
    """Number, bytes and rows of the journal for each quote that was issued."""
    query = (
        "SELECT q.number, (SELECT count(*) FROM documents d JOIN blobs b ON b.sha256 = d.sha256"
        " WHERE d.quote_id = q.id), (SELECT count(*) FROM journal WHERE act = 'issue-quote')"
        " FROM quotes q WHERE q.state <> 'draft'"
    )
    office = Office.open(folder, user="er")
    try:
        assert examine_database(office.database) == ()
        with office.database.reading() as unit:
            return [tuple(row) for row in fetch(unit.driver, query)]
    finally:
        office.close()


def after(owner: Any, name: str) -> Callable[[], None]:
    """Makes `owner.name` the last thing that its process does."""

    def arm() -> None:
        done = getattr(owner, name)

        def last(*given: Any, **named: Any) -> None:
            done(*given, **named)
            die()

        setattr(owner, name, last)

    return arm


def before(owner: Any, name: str) -> Callable[[], None]:
    return lambda: setattr(owner, name, die)


STEPS = {
    "before its number": (before(UnitOfWork, "next_number"), False),
    "after its number": (after(UnitOfWork, "next_number"), False),
    "after its bytes": (after(UnitOfWork, "put_blob"), False),
    "before the commit": (before(UnitOfWork, "commit"), False),
    "after the journal": (after(UnitOfWork, "_write_journal"), False),
    "after the commit": (after(UnitOfWork, "commit"), True),
    "before the copy": (before(office_module, "write_copy"), True),
    "in the middle of the copy": (before(copies.os, "fsync"), True),
    "after the copy": (after(office_module, "write_copy"), True),
}


@pytest.mark.parametrize("step", list(STEPS))
def test_killed_at_any_step_it_is_issued_whole_or_not_at_all_and_asking_again_ends_it(
    workspace: Path, step: str
) -> None:
    arm, kept = STEPS[step]

    def run() -> None:
        arm()
        issue(workspace)

    assert killed(run)
    assert issued(workspace) == ([("DEV-2026-0001", 1, 1)] if kept else [])
    outcome = issue(workspace)
    assert outcome.stored[-1].ref == QUOTE
    assert outcome.stored[-1].again is kept
    [path] = outcome.files
    assert path.read_bytes().startswith(b"%PDF")
    assert issued(workspace) == [("DEV-2026-0001", 1, 1)]
    assert [one.name for one in path.parent.iterdir() if one.suffix == ".pdf"] == [f"{QUOTE}.pdf"]


def test_killed_at_random_moments_nothing_acknowledged_is_lost(workspace: Path) -> None:
    office = Office.open(workspace, user="er")
    drafts = [f"{REF}/V1"]
    for _n in range(5):
        ref = office.do("receive-request", "", {"topic": "T", "client": "CLI-0001"}).stored[-1].ref
        office.do("acknowledge", ref)
        office.do("skip-needs", ref, reason="known")
        office.do("draft-offer", ref, {"programme": "COOP"})
        office.do("add-line", f"{ref}/V1", {"label": "L", "unit_micro": 1_000_000})
        drafts.append(f"{ref}/V1")
    office.close()
    acknowledged: set[str] = set()
    for seconds in (0.05, 0.15, 0.25, 0.1, 0.4):
        acknowledged |= set(told_until_killed(lambda told: _issue_all(workspace, drafts, told), seconds))
    numbers = sorted(f"{number}-1" for number, _documents, _rows in issued(workspace))
    assert acknowledged <= set(numbers)
    assert numbers == [f"DEV-2026-{n:04}-1" for n in range(1, len(numbers) + 1)]


def _issue_all(folder: Path, drafts: list[str], told: int) -> None:
    office = Office.open(folder, user="er")
    for draft in drafts:
        ref = office.do("issue-quote", draft, key=draft).stored[-1].ref
        os.write(told, f"{ref}\n".encode())
    os._exit(0)


def test_the_check_would_see_what_was_acknowledged_and_lost(workspace: Path) -> None:
    """The control: a program that answers before its commit loses what it acknowledged."""
    reading, told = os.pipe()

    def hasty(unit: UnitOfWork) -> None:
        os.write(told, b"DEV-2026-0001-1\n")
        die()

    def run() -> None:
        UnitOfWork.commit = hasty  # type: ignore[assignment, method-assign]
        issue(workspace)

    assert killed(run)
    os.close(told)
    with os.fdopen(reading) as pipe:
        acknowledged = pipe.read().split()
    assert acknowledged == [QUOTE]
    assert issued(workspace) == []


# -- the copy


def test_a_folder_that_cant_be_written_leaves_the_document_safe_and_says_so(workspace: Path) -> None:
    (workspace / "invoices").write_text("not a folder")
    outcome = issue(workspace)
    assert outcome.files == ()
    [failed] = outcome.failed
    assert "doctor --repair" in str(failed.remedy)
    assert issued(workspace) == [("DEV-2026-0001", 1, 1)]
    (workspace / "invoices").unlink()
    assert [one.code for one in upkeep.examine(str(workspace))] != []
    upkeep.examine(str(workspace), repair=True)
    assert not upkeep.examine(str(workspace))
    assert (workspace / "invoices" / REF / f"{QUOTE}.pdf").read_bytes().startswith(b"%PDF")


def test_a_copy_never_follows_a_link_out_of_its_folder(workspace: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (workspace / "invoices").mkdir()
    (workspace / "invoices" / REF).symlink_to(elsewhere)
    outcome = issue(workspace)
    assert len(outcome.failed) == 1
    assert list(elsewhere.iterdir()) == []


def test_a_copy_that_was_altered_is_found_and_written_again(workspace: Path) -> None:
    [path] = issue(workspace).files
    path.write_bytes(path.read_bytes() + b"%")
    assert len(upkeep.examine(str(workspace))) == 1
    upkeep.examine(str(workspace), repair=True)
    assert not upkeep.examine(str(workspace))


# -- two at once


def confirm_two(target_: str, prepare: Callable[[], None]) -> list[str]:
    """Two planners confirm two slots of one trainer at the same instant; what each was answered."""
    opened = Database.open(target_)
    trade = Trade(opened)
    trainer = trade.trainer()
    refs = [trade.drafted(), trade.drafted()]
    for ref in refs:
        trade.dated(f"{ref}/S1", "2027-09-15", trainers=[trainer])
    opened.close()
    looked, answers = _FORK.Barrier(2), _FORK.SimpleQueue()

    def confirm(ref: str) -> None:
        try:
            prepare()
            _look_together(looked)
            mine = Database.open(target_)
            Trade(mine).act("confirm-slot", f"{ref}/S1")
            answers.put("confirmed")
            mine.close()
        except BackofficeError as refused:
            answers.put(refused.code)
        except BaseException as failed:
            # Whoever waits for an answer gets one.
            answers.put(repr(failed))
        finally:
            os._exit(0)

    planners = [_FORK.Process(target=confirm, args=(ref,)) for ref in refs]
    for planner in planners:
        planner.start()
    for planner in planners:
        planner.join(60)
    return sorted(str(answers.get()) for _planner in planners)


def _look_together(looked: Any) -> None:
    """Nobody goes on before both have looked, or a second has gone by: the race then happens each time."""
    look = taking_up._near

    def slow(*given: Any) -> Any:
        found = look(*given)
        with suppress(BrokenBarrierError):
            looked.wait(1)
        return found

    taking_up._near = slow


def test_of_two_who_take_the_same_trainer_at_once_exactly_one_wins(target: str) -> None:
    assert confirm_two(target, lambda: None) == ["confirmed", "slot_conflict"]


def side_by_side() -> None:
    """Takes away the lock that lets one writer at a time act."""
    database_module._ONE_WRITER = "SELECT 1"


@pytest.mark.parametrize("target", ["postgresql"], indirect=True)
def test_the_locks_of_trainer_room_and_group_are_enough_by_themselves(target: str) -> None:
    assert confirm_two(target, side_by_side) == ["confirmed", "slot_conflict"]


@pytest.mark.parametrize("target", ["postgresql"], indirect=True)
def test_without_any_lock_nobody_would_see_the_conflict(target: str) -> None:
    """The control, where writers can run side by side; SQLite itself lets one write at a time."""

    def unlocked() -> None:
        side_by_side()
        taking_up.lock = lambda *_given: None

    # The second may still stumble over the journal, which counts its rows; over its conflict it doesn't.
    assert "slot_conflict" not in confirm_two(target, unlocked)
