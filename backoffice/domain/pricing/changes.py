"""What a person changed in a line that a rate proposed, and the discount that it comes to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backoffice.domain.money import WHOLE_BP, half_away
from backoffice.errors import BackofficeError, Place
from backoffice.i18n import N_, _
from backoffice.i18n.formats import rate

COMPARED = ("label", "quantity_e4", "unit", "unit_micro", "discount_bp", "nature", "optional")

FIELD_LABELS = {
    "label": N_("Label"),
    "quantity_e4": N_("Quantity"),
    "unit": N_("Unit"),
    "unit_micro": N_("Unit price"),
    "discount_bp": N_("Discount"),
    "nature": N_("Nature"),
    "optional": N_("Option"),
}


class DiscountOverCeiling(BackofficeError):
    code = "discount_over_ceiling"

    def __init__(self, ref: str, bp: int, ceiling_bp: int, who: tuple[str, ...], *, allowed: bool) -> None:
        named = ", ".join(_(_ROLES.get(role, role)) for role in who) or _("nobody")
        super().__init__(
            _("A discount of {discount} on {ref} is over its ceiling of {ceiling}.").format(
                discount=rate(bp), ref=ref, ceiling=rate(ceiling_bp)
            ),
            place=Place(path=f"{ref}.discount_bp"),
            remedy=_("Give the reason with it.")
            if allowed
            else _("Lower it; only these may exceed it, with a reason: {who}.").format(who=named),
        )


_ROLES = {
    "administrator": N_("training administrator"),
    "planner": N_("planner"),
    "accountant": N_("accountant"),
    "manager": N_("manager"),
}


def changed(said: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields of a line that differ from what its rule said."""
    return tuple(name for name in COMPARED if (said.get(name) or None) != (now.get(name) or None))


def discount_given(said_micro: int, said_bp: int, unit_micro: int, discount_bp: int) -> int:
    """The discount (basis points, rounded to the nearest) between what a rule's own price would have been and
    the line's: a lower unit price is one too. That of a band is the rule's, and isn't counted; a dearer line
    gives none."""
    whole = said_micro * (WHOLE_BP - said_bp)
    left = unit_micro * (WHOLE_BP - discount_bp)
    if whole <= 0 or left >= whole:
        return 0
    return half_away((whole - left) * WHOLE_BP, whole)


def check_ceiling(
    ref: str, given_bp: int, ceiling_bp: int, who: tuple[str, ...], *, role: str, reason: str
) -> None:
    """Raises DiscountOverCeiling unless somebody who may exceed the ceiling says why; so does any 100 %."""
    if given_bp <= ceiling_bp and given_bp < WHOLE_BP:
        return
    allowed = role in who
    if not (allowed and reason):
        raise DiscountOverCeiling(ref, given_bp, min(ceiling_bp, WHOLE_BP - 1), who, allowed=allowed)
