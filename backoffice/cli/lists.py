"""The lists: for people, as JSON, as CSV; filtered, searched, sorted, page by page."""

from __future__ import annotations

from typing import Any

import click

from backoffice.cli.list_words import show
from backoffice.cli.output import as_csv, as_json, say
from backoffice.cli.session import Session
from backoffice.errors import Invalid
from backoffice.i18n import _
from backoffice.i18n.formats import number
from backoffice.services.lists import columns_of, keys_of, read


def command(name: str) -> click.Command:
    """The command of the list `name`."""

    @click.command(name, help=_help(name))
    @click.option("--json", "json_out", is_flag=True, help=_("The contract's JSON, on standard output."))
    @click.option("--csv", "csv_out", is_flag=True, help=_("The same keys as CSV."))
    @click.option("--filter", "filters", multiple=True, metavar="KEY=VALUE", help=_("Repeat to narrow down."))
    @click.option("--search", default="", metavar="TEXT", help=_("Words that must all be there."))
    @click.option("--sort", default="", metavar="KEY", help=_("A key, or -KEY for descending."))
    @click.option("--limit", default=50, type=click.IntRange(1, 100_000), show_default=True)
    @click.option("--after", default=None, metavar="CURSOR", help=_("The cursor “next” of a page before."))
    @click.pass_obj
    def run(
        session: Session,
        json_out: bool,
        csv_out: bool,
        filters: tuple[str, ...],
        search: str,
        sort: str,
        limit: int,
        after: str | None,
    ) -> None:
        office = session.office()
        page = read(office, name, _filters(filters), search, sort, limit, after)
        if json_out:
            as_json(page)
        elif csv_out:
            as_csv(keys_of(name), page["items"])
        else:
            _for_people(name, page)

    return run


def _filters(given: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    found = []
    for one in given:
        key, equals, value = one.partition("=")
        if not equals:
            raise Invalid(
                _("{text} isn't a filter.").format(text=one),
                remedy=_("Write it as KEY=VALUE: stage=offered."),
            )
        found.append((key.strip(), value.strip()))
    return tuple(found)


def _for_people(name: str, page: dict[str, Any]) -> None:
    shown, matched, total = len(page["items"]), page["matched"], page["total"]
    if not shown:
        say(_("Nothing.") if not total else _("Nothing of {total}.").format(total=number(total)))
        return
    show(name, columns_of(name), page["items"])
    counted = {"shown": number(shown), "matched": number(matched), "total": number(total)}
    if shown == matched:
        say(_("{shown} of {total}").format(**counted))
    else:
        say(_("{shown} shown, of {matched} that match, of {total}").format(**counted))
    if page["next"]:
        say(_("More: --after {cursor}").format(cursor=page["next"]))


def _help(name: str) -> str:
    example = f"backoffice {name} --search dupont --json"
    return _("The list of {name}.").format(name=name) + "\n\n\b\n" + _("Example:") + f"\n  {example}"
