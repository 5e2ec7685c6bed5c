"""An own session's quotes: one for each client whose people join, from its enrolments and shown prices."""

from __future__ import annotations

from collections.abc import Sequence

from backoffice.content.enrolments import ClientQuote
from backoffice.domain.enrolments import SEATED
from backoffice.domain.programme import ShownPrice
from backoffice.errors import BackofficeError, Invalid
from backoffice.i18n import N_, _
from backoffice.services.action_sheet import programme_behind
from backoffice.services.acts import Doing, Done, act
from backoffice.services.intake import move
from backoffice.services.kinds import ref_of, resolve
from backoffice.services.live_quotes import quotes_of, same_client
from backoffice.services.payers import paid_by
from backoffice.services.quote_drafts import draft_quote, recount
from backoffice.services.seats import billed_to, day_that_counts, member
from backoffice.store.records import Client, Quote, QuoteLine, Request, TrainingGroup

_MICRO = 10_000  # millionths of a euro in a cent
_E4 = 10_000


class NobodyToBill(BackofficeError):
    code = "nobody_to_bill"

    def __init__(self, client: str, ref: str) -> None:
        super().__init__(
            _("{client} pays for nobody in {ref}.").format(client=client, ref=ref),
            remedy=_("Enrol its people first, or say on their enrolments that it pays."),
        )


@act("draft-client-quote", N_("Draft a quote for a client"), on="request", model=ClientQuote)
def draft_client_quote(doing: Doing, request: Request, values: ClientQuote) -> Done:
    """A draft for one client of an own or inter session: its people, at the programme's price for them."""
    if request.kind not in ("own_session", "inter"):
        raise Invalid(
            _("{ref} has its own client: its quote is drafted with the offer.").format(ref=request.ref),
            remedy=_("Use draft-offer, or revise-quote for a new version."),
        )
    client: Client = resolve(doing.unit, values.client, "client").record
    mine = (one for one in quotes_of(doing, request) if same_client(doing, one.client_id, client.id))
    if any(one.state == "draft" for one in mine):
        raise Invalid(
            _("{client} already has a quote in draft here.").format(client=client.name),
            remedy=_("Go on with that draft, or delete it first."),
        )
    billed = [(group, billed_to(group, client)) for group in request.training_groups]
    if not any(people for _group, people in billed):
        raise NobodyToBill(client.name, request.ref)
    move(doing, request, "draft-client-quote")
    programme = programme_behind(doing, request)
    title = values.title or (programme.title if programme else request.topic)
    quote = draft_quote(doing, request, title, client=client, copy=False)
    for group, people in billed:
        if people:
            _add_line(doing, quote, group, len(people), client)
    recount(doing, quote)
    payload = {"client": client.ref, "draft": quote.version_no, "people": sum(len(p) for _g, p in billed)}
    return Done(quote, ref_of(quote), payload)


def add_person_line(doing: Doing, quote: Quote) -> None:
    """Begins an inter client's draft with its people, as many as it asked for, at the price shown."""
    request = quote.request
    count = request.headcount_max or request.headcount_min or 1
    if quote.client is not None and request.training_groups:
        _add_line(doing, quote, request.training_groups[0], count, quote.client)
        recount(doing, quote)


def _add_line(doing: Doing, quote: Quote, group: TrainingGroup, count: int, client: Client) -> None:
    """One line for `count` people of a client; without a known price, the line is left to be written."""
    is_member = member(client, day_that_counts(doing, group))
    label, micro, rule = _price(doing, group, is_member)
    if micro is None:
        return
    several = len(quote.request.training_groups) > 1
    quote.lines.append(
        QuoteLine(
            position=len(quote.lines) + 1,
            label=f"{label} – {group.name}" if several else label,
            quantity_e4=count * _E4,
            unit="personne",
            unit_micro=micro,
            net_cents=0,
            vat={},
            rule=rule,
        )
    )


def _price(doing: Doing, group: TrainingGroup, is_member: bool) -> tuple[str, int | None, str]:
    """The label of a person's price, the price (millionths of a euro, None when unknown) and its rule."""
    programme = programme_behind(doing, group.request)
    shown = price_a_person(programme.shown_prices if programme else (), is_member)
    repriced = group.details.get("person_micro")
    if repriced is not None:
        title = shown.label if shown else (programme.title if programme else group.request.topic)
        return title, int(repriced), "repriced"
    if shown is None or shown.cents is None:
        return "", None, ""
    return shown.label, shown.cents * _MICRO, "member's price" if shown.members_only else "shown price"


def price_a_person(shown: Sequence[ShownPrice], is_member: bool) -> ShownPrice | None:
    """What one pays a person: the members' price for members where there is one, else everybody's.

    A price for own sessions comes before one for inter training.
    """
    per_person = [one for one in shown if one.per == "person" and one.cents is not None]
    for kind in ("own_session", "inter"):
        fits = [one for one in per_person if one.request_kind == kind]
        for members_only in (True, False) if is_member else (False,):
            found = next((one for one in fits if one.members_only is members_only), None)
            if found is not None:
                return found
    return None


def clients_to_quote(doing: Doing, request: Request) -> list[Client]:
    """The clients that pay for somebody who holds a seat and have no quote here that still counts."""
    quoted = {
        quote.client_id
        for quote in quotes_of(doing, request)
        if quote.state in ("draft", "issued", "accepted")
    }
    found: dict[int, Client] = {}
    for group in request.training_groups:
        for one in group.enrolments:
            client = one.payer_client if one.payer != "person" else one.participant.client
            if one.state in SEATED and client is not None and paid_by(one, client):
                found.setdefault(client.id, client)
    return [
        client
        for number, client in found.items()
        if not any(same_client(doing, number, known) for known in quoted)
    ]
