"""What is asked of people about what happens around a dossier: open questions, exchanges, files."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import StringConstraints

from backoffice.content.base import Content, Day, Instant, Line, Name, Text
from backoffice.content.fields import Kind, ask, describe
from backoffice.content.records import Request
from backoffice.domain.choices import DIRECTIONS, EXCHANGE_KINDS, WAITED_FOR
from backoffice.i18n import N_

# A path keeps its blanks as they are: they are part of names.
PathText = Annotated[str, StringConstraints(max_length=4_096)]

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


class Exchange(Content):
    """What was said or written with somebody about a dossier."""

    summary: Name = ask(N_("Summary"), help=N_("What came of it, in a line."))
    direction: Literal["", "in", "out"] = ask(N_("Direction"), Kind.CHOICE, choices=DIRECTIONS, default="out")
    kind: Literal["call", "mail", "meeting", "letter", "visit"] = ask(
        N_("Kind"), Kind.CHOICE, choices=EXCHANGE_KINDS, default="call"
    )
    who: Line = ask(N_("With"), Kind.SUGGEST, refers_to="somebody", default="")
    at: Instant | None = ask(N_("When"), Kind.INSTANT, past=True, default=None)
    body: Text = ask(N_("Details"), Kind.TEXT, default="")


class LoggedExchange(Exchange):
    """An exchange, and whose turn it is after it."""

    waiting_for: Literal["", "us", "client", "funder", "trainer"] = ask(
        N_("Waiting for"), Kind.CHOICE, choices=WAITED_FOR, default=""
    )
    chase_on: Day | None = ask(N_("Ask again on"), Kind.DATE, default=None)


class FileToAttach(Content):
    """A file to file on a dossier."""

    path: Annotated[PathText, StringConstraints(min_length=1)] = ask(
        N_("File"), Kind.SUGGEST, refers_to="path", help=N_("Its path; ~ is your home folder.")
    )
    note: Line = ask(N_("Note"), default="")


class ReadFile(FileToAttach):
    """The same once it was read: its own name and its bytes."""

    name: str
    data: bytes


class SaveTo(Content):
    """Where a copy of a file goes."""

    folder: PathText = ask(
        N_("Folder"),
        Kind.SUGGEST,
        refers_to="folder",
        help=N_("One that exists; empty: this workstation's own folder."),
        default="",
    )
