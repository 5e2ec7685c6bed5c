"""One page being drawn: texts, rules, fills and pictures, in points from its top left corner."""

from __future__ import annotations

from typing import Any

from backoffice.documents.kit.design import Style
from backoffice.documents.kit.faces import Ready, face, literal


class Paper:
    """Writes a page's operators; a ReportLab canvas takes them in one piece.

    ReportLab's own calls cost 10 µs a string, its text objects more; these cost about 1 µs.
    """

    def __init__(self, canvas: Any, width: float, height: float) -> None:
        self.width = width
        self.height = height
        self._canvas = canvas
        self._doc = canvas._doc
        self._ops: list[str] = []
        self._fonts: dict[tuple[str, float], str] = {}
        self._font = ""
        self._fill = ""
        self._line = ""

    def text(self, x: float, y: float, text: str, style: Style) -> None:
        """Sets `text` (printable, one line) with its baseline at `y`."""
        self._filling(style.colour)
        string = literal(text)
        shown = self._rare(text, style) if string is None else f"{self._face(style)}{string} Tj "
        self._ops.append(f"BT {x:.2f} {self.height - y:.2f} Td {shown}ET")

    def _face(self, style: Style) -> str:
        """The operator that chooses the ready subset of `style`, empty when it is already chosen."""
        key = (style.face, style.size)
        font = self._fonts.get(key)
        if font is None:
            font = self._fonts[key] = f"{face(style.face).resource(self._doc)} {style.size:g} Tf "
        if font == self._font:
            return ""
        self._font = font
        return font

    def _rare(self, text: str, style: Style) -> str:
        """The operators that show a text with characters beyond the ready subset."""
        self._font = ""
        pieces = face(style.face).encode(text, self._doc)
        return "".join(f"{resource} {style.size:g} Tf {string} Tj " for resource, string in pieces)

    def right(self, x: float, y: float, text: str, style: Style) -> None:
        """Sets `text` so that it ends at `x`."""
        self.text(x - measure(text, style), y, text, style)

    def centre(self, x: float, y: float, text: str, style: Style) -> None:
        """Sets `text` on both sides of `x`."""
        self.text(x - measure(text, style) / 2, y, text, style)

    def fill(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """Fills a rectangle whose top left corner is at `x`, `y`."""
        self._filling(colour)
        self._ops.append(f"{x:.2f} {self.height - y - height:.2f} {width:.2f} {height:.2f} re f")

    def rule(self, x: float, y: float, to_x: float, to_y: float, colour: str, weight: float = 0.6) -> None:
        """Draws a straight line."""
        self._stroking(colour, weight)
        self._ops.append(f"{x:.2f} {self.height - y:.2f} m {to_x:.2f} {self.height - to_y:.2f} l S")

    def frame(
        self, x: float, y: float, width: float, height: float, colour: str, weight: float = 0.6
    ) -> None:
        """Draws the outline of a rectangle."""
        self._stroking(colour, weight)
        self._ops.append(f"{x:.2f} {self.height - y - height:.2f} {width:.2f} {height:.2f} re S")

    def slanted(self, text: str, style: Style) -> None:
        """Sets `text` across the middle of the page, rising: a watermark, drawn before all else."""
        half = measure(text, style) / 2
        self._filling(style.colour)
        cos, sin = (0.866, 0.5) if self.height > self.width else (0.940, 0.342)
        x = self.width / 2 - half * cos + style.size * 0.33 * sin
        y = self.height / 2 - half * sin - style.size * 0.33 * cos
        shown = self._rare(text, style)
        self._ops.append(f"BT {cos} {sin} {-sin} {cos} {x:.2f} {y:.2f} Tm {shown}ET")

    def picture(self, name: str, data: bytes, x: float, y: float, width: float, height: float) -> None:
        """Draws the image stream `data`, one object in the file however often it is drawn."""
        if not self._canvas.hasForm(name):
            self._doc.addForm(name, Ready(data))
        self._flush()
        self._canvas.addLiteral(f"q {width:.2f} 0 0 {height:.2f} {x:.2f} {self.height - y - height:.2f} cm")
        self._canvas.doForm(name)
        self._canvas.addLiteral("Q")

    def link(self, x: float, y: float, width: float, height: float, url: str) -> None:
        """Makes a rectangle lead to `url`."""
        rect = (x, self.height - y - height, x + width, self.height - y)
        self._canvas.linkURL(url, rect, relative=0, thickness=0)

    def leads_to(self, x: float, y: float, width: float, height: float, mark: str) -> None:
        """Makes a rectangle lead to the page that `mark` stands on."""
        rect = (x, self.height - y - height, x + width, self.height - y)
        self._canvas.linkAbsolute("", mark, rect, thickness=0)

    def mark(self, name: str, title: str, level: int = 0) -> None:
        """Gives this page a name to lead to, and a line of the file's outline."""
        self._canvas.bookmarkPage(name)
        self._canvas.addOutlineEntry(title, name, level, closed=0)

    def end(self) -> None:
        """Hands the page over to the canvas and turns it."""
        self._flush()
        self._canvas.showPage()

    def _flush(self) -> None:
        if self._ops:
            self._canvas.addLiteral("\n".join(self._ops))
            self._ops.clear()

    def _filling(self, colour: str) -> None:
        if colour != self._fill:
            self._ops.append(f"{colour} rg")
            self._fill = colour

    def _stroking(self, colour: str, weight: float) -> None:
        line = f"{weight:g} w {colour} RG"
        if line != self._line:
            self._ops.append(line)
            self._line = line


def measure(text: str, style: Style) -> float:
    """The width of `text`, in points."""
    return face(style.face).width(text) * style.size / 1000
