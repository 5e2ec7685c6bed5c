"""Templates of tasks, the plans that dossiers follow, and the tasks themselves."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backoffice.store.records.base import JsonList, JsonObject, Listed, Record, link, related, token
from backoffice.store.records.dossier import Request, RequestModule, TrainingGroup
from backoffice.store.records.offer import Published
from backoffice.store.records.people import User

TASK_STATES = ("to_do", "to_receive", "received", "refused", "done", "accepted", "dropped")
_CLOSED = ("done", "accepted", "dropped")
# After every date: where a task without one stands in a list.
NO_DAY = "9999-12-31"


class TaskTemplate(Published):
    """One version of a template; `body` is what it says as a whole, `sha256` that of all of it."""

    __tablename__ = "task_templates"

    lines: Mapped[list[TaskTemplateLine]] = relationship(
        back_populates="template", order_by="TaskTemplateLine.position", cascade="all, delete-orphan"
    )


class TaskTemplateLine(Record):
    """A task of a template; `body` is the line as its file gives it."""

    __tablename__ = "task_template_lines"
    __table_args__ = (Index(None, "template_id", "position"),)

    template_id: Mapped[int] = link("task_templates.id", index=False)
    position: Mapped[int]
    code: Mapped[str]
    title: Mapped[str]
    body: Mapped[JsonObject] = mapped_column(default=dict)

    template: Mapped[TaskTemplate] = relationship(back_populates="lines")


class TaskPlan(Record):
    """What a dossier's tasks come from: a version of a template or of a method, and the day it starts on."""

    __tablename__ = "task_plans"
    __table_args__ = (UniqueConstraint("request_id", "kind", "source_ref"),)

    request_id: Mapped[int] = link("requests.id", index=False)
    kind: Mapped[str] = token("template", "method")
    source_ref: Mapped[str]
    source_version: Mapped[int]
    started_on: Mapped[date | None]
    # Given up by an act: its done tasks stay, nothing more comes of it.
    stopped: Mapped[bool] = mapped_column(default=False)

    request: Mapped[Request] = relationship()


class Task(Listed, Record):
    """A task of a dossier, from a plan (`plan_id`, `line`, the module and group it is made for) or by hand.

    `by_hand` names the fields that a person set and that the plan leaves alone. `details` holds objectives,
    means, resources, note, and how its date is counted; `dropped` what closed it and where it stood before.
    """

    __tablename__ = "tasks"
    __table_args__ = (
        UniqueConstraint("request_id", "sequence"),
        # All that Today asks of a task, so that it is answered from the index alone.
        Index("ix_tasks_today", "is_open", "due_order", "id", "user_id", "whom", "request_id"),
        Index(None, "due_order", "id"),
        Index(None, "state", "due_order", "id"),
        Index(None, "sort_key", "id"),
        Index(None, "plan_id"),
    )

    request_id: Mapped[int] = link("requests.id", index=False)
    plan_id: Mapped[int | None] = link("task_plans.id", index=False)
    line: Mapped[str | None]
    module_id: Mapped[int | None] = link("request_modules.id")
    group_id: Mapped[int | None] = link("groups.id")
    sequence: Mapped[int]
    title: Mapped[str]
    due_date: Mapped[date | None]
    whom: Mapped[str] = mapped_column(default="owner")
    user_id: Mapped[int | None] = link("users.id")
    state: Mapped[str] = token(*TASK_STATES, default="to_do")
    done_by: Mapped[str | None]
    expects: Mapped[str | None]
    expects_from: Mapped[str | None] = token("client", "funder", "trainer", "participant")
    blocks: Mapped[JsonList] = mapped_column(default=list)
    by_hand: Mapped[JsonList] = mapped_column(default=list)
    details: Mapped[JsonObject] = mapped_column(default=dict)
    dropped: Mapped[JsonObject | None]
    received_on: Mapped[date | None]
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = link("users.id")
    # Set from `state` and `due_date` at each flush: a million open tasks are read in order from one index.
    is_open: Mapped[bool] = mapped_column(default=True)
    due_order: Mapped[str] = mapped_column(default=NO_DAY)

    request: Mapped[Request] = relationship()
    plan: Mapped[TaskPlan | None] = relationship()
    module: Mapped[RequestModule | None] = relationship()
    group: Mapped[TrainingGroup | None] = relationship()
    user: Mapped[User | None] = relationship(foreign_keys=[user_id])
    closed_by: Mapped[User | None] = relationship(foreign_keys=[closed_by_id])

    def words(self) -> tuple[str | None, ...]:
        request = related(self, "request")
        return self.title, self.expects, request.ref if request else None

    def title_text(self) -> str:
        return self.title

    def refresh(self) -> None:
        super().refresh()
        self.is_open = self.state not in _CLOSED
        self.due_order = self.due_date.isoformat() if self.due_date else NO_DAY
