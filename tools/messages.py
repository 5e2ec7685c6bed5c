"""Extracts what users see and merges it into the French catalogue; with --check, says what is missing."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
FRENCH = ROOT / "backoffice/i18n/locales/fr/LC_MESSAGES/backoffice.po"
_FIELDS = re.compile(r"\{(\w*)")


def extracted() -> Catalog:
    """Every message of the sources, without line numbers: they would change at each edit."""
    catalogue = Catalog(project="backoffice", locale="fr", charset="utf-8", fuzzy=False)
    for path in sorted((ROOT / "backoffice").rglob("*.py")):
        for message, context in _messages(path):
            catalogue.add(message, locations=[(str(path.relative_to(ROOT)), 0)], context=context)
    return catalogue


def _messages(path: Path) -> Iterator[tuple[str | tuple[str, str], str | None]]:
    """The messages of a file, from its syntax tree: a reader of tokens misses those inside an f-string."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        texts = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
        if node.func.id in ("_", "N_") and texts and texts[0]:
            yield texts[0], None
        elif node.func.id in ("ngettext", "ngettext_id") and len(texts) >= 2:
            yield (texts[0], texts[1]), None
        elif node.func.id == "pgettext" and len(texts) == 2:
            yield texts[1], texts[0]


def french() -> Catalog:
    """The French catalogue as it stands."""
    with FRENCH.open("rb") as file:
        return read_po(file, locale="fr")


def merge() -> None:
    """Adds new messages (untranslated) and drops those no longer used."""
    known = french() if FRENCH.exists() else Catalog(locale="fr")
    merged = extracted()
    for message in merged:
        old = known.get(message.id, message.context) if message.id else None
        if old is not None and old.string:
            message.string = old.string
    merged.header_comment = "# The French of the back office."
    # A fixed date: the file changes only when a message does.
    merged.revision_date = merged.creation_date = datetime(2026, 6, 1, 7, tzinfo=UTC)
    with FRENCH.open("wb") as file:
        write_po(file, merged, width=110, sort_output=True, no_location=False, include_lineno=False)


def wrong() -> Iterator[str]:
    """What keeps the catalogue from being complete and safe to format."""
    known = french()
    for message in extracted():
        if not message.id:
            continue
        translated = known.get(message.id, message.context)
        yield from _faults(message, translated)
    used = {(m.context, _first(m)) for m in extracted() if m.id}
    yield from (f"unused: {_first(m)}" for m in known if m.id and (m.context, _first(m)) not in used)


def _first(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _faults(message: Message, translated: Message | None) -> Iterator[str]:
    sources = (message.id,) if isinstance(message.id, str) else message.id
    texts = () if translated is None else translated.string
    texts = (texts,) if isinstance(texts, str) else texts
    if not texts or not all(texts):
        yield f"not translated: {sources[0]}"
        return
    fields = {name for source in sources for name in _FIELDS.findall(source)}
    for text in texts:
        if not set(_FIELDS.findall(text)) <= fields or (
            len(texts) == 1 and set(_FIELDS.findall(text)) != fields
        ):
            yield f"other placeholders: {sources[0]} -> {text}"
    if translated is not None and translated.fuzzy:
        yield f"fuzzy: {sources[0]}"


def main() -> int:
    if "--check" not in sys.argv:
        merge()
    found = list(wrong())
    for line in found:
        print(line)  # noqa: T201  a chore's output
    print(f"messages: {len(list(extracted())) - 1}, to mend: {len(found)}")  # noqa: T201
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
