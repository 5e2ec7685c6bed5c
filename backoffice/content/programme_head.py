"""What a programme says as a whole, as a form: everything but its formats and its lists."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from backoffice.content.base import Content, Day, Line, Name, Text
from backoffice.content.fields import Kind, ask
from backoffice.i18n import N_


class ProgrammeHead(Content):
    """The texts that the public reads of a programme (RNQ indicator 1)."""

    title: Name = ask(N_("Title"))
    category: Line = ask(N_("Category"), default="")
    aim: Text = ask(N_("Aim"), Kind.TEXT, default="")
    audience: Text = ask(N_("Audience"), Kind.TEXT, default="")
    methods: Text = ask(N_("Methods"), Kind.TEXT, default="")
    means: Text = ask(N_("Means"), Kind.TEXT, default="")
    before: Text = ask(N_("Evaluation before"), Kind.TEXT, help=N_("Of needs and level."), rows=2, default="")
    during: Text = ask(N_("Evaluation on the way"), Kind.TEXT, rows=2, default="")
    end: Text = ask(N_("Evaluation at the end"), Kind.TEXT, rows=2, default="")
    later: Text = ask(
        N_("Evaluation later"),
        Kind.TEXT,
        help=N_("Some months after: what became of it."),
        rows=2,
        default="",
    )
    completion: Text = ask(
        N_("Completion"), Kind.TEXT, help=N_("When a participant has followed it to the end."), default=""
    )
    recognition: Text = ask(N_("Recognition"), Kind.TEXT, default="")
    accessibility: Text = ask(
        N_("Accessibility"), Kind.TEXT, help=N_("For people with a disability: how it adapts."), default=""
    )
    funding: Text = ask(N_("Funding"), Kind.TEXT, help=N_("Who may pay for it, and how."), default="")
    complements: tuple[Line, ...] = ask(
        N_("Complements"), Kind.LINES, help=N_("What may go with it or follow it, one a line."), default=()
    )
    owner: Line = ask(N_("Whose"), help=N_("When it isn't ours."), default="")
    licence: Line = ask(N_("Licence"), default="")
    updated_on: Day | None = ask(N_("Sheet of"), Kind.DATE, default=None)

    @classmethod
    def opened(cls, body: Mapping[str, Any]) -> dict[str, Any]:
        """The values that the form opens with, from a programme as it is kept."""
        said = {**body, **(body.get("evaluations") or {})}
        given = {name: said[name] for name in cls.model_fields if said.get(name) is not None}
        if given.get("updated_on"):
            given["updated_on"] = dt.date.fromisoformat(given["updated_on"])
        return given | {"complements": tuple(given.get("complements", ()))}

    def kept(self) -> dict[str, Any]:
        """The same as the programme's file says it."""
        values = self.model_dump(mode="json")
        return values | {"evaluations": {name: values.pop(name) for name in _EVALUATIONS}}


_EVALUATIONS = ("before", "during", "end", "later")
