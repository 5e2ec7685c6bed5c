"""How long participants' answers are kept: what tells of people isn't kept for longer than it serves."""

from __future__ import annotations

from datetime import date

from backoffice.domain.months import months_after

# Needs and positioning: three years from the last time that they served (law sheet, section 9).
KEPT_MONTHS = 36


def erased_from(last_answer: date, last_slot: date | None) -> date:
    """The day from which answers are to be erased: three years after the training, or after the last answer
    where that is later or nothing was dated."""
    return months_after(max(last_answer, last_slot or last_answer), KEPT_MONTHS)


def oldest_kept(today: date) -> date:
    """What served last on this day or before is to be erased today."""
    return months_after(today, -KEPT_MONTHS)
