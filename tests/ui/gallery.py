"""Every screen and dialog of the UI: the desk that it stands on, the keys that lead to it, what it is."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from fake_desk import FakeDesk
from fake_forms import everything
from fake_planner import IMPOSSIBLE
from scenes import SCENES
from test_questionnaire_screen import Asking
from textual.screen import Screen

from backoffice.content.fields import describe
from backoffice.errors import Invalid, Place
from backoffice.services.ports import (
    Act,
    Cell,
    Column,
    Fact,
    Facts,
    Lines,
    Outcome,
    Prose,
    Sheet,
    Tab,
)
from backoffice.services.unsaved import Typed
from backoffice.tui.dialogs import TourOffer
from backoffice.tui.form_dialogs import TakeUp, Weave
from backoffice.tui.screens.month import MonthScreen
from backoffice.tui.weaving import Strand


@dataclass(frozen=True, slots=True)
class Scene:
    """What one sees once `keys` were pressed; `shows` is the class of the screen on top."""

    keys: tuple[str, ...]
    shows: str
    desk: Callable[[], FakeDesk] = FakeDesk
    over: Callable[[], Screen[Any]] | None = None  # a dialog that comes by itself, when others interfere


class WholeDossier(FakeDesk):
    """A dossier that has something in each of its tabs."""

    def show(self, ref: str) -> Sheet:
        sheet = super().show(ref)
        if not ref.startswith("INT"):
            return sheet
        own = {tab.name: tab for tab in sheet.tabs} | {tab.name: tab for tab in _MORE_TABS}
        return replace(sheet, tabs=tuple(own[name] for name in TABS))


TABS = (
    *("request", "needs", "proposal", "quote", "calendar", "group", "documents", "exchanges", "tasks"),
    "history",
)
_STORY = (
    Column("at", "When", 17, kind=Cell.INSTANT),
    Column("what", "What", 20, grow=3),
    Column("who", "Who", 6),
)
_MORE_TABS = (
    Tab(
        "needs",
        "Needs",
        (
            Facts("Needs", (Fact("Questionnaire", "Analyse des besoins"), Fact("Answers", "7 / 9"))),
            Lines(
                "Answers",
                (Column("q", "Question", 30, grow=2), Column("a", "Answer", 30, grow=3)),
                (("Pourquoi maintenant ?", "Réunir [/] les deux"), ("Combien de personnes ?", "8 – 12")),
            ),
        ),
        "7/9",
    ),
    Tab(
        "proposal",
        "Proposal",
        (Prose("What was understood", "Un projet de territoire, porté par les agents.\n\nDeux sites [b]."),),
        "1",
    ),
    Tab(
        "documents",
        "Documents",
        (
            Lines(
                "Documents",
                (Column("number", "Number", 24), Column("at", "Printed", 17, kind=Cell.INSTANT)),
                (
                    ("DEV-2026-0042-2", "2026-05-28T09:30:00Z"),
                    ("EMA-INT-2026-0042-M3-G1", "2026-06-01T07:00:00Z"),
                ),
            ),
        ),
        "2",
    ),
    Tab(
        "exchanges",
        "Exchanges",
        (
            Lines(
                "Exchanges",
                _STORY,
                (("2026-05-20T14:05:00Z", "Appel : les dates de septembre conviennent", "er"),),
            ),
        ),
        "1",
    ),
    Tab(
        "history",
        "History",
        (Lines("History", _STORY, (("2026-05-19T07:12:00Z", "Request received", "er"),)),),
    ),
)  # fmt: skip


class Refusing(FakeDesk):
    """Refuses what it is asked to do, and says what to mend."""

    def run(self, act: str, ref: str, value: object | None, **named: Any) -> Outcome:
        raise Invalid("Two slots are still without a date.", Place(path="slots"), remedy="Date them first.")


class Patient(FakeDesk):
    """Works for as long as one looks at it."""

    def __init__(self) -> None:
        super().__init__()
        self.slow = threading.Event()


class Showing(FakeDesk):
    """Shows what an act would change before it does."""

    def __init__(self) -> None:
        super().__init__()
        self.previewed = ("Module 3: 7 September → 14 September", 'Room: Salle [/] B → "Œuvre" <b>')

    def acts_for(self, ref: str) -> tuple[Act, ...]:
        edit = Act("edit-request", "Edit the request", "e", asks=True, previews=True)
        return (edit, *super().acts_for(ref)[1:])

    def form(self, act: str, ref: str) -> Any:
        return everything(name="Le plan")


def take_up() -> Screen[Any]:
    """A form was interrupted: what it held is offered again."""
    opened = dict.fromkeys(("name", "note", "price"), "")
    found = Typed(
        datetime(2026, 5, 29, 14, 5, tzinfo=UTC),
        {"name": "Élodie [/] B", "note": "deux\nlignes", "price": "1 234,50"},
        opened,
    )
    return TakeUp("New request", found, describe(everything().model), "Europe/Paris")


def weave() -> Screen[Any]:
    """Two people changed the same form, each otherwise."""
    apart = (
        Strand("name", "Le plan", "Le plan [/] d’été", "Le plan d’automne"),
        Strand("people", "8", "10", "12"),
    )
    return Weave("Edit the request", apart, describe(everything().model))


class NoCalendar(FakeDesk):
    """No calendar can be found."""

    def __init__(self) -> None:
        super().__init__()
        self.outcome = IMPOSSIBLE


_SHOWS = {
    "today": "TodayScreen",
    "requests": "RequestsScreen",
    "directory": "DirectoryScreen",
    "catalogue": "CatalogueScreen",
    "acts": "Menu",
    "confirm": "ActDialog",
    "reason": "ActDialog",
    "form": "FormScreen",
    "import-preview": "ImportScreen",
    "import-refused": "ErrorPanel",
    "import": "FormScreen",
    "palette": "Palette",
    "help": "HelpScreen",
    "help-in-a-form": "HelpScreen",
}


def _shows(scene: str) -> str:
    """By the longest name that it begins with; what isn't named is a record."""
    found = [name for name in _SHOWS if scene == name or scene.startswith(f"{name}-")]
    return _SHOWS[max(found, key=len)] if found else "RecordScreen"


GALLERY: Mapping[str, Scene] = {
    **{name: Scene(keys, _shows(name)) for name, keys in SCENES.items()},
    **{
        f"dossier-{tab}": Scene(("2", "enter", *("right",) * n), "RecordScreen", WholeDossier)
        for n, tab in enumerate(TABS)
        if tab not in ("calendar", "tasks")
    },
    "questionnaire": Scene(("2", "enter", "n"), "QuestionnaireScreen", Asking),
    "error": Scene(("2", "enter", "p"), "ErrorPanel", Refusing),
    "progress": Scene(("2", "enter", "p"), "ProgressPanel", Patient),
    "changes": Scene(("2", "enter", "e", "f10"), "Preview", Showing),
    "drop": Scene(("2", "c", "x", "escape"), "Confirm"),
    "quotes": Scene(("4",), "QuotesScreen"),
    "month": Scene((), "MonthScreen", over=lambda: MonthScreen("TRA-0001", "Maëlle Kerbrat")),
    "tour": Scene((), "TourOffer", over=TourOffer),
    "columns": Scene(("2", "C"), "ColumnsDialog"),
    "view-name": Scene(("2", "slash", "f", "o", "r", "g", "e", "s", "enter", "w"), "ViewName"),
    "take-up": Scene(("2", "c"), "TakeUp", over=take_up),
    "weave": Scene(("2", "c"), "Weave", over=weave),
}
# Kept by tests of their own, in both languages and both sizes.
ELSEWHERE: Mapping[str, Scene] = {
    "planner": Scene(("3", "s"), "PlannerScreen"),
    "planner-dossiers": Scene(("3", "v", "v"), "PlannerScreen"),
    "planner-load": Scene(("3", "V"), "PlannerScreen"),
    "planner-proposal": Scene(("3", "v", "v", "p"), "ProposalScreen"),
    "planner-impossible": Scene(("3", "v", "v", "p"), "ProposalScreen", NoCalendar),
    "planner-criteria": Scene(("3", "v", "v", "p", "e"), "FormScreen"),
    "planner-if-away": Scene(("3", "m", "f10"), "AwayScreen"),
    "figures": Scene(("7",), "FiguresScreen"),
    "figures-times": Scene(("7", "V"), "FiguresScreen"),
    "offers-month": Scene(("7", "d"), "OffersScreen"),
}

__all__ = ["ELSEWHERE", "GALLERY", "TABS", "Scene"]
