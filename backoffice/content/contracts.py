"""What acts on agreements, contracts, amendments and adaptations ask."""

from __future__ import annotations

from typing import Literal

from backoffice.content.base import MOST_CENTS, Content, Day, Line, Name, Text
from backoffice.content.fields import Kind, ask
from backoffice.content.followup import PathText
from backoffice.domain.choices import AGREED_WITH, NATURES, PURPOSES, SIGNED_BY
from backoffice.i18n import N_

Purpose = Literal["development", "access", "risk", "mobility"]


class AgreementWish(Content):
    """What an agreement says beside what the dossier and its quote do."""

    signatory: Name = ask(N_("Signs for the client"), help=N_("First name and surname."))
    signatory_quality: Line = ask(N_("Quality"), help=N_("In what quality: director, manager…"), default="")
    purpose: Purpose = ask(
        N_("Purpose"),
        Kind.CHOICE,
        choices=PURPOSES,
        help=N_("Of the action (L.6313-3)."),
        default="development",
    )
    with_names: bool = ask(
        N_("List of participants"),
        Kind.YES_NO,
        help=N_("No: it is given later, before the first slot."),
        default=True,
    )
    funder: Line | None = ask(N_("Funder"), Kind.RECORD, refers_to="funder", default=None)
    file_number: Line = ask(N_("Number at the funder's"), default="")
    subrogation: bool = ask(
        N_("The funder pays us"),
        Kind.YES_NO,
        help=N_("By subrogation; the client pays the rest."),
        default=False,
    )
    clauses: Text = ask(N_("Particular clauses"), Kind.TEXT, default="")
    place: Line = ask(N_("Made at"), help=N_("Our town, unless you say otherwise."), default="")


class ContractWish(Content):
    """What an individual's contract says beside what the dossier and its quote do."""

    at_distance: bool = ask(
        N_("Signed at a distance"),
        Kind.YES_NO,
        help=N_("Or off our premises: 14 days to withdraw instead of 10."),
        default=True,
    )
    purpose: Purpose = ask(
        N_("Purpose"),
        Kind.CHOICE,
        choices=PURPOSES,
        help=N_("Of the action (L.6313-3)."),
        default="development",
    )
    clauses: Text = ask(N_("Particular clauses"), Kind.TEXT, default="")
    place: Line = ask(N_("Made at"), help=N_("Our town, unless you say otherwise."), default="")


class AmendmentWish(Content):
    """What changes in a signed agreement or contract. Dates are those of the dossier's slots now."""

    why: Text = ask(N_("Why"), Kind.TEXT, help=N_("Printed at its head."), min_length=1)
    aims: tuple[Line, ...] = ask(N_("Objectives"), Kind.LINES, help=N_("One a line."), default=())
    headcount_min: int | None = ask(N_("Participants at least"), Kind.WHOLE, default=None, ge=1, le=10_000)
    headcount_max: int | None = ask(N_("Participants at most"), Kind.WHOLE, default=None, ge=1, le=10_000)
    price_change_cents: int = ask(
        N_("Change of price"),
        Kind.AMOUNT,
        help=N_("Net of VAT; with a minus sign when it falls."),
        default=0,
        ge=-MOST_CENTS,
        le=MOST_CENTS,
    )
    price_nature: Literal["training", "ancillary", "consulting", "other"] = ask(
        N_("Nature of the change"),
        Kind.CHOICE,
        choices=NATURES,
        help=N_("Its VAT depends on it."),
        default="training",
    )
    price_label: Line = ask(N_("What the change of price is for"), default="")
    signatory: Name = ask(N_("Signs for the client"), help=N_("First name and surname."))
    signatory_quality: Line = ask(N_("Quality"), default="")
    place: Line = ask(N_("Made at"), help=N_("Our town, unless you say otherwise."), default="")


class SignatureAsked(Content):
    """Of whom a signature was asked, how and when."""

    whom: Name = ask(N_("Asked of"))
    by: Literal["mail", "post", "hand", "electronic"] = ask(
        N_("Sent by"), Kind.CHOICE, choices=SIGNED_BY, default="mail"
    )
    on: Day = ask(N_("On"), Kind.DATE, past=True)


class Signature(Content):
    """Who signed for the client, when, and what shows it."""

    name: Name = ask(N_("Signed by"))
    quality: Line = ask(N_("Quality"), help=N_("In what quality: director, manager…"), default="")
    on: Day = ask(N_("On"), Kind.DATE, past=True)
    ours_on: Day | None = ask(
        N_("Signed by us on"), Kind.DATE, help=N_("Empty: the same day."), past=True, default=None
    )
    proof: Line = ask(N_("Where the proof is kept"), default="")
    proof_file: PathText = ask(
        N_("Signed copy"),
        Kind.SUGGEST,
        refers_to="path",
        help=N_("The path of the scanned or signed file: kept by its hash."),
        default="",
    )


class ReadSignature(Signature):
    """The same once the file was read: its own name and its bytes."""

    file_name: str = ""
    data: bytes = b""


class Retraction(Content):
    """An individual gives a contract up in time."""

    on: Day = ask(N_("Letter sent on"), Kind.DATE, past=True)
    proof: Line = ask(N_("Where the proof is kept"), default="")


class AdaptationNote(Content):
    """What changed in a module on the way, and who agreed."""

    text: Text = ask(N_("What changed"), Kind.TEXT, min_length=1)
    agreed_with: Literal["group", "client", "both"] = ask(
        N_("Agreed with"), Kind.CHOICE, choices=AGREED_WITH, default="group"
    )
    who: Line = ask(N_("Who agreed"), help=N_("Name, for the client."), default="")
    agreed_on: Day = ask(N_("On"), Kind.DATE, past=True)
    aims: bool = ask(N_("The aims change"), Kind.YES_NO, default=False)
    dates: bool = ask(N_("The dates change"), Kind.YES_NO, default=False)
    headcount: bool = ask(N_("The headcount changes"), Kind.YES_NO, default=False)
    price: bool = ask(N_("The price changes"), Kind.YES_NO, default=False)
