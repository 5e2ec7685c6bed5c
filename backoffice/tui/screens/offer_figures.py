"""Figures of offers: answers by month, owner and client, what waits, losses, the pipeline, delivery."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from textual import on
from textual.binding import BindingType

from backoffice.domain.offers import Figures, Outcome, Tally
from backoffice.domain.periods import PERIODS
from backoffice.i18n import N_, _, formats, pgettext
from backoffice.services.states import sign
from backoffice.tui.keys import OFFER_KEYS
from backoffice.tui.screens.counting import CountedPage, FigureTable
from backoffice.tui.widgets.lines import LineList
from backoffice.tui.widgets.plots import Plot
from backoffice.tui.widgets.views import ViewBar

VIEWS = (
    ("month", N_("By month")),
    ("owner", N_("By owner")),
    ("client", N_("By client")),
    ("waiting", N_("Without an answer")),
    ("losses", N_("Losses")),
    ("pipeline", N_("Pipeline")),
    ("delivery", N_("Delivery")),
)
_GROUPS = ("month", "owner", "client")
_LOST = (Outcome.REFUSED, Outcome.EXPIRED)
# The last column leaves first when the screen is narrow.
_TALLY = (7, 11, 9, 9, 13, 10, 7)
_WIDTHS = {
    "month": _TALLY,
    "owner": _TALLY,
    "client": _TALLY,
    "waiting": (8, 15, 14),
    "losses": (10, 14),
    "pipeline": (10, 10, 14, 14),
    "delivery": (10, 14),
}
Row = tuple[str, ...]


class OffersScreen(CountedPage):
    """What became of offers, over the period that one chooses; what waits and the pipeline are today's."""

    VIEWS = VIEWS
    HELP = N_(
        "What became of the offers issued in the period. v chooses what is shown, p the period. Accepted "
        "ones rise from the line, refused and expired ones hang from it. Enter opens what a line is about."
    )
    BINDINGS: ClassVar[list[BindingType]] = [*OFFER_KEYS]

    def __init__(self, period: str = PERIODS[0]) -> None:
        super().__init__(period)
        self.found: Figures | None = None

    def crumbs(self) -> tuple[str, ...]:
        return (_("Figures"), _("Offers"))

    # -- reading

    async def read(self) -> None:
        since, until = self.days()
        self.found = await self.shell.ask(lambda desk: desk.offers(since, until))

    @on(LineList.Opened)
    def _opened(self, event: LineList.Opened) -> None:
        """A line about a quote, a client or an owner opens it."""
        if self.found is None:
            return
        keys: Sequence[str | None] = ()
        if self.view == "waiting":
            keys = [one.quote for one in self.found.waiting]
        elif self.view in ("client", "owner"):
            keys = [one.key for one in self.found.by[self.view]]
        ref = keys[event.index] if event.index < len(keys) else None
        if ref:
            self.shell.open_record(ref)

    # -- drawing

    def draw(self) -> None:
        found = self.found
        if found is None or not self.is_mounted:
            return
        self.query_one(ViewBar).show(VIEWS, self.view)
        self.note(self.period_words())
        self._draw_plot(found)
        heads, rows = _TABLES[self.view](found) if self.view in _TABLES else _tallies(self.view, found)
        self.query_one(FigureTable).show(heads, tuple(rows), _WIDTHS[self.view])
        self.say(_sentence(found, self.view))

    def period_words(self) -> str:
        return _("today") if self.view in ("waiting", "pipeline") else super().period_words()

    def _draw_plot(self, found: Figures) -> None:
        """Bars where something is counted by groups: offers won and lost, or euros by month of delivery."""
        plot = self.query_one(Plot)
        if self.view in _GROUPS:
            tallies = found.by[self.view]
            shown = tallies[-plot.room() :] if self.view == "month" else tallies[: plot.room()]
            won = [one.counts[Outcome.ACCEPTED] for one in shown]
            lost = [sum(one.counts[outcome] for outcome in _LOST) for one in shown]
            labels = [_label(self.view, tallies.index(one), one.key) for one in shown]
        else:
            months = found.delivery[: plot.room(7)] if self.view == "delivery" else ()
            won, lost = [one.net_cents // 100 for one in months], [0] * len(months)
            labels = [_label("month", at, one.key) for at, one in enumerate(months)]
        plot.display = any(won) or any(lost)
        if plot.display:
            plot.pairs(won, lost, labels)


def _label(view: str, index: int, key: str | None) -> str:
    """Under a bar: its month, or the number of its line; nothing that people typed."""
    return f"{key[5:7]}/{key[2:4]}" if view == "month" and key else str(index + 1)


def _month(key: str | None) -> str:
    return formats.month(date.fromisoformat(f"{key}-01")) if key else _("not dated yet")


def _sentence(found: Figures, view: str) -> str:
    if view == "waiting":
        net = sum(one.net_cents for one in found.waiting)
        return _("{n} wait for an answer, worth {net}").format(n=len(found.waiting), net=formats.money(net))
    if view == "pipeline":
        worth = sum(one.weighted_cents or 0 for one in found.pipeline)
        return _("Weighted by how likely each stage is: {net}").format(net=formats.money(worth))
    if view == "delivery":
        net = sum(one.net_cents for one in found.delivery)
        return _("What was signed, in the months of its slots: {net}").format(net=formats.money(net))
    if not found.all.offers:
        return _("No offer was issued in this period; p chooses another one.")
    won, lost = found.all.counts[Outcome.ACCEPTED], sum(found.all.counts[one] for one in _LOST)
    told = _("▲ accepted: {won} · ▼ refused or expired: {lost}").format(
        won=formats.number(won), lost=formats.number(lost)
    )
    if found.all.conversion_bp is None:
        return told
    share = formats.rate(found.all.conversion_bp)
    return f"{told} · {_('{share} converted').format(share=share)}"


def _tallies(view: str, found: Figures) -> tuple[Row, list[Row]]:
    heads = (
        "", _(dict(VIEWS)[view]), _("offers"), pgettext("offers", "accepted"), pgettext("offers", "lost"),
        pgettext("offers", "share"), _("signed"), pgettext("offers", "open"), pgettext("offers", "days"),
    )  # fmt: skip
    rows = [_tally_row(str(n), _called(view, one), one) for n, one in enumerate(found.by[view], 1)]
    return heads, [*rows, _tally_row("", _("All"), found.all)] if rows else []


def _called(view: str, one: Tally) -> str:
    return _month(one.key) if view == "month" else one.key or _("nobody")


def _tally_row(number: str, name: str, one: Tally) -> Row:
    middle = one.days[len(one.days) // 2] if one.days else None
    return (
        number,
        name,
        formats.number(one.offers),
        formats.number(one.counts[Outcome.ACCEPTED]),
        formats.number(sum(one.counts[outcome] for outcome in _LOST)),
        formats.rate(one.conversion_bp) if one.conversion_bp is not None else "–",
        _euros(one.accepted_net_cents),
        formats.number(one.counts[Outcome.OPEN]),
        formats.number(middle) if middle is not None else "–",
    )


def _euros(cents: int) -> str:
    """Whole euros: figures to compare, not to bill."""
    return f"{formats.number((cents + 50) // 100)}\u00a0€"


def _waiting(found: Figures) -> tuple[Row, list[Row]]:
    heads = ("", _("Quote"), pgettext("offers", "days"), _("until"), _("net"))
    rows: list[Row] = [
        (
            str(n),
            f"{one.quote} {one.client}",
            formats.number(one.days),
            formats.brief_date(one.valid_until) if one.valid_until else "–",
            _euros(one.net_cents),
        )
        for n, one in enumerate(found.waiting, 1)
    ]
    return heads, rows


def _losses(found: Figures) -> tuple[Row, list[Row]]:
    heads = ("", _("Why clients declined"), _("dossiers"), _("net"))
    rows: list[Row] = [
        (str(n), sign("cause", one.key).word, formats.number(one.count), _euros(one.net_cents))
        for n, one in enumerate(found.losses, 1)
    ]
    return heads, rows


def _pipeline(found: Figures) -> tuple[Row, list[Row]]:
    heads = ("", _("Stage"), _("dossiers"), pgettext("offers", "likely"), _("net"), _("weighted"))
    rows: list[Row] = [
        (
            str(n),
            sign("stage", one.key).word,
            formats.number(one.count),
            formats.rate(one.likely_bp or 0),
            _euros(one.net_cents),
            _euros(one.weighted_cents or 0),
        )
        for n, one in enumerate(found.pipeline, 1)
    ]
    return heads, rows


def _delivery(found: Figures) -> tuple[Row, list[Row]]:
    heads = ("", _("Month of delivery"), _("dossiers"), _("net"))
    rows: list[Row] = [
        (str(n), _month(one.key), formats.number(one.count), _euros(one.net_cents))
        for n, one in enumerate(found.delivery, 1)
    ]
    return heads, rows


_TABLES = {"waiting": _waiting, "losses": _losses, "pipeline": _pipeline, "delivery": _delivery}
