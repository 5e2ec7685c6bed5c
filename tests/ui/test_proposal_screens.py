"""A section is written with its preview, or in one's own editor; two versions show what changed."""

from __future__ import annotations

from contextlib import contextmanager
from typing import Any

import pytest
from conftest import running, settled, text_of
from fake_desk import FakeDesk

from backoffice.content.proposals import SectionText
from backoffice.services.ports import Changes, Form, Sheet, Tab
from backoffice.tui.screens.form import FormScreen
from backoffice.tui.widgets.markdown import MarkdownPreview, drawn
from backoffice.tui.widgets.sheet import SheetView

TEXT = "## Compris\n\nUn **mot** et [un lien](https://a.example).\n\n- un point"


def writing(text: str = TEXT) -> FormScreen:
    async def save(_value: object, _at: object) -> bool:
        return True

    return FormScreen(Form(SectionText, "Section", {"before": text, "after": "", "shown": "yes"}), save)


async def test_the_preview_follows_what_is_typed_and_says_what_is_refused(desk: FakeDesk) -> None:
    async with running(desk, (120, 40)) as (app, pilot):
        screen = writing()
        app.push_screen(screen)
        await settled(pilot)
        assert not screen.query(MarkdownPreview)
        await pilot.press("ctrl+r")
        await settled(pilot)
        shown = text_of(app)
        assert "Un mot et un lien <https://a.example>." in shown
        assert "• un point" in shown
        screen.fields["before"].put("un\n\n![x](/home/er/x.png)")
        await settled(pilot, 0.15)
        assert "▲ Line 3: A picture of a file of this computer" in text_of(app)
        await pilot.press("ctrl+r")
        await settled(pilot)
        assert not screen.query(MarkdownPreview)


async def test_ones_own_editor_gives_the_text_back_to_the_field(
    desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, str]] = []

    def edited(text: str, name: str) -> str:
        seen.append((text, name))
        return text.replace("point", "autre point")

    monkeypatch.setattr("backoffice.services.editor.edited", edited)
    async with running(desk, (80, 24)) as (app, pilot):
        lent: list[int] = []

        @contextmanager
        def suspend() -> Any:
            lent.append(1)
            yield

        monkeypatch.setattr(app, "suspend", suspend)
        screen = writing()
        app.push_screen(screen)
        await settled(pilot)
        await pilot.press("ctrl+g")
        await settled(pilot, 0.15)
        assert seen == [(TEXT, "texte.md")]
        assert screen.fields["before"].words.endswith("un autre point")
        # What came back counts as typed: leaving asks first.
        assert screen.dirty
        assert lent == [1]


async def test_a_terminal_that_cant_be_lent_says_so_and_loses_nothing(desk: FakeDesk) -> None:
    async with running(desk, (80, 24)) as (app, pilot):
        screen = writing()
        app.push_screen(screen)
        await settled(pilot)
        await pilot.press("ctrl+g")
        await settled(pilot)
        assert screen.fields["before"].words == TEXT
        assert screen.is_current


@pytest.mark.parametrize("text", ["[bold]x[/]", "[@click=app.quit]x[/]", "Salle [/] B", "\x1b[2J"])
def test_hostile_words_are_drawn_as_words(text: str) -> None:
    plain = drawn(text.replace("[", "\\[")).plain
    assert text.replace("\x1b", "") in plain


async def test_words_added_and_removed_are_told_by_signs_too(desk: FakeDesk) -> None:
    pieces = (("same", "le "), ("removed", "chat "), ("added", "chien [b]\n"), ("same", "dort\n"))
    tab = Tab("compared-R1", "Compared with", (Changes("Contexte", pieces, "+1 −1"),), "R1")
    async with running(desk, (80, 24)) as (app, pilot):
        view = SheetView()
        await app.screen.mount(view)
        view.show(Sheet("R2", "proposal", 1, "T", tabs=(tab,)))
        await settled(pilot)
        told = ["".join(text for text, _tone in row.pieces) for row in view._rows]
        assert told[0].startswith("Contexte +1 −1")
        assert told[1] == "le [-chat-] {+chien [b]+}"
        assert told[2] == "dort"
