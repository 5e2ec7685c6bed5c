"""A desk without services: an invented organisation's lists and one dossier, always the same."""

from __future__ import annotations

import threading
from array import array
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import fake_offers
from fake_planner import FakePlanner

from backoffice.content.absences import NewAbsence
from backoffice.domain.text import fold, sort_key
from backoffice.errors import BackofficeError
from backoffice.services.ports import (
    Act,
    Agenda,
    AgendaGroup,
    AgendaLine,
    Cell,
    Clock,
    Column,
    CommitmentFigures,
    Fact,
    Facts,
    Figure,
    Form,
    Hit,
    House,
    ImportRow,
    ImportView,
    Lines,
    Minutes,
    NextStep,
    OfferFigures,
    Opening,
    Outcome,
    Prose,
    Query,
    SavedView,
    Sheet,
    Step,
    Stopped,
    Tab,
    Watch,
)

TODAY = date(2026, 6, 1)
STAGES = ("received", "acknowledged", "analysing", "drafting", "offered", "accepted", "closed")
CLIENTS = ("Caisse du Val", "Mairie d’Aubépine", "Société Ébène & Fils", "Œuvre des Forges", "Pôle Lin")
TOPICS = ("Formation-action coopération", "Accueil du public", "Tableur : bases", "Conduite de réunion")
OWNERS = ("er", "mb", "jt")

REQUESTS = (
    Column("ref", "Reference", 13),
    Column("client", "Client", 16, grow=2),
    Column("topic", "Topic", 14, grow=3, priority=3),
    Column("stage", "Stage", 14, kind=Cell.STATE, states="stage"),
    Column("waiting_for", "Waiting for", 10, priority=2, kind=Cell.STATE, states="waiting"),
    Column("target_date", "Target", 10, priority=1, kind=Cell.DATE),
    Column("owner", "Owner", 5, priority=4),
)


class FakeRows:
    """A list made up from a count; `gate` holds its answers back, `threads` says who asked."""

    columns = REQUESTS

    def __init__(self, count: int = 1204, columns: tuple[Column, ...] = REQUESTS) -> None:
        self.columns = columns
        self.all = {number: self._row(number) for number in range(1, count + 1)}
        self.gate = threading.Event()
        self.gate.set()
        self.threads: set[str] = set()
        self.limits: list[int | None] = []
        self.failure: Exception | None = None

    def _row(self, n: int) -> tuple[str, ...]:
        stage = STAGES[n * 7 % 7] if n % 11 else STAGES[(n * 5) % 7]
        stage = STAGES[(n * 5) % 7] if stage == "received" else stage
        return (
            f"INT-2026-{n:04d}",
            CLIENTS[n % 5],
            TOPICS[n % 4],
            stage,
            ("", "client", "", "funder", "us")[n % 5],
            (TODAY + timedelta(days=n % 40)).isoformat(),
            OWNERS[n % 3],
        )

    def total(self) -> int:
        return len(self.all)

    def ids(self, query: Query, limit: int | None = None) -> array[int]:
        self._asked()
        self.limits.append(limit)
        words = fold(query.text).split()
        where = [(self._index(key), value) for key, value in query.where]
        found = [
            one
            for one, row in self.all.items()
            if all(row[index] == value for index, value in where)
            and all(any(word in fold(cell) for cell in row) for word in words)
        ]
        if query.sort:
            index = self._index(query.sort)
            found.sort(key=lambda one: sort_key(self.all[one][index]), reverse=query.descending)
        return array("q", found if limit is None else found[:limit])

    def rows(self, ids: Sequence[int]) -> Mapping[int, tuple[str, ...]]:
        self._asked()
        return {one: self.all[one] for one in ids if one in self.all}

    def _index(self, key: str) -> int:
        return [column.key for column in self.columns].index(key)

    def _asked(self) -> None:
        self.threads.add(threading.current_thread().name)
        self.gate.wait(10)
        if self.failure is not None:
            raise self.failure


class Named(FakeRows):
    """Clients, trainers and the like: a reference, a name, a town."""

    def __init__(self, kind: str, count: int = 12) -> None:
        self.kind = kind
        super().__init__(
            count,
            (
                Column("ref", "Reference", 10),
                Column("name", "Name", 24, grow=2),
                Column("town", "Town", 14, grow=1, priority=1),
            ),
        )

    def _row(self, n: int) -> tuple[str, ...]:
        return (
            f"{self.kind[:3].upper()}-{n:04d}",
            f"{CLIENTS[n % 5]} {n}",
            ("Guéret", "Tulle", "Limoges")[n % 3],
        )


def agenda(*, everyone: bool = False) -> Agenda:
    return Agenda(
        (
            AgendaGroup(
                "late",
                "Late",
                (
                    AgendaLine(
                        "INT-2026-0031",
                        "",
                        "late",
                        step="first_answer",
                        client="Mairie d’Aubépine",
                        day=date(2026, 5, 28),
                        left=-2,
                    ),
                ),
            ),
            AgendaGroup(
                "week",
                "Due this week",
                (
                    AgendaLine(
                        "INT-2026-0042",
                        "",
                        "due_soon",
                        step="quote",
                        tab="quote",
                        client="Caisse du Val",
                        day=date(2026, 6, 3),
                        left=2,
                    ),
                    AgendaLine(
                        "INT-2026-0040",
                        "",
                        "running",
                        step="proposal",
                        client="Œuvre des Forges",
                        day=date(2026, 6, 5),
                        left=4,
                    ),
                ),
                more=3,
            ),
            AgendaGroup(
                "tasks",
                "Tasks" if everyone else "My tasks",
                (
                    AgendaLine(
                        "INT-2026-0042",
                        "Recevoir la convention signée",
                        "late",
                        states="task",
                        tab="tasks",
                        client="Caisse du Val",
                        day=date(2026, 5, 29),
                    ),
                ),
            ),
            AgendaGroup(
                "slots",
                "Next slots",
                (
                    AgendaLine(
                        "INT-2026-0028",
                        "Module 4",
                        "confirmed",
                        states="slot",
                        tab="calendar",
                        client="Pôle Lin",
                        day=date(2026, 6, 2),
                        hours="9 h – 12 h 30",
                    ),
                    AgendaLine(
                        "INT-2026-0042",
                        'Salle [/] B <b>& "Œuvre"',
                        "held",
                        states="slot",
                        tab="calendar",
                        client="Caisse du Val",
                        day=date(2026, 6, 4),
                        hours="14 h – 17 h 30",
                    ),
                ),
            ),
        )
    )


def dossier(ref: str = "INT-2026-0042") -> Sheet:
    slot_columns = (
        Column("id", "Slot", 8),
        Column("date", "Date", 10, kind=Cell.DATE),
        Column("hours", "Hours", 14),
        Column("module", "Module", 10, grow=2),
        Column("minutes", "Duration", 8, kind=Cell.MINUTES, priority=1),
        Column("state", "State", 11, kind=Cell.STATE, states="slot"),
        Column("trainers", "Trainers", 10, grow=1, priority=2),
    )
    slots = tuple(
        (
            f"C{n:04d}",
            (date(2026, 9, 7) + timedelta(days=7 * (n // 2))).isoformat() if n < 7 else "",
            ("9 h – 12 h 30", "14 h – 17 h 30")[n % 2] if n < 7 else "",
            f"Module {3 + n // 4}",
            "210",
            ("confirmed", "confirmed", "held", "held", "proposed", "proposed", "proposed", "to_plan")[
                min(n, 7)
            ],
            "É. ROUX",
        )
        for n in range(10)
    )
    return Sheet(
        ref=ref,
        kind="request",
        version=5,
        title="Caisse du Val",
        subtitle="Formation-action coopération",
        owner="E. Roux",
        stage="analysing",
        steps=tuple(
            Step(stage, "done" if i < 2 else "current" if i == 2 else "ahead")
            for i, stage in enumerate(STAGES)
        ),
        minutes=Minutes(2100, confirmed=420, held=420, proposed=630, to_plan=630),
        clocks=(
            Clock("first_answer", "due_soon", date(2026, 6, 3), 2),
            Clock("proposal", "running", date(2026, 6, 22), 15),
        ),
        waiting_for="client",
        chase_on=date(2026, 6, 4),
        tabs=(
            Tab(
                "request",
                "Request",
                (
                    Facts(
                        "Request",
                        (
                            Fact("Client", "Caisse du Val", record="CLI-0007"),
                            Fact("Topic", "Formation-action coopération"),
                            Fact("Kind", "intra", Cell.STATE, "request_kind"),
                            Fact("Received", "2026-05-19T07:12:00Z", Cell.INSTANT),
                            Fact("Headcount", "8 – 12"),
                            Fact("Room", 'Salle [/] B <b>& "Œuvre"'),
                        ),
                    ),
                    Prose(
                        "What was asked", "Réunir les agents autour d’un projet de territoire.\nDeux sites."
                    ),
                ),
            ),
            Tab(
                "quote",
                "Quote",
                (
                    Lines(
                        "Quotes",
                        (
                            Column("number", "Number", 15),
                            Column("state", "State", 11, kind=Cell.STATE, states="quote"),
                            Column("total", "Total", 12, kind=Cell.MONEY),
                        ),
                        (
                            ("DEV-2026-0042-1", "superseded", "556240"),
                            ("DEV-2026-0042-2", "issued", "612000"),
                        ),
                    ),
                ),
                "2",
            ),
            Tab("calendar", "Calendar", (Lines("Slots", slot_columns, slots),), "10"),
            Tab(
                "group",
                "Group",
                (Lines("Participants", slot_columns[:1], (), "Nobody yet: add participants."),),
            ),
            Tab("tasks", "Tasks", (Lines("Tasks to do", TASKS, task_rows(ref)),), "3"),
        ),
    )


TASKS = (
    Column("id", "Task", 17, priority=2),
    Column("due", "Due by", 10, kind=Cell.DATE),
    Column("state", "State", 13, kind=Cell.STATE, states="task"),
    Column("title", "Title", 38, grow=4),
    Column("for", "For", 14, kind=Cell.STATE, states="whom", priority=1),
)


def task_rows(ref: str) -> tuple[tuple[str, ...], ...]:
    return (
        (f"{ref}/T2", "2026-05-29", "late", "Recevoir la convention signée", "administrator"),
        (f"{ref}/T1", "2026-08-14", "to_do", 'Salle [/] B <b>& "Œuvre" : la vérifier', "planner"),
        (f"{ref}/T3", "2026-09-11", "to_receive", "Recevoir la liste des stagiaires", "er"),
    )


IMPORT_ROWS = (
    ImportRow(
        "refused", "clients", "", "Mairie d’Aubépine", "SIRET 123: it has 3 characters and needs 14.",
        "clients.csv:3 · SIRET", "Copy the 14 digits.",
    ),
    ImportRow("refused", "clients", "", "Mairie d’Aubépine", "This can't be empty.", "clients.csv:3 · City"),
    ImportRow(
        "updated", "clients", "CLI-0007", "Caisse du Val", "city: Guéret → Limoges, note: ∅ → à rappeler",
        "clients.csv:2",
    ),
    ImportRow("created", "clients", "", 'Salle [/] B <b>& "Œuvre"', "X9, association", "clients.csv:4"),
    ImportRow("created", "clients", "", "Pôle Lin", "X10, Tulle", "clients.csv:5"),
    ImportRow("unchanged", "clients", "CLI-0003", "Société Ébène & Fils", "", "clients.csv:6"),
    ImportRow(
        "double", "", "", "", "Pôle Lin looks like CLI-0005, and comes in as a new record.", "clients.csv:5",
        "If it is the same, give its reference in the file, and import again.",
    ),
)  # fmt: skip


class Refused(BackofficeError):
    code = "refused"

    def __init__(self) -> None:
        super().__init__("The stage doesn't allow it.", remedy="Acknowledge first.")


class FakeDesk(FakePlanner):
    """Answers at once; remembers what it was asked to do in `ran`."""

    def __init__(self, requests: int = 1204) -> None:
        super().__init__()
        self.sources = {"requests": FakeRows(requests)}
        self.ran: list[tuple[str, str, object | None, str, str]] = []
        self.times: list[datetime | None] = []
        self.received = datetime(2026, 5, 19, 7, 12, tzinfo=UTC)
        self.undone = 0
        self.beat = 0
        self.looked_at: list[str] = []
        self.imported: list[tuple[object, bool, bool]] = []
        self.all_right = False
        self.final = False
        self.failure: Exception | None = None
        self.models: dict[str, Form] = {}
        self.slow: threading.Event | None = None
        self.waits = False
        self.previewed: tuple[str, ...] = ()
        self.everyone: list[bool] = []
        self.asked_figures: list[tuple[date | None, date | None, str]] = []

    def agenda(self, *, everyone: bool = False) -> Agenda:
        self.everyone.append(everyone)
        return agenda(everyone=everyone)

    def source(self, kind: str) -> FakeRows:
        return self.sources.setdefault(kind, Named(kind))

    def views(self, kind: str) -> tuple[SavedView, ...]:
        if kind != "requests":
            return ()
        return (
            SavedView("mine", "Mine", (("owner", "er"),)),
            SavedView("offered", "Offered", (("stage", "offered"),)),
            SavedView("waiting", "Waiting for client", (("waiting_for", "client"),)),
        )

    def counts(self, kind: str) -> tuple[tuple[str, int], ...]:
        if kind != "requests":
            return ()
        rows = self.sources["requests"].all.values()
        return tuple((stage, sum(row[3] == stage for row in rows)) for stage in STAGES)

    def show(self, ref: str) -> Sheet:
        if self.failure:
            raise self.failure
        if ref.startswith("INT"):
            return dossier(ref)
        facts = Facts("Identity", (Fact("Name", f"Record {ref}"), Fact("Town", "Guéret")))
        return Sheet(ref, "client", 1, f"Record {ref}", tabs=(Tab("record", "Record", (facts,)),))

    def find_records(self, text: str, *, thorough: bool = False) -> Sequence[Hit]:
        words = fold(text)
        return [
            Hit("request", row[0], f"{row[1]} · {row[2]}")
            for row in self.sources["requests"].all.values()
            if words in fold(" ".join(row))
        ][:20]

    def find(self, kind: str, text: str) -> Sequence[tuple[str, str]]:
        words = fold(text)
        return [(f"CLI-{n:04d}", name) for n, name in enumerate(CLIENTS, 1) if words in fold(name)]

    def acts_for(self, ref: str) -> tuple[Act, ...]:
        absence = (Act("add-absence", "Record an absence", "b", asks=True),) if ref.startswith("TRA-") else ()
        return (
            Act("edit-request", "Edit the request", "e", asks=True),
            Act(
                "issue-quote",
                "Issue the quote",
                "i",
                effect="The quote gets its number and can't be changed any more.",
            ),
            Act("skip-needs", "Skip the needs analysis", needs_reason=True),
            Act("print-sheets", "Print the attendance sheets", "p"),
            Act("close", "Close the dossier", refused="Slots are still to come."),
            *absence,
        )

    def acts_on(self, kind: str) -> tuple[Act, ...]:
        if kind == "house":
            return (Act("back-up", "Back up the workspace"),)
        return (Act("new-request", "New request", "c", asks=True),) if kind == "requests" else ()

    def next_step(self, ref: str) -> NextStep:
        waits_for = ("T2 Recevoir la convention",) if self.waits else ()
        return NextStep(self.acts_for(ref)[2], "Skip the needs analysis", ("headcount",), waits_for)

    def next_act(self, ref: str) -> Act | None:
        return Act("tick-task", "Tick the task") if "/T" in ref else None

    def preview(self, act: str, ref: str, value: object | None) -> Sequence[str]:
        return self.previewed

    def form(self, act: str, ref: str) -> Form:
        from fake_forms import everything

        if act == "add-absence":
            return Form(NewAbsence, f"Record an absence · {ref}")
        return self.models.get(act) or everything()

    def refused_time(self, act: str, ref: str, at: datetime) -> str:
        return "It was received later." if at < self.received else ""

    def run(
        self,
        act: str,
        ref: str,
        value: object | None,
        *,
        reason: str,
        key: str,
        watch: Watch,
        at: datetime | None = None,
        version: int | None = None,
    ) -> Outcome:
        if self.slow is not None:
            self._slowly(watch, "page")
        if self.failure:
            raise self.failure
        self.ran.append((act, ref, value, reason, key))
        self.times.append(at)
        return Outcome(f"Done: {act}", ref, undoable=True)

    def _slowly(self, watch: Watch, unit: str) -> None:
        """Stands at a quarter until it is let go on, however long one looks: a test may be slow too."""
        assert self.slow is not None
        while not self.slow.wait(0.01):
            watch.step(250, 1000, unit)

    def import_records(self, wish: object, *, dry_run: bool, partial: bool, watch: Watch) -> ImportView:
        if self.slow is not None:
            self._slowly(watch, "clients")
        if self.failure:
            raise self.failure
        self.imported.append((wish, dry_run, partial))
        wrong = 0 if self.all_right else 2
        rows = IMPORT_ROWS if wrong else IMPORT_ROWS[2:]
        counts = {"created": 2, "updated": 1, "unchanged": 1, "refused": min(wrong, 1)}
        return ImportView(
            rows, counts, wrong, written=not dry_run and (partial or not wrong), final=self.final
        )

    def pulse(self) -> int:
        return self.beat

    def pages(self, ref: str) -> Path:
        self.looked_at.append(ref)
        return Path(f"/home/er/invoices/{ref}.pdf")

    def undo(self) -> Outcome:
        self.undone += 1
        return Outcome("Undone.")

    def figures(self, since: date | None, until: date | None, owed_by: str) -> CommitmentFigures:
        self.asked_figures.append((since, until, owed_by))
        return (
            figures()
            if owed_by == "us"
            else CommitmentFigures(Figure("", "", 0, 0), dict.fromkeys(GROUPS, ()))
        )

    def offers(self, since: date | None, until: date | None) -> OfferFigures:
        self.asked_figures.append((since, until, "offers"))
        return fake_offers.offers(CLIENTS, OWNERS)


GROUPS = ("step", "owner", "client", "month")
_STEPS = ("first_answer", "proposal", "quote", "acknowledge", "dates", "complaint")


def _figure(n: int, key: str, name: str = "") -> Figure:
    kept, broken = (37, 21, 18, 12, 6, 1)[n % 6], (4, 3, 0, 1, 2, 1)[n % 6]
    share = (20_000 * kept + kept + broken) // (2 * (kept + broken))
    return Figure(key, name, kept, broken, n % 4, n % 2, share, 1_500 * (n + 3), 2_900 * (n + 4))


def figures() -> CommitmentFigures:
    """Promises of a year: six steps, three owners, as many clients as there are names, twelve months."""
    return CommitmentFigures(
        all=Figure("", "", 95, 11, 9, 2, 8_962, 6_480, 20_340),
        by={
            "step": tuple(_figure(n, step) for n, step in enumerate(_STEPS)),
            "owner": tuple(_figure(n, ref, f"Owner {ref}") for n, ref in enumerate(OWNERS)),
            "client": tuple(_figure(n, f"CLI-{n:04d}", f"{CLIENTS[n % 5]} {n}") for n in range(1, 40)),
            "month": tuple(_figure(n, f"2026-{n:02d}") for n in range(1, 13)),
        },
        nets=tuple(sorted((n * n * 97) % 26_000 for n in range(1, 107))),
    )


def opening(desk: FakeDesk | None = None, **house: object) -> Opening:
    desk = desk or FakeDesk()
    first = str(house.pop("first", "today"))
    with_agenda = house.pop("agenda", True)
    settings = {
        "organisation": "Atelier pédagogique du Val",
        "initials": "er",
        "today": TODAY,
        "frozen": True,
        "language": "en",
    } | house
    return Opening(
        House(**settings),  # type: ignore[arg-type]
        lambda: desk,
        agenda() if with_agenda else None,
        first,
    )


__all__ = ["CLIENTS", "TODAY", "FakeDesk", "FakeRows", "Refused", "Stopped", "agenda", "dossier", "opening"]
