"""A list of acts as a file (`acts/1`): what the demonstration is made of."""

from __future__ import annotations

from typing import Any, Literal

from backoffice.content.base import Content, Instant, Line, Name, Text, build
from backoffice.content.reading import parse_toml


class Step(Content):
    """One act: who does it, when, to what, with what.

    `name` calls what it makes; a later step says ``$name`` for its reference, also inside a longer one
    (``$E/S1``). `as_user` is written ``as`` in the file.
    """

    act: Name
    at: Instant
    name: Line = ""
    as_user: Line = ""
    ref: Line = ""
    reason: Text = ""
    values: dict[str, Any] | None = None


class Script(Content):
    """Acts, in the order of their instants. What a source leaves open is marked by an act, mark-ours."""

    format: Literal["acts/1"]
    title: Name
    acts: tuple[Step, ...]


def read_script(text: str, file: str) -> Script:
    """The script that a TOML text holds; every mistake at once, with its key path."""
    values = parse_toml(text, file)
    steps = values.get("acts")
    for step in steps if isinstance(steps, list) else ():
        if isinstance(step, dict) and "as" in step:
            step["as_user"] = step.pop("as")
    return build(Script, values, file)
