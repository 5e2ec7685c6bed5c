"""What acts ask beside the record they are done to."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from backoffice.content.base import MOST_CENTS, Content, Day, Instant, Line, Name, Text, as_pydantic
from backoffice.content.fields import Kind, ask
from backoffice.domain.choices import DECLINE_REASONS, SLOT_MODES, WAITED_FOR
from backoffice.errors import Invalid
from backoffice.i18n import N_, _


class Offer(Content):
    """What an offer is drafted from: the programme, in one of its formats."""

    programme: Name = ask(N_("Programme"), Kind.RECORD, refers_to="programme")
    programme_format: Line = ask(N_("Format"), help=N_("Its code; empty when there is only one."), default="")
    title: Line = ask(N_("Title"), help=N_("The programme's, unless you say otherwise."), default="")
    subgroups: int = ask(N_("Sub-groups"), Kind.WHOLE, default=1, ge=1, le=20)


class Acceptance(Content):
    """How a client accepted: by signature, or by a purchase order."""

    by: Literal["signature", "order"] = ask(
        N_("Accepted by"),
        Kind.CHOICE,
        choices=(("signature", N_("signature")), ("order", N_("purchase order"))),
        default="signature",
    )
    name: Name = ask(N_("Signed by"), help=N_("Name of who signed or ordered."))
    quality: Line = ask(N_("Quality"), help=N_("In what quality: director, manager…"), default="")
    on: Day = ask(N_("On"), Kind.DATE, past=True)
    order_number: Line = ask(N_("Order number"), default="")
    order_cents: int | None = ask(N_("Amount ordered"), Kind.AMOUNT, default=None, ge=0, le=MOST_CENTS)
    engagement: Line = ask(
        N_("Engagement number"), help=N_("Public buyers: the one that their accounts ask for."), default=""
    )
    options: Line = ask(
        N_("Options taken"), help=N_("The ranks of the optional lines that are taken: 7, 8."), default=""
    )
    proof: Line = ask(N_("Where the proof is kept"), default="")
    subject_to_funding: bool = ask(N_("Subject to funding"), Kind.YES_NO, default=False)

    @model_validator(mode="after")
    def _order_has_number(self) -> Acceptance:
        if self.by == "order" and not self.order_number:
            raise as_pydantic(
                Invalid(_("A purchase order has a number."), remedy=_("Give the number written on it."))
            )
        return self


class NewVariant(Content):
    """What tells a variant of an offer apart from the others that live beside it."""

    variant: Name = ask(N_("Variant"), help=N_("In a few words: remote, two groups… Printed on the quote."))


class FundingDecided(Content):
    """What the funder decided of an action that was accepted on that condition."""

    on: Day = ask(N_("Decided on"), Kind.DATE, past=True)
    note: Text = ask(N_("Detail"), Kind.TEXT, default="")


class Refusal(Content):
    """Why a client didn't take the offer."""

    cause: Literal["price", "dates", "competitor", "budget", "postponed", "content", "no_answer", "other"] = (
        ask(N_("Reason"), Kind.CHOICE, choices=DECLINE_REASONS)
    )
    detail: Text = ask(N_("Detail"), Kind.TEXT, default="")


class Waiting(Content):
    """Whose turn it is, and when to ask again."""

    whom: Literal["", "us", "client", "funder", "trainer"] = ask(
        N_("Waiting for"),
        Kind.CHOICE,
        choices=WAITED_FOR,
        default="client",
    )
    chase_on: Day | None = ask(N_("Ask again on"), Kind.DATE, default=None)


class NewOwner(Content):
    """Who is in charge of a dossier from now on."""

    owner: Line = ask(N_("Owner"), Kind.RECORD, refers_to="user", min_length=1)


class Complaint(Content):
    """What somebody complains of; it stays in the dossier until it is answered."""

    about: Text = ask(N_("Complaint"), Kind.TEXT, min_length=1)
    by: Line = ask(N_("From"), help=N_("Client, participant, funder…"), default="")


class ComplaintAnswer(Content):
    """The answer to a complaint."""

    rank: int = ask(N_("Rank of the complaint"), Kind.WHOLE, default=1, ge=1, le=10_000)
    answer: Text = ask(N_("Answer"), Kind.TEXT, min_length=1)


class Reception(Content):
    """When a request was really received."""

    received_at: Instant = ask(N_("Received"), Kind.INSTANT, past=True)


class QuoteHead(Content):
    """What a quote says as a whole."""

    title: Name = ask(N_("Title"))
    validity_days: int = ask(N_("Valid for (days)"), Kind.WHOLE, default=30, ge=1, le=365)
    discount_label: Line = ask(N_("Discount, as it is named"), default="")
    discount_bp: int = ask(N_("Discount on the whole"), Kind.RATE, default=0, ge=0, le=10_000)
    note: Text = ask(N_("Note"), Kind.TEXT, help=N_("Printed under the lines."), default="")
    training_action: bool = ask(
        N_("Training action"),
        Kind.YES_NO,
        help=N_("No, or not sure: it can't stand for an agreement."),
        default=True,
    )
    advance_agreed: bool = ask(
        N_("Advance agreed"),
        Kind.YES_NO,
        help=N_("A public buyer agreed in writing to pay something in advance."),
        default=False,
    )


class InstalmentLine(Content):
    """One payment asked for; the last one takes what remains."""

    label: Name = ask(N_("Label"))
    trigger: Literal["signature", "date", "start", "end", "module_end", "month", "quarter", "completion"] = (
        ask(
            N_("When"),
            Kind.CHOICE,
            choices=(
                ("signature", N_("at signature")),
                ("date", N_("on a date")),
                ("start", N_("at the first slot")),
                ("end", N_("after the last slot")),
                ("module_end", N_("at the end of a module")),
                ("month", N_("each month, by the minutes taught")),
                ("quarter", N_("each quarter, by the minutes taught")),
                ("completion", N_("when all is done")),
            ),
        )
    )
    offset_days: int = ask(N_("Days after"), Kind.WHOLE, default=0, ge=-365, le=365)
    at: Day | None = ask(N_("Date"), Kind.DATE, default=None)
    module_position: int | None = ask(N_("Rank of the module"), Kind.WHOLE, default=None, ge=1, le=100)
    share_bp: int | None = ask(
        N_("Share"), Kind.RATE, help=N_("Of the total with VAT."), default=None, ge=1, le=10_000
    )
    fixed_cents: int | None = ask(N_("Or amount"), Kind.AMOUNT, default=None, ge=1, le=MOST_CENTS)
    payer: Line | None = ask(
        N_("Payer"),
        Kind.RECORD,
        refers_to="funder",
        help=N_("A funder, or a payer of the funding plan; empty: the client."),
        default=None,
    )


class Hold(Content):
    """Until when an option on a date is kept."""

    until: Instant = ask(N_("Until"), Kind.INSTANT)


class NewSlot(Content):
    """A slot beyond those the programme asks for."""

    module: Name = ask(N_("Module"), help=N_("Its code, or its rank in the dossier."))
    minutes: int = ask(N_("Minutes that count"), Kind.MINUTES, ge=1, le=1_440)
    mode: Literal["on_site", "remote", "workplace"] = ask(
        N_("Mode"),
        Kind.CHOICE,
        choices=SLOT_MODES,
        default="on_site",
    )
    counts: bool = ask(N_("Inside the training hours"), Kind.YES_NO, default=True)
    group: Line | None = ask(N_("Group"), Kind.RECORD, refers_to="group", default=None)


class SheetWish(Content):
    """Which attendance sheets to print."""

    blank_lines: int = ask(
        N_("Blank lines"), Kind.WHOLE, help=N_("Room for people not known yet."), default=0, ge=0, le=60
    )


class ProgrammeText(Content):
    """A programme as the text of its file."""

    text: Text = ask(N_("Programme (TOML)"), Kind.TEXT)
    file: Line = ask(N_("File"), default="programme.toml")


class PathwayText(Content):
    """A pathway as the text of its file."""

    text: Text = ask(N_("Pathway (TOML)"), Kind.TEXT)
    file: Line = ask(N_("File"), default="pathway.toml")


class MethodText(Content):
    """A method as the text of its file."""

    text: Text = ask(N_("Method (TOML)"), Kind.TEXT)
    file: Line = ask(N_("File"), default="method.toml")


class RateCardText(Content):
    """A rate card as the text of its file."""

    text: Text = ask(N_("Rate card (TOML)"), Kind.TEXT)
    file: Line = ask(N_("File"), default="rate-card.toml")


class OurKeys(Content):
    """What of a dossier its source doesn't state and we added, by the keys that `show` gives it."""

    keys: tuple[Line, ...] = ask(
        N_("Ours"),
        Kind.LINES,
        help=N_("One a line: a key of what show --json says, then why if wished. headcount.max: not stated"),
        default=(),
    )


class ImportWish(Content):
    """What to bring in: a file, or a table pasted from a spreadsheet."""

    file: Line = ask(N_("File"), help=N_("CSV, JSON or TOML; or a folder that was exported."), default="")
    pasted: Text = ask(
        N_("Or a pasted table"),
        Kind.TEXT,
        help=N_("With its header: cells apart by tabs, as a spreadsheet copies them."),
        default="",
    )
    kind: Literal[
        "",
        "clients",
        "contacts",
        "funders",
        "trainers",
        "venues",
        "participants",
        "requests",
        "methods",
        "programmes",
        "pathways",
        "rate_cards",
        "groups",
        "enrolments",
        "slots",
        "users",
        "frameworks",
        "order_forms",
    ] = ask(
        N_("What it holds"),
        Kind.CHOICE,
        choices=(
            ("", N_("as its name or its format says")),
            ("clients", N_("clients")),
            ("contacts", N_("contacts")),
            ("funders", N_("funders")),
            ("trainers", N_("trainers")),
            ("venues", N_("venues")),
            ("participants", N_("participants")),
            ("requests", N_("requests")),
            ("methods", N_("methods")),
            ("programmes", N_("programmes")),
            ("pathways", N_("pathways")),
            ("rate_cards", N_("rate cards")),
            ("groups", N_("groups")),
            ("enrolments", N_("enrolments")),
            ("slots", N_("slots")),
            ("users", N_("users")),
            ("frameworks", N_("frameworks")),
            ("order_forms", N_("order forms")),
        ),
        default="",
    )
    encoding: Literal["utf-8", "cp1252"] = ask(
        N_("Text of CSV files"),
        Kind.CHOICE,
        choices=(("utf-8", N_("UTF-8")), ("cp1252", N_("Windows (cp1252)"))),
        default="utf-8",
    )

    @model_validator(mode="after")
    def _one_of_them(self) -> ImportWish:
        if bool(self.file) == bool(self.pasted):
            raise as_pydantic(
                Invalid(_("Give a file, or a pasted table."), remedy=_("Fill in one of the two fields."))
            )
        return self


class Validity(Content):
    """Until when a quote can be accepted, that day included."""

    until: Day = ask(N_("Valid until"), Kind.DATE)


class ClientDouble(Content):
    """Of which client another one is the double."""

    into: Name = ask(
        N_("Same as"),
        Kind.RECORD,
        refers_to="client",
        help=N_("The one that stays; all that is here goes there."),
    )


class ContactDouble(Content):
    """Of which contact another one is the double."""

    into: Name = ask(
        N_("Same as"),
        Kind.RECORD,
        refers_to="contact",
        help=N_("The one that stays; all that is here goes there."),
    )


class ParticipantDouble(Content):
    """Of which participant another one is the double."""

    into: Name = ask(
        N_("Same as"),
        Kind.RECORD,
        refers_to="participant",
        help=N_("The one that stays; all that is here goes there."),
    )


class FeedWish(Content):
    """Whose calendar feed to write."""

    user: Line | None = ask(
        N_("Whose"), Kind.RECORD, refers_to="user", help=N_("Yours, unless you name somebody."), default=None
    )
    everyone: bool = ask(N_("Everybody’s things"), Kind.YES_NO, default=False)


class OfferLike(Content):
    """From which dossier an offer is drafted again, and what changes on the way."""

    like: Name = ask(N_("As in the dossier"), Kind.RECORD, refers_to="request")
    price_change_bp: int = ask(
        N_("Change of prices"),
        Kind.RATE,
        help=N_("2 or -1,5: every unit price, rounded to the euro when it was in whole euros."),
        default=0,
        ge=-9_000,
        le=10_000,
    )
    title: Line = ask(N_("Title"), help=N_("That dossier's, unless you say otherwise."), default="")


class Letter(Content):
    """What an acknowledgement says beside what is known of the dossier."""

    mail: bool = ask(
        N_("Write the e-mail"),
        Kind.YES_NO,
        help=N_("A draft with the letter attached, to send from your mail program."),
        default=False,
    )
    opening: Text = ask(
        N_("Opening"), Kind.TEXT, help=N_("How the letter begins; empty, the usual words."), default=""
    )
    note: Text = ask(N_("Note"), Kind.TEXT, help=N_("Added at the end."), default="")


class Acknowledging(Content):
    """Receipt is acknowledged: by a letter, an e-mail that carries it, or otherwise."""

    letter: bool = ask(
        N_("Print the letter"),
        Kind.YES_NO,
        help=N_("No, when it was acknowledged otherwise, on the telephone for instance."),
        default=False,
    )
    mail: bool = ask(
        N_("Write the e-mail"),
        Kind.YES_NO,
        help=N_("A draft with the letter attached, to send from your mail program."),
        default=False,
    )
    opening: Text = ask(
        N_("Opening"), Kind.TEXT, help=N_("How the letter begins; empty, the usual words."), default=""
    )
    note: Text = ask(N_("Note"), Kind.TEXT, help=N_("Added at the end."), default="")
