"""Figures of offers, for people and for scripts."""

from __future__ import annotations

from datetime import date

from backoffice.cli.output import as_csv, as_json, line, table
from backoffice.domain.choices import DECLINE_REASONS, REQUEST_STAGES
from backoffice.domain.offers import Figures, Outcome, Tally, ages
from backoffice.i18n import N_, _, ngettext
from backoffice.i18n.formats import money, month, number, rate, short_date
from backoffice.services import offer_figures as counted
from backoffice.services.figure_sheet import names_of
from backoffice.services.figures import median, p90
from backoffice.services.office import Office

_TITLES = {"month": N_("By month of issue"), "owner": N_("By owner"), "client": N_("By client")}
_KEYS = (
    "by", "key", "offers", *map(str, Outcome), "net_cents", "accepted_net_cents", "conversion_bp",
    "median_days_to_sign", "p90_days_to_sign",
)  # fmt: skip


def tell(office: Office, since: date | None, until: date | None, *, json_out: bool, csv_out: bool) -> None:
    """Writes the figures of offers on standard output: as tables, as JSON, or as the tables' CSV."""
    found = counted.offer_figures(office, since, until)
    if json_out:
        as_json(counted.as_json(found, since, until))
    elif csv_out:
        rows = [("all", found.all), *((by, one) for by in counted.GROUPS for one in found.by[by])]
        as_csv(_KEYS, [{"by": by, **counted.tally_json(one)} for by, one in rows])
    else:
        _tell(found, names_of(office, found.by))


def _tell(found: Figures, names: dict[str, dict[str, str]]) -> None:
    _tallies(_("All"), (found.all,), {"": _("All")})
    for name in counted.GROUPS:
        line("")
        months = {one.key or "": _month(one.key) for one in found.by[name]} if name == "month" else {}
        _tallies(_(_TITLES[name]), found.by[name], {"": "–", **months, **names.get(name, {})})
    _waiting(found)
    _losses(found)
    _pipeline(found)
    _delivery(found)


def _month(key: str | None) -> str:
    return month(date.fromisoformat(f"{key}-01")) if key else "–"


def _tallies(title: str, tallies: tuple[Tally, ...], called: dict[str, str]) -> None:
    first = "" if title == _("All") else title
    heads = (
        first, _("offers"), _("accepted"), _("refused"), _("expired"), _("withdrawn"), _("open"),
        _("conversion"), _("offered"), _("signed"), _("days to sign, median"), _("9 in 10"),
    )  # fmt: skip
    table(heads, [(called.get(one.key or "", one.key or ""), *_row(one)) for one in tallies])


def _row(one: Tally) -> tuple[str, ...]:
    order = (Outcome.ACCEPTED, Outcome.REFUSED, Outcome.EXPIRED, Outcome.WITHDRAWN, Outcome.OPEN)
    share, days = one.conversion_bp, list(one.days)
    times = (number(n) if n is not None else "" for n in (median(days), p90(days)))
    return (
        number(one.offers),
        *(number(one.counts[outcome]) for outcome in order),
        rate(share) if share is not None else "",
        money(one.net_cents),
        money(one.accepted_net_cents),
        *times,
    )


def _waiting(found: Figures) -> None:
    line("")
    heads = (_("Without an answer"), _("Client"), _("Issued on"), _("Days"), _("Valid until"), _("Net"))
    table(
        heads,
        [
            (
                one.quote,
                one.client,
                short_date(one.issued_on),
                number(one.days),
                short_date(one.valid_until) if one.valid_until else "",
                money(one.net_cents),
            )
            for one in found.waiting
        ],
    )
    for low, high, count, net in ages(found.waiting):
        if count:
            quotes = ngettext("{n} quote", "{n} quotes", count).format(n=number(count))
            line("  ".join((_age(low, high), quotes, money(net))))


def _age(low: int, high: int | None) -> str:
    if high is None:
        return _("{n} days and more").format(n=low)
    return _("{low} to {high} days").format(low=low, high=high)


def _losses(found: Figures) -> None:
    line("")
    reasons = dict(DECLINE_REASONS)
    rows = [
        (_(reasons.get(one.key, one.key)), number(one.count), money(one.net_cents)) for one in found.losses
    ]
    table((_("Why clients declined"), _("dossiers"), _("Net")), rows)


def _pipeline(found: Figures) -> None:
    line("")
    stages = dict(REQUEST_STAGES)
    rows = [
        (
            _(stages[one.key]),
            number(one.count),
            money(one.net_cents),
            rate(one.likely_bp or 0),
            money(one.weighted_cents or 0),
        )
        for one in found.pipeline
    ]
    table((_("Pipeline"), _("dossiers"), _("Net"), _("likely"), _("weighted")), rows)


def _delivery(found: Figures) -> None:
    line("")
    rows = [
        (
            month(date.fromisoformat(f"{one.key}-01")) if one.key else _("not dated yet"),
            number(one.count),
            money(one.net_cents),
        )
        for one in found.delivery
    ]
    table((_("Signed, by month of delivery"), _("dossiers"), _("Net")), rows)
