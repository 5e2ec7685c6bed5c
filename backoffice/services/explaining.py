"""Why each policy promised something to a dossier or not, and how each promise was counted, day by day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from backoffice.clock import local_date
from backoffice.domain.commitments.events import Event
from backoffice.domain.commitments.opening import basis, begins
from backoffice.domain.commitments.policy import Policy, winner
from backoffice.domain.commitments.projection import Reckoner, closing, pauses_of, read, scopes, starts
from backoffice.domain.commitments.story import Promise, Story
from backoffice.domain.deadlines import Pause, days_to_explain, explain, zone_of
from backoffice.i18n import N_, _
from backoffice.i18n.formats import short_date
from backoffice.services.acts import Doing
from backoffice.services.clock_facts import asked_of
from backoffice.services.commitments import commitment_item, commitments_of
from backoffice.services.deadlines import TooLongToExplain
from backoffice.services.lifts import with_those_brought
from backoffice.store.clocks.reading import story_of
from backoffice.store.clocks.shelf import Shelf
from backoffice.store.records import Commitment, Request
from backoffice.store.types import instant_text

# A century: no person reads more.
_MOST_DAYS = 36_600
CRITERIA = {
    "kind": N_("kind of request"),
    "client_kind": N_("kind of client"),
    "channel": N_("channel"),
    "our_role": N_("our role"),
    "programme": N_("programme"),
    "tag": N_("tag"),
    "funding": N_("funding"),
}
EVENTS = {
    Event.RECEIVED: N_("request received"),
    Event.ACKNOWLEDGED: N_("receipt acknowledged"),
    Event.NEEDS_COMPLETE: N_("needs complete"),
    Event.INTERVIEW_HELD: N_("interview held"),
    Event.CLIENT_ANSWERED: N_("client's answer"),
    Event.FUNDING_DECIDED: N_("funding decided"),
    Event.PROPOSAL_SENT: N_("proposal sent"),
    Event.QUOTE_ISSUED: N_("quote issued"),
    Event.ACCEPTED: N_("offer accepted"),
    Event.DATES_CONFIRMED: N_("dates confirmed"),
    Event.FIRST_SLOT: N_("first slot"),
    Event.LAST_SLOT: N_("last slot"),
    Event.MODULE_START: N_("start of a module"),
    Event.MODULE_END: N_("end of a module"),
    Event.DOCUMENT_RECEIVED: N_("document received"),
    Event.COMPLAINT: N_("complaint"),
    Event.SUBMISSION: N_("submission"),
    Event.QUESTIONS: N_("end of questions"),
    Event.VISIT: N_("visit"),
}


def explain_request(doing: Doing, request: Request) -> dict[str, Any]:
    """A dossier explained: each policy with why it applied or not, each promise counted."""
    told = story_of(doing.unit, request.id)
    shelf = Shelf(doing.unit.driver)
    return {
        "format": "commitments-explained/1",
        "ref": request.ref,
        "zone": doing.settings.organisation.zone,
        "policies": [
            {
                "policy": policy.id,
                "settings": settings,
                "step": str(policy.step),
                "owed_by": policy.owed_by,
                "applies": applies,
                "why": why,
            }
            for settings, policy, applies, why in _policies(doing, request, told.story, shelf)
        ],
        "commitments": [explained(doing, one) for one in commitments_of(doing, request)],
        "lifted_elsewhere": _lifted_elsewhere(doing, request),
    }


def _lifted_elsewhere(doing: Doing, request: Request) -> list[dict[str, str]]:
    """Promises that another house lifted before the dossier came here, and that weren't made here."""
    made = [{"policy": one.policy, "scope": one.scope} for one in commitments_of(doing, request)]
    return [dict(one) for one in with_those_brought(made, request.details) if one not in made]


def explained(doing: Doing, one: Commitment) -> dict[str, Any]:
    """A promise with its terms, what it counts from, the pauses, and each day on the way."""
    found = commitment_item(doing, one) | {"terms": one.terms}
    story, shelf = story_of(doing.unit, one.request_id).story, Shelf(doing.unit.driver)
    promise = story.promises.get(one.n)
    reckoner = shelf.reckoner(promise) if promise else None
    start = starts(reckoner.policy, story, promise.scope) if reckoner and promise else None
    if reckoner is None or promise is None or start is None:
        return found | {"start": None, "pauses": [], "count": []}
    closed_at = closing(reckoner.policy, story, promise)[0]
    pauses, stopped = pauses_of(reckoner.policy, story, start, closed_at)
    said = [{"from": instant_text(p.start), "to": instant_text(p.end)} for p in pauses]
    if stopped:
        said.append({"from": stopped, "to": None})  # type: ignore[dict-item]
    return found | {"start": start, "pauses": said, "count": list(_count(reckoner, start, pauses))}


def _count(reckoner: Reckoner, start: str, pauses: list[Pause]) -> Iterator[dict[str, Any]]:
    question = reckoner.question(start)
    if question is None:
        return
    found = reckoner.deadline(start, pauses)
    days = days_to_explain(question, found)
    if days > _MOST_DAYS:
        raise TooLongToExplain(days)
    out = _days_out(reckoner, pauses) if not question.length.by_the_clock else frozenset()
    for day in explain(question, found):
        waited = day.date in out and day.counts
        why = _("the clock stood still") if waited else day.why
        yield {"date": day.date.isoformat(), "counts": day.counts and not waited, "why": why}


def _days_out(reckoner: Reckoner, pauses: list[Pause]) -> frozenset[date]:
    zone = zone_of(reckoner.zone)
    found: set[date] = set()
    for pause in pauses:
        first, last = (at.astimezone(zone).date() for at in pause)
        found |= {first + timedelta(days=n) for n in range(1, (last - first).days + 1)}
    return frozenset(found)


# Why


class _Case(NamedTuple):
    """What is known of a dossier when a policy is judged."""

    doing: Doing
    request: Request
    story: Story
    shelf: Shelf


def _policies(
    doing: Doing, request: Request, story: Story, shelf: Shelf
) -> Iterator[tuple[int, Policy, bool, str]]:
    """Every policy of the settings in force and of those that the dossier was promised something by."""
    case, current = _Case(doing, request, story, shelf), shelf.current
    known = {one.settings for one in story.promises.values()}
    known |= {settings for settings in story.basis.values() if settings is not None}
    for settings in sorted(known | {current}):
        for policy in shelf(settings).values():
            yield settings, policy, *_why(case, settings, current, policy)


def _why(case: _Case, settings: int, current: int, policy: Policy) -> tuple[bool, str]:
    mine = [p for p in case.story.promises.values() if (p.settings, p.policy) == (settings, policy.id)]
    if mine:
        refs = ", ".join(f"{case.request.ref}/C{promise.n}" for promise in mine)
        return True, _("It made {refs}.").format(refs=refs)
    unmet = policy.whom.unmet(asked_of(case.request))
    if unmet:
        what = ", ".join(_(CRITERIA[name]) for name in unmet)
        return False, _("This request doesn't fit: {what}.").format(what=what)
    there = [scope for scope in scopes(policy, case.story) if starts(policy, case.story, scope) is not None]
    if not there:
        return False, _("It waits for: {events}.").format(events=", ".join(_missing(policy, case.story)))
    return False, _why_not(case, settings, current, policy, there[0])


def _missing(policy: Policy, story: Story) -> list[str]:
    there = {name.partition(":")[0] for name in story.happened}
    return [_(EVENTS[event]) for event in policy.sources if event not in there]


def _why_not(case: _Case, settings: int, current: int, policy: Policy, scope: str) -> str:
    story = case.story
    made = basis(policy, story, scope)
    if made != settings and not (policy.past and settings == current):
        return _("Its event was noted under other settings.")
    since = begins(policy, story, scope, instant_text(case.doing.now))
    day = local_date(read(since), case.doing.settings.organisation.zone)
    if not policy.valid_on(day):
        return _("It isn't valid on {day}.").format(day=short_date(day))
    group = [one for one in case.shelf(settings).values() if one.group == policy.group]
    chosen = winner(group, asked_of(case.request), day)
    if chosen is not None and chosen is not policy:
        return _("{policy} is more specific, or newer.").format(policy=chosen.id)
    if story.ended:
        return _("The dossier has ended.")
    if closing(policy, story, Promise(0, policy.id, settings, "", "", scope, since))[0]:
        return _("It had been done, or left out, before its event.")
    return _("Another promise of this step was made already.")
