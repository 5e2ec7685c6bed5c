"""Text in several styles on one line: broken at the same places as plain text, links kept as links."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from backoffice.documents.kit.design import ACCENT, Style
from backoffice.documents.kit.paper import Paper, measure
from backoffice.documents.kit.strips import Set, Strip, baseline
from backoffice.documents.kit.text import lines, printable, tokens

ITALIC = "SourceSansPro-It"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style; `href` is where it leads."""

    text: str
    style: Style
    href: str = ""


Atom = list[Run]
"""Runs between which no line ends."""


def rich(
    x: float,
    width: float,
    runs: Iterable[Run],
    leading: float,
    *,
    marker: Run | None = None,
    hang: float = 0.0,
) -> list[Strip]:
    """A paragraph of `runs`, a strip for each line; `marker` hangs in front of the first, `hang` points wide.

    Neither its first line nor its last is left alone on its page.
    """
    laid = _broken(_atoms(runs), width - hang)
    made = [_line(x + hang, atoms, leading) for atoms in laid]
    if made and marker is not None:
        top = made[0]
        top.texts = [Set(x, baseline(marker.style, leading), marker.text, marker.style), *top.texts]
    for at, strip in enumerate(made):
        strip.glue = len(made) > 1 and at in (0, len(made) - 2)
    return made


def linked(run: Run) -> Run:
    """A run as it is drawn: what leads somewhere has the accent's colour."""
    return replace(run, style=replace(run.style, colour=ACCENT)) if run.href else run


def _atoms(runs: Iterable[Run]) -> Iterator[Atom | None]:
    """The pieces that a line may end between; None where it must end."""
    held: Atom = []
    for run in map(linked, runs):
        for at, piece in enumerate(run.text.split("\n")):
            if at:
                yield from ((held,) if held else ())
                yield None
                held = []
            for rank, token in enumerate(tokens(printable(piece))):
                if held and (rank or token.startswith(" ")):
                    yield held
                    held = []
                if token:
                    held.append(replace(run, text=token))
    if held:
        yield held


def _broken(atoms: Iterable[Atom | None], width: float) -> list[list[Run]]:
    laid: list[list[Run]] = [[]]
    used = 0.0
    for atom in atoms:
        if atom is None:
            laid.append([])
            used = 0.0
            continue
        wide = _wide(atom)
        if used + wide > width and laid[-1]:
            laid.append([])
            used = 0.0
        if not laid[-1]:
            atom = _without_blank(atom)
            wide = _wide(atom)
        if wide > width:
            for run in atom:
                *whole, last = lines(run.text, run.style, width)
                laid[-1:] = [*([replace(run, text=text)] for text in whole), [replace(run, text=last)]]
            used = _wide(laid[-1])
            continue
        laid[-1] += atom
        used += wide
    return laid


def _wide(atom: Sequence[Run]) -> float:
    return sum(measure(run.text, run.style) for run in atom)


def _without_blank(atom: Atom) -> Atom:
    first = replace(atom[0], text=atom[0].text.removeprefix(" "))
    return [first, *atom[1:]] if first.text else atom[1:]


def _line(x: float, runs: Sequence[Run], leading: float) -> Strip:
    texts, links, at = [], [], x
    for run in _joined(runs):
        wide = measure(run.text, run.style)
        texts.append(Set(at, baseline(run.style, leading), run.text, run.style))
        if run.href:
            links.append((at, wide, run.href))
        at += wide

    def draw(paper: Paper, top: float, height: float) -> None:
        for left, wide, href in links:
            paper.rule(left, top + height - 1.6, left + wide, top + height - 1.6, ACCENT, 0.4)
            paper.link(left, top, wide, height, href)

    return Strip(leading, texts, draw if links else None)


def _joined(runs: Sequence[Run]) -> list[Run]:
    made: list[Run] = []
    for run in runs:
        if made and (made[-1].style, made[-1].href) == (run.style, run.href):
            made[-1] = replace(run, text=made[-1].text + run.text)
        else:
            made.append(run)
    return made
