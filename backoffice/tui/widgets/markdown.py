"""Markdown as it will be printed, drawn with the terminal's own styles; what is refused, with its line."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from backoffice.content.markdown import read_markdown
from backoffice.domain.prose import BlockKind, Span, TextBlock
from backoffice.errors import BackofficeError, each
from backoffice.i18n import _
from backoffice.tui.shown import line


class MarkdownPreview(VerticalScroll, can_focus=False):
    """What stands in a text, beside the form that it is typed in."""

    DEFAULT_CSS = """
    MarkdownPreview { height: 40%; border-top: solid $bo-frame; padding: 0 2; background: $bo-ground; }
    MarkdownPreview Static { height: auto; }
    """

    def compose(self) -> ComposeResult:
        yield Static("", markup=False)

    def show(self, text: str) -> None:
        """Draws `text`, or says what of it is refused."""
        self.query_one(Static).update(drawn(text))


def drawn(text: str) -> Text:
    """`text` as it will be printed; never read as the terminal's markup."""
    try:
        blocks = read_markdown(text)
    except BackofficeError as wrong:
        told = (_("Line {n}: ").format(n=one.place.line or 1) + one.message for one in each(wrong))
        return Text("\n".join(f"▲ {line(one)}" for one in told), style="bold")
    made = Text("\n").join(_block(block) for block in blocks)
    return made if made.plain else Text(_("Nothing here."), style="dim")


def _block(block: TextBlock) -> Text:
    indent = "  " * max(block.level - 1, 0)
    match block.kind:
        case BlockKind.HEADING:
            return Text.assemble("\n", *_spans(block.spans, "bold underline"))
        case BlockKind.ITEM:
            return Text.assemble(f"{indent}{block.marker} ", *_spans(block.spans))
        case BlockKind.QUOTE:
            return Text.assemble("│ ", *_spans(block.spans, "italic"))
        case BlockKind.RULE:
            return Text("─" * 20, style="dim")
        case BlockKind.TABLE:
            return Text("\n").join(Text(" │ ".join(map(line, row))) for row in block.rows)
        case _:
            return Text.assemble(*_spans(block.spans), "\n")


def _spans(spans: tuple[Span, ...], under: str = "") -> Iterator[tuple[str, str]]:
    for span in spans:
        styles = [under, "bold" if span.strong else "", "italic" if span.emphasis else ""]
        styles += ["dim"] if span.code else []
        styles += ["underline"] if span.href else []
        text = "\n".join(map(line, span.text.split("\n")))
        yield text, " ".join(filter(None, styles)) or "none"
        if span.href and span.href != span.text:
            yield f" <{line(span.href)}>", "dim"
