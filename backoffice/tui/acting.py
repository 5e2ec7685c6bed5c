"""How an act is carried out from the screen: what it asks, what it states before, and what it did."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from backoffice.domain.uid import new_uid
from backoffice.errors import BackofficeError, Several
from backoffice.i18n import _, formats, ngettext
from backoffice.services.ports import Act, Desk, Form, NextStep, Outcome, Stopped
from backoffice.tui.act_dialog import ActDialog, Consent
from backoffice.tui.dialogs import Choice, Menu, Picked, Preview, ProgressPanel, Watched

if TYPE_CHECKING:
    from backoffice.tui.app import BackofficeApp

T = TypeVar("T")
_NOTHING: Mapping[str, str] = MappingProxyType({})
# The act whose form is a questionnaire.
FILLS = "answer-needs"
_PATIENCE = 0.4  # seconds before long work shows its progress; a dialog that flashes by helps nobody


class ActRefused(BackofficeError):
    """An act that can't be done now, with the reason the services give."""

    code = "act_refused"

    def __init__(self, act: Act) -> None:
        super().__init__(_("{act}: not now.").format(act=act.label), remedy=act.refused)


class OneAtATime(BackofficeError):
    """An act whose form holds for one record only, asked for several."""

    code = "one_at_a_time"

    def __init__(self, act: Act) -> None:
        super().__init__(
            _("{act}: one record at a time.").format(act=act.label),
            remedy=_(
                "Its form opens with what one record holds. Take the marks off (Esc), then choose it again."
            ),
        )


class NotDone(BackofficeError):
    """What one record of several refused."""

    code = "not_done"

    def __init__(self, ref: str, error: BackofficeError) -> None:
        super().__init__(f"{ref}: {error.message}", remedy=error.remedy)


async def chosen(shell: BackofficeApp, acts: tuple[Act, ...]) -> tuple[Act, bool] | None:
    """Lists `acts`, those that are refused last and with their reason; the one that is chosen, and whether it
    happened earlier; None when none is."""
    choices = [Choice(act.name, act.label, act.key, act.refused) for act in sorted(acts, key=_refused)]
    picked: Picked | None = await shell.push_screen_wait(Menu(_("What to do?"), choices))
    act = next((act for act in acts if picked is not None and act.name == picked.name), None)
    return (act, picked.earlier) if act is not None and picked is not None else None


def _refused(act: Act) -> bool:
    return bool(act.refused)


async def perform(
    shell: BackofficeApp,
    act: Act,
    refs: tuple[str, ...],
    *,
    step: NextStep | None = None,
    earlier: bool = False,
    typed: Mapping[str, str] = _NOTHING,
) -> Outcome | None:
    """Asks what the act asks, confirms what can't be undone, runs it, says what it did; None: given up.

    `earlier` asks at once when it happened; `typed` is what its form opens with besides its own.
    """
    if act.refused:
        raise ActRefused(act)
    # One key for the whole conversation: pressing save twice, or again after an error, records once.
    key = new_uid()
    if act.name == FILLS:
        return await fill(shell, refs[0])
    if len(refs) > 1:
        act = _for_many(act, refs)
    if act.asks:
        return await _ask_and_run(shell, act, refs, key, earlier, typed)
    consent = await _consent(shell, act, refs[0], step, earlier)
    if consent is None:
        return None
    if len(refs) > 1:
        troubles: list[BackofficeError] = []
        told = _told(shell, await _run_each(shell, act, refs, None, consent, key, troubles))
        _tell_all(shell, troubles)
        return told
    return _told(shell, await _run_or_ask_why(shell, act, refs[0], None, consent, key))


def _for_many(act: Act, refs: tuple[str, ...]) -> Act:
    """The act as it is done to several records: what it states first is how many. Raises OneAtATime."""
    if act.asks and not act.many:
        raise OneAtATime(act)
    if not (act.effect or act.needs_reason or act.warnings):
        return act
    count = formats.number(len(refs))
    return replace(act, warnings=(_("{n} records").format(n=count) + f": {', '.join(refs)}", *act.warnings))


async def _run_each(
    shell: BackofficeApp,
    act: Act,
    refs: tuple[str, ...],
    value: object | None,
    consent: Consent,
    key: str,
    troubles: list[BackofficeError],
) -> Outcome | None:
    """Does an act to each of several records; what one of them refuses, told in `troubles`, keeps none of the
    others from it. Raises what the first one refuses when all do."""
    done: list[Outcome] = []
    wrong: list[tuple[str, BackofficeError]] = []

    def each_of_them(desk: Desk, watch: Gauge) -> None:
        for n, ref in enumerate(refs):
            watch.step(n, len(refs), ref)
            try:
                one = desk.run(
                    act.name,
                    ref,
                    value,
                    reason=consent.reason,
                    key=f"{key}-{ref}",
                    watch=watch,
                    at=consent.at,
                )
            except BackofficeError as error:
                wrong.append((ref, error))
            else:
                done.append(one)

    await watched(shell, act.label, each_of_them)
    if not done:
        if wrong:
            raise wrong[0][1]
        return None
    troubles += [NotDone(ref, error) for ref, error in wrong]
    says = ngettext("{act}: {n} record", "{act}: {n} records", len(done))
    files = tuple(file for one in done for file in one.files)
    told = says.format(act=act.label, n=formats.number(len(done)))
    if any(one.undoable for one in done):
        told += " " + _("(u undoes them one by one)")
    return Outcome(told, done[-1].ref, False, files)


async def _ask_and_run(
    shell: BackofficeApp,
    act: Act,
    refs: tuple[str, ...],
    key: str,
    earlier: bool,
    typed: Mapping[str, str],
) -> Outcome | None:
    from backoffice.services.unsaved import take
    from backoffice.tui.screens.form import FormScreen

    ref = refs[0]
    form: Form = await shell.ask(lambda desk: desk.form(act.name, ref))
    form = replace(form, typed={**form.typed, **typed})
    if len(refs) > 1:
        count = _("{n} records").format(n=formats.number(len(refs)))
        form = replace(form, title=f"{act.label} · {count}", version=None)
    done: list[Outcome] = []
    troubles: list[BackofficeError] = []

    async def save(value: object, at: datetime | None) -> bool:
        consent = await _agreed(shell, act)
        if consent is None or not await _seen(shell, act, refs, value):
            return False
        consent = Consent(consent.reason, at)
        if len(refs) > 1:
            outcome = await _run_each(shell, act, refs, value, consent, key, troubles)
        else:
            outcome = await _run_or_ask_why(shell, act, ref, value, consent, key, screen.form.version)
        if outcome is not None:
            done.append(outcome)
        return outcome is not None

    async def again() -> Form:
        return await shell.ask(lambda desk: desk.form(act.name, ref))

    house = shell.house
    screen = FormScreen(
        form,
        save,
        own_time=act.own_time,
        earlier=earlier and not act.own_time,
        unsaved=await asyncio.to_thread(take, house.state, house.initials, act.name, " ".join(refs)),
        again=again,
    )
    saved = await shell.push_screen_wait(screen)
    told = _told(shell, done[-1]) if saved and done else None
    _tell_all(shell, troubles)
    return told


async def fill(shell: BackofficeApp, ref: str) -> Outcome | None:
    """Fills a questionnaire on a screen of its own, which keeps each answer at once."""
    from backoffice.tui.screens.questionnaire import QuestionnaireScreen

    form = await shell.ask(lambda desk: desk.questionnaire(ref))
    await shell.push_screen_wait(QuestionnaireScreen(form))
    shell.reload()
    return None


async def _agreed(shell: BackofficeApp, act: Act) -> Consent | None:
    """What a form's act asks once it is filled; the form itself says when."""
    if not (act.effect or act.needs_reason):
        return Consent()
    consent: Consent | None = await shell.push_screen_wait(ActDialog(act))
    return consent


async def _consent(
    shell: BackofficeApp, act: Act, ref: str, step: NextStep | None, earlier: bool
) -> Consent | None:
    if not (act.effect or act.needs_reason or act.warnings or step or earlier):
        return Consent()

    async def check(at: datetime) -> str:
        return await shell.ask(lambda desk: desk.refused_time(act.name, ref, at))

    consent: Consent | None = await shell.push_screen_wait(ActDialog(act, step, check=check, earlier=earlier))
    return consent


async def _seen(shell: BackofficeApp, act: Act, refs: tuple[str, ...], value: object) -> bool:
    """Shows what an act would change, where it can say so, before it is done."""
    if not act.previews:
        return True
    several = len(refs) > 1
    changes = await shell.ask(
        lambda desk: [
            f"{ref}: {change}" if several else change
            for ref in refs
            for change in desk.preview(act.name, ref, value)
        ]
    )
    if act.quiet and not changes:
        return True
    agreed: bool = await shell.push_screen_wait(Preview(act.label, changes))
    return agreed


async def _run_or_ask_why(
    shell: BackofficeApp,
    act: Act,
    ref: str,
    value: object | None,
    consent: Consent,
    key: str,
    version: int | None = None,
) -> Outcome | None:
    """Runs an act; where a reason is all that it lacks, says what it needs one for and tries again."""
    try:
        return await _run(shell, act, ref, value, consent, key, version)
    except BackofficeError as wrong:
        if consent.reason or not wrong.wants_reason:
            raise
        asked = replace(act, effect="", needs_reason=True, warnings=(wrong.message,))
        why: Consent | None = await shell.push_screen_wait(ActDialog(asked))
        if why is None:
            raise
        return await _run(shell, act, ref, value, Consent(why.reason, consent.at), key, version)


async def _run(
    shell: BackofficeApp,
    act: Act,
    ref: str,
    value: object | None,
    consent: Consent,
    key: str,
    version: int | None = None,
) -> Outcome | None:
    return await watched(
        shell,
        act.label,
        lambda desk, watch: desk.run(
            act.name,
            ref,
            value,
            reason=consent.reason,
            key=key,
            watch=watch,
            at=consent.at,
            version=version,
        ),
    )


async def watched(shell: BackofficeApp, title: str, work: Callable[[Desk, Gauge], T]) -> T | None:
    """Does `work` in a thread; when it is long, shows how far it is and lets it be stopped (None)."""
    watch = Gauge()

    def guarded(desk: Desk) -> T | None:
        try:
            return work(desk, watch)
        except Stopped:
            return None

    doing = asyncio.ensure_future(shell.ask(guarded))
    finished, _waiting = await asyncio.wait({doing}, timeout=_PATIENCE)
    if not finished:
        panel = ProgressPanel(title, watch)
        await shell.push_screen(panel)
        await asyncio.wait({doing})
        panel.dismiss(None)
    return doing.result()


async def asked(shell: BackofficeApp, form: Form) -> object | None:
    """What was answered to a form that does nothing by itself; None when it was left."""
    from backoffice.tui.screens.form import FormScreen

    answers: list[object] = []

    async def keep(value: object, _at: datetime | None) -> bool:
        answers.append(value)
        return True

    saved = await shell.push_screen_wait(FormScreen(form, keep, own_time=True))
    return answers[-1] if saved and answers else None


def _told(shell: BackofficeApp, outcome: Outcome | None) -> Outcome | None:
    if outcome is None:
        shell.tell(_("Stopped; nothing was recorded."))
        return None
    undo = " " + _("(u undoes it)") if outcome.undoable else ""
    files = "".join(f"\n{file}" for file in outcome.files)
    shell.tell(outcome.says + undo + files)
    shell.reload()
    return outcome


def _tell_all(shell: BackofficeApp, troubles: list[BackofficeError]) -> None:
    if troubles:
        shell.tell_error(Several(tuple(troubles)) if len(troubles) > 1 else troubles[0])


class Gauge(Watched):
    """Where long work stands, written by its thread and read by the screen."""

    def __init__(self) -> None:
        self.done, self.total, self.what = 0, 0, ""
        self._stop = threading.Event()

    def step(self, done: int, total: int, what: str = "") -> None:
        self.done, self.total, self.what = done, total, what
        if self._stop.is_set():
            raise Stopped

    def stop(self) -> None:
        self._stop.set()
