"""Detailed proposals as forms ask them and as a file holds them (`proposal/1`)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from backoffice.content.base import Content, Day, Line, Name, Text, as_pydantic, build
from backoffice.content.fields import Kind, ask
from backoffice.content.reading import parse_toml
from backoffice.domain.proposal import Shown
from backoffice.errors import Invalid
from backoffice.i18n import N_, _

MOST = 50_000
_LANGUAGES = (("fr", N_("French")), ("en", N_("English")))


class NewProposal(Content):
    """What a draft of a proposal begins with."""

    title: Line = ask(
        N_("Title"), help=N_("The quote's or the programme's, unless you say otherwise."), default=""
    )
    variant: Line = ask(
        N_("Variant"), help=N_("What sets it apart from the others: remote, two groups…"), default=""
    )
    quote: Line = ask(
        N_("Quote"),
        help=N_("The one that gives its price; the last one unless you say otherwise."),
        default="",
    )


class Variant(Content):
    """What sets a new version apart."""

    variant: Line = ask(
        N_("Variant"), help=N_("What sets it apart from the others: remote, two groups…"), default=""
    )


class ProposalHead(Content):
    """What a proposal says as a whole."""

    title: Name = ask(N_("Title"))
    variant: Line = ask(N_("Variant"), default="")
    quote: Line = ask(N_("Quote"), help=N_("The one that gives its price."), default="")
    valid_until: Day | None = ask(
        N_("Valid until"), Kind.DATE, help=N_("Its quote's last day, unless you say otherwise."), default=None
    )
    language: Literal["fr", "en"] = ask(N_("Language"), Kind.CHOICE, choices=_LANGUAGES, default="fr")


class SectionText(Content):
    """A section's own words, as Markdown; what the data give stands between them."""

    before: Text = ask(
        N_("Text"),
        Kind.MARKDOWN,
        help=N_("Markdown: ## title, - item, **strong**, [text](https://…)."),
        default="",
        max_length=MOST,
        rows=10,
    )
    after: Text = ask(
        N_("After the table"),
        Kind.MARKDOWN,
        help=N_("Printed under what the data give."),
        default="",
        max_length=MOST,
        rows=4,
    )
    shown: bool = ask(N_("Printed"), Kind.YES_NO, default=True)


class AimLine(Content):
    """One objective, and what leads to it and checks it."""

    rank: int | None = ask(
        N_("Rank"), Kind.WHOLE, help=N_("Which one to change; empty adds one."), default=None, ge=1, le=100
    )
    text: Name = ask(N_("Objective"), help=N_("A verb and what one will be able to do."))
    criterion: Line = ask(N_("Criterion"), help=N_("By what one knows that it is reached."), default="")
    modules: tuple[Line, ...] = ask(
        N_("Modules"),
        Kind.LINES,
        help=N_("Codes or ranks of the modules that work towards it, one a line."),
        default=(),
    )
    method: Line = ask(N_("Method"), default="")
    evaluation: Line = ask(N_("Evaluation"), help=N_("How and when it is checked."), default="")


class AimRank(Content):
    """Which objective."""

    rank: int = ask(N_("Rank"), Kind.WHOLE, ge=1, le=100)


class ResultLines(Content):
    """The results that are shown, one a line."""

    results: tuple[Line, ...] = ask(
        N_("Results"),
        Kind.LINES,
        help=N_("One a line: what; value; out of how many; over which time; how it is computed."),
        default=(),
    )


class ProposalText(Content):
    """A proposal as the text of its file."""

    text: Text = ask(N_("Proposal (TOML)"), Kind.TEXT, rows=12)
    file: Line = ask(N_("File"), default="proposal.toml")


class AimFile(Content):
    """An objective in a file; `modules` are codes."""

    text: Name
    criterion: Line = ""
    method: Line = ""
    evaluation: Line = ""
    modules: tuple[Line, ...] = ()


class ResultFile(Content):
    """A result in a file: no figure without its count and its method."""

    label: Name
    value: Name
    count: int = Field(ge=1)
    method: Name
    period: Line = ""


class SectionFile(Content):
    """A section in a file: Markdown before and after what the data give."""

    code: Literal[
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
    before: Text = Field(default="", max_length=MOST)
    after: Text = Field(default="", max_length=MOST)
    shown: bool = True


class ProposalFile(Content):
    """A proposal's own words; what the dossier's data give isn't in it."""

    format: Literal["proposal/1"]
    title: Name
    variant: Line = ""
    language: Literal["fr", "en"] = "fr"
    valid_until: Day | None = None
    objectives: tuple[AimFile, ...] = ()
    results: tuple[ResultFile, ...] = ()
    sections: tuple[SectionFile, ...] = ()

    @model_validator(mode="after")
    def _each_once(self) -> ProposalFile:
        codes = [one.code for one in self.sections]
        twice = next((code for code in codes if codes.count(code) > 1), None)
        if twice is not None:
            raise as_pydantic(
                Invalid(
                    _("The section {code} is there twice.").format(code=twice),
                    remedy=_("Keep one, with the text of both."),
                )
            )
        return self


def read_proposal(text: str, file: str) -> ProposalFile:
    """The proposal that a TOML text holds; every mistake at once, with its key path."""
    return build(ProposalFile, parse_toml(text, file), file)


def result_of(line: str, rank: int) -> Shown:
    """The result that a line says; raises Invalid when it has no count or no method."""
    parts = [part.strip() for part in line.split(";")]
    told = len(parts) == 5 and all((parts[0], parts[1], parts[4]))
    if not told or not parts[2].isdecimal() or int(parts[2]) < 1:
        raise Invalid(
            _("Result {rank}: a figure is shown with its count and its method.").format(rank=rank),
            remedy=_("Write: what; value; out of how many; over which time; how it is computed."),
        )
    return Shown(parts[0], parts[1], int(parts[2]), parts[3], parts[4])
