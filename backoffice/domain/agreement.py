"""When a quote stands for the training agreement, and what keeps it from doing so (D.6353-1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from backoffice.domain.programme import Module
from backoffice.i18n import N_


@dataclass(frozen=True, slots=True)
class Terms:
    """What the rule looks at: the items of D.6353-1, I as texts, the client's kind and the setting.

    `training_action` is False where it is an open question whether the service is a training action at all
    (an accompaniment isn't always one). `allowed` is the organisation's setting for actions that the
    employer pays, for which L.6353-1 asks for an agreement.
    """

    title: str
    objectives: str
    content: str
    means: str
    minutes: int
    period: str
    conduct: str
    follow_up: str
    recognition: str
    price: str
    payment: str
    client_kind: str
    training_action: bool
    allowed: bool


_ITEMS = (
    ("title", N_("the title")),
    ("objectives", N_("the objectives")),
    ("content", N_("the content")),
    ("means", N_("the means")),
    ("minutes", N_("the duration")),
    ("period", N_("the dates or the period")),
    ("conduct", N_("how it is run")),
    ("follow_up", N_("how it is followed up")),
    ("recognition", N_("how it is recognised at the end")),
    ("price", N_("the price")),
    ("payment", N_("the terms of payment")),
)


def against(terms: Terms) -> tuple[str, ...]:
    """Why a quote can't stand for the agreement, as message ids; empty when it does.

    Even then it does so only if signed before the first slot, which the document says.
    """
    missing = missing_items(terms)
    reasons = (
        (not terms.training_action, N_("it isn't established as a training action")),
        (terms.client_kind == "individual", N_("an individual is given a contract (L.6353-3)")),
        (not terms.allowed, N_("the settings ask for an agreement")),
    )
    return (*missing, *(text for holds, text in reasons if holds))


class ContractForm(StrEnum):
    """What is signed for an action: the quote itself, an agreement, or an individual's contract."""

    QUOTE = "quote"
    AGREEMENT = "agreement"
    CONTRACT = "contract"
    # Something that isn't established as a training action: no form of the labour code.
    NONE = "none"


def contract_form(terms: Terms, signed_on: date | None = None, starts_on: date | None = None) -> ContractForm:
    """The form that an action takes: the quote stands for the agreement only when nothing is against it and
    it wasn't signed on the first slot's day or later (D.6353-1, II)."""
    if not terms.training_action:
        return ContractForm.NONE
    if terms.client_kind == "individual":
        return ContractForm.CONTRACT
    in_time = signed_on is None or starts_on is None or signed_on < starts_on
    return ContractForm.QUOTE if in_time and not against(terms) else ContractForm.AGREEMENT


def missing_items(terms: Terms) -> tuple[str, ...]:
    """What of D.6353-1, I isn't there, as message ids: no agreement is issued without it."""
    return tuple(label for name, label in _ITEMS if not getattr(terms, name))


def missing_conditions(modules: tuple[Module, ...]) -> tuple[tuple[str, str], ...]:
    """(part's title, what the law asks of it and isn't there) for each part without a live trainer."""
    return tuple((part.title, lack) for module in modules for part in module.parts for lack in part.missing())
