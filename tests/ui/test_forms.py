"""Forms: what is typed is understood, checked while typing, kept whatever is wrong, and saved once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from conftest import running, settled, text_of, until
from fake_desk import FakeDesk, Refused
from fake_forms import Everything
from textual.pilot import Pilot

from backoffice.content.base import Content, Line
from backoffice.content.fields import Kind, ask
from backoffice.errors import Invalid, Place
from backoffice.services.ports import Form
from backoffice.tui.app import BackofficeApp
from backoffice.tui.screens.form import FormScreen


async def opened(pilot: Pilot[Any]) -> None:
    await pilot.press("c")
    await settled(pilot)


def form(app: BackofficeApp) -> FormScreen:
    assert isinstance(app.screen, FormScreen)
    return app.screen


async def fill(pilot: Pilot[Any], app: BackofficeApp, **texts: str) -> None:
    for name, text in texts.items():
        box = form(app).fields[name].box
        box.focus()
        await pilot.pause()
        if hasattr(box, "value"):
            box.value = text
        else:
            box.text = text
        await pilot.pause()
    await settled(pilot, 0.15)


async def test_what_was_understood_stands_beside_the_field_and_what_is_wrong_under_it(desk: FakeDesk) -> None:
    async with running(desk, (120, 40), first="requests") as (app, pilot):
        await opened(pilot)
        await fill(pilot, app, starts="12/4/2027", price="1 234,5", length="3,5 h", people="61")
        text = text_of(app)
        assert "= Monday 12 April 2027" in text
        assert "= 1,234.50\u00a0€" in text
        assert "3\u00a0h\u00a030" in text
        assert "▲ " in text.split("Headcount")[1].splitlines()[1]


async def test_saving_shows_every_error_at_once_and_puts_the_cursor_in_the_first(desk: FakeDesk) -> None:
    async with running(desk, first="requests") as (app, pilot):
        await opened(pilot)
        await fill(pilot, app, starts="31/02", price="12,3,4", quantity="2")
        await pilot.press("f10")
        await settled(pilot)
        screen = form(app)
        assert "3 things to mend" in text_of(app)
        assert [name for name, field in screen.fields.items() if field.wrong] == ["name", "starts", "price"]
        assert screen.fields["name"].box.has_focus
        assert screen.fields["price"].words == "12,3,4"
        assert not desk.ran


async def test_a_rule_between_two_fields_is_told_on_top(desk: FakeDesk) -> None:
    async with running(desk, first="requests") as (app, pilot):
        await opened(pilot)
        await fill(pilot, app, name="X", starts="12/4/2027", ends="10/4/2027")
        await pilot.press("ctrl+s")
        await settled(pilot)
        assert "▲ It ends before it starts." in text_of(app)


async def test_a_form_that_is_right_is_saved_and_closes(desk: FakeDesk) -> None:
    async with running(desk, first="requests") as (app, pilot):
        await opened(pilot)
        await fill(pilot, app, name=' Salle [/] B <b>& "Œuvre" ', price="10", remote="yes")
        await pilot.press("f10")
        await until(pilot, lambda: bool(desk.ran))
        await settled(pilot)
        act, ref, value, _reason, key = desk.ran[0]
        assert (act, ref) == ("new-request", "requests")
        assert value == Everything(name='Salle [/] B <b>& "Œuvre"', price=1_000, remote=True)
        assert len(key) == 36
        assert "Requests" in text_of(app).splitlines()[1]


async def test_an_error_of_the_services_leaves_what_was_typed_and_a_second_save_has_the_same_key(
    desk: FakeDesk,
) -> None:
    keys: list[str] = []
    run = desk.run

    def failing(*args: Any, **named: Any) -> Any:
        keys.append(named["key"])
        if len(keys) == 1:
            raise Invalid("Two slots overlap.", place=Place(path="starts"))
        if len(keys) == 2:
            raise Refused
        return run(*args, **named)

    desk.run = failing  # type: ignore[method-assign]
    async with running(desk, first="requests") as (app, pilot):
        await opened(pilot)
        await fill(pilot, app, name="X", starts="12/4/2027")
        await pilot.press("f10")
        await until(pilot, lambda: len(keys) == 1)
        await settled(pilot)
        assert form(app).fields["starts"].wrong == "Two slots overlap."
        await pilot.press("f10")
        await until(pilot, lambda: "Acknowledge first." in text_of(app))
        await pilot.press("enter")
        assert form(app).fields["name"].words == "X"
        await pilot.press("f10")
        await until(pilot, lambda: bool(desk.ran))
        assert len(set(keys)) == 1


async def test_leaving_asks_before_it_drops_what_was_typed(desk: FakeDesk) -> None:
    async with running(desk, first="requests") as (app, pilot):
        await opened(pilot)
        await pilot.press("x", "escape")
        await until(pilot, lambda: "hasn’t been saved" in text_of(app))
        await pilot.press("escape")
        await pilot.pause()
        assert form(app).fields["name"].words == "x"
        await pilot.press("backspace", "escape")
        await settled(pilot)
        assert not isinstance(app.screen, FormScreen)


async def test_another_screen_and_back_finds_the_form_as_it_was(desk: FakeDesk) -> None:
    async with running(desk, first="requests") as (app, pilot):
        await opened(pilot)
        await pilot.press("x", "f2")
        await settled(pilot)
        assert "Today" in text_of(app).splitlines()[1]
        await pilot.press("f3")
        await settled(pilot)
        assert form(app).fields["name"].words == "x"


async def test_a_choice_is_made_by_its_first_letters(desk: FakeDesk) -> None:
    async with running(desk, first="requests") as (app, pilot):
        await opened(pilot)
        field = form(app).fields["kind"]
        field.box.focus()
        await pilot.press("ctrl+u", "p", "u")
        await settled(pilot)
        assert "› public procedure" in text_of(app)
        await pilot.press("enter")
        await settled(pilot)
        assert (field.words, field.text) == ("public procedure", "procedure")
        assert form(app).fields["starts"].box.has_focus


async def test_a_record_is_found_while_one_types_its_name(desk: FakeDesk) -> None:
    async with running(desk, first="requests") as (app, pilot):
        await opened(pilot)
        field = form(app).fields["client"]
        field.box.focus()
        await pilot.press(*"oeuvre")
        await until(pilot, lambda: "› Œuvre des Forges" in text_of(app))
        await pilot.press("enter")
        await settled(pilot)
        assert (field.words, field.text) == ("Œuvre des Forges", "CLI-0004")


async def test_words_that_name_no_record_are_not_saved(desk: FakeDesk) -> None:
    async with running(desk, first="requests") as (app, pilot):
        await opened(pilot)
        await fill(pilot, app, name="X", client="nobody")
        await pilot.press("f10")
        await settled(pilot)
        assert "Choose one of the list" in form(app).fields["client"].wrong
        assert not desk.ran


async def test_letters_typed_in_a_form_are_letters_and_never_acts(desk: FakeDesk) -> None:
    async with running(desk, first="requests") as (app, pilot):
        await opened(pilot)
        await pilot.press(*"nag1?", "slash", "u", "q")
        assert form(app).fields["name"].words == "nag1?/uq"
        assert not desk.undone


class Suggesting(Content):
    """Fields whose words may be one's own."""

    who: Line = ask("Who", Kind.SUGGEST, refers_to="somebody", default="")
    about: Line = ask(
        "About", Kind.SUGGEST, choices=(("", "everything"), ("period", "Period wanted")), default=""
    )
    path: Line = ask("File", Kind.SUGGEST, refers_to="path", default="")


class Suggested(FakeDesk):
    def find(self, kind: str, text: str) -> Sequence[tuple[str, str]]:
        if kind == "path":
            return [("/tmp/a/", "")] if text == "/tmp" else [("/tmp/a/b.pdf", "")]
        return super().find(kind, text)


def suggesting(**typed: str) -> Suggested:
    desk = Suggested()
    desk.models["new-request"] = Form(Suggesting, "New", typed)
    return desk


async def saved(desk: FakeDesk, pilot: Pilot[Any]) -> Any:
    await pilot.press("f10")
    await until(pilot, lambda: bool(desk.ran))
    return desk.ran[0][2]


async def test_somebody_of_the_directory_is_taken_or_the_words_as_typed() -> None:
    for keys, kept in ((("enter",), "CLI-0001"), (("down", "enter"), "caisse"), ((), "caisse")):
        desk = suggesting()
        async with running(desk, first="requests") as (app, pilot):
            await opened(pilot)
            await pilot.press(*"caisse")
            await until(pilot, lambda: "as typed" in text_of(app))
            await pilot.press(*keys)
            assert (await saved(desk, pilot)).who == kept


async def test_a_reference_that_a_form_opens_with_shows_as_a_name_and_stays_that_reference() -> None:
    desk = suggesting(who="CLI-0002")
    desk.find = lambda _kind, _text: [("CLI-0002", "Mairie d’Aubépine")]  # type: ignore[method-assign]
    async with running(desk, first="requests") as (app, pilot):
        await opened(pilot)
        await until(pilot, lambda: "Mairie" in text_of(app))
        assert (await saved(desk, pilot)).who == "CLI-0002"


async def test_a_choice_is_suggested_and_other_words_are_kept() -> None:
    for words, kept in (("", ""), ("per", "period"), ("M2", "M2")):
        desk = suggesting()
        async with running(desk, first="requests") as (app, pilot):
            await opened(pilot)
            await pilot.press("tab")
            assert form(app).fields["about"].words == "everything"
            if words:
                await pilot.press(*words)
                await pilot.press("enter")
            assert (await saved(desk, pilot)).about == kept


async def test_a_folder_goes_on_with_what_it_holds() -> None:
    desk = suggesting()
    async with running(desk, first="requests") as (app, pilot):
        await opened(pilot)
        await pilot.press("tab", "tab", *"/tmp")
        await until(pilot, lambda: "/tmp/a/" in text_of(app))
        await pilot.press("enter")
        await until(pilot, lambda: "b.pdf" in text_of(app))
        await pilot.press("enter")
        await until(pilot, lambda: bool(desk.ran))
        assert desk.ran[0][2].path == "/tmp/a/b.pdf"
