"""What acts on several slots ask: where each goes, and which rules are broken by name."""

from __future__ import annotations

import datetime as dt
import re

from pydantic import field_validator, model_validator

from backoffice.content.base import Content, Line, Text, as_pydantic
from backoffice.content.fields import Kind, ask
from backoffice.domain.conflicts import BREAKABLE, UNBREAKABLE
from backoffice.errors import Invalid
from backoffice.i18n import N_, _

_PLACE = re.compile(
    r"(?P<slot>\S+)\s+(?P<day>\d{4}-\d{2}-\d{2})\s+(?P<start>\d{2}:\d{2})-(?P<finish>\d{2}:\d{2})"
    r"(?:\s+@(?P<venue>\S+))?(?P<trainers>(?:\s+[^@\s]\S*)*)"
)
MOST_PLACES = 500


class PlaceOf(Content):
    """Where one slot goes: `trainers` are references, the lead first."""

    slot: Line
    day: dt.date
    start: dt.time
    finish: dt.time
    venue: Line | None = None
    trainers: tuple[Line, ...] = ()

    def line(self) -> str:
        """As it is written on a line of a form or of a command."""
        where = f" @{self.venue}" if self.venue else ""
        people = "".join(f" {ref}" for ref in self.trainers)
        return f"{self.slot} {self.day.isoformat()} {self.start:%H:%M}-{self.finish:%H:%M}{where}{people}"


def place_of(line: str) -> PlaceOf:
    """The place written on a line: ``S3 2026-09-15 09:00-12:30 @VEN-0001 TRA-0001``. Raises Invalid."""
    found = _PLACE.fullmatch(line.strip())
    try:
        if found:
            return PlaceOf(
                slot=found["slot"],
                day=dt.date.fromisoformat(found["day"]),
                start=dt.time.fromisoformat(found["start"]),
                finish=dt.time.fromisoformat(found["finish"]),
                venue=found["venue"],
                trainers=tuple(found["trainers"].split()),
            )
    except ValueError:
        pass
    raise Invalid(
        _("“{line}” doesn't say where a slot goes.").format(line=line[:80]),
        remedy=_("Write its slot, day, hours, @venue and trainers: {example}").format(
            example="S3 2026-09-15 09:00-12:30 @VEN-0001 TRA-0001"
        ),
    )


class TwoPlaces(Invalid):
    """A slot that is to be at two places."""

    def __init__(self, slot: str) -> None:
        super().__init__(
            _("{slot} is given two places.").format(slot=slot), remedy=_("Give each slot one line.")
        )


def check_rules(named: tuple[str, ...]) -> tuple[str, ...]:
    """The rules named, once each; raises Invalid for one that there isn't, or that can't be broken."""
    for rule in named:
        if rule in UNBREAKABLE:
            raise Invalid(
                _("Nobody and no room can be at two places at once: {rule} can't be broken.").format(
                    rule=rule
                ),
                remedy=_("Choose another time, or somebody else."),
            )
        if rule not in BREAKABLE:
            raise Invalid(
                _("There is no rule {rule}.").format(rule=rule),
                remedy=_("Name one of: {rules}.").format(rules=", ".join(BREAKABLE)),
            )
    return tuple(dict.fromkeys(named))


class _Breaking(Content):
    """Rules broken by name, and why: one without the other is refused."""

    broken: tuple[Line, ...] = ask(
        N_("Rules broken"),
        Kind.LINES,
        help=N_(
            "One a line: participant, capacity, closure, client_closure, holiday, school, away, travel, gap."
        ),
        default=(),
    )
    why: Text = ask(N_("Why they are broken"), help=N_("Kept in the history."), default="")

    @field_validator("broken")
    @classmethod
    def _known(cls, named: tuple[str, ...]) -> tuple[str, ...]:
        try:
            return check_rules(named)
        except Invalid as wrong:
            raise as_pydantic(wrong) from None

    @model_validator(mode="after")
    def _explained(self) -> _Breaking:
        if self.broken and not self.why:
            raise as_pydantic(
                Invalid(_("A rule is broken for a reason."), remedy=_("Say why in a few words."))
            )
        return self


class RuleBreak(_Breaking):
    """The rules that a slot may break, from now on; none: it keeps them all again."""


class _Where(Content):
    """Where several slots go, a line each."""

    places: tuple[Line, ...] = ask(
        N_("Places"),
        Kind.LINES,
        help=N_("A slot a line: S3 2026-09-15 09:00-12:30 @VEN-0001 TRA-0001, the lead first."),
        min_length=1,
        max_length=MOST_PLACES,
    )

    @field_validator("places")
    @classmethod
    def _readable(cls, lines: tuple[str, ...]) -> tuple[str, ...]:
        try:
            read = [place_of(line) for line in lines]
            slots = [one.slot for one in read]
            if len(set(slots)) < len(slots):
                raise TwoPlaces(next(one for one in slots if slots.count(one) > 1))
        except Invalid as wrong:
            raise as_pydantic(wrong) from None
        return lines


class Places(_Breaking, _Where):
    """Where several slots go, together or not at all."""
