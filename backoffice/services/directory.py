"""Clients, contacts, funders, trainers, venues, participants, users: made and edited alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backoffice.content import records as content
from backoffice.content.base import Content
from backoffice.errors import BackofficeError
from backoffice.i18n import N_, _
from backoffice.services.acts import Doing, Done, act
from backoffice.services.finding import Find
from backoffice.services.kinds import KINDS, new_ref, ref_of
from backoffice.services.mapping import columns, texts
from backoffice.store.records import Record, User, Venue

MODELS: dict[str, type[Content]] = {
    "client": content.Client,
    "contact": content.Contact,
    "funder": content.Funder,
    "trainer": content.Trainer,
    "venue": content.Venue,
    "participant": content.Participant,
    "user": content.User,
}
_LABELS = {
    "client": (N_("New client"), N_("Edit the client")),
    "contact": (N_("New contact"), N_("Edit the contact")),
    "funder": (N_("New funder"), N_("Edit the funder")),
    "trainer": (N_("New trainer"), N_("Edit the trainer")),
    "venue": (N_("New venue"), N_("Edit the venue")),
    "participant": (N_("New participant"), N_("Edit the participant")),
    "user": (N_("New user"), N_("Edit the user")),
}


class Taken(BackofficeError):
    """Something that must be unique and already is somebody else's."""

    code = "taken"

    def __init__(self, what: str, value: str, by: str) -> None:
        super().__init__(
            _("{what} {value} is already that of {by}.").format(what=what, value=value, by=by),
            remedy=_("Open {by}, or give another one.").format(by=by),
        )


def _register(kind: str, model: type[Content]) -> None:
    new_label, edit_label = _LABELS[kind]

    @act(f"new-{kind}", new_label, makes=kind, model=model, opening=_blank)
    def make(doing: Doing, _nothing: str, values: Content) -> Done:
        return _made(doing, kind, values)

    @act(f"edit-{kind}", edit_label, on=kind, model=model, opening=lambda _d, r: texts(r, model), key="e")
    def edit(doing: Doing, record: Record, values: Content) -> Done:
        return edited(doing, record, values)


def _blank(doing: Doing, parent: Any) -> Mapping[str, Any]:
    """A form opened from a client's page begins with that client."""
    kind = type(parent).__name__.lower() if isinstance(parent, Record) else ""
    return {kind: ref_of(parent)} if kind else {}


def _made(doing: Doing, kind: str, values: Content) -> Done:
    wanted = directory_columns(doing, values)
    check_unique(doing, kind, wanted, None)
    ref = wanted.pop("ref", None) or new_ref(doing, kind)
    record = doing.unit.add(KINDS[kind](ref=ref, **wanted))
    return Done(record, ref)


def edited(doing: Doing, record: Any, values: Content, find: Find | None = None) -> Done:
    """Gives a record the columns that differ; raises Taken."""
    wanted = directory_columns(doing, values, find)
    check_unique(doing, "", wanted, record)
    changed = [name for name, value in wanted.items() if getattr(record, name) != value]
    for name in changed:
        setattr(record, name, wanted[name])
    doing.unit.session.flush()
    return Done(record, ref_of(record), {"changed": changed})


def directory_columns(doing: Doing, values: Content, find: Find | None = None) -> dict[str, Any]:
    """The columns that a record of the directory holds for `values`."""
    found = columns(doing.unit, values, find)
    if isinstance(values, content.User):
        found["ref"] = values.initials.lower()
    if isinstance(values, content.Venue):
        found["town"] = values.city or None
    return found


def check_unique(doing: Doing, kind: str, wanted: Mapping[str, Any], record: Record | None) -> None:
    """Raises Taken when another record already has what must be one record's alone."""
    table: Any = type(record) if record else KINDS[kind]
    labels = {"external_ref": N_("Reference elsewhere"), "ref": N_("Initials"), "login": N_("System login")}
    for name in ("external_ref", "login", *(("ref",) if table is User else ())):
        value = wanted.get(name)
        if value is None or not hasattr(table, name):
            continue
        other = doing.unit.session.query(table).filter(getattr(table, name) == value).first()
        if other is not None and other is not record:
            raise Taken(_(labels[name]), str(value), ref_of(other))


def remote(venue: Venue | None) -> bool:
    """Whether a venue is a link rather than a place."""
    return venue is not None and venue.kind == "remote"


for _kind, _model in MODELS.items():
    _register(_kind, _model)
