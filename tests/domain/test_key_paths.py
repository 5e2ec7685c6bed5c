"""Places in a document by their keys."""

from __future__ import annotations

from typing import Any

import pytest

from backoffice.domain.key_paths import BadKeyPath, places

DOCUMENT: dict[str, Any] = {
    "title": "T",
    "empty": [],
    "headcount": {"min": 6, "max": None},
    "formats": [{"modules": [{"code": "A"}, {"code": "B"}]}, {"modules": [{"code": "C"}]}],
}


@pytest.mark.parametrize(
    ("path", "there"),
    [
        ("title", {"title": "T"}),
        ("headcount.max", {"headcount.max": None}),
        ("formats[1].modules[0].code", {"formats[1].modules[0].code": "C"}),
        (
            "formats[].modules[].code",
            {
                "formats[0].modules[0].code": "A",
                "formats[0].modules[1].code": "B",
                "formats[1].modules[0].code": "C",
            },
        ),
        (
            "formats[0].modules[]",
            {"formats[0].modules[0]": {"code": "A"}, "formats[0].modules[1]": {"code": "B"}},
        ),
    ],
)  # fmt: skip
def test_a_path_leads_to_each_place_and_says_its_own_path(path: str, there: dict[str, Any]) -> None:
    assert {place.path: place.value for place in places(DOCUMENT, path)} == there


@pytest.mark.parametrize(
    "path",
    ["", ".", "titel", "title.x", "title[0]", "headcount[0]", "formats[2]", "formats[].module", "empty[]",
     "formats[-1]", "formats[0", "formats]", "Title", "title ", "a..b", "formats[0].modules[9].code", "é"],
)  # fmt: skip
def test_a_path_that_leads_nowhere_is_refused(path: str) -> None:
    with pytest.raises(BadKeyPath):
        places(DOCUMENT, path)


def test_the_remedy_names_the_keys_that_are_there() -> None:
    with pytest.raises(BadKeyPath) as raised:
        places(DOCUMENT, "headcount.most")
    assert "min, max" in str(raised.value.remedy)
