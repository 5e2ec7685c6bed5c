"""A questionnaire filled on the whole screen, by the keyboard alone: each answer is kept as it is given."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from backoffice.domain.needs.answers import completeness, given, shown
from backoffice.domain.uid import new_uid
from backoffice.errors import BackofficeError
from backoffice.i18n import N_, _, ngettext
from backoffice.services.ports import NeedsForm
from backoffice.tui.keys import QUESTIONNAIRE_KEYS
from backoffice.tui.once import AnswersOnce
from backoffice.tui.shown import content, line
from backoffice.tui.widgets.bars import CrumbBar, HouseBar, KeysBar
from backoffice.tui.widgets.question import QuestionBox

if TYPE_CHECKING:
    from backoffice.tui.app import BackofficeApp


class QuestionnaireScreen(AnswersOnce[bool]):
    """Asks the questions of an analysis; those that depend on others come and go with the answers."""

    HELP = N_(
        "Each answer is saved when you leave it, and can be taken up again from any workstation. Enter or "
        "Tab goes on, F9 to the next mandatory question without answer, PgDn to the next section, Esc "
        "leaves. Choices are typed by their number or their first letters."
    )
    BINDINGS: ClassVar[list[BindingType]] = [*QUESTIONNAIRE_KEYS]
    CSS = """
    QuestionnaireScreen VerticalScroll { padding: 0 1; scrollbar-size-vertical: 1; }
    QuestionnaireScreen .section { color: $bo-brand; text-style: bold; margin: 1 0; height: auto; }
    QuestionnaireScreen .intro { color: $bo-quiet; margin-bottom: 1; height: auto; }
    """
    AUTO_FOCUS = ""

    def __init__(self, form: NeedsForm) -> None:
        super().__init__()
        self.form = form
        self.boxes: dict[str, QuestionBox] = {}
        self._heads: dict[str, Static] = {}
        self._saving = asyncio.Lock()

    @property
    def shell(self) -> BackofficeApp:
        return cast("BackofficeApp", self.app)

    def compose(self) -> ComposeResult:
        from backoffice.tui.app import PLACES

        shell, asked = self.shell, self.form.questionnaire
        yield HouseBar(shell.house, PLACES, shell.current_mode, shell.action_go)
        yield CrumbBar()
        with VerticalScroll(can_focus=False):
            if asked.intro:
                yield Static(content(asked.intro), classes="intro", markup=False)
            for title, questions in asked.sections:
                self._heads[title] = Static(content(line(title)), classes="section", markup=False)
                yield self._heads[title]
                for question in questions:
                    box = QuestionBox(question, self.form.answers.get(question.code), shell.house.today)
                    self.boxes[question.code] = box
                    yield box
        yield KeysBar()

    def on_mount(self) -> None:
        self._follow()
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        """Where the work was left: the first question without answer."""
        there = self._there()
        first = next((box for box in there if not given(self._value(box))), there[0] if there else None)
        if first is not None:
            first.field.focus()

    def _value(self, box: QuestionBox) -> object:
        return self.form.answers.get(box.question.code)

    def _there(self) -> list[QuestionBox]:
        return [box for box in self.boxes.values() if box.display]

    def _follow(self) -> None:
        """Shows the questions that are asked as things stand, and how far the work is."""
        asked = self.form.questionnaire
        visible = {one.code for one in shown(asked, self.form.answers)}
        for code, box in self.boxes.items():
            box.display = code in visible
        for title, questions in asked.sections:
            self._heads[title].display = any(one.code in visible for one in questions)
        self._tell()

    def _tell(self, note: str = "", tone: str = "quiet") -> None:
        state = completeness(self.form.questionnaire, self.form.answers)
        told = [_("mandatory answers {state}").format(state=state), note]
        if self.form.questionnaire.audience == "participants":
            n = self.form.replies
            told = [ngettext("{n} reply", "{n} replies", n).format(n=n), str(state), note]
        crumbs = (line(self.form.whose), f"{line(self.form.questionnaire.title)} {self.form.ref}")
        self.query_one(CrumbBar).say(crumbs=crumbs, note=" · ".join(filter(None, told)), tone=tone)

    def retell(self) -> None:
        self._tell()

    # -- keeping answers

    @on(QuestionBox.Given)
    def _given(self, event: QuestionBox.Given) -> None:
        event.stop()
        self.run_worker(self._keep((event.box,)), group=f"keep-{event.box.question.code}")

    async def _keep(self, boxes: Sequence[QuestionBox]) -> bool:
        """Keeps answers one after the other, in the order in which they were given."""
        async with self._saving:
            for box in boxes:
                if box.changed and not await self._kept(box):
                    return False
        return True

    async def _kept(self, box: QuestionBox) -> bool:
        ref, code, text, key = self.form.ref, box.question.code, box.text, new_uid()
        try:
            form, warnings = await self.shell.ask(lambda desk: desk.answer(ref, code, text, key))
        except BackofficeError as error:
            box.say(error.message, wrong=True)
            return False
        self.form = form
        box.take(form.answers.get(code))
        self._follow()
        self._tell(_("saved"), "strong")
        if warnings:
            self.shell.tell("\n".join(f"▲ {one}" for one in warnings))
        return True

    @on(QuestionBox.Gone)
    def _gone(self, event: QuestionBox.Gone) -> None:
        event.stop()
        self.run_worker(self._go_on(event.box), group="go-on", exclusive=True)

    async def _go_on(self, box: QuestionBox) -> None:
        """To the next question, which the answer just given may have brought."""
        if not box.wrong and await self._keep((box,)):
            there = self._there()
            place = there.index(box) + 1 if box in there else 0
            if place < len(there):
                there[place].field.focus()

    # -- going about

    def action_missing(self) -> None:
        """To the next mandatory question without answer, round to the first."""
        there = self._there()
        here = next((n for n, box in enumerate(there) if box.field.has_focus), -1)
        missing = [box for box in there if box.question.mandatory and not given(self._value(box))]
        after = [box for box in missing if there.index(box) > here]
        target = next(iter(after or missing), None)
        if target is not None:
            target.field.focus()
        else:
            self._tell(_("nothing is missing"), "strong")

    def action_section(self, step: int) -> None:
        """To the first question of the next section, or of the one before."""
        there = self._there()
        here = next((box for box in there if box.field.has_focus), None)
        titles = list(dict.fromkeys(box.question.section for box in there))
        if not titles:
            return
        place = titles.index(here.question.section) + step if here is not None else 0
        wanted = titles[max(0, min(place, len(titles) - 1))]
        next(box for box in there if box.question.section == wanted).field.focus()

    # -- leaving

    def action_done(self) -> None:
        self.run_worker(self._done(), group="leave", exclusive=True)

    async def _done(self) -> None:
        if not await self._all_kept():
            return
        if self.form.questionnaire.audience != "participants":
            self.dismiss(True)
            return
        ref, key = self.form.ref, new_uid()
        try:
            self.form = await self.shell.ask(lambda desk: desk.add_reply(ref, key))
        except BackofficeError as error:
            self.shell.tell_error(error)
            return
        for box in self.boxes.values():
            box.empty()
        self._follow()
        self._tell(_("reply added"), "strong")
        self._begin()

    async def _all_kept(self) -> bool:
        """Whether everything that was typed is kept; the first wrong answer gets the cursor."""
        typed = [box for box in self._there() if box.changed]
        for box in typed:
            box.read()
        wrong = next((box for box in typed if box.wrong), None)
        if wrong is not None:
            wrong.field.focus()
            return False
        return await self._keep(typed)

    def action_back(self) -> None:
        self.run_worker(self._leave(), group="leave", exclusive=True)

    async def _leave(self) -> None:
        from backoffice.tui.dialogs import Confirm

        if await self._all_kept():
            self.dismiss(True)
            return
        agreed = await self.app.push_screen_wait(
            Confirm(_("Drop what was typed"), _("One answer isn’t understood and hasn’t been saved."))
        )
        if agreed:
            self.dismiss(True)
