"""Questionnaires, and the needs analyses of dossiers that they ask."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backoffice.store.records.base import JsonList, JsonObject, Record, link, token
from backoffice.store.records.dossier import Request
from backoffice.store.records.offer import Published

NEEDS_STATES = ("draft", "validated", "superseded")


class Questionnaire(Published):
    """One version of a questionnaire; `body` is what it says as a whole, `sha256` that of all of it."""

    __tablename__ = "questionnaires"

    questions: Mapped[list[QuestionnaireQuestion]] = relationship(
        back_populates="questionnaire",
        order_by="QuestionnaireQuestion.position",
        cascade="all, delete-orphan",
    )


class QuestionnaireQuestion(Record):
    """A question; `body` is the question as its file gives it."""

    __tablename__ = "questionnaire_questions"
    __table_args__ = (Index(None, "questionnaire_id", "position"),)

    questionnaire_id: Mapped[int] = link("questionnaires.id", index=False)
    position: Mapped[int]
    code: Mapped[str]
    text: Mapped[str]
    body: Mapped[JsonObject] = mapped_column(default=dict)

    questionnaire: Mapped[Questionnaire] = relationship(back_populates="questions")


class NeedsAnalysis(Record):
    """A questionnaire asked in a dossier: one version of the client's answers, or participants' replies.

    `answers` and each of `replies` hold values by the code of their question; nothing says whose a reply is.
    `sources` are the hashes of the tables that replies came from, with how many each brought;
    `erased_replies` how many were erased by `erased_on`, when their time had come.
    """

    __tablename__ = "needs_analyses"
    __table_args__ = (UniqueConstraint("request_id", "position"),)

    request_id: Mapped[int] = link("requests.id", index=False)
    position: Mapped[int]
    questionnaire_ref: Mapped[str]
    questionnaire_version: Mapped[int]
    audience: Mapped[str] = token("client", "participants", default="client")
    version_no: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = token(*NEEDS_STATES, default="draft")
    answers: Mapped[JsonObject] = mapped_column(default=dict)
    replies: Mapped[JsonList] = mapped_column(default=list)
    sources: Mapped[JsonList] = mapped_column(default=list)
    answered_by: Mapped[str | None]
    answered_on: Mapped[date | None]
    validated_by: Mapped[str | None]
    validated_function: Mapped[str | None]
    validated_on: Mapped[date | None]
    erased_on: Mapped[date | None]
    erased_replies: Mapped[int | None]

    request: Mapped[Request] = relationship()
