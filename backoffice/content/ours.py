"""What a source doesn't state and that we added, named by key paths of the very file that says it."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel

from backoffice.content.base import Line, as_pydantic
from backoffice.domain.key_paths import places
from backoffice.errors import BackofficeError

M = TypeVar("M", bound=BaseModel)

OurKeys = tuple[Line, ...]


def ours_lead_somewhere(read: M) -> M:
    """Refuses a key of ``ours`` that leads nowhere in its own file."""
    whole: dict[str, Any] = read.model_dump(mode="json")
    try:
        for path in whole["ours"]:
            places(whole, path)
    except BackofficeError as wrong:
        raise as_pydantic(wrong) from None
    return read
