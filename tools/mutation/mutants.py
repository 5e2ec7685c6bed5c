"""The changes that can be made to a module, one at a time, in the order of its text."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass

Found = tuple[str, ast.AST]
Way = tuple[tuple[str, int | None], ...]
_Function = ast.FunctionDef | ast.AsyncFunctionDef

_COMPARES: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
_CALLS = {"min": "max", "max": "min", "any": "all", "all": "any"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: where, the statement before and after, and what stands in the module's tree instead.

    `function` names the outermost function whose body holds it, with its first line; None outside of all.
    """

    path: str
    line: int
    what: str
    before: str
    after: str
    function: tuple[str, int] | None
    original: ast.Module
    way: Way
    new: ast.AST

    @property
    def tree(self) -> ast.Module:
        """The module's whole tree with the change in it."""
        changed = copy.deepcopy(self.original)
        _put(changed, self.way, self.new)
        return ast.fix_missing_locations(changed)

    @property
    def key(self) -> str:
        """What says which change it is, wherever its line has moved."""
        name = self.function[0] if self.function else "(module)"
        return f"{self.path} {name}: {self.before} -> {self.after}"


def mutants(path: str, source: str) -> Iterator[Mutant]:
    """Every change of `source`, in order."""
    tree = ast.parse(source)
    for place in _walk(tree, (), None, (), None, ()):
        for what, new in _changes(place.node, place.inside):
            if new is not None:
                yield _made(path, tree, place, what, new)


@dataclass(frozen=True, slots=True)
class _Place:
    node: ast.AST
    # The fields and ranks that lead to it from the module.
    way: Way
    function: tuple[str, int] | None
    inside: ast.AST | None
    statement: Way


def _walk(
    node: ast.AST,
    way: Way,
    function: tuple[str, int] | None,
    names: tuple[str, ...],
    parent: ast.AST | None,
    statement: Way,
) -> Iterator[_Place]:
    if isinstance(node, ast.stmt):
        statement = way
    yield _Place(node, way, function, parent, statement)
    named = isinstance(node, _Function | ast.ClassDef)
    inner = (*names, node.name) if isinstance(node, _Function | ast.ClassDef) else names
    for field, value in ast.iter_fields(node):
        if _left_out(node, field):
            continue
        within = function
        if isinstance(node, _Function) and field == "body" and function is None:
            within = (".".join(inner), min([node.lineno, *(one.lineno for one in node.decorator_list)]))
        for rank, child in enumerate(value) if isinstance(value, list) else ((None, value),):
            if isinstance(child, ast.AST) and not _is_said(node, field, child, rank):
                yield from _walk(
                    child, (*way, (field, rank)), within, inner if named else names, node, statement
                )


def _left_out(node: ast.AST, field: str) -> bool:
    """Types, decorators and bases say nothing that runs by itself; imports neither."""
    return (
        field
        in ("annotation", "returns", "decorator_list", "bases", "keywords", "type_comment", "format_spec")
        and not isinstance(node, ast.Call)
    ) or isinstance(node, ast.Import | ast.ImportFrom)


def _is_said(node: ast.AST, field: str, child: ast.AST, rank: int | None) -> bool:
    """Docstrings, messages and tables of labels: what is only told to people; and zip's guard of itself."""
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    if isinstance(node, ast.keyword) and node.arg == "strict":
        return True
    if field == "value" and any(isinstance(one, ast.Name) and "LABELS" in one.id for one in targets):
        return True
    if field == "body" and rank == 0 and isinstance(child, ast.Expr):
        return isinstance(child.value, ast.Constant) and isinstance(child.value.value, str)
    return isinstance(child, ast.Call) and isinstance(child.func, ast.Name) and child.func.id in ("_", "N_")


def _made(path: str, tree: ast.Module, place: _Place, what: str, new: ast.AST) -> Mutant:
    ast.copy_location(new, place.node)
    statement = _at(tree, place.statement)
    changed = [copy.deepcopy(statement)]
    inside = place.way[len(place.statement) :]
    if inside:
        _put(changed[0], inside, new)
    line = getattr(place.node, "lineno", 0) or getattr(statement, "lineno", 1)
    before, after = _shown(statement, changed[0] if inside else new)
    return Mutant(path, line, what, before, after, place.function, tree, place.way, new)


def _at(tree: ast.AST, way: Way) -> ast.AST:
    node = tree
    for field, rank in way:
        value = getattr(node, field)
        node = value if rank is None else value[rank]
    return node


def _put(tree: ast.AST, way: Way, new: ast.AST) -> None:
    *upper, (field, rank) = way
    parent = _at(tree, tuple(upper))
    if rank is None:
        setattr(parent, field, new)
    else:
        getattr(parent, field)[rank] = new


_MOST_SHOWN = 100


def _shown(before: ast.AST, after: ast.AST) -> tuple[str, str]:
    """The statement as Python writes it, before and after; of a long one, what is around the difference."""
    old, new = (" ".join(ast.unparse(one).split()) for one in (before, after))
    start = next(
        (at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new))
    )
    tail = 0
    while tail < min(len(old), len(new)) - start and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return _around(old, start, tail), _around(new, start, tail)


def _around(text: str, start: int, tail: int) -> str:
    if len(text) <= _MOST_SHOWN:
        return text
    first, last = max(0, start - 40), min(len(text), len(text) - tail + 25)
    return f"{'… ' if first else ''}{text[first:last]}{' …' if last < len(text) else ''}"


# -- what may be changed


def _changes(node: ast.AST, parent: ast.AST | None) -> Iterator[tuple[str, ast.AST | None]]:
    for kind, change in _CHANGES:
        if isinstance(node, kind):
            yield from change(node, parent)


def _compare(node: ast.Compare, _parent: ast.AST | None) -> Iterator[Found]:
    for rank, op in enumerate(node.ops):
        for other in _COMPARES[type(op)]:
            new = copy.deepcopy(node)
            new.ops[rank] = other()
            yield "comparison", new


def _binary(node: ast.BinOp, _parent: ast.AST | None) -> Iterator[Found]:
    text = any(isinstance(one, ast.JoinedStr) or _is_text(one) for one in (node.left, node.right))
    if type(node.op) in _ARITHMETIC and not text:
        new = copy.deepcopy(node)
        new.op = _ARITHMETIC[type(node.op)]()
        yield "arithmetic", new


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _augmented(node: ast.AugAssign, _parent: ast.AST | None) -> Iterator[Found]:
    if type(node.op) in _ARITHMETIC:
        new = copy.deepcopy(node)
        new.op = _ARITHMETIC[type(node.op)]()
        yield "arithmetic", new
    yield "statement removed", ast.Pass()


def _constant(node: ast.Constant, _parent: ast.AST | None) -> Iterator[Found]:
    if isinstance(node.value, bool):
        yield "constant", ast.Constant(not node.value)
    elif isinstance(node.value, int):
        yield "constant", ast.Constant(node.value + 1)
        yield "constant", ast.Constant(node.value - 1)


def _boolean(node: ast.BoolOp, _parent: ast.AST | None) -> Iterator[Found]:
    new = copy.deepcopy(node)
    new.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    yield "and/or", new


def _unary(node: ast.UnaryOp, _parent: ast.AST | None) -> Iterator[Found]:
    if isinstance(node.op, ast.Not):
        yield "not", copy.deepcopy(node.operand)
    elif isinstance(node.op, ast.USub) and not isinstance(node.operand, ast.Constant):
        yield "sign", copy.deepcopy(node.operand)


def _tested(node: ast.If | ast.While | ast.IfExp, _parent: ast.AST | None) -> Iterator[Found]:
    if not isinstance(node.test, ast.Compare | ast.UnaryOp):
        new = copy.deepcopy(node)
        new.test = ast.UnaryOp(ast.Not(), new.test)
        yield "condition", new


def _filtered(node: ast.comprehension, _parent: ast.AST | None) -> Iterator[Found]:
    for rank in range(len(node.ifs)):
        new = copy.deepcopy(node)
        del new.ifs[rank]
        yield "filter removed", new


def _returned(node: ast.Return, _parent: ast.AST | None) -> Iterator[Found]:
    empty = node.value is None or (isinstance(node.value, ast.Constant) and node.value.value is None)
    if not empty:
        yield "return None", ast.Return(ast.Constant(None))


def _dropped(node: ast.Expr | ast.Raise | ast.Delete, _parent: ast.AST | None) -> Iterator[Found]:
    # `...` stands for a protocol's body.
    if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
        yield "statement removed", ast.Pass()


def _assigned(node: ast.Assign, _parent: ast.AST | None) -> Iterator[Found]:
    if all(isinstance(target, ast.Subscript | ast.Attribute) for target in node.targets):
        yield "statement removed", ast.Pass()


def _break(_node: ast.Break, _parent: ast.AST | None) -> Iterator[Found]:
    yield "break/continue", ast.Continue()


def _continue(_node: ast.Continue, _parent: ast.AST | None) -> Iterator[Found]:
    yield "break/continue", ast.Break()


def _sliced(node: ast.Slice, _parent: ast.AST | None) -> Iterator[Found]:
    for side in ("lower", "upper"):
        if getattr(node, side) is not None:
            new = copy.deepcopy(node)
            setattr(new, side, None)
            yield "slice", new


def _called(node: ast.Call, _parent: ast.AST | None) -> Iterator[Found]:
    if isinstance(node.func, ast.Name) and node.func.id in _CALLS:
        new = copy.deepcopy(node)
        new.func = ast.Name(_CALLS[node.func.id], ast.Load())
        yield "call", new


def _listed(node: ast.Tuple | ast.List | ast.Set, parent: ast.AST | None) -> Iterator[Found]:
    """Each member of a table of two or more; a subscript's tuple and a target are no tables."""
    loaded = isinstance(getattr(node, "ctx", ast.Load()), ast.Load)
    if loaded and len(node.elts) > 1 and not isinstance(parent, ast.Subscript):
        for rank in range(len(node.elts)):
            new = copy.deepcopy(node)
            del new.elts[rank]
            yield "member removed", new


def _mapped(node: ast.Dict, _parent: ast.AST | None) -> Iterator[Found]:
    for rank in range(len(node.keys) if len(node.keys) > 1 else 0):
        new = copy.deepcopy(node)
        del new.keys[rank], new.values[rank]
        yield "member removed", new


def _matched(node: ast.Match, _parent: ast.AST | None) -> Iterator[Found]:
    for rank in range(len(node.cases) if len(node.cases) > 1 else 0):
        new = copy.deepcopy(node)
        del new.cases[rank]
        yield "case removed", new


_CHANGES: tuple[tuple[type[ast.AST] | tuple[type[ast.AST], ...], Callable[..., Iterator[Found]]], ...] = (
    (ast.Compare, _compare),
    (ast.BinOp, _binary),
    (ast.AugAssign, _augmented),
    (ast.Constant, _constant),
    (ast.BoolOp, _boolean),
    (ast.UnaryOp, _unary),
    ((ast.If, ast.While, ast.IfExp), _tested),
    (ast.comprehension, _filtered),
    (ast.Return, _returned),
    ((ast.Expr, ast.Raise, ast.Delete), _dropped),
    (ast.Assign, _assigned),
    (ast.Break, _break),
    (ast.Continue, _continue),
    (ast.Slice, _sliced),
    (ast.Call, _called),
    ((ast.Tuple, ast.List, ast.Set), _listed),
    (ast.Dict, _mapped),
    (ast.Match, _matched),
)
