"""Questionnaires and the needs analyses of dossiers, brought in by the rules of their acts."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from backoffice.content.questionnaire import checked, head_body, question_body
from backoffice.domain.needs.answers import check_all
from backoffice.errors import Invalid, Several
from backoffice.i18n import _
from backoffice.services.codes import check_code
from backoffice.services.importing.batch import ACT, Batch, OnlyNew
from backoffice.services.importing.rows import Row
from backoffice.services.importing.taking import Taken, carried_in, found_there, request_of, same_version
from backoffice.services.kinds import next_rank, ref_of
from backoffice.services.needs.book import digest, domain_of
from backoffice.services.needs.templates import check_beginnings, new_version
from backoffice.store.records import NeedsAnalysis, Questionnaire, Request


def questionnaire(batch: Batch, row: Row, values: Any) -> Taken:
    """One version of a questionnaire; without its number a new one, unless the last says the same."""
    unit, read = batch.doing.unit, checked(values.questionnaire)
    check_code(unit, Questionnaire, read.code)
    head, questions = head_body(read), [question_body(one) for one in read.questions]
    said = digest(read.code, head, questions)
    last = unit.maybe(Questionnaire, read.code)
    number = values.version_no
    if number is None:
        if last is not None and last.sha256 == said and last.state == values.state:
            return last, (), False, ACT
        number = last.version_no + 1 if last is not None else 1
    else:
        query = select(Questionnaire).where(
            Questionnaire.ref == read.code, Questionnaire.version_no == number
        )
        there = unit.session.scalars(query).one_or_none()
        if there is not None:
            return same_version(row, there, said, values)
    batch.once(row, "version", f"{read.code} {number}")
    record = new_version(batch.doing, read.code, None, head, questions)
    record.version_no, record.state = number, values.state
    if row.key("uid"):
        record.uid = row.key("uid")
    record.valid_from = values.valid_from or (None if row.key("uid") else batch.doing.happened_on)
    unit.session.add(record)
    unit.session.flush()
    check_beginnings(batch.doing, record)
    return record, (), True, "publish-questionnaire"


def needs(batch: Batch, row: Row, values: Any) -> Taken:
    """An analysis with its answers, each held against the version of the questionnaire that it answers."""
    request = request_of(batch, values.request)
    asked = _asked(batch, row, values)
    wanted = _columns(row, asked, values)
    there = found_there(batch, row, NeedsAnalysis, _natural(row, request, values))
    if there is not None:
        for name in ("answers", "replies", "state"):
            if getattr(there, name) != wanted[name]:
                raise OnlyNew(name, ref_of(there)).at(row.at(name))
        return there, (), False, ACT
    more = carried_in(batch, row, NeedsAnalysis, values.more, "needs")
    position = more.pop("position", None)
    doing = batch.doing
    taken = select(NeedsAnalysis.id).where(
        NeedsAnalysis.request_id == request.id, NeedsAnalysis.position == position
    )
    if position is None or doing.unit.session.scalars(taken).first() is not None:
        position = next_rank(doing, request, "N")
    else:
        doing.unit.number_reached(f"{request.ref}/N", doing.today, position)
    record = NeedsAnalysis(uid=row.key("uid") or None, request=request, position=position, **wanted, **more)
    doing.unit.session.add(record)
    return record, (), True, "open-needs"


def _asked(batch: Batch, row: Row, values: Any) -> Questionnaire:
    query = select(Questionnaire).where(Questionnaire.ref == values.questionnaire)
    if values.questionnaire_version is not None:
        query = query.where(Questionnaire.version_no == values.questionnaire_version)
    query = query.order_by(Questionnaire.version_no.desc()).limit(1)
    found = batch.doing.unit.session.scalars(query).one_or_none()
    if found is None:
        raise row.error(
            Invalid(
                _("There is no questionnaire {code} in this version.").format(code=values.questionnaire),
                remedy=_("Import the questionnaire first, or in the same files."),
            ).at(row.at("questionnaire"))
        )
    return found


def _natural(row: Row, request: Request, values: Any) -> Any:
    """The same version of the same questionnaire in the same dossier; an export's is known by its uid."""
    if row.key("uid"):
        return None
    return select(NeedsAnalysis).where(
        NeedsAnalysis.request_id == request.id,
        NeedsAnalysis.questionnaire_ref == values.questionnaire,
        NeedsAnalysis.version_no == values.version_no,
    )


def _columns(row: Row, record: Questionnaire, values: Any) -> dict[str, Any]:
    asked = domain_of(record)
    answers, wrong = check_all(asked, values.answers)
    errors = [one.at(row.at(f"answers.{one.place.path}")) for one in wrong]
    replies = []
    for rank, reply in enumerate(values.replies):
        kept, mistakes = check_all(asked, reply)
        replies.append({code: value for code, value in kept.items() if value is not None})
        errors += [one.at(row.at(f"replies[{rank}].{one.place.path}")) for one in mistakes]
    if errors:
        raise Several(tuple(errors)) if len(errors) > 1 else errors[0]
    return {
        "questionnaire_ref": record.ref,
        "questionnaire_version": record.version_no,
        "audience": asked.audience,
        "version_no": values.version_no,
        "state": values.state,
        "answers": {code: value for code, value in answers.items() if value is not None},
        "replies": replies,
        "answered_by": values.answered_by or None,
        "answered_on": values.answered_on,
        "validated_by": values.validated_by or None,
        "validated_function": values.validated_function or None,
        "validated_on": values.validated_on,
    }
