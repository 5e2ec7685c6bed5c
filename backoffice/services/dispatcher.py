"""The one way to do anything: who, once only, in one transaction, with its journal row and its way back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from backoffice.content.base import Content, build
from backoffice.content.settings import Settings
from backoffice.domain.text import clean
from backoffice.domain.uid import new_uid
from backoffice.errors import BackofficeError, Invalid
from backoffice.i18n import _
from backoffice.services.acts import Act, Copy, Doing, Done, Print, acts
from backoffice.services.around import Followed, Happened, joined, look, undone
from backoffice.services.clocks import follow_undo
from backoffice.services.frameworks.ordering import check_frameworks
from backoffice.services.kinds import KINDS, dossier_of, ref_of, resolve
from backoffice.services.programmes.pieces import Piece
from backoffice.services.putting_back import check_copied, check_seats, check_still_free
from backoffice.services.timing import check_time
from backoffice.store.clocks.reading import CLOCK, UNDO
from backoffice.store.database import Database
from backoffice.store.errors import Difference, VersionConflict
from backoffice.store.images import Watcher, revert
from backoffice.store.journal import Entry, Inverse
from backoffice.store.records import JournalRow, Record, UndoStep, User
from backoffice.store.records import Settings as SettingsRow
from backoffice.store.unit import UnitOfWork

REASON_LENGTH = 2_000
# Where an inverse says which others go with it, and among how many of the last ones they are.
_OTHERS = "with_others"
_FAR = 100


class UnknownAct(BackofficeError):
    code = "unknown_act"

    def __init__(self, name: str) -> None:
        super().__init__(
            _("There is no act {name}.").format(name=name),
            remedy=_("See those there are with: backoffice act --help"),
        )


class UnknownUser(BackofficeError):
    code = "unknown_user"

    def __init__(self, name: str) -> None:
        super().__init__(
            _("{name} isn't a user of this workspace.").format(name=name or "?"),
            remedy=_("Say who you are with --as INITIALS, or ask for a user to be created."),
        )


class NothingToUndo(BackofficeError):
    code = "nothing_to_undo"

    def __init__(self) -> None:
        super().__init__(
            _("There is nothing of yours to undo."),
            remedy=_("What was issued or sent is corrected by an act of its own."),
        )


@dataclass(frozen=True, slots=True)
class Order:
    """An act to be done: to which record, with what; `version` is the one that a form was opened on.

    `with_others` names those that are done in one go, and so undone in one.
    """

    act: str
    ref: str = ""
    values: Content | Mapping[str, Any] | None = None
    reason: str = ""
    version: int | None = None
    with_others: str = ""


@dataclass(frozen=True, slots=True)
class Stored:
    """What an act leaves behind, as plain values: no record of the database leaves the services."""

    act: str
    kind: str
    ref: str
    uid: str
    version: int
    undoable: bool = False
    again: bool = False
    payload: Mapping[str, Any] | None = None
    says: str = ""


@dataclass(frozen=True, slots=True)
class Undone:
    """An act that was put back: its name, and the record that it was about."""

    act: str
    ref: str


@dataclass(frozen=True, slots=True)
class Result:
    """All that one call did, and the copies to write now that it is kept."""

    stored: tuple[Stored, ...]
    copies: tuple[Copy, ...] = ()
    prints: tuple[Print, ...] = ()
    warnings: tuple[str, ...] = ()


def do(
    database: Database,
    orders: Sequence[Order],
    *,
    user: str = "",
    key: str | None = None,
    occurred_at: datetime | None = None,
) -> Result:
    """Does `orders` in one transaction, all or none, for the user with these initials.

    With a `key` (made when a form opens) that was used before, nothing is done again and the first answer
    comes back. `occurred_at` (UTC, not after now) is when it happened, when that isn't now.
    """
    wanted = [_act(order.act) for order in orders]
    orders = _together(_prepared(database, orders, wanted, key))
    with database.transaction() as unit:
        known = unit.recall(key, wanted[0].name) if key else None
        if known is not None:
            return _answer_again(known.result)
        actor = who(unit, user) if user else None
        doing = Doing(unit, settings_of(unit), actor, unit.now)
        happened = occurred_at or unit.now
        stored = tuple(
            one
            for order, act in zip(orders, wanted, strict=True)
            for one in _with(doing, order, act, happened)
        )
        if key:
            unit.remember(key, wanted[0].name, stored[-1].uid, _answer(stored, doing.copies))
        unit.commit()
        return Result(stored, tuple(doing.copies), tuple(doing.prints), tuple(doing.warnings))


def _prepared(
    database: Database, orders: Sequence[Order], wanted: Sequence[Act], key: str | None
) -> list[Order]:
    """`orders` with what they need read first, outside the transaction; a key that was used reads nothing."""
    if not any(act.before or act.prepare for act in wanted):
        return list(orders)
    with database.reading() as unit:
        if key and unit.recall(key, wanted[0].name) is not None:
            return list(orders)
        settings = settings_of(unit)
    return [_ready(database, order, act, settings) for order, act in zip(orders, wanted, strict=True)]


def _together(orders: Sequence[Order]) -> Sequence[Order]:
    """Several orders with one name for all of them."""
    if len(orders) < 2:
        return orders
    name = new_uid()
    return [replace(order, with_others=name) for order in orders]


def _ready(database: Database, order: Order, act: Act, settings: Settings) -> Order:
    if act.model is None or not (act.before or act.prepare):
        return order
    given = order.values
    values = given if isinstance(given, act.model) else build(act.model, given or {})
    if act.before is not None:
        values = act.before(values, settings)
    if act.prepare is not None:
        values = act.prepare(database, order.ref, values)
    return replace(order, values=values)


def _act(name: str) -> Act:
    found = acts().get(name)
    if found is None:
        raise UnknownAct(name)
    return found


def _with(doing: Doing, order: Order, act: Act, happened: datetime) -> Iterator[Stored]:
    """An act, then those that it asked for."""
    yield _one(doing, order, act, happened)
    asked = tuple(doing.follow)
    doing.follow.clear()
    for one in asked:
        yield from _with(doing, Order(one.act, one.ref, one.values, one.reason), _act(one.act), happened)


def _one(doing: Doing, order: Order, act: Act, happened: datetime) -> Stored:
    values = order.values
    if act.model is not None and not isinstance(values, act.model):
        values = build(act.model, values or {})
    doing.reason, doing.noted = _reason(order.reason), {}
    doing.occurred_at = happened_at(act, values, happened, doing.now)
    watcher = Watcher(doing.unit.session)
    record = resolve(doing.unit, order.ref, act.on).record if act.on else order.ref
    if order.version is not None and isinstance(record, Record | Piece) and record.version != order.version:
        raise VersionConflict(ref_of(record), _differences(doing, act, record, values))
    check_time(doing, act, record)
    watching = look(doing, act, record)
    done = act.run(doing, record, values)
    doing.unit.session.flush()
    what = Happened(act, done, watcher.touched())
    followed = watching.after(what, undone=True)
    doing.unit.session.flush()
    inverse = None
    if act.undoable:
        others = {_OTHERS: order.with_others} if order.with_others else {}
        inverse = Inverse("revert", {"rows": watcher.images()} | _elsewhere(done) | others)
    watcher.close()
    told = joined((followed, watching.after(what, undone=False)))
    doing.unit.append(_entry_of(doing, act, done, told, inverse))
    for other in done.others:
        doing.noted = {}
        also = look(doing, act, None).after(Happened(act, other), undone=False)
        doing.unit.append(_entry_of(doing, act, other, also))
    for entry in told.entries:
        doing.unit.append(entry)
    return Stored(
        act.name,
        _kind(done.subject),
        done.ref,
        done.subject.uid,
        done.subject.version,
        undoable=act.undoable,
        payload=dict(done.payload),
        says=done.says,
    )


def _elsewhere(done: Done) -> dict[str, list[int]]:
    """Which of the rows that follow the act's own are of other dossiers: their clocks are told anew when the
    act is undone, as the subject's own are."""
    whole = dossier_of(done.subject)
    places = [n for n, one in enumerate(done.others, 1) if whole and dossier_of(one.subject) is not whole]
    return {"elsewhere": places} if places else {}


def _reason(text: str) -> str:
    """`text` as it is kept; its length is judged after cleaning."""
    kept = clean(text)
    if len(kept) > REASON_LENGTH:
        raise Invalid(
            _("The reason is longer than {n} characters.").format(n=REASON_LENGTH), remedy=_("Shorten it.")
        )
    return kept


def happened_at(act: Act, values: Any, happened: datetime, now: datetime) -> datetime:
    """When it happened: as its own form says, else as was said beside it; the act refuses a future."""
    own = getattr(values, act.when) if act.when else None
    return own if own is not None and own <= now else happened


def _entry_of(
    doing: Doing, act: Act, done: Done, followed: Followed, inverse: Inverse | None = None
) -> Entry:
    payload = dict(done.payload) | ({"reason": doing.reason} if doing.reason else {})
    return Entry(
        act=act.name,
        subject_uid=done.subject.uid,
        subject_ref=done.ref,
        occurred_at=doing.occurred_at,
        actor_id=doing.actor.id if doing.actor else None,
        payload=payload | dict(followed.notes),
        inverse=inverse,
        dossier_id=followed.dossier_id,
    )


def undo(database: Database, *, user: str) -> tuple[Undone, ...]:
    """Puts back what this user did last and that can be: an act, or all those done in one go, last first.

    Raises NothingToUndo, ChangedSince, or SlotConflict when what a slot took up was given to another.
    """
    with database.transaction() as unit:
        actor = who(unit, user)
        steps = _last_steps(unit, actor)
        if not steps:
            raise NothingToUndo
        doing = Doing(unit, settings_of(unit), actor, unit.now)
        back = tuple(_undo(doing, step) for step in steps)
        unit.commit()
        return back


def _last_steps(unit: UnitOfWork, actor: User) -> Sequence[UndoStep]:
    """The last step that this user can take back, and those that were done in one go with it."""
    query = (
        select(UndoStep)
        .where(UndoStep.actor_id == actor.id, UndoStep.done_at.is_(None))
        .order_by(UndoStep.journal_seq.desc())
    )
    last = unit.session.scalars(query.limit(1)).one_or_none()
    if last is None or _OTHERS not in last.command:
        return () if last is None else (last,)
    near = unit.session.scalars(query.limit(_FAR)).all()
    return [one for one in near if one.command.get(_OTHERS) == last.command[_OTHERS]]


def _undo(doing: Doing, step: UndoStep) -> Undone:
    unit = doing.unit
    row = unit.session.scalars(select(JournalRow).where(JournalRow.seq == step.journal_seq)).one()
    images = step.command["rows"]
    check_copied(doing, images)
    revert(unit, images)
    check_still_free(doing, images)
    check_seats(doing, images)
    undone(doing, images)
    check_frameworks(doing, images)
    step.done_at = unit.now
    # An import has one row of its own, after those of its subjects: each of them is told.
    subjects = step.command.get("subjects", [])
    elsewhere = (row.seq + n for n in step.command.get("elsewhere", ()))
    for place in (*range(row.seq - len(subjects), row.seq + 1), *elsewhere):
        unit.append(_told_undone(doing, place))
    return Undone(row.act, row.subject_ref or "")


def _told_undone(doing: Doing, place: int) -> Entry:
    """What the journal says of a row of it that is undone."""
    row = doing.unit.session.scalars(select(JournalRow).where(JournalRow.seq == place)).one()
    followed = follow_undo(doing, row)
    return Entry(
        UNDO,
        row.subject_uid,
        doing.now,
        doing.actor.id if doing.actor else None,
        row.subject_ref,
        {"seq": place} | ({CLOCK: followed.clock} if followed else {}),
        dossier_id=followed.dossier_id if followed else None,
    )


def who(unit: UnitOfWork, name: str) -> User:
    """The user with these initials or this system login; raises UnknownUser."""
    wanted = name.strip()
    found = unit.session.scalars(
        # A flag is a number underneath, which PostgreSQL doesn't compare by IS.
        select(User).where((User.ref == wanted.lower()) | (User.login == wanted), User.active == True)  # noqa: E712
    ).first()
    if found is None:
        raise UnknownUser(wanted)
    return found


def settings_of(unit: UnitOfWork) -> Settings:
    """The settings in force."""
    row = unit.session.scalars(select(SettingsRow).order_by(SettingsRow.id.desc()).limit(1)).one()
    return build(Settings, row.body)


def _differences(doing: Doing, act: Act, record: Record | Piece, values: Any) -> tuple[Difference, ...]:
    """The fields of a form that the record now holds otherwise, as the form would open with them."""
    if act.opening is None or not isinstance(values, Content):
        return ()
    theirs = act.opening(doing, record)
    return tuple(
        Difference(name, theirs[name], getattr(values, name))
        for name in type(values).model_fields
        if name in theirs and theirs[name] != getattr(values, name)
    )


def _kind(record: Record) -> str:
    return next(name for name, kind in KINDS.items() if type(record) is kind)


def _answer(stored: Sequence[Stored], copies: Sequence[Copy]) -> dict[str, Any]:
    names = ("act", "kind", "ref", "uid", "version")
    return {
        "stored": [{name: getattr(one, name) for name in names} for one in stored],
        "copies": [[copy.path, copy.sha256, copy.folder] for copy in copies],
    }


def _answer_again(known: Mapping[str, Any]) -> Result:
    """The first answer; its copies too, for a crash may have come before they were written."""
    stored = tuple(Stored(**row, again=True) for row in known["stored"])
    return Result(stored, tuple(Copy(*copy) for copy in known.get("copies", ())))
