"""The program, called in this process, on the demonstration's workspace."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from backoffice.cli.app import run
from backoffice.services.demo import run_demo
from tests.once import once

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Said:
    """What a command left: its exit status, standard output and standard error."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as the one JSON document that it must be."""
        return json.loads(self.out)

    @property
    def errors(self) -> list[dict[str, Any]]:
        """The errors of an ``error/1`` document, whose shape is checked."""
        assert self.status == 1, self
        document = self.json
        assert set(document) == {"format", "errors"}
        assert document["format"] == "error/1"
        for error in document["errors"]:
            assert set(error) == {"code", "message", "file", "line", "path", "remedy"}
            assert error["message"]
            assert error["message"] in self.err
        found: list[dict[str, Any]] = document["errors"]
        return found


Call = Callable[..., Said]


def empty_workspace(folder: Path) -> Path:
    """The demonstration's folder before it was played."""
    (folder / "backoffice" / "data" / "demo").mkdir(parents=True)
    shutil.copyfile(ROOT / "config.toml", folder / "config.toml")
    logo = Path("backoffice/data/demo/logo.png")
    shutil.copyfile(ROOT / logo, folder / logo)
    return folder


@pytest.fixture(scope="session")
def demo_folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration played once; not to be written to."""

    def make() -> Path:
        folder = empty_workspace(tmp_path_factory.mktemp("demo"))
        run_demo(folder)
        return folder

    return once(request, "demo", make)


@pytest.fixture
def workspace(demo_folder: Path, tmp_path: Path) -> Path:
    """A copy of the demonstration, to do anything with."""
    return shutil.copytree(demo_folder, tmp_path / "demo")


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, demo_folder: Path) -> Call:
    """Calls the program in English on the demonstration, or in `folder`."""
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    monkeypatch.delenv("BACKOFFICE_DATABASE", raising=False)

    def called(*arguments: str, folder: Path | None = demo_folder, language: str = "en") -> Said:
        place = ("--workspace", str(folder)) if folder else ()
        capsys.readouterr()
        status = run(["--language", language, *place, *arguments])
        return Said(status, *capsys.readouterr())

    return called
