"""Last year's dossier again: the request anew, then its offer with fresh dates and prices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backoffice.content.acts import OfferLike
from backoffice.content.records import Request as RequestContent
from backoffice.domain.renewal import renewed_price, renewed_week
from backoffice.errors import Invalid
from backoffice.i18n import N_, _
from backoffice.services.acts import Doing, Done, act
from backoffice.services.catalogue import offered
from backoffice.services.intake import move, open_dossier
from backoffice.services.kinds import ref_of, resolve
from backoffice.services.live_quotes import quotes_of
from backoffice.services.mapping import survivor, texts
from backoffice.services.offers import DraftThere, OtherProgramme, copy_modules, make_slots
from backoffice.services.questions import ask_again_what_is_open, copy_questions
from backoffice.services.quote_drafts import draft_quote, recount
from backoffice.services.slots import slots_of
from backoffice.store.records import Quote, Request, RequestModule, Slot

# What belongs to the time of a request, and is asked again.
_OF_ITS_TIME = ("period", "excluded", "submission_at", "questions_at", "visit_at", "external_ref")


def _again(doing: Doing, request: Request) -> Mapping[str, Any]:
    found = texts(request, RequestContent) | {"received_at": doing.occurred_at}
    found |= {name: None if name.endswith(("_at", "_ref")) else "" for name in _OF_ITS_TIME}
    if request.client is not None:
        found["client"] = ref_of(survivor(request.client))
    if doing.actor is not None:
        found["owner"] = doing.actor.ref
    return found


@act(
    "ask-again",
    N_("Ask again: a new dossier from this one"),
    on="request",
    makes="request",
    model=RequestContent,
    opening=_again,
    when="received_at",
)
def ask_again(doing: Doing, former: Request, values: RequestContent) -> Done:
    """A new request that begins with what an earlier one said; it remembers which, for its offer."""
    request = open_dossier(doing, values)
    request.details = {**request.details, "renews": former.ref}
    doing.unit.session.flush()
    return Done(request, request.ref, {"kind": values.kind, "renews": former.ref})


def _like(_doing: Doing, request: Request) -> Mapping[str, Any]:
    return {"like": request.details.get("renews")}


@act("draft-like", N_("Draft the offer as in another dossier"), on="request", model=OfferLike, opening=_like)
def draft_like(doing: Doing, request: Request, values: OfferLike) -> Done:
    """Drafts an offer from another dossier's: its modules as they were adapted there, or the programme's
    newer version; its slots to plan in the same weeks a year later; its quote with prices changed."""
    former: Request = resolve(doing.unit, values.like, "request").record
    if not former.modules:
        raise Invalid(
            _("{ref} has no module to start from.").format(ref=former.ref),
            remedy=_("Draft the offer from a programme instead."),
        )
    if request.modules:
        raise OtherProgramme(request.ref, ", ".join(dict.fromkeys(m.code for m in request.modules)))
    if any(quote.state == "draft" for quote in quotes_of(doing, request)):
        raise DraftThere(request.ref)
    move(doing, request, "draft-like")
    newer = _modules(doing, former, request)
    make_slots(doing, request, _subgroups(doing, former))
    _weeks(doing, former, request)
    payload: dict[str, Any] = {"like": former.ref} | ({"version": newer} if newer else {})
    if request.kind == "own_session":
        # Each client that joins has a quote of its own, once its people are known.
        return Done(request, request.ref, payload)
    quote = _quote(doing, former, request, values)
    payload |= {"draft": quote.version_no, "change_bp": values.price_change_bp}
    return Done(request, request.ref, payload)


def _modules(doing: Doing, former: Request, request: Request) -> int | None:
    """Copies the modules; gives the version of the programme when a newer one replaced what was there."""
    first = former.modules[0]
    code = first.programme_ref
    if code is not None:
        record, programme = offered(doing.unit, code)
        if record.version_no != first.programme_version:
            chosen = programme.format(former.details.get("format") or None)
            copy_modules(doing, request, record, chosen)
            copy_questions(doing, request, programme, chosen)
            return record.version_no
    names = ("position", "code", "label", "title", "programme_ref", "programme_version", "body")
    for module in former.modules:
        request.modules.append(RequestModule(**{name: getattr(module, name) for name in names}))
    kept = {name: former.details.get(name) for name in ("format", "programme")}
    request.details = {**request.details, **kept}
    doing.unit.session.flush()
    ask_again_what_is_open(doing, former, request)
    return None


def _subgroups(doing: Doing, former: Request) -> int:
    """Into how many sub-groups the former dossier was split, as its slots tell."""
    return max((slot.copy for slot in slots_of(doing, former) if slot.with_whom == "subgroup"), default=1)


def _weeks(doing: Doing, former: Request, request: Request) -> None:
    """Gives each slot the week in which its like took place, a year later; the client says the date."""
    dated = (slot for slot in slots_of(doing, former) if slot.alternative == 1)
    known = {_place(slot): slot.day for slot in dated}
    for slot in slots_of(doing, request):
        day = known.get(_place(slot))
        if day is not None:
            slot.window_from, slot.window_to = renewed_week(day, doing.today)
    doing.unit.session.flush()


def _place(slot: Slot) -> tuple[str, int, int, int]:
    return slot.module.code, slot.position, slot.copy, slot.group.position if slot.group else 0


def _quote(doing: Doing, former: Request, request: Request, values: OfferLike) -> Quote:
    """A draft with the lines of the quote that was accepted, or of the last one; each line says whence."""
    quotes = quotes_of(doing, former)
    source = next((q for q in reversed(quotes) if q.state == "accepted"), quotes[-1] if quotes else None)
    title = values.title or (source.title if source else request.topic)
    quote = draft_quote(doing, request, title, source)
    if source is None:
        return quote
    for line in quote.lines:
        line.unit_micro = renewed_price(line.unit_micro, values.price_change_bp)
        line.rule = f"as {ref_of(source)}"
    for one in quote.instalments:
        # A date of last year isn't asked for again; the person gives it anew.
        if one.at is not None:
            one.at = renewed_week(one.at, doing.today)[0]
    recount(doing, quote)
    return quote
