"""A questionnaire filled by the keyboard alone: kept at each answer, questions that come and go, resumed."""

from __future__ import annotations

from typing import Any

from conftest import running, settled, text_of, until
from fake_desk import FakeDesk
from textual.pilot import Pilot

from backoffice.content.answers import read_answer
from backoffice.domain.needs.conditions import read_condition
from backoffice.domain.needs.questionnaire import Option, Question, QuestionKind, Questionnaire
from backoffice.services.ports import Act, NeedsForm, NextStep
from backoffice.tui.screens.questionnaire import QuestionnaireScreen

MODES = (Option("site", "sur place [/] x"), Option("loin", "à distance"))
QUESTIONS = (
    Question("contexte", "Contexte", "Pourquoi [b]maintenant ?", QuestionKind.LONG_TEXT, mandatory=True),
    Question("mode", "Organisation", "Quelle forme ?", QuestionKind.CHOICE, mandatory=True, options=MODES),
    Question("motif", "Organisation", "Pourquoi à distance ?", mandatory=True,
             shown_if=read_condition("mode = loin")),
    Question("effectif", "Public", "Combien ?", QuestionKind.NUMBER, unit="personnes"),
)  # fmt: skip


class Asking(FakeDesk):
    """A desk whose dossier waits for the answers to a questionnaire."""

    def __init__(self, audience: str = "client") -> None:
        super().__init__()
        self.audience = audience
        self.answers: dict[str, Any] = {}
        self.given: list[tuple[str, str]] = []
        self.replies = 0

    def next_step(self, ref: str) -> NextStep:
        act = Act("answer-needs", "Answer the questionnaire", asks=True)
        return NextStep(act, "Answer the questionnaire")

    def questionnaire(self, ref: str) -> NeedsForm:
        asked = Questionnaire("Q", "Analyse", QUESTIONS, audience=self.audience)
        return NeedsForm("INT-2026-0001/N1", "Caisse du Val", asked, dict(self.answers), self.replies)

    def answer(self, ref: str, question: str, text: str, key: str) -> tuple[NeedsForm, tuple[str, ...]]:
        asked = next(one for one in QUESTIONS if one.code == question)
        self.given.append((question, text))
        self.answers[question] = read_answer(asked, text, self.today)
        return self.questionnaire(ref), ()

    def add_reply(self, ref: str, key: str) -> NeedsForm:
        self.replies += 1
        self.answers = {}
        return self.questionnaire(ref)

    @property
    def today(self) -> Any:
        from fake_desk import TODAY

        return TODAY


async def fill(pilot: Pilot[Any]) -> QuestionnaireScreen:
    """Opens the first dossier and answers its questionnaire, its next step."""
    for key in ("2", "enter"):
        await pilot.press(key)
        await settled(pilot)
    await pilot.press("n")
    app = pilot.app
    await until(pilot, lambda: isinstance(app.screen, QuestionnaireScreen))
    await settled(pilot)
    screen = app.screen
    assert isinstance(screen, QuestionnaireScreen)
    return screen


async def test_each_answer_is_kept_as_one_leaves_it_and_brings_the_questions_that_depend_on_it() -> None:
    desk = Asking()
    async with running(desk) as (app, pilot):
        screen = await fill(pilot)
        assert "mandatory answers 0/2" in text_of(app)
        assert not screen.boxes["motif"].display
        await pilot.press(*"Un projet", "tab")
        await until(pilot, lambda: desk.given == [("contexte", "Un projet")])
        await pilot.press("2", "enter")
        await until(pilot, lambda: desk.answers.get("mode") == "loin")
        await until(pilot, lambda: screen.boxes["motif"].field.has_focus)
        assert "mandatory answers 2/3" in text_of(app)
        await pilot.press(*"Trop loin", "enter", *"12 personnes", "f10")
        await until(pilot, lambda: desk.answers.get("effectif") == "12")
        await until(pilot, lambda: not isinstance(app.screen, QuestionnaireScreen))
        assert [code for code, _text in desk.given] == ["contexte", "mode", "motif", "effectif"]


async def test_what_isnt_understood_stays_typed_under_its_error_and_leaving_asks() -> None:
    desk = Asking()
    desk.answers = {"contexte": "Un projet", "mode": "site"}
    async with running(desk) as (app, pilot):
        screen = await fill(pilot)
        # Work is taken up where it was left.
        assert screen.boxes["effectif"].field.has_focus
        await pilot.press(*"beaucoup")
        await settled(pilot)
        assert "▲" in text_of(app)
        await pilot.press("escape")
        await until(pilot, lambda: "Drop what was typed" in text_of(app))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, QuestionnaireScreen))
        assert screen.boxes["effectif"].text == "beaucoup"
        assert desk.given == []


async def test_looking_without_changing_keeps_nothing() -> None:
    desk = Asking()
    desk.answers = {"contexte": "Un projet", "mode": "loin", "motif": "m", "effectif": "3"}
    async with running(desk) as (app, pilot):
        await fill(pilot)
        await pilot.press("tab", "enter", "down", "escape")
        await until(pilot, lambda: not isinstance(app.screen, QuestionnaireScreen))
        assert desk.given == []


async def test_f9_goes_to_what_is_missing_and_page_down_to_the_next_section() -> None:
    desk = Asking()
    desk.answers = {"contexte": "Un projet", "mode": "loin"}
    async with running(desk) as (app, pilot):
        screen = await fill(pilot)
        await pilot.press("pagedown")
        await until(pilot, lambda: screen.boxes["effectif"].field.has_focus)
        await pilot.press("f9")
        await until(pilot, lambda: screen.boxes["motif"].field.has_focus)
        await pilot.press("pageup")
        await until(pilot, lambda: screen.boxes["contexte"].field.has_focus)
        assert "[b]maintenant" in text_of(app)


async def test_one_participant_after_the_other_is_typed_in() -> None:
    desk = Asking("participants")
    async with running(desk) as (app, pilot):
        screen = await fill(pilot)
        await pilot.press(*"Un jardin", "f10")
        await until(pilot, lambda: desk.replies == 1 and "1 reply" in text_of(app))
        assert screen.boxes["contexte"].text == ""
        assert isinstance(app.screen, QuestionnaireScreen)
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, QuestionnaireScreen))
        assert desk.replies == 1
