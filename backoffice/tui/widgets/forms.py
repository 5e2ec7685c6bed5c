"""A form made from a model's own descriptions: each field asked, explained and checked while it is typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual import events, on
from textual.app import ComposeResult, ScreenStackError
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.strip import Strip
from textual.widgets import Input, Static, TextArea

from backoffice.content.fields import Description, Kind
from backoffice.content.typed_form import NO, YES, default_typed
from backoffice.domain.text import fold
from backoffice.i18n import N_, _
from backoffice.tui.keys import FIELD_KEYS
from backoffice.tui.shown import content, fit, line
from backoffice.tui.widgets.bars import Bar
from backoffice.tui.widgets.lines import LineList, joined

_LABEL = 24
_MANY = (Kind.TEXT, Kind.MARKDOWN, Kind.LINES, Kind.SPELLS)
_PICKED = (Kind.CHOICE, Kind.YES_NO, Kind.RECORD, Kind.RECORDS, Kind.SUGGEST)
_LABELLED = (Kind.CHOICE, Kind.YES_NO, Kind.SUGGEST)  # a token stands for its label
# Before the words of a suggestion that makes a record; no reference begins so.
_NEW = "\1"
CREATED = {
    "client": N_("New client “{text}”"),
    "contact": N_("New contact “{text}”"),
    "funder": N_("New funder “{text}”"),
    "trainer": N_("New trainer “{text}”"),
    "venue": N_("New venue “{text}”"),
    "participant": N_("New participant “{text}”"),
}
_YES_NO = ((YES, N_("yes")), (NO, N_("no")))


class _Caption(Bar):
    """The field's label, with a mark when it is needed."""

    DEFAULT_CSS = """
    _Caption { width: 24; background: $bo-ground; }
    """

    def __init__(self, asked: Description) -> None:
        super().__init__()
        self.asked = asked

    def fill(self, width: int) -> list[Segment]:
        mark = " *" if self.asked.required else ""
        label = fit(_(self.asked.label), max(1, width - cell_len(mark) - 1))
        bare = label.rstrip()
        return [Segment(bare, self.style_of()), Segment(mark, self.style_of("warn"))]


class _Said(Bar):
    """What was understood, beside the field."""

    DEFAULT_CSS = """
    _Said { width: 28; background: $bo-ground; display: none; }
    """
    text = ""

    def say(self, text: str) -> None:
        self.text = text
        self.display = bool(text)
        self.refresh()

    def fill(self, width: int) -> list[Segment]:
        return [Segment(fit(f" = {line(self.text)}", width), self.style_of("strong"))]


class _Under(Static):
    """What is wrong with the field, or else its help; whole, on as many lines as it takes."""

    DEFAULT_CSS = """
    _Under { margin-left: 24; height: auto; color: $bo-quiet; background: $bo-ground; }
    _Under.-wrong { color: $bo-warn; text-style: bold; }
    """

    def __init__(self, asked: Description) -> None:
        super().__init__(markup=False)
        self.asked = asked
        self.wrong = self.understood = ""

    def on_mount(self) -> None:
        self.say("")

    def say(self, wrong: str, understood: str = "") -> None:
        self.wrong, self.understood = wrong, understood
        # A line is taken only when it says something: a form of fifteen fields should stand on one screen.
        self.display = bool(wrong or understood or self.asked.help)
        self.set_class(bool(wrong), "-wrong")
        self.retell()

    def retell(self) -> None:
        self.update(content(self._said()))

    def _said(self) -> str:
        if self.wrong:
            return f"▲ {line(self.wrong)}"
        if self.understood:
            return f"= {line(self.understood)}"
        return _(self.asked.help) if self.asked.help else ""


class Suggestions(LineList, can_focus=False):
    """What can be chosen under a field: (what is put in the field, words) pairs."""

    DEFAULT_CSS = """
    Suggestions { margin-left: 24; height: auto; max-height: 6; background: $bo-bar; display: none; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.items: tuple[tuple[str, str], ...] = ()

    def offer(self, items: Sequence[tuple[str, str]]) -> None:
        """Shows `items`, the first one under the cursor; none hides the list."""
        if items and self.display and self.items == tuple(items):
            return  # an answer that changes nothing takes nobody off the line that they went to
        self.items = tuple(items)
        self.display = bool(items)
        self.styles.height = min(6, len(items))
        self.cursor = 0
        self.measured()
        self.scroll_to(y=0, animate=False)

    def count(self) -> int:
        return len(self.items)

    def draw(self, index: int, width: int, here: bool) -> Strip:
        token, words = self.items[index]
        base = self.rich_style + self.tone("here") if here else self.rich_style
        shown = words or token
        pieces = [("› " if here else "  ", base), (line(shown), base)]
        if token != shown and not token.startswith(("\0", _NEW)):
            pieces.append((f"  {line(token)}", self.tone("" if here else "quiet")))
        return joined(pieces, base, width)

    @property
    def chosen(self) -> tuple[str, str] | None:
        return self.items[self.cursor] if self.display and self.cursor < len(self.items) else None


class Field(Vertical):
    """One field of the form; what is typed stays typed, whatever is wrong with it."""

    DEFAULT_CSS = """
    Field { height: auto; }
    Field > Horizontal { height: auto; }
    Field Input, Field Input:focus {
        width: 1fr; height: 1; border: none; border-left: vkey $bo-frame; padding: 0 1 0 0;
        background: $bo-raised; color: $bo-text; background-tint: transparent;
    }
    Field TextArea, Field TextArea:focus {
        width: 1fr; height: 4; border: none; border-left: vkey $bo-frame; padding: 0 1 0 0;
        background: $bo-raised; color: $bo-text; background-tint: transparent;
    }
    Field Input:focus, Field TextArea:focus { background: $bo-bar; border-left: outer $bo-brand; }
    Field .input--placeholder { color: $bo-quiet; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*FIELD_KEYS]

    class Typed(Message):
        """Something was typed, or chosen, in the field."""

        def __init__(self, field: Field) -> None:
            super().__init__()
            self.field = field

    class Wants(Message):
        """Records whose name holds what is typed are wanted."""

        def __init__(self, field: Field, text: str) -> None:
            super().__init__()
            self.field, self.text = field, text

    class Creates(Message):
        """A record that isn't there yet is to be made of what was typed."""

        def __init__(self, field: Field, text: str) -> None:
            super().__init__()
            self.field, self.text = field, text

    class Done(Message):
        """Enter: on to the next field."""

        def __init__(self, field: Field) -> None:
            super().__init__()
            self.field = field

    def __init__(self, asked: Description, text: str = "") -> None:
        super().__init__()
        self.asked = asked
        self.opened_with = text
        self._picked: tuple[str, str] | None = None  # a token or reference, and the words that stand for it
        # Made at once: keys, help and signals may ask what stands in a field before it is drawn.
        self.box = self._made()
        self._beside, self._below = _Said(), _Under(asked)

    # -- composing

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield _Caption(self.asked)
            yield self.box
            yield self._beside
        if self.asked.kind in _PICKED:
            yield Suggestions()
        yield self._below

    def _made(self) -> Input | TextArea:
        """What the field is typed into."""
        if self.asked.kind in _MANY:
            area = TextArea(self.opened_with, soft_wrap=True, tab_behavior="focus")
            if self.asked.rows is not None:
                area.styles.height = self.asked.rows
            return area
        return Input(
            self._first_words(),
            # What an empty field stands for; nothing is typed for the person.
            placeholder=default_typed(self.asked) if self.asked.kind not in _PICKED else "",
            # Typing over what stands there replaces it; `9h` after `09:00` would be no hour.
            select_on_focus=True,
        )

    def on_mount(self) -> None:
        if self._looked_up and self.opened_with:
            self.post_message(self.Wants(self, self.opened_with))

    @property
    def _looked_up(self) -> bool:
        """Whether what is suggested is looked up while one types."""
        return self.asked.kind in _PICKED and self.asked.refers_to is not None

    @property
    def _own_words(self) -> bool:
        """Whether words that name no record are as good as one."""
        return self.asked.kind is Kind.SUGGEST

    def _first_words(self) -> str:
        if self.asked.kind in _LABELLED and not self._looked_up:
            token = self.opened_with or self._default_token()
            words = next((_(label) for one, label in self._choices() if one == token), self.opened_with)
            self._picked = (token, words) if token or words else None
            return words
        return self.opened_with.replace("\n", ", ") if self.asked.kind is Kind.RECORDS else self.opened_with

    def _default_token(self) -> str:
        if self.asked.kind is Kind.YES_NO:
            return {True: YES, False: NO}.get(self.asked.default, "")
        return str(self.asked.default or "") if self.asked.kind is Kind.CHOICE else ""

    def _choices(self) -> tuple[tuple[str, str], ...]:
        return _YES_NO if self.asked.kind is Kind.YES_NO else self.asked.choices

    # -- reading

    @property
    def words(self) -> str:
        """What stands in the field."""
        box = self.box
        return box.text if isinstance(box, TextArea) else box.value

    @property
    def long(self) -> bool:
        """Whether it is a text of several lines."""
        return self.asked.kind in (Kind.TEXT, Kind.MARKDOWN)

    def put(self, text: str) -> None:
        """Replaces what stands in a long text, as if it had been typed."""
        box = self.box
        if isinstance(box, TextArea) and box.text != text:
            box.replace(text, box.document.start, box.document.end)

    def fill(self, text: str) -> None:
        """Makes the field hold `text` (a token or a reference where it is one) as if it opened with it."""
        self._picked = None
        self.opened_with = text
        box = self.box
        if isinstance(box, TextArea):
            self.put(text)
        else:
            with self.prevent(Input.Changed):
                box.value = self._first_words()
                box.cursor_position = 0
            if self._looked_up and text:
                self.post_message(self.Wants(self, text))
        self.post_message(self.Typed(self))

    def as_opened(self, text: str) -> str:
        """What the field would say if it had opened with `text`."""
        if self.asked.kind is Kind.RECORDS:
            return text.replace("\n", ", ")
        labelled = self.asked.kind in _LABELLED and not self._looked_up
        return text or self._default_token() if labelled else text

    @property
    def text(self) -> str:
        """What the field says to a parser: the token or reference when one was picked, else the words."""
        words = self.words
        if self._picked is not None and words == self._picked[1] and self.asked.kind is not Kind.RECORDS:
            return self._picked[0]
        return words

    @property
    def unknown(self) -> bool:
        """Whether the words name a record that nobody picked."""
        return self.asked.kind is Kind.RECORD and bool(self.words.strip()) and self._picked is None

    def say(self, understood: str, wrong: str) -> None:
        """What was understood of the field, and what is wrong with it."""
        understood = understood if understood.strip() != self.words.strip() else ""
        # Days in words are long: what was understood stands whole under the field.
        below = self.asked.kind is Kind.SPELL
        self._beside.say("" if below else understood)
        self._below.say(wrong, understood if below else "")

    @property
    def wrong(self) -> str:
        return self._below.wrong

    # -- choosing

    def records(self, asked_for: str, hits: Sequence[tuple[str, str]]) -> None:
        """The records found for `asked_for`; those of an older question are left aside."""
        exact = next((hit for hit in hits if hit[0] == asked_for), None)
        if exact is not None and self.asked.kind in (Kind.RECORD, Kind.SUGGEST):
            self._pick(exact)
        if self._segment() == asked_for and self.box.has_focus and self._picked is None:
            own = (("\0" + asked_for, _("“{text}”, as typed").format(text=asked_for)),)
            new = self._new(asked_for)
            self.query_one(Suggestions).offer([*hits, *(own if hits and self._own_words else ()), *new])

    def _new(self, text: str) -> tuple[tuple[str, str], ...]:
        """The last suggestion: a new record called so, where the kind is one that is made by a form."""
        kind = self.asked.refers_to or ""
        if not text or self._own_words or kind not in CREATED:
            return ()
        return ((_NEW + text, f"+ {_(CREATED[kind]).format(text=text)}"),)

    def _segment(self) -> str:
        """What is looked for: everything, or after the last comma when there may be several."""
        words = self.words
        return words.rpartition(",")[2].strip() if self.asked.kind is Kind.RECORDS else words.strip()

    def _pick(self, item: tuple[str, str]) -> None:
        token, words = item
        box = self.box
        assert isinstance(box, Input)
        with self.prevent(Input.Changed):
            if self.asked.kind is Kind.RECORDS:
                before = box.value.rpartition(",")[0].strip()
                box.value = f"{before}, {token}" if before else token
            else:
                box.value = words or token
                self._picked = (token, box.value)
            # A long name is read from its beginning, where nobody types.
            box.cursor_position = len(box.value) if box.has_focus else 0
        self.query_one(Suggestions).offer(())
        self.post_message(self.Typed(self))

    def _suggest(self) -> None:
        if self._looked_up:
            if self._segment():
                self.post_message(self.Wants(self, self._segment()))
            else:
                self.query_one(Suggestions).offer(())
            return
        typed = fold(self.words)
        picked = self._picked is not None and self.words == self._picked[1]
        items = [
            (token, _(label))
            for token, label in self._choices()
            if picked or not typed or typed in fold(_(label))
        ]
        suggestions = self.query_one(Suggestions)
        suggestions.offer([("\0" + token, words) for token, words in items])
        if picked and self._picked is not None:
            at = (
                [token for token, _words in items].index(self._picked[0])
                if self._picked[0] in dict(items)
                else 0
            )
            suggestions.go_to(at)

    def action_choice(self, step: int) -> None:
        suggestions = self.query(Suggestions)
        if suggestions and suggestions.first().display:
            suggestions.first().action_move(step)
        elif step > 0:
            self.screen.focus_next()
        else:
            self.screen.focus_previous()

    def accept(self) -> bool:
        """Takes the suggestion under the cursor; whether there was one."""
        suggestions = self.query(Suggestions)
        chosen = suggestions.first().chosen if suggestions else None
        if chosen is None:
            return False
        if chosen[0].startswith(_NEW):
            self.query_one(Suggestions).offer(())
            self.post_message(self.Creates(self, chosen[0].removeprefix(_NEW)))
            return True
        token, words = chosen[0].lstrip("\0"), chosen[1]
        as_typed = self._looked_up and chosen[0].startswith("\0")
        self._pick((token, token if as_typed else words))
        return True

    @on(Input.Changed)
    @on(TextArea.Changed)
    def _changed(self, event: Input.Changed | TextArea.Changed) -> None:
        event.stop()
        if self._picked is not None and self.words != self._picked[1]:
            self._picked = None
        if self.asked.kind in _PICKED and self.box.has_focus:
            self._suggest()
        self.post_message(self.Typed(self))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        suggested = next((one.chosen for one in self.query(Suggestions)), None)
        if self.accept() and suggested is not None and suggested[0].startswith(_NEW):
            return  # its form opens, and comes back here
        if suggested and self.asked.refers_to == "path" and self.words.endswith("/"):
            # A folder was taken: what it holds is suggested next.
            self._picked = None
            self._suggest()
            return
        self.post_message(self.Done(self))

    def on_descendant_focus(self, _event: events.DescendantFocus) -> None:
        if self.asked.kind in _LABELLED and not self._looked_up:
            self._suggest()
        self.scroll_visible(animate=False)

    def accept_if_alone(self) -> None:
        """One record alone fits what was typed: leaving the field takes it, as Enter would."""
        for suggestions in self.query(Suggestions):
            real = [item for item in suggestions.items if not item[0].startswith(_NEW)]
            if suggestions.display and len(real) == 1 and self.words.strip():
                suggestions.go_to(0)
                self.accept()

    def on_descendant_blur(self, _event: events.DescendantBlur) -> None:
        self.accept_if_alone()
        for suggestions in self.query(Suggestions):
            suggestions.offer(())
        box = self.box
        if isinstance(box, Input):
            with suppress(ScreenStackError):  # between two places, and at the end, there is no screen
                box.cursor_position = 0  # a long name is read from its beginning

    @on(LineList.Opened)
    def _clicked(self, event: LineList.Opened) -> None:
        event.stop()
        self.accept()

    def retell(self) -> None:
        """Says the choice again in the language in force."""
        if self.asked.kind in _LABELLED and not self._looked_up and self._picked is not None:
            token = self._picked[0]
            words = next((_(label) for one, label in self._choices() if one == token), token)
            self._picked = (token, words)
            box = self.box
            if isinstance(box, Input):
                with self.prevent(Input.Changed):
                    box.value = words


def texts(fields: Mapping[str, Field]) -> dict[str, str]:
    """What every field says, by name."""
    return {name: field.text for name, field in fields.items()}
