"""A questionnaire as a file (`questionnaire/1`), and one of its questions as a form asks it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator

from backoffice.content.base import Content, Line, Name, Text, as_pydantic, build
from backoffice.content.fields import Kind, ask
from backoffice.content.reading import parse_toml
from backoffice.content.writing import toml_pairs
from backoffice.domain.choices import LANGUAGES
from backoffice.domain.needs import questionnaire as domain
from backoffice.domain.needs.conditions import CODE, condition_text, read_condition
from backoffice.domain.needs.sections import PROPOSAL_SECTIONS
from backoffice.errors import BackofficeError, Several
from backoffice.i18n import N_

FORMAT = "questionnaire/1"
Feeds = Literal[
    "",
    "context",
    "objectives",
    "modules",
    "between",
    "dates",
    "team",
    "means",
    "evaluations",
    "accessibility",
    "follow_up",
    "results",
    "price",
    "terms",
]
_OPTION = re.compile(rf"(?P<code>{CODE})\s*:\s+(?P<label>.+)")


class QuestionLine(Content):
    """A question: what is asked, how one answers, when it is shown, what it feeds."""

    code: Annotated[Name, Field(pattern=rf"^{CODE}$")] = ask(
        N_("Code"), help=N_("A short word in small letters, its own in the questionnaire: effectif.")
    )
    section: Name = ask(N_("Section"), help=N_("Questions of one section stand together."))
    text: Name = ask(N_("Question"))
    kind: domain.QuestionKind = ask(
        N_("Answered by"), Kind.CHOICE, choices=domain.KIND_LABELS, default=domain.QuestionKind.TEXT
    )
    help: Line = ask(N_("Help"), help=N_("A sentence under the question."), default="")
    mandatory: bool = ask(N_("Mandatory"), Kind.YES_NO, default=False)
    choices: tuple[Name, ...] = ask(
        N_("Choices"),
        Kind.LINES,
        help=N_("One a line, a code first if you wish: remote: At a distance."),
        default=(),
        max_length=60,
    )
    low: int | None = ask(
        N_("From"), Kind.WHOLE, help=N_("The least number, or the lower end of a scale (1)."), default=None
    )
    high: int | None = ask(N_("To"), Kind.WHOLE, help=N_("The most, or the upper end (5)."), default=None)
    low_label: Line = ask(N_("The lower end means"), default="")
    high_label: Line = ask(N_("The upper end means"), default="")
    columns: tuple[Name, ...] = ask(
        N_("Columns"), Kind.LINES, help=N_("Of a table, one a line."), default=(), max_length=8
    )
    unit: Line = ask(N_("Unit"), help=N_("Behind a number: hours, people."), default="")
    shown_if: Line = ask(
        N_("Shown if"),
        help=N_("The code of another question and what it is: place = remote | mixed and headcount >= 12."),
        default="",
    )
    feeds: Feeds = ask(
        N_("Feeds"),
        Kind.CHOICE,
        choices=(("", N_("nothing")), *PROPOSAL_SECTIONS),
        help=N_("The section of the proposal that takes its answer."),
        default="",
    )
    told: Line = ask(
        N_("The proposal says"),
        help=N_(
            "A sentence with {answer} in it: You wish for {answer}. For yes or no, one for each: Yes. | No. "
            "Empty: the question, then its answer."
        ),
        default="",
    )

    @field_validator("shown_if")
    @classmethod
    def _condition(cls, value: str) -> str:
        try:
            return condition_text(read_condition(value))
        except BackofficeError as wrong:
            raise as_pydantic(wrong) from None

    def question(self) -> domain.Question:
        """The question as the rules see it."""
        return domain.Question(
            code=self.code,
            section=self.section,
            text=self.text,
            kind=self.kind,
            help=self.help,
            mandatory=self.mandatory,
            shown_if=read_condition(self.shown_if),
            feeds=self.feeds,
            options=tuple(_option(one) for one in self.choices),
            low=self.low,
            high=self.high,
            low_label=self.low_label,
            high_label=self.high_label,
            columns=self.columns,
            unit=self.unit,
            told=self.told,
        )


def _option(text: str) -> domain.Option:
    found = _OPTION.fullmatch(text)
    return domain.Option(found["code"], found["label"]) if found else domain.Option(text, text)


class QuestionnaireHead(Content):
    """What a questionnaire says as a whole."""

    title: Name = ask(N_("Title"))
    audience: Literal["client", "participants"] = ask(
        N_("Answered by whom"),
        Kind.CHOICE,
        choices=domain.AUDIENCES,
        help=N_("The client's is validated; participants' are taken together, without names."),
        default="client",
    )
    kinds: tuple[Literal["intra", "procedure", "inter", "own_session"], ...] = ask(
        N_("Usual for"),
        Kind.LINES,
        help=N_("Kinds of request that begin with it, one a line: intra, procedure, inter, own_session."),
        default=(),
    )
    language: Literal["fr", "en"] = ask(N_("Language"), Kind.CHOICE, choices=LANGUAGES, default="fr")
    intro: Text = ask(N_("Introduction"), Kind.TEXT, help=N_("Printed on top of it."), default="", rows=3)
    note: Text = ask(N_("Closing note"), Kind.TEXT, help=N_("Printed at its end."), default="", rows=3)


class SectionName(Content):
    """The name of a section."""

    section: Name = ask(N_("Section"), help=N_("Of all the questions that stand in it."))


class QuestionnaireText(Content):
    """A questionnaire as the text of its file."""

    text: Text = ask(N_("Questionnaire (TOML)"), Kind.TEXT, rows=16)
    file: Line = ask(N_("File"), default="questionnaire.toml")


class QuestionnaireFile(QuestionnaireHead):
    """A questionnaire; its questions stand in sections, in the order in which they are asked."""

    format: Literal["questionnaire/1"]
    code: Name
    questions: Annotated[tuple[QuestionLine, ...], Field(min_length=1, max_length=300)]


def read_questionnaire(text: str, file: str) -> QuestionnaireFile:
    """The questionnaire that a TOML text describes; every mistake at once, with its key path."""
    return checked(build(QuestionnaireFile, parse_toml(text, file), file), file)


def checked(read: QuestionnaireFile, file: str | None = None) -> QuestionnaireFile:
    """`read` itself; raises, all at once, what its questions have wrong together."""
    found = tuple(domain.mistakes(tuple(one.question() for one in read.questions), file))
    if found:
        raise Several(found) if len(found) > 1 else found[0]
    return read


def questionnaire_of(
    head: Mapping[str, Any], code: str, questions: Collection[Mapping[str, Any]]
) -> domain.Questionnaire:
    """A kept questionnaire as the rules see it."""
    read = build(
        QuestionnaireHead, {name: head[name] for name in QuestionnaireHead.model_fields if name in head}
    )
    return domain.Questionnaire(
        code=code,
        title=read.title,
        questions=tuple(build(QuestionLine, dict(one)).question() for one in questions),
        audience=read.audience,
        kinds=read.kinds,
        language=read.language,
        intro=read.intro,
        note=read.note,
    )


def head_body(head: QuestionnaireHead) -> dict[str, Any]:
    """What a questionnaire says as a whole, as it is kept."""
    return head.model_dump(mode="json", include=set(QuestionnaireHead.model_fields))


def question_body(question: QuestionLine) -> dict[str, Any]:
    """A question as it is kept: what isn't said is left out."""
    said = question.model_dump(mode="json", exclude_defaults=True)
    always = {"code": question.code, "section": question.section, "text": question.text}
    return always | {"kind": question.kind.value} | said


def questionnaire_toml(code: str, head: Mapping[str, Any], questions: Collection[Mapping[str, Any]]) -> str:
    """A questionnaire as the text of its file."""
    parts = [f'format = "{FORMAT}"', *toml_pairs({"code": code, **head})]
    for one in questions:
        parts += ["", "[[questions]]", *toml_pairs(one)]
    return "\n".join(parts) + "\n"
