"""The sums that instalments ask of each payer against what the dossier's funding plan has it pay."""

from __future__ import annotations

from dataclasses import dataclass

from backoffice.errors import BackofficeError
from backoffice.i18n import _
from backoffice.i18n.formats import money
from backoffice.services.acts import Doing
from backoffice.services.dues.payers import CLIENT, payer_of
from backoffice.services.dues.reckoning import planned_now
from backoffice.services.funding import funded
from backoffice.services.kinds import ref_of
from backoffice.store.records import FundingPayer, Quote


@dataclass(frozen=True, slots=True)
class Against:
    """What a payer (`ref` in the plan, empty for the client) is to pay by the plan and by the instalments."""

    ref: str
    name: str
    plan_cents: int
    asked_cents: int

    @property
    def differs(self) -> bool:
        return self.plan_cents != self.asked_cents


def against_plan(doing: Doing, quote: Quote) -> tuple[Against, ...]:
    """Each payer of the plan, the client last, and payers of instalments that no plan knows; empty without
    a plan. Raises what `funded` raises."""
    found = funded(doing, quote.request, quote)
    if found is None or not quote.instalments:
        return ()
    asked: dict[str, int] = {}
    for payer, cents in planned_now(doing, quote):
        asked[payer] = asked.get(payer, 0) + cents
    rows = [
        Against(ref_of(one), one.name, part.pays_cents, _taken(asked, one))
        for one, part in zip(found.payers, found.plan.parts, strict=True)
    ]
    client = payer_of(doing, quote, CLIENT).name
    own = next((at for at, one in enumerate(found.payers) if _is_client(one, quote)), None)
    mine = asked.pop(CLIENT, 0)
    if own is not None:
        # The client stands in the plan by name: what remains is asked of it too.
        row = rows[own]
        rows[own] = Against(row.ref, row.name, row.plan_cents + found.plan.client_cents, mine)
    else:
        rows.append(Against("", client, found.plan.client_cents, mine))
    rows += [Against("", payer_of(doing, quote, payer).name, 0, cents) for payer, cents in asked.items()]
    return tuple(rows)


def _taken(asked: dict[str, int], one: FundingPayer) -> int:
    """What instalments ask of a payer of the plan; taken out, so that it is counted once."""
    names = [ref_of(one), *([one.funder.ref] if one.funder else [])]
    return sum(asked.pop(name, 0) for name in names)


def _is_client(one: FundingPayer, quote: Quote) -> bool:
    return one.client_id is not None and one.client_id == quote.client_id


def plan_warnings(doing: Doing, quote: Quote) -> tuple[str, ...]:
    """Where instalments and plan don't ask the same of a payer, in sentences."""
    try:
        rows = against_plan(doing, quote)
    except BackofficeError as wrong:
        return (wrong.message,)
    return tuple(
        _("Instalments ask {asked} of {name}, and the funding plan says {plan}.").format(
            asked=money(one.asked_cents), name=one.name, plan=money(one.plan_cents)
        )
        for one in rows
        if one.differs
    )
