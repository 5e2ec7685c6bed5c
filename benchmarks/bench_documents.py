"""Quotes and attendance sheets a second: ours, ReportLab's bare canvas, Typst, WeasyPrint, the same words.

`python -m benchmarks.bench_documents` measures; `BACKOFFICE_BENCH_PYTHON` names the Python that has the
peers of requirements/bench.lock (by default this one). A peer that isn't there is reported, not fatal.
Each document differs from the last. Wall time, best of several rounds, warm process.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import font_source_sans_pro
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from backoffice.documents.kit.design import A4, A4_LANDSCAPE, REGULAR, SEMIBOLD, Style
from backoffice.documents.kit.faces import face
from backoffice.documents.kit.paper import Paper
from backoffice.documents.kit.picture import picture
from backoffice.documents.printing import _pages, render
from backoffice.documents.sheets import AttendanceSheet, QuoteSheet
from backoffice.i18n import speaking
from benchmarks.peers_documents.view import quote_variant, quote_view, sheet_variant, sheet_view

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "tests/documents/samples"
LOGO = ROOT / "backoffice/data/demo/logo.png"
FONTS = Path(font_source_sans_pro.__file__).parent / "files"
COUNT = 20


def per_second(made: Callable[[Any], object], items: list[Any], rounds: int) -> float:
    """Items a second, the best of `rounds` after one to warm up."""
    best = float("inf")
    for turn in range(rounds + 1):
        start = time.perf_counter()
        for item in items:
            made(item)
        if turn:
            best = min(best, time.perf_counter() - start)
    return len(items) / best


class Recorder(Paper):
    """Notes what a page draws, for the bare canvas to draw the same."""

    def __init__(self, size: tuple[float, float]) -> None:
        super().__init__(Canvas(BytesIO(), size), *size)
        self.calls: list[tuple[Any, ...]] = []

    def text(self, x: float, y: float, text: str, style: Style) -> None:
        self.calls.append(("text", x, self.height - y, text, style.face, style.size))

    def fill(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        self.calls.append(("rect", x, self.height - y - height, width, height))

    def rule(self, x: float, y: float, to_x: float, to_y: float, colour: str, weight: float = 0.6) -> None:
        self.calls.append(("line", x, self.height - y, to_x, self.height - to_y))


def recorded(sheet: Any, size: tuple[float, float]) -> list[list[tuple[Any, ...]]]:
    """The calls that each page of `sheet` comes to."""
    with speaking(sheet.language):
        pages = _pages(sheet, False, picture(LOGO.read_bytes()))[2]
    done = []
    for paint in pages:
        paper = Recorder(size)
        paint(paper)
        done.append(paper.calls)
    return done


def bare_canvas(pages: list[list[tuple[Any, ...]]], size: tuple[float, float]) -> bytes:
    """The same drawing by ReportLab's own canvas calls and fonts: no layout, no cached subset."""
    out = BytesIO()
    canvas = Canvas(out, size, invariant=1, initialFontName="Bare-" + REGULAR)
    for calls in pages:
        for kind, *rest in calls:
            if kind == "text":
                canvas.setFont("Bare-" + rest[3], rest[4])
                canvas.drawString(rest[0], rest[1], rest[2])
            elif kind == "rect":
                canvas.rect(*rest, stroke=0, fill=1)
            else:
                canvas.line(*rest)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def peer(script: str, kind: str, views: list[dict[str, Any]], keep: str) -> dict[str, Any] | None:
    """What a peer's process measured, or None when it isn't installed."""
    python = os.environ.get("BACKOFFICE_BENCH_PYTHON", sys.executable)
    job = {"views": views, "fonts": str(FONTS), "logo": str(LOGO)}
    if keep:
        job["keep"] = f"{keep}/{kind}-{script.removesuffix('.py')}.pdf"
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(job, file)
        file.flush()
        command = [python, str(ROOT / "benchmarks/peers_documents" / script), kind, file.name]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        if done.returncode != 3:
            print(done.stderr.strip()[-600:], file=sys.stderr)
        return None
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def measure(kind: str, keep: str) -> None:
    """Prints a line for each engine."""
    logo = LOGO.read_bytes()
    if kind == "quote":
        base, size = QuoteSheet.from_json((SAMPLES / "quote.json").read_text()), A4
        sheets: list[Any] = [quote_variant(base, rank) for rank in range(COUNT)]
        view: Callable[[Any], dict[str, Any]] = quote_view
    else:
        sample, size = AttendanceSheet.from_json((SAMPLES / "attendance.json").read_text()), A4_LANDSCAPE
        sheets, view = [sheet_variant(sample, rank) for rank in range(COUNT)], sheet_view
    ours = per_second(lambda sheet: render(sheet, draft=False, logo=logo), sheets, 6)
    first = render(sheets[0], draft=False, logo=logo)
    print(f"{kind:11} ours          {ours:7.1f} /s  {len(first.pdf):7} bytes, {first.pages} pages")
    drawn = [recorded(sheet, size) for sheet in sheets[:8]]
    floor = per_second(lambda pages: bare_canvas(pages, size), drawn, 2)
    print(f"{kind:11} bare canvas   {floor:7.1f} /s  {len(bare_canvas(drawn[0], size)):7} bytes")
    with speaking("fr"):
        views = [view(sheet) for sheet in sheets]
    for name in ("typst", "weasyprint"):
        found = peer(f"{name}_peer.py", kind, views, keep)
        if found is None:
            print(f"{kind:11} {name:13} absent (requirements/bench.lock)")
        else:
            told = f"{found['bytes']:7} bytes, version {found['version']}"
            print(f"{kind:11} {name:13} {found['per_second']:7.1f} /s  {told}")
            if "again_per_second" in found:
                print(
                    f"{kind:11} {'the same one':13} {found['again_per_second']:7.1f} /s, remembered by typst"
                )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", default="", help="a folder for one document of each engine")
    told = parser.parse_args()
    for name in (REGULAR, SEMIBOLD):
        face(name)
        pdfmetrics.registerFont(TTFont("Bare-" + name, str(FONTS / f"{name}.ttf")))
    for kind in ("quote", "attendance"):
        measure(kind, told.keep)


if __name__ == "__main__":
    main()
