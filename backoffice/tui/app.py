"""The shell of the terminal UI: its screens, its keys, its languages, and what happens when it breaks."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from rich.text import Text
from textual import events, on
from textual.app import App, InvalidThemeError, ScreenStackError
from textual.binding import BindingType
from textual.css.query import NoMatches
from textual.driver import Driver
from textual.errors import NoWidget
from textual.filter import LineFilter
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, TextArea

from backoffice import i18n
from backoffice.errors import BackofficeError, Several
from backoffice.i18n import N_, _
from backoffice.services.opening import Agenda, House, Opening
from backoffice.tui import keys, themes
from backoffice.tui.keys import APP_KEYS
from backoffice.tui.shown import ControlFilter, shown
from backoffice.tui.terminal import colourless, remote
from backoffice.tui.widgets.bars import Place

if TYPE_CHECKING:
    from backoffice.services.ports import Act, Desk
    from backoffice.services.remembered import Remembered
    from backoffice.tui.tour import Tour

T = TypeVar("T")
_EARLY = 0.01  # seconds between two looks at whether a screen that opens is there
_RECENT = 30

PLACES = (
    Place("today", "1", N_("Today")),
    Place("requests", "2", N_("Requests")),
    Place("planner", "3", N_("Planner")),
    Place("quotes", "4", N_("Quotes")),
    Place("catalogue", "5", N_("Catalogue")),
    Place("directory", "6", N_("Directory")),
    Place("figures", "7", N_("Figures")),
)


class Broken(BackofficeError):
    """Something that nobody foresaw; it is written down, and what was typed stays on screen."""

    code = "broken"

    def __init__(self, log: str | None) -> None:
        super().__init__(
            _("Something went wrong inside the program; nothing was recorded."),
            remedy=_("The details are in {file}.").format(file=log)
            if log
            else _("Try again; if it stays, report it."),
        )


class BackofficeApp(App[None]):
    """Opened on an `Opening`; paints at once, and brings the desk from a thread after the first paint."""

    TITLE = "backoffice"
    ENABLE_COMMAND_PALETTE = False
    LOOK_EVERY: ClassVar[float] = 2.0  # seconds within which what others record shows
    BINDINGS: ClassVar[list[BindingType]] = [*APP_KEYS]
    CSS = """
    Screen { background: $bo-ground; color: $bo-text; }
    ToastRack { align-horizontal: right; margin-bottom: 2; } /* the next step and the keys stay in sight */
    Toast { background: $bo-bar; color: $bo-text; padding: 0 1; max-width: 70; tint: transparent; }
    Toast.-error { border-left: outer $bo-bad; }
    Toast.-warning { border-left: outer $bo-warn; }
    Toast.-information { border-left: outer $bo-good; }
    """

    def __init__(self, opening: Opening) -> None:
        # Read by Textual's constructor: the first screen is the default mode, not a blank one.
        self.DEFAULT_MODE = opening.first  # type: ignore[misc]
        self.opening = opening
        self.house: House = opening.house
        self._control_filter = ControlFilter()
        i18n.use(self.house.language)
        super().__init__(ansi_color=True if colourless() else None)
        self.agenda: Agenda | None = opening.agenda
        self.desk: Desk | None = None
        self._desk_came = asyncio.Event()
        self._trail: list[str] = []
        self._early: list[events.Event] = []
        self._remembered: Remembered | None = None
        self.tour: Tour | None = None
        self._beat: int | None = None
        self._looking = False
        self._remote = remote()
        if self._remote:
            self.animation_level = "none"
        self._dress()

    def _dress(self) -> None:
        for theme in themes.themes():
            self.register_theme(theme)
        wanted = themes.ANSI if colourless() else themes.NAMES.get(self.house.theme, themes.DARK)
        try:
            self.theme = wanted
        except InvalidThemeError:  # pragma: no cover  a theme of ours is always registered
            self.theme = themes.DARK

    def get_driver_class(self) -> type[Driver]:
        from backoffice.tui.pasting import careful

        return careful(super().get_driver_class())

    # -- opening

    @property
    def _modes(self) -> dict[str, str | Callable[[], Screen[Any]]]:
        return {place.name: lambda name=place.name: self._screen(name) for place in PLACES}  # type: ignore[misc]

    @_modes.setter
    def _modes(self, _value: object) -> None:
        """Textual's constructor sets it; ours are made above."""

    def _screen(self, name: str) -> Screen[Any]:
        # Imported when first shown: the first paint pays for its own screen only.
        match name:
            case "requests":
                from backoffice.tui.screens.lists import RequestsScreen

                return RequestsScreen()
            case "quotes":
                from backoffice.tui.screens.lists import QuotesScreen

                return QuotesScreen()
            case "catalogue":
                from backoffice.tui.screens.lists import CatalogueScreen

                return CatalogueScreen()
            case "directory":
                from backoffice.tui.screens.lists import DirectoryScreen

                return DirectoryScreen()
            case "planner":
                from backoffice.tui.screens.planner import PlannerScreen

                return PlannerScreen()
            case "figures":
                from backoffice.tui.screens.figures import FiguresScreen

                return FiguresScreen()
            case _:
                from backoffice.tui.screens.today import TodayScreen

                return TodayScreen()

    def on_mount(self) -> None:
        choices = keys.chosen(self.house.keys)
        if choices.keymap:
            self.set_keymap(choices.keymap)
        wrong = list(choices.errors)
        if self.house.theme not in themes.NAMES:
            wrong.append(themes.UnknownTheme(self.house.theme))
        if wrong:
            self.tell_error(Several(tuple(wrong)))
        self.call_after_refresh(self._open_desk)
        self.set_interval(self.LOOK_EVERY, self._look)
        if self.house.tour:
            self.call_after_refresh(lambda: self.later(self._offer_tour(), "leave"))

    def _open_desk(self) -> None:
        self.run_worker(self._bring_desk(), group="desk", exit_on_error=False)

    async def _bring_desk(self) -> None:
        from backoffice.tui.cells import use_zone

        use_zone(self.house.zone)
        try:
            self.desk = await asyncio.to_thread(self._open_and_warm)
        except Exception as error:
            self.tell_error(self.as_told(error))
            return
        self._desk_came.set()

    async def _offer_tour(self) -> None:
        """Somebody who never saw the tour is offered it; one that was left is taken up where it was."""
        kept = self.remembered.mapping("tour")
        if kept.get("done"):
            return
        if kept:
            self.action_tour()
            return
        from backoffice.tui.dialogs import TourOffer

        answer = await self.push_screen_wait(TourOffer())
        if answer == "yes":
            self.action_tour()
        elif answer == "never":
            self.remembered.put("tour", {"step": 0, "done": True})

    def action_tour(self) -> None:
        """Starts the tour, or leaves it where it can be taken up again."""
        if self.tour is not None:
            self.end_tour(done=False)
            self.tell(_("The tour is left; {key} takes it up again.").format(key=keys.key_name("T")))
            return
        from backoffice.tui.tour import Tour

        self.tour = Tour(self, ("ctrl+n", "T"))

    def action_tour_next(self) -> None:
        """The next step of the tour, done or not."""
        if self.tour is not None:
            self.tour.next()

    def end_tour(self, *, done: bool) -> None:
        """The tour is over, or left."""
        if self.tour is not None:
            self.tour.end(done=done)
            self.tour = None

    def _open_and_warm(self) -> Desk:
        """The desk first, then the screens' own modules: the next key shouldn't pay for their import."""
        desk = self.opening.open_desk()
        threading.Thread(target=_warm, name="warm", daemon=True).start()
        return desk

    # -- asking the desk

    async def ask(self, work: Callable[[Desk], T]) -> T:
        """Runs `work` in a thread, once the desk is there; raises nothing but BackofficeError."""
        await self._desk_came.wait()
        assert self.desk is not None
        try:
            return await asyncio.to_thread(work, self.desk)
        except Exception as error:
            raise self.as_told(error) from error

    def as_told(self, error: Exception) -> BackofficeError:
        if isinstance(error, BackofficeError):
            return error
        from backoffice.tui import crash

        path = crash.keep(error, self.house.state)
        return Broken(str(path) if path else None)

    def later(self, work: Coroutine[Any, Any, object], group: str, node: Widget | None = None) -> None:
        """Starts `work` without waiting for it, in place of what its group was doing; its errors are told."""

        async def told() -> None:
            try:
                await work
            except BackofficeError as error:
                self.tell_error(error)
            except NoMatches:
                # An answer that comes when its screen has gone concerns nobody.
                if node is None or not (node._closing or node._closed):
                    raise

        (node or self).run_worker(told(), group=group, exclusive=True, exit_on_error=True)

    # -- telling

    def tell(self, text: str) -> None:
        """A short message that goes away by itself; whatever it holds is shown as it is."""
        self.clear_notifications()  # the last act is the one that `u` undoes
        self.notify(shown(text).plain, markup=False, timeout=6)

    def tell_error(self, error: BackofficeError) -> None:
        """What is wrong, where, and what to do about it, until it is dismissed."""
        from backoffice.tui.dialogs import ErrorPanel

        self.push_screen(ErrorPanel(error))

    # -- places

    def action_go(self, name: str) -> None:
        """Opens a screen; its own list comes to the front when it is already there."""
        if name == self.current_mode:
            self._back_to_list()
            return
        self._trail.append(self.current_mode)
        self.switch_mode(name)

    def _back_to_list(self) -> None:
        # A form on the way asks before it goes; nothing typed is ever dropped by a key of another screen.
        screen = self.screen
        if len(self.screen_stack) > 1 and not screen.is_modal:
            leave = getattr(screen, "action_back", self.pop_screen)
            leave()

    def action_last(self) -> None:
        last_view = getattr(self.screen, "last_view", None)
        if last_view is not None and last_view():
            return
        if self._trail:
            self.switch_mode(self._trail.pop())

    # -- what is remembered of how one works

    @property
    def remembered(self) -> Remembered:
        """What this workstation remembers of the person."""
        if self._remembered is None:
            from backoffice.services.remembered import Remembered

            self._remembered = Remembered(self.house.state, self.house.initials)
        return self._remembered

    @property
    def recent(self) -> tuple[tuple[str, str, str], ...]:
        """The records opened lately, the last one first: kind, reference, name."""
        rows = self.remembered.get("recent")
        good = [row for row in rows if isinstance(row, list) and len(row) == 3] if rows else []
        return tuple((str(kind), str(ref), str(name)) for kind, ref, name in good)

    def was_opened(self, kind: str, ref: str, name: str) -> None:
        """Remembers that a record was opened."""
        others = [list(one) for one in self.recent if one[1] != ref]
        self.remembered.put("recent", [[kind, ref, name], *others][:_RECENT])

    def open_record(self, ref: str, tab: str = "") -> None:
        """Shows a record over the present screen, at one of its tabs."""
        from backoffice.tui.screens.record import RecordScreen

        self.push_screen(RecordScreen(ref, tab))

    def open_planner(self, by: str, ref: str) -> None:
        """Shows a trainer, a venue or a dossier among the weeks of the planner, over the present screen."""
        from backoffice.tui.screens.planner import PlannerScreen

        self.push_screen(PlannerScreen(by, ref))

    def open_month(self, ref: str, name: str) -> None:
        """Shows a trainer's month, over the present screen."""
        from backoffice.tui.screens.month import MonthScreen

        self.push_screen(MonthScreen(ref, name))

    def open_proposal(self, ref: str) -> None:
        """Looks for calendars of a dossier, over the present screen."""
        from backoffice.tui.screens.proposal import ProposalScreen

        self.push_screen(ProposalScreen(ref))

    async def look_at(self, ref: str) -> None:
        """Shows a record's pages in the system's viewer; where there is none, says where they are."""
        from backoffice.services import viewing

        path = await self.ask(lambda desk: desk.pages(ref))
        command = viewing.viewer(path, os.environ)
        if command is not None and await asyncio.to_thread(viewing.show, command):
            self.tell(_("Opened: {file}").format(file=path))
        else:
            self.copy_to_clipboard(str(path))

    def do(self, act: Act) -> None:
        """Carries out what is done to the workspace itself, from whatever screen."""
        from backoffice.tui.acting import perform

        self.later(perform(self, act, ("",)), "act")

    # -- keys of the whole application

    async def on_event(self, event: events.Event) -> None:
        typed = isinstance(event, events.Key | events.Paste) and not event.is_forwarded
        if typed and (self._early or not self._screen_there()):
            # Whoever types faster than a screen opens means that screen: the key waits for it.
            self._early.append(event)
            if len(self._early) == 1:
                self.set_timer(_EARLY, self._give_early)
            return
        if isinstance(event, events.MouseDown) and not event.is_forwarded and self._gone(event):
            return
        await super().on_event(event)

    def _gone(self, event: events.MouseDown) -> bool:
        """Whether what was clicked has just gone: Textual would begin to select the text of nothing."""
        try:
            widget, _region = self.get_widget_at(event.x, event.y)
        except (NoWidget, ScreenStackError):
            return True
        return widget.parent is None

    def _screen_there(self) -> bool:
        stack = self._screen_stacks.get(self._current_mode) or []
        return bool(stack) and stack[-1].is_mounted

    def _give_early(self) -> None:
        # Its cursor comes to its first field a moment after it is there; a timer of the application's own,
        # because the screen may have gone by then.
        self.set_timer(_EARLY, self._give if self._screen_there() else self._give_early)

    def _give(self) -> None:
        early, self._early = self._early, []
        for event in early:
            self.post_message(event)

    def action_help(self) -> None:
        from backoffice.tui.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(self.screen, self.focused))

    def action_commands(self) -> None:
        from backoffice.tui.palette import Palette

        if not isinstance(self.screen, Palette):
            self.push_screen(Palette(self.screen))

    def action_language(self) -> None:
        """French or English, at once and everywhere."""
        i18n.use("en" if i18n.language() == "fr" else "fr")
        for stack in self._screen_stacks.values():
            for screen in stack:
                retell(screen)
        if self.tour is not None:
            self.tour.tell()

    def action_theme(self) -> None:
        if self.theme != themes.ANSI:
            here = themes.TURN.index(self.theme) if self.theme in themes.TURN else 0
            self.theme = themes.TURN[(here + 1) % len(themes.TURN)]

    def action_import(self) -> None:
        from backoffice.tui.screens.importing import open_import

        self.later(open_import(self), "act")

    def action_help_quit(self) -> None:
        """ctrl+c ends nothing: it says what does."""
        self.tell(_("{key} leaves the program.").format(key=keys.key_name(self._quit_key())))

    def _quit_key(self) -> str:
        active = (one.binding for one in self.active_bindings.values())
        return next((one.key for one in active if one.id == "app.quit"), "ctrl+q")

    @on(events.DescendantFocus)
    def _hold_still(self, event: events.DescendantFocus) -> None:
        # A cursor that blinks sends bytes all day; over SSH they are somebody's line.
        if self._remote and isinstance(event.widget, Input | TextArea):
            event.widget.cursor_blink = False

    @on(Driver.SignalResume)
    def _come_back(self) -> None:
        # Whatever was on the terminal meanwhile is painted over.
        self.refresh(layout=True)
        self.screen.refresh(layout=True)

    def stop(self, status: int) -> None:
        """Ends at once with `status`: an order from outside asks nobody; what is typed is offered again."""
        self.keep_typed()
        self.exit(return_code=status)

    async def action_quit(self) -> None:
        """Leaves; what was typed or staged somewhere and isn't saved is asked about first."""
        self.keep_typed()
        screens = (screen for stack in self._screen_stacks.values() for screen in stack)
        if any(getattr(screen, "dirty", False) for screen in screens):
            self.later(self._quit(), "leave")
        else:
            self.exit()

    def keep_typed(self) -> None:
        """Keeps what open forms hold, to be offered again: whatever comes next may end the program."""
        for stack in self._screen_stacks.values():
            for screen in stack:
                keep = getattr(screen, "keep_typed", None)
                if keep is not None:
                    with suppress(Exception):  # a form that broke must not keep the others from being kept
                        keep()

    async def _quit(self) -> None:
        from backoffice.tui.dialogs import Confirm

        effect = _("Something that was typed or moved hasn’t been saved.")
        if await self.push_screen_wait(Confirm(_("Quit"), effect)):
            self.exit()

    def action_undo(self) -> None:
        self.later(self._undo(), "act")

    async def _undo(self) -> None:
        outcome = await self.ask(lambda desk: desk.undo())
        self.tell(outcome.says)
        self.reload()

    def reload(self) -> None:
        """Something was recorded: every screen that is open reads itself again, where it stands."""
        # What is known to have been recorded is noted first: what others record from now on is looked for.
        self.run_worker(self._reload(), group="pulse", exclusive=True, exit_on_error=False)

    async def _reload(self) -> None:
        with suppress(BackofficeError):
            self._beat = await self.ask(lambda desk: desk.pulse())
        self._read_again()

    # -- what others record

    def _look(self) -> None:
        """Asks whether somebody recorded something, every few seconds; nothing is asked twice at once."""
        if self.desk is not None and not self._looking:
            self._looking = True
            self.run_worker(self._look_once(), group="look", exit_on_error=False)

    async def _look_once(self) -> None:
        try:
            beat = await self.ask(lambda desk: desk.pulse())
        except BackofficeError:
            return  # a database that can't be reached is told by what people do, not every few seconds
        finally:
            self._looking = False
        known, self._beat = self._beat, beat
        if known is not None and beat != known:
            self._read_again()
            for screen in self.screen_stack:
                told = getattr(screen, "others_recorded", None)
                if told is not None:
                    told()

    def _read_again(self) -> None:
        """What is on screen now; what stands behind, when it is seen again."""
        seen = next((screen for screen in reversed(self.screen_stack) if not screen.is_modal), None)
        for stack in self._screen_stacks.values():
            for screen in stack:
                again = getattr(screen, "reload", None)
                if again is None:
                    continue
                if screen is seen or not hasattr(screen, "stale"):
                    again()
                else:
                    screen.stale = True

    def copy_to_clipboard(self, text: str) -> None:
        """By OSC 52, and by the platform's tool in a thread where there is one."""
        from backoffice.tui import clipboard

        super().copy_to_clipboard(text)
        command = clipboard.tool(dict(os.environ))
        if command is not None:
            self.run_worker(lambda: clipboard.copy(text, command), thread=True, exit_on_error=False)
        self.tell(_("Copied: {text}").format(text=text.replace("\n", ", ")))

    # -- what reaches the terminal, and what happens when the program breaks

    def get_line_filters(self) -> Sequence[LineFilter]:
        return [*super().get_line_filters(), self._control_filter]

    def _handle_exception(self, error: Exception) -> None:
        """A short sentence and a log without anybody's data, where Textual would print local variables."""
        if self._exit and isinstance(error, ScreenStackError):
            return  # the program is left: a widget that still looks for its screen breaks nothing
        self._return_code = 1
        self.keep_typed()
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        if not self._exit_renderables:
            self._exit_renderables.append(Text(_farewell(error, self.house)))
        self._close_messages_no_wait()

    def _fatal_error(self) -> None:
        """Textual's own last resort, kept from printing local variables too."""
        self._handle_exception(RuntimeError())


def _warm() -> None:
    first = ("screens.lists", "screens.record", "acting", "palette", "help", "screens.form")
    # The plots' library last: nobody looks at figures within the first second.
    for name in (*first, "screens.planner", "screens.importing", "screens.figures"):
        import_module(f"backoffice.tui.{name}")


def _farewell(error: Exception, house: House) -> str:
    from backoffice.tui import crash

    path = crash.keep(error, house.state)
    try:
        return _farewell_words(path)
    except OSError:  # what broke may be the catalogue of the language itself
        with i18n.speaking("en"):
            return _farewell_words(path)


def _farewell_words(path: Path | None) -> str:
    says = [_("The back office had to stop: something went wrong inside the program.")]
    says.append(_("What had been saved is safe."))
    if path is not None:
        says.append(_("Where it happened is in {file} (no personal data).").format(file=path))
    return "\n".join(says)


def retell(screen: Screen[Any]) -> None:
    """Says every text of a screen again, in the language in force."""
    for node in screen.walk_children(Widget, with_self=True):
        again = getattr(node, "retell", None)
        if again is not None:
            again()
    screen.refresh(layout=True)


def run(opening: Opening) -> int:
    """Opens the UI and returns the exit status: 0, 1 when it broke, 128 + n when signal n ended it."""
    from backoffice.tui import signals

    app = BackofficeApp(opening)
    signals.watch(app)
    app.run()
    return app.return_code or 0
