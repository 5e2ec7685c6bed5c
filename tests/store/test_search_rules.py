"""Search gives on both engines what its rule says, worked out again in Python."""

from __future__ import annotations

import random

import pytest

from backoffice.domain.text import fold
from backoffice.store.database import Database
from backoffice.store.lists import Query, count, ids, page, spec_of
from backoffice.store.lists.conditions import terms
from tests.store.samples import entry, request

LETTERS = "aàâeéèœuçn '-%_!\"*()l’É& /"


def expected(texts: dict[int, str], search: str) -> list[int]:
    """Every term found: from the beginning of a word when it has one or two letters, anywhere else."""

    def meets(text: str, term: str) -> bool:
        return term in text if len(term) > 2 else f" {term}" in text

    return [
        number for number, text in texts.items() if all(meets(f" {fold(text)}", one) for one in terms(search))
    ]


def test_search_finds_what_its_rule_says_whatever_is_typed(database: Database) -> None:
    dice = random.Random(7)
    texts: dict[int, str] = {}
    with database.transaction() as unit:
        for number in range(1, 61):
            topic = "".join(dice.choices(LETTERS, k=dice.randrange(3, 18)))
            kept = unit.add(request(number=number, topic=topic))
            texts[kept.id] = f"{kept.ref} {topic}"
        unit.append(entry())
        unit.commit()
    hits = 0
    with database.reading() as unit:
        for _ in range(300):
            search = "".join(dice.choices(LETTERS + "  ", k=dice.randrange(1, 7)))
            query = Query(search=search, sort="received_at")
            wanted = expected(texts, search)
            assert list(ids(unit.driver, spec_of("requests"), query)) == wanted, repr(search)
            assert count(unit.driver, spec_of("requests"), query) == len(wanted)
            shown = page(unit.driver, spec_of("requests"), query, limit=5)
            assert [item["topic"] for item in shown.items] == [_topic(texts, number) for number in wanted[:5]]
            hits += len(wanted)
    assert hits > 300


def _topic(texts: dict[int, str], number: int) -> str:
    return texts[number].partition(" ")[2]


def test_a_common_term_walks_the_list_and_gives_the_same_rows(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.transaction() as unit:
        for number in range(1, 31):
            unit.add(request(number=number, topic="commun" if number % 3 else "rare"))
        unit.append(entry())
        unit.commit()
    found = []
    for common in (5, 1_000):
        monkeypatch.setattr("backoffice.store.lists.reading._COMMON", common)
        with database.reading() as unit:
            query = Query(search="commun", sort="ref")
            found.append(list(ids(unit.driver, spec_of("requests"), query, limit=7)))
    assert found[0] == found[1]
    assert len(found[0]) == 7
