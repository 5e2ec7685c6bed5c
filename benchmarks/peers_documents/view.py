"""The samples as words already written, so that a peer only has to set them: that favours the peers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from backoffice.documents.attendance.grid import bands, trainers
from backoffice.documents.kit.names import addressee
from backoffice.documents.kit.strips import Para
from backoffice.documents.quotes import action as detail
from backoffice.documents.quotes import head, price, terms
from backoffice.documents.sheets import AttendanceSheet, QuoteSheet
from backoffice.i18n.formats import amount, brief_date, duration, long_date, money, time_span, unit_price


def _texts(paras: Any) -> list[str]:
    return [para.text for para in paras if isinstance(para, Para) and para.text]


def _row(cells: Any) -> list[str]:
    return [para.text for cell in cells for para in cell]


def _pairs(pairs: Iterator[tuple[str, Any]]) -> list[dict[str, Any]]:
    return [{"label": label, "texts": _texts(cell)} for label, cell in pairs if _texts(cell)]


def quote_view(sheet: QuoteSheet) -> dict[str, Any]:
    """What a quote's pages show, as strings."""
    told = sheet.action
    return {
        "number": sheet.number,
        "dates": [long_date(day) for day in (sheet.issued_on, sheet.valid_until) if day],
        "organisation": sheet.organisation.name,
        "letterhead": [*sheet.organisation.address, sheet.organisation.phone, sheet.organisation.email],
        "legal": [sheet.organisation.legal_form, sheet.organisation.siret, sheet.organisation.registration],
        "references": _texts(head._references(sheet)),
        "client": _texts(addressee(sheet.client)),
        "title": told.title,
        "glance": [
            head.length(told.minutes, told.days_e4),
            head.headcount(told),
            head.when(told),
            *told.places,
        ],
        "lines": [_line(line) for line in sheet.lines],
        "options": [_line(line) for line in sheet.options],
        "totals": [
            *([label, text] for label, text in price.sums(sheet)),
            ["Total", money(sheet.total_cents)],
        ],
        "mentions": price.exemptions(sheet),
        "schedule": [
            _texts(para for cell in price._payment(one, False) for para in cell) for one in sheet.instalments
        ],
        "facts": _pairs(detail._facts(told)),
        "modules": [
            {
                "title": f"{module.label} – {module.title}",
                "length": head.length(module.minutes, module.days_e4),
                "objective": module.objective,
                "parts": [
                    [part.title, part.content, detail.mode(part.mode, part.own_pace), duration(part.minutes)]
                    for part in module.parts
                ],
            }
            for module in told.modules
        ],
        "calendar": [_row(detail._slot(slot)) for slot in told.calendar],
        "terms": _pairs(terms._clauses(sheet)),
        "bands": [list(terms.band_words(one)) for one in sheet.cancellation],
        "notes": list(sheet.cancellation_notes),
        "statement": sheet.contract_statement,
    }


def _line(line: Any) -> list[str]:
    return [
        line.label,
        line.detail,
        price._count(line),
        unit_price(line.unit_price_micro),
        amount(line.net_cents),
    ]


def sheet_view(sheet: AttendanceSheet) -> dict[str, Any]:
    """What an attendance sheet's pages show, as strings; bands are already made."""
    return {
        "number": sheet.number,
        "organisation": sheet.organisation.name,
        "legal": [sheet.organisation.legal_form, sheet.organisation.siret, sheet.organisation.registration],
        "facts": [sheet.title, sheet.client_name, sheet.contract_number, sheet.module_title, sheet.group],
        "bands": [
            {
                "slots": [
                    [
                        f"{brief_date(slot.day)} {slot.day.year}",
                        time_span(slot.start, slot.end),
                        duration(slot.minutes),
                    ]
                    for slot in (sheet.slots[at] for at in band)
                ],
                "trainers": list(trainers(sheet, band)),
            }
            for band in bands(sheet.slots)
        ],
        "participants": [
            [f"{one.last_name.upper()} {one.first_name}", f"{one.employer}, {one.function}"]
            for one in sheet.participants
        ],
    }


def quote_variant(sheet: QuoteSheet, rank: int) -> QuoteSheet:
    """The same quote with other words and figures, so that nobody can remember the last one."""
    mark = f" {rank}"
    told = replace(
        sheet.action,
        title=sheet.action.title + mark,
        objectives=tuple(text + mark for text in sheet.action.objectives),
        conduct=sheet.action.conduct + mark,
        modules=tuple(
            replace(
                module,
                title=module.title + mark,
                parts=tuple(replace(part, title=part.title + mark) for part in module.parts),
            )
            for module in sheet.action.modules
        ),
    )
    lines = tuple(
        replace(line, label=line.label + mark, net_cents=line.net_cents + rank) for line in sheet.lines
    )
    client = replace(sheet.client, name=sheet.client.name + mark)
    return replace(sheet, number=f"DEV-2026-{rank:04d}", action=told, lines=lines, client=client)


def sheet_variant(sheet: AttendanceSheet, rank: int) -> AttendanceSheet:
    """The same sheet with other names."""
    mark = f" {rank}"
    named = tuple(replace(one, last_name=one.last_name + mark) for one in sheet.participants)
    return replace(sheet, title=sheet.title + mark, participants=named, number=f"EMA-2026-{rank:04d}")
