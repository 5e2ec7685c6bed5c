"""French VAT as dated tables: rates by territory, treatments of what isn't taxed, and the sentences printed.

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
    """What an invoice carries instead of a rate: EN 16931 category, VATEX code, and the sentence's id."""

    category: str
    code: str
    reason: str


EXEMPT_TRAINING = Untaxed("E", "VATEX-FR-CGI261-4", "exempt_261_4_4_a")
FRANCHISE = Untaxed("E", "VATEX-FR-FRANCHISE", "franchise_293_b")
# No French code of the list names article 294; the European one for what is outside VAT does.
OUTSIDE = Untaxed("O", "VATEX-EU-O", "outside_294_1")


class Sentence(NamedTuple):
    """What a document prints for an untaxed amount, and when that wording is accepted."""

    reason: str
    valid_from: date
    valid_until: date | None
    fr: str
    en: str


# The articles move to another code on 1 January 2027, and the old references are accepted until
# 30 June 2028 (ordonnance 2026-671). The new numbers aren't known here: they come as further rows.
_CGI_UNTIL = date(2028, 6, 30)
SENTENCES = (
    Sentence(
        "exempt_261_4_4_a",
        date(2014, 1, 1),
        _CGI_UNTIL,
        "Exonération de TVA – article 261-4-4° a du CGI",
        "Exempt from VAT – article 261-4-4° a of the French tax code (CGI)",
    ),
    Sentence(
        "franchise_293_b",
        date(2014, 1, 1),
        _CGI_UNTIL,
        "TVA non applicable, art. 293 B du CGI",
        "VAT not applicable, article 293 B of the French tax code (CGI)",
    ),
    Sentence(
        "outside_294_1",
        date(2014, 1, 1),
        _CGI_UNTIL,
        "TVA non applicable, art. 294, 1 du CGI",
        "VAT not applicable, article 294, 1 of the French tax code (CGI)",
    ),
)
