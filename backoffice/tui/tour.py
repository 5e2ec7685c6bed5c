"""The tour: a few steps on the real screens, each passed by doing the thing; left and taken up at will."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from backoffice.i18n import N_, _, formats
from backoffice.tui.keys import key_name
from backoffice.tui.widgets.bars import Bar, KeysBar
from backoffice.tui.widgets.sheet import wrapped

if TYPE_CHECKING:
    from backoffice.tui.app import BackofficeApp

_LOOK_EVERY = 0.25


@dataclass(frozen=True, slots=True)
class Step:
    """What to try (a message id), and how one sees that it was done; `seen`: opened, then left again."""

    says: str
    done: Callable[[BackofficeApp], bool] | None = None
    seen: str = ""


def _screen(app: BackofficeApp) -> str:
    return type(app.screen).__name__


def _filtered(app: BackofficeApp) -> bool:
    return bool(getattr(app.screen, "text", ""))


def _in_view(app: BackofficeApp) -> bool:
    table = getattr(app.screen, "table", None)
    return table is not None and bool(table.query_now.where)


def _in_dossier(app: BackofficeApp) -> bool:
    return _screen(app) == "RecordScreen"


def _other_tab(app: BackofficeApp) -> bool:
    sheet = getattr(app.screen, "sheet", None)
    return sheet is not None and bool(sheet.tabs) and getattr(app.screen, "tab", "") != sheet.tabs[0].name


STEPS = (
    Step(
        N_(
            "Welcome. Each screen has a digit on the top line, and an F key. Press 2: Requests, "
            "where dossiers come in."
        ),
        lambda app: _screen(app) == "RequestsScreen",
    ),
    Step(
        N_("The list narrows while you type: press /, then some letters of a client or of a topic."),
        _filtered,
    ),
    Step(
        N_("Esc clears the filter. Views stand above the list, yours too (w keeps one): v shows the next."),
        _in_view,
    ),
    Step(N_("Arrows or j and k move; Enter opens the dossier under the cursor."), _in_dossier),
    Step(
        N_("A dossier is in tabs: → and ← change them. n does the next step, said at the bottom."),
        _other_tab,
    ),
    Step(N_("a lists all that can be done here, and why not. Press a, look, then Esc."), seen="Menu"),
    Step(
        N_(
            "x logs a call or a mail. Press it: in a form, type as you speak (yesterday 14h30, 1 234,50); "
            "F10 saves, Esc leaves."
        ),
        seen="FormScreen",
    ),
    Step(
        N_("^p finds everything, acts, screens, people, numbers: press it, type a name, then Enter or Esc."),
        seen="Palette",
    ),
    Step(N_("F1, or ? outside a form, explains where you are. Press it, then Esc."), seen="HelpScreen"),
    Step(
        N_("Esc goes back one level, u undoes your last act, ^o goes to the screen before. 3: the planner."),
        lambda app: _screen(app) == "PlannerScreen",
    ),
    Step(
        N_("Space picks a slot up, arrows move it, Esc drops it; p looks for dates. 1: what waits today."),
        lambda app: _screen(app) == "TodayScreen",
    ),
    Step(
        N_("That is all you need. F1 tells the rest, screen by screen; T takes this tour again. ^n ends it."),
    ),
)


class TourBar(Bar):
    """The step that one is at, above the keys."""

    DEFAULT_CSS = """
    TourBar { height: auto; max-height: 4; background: $bo-raised; border-top: solid $bo-brand; }
    """

    def __init__(self, tour: Tour) -> None:
        super().__init__()
        self._tour = tour

    def _lines(self, width: int) -> list[str]:
        at, count = self._tour.at, len(STEPS)
        head = f"{_('Tour')} {formats.number(at + 1)}/{formats.number(count)}  "
        keys = _("  ({next} goes on, {leave} leaves)").format(
            next=key_name(self._tour.keys[0]), leave=key_name(self._tour.keys[1])
        )
        return wrapped(head + _(STEPS[at].says) + keys, max(20, width - 2))[:3]

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return len(self._lines(width))

    def render_line(self, y: int) -> Strip:
        # The line above is the border's.
        lines = self._lines(self.size.width)
        text = f" {lines[y]}" if y < len(lines) else ""
        style = self.rich_style
        return Strip([Segment(text, style)]).adjust_cell_length(self.size.width, style)


class Tour:
    """Where one is in the tour; looks at the screen a few times a second and goes on by itself."""

    def __init__(self, app: BackofficeApp, keys: tuple[str, str]) -> None:
        self.app, self.keys = app, keys
        kept = app.remembered.mapping("tour")
        at = kept.get("step", 0)
        self.at = at if isinstance(at, int) and 0 <= at < len(STEPS) and not kept.get("done") else 0
        self._opened = False
        self._timer = app.set_interval(_LOOK_EVERY, self.look)
        self._keep()

    def look(self) -> None:
        """Goes on when the step was done, and stands on whatever screen one is on."""
        step, name = STEPS[self.at], _screen(self.app)
        if step.seen:
            self._opened = self._opened or name == step.seen
            if self._opened and name != step.seen and not self.app.screen.is_modal:
                self.next()
        elif step.done is not None and step.done(self.app):
            self.next()
        self._stand()

    def next(self) -> None:
        """The next step; after the last one the tour is over."""
        self._opened = False
        if self.at + 1 >= len(STEPS):
            self.app.end_tour(done=True)
            return
        self.at += 1
        self._keep()
        self.tell()

    def end(self, *, done: bool) -> None:
        """Leaves it, where it can be taken up again, or for good."""
        self._timer.stop()
        self.app.remembered.put("tour", {"step": 0 if done else self.at, "done": done})
        for bar in self._bars():
            bar.remove()

    def tell(self) -> None:
        """Says the step on every screen that shows it."""
        for bar in self._bars():
            bar.refresh(layout=True)

    def _keep(self) -> None:
        self.app.remembered.put("tour", {"step": self.at, "done": False})

    def _bars(self) -> list[Widget]:
        screens = [screen for stack in self.app._screen_stacks.values() for screen in stack]
        return [bar for screen in screens for bar in screen.query(TourBar)]

    def _stand(self) -> None:
        screen = self.app.screen
        keys = screen.query(KeysBar)
        if keys and not screen.query(TourBar):
            screen.mount(TourBar(self), before=keys.first())
