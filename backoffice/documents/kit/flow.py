"""Puts strips on pages: glue kept where a page can hold it, heads drawn again, in linear time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from backoffice.documents.kit.strips import Strip

# A head taller than this share of a page isn't drawn again: it would leave no room for the rows.
HEAD_SHARE = 0.6


@dataclass(slots=True)
class Placed:
    """A strip and its top on its page."""

    strip: Strip
    top: float


@dataclass(slots=True)
class Flow:
    """Pages being filled between `top` (`first_top` on the first page) and `bottom`, in points from above."""

    first_top: float
    top: float
    bottom: float
    pages: list[list[Placed]] = field(default_factory=list)
    _y: float = 0.0

    def __post_init__(self) -> None:
        self.pages.append([])
        self._y = self.first_top

    @property
    def left(self) -> float:
        """The height that is still free on the current page."""
        return self.bottom - self._y

    @property
    def fresh(self) -> bool:
        """Whether the current page is a whole one with nothing on it."""
        return not self.pages[-1] and (len(self.pages) > 1 or self.first_top <= self.top)

    def add(self, strips: Iterable[Strip]) -> None:
        """Places `strips` below what is there."""
        group: list[Strip] = []
        for strip in strips:
            group.append(strip)
            if not strip.glue:
                self._place(group)
                group = []
        self._place(group)

    def turn(self) -> None:
        """Begins a page, unless the current one is still blank."""
        if not self.fresh:
            self._open()

    def _open(self) -> None:
        self.pages.append([])
        self._y = self.top

    def _place(self, group: Sequence[Strip]) -> None:
        height = sum(strip.height for strip in group)
        if height > self.left and height <= self.bottom - self.top - self._head_height(group):
            self._break(group[0])
        for strip in group:
            if strip.height > self.left and not self.fresh:
                self._break(strip)
            self._put(strip)

    def _break(self, strip: Strip) -> None:
        if not self.fresh:
            self._open()
        if self._head_height([strip]):
            for head in strip.head:
                self._put(head)

    def _head_height(self, group: Sequence[Strip]) -> float:
        tall = sum(head.height for head in group[0].head) if group else 0.0
        return tall if tall <= HEAD_SHARE * (self.bottom - self.top) else 0.0

    def _put(self, strip: Strip) -> None:
        blank = not self.pages[-1] and not strip.texts and strip.decor is None
        # Space is left out at the top of a page.
        if not blank:
            self.pages[-1].append(Placed(strip, self._y))
            self._y += strip.height
