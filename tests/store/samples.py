"""Invented records for the store's tests."""

from __future__ import annotations

from datetime import date
from typing import Any

from backoffice.store.journal import Entry
from backoffice.store.records import Client, Contract, Document, Instalment, Quote, QuoteLine, Request
from backoffice.store.unit import UnitOfWork
from tests.store.postgres import NOW

TODAY = date(2026, 6, 1)


def entry(uid: str = "subject", act: str = "test", **payload: Any) -> Entry:
    """A journal entry of the tests' instant."""
    return Entry(act, uid, NOW, payload=payload)


def client(name: str = "Les Tuileries réunies", number: int = 1, **values: Any) -> Client:
    return Client(ref=f"CLI-{number:04d}", kind="company", name=name, **values)


def request(client_id: int | None = None, number: int = 1, **values: Any) -> Request:
    values = {"received_at": NOW, "topic": "Coopérer", "kind": "intra"} | values
    return Request(ref=f"INT-2026-{number:04d}", client_id=client_id, **values)


def draft(unit: UnitOfWork, dossier: Request, cents: int = 10_000) -> Quote:
    """A draft of one line and two instalments."""
    quote = unit.add(Quote(request_id=dossier.id, client_id=dossier.client_id, title="Offre"))
    figures = {"quantity_e4": 10_000, "unit_micro": cents * 10_000, "net_cents": cents}
    vat = {"category": "E", "rate_bp": 0, "code": "VATEX-FR-CGI261-4", "reason": "exempt"}
    quote.lines.append(QuoteLine(position=1, label="Formation", vat=vat, **figures))
    for position, share in enumerate((3_000, 7_000), 1):
        part = Instalment(position=position, label="Acompte", trigger="signature", share_bp=share)
        first = cents * 3_000 // 10_000
        part.amount_cents = first if position == 1 else cents - first
        quote.instalments.append(part)
    quote.net_cents = quote.total_cents = cents
    unit.session.flush()
    return quote


def issue(unit: UnitOfWork, quote: Quote) -> Document:
    """Issues `quote`: its number, its document and its bytes, from the series that services take."""
    number = f"DEV-2026-{unit.next_number('quote|2026', TODAY):04d}"
    quote.number, quote.idx, quote.state = number, unit.next_number(number, TODAY), "issued"
    quote.issued_on, quote.issued_at = TODAY, NOW
    document = printed(unit, quote, "quote", number)
    unit.append(entry(quote.uid, "issue-quote", number=number))
    return document


def agree(unit: UnitOfWork, quote: Quote) -> Contract:
    """Issues the agreement of an accepted `quote`: its number and its document."""
    number = f"CONV-2026-{unit.next_number('agreement|2026', TODAY):04d}"
    money = {"net_cents": quote.net_cents, "vat_cents": quote.vat_cents, "total_cents": quote.total_cents}
    whose = {"request_id": quote.request_id, "quote_id": quote.id, "client_id": quote.client_id}
    made = unit.add(Contract(ref=number, kind="agreement", issued_on=TODAY, **whose, **money))
    printed(unit, quote, "agreement", number, made.uid)
    unit.append(entry(made.uid, "issue-agreement", number=number))
    return made


def printed(unit: UnitOfWork, quote: Quote, kind: str, number: str, uid: str | None = None) -> Document:
    """The document `number` of a quote, or of what has the identifier `uid`, with its bytes."""
    sha256 = unit.put_blob(f"%PDF {number}".encode(), "application/pdf")
    return unit.add(
        Document(
            kind=kind,
            number=number,
            request_id=quote.request_id,
            quote_id=quote.id if kind == "quote" else None,
            subject_uid=uid or quote.uid,
            sheet_format=f"{kind}-sheet/1",
            sheet={"number": number},
            fingerprint="f" * 64,
            sha256=sha256,
            file_name=f"{number}.pdf",
            path=f"INT/{number}.pdf",
            issued_at=NOW,
        )
    )
