"""A programme as a file (`programme/1`): what is offered, in one or several formats."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from itertools import combinations
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field, TypeAdapter, model_validator

from backoffice.content.base import Content, Line, Name, Text, as_pydantic, build
from backoffice.content.ours import OurKeys, ours_lead_somewhere
from backoffice.content.reading import parse_toml
from backoffice.domain import programme as domain
from backoffice.domain.lengths import surely_longer
from backoffice.errors import BackofficeError, Invalid
from backoffice.i18n import _

_LENGTH = re.compile(r"^(\d{1,4}) (day|working[ _]day|week|month)s?$")


def _length(value: Any) -> Any:
    """``"3 weeks"`` as people write it, or the table ``{n, unit}``."""
    if not isinstance(value, str):
        return value
    found = _LENGTH.match(value.strip())
    if not found:
        raise as_pydantic(
            Invalid(
                _("{text} isn't a length of time.").format(text=value[:40]),
                remedy=_('Write a number and days, working days, weeks or months: "3 weeks".'),
            )
        )
    return {"n": int(found[1]), "unit": found[2].replace(" ", "_") + "s"}


def _minutes(value: Any) -> Any:
    """``210``, or the table ``{planned, least, most}`` for a part that may change."""
    if isinstance(value, bool | str | float):
        raise as_pydantic(
            Invalid(
                _("{value} isn't a number of minutes.").format(value=str(value)[:40]),
                remedy=_("Write a whole number, or { planned = 210, least = 180, most = 240 }."),
            )
        )
    return {"planned": value, "least": value, "most": value} if isinstance(value, int) else value


class Ruled(Content):
    """A part of the file that the rules check as a whole, so that what they refuse has its key path too."""

    rule: ClassVar[TypeAdapter[Any]]

    @model_validator(mode="after")
    def _stands(self) -> Self:
        try:
            self.rule.validate_python(self.model_dump())
        except BackofficeError as wrong:
            raise as_pydantic(wrong) from None
        return self


class LengthFile(Content):
    n: int = Field(ge=0, le=10_000)
    unit: domain.Unit


class MinutesFile(Ruled):
    rule = TypeAdapter(domain.Minutes)

    planned: int = Field(gt=0, le=60_000)
    least: int = Field(gt=0, le=60_000)
    most: int = Field(gt=0, le=60_000)


Length = Annotated[LengthFile, BeforeValidator(_length)]
Minutes = Annotated[MinutesFile, BeforeValidator(_minutes)]


class ConditionsFile(Content):
    """What the law asks of time without a live trainer (D.6313-3-1, D.6313-3-2)."""

    assistance: Text = ""
    announced_minutes: int | None = Field(default=None, gt=0)
    evaluation: Text = ""
    work_analysis: Text = ""
    named_trainer: Line = ""
    reflective_phases: Text = ""


class PartFile(Ruled):
    """A part of a module; parts that share a `sitting` share one slot. `start` and `finish` are its hours."""

    rule = TypeAdapter(domain.Part)

    title: Name
    minutes: Minutes
    content: Text = ""
    where: domain.Where = domain.Where.ON_SITE
    pace: domain.Pace = domain.Pace.LIVE
    with_whom: domain.With = domain.With.GROUP
    supervision: domain.Supervision = domain.Supervision.LIVE_TRAINER
    nature: domain.Nature = domain.Nature.TEACHING
    counts: bool = True
    conditions: ConditionsFile = ConditionsFile()
    block: int = Field(default=0, ge=0)
    sitting: Line | None = None
    adjustable: bool = False
    start: dt.time | None = None
    finish: dt.time | None = None


class RoleFile(Content):
    """A place in the team of a module."""

    role: Name
    teaches: bool = True
    signs: bool = True
    costs: bool = True
    note: Line = ""


class LinkFile(Content):
    """The time from an earlier module (or block) to this one."""

    origin: Line | None = None
    anchor: Literal["start", "end"] = "end"
    least: Length | None = None
    target: Length | None = None
    most: Length | None = None
    hard: bool = True
    meanwhile: Text = ""
    meanwhile_minutes: int | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        given = [one for one in (self.least, self.target, self.most) if one is not None]
        lengths = [domain.Length(one.n, one.unit) for one in given]
        for low, high in combinations(lengths, 2):
            if surely_longer(low, high):
                raise as_pydantic(
                    Invalid(
                        _("{least} is longer than {most}: no time between modules is both.").format(
                            least=low.words(), most=high.words()
                        ),
                        remedy=_("Give the least first, then what is aimed at, then the most."),
                    )
                )
        return self


class ProvisionFile(Content):
    """Something a module needs and who brings it."""

    item: Name
    by: Literal["us", "client", "participant"] = "us"
    price: Literal["included", "extra", "none"] = "included"


class ModuleFile(Ruled):
    """A module of a format."""

    rule = TypeAdapter(domain.Module)

    code: Name
    label: Name
    title: Name
    objective: Text = ""
    audience: Text = ""
    parts: tuple[PartFile, ...] = Field(min_length=1)
    team: tuple[RoleFile, ...] = (RoleFile(role="lead"),)
    link: LinkFile | None = None
    links: tuple[LinkFile, ...] = ()
    block_gaps: tuple[LinkFile, ...] = ()
    provisions: tuple[ProvisionFile, ...] = ()
    declared_minutes: int | None = Field(default=None, gt=0)
    declared_days_e2: int | None = Field(default=None, gt=0)


class ObjectiveFile(Content):
    """An objective: a verb and a criterion, the codes of its `modules`, its method, how it is evaluated."""

    text: Name
    criterion: Text = ""
    evaluation: Text = ""
    method: Text = ""
    modules: tuple[Line, ...] = ()


class RequirementFile(Content):
    """What one must have to enrol."""

    kind: Literal["experience", "diploma", "module", "document", "interview", "membership"]
    text: Name
    mandatory: bool = True
    proof: Line = ""


class AccessDelayFile(Content):
    """How long from a request to the training."""

    text: Name
    request_kind: Literal["intra", "procedure", "inter", "own_session"] = "intra"
    least: Length | None = None
    most: Length | None = None
    average: Length | None = None


class ShownPriceFile(Content):
    """A price as the catalogue shows it; no `cents` where it is on quotation."""

    label: Name
    cents: int | None = Field(default=None, ge=0)
    per: Literal["person", "group", "day", "course"] = "person"
    request_kind: Literal["intra", "procedure", "inter", "own_session"] = "inter"
    members_only: bool = False


class FormatFile(Ruled):
    """One way to organise the programme."""

    rule = TypeAdapter(domain.Format)

    code: Name
    label: Name
    modules: tuple[ModuleFile, ...] = Field(min_length=1)
    headcount_least: int | None = Field(default=None, ge=1)
    headcount_most: int | None = Field(default=None, ge=1)
    declared_minutes: int | None = Field(default=None, gt=0)
    declared_days_e2: int | None = Field(default=None, gt=0)


class SeenFile(Content):
    """A value that a source gives, and where."""

    value: Name
    where: Line = ""


class QuestionFile(Content):
    """What the source leaves open: on a `module` (its code), on a `key` of the programme, or on all of it."""

    text: Name
    module: Line = ""
    key: Line = ""
    seen: tuple[SeenFile, ...] = ()
    who: Line = ""


class ResultFile(Content):
    """A result as it may be shown: with the number it was counted over, and how (RNQ indicator 2)."""

    label: Name
    value: Name
    count: int = Field(ge=1, le=10_000_000)
    method: Name
    period: Line = ""


class EvaluationsFile(Content):
    """The four evaluations."""

    before: Text = ""
    during: Text = ""
    end: Text = ""
    later: Text = ""


class ProgrammeFile(Content):
    """A programme; `ours` names the keys whose value its source doesn't state and that we added."""

    format: Literal["programme/1"]
    code: Name
    title: Name
    objectives: tuple[ObjectiveFile, ...] = Field(min_length=1)
    formats: tuple[FormatFile, ...] = Field(min_length=1)
    category: Line = ""
    aim: Text = ""
    audience: Text = ""
    requirements: tuple[RequirementFile, ...] = ()
    methods: Text = ""
    means: Text = ""
    evaluations: EvaluationsFile = EvaluationsFile()
    completion: Text = ""
    recognition: Text = ""
    accessibility: Text = ""
    access_delays: tuple[AccessDelayFile, ...] = ()
    shown_prices: tuple[ShownPriceFile, ...] = ()
    complements: tuple[Line, ...] = ()
    owner: Line = ""
    licence: Line = ""
    updated_on: dt.date | None = None
    method: Line = ""
    declared_minutes: int | None = Field(default=None, gt=0)
    declared_days_e2: int | None = Field(default=None, gt=0)
    questions: tuple[QuestionFile, ...] = ()
    ours: OurKeys = ()
    funding: Text = ""
    results: tuple[ResultFile, ...] = ()

    _ours_lead_somewhere = model_validator(mode="after")(ours_lead_somewhere)

    @model_validator(mode="after")
    def _questions_bear_on_something(self) -> ProgrammeFile:
        modules = {module.code for one in self.formats for module in one.modules}
        for question in self.questions:
            name, known = (question.module, modules) if question.module else (question.key, _keys())
            if name and name not in known:
                raise as_pydantic(
                    Invalid(
                        _("The question “{text}” bears on {name}, which isn't in this programme.").format(
                            text=question.text, name=name
                        ),
                        remedy=_("Give the code of one of its modules, or one of its own keys."),
                    )
                )
        return self

    @model_validator(mode="after")
    def _objectives_name_modules(self) -> ProgrammeFile:
        modules = {module.code for one in self.formats for module in one.modules}
        for objective in self.objectives:
            for code in objective.modules:
                if code not in modules:
                    raise as_pydantic(
                        Invalid(
                            _("The objective “{text}” names {code}, which isn't one of the modules.").format(
                                text=objective.text, code=code
                            ),
                            remedy=_("Use one of: {codes}.").format(codes=", ".join(sorted(modules))),
                        )
                    )
        return self


def _keys() -> frozenset[str]:
    return frozenset(ProgrammeFile.model_fields)


_PROGRAMME = TypeAdapter(domain.Programme)
_MODULE = TypeAdapter(domain.Module)


def read_programme(text: str, file: str) -> domain.Programme:
    """The programme that a TOML text describes; every mistake at once, with its key path."""
    return to_domain(build(ProgrammeFile, parse_toml(text, file), file))


def to_domain(read: ProgrammeFile) -> domain.Programme:
    """The value that the rules work on."""
    return _PROGRAMME.validate_python(read.model_dump(exclude={"format"}))


def programme_body(programme: domain.Programme) -> dict[str, Any]:
    """A programme as it is kept: a ``programme/1`` document."""
    body = _PROGRAMME.dump_python(programme, mode="json")
    _leave_out(body, _SINCE)
    for objective in body["objectives"]:
        _leave_out(objective, _SINCE_IN_OBJECTIVES)
    for one in body["formats"]:
        _leave_out(one, _SINCE_IN_FORMATS)
        for module in one["modules"]:
            _leave_out_of_parts(module)
    return {"format": "programme/1", **body}


def programme_shown(body: dict[str, Any]) -> dict[str, Any]:
    """The programme kept as `body` with every key that there is, whenever it was published."""
    return {"format": "programme/1", **_PROGRAMME.dump_python(programme_of(body), mode="json")}


# Keys that came to programmes after the first ones were published: one that doesn't use them is kept, and
# hashed, as before they existed.
_SINCE = ("method", "ours", "questions", "declared_minutes", "declared_days_e2", "funding", "results")
_SINCE_IN_FORMATS = ("declared_minutes", "declared_days_e2")
_SINCE_IN_PARTS = ("start", "finish")
_SINCE_IN_OBJECTIVES = ("method", "modules")


def _leave_out(body: dict[str, Any], keys: Iterable[str]) -> None:
    for key in keys:
        if not body[key]:
            del body[key]


def _leave_out_of_parts(module: dict[str, Any]) -> None:
    for part in module["parts"]:
        _leave_out(part, _SINCE_IN_PARTS)


def programme_of(body: dict[str, Any]) -> domain.Programme:
    """The programme kept as `body`."""
    return _PROGRAMME.validate_python({k: v for k, v in body.items() if k != "format"})


def module_body(module: domain.Module) -> dict[str, Any]:
    """A dossier's own copy of a module, as it is kept (``module/1``)."""
    body = _MODULE.dump_python(module, mode="json")
    _leave_out_of_parts(body)
    return {"format": "module/1", **body}


def module_of(body: dict[str, Any]) -> domain.Module:
    """The module kept as `body`."""
    return _MODULE.validate_python({k: v for k, v in body.items() if k != "format"})
