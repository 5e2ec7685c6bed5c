"""What the terminal UI asks, answered: lists, sheets, acts and their forms, in frozen values only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from backoffice.content.acts import ImportWish
from backoffice.content.backup import BackupPlace
from backoffice.content.base import Content
from backoffice.content.typed_form import typed_values
from backoffice.domain.enrolments import ENROLMENT_LABELS, ENROLMENT_MOVES, EnrolmentState, moves_from
from backoffice.domain.lifecycle import LINE, MOVES, STAGED, Stage, allowed
from backoffice.domain.options import OPTION_MOVES, OptionMoveRefused
from backoffice.domain.proposal import MOVES as PROPOSAL_MOVES
from backoffice.domain.proposal import ProposalMoveRefused, ProposalState
from backoffice.domain.slots import SLOT_MOVES, SlotMoveRefused, SlotState
from backoffice.domain.tasks import NEXT_ACT, TASK_MOVES, TaskMoveRefused, TaskState
from backoffice.errors import BackofficeError
from backoffice.i18n import N_, _
from backoffice.services import acts as registry
from backoffice.services import chores
from backoffice.services.acts import Doing
from backoffice.services.agenda import Here, agenda_of
from backoffice.services.before_issuing import warnings_of
from backoffice.services.cancellation import bands_in_words
from backoffice.services.contracts.at_desk import contract_meant, refused_contract
from backoffice.services.contracts.forms import lacks_contract
from backoffice.services.figure_sheet import figure_sheet
from backoffice.services.figures import figures_of
from backoffice.services.kinds import Found, ref_of, resolve
from backoffice.services.live_quotes import live, quotes_of
from backoffice.services.lookups import KIND_OF_LIST, called, look_up
from backoffice.services.needs.at_desk import NeedsDesk
from backoffice.services.needs.refusals import why_not
from backoffice.services.needs.validating import offering_without_needs
from backoffice.services.offer_figures import offer_figures
from backoffice.services.office import Office
from backoffice.services.office import Outcome as Kept
from backoffice.services.options.reading import state_of as option_state
from backoffice.services.planning.at_desk import PlanningDesk
from backoffice.services.ports import (
    Act,
    Agenda,
    CommitmentFigures,
    Form,
    Hit,
    ImportView,
    NextStep,
    OfferFigures,
    Outcome,
    RowSource,
    SavedView,
    Sheet,
    Watch,
)
from backoffice.services.proposals.reading import proposals_of
from backoffice.services.proposals.sending import lacks_in
from backoffice.services.questions import open_questions
from backoffice.services.seats import next_waiting, seats_of
from backoffice.services.sheets import sheet_of
from backoffice.services.slots import needs_date, slots_of
from backoffice.services.sources import COLUMNS, ListSource, views
from backoffice.services.standing import next_of
from backoffice.services.timing import check_time
from backoffice.store import lists
from backoffice.store.records import (
    CalendarOption,
    Contract,
    Enrolment,
    Proposal,
    ProposalSection,
    Quote,
    Request,
    Slot,
    Task,
    TrainingGroup,
)

# What a list makes, by the list's name.
_MAKES = {
    "requests": "request",
    "programmes": "programme",
    "pathways": "pathway",
    "methods": "method",
    "clients": "client",
    "contacts": "contact",
    "funders": "funder",
    "trainers": "trainer",
    "venues": "venue",
    "participants": "participant",
    "task-templates": "task-template",
    "rate-cards": "rate-card",
    "questionnaires": "questionnaire",
}
# What is done from a list to no line of it.
_ON_LIST = {"requests": ("print-sheets",), "groups": ("print-sheets",), "trainers": ("print-sheets",)}
# Acts that a list does to the line under the cursor, by their key.
_ON_ROW = {"requests": ("log-exchange",)}
# Acts on a part of a dossier that its own screen offers too, done to the part that is meant.
_OF_DOSSIER = (
    "send-proposal",
    "send-offer",
    "accept-proposal",
    "revise-proposal",
    "edit-quote",
    "price-quote",
    "add-line",
    "issue-quote",
    "accept-quote",
    "revise-quote",
    "reverse-acceptance",
    "extend-validity",
    "issue-agreement",
    "issue-contract",
    "record-signature",
    "issue-amendment",
    "date-slot",
    "enrol",
    "admit",
    "confirm-enrolment",
    "confirm-group",
)
_FINDS = (
    "requests",
    "clients",
    "contacts",
    "trainers",
    "venues",
    "participants",
    "quotes",
    "programmes",
    "pathways",
    "methods",
    "groups",
    "tasks",
    "task-templates",
    "rate-cards",
    "questionnaires",
)
# A screen that isn't a list of records, and what is done there.
_TODAY = "today"


class OfficeDesk(PlanningDesk, NeedsDesk):
    """An office behind the screens; every method may be called from any worker thread."""

    def __init__(self, office: Office) -> None:
        self._office = office

    # Reading

    def agenda(self, *, everyone: bool = False) -> Agenda:
        with self._office.database.reading() as unit:
            office = self._office
            ours = office.settings.organisation
            here = Here(office.now, ours.zone, ours.territory, office.user, everyone)
            return agenda_of(unit.driver, here)

    def source(self, kind: str) -> RowSource:
        return ListSource(self._office.database, kind)

    def views(self, kind: str) -> tuple[SavedView, ...]:
        return views(kind, self._office.user)

    def counts(self, kind: str) -> tuple[tuple[str, int], ...]:
        if kind != "requests":
            return ()
        spec = lists.spec_of("requests", self._office.now)
        with self._office.database.reading() as unit:
            return tuple(
                (str(stage), lists.count(unit.driver, spec, lists.Query(filters=(("stage", str(stage)),))))
                for stage in LINE
            )

    def show(self, ref: str) -> Sheet:
        with self._office.database.reading() as unit:
            return sheet_of(self._office.doing(unit), resolve(unit, ref))

    def find_records(self, text: str) -> Sequence[Hit]:
        found: list[Hit] = []
        with self._office.database.reading() as unit:
            for name in _FINDS:
                spec = lists.spec_of(name, self._office.now)
                page = lists.page(unit.driver, spec, lists.Query(search=text), 6)
                found += [Hit(KIND_OF_LIST[name], *called(name, item)) for item in page.items]
        return found

    def find(self, kind: str, text: str) -> Sequence[tuple[str, str]]:
        with self._office.database.reading() as unit:
            return look_up(unit, kind, text, self._office.now)

    def figures(self, since: date | None, until: date | None, owed_by: str) -> CommitmentFigures:
        with self._office.database.reading() as unit:
            found = figures_of(unit.driver, self._office.now, since, until, owed_by)
            return figure_sheet(unit, found)

    def offers(self, since: date | None, until: date | None) -> OfferFigures:
        return offer_figures(self._office, since, until)

    # Acts

    def acts_for(self, ref: str) -> tuple[Act, ...]:
        with self._office.database.reading() as unit:
            doing = self._office.doing(unit)
            found = resolve(unit, ref)
            own = [act for act in registry.acts().values() if found.kind in act.kinds]
            made = [act for act in registry.acts().values() if _made_from(act, found.kind)]
            parts = self._parts(doing, found)
            return tuple(
                _with_warnings(doing, _shown(act, _refused(doing, act, target)), target)
                for act, target in [*_each(own, found), *parts, *_each(made, found)]
            )

    def _parts(self, doing: Doing, found: Found) -> list[tuple[registry.Act, Found]]:
        """The acts on parts of a dossier, each with the part that is meant, where there is one."""
        if found.kind != "request":
            return []
        listed = [registry.acts()[name] for name in _OF_DOSSIER]
        meant = ((act, _part(doing, found.record, act)) for act in listed)
        return [(act, target) for act, target in meant if target is not None]

    def acts_on(self, kind: str) -> tuple[Act, ...]:
        if kind == _TODAY:
            return (_shown(registry.acts()["write-feed"], "", key="w"),)
        if kind == "house":
            return chores.chores()
        makes = _MAKES.get(kind)
        made = [_shown(act, "", key="c") for act in registry.acts().values() if makes and act.makes == makes]
        rows = (registry.acts()[name] for name in _ON_ROW.get(kind, ()))
        others = (_shown(registry.acts()[name], "") for name in _ON_LIST.get(kind, ()))
        return (*made, *others, *(replace(_shown(act, ""), on_row=True) for act in rows))

    def next_step(self, ref: str) -> NextStep:
        with self._office.database.reading() as unit:
            doing, found = self._office.doing(unit), resolve(unit, ref)
            if not isinstance(found.record, Request):
                return NextStep(None, "")
            step = next_of(doing, found.record)
            if step.act is None:
                return NextStep(None, _("Nothing more to do: this dossier has ended."))
            act = registry.acts()[step.act]
            missing = tuple(_(text) for text in step.missing)
            refused = _("Missing: {what}.").format(what=", ".join(missing)) if missing else ""
            meant = _part(doing, found.record, act) or found
            shown = _with_warnings(doing, _shown(act, refused), meant)
            return NextStep(shown, _(act.label), missing, step.waits_for)

    def form(self, act: str, ref: str) -> Form:
        if act == chores.BACK_UP:
            return chores.form(self._office)
        office, found = self._office, self._office.act(act)
        if found.model is None:
            raise ValueError(act)
        target = self._target(act, ref)
        values = office.opening(act, target)
        typed = typed_values(found.model, values, office.settings.organisation.zone)
        return Form(found.model, f"{_(found.label)} · {target}" if target else _(found.label), typed)

    def refused_time(self, act: str, ref: str, at: datetime) -> str:
        """Why the act can't have happened at `at`; "" when it can."""
        office, found, target = self._office, self._office.act(act), self._target(act, ref)
        with office.database.reading() as unit:
            doing = office.doing(unit)
            doing.occurred_at = at
            try:
                check_time(doing, found, resolve(unit, target, found.on).record if found.on else None)
            except BackofficeError as wrong:
                return wrong.message
        return ""

    def preview(self, act: str, ref: str, value: object | None) -> Sequence[str]:
        values = value if isinstance(value, Content) else None
        return self._office.preview(act, self._target(act, ref), values)

    def next_act(self, ref: str) -> Act | None:
        """What a single key does to a task: the obvious next thing; None for another kind of record."""
        with self._office.database.reading() as unit:
            found = resolve(unit, ref)
        if not isinstance(found.record, Task):
            return None
        act = registry.acts()[NEXT_ACT[TaskState(found.record.state)]]
        # The day on which a piece came in is today's, unless its form is asked for.
        return replace(_shown(act, ""), asks=False)

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
    ) -> Outcome:
        if isinstance(value, BackupPlace):
            return chores.run(self._office, value, watch)
        values = value if isinstance(value, Content) else None
        target = self._target(act, ref)
        done = self._office.do(act, target, values, reason=reason, key=key or None, occurred_at=at)
        return self._told(act, done)

    def _told(self, act: str, done: Kept) -> Outcome:
        last = done.stored[-1]
        says = f"{_(self._office.act(act).label)} · {last.ref}"
        told = " ".join(
            [
                says,
                *dict.fromkeys(one.says for one in done.stored if one.says),
                *(f"▲ {one}" for one in done.warnings),
                *(f"{wrong.message} {wrong.remedy}" for wrong in done.failed),
            ]
        )
        undoable = any(one.undoable for one in done.stored)
        return Outcome(told, last.ref, undoable, tuple(str(path) for path in done.files))

    def undo(self) -> Outcome:
        stored = self._office.undo()
        label = _(registry.label_of(stored.act))
        return Outcome(_("Undone: {act} · {ref}").format(act=label, ref=stored.ref), stored.ref)

    def import_records(self, wish: object, *, dry_run: bool, partial: bool, watch: Watch) -> ImportView:
        from backoffice.services.importing.view import import_view

        assert isinstance(wish, ImportWish)
        return import_view(self._office, wish, dry_run=dry_run, partial=partial, watch=watch)

    def _target(self, name: str, ref: str) -> str:
        """What an act is done to, when it was asked from a list or from the dossier that holds it."""
        act = self._office.act(name)
        if not act.on:
            return "" if ref in COLUMNS or ref == _TODAY else ref
        with self._office.database.reading() as unit:
            found = resolve(unit, ref)
            if found.kind in act.kinds or not isinstance(found.record, Request):
                return ref
            part = _part(self._office.doing(unit), found.record, act)
            return part.ref if part else ref


def _each(acts: Sequence[registry.Act], found: Found) -> list[tuple[registry.Act, Found]]:
    return [(act, found) for act in acts]


def _made_from(act: registry.Act, kind: str) -> bool:
    """What is made from a record's own screen: a client's contact, request, venue."""
    return kind == "client" and act.name in ("new-contact", "receive-request", "new-venue")


def _part(doing: Doing, request: Request, act: registry.Act) -> Found | None:
    match act.on:
        case "contract":
            contract = contract_meant(doing, request, act.name)
            return Found("contract", contract, contract.ref) if contract else None
        case "quote":
            quote = _quote_meant(doing, request, act.name)
            return Found("quote", quote, ref_of(quote)) if quote else None
        case "proposal":
            version = _proposal_meant(doing, request, act.name)
            return Found("proposal", version, ref_of(version)) if version else None
        case "slot":
            slot = next((s for s in slots_of(doing, request) if _to_date(s)), None)
            return Found("slot", slot, ref_of(slot)) if slot else None
        case "group":
            group = _group_meant(request, act.name)
            return Found("group", group, group.ref) if group else None
        case "enrolment":
            one = _enrolment_meant(request, act.name)
            return Found("enrolment", one, ref_of(one)) if one else None
        case _:
            return None


def _proposal_meant(doing: Doing, request: Request, act: str) -> Proposal | None:
    """The last version that takes the act; of those to start again from, the last that isn't a draft."""
    found = proposals_of(doing, request)
    wanted = PROPOSAL_MOVES.get("send-proposal" if act == "send-offer" else act)
    fit = [one for one in found if (one.state in wanted if wanted else one.state != ProposalState.DRAFT)]
    return fit[-1] if fit else None


def _group_meant(request: Request, act: str) -> TrainingGroup | None:
    """The first group that still gathers people: the one to confirm, or the one with a seat left."""
    alive = [group for group in request.training_groups if group.decision != "merged"]
    if act == "confirm-group":
        alive = [group for group in alive if group.decision != "confirmed"]
        return next(iter(alive), None)
    return next((group for group in alive if seats_of(group).room_for(1)), next(iter(alive), None))


def _enrolment_meant(request: Request, act: str) -> Enrolment | None:
    people = [one for group in request.training_groups for one in group.enrolments]
    if act == "admit":
        return next((one for one in people if one.state == EnrolmentState.CANDIDATE), None)
    admitted = next((one for one in people if one.state == EnrolmentState.ADMITTED), None)
    turns = (next_waiting(group) for group in request.training_groups)
    return admitted or next((one for one in turns if one is not None), None)


def _to_date(slot: Slot) -> bool:
    return slot.state == SlotState.TO_PLAN and needs_date(slot)


def _quote_meant(doing: Doing, request: Request, act: str) -> Quote | None:
    quotes = quotes_of(doing, request)
    if act in ("accept-quote", "extend-validity"):
        return next(reversed(live(quotes)), None)
    if act == "reverse-acceptance":
        return next((quote for quote in quotes if quote.state == "accepted"), None)
    if act in ("issue-agreement", "issue-contract"):
        return next((quote for quote in quotes if lacks_contract(doing, quote) == act), None)
    if act == "revise-quote":
        return quotes[-1] if quotes and quotes[-1].state != "draft" else None
    return next((quote for quote in quotes if quote.state == "draft"), None)


_NEEDS_REASON = (
    {move.act for move in MOVES if move.needs_reason}
    | {move.act for move in ENROLMENT_MOVES if move.explained}
    | {"cancel-slot", "withdraw-quote", "withdraw-proposal", "drop-task", "refuse-piece", "lift-commitment"}
    | {"drop-question", "remove-exchange", "remove-attachment", "reverse-signature", "withdraw-contract"}
    | {"remove-needs"}
)
_ENROLMENT_ACTS = {move.act for move in ENROLMENT_MOVES}


def _shown(act: registry.Act, refused: str, key: str = "") -> Act:
    return Act(
        name=act.name,
        label=_(act.label),
        key=key or act.key,
        asks=act.model is not None,
        needs_reason=act.name in _NEEDS_REASON and act.model is None,
        effect=_(act.effect) if act.effect else "",
        refused=refused,
        own_time=bool(act.when),
        previews=act.preview is not None,
        quiet=act.quiet,
    )


def _with_warnings(doing: Doing, act: Act, found: Found) -> Act:
    """What is issued says beforehand what it lacks; with a question still open, it asks why. A date that is
    given up says what that costs."""
    if isinstance(found.record, Slot) and act.name in _GIVE_UP and not act.refused:
        return replace(act, warnings=bands_in_words(doing, found.record))
    if act.name in ("send-proposal", "send-offer") and isinstance(found.record, Proposal) and not act.refused:
        lacks = tuple(one.words() for one in lacks_in(found.record))
        request = found.record.request
        asked = open_questions(doing, request) or offering_without_needs(doing, request) is not None
        return replace(act, warnings=lacks, needs_reason=bool(lacks or asked))
    if act.name != "issue-quote" or not isinstance(found.record, Quote) or act.refused:
        return act
    request = found.record.request
    why = bool(open_questions(doing, request)) or offering_without_needs(doing, request) is not None
    return replace(act, warnings=warnings_of(doing, found.record), needs_reason=why)


def _refused(doing: Doing, act: registry.Act, found: Found) -> str:
    """Why an act can't be done now, in a sentence; empty when it can."""
    record = found.record
    if (
        isinstance(record, Request)
        and act.name in STAGED
        and act.name not in allowed(Stage(record.stage), record.kind)
    ):
        return _("The stage doesn't allow it.")
    if isinstance(record, Enrolment) and act.name in _ENROLMENT_ACTS:
        state = EnrolmentState(record.state)
        here = _(ENROLMENT_LABELS[state])
        return "" if act.name in moves_from(state) else _("This enrolment: {state}.").format(state=here)
    if (
        found.kind == "slot"
        and act.name in SLOT_MOVES
        and SlotState(record.state) not in SLOT_MOVES[act.name]
    ):
        return str(SlotMoveRefused(act.name, SlotState(record.state)).message)
    if isinstance(record, CalendarOption) and act.name in OPTION_MOVES:
        seen = option_state(doing, record)
        known = seen in OPTION_MOVES[act.name]
        return "" if known else str(OptionMoveRefused(act.name, ref_of(record), seen).message)
    if isinstance(record, Proposal | ProposalSection):
        return _refused_proposal(act.name, record)
    if refused := why_not(doing, act.name, record):
        return refused
    if isinstance(record, Quote):
        return _refused_quote(act.name, record)
    if isinstance(record, Contract):
        return refused_contract(act.name, record)
    if isinstance(record, Task):
        return _refused_task(act.name, record)
    return ""


_GIVE_UP = ("cancel-slot", "undate-slot")
_WANTED_STATE: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(
        ("edit-quote", "add-line", "add-instalment", "delete-draft", "issue-quote"),
        ("draft", N_("It was issued and never changes.")),
    ),
    **dict.fromkeys(
        ("accept-quote", "refuse-quote", "withdraw-quote", "extend-validity"),
        ("issued", N_("Only a quote that was issued and not answered can be.")),
    ),
    **dict.fromkeys(
        ("reverse-acceptance", "issue-agreement", "issue-contract", "grant-funding", "refuse-funding"),
        ("accepted", N_("It wasn't accepted.")),
    ),
}


def _refused_quote(act: str, quote: Quote) -> str:
    wanted, why = _WANTED_STATE.get(act, ("", ""))
    if wanted and quote.state != wanted:
        return _(why)
    if act in ("grant-funding", "refuse-funding") and not quote.subject_to_funding:
        return _("It wasn't accepted subject to funding.")
    individual = quote.client is not None and quote.client.kind == "individual"
    if act in ("issue-agreement", "issue-contract") and individual is (act == "issue-agreement"):
        return (
            _("An individual is given a contract.") if individual else _("An employer is given an agreement.")
        )
    return ""


def _refused_proposal(act: str, record: Proposal | ProposalSection) -> str:
    proposal = record.proposal if isinstance(record, ProposalSection) else record
    name, state = "send-proposal" if act == "send-offer" else act, ProposalState(proposal.state)
    known = name not in PROPOSAL_MOVES or state in PROPOSAL_MOVES[name]
    return "" if known else str(ProposalMoveRefused(ref_of(proposal), act, state).message)


def _refused_task(act: str, task: Task) -> str:
    state = TaskState(task.state)
    if act in TASK_MOVES and state not in TASK_MOVES[act][0]:
        return str(TaskMoveRefused(act, state).message)
    return ""
