"""What is asked of people about what happens around a dossier: open questions, exchanges, files."""

from __future__ import annotations

from backoffice.content.base import Content, Day, Line, Name, Text
from backoffice.content.fields import Kind, ask, describe
from backoffice.content.records import Request
from backoffice.i18n import N_

# What a question may bear on besides the parts of a dossier: what its request says, field by field.
REQUEST_FIELDS = tuple((field.name, field.label) for field in describe(Request))


class Question(Content):
    """What a source leaves open, or says in two ways."""

    text: Name = ask(N_("Question"))
    about: Line = ask(
        N_("About"),
        Kind.SUGGEST,
        choices=(("", N_("the dossier as a whole")), *REQUEST_FIELDS),
        help=N_("A field of the request, or a part: M2, S3, V1/L2, G1."),
        default="",
    )
    seen: tuple[Line, ...] = ask(
        N_("Values seen"), Kind.LINES, help=N_("One a line: the value; where it stands."), default=()
    )
    who: Line = ask(
        N_("Who answers"),
        Kind.SUGGEST,
        refers_to="somebody",
        help=N_("A user, contact, client, funder or trainer; or any words."),
        default="",
    )
    due_on: Day | None = ask(N_("Answer by"), Kind.DATE, default=None)


class Answer(Content):
    """What the answer to a question was."""

    answer: Text = ask(N_("Answer"), Kind.TEXT)
    value: Line = ask(
        N_("New value of the field"),
        help=N_("As in its form; empty: the field stays as it is."),
        default="",
    )
