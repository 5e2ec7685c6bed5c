"""What the screens ask of the services: frozen values and Protocols; no rule, no table, no widget."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from backoffice.domain.offers import Figures as OfferFigures
from backoffice.services.needs.values import NeedsForm
from backoffice.services.opening import Agenda, AgendaGroup, AgendaLine, House, Opening
from backoffice.services.planning.away_values import IfAwayOutcome
from backoffice.services.planning.board_values import Board, Clash, Load, Staged
from backoffice.services.planning.values import Outcome as Calendars
from backoffice.services.planning.values import Proposed, Relaxation

__all__ = [
    "Act",
    "Agenda",
    "AgendaGroup",
    "AgendaLine",
    "Block",
    "Board",
    "Calendars",
    "Cell",
    "Changes",
    "Clash",
    "Clock",
    "Column",
    "CommitmentFigures",
    "Desk",
    "Fact",
    "Facts",
    "Figure",
    "Form",
    "Hit",
    "House",
    "IfAwayOutcome",
    "ImportRow",
    "ImportView",
    "Lines",
    "Load",
    "Lookup",
    "Minutes",
    "NeedsForm",
    "NextStep",
    "OfferFigures",
    "Opening",
    "Outcome",
    "Proposed",
    "Prose",
    "Query",
    "Relaxation",
    "RowSource",
    "SavedView",
    "Seats",
    "Sheet",
    "Staged",
    "Step",
    "Stopped",
    "Tab",
    "Watch",
]


class Cell(StrEnum):
    """How a cell is shown; rows carry language-free values, so switching languages asks nothing."""

    TEXT = "text"
    STATE = "state"  # a token of `Column.states`, shown as a glyph and a word
    DATE = "date"  # 2026-06-01
    INSTANT = "instant"  # 2026-06-01T07:00:00Z, written out
    STAMP = "stamp"  # an instant, short: for columns
    LOCAL_DAY = "local_day"  # the local day of an instant
    MONEY = "money"  # cents
    MINUTES = "minutes"
    NUMBER = "number"
    QUANTITY = "quantity"  # ten-thousandths
    UNIT_PRICE = "unit_price"  # millionths of a euro
    SIRET = "siret"
    SPELL = "spell"  # days, as `domain/spell.py` keeps them on a line
    MESSAGE = "message"  # a message id
    SHARE = "share"  # part/whole/warned: cents of cents, and from which basis points on it is warned of


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list.

    `label` is a message id; `width` the least number of cells; `grow` its share of what is left over;
    the highest `priority` leaves first when the screen is narrow, 0 never leaves; `states` names the
    family of tokens of a STATE column (``stage``, ``due``, ``slot``, ``quote``, ``waiting``, ``kind``…).
    """

    key: str
    label: str
    width: int
    grow: int = 0
    priority: int = 0
    kind: Cell = Cell.TEXT
    states: str = ""
    sorts: bool = True


@dataclass(frozen=True, slots=True)
class Query:
    """What a list shows: free text, the column it is ordered by ("" for its own order), conditions."""

    text: str = ""
    sort: str = ""
    descending: bool = False
    where: tuple[tuple[str, str], ...] = ()


class RowSource(Protocol):
    """A list of any length. Every method but `columns` is called from a worker thread.

    `ids` gives them all in order, or the first `limit`: the first page is on screen before the last id is
    read. The first cell of a row is the reference that opens its record.
    """

    @property
    def columns(self) -> tuple[Column, ...]: ...
    def total(self) -> int: ...
    def ids(self, query: Query, limit: int | None = None) -> array[int]: ...
    def rows(self, ids: Sequence[int]) -> Mapping[int, tuple[str, ...]]: ...


@dataclass(frozen=True, slots=True)
class SavedView:
    """A named set of conditions on a list; `label` is a message id."""

    name: str
    label: str
    where: tuple[tuple[str, str], ...] = ()


# A record on screen --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of the stepper; its state is ``done``, ``current``, ``skipped`` or ``ahead``."""

    stage: str
    state: str


@dataclass(frozen=True, slots=True)
class Clock:
    """A commitment: its step (family ``step``), state (family ``due``), working days left (< 0: late).

    `label` is the house's own word for it; `owed_by` (family ``owed_by``) is "" when it is us. `due` is the
    day that people work to; `promised` the day that was promised, once the other is past.
    """

    step: str
    state: str
    due: date
    left: int | None = None
    label: str = ""
    owed_by: str = ""
    promised: date | None = None


@dataclass(frozen=True, slots=True)
class Minutes:
    """One learner's minutes, inside the training hours."""

    total: int
    done: int = 0
    confirmed: int = 0
    held: int = 0
    proposed: int = 0
    to_plan: int = 0


@dataclass(frozen=True, slots=True)
class Seats:
    """The people of a dossier's groups: `left` seats (None: no limit), `missing` to reach the minimum."""

    enrolled: int = 0
    admitted: int = 0
    candidates: int = 0
    waiting: int = 0
    left: int | None = None
    missing: int = 0


@dataclass(frozen=True, slots=True)
class Fact:
    """A label (message id) and its value, raw as in a cell; `record` makes it a link to another record."""

    label: str
    value: str
    kind: Cell = Cell.TEXT
    states: str = ""
    record: str | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts one under the other, under a title (message id)."""

    title: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """A short list (at most some hundreds of rows); the first cell of a row is its reference, if it `opens`.

    `empty` (a message id) says what to do when there is none.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: str = ""
    opens: bool = True


@dataclass(frozen=True, slots=True)
class Prose:
    """Free text that people wrote."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Changes:
    """A text against an earlier one: its pieces, ``same``, ``added`` or ``removed``; `note` counts them."""

    title: str
    pieces: tuple[tuple[str, str], ...]
    note: str = ""


Block = Facts | Lines | Prose | Changes


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab of a record; `badge` is short and language-free (``7/9``, ``3``)."""

    name: str
    label: str
    blocks: tuple[Block, ...]
    badge: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A record with everything on it. `title` and `subtitle` are people's own words."""

    ref: str
    kind: str
    version: int
    title: str
    subtitle: str = ""
    owner: str = ""
    stage: str = ""
    steps: tuple[Step, ...] = ()
    minutes: Minutes | None = None
    seats: Seats | None = None
    clocks: tuple[Clock, ...] = ()
    waiting_for: str | None = None
    chase_on: date | None = None
    tabs: tuple[Tab, ...] = ()


# Figures ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Figure:
    """Counts of some promises; the times (minutes, net of pauses) are those of the kept and the broken.

    `key` is a token of `CommitmentFigures.by` (a step, a month as 2026-05) or a reference, and `name` what
    people call it ("" when the token says it).
    """

    key: str
    name: str
    kept: int
    broken: int
    open: int = 0
    late: int = 0
    kept_bp: int | None = None
    median_minutes: int | None = None
    p90_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class CommitmentFigures:
    """Promises due in a period: together, by ``step``, ``owner``, ``client``, ``month``; every net time."""

    all: Figure
    by: Mapping[str, tuple[Figure, ...]]
    nets: tuple[int, ...] = ()


# Acts ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Act:
    """Something that can be done to a record; `label`, `effect`, `refused` are said in the user's language.

    `key` is a single letter shown in the footer ("" for none); `effect` is set when it can't be undone, and
    is then confirmed; `refused` says why it can't be done now; `warnings` what one should know before it is
    done; `own_time` that its form itself says when it happened; `on_row`, in a list, that it is done to the
    line under the cursor; `previews` that what it would change can be shown before, and
    `quiet` that nothing is shown when nothing is to be said; `many` that what its form asks holds for several
    records at once.
    """

    name: str
    label: str
    key: str = ""
    asks: bool = False
    needs_reason: bool = False
    effect: str = ""
    refused: str = ""
    warnings: tuple[str, ...] = ()
    own_time: bool = False
    on_row: bool = False
    previews: bool = False
    quiet: bool = False
    many: bool = False


@dataclass(frozen=True, slots=True)
class NextStep:
    """The act that comes next (None: nothing), the sentence that says it, and what is missing before.

    `waits_for` names the open tasks that it would do without.
    """

    act: Act | None
    says: str
    missing: tuple[str, ...] = ()
    waits_for: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an act did, in one sentence; `ref` is the record to show, `files` what was printed."""

    says: str
    ref: str | None = None
    undoable: bool = False
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A record found by the palette or a field: its kind (family ``kind``), reference and name."""

    kind: str
    ref: str
    name: str


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One record of an import: its outcome (family ``import``), its name, what changes or is wrong."""

    outcome: str
    table: str
    ref: str
    name: str
    says: str
    place: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class ImportView:
    """What an import would do, or did; `rows` are the first ones, refused before the others.

    `final` is set when so much would change that it couldn't be undone.
    """

    rows: tuple[ImportRow, ...]
    counts: Mapping[str, int]
    wrong: int
    written: bool
    final: bool


class Watch(Protocol):
    """Long work reports here, and stops when told to: `step` raises `Stopped`."""

    def step(self, done: int, total: int, what: str = "") -> None: ...


class Stopped(Exception):
    """The person asked long work to stop; what was done so far is rolled back."""


class Lookup(Protocol):
    """Finds records while one types, from a worker thread: (reference, label) pairs, best first."""

    def find(self, kind: str, text: str) -> Sequence[tuple[str, str]]: ...


@dataclass(frozen=True, slots=True)
class Form:
    """What an act asks: a pydantic model of `content/` and the texts that its fields open with.

    `version` is that of the record that they were read from (None: of none); `does` says what F10 does, when
    it doesn't save.
    """

    model: type[Any]
    title: str
    typed: Mapping[str, str] = field(default_factory=dict)
    version: int | None = None
    does: str = ""


class Desk(Lookup, Protocol):
    """Everything the screens ask, opened after the first paint; called from worker threads only."""

    def agenda(self, *, everyone: bool = False) -> Agenda: ...
    def source(self, kind: str) -> RowSource: ...
    def views(self, kind: str) -> tuple[SavedView, ...]: ...
    def counts(self, kind: str) -> tuple[tuple[str, int], ...]: ...
    def show(self, ref: str) -> Sheet: ...
    def find_records(self, text: str, *, thorough: bool = False) -> Sequence[Hit]: ...
    def acts_for(self, ref: str) -> tuple[Act, ...]: ...
    def acts_on(self, kind: str) -> tuple[Act, ...]: ...
    def next_step(self, ref: str) -> NextStep: ...
    def form(self, act: str, ref: str) -> Form: ...
    def refused_time(self, act: str, ref: str, at: datetime) -> str: ...
    def preview(self, act: str, ref: str, value: object | None) -> Sequence[str]: ...
    def next_act(self, ref: str) -> Act | None: ...
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
    ) -> Outcome: ...
    def undo(self) -> Outcome: ...
    def pulse(self) -> int: ...
    def pages(self, ref: str) -> Path: ...
    def figures(self, since: date | None, until: date | None, owed_by: str) -> CommitmentFigures: ...
    def offers(self, since: date | None, until: date | None) -> OfferFigures: ...
    def board(self, by: str, first: date, weeks: int) -> Board: ...
    def load(self, first: date, months: int) -> Load: ...
    def clashes(self, staged: Sequence[Staged]) -> tuple[Clash, ...]: ...
    def propose(self, ref: str, wish: Any, stop: Callable[[], bool]) -> Calendars: ...
    def if_away(
        self, trainer: str, wish: Any, stop: Callable[[], bool], tell: Callable[[int, int], None]
    ) -> IfAwayOutcome: ...
    def take_calendar(self, ref: str, chosen: Proposed, key: str, *, repair: bool = False) -> Outcome: ...
    def take_eased(self, ref: str, eased: Relaxation, why: str, key: str) -> Outcome: ...
    def propose_shown(self, ref: str, shown: Sequence[Proposed], asked: Any, key: str) -> Outcome: ...
    def make_away(
        self, found: IfAwayOutcome, refs: Sequence[str], asked: Any, key: str, *, record: bool
    ) -> Outcome: ...
    def move_staged(self, staged: Sequence[Staged], broken: Sequence[str], why: str, key: str) -> Outcome: ...
    def questionnaire(self, ref: str) -> NeedsForm: ...
    def answer(self, ref: str, question: str, text: str, key: str) -> tuple[NeedsForm, tuple[str, ...]]: ...
    def add_reply(self, ref: str, key: str) -> NeedsForm: ...
    def import_records(self, wish: object, *, dry_run: bool, partial: bool, watch: Watch) -> ImportView: ...
