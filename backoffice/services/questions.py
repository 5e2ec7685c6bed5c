"""Questions left open on a dossier: asked, answered, dropped; none is forgotten when a document leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from backoffice.content.followup import REQUEST_FIELDS, Answer
from backoffice.content.followup import Question as QuestionContent
from backoffice.content.programme import ProgrammeFile
from backoffice.content.records import Request as RequestContent
from backoffice.content.typed_form import read_typed, typed_values
from backoffice.domain.programme import Format, Programme, Question
from backoffice.errors import BackofficeError, Invalid, NotFound, Place, Several
from backoffice.i18n import N_, _
from backoffice.services.acts import Doing, Done, act
from backoffice.services.intake import edit_request
from backoffice.services.kinds import dossier_of, next_rank, ref_of, resolve
from backoffice.services.mapping import texts
from backoffice.services.somebody import WHO, somebody, typed
from backoffice.store.records import OpenQuestion, Record, Request

PROGRAMME_KEY = "programme."
_FIELDS = dict(REQUEST_FIELDS)


class QuestionsOpen(BackofficeError):
    """A document is about to leave while something in its dossier is still open."""

    code = "questions_open"
    wants_reason = True

    def __init__(self, ref: str, questions: Sequence[OpenQuestion]) -> None:
        said = "; ".join(f"{ref_of(one)} {one.text}" for one in questions[:5])
        more = _(" and {n} more").format(n=len(questions) - 5) if len(questions) > 5 else ""
        super().__init__(
            _("{ref} has open questions: {questions}{more}").format(ref=ref, questions=said, more=more),
            remedy=_("Answer or drop them first, or give the reason for issuing all the same."),
        )


class QuestionClosed(BackofficeError):
    code = "question_closed"

    def __init__(self, ref: str) -> None:
        super().__init__(
            _("{ref} is no longer open.").format(ref=ref),
            remedy=_("Reopen it first, with the act reopen-question."),
        )


def questions_of(doing: Doing, request: Request) -> Sequence[OpenQuestion]:
    """Every question of a dossier, in the order they were asked."""
    query = select(OpenQuestion).where(OpenQuestion.request_id == request.id).order_by(OpenQuestion.position)
    return doing.unit.session.scalars(query).all()


def open_questions(doing: Doing, request: Request) -> tuple[OpenQuestion, ...]:
    """Those that nobody answered yet."""
    return tuple(one for one in questions_of(doing, request) if one.state == "open")


def check_questions(doing: Doing, request: Request) -> dict[str, Any]:
    """Raises QuestionsOpen unless a reason is given; gives what the journal says of those that were open."""
    still = open_questions(doing, request)
    if still and not doing.reason:
        raise QuestionsOpen(request.ref, still)
    return {"open_questions": [f"Q{one.position}" for one in still]} if still else {}


def _about_this(_doing: Doing, record: Any) -> Mapping[str, Any]:
    """Asked from the page of a part, a question bears on that part."""
    return {} if isinstance(record, Request) else {"about": _part_of(record)}


def _part_of(record: Record) -> str:
    request = dossier_of(record)
    return ref_of(record).removeprefix(f"{request.ref}/") if request else ref_of(record)


@act(
    "ask-question",
    N_("Ask a question"),
    on="request|module|group|slot|quote|line|instalment",
    makes="question",
    model=QuestionContent,
    opening=_about_this,
    key="q",
)
def ask_question(doing: Doing, record: Any, values: QuestionContent) -> Done:
    """Notes what is missing or contradicts itself, on the dossier or on any of its parts and fields."""
    request = dossier_of(record)
    assert request is not None
    question = doing.unit.add(
        OpenQuestion(
            request_id=request.id,
            position=next_rank(doing, request, "Q"),
            **_columns(doing, request, values),
        )
    )
    return Done(question, ref_of(question), {"about": question.about})


def _columns(doing: Doing, request: Request, values: QuestionContent) -> dict[str, Any]:
    return {
        "text": values.text,
        "about": _about(doing, request, values.about),
        "seen": [_seen(line) for line in values.seen],
        "due_on": values.due_on,
        **somebody(doing.unit, values.who),
    }


def _seen(line: str) -> dict[str, str]:
    value, _mark, where = line.partition("; ")
    return {"value": value.strip(), "where": where.strip()}


def _about(doing: Doing, request: Request, text: str) -> str | None:
    """`text` as it is kept; raises Invalid when nothing of this dossier is called so."""
    if not text or text in _FIELDS:
        return text or None
    if text.startswith(PROGRAMME_KEY) and text.removeprefix(PROGRAMME_KEY) in ProgrammeFile.model_fields:
        return text
    for ref in (f"{request.ref}/{text}", text):
        try:
            record = resolve(doing.unit, ref).record
        except NotFound:
            continue
        if dossier_of(record) is request and record is not request:
            return _part_of(record)
    raise Invalid(
        _("{ref} has no field and no part called {text}.").format(ref=request.ref, text=text),
        place=Place(path="about"),
        remedy=_("Choose a field of the request, or write a part as M2, S3, V1/L2 or G1."),
    )


def about_label(about: str | None) -> tuple[str, str]:
    """What a question bears on, for people: (a label as a message id, or the part's own reference)."""
    if not about:
        return "", ""
    return (_FIELDS[about], "") if about in _FIELDS else ("", about)


def _as_asked(_doing: Doing, question: OpenQuestion) -> Mapping[str, Any]:
    return {
        "text": question.text,
        "about": question.about or "",
        "seen": tuple(_seen_line(one) for one in question.seen),
        "who": typed(question),
        "due_on": question.due_on,
    }


def _seen_line(one: Mapping[str, str]) -> str:
    return f"{one['value']}; {one['where']}" if one["where"] else one["value"]


@act(
    "edit-question",
    N_("Edit the question"),
    on="question",
    model=QuestionContent,
    opening=_as_asked,
    key="e",
)
def edit_question(doing: Doing, question: OpenQuestion, values: QuestionContent) -> Done:
    """Says a question better: other values seen, who answers, by when."""
    wanted = _columns(doing, question.request, values)
    changed = [name for name, value in wanted.items() if getattr(question, name) != value]
    for name in changed:
        setattr(question, name, wanted[name])
    return Done(question, ref_of(question), {"changed": changed})


@act("answer-question", N_("Answer the question"), on="question", model=Answer, key="o")
def answer_question(doing: Doing, question: OpenQuestion, values: Answer) -> Done:
    """Closes a question with its answer; a field of the request may take its new value in the same act."""
    _check_open(question)
    changed = _set_field(doing, question, values.value) if values.value else []
    _close(doing, question, "answered")
    question.answer = values.answer
    return Done(question, ref_of(question), {"changed": changed} if changed else {})


@act("drop-question", N_("Drop the question"), on="question")
def drop_question(doing: Doing, question: OpenQuestion, _values: None) -> Done:
    """Nobody needs the answer any more, for a reason."""
    _check_open(question)
    if not doing.reason:
        raise Invalid(_("A dropped question needs a reason."), remedy=_("Say why in a few words."))
    _close(doing, question, "dropped")
    question.why = doing.reason
    return Done(question, ref_of(question))


@act("reopen-question", N_("Reopen the question"), on="question")
def reopen_question(doing: Doing, question: OpenQuestion, _values: None) -> Done:
    """The answer was none, or another one: the question is open again, and its field stays as it is."""
    if question.state == "open":
        raise Invalid(
            _("{ref} is open already.").format(ref=ref_of(question)), remedy=_("Answer it, or drop it.")
        )
    question.state, question.answer, question.why = "open", None, None
    question.closed_at, question.closed_by_id = None, None
    return Done(question, ref_of(question))


def _check_open(question: OpenQuestion) -> None:
    if question.state != "open":
        raise QuestionClosed(ref_of(question))


def _close(doing: Doing, question: OpenQuestion, state: str) -> None:
    question.state, question.closed_at = state, doing.occurred_at
    question.closed_by_id = doing.actor.id if doing.actor else None


def _set_field(doing: Doing, question: OpenQuestion, value: str) -> list[str]:
    """Gives the field of the request that the question bears on its new value, as its form would read it."""
    name, request = question.about, question.request
    if name not in _FIELDS:
        raise Invalid(
            _("{ref} doesn't bear on a field of the request.").format(ref=ref_of(question)),
            place=Place(path="value"),
            remedy=_("Leave the new value empty, and change the part itself."),
        )
    zone = doing.settings.organisation.zone
    known = typed_values(RequestContent, texts(request, RequestContent), zone)
    reading = read_typed(RequestContent, known | {name: value}, doing.today, zone)
    if reading.value is None:
        wrong = tuple(
            Invalid(text, place=Place(path="value"), remedy=reading.remedies.get(one))
            for one, text in reading.errors.items()
        )
        raise wrong[0] if len(wrong) == 1 else Several(wrong)
    return list(edit_request(doing, request, reading.value).payload["changed"])


def copy_questions(doing: Doing, request: Request, programme: Programme, chosen: Format) -> None:
    """Gives a dossier the questions that its programme leaves open, once each; those on modules that the
    format chosen doesn't have stay behind."""
    codes = {module.code: position for position, module in enumerate(chosen.modules, start=1)}
    there = {(one.source, one.text) for one in questions_of(doing, request)}
    for question in programme.questions:
        about = _about_copied(question, codes)
        if about is not None and (programme.code, question.text) not in there:
            doing.unit.add(_copied(doing, request, programme, question, about))


def _about_copied(question: Question, codes: Mapping[str, int]) -> str | None:
    """What a programme's question bears on in a dossier; None when that isn't there."""
    if question.module:
        return f"M{codes[question.module]}" if question.module in codes else None
    return f"{PROGRAMME_KEY}{question.key}" if question.key else ""


def _copied(
    doing: Doing, request: Request, programme: Programme, question: Question, about: str
) -> OpenQuestion:
    return OpenQuestion(
        request_id=request.id,
        position=next_rank(doing, request, "Q"),
        text=question.text,
        about=about or None,
        seen=[{"value": one.value, "where": one.where} for one in question.seen],
        source=programme.code,
        **somebody(doing.unit, question.who),
    )


def ask_again_what_is_open(doing: Doing, former: Request, request: Request) -> None:
    """Gives a dossier made like another one what its programme left open and nobody answered there."""
    for one in open_questions(doing, former):
        if one.source:
            doing.unit.add(
                OpenQuestion(
                    request_id=request.id,
                    position=next_rank(doing, request, "Q"),
                    **{name: getattr(one, name) for name in ("text", "about", "seen", "source", *WHO)},
                )
            )
