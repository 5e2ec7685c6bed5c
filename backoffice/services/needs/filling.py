"""A questionnaire is opened in a dossier, answered one question at a time, begun again as a new version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backoffice.content.answers import (
    AnswersFile,
    AnswersText,
    OneAnswer,
    Opening,
    Respondent,
    answers_toml,
    read_answer,
)
from backoffice.content.base import build
from backoffice.content.reading import parse_toml
from backoffice.domain.lifecycle import ENDS, Stage
from backoffice.domain.needs.answers import check_all, completeness
from backoffice.domain.needs.health import speaks_of_health
from backoffice.errors import BackofficeError, Invalid, Place, Several
from backoffice.i18n import N_, _
from backoffice.services.acts import Doing, Done, act
from backoffice.services.intake import move
from backoffice.services.kinds import next_rank, ref_of
from backoffice.services.needs.book import asked_by, usual_for
from backoffice.services.needs.reading import current_of, meant, replies_of
from backoffice.services.needs.templates import RetiredQuestionnaire
from backoffice.store.records import NeedsAnalysis, Questionnaire, Request


class NeedsFrozen(BackofficeError):
    """An analysis that was validated, or that another version took the place of."""

    code = "needs_frozen"

    def __init__(self, ref: str) -> None:
        super().__init__(
            _("{ref} was validated or replaced, and stays as it is.").format(ref=ref),
            remedy=_("Answer the current one, or begin a new version of what was validated: revise-needs."),
        )


class AlreadyOpen(BackofficeError):
    code = "needs_open"

    def __init__(self, ref: str, title: str) -> None:
        super().__init__(
            _("{ref} already asks “{title}”.").format(ref=ref, title=title),
            remedy=_("Answer it, or begin a new version of it: revise-needs."),
        )


@act("start-analysis", N_("Start the needs analysis"), on="request")
def start_analysis(doing: Doing, request: Request, _values: None) -> Done:
    """Goes on to the analysis, and opens the questionnaire that requests of this kind begin with."""
    before = request.stage
    move(doing, request, "start-analysis")
    usual = usual_for(doing, request.kind) if request.kind != "own_session" else None
    payload: dict[str, Any] = {"from": before, "to": request.stage}
    if usual is not None and current_of(doing, request) is None:
        payload["needs"] = f"N{_opened(doing, request, usual).position}"
    return Done(request, request.ref, payload)


@act("open-needs", N_("Open a questionnaire"), on="request", makes="needs", model=Opening)
def open_needs(doing: Doing, request: Request, values: Opening) -> Done:
    """Asks a questionnaire in a dossier: the client's analysis, or what participants answer before."""
    record = doing.unit.find(Questionnaire, values.questionnaire)
    if record.state == "retired":
        raise RetiredQuestionnaire(record.ref)
    _check_asked(doing, request, record)
    analysis = _opened(doing, request, record)
    payload = {"questionnaire": record.ref, "version": record.version_no}
    return Done(analysis, ref_of(analysis), payload)


def _check_asked(doing: Doing, request: Request, record: Questionnaire) -> None:
    audience = record.body["audience"]
    if Stage(request.stage) in (*ENDS, Stage.CLOSED):
        raise Invalid(
            _("{ref} has ended.").format(ref=request.ref), remedy=_("Reopen it first, with the act reopen.")
        )
    if audience == "client" and request.client_id is None:
        raise Invalid(
            _("{ref} has no client whose needs could be analysed.").format(ref=request.ref),
            remedy=_("Give it its client, or choose a questionnaire for participants."),
        )
    there = current_of(doing, request) if audience == "client" else replies_of(doing, request)
    if there is not None and there.questionnaire_ref == record.ref:
        raise AlreadyOpen(ref_of(there), record.title)


def _opened(doing: Doing, request: Request, record: Questionnaire) -> NeedsAnalysis:
    """A new analysis; one of the same audience that was only begun gives way to it."""
    former = current_of(doing, request) if record.body["audience"] == "client" else None
    analysis = doing.unit.add(
        NeedsAnalysis(
            request_id=request.id,
            position=next_rank(doing, request, "N"),
            questionnaire_ref=record.ref,
            questionnaire_version=record.version_no,
            audience=record.body["audience"],
        )
    )
    if former is not None:
        former.state = "superseded"
    return analysis


@act("answer-needs", N_("Answer the questionnaire"), on="needs|request", model=OneAnswer)
def answer_needs(doing: Doing, record: Any, values: OneAnswer) -> Done:
    """Keeps the answer to one question at once; nothing typed takes the answer back."""
    analysis = meant(doing, record)
    check_open(analysis)
    questionnaire = asked_by(doing, analysis)
    question = questionnaire.question(values.question)
    if question is None:
        codes = ", ".join(one.code for one in questionnaire.questions)
        raise Invalid(
            _("There is no question {name} in this questionnaire.").format(name=values.question),
            place=Place(path="question"),
            remedy=_("Use one of: {codes}.").format(codes=codes),
        )
    value = read_answer(question, values.answer, doing.today)
    if value is None:
        analysis.answers = {code: one for code, one in analysis.answers.items() if code != question.code}
    else:
        analysis.answers = {**analysis.answers, question.code: value}
        warn_of_health(doing, {question.code: value})
    return _done(doing, analysis, {"question": question.code})


def _as_text(doing: Doing, record: Any) -> Mapping[str, Any]:
    analysis = meant(doing, record)
    return {
        "text": answers_toml(analysis.questionnaire_ref, analysis.answers),
        "file": f"{ref_of(analysis).replace('/', '-')}.toml",
    }


@act(
    "fill-needs",
    N_("Fill the questionnaire from a file"),
    on="needs|request",
    model=AnswersText,
    opening=_as_text,
)
def fill_needs(doing: Doing, record: Any, values: AnswersText) -> Done:
    """Takes every answer of a TOML text; those that it doesn't give stay. All its mistakes at once."""
    analysis = meant(doing, record)
    check_open(analysis)
    read = build(AnswersFile, parse_toml(values.text, values.file), values.file)
    check_asks(read, analysis, values.file)
    found, wrong = check_all(asked_by(doing, analysis), read.answers)
    if wrong:
        placed = tuple(one.at(Place(values.file, None, f"answers.{one.place.path}")) for one in wrong)
        raise Several(placed) if len(placed) > 1 else placed[0]
    answers = {**analysis.answers, **found}
    analysis.answers = {code: value for code, value in answers.items() if value is not None}
    warn_of_health(doing, found)
    return _done(doing, analysis, {"answers": len(found)})


def check_asks(read: AnswersFile, analysis: NeedsAnalysis, file: str | None) -> None:
    """Raises when a file answers another questionnaire than the one that is asked."""
    if read.questionnaire and read.questionnaire != analysis.questionnaire_ref:
        raise Invalid(
            _("This answers {other}, and {ref} asks {code}.").format(
                other=read.questionnaire, ref=ref_of(analysis), code=analysis.questionnaire_ref
            ),
            place=Place(file, None, "questionnaire"),
            remedy=_("Take the file that belongs to it."),
        )


def _respondent(doing: Doing, record: Any) -> Mapping[str, Any]:
    analysis = meant(doing, record)
    return {"answered_by": analysis.answered_by or "", "answered_on": analysis.answered_on}


@act(
    "say-respondent",
    N_("Say who answered"),
    on="needs|request",
    model=Respondent,
    opening=_respondent,
)
def say_respondent(doing: Doing, record: Any, values: Respondent) -> Done:
    """Notes who of the client's answered, and when."""
    analysis = meant(doing, record)
    check_open(analysis)
    if analysis.audience != "client":
        raise Invalid(
            _("Participants’ answers bear no name."),
            remedy=_("Who answered is noted for the client’s analysis only."),
        )
    analysis.answered_by = values.answered_by or None
    analysis.answered_on = values.answered_on
    return _done(doing, analysis, {})


@act("revise-needs", N_("Begin a new version of the analysis"), on="needs|request", makes="needs")
def revise_needs(doing: Doing, record: Any, _values: None) -> Done:
    """A new version with the same answers, by the last version of its questionnaire; the former is kept."""
    former = meant(doing, record)
    if former.audience != "client" or former.state != "validated":
        raise Invalid(
            _("{ref} can still be answered as it is.").format(ref=ref_of(former)),
            remedy=_("A new version is begun once the client has validated it."),
        )
    last = doing.unit.find(Questionnaire, former.questionnaire_ref)
    analysis = doing.unit.add(
        NeedsAnalysis(
            request_id=former.request_id,
            position=next_rank(doing, former.request, "N"),
            questionnaire_ref=former.questionnaire_ref,
            questionnaire_version=last.version_no,
            audience=former.audience,
            version_no=former.version_no + 1,
            answered_by=former.answered_by,
            answered_on=former.answered_on,
        )
    )
    asked = asked_by(doing, analysis)
    kept, _wrong = check_all(asked, {c: v for c, v in former.answers.items() if asked.question(c)})
    analysis.answers = kept
    former.state = "superseded"
    return Done(analysis, ref_of(analysis), {"version": analysis.version_no, "of": f"N{former.position}"})


@act("remove-needs", N_("Take the questionnaire out"), on="needs")
def remove_needs(doing: Doing, analysis: NeedsAnalysis, _values: None) -> Done:
    """Takes out a questionnaire that was opened by mistake; one that was validated stays."""
    check_open(analysis)
    if not doing.reason:
        raise Invalid(
            _("A questionnaire that is taken out needs a reason."), remedy=_("Say why in a few words.")
        )
    done = Done(analysis, ref_of(analysis), {"questionnaire": analysis.questionnaire_ref})
    doing.unit.session.delete(analysis)
    return done


def check_open(analysis: NeedsAnalysis) -> None:
    """Raises NeedsFrozen for an analysis that can't be answered any more."""
    if analysis.state != "draft":
        raise NeedsFrozen(ref_of(analysis))


def warn_of_health(doing: Doing, answers: Mapping[str, Any]) -> None:
    """Warns of words about somebody's health, which have no place in an analysis."""
    for code, value in answers.items():
        if speaks_of_health(str(value)) and isinstance(value, str | list):
            doing.warnings.append(
                _(
                    "The answer to {code} seems to speak of somebody’s health. Note only that an "
                    "adaptation was agreed; why stays between the person and the disability contact."
                ).format(code=code)
            )


def _done(doing: Doing, analysis: NeedsAnalysis, payload: Mapping[str, Any]) -> Done:
    state = completeness(asked_by(doing, analysis), analysis.answers)
    counted = {"answered": state.answered, "asked": state.asked}
    says = _("Mandatory answers: {state}.").format(state=state) if analysis.audience == "client" else ""
    return Done(analysis, ref_of(analysis), {**payload, **counted}, says)
