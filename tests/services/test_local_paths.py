"""Paths completed while one types them, and nothing where one may not look."""

from __future__ import annotations

from pathlib import Path

import pytest

from backoffice.services.local_paths import complete


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "Documents").mkdir()
    (tmp_path / "Documents" / "Écrit.pdf").touch()
    (tmp_path / "devis.pdf").touch()
    (tmp_path / ".secret").touch()
    return tmp_path


def test_what_was_typed_stays_and_goes_on_folders_with_their_slash(home: Path) -> None:
    assert complete("~/d") == [("~/devis.pdf", ""), ("~/Documents/", "")]
    assert complete("~/Documents/é") == [("~/Documents/Écrit.pdf", "")]
    assert complete(f"{home}/Doc") == [(f"{home}/Documents/", "")]


def test_only_folders_where_a_folder_is_asked_and_hidden_names_only_when_begun(home: Path) -> None:
    assert complete("~/", folders=True) == [("~/Documents/", "")]
    assert complete("~/.s") == [("~/.secret", "")]


@pytest.mark.parametrize("text", ["~nobody-of-that-name/x", "/absent/\0", "/absent/x", "", "/proc/1/fd/"])
def test_where_one_cant_look_nothing_is_suggested_and_nothing_breaks(text: str) -> None:
    assert isinstance(list(complete(text)), list)


def test_at_most_a_handful(tmp_path: Path) -> None:
    for n in range(30):
        (tmp_path / f"{n:02}").touch()
    assert len(complete(f"{tmp_path}/")) == 8
