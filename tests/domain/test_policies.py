"""Which policy promises: the most specific, then the latest; a tie is told beforehand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from backoffice.domain.commitments.events import Event, Step
from backoffice.domain.commitments.policy import Asked, Policy, Whom, ties, winner
from backoffice.domain.deadlines import parse_length

DAY = date(2026, 6, 1)
ANY = Policy("any", Step.QUOTE, (Event.RECEIVED,), length=parse_length("10 days"))
INTRA = replace(ANY, id="intra", whom=Whom(kind=("intra",)))
PUBLIC = replace(ANY, id="public", whom=Whom(kind=("intra", "inter"), client_kind=("public",)))
URGENT = replace(ANY, id="urgent", whom=Whom(kind=("intra",), client_kind=("public",), tag=("Urgent",)))
ALL = (ANY, INTRA, PUBLIC, URGENT)


@pytest.mark.parametrize(
    ("asked", "wins"),
    [
        (Asked("procedure"), "any"),
        (Asked("intra"), "intra"),
        (Asked("intra", "company"), "intra"),
        (Asked("intra", "public"), "public"),
        (Asked("inter", "public"), "public"),
        (Asked("intra", "public", tags=frozenset({"urgent"})), "urgent"),
    ],
)
def test_the_most_specific_policy_wins(asked: Asked, wins: str) -> None:
    for policies in (ALL, ALL[::-1]):
        found = winner(policies, asked, DAY)
        assert found is not None
        assert found.id == wins


def test_of_two_as_specific_the_latest_valid_wins() -> None:
    newer = replace(INTRA, id="newer", valid_from=date(2026, 6, 1))
    old, new = (winner((newer, INTRA), Asked("intra"), day) for day in (date(2026, 5, 31), DAY))
    assert old is INTRA
    assert new is newer


def test_outside_its_dates_a_policy_promises_nothing() -> None:
    dated = replace(ANY, valid_from=date(2026, 2, 1), valid_until=date(2026, 5, 31))
    found = [winner((dated,), Asked("intra"), date(2026, month, 28)) for month in (1, 2, 5, 6)]
    assert found == [None, dated, dated, None]


@pytest.mark.parametrize(
    ("whom", "asked", "fits"),
    [
        (Whom(programme=("COOP",)), Asked("intra", programmes=frozenset({"COOP", "S44"})), True),
        (Whom(programme=("COOP",)), Asked("intra"), False),
        (Whom(tag=("Été",)), Asked("intra", tags=frozenset({"ete"})), True),
        (Whom(funding=("OPCO",)), Asked("intra", funding="par l'opco sante"), True),
        (Whom(channel=("phone",)), Asked("intra", channel="mail"), False),
    ],
)
def test_each_criterion_looks_at_its_own_part_of_the_request(whom: Whom, asked: Asked, fits: bool) -> None:
    assert (whom.unmet(asked) == ()) is fits


def test_two_that_could_both_answer_for_a_request_tie() -> None:
    twin = replace(INTRA, id="twin", whom=Whom(client_kind=("public",)))
    assert [(one.id, other.id) for one, other in ties((INTRA, twin))] == [("intra", "twin")]


@pytest.mark.parametrize(
    "other",
    [
        replace(INTRA, id="x", whom=Whom(kind=("inter",))),
        replace(INTRA, id="x", step=Step.DATES),
        replace(INTRA, id="x", owed_by="client"),
        replace(INTRA, id="x", label="relecture"),
        replace(INTRA, id="x", valid_from=date(2026, 1, 1)),
        URGENT,
    ],
)
def test_what_differs_enough_doesnt_tie(other: Policy) -> None:
    assert list(ties((INTRA, other))) == []


def test_two_whose_dates_dont_meet_dont_tie() -> None:
    first = replace(INTRA, id="first", valid_until=date(2026, 5, 31))
    assert list(ties((first, replace(INTRA, id="then", valid_from=date(2026, 6, 1))))) == []
    assert list(ties((first, replace(INTRA, id="then", valid_until=date(2026, 7, 1)))))
