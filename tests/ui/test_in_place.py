"""Without leaving what one does: a record made from a field that names it, pages looked at."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import running, settled, text_of, until
from fake_desk import FakeDesk
from fake_forms import everything

from backoffice.content.base import Content, Name
from backoffice.content.fields import Kind, ask
from backoffice.services import viewing
from backoffice.services.ports import Act, Form, Outcome
from backoffice.tui.screens.form import FormScreen


class NewClient(Content):
    name: Name = ask("Name")
    city: str = ask("City", Kind.LINE, default="")


class Making(FakeDesk):
    """A desk that makes clients."""

    def acts_on(self, kind: str) -> tuple[Act, ...]:
        return (
            (Act("new-client", "New client", "c", asks=True),) if kind == "clients" else super().acts_on(kind)
        )

    def form(self, act: str, ref: str) -> Form:
        return Form(NewClient, "New client") if act == "new-client" else everything(name="Dossier")

    def find(self, kind: str, text: str) -> Any:
        if text == "CLI-0099":
            return [("CLI-0099", "Les Vergers")]
        return super().find(kind, text)

    def run(self, act: str, ref: str, value: object | None, **rest: Any) -> Outcome:
        done = super().run(act, ref, value, **rest)
        return Outcome(done.says, "CLI-0099", True) if act == "new-client" else done


async def test_a_client_that_isnt_there_is_made_from_the_field_that_names_it() -> None:
    desk = Making()
    async with running(desk, (120, 40), first="requests") as (app, pilot):
        await pilot.press("c")
        await until(pilot, lambda: isinstance(app.screen, FormScreen))
        await settled(pilot)
        first = app.screen
        assert isinstance(first, FormScreen)
        first.fields["client"].box.focus()
        await pilot.press(*"Vergers")
        await until(pilot, lambda: "+ New client “Vergers”" in text_of(app))
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is not first and isinstance(app.screen, FormScreen))
        await settled(pilot)
        second = app.screen
        assert isinstance(second, FormScreen)
        assert second.fields["name"].words == "Vergers"
        await pilot.press("f10")
        await until(pilot, lambda: app.screen is first)
        await until(pilot, lambda: first.fields["client"].text == "CLI-0099")
        assert first.fields["name"].words == "Dossier"
        await until(pilot, lambda: first.fields["client"].words == "Les Vergers")
        await pilot.press("f10")
        await until(pilot, lambda: len(desk.ran) == 2)
        saved: Any = desk.ran[1][2]
        assert saved.client == "CLI-0099"


async def test_leaving_the_field_makes_nothing() -> None:
    desk = Making()
    async with running(desk, first="requests") as (app, pilot):
        await pilot.press("c")
        await until(pilot, lambda: isinstance(app.screen, FormScreen))
        await settled(pilot)
        screen = app.screen
        assert isinstance(screen, FormScreen)
        screen.fields["client"].box.focus()
        await pilot.press(*"zzz")
        await until(pilot, lambda: "+ New client" in text_of(app))
        await pilot.press("tab")
        await settled(pilot)
        assert app.screen is screen
        assert not desk.ran


async def test_without_a_viewer_the_path_is_said_and_copied(
    desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(viewing, "viewer", lambda _path, _environ: None)
    async with running(desk, (120, 40), first="requests") as (app, pilot):
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press("right", "v")
        await until(pilot, lambda: desk.looked_at == ["DEV-2026-0042-1"])
        await until(pilot, lambda: "DEV-2026-0042-1.pdf" in text_of(app))
        assert app.clipboard == "/home/er/invoices/DEV-2026-0042-1.pdf"


async def test_with_one_it_is_opened_there(desk: FakeDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[tuple[str, ...]] = []
    monkeypatch.setattr(viewing, "viewer", lambda path, _environ: ("xdg-open", str(path)))
    monkeypatch.setattr(viewing, "show", lambda command: not shown.append(command))
    async with running(desk, (120, 40), first="requests") as (app, pilot):
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press("right", "v")
        await until(pilot, lambda: "Opened:" in text_of(app))
        assert shown[0][0] == "xdg-open"


@pytest.mark.parametrize("name", ["quote.pdf", "photo.JPG"])
def test_a_viewer_is_used_only_with_a_display_and_never_over_ssh(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(viewing.sys, "platform", "linux")
    monkeypatch.setattr(viewing.shutil, "which", lambda command: f"/usr/bin/{command}")
    path = Path("/tmp") / name
    assert viewing.viewer(path, {"DISPLAY": ":0"}) == ("xdg-open", str(path))
    assert viewing.viewer(path, {}) is None
    assert viewing.viewer(path, {"DISPLAY": ":0", "SSH_CONNECTION": "x"}) is None


@pytest.mark.parametrize("name", ["run.sh", "x.desktop", "setup.exe", "page.html", "noend"])
def test_what_could_run_is_never_handed_to_the_system(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(viewing.shutil, "which", lambda command: f"/usr/bin/{command}")
    assert viewing.viewer(Path("/tmp") / name, {"DISPLAY": ":0"}) is None
