"""Every key of the UI: an entry with an id that the settings' `[keys]` re-map, clashes found beforehand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from textual.binding import Binding

from backoffice.errors import BackofficeError, Place
from backoffice.i18n import N_, _, pgettext

# A terminal can't tell these from backspace, tab, enter and escape; ctrl+s, q and z may never arrive.
_UNUSABLE = frozenset({"ctrl+h", "ctrl+i", "ctrl+j", "ctrl+m", "ctrl+[", "ctrl+left_square_bracket"})
# What is active at the same time as a scope, besides itself and the application.
_TOGETHER = {
    "page": ("lists", "record", "today", "list", "table", "figures", "planner", "board", "proposal", "away"),
    "planner": ("list", "board"),
    "board": ("list",),
    "proposal": ("list", "alternatives"),
    "away": ("list",),
    "load": ("list", "planner", "page"),
    "alternatives": ("page",),
    "today": ("list",),
    "figures": ("list",),
    "offers": ("list", "page"),
    "lists": ("list", "table"),
    "columns": ("list",),
    "month": ("list", "page"),
    "record": ("list",),
    "table": ("list",),
    "import": ("page", "list", "table"),
}
# While one of these is open, no other key is heard.
_MODAL = frozenset({"dialog", "palette", "help"})
_ids: dict[str, Binding] = {}


def key(
    id: str,
    keys: str,
    action: str,
    label: str,
    tooltip: str = "",
    *,
    show: bool = False,
    priority: bool = False,
) -> Binding:
    """A key of the UI; `id` is ``scope.name``; `label` and `tooltip` are message ids."""
    binding = Binding(keys, action, label, show=show, tooltip=tooltip, priority=priority, id=id)
    _ids[id] = binding
    return binding


class UnknownKeyName(BackofficeError):
    """`[keys]` names something that the UI doesn't have."""

    code = "unknown_key_name"

    def __init__(self, name: str) -> None:
        super().__init__(
            _("There is nothing named {name} to give a key to.").format(name=name),
            place=Place(path=f"keys.{name}"),
            remedy=_("The names are listed by F1, next to each key."),
        )


class KeyNotUsable(BackofficeError):
    """A key that no terminal tells apart from another one."""

    code = "key_not_usable"

    def __init__(self, name: str, keys: str) -> None:
        super().__init__(
            _("A terminal can't tell {key} from another key.").format(key=keys),
            place=Place(path=f"keys.{name}"),
            remedy=_("Choose a letter, an F key, or ctrl with another letter."),
        )


class KeyClash(BackofficeError):
    """Two things that are there at the same time were given one key."""

    code = "key_clash"

    def __init__(self, name: str, other: str, keys: str) -> None:
        super().__init__(
            _("{key} is already the key of {other}.").format(key=keys, other=other),
            place=Place(path=f"keys.{name}"),
            remedy=_("Choose another key, or give {other} another one too.").format(other=other),
        )


@dataclass(frozen=True, slots=True)
class KeyChoices:
    """The keys that were re-mapped, and what was wrong with the others (which keep their own)."""

    keymap: Mapping[str, str]
    errors: tuple[BackofficeError, ...] = ()


def chosen(overrides: Mapping[str, str]) -> KeyChoices:
    """`overrides` (id → keys, commas between) as far as they can be used, with all their errors at once."""
    errors: list[BackofficeError] = []
    kept: dict[str, str] = {}
    for name, keys in overrides.items():
        if name not in _ids:
            errors.append(UnknownKeyName(name))
        elif bad := next((one for one in _split(keys) if one in _UNUSABLE), None):
            errors.append(KeyNotUsable(name, bad))
        else:
            kept[name] = keys
    for clash in _clashes(kept):
        errors.append(clash)
        kept.pop((clash.place.path or "").removeprefix("keys."), None)
    return KeyChoices(kept, tuple(errors))


def _clashes(overrides: Mapping[str, str]) -> list[KeyClash]:
    now = {name: _split(overrides.get(name, binding.key)) for name, binding in _ids.items()}
    return [
        KeyClash(name, other, shared)
        for name in overrides
        for other, keys in now.items()
        if other != name and _meet(name, other)
        for shared in sorted(now[name] & keys)
    ]


def _split(keys: str) -> frozenset[str]:
    return frozenset(part.strip() for part in keys.split(",") if part.strip())


def _meet(one: str, other: str) -> bool:
    first, second = one.split(".")[0], other.split(".")[0]
    if _MODAL & {first, second}:
        return first == second
    return (
        first == second
        or "app" in (first, second)
        or second in _TOGETHER.get(first, ())
        or first in _TOGETHER.get(second, ())
    )


def names() -> tuple[str, ...]:
    """The ids that `[keys]` can re-map."""
    return tuple(sorted(_ids))


def _words() -> dict[str, str]:
    return {
        "enter": pgettext("key", "Enter"),
        "escape": pgettext("key", "Esc"),
        "space": pgettext("key", "Space"),
        "backspace": pgettext("key", "Backspace"),
        "delete": pgettext("key", "Del"),
        "tab": pgettext("key", "Tab"),
        "pageup": pgettext("key", "PgUp"),
        "pagedown": pgettext("key", "PgDn"),
        "home": pgettext("key", "Home"),
        "end": pgettext("key", "End"),
    }


_SIGNS = {
    "question_mark": "?",
    "slash": "/",
    "colon": ":",
    "asterisk": "*",
    "plus": "+",
    "minus": "-",
    "comma": ",",
    "full_stop": ".",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
}


def key_name(keys: str) -> str:
    """A key as people call it: ``ctrl+p`` → ^p, ``question_mark`` → ?, ``escape`` → Esc."""
    *modifiers, last = keys.split("+") if keys != "+" else ("+",)
    named = _words().get(last) or _SIGNS.get(last) or (last.upper() if last[:1] == "f" and last[1:] else last)
    prefix = "".join({"ctrl": "^", "shift": "⇧", "alt": "⎇"}.get(one, one + "+") for one in modifiers)
    return prefix + named


# The table itself: everything stands here, so that `[keys]` knows it before its screen is imported.

LIST_KEYS = (
    key("list.up", "up,k", "move(-1)", N_("Up")),
    key("list.down", "down,j", "move(1)", N_("Down")),
    key("list.page_up", "pageup,ctrl+u", "page(-1)", N_("Page up")),
    key("list.page_down", "pagedown,ctrl+d", "page(1)", N_("Page down")),
    key("list.first", "home,g", "first", N_("First line")),
    key("list.last", "end,G", "last", N_("Last line")),
    key("list.open", "enter", "open", N_("Open"), N_("Opens the record under the cursor."), show=True),
)

APP_KEYS = (
    key(
        "app.help",
        "question_mark,f1",
        "help",
        N_("Help"),
        N_("Explains what is under the cursor."),
        show=True,
    ),
    key(
        "app.commands",
        "ctrl+p,colon",
        "commands",
        N_("Commands"),
        N_("Finds acts, screens and records."),
        show=True,
    ),
    key("app.today", "1,f2", "go('today')", N_("Today")),
    key("app.requests", "2,f3", "go('requests')", N_("Requests")),
    key("app.planner", "3,f4", "go('planner')", N_("Planner")),
    key("app.quotes", "4,f5", "go('quotes')", N_("Quotes")),
    key("app.catalogue", "5,f6", "go('catalogue')", N_("Catalogue")),
    key("app.directory", "6,f7", "go('directory')", N_("Directory")),
    key("app.figures", "7,f8", "go('figures')", N_("Figures")),
    key(
        "app.import",
        "I,f12",
        "import",
        N_("Import"),
        N_("Imports records from a file or a pasted table, after a preview."),
    ),
    key("app.last", "ctrl+o", "last", N_("Last screen"), N_("Goes to the screen one comes from.")),
    key("app.undo", "u", "undo", N_("Undo"), N_("Undoes the last act that can be undone.")),
    key("app.language", "ctrl+l", "language", N_("Français / English"), N_("Switches the language.")),
    key(
        "app.theme",
        "ctrl+t",
        "theme",
        N_("Theme"),
        N_("Switches between the light, the dark and the high-contrast theme."),
    ),
    key(
        "app.tour",
        "T",
        "tour",
        N_("Tour"),
        N_("Starts the tour of five minutes, or leaves it where it can be taken up again."),
    ),
    key("app.tour_next", "ctrl+n", "tour_next", N_("Next step of the tour")),
    key(
        "app.suspend",
        "ctrl+z",
        "suspend_process",
        N_("Back to the shell"),
        N_("Goes back to the shell for a while; “fg” comes back here."),
    ),
    key("app.quit", "ctrl+q", "quit", N_("Quit")),
)

PAGE_KEYS = (
    key("page.back", "escape", "back", N_("Back"), N_("Goes back one level.")),
    key(
        "page.last_view",
        "backspace",
        "last_view",
        N_("Last view"),
        N_("Goes back to what was listed before, then to the screen one comes from."),
    ),
    key("page.refresh", "r", "refresh_all", N_("Read again")),
)

TODAY_KEYS = (
    key(
        "today.everyone",
        "v",
        "everyone",
        N_("Mine / all"),
        N_("Shows everybody’s tasks, or yours again."),
        show=True,
    ),
)

LIST_SCREEN_KEYS = (
    key(
        "lists.filter",
        "slash",
        "filter",
        N_("Filter"),
        N_("Filters while you type; Esc clears."),
        show=True,
    ),
    key("lists.view", "v", "view(1)", N_("Next view"), N_("Shows the next saved view or kind of record.")),
    key("lists.view_back", "V", "view(-1)", N_("Previous view")),
    key(
        "lists.keep_view",
        "w",
        "keep_view",
        N_("Keep this view"),
        N_("Keeps the filter and the order of the list as a view of your own, under a name."),
    ),
    key("lists.drop_view", "W", "drop_view", N_("Drop this view"), N_("Drops the view of your own.")),
    key(
        "lists.columns",
        "C",
        "columns",
        N_("Columns"),
        N_("Chooses the columns and their order; they are remembered."),
    ),
    key("lists.acts", "a", "acts", N_("Acts"), N_("What can be done here, and why not."), show=True),
)

FIGURE_KEYS = (
    key(
        "figures.view",
        "v",
        "view(1)",
        N_("Count by"),
        N_("Counts by step, owner, client or month; or shows the times to answer."),
        show=True,
    ),
    key("figures.view_back", "V", "view(-1)", N_("Count by the one before")),
    key("figures.period", "p", "period(1)", N_("Period"), N_("Chooses another period."), show=True),
    key("figures.period_back", "P", "period(-1)", N_("Period before")),
    key(
        "figures.owed_by",
        "o",
        "owed_by(1)",
        N_("Owed by"),
        N_("Our promises, or what others owe us."),
        show=True,
    ),
    key(
        "figures.offers",
        "d",
        "offers",
        N_("Offers"),
        N_("Quotes answered and not, losses, the pipeline, what was signed by month of delivery."),
        show=True,
    ),
)

OFFER_KEYS = (
    key("offers.view", "v", "view(1)", N_("Next figures"), N_("Shows the next figures."), show=True),
    key("offers.view_back", "V", "view(-1)", N_("Previous figures")),
    key("offers.period", "p", "period(1)", N_("Period"), N_("Chooses another period."), show=True),
    key("offers.period_back", "P", "period(-1)", N_("Period before")),
)

RECORD_KEYS = (
    key("record.tab_left", "left,h", "tab(-1)", N_("Previous tab")),
    key("record.tab_right", "right,l", "tab(1)", N_("Next tab")),
    key(
        "record.next",
        "n",
        "next",
        N_("Next step"),
        N_("Does the next step of the trade, once you have read it."),
        show=True,
    ),
    key("record.acts", "a", "acts", N_("Acts"), N_("What can be done here, and why not."), show=True),
    key(
        "record.tick",
        "space",
        "tick",
        N_("Tick"),
        N_("Ticks the task under the cursor; where it waits for a piece, records that it came in."),
        show=True,
    ),
    key(
        "record.plan",
        "p",
        "plan",
        N_("Propose dates"),
        N_("Looks for calendars of this dossier, against all that is booked."),
        show=True,
    ),
    key(
        "record.planner",
        "w",
        "planner",
        N_("Planner"),
        N_("Shows it among the weeks of the planner."),
        show=True,
    ),
    key(
        "record.fill",
        "f",
        "fill",
        N_("Answer"),
        N_("Fills the questionnaire under the cursor, or the current one; each answer is saved at once."),
        show=True,
    ),
    key(
        "record.month",
        "m",
        "month",
        N_("Month"),
        N_("Shows the trainer’s month, day by day."),
        show=True,
    ),
    key(
        "record.view",
        "v",
        "view_pages",
        N_("Look at it"),
        N_("Opens it in this system’s viewer; without one, says where it is and copies that."),
        show=True,
    ),
    key("record.copy", "y", "copy", N_("Copy"), N_("Copies the value or the reference under the cursor.")),
)

BOARD_KEYS = (
    key("board.left", "left,h", "half(-1)", N_("Half-day before")),
    key("board.right", "right,l", "half(1)", N_("Half-day after")),
    key("board.day_left", "shift+left,H", "day(-1)", N_("Day before")),
    key("board.day_right", "shift+right,L", "day(1)", N_("Day after")),
    key("board.later", "w", "weeks(1)", N_("Later weeks"), N_("Shows the weeks that follow.")),
    key("board.earlier", "W", "weeks(-1)", N_("Earlier weeks"), N_("Shows the weeks before.")),
    key("board.today", "t", "today", N_("Today"), N_("Goes to today.")),
    key("board.next", "s", "sitting(1)", N_("Next slot"), N_("Goes to the next slot of the row.")),
    key("board.previous", "S", "sitting(-1)", N_("Previous slot")),
)

PLANNER_KEYS = (
    key(
        "planner.pick",
        "space",
        "pick",
        N_("Move"),
        N_("Picks the slot under the cursor up, or puts it down; arrows move it meanwhile."),
        show=True,
    ),
    key(
        "planner.propose",
        "p",
        "propose",
        N_("Propose dates"),
        N_("Looks for calendars of the dossier under the cursor."),
        show=True,
    ),
    key(
        "planner.view",
        "v",
        "view(1)",
        N_("Rows"),
        N_("Shows trainers, venues, dossiers, or the load by month."),
        show=True,
    ),
    key("planner.view_back", "V", "view(-1)", N_("Rows before")),
    key(
        "planner.filter", "slash", "filter", N_("Filter"), N_("Filters the rows while you type; Esc clears.")
    ),
    key(
        "planner.acts",
        "a",
        "acts",
        N_("Acts"),
        N_("What can be done to the slot under the cursor, else to the row, and why not."),
        show=True,
    ),
    key(
        "planner.absence",
        "b",
        "absence",
        N_("Absence"),
        N_("Records days on which the trainer of the row is away."),
        show=True,
    ),
    key(
        "planner.if_away",
        "m",
        "if_away",
        N_("If away"),
        N_("Looks what becomes of a trainer’s dates if they are away for some days."),
        show=True,
    ),
)

LOAD_KEYS = (
    key("load.later", "w,right,l", "months(1)", N_("Later months"), show=True),
    key("load.earlier", "W,left,h", "months(-1)", N_("Earlier months")),
)

MONTH_KEYS = (
    key("month.later", "w,right,l", "months(1)", N_("Later months"), show=True),
    key("month.earlier", "W,left,h", "months(-1)", N_("Earlier months"), show=True),
    key("month.today", "t", "today", N_("Today"), N_("Goes to today.")),
)

# Enter does it, as everywhere in a list; here it has a name of its own.
ALTERNATIVE_KEYS = (
    key(
        "alternatives.take",
        "enter",
        "open",
        N_("Take it"),
        N_("Gives the slots the dates of this calendar."),
        show=True,
    ),
)

PROPOSAL_KEYS = (
    key("proposal.left", "left,h", "choose(-1)", N_("Calendar before")),
    key("proposal.right", "right,l", "choose(1)", N_("Next calendar")),
    key(
        "proposal.criteria",
        "e",
        "criteria",
        N_("Criteria"),
        N_("Says between which days, with whom and where to look, then looks again."),
        show=True,
    ),
    key(
        "proposal.mark",
        "space",
        "mark",
        N_("Mark"),
        N_("Marks the calendar: those that are marked go to the client, or all of them."),
        show=True,
    ),
    key(
        "proposal.options",
        "o",
        "options",
        N_("To the client"),
        N_("Proposes calendars to the client as options, until a day."),
        show=True,
    ),
)

AWAY_KEYS = (
    key(
        "away.mark",
        "space",
        "mark",
        N_("Leave out"),
        N_("Leaves the dossier under the cursor as it is, or takes it in again."),
        show=True,
    ),
    key(
        "away.make",
        "f10",
        "make",
        N_("Make them"),
        N_("Makes the moves, records the absence, or both together."),
        show=True,
    ),
)

FORM_KEYS = (
    key("form.save", "f10,ctrl+s", "save", N_("Save"), N_("Saves, once everything is right."), show=True),
    key(
        "form.leave",
        "escape",
        "back",
        N_("Leave"),
        N_("Leaves the form; asks first when something was typed."),
        show=True,
    ),
    key(
        "form.editor",
        "ctrl+g",
        "editor",
        N_("Your editor"),
        N_("Opens the text in your own editor (EDITOR), and takes back what you save there."),
        show=True,
    ),
    key(
        "form.preview",
        "ctrl+r",
        "preview",
        N_("Preview"),
        N_("Shows the text as it will be printed, beside what you type."),
        show=True,
    ),
    key("form.when", "f9", "when", N_("Earlier"), N_("Says when the act really happened."), show=True),
)

QUESTIONNAIRE_KEYS = (
    key(
        "questionnaire.done",
        "f10,ctrl+s",
        "done",
        N_("Done"),
        N_("Leaves the questionnaire, or adds the reply and goes on to the next one; all is saved."),
        show=True,
    ),
    key(
        "questionnaire.leave", "escape", "back", N_("Leave"), N_("Leaves; every answer is saved."), show=True
    ),
    key(
        "questionnaire.next",
        "f9",
        "missing",
        N_("Next missing"),
        N_("Goes to the next mandatory question without answer."),
        show=True,
    ),
    # Before the scroll and the long texts, which know these keys too.
    key("questionnaire.page_down", "pagedown", "section(1)", N_("Next section"), priority=True),
    key("questionnaire.page_up", "pageup", "section(-1)", N_("Section before"), priority=True),
)

DIALOG_KEYS = (
    key("dialog.cancel", "escape", "cancel", N_("Cancel"), show=True),
    key("dialog.left", "left", "app.focus_previous", N_("Previous button")),
    key("dialog.when", "f9", "when", N_("It happened earlier"), N_("Says when the act really happened.")),
    key("dialog.right", "right", "app.focus_next", N_("Next button")),
)

PALETTE_KEYS = (
    key("palette.close", "escape,ctrl+p", "close", N_("Close")),
    key("palette.up", "up", "move(-1)", N_("Up")),
    key("palette.down", "down", "move(1)", N_("Down")),
    key("palette.page_up", "pageup", "move(-10)", N_("Page up")),
    key("palette.page_down", "pagedown", "move(10)", N_("Page down")),
)

HELP_KEYS = (key("help.close", "escape,question_mark,f1,q,enter", "close", N_("Close"), show=True),)

IMPORT_KEYS = (
    key(
        "import.all",
        "f10,i",
        "import_all",
        N_("Import"),
        N_("Imports everything, when nothing is refused."),
        show=True,
    ),
    key(
        "import.right",
        "p",
        "import_right",
        N_("Import what is right"),
        N_("Imports what isn’t refused, and leaves the rest."),
        show=True,
    ),
)

TABLE_KEYS = (
    key(
        "table.mark",
        "space",
        "mark",
        N_("Mark"),
        N_("Marks the line; acts then apply to all that are marked."),
    ),
    key("table.mark_all", "asterisk", "mark_all", N_("Mark all"), N_("Marks every line, or none.")),
    key("table.sort_next", "s", "sort(1)", N_("Sort"), N_("Orders the list by the next column.")),
    key("table.sort_turn", "S", "turn", N_("Reverse order"), N_("Turns the order of the list round.")),
    key("table.copy", "y", "copy", N_("Copy"), N_("Copies the reference, or those of the marked lines.")),
)

COLUMN_KEYS = (
    key("columns.turn", "space", "turn", N_("Show or hide")),
    key("columns.earlier", "less_than_sign", "shift(-1)", N_("Move up")),
    key("columns.later", "greater_than_sign", "shift(1)", N_("Move down")),
)

FIELD_KEYS = (
    key("form.choice_down", "down", "choice(1)", N_("Next choice or field")),
    key("form.choice_up", "up", "choice(-1)", N_("Previous choice or field")),
)
