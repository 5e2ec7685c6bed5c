"""What the screen of a questionnaire is given: frozen values, no rule and no table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from backoffice.domain.needs.questionnaire import Questionnaire


@dataclass(frozen=True, slots=True)
class NeedsForm:
    """One analysis to fill; `whose` is the client or the topic, `replies` how many participants answered."""

    ref: str
    whose: str
    questionnaire: Questionnaire
    answers: Mapping[str, Any]
    replies: int = 0
