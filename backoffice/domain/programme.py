"""What is offered: a programme, its formats, their modules and parts, as values that check themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from backoffice.errors import BackofficeError
from backoffice.i18n import N_, _, ngettext


class Where(StrEnum):
    """Where a part takes place."""

    ON_SITE = "on_site"
    REMOTE = "remote"
    WORKPLACE = "workplace"


class Pace(StrEnum):
    """Whether people are there at the same time."""

    LIVE = "live"
    OWN_PACE = "own_pace"


class With(StrEnum):
    """Who follows a part together; a person alone multiplies the trainer's minutes by the headcount."""

    GROUP = "group"
    SUBGROUP = "subgroup"
    PERSON = "person"


class Supervision(StrEnum):
    """Who watches over a part; what the law asks differs for each (D.6313-3-1 and D.6313-3-2)."""

    LIVE_TRAINER = "live_trainer"
    REMOTE_ASSISTED = "remote_assisted"
    WORKPLACE = "workplace"
    NONE = "none"


class Nature(StrEnum):
    """What a part is for."""

    TEACHING = "teaching"
    ASSESSMENT = "assessment"
    PREPARATION = "preparation"
    FOLLOW_UP = "follow_up"


class Unit(StrEnum):
    """Units in which gaps between modules are told."""

    DAYS = "days"
    WORKING_DAYS = "working_days"
    WEEKS = "weeks"
    MONTHS = "months"


class ProgrammeError(BackofficeError):
    """A programme that contradicts itself or lacks what the law asks of it."""

    code = "bad_programme"


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time in whole units: ``3 weeks``."""

    n: int
    unit: Unit

    def words(self) -> str:
        """“3 weeks”, in the language in force."""
        texts = {
            Unit.DAYS: ngettext("{n} day", "{n} days", self.n),
            Unit.WORKING_DAYS: ngettext("{n} working day", "{n} working days", self.n),
            Unit.WEEKS: ngettext("{n} week", "{n} weeks", self.n),
            Unit.MONTHS: ngettext("{n} month", "{n} months", self.n),
        }
        return texts[self.unit].format(n=self.n)


@dataclass(frozen=True, slots=True)
class Minutes:
    """How long a part lasts, in minutes: planned, and the least and the most it may become."""

    planned: int
    least: int
    most: int

    def __post_init__(self) -> None:
        if not 0 < self.least <= self.planned <= self.most:
            raise ProgrammeError(
                _("A part of {planned} minutes can't have a range from {least} to {most}.").format(
                    planned=self.planned, least=self.least, most=self.most
                ),
                remedy=_("Give minutes above zero, with least ≤ planned ≤ most."),
            )

    @classmethod
    def exactly(cls, planned: int) -> Minutes:
        return cls(planned, planned, planned)


def elapsed(start: time, finish: time) -> int:
    """Minutes from one local time to a later one of the same day; negative when it is earlier."""
    return (finish.hour - start.hour) * 60 + finish.minute - start.minute


@dataclass(frozen=True, slots=True)
class Conditions:
    """What the law asks of time without a live trainer: texts, and the announced time in minutes.

    Own pace (D.6313-3-1): assistance, announced average time, evaluation. Workplace (D.6313-3-2): analysis
    of the work, a named trainer, reflective phases, evaluation.
    """

    assistance: str = ""
    announced_minutes: int | None = None
    evaluation: str = ""
    work_analysis: str = ""
    named_trainer: str = ""
    reflective_phases: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a module (séquence). Parts that share a `sitting` of their block share one slot.

    `start` and `finish` are local hours, where the programme says at which it takes place. Only an
    `adjustable` part may take other hours, as long as its minutes stay in their range.
    """

    title: str
    minutes: Minutes
    content: str = ""
    where: Where = Where.ON_SITE
    pace: Pace = Pace.LIVE
    with_whom: With = With.GROUP
    supervision: Supervision = Supervision.LIVE_TRAINER
    nature: Nature = Nature.TEACHING
    counts: bool = True
    conditions: Conditions = Conditions()
    block: int = 0
    sitting: str | None = None
    adjustable: bool = False
    start: time | None = None
    finish: time | None = None

    def __post_init__(self) -> None:
        if (self.start is None) != (self.finish is None):
            raise ProgrammeError(
                _("Part {title}: its hours have only one end.").format(title=self.title),
                remedy=_("Give both start and finish, or neither."),
            )
        if self.start and self.finish and self.minutes.planned > elapsed(self.start, self.finish):
            raise ProgrammeError(
                _("Part {title}: {minutes} minutes don't fit between {start} and {finish}.").format(
                    title=self.title,
                    minutes=self.minutes.planned,
                    start=f"{self.start:%H:%M}",
                    finish=f"{self.finish:%H:%M}",
                ),
                remedy=_("Give a later end, or fewer minutes."),
            )

    def missing(self) -> tuple[str, ...]:
        """What the law asks of this kind of supervision and isn't there, as message ids."""
        return tuple(label for label, there in _asked_of(self) if not there)

    @property
    def is_training(self) -> bool:
        """Whether its minutes are inside the training hours; time without supervision never is."""
        return self.counts and self.supervision is not Supervision.NONE


def _asked_of(part: Part) -> tuple[tuple[str, bool], ...]:
    given = part.conditions
    if not part.is_training:
        return ()
    if part.supervision is Supervision.WORKPLACE:
        return (
            (N_("an analysis of the work (D.6313-3-2, 1°)"), bool(given.work_analysis)),
            (N_("a named trainer (D.6313-3-2, 2°)"), bool(given.named_trainer)),
            (N_("reflective phases (D.6313-3-2, 3°)"), bool(given.reflective_phases)),
            (N_("a specific evaluation (D.6313-3-2, 4°)"), bool(given.evaluation)),
        )
    if part.pace is Pace.OWN_PACE:
        return (
            (N_("technical and teaching assistance (D.6313-3-1, 1°)"), bool(given.assistance)),
            (N_("the announced average time (D.6313-3-1, 2°)"), given.announced_minutes is not None),
            (N_("an evaluation (D.6313-3-1, 3°)"), bool(given.evaluation)),
        )
    return ()


@dataclass(frozen=True, slots=True)
class Role:
    """One place in the team of a module: what that person does there."""

    role: str
    teaches: bool = True
    signs: bool = True
    costs: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """The time between two modules (intersession): bounds, target, and what participants do meanwhile.

    `origin` is the code of an earlier module, the previous one when None; the time counts from its
    `anchor`. A soft link may be broken at a price, a hard one can't.
    """

    origin: str | None = None
    anchor: str = "end"
    least: Length | None = None
    target: Length | None = None
    most: Length | None = None
    hard: bool = True
    meanwhile: str = ""
    meanwhile_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Provision:
    """Something that a module needs, who brings it, and whether its price is included."""

    item: str
    by: str = "us"
    price: str = "included"


@dataclass(frozen=True, slots=True)
class Module:
    """A module: `label` is what people call it (never its rank); `block_gaps` stand between its blocks."""

    code: str
    label: str
    title: str
    objective: str = ""
    audience: str = ""
    parts: tuple[Part, ...] = ()
    team: tuple[Role, ...] = (Role("lead"),)
    link: Link | None = None
    links: tuple[Link, ...] = ()
    block_gaps: tuple[Link, ...] = ()
    provisions: tuple[Provision, ...] = ()
    declared_minutes: int | None = None
    declared_days_e2: int | None = None

    def __post_init__(self) -> None:
        blocks = sorted({part.block for part in self.parts})
        if blocks != list(range(len(blocks))):
            raise ProgrammeError(
                _("Module {label}: its blocks are numbered {blocks}.").format(
                    label=self.label, blocks=", ".join(map(str, blocks))
                ),
                remedy=_("Number blocks from 0 without a gap."),
            )
        if len(self.block_gaps) > max(len(blocks) - 1, 0):
            raise ProgrammeError(
                _("Module {label} has more gaps than its blocks leave room for.").format(label=self.label),
                remedy=_("Give one gap between two blocks that follow each other."),
            )

    @property
    def training_minutes(self) -> int:
        """One learner's minutes inside the training hours, as planned."""
        return sum(part.minutes.planned for part in self.parts if part.is_training)

    @property
    def sittings(self) -> tuple[tuple[Part, ...], ...]:
        """Its parts gathered as they are sat through: each group of parts becomes one slot."""
        gathered: list[list[Part]] = []
        for part in self.parts:
            if gathered and _same_sitting(gathered[-1][-1], part):
                gathered[-1].append(part)
            else:
                gathered.append([part])
        return tuple(tuple(parts) for parts in gathered)


def _same_sitting(before: Part, part: Part) -> bool:
    return (
        part.sitting is not None
        and (before.sitting, before.block) == (part.sitting, part.block)
        and (before.where, before.pace, before.with_whom, before.supervision, before.counts)
        == (part.where, part.pace, part.with_whom, part.supervision, part.counts)
    )


@dataclass(frozen=True, slots=True)
class Objective:
    """What a participant will be able to do, how one knows, and by which content (the codes of `modules`),
    method and evaluation."""

    text: str
    criterion: str = ""
    evaluation: str = ""
    method: str = ""
    modules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Requirement:
    """What one must have to enrol (prérequis)."""

    kind: str
    text: str
    mandatory: bool = True
    proof: str = ""


@dataclass(frozen=True, slots=True)
class AccessDelay:
    """How long from a request to the training, as announced to the public (RNQ indicator 1)."""

    text: str
    request_kind: str = "intra"
    least: Length | None = None
    most: Length | None = None
    average: Length | None = None


@dataclass(frozen=True, slots=True)
class ShownPrice:
    """A price as the catalogue shows it; None where it is on quotation only."""

    label: str
    cents: int | None
    per: str = "person"
    request_kind: str = "inter"
    members_only: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """A value that a source gives, and where it gives it."""

    value: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What a programme's source leaves open or says in two ways: on a module, on a key, or on all."""

    text: str
    module: str = ""
    key: str = ""
    seen: tuple[Seen, ...] = ()
    who: str = ""


@dataclass(frozen=True, slots=True)
class Format:
    """One way to organise a programme, with the same aims (modalité d'organisation).

    `declared_minutes` and `declared_days_e2` (hundredths of a day) are what its source says of the whole.
    """

    code: str
    label: str
    modules: tuple[Module, ...]
    headcount_least: int | None = None
    headcount_most: int | None = None
    declared_minutes: int | None = None
    declared_days_e2: int | None = None

    def __post_init__(self) -> None:
        seen: list[str] = []
        for module in self.modules:
            _check_module(self.code, module, seen)
            seen.append(module.code)

    @property
    def training_minutes(self) -> int:
        return sum(module.training_minutes for module in self.modules)


def _check_module(format_code: str, module: Module, before: list[str]) -> None:
    if module.code in before:
        raise ProgrammeError(
            _("Format {format} has two modules {code}.").format(format=format_code, code=module.code),
            remedy=_("Give each module a code of its own."),
        )
    for link in (module.link, *module.links):
        if link and link.origin is not None and link.origin not in before:
            raise ProgrammeError(
                _("The gap before {code} counts from {origin}, which doesn't come before it.").format(
                    code=module.code, origin=link.origin
                ),
                remedy=_("Count it from one of: {codes}.").format(codes=", ".join(before) or "-"),
            )


@dataclass(frozen=True, slots=True)
class Evaluations:
    """The four evaluations: before, on the way, at the end, later."""

    before: str = ""
    during: str = ""
    end: str = ""
    later: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """A result indicator: what was measured, its value, over how many, how, and when (RNQ indicator 2).

    It is never shown without its `count` (answers, people) and its `method`.
    """

    label: str
    value: str
    count: int
    method: str
    period: str = ""


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme as published: one version of what an organisation offers.

    `method` is the code of the method that it follows; `ours` are the key paths of what its source doesn't
    state and that we added.
    """

    code: str
    title: str
    objectives: tuple[Objective, ...]
    formats: tuple[Format, ...]
    category: str = ""
    aim: str = ""
    audience: str = ""
    requirements: tuple[Requirement, ...] = ()
    methods: str = ""
    means: str = ""
    evaluations: Evaluations = Evaluations()
    completion: str = ""
    recognition: str = ""
    accessibility: str = ""
    access_delays: tuple[AccessDelay, ...] = ()
    shown_prices: tuple[ShownPrice, ...] = ()
    complements: tuple[str, ...] = ()
    owner: str = ""
    licence: str = ""
    updated_on: date | None = None
    method: str = ""
    declared_minutes: int | None = None
    declared_days_e2: int | None = None
    questions: tuple[Question, ...] = ()
    ours: tuple[str, ...] = ()
    funding: str = ""
    results: tuple[Result, ...] = ()

    def format(self, code: str | None) -> Format:
        """The format called `code`, or the only one; ProgrammeError names those there are."""
        found = [f for f in self.formats if code in (None, f.code)]
        if len(found) == 1:
            return found[0]
        raise ProgrammeError(
            _("Programme {programme} has no single format {format}.").format(
                programme=self.code, format=code or "-"
            ),
            remedy=_("Choose one of: {formats}.").format(formats=", ".join(f.code for f in self.formats)),
        )


def remote_share_bp(modules: tuple[Module, ...]) -> int:
    """The share of teaching at a distance over all training time, in basis points (D.6353-1, I).

    Live and own-pace remote minutes alike are over all minutes inside the training hours.
    """
    parts = [part for module in modules for part in module.parts if part.is_training]
    total = sum(part.minutes.planned for part in parts)
    remote = sum(part.minutes.planned for part in parts if part.where is Where.REMOTE)
    return (remote * 20_000 + total) // (2 * total) if total else 0


def trainer_minutes(module: Module, headcount: int, subgroups: int = 1) -> int:
    """Minutes of teaching that a module takes from each teaching trainer: individual time is given to each
    participant in turn, sub-group time to each sub-group; own-pace time takes none."""
    times = {With.GROUP: 1, With.SUBGROUP: subgroups, With.PERSON: headcount}
    live = (part for part in module.parts if part.pace is Pace.LIVE and part.is_training)
    return sum(part.minutes.planned * times[part.with_whom] for part in live)
