"""Which VAT a line bears, from the organisation's status, what is sold, to whom and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from backoffice.data import vat as tables
from backoffice.data.mentions import mention
from backoffice.errors import BackofficeError
from backoffice.i18n import _, language


class VatStatus(StrEnum):
    """The organisation's own, a dated setting (CGI 261-4-4° a, 293 B or neither)."""

    EXEMPT = "exempt_261_4_4_a"
    FRANCHISE = "franchise_293_b"
    TAXABLE = "taxable"


class LineNature(StrEnum):
    """What a line sells; ancillary is what follows the training: travel, meals, lodging, handouts."""

    TRAINING = "training"
    ANCILLARY = "ancillary"
    CONSULTING = "consulting"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class VatTreatment:
    """EN 16931 `category` (S, E, O), rate in basis points; `code` (VATEX) and `reason` when there is no VAT.

    `reason` is the mention to print (`data/mentions.py`): see `sentence`.
    """

    category: str
    rate_bp: int
    code: str | None = None
    reason: str | None = None

    @property
    def taxed(self) -> bool:
        return self.category == "S"


class VatToState(BackofficeError):
    code = "vat_to_state"

    def __init__(self, territory: str, on: date) -> None:
        super().__init__(
            _("No VAT rule is known for a client established in {territory} on {day}.").format(
                territory=territory, day=on.isoformat()
            ),
            remedy=_("Ask the accountant, then state the rate or the reason on the line itself."),
        )


_FOLLOWS_TRAINING = frozenset((LineNature.TRAINING, LineNature.ANCILLARY))


def vat_for(status: VatStatus, nature: LineNature, territory: str, on: date) -> VatTreatment:
    """The treatment of a line of `nature` on the day `on`.

    `territory` is where a client that is an *assujetti* is established; for any other client, the supplier's.
    An exempt organisation's consulting isn't training and bears VAT. Raises `VatToState` where no rule is
    known (Saint-Martin, Saint-Barthélemy, Saint-Pierre-et-Miquelon, a day before the tables).
    """
    if status is VatStatus.FRANCHISE:
        return _untaxed(tables.FRANCHISE)
    if status is VatStatus.EXEMPT and nature in _FOLLOWS_TRAINING:
        return _untaxed(tables.EXEMPT_TRAINING)
    for row in tables.RATES:
        if territory in row.territories and _holds(row.valid_from, row.valid_until, on):
            return _untaxed(tables.OUTSIDE) if row.rate_bp is None else VatTreatment("S", row.rate_bp)
    raise VatToState(territory, on)


def sentence(reason: str, on: date) -> str:
    """What a document dated `on` prints for an untaxed amount, in the language in force.

    `reason` is a treatment's. Raises `MentionMissing` once a wording is no longer accepted.
    """
    return mention(reason, on, language())


def _holds(first: date, last: date | None, on: date) -> bool:
    return first <= on and (last is None or on <= last)


def _untaxed(row: tables.Untaxed) -> VatTreatment:
    return VatTreatment(row.category, 0, row.code, row.reason)
