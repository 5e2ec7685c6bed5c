"""A planner's wish, as a form asks it, told to the planner."""

from __future__ import annotations

from backoffice.content.plan_wish import PlanWish
from backoffice.services.planning.values import Wish


def wish_of(asked: PlanWish) -> Wish:
    """What `propose` takes of what a person wished."""
    return Wish(
        group=asked.group,
        start=asked.start_day,
        finish=asked.finish_day,
        want=asked.want,
        venues=asked.venues,
        school=asked.school,
        repair=asked.repair,
        avoid=asked.periods(),
        without=asked.without,
    )
