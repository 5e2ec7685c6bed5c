"""The sale of a dossier: each stage against each act, from an expectation written by hand."""

from __future__ import annotations

import pytest

from backoffice.domain.lifecycle import (
    ENDS,
    LINE,
    STAGE_LABELS,
    STAGED,
    MoveRefused,
    ReasonMissing,
    Stage,
    allowed,
    moves_of,
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
# A session of ours has no client who answers: it is opened to enrolments and confirmed with a group; quotes
# of its clients come and go from its draft until it is closed.
OF_A_SESSION = {
    "acknowledge":          "K . . . . . . . . .",
    "skip-acknowledgement": "K . . . . . . . . .",
    "start-analysis":       ". N . . . . . . . .",
    "skip-needs":           ". D D . . . . . . .",
    "draft-offer":          "D D D D . . . . . .",
    "draft-like":           "D D D D . . . . . .",
    "open-session":         ". . . O . . . . . .",
    "draft-client-quote":   ". . . D O A . . . .",
    "draft-proposal":       ". . . D O A . . . .",
    "send-proposal":        ". . . D O A . . . .",
    "issue-quote":          ". . . O O A . . . .",
    "accept-quote":         ". . . . O A . . . .",
    "reverse-acceptance":   ". . . . O A . . . .",
    "refuse-funding":       ". . . . O A . . . .",
    "confirm-group":        ". . . A A A . . . .",
    "withdraw":             "W W W W W W . . . .",
    "close":                ". . . . . C . . . .",
    "reopen":               ". . . . . . A B B B",
}  # fmt: skip
# A client's inter dossier takes in people of others, each with a quote of its own, before and after its own.
OF_INTER = EXPECTED | {
    "draft-client-quote":   ". . . D O A . . . .",
    "issue-quote":          ". . . O O A . . . .",
    "accept-quote":         ". . . . A A . . . .",
}  # fmt: skip
TABLES = {"": EXPECTED, "intra": EXPECTED, "own_session": OF_A_SESSION, "inter": OF_INTER}
CELLS = [
    (kind, act, stage, letter)
    for kind, table in TABLES.items()
    for act, row in table.items()
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
    for kind, table in TABLES.items():
        assert list(dict.fromkeys(move.act for move in moves_of(kind))) == list(table)
    assert [str(stage) for stage in (*LINE, *ENDS)] == COLUMNS == [str(stage) for stage in Stage]
    assert set(STAGE_LABELS) == set(Stage)


@pytest.mark.parametrize(("kind", "act", "stage", "letter"), CELLS)
def test_each_act_at_each_stage_leads_where_the_trade_says_or_is_refused(
    kind: str, act: str, stage: str, letter: str
) -> None:
    here = Stage(stage)
    if letter == ".":
        with pytest.raises(MoveRefused) as raised:
            step(here, act, reason="because", kind=kind)
        assert act not in allowed(here, kind)
        for other in allowed(here, kind):
            assert other in str(raised.value.remedy)
        return
    assert act in allowed(here, kind)
    reached = step(here, act, reason="because", before=Stage.ANALYSING, kind=kind)
    assert reached == ("analysing" if letter == "B" else LETTERS[letter])


@pytest.mark.parametrize("kind", list(TABLES))
@pytest.mark.parametrize("reason", ["", "  \n "])
def test_skipping_ending_and_going_back_are_explained_and_nothing_else_has_to_be(
    kind: str, reason: str
) -> None:
    for act, stage in ((a, Stage(s)) for k, a, s, letter in CELLS if k == kind and letter != "."):
        if act in EXPLAINED:
            with pytest.raises(ReasonMissing):
                step(stage, act, reason=reason, kind=kind)
        else:
            step(stage, act, reason=reason, kind=kind)


def test_every_act_that_a_stage_may_refuse_is_known_but_the_one_that_a_group_decides() -> None:
    assert {act for table in TABLES.values() for act in table} - {"confirm-group"} == STAGED


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
