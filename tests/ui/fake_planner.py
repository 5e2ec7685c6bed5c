"""An invented planning: four trainers, their slots and absences, calendars proposed, always the same."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, time, timedelta

from backoffice.content.plan_wish import IfAway, PlanWish, ShownOptions
from backoffice.errors import BackofficeError
from backoffice.services.planning.away_values import Change, IfAwayOutcome, Mended, Stand
from backoffice.services.planning.board_values import (
    Board,
    BoardRow,
    Clash,
    DayMark,
    Load,
    LoadRow,
    Off,
    Sitting,
    Staged,
    ToPlan,
)
from backoffice.services.planning.values import GapBetween, Place, Proposed, Relaxation, Term
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
    """A slot of M3 in a half-day, taught by one trainer."""
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
        "Coopérer [/] pour [b]décider[/b]",
    )


SITTINGS = (
    sitting("INT-2026-0042/S1", date(2026, 6, 2)),
    sitting("INT-2026-0042/S2", date(2026, 6, 2), "pm"),
    sitting("INT-2026-0042/S3", date(2026, 6, 9), state="held"),
    sitting("INT-2026-0042/S4", date(2026, 6, 16), state="proposed"),
    sitting("INT-2026-0043/S1", date(2026, 6, 4), who="TRA-0002", state="done"),
    sitting("INT-2026-0043/S2", date(2026, 6, 11), "pm", "held", "TRA-0002", 1),
)


AWAY = {
    (date(2026, 6, 3), "pm"): Off("université"),
    (date(2026, 6, 5), "am"): Off(read=True),
    (date(2026, 6, 5), "pm"): Off(read=True),
}


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


WAY = Place("INT-2026-0042/S5", date(2026, 9, 15), *AM, (("TRA-0001", "lead"),), "VEN-0001", "M4")
IMPOSSIBLE = Calendars(
    "impossible",
    reasons=("Maëlle Kerbrat is away from 3 to 28 May.", "Module 4 starts at most 6 weeks after module 3."),
    relaxations=(
        Relaxation("3 days more on the gap between 3 and 4.", (WAY,), "gap:M4", "max", (45, "days")),
        Relaxation("Maëlle Kerbrat teaches on 6 May.", (WAY,), "booked:TRA-0001:2026-05-06:am"),
        Relaxation("Allow Fridays."),
    ),
)


def if_away() -> IfAwayOutcome:
    """A trainer's absence that two dossiers meet: one is mended, the other has no way."""
    was = Stand(date(2026, 6, 2), *AM, ("TRA-0001",), "VEN-0001")
    now = Stand(date(2026, 6, 4), *AM, ("TRA-0002",), "VEN-0001")
    place = Place("INT-2026-0042/S1", now.day, *AM, (("TRA-0002", "lead"),), "VEN-0001", "M3")
    solved = Calendars("optimal", (Proposed((place,), 100),))
    return IfAwayOutcome(
        "TRA-0001",
        NAMES["TRA-0001"],
        "2026-06-02/2026-06-15",
        (
            Mended(
                "INT-2026-0042",
                NAMES["INT-2026-0042"],
                ("INT-2026-0042/S1",),
                solved,
                (Change("INT-2026-0042/S1", "Coopérer [/] pour décider", was, now, place),),
            ),
            Mended("INT-2026-0043", NAMES["INT-2026-0043"], ("INT-2026-0043/S2",), IMPOSSIBLE),
        ),
        NAMES,
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
        self.empty = False
        self.board_failure: BackofficeError | None = None
        self.wishes: list[PlanWish | None] = []
        self.eased: list[tuple[str, Relaxation, str]] = []
        self.shown: list[tuple[str, tuple[Proposed, ...], ShownOptions]] = []
        self.absent: IfAwayOutcome = if_away()
        self.asked_away: list[tuple[str, IfAway]] = []
        self.made_away: list[tuple[tuple[str, ...], bool]] = []
        self.move_failure: BackofficeError | None = None

    def board(self, by: str, first: date, weeks: int) -> Board:
        if self.board_failure is not None:
            raise self.board_failure
        self.boards.append((by, first, weeks))
        last = first + timedelta(days=7 * weeks)
        there = [one for one in SITTINGS if first <= one.day < last]
        refs = {"trainer": tuple(NAMES)[:4], "venue": ("VEN-0001",), "dossier": tuple(NAMES)[5:]}[by]
        rows = (
            ()
            if self.empty
            else tuple(
                BoardRow(
                    ref,
                    NAMES[ref],
                    "",
                    "C",
                    "C",
                    tuple(one for one in there if ref in (*one.trainers, one.venue, one.dossier)),
                    AWAY if ref == "TRA-0001" else {},
                    (ToPlan("M4", "Animer", 420, 2), ToPlan("M5", "Agir", 210, 1))
                    if ref.endswith("0042")
                    else (),
                )
                for ref in refs
            )
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
            for k, ref in enumerate(() if self.empty else tuple(NAMES)[:4])
        )
        return Load(wanted, rows, (21,) * months)

    def clashes(self, staged: Sequence[Staged]) -> tuple[Clash, ...]:
        if self.hold_clashes is not None:
            self.hold_clashes.wait(10)
        self.checked.append(tuple(staged))
        return tuple(one for one in self.found if any(one.slot == move.slot for move in staged))

    def propose(self, ref: str, wish: PlanWish | None, stop: Callable[[], bool]) -> Calendars:
        self.wishes.append(wish)
        if self._held(stop):
            return Calendars("stopped")
        if isinstance(self.outcome, BackofficeError):
            raise self.outcome
        return self.outcome

    def _held(self, stop: Callable[[], bool]) -> bool:
        """Waits while the search is held; whether it was stopped meanwhile."""
        while self.hold_search is not None and not self.hold_search.wait(0.01):
            if stop():
                self.stopped = True
                return True
        return False

    def if_away(
        self, trainer: str, wish: IfAway, stop: Callable[[], bool], tell: Callable[[int, int], None]
    ) -> IfAwayOutcome:
        self.asked_away.append((trainer, wish))
        tell(1, 2)
        if self._held(stop):
            return replace(self.absent, mended=self.absent.mended[:1], stopped=True)
        return self.absent

    def make_away(
        self, found: IfAwayOutcome, refs: Sequence[str], asked: IfAway, key: str, *, record: bool
    ) -> Outcome:
        self.made_away.append((tuple(refs), record))
        return Outcome("Record an absence · TRA-0001", "TRA-0001", undoable=True)

    def take_calendar(self, ref: str, chosen: Proposed, key: str, *, repair: bool = False) -> Outcome:
        self.taken.append((ref, chosen, key))
        return Outcome(f"Take a calendar · {ref}", ref, undoable=True)

    def take_eased(self, ref: str, eased: Relaxation, why: str, key: str) -> Outcome:
        self.eased.append((ref, eased, why))
        return Outcome(f"Take a calendar · {ref}", ref, undoable=True)

    def propose_shown(self, ref: str, shown: Sequence[Proposed], asked: ShownOptions, key: str) -> Outcome:
        self.shown.append((ref, tuple(shown), asked))
        return Outcome(f"Propose calendars to the client · {ref}", ref, undoable=True)

    def move_staged(self, staged: Sequence[Staged], broken: Sequence[str], why: str, key: str) -> Outcome:
        if self.move_failure is not None:
            raise self.move_failure
        self.moved.append((tuple(staged), tuple(broken), why, key))
        return Outcome("Move several slots", None, undoable=True)
