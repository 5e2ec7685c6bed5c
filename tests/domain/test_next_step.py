"""What comes next is always something that the stage allows, and says what it lacks."""

from __future__ import annotations

from itertools import product

import pytest

from backoffice.domain.lifecycle import MOVES, Stage, allowed
from backoffice.domain.next_step import NextStep, Standing, next_step

_STAGE_ACTS = {move.act for move in MOVES}


def test_the_next_step_is_never_one_that_the_stage_refuses() -> None:
    numbers = ("draft_lines", "live_quotes", "slots_to_date", "slots_to_confirm", "slots_ahead", "groups")
    flags = ("has_client", "has_programme", "proposal_done", "draft_quote")
    for stage in Stage:
        for yes in product((False, True), repeat=len(flags)):
            for n in product((0, 2), repeat=len(numbers)):
                now = Standing(
                    stage, **dict(zip(flags, yes, strict=True)), **dict(zip(numbers, n, strict=True))
                )  # type: ignore[arg-type]
                act = next_step(now).act
                if act in _STAGE_ACTS:
                    assert act in allowed(stage), (now, act)


@pytest.mark.parametrize("stage", [Stage.CLOSED, Stage.DECLINED, Stage.WITHDRAWN, Stage.EXPIRED])
def test_a_dossier_that_ended_asks_for_nothing(stage: Stage) -> None:
    assert next_step(Standing(stage, live_quotes=2, slots_to_date=3)) == NextStep(None)


@pytest.mark.parametrize(
    ("now", "act", "missing"),
    [
        (Standing(Stage.RECEIVED), "acknowledge", ()),
        (Standing(Stage.ACKNOWLEDGED), "start-analysis", ()),
        (Standing(Stage.ANALYSING), "open-needs", ()),
        (Standing(Stage.ANALYSING, needs_opened=True), "answer-needs", ()),
        (Standing(Stage.ANALYSING, needs_opened=True, needs_complete=True), "validate-needs", ()),
        (Standing(Stage.DRAFTING), "draft-offer", ()),
        (
            Standing(Stage.DRAFTING, has_client=False, has_programme=False),
            "draft-offer",
            ("a client", "a programme"),
        ),
        (Standing(Stage.DRAFTING, draft_quote=True), "draft-proposal", ()),
        (Standing(Stage.DRAFTING, draft_quote=True, draft_proposal=True), "send-proposal", ()),
        (
            Standing(Stage.DRAFTING, draft_quote=True, proposal_done=True),
            "issue-quote",
            ("a line with a price",),
        ),
        (Standing(Stage.DRAFTING, draft_quote=True, proposal_done=True, draft_lines=1), "issue-quote", ()),
        (Standing(Stage.OFFERED, live_quotes=1, draft_quote=True), "accept-quote", ()),
        (Standing(Stage.OFFERED), "draft-offer", ()),
        (Standing(Stage.OFFERED, draft_quote=True, draft_lines=3), "issue-quote", ()),
        (Standing(Stage.ACCEPTED, slots_to_date=1, slots_to_confirm=1), "date-slot", ()),
        (Standing(Stage.ACCEPTED, slots_to_confirm=1, groups=1), "confirm-slots", ()),
        (Standing(Stage.ACCEPTED, groups=1, sheets_missing=1), "enrol", ()),
        (Standing(Stage.ACCEPTED, groups=1, participants=8, sheets_missing=1), "print-attendance-sheets", ()),
        (Standing(Stage.ACCEPTED, groups=1, participants=8, slots_ahead=2), "close", ("the slots ahead",)),
        (Standing(Stage.ACCEPTED, groups=1, participants=8), "close", ()),
    ],
)
def test_one_answer_for_the_key_the_list_and_the_command(
    now: Standing, act: str, missing: tuple[str, ...]
) -> None:
    assert next_step(now) == NextStep(act, missing)
