"""An invented planning: four trainers, their slots and absences, calendars proposed, always the same."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import date, time, timedelta

from backoffice.errors import BackofficeError
from backoffice.services.planning.board_values import (
    Board,
    BoardRow,
    Clash,
    DayMark,
    Load,
    LoadRow,
    Sitting,
    Staged,
    ToPlan,
)
from backoffice.services.planning.values import GapBetween, Place, Proposed, Relaxation, Term, Wish
from backoffice.services.planning.values import Outcome as Calendars
from backoffice.services.ports import Outcome

TODAY = date(2026, 6, 1)
AM, PM = (time(9), time(12, 30)), (time(14), time(17, 30))
NAMES = {
    "TRA-0001": "Maëlle Kerbrat",
    "TRA-0002": "Idriss Benamar",
    "TRA-0003": "Œuvre [/] B <b>& Fils",
    "TRA-0004": "Aurélie Thiébaut",
    "VEN-0001": "Salle du Foirail",
    "INT-2026-0042": "Caisse du Val",
    "INT-2026-0043": "Mairie d’Aubépine",
}


def sitting(
    ref: str,
    day: date,
    half: str = "am",
    state: str = "confirmed",
    who: str = "TRA-0001",
    option: int | None = None,
) -> Sitting:
    start, finish = AM if half == "am" else PM
    dossier = ref.partition("/")[0]
    return Sitting(
        ref,
        dossier,
        "M3",
        NAMES[dossier],
        state,
        day,
        start,
        finish,
        210,
        (half,),
        (who,),
        "VEN-0001",
        option,
    )


SITTINGS = (
    sitting("INT-2026-0042/S1", date(2026, 6, 2)),
    sitting("INT-2026-0042/S2", date(2026, 6, 2), "pm"),
    sitting("INT-2026-0042/S3", date(2026, 6, 9), state="held"),
    sitting("INT-2026-0042/S4", date(2026, 6, 16), state="proposed"),
    sitting("INT-2026-0043/S1", date(2026, 6, 4), who="TRA-0002", state="done"),
    sitting("INT-2026-0043/S2", date(2026, 6, 11), "pm", "held", "TRA-0002", 1),
)


def _mark(day: date) -> DayMark:
    if day == date(2026, 6, 8):
        return DayMark(holiday="Whit Monday")
    if date(2026, 6, 18) <= day <= date(2026, 6, 19):
        return DayMark(closure="inventaire")
    if day >= date(2026, 6, 22):
        return DayMark(school="Summer holidays")
    return DayMark()


def calendars(count: int = 3) -> Calendars:
    """Alternatives of one dossier, one after the other by a week."""
    return Calendars(
        "optimal" if count == 3 else "fewer_exist",
        tuple(_proposed(n) for n in range(count)),
        names=NAMES,
        notes=("The school holidays from 10 July 2027 aren't published yet.",),
    )


def _proposed(n: int) -> Proposed:
    first, then = date(2026, 9, 15) + timedelta(days=7 * n), date(2026, 10, 6) + timedelta(days=14 * n)
    trainers = (("TRA-0001", "lead"),)
    return Proposed(
        (
            Place("INT-2026-0042/S5", first, *AM, trainers, "VEN-0001", "M4"),
            Place("INT-2026-0042/S6", first, *PM, trainers, "VEN-0001", "M4"),
            Place("INT-2026-0042/S7", then, *AM, trainers, "VEN-0001", "M5"),
        ),
        120 + 17 * n,
        (
            Term("earliness", 100, "days before each module: 100 x 1"),
            Term("rank", 20 + 17 * n, "second choices"),
        ),
        (GapBetween("M4", "M5", (then - first).days, ""),),
    )


IMPOSSIBLE = Calendars(
    "impossible",
    reasons=("Maëlle Kerbrat is away from 3 to 28 May.", "Module 4 starts at most 6 weeks after module 3."),
    relaxations=(
        Relaxation("3 days more on the gap between 3 and 4.", (Place("S", date(2026, 9, 15), *AM),)),
        Relaxation("Allow Fridays."),
    ),
)


class FakePlanner:
    """Answers the planner's questions; remembers what was asked and done."""

    def __init__(self) -> None:
        self.boards: list[tuple[str, date, int]] = []
        self.loads: list[tuple[date, int]] = []
        self.checked: list[tuple[Staged, ...]] = []
        self.moved: list[tuple[tuple[Staged, ...], tuple[str, ...], str, str]] = []
        self.taken: list[tuple[str, Proposed, str]] = []
        self.found: tuple[Clash, ...] = ()
        self.outcome: Calendars | BackofficeError = calendars()
        self.hold_search: threading.Event | None = None
        self.hold_clashes: threading.Event | None = None
        self.stopped = False
        self.move_failure: BackofficeError | None = None

    def board(self, by: str, first: date, weeks: int) -> Board:
        self.boards.append((by, first, weeks))
        last = first + timedelta(days=7 * weeks)
        there = [one for one in SITTINGS if first <= one.day < last]
        refs = {"trainer": tuple(NAMES)[:4], "venue": ("VEN-0001",), "dossier": tuple(NAMES)[5:]}[by]
        rows = tuple(
            BoardRow(
                ref,
                NAMES[ref],
                "",
                "C",
                "C",
                tuple(one for one in there if ref in (*one.trainers, one.venue, one.dossier)),
                {(date(2026, 6, 3), "pm"): "université"} if ref == "TRA-0001" else {},
                (ToPlan("M4", "Animer", 420, 2), ToPlan("M5", "Agir", 210, 1))
                if ref.endswith("0042")
                else (),
            )
            for ref in refs
        )
        days = tuple(_mark(first + timedelta(days=n)) for n in range(7 * weeks))
        return Board(by, first, weeks, TODAY, rows, {"C": days}, NAMES)

    def load(self, first: date, months: int) -> Load:
        self.loads.append((first, months))
        wanted = tuple(date(2026 + (5 + n) // 12, (5 + n) % 12 + 1, 1) for n in range(months))
        rows = tuple(
            LoadRow(
                ref,
                NAMES[ref],
                tuple(420 * (k + n) for n in range(months)),
                tuple(k + n for n in range(months)),
            )
            for k, ref in enumerate(tuple(NAMES)[:4])
        )
        return Load(wanted, rows, (21,) * months)

    def clashes(self, staged: Sequence[Staged]) -> tuple[Clash, ...]:
        if self.hold_clashes is not None:
            self.hold_clashes.wait(10)
        self.checked.append(tuple(staged))
        return tuple(one for one in self.found if any(one.slot == move.slot for move in staged))

    def propose(self, ref: str, wish: Wish, stop: Callable[[], bool]) -> Calendars:
        while self.hold_search is not None and not self.hold_search.wait(0.01):
            if stop():
                self.stopped = True
                return Calendars("stopped")
        if isinstance(self.outcome, BackofficeError):
            raise self.outcome
        return self.outcome

    def take_calendar(self, ref: str, chosen: Proposed, key: str) -> Outcome:
        self.taken.append((ref, chosen, key))
        return Outcome(f"Take a calendar · {ref}", ref, undoable=True)

    def move_staged(self, staged: Sequence[Staged], broken: Sequence[str], why: str, key: str) -> Outcome:
        if self.move_failure is not None:
            raise self.move_failure
        self.moved.append((tuple(staged), tuple(broken), why, key))
        return Outcome("Move several slots", None, undoable=True)
