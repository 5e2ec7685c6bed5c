"""Messages are read in English, the language of the sources: no catalogue needs to be compiled."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from backoffice.i18n import speaking


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with speaking("en"):
        yield
