"""Who teaches how much, month by month, from the command line."""

from __future__ import annotations

from datetime import date
from typing import Any

from backoffice.cli.output import as_csv, as_json, table
from backoffice.domain.months import months_after
from backoffice.i18n import _
from backoffice.i18n.formats import duration, number
from backoffice.services.office import Office

_KEYS = ("trainer", "name", "month", "minutes", "days")
_MOST_MONTHS = 60


def tell(office: Office, since: date | None, until: date | None, *, json_out: bool, csv_out: bool) -> None:
    """The minutes and the days held, confirmed or done of each trainer; twelve months unless said."""
    from backoffice.services.desk import OfficeDesk

    with office.database.reading() as unit:
        today = office.doing(unit).today
    first = (since or today).replace(day=1)
    load = OfficeDesk(office).load(first, _months(first, until))
    if json_out:
        months = [f"{one:%Y-%m}" for one in load.months]
        as_json(
            {
                "format": "load/1",
                "months": months,
                "working_days": list(load.available),
                "items": _items(load),
            }
        )
    elif csv_out:
        as_csv(_KEYS, _items(load))
    else:
        heads = (_("Trainer"), *(f"{one:%Y-%m}" for one in load.months), _("Sum"))
        table(heads, [_row(one) for one in load.rows])


def _months(first: date, until: date | None) -> int:
    if until is None:
        return 12
    return next((n for n in range(1, _MOST_MONTHS) if months_after(first, n) > until), _MOST_MONTHS)


def _items(load: Any) -> list[dict[str, Any]]:
    return [
        {"trainer": row.ref, "name": row.name, "month": f"{month:%Y-%m}", "minutes": minutes, "days": days}
        for row in load.rows
        for month, minutes, days in zip(load.months, row.minutes, row.days, strict=True)
    ]


def _row(row: Any) -> tuple[str, ...]:
    cells = (
        f"{duration(minutes)} · {number(days)}" if minutes else "–"
        for minutes, days in zip(row.minutes, row.days, strict=True)
    )
    return row.name, *cells, duration(sum(row.minutes))
