"""Proposals: pages a second of ours, Typst and WeasyPrint on the same words, and comparing two versions.

`python -m benchmarks.bench_proposal` measures; peers as in `bench_documents`. Each document differs from the
last. Wall time, best of several rounds, warm process; a peer isn't asked to draw the calendar.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from backoffice.content.markdown import read_markdown
from backoffice.documents.printing import render
from backoffice.documents.sheets import ProposalSheet, SectionSheet
from backoffice.services.proposals.comparing import changes, text_of
from benchmarks.bench_documents import LOGO, SAMPLES, peer, per_second

COUNT = 12
_WORDS = (
    "coopération",
    "territoire",
    "méthode",
    "charte",
    "séance",
    "posture",
    "groupe",
    "essai",
    "décision",
)


def variant(sheet: ProposalSheet, rank: int) -> ProposalSheet:
    """The same proposal with other words, so that nobody can remember the last one."""
    mark = f" {rank}"
    sections = tuple(
        replace(
            section,
            title=section.title + mark,
            tables=tuple(
                replace(table, rows=tuple((row[0] + mark, *row[1:]) for row in table.rows))
                for table in section.tables
            ),
        )
        for section in sheet.sections
    )
    return replace(sheet, title=sheet.title + mark, sections=sections)


def longer(sheet: ProposalSheet, times: int) -> ProposalSheet:
    """The same proposal with the rows of its modules `times` over: some fifty pages at 12."""
    sections = tuple(
        replace(one, tables=tuple(replace(table, rows=table.rows * times, sums=0) for table in one.tables))
        for one in sheet.sections
    )
    return replace(sheet, sections=sections)


def view(sheet: ProposalSheet) -> dict[str, Any]:
    """What its pages show, as strings."""
    who = sheet.organisation
    return {
        "title": sheet.title,
        "legal": [who.name, who.siret, who.registration],
        "client": [sheet.client.name, *sheet.client.address],
        "figures": [[one.label, one.text] for one in sheet.figures],
        "sections": [_section(one) for one in sheet.sections],
    }


def _section(section: SectionSheet) -> dict[str, Any]:
    blocks = (*section.before, *section.after)
    return {
        "title": section.title,
        "texts": ["".join(words.text for words in block.words) for block in blocks],
        "tables": [
            {"title": one.title, "heads": one.heads, "shares": one.shares, "rows": one.rows}
            for one in section.tables
        ],
    }


def pages(name: str, base: ProposalSheet) -> None:
    """Prints a line for each engine."""
    logo = LOGO.read_bytes()
    sheets = [variant(base, rank) for rank in range(COUNT)]
    first = render(sheets[0], draft=False, logo=logo)
    ours = per_second(lambda sheet: render(sheet, draft=False, logo=logo), sheets, 4)
    told = f"{len(first.pdf):7} bytes, {first.pages} pages"
    print(f"{name:9} ours        {ours:7.1f} /s {ours * first.pages:8.0f} pages/s  {told}")
    views = [view(sheet) for sheet in sheets]
    for engine in ("typst", "weasyprint"):
        found = peer(f"{engine}_peer.py", "proposal", views, "")
        if found is None:
            print(f"{name:9} {engine:11} absent (requirements/bench.lock)")
            continue
        each = found["per_second"]
        told = f"{found['bytes']:7} bytes, version {found['version']}"
        print(f"{name:9} {engine:11} {each:7.1f} /s {each * first.pages:8.0f} pages/s (as ours)  {told}")


def comparing(base: ProposalSheet) -> None:
    """Milliseconds for two versions of the sample, then for a section rewritten word by word."""
    other = variant(base, 2)
    words = sum(len(text_of(one).split()) for one in base.sections)
    print(f"compare   {_best(lambda: changes(base, other)):7.2f} ms  two versions of {words} words")
    for count in (1_000, 5_000):
        texts = (
            " ".join(
                f"{_WORDS[(n * step) % len(_WORDS)]}{n // 7}" + (".\n" if n % 40 == 0 else "")
                for n in range(count)
            )
            for step in (1, 3)
        )
        one, two = (SectionSheet("context", "C", _blocks(text)) for text in texts)
        pair = replace(base, sections=(one,)), replace(base, sections=(two,))
        taken = _best(lambda pair=pair: changes(*pair))
        print(f"compare   {taken:7.2f} ms  a section of {count} words, most of them changed")


def _blocks(text: str) -> Any:
    from backoffice.services.proposals.sheet import blocks_of

    return blocks_of(text, "before")


def _best(done: Any) -> float:
    best = float("inf")
    for _turn in range(5):
        start = time.perf_counter()
        done()
        best = min(best, time.perf_counter() - start)
    return best * 1_000


def reading() -> None:
    """Milliseconds to read a section of Markdown."""
    text = "## Titre\n\nUn *mot* **fort**, [un lien](https://a.example).\n\n- un\n- deux\n\n" * 200
    print(f"read      {_best(lambda: read_markdown(text)):7.2f} ms  {len(text)} characters of Markdown")


def main() -> None:
    sample = ProposalSheet.from_json((SAMPLES / "proposal.json").read_text())
    pages("proposal", sample)
    pages("fifty", longer(sample, 12))
    comparing(sample)
    reading()


if __name__ == "__main__":
    main()
