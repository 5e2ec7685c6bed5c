"""The screens of a programme's pieces, and the lists of them that open each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from backoffice.content.fields import Kind, describe
from backoffice.content.programme import programme_of
from backoffice.content.programme_pieces import BROUGHT_BY, PRICED_PER, WHERE, BlockGapForm, PieceForm
from backoffice.content.typed_form import YES, default_typed, typed_values
from backoffice.domain.programme import Programme as Value
from backoffice.domain.programme_lacks import lacks_of_programme
from backoffice.i18n import N_, _
from backoffice.i18n.formats import money
from backoffice.services.acts import Doing
from backoffice.services.catalogue import draft_of
from backoffice.services.kinds import ref_of
from backoffice.services.pieces import facts, lines, prose
from backoffice.services.ports import Block, Cell, Column, Lines
from backoffice.services.programmes.pieces import Body, Piece, pieces_of
from backoffice.store.records import Pathway, Programme, Published

Steps = tuple[tuple[str, int], ...]


def draft_blocks(doing: Doing, record: Published) -> Iterator[Block]:
    """The draft that is open beside what is published; on a draft, what its programme lacks."""
    if record.state == "draft":
        if isinstance(record, Programme):
            lacks = "\n".join(f"– {one.words()}" for one in lacks_of_programme(programme_of(record.body)))
            yield from prose(N_("Not said yet"), lacks)
        return
    draft = draft_of(doing.unit, type(record), record.ref)
    if draft is not None:
        columns = (Column("ref", N_("Draft"), 12), Column("title", N_("Title"), 24, grow=3))
        yield lines(N_("A next version is being prepared"), columns, ((ref_of(draft), draft.title),))


def objective_lines(record: Programme) -> Lines:
    """Each objective → content → method → evaluation."""
    return lines(
        N_("Objectives"),
        (
            Column("ref", N_("Reference"), 16, priority=4),
            Column("text", N_("Objective"), 24, grow=3),
            Column("modules", N_("Content"), 8, grow=1, priority=1),
            Column("method", N_("Method"), 10, grow=1, priority=3),
            Column("evaluation", N_("Evaluation"), 14, grow=2, priority=2),
        ),
        (
            (
                one.ref,
                _with(one.value["text"], one.value.get("criterion")),
                ", ".join(one.value.get("modules") or ()),
                _line(one.value.get("method")),
                _line(one.value.get("evaluation")),
            )
            for one in pieces_of(record, "objective")
        ),
    )


def _with(text: str, criterion: str | None) -> str:
    return f"{text} – {_line(criterion)}" if criterion else text


def _line(text: Any) -> str:
    return " ".join(str(text or "").split())


def public_lines(record: Programme) -> Iterator[Block]:
    """Requirements, access delays, prices shown and results: nothing for those that there are none of."""
    for title, kind, columns, row in _PUBLIC:
        rows = [row(one) for one in pieces_of(record, kind)]
        if rows:
            yield lines(title, columns, rows)


def _requirement(one: Piece) -> tuple[str, ...]:
    value = one.value
    kind = value["kind"] if value.get("mandatory", True) else "recommended"
    return one.ref, value["text"], kind, value.get("proof") or ""


def _delay(one: Piece) -> tuple[str, ...]:
    return one.ref, one.value["text"], one.value.get("request_kind", "intra")


def _price(one: Piece) -> tuple[str, ...]:
    value = one.value
    cents = value.get("cents")
    told = _("On quotation") if cents is None else money(cents)
    members = _("members") if value.get("members_only") else ""
    return one.ref, value["label"], told, _(_PER[value.get("per", "person")]), members


def _result(one: Piece) -> tuple[str, ...]:
    value = one.value
    how = " · ".join(text for text in (value["method"], value.get("period")) if text)
    return one.ref, value["label"], value["value"], str(value["count"]), how


_PER = dict(PRICED_PER)
_REF = Column("ref", N_("Reference"), 16, priority=4)
_PUBLIC: tuple[tuple[str, str, tuple[Column, ...], Callable[[Piece], tuple[str, ...]]], ...] = (
    (
        N_("Prerequisites"),
        "requirement",
        (
            _REF,
            Column("text", N_("Requirement"), 24, grow=3),
            Column("kind", N_("Kind"), 14, kind=Cell.STATE, states="requirement_kind", priority=1),
            Column("proof", N_("Proof"), 12, grow=1, priority=2),
        ),
        _requirement,
    ),
    (
        N_("Access delay"),
        "access-delay",
        (
            _REF,
            Column("text", N_("Access delay"), 24, grow=3),
            Column("kind", N_("Kind"), 14, kind=Cell.STATE, states="kind", priority=1),
        ),
        _delay,
    ),
    (
        N_("Prices shown"),
        "shown-price",
        (
            _REF,
            Column("label", N_("Label"), 20, grow=3),
            Column("price", N_("Price"), 14),
            Column("per", N_("For each"), 12, priority=1),
            Column("members", N_("Members"), 8, priority=2),
        ),
        _price,
    ),
    (
        N_("Results"),
        "result",
        (
            _REF,
            Column("label", N_("Indicator"), 20, grow=2),
            Column("value", N_("Result"), 10),
            Column("count", N_("Counted over"), 12, kind=Cell.NUMBER),
            Column("how", N_("How it was measured"), 18, grow=2, priority=1),
        ),
        _result,
    ),
)


def format_lines(record: Programme, programme: Value) -> Lines:
    """The formats, each of which opens on its modules."""
    return lines(
        N_("Formats"),
        (
            _REF,
            Column("code", N_("Code"), 10, priority=1),
            Column("label", N_("Label"), 24, grow=3),
            Column("modules", N_("Modules"), 8, kind=Cell.NUMBER, priority=2),
            Column("minutes", N_("Duration"), 8, kind=Cell.MINUTES),
        ),
        (
            (piece.ref, one.code, one.label, str(len(one.modules)), str(one.training_minutes))
            for piece, one in zip(pieces_of(record, "format"), programme.formats, strict=True)
        ),
    )


def module_lines(record: Programme, steps: Steps) -> Lines:
    """The modules of a format, each of which opens on its parts."""
    return lines(
        N_("Modules"),
        (
            Column("ref", N_("Reference"), 19, priority=4),
            Column("label", N_("Module"), 10),
            Column("title", N_("Title"), 24, grow=3),
            Column("minutes", N_("Duration"), 8, kind=Cell.MINUTES),
            Column("parts", N_("Parts"), 7, kind=Cell.NUMBER, priority=1),
        ),
        (
            (one.ref, one.value["label"], one.title, str(_minutes(one.value)), str(len(one.value["parts"])))
            for one in pieces_of(record, "programme-module", steps)
        ),
    )


def _minutes(module: Body) -> int:
    counted = (
        one["minutes"]
        for one in module["parts"]
        if one.get("counts", True) and one.get("supervision") != "none"
    )
    return sum(one["planned"] if isinstance(one, Mapping) else one for one in counted)


# A piece by itself -----------------------------------------------------------------------------------------


def piece_blocks(_doing: Doing, piece: Piece) -> Iterable[Block]:
    """A piece: what its form says, then what it holds."""
    yield _said(piece)
    yield from _texts(piece)
    if piece.kind == "format":
        yield module_lines(_programme(piece), piece.steps)
    if piece.kind == "programme-module":
        yield from _of_module(piece)


def _programme(piece: Piece) -> Programme:
    assert isinstance(piece.record, Programme)
    return piece.record


_LONG = (Kind.TEXT, Kind.LINES)


def _typed(piece: Piece) -> Iterator[tuple[Any, str]]:
    """The fields of a piece's form that say something of their own, as people read them."""
    form: type[PieceForm] = piece.spec.form
    values = typed_values(form, form.opened(piece.value))
    for asked in describe(form):
        text = values.get(asked.name, "")
        if asked.kind in (Kind.CHOICE, Kind.SUGGEST):
            text = next((_(label) for token, label in asked.choices if token == text), text)
        elif asked.kind is Kind.YES_NO:
            text = _("yes") if text == YES else _("no")
        if text:
            yield asked, text


def _said(piece: Piece) -> Block:
    rows: list[tuple[Any, ...]] = [
        (asked.label, text)
        for asked, text in _typed(piece)
        if asked.kind not in _LONG and not _as_usual(piece, asked)
    ]
    record = piece.record
    title = N_("Pathway") if isinstance(record, Pathway) else N_("Programme")
    state = (N_("State"), record.state, Cell.STATE, "programme")
    return facts(title, (N_("Of"), record.title, Cell.TEXT, "", record), state, *rows)


def _as_usual(piece: Piece, asked: Any) -> bool:
    """Whether a field holds what it would hold anyway."""
    form = piece.spec.form
    given = typed_values(form, form.opened(piece.value)).get(asked.name, "")
    return bool(given) and not asked.required and given == default_typed(asked) and asked.name in _QUIET


# What is only told where it isn't as usual.
_QUIET = (
    "counts",
    "adjustable",
    "block",
    "pace",
    "with_whom",
    "supervision",
    "nature",
    "hard",
    "members_only",
)


def _texts(piece: Piece) -> Iterator[Block]:
    for asked, text in _typed(piece):
        if asked.kind in _LONG:
            yield from prose(asked.label, text)


def _of_module(piece: Piece) -> Iterator[Block]:
    record, steps = piece.record, piece.steps
    yield lines(
        N_("Parts"),
        (
            Column("ref", N_("Reference"), 22, priority=4),
            Column("title", N_("Title"), 24, grow=3),
            Column("minutes", N_("Duration"), 8, kind=Cell.MINUTES),
            Column("where", N_("Where"), 16, grow=1, priority=1),
        ),
        (
            (one.ref, one.title, str(_planned(one.value)), _where(one.value))
            for one in pieces_of(record, "part", steps)
        ),
    )
    gaps = [*pieces_of(record, "gap", steps), *pieces_of(record, "block-gap", steps)]
    yield lines(
        N_("Gaps"),
        (
            Column("ref", N_("Reference"), 22, priority=4),
            Column("from", N_("From"), 16, grow=1),
            Column("bounds", N_("Gap"), 20, grow=1),
            Column("meanwhile", N_("Meanwhile"), 16, grow=3, priority=1),
        ),
        ((one.ref, _from(one), _bounds(one.value), _line(one.value.get("meanwhile"))) for one in gaps),
        N_("None: the next day at the earliest. Choose the act Add a gap before the module."),
    )
    yield lines(
        N_("Team"),
        (
            Column("ref", N_("Reference"), 22, priority=4),
            Column("role", N_("Role"), 14, kind=Cell.STATE, states="team_role"),
            Column("note", N_("What for"), 16, grow=3, priority=1),
        ),
        ((one.ref, one.title, one.value.get("note") or "") for one in pieces_of(record, "team-role", steps)),
    )
    yield lines(
        N_("To provide"),
        (
            Column("ref", N_("Reference"), 22, priority=4),
            Column("item", N_("Item"), 24, grow=3),
            Column("by", N_("Brought by"), 16, kind=Cell.MESSAGE),
        ),
        (
            (one.ref, one.title, _BY[one.value.get("by", "us")])
            for one in pieces_of(record, "provision", steps)
        ),
        N_("Nothing."),
    )


_BY, _WHERE = dict(BROUGHT_BY), dict(WHERE)


def _planned(part: Body) -> int:
    minutes = part["minutes"]
    return int(minutes["planned"] if isinstance(minutes, Mapping) else minutes)


def _where(part: Body) -> str:
    told = [_(_WHERE[part.get("where", "on_site")])]
    if part.get("pace") == "own_pace":
        told.append(_("at one’s own pace"))
    if not part.get("counts", True) or part.get("supervision") == "none":
        told.append(_("outside the training hours"))
    return ", ".join(told)


def _from(gap: Piece) -> str:
    if gap.kind == "block-gap":
        return _("block {n}").format(n=gap.rank)
    return str(gap.value.get("origin") or _("the module before"))


def _bounds(gap: Body) -> str:
    form = BlockGapForm.opened(gap)
    told = (
        (_("{n} at least"), form["least"]),
        (_("{n} if possible"), form["target"]),
        (_("{n} at most"), form["most"]),
    )
    return ", ".join(text.format(n=length) for text, length in told if length)
