"""French VAT as dated tables: rates by territory, and the treatments of what isn't taxed.

Each row holds from a day to a day, both included (None: no end known). The tables begin where the product
needs them, not where the law does.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

_MAINLAND = ("FR", "FR-57", "FR-67", "FR-68")


class Rate(NamedTuple):
    """The normal rate where the client is established, in basis points; None where VAT doesn't apply."""

    territories: tuple[str, ...]
    rate_bp: int | None
    valid_from: date
    valid_until: date | None
    source: str


# MF, BL and PM aren't here: how a service to a client established there is taxed, the accountant says.
RATES = (
    Rate(_MAINLAND, 2000, date(2014, 1, 1), None, "CGI art. 278"),
    Rate(("GP", "MQ", "RE"), 850, date(2014, 1, 1), None, "CGI art. 296"),
    Rate(("GF", "YT"), None, date(2014, 1, 1), None, "CGI art. 294, 1"),
)


class Untaxed(NamedTuple):
    """What an invoice carries instead of a rate: EN 16931 category, VATEX code, and the mention printed."""

    category: str
    code: str
    reason: str


EXEMPT_TRAINING = Untaxed("E", "VATEX-FR-CGI261-4", "vat_exempt_training")
FRANCHISE = Untaxed("E", "VATEX-FR-FRANCHISE", "vat_franchise")
# No French code of the list names article 294; the European one for what is outside VAT does.
OUTSIDE = Untaxed("O", "VATEX-EU-O", "vat_overseas")
