"""The organisation's logo: decoded once, flattened on white, ready to be written into any document."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from io import BytesIO

from PIL import Image

from backoffice.documents.errors import LogoUnreadable
from backoffice.documents.kit.faces import packed

_MOST_PIXELS = 25_000_000
_TALLEST = 400


@dataclass(frozen=True, slots=True)
class Picture:
    """An image as a PDF stream, with its name in the document and its size in pixels."""

    name: str
    data: bytes
    width: int
    height: int

    def fitted(self, width: float, height: float) -> tuple[float, float]:
        """Its size in points inside a box, its proportions kept."""
        scale = min(width / self.width, height / self.height)
        return self.width * scale, self.height * scale


@lru_cache(maxsize=8)
def picture(data: bytes) -> Picture:
    """The picture that `data` (PNG or JPEG) holds. Raises LogoUnreadable."""
    try:
        # The size is in the header: a bomb is refused before it is decoded.
        with Image.open(BytesIO(data), formats=("PNG", "JPEG")) as opened:
            if opened.width * opened.height > _MOST_PIXELS:
                raise LogoUnreadable
            flat = _flattened(opened)
    except (OSError, ValueError, SyntaxError, zlib.error, Image.DecompressionBombError) as wrong:
        raise LogoUnreadable from wrong
    entries = (
        f"/Type /XObject /Subtype /Image /Width {flat.width} /Height {flat.height} "
        "/ColorSpace /DeviceRGB /BitsPerComponent 8"
    )
    name = f"logo-{sha256(data).hexdigest()[:16]}"
    return Picture(name, packed(flat.tobytes(), entries), flat.width, flat.height)


def _flattened(image: Image.Image) -> Image.Image:
    """`image` in RGB on white, no taller than print needs."""
    if image.height > _TALLEST:
        size = (max(1, image.width * _TALLEST // image.height), _TALLEST)
        image = image.convert("RGBA").resize(size, Image.Resampling.LANCZOS)
    layer = image.convert("RGBA")
    white = Image.new("RGBA", layer.size, (255, 255, 255, 255))
    return Image.alpha_composite(white, layer).convert("RGB")
