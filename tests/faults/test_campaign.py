"""A short campaign: some of the faults that `make faults` strikes by the thousand, and each control."""

from __future__ import annotations

import errno
import random
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from tests.faults.campaign import Asked, faults_of
from tests.faults.kit import tracer
from tests.faults.kit.at_once import migrate_at_once
from tests.faults.kit.jobs import IssuingOnServer, Job, local
from tests.faults.kit.tracer import Fail, Kill, Point, Short
from tests.faults.kit.trials import Fault, can_mount, strike
from tests.services.conftest import house_name
from tests.store.postgres import Server, server, sqlite_template, template

__all__ = ["house_name", "server", "sqlite_template", "template"]

pytestmark = pytest.mark.skipif(not tracer.AVAILABLE, reason="needs Linux on x86-64")
JOBS = {job.name: job for job in local()}
KILLS, OTHERS = 4, 3


def some(faults: list[Fault], count: int) -> list[Fault]:
    """`count` of them, from first to last."""
    return faults[:: max(1, len(faults) // count)][:count] + faults[-1:]


@pytest.fixture(params=JOBS)
def job(request: pytest.FixtureRequest) -> Job:
    return JOBS[request.param]


def test_whatever_strikes_nothing_is_half_done_and_nothing_acknowledged_is_lost(job: Job) -> None:
    for name, faults in faults_of(job, Asked(kills=KILLS, offsets=25), can_mount()):
        if not name.startswith("control"):
            for fault in some(faults, KILLS if name == "killed" else OTHERS):
                assert strike(job, fault).wrong == (), (name, fault)


def test_without_its_protection_a_work_is_found_wrong(job: Job) -> None:
    """The control: the same kills."""
    lines = dict(faults_of(job, Asked(kills=200, controls=200), real=False))
    faults = lines["control: killed"]
    random.Random(1).shuffle(faults)
    assert any(strike(job, fault).wrong for fault in faults)


def test_a_client_of_a_server_may_die_at_any_point(server: Server, house_name: str) -> None:
    from tests.faults.kit.jobs import fill

    url = server.copy(house_name)
    fill(url, IssuingOnServer.drafts, furnish=False)
    job = IssuingOnServer(server, url.rpartition("/")[2])
    lines = dict(faults_of(job, Asked(kills=KILLS, controls=KILLS * 4), real=False))
    for fault in lines["killed"]:
        assert strike(job, fault).wrong == (), fault
    for fault in some(lines["each write, sync and name failing once"], OTHERS):
        assert strike(job, fault).wrong == (), fault
    assert any(strike(job, fault).wrong for fault in lines["control: killed"])
    server.drop(url)


def test_two_that_migrate_at_once_both_end_well() -> None:
    assert [migrate_at_once(seed) for seed in range(2)] == [""] * 2


def test_without_the_writers_lock_one_of_two_fails() -> None:
    """The control."""
    assert any(migrate_at_once(seed, bare=True) for seed in range(4))


# -- the tracer itself: each fault does to a process what it says


def write_two(folder: Path, tell: Callable[[str], None]) -> None:
    with (folder / "file").open("wb", buffering=0) as file:
        file.write(b"first,")
        file.write(b"second")
    (folder / "file").rename(folder / "named")
    tell("done")


def traced(folder: Path, plan: tracer.Plan) -> tuple[tracer.Ended, str]:
    ended = tracer.run(lambda tell: write_two(folder, tell), folder, plan)
    there = [path for path in (folder / "file", folder / "named") if path.exists()]
    return ended, f"{there[0].name} {there[0].read_text()}" if there else ""


def at(rank: int, action: tracer.Action) -> tracer.Plan:
    return lambda point: action if point.rank == rank else tracer.PASS


def test_the_points_of_a_work_are_its_changes(tmp_path: Path) -> None:
    ended, left = traced(tmp_path, tracer.passing)
    kinds = [(point.kind, point.size, point.grows) for point in ended.points]
    assert kinds == [("create", 0, 0), ("write", 6, 6), ("write", 6, 6), ("rename", 0, 0)]
    assert (ended.told, ended.status, left) == (("done",), tracer.DONE, "named first,second")


@pytest.mark.parametrize(
    ("rank", "action", "left"),
    [
        (0, Kill(), ""),
        (0, Kill(after=True), "file "),
        (2, Kill(), "file first,"),
        (2, Kill(keep=3), "file first,sec"),
        (2, Kill(after=True), "file first,second"),
        (3, Kill(), "file first,second"),
        (3, Kill(after=True), "named first,second"),
    ],
)
def test_a_kill_falls_where_it_is_meant(tmp_path: Path, rank: int, action: Kill, left: str) -> None:
    ended, there = traced(tmp_path, at(rank, action))
    assert (ended.killed, ended.told, there) == (True, (), left)


def test_a_call_that_fails_does_nothing_and_says_its_error(tmp_path: Path) -> None:
    ended, left = traced(tmp_path, at(2, Fail(28)))
    assert (ended.status, left) == (tracer.CRASHED, "file first,")
    assert "No space left on device" in ended.says


def test_a_connection_that_fails_answers_nothing_any_more(tmp_path: Path) -> None:
    """What waits for its answer gets an end, as after a real reset, and doesn't wait for ever."""
    near, far = socket.socketpair()

    def ask(_folder: Path, tell: Callable[[str], None]) -> None:
        with suppress(ConnectionResetError):
            near.send(b"?")
        tell(f"answered {near.recv(1)!r}")

    def resetting(point: Point) -> tracer.Action:
        return Fail(errno.ECONNRESET) if point.kind == "send" else tracer.PASS

    ended = tracer.run(lambda tell: ask(tmp_path, tell), tmp_path, resetting)
    assert (ended.status, ended.told) == (tracer.DONE, ("answered b''",))
    near.close()
    far.close()


def test_work_that_never_ends_is_given_up_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracer, "PATIENCE", 0.5)
    ended = tracer.run(lambda _tell: signal.pause(), tmp_path, tracer.passing)
    assert (ended.hung, ended.killed) == (True, True)


def test_a_write_cut_short_keeps_its_first_bytes(tmp_path: Path) -> None:
    _ended, left = traced(tmp_path, at(1, Short(2)))
    assert left == "named fisecond"


def test_a_full_disk_takes_what_fits(tmp_path: Path) -> None:
    plan = tracer.filling(tmp_path, 8)
    seen: list[Point] = []
    _ended, left = traced(tmp_path, lambda point: seen.append(point) or plan(point))
    assert left.endswith("first,se")
