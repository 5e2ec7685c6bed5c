"""The screen of a form: every field of a model, saved by ctrl+s or F10, never dropped without asking."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult, SuspendNotSupported
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.timer import Timer
from textual.widgets import Static

from backoffice.content.fields import Kind, describe
from backoffice.content.typed_form import Reading, read_field, read_typed
from backoffice.errors import BackofficeError, each
from backoffice.i18n import N_, _, ngettext
from backoffice.services.ports import Form
from backoffice.services.unsaved import Typed, Unsaved
from backoffice.tui.form_dialogs import DROP, TAKE, TakeUp, Weave
from backoffice.tui.keys import FORM_KEYS
from backoffice.tui.once import AnswersOnce
from backoffice.tui.shown import content, line
from backoffice.tui.weaving import Strand, strands, woven
from backoffice.tui.widgets.bars import CrumbBar, HouseBar, KeysBar
from backoffice.tui.widgets.forms import Field, texts
from backoffice.tui.widgets.markdown import MarkdownPreview
from backoffice.tui.widgets.when import WHEN, WhenField

if TYPE_CHECKING:
    from backoffice.tui.app import BackofficeApp

# What was asked, and when it happened (None: now, or the form itself says it).
Save = Callable[[object, datetime | None], Awaitable[bool]]
# The form as it would open now: somebody else may have changed its record.
Again = Callable[[], Awaitable[Form]]
_LOOKUP_PAUSE = 0.08
_KEEP_PAUSE = 0.3  # seconds: at most as much typing is lost when a terminal goes away
CHANGED = "version_conflict"


class FormScreen(AnswersOnce[bool]):
    """Asks what `form` describes; `save` gets the value, and the form closes only when it says True."""

    SCOPED_CSS = False  # the rules name the class, so that those who derive share them
    HELP = N_(
        "Type as you would write: 12/3 or monday, 1 234,50, 3h30. What was understood stands "
        "beside the field. Enter goes on, F10 saves, Esc leaves; F9 says when it really happened."
    )
    BINDINGS: ClassVar[list[BindingType]] = [*FORM_KEYS]
    CSS = """
    FormScreen VerticalScroll { padding: 0 1; scrollbar-size-vertical: 1; }
    FormScreen #whole { color: $bo-bad; text-style: bold; height: auto; display: none; }
    """
    AUTO_FOCUS = "Field Input, Field TextArea"

    def __init__(
        self,
        form: Form,
        save: Save,
        *,
        own_time: bool = False,
        earlier: bool = False,
        unsaved: Unsaved | None = None,
        again: Again | None = None,
    ) -> None:
        super().__init__()
        self.form, self._save = form, save
        self._own_time, self._earlier = own_time, earlier
        self._saving = False
        self._unsaved, self._again = unsaved, again
        self._keeping: Timer | None = None
        self._saved = False
        self.fields = {
            asked.name: Field(asked, form.typed.get(asked.name, "")) for asked in describe(form.model)
        }
        # Known at once: Esc may come before the form is drawn.
        self._opened_with = texts(self.fields)

    @property
    def shell(self) -> BackofficeApp:
        return cast("BackofficeApp", self.app)

    def compose(self) -> ComposeResult:
        from backoffice.tui.app import PLACES

        shell = self.shell
        yield HouseBar(shell.house, PLACES, shell.current_mode, shell.action_go)
        yield CrumbBar()
        yield Static("", id="whole", markup=False)
        with VerticalScroll(can_focus=False):
            yield from self.fields.values()
        yield KeysBar()

    def on_mount(self) -> None:
        self.retell()
        if self._earlier:
            self.call_after_refresh(self.action_when)
        if self._unsaved is not None and self._unsaved.found is not None:
            self.run_worker(self._offer(self._unsaved, self._unsaved.found), group="save")

    def on_unmount(self) -> None:
        if self._unsaved is not None:
            self._unsaved.close()

    # -- what is typed and not saved yet

    async def _offer(self, unsaved: Unsaved, found: Typed) -> None:
        """What an interrupted form had: taken up again, dropped, or left where it is."""
        asked = describe(self.form.model)
        answer = await self.app.push_screen_wait(TakeUp(self.form.title, found, asked, self.shell.house.zone))
        if answer == TAKE:
            await self._take_up(found)
        elif answer != DROP:
            self._unsaved = None
            unsaved.close()
            self.dismiss(False)
            return
        unsaved.found = None
        self.keep_typed()

    async def _take_up(self, found: Typed) -> None:
        mine = {name: text for name, text in found.texts.items() if name in self.fields}
        now = {name: self._opened_with[name] for name in mine}
        choices = await self._woven(strands(found.opened_with, now, mine))
        self._fill(woven(mine, choices or {}))
        if found.texts.get(WHEN):
            await self.action_when()
            self.query_one(WhenField).fill(found.texts[WHEN])

    async def _woven(self, found: tuple[Strand, ...]) -> dict[str, str] | None:
        """What stands of the fields that somebody else changed; nothing is asked where all agree."""
        apart = tuple(one for one in found if one.theirs != one.mine)
        if not apart:
            return {}
        dialog = Weave(self.form.title, apart, describe(self.form.model))
        choices: dict[str, str] | None = await self.app.push_screen_wait(dialog)
        return choices

    def _fill(self, typed: Mapping[str, str]) -> None:
        for name, text in typed.items():
            if name in self.fields and self.fields[name].text != text:
                self.fields[name].fill(text)

    def _keep_soon(self) -> None:
        if self._unsaved is not None and self._keeping is None:
            self._keeping = self.set_timer(_KEEP_PAUSE, self.keep_typed)

    def keep_typed(self) -> None:
        """Keeps what is typed now in this workstation's folder, or nothing when nothing is."""
        self._keeping = None
        unsaved = self._unsaved
        # What was found is still being asked about: it stands until it was answered.
        if unsaved is None or unsaved.found is not None or self._saved:
            return
        if self.dirty:
            when = self._when
            texts_now = texts(self.fields) | ({WHEN: when.words} if when is not None else {})
            unsaved.keep(texts_now, self._opened_with)
        else:
            unsaved.forget()

    def _forget(self) -> None:
        self._saved = True
        if self._unsaved is not None:
            self._unsaved.forget()

    # -- when it happened

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "when":
            return not self._own_time
        if action == "editor":
            return self._long is not None
        if action == "preview":
            return any(field.asked.kind is Kind.MARKDOWN for field in self.fields.values())
        return True

    async def action_when(self) -> None:
        """Unfolds the field that says when it happened, or goes back to it."""
        if not self.query(WhenField):
            await self.query_one(VerticalScroll).mount(WhenField(), before=0)
        self.query_one(WhenField).box.focus()

    @property
    def _when(self) -> WhenField | None:
        return next(iter(self.query(WhenField)), None)

    def own_names(self) -> Mapping[str, str]:
        """What keys are called here, by the name of their binding."""
        return {"form.save": self.form.does} if self.form.does else {}

    def retell(self) -> None:
        self.query_one(CrumbBar).say(crumbs=(line(self.form.title),), note=_("* needed"))
        for field in self.fields.values():
            field.retell()
            if field.words:
                self._look(field)

    @property
    def dirty(self) -> bool:
        """Whether something was typed since the form opened."""
        when = self._when
        return texts(self.fields) != self._opened_with or (when is not None and bool(when.words.strip()))

    # -- long texts

    @property
    def _long(self) -> Field | None:
        """The field of a long text that has the focus."""
        return next((one for one in self.fields.values() if one.long and one.box.has_focus), None)

    def on_descendant_focus(self) -> None:
        self.refresh_bindings()

    def action_editor(self) -> None:
        """Opens the text in the person's own editor; what is saved there stands in the field."""
        from backoffice.services.editor import edited

        field = self._long
        if field is None:
            return
        markdown = field.asked.kind is Kind.MARKDOWN
        try:
            with self.app.suspend():
                text = edited(field.words, "texte.md" if markdown else "texte.txt")
        except SuspendNotSupported:
            self.shell.tell(_("This terminal can’t be lent to an editor; type here instead."))
            return
        except BackofficeError as wrong:
            self.shell.tell_error(wrong)
            return
        field.put(text)
        self.app.refresh(layout=True)

    async def action_preview(self) -> None:
        """Unfolds the preview of the Markdown text that one types, or folds it again."""
        shown = self.query(MarkdownPreview)
        if shown:
            await shown.remove()
            return
        await self.mount(MarkdownPreview(), after=self.query_one(VerticalScroll))
        self._preview(self._long)

    def _preview(self, field: Field | None) -> None:
        for preview in self.query(MarkdownPreview):
            fields = self.fields.values()
            meant = field or next((one for one in fields if one.asked.kind is Kind.MARKDOWN), None)
            if meant is not None and meant.asked.kind is Kind.MARKDOWN:
                preview.show(meant.words)

    # -- while typing

    @on(Field.Typed)
    def _typed(self, event: Field.Typed) -> None:
        event.stop()
        self._look(event.field)
        self._preview(event.field)
        self._keep_soon()

    def _look(self, field: Field) -> None:
        if isinstance(field, WhenField):
            field.look()
            return
        house = self.shell.house
        understood, wrong = read_field(
            self.form.model, field.asked.name, field.text, house.today, house.zone, texts(self.fields)
        )
        if field.asked.kind is Kind.RECORD:
            understood = field.text if field.text != field.words else ""
        field.say(understood, wrong)

    @on(Field.Wants)
    def _wants(self, event: Field.Wants) -> None:
        event.stop()
        field, text = event.field, event.text
        self.shell.later(self._find(field, text), f"find-{field.asked.name}", self)

    async def _find(self, field: Field, text: str) -> None:
        # Later questions cancel this one while it waits: a fast typist asks once.
        await asyncio.sleep(_LOOKUP_PAUSE)
        kind = field.asked.refers_to or ""
        hits = await self.shell.ask(lambda desk: desk.find(kind, text))
        field.records(text, hits)

    @on(Field.Creates)
    def _creates(self, event: Field.Creates) -> None:
        event.stop()
        self.run_worker(self._create(event.field, event.text), group="save")

    async def _create(self, field: Field, text: str) -> None:
        """Makes the record that a field names, in a form over this one, and comes back with it."""
        from backoffice.tui.acting import perform

        kind = field.asked.refers_to or ""
        acts = await self.shell.ask(lambda desk: desk.acts_on(f"{kind}s"))
        act = next((one for one in acts if not one.on_row and one.name == f"new-{kind}"), None)
        if act is None:
            return
        try:
            outcome = await perform(
                self.shell, act, (f"{kind}s",), typed={"name": text, **self._from_here(kind)}
            )
        except BackofficeError as error:
            self.shell.tell_error(error)
            return
        if outcome is not None and outcome.ref:
            self._put(field, outcome.ref)
        field.box.focus()

    def _from_here(self, kind: str) -> dict[str, str]:
        """What this form already says of the new record: whose contact, venue or participant it is."""
        client = self.fields.get("client")
        of_client = kind in ("contact", "venue", "participant") and client is not None and not client.unknown
        return {"client": client.text} if of_client and client is not None and client.text else {}

    @staticmethod
    def _put(field: Field, ref: str) -> None:
        if field.asked.kind is Kind.RECORDS:
            before = field.words.rpartition(",")[0].strip()
            field.fill(f"{before}, {ref}" if before else ref)
        else:
            field.fill(ref)

    @on(Field.Done)
    def _done(self, event: Field.Done) -> None:
        event.stop()
        names = list(self.fields)
        if event.field.asked.name == names[-1]:
            self.action_save()
        else:
            self.focus_next("Field Input, Field TextArea")

    # -- saving

    def action_save(self) -> None:
        """Reads everything at once; the first wrong field gets the focus."""
        if self._saving:
            return
        for field in self.fields.values():
            if field.box.has_focus:
                field.accept_if_alone()
        house = self.shell.house
        reading: Reading[object] = read_typed(self.form.model, texts(self.fields), house.today, house.zone)  # type: ignore[type-var]
        errors = dict(reading.errors)
        for name, field in self.fields.items():
            if field.unknown:
                errors.setdefault(name, _("Choose one of the list that opens while you type."))
        when = self._when
        at, wrong = when.read() if when is not None else (None, "")
        if wrong:
            errors[WHEN] = wrong
        if errors or reading.value is None:
            self.show_errors(errors)
            return
        self._saving = True
        self.query_one(CrumbBar).say(note=_("* needed"))
        self.run_worker(self._store(reading.value, at), group="save", exit_on_error=True)

    async def _store(self, value: object, at: datetime | None) -> None:
        try:
            if await self._save(value, at):
                self._forget()
                self.dismiss(True)
        except BackofficeError as error:
            if error.code == CHANGED and self._again is not None:
                await self._weave_in(self._again)
            else:
                self._refused(error)
        finally:
            self._saving = False

    async def _weave_in(self, again: Again) -> None:
        """Somebody else changed the record since the form opened: what they made of it, field by field."""
        fresh = await again()
        was, theirs = self._opened_with, self._as_now(fresh)
        choices = await self._woven(strands(was, theirs, texts(self.fields)))
        if choices is None:
            return
        # From here on the form stands on what they saved: nothing of it is overwritten unseen.
        self.form, self._opened_with = fresh, theirs
        self._fill(choices)
        if choices:
            self.query_one(CrumbBar).say(note=_("Look at it again, then save."), tone="warn")
        else:
            self.call_after_refresh(self.action_save)

    def others_recorded(self) -> None:
        """Somebody recorded something while this form is open: it says so when it is of the same record."""
        if self._again is not None and self.form.version is not None and not self._saving:
            self.shell.later(self._compare(self._again), "compare", self)

    async def _compare(self, again: Again) -> None:
        fresh = await again()
        if fresh.version != self.form.version and fresh.typed != self.form.typed:
            told = _("Somebody else has just changed this; saving shows what.")
            self.query_one(CrumbBar).say(note=told, tone="warn")

    def _as_now(self, fresh: Form) -> dict[str, str]:
        """What each field would open with now."""
        before = self.form.typed
        return {
            name: self._opened_with[name]
            if fresh.typed.get(name, "") == before.get(name, "")
            else field.as_opened(fresh.typed.get(name, ""))
            for name, field in self.fields.items()
        }

    def _refused(self, error: BackofficeError) -> None:
        """What the services found wrong: under its field when they name one, else in a panel."""
        placed: dict[str, str] = {}
        for one in each(error):
            name = (one.place.path or "").split(".")[0].split("[")[0]
            if name in self._every_field():
                line = _("Line {n}: ").format(n=one.place.line) if one.place.line else ""
                placed[name] = "\n".join(filter(None, [placed.get(name), f"{line}{one.message}"]))
        if placed:
            self.show_errors(placed)
        else:
            self.shell.tell_error(error)

    def show_errors(self, errors: dict[str, str]) -> None:
        """Every error under its field, the form's own on top, the cursor in the first wrong field."""
        fields = self._every_field()
        for name, field in fields.items():
            if name in errors:
                field.say("", errors[name])
        whole = self.query_one("#whole", Static)
        whole.update(content(f" ▲ {errors['']}" if "" in errors else ""))
        whole.display = "" in errors
        count = len(errors)
        self.query_one(CrumbBar).say(
            note=ngettext("{n} thing to mend", "{n} things to mend", count).format(n=count), tone="warn"
        )
        first = next((field for name, field in fields.items() if name in errors), None)
        if first is not None:
            first.box.focus()

    def _every_field(self) -> dict[str, Field]:
        """The fields of the form, after the one that says when it happened if it is unfolded."""
        when = self._when
        return ({WHEN: when} if when is not None else {}) | self.fields

    # -- leaving

    def action_back(self) -> None:
        if self.dirty:
            self.run_worker(self._leave(), group="leave", exclusive=True)
        else:
            self._forget()
            self.dismiss(False)

    async def _leave(self) -> None:
        from backoffice.tui.dialogs import Confirm

        agreed = await self.app.push_screen_wait(
            Confirm(_("Drop what was typed"), _("What you typed in this form hasn’t been saved."))
        )
        if agreed:
            self._forget()
            self.dismiss(False)
