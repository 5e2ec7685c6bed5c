"""The pieces of a programme or a pathway: how each is called, found and changed inside its file.

A piece has no row of its own: it stands in the body of its version. It is called by its place:
``COOP/O2`` (an objective), ``COOP/V3/F1/M2/P1`` (a part of a module, in the third version).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from backoffice.content.programme_pieces import (
    AccessDelayForm,
    BlockGapForm,
    FormatForm,
    GapForm,
    ModuleForm,
    NewFormat,
    NewModule,
    ObjectiveForm,
    PartForm,
    PieceForm,
    ProvisionForm,
    RequirementForm,
    ResultForm,
    ShownPriceForm,
    StretchForm,
    TeamRoleForm,
)
from backoffice.i18n import N_
from backoffice.store.records import Pathway, Programme, Published
from backoffice.store.unit import UnitOfWork

Body = dict[str, Any]
# What a gap is kept under: that to the module before, or those to any earlier one.
_LINK, _LINKS = "link", "links"


@dataclass(frozen=True, slots=True)
class PieceKind:
    """A kind of piece: its letter in references, the kind of what holds it and under which key, its form, and
    what it is called (`thing`, with its article: message ids)."""

    kind: str
    letter: str
    holder: str
    key: str
    form: type[PieceForm]
    label: str
    add: str
    edit: str
    new: type[PieceForm] | None = None
    title: str = "text"


PIECES = (
    PieceKind(
        "objective", "O", "programme", "objectives", ObjectiveForm,
        N_("objective"), N_("Add an objective"), N_("Edit the objective"),
    ),
    PieceKind(
        "requirement", "R", "programme", "requirements", RequirementForm,
        N_("requirement"), N_("Add a requirement"), N_("Edit the requirement"),
    ),
    PieceKind(
        "access-delay", "A", "programme", "access_delays", AccessDelayForm,
        N_("access delay"), N_("Add an access delay"), N_("Edit the access delay"),
    ),
    PieceKind(
        "shown-price", "T", "programme", "shown_prices", ShownPriceForm,
        N_("shown price"), N_("Add a price shown"), N_("Edit the price shown"), title="label",
    ),
    PieceKind(
        "result", "I", "programme", "results", ResultForm,
        N_("result"), N_("Add a result"), N_("Edit the result"), title="label",
    ),
    PieceKind(
        "format", "F", "programme", "formats", FormatForm,
        N_("format"), N_("Add a format"), N_("Edit the format"), new=NewFormat, title="label",
    ),
    PieceKind(
        "programme-module", "M", "format", "modules", ModuleForm,
        N_("module of a programme"), N_("Add a module"), N_("Edit the module"), new=NewModule, title="title",
    ),
    PieceKind(
        "part", "P", "programme-module", "parts", PartForm,
        N_("part"), N_("Add a part"), N_("Edit the part"), title="title",
    ),
    PieceKind(
        "gap", "G", "programme-module", _LINKS, GapForm,
        N_("gap"), N_("Add a gap before the module"), N_("Edit the gap"), title="meanwhile",
    ),
    PieceKind(
        "block-gap", "B", "programme-module", "block_gaps", BlockGapForm,
        N_("gap between blocks"), N_("Add a gap between its blocks"), N_("Edit the gap between blocks"),
        title="meanwhile",
    ),
    PieceKind(
        "team-role", "E", "programme-module", "team", TeamRoleForm,
        N_("role in the team"), N_("Add a role to its team"), N_("Edit the role in the team"), title="role",
    ),
    PieceKind(
        "provision", "N", "programme-module", "provisions", ProvisionForm,
        N_("item to provide"), N_("Add an item to provide"), N_("Edit the item to provide"), title="item",
    ),
    PieceKind(
        "stretch", "L", "pathway", "stretches", StretchForm,
        N_("programme of a pathway"), N_("Add a programme to the pathway"),
        N_("Edit the programme’s place"), title="programme",
    ),
)  # fmt: skip
BY_KIND: Mapping[str, PieceKind] = {one.kind: one for one in PIECES}
PIECE_LABELS: Mapping[str, str] = {one.kind: one.label for one in PIECES}
# Their order says nothing: a gap is what it is between.
UNORDERED = ("gap",)
WHOLES: tuple[type[Published], ...] = (Programme, Pathway)
_KIND_OF_WHOLE: Mapping[type[Published], str] = {Programme: "programme", Pathway: "pathway"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a version, by its kind and the rank (from 1) of each step that leads to it."""

    record: Published
    kind: str
    steps: tuple[tuple[str, int], ...]

    @property
    def spec(self) -> PieceKind:
        return BY_KIND[self.kind]

    @property
    def rank(self) -> int:
        return self.steps[-1][1]

    @property
    def uid(self) -> str:
        return self.record.uid

    @property
    def version(self) -> int:
        return self.record.version

    @property
    def ref(self) -> str:
        return called(self.record, self.steps)

    @property
    def value(self) -> Body:
        """What it says, as its file does."""
        return items_of(holder(self.record.body, self.steps), self.spec)[self.rank - 1]

    @property
    def title(self) -> str:
        return str(self.value.get(self.spec.title) or "")

    @property
    def path(self) -> str:
        """Its key path in the file: ``formats[0].modules[1]``; that of a gap is where it is kept."""
        return path_of(self.record.body, self.steps)

    def beside(self, record: Published) -> Piece:
        """The piece at the same place of another version."""
        return Piece(record, self.kind, self.steps)

    def at(self, rank: int) -> Piece:
        return Piece(self.record, self.kind, (*self.steps[:-1], (self.steps[-1][0], rank)))


def called(record: Published, steps: Sequence[tuple[str, int]] = ()) -> str:
    """How people call a version, or a piece of it; a draft by its version, what is published by its code."""
    whole = f"{record.ref}/V{record.version_no}" if record.state == "draft" else record.ref
    return "/".join((whole, *(f"{letter}{n}" for letter, n in steps)))


def spec_of(letter: str, holder_kind: str) -> PieceKind | None:
    return next((one for one in PIECES if (one.letter, one.holder) == (letter, holder_kind)), None)


def kinds_along(record: Published, steps: Sequence[tuple[str, int]]) -> Iterator[PieceKind]:
    """The kind of each step; ends where one doesn't exist."""
    here = _KIND_OF_WHOLE[type(record)]
    for letter, _n in steps:
        found = spec_of(letter, here)
        if found is None:
            return
        yield found
        here = found.kind


def items_of(held: Mapping[str, Any], spec: PieceKind) -> list[Body]:
    """The pieces of a kind in what holds them, in order; a module's own gap first."""
    if spec.kind != "gap":
        return list(held.get(spec.key) or ())
    own = held.get(_LINK)
    return [*([own] if own else []), *(held.get(_LINKS) or ())]


def put_items(held: Body, spec: PieceKind, items: Sequence[Body], *, own: bool | None = None) -> None:
    """Puts the pieces of a kind back. Of gaps, `own` says whether the first is the module's own: that to the
    module before, which the calendar counts from first."""
    if spec.kind != "gap":
        held[spec.key] = list(items)
        return
    if own is None:
        own = bool(items) and not items[0].get("origin")
    held[_LINK] = items[0] if own and items else None
    held[_LINKS] = list(items[1:] if own else items)


def holder(body: Body, steps: Sequence[tuple[str, int]]) -> Body:
    """What holds the last step of `steps`, inside `body`."""
    held, here = body, "pathway" if "stretches" in body else "programme"
    for letter, n in steps[:-1]:
        spec = spec_of(letter, here)
        assert spec is not None
        held, here = items_of(held, spec)[n - 1], spec.kind
    return held


def path_of(body: Body, steps: Sequence[tuple[str, int]]) -> str:
    path, here = "", "pathway" if "stretches" in body else "programme"
    for at, (letter, n) in enumerate(steps):
        spec = spec_of(letter, here)
        assert spec is not None
        own = bool(spec.kind == "gap" and holder(body, steps[: at + 1]).get(_LINK))
        step = _LINK if own and n == 1 else f"{spec.key}[{n - 1 - own}]"
        path, here = f"{path}.{step}".lstrip("."), spec.kind
    return path


_CALLED = re.compile(r"(?P<code>.+?)(?:/V(?P<version>\d{1,6}))?(?P<steps>(?:/[A-Z]\d{1,6})*)")


def find(unit: UnitOfWork, ref: str) -> Published | Piece | None:
    """A version of a programme or a pathway, or a piece of one, by what people call it; else None."""
    found = _CALLED.fullmatch(ref)
    if found is None or not (found["version"] or found["steps"]):
        return None
    record = _version(unit, found["code"], found["version"])
    steps = tuple((step[0], int(step[1:])) for step in found["steps"].split("/")[1:])
    return piece_at(record, steps) if record is not None and steps else record


def _version(unit: UnitOfWork, code: str, version: str | None) -> Published | None:
    for table in WHOLES:
        if version is None:
            found = unit.maybe(table, code)
        else:
            query: Any = select(table).where(table.ref == code, table.version_no == int(version))
            found = unit.session.scalars(query).one_or_none()
        if found is not None:
            return found if found.ref == code else None
    return None


def piece_at(record: Published, steps: tuple[tuple[str, int], ...]) -> Piece | None:
    """The piece of a version that `steps` lead to, if there is one."""
    kinds = tuple(kinds_along(record, steps))
    if len(kinds) != len(steps):
        return None
    held = record.body
    for spec, (_letter, n) in zip(kinds, steps, strict=True):
        items = items_of(held, spec)
        if not 1 <= n <= len(items):
            return None
        held = items[n - 1]
    return Piece(record, kinds[-1].kind, steps)


def pieces_of(record: Published, kind: str, steps: tuple[tuple[str, int], ...] = ()) -> tuple[Piece, ...]:
    """The pieces of a kind in a version, or in the piece that `steps` lead to."""
    spec = BY_KIND[kind]
    held = holder(record.body, (*steps, (spec.letter, 1)))
    return tuple(
        Piece(record, kind, (*steps, (spec.letter, n))) for n in range(1, len(items_of(held, spec)) + 1)
    )
