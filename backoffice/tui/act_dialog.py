"""The dialog of an act: what it does, what one should know before, why, and when it happened."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Button, Input, Static

from backoffice.i18n import _, formats
from backoffice.services.ports import Act, NextStep
from backoffice.tui.dialogs import Dialog, button
from backoffice.tui.keys import key_name
from backoffice.tui.shown import content, line
from backoffice.tui.widgets.forms import Field
from backoffice.tui.widgets.when import WHEN, WhenField

_MOST = 5
# What is wrong with an instant said for the act, "" when nothing is.
CheckTime = Callable[[datetime], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class Consent:
    """The act is to be done: why, where that was asked, and when it happened, unless now."""

    reason: str = ""
    at: datetime | None = None


def _told(warnings: tuple[str, ...]) -> list[str]:
    """The first of them, and how many more: the buttons stay in sight."""
    shown = [f"▲ {one}" for one in warnings[:_MOST]]
    more = len(warnings) - len(shown)
    return [*shown, _("and {n} more").format(n=formats.number(more))] if more else shown


class ActDialog(Dialog[Consent]):
    """States an act before it is done; what can't be undone has the focus on Cancel, or on its reason.

    F9 unfolds when it happened (`check` refuses what can't be); `earlier` opens it at once.
    """

    CSS = f"""
    {Dialog.CSS}
    ActDialog WhenField {{ margin-bottom: 1; }}
    ActDialog WhenField _Caption {{ width: 9; background: $bo-raised; }}
    ActDialog WhenField _Said {{ width: 32; background: $bo-raised; }}
    ActDialog WhenField _Under {{ width: 100%; margin: 0; background: $bo-raised; }}
    ActDialog WhenField Input {{ margin: 0; }}
    """

    def __init__(
        self, act: Act, step: NextStep | None = None, *, check: CheckTime | None = None, earlier: bool = False
    ) -> None:
        self.TONE = "warn" if act.effect else "info"  # type: ignore[misc]
        super().__init__(act.label)
        self._act, self._step, self._check, self._earlier = act, step, check, earlier

    def inside(self) -> ComposeResult:
        yield from self._says()
        if self._act.needs_reason:
            yield Static(_("Why? The reason stays in the history."), markup=False)
            yield Input(max_length=500, compact=True, id="reason")
        if self._act.needs_reason or self._check:
            wrong = Static("", classes="warn", id="wrong", markup=False)
            wrong.display = False
            yield wrong
        with Horizontal():
            yield button("no", _("Cancel"))
            yield button("yes", _("Go on") if self._only_reason else line(self._act.label))

    @property
    def _only_reason(self) -> bool:
        return self._act.needs_reason and not self._act.effect

    def _says(self) -> ComposeResult:
        act, step = self._act, self._step
        # The next step is said before it is done, even when it can be undone.
        effect = act.effect or (step.says if step and not act.needs_reason else "")
        if effect:
            yield Static(content(effect))
        if step is not None and step.missing:
            yield Static(
                content(_("missing: {things}").format(things=", ".join(step.missing))), classes="warn"
            )
        if act.warnings:
            yield Static(content("\n".join(_told(act.warnings))), classes="warn")
        if act.effect:
            yield Static(_("This can’t be undone."), classes="warn", markup=False)

    def on_mount(self) -> None:
        if self._check is not None:
            box = self.query_one("Vertical")
            box.border_subtitle = Content(f"{key_name('f9')} {_('It happened earlier')}")
        if self._act.needs_reason:
            self.query_one("#reason").focus()
        else:
            self.query_one("#no" if self._act.effect else "#yes").focus()
        if self._earlier:
            self.call_after_refresh(self.action_when)

    async def action_when(self) -> None:
        """Unfolds the field that says when it happened, or goes back to it."""
        if self._check is None:
            return
        if not self.query(WhenField):
            await self.query_one("Vertical").mount(WhenField(), before="#wrong")
        self.query_one(WhenField).box.focus()

    @on(Field.Typed)
    def _typed(self, event: Field.Typed) -> None:
        event.stop()
        self.query_one(WhenField).look()

    @on(Field.Done)
    def _done(self, event: Field.Done) -> None:
        event.stop()
        self.query_one("#no" if self._act.effect else "#yes").focus()

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "yes":
            self._answer()
        else:
            self.dismiss(None)

    @on(Input.Submitted, "#reason")
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        # Enter in a field never does what can't be undone.
        if self._act.effect:
            self.query_one("#no").focus()
        else:
            self._answer()

    def _answer(self) -> None:
        reason = self.query_one("#reason", Input).value.strip() if self._act.needs_reason else ""
        if self._act.needs_reason and not reason:
            self._wrong(_("A few words are enough, but there must be some."), "#reason")
            return
        fields = self.query(WhenField)
        at, wrong = fields.first().read() if fields else (None, "")
        if wrong:
            fields.first().box.focus()
            return
        self.run_worker(self._settle(reason, at), group="answer", exclusive=True)

    async def _settle(self, reason: str, at: datetime | None) -> None:
        wrong = await self._check(at) if at is not None and self._check is not None else ""
        if wrong:
            self._wrong(wrong, f"#{WHEN}")
        else:
            self.dismiss(Consent(reason, at))

    def _wrong(self, text: str, at: str) -> None:
        said = self.query_one("#wrong", Static)
        said.update(content(text))
        said.display = True
        field = self.query_one(at)
        (field.box if isinstance(field, WhenField) else field).focus()
