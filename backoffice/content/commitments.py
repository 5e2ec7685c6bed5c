"""Commitment policies in the settings: for whom, which step, from which event, how long, kept by what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from backoffice.content.base import Content, Day, Line, Name, as_pydantic, build
from backoffice.domain.calendars import Closure
from backoffice.domain.commitments.events import ACTS, IMPOSSIBLE, Event, Step
from backoffice.domain.commitments.policy import Policy, Way, Whom, ties
from backoffice.domain.deadlines import OPENING, Hours, Length, Roll, Unit, parse_length, read_hours
from backoffice.errors import BackofficeError, Invalid
from backoffice.i18n import _

RequestKind = Literal["intra", "procedure", "inter", "own_session"]
_ROLLS = {"next": Roll.NEXT, "previous": Roll.PREVIOUS, "none": Roll.NONE}


class UnknownKeepingAct(Invalid):
    code = "unknown_act"

    def __init__(self, name: str) -> None:
        super().__init__(
            _("There is no act {name} that keeps a commitment.").format(name=name),
            remedy=_("Acts that keep one: {acts}.").format(acts=", ".join(ACTS)),
        )


class ImpossibleEvent(Invalid):
    code = "impossible_event"

    def __init__(self, event: str, kind: str) -> None:
        possible = [str(one) for one in Event if one not in IMPOSSIBLE[kind]]
        super().__init__(
            _("{event} can't happen in a request of kind {kind}.").format(event=event, kind=kind),
            remedy=_("Events of this kind: {events}.").format(events=", ".join(possible)),
        )


def _act(name: str) -> str:
    if name not in ACTS:
        raise as_pydantic(UnknownKeepingAct(name))
    return name


def _length(text: str) -> Length:
    try:
        return parse_length(text)
    except BackofficeError as wrong:
        raise as_pydantic(wrong) from None


def _refuse(message: str, remedy: str) -> Exception:
    return as_pydantic(Invalid(message, remedy=remedy))


Act = Annotated[Line, AfterValidator(_act)]


class ForWhom(Content):
    """Which requests: each criterion is a list of which one must fit; none at all means every request."""

    kind: tuple[RequestKind, ...] = ()
    client_kind: tuple[Literal["company", "association", "public", "individual"], ...] = ()
    channel: tuple[Literal["mail", "phone", "web", "letter", "meeting", "platform"], ...] = ()
    our_role: tuple[Literal["own", "subcontractor", "partner"], ...] = ()
    programme: tuple[Name, ...] = ()
    tag: tuple[Name, ...] = ()
    funding: tuple[Name, ...] = ()

    def value(self) -> Whom:
        """The criteria as the rules see them."""
        return Whom(**{name: getattr(self, name) for name in type(self).model_fields})


class CommitmentPolicy(Content):
    """One promise of the house, or of somebody to it.

    `after` lists events of which the latest counts; `before` counts back from them; `fixed` takes the instant
    that a public procedure sets: exactly one of the three. `valid_from` and `valid_until` are judged on the
    day when the promise begins. Without `roll`, a day off moves as the command ``deadline`` moves it.
    """

    id: Annotated[Line, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,59}$")]
    step: Step
    label: Line = ""
    whom: ForWhom = ForWhom()
    owed_by: Literal["us", "client", "funder", "participant"] = "us"
    after: tuple[Event, ...] = ()
    before: tuple[Event, ...] = ()
    fixed: Literal["submission", "questions", "visit"] | None = Field(default=None, validate_default=True)
    length: Line = Field(default="", validate_default=True)
    roll: Literal["next", "previous", "none"] | None = None
    paused_by: tuple[Literal["client", "funder", "trainer"], ...] = ()
    kept_by: tuple[Act, ...] = Field(min_length=1)
    due_soon: Line = "2 working days"
    own_closures: bool = False
    good_friday: bool = False
    calendar: Literal["ours", "client"] = "ours"
    internal: bool = False
    past: bool = False
    valid_from: Day | None = None
    valid_until: Day | None = None

    @field_validator("owed_by")
    @classmethod
    def _there_is_one(cls, who: str, info: ValidationInfo) -> str:
        whom = info.data.get("whom")
        if who == "client" and whom and "own_session" in whom.kind:
            raise _refuse(
                _("An own session has no client."), _("Choose who owes it: us, funder, participant.")
            )
        return who

    @field_validator("after", "before")
    @classmethod
    def _possible(cls, events: tuple[Event, ...], info: ValidationInfo) -> tuple[Event, ...]:
        _check_possible(events, info)
        return events

    @field_validator("fixed")
    @classmethod
    def _one_way(cls, fixed: str | None, info: ValidationInfo) -> str | None:
        ways = [info.data[name] for name in ("after", "before") if name in info.data]
        if len(ways) == 2 and sum(map(bool, (*ways, fixed))) != 1:
            raise _refuse(
                _("A commitment counts after events, before events, or is fixed by the procedure."),
                _("Give one of after, before and fixed."),
            )
        _check_possible((Event(fixed),) if fixed else (), info)
        return fixed

    @field_validator("length")
    @classmethod
    def _length_fits(cls, text: str, info: ValidationInfo) -> str:
        if info.data.get("fixed"):
            if text:
                raise _refuse(_("What the procedure fixes has no length."), _("Take the length out."))
            return text
        length = _length(text)
        if info.data.get("before") and length.unit is Unit.WORKING_HOURS:
            raise _refuse(
                _("Working hours only count forward."), _("Count back in hours, days or working days.")
            )
        return text

    @field_validator("roll")
    @classmethod
    def _rolls(cls, roll: str | None, info: ValidationInfo) -> str | None:
        text = info.data.get("length")
        if roll and (info.data.get("fixed") or (text and _length(text).by_the_clock)):
            raise _refuse(_("Hours and fixed instants never move to another day."), _("Take the roll out."))
        return roll

    @field_validator("paused_by")
    @classmethod
    def _pauses(cls, whom: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if whom and not info.data.get("after", True):
            raise _refuse(_("Waiting doesn't move what is counted back or fixed."), _("Take paused_by out."))
        return whom

    @field_validator("due_soon")
    @classmethod
    def _counts_back(cls, text: str) -> str:
        if _length(text).unit is Unit.WORKING_HOURS:
            raise _refuse(
                _("Working hours only count forward."), _("Count back in hours, days or working days.")
            )
        return text

    @field_validator("valid_until")
    @classmethod
    def _in_order(cls, last: dt.date | None, info: ValidationInfo) -> dt.date | None:
        first = info.data.get("valid_from")
        if first and last and last < first:
            raise _refuse(
                _("{last} isn't after {first}.").format(last=last, first=first),
                _("Give the first day of validity, then the last."),
            )
        return last

    def value(self) -> Policy:
        """The policy as the rules see it."""
        way = Way.AFTER if self.after else Way.BEFORE if self.before else Way.FIXED
        return Policy(
            id=self.id,
            step=self.step,
            sources=self.after or self.before or (Event(str(self.fixed)),),
            way=way,
            length=parse_length(self.length) if self.length else None,
            owed_by=self.owed_by,
            whom=self.whom.value(),
            label=self.label,
            internal=self.internal,
            roll=_ROLLS.get(self.roll or "", Roll.USUAL),
            paused_by=frozenset(self.paused_by),
            kept_by=frozenset(self.kept_by),
            due_soon=parse_length(self.due_soon),
            own_closures=self.own_closures,
            good_friday=self.good_friday,
            client_calendar=self.calendar == "client",
            past=self.past,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
        )


def _check_possible(events: tuple[Event, ...], info: ValidationInfo) -> None:
    whom = info.data.get("whom")
    for kind in whom.kind if whom else ():
        for event in events:
            if event in IMPOSSIBLE[kind]:
                raise as_pydantic(ImpossibleEvent(event, kind))


def check_policies(policies: tuple[CommitmentPolicy, ...]) -> tuple[CommitmentPolicy, ...]:
    """Raises when two policies have one id, or when none of two wins for some request."""
    ids = [one.id for one in policies]
    double = next((name for name in ids if ids.count(name) > 1), None)
    if double is not None:
        raise _refuse(
            _("Two commitments are called {id}.").format(id=double), _("Give each an id of its own.")
        )
    tie = next(ties([one.value() for one in policies]), None)
    if tie is not None:
        raise _refuse(
            _("{one} and {other} promise the same step to the same requests.").format(
                one=tie[0].id, other=tie[1].id
            ),
            _("Let one have more criteria or a later valid_from, or end one with valid_until."),
        )
    return policies


Commitments = Annotated[tuple[CommitmentPolicy, ...], AfterValidator(check_policies)]


def read_policies(body: Mapping[str, Any]) -> tuple[tuple[Policy, ...], Hours, tuple[Closure, ...]]:
    """The policies, opening hours and closures that kept settings hold."""
    policies = tuple(build(CommitmentPolicy, one).value() for one in body.get("commitments", ()))
    hours = body.get("hours", {})
    spans = [[one["start"][:5], one["finish"][:5]] for one in hours.get("opening", ())]
    closures = tuple(
        Closure(dt.date.fromisoformat(one["first"]), dt.date.fromisoformat(one["last"]), one["name"])
        for one in hours.get("closures", ())
    )
    return policies, read_hours(spans) if spans else OPENING, closures
