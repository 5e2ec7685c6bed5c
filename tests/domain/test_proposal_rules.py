"""What a proposal lacks before it leaves, and which acts its state allows."""

from __future__ import annotations

import pytest

from backoffice.domain.proposal import (
    MOVES,
    SECTIONS,
    Aim,
    ProposalMoveRefused,
    ProposalState,
    check_move,
    lacks_of,
)

WHOLE = Aim("Nommer", evaluation="cas", modules=("M1",))


def words(*aims: Aim, modules: tuple[str, ...] = ("M1",)) -> list[str]:
    return [one.words() for one in lacks_of(aims, modules)]


def test_an_objective_with_a_module_and_an_evaluation_lacks_nothing() -> None:
    assert words(WHOLE) == []


@pytest.mark.parametrize(
    ("aim", "told"),
    [
        (Aim("Nommer", evaluation="cas"), "No module works towards the objective “Nommer”."),
        (Aim("Nommer", modules=("M1",)), "Nothing evaluates the objective “Nommer”."),
        (Aim("Nommer", evaluation="  ", modules=("M1",)), "Nothing evaluates the objective “Nommer”."),
        (
            Aim("Nommer", evaluation="cas", modules=("M1", "M9")),
            "An objective names M9, which isn't a module of this dossier.",
        ),
    ],
)
def test_an_objective_without_module_or_evaluation_is_pointed_out(aim: Aim, told: str) -> None:
    assert told in words(aim)


def test_a_module_that_works_towards_nothing_is_pointed_out() -> None:
    assert words(WHOLE, modules=("M1", "M2")) == ["Module M2 works towards no objective."]


def test_a_proposal_without_objective_says_so_once() -> None:
    assert words(modules=("M1", "M2")) == ["The proposal states no objective."]


@pytest.mark.parametrize("state", list(ProposalState))
@pytest.mark.parametrize("act", list(MOVES))
def test_only_a_draft_changes_and_only_what_was_sent_is_answered(act: str, state: ProposalState) -> None:
    wanted = {"accept-proposal": "sent", "withdraw-proposal": "sent", "reverse-proposal": "accepted"}
    if state == wanted.get(act, "draft"):
        check_move("INT/R1", act, state)
        return
    with pytest.raises(ProposalMoveRefused, match="INT/R1"):
        check_move("INT/R1", act, state)


def test_each_section_has_a_code_of_its_own() -> None:
    codes = [one.code for one in SECTIONS]
    assert len(set(codes)) == len(codes) == 13
