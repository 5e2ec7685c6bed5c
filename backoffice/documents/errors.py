"""What can be wrong with a document: an unprintable character, an unreadable snapshot or logo."""

from __future__ import annotations

from dataclasses import dataclass

from backoffice.errors import BackofficeError
from backoffice.i18n import _


@dataclass(frozen=True, slots=True)
class MissingGlyph:
    """A character that the printed family has no picture of, and the field that holds it."""

    char: str
    codepoint: str
    where: str


class GlyphMissing(BackofficeError):
    """Issuing a document would print ``[U+1F393]`` where a client should read a character."""

    code = "glyph_missing"

    def __init__(self, missing: tuple[MissingGlyph, ...]) -> None:
        named = ", ".join(f"{one.codepoint} ({one.where})" for one in missing[:5])
        more = "…" if len(missing) > 5 else ""
        super().__init__(
            _("The printed typeface lacks these characters: {characters}.").format(characters=named + more),
            remedy=_("Replace them in the fields named; a draft shows them as [U+…]."),
        )
        self.missing = missing


class SheetUnreadable(BackofficeError):
    """A snapshot that isn't one, or whose format is newer than this version."""

    code = "sheet_unreadable"

    def __init__(self, reason: str) -> None:
        super().__init__(
            _("This document snapshot can't be read: {reason}.").format(reason=reason),
            remedy=_("Run doctor; if the snapshot was made by a newer version, update the back office."),
        )


class LogoUnreadable(BackofficeError):
    """A logo that isn't a PNG or JPEG picture of a reasonable size."""

    code = "logo_unreadable"

    def __init__(self) -> None:
        super().__init__(
            _("The logo isn't a PNG or JPEG picture of at most 25 million pixels."),
            remedy=_("Give another file in the settings: a PNG about 600 pixels high is enough."),
        )
