"""The sale of a dossier: each stage against each act, from an expectation written by hand."""

from __future__ import annotations

import pytest

from backoffice.domain.lifecycle import (
    ENDS,
    LINE,
    MOVES,
    STAGE_LABELS,
    MoveRefused,
    ReasonMissing,
    Stage,
    allowed,
    step,
)

# Written from the records sheet, not from the code: one column for each stage, in the order of the trade,
# then the three ends. A letter names the stage reached, a dot a refusal.
COLUMNS = [
    "received",
    "acknowledged",
    "analysing",
    "drafting",
    "offered",
    "accepted",
    "closed",
    "declined",
    "withdrawn",
    "expired",
]
LETTERS = {
    "K": "acknowledged",
    "N": "analysing",
    "D": "drafting",
    "O": "offered",
    "A": "accepted",
    "C": "closed",
    "-": "declined",
    "W": "withdrawn",
    "X": "expired",
    "B": "where it stood",
}
EXPECTED = {
    "acknowledge":          "K . . . . . . . . .",
    "skip-acknowledgement": "K . . . . . . . . .",
    "start-analysis":       ". N . . . . . . . .",
    "skip-needs":           ". D D . . . . . . .",
    "validate-needs":       ". D D D O A . . . .",
    "draft-offer":          ". . . D O . . . . .",
    "draft-like":           ". . . D . . . . . .",
    "skip-proposal":        ". . . D . . . . . .",
    "draft-proposal":       ". . . D O . . . . .",
    "send-proposal":        ". . . O O . . . . .",
    "issue-quote":          ". . . O O . . . . .",
    "accept-quote":         ". . . . A . . . . .",
    "reverse-acceptance":   ". . . . . O . . . .",
    "refuse-funding":       ". . . . . O . . . .",
    "decline":              "- - - - - . . . . .",
    "withdraw":             "W W W W W W . . . .",
    "expire":               ". . . . X . . . . .",
    "close":                ". . . . . C . . . .",
    "reopen":               ". . . . . . A B B B",
}  # fmt: skip
CELLS = [
    (act, stage, letter)
    for act, row in EXPECTED.items()
    for stage, letter in zip(COLUMNS, row.split(), strict=True)
]
EXPLAINED = {
    "skip-acknowledgement",
    "skip-needs",
    "skip-proposal",
    "reverse-acceptance",
    "refuse-funding",
    "decline",
    "withdraw",
    "reopen",
}


def test_the_table_and_the_expectation_speak_of_the_same_acts_and_stages() -> None:
    assert list(dict.fromkeys(move.act for move in MOVES)) == list(EXPECTED)
    assert [str(stage) for stage in (*LINE, *ENDS)] == COLUMNS == [str(stage) for stage in Stage]
    assert set(STAGE_LABELS) == set(Stage)


@pytest.mark.parametrize(("act", "stage", "letter"), CELLS)
def test_each_act_at_each_stage_leads_where_the_trade_says_or_is_refused(
    act: str, stage: str, letter: str
) -> None:
    here = Stage(stage)
    if letter == ".":
        with pytest.raises(MoveRefused) as raised:
            step(here, act, reason="because")
        assert act not in allowed(here)
        for other in allowed(here):
            assert other in str(raised.value.remedy)
        return
    assert act in allowed(here)
    reached = step(here, act, reason="because", before=Stage.ANALYSING)
    assert reached == ("analysing" if letter == "B" else LETTERS[letter])


@pytest.mark.parametrize("act", list(EXPECTED))
@pytest.mark.parametrize("reason", ["", "  \n "])
def test_skipping_ending_and_going_back_are_explained_and_nothing_else_has_to_be(
    act: str, reason: str
) -> None:
    for stage in (Stage(s) for a, s, letter in CELLS if a == act and letter != "."):
        if act in EXPLAINED:
            with pytest.raises(ReasonMissing):
                step(stage, act, reason=reason)
        else:
            step(stage, act, reason=reason)


def test_a_refusal_comes_before_the_question_why() -> None:
    with pytest.raises(MoveRefused):
        step(Stage.CLOSED, "decline")


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("stood", LINE)
def test_a_dossier_that_ended_reopens_where_it_stood(end: Stage, stood: Stage) -> None:
    assert step(end, "reopen", reason="the client calls again", before=stood) is stood
    assert step(end, "reopen", reason="the client calls again") is Stage.RECEIVED


def test_a_closed_dossier_reopens_as_accepted() -> None:
    assert step(Stage.CLOSED, "reopen", reason="one more day", before=Stage.OFFERED) is Stage.ACCEPTED


def test_no_stage_is_a_dead_end() -> None:
    assert all(allowed(stage) for stage in Stage)


def test_a_refusal_says_the_stage_the_act_and_what_can_be_done() -> None:
    with pytest.raises(MoveRefused) as raised:
        step(Stage.RECEIVED, "accept-quote")
    assert "received" in raised.value.message
    assert "accept-quote" in raised.value.message
    assert str(raised.value.remedy) == ("Allowed here: acknowledge, skip-acknowledgement, decline, withdraw.")
