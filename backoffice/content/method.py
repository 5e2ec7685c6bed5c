"""A method in steps as a file (`method/1`)."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import Field, TypeAdapter, model_validator

from backoffice.content.base import Content, Line, Name, Text, build
from backoffice.content.ours import OurKeys, ours_lead_somewhere
from backoffice.content.programme import Length, Ruled
from backoffice.content.reading import parse_toml
from backoffice.domain import method as domain

FORMAT = "method/1"


class StepFile(Content):
    """A step of a method; objectives, means and resources are lists of their own lengths."""

    code: Name
    title: Name
    objectives: tuple[Name, ...] = Field(min_length=1)
    means: tuple[Name, ...] = ()
    resources: tuple[Name, ...] = ()
    begins: Length | None = None
    lasts: Length | None = None
    done_by: Name | None = None


class MethodFile(Ruled):
    """A method in steps; `ours` names the keys whose value its source doesn't state and that we added."""

    rule = TypeAdapter(domain.Method)

    format: Literal["method/1"]
    code: Name
    title: Name
    steps: tuple[StepFile, ...] = Field(min_length=1)
    aim: Text = ""
    audience: Text = ""
    owner: Line = ""
    licence: Line = ""
    updated_on: dt.date | None = None
    ours: OurKeys = ()

    _ours_lead_somewhere = model_validator(mode="after")(ours_lead_somewhere)


_METHOD = TypeAdapter(domain.Method)


def read_method(text: str, file: str) -> domain.Method:
    """The method that a TOML text describes; every mistake at once, with its key path."""
    return method_from(build(MethodFile, parse_toml(text, file), file))


def method_from(read: MethodFile) -> domain.Method:
    """The value that the rules work on."""
    return _METHOD.validate_python(read.model_dump(exclude={"format"}))


def method_body(method: domain.Method) -> dict[str, Any]:
    """A method as it is kept: a ``method/1`` document. A step that no act does is kept, and hashed, as before
    steps could say so."""
    body = _METHOD.dump_python(method, mode="json")
    for step in body["steps"]:
        if step["done_by"] is None:
            del step["done_by"]
    return {"format": FORMAT, **body}


def method_of(body: dict[str, Any]) -> domain.Method:
    """The method kept as `body`."""
    return _METHOD.validate_python({k: v for k, v in body.items() if k != "format"})
