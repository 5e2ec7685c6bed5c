"""Figures: what was promised and became of it, as a plot with its table beside."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from textual import on
from textual.binding import BindingType

from backoffice.domain.histogram import Histogram, histogram
from backoffice.i18n import N_, _, formats, pgettext
from backoffice.services.ports import CommitmentFigures, Figure
from backoffice.services.states import sign
from backoffice.tui.keys import FIGURE_KEYS
from backoffice.tui.screens.counting import CountedPage, FigureTable
from backoffice.tui.widgets.lines import LineList
from backoffice.tui.widgets.plots import Plot
from backoffice.tui.widgets.views import ViewBar

TIMES = "times"
VIEWS = (
    ("step", N_("By step")),
    ("owner", N_("By owner")),
    ("client", N_("By client")),
    ("month", N_("By month")),
    (TIMES, N_("Times to answer")),
)
OWED_BY = ("us", "client", "funder", "participant", "all")


class FiguresScreen(CountedPage):
    """Promises kept and broken, by what one chooses, over the period that one chooses."""

    VIEWS = VIEWS
    HELP = N_(
        "What was promised and became of it. v chooses what it is counted by, p the period, o whose it is. "
        "Kept ones rise from the line, broken ones hang from it; the table says the same in figures."
    )
    BINDINGS: ClassVar[list[BindingType]] = [*FIGURE_KEYS]

    def __init__(self) -> None:
        super().__init__()
        self.owed_by = OWED_BY[0]
        self.found: CommitmentFigures | None = None

    def crumbs(self) -> tuple[str, ...]:
        whose = _("all promises") if self.owed_by == "all" else sign("owed_by", self.owed_by).word
        return (_("Figures"), _("Commitments"), _("owed by: {whom}").format(whom=whose))

    # -- reading

    async def read(self) -> None:
        since, until = self.days()
        self.found = await self.shell.ask(lambda desk: desk.figures(since, until, self.owed_by))

    # -- choosing

    def action_owed_by(self, step: int) -> None:
        self.owed_by = OWED_BY[(OWED_BY.index(self.owed_by) + step) % len(OWED_BY)]
        self.say_crumbs()
        self.reload()

    def action_offers(self) -> None:
        """The figures of offers, over the same period."""
        from backoffice.tui.screens.offer_figures import OffersScreen

        self.app.push_screen(OffersScreen(self.period))

    @on(LineList.Opened)
    def _opened(self, event: LineList.Opened) -> None:
        """A client's or an owner's line opens its record."""
        if self.found is None or self.view not in ("client", "owner"):
            return
        figures = self.found.by[self.view]
        if event.index < len(figures) and figures[event.index].key:
            self.shell.open_record(figures[event.index].key)

    # -- drawing

    def draw(self) -> None:
        found = self.found
        if found is None or not self.is_mounted:
            return
        self.query_one(ViewBar).show(VIEWS, self.view)
        self.note(self.period_words())
        if self.view == TIMES:
            self._draw_times(found)
        else:
            self._draw_groups(found, found.by[self.view])

    def _draw_groups(self, found: CommitmentFigures, figures: tuple[Figure, ...]) -> None:
        plot = self.query_one(Plot)
        shown = figures[-plot.room() :] if self.view == "month" else figures[: plot.room()]
        plot.display = bool(found.all.kept + found.all.broken)
        wide = plot.room(7) >= len(shown)
        labels = [self._label(figures.index(one), one, wide) for one in shown]
        plot.pairs([one.kept for one in shown], [one.broken for one in shown], labels)
        self.say(self._sentence(found.all))
        heads = ("", _(dict(VIEWS)[self.view]), *_group_heads())
        rows = [_row(str(n), self._called(one), one) for n, one in enumerate(figures, 1)]
        self.query_one(FigureTable).show(heads, (*rows, _row("", _("All"), found.all)) if rows else ())

    def _label(self, index: int, one: Figure, wide: bool) -> str:
        """Under a bar: the number of its line, or its month; nothing that people typed."""
        if self.view != "month" or not one.key:
            return str(index + 1)
        return f"{one.key[5:7]}/{one.key[2:4]}" if wide else one.key[5:7]

    def _called(self, one: Figure) -> str:
        if self.view == "step":
            return sign("step", one.key).word
        if self.view == "month" and one.key:
            return formats.month(date.fromisoformat(f"{one.key}-01"))
        return one.name or one.key or _("nobody")

    def _sentence(self, one: Figure) -> str:
        if not one.kept + one.broken + one.open:
            return _("No promise is due in this period; p chooses another one.")
        told = _("▲ kept: {kept} · ▼ broken: {broken}").format(
            kept=formats.number(one.kept), broken=formats.number(one.broken)
        )
        if one.kept_bp is not None:
            told += " · " + _("{share} kept").format(share=formats.rate(one.kept_bp))
        return told

    def _draw_times(self, found: CommitmentFigures) -> None:
        bins = histogram(found.nets)
        all_ = found.all
        marks = [one for one in (all_.median_minutes, all_.p90_minutes) if one is not None]
        every = max(1, (len(bins.counts) + 7) // 8)
        labels = [
            (n * bins.width, formats.elapsed(n * bins.width)) for n in range(0, len(bins.counts) + 1, every)
        ]
        plot = self.query_one(Plot)
        plot.display = bool(found.nets)
        plot.histogram(bins.width, bins.counts, marks, labels[:-1] or labels)
        self.say(_times(all_))
        heads = (
            "", _("Time to answer, pauses left out"), pgettext("figures", "count"),
            pgettext("figures", "share"), _("so far"),
        )  # fmt: skip
        self.query_one(FigureTable).show(heads, _bin_rows(bins))


def _group_heads() -> tuple[str, ...]:
    return (
        pgettext("figures", "kept"),
        pgettext("figures", "broken"),
        pgettext("figures", "share"),
        pgettext("figures", "open"),
        pgettext("figures", "late"),
        _("median"),
        _("9 in 10"),
    )


def _row(number: str, name: str, one: Figure) -> tuple[str, ...]:
    return (
        number,
        name,
        formats.number(one.kept),
        formats.number(one.broken),
        formats.rate(one.kept_bp) if one.kept_bp is not None else "–",
        formats.number(one.open),
        formats.number(one.late),
        formats.elapsed(one.median_minutes) if one.median_minutes is not None else "–",
        formats.elapsed(one.p90_minutes) if one.p90_minutes is not None else "–",
    )


def _times(one: Figure) -> str:
    if one.median_minutes is None or one.p90_minutes is None:
        return _("Nothing was kept or broken in this period; p chooses another one.")
    return _("First line, the median: {median} · second, 9 in 10: {p90}").format(
        median=formats.elapsed(one.median_minutes), p90=formats.elapsed(one.p90_minutes)
    )


def _bin_rows(bins: Histogram) -> tuple[tuple[str, ...], ...]:
    total, so_far, rows = sum(bins.counts), 0, []
    if not total:
        return ()
    for n, count in enumerate(bins.counts):
        so_far += count
        low, high = (formats.elapsed(at) for at in bins.span(n))
        share, reached = (formats.rate((part * 20_000 + total) // (2 * total)) for part in (count, so_far))
        name = _("{low} to {high}").format(low=low, high=high)
        rows.append((str(n + 1), name, formats.number(count), share, reached))
    return tuple(rows)
