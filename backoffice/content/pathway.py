"""A pathway through programmes as a file (`pathway/1`)."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import Field, TypeAdapter, model_validator

from backoffice.content.base import Content, Name, Text, build
from backoffice.content.ours import OurKeys, ours_lead_somewhere
from backoffice.content.programme import Ruled
from backoffice.content.reading import parse_toml
from backoffice.domain import pathway as domain

FORMAT = "pathway/1"


class StretchFile(Content):
    """A programme's place in the pathway: what it brings there, and whether it can be taken alone."""

    programme: Name
    brings: Text = ""
    alone: bool = True


class PathwayFile(Ruled):
    """A pathway; `ours` names the keys whose value its source doesn't state and that we added."""

    rule = TypeAdapter(domain.Pathway)

    format: Literal["pathway/1"]
    code: Name
    title: Name
    stretches: tuple[StretchFile, ...] = Field(min_length=1)
    aim: Text = ""
    audience: Text = ""
    updated_on: dt.date | None = None
    ours: OurKeys = ()

    _ours_lead_somewhere = model_validator(mode="after")(ours_lead_somewhere)


_PATHWAY = TypeAdapter(domain.Pathway)


def read_pathway(text: str, file: str) -> domain.Pathway:
    """The pathway that a TOML text describes; every mistake at once, with its key path."""
    return pathway_from(build(PathwayFile, parse_toml(text, file), file))


def pathway_from(read: PathwayFile) -> domain.Pathway:
    """The value that the rules work on."""
    return _PATHWAY.validate_python(read.model_dump(exclude={"format"}))


def pathway_body(pathway: domain.Pathway) -> dict[str, Any]:
    """A pathway as it is kept: a ``pathway/1`` document."""
    return {"format": FORMAT, **_PATHWAY.dump_python(pathway, mode="json")}


def pathway_of(body: dict[str, Any]) -> domain.Pathway:
    """The pathway kept as `body`."""
    return _PATHWAY.validate_python({k: v for k, v in body.items() if k != "format"})
