"""How a version is priced: its lines with their rules, what was changed, who pays, what it leaves us."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from backoffice.cli.output import as_json, line, table
from backoffice.cli.session import Session
from backoffice.i18n import N_, _
from backoffice.i18n.formats import money, quantity, rate, unit_price


def command(name: str) -> click.Command:
    text = _(
        "How a quote (or the last one of a dossier) is priced; price-quote takes what the rate card proposes."
    )
    example = "backoffice price INT-2026-0001 --explain"

    @click.command(name, help=f"{text}\n\n\b\n{_('Example:')}\n  {example}")
    @click.argument("ref")
    @click.option("--explain", is_flag=True, help=_("The rule of each line, and how it was counted."))
    @click.option("--card", default=None, metavar="RATE-CARD", help=_("What this rate card would propose."))
    @click.option("--json", "json_out", is_flag=True, help=_("The contract's JSON, on standard output."))
    @click.pass_obj
    def run(session: Session, ref: str, explain: bool, card: str | None, json_out: bool) -> None:
        found = session.office().pricing(ref, card)
        if json_out:
            as_json(found)
            return
        _tell(found, explain=explain, compared=card is not None)

    return run


_ORIGINS = {"rate": N_("rate"), "changed": N_("changed"), "by_hand": N_("by hand")}


def _tell(found: Mapping[str, Any], *, explain: bool, compared: bool) -> None:
    proposed = found["proposed"]
    if found["lines"] and not compared:
        _lines(found, explain=explain)
    elif proposed is not None:
        line(_("Proposed by {card}; nothing is kept:").format(card=proposed["card"] or "-"))
        _proposed(proposed, explain=explain)
    remarks = (
        proposed["remarks"] if proposed is not None and (compared or not found["lines"]) else found["remarks"]
    )
    for remark in remarks:
        line(f"! {remark}")
    line(
        _("Net {net}, total {total}").format(net=money(found["net_cents"]), total=money(found["total_cents"]))
    )
    _funding(found["funding"])
    _margin(found["margin"])


def _lines(found: Mapping[str, Any], *, explain: bool) -> None:
    heads = (_("label"), _("quantity"), _("unit"), _("unit price"), _("discount"), _("net"), _("from"))
    table(heads, [(*_cells(one), _(_ORIGINS[one["origin"]])) for one in found["lines"]])
    if explain:
        for one in found["lines"]:
            rule = f"{one['rule']}: {one['why']}" if one["why"] else _("written by hand")
            line(f"{one['ref']}  {rule}")
            if one["changed"]:
                said = one["said"]
                line(
                    "  "
                    + _("the rule said {net}: {why}").format(net=money(said["net_cents"]), why=_count(said))
                )
        for one in found["dropped"]:
            line(_("taken out: {label}, {net}").format(label=one["label"], net=money(one["net_cents"])))


def _proposed(proposed: Mapping[str, Any], *, explain: bool) -> None:
    heads = (_("label"), _("quantity"), _("unit"), _("unit price"), _("discount"), _("net"))
    table(heads, [_cells(one) for one in proposed["lines"]])
    if explain:
        for one in proposed["lines"]:
            line(f"{one['code']}: {one['why']}")


def _cells(one: Mapping[str, Any]) -> tuple[str, ...]:
    label = f"({one['label']})" if one["optional"] else one["label"]
    discount = rate(one["discount_bp"]) if one["discount_bp"] else ""
    return (
        label,
        quantity(one["quantity_e4"]),
        one["unit"] or "",
        unit_price(one["unit_micro"]),
        discount,
        money(one["net_cents"]),
    )


def _count(said: Mapping[str, Any]) -> str:
    return f"{quantity(said['quantity_e4'])} × {unit_price(said['unit_micro'])}"


def _funding(found: Mapping[str, Any] | None) -> None:
    if found is None:
        return
    heads = (_("payer"), _("name"), _("asked for"), _("pays"), _("state"), _("why"))
    table(heads, [_payer(one) for one in found["payers"]])
    if found["wrong"]:
        line(f"! {found['wrong']}")
    if found["client_cents"] is not None:
        line(_("Remains for the client: {left}").format(left=money(found["client_cents"])))


def _payer(one: Mapping[str, Any]) -> tuple[str, ...]:
    asked, pays = one["asked_cents"], one["pays_cents"]
    return (
        one["ref"],
        one["name"],
        money(asked) if asked is not None else "",
        money(pays) if pays is not None else "",
        _(one["state"].replace("_", " ")),
        one["why"] or "",
    )


def _margin(found: Mapping[str, Any]) -> None:
    share = f" ({rate(found['margin_bp'])})" if found["margin_bp"] is not None else ""
    text = (
        _("Margin at most {margin}{share}: {n} costs aren't known")
        if found["unknown"]
        else _("Margin {margin}{share}")
    )
    line(text.format(margin=money(found["margin_cents"]), share=share, n=found["unknown"]))
