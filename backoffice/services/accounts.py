"""What the accounts are given: what was signed by nature and VAT, and instalments; as JSON, CSV, a file."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from backoffice.content.dues import AccountsWish
from backoffice.domain.contracts import ContractState
from backoffice.domain.money import NatureAmount
from backoffice.errors import BackofficeError
from backoffice.exchange.delimited import write_table
from backoffice.i18n import N_, _, language
from backoffice.services.acceptance import taken_of
from backoffice.services.acts import Doing, Done, Print, act
from backoffice.services.contracts.changes import changes_of, share_from
from backoffice.services.contracts.reading import amendments_of, standing_on
from backoffice.store.counting import natures_of
from backoffice.store.lists import Query, ids, rows, spec_of
from backoffice.store.records import Contract, DueRow, Quote

if TYPE_CHECKING:
    from backoffice.services.office import Office

SIGNED, INSTALMENTS = "signed", "instalments"
KINDS = (SIGNED, INSTALMENTS)
_AT_ONCE = 200
_AMOUNTS = (
    *("nature", "account", "vat_category", "vat_bp", "vat_code"),
    *("net_cents", "vat_cents", "total_cents"),
)
KEYS: Mapping[str, Sequence[str]] = {
    SIGNED: (
        *("signed_on", "document", "number", "agreement", "quote", "ref", "client", "client_name", "siret"),
        *("subject_to_funding", *_AMOUNTS),
    ),
    INSTALMENTS: (
        *("due_on", "state", "id", "period", "label", "quote", "agreement", "ref", "client", "client_name"),
        *("payer", "payer_name", "handed_on", "number", *_AMOUNTS),
    ),
}
HEADINGS = {
    "signed_on": N_("Signed on"),
    "document": N_("Document"),
    "number": N_("Number"),
    "agreement": N_("Agreement or contract"),
    "quote": N_("Quote"),
    "ref": N_("Dossier"),
    "client": N_("Client’s code"),
    "client_name": N_("Client"),
    "siret": N_("SIRET"),
    "subject_to_funding": N_("Subject to funding"),
    "nature": N_("Nature"),
    "account": N_("Account"),
    "vat_category": N_("VAT category"),
    "vat_bp": N_("VAT rate"),
    "vat_code": N_("VAT exemption code"),
    "net_cents": N_("Amount excl. VAT"),
    "vat_cents": N_("VAT"),
    "total_cents": N_("Amount incl. VAT"),
    "due_on": N_("Due on"),
    "state": N_("State"),
    "id": N_("Instalment"),
    "period": N_("Period"),
    "label": N_("Label"),
    "payer": N_("Payer’s code"),
    "payer_name": N_("Payer"),
    "handed_on": N_("Passed on"),
}
Row = dict[str, Any]


def accounts(office: Office, what: str, since: date | None, until: date | None) -> tuple[Row, ...]:
    """The rows of `what` (``signed``, ``instalments``) signed or due from `since` to `until`, both in."""
    with office.database.reading() as unit:
        return tuple(rows_of(office.doing(unit), what, since, until))


def rows_of(doing: Doing, what: str, since: date | None, until: date | None) -> list[Row]:
    """As `accounts`, in an open unit of work."""
    return (_signed if what == SIGNED else _instalments)(doing, since, until)


def as_json(what: str, found: Sequence[Row], since: date | None, until: date | None) -> Row:
    """The ``accounts-signed/1`` or ``accounts-instalments/1`` document."""
    return {
        "format": f"accounts-{what}/1",
        "from": since.isoformat() if since else None,
        "to": until.isoformat() if until else None,
        "items": list(found),
    }


# What was signed ------------------------------------------------------------------------------------------


def _signed(doing: Doing, since: date | None, until: date | None) -> list[Row]:
    """A row for each nature and VAT treatment of what was accepted, and of what signed amendments changed."""
    found = [
        row
        for quote in _accepted(doing)
        for row in (*_of_quote(doing, quote), *_of_amendments(doing, quote))
        if _within(row["signed_on"], since, until)
    ]
    return sorted(found, key=lambda row: (row["signed_on"], row["number"]))


def _accepted(doing: Doing) -> Iterator[Quote]:
    query = select(Quote).where(Quote.state == "accepted").order_by(Quote.id)
    yield from doing.unit.session.scalars(query.execution_options(yield_per=_AT_ONCE))


def _of_quote(doing: Doing, quote: Quote) -> Iterator[Row]:
    signed_on = str((quote.acceptance or {}).get("on") or "")
    head = _head(doing, quote) | {"signed_on": signed_on, "document": "quote", "number": quote.full_number}
    for one in natures_of(quote, taken_of(quote)):
        yield _ordered(SIGNED, head | _amount(doing, one))


def _of_amendments(doing: Doing, quote: Quote) -> Iterator[Row]:
    contract = standing_on(doing, quote)
    for one in amendments_of(doing, contract) if contract else ():
        if one.state != ContractState.SIGNED or one.signed_on is None:
            continue
        head = _head(doing, quote) | {"document": "amendment", "number": one.ref}
        for change in changes_of(doing, one):
            signed = {"signed_on": one.signed_on.isoformat()}
            yield _ordered(SIGNED, head | signed | _amount(doing, change))


def _head(doing: Doing, quote: Quote) -> Row:
    client, contract = quote.client, standing_on(doing, quote)
    return {
        "agreement": contract.ref if contract else None,
        "quote": quote.full_number,
        "ref": quote.request.ref,
        "client": client.ref if client else None,
        "client_name": client.name if client else None,
        "siret": client.siret if client else None,
        "subject_to_funding": quote.subject_to_funding,
    }


def _amount(doing: Doing, one: NatureAmount) -> Row:
    return {
        "nature": str(one.nature),
        "account": getattr(doing.settings.accounts, str(one.nature)) or None,
        "vat_category": one.vat.category,
        "vat_bp": one.vat.rate_bp,
        "vat_code": one.vat.code,
        "net_cents": one.net_cents,
        "vat_cents": one.vat_cents,
        "total_cents": one.total_cents,
    }


def _ordered(what: str, row: Row) -> Row:
    return {key: row[key] for key in KEYS[what]}


def _within(day: str | None, since: date | None, until: date | None) -> bool:
    """Whether a day falls in a period; what has no day only where there is no bound."""
    if not day:
        return since is None and until is None
    return (since is None or day >= since.isoformat()) and (until is None or day <= until.isoformat())


# Instalments ----------------------------------------------------------------------------------------------


def _instalments(doing: Doing, since: date | None, until: date | None) -> list[Row]:
    """A row for each nature and VAT treatment of each instalment, in the order of their days."""
    bounds = (("due_on_from", since), ("due_on_to", until))
    filters = tuple((name, day.isoformat()) for name, day in bounds if day is not None)
    driver, spec = doing.unit.driver, spec_of("instalments", doing.now)
    wanted = list(ids(driver, spec, Query(filters=filters, sort="due_on")))
    shares = _shares(doing, wanted)
    agreements = _agreements(doing)
    found = []
    for number, item in zip(wanted, rows(driver, spec, wanted), strict=True):
        head = item | {"agreement": agreements.get(item["quote"])}
        found += [
            _ordered(INSTALMENTS, head | _amount(doing, share_from(one))) for one in shares.get(number, ())
        ]
    return found


def _shares(doing: Doing, wanted: Sequence[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for at in range(0, len(wanted), _AT_ONCE):
        query = select(DueRow.id, DueRow.shares).where(DueRow.id.in_(wanted[at : at + _AT_ONCE]))
        found |= {row[0]: row[1] for row in doing.unit.session.execute(query)}
    return found


def _agreements(doing: Doing) -> dict[str, str]:
    """The agreement or contract that stands on each quote, by the quote's number."""
    query = (
        select(Quote.number, Quote.idx, Contract.ref)
        .join(Contract, Contract.quote_id == Quote.id)
        .where(Contract.parent_id.is_(None), Contract.state.in_(("issued", "asked", "signed")))
    )
    return {f"{number}-{idx}": ref for number, idx, ref in doing.unit.session.execute(query)}


# As a file ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Decimal:
    """A number of hundredths as a spreadsheet of the language reads it; no text, so never made inert."""

    hundredths: int
    comma: bool

    def __str__(self) -> str:
        sign, whole = "-" if self.hundredths < 0 else "", abs(self.hundredths)
        return f"{sign}{whole // 100}{',' if self.comma else '.'}{whole % 100:02}"


def table_for_people(what: str, found: Iterable[Row]) -> str:
    """The rows as CSV with headings and words of the language in force: decimals and a semicolon in French,
    as spreadsheets expect them there; formulas inert."""
    comma = language() == "fr"
    out = io.StringIO()
    heads = [_(HEADINGS[key]) for key in KEYS[what]]
    cells = ([_cell(key, row[key], comma) for key in KEYS[what]] for row in found)
    write_table(out, heads, cells, delimiter=";" if comma else ",")
    return out.getvalue()


def _cell(key: str, value: Any, comma: bool) -> Any:
    if value is None:
        return ""
    if key.endswith("_cents") or key == "vat_bp":
        return _Decimal(value, comma)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return said(key, value) if isinstance(value, str) else value


def said(key: str, value: str) -> str:
    """A token in the words of the language in force; anything else as it is."""
    words = _WORDS.get(key, {})
    return _(words[value]) if value in words else value


_WORDS: Mapping[str, Mapping[str, str]] = {
    "nature": {
        "training": N_("training"),
        "ancillary": N_("linked to the training"),
        "consulting": N_("consulting"),
        "other": N_("other"),
    },
    "document": {"quote": N_("quote"), "amendment": N_("amendment")},
    "state": {
        "late": N_("late"),
        "due_soon": N_("due soon"),
        "to_come": N_("to come"),
        "undated": N_("no date yet"),
        "waits": N_("funding awaited"),
        "handed": N_("passed on"),
    },
}


class NobodyWrites(BackofficeError):
    code = "nobody_writes"

    def __init__(self) -> None:
        super().__init__(
            _("Nobody is known here to write for the accounts."),
            remedy=_("Say who you are: backoffice --as INITIALS …"),
        )


@act("write-accounts", N_("Write the file for the accounts"), model=AccountsWish, final=True)
def write_accounts(doing: Doing, _nothing: str, values: AccountsWish) -> Done:
    """Writes what was signed, or instalments, of a period as CSV with headings in the language in force."""
    if doing.actor is None:
        raise NobodyWrites
    found = rows_of(doing, values.what, values.since, values.until)
    days = "-".join(day.isoformat() for day in (values.since, values.until) if day is not None)
    name = "-".join(part for part in (_("accounts"), _(_FILES[values.what]), days) if part)
    # A spreadsheet takes the mark of UTF-8 as a sign that accents are to be read so.
    text = "\ufeff" + table_for_people(values.what, found)
    doing.prints.append(Print(f"{name}.csv", text.encode()))
    return Done(doing.actor, doing.actor.ref, {"what": values.what, "rows": len(found)})


_FILES = {SIGNED: N_("signed"), INSTALMENTS: N_("instalments")}
