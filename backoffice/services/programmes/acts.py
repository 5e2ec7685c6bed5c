"""What is done to programmes and pathways by forms: begun, changed piece by piece, published, dropped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from backoffice.content.base import build
from backoffice.content.pathway import PathwayFile
from backoffice.content.programme import programme_of
from backoffice.content.programme_head import ProgrammeHead
from backoffice.content.programme_pieces import NewPathway, NewProgramme, NewRankAmong, PathwayHead
from backoffice.domain.programme_lacks import lacks_of_programme
from backoffice.errors import Invalid, NotFound, Place
from backoffice.i18n import N_, _
from backoffice.services.acts import Doing, Done, act
from backoffice.services.catalogue import DraftOpen, keep_draft
from backoffice.services.codes import TABLES, CodeTaken
from backoffice.services.kinds import ref_of
from backoffice.services.programmes.drafting import (
    changed,
    drop,
    family_of,
    moved_ours,
    new_draft,
    open_draft,
    publish,
    read,
    recoded,
)
from backoffice.services.programmes.pieces import (
    PIECES,
    UNORDERED,
    Body,
    Piece,
    PieceKind,
    holder,
    items_of,
    put_items,
)
from backoffice.store.records import Pathway, Programme, Published

_WHOLES = "programme|pathway"


# Pieces ----------------------------------------------------------------------------------------------------


def _register(spec: PieceKind) -> None:
    new = spec.new or spec.form

    @act(f"add-{_name(spec)}", spec.add, on=spec.holder, model=new, opening=_begins(spec))
    def add(doing: Doing, held: Published | Piece, values: Any) -> Done:
        """One more, at the end of its like; the draft opens with the first change."""
        steps = held.steps if isinstance(held, Piece) else ()
        record = held.record if isinstance(held, Piece) else held
        n = len(items_of(holder(record.body, (*steps, (spec.letter, 1))), spec)) + 1
        made = Piece(record, spec.kind, (*steps, (spec.letter, n)))
        landed = _landed(made, values)
        return _done(changed(doing, record, lambda body: _add(body, made, values), made), landed)

    @act(f"edit-{_name(spec)}", spec.edit, on=spec.kind, model=spec.form, opening=_opened, key="e")
    def edit(doing: Doing, piece: Piece, values: Any) -> Done:
        """Changes it in the draft; what was published stays as it was."""

        def change(body: Body) -> None:
            held = holder(body, piece.steps)
            items = items_of(held, spec)
            own = bool(held.get("link")) if spec.kind == "gap" else None
            before = items[piece.rank - 1]
            items[piece.rank - 1] = {**before, **values.kept()}
            put_items(held, spec, items, own=own)
            if spec.kind == "programme-module":
                recoded(body, holder(body, (*piece.steps[:1], ("M", 1))), before["code"], values.code)

        return _done(changed(doing, piece.record, change, piece), piece)


def _name(spec: PieceKind) -> str:
    return spec.kind if spec.kind.startswith("programme") else f"programme-{spec.kind}"


def _opened(_doing: Doing, piece: Piece) -> Mapping[str, Any]:
    return piece.spec.form.opened(piece.value)


def _begins(spec: PieceKind) -> Any:
    """What the form of a new piece opens with: the next code, where pieces have codes that are counted."""
    if spec.kind != "programme-module":
        return None

    def opening(_doing: Doing, held: Piece) -> Mapping[str, Any]:
        n = len(items_of(held.value, spec)) + 1
        return {"code": f"M{n}", "label": _("Module {n}").format(n=n)}

    return opening


def _add(body: Body, made: Piece, values: Any) -> None:
    """Puts a new piece at the end of its like; a module's own gap comes first."""
    held, spec = holder(body, made.steps), made.spec
    item = values.kept() | _furnished(body, spec, values)
    items = items_of(held, spec)
    if spec.kind == "gap" and not held.get("link") and not item["origin"]:
        put_items(held, spec, [item, *items], own=True)
    else:
        put_items(held, spec, [*items, item], own=bool(held.get("link")) if spec.kind == "gap" else None)


def _landed(made: Piece, values: Any) -> Piece:
    """Where a new piece stands: a module's own gap is called first."""
    first = made.kind == "gap" and not values.origin and not holder(made.record.body, made.steps).get("link")
    return made.at(1) if first else made


def _furnished(body: Body, spec: PieceKind, values: Any) -> Body:
    """What a new format or module begins with."""
    if spec.kind == "format":
        return {"modules": _like(body, values.like)}
    if spec.kind == "programme-module":
        title, minutes = values.title, values.minutes
        return {"parts": [{"title": title, "minutes": minutes, "where": values.where.value}]}
    return {}


def _like(body: Body, code: str) -> list[Body]:
    found = next((one for one in body["formats"] if code in ("", one["code"])), None)
    if found is None:
        raise NotFound(_("format"), code).at(Place(path="like"))
    return list(found["modules"])


for _spec in PIECES:
    _register(_spec)

_ORDERED = "|".join(one.kind for one in PIECES if one.kind not in UNORDERED)


@act(
    "move-in-programme",
    N_("Move it among its like"),
    on=_ORDERED,
    model=NewRankAmong,
    opening=lambda _doing, piece: {"rank": piece.rank},
    key="m",
)
def move_in_programme(doing: Doing, piece: Piece, values: NewRankAmong) -> Done:
    """Gives a piece another rank; the others make room."""
    count = len(items_of(holder(piece.record.body, piece.steps), piece.spec))
    rank = min(values.rank, count)
    order = [n for n in range(1, count + 1) if n != piece.rank]
    order.insert(rank - 1, piece.rank)

    def change(body: Body) -> None:
        held = holder(body, piece.steps)
        items = items_of(held, piece.spec)
        put_items(held, piece.spec, [items[n - 1] for n in order])
        moved_ours(body, piece.steps, {old: new for new, old in enumerate(order, start=1)})

    draft = changed(doing, piece.record, change)
    return _done(draft, piece.at(rank))


@act("take-out-of-programme", N_("Take it out"), on="|".join(one.kind for one in PIECES))
def take_out_of_programme(doing: Doing, piece: Piece, _values: None) -> Done:
    """Takes a piece out of the draft, with what it holds; the others move up."""
    spec = piece.spec
    count = len(items_of(holder(piece.record.body, piece.steps), spec))
    if count == 1 and spec.kind in _AT_LEAST_ONE:
        raise Invalid(
            _("At least one is needed here: {title}.").format(title=piece.title),
            remedy=_("Add another one first."),
        )

    def change(body: Body) -> None:
        held = holder(body, piece.steps)
        items = items_of(held, spec)
        own = bool(held.get("link")) and piece.rank != 1 if spec.kind == "gap" else None
        moved_ours(
            body,
            piece.steps,
            {n: None if n == piece.rank else n - (n > piece.rank) for n in range(1, count + 1)},
        )
        put_items(held, spec, [one for n, one in enumerate(items, start=1) if n != piece.rank], own=own)

    draft = changed(doing, piece.record, change)
    whole = piece.steps[:-1]
    ref = "/".join((ref_of(draft), *(f"{letter}{n}" for letter, n in whole)))
    return Done(draft, ref, {"version": draft.version_no})


_AT_LEAST_ONE = ("objective", "format", "programme-module", "part", "stretch", "team-role")


def _done(draft: Published, piece: Piece) -> Done:
    return Done(draft, piece.beside(draft).ref, {"version": draft.version_no})


# What it says as a whole -----------------------------------------------------------------------------------


def _head(_doing: Doing, record: Programme) -> Mapping[str, Any]:
    return ProgrammeHead.opened(record.body)


@act(
    "describe-programme",
    N_("Edit what the programme says"),
    on="programme",
    model=ProgrammeHead,
    opening=_head,
    key="t",
)
def describe(doing: Doing, record: Programme, values: ProgrammeHead) -> Done:
    """Other texts, in its draft; its formats, objectives and lists stay as they are."""
    draft = changed(doing, record, lambda body: body.update(values.kept()))
    return Done(draft, ref_of(draft), {"version": draft.version_no})


def _pathway_head(_doing: Doing, record: Pathway) -> Mapping[str, Any]:
    file = build(PathwayFile, record.body)
    return {name: getattr(file, name) for name in PathwayHead.model_fields}


@act(
    "describe-pathway",
    N_("Edit what the pathway says"),
    on="pathway",
    model=PathwayHead,
    opening=_pathway_head,
    key="t",
)
def describe_pathway(doing: Doing, record: Pathway, values: PathwayHead) -> Done:
    """Other texts, in its draft; its programmes stay as they are."""
    draft = changed(doing, record, lambda body: body.update(values.model_dump(mode="json")))
    return Done(draft, ref_of(draft), {"version": draft.version_no})


# Begun, published, dropped ---------------------------------------------------------------------------------


@act("new-programme", N_("New programme"), makes="programme", model=NewProgramme)
def new_programme(doing: Doing, _nothing: str, values: NewProgramme) -> Done:
    """The draft of a programme, to be completed piece by piece and then published."""
    part = {"title": values.module, "minutes": values.minutes}
    module = {"code": "M1", "label": _("Module {n}").format(n=1), "title": values.module, "parts": [part]}
    body: Body = {
        "format": "programme/1",
        "code": values.code,
        "title": values.title,
        "objectives": [{"text": values.objective}],
        "formats": [{"code": "standard", "label": values.label, "modules": [module]}],
    }
    return _begun(doing, Programme, body)


@act("new-pathway", N_("New pathway"), makes="pathway", model=NewPathway)
def new_pathway(doing: Doing, _nothing: str, values: NewPathway) -> Done:
    """The draft of a pathway, to be completed programme by programme and then published."""
    body: Body = {
        "format": "pathway/1",
        "code": values.code,
        "title": values.title,
        "stretches": [{"programme": values.programme}],
    }
    return _begun(doing, Pathway, body)


def _begun(doing: Doing, table: type[Published], body: Body) -> Done:
    for other in TABLES:
        taken = doing.unit.maybe(other, body["code"])
        if taken is not None:
            raise CodeTaken(taken.ref, taken.title)
    draft = new_draft(doing, table, body, body["title"])
    return keep_draft(doing, family_of(draft), draft, read(draft, body))


@act("start-draft", N_("Prepare a new version"), on=_WHOLES)
def start_draft(doing: Doing, record: Published, _values: None) -> Done:
    """Opens a draft of the next version, the same as the one it was asked on."""
    if record.state == "draft":
        raise DraftOpen(record.ref, ref_of(record))
    draft = open_draft(doing, record)
    return Done(draft, ref_of(draft), {"version": draft.version_no})


def draft_publishes(_doing: Doing, record: Published, _values: Any) -> tuple[str, ...]:
    """What the law asks of a programme's public sheet and it doesn't say yet."""
    if not isinstance(record, Programme):
        return ()
    return tuple(one.words() for one in lacks_of_programme(programme_of(record.body)))


@act("publish-draft", N_("Publish the draft"), on=_WHOLES)
def publish_draft(doing: Doing, record: Published, _values: None) -> Done:
    """The draft becomes the version in force; dossiers keep the one that they copied."""
    before = doing.unit.maybe(type(record), record.ref)
    done = publish(doing, record)
    doing.warnings += draft_publishes(doing, record, None)
    sheet = record.body.get("updated_on")
    if before is not None and before is not record and sheet and sheet == before.body.get("updated_on"):
        said = _("Its sheet still says that it is of {day}: “Edit what the programme says” changes that.")
        doing.warnings.append(said.format(day=dt.date.fromisoformat(sheet).strftime("%d/%m/%Y")))
    return done


@act("drop-draft", N_("Drop the draft"), on=_WHOLES)
def drop_draft(doing: Doing, record: Published, _values: None) -> Done:
    """Takes the draft out; the version in force stays."""
    return drop(doing, record)
