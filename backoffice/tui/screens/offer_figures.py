"""Figures of offers: answers by month, owner and client, what waits, losses, the pipeline, delivery."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from backoffice.domain.offers import Figures, Outcome, Tally
from backoffice.domain.periods import PERIODS, period_days
from backoffice.i18n import N_, _, formats, pgettext
from backoffice.tui.keys import OFFER_KEYS
from backoffice.tui.screens.base import Page
from backoffice.tui.screens.figures import PERIOD_NAMES, FigureTable
from backoffice.tui.shown import content, fit
from backoffice.tui.states import sign
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
_WIDEST = 200
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


class OffersScreen(Page):
    """What became of offers, over the period that one chooses; what waits and the pipeline are today's."""

    SCOPED_CSS = False
    HELP = N_(
        "What became of the offers issued in the period. v chooses what is shown, p the period. Accepted "
        "ones rise from the line, refused and expired ones hang from it. Enter opens what a line is about."
    )
    BINDINGS: ClassVar[list[BindingType]] = [*OFFER_KEYS]
    CSS = """
    OffersScreen Plot { height: 11fr; }
    OffersScreen FigureTable { height: 8fr; }
    OffersScreen #says { height: 1; padding: 0 1; color: $bo-quiet; background: $bo-ground; }
    OffersScreen.-wide Plot { height: 1fr; }
    OffersScreen.-wide FigureTable { height: 1fr; }
    """

    def __init__(self, period: str = PERIODS[0]) -> None:
        super().__init__()
        self.view = VIEWS[0][0]
        self.period = period
        self.found: Figures | None = None

    def body(self) -> ComposeResult:
        yield ViewBar(self.choose)
        plot = Plot()
        # Nothing to see before something is counted.
        plot.display = False
        yield plot
        yield Static(id="says")
        yield FigureTable()

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(ViewBar).show(VIEWS, self.view)
        # Bars keep the colour that they were drawn in.
        self.app.theme_changed_signal.subscribe(self, lambda _theme: self._draw())
        self.reload()

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.height >= 36, "-wide")
        self.call_after_refresh(self._draw)

    def crumbs(self) -> tuple[str, ...]:
        return (_("Figures"), _("Offers"))

    # -- reading

    def reload(self) -> None:
        self.shell.later(self._read(), "figures", self)

    async def _read(self) -> None:
        since, until = period_days(self.period, self.shell.house.today)
        self.found = await self.shell.ask(lambda desk: desk.offers(since, until))
        self._draw()

    def retell(self) -> None:
        super().retell()
        self._draw()

    # -- choosing

    def choose(self, view: str) -> None:
        self.view = view
        self.query_one(FigureTable).cursor = 0
        self._draw()

    def action_view(self, step: int) -> None:
        names = [name for name, _label in VIEWS]
        self.choose(names[(names.index(self.view) + step) % len(names)])

    def action_period(self, step: int) -> None:
        self.period = PERIODS[(PERIODS.index(self.period) + step) % len(PERIODS)]
        self.reload()

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

    def _draw(self) -> None:
        found = self.found
        if found is None or not self.is_mounted:
            return
        self.query_one(ViewBar).show(VIEWS, self.view)
        self.note(self._period())
        self._draw_plot(found)
        heads, rows = _TABLES[self.view](found) if self.view in _TABLES else _tallies(self.view, found)
        self.query_one(FigureTable).show(heads, tuple(rows), _WIDTHS[self.view])
        said = _sentence(found, self.view)
        self.query_one("#says", Static).update(content(fit(said, min(len(said), _WIDEST))))

    def _period(self) -> str:
        if self.view in ("waiting", "pipeline"):
            return _("today")
        since, until = period_days(self.period, self.shell.house.today)
        name = _(PERIOD_NAMES[self.period])
        if since is None or until is None:
            return name
        return f"{name} · {formats.short_date(since)} – {formats.short_date(until)}"

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
