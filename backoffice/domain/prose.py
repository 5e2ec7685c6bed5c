"""Written text once it is read: blocks in their order, each made of stretches in one style."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class BlockKind(StrEnum):
    """What a block of text is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "item"
    QUOTE = "quote"
    CODE = "code"
    RULE = "rule"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text in one style; `href` is where a link leads."""

    text: str
    strong: bool = False
    emphasis: bool = False
    code: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A block: its spans; `level` is a heading's rank (from 1) or how deep an item or what is in it stands.

    An item has its `marker`; a table its `rows`, the first of which is its head.
    """

    kind: BlockKind
    spans: tuple[Span, ...] = ()
    level: int = 0
    marker: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


def plain(spans: Iterable[Span]) -> str:
    """The text of `spans`, without its styles."""
    return "".join(span.text for span in spans)


def plain_lines(blocks: Iterable[TextBlock]) -> list[str]:
    """`blocks` as lines of plain text, one for each line that the writer began."""
    lines: list[str] = []
    for block in blocks:
        indent = "  " * max(block.level - 1, 0) if block.kind is not BlockKind.HEADING else ""
        match block.kind:
            case BlockKind.TABLE:
                lines += [" | ".join(row) for row in block.rows]
            case BlockKind.RULE:
                lines.append("—")
            case BlockKind.ITEM:
                lines.append(f"{indent}{block.marker} {plain(block.spans)}")
            case _:
                lines += [indent + line for line in plain(block.spans).split("\n")]
    return lines
