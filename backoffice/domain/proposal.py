"""The detailed proposal: its sections, its aims with what reaches and checks them, a version's states."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from backoffice.errors import BackofficeError
from backoffice.i18n import N_, _


@dataclass(frozen=True, slots=True)
class SectionKind:
    """A section: its code, its title (a message id), whether the data give it a table of their own."""

    code: str
    title: str
    computed: bool = True


SECTIONS = (
    SectionKind("context", N_("What we understood"), computed=False),
    SectionKind("objectives", N_("Objectives")),
    SectionKind("modules", N_("Modules")),
    SectionKind("between", N_("Work between modules")),
    SectionKind("dates", N_("Dates")),
    SectionKind("team", N_("Team")),
    SectionKind("means", N_("Means")),
    SectionKind("evaluations", N_("Evaluations")),
    SectionKind("accessibility", N_("Accessibility")),
    SectionKind("follow_up", N_("Follow-up and recognition")),
    SectionKind("results", N_("Results")),
    SectionKind("price", N_("Price")),
    SectionKind("terms", N_("Terms")),
)
SECTION_TITLES = {one.code: one.title for one in SECTIONS}


class ProposalState(StrEnum):
    """Where a version stands; only a draft changes."""

    DRAFT = "draft"
    SENT = "sent"
    ACCEPTED = "accepted"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    EXPIRED = "expired"


STATE_LABELS = {
    ProposalState.DRAFT: N_("a draft"),
    ProposalState.SENT: N_("sent"),
    ProposalState.ACCEPTED: N_("accepted"),
    ProposalState.SUPERSEDED: N_("superseded"),
    ProposalState.WITHDRAWN: N_("withdrawn"),
    ProposalState.REFUSED: N_("refused"),
    ProposalState.EXPIRED: N_("expired"),
}
# Each act on a version, and the states that allow it.
MOVES = {
    **dict.fromkeys(
        (
            "edit-proposal",
            "set-objective",
            "remove-objective",
            "set-results",
            "regrow-section",
            "load-proposal",
        ),
        (ProposalState.DRAFT,),
    ),
    "edit-section": (ProposalState.DRAFT,),
    "delete-proposal": (ProposalState.DRAFT,),
    "send-proposal": (ProposalState.DRAFT,),
    "accept-proposal": (ProposalState.SENT,),
    "withdraw-proposal": (ProposalState.SENT,),
    "reverse-proposal": (ProposalState.ACCEPTED,),
}


class ProposalMoveRefused(BackofficeError):
    """An act that the state of a version doesn't allow."""

    code = "proposal_move_refused"

    def __init__(self, ref: str, act: str, state: ProposalState) -> None:
        super().__init__(
            _("{ref} is {state}: it can't take the act {act}.").format(
                ref=ref, state=_(STATE_LABELS[state]), act=act
            ),
            remedy=_("Make a new version of it: revise-proposal.")
            if ProposalState.DRAFT in MOVES.get(act, (ProposalState.DRAFT,))
            else _("Choose a version that waits for an answer."),
        )


def check_move(ref: str, act: str, state: str) -> None:
    """Raises ProposalMoveRefused."""
    if ProposalState(state) not in MOVES[act]:
        raise ProposalMoveRefused(ref, act, ProposalState(state))


@dataclass(frozen=True, slots=True)
class Aim:
    """An objective of a proposal: by which modules (their codes), method and evaluation it is reached."""

    text: str
    criterion: str = ""
    method: str = ""
    evaluation: str = ""
    modules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lack:
    """What a proposal lacks: `what` is a message id, with `about` in it; `section` is where to mend it."""

    section: str
    what: str
    about: str = ""

    def words(self) -> str:
        """In the language in force."""
        return _(self.what).format(about=self.about)


NO_MODULE = N_("No module works towards the objective “{about}”.")
NO_EVALUATION = N_("Nothing evaluates the objective “{about}”.")
NO_OBJECTIVE = N_("The proposal states no objective.")
GONE_MODULE = N_("An objective names {about}, which isn't a module of this dossier.")
IDLE_MODULE = N_("Module {about} works towards no objective.")
NO_CONTEXT = N_("Nothing is said of what we understood of the request.")
NO_PRICE = N_("No quote gives its price.")
NO_RESULT = N_("No result is shown, nor why there is none.")


def lacks_of(aims: Sequence[Aim], modules: Iterable[str]) -> tuple[Lack, ...]:
    """What the objectives of a proposal lack, against the codes of the dossier's modules.

    Each objective leads to content, method and evaluation (RNQ indicators 5, 6 and 11).
    """
    codes = tuple(modules)
    found = [] if aims else [Lack("objectives", NO_OBJECTIVE)]
    for aim in aims:
        found += [Lack("objectives", GONE_MODULE, code) for code in aim.modules if code not in codes]
        if not any(code in codes for code in aim.modules):
            found.append(Lack("objectives", NO_MODULE, aim.text))
        if not aim.evaluation.strip():
            found.append(Lack("objectives", NO_EVALUATION, aim.text))
    served = {code for aim in aims for code in aim.modules}
    if aims:
        found += [Lack("objectives", IDLE_MODULE, code) for code in codes if code not in served]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Shown:
    """A result as it is shown: its value in words, out of how many, over which time, computed how.

    RNQ indicator 2: no figure without its count and its method.
    """

    label: str
    value: str
    count: int
    period: str
    method: str
