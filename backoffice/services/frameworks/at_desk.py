"""Why an act of public procurement can't be done now: what screens say before it is tried."""

from __future__ import annotations

from typing import Any

from backoffice.i18n import _
from backoffice.services.kinds import ref_of
from backoffice.store.records import Framework, FrameworkLine, OrderForm, Quote, Request

_OF_PROCEDURE = ("describe-consultation", "note-lot", "decide-lot")
_ORDERED = ("issued", "accepted")


def refused_procurement(act: str, record: Any) -> str:
    """Why `act` can't be done to `record`, in a sentence; empty when it can, or when it isn't of these."""
    if act in _OF_PROCEDURE and isinstance(record, Request) and record.kind != "procedure":
        return _("{ref} doesn't answer a public procedure.").format(ref=record.ref)
    if act == "record-order-form":
        return _refused_order(record)
    if isinstance(record, OrderForm) and record.state != "open":
        return _("{ref} is cancelled.").format(ref=ref_of(record))
    framework = record.framework if isinstance(record, FrameworkLine) else record
    if isinstance(framework, Framework) and framework.state == "retired" and act not in _ALWAYS:
        return _("{code} is retired.").format(code=framework.ref)
    return ""


# A retired framework is published anew by its text, and its prices are still printed.
_ALWAYS = ("edit-framework", "print-price-schedule")


def _refused_order(record: Any) -> str:
    quote = record if isinstance(record, Quote) else None
    request = quote.request if quote is not None else record
    if not request.details.get("framework"):
        return _("{ref} is under no framework.").format(ref=request.ref)
    if quote is not None and quote.state not in _ORDERED:
        return _("{ref} can't be ordered: it isn't in force.").format(ref=ref_of(quote))
    return ""
