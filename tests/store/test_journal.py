"""The chain: whatever is changed, added, moved or taken away is found."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.store.canonical import canonical, sha256
from backoffice.store.journal import COLUMNS, FIRST, HASH_VERSION, Broken, Link, breaks, hash_of

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


def chain(length: int) -> list[Link]:
    links: list[Link] = []
    for seq in range(1, length + 1):
        payload = canonical({"n": seq})
        link = Link(
            seq=seq,
            occurred_at="2026-06-01T07:00:00Z",
            recorded_at="2026-06-01T07:00:00Z",
            actor_id=None,
            act="test",
            subject_uid=f"uid-{seq}",
            subject_ref=None,
            payload=payload,
            payload_hash=sha256(payload),
            seals="{}",
            previous_hash=links[-1].hash if links else FIRST,
            hash="",
            hash_version=HASH_VERSION,
        )
        links.append(link._replace(hash=hash_of(link)))
    return links


def found(links: list[Link], purged: frozenset[int] = frozenset(), length: int = 5) -> list[Broken]:
    whole = chain(length)
    return list(breaks(iter(links), purged, (length, whole[-1].hash)))


def test_an_untouched_chain_holds() -> None:
    assert found(chain(5)) == []
    assert list(breaks(iter([]), frozenset(), (0, FIRST))) == []


_WHOLE = ("seq", "actor_id", "hash_version")


@given(st.integers(0, 4), st.sampled_from(COLUMNS), st.text(), st.integers())
def test_any_value_changed_in_any_row_is_found(row: int, column: str, text: str, number: int) -> None:
    links = chain(5)
    value: Any = number if column in _WHOLE else text
    if getattr(links[row], column) == value:
        return
    links[row] = links[row]._replace(**{column: value})
    assert found(links)


@given(st.integers(0, 4), st.text(min_size=1))
def test_a_row_made_again_with_its_own_hash_is_still_found(row: int, act: str) -> None:
    links = chain(5)
    forged = links[row]._replace(act=f"forged {act}")
    links[row] = forged._replace(hash=hash_of(forged))
    assert found(links)


@given(st.permutations(range(5)))
def test_rows_in_another_order_are_found(order: list[int]) -> None:
    links = chain(5)
    assert bool(found([links[rank] for rank in order])) == (order != sorted(order))


@given(st.sets(st.integers(0, 4), min_size=1))
def test_rows_taken_away_are_found_even_the_last(gone: set[int]) -> None:
    assert found([link for rank, link in enumerate(chain(5)) if rank not in gone])


def test_a_purged_payload_leaves_the_chain_whole_only_with_its_tombstone() -> None:
    links = chain(5)
    links[2] = links[2]._replace(payload=None)
    assert found(links, frozenset({3})) == []
    assert [broken.code for broken in found(links)] == ["journal_payload_missing"]
    assert [broken.code for broken in found(chain(5), frozenset({3}))] == ["journal_payload"]


@given(JSON)
def test_the_same_value_always_gives_the_same_text(value: Any) -> None:
    import json

    assert json.loads(canonical(value)) == value
    assert canonical(json.loads(canonical(value))) == canonical(value)


@pytest.mark.parametrize("value", [1.5, {"a": [0.1]}, {1: "a"}, float("nan"), object(), {"a": {"b": (1.0,)}}])
def test_a_value_that_has_no_exact_text_is_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        canonical(value)
