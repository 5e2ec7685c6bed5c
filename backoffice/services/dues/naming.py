"""The payer of an instalment as people name it: a funder, or a payer of the dossier's own funding plan."""

from __future__ import annotations

from backoffice.errors import BackofficeError, Place
from backoffice.i18n import _
from backoffice.services.acts import Doing
from backoffice.services.kinds import resolve
from backoffice.store.records import Funder, Quote


class OtherDossier(BackofficeError):
    code = "other_dossier"

    def __init__(self, payer: str, ref: str) -> None:
        super().__init__(
            _("{payer} isn't of the funding plan of {ref}.").format(payer=payer, ref=ref),
            place=Place(path="payer"),
            remedy=_("Choose a payer of this dossier's own plan, a funder, or nobody: the client."),
        )


def payer_meant(doing: Doing, quote: Quote, text: str | None) -> str | None:
    """What is kept of the payer that somebody gave: a funder's reference, a payer's of the plan that is no
    funder, None for the client. Raises NotFound, OtherDossier."""
    if not text:
        return None
    found = resolve(doing.unit, text, "funder|payer").record
    if isinstance(found, Funder):
        return found.ref
    if found.request_id != quote.request_id:
        raise OtherDossier(text, quote.request.ref)
    return found.funder.ref if found.funder is not None else f"{found.request.ref}/F{found.position}"
