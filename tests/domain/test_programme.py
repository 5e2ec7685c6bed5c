"""Programmes as they are really sold: odd lengths, four axes, teams, links, formats."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.domain.programme import (
    Conditions,
    Format,
    Length,
    Link,
    Minutes,
    Module,
    Objective,
    Pace,
    Part,
    Programme,
    ProgrammeError,
    Role,
    Supervision,
    Unit,
    Where,
    With,
    remote_share_bp,
    trainer_minutes,
)


def part(minutes: int, **axes: object) -> Part:
    return Part("Séquence", Minutes.exactly(minutes), **axes)  # type: ignore[arg-type]


def module(code: str = "M1", *parts: Part, **rest: object) -> Module:
    return Module(code, f"Module {code}", "Essai", parts=parts or (part(210),), **rest)  # type: ignore[arg-type]


REMOTE = {"where": Where.REMOTE}
OWN = {"where": Where.REMOTE, "pace": Pace.OWN_PACE, "supervision": Supervision.REMOTE_ASSISTED}
WORK = {"where": Where.WORKPLACE, "pace": Pace.OWN_PACE, "supervision": Supervision.WORKPLACE}


# -- lengths


@pytest.mark.parametrize("minutes", [36, 90, 285, 460])
def test_a_part_lasts_what_it_lasts_and_never_rounds_to_half_days(minutes: int) -> None:
    assert module("M", part(minutes), part(minutes)).training_minutes == 2 * minutes


@pytest.mark.parametrize(
    ("least", "planned", "most"), [(0, 0, 0), (-1, 5, 9), (60, 30, 90), (60, 90, 80), (0, 30, 60)]
)
def test_a_range_that_its_planned_length_leaves_is_refused(least: int, planned: int, most: int) -> None:
    with pytest.raises(ProgrammeError) as raised:
        Minutes(planned, least, most)
    assert raised.value.remedy


@given(st.lists(st.tuples(st.integers(1, 600), st.booleans(), st.sampled_from(Supervision)), max_size=8))
def test_only_supervised_time_inside_the_hours_is_training_time(
    rows: list[tuple[int, bool, Supervision]],
) -> None:
    parts = [part(n, counts=counts, supervision=kind) for n, counts, kind in rows]
    expected = sum(n for n, counts, kind in rows if counts and kind != "none")
    assert sum(p.minutes.planned for p in parts if p.is_training) == expected
    if parts:
        assert module("M", *parts).training_minutes == expected


# -- what the law asks


@pytest.mark.parametrize(
    ("axes", "given_", "lacks"),
    [
        ({}, Conditions(), 0),
        (REMOTE, Conditions(), 0),
        (OWN, Conditions(), 3),
        (OWN, Conditions(assistance="tuteur joignable sous 24 h"), 2),
        (OWN, Conditions("tuteur", 90, "questionnaire"), 0),
        (OWN, Conditions("tuteur", 0, "questionnaire"), 0),
        (OWN | {"counts": False}, Conditions(), 0),
        (OWN | {"supervision": Supervision.NONE}, Conditions(), 0),
        (WORK, Conditions(), 4),
        (WORK, Conditions(evaluation="mise en situation", named_trainer="Inès Chataigner"), 2),
        (WORK | {"counts": False}, Conditions(), 0),
        (
            WORK,
            Conditions(
                evaluation="e", named_trainer="n", work_analysis="w", reflective_phases="r", assistance="a"
            ),
            0,
        ),
    ],
)
def test_each_kind_of_supervision_is_asked_what_the_law_asks_of_it(
    axes: dict[str, object], given_: Conditions, lacks: int
) -> None:
    missing = part(90, conditions=given_, **axes).missing()
    assert len(missing) == lacks
    article = "D.6313-3-2" if axes.get("supervision") is Supervision.WORKPLACE else "D.6313-3-1"
    assert all(article in text for text in missing)


# -- at a distance, trainers' time


def test_the_remote_share_counts_live_and_own_pace_over_all_training_time() -> None:
    whole = module("A", part(300), part(100, **REMOTE), part(200, **OWN))
    assert remote_share_bp((whole,)) == 5_000
    left_out = module(
        "B", part(999, **REMOTE, counts=False), part(999, **(OWN | {"supervision": Supervision.NONE}))
    )
    assert remote_share_bp((whole, left_out)) == 5_000
    assert remote_share_bp((left_out,)) == remote_share_bp(()) == 0


@given(st.integers(0, 5_000), st.integers(0, 5_000))
def test_the_remote_share_is_rounded_to_the_nearest_basis_point(here: int, there: int) -> None:
    parts = [part(n, **axes) for n, axes in ((here, {}), (there, REMOTE)) if n]
    share = remote_share_bp((module("M", *parts),)) if parts else 0
    total = here + there
    assert abs(share * total - 10_000 * there) * 2 <= total
    assert 0 <= share <= 10_000


def test_individual_time_is_given_to_each_in_turn_and_own_pace_to_nobody() -> None:
    mixed = module(
        "M",
        part(420),
        part(45, with_whom=With.PERSON),
        part(90, with_whom=With.SUBGROUP),
        part(120, **OWN),
        part(60, counts=False),
    )
    assert trainer_minutes(mixed, headcount=8, subgroups=2) == 420 + 8 * 45 + 2 * 90
    assert mixed.training_minutes == 420 + 45 + 90 + 120


# -- sittings


def test_parts_of_one_sitting_share_a_slot_and_others_have_their_own() -> None:
    split = module("M", part(60, sitting="a"), part(150, sitting="a"), part(210), part(210))
    assert [sum(p.minutes.planned for p in parts) for parts in split.sittings] == [210, 210, 210]


@pytest.mark.parametrize(
    "axes", [REMOTE, OWN, {"with_whom": With.SUBGROUP}, {"counts": False}, {"sitting": "b"}]
)
def test_a_sitting_never_mixes_what_takes_place_otherwise(axes: dict[str, object]) -> None:
    both = module("M", part(60, sitting="a"), part(60, **({"sitting": "a"} | axes)))
    assert len(both.sittings) == 2


def test_a_sitting_ends_with_its_block() -> None:
    days = module("M", part(60, sitting="a"), part(60, sitting="a", block=1))
    assert len(days.sittings) == 2


# -- modules, blocks, links, formats


def test_two_days_and_one_day_a_month_later_is_one_module_of_two_blocks() -> None:
    days = [part(210, block=block) for block in (0, 0, 0, 0, 1, 1)]
    later = Link(least=Length(3, Unit.WEEKS), target=Length(1, Unit.MONTHS), hard=False, meanwhile="essais")
    whole = module("M", *days, block_gaps=(later,))
    assert whole.training_minutes == 6 * 210
    assert [p.block for (p,) in whole.sittings] == [0, 0, 0, 0, 1, 1]


@pytest.mark.parametrize("blocks", [(1,), (0, 2), (-1, 0), (0, 0, 2)])
def test_blocks_are_numbered_from_zero_without_a_gap(blocks: tuple[int, ...]) -> None:
    with pytest.raises(ProgrammeError, match="blocks"):
        module("M", *(part(60, block=b) for b in blocks))


def test_a_gap_needs_two_blocks_around_it() -> None:
    with pytest.raises(ProgrammeError, match="gaps"):
        module("M", part(60), block_gaps=(Link(),))


def test_a_team_holds_several_roles_that_teach_sign_and_cost_or_do_not() -> None:
    team = (Role("lead"), Role("co-trainer"), Role("jury", teaches=False, signs=False))
    assert [r.role for r in module("M", team=team).team if r.teaches] == ["lead", "co-trainer"]


def test_a_gap_may_count_from_any_earlier_module_and_from_no_later_one() -> None:
    first, second = module("A"), module("B")
    third = module("C", link=Link(), links=(Link(origin="A", anchor="start", most=Length(120, Unit.DAYS)),))
    assert Format("F", "Trois temps", (first, second, third)).training_minutes == 630
    for wrong in (module("A", link=Link(origin="A")), module("A", links=(Link(origin="B"),))):
        with pytest.raises(ProgrammeError, match="doesn't come before"):
            Format("F", "À l'envers", (wrong, second))


def test_two_modules_of_a_format_never_share_a_code() -> None:
    with pytest.raises(ProgrammeError, match="two modules A"):
        Format("F", "Doublon", (module("A"), module("A")))


def _programme(*codes: str) -> Programme:
    formats = tuple(Format(code, code, (module("A"),)) for code in codes)
    return Programme("P", "Essai", (Objective("savoir"),), formats)


def test_the_only_format_needs_no_name_and_one_of_several_does() -> None:
    assert _programme("J").format(None).code == "J"
    assert _programme("J", "R").format("R").code == "R"
    asked: tuple[Callable[[], Format], ...] = (
        lambda: _programme("J", "R").format(None),
        lambda: _programme("J").format("X"),
    )
    for ask in asked:
        with pytest.raises(ProgrammeError) as raised:
            ask()
        assert "J" in str(raised.value.remedy)
