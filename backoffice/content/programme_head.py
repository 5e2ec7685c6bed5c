"""What a programme says as a whole, as a form: everything but its formats and its lists."""

from __future__ import annotations

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
    completion: Text = ask(
        N_("Completion"), Kind.TEXT, help=N_("When a participant has followed it to the end."), default=""
    )
    recognition: Text = ask(N_("Recognition"), Kind.TEXT, default="")
    accessibility: Text = ask(
        N_("Accessibility"), Kind.TEXT, help=N_("For people with a disability: how it adapts."), default=""
    )
    funding: Text = ask(N_("Funding"), Kind.TEXT, help=N_("Who may pay for it, and how."), default="")
    owner: Line = ask(N_("Whose"), help=N_("When it isn't ours."), default="")
    licence: Line = ask(N_("Licence"), default="")
    updated_on: Day | None = ask(N_("Sheet of"), Kind.DATE, default=None)
