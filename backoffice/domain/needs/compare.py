"""Two versions of an analysis side by side: what was added, taken out, changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from backoffice.domain.needs.answers import said
from backoffice.domain.needs.questionnaire import Answers, Question, Questionnaire


@dataclass(frozen=True, slots=True)
class Difference:
    """An answer that isn't the same; a side without answer is None. `asked` and `now_asked` are the question
    as each version asked it."""

    code: str
    asked: Question | None
    now_asked: Question | None
    before: Any = None
    after: Any = None

    @property
    def question(self) -> Question:
        found = self.now_asked or self.asked
        assert found is not None
        return found

    @property
    def kind(self) -> str:
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "changed"


def differences(
    before: tuple[Questionnaire, Answers], after: tuple[Questionnaire, Answers]
) -> tuple[Difference, ...]:
    """What differs between two sets of answers, in the order of the later questionnaire, then of the earlier.

    Only answers to questions that are shown count.
    """
    old, new = dict(_pairs(before)), dict(_pairs(after))
    codes = [*(one.code for one in after[0].questions), *(one.code for one in before[0].questions)]
    return tuple(
        Difference(code, before[0].question(code), after[0].question(code), old.get(code), new.get(code))
        for code in dict.fromkeys(codes)
        if old.get(code) != new.get(code)
    )


def _pairs(side: tuple[Questionnaire, Answers]) -> list[tuple[str, Any]]:
    return [(question.code, value) for question, value in said(*side)]
