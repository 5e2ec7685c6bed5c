"""The pieces of a programme or a pathway as forms, one by one: objectives, modules, parts, gaps, prices…

Each form reads the piece as its file gives it (`opened`) and gives it back (`kept`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from backoffice.content.base import MOST_CENTS, Content, Day, Line, Name, Text
from backoffice.content.fields import Kind, ask
from backoffice.content.lengths_typed import TypedLength, length_kept, length_said
from backoffice.domain.choices import REQUEST_KINDS
from backoffice.domain.programme import Nature, Pace, Supervision, Where, With
from backoffice.i18n import N_

REQUIREMENT_KINDS = (
    ("experience", N_("experience")),
    ("diploma", N_("diploma")),
    ("module", N_("earlier module")),
    ("document", N_("document")),
    ("interview", N_("interview")),
    ("membership", N_("membership")),
)
PRICED_PER = (
    ("person", N_("a person")),
    ("group", N_("a group")),
    ("day", N_("a day")),
    ("course", N_("the whole")),
)
WHERE = (
    ("on_site", N_("on site")),
    ("remote", N_("remote")),
    ("workplace", N_("at the workplace")),
)
PACE = (("live", N_("live")), ("own_pace", N_("at one’s own pace")))
WITH = (("group", N_("the group")), ("subgroup", N_("sub-groups")), ("person", N_("one by one")))
SUPERVISION = (
    ("live_trainer", N_("a trainer, live")),
    ("remote_assisted", N_("assistance at a distance")),
    ("workplace", N_("a trainer at the workplace")),
    ("none", N_("nobody: never counts as training")),
)
NATURES = (
    ("teaching", N_("teaching")),
    ("assessment", N_("assessment")),
    ("preparation", N_("preparation")),
    ("follow_up", N_("follow-up")),
)
BROUGHT_BY = (("us", N_("us")), ("client", N_("the client")), ("participant", N_("the participants")))
PROVISION_PRICES = (("included", N_("included")), ("extra", N_("extra")), ("none", N_("none")))
ROLES_SUGGESTED = (
    ("lead", N_("lead trainer")),
    ("co-trainer", N_("co-trainer")),
    ("facilitator", N_("facilitator")),
    ("jury", N_("jury")),
    ("tutor", N_("tutor")),
    ("technician", N_("technician")),
)
RequestKind = Literal["intra", "procedure", "inter", "own_session"]


class PieceForm(Content):
    """A piece of what is offered: its fields are those of its file, but for the lengths of time."""

    LENGTHS: ClassVar[tuple[str, ...]] = ()
    # Fields that only say how a new piece begins.
    ONCE: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def opened(cls, kept: Mapping[str, Any]) -> dict[str, Any]:
        """The values that the form opens with, from the piece as it is kept."""
        values = {name: kept[name] for name in cls.model_fields if name in kept}
        values |= {name: length_said(kept.get(name)) for name in cls.LENGTHS}
        return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}

    def kept(self) -> dict[str, Any]:
        """The piece as its file says it."""
        values = self.model_dump(mode="json", exclude=set(self.ONCE))
        return values | {name: length_kept(values[name]) for name in self.LENGTHS}


class ObjectiveForm(PieceForm):
    """An objective, from what participants can do to how one knows."""

    text: Name = ask(N_("Objective"), help=N_("Begins with a verb: what participants can do at the end."))
    modules: tuple[Name, ...] = ask(
        N_("Content"),
        Kind.LINES,
        help=N_("The codes of the modules that lead to it, one a line."),
        default=(),
    )
    method: Text = ask(N_("Method"), Kind.TEXT, rows=2, default="")
    criterion: Text = ask(
        N_("Criterion"), Kind.TEXT, help=N_("What shows that it is reached."), rows=2, default=""
    )
    evaluation: Text = ask(N_("Evaluation"), Kind.TEXT, rows=2, default="")


class RequirementForm(PieceForm):
    """What one must have to enrol."""

    kind: Literal["experience", "diploma", "module", "document", "interview", "membership"] = ask(
        N_("Kind"), Kind.CHOICE, choices=REQUIREMENT_KINDS, default="experience"
    )
    text: Name = ask(N_("Requirement"))
    mandatory: bool = ask(N_("Mandatory"), Kind.YES_NO, help=N_("Else it is recommended."), default=True)
    proof: Line = ask(N_("Proof"), help=N_("What shows it."), default="")


class AccessDelayForm(PieceForm):
    """How long from a request to the training."""

    LENGTHS = ("least", "most", "average")

    text: Name = ask(N_("Access delay"), help=N_("As the public reads it."))
    request_kind: RequestKind = ask(
        N_("Kind of request"), Kind.CHOICE, choices=REQUEST_KINDS, default="intra"
    )
    least: TypedLength = ask(N_("At least"), help=N_("Such as 3 weeks."), default="")
    most: TypedLength = ask(N_("At most"), default="")
    average: TypedLength = ask(N_("On average"), default="")


class ShownPriceForm(PieceForm):
    """A price as the catalogue shows it."""

    label: Name = ask(N_("Label"))
    cents: int | None = ask(
        N_("Price"), Kind.AMOUNT, help=N_("Empty: on quotation."), default=None, ge=0, le=MOST_CENTS
    )
    per: Literal["person", "group", "day", "course"] = ask(
        N_("For each"), Kind.CHOICE, choices=PRICED_PER, default="person"
    )
    request_kind: RequestKind = ask(
        N_("Kind of request"), Kind.CHOICE, choices=REQUEST_KINDS, default="inter"
    )
    members_only: bool = ask(N_("Members only"), Kind.YES_NO, default=False)


class ResultForm(PieceForm):
    """A result as it may be shown: never without the number it was counted over, nor how."""

    label: Name = ask(N_("Indicator"), help=N_("What was measured: satisfaction, success…"))
    value: Name = ask(N_("Result"), help=N_("As it is shown: 94 %."))
    count: int = ask(N_("Counted over"), Kind.WHOLE, help=N_("How many answers."), ge=1, le=10_000_000)
    method: Name = ask(N_("How it was measured"))
    period: Line = ask(N_("Period"), default="")


class FormatForm(PieceForm):
    """One way to organise the programme."""

    code: Name = ask(N_("Code"), help=N_("A short word, its own in the programme."))
    label: Name = ask(N_("Label"))
    headcount_least: int | None = ask(N_("Participants, least"), Kind.WHOLE, default=None, ge=1, le=10_000)
    headcount_most: int | None = ask(N_("Participants, most"), Kind.WHOLE, default=None, ge=1, le=10_000)


class NewFormat(FormatForm):
    """A further way to organise it, which begins with the modules of another one."""

    ONCE = ("like",)

    like: Line = ask(
        N_("Begins as"),
        help=N_("The code of the format whose modules it copies; empty: the first."),
        default="",
    )


class ModuleForm(PieceForm):
    """A module of a format, without its parts."""

    code: Name = ask(N_("Code"), help=N_("A short word, its own in the format."))
    label: Name = ask(N_("Label"), help=N_("What people call it: Module 1."))
    title: Name = ask(N_("Title"))
    objective: Text = ask(N_("Objective"), Kind.TEXT, rows=3, default="")
    audience: Text = ask(
        N_("Audience"), Kind.TEXT, help=N_("When it isn't the programme's."), rows=2, default=""
    )


class NewModule(ModuleForm):
    """A module with its first part."""

    ONCE = ("minutes", "where")

    minutes: int = ask(
        N_("Duration"),
        Kind.MINUTES,
        help=N_("Of its first part: 3h30; others are added to it."),
        gt=0,
        le=60_000,
    )
    where: Where = ask(N_("Where"), Kind.CHOICE, choices=WHERE, default=Where.ON_SITE)


class PartForm(PieceForm):
    """A part of a module: what is done, for how long, where, with whom, who watches over it."""

    title: Name = ask(N_("Title"))
    planned: int = ask(N_("Duration"), Kind.MINUTES, help=N_("Planned: 3h30."), gt=0, le=60_000)
    least: int | None = ask(
        N_("At least"), Kind.MINUTES, help=N_("Empty: as planned."), default=None, gt=0, le=60_000
    )
    most: int | None = ask(
        N_("At most"), Kind.MINUTES, help=N_("Empty: as planned."), default=None, gt=0, le=60_000
    )
    content: Text = ask(N_("Content"), Kind.TEXT, rows=4, default="")
    where: Where = ask(N_("Where"), Kind.CHOICE, choices=WHERE, default=Where.ON_SITE)
    pace: Pace = ask(N_("Pace"), Kind.CHOICE, choices=PACE, default=Pace.LIVE)
    with_whom: With = ask(N_("With"), Kind.CHOICE, choices=WITH, default=With.GROUP)
    supervision: Supervision = ask(
        N_("Supervision"), Kind.CHOICE, choices=SUPERVISION, default=Supervision.LIVE_TRAINER
    )
    nature: Nature = ask(N_("Nature"), Kind.CHOICE, choices=NATURES, default=Nature.TEACHING)
    counts: bool = ask(N_("Inside the training hours"), Kind.YES_NO, default=True)
    block: int = ask(
        N_("Block"),
        Kind.WHOLE,
        help=N_("Its rank from 0; blocks of a module may stand apart in the calendar."),
        default=0,
        ge=0,
        le=100,
    )
    sitting: Line | None = ask(
        N_("Sitting"), help=N_("Parts with the same word here share one slot."), default=None
    )
    start: dt.time | None = ask(N_("Begins at"), Kind.TIME, default=None)
    finish: dt.time | None = ask(N_("Ends at"), Kind.TIME, default=None)
    adjustable: bool = ask(
        N_("Hours may change"), Kind.YES_NO, help=N_("Inside its least and most duration."), default=False
    )
    assistance: Text = ask(
        N_("Assistance"),
        Kind.TEXT,
        help=N_("Own pace: the technical and teaching assistance (D.6313-3-1)."),
        rows=2,
        default="",
    )
    announced_minutes: int | None = ask(
        N_("Announced time"),
        Kind.MINUTES,
        help=N_("Own pace: the average time announced."),
        default=None,
        gt=0,
    )
    evaluation: Text = ask(
        N_("Evaluation"),
        Kind.TEXT,
        help=N_("Own pace or workplace: how it is evaluated."),
        rows=2,
        default="",
    )
    work_analysis: Text = ask(
        N_("Analysis of the work"), Kind.TEXT, help=N_("Workplace (D.6313-3-2)."), rows=2, default=""
    )
    named_trainer: Line = ask(N_("Named trainer"), help=N_("Workplace."), default="")
    reflective_phases: Text = ask(
        N_("Reflective phases"), Kind.TEXT, help=N_("Workplace."), rows=2, default=""
    )

    @classmethod
    def opened(cls, kept: Mapping[str, Any]) -> dict[str, Any]:
        minutes, conditions = kept["minutes"], kept.get("conditions") or {}
        if not isinstance(minutes, Mapping):
            minutes = {"planned": minutes, "least": minutes, "most": minutes}
        same = minutes["planned"]
        values = super().opened({**kept, **conditions})
        values |= {"planned": same}
        values |= {name: minutes[name] if minutes[name] != same else None for name in ("least", "most")}
        hours = {name: _hour(kept.get(name)) for name in ("start", "finish")}
        return values | hours

    def kept(self) -> dict[str, Any]:
        values = super().kept()
        planned = values.pop("planned")
        least, most = values.pop("least") or planned, values.pop("most") or planned
        values["minutes"] = {"planned": planned, "least": least, "most": most}
        values["conditions"] = {name: values.pop(name) for name in _CONDITIONS}
        values["sitting"] = values["sitting"] or None
        return values


_CONDITIONS = (
    *("assistance", "announced_minutes", "evaluation"),
    *("work_analysis", "named_trainer", "reflective_phases"),
)


def _hour(text: Any) -> dt.time | None:
    return dt.time.fromisoformat(text) if isinstance(text, str) else text


class BlockGapForm(PieceForm):
    """The time between two blocks of a module."""

    LENGTHS = ("least", "target", "most")

    least: TypedLength = ask(N_("At least"), help=N_("Such as 3 weeks."), default="")
    target: TypedLength = ask(N_("If possible"), default="")
    most: TypedLength = ask(N_("At most"), default="")
    hard: bool = ask(
        N_("Always kept"), Kind.YES_NO, help=N_("Else it may be broken, at a price."), default=True
    )
    meanwhile: Text = ask(N_("Meanwhile"), Kind.TEXT, help=N_("What participants do."), rows=3, default="")
    meanwhile_minutes: int | None = ask(
        N_("Estimated time"),
        Kind.MINUTES,
        help=N_("Of what they do meanwhile."),
        default=None,
        ge=0,
        le=600_000,
    )


class GapForm(BlockGapForm):
    """The time from an earlier module to this one."""

    origin: Line | None = ask(
        N_("From module"), help=N_("The code of an earlier one; empty: the one before."), default=None
    )
    anchor: Literal["start", "end"] = ask(
        N_("Counted from"),
        Kind.CHOICE,
        choices=(("end", N_("its end")), ("start", N_("its start"))),
        default="end",
    )

    def kept(self) -> dict[str, Any]:
        values = super().kept()
        return values | {"origin": values["origin"] or None}


class TeamRoleForm(PieceForm):
    """A place in the team of a module."""

    role: Name = ask(N_("Role"), Kind.SUGGEST, choices=ROLES_SUGGESTED)
    teaches: bool = ask(N_("Teaches"), Kind.YES_NO, default=True)
    signs: bool = ask(N_("Signs the attendance sheets"), Kind.YES_NO, default=True)
    costs: bool = ask(N_("Is paid for"), Kind.YES_NO, default=True)
    note: Line = ask(N_("What for"), default="")


class ProvisionForm(PieceForm):
    """Something that a module needs."""

    item: Name = ask(N_("Item"), help=N_("A room, meals, a manual, a licence…"))
    by: Literal["us", "client", "participant"] = ask(
        N_("Brought by"), Kind.CHOICE, choices=BROUGHT_BY, default="us"
    )
    price: Literal["included", "extra", "none"] = ask(
        N_("Its price"), Kind.CHOICE, choices=PROVISION_PRICES, default="included"
    )


class StretchForm(PieceForm):
    """A programme's place in a pathway."""

    programme: Name = ask(N_("Programme"), Kind.RECORD, refers_to="programme")
    brings: Text = ask(N_("What it brings"), Kind.TEXT, rows=3, default="")
    alone: bool = ask(N_("Can be taken alone"), Kind.YES_NO, default=True)


class PathwayHead(Content):
    """What a pathway says as a whole."""

    title: Name = ask(N_("Title"))
    aim: Text = ask(N_("Aim"), Kind.TEXT, default="")
    audience: Text = ask(N_("Audience"), Kind.TEXT, default="")
    updated_on: Day | None = ask(N_("Sheet of"), Kind.DATE, default=None)


class NewProgramme(Content):
    """What a programme needs to begin with; the rest is added to its draft, piece by piece."""

    code: Name = ask(N_("Code"), help=N_("A short word by which people call it: COOP-2."))
    title: Name = ask(N_("Title"))
    objective: Name = ask(
        N_("First objective"), help=N_("Begins with a verb: what participants can do at the end.")
    )
    label: Name = ask(N_("Format"), help=N_("How it is organised: 2 consecutive days."))
    module: Name = ask(N_("First module"), help=N_("Its title."))
    minutes: int = ask(N_("Duration"), Kind.MINUTES, help=N_("Of that module: 7h."), gt=0, le=60_000)


class NewPathway(Content):
    """What a pathway needs to begin with."""

    code: Name = ask(N_("Code"))
    title: Name = ask(N_("Title"))
    programme: Name = ask(N_("First programme"), Kind.RECORD, refers_to="programme")


class NewRankAmong(Content):
    """Where a piece goes among its like."""

    rank: int = ask(N_("Rank"), Kind.WHOLE, help=N_("1 for the first."), ge=1, le=10_000)
