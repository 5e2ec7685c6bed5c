"""What the terminal UI asks, answered: lists, sheets, acts and their forms, in frozen values only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from backoffice.content.acts import ImportWish
from backoffice.content.backup import BackupPlace
from backoffice.content.base import Content
from backoffice.content.typed_form import typed_values
from backoffice.domain.dues import DueState
from backoffice.domain.lifecycle import LINE
from backoffice.domain.tasks import NEXT_ACT, TaskState
from backoffice.errors import BackofficeError
from backoffice.i18n import _
from backoffice.services import acts as registry
from backoffice.services import chores

# What a list makes, by the list's name.
from backoffice.services.act_offers import as_offered, why_refused, with_warnings
from backoffice.services.acts import Doing
from backoffice.services.agenda import Here, agenda_of
from backoffice.services.figure_sheet import figure_sheet
from backoffice.services.figures import figures_of
from backoffice.services.kinds import Found, resolve
from backoffice.services.lookups import KIND_OF_LIST, look_up
from backoffice.services.needs.at_desk import NeedsDesk
from backoffice.services.offer_figures import offer_figures
from backoffice.services.office import Office, parent_of
from backoffice.services.office import Outcome as Kept
from backoffice.services.palette import find_records
from backoffice.services.parts_meant import part_meant
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
from backoffice.services.sheets import sheet_of
from backoffice.services.sources import COLUMNS, ListSource, views
from backoffice.services.standing import next_of
from backoffice.services.timing import check_time
from backoffice.store import lists
from backoffice.store.journal import last_seq
from backoffice.store.records import (
    Request,
    Task,
)

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
    "users": "user",
    "texts": "house-text",
    "frameworks": "framework",
}
# What is also begun by a form, to which the key goes.
_AS_TEXT = ("publish-programme", "publish-pathway", "publish-text")
# What is done from a list to no line of it.
_ON_LIST = {
    "requests": ("print-sheets", "expire-options"),
    "groups": ("print-sheets",),
    "trainers": ("print-sheets",),
}
_ON_LIST |= dict.fromkeys(("quotes", "agreements", "instalments"), ("write-accounts",))
# Acts that a list does to the line under the cursor, by their key.
_ON_ROW = {
    "requests": ("log-exchange",),
    "quotes": ("follow-up-text",),
    "agreements": ("signature-text",),
    "instalments": ("hand-over-instalment",),
}
# What the line above a list counts: by which of its keys, in which order.
_COUNTED: Mapping[str, tuple[str, Sequence[str]]] = {
    "requests": ("stage", LINE),
    "quotes": ("state", ("draft", "issued", "accepted", "refused", "expired")),
    "agreements": ("state", ("issued", "asked", "signed")),
    "instalments": ("state", tuple(DueState)),
}
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
    "record-order-form",
    "date-slot",
    "enrol",
    "admit",
    "confirm-enrolment",
    "confirm-group",
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
        return ListSource(self._office.database, kind, self._office.settings.organisation.zone)

    def views(self, kind: str) -> tuple[SavedView, ...]:
        return views(kind, self._office.user)

    def counts(self, kind: str) -> tuple[tuple[str, int], ...]:
        if kind not in _COUNTED:
            return ()
        key, tokens = _COUNTED[kind]
        spec = lists.spec_of(kind, self._office.now)
        with self._office.database.reading() as unit:
            return tuple(
                (str(one), lists.count(unit.driver, spec, lists.Query(filters=((key, str(one)),))))
                for one in tokens
            )

    def show(self, ref: str) -> Sheet:
        with self._office.database.reading() as unit:
            return sheet_of(self._office.doing(unit), resolve(unit, ref))

    def find_records(self, text: str, *, thorough: bool = False) -> Sequence[Hit]:
        with self._office.database.reading() as unit:
            return find_records(unit, text, self._office.now, thorough=thorough)

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
                with_warnings(doing, as_offered(act, why_refused(doing, act, target)), target)
                for act, target in [*_each(own, found), *parts, *_each(made, found)]
            )

    def _parts(self, doing: Doing, found: Found) -> list[tuple[registry.Act, Found]]:
        """The acts on parts of a dossier, each with the part that is meant, where there is one."""
        if found.kind != "request":
            return []
        listed = [registry.acts()[name] for name in _OF_DOSSIER]
        meant = ((act, part_meant(doing, found.record, act)) for act in listed)
        return [(act, target) for act, target in meant if target is not None]

    def acts_on(self, kind: str) -> tuple[Act, ...]:
        if kind == _TODAY:
            return (as_offered(registry.acts()["write-feed"], "", key="w"),)
        if kind == "house":
            return chores.chores()
        makes = _MAKES.get(kind)
        # What is made by a form comes before what is published as a whole text.
        ways = (act for act in registry.acts().values() if makes == act.makes and not act.on)
        made = [
            as_offered(act, "", key="" if act.name in _AS_TEXT else "c")
            for act in sorted(ways, key=lambda act: not act.name.startswith("new-"))
        ]
        rows = [registry.acts()[name] for name in _ON_ROW.get(kind, ())]
        # What a line is, is edited where it stands.
        here = KIND_OF_LIST.get(kind)
        rows += [act for act in registry.acts().values() if act.key == "e" and here in act.kinds]
        others = (as_offered(registry.acts()[name], "") for name in _ON_LIST.get(kind, ()))
        return (*made, *others, *(replace(as_offered(act, ""), on_row=True) for act in rows))

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
            meant = part_meant(doing, found.record, act) or found
            shown = with_warnings(doing, as_offered(act, refused), meant)
            return NextStep(shown, _(act.label), missing, step.waits_for)

    def form(self, act: str, ref: str) -> Form:
        if act == chores.BACK_UP:
            return chores.form(self._office)
        office, found = self._office, self._office.act(act)
        if found.model is None:
            raise ValueError(act)
        target = self._target(act, ref)
        with office.database.reading() as unit:
            # In one reading: what the form opens with is what the record holds at this version.
            record = resolve(unit, target, found.on).record if found.on else parent_of(unit, target)
            values = found.opening(office.doing(unit), record) if found.opening else {}
            version = record.version if found.on and found.opening else None
        typed = typed_values(found.model, values, office.settings.organisation.zone)
        title = f"{_(found.label)} · {target}" if target else _(found.label)
        return Form(found.model, title, typed, version)

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
        return replace(as_offered(act, ""), asks=False)

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
        if isinstance(value, BackupPlace):
            return chores.run(self._office, value, watch)
        values = value if isinstance(value, Content) else None
        target = self._target(act, ref)
        done = self._office.do(
            act, target, values, reason=reason, version=version, key=key or None, occurred_at=at
        )
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

    def pulse(self) -> int:
        """A number that grows with every act, whoever does it."""
        with self._office.database.reading() as unit:
            return last_seq(unit.driver)

    def pages(self, ref: str) -> Path:
        """The file of a record that has pages, to be looked at."""
        from backoffice.services.viewing import pages_of

        return pages_of(self._office, ref)

    def undo(self) -> Outcome:
        undone = self._office.undo()
        what = ", ".join(f"{_(registry.label_of(one.act))} · {one.ref}" for one in undone)
        return Outcome(_("Undone: {what}").format(what=what), undone[0].ref)

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
            part = part_meant(self._office.doing(unit), found.record, act)
            return part.ref if part else ref


def _each(acts: Sequence[registry.Act], found: Found) -> list[tuple[registry.Act, Found]]:
    return [(act, found) for act in acts]


def _made_from(act: registry.Act, kind: str) -> bool:
    """What is made from a record's own screen: a client's contact, request, venue."""
    return kind == "client" and act.name in ("new-contact", "receive-request", "new-venue")
