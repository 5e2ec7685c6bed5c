"""What is typed is never lost: an interrupted form comes back, two people's changes are woven together."""

from __future__ import annotations

import os
import stat
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import running, settled, text_of, until
from fake_desk import FakeDesk
from fake_forms import everything
from textual.pilot import Pilot

from backoffice.services import unsaved
from backoffice.services.ports import Form, Outcome
from backoffice.store.errors import VersionConflict
from backoffice.tui.app import BackofficeApp
from backoffice.tui.form_dialogs import TakeUp, Weave
from backoffice.tui.screens.form import FormScreen


def form(app: BackofficeApp) -> FormScreen:
    return next(screen for screen in app.screen_stack if isinstance(screen, FormScreen))


async def open_form(app: BackofficeApp, pilot: Pilot[Any]) -> None:
    await pilot.press("c")
    await until(pilot, lambda: len(app.screen_stack) > 1)
    await settled(pilot)


async def type_into(app: BackofficeApp, pilot: Pilot[Any], **texts: str) -> None:
    for name, text in texts.items():
        box = form(app).fields[name].box
        box.focus()
        await pilot.pause()
        if hasattr(box, "value"):
            box.value = text
        else:
            box.text = text
        await pilot.pause()


def kept(state: Path) -> list[Path]:
    folder = state / unsaved.FOLDER
    return [path for path in folder.iterdir() if path.stat().st_size] if folder.is_dir() else []


async def interrupted(desk: FakeDesk, state: Path, **texts: str) -> None:
    """A form in which something was typed, and a terminal that goes away without a word."""
    async with running(desk, first="requests", state=state) as (app, pilot):
        await open_form(app, pilot)
        await type_into(app, pilot, **texts)
        await until(pilot, lambda: bool(kept(state)))
        await settled(pilot, 0.4)


async def test_a_form_that_was_interrupted_is_offered_again_and_saved(desk: FakeDesk, tmp_path: Path) -> None:
    await interrupted(desk, tmp_path, name="Élodie", note="deux\nlignes", price="1 234,50")
    async with running(desk, first="requests", state=tmp_path) as (app, pilot):
        await open_form(app, pilot)
        await until(pilot, lambda: isinstance(app.screen, TakeUp))
        assert "Élodie" in text_of(app)
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is form(app))
        fields = form(app).fields
        assert (fields["name"].words, fields["note"].words) == ("Élodie", "deux\nlignes")
        assert form(app).dirty
        await pilot.press("f10")
        await until(pilot, lambda: bool(desk.ran))
        await settled(pilot)
    assert not kept(tmp_path)
    saved: Any = desk.ran[0][2]
    assert (saved.name, saved.price) == ("Élodie", 123_450)


async def test_what_is_kept_is_read_by_its_owner_only(desk: FakeDesk, tmp_path: Path) -> None:
    await interrupted(desk, tmp_path, name="Élodie")
    (path,) = kept(tmp_path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


async def test_a_declined_form_is_gone(desk: FakeDesk, tmp_path: Path) -> None:
    await interrupted(desk, tmp_path, name="Élodie")
    async with running(desk, first="requests", state=tmp_path) as (app, pilot):
        await open_form(app, pilot)
        await until(pilot, lambda: isinstance(app.screen, TakeUp))
        await pilot.press("left", "enter")
        await until(pilot, lambda: app.screen is form(app))
        assert form(app).fields["name"].words == ""
        assert not kept(tmp_path)


async def test_one_may_decide_later(desk: FakeDesk, tmp_path: Path) -> None:
    await interrupted(desk, tmp_path, name="Élodie")
    async with running(desk, first="requests", state=tmp_path) as (app, pilot):
        await open_form(app, pilot)
        await until(pilot, lambda: isinstance(app.screen, TakeUp))
        await pilot.press("escape")
        await until(pilot, lambda: len(app.screen_stack) == 1)
        assert kept(tmp_path)


async def test_dropping_what_was_typed_keeps_nothing_of_it(desk: FakeDesk, tmp_path: Path) -> None:
    async with running(desk, first="requests", state=tmp_path) as (app, pilot):
        await open_form(app, pilot)
        await type_into(app, pilot, name="Élodie")
        await until(pilot, lambda: bool(kept(tmp_path)))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen.is_modal)
        await pilot.press("right", "enter")
        await until(pilot, lambda: len(app.screen_stack) == 1)
        assert not kept(tmp_path)


async def test_a_form_of_another_person_or_record_isnt_offered(desk: FakeDesk, tmp_path: Path) -> None:
    await interrupted(desk, tmp_path, name="Élodie")
    async with running(desk, first="requests", state=tmp_path, initials="mb") as (app, pilot):
        await open_form(app, pilot)
        assert app.screen is form(app)
        assert form(app).fields["name"].words == ""


async def test_a_crash_keeps_what_was_typed_a_moment_before(desk: FakeDesk, tmp_path: Path) -> None:
    async def crash() -> None:
        async with running(desk, first="requests", state=tmp_path) as (app, pilot):
            await open_form(app, pilot)
            await type_into(app, pilot, name="Élodie")
            app._handle_exception(ZeroDivisionError())

    with pytest.raises(ZeroDivisionError):
        await crash()
    assert len(kept(tmp_path)) == 1


def test_two_terminals_with_the_same_form_keep_one_each(tmp_path: Path) -> None:
    first = unsaved.take(tmp_path, "er", "edit", "CLI-1")
    second = unsaved.take(tmp_path, "er", "edit", "CLI-1")
    assert first is not None
    assert second is not None
    first.keep({"name": "un"}, {"name": ""})
    second.keep({"name": "deux"}, {"name": ""})
    first.close()
    again = unsaved.take(tmp_path, "er", "edit", "CLI-1")
    assert again is not None
    assert again.found is not None
    assert again.found.texts == {"name": "un"}


def test_a_line_cut_short_by_a_kill_loses_that_line_only(tmp_path: Path) -> None:
    one = unsaved.take(tmp_path, "er", "edit", "CLI-1")
    assert one is not None
    one.keep({"name": "un"}, {})
    one.close()
    (path,) = kept(tmp_path)
    path.write_bytes(path.read_bytes() + b'{"at": "2026-06-01T07:00:00+00:00", "texts": {"na')
    again = unsaved.take(tmp_path, "er", "edit", "CLI-1")
    assert again is not None
    assert again.found is not None
    assert again.found.texts == {"name": "un"}


@pytest.mark.parametrize("bytes_", [b"\x00" * 50, b"[]\n", b'{"at": 3}\n', b'{"at": "x", "texts": 1}\n'])
def test_a_damaged_file_is_no_draft_and_no_error(tmp_path: Path, bytes_: bytes) -> None:
    one = unsaved.take(tmp_path, "er", "edit", "CLI-1")
    assert one is not None
    one.keep({}, {})
    one.close()
    (path,) = kept(tmp_path)
    path.write_bytes(bytes_)
    again = unsaved.take(tmp_path, "er", "edit", "CLI-1")
    assert again is not None
    assert again.found is None


def test_what_nobody_took_up_within_some_days_is_removed(tmp_path: Path) -> None:
    for ref in ("CLI-1", "CLI-2"):
        one = unsaved.take(tmp_path, "er", "edit", ref)
        assert one is not None
        one.keep({"name": ref}, {})
        one.close()
    old = time.time() - (unsaved.KEPT_DAYS + 1) * 86_400
    os.utime(kept(tmp_path)[0], (old, old))
    unsaved.take(tmp_path, "er", "edit", "CLI-3")
    assert len(kept(tmp_path)) == 1


def test_a_folder_that_cant_be_written_costs_nobody_their_form(tmp_path: Path) -> None:
    (tmp_path / unsaved.FOLDER).write_text("in the way")
    assert unsaved.take(tmp_path, "er", "edit", "CLI-1") is None


# -- another person's change


class Changing(FakeDesk):
    """A desk whose record somebody else changes after a form was opened."""

    def __init__(self, **theirs: str) -> None:
        super().__init__()
        self.now = everything(name="Avant", people="8", note="rien")
        self.now = replace(self.now, version=1)
        self.theirs = theirs
        self.checks = True

    def form(self, act: str, ref: str) -> Form:
        return self.now

    def run(
        self, act: str, ref: str, value: object | None, *, version: int | None = None, **rest: Any
    ) -> Outcome:
        if self.theirs:
            changed = {**self.now.typed, **self.theirs}
            self.now, self.theirs = replace(self.now, typed=changed, version=2), {}
        if self.checks and version != self.now.version:
            raise VersionConflict(ref)
        return super().run(act, ref, value, version=version, **rest)


async def edit(app: BackofficeApp, pilot: Pilot[Any], **texts: str) -> None:
    await open_form(app, pilot)
    await type_into(app, pilot, **texts)
    await settled(pilot, 0.15)
    await pilot.press("f10")
    await settled(pilot, 0.2)


async def test_another_persons_change_is_shown_field_by_field_and_both_stand() -> None:
    desk = Changing(people="12")
    async with running(desk, (120, 40), first="requests") as (app, pilot):
        await edit(app, pilot, name="Après")
        assert isinstance(app.screen, Weave)
        text = text_of(app)
        assert ("Headcount" in text, "12" in text, "was" in text) == (True, True, True)
        await pilot.press("tab", "tab", "enter")
        await until(pilot, lambda: app.screen is form(app))
        await settled(pilot, 0.2)
        await pilot.press("f10")
        await until(pilot, lambda: bool(desk.ran))
    saved: Any = desk.ran[0][2]
    assert (saved.name, saved.people) == ("Après", 12)


async def test_a_field_that_both_changed_keeps_the_side_that_is_chosen() -> None:
    desk = Changing(name="Leur nom")
    async with running(desk, (120, 40), first="requests") as (app, pilot):
        await edit(app, pilot, name="Mon nom")
        text = text_of(app)
        assert all(words in text for words in ("Avant", "Leur nom", "Mon nom"))
        await pilot.press("up", "space", "tab", "tab", "enter")
        await until(pilot, lambda: app.screen is form(app))
        await settled(pilot, 0.2)
        assert form(app).fields["name"].words == "Leur nom"
        await pilot.press("f10")
        await until(pilot, lambda: bool(desk.ran))


async def test_two_long_texts_may_both_stand() -> None:
    desk = Changing(note="leur note")
    async with running(desk, (120, 40), first="requests") as (app, pilot):
        await edit(app, pilot, note="ma note")
        await pilot.press("down", "space", "tab", "tab", "enter")
        await until(pilot, lambda: app.screen is form(app))
        assert form(app).fields["note"].words == "leur note\nma note"


async def test_a_change_of_something_else_asks_nothing() -> None:
    desk = Changing()
    async with running(desk, first="requests") as (app, pilot):
        await open_form(app, pilot)
        await type_into(app, pilot, name="Après")
        desk.now = replace(desk.now, version=3)
        await pilot.press("f10")
        await until(pilot, lambda: bool(desk.ran))


async def test_going_back_to_the_form_overwrites_nothing() -> None:
    desk = Changing(name="Leur nom")
    async with running(desk, first="requests") as (app, pilot):
        await edit(app, pilot, name="Mon nom")
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is form(app))
        assert form(app).fields["name"].words == "Mon nom"
        await pilot.press("f10")
        await until(pilot, lambda: isinstance(app.screen, Weave))
        assert not desk.ran


async def test_control_without_the_check_of_versions_theirs_is_overwritten() -> None:
    desk = Changing(name="Leur nom")
    desk.checks = False
    async with running(desk, first="requests") as (app, pilot):
        await edit(app, pilot, name="Mon nom")
        saved: Any = desk.ran[0][2]
        assert saved.name == "Mon nom"


async def test_an_interrupted_form_whose_record_was_changed_since_is_woven_too(tmp_path: Path) -> None:
    desk = Changing()
    await interrupted(desk, tmp_path, name="Mon nom")
    desk.now = replace(desk.now, typed={**desk.now.typed, "name": "Leur nom", "people": "9"}, version=2)
    async with running(desk, (120, 40), first="requests", state=tmp_path) as (app, pilot):
        await open_form(app, pilot)
        await until(pilot, lambda: isinstance(app.screen, TakeUp))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, Weave))
        await pilot.press("tab", "tab", "enter")
        await until(pilot, lambda: app.screen is form(app))
        fields = form(app).fields
        assert (fields["name"].words, fields["people"].words) == ("Mon nom", "9")
