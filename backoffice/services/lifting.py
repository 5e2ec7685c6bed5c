"""The one thing done to a commitment by hand: it is lifted, with a reason."""

from __future__ import annotations

from backoffice.domain.lifecycle import ReasonMissing
from backoffice.errors import BackofficeError
from backoffice.i18n import N_, _
from backoffice.services.acts import Doing, Done, act
from backoffice.services.kinds import ref_of
from backoffice.store.records import Commitment


class CommitmentClosed(BackofficeError):
    code = "commitment_closed"

    def __init__(self, ref: str) -> None:
        super().__init__(
            _("{ref} is closed already.").format(ref=ref),
            remedy=_("Only a commitment that is still open can be lifted."),
        )


@act("lift-commitment", N_("Lift the commitment"), on="commitment")
def lift_commitment(doing: Doing, commitment: Commitment, _values: None) -> Done:
    """What was promised is no longer owed; its clock stops here, and the history says why."""
    if not doing.reason.strip():
        raise ReasonMissing("lift-commitment")
    if not commitment.open:
        raise CommitmentClosed(ref_of(commitment))
    doing.noted["lifted"] = [commitment.n]
    request = commitment.request
    return Done(request, request.ref, {"commitment": commitment.n, "step": commitment.step})
