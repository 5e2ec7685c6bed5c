"""Groups and enrolments as their screens show them: seats, decision, people in order, what is missing."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from backoffice.domain.choices import AFTER_CLOSING
from backoffice.domain.deadlines import parse_length
from backoffice.domain.deadlines.words import said
from backoffice.i18n import N_, _
from backoffice.services.acts import Doing
from backoffice.services.kinds import ref_of
from backoffice.services.payers import payer_name
from backoffice.services.pieces import facts, lines, person, prose
from backoffice.services.ports import Block, Cell, Column, Facts, Lines, Seats
from backoffice.services.seats import (
    lacks_of,
    last_day_of,
    next_waiting,
    proofs_of,
    requirements_of,
    seats_of,
)
from backoffice.store.records import Client, Enrolment, Participant, Request, TrainingGroup

_PEOPLE = (
    Column("ref", N_("Enrolment"), 20, priority=4),
    Column("name", N_("Name"), 18, grow=2),
    Column("employer", N_("Employer"), 12, grow=1, priority=1),
    Column("function", N_("Function"), 12, grow=1, priority=3),
    Column("payer", N_("Payer"), 12, grow=1, priority=2),
    Column("state", N_("State"), 13, kind=Cell.STATE, states="enrolment"),
    Column("missing", N_("Missing"), 8, kind=Cell.NUMBER),
)
_ENROLMENTS = (
    Column("ref", N_("Enrolment"), 20),
    Column("who", N_("Who"), 14, grow=1, priority=2),
    Column("topic", N_("Topic"), 16, grow=2),
    Column("group", N_("Group"), 10, grow=1, priority=1),
    Column("state", N_("State"), 13, kind=Cell.STATE, states="enrolment"),
)


def group_blocks(doing: Doing, group: TrainingGroup) -> tuple[Block, ...]:
    """A group on its own screen."""
    return (group_facts(doing, group, dossier=True), *people_blocks(doing, group))


def group_facts(doing: Doing, group: TrainingGroup, *, dossier: bool = False) -> Facts:
    """The limits of a group, its seats, when it closes, what was decided; on its own screen, its dossier."""
    seats, turn, last = seats_of(group), next_waiting(group), last_day_of(doing, group)
    length = said(parse_length(group.closes_length)) if group.closes_length else None
    after = _(dict(AFTER_CLOSING)[group.after_closing]) if last or group.closes_at or length else None
    decided = group.details.get("decided") or {}
    return facts(
        N_("Group"),
        (N_("Dossier"), group.request.ref if dossier else None, Cell.TEXT, "", group.request),
        (N_("Name"), group.name, Cell.TEXT, "", group),
        (N_("Seats left"), seats.left, Cell.NUMBER),
        (N_("Beyond the maximum"), seats.over or None, Cell.NUMBER),
        (N_("Next on the waiting list"), person(turn.participant) if turn else None, Cell.TEXT, "", turn),
        (N_("Fewest to confirm it"), group.minimum, Cell.NUMBER),
        (N_("Most for good teaching"), group.teaching_max, Cell.NUMBER),
        (N_("Headcount in the price"), group.headcount_included, Cell.NUMBER),
        (N_("Price a person"), group.details.get("person_micro"), Cell.UNIT_PRICE),
        (N_("To be decided on"), group.decide_on, Cell.DATE),
        (N_("Enrolments close before"), group.closes_before, Cell.DATE),
        (N_("Enrolments close at"), group.closes_at, Cell.INSTANT),
        (N_("Enrolments close so long before the first slot"), length),
        (N_("Last day to enrol"), last, Cell.DATE),
        (N_("After the closing"), after),
        (N_("Decision"), group.decision, Cell.STATE, "decision"),
        (N_("Decided on"), decided.get("on"), Cell.DATE),
        (N_("Merged into"), decided.get("into")),
        (N_("Reason"), decided.get("why")),
    )


def people_blocks(doing: Doing, group: TrainingGroup) -> tuple[Lines, ...]:
    """The people of a group, those on the waiting list in their turn, last those who won't come."""
    ordered = sorted(group.enrolments, key=_order)
    return (
        lines(
            N_("Participants"),
            _PEOPLE,
            (_row(doing, one) for one in ordered),
            N_("Nobody yet: open the group, then c enrols participants."),
        ),
    )


def _order(one: Enrolment) -> tuple[int, int, int]:
    return _RANK.get(one.state, _GONE), one.waiting_rank or 0, one.position


_RANK = {"enrolled": 0, "admitted": 0, "candidate": 1, "waiting": 2}
_GONE = 3


def _row(doing: Doing, one: Enrolment) -> tuple[str, ...]:
    who = one.participant
    lacks = lacks_of(doing, one) if one.state in _RANK else ()
    missing = sum(1 for lack in lacks if lack.requirement.mandatory)
    return (
        ref_of(one),
        person(who),
        who.employer or (who.client.name if who.client else ""),
        who.function or "",
        payer_name(one),
        one.state,
        str(missing) if missing else "",
    )


def seats_in_head(request: Request) -> Seats | None:
    """The seats of a dossier's groups together, for its head; None while nobody is there nor limits them."""
    groups = [group for group in request.training_groups if group.decision != "merged"]
    each = [seats_of(group) for group in groups]
    if not any(one.taken or one.waiting or one.candidates for one in each) and not any(
        group.minimum for group in groups
    ):
        return None
    left = [one.left for one in each if one.left is not None]
    return Seats(
        enrolled=sum(one.enrolled for one in each),
        admitted=sum(one.admitted for one in each),
        candidates=sum(one.candidates for one in each),
        waiting=sum(one.waiting for one in each),
        left=sum(left) if left and len(left) == len(each) else None,
        missing=sum(max((g.minimum or 0) - s.enrolled, 0) for g, s in zip(groups, each, strict=True)),
    )


# One enrolment ------------------------------------------------------------------------------------------


def enrolment_blocks(doing: Doing, one: Enrolment) -> Iterable[Block]:
    """An enrolment on its own screen: who, where, who pays, and what the programme asks."""
    who, group = one.participant, one.group
    return (
        facts(
            N_("Enrolment"),
            (N_("State"), one.state, Cell.STATE, "enrolment"),
            (N_("Participant"), person(who), Cell.TEXT, "", who),
            (N_("Client"), who.client.name if who.client else None, Cell.TEXT, "", who.client),
            (N_("Dossier"), f"{group.request.ref} · {group.request.topic}", Cell.TEXT, "", group.request),
            (N_("Group"), group.name, Cell.TEXT, "", group),
            (N_("Payer"), payer_name(one), Cell.TEXT, "", one.payer_client or one.payer_funder),
            (N_("Modules followed"), ", ".join(one.details.get("parts", []))),
            (N_("Follows from"), one.since, Cell.DATE),
            (N_("Follows until"), one.until, Cell.DATE),
            (N_("Turn on the waiting list"), one.waiting_rank, Cell.NUMBER),
            (N_("Asked to come"), one.details.get("came_at"), Cell.INSTANT),
            (N_("Replaced by"), one.details.get("by")),
            (N_("Instead of"), one.details.get("instead_of")),
        ),
        _requirements(doing, one),
        *prose(N_("Note"), one.details.get("note")),
    )


def _requirements(doing: Doing, one: Enrolment) -> Lines:
    proofs = proofs_of(one)
    missing = {lack.rank for lack in lacks_of(doing, one)}
    rows = []
    for rank, asked in enumerate(requirements_of(doing, one.group.request), start=1):
        proof = proofs.get(rank, {})
        state = "proved" if rank not in missing else "missing" if asked.mandatory else "wished"
        rows.append(
            (str(rank), asked.text, asked.kind, state, proof.get("seen") or "", proof.get("on") or "")
        )
    return lines(
        N_("Requirements"),
        (
            Column("rank", N_("Rank"), 4, kind=Cell.NUMBER),
            Column("text", N_("Requirement"), 20, grow=3),
            Column("kind", N_("Kind"), 12, kind=Cell.STATE, states="requirement_kind", priority=2),
            Column("state", N_("Proof"), 12, kind=Cell.STATE, states="proof"),
            Column("seen", N_("What was seen"), 14, grow=2, priority=1),
            Column("on", N_("Seen on"), 10, kind=Cell.DATE, priority=3),
        ),
        rows,
        N_("The programme asks for nothing."),
        opens=False,
    )


# Where a person, or a client's people, are enrolled -------------------------------------------------------


def enrolments_of_person(doing: Doing, who: Participant) -> Lines:
    """Where somebody is or was enrolled, the last first."""
    query = select(Enrolment).where(Enrolment.participant_id == who.id).order_by(Enrolment.id.desc())
    found = doing.unit.session.scalars(query.limit(_MOST)).all()
    return lines(
        N_("Enrolments"),
        tuple(column for column in _ENROLMENTS if column.key != "who"),
        (tuple(cell for at, cell in enumerate(_enrolment_row(one)) if at != 1) for one in found),
        N_("In no group yet."),
    )


def enrolments_of_client(doing: Doing, client: Client) -> Lines:
    """A client's people in groups, and those for whom it pays, the last first."""
    query = (
        select(Enrolment)
        .join(Participant, Participant.id == Enrolment.participant_id)
        .where((Participant.client_id == client.id) | (Enrolment.payer_client_id == client.id))
        .order_by(Enrolment.id.desc())
    )
    found = doing.unit.session.scalars(query.limit(_MOST)).all()
    return lines(N_("People enrolled"), _ENROLMENTS, map(_enrolment_row, found), N_("Nobody enrolled yet."))


# A screen holds some hundreds of lines; beyond, the lists of the command line serve.
_MOST = 300


def _enrolment_row(one: Enrolment) -> tuple[str, ...]:
    group = one.group
    return ref_of(one), person(one.participant), group.request.topic, group.name, one.state
