"""Markdown as proposals may hold it: CommonMark with tables; no picture, HTML or link of an odd scheme."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING

from backoffice.domain.prose import BlockKind, Span, TextBlock, plain
from backoffice.errors import BackofficeError, Place, Several
from backoffice.i18n import N_, _

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

SCHEMES = ("http", "https", "mailto", "tel")
_SCHEME = re.compile(r"^([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_MOST_HEADING = 3


class MarkdownRefused(BackofficeError):
    """Something that a proposal can't hold, with its line."""

    code = "markdown_refused"


_PICTURE = (
    N_("A picture can't stand in a proposal: {what}."),
    N_("Leave it out; describe it in words, or attach it apart."),
)
_LOCAL = (
    N_("A picture of a file of this computer can't leave with a proposal: {what}."),
    N_("Leave it out: its path says what is on this computer, and its client couldn't see it."),
)
_HTML = (
    N_("HTML isn't read here: {what}."),
    N_("Write it as Markdown, or put a backslash before the sign <."),
)
_LINK = (
    N_("A link can't lead to {what}."),
    N_("Links begin with https:, http:, mailto: or tel:."),
)


def read_markdown(text: str, path: str | None = None) -> tuple[TextBlock, ...]:
    """The blocks that `text` holds; raises MarkdownRefused (or Several) with `path` and line."""
    reader = _Reader(path)
    blocks = tuple(reader.blocks(_parser().parse(text)))
    if reader.wrong:
        raise Several(tuple(reader.wrong)) if len(reader.wrong) > 1 else reader.wrong[0]
    return blocks


@cache
def _parser() -> MarkdownIt:
    # Imported when it is first needed: nothing of it is before the first paint.
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    # Every link is read, so that one that is refused can be named.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    return parser


@dataclass(slots=True)
class _Reader:
    """Walks through the tokens of a text; what it can't hold goes to `wrong`."""

    path: str | None
    wrong: list[BackofficeError] = field(default_factory=list)
    _lists: list[list[str]] = field(default_factory=list)
    _marker: str = ""
    _quoted: int = 0
    _heading: int = 0
    _rows: list[list[str]] = field(default_factory=list)
    _in_table: bool = False

    def blocks(self, tokens: Sequence[Token]) -> Iterator[TextBlock]:
        for token in tokens:
            yield from self._block(token)

    def _block(self, token: Token) -> Iterator[TextBlock]:
        line = token.map[0] + 1 if token.map else 1
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                self._lists.append([])
            case "bullet_list_close" | "ordered_list_close":
                self._lists.pop()
            case "list_item_open":
                self._marker = f"{token.info}{token.markup}" if token.info else "•"
            case "blockquote_open" | "blockquote_close":
                self._quoted += token.nesting
            case "heading_open":
                self._heading = min(int(token.tag[1:]), _MOST_HEADING)
            case "heading_close":
                self._heading = 0
            case "table_open":
                self._rows, self._in_table = [], True
            case "tr_open":
                self._rows.append([])
            case "table_close":
                self._in_table = False
                yield TextBlock(BlockKind.TABLE, rows=_even(self._rows), level=len(self._lists))
            case "fence" | "code_block":
                text = token.content.rstrip("\n")
                yield TextBlock(BlockKind.CODE, (Span(text, code=True),), len(self._lists))
            case "hr":
                yield TextBlock(BlockKind.RULE)
            case "html_block":
                self._refuse(_HTML, token.content, line)
            case "inline":
                yield from self._inline(token, line)

    def _inline(self, token: Token, line: int) -> Iterator[TextBlock]:
        spans = tuple(_merged(self._spans(token.children or (), line)))
        if self._in_table:
            self._rows[-1].append(plain(spans))
        elif self._heading:
            yield TextBlock(BlockKind.HEADING, spans, self._heading)
        elif self._marker:
            marker, self._marker = self._marker, ""
            yield TextBlock(BlockKind.ITEM, spans, len(self._lists), marker)
        else:
            kind = BlockKind.QUOTE if self._quoted else BlockKind.PARAGRAPH
            yield TextBlock(kind, spans, len(self._lists))

    def _spans(self, children: Sequence[Token], line: int) -> Iterator[Span]:
        style, hrefs = Span(""), [""]
        for child in children:
            match child.type:
                case "text" | "text_special":
                    yield replace(style, text=child.content)
                case "code_inline":
                    yield replace(style, text=child.content, code=True)
                case "softbreak":
                    line += 1
                    yield replace(style, text=" ")
                case "hardbreak":
                    line += 1
                    yield replace(style, text="\n")
                case "strong_open" | "strong_close":
                    style = replace(style, strong=child.nesting > 0)
                case "em_open" | "em_close":
                    style = replace(style, emphasis=child.nesting > 0)
                case "link_open":
                    hrefs.append(self._link(str(child.attrs.get("href", "")), line))
                    style = replace(style, href=hrefs[-1])
                case "link_close":
                    hrefs.pop()
                    style = replace(style, href=hrefs[-1])
                case "image":
                    source = str(child.attrs.get("src", ""))
                    away = bool(re.match(r"^https?:", source, re.IGNORECASE))
                    self._refuse(_PICTURE if away else _LOCAL, source, line)
                case "html_inline":
                    self._refuse(_HTML, child.content, line)

    def _link(self, href: str, line: int) -> str:
        scheme = _SCHEME.match(href)
        if scheme is None or scheme[1].lower() not in SCHEMES:
            self._refuse(_LINK, href or "?", line)
            return ""
        return href

    def _refuse(self, why: tuple[str, str], what: str, line: int) -> None:
        shown = " ".join(what.split())
        message = _(why[0]).format(what=shown if len(shown) <= 80 else f"{shown[:79]}…")
        self.wrong.append(MarkdownRefused(message, place=Place(line=line, path=self.path), remedy=_(why[1])))


def _merged(spans: Iterator[Span]) -> Iterator[Span]:
    """Neighbours of one style as one span."""
    held: Span | None = None
    for span in spans:
        if held is not None and replace(held, text="") == replace(span, text=""):
            held = replace(held, text=held.text + span.text)
            continue
        if held is not None and held.text:
            yield held
        held = span
    if held is not None and held.text:
        yield held


def _even(rows: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    width = max(map(len, rows), default=0)
    return tuple((*row, *[""] * (width - len(row))) for row in rows)


_SIGNS = re.compile(r"([\\`*\[\]<|])|(?<!\w)(_)|(_)(?!\w)|(&)(?=#?\w+;)")
_BEGINS = re.compile(r"^(?:([#>=~+-])|(\d{1,9})([.)]))")


def as_markdown(text: str) -> str:
    """`text`, which is only text, as Markdown that reads as the same text."""
    lines = (_SIGNS.sub(r"\\\g<0>", line.strip()) for line in text.strip().split("\n"))
    paragraphs: list[list[str]] = [[]]
    for line in lines:
        if line:
            paragraphs[-1].append(_BEGINS.sub(_kept_as_text, line))
        elif paragraphs[-1]:
            paragraphs.append([])
    return "\n\n".join("\\\n".join(lines) for lines in paragraphs if lines)


def _kept_as_text(found: re.Match[str]) -> str:
    return f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}"
