"""One question of a questionnaire: what is asked, what can be answered, and a box for the answer."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input, Static, TextArea

from backoffice.content.answers import read_answer, said_answer, typed_answer
from backoffice.domain.needs.questionnaire import Question, QuestionKind
from backoffice.domain.text import clean
from backoffice.errors import BackofficeError
from backoffice.i18n import _
from backoffice.tui.keys import FIELD_KEYS
from backoffice.tui.shown import content, line

_MANY = (QuestionKind.LONG_TEXT, QuestionKind.TABLE)


class QuestionBox(Vertical):
    """A question with its answer; what is typed stays typed, whatever is wrong with it."""

    DEFAULT_CSS = """
    QuestionBox { height: auto; margin-bottom: 1; }
    QuestionBox .asked { height: auto; color: $bo-text; text-style: bold; }
    QuestionBox .hint { height: auto; color: $bo-quiet; }
    QuestionBox .under { height: auto; color: $bo-quiet; display: none; }
    QuestionBox .under.-wrong { color: $bo-warn; text-style: bold; }
    QuestionBox Input, QuestionBox Input:focus {
        height: 1; border: none; border-left: vkey $bo-frame; padding: 0 1 0 0;
        background: $bo-raised; color: $bo-text; background-tint: transparent;
    }
    QuestionBox TextArea, QuestionBox TextArea:focus {
        height: 4; border: none; border-left: vkey $bo-frame; padding: 0 1 0 0;
        background: $bo-raised; color: $bo-text; background-tint: transparent;
    }
    QuestionBox Input:focus, QuestionBox TextArea:focus {
        background: $bo-bar; border-left: outer $bo-brand;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*FIELD_KEYS]

    class Given(Message):
        """An answer was given (or taken back) and can be kept."""

        def __init__(self, box: QuestionBox) -> None:
            super().__init__()
            self.box = box

    class Gone(Message):
        """Enter: on to the next question."""

        def __init__(self, box: QuestionBox) -> None:
            super().__init__()
            self.box = box

    def __init__(self, question: Question, value: Any, today: dt.date) -> None:
        super().__init__()
        self.question, self._today = question, today
        self.value = value
        self.wrong = ""
        # Made at once: keys and signals may ask what stands there before it is drawn.
        self.field: Input | TextArea = (
            TextArea(self._typed, soft_wrap=True, tab_behavior="focus")
            if question.kind in _MANY
            else Input(self._typed, select_on_focus=False)
        )

    def compose(self) -> ComposeResult:
        yield Static("", classes="asked", markup=False)
        yield Static("", classes="hint", markup=False)
        yield self.field
        yield Static("", classes="under", markup=False)

    def on_mount(self) -> None:
        self.retell()

    def retell(self) -> None:
        """Says the question again, in the language in force (its own words stay)."""
        mark = " *" if self.question.mandatory else ""
        self.query_one(".asked", Static).update(content(f"{line(self.question.text)}{mark}"))
        hint = self.query_one(".hint", Static)
        text = "\n".join(filter(None, (line(self.question.help), _hint(self.question))))
        hint.update(content(text))
        hint.display = bool(text)

    @property
    def text(self) -> str:
        """What stands there."""
        box = self.field
        return box.text if isinstance(box, TextArea) else box.value

    @property
    def _typed(self) -> str:
        """The answer that is kept, as one would type it into its box."""
        typed = typed_answer(self.question, self.value)
        return typed if self.question.kind in _MANY else typed.replace("\n", ", ")

    @property
    def changed(self) -> bool:
        """Whether it says something else than what was kept last, or nothing that can be understood."""
        try:
            return bool(read_answer(self.question, clean(self.text), self._today) != self.value)
        except BackofficeError:
            return True

    def read(self) -> Any:
        """What the text says, and says it back; raises nothing: what is wrong stands under it."""
        try:
            value = read_answer(self.question, clean(self.text), self._today)
        except BackofficeError as error:
            remedy = f" {error.remedy}" if error.remedy else ""
            self.say(f"{error.message}{remedy}", wrong=True)
            return None
        said = said_answer(self.question, value).replace("\n", " / ")
        self.say(said if said.strip() != self.text.strip() else "")
        return value

    def say(self, text: str, *, wrong: bool = False) -> None:
        """What was understood, or what is wrong, under the box."""
        self.wrong = text if wrong else ""
        under = self.query_one(".under", Static)
        under.set_class(wrong, "-wrong")
        under.update(content(f"{'▲' if wrong else '='} {line(text)}" if text else ""))
        under.display = bool(text)

    def take(self, value: Any) -> None:
        """Shows the answer as it was kept; what was typed meanwhile stays."""
        self.value = value
        if not self.field.has_focus:
            self._write()

    def empty(self) -> None:
        """Takes everything out of the box, for the next participant."""
        self.value = None
        self._write()
        self.say("")

    def _write(self) -> None:
        box, typed = self.field, self._typed
        if isinstance(box, TextArea):
            box.text = typed
        else:
            box.value = typed

    # -- keys and focus

    @on(Input.Changed)
    @on(TextArea.Changed)
    def _changed(self, event: Input.Changed | TextArea.Changed) -> None:
        event.stop()
        if self.field.has_focus:
            self.read()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.offer()
        self.post_message(self.Gone(self))

    def on_descendant_focus(self, _event: events.DescendantFocus) -> None:
        self.scroll_visible(animate=False)

    def on_descendant_blur(self, _event: events.DescendantBlur) -> None:
        self.offer()
        if not self.changed:
            self._write()
            self.say("")

    def offer(self) -> None:
        """Hands the answer over to be kept, when it is new and right."""
        if self.changed:
            self.read()
            if not self.wrong:
                self.post_message(self.Given(self))

    def action_choice(self, step: int) -> None:
        if step > 0:
            self.screen.focus_next()
        else:
            self.screen.focus_previous()


def _hint(question: Question) -> str:
    """How one answers: the choices with their ranks, the ends of a scale, the columns of a table."""
    match question.kind:
        case QuestionKind.CHOICE | QuestionKind.SEVERAL:
            ranked = "  ".join(f"{n} {line(one.label)}" for n, one in enumerate(question.options, 1))
            several = question.kind is QuestionKind.SEVERAL
            return f"{ranked}  {_('(several, with commas)')}" if several else ranked
        case QuestionKind.SCALE:
            low, high = question.bounds
            ends = ((low, question.low_label), (high, question.high_label))
            return " … ".join(f"{mark} {line(words)}".strip() for mark, words in ends)
        case QuestionKind.YES_NO:
            return _("yes or no")
        case QuestionKind.TABLE:
            columns = " ; ".join(line(one) for one in question.columns)
            return _("One row a line: {columns}").format(columns=columns)
        case QuestionKind.NUMBER:
            return line(question.unit)
        case _:
            return ""
