"""Draws the demo organisation's logo, two streams that meet, into backoffice/data/demo/logo.png."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw

Curve = tuple[tuple[float, float], ...]
Colour = tuple[int, ...]
SIZE, SCALE = 240, 4
TEAL, SAND, WHITE = (23, 86, 110, 255), (214, 158, 84, 255), (255, 255, 255, 255)
TARGET = Path(__file__).parent.parent / "backoffice" / "data" / "demo" / "logo.png"


def stream(draw: ImageDraw.ImageDraw, points: Curve, colour: Colour) -> None:
    """Draws a thick line along the cubic curve of `points` (shares of the side), by round dots."""
    side, dot = SIZE * SCALE, 15 * SCALE
    for step in range(1201):
        t = step / 1200
        weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
        x, y = (sum(w * p[axis] for w, p in zip(weights, points, strict=True)) * side for axis in (0, 1))
        draw.ellipse((x - dot, y - dot, x + dot, y + dot), fill=colour)


def main() -> None:
    side = SIZE * SCALE
    image = Image.new("RGBA", (side, side), (255, 255, 255, 0))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((0, 0, side - 1, side - 1), radius=side // 5, fill=TEAL)
    stream(draw, ((0.73, 0.22), (0.73, 0.5), (0.5, 0.5), (0.5, 0.78)), SAND)
    stream(draw, ((0.27, 0.22), (0.27, 0.5), (0.5, 0.5), (0.5, 0.78)), WHITE)
    small = image.resize((SIZE, SIZE), Image.Resampling.LANCZOS)
    small.quantize(64, method=Image.Quantize.FASTOCTREE).save(TARGET, optimize=True)


if __name__ == "__main__":
    main()
