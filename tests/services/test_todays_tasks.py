"""Today's tasks: whose they are, and which come first."""

from __future__ import annotations

from tests.services.conftest import Trade
from tests.services.task_kit import called


def today(trade: Trade, user: str = "", *, everyone: bool = False) -> list[tuple[str, str, int | None]]:
    """The tasks that Today shows: what, how it stands, and the working days left."""
    from backoffice.services.agenda import Here, agenda_of

    with trade.database.reading() as unit:
        agenda = agenda_of(unit.driver, Here(unit.now, user=user, everyone=everyone))
    assert agenda.everyone is (everyone or not user)
    return [
        (line.what, line.state, line.left)
        for group in agenda.groups
        if group.name == "tasks"
        for line in group.lines
    ]


def test_today_shows_what_is_late_or_due_within_a_week_the_most_pressing_first(trade: Trade) -> None:
    ref = trade.received()
    for title, day in (("Loin", "2026-06-09"), ("Lundi", "2026-06-08"), ("Hier", "2026-05-29")):
        trade.act("add-task", ref, {"title": title, "due_date": day})
    trade.act("add-task", ref, {"title": "Sans jour"})
    trade.act("add-task", ref, {"title": "Faite", "due_date": "2026-06-02"})
    trade.act("tick-task", called(trade, "Faite"))
    assert today(trade) == [("Hier", "late", -1), ("Lundi", "to_do", 5)]


def test_todays_tasks_are_ones_own_by_name_by_role_or_as_the_dossiers_owner(trade: Trade) -> None:
    mine, other = trade.received(), trade.received(owner="sb")
    for ref, title, whom in (
        (mine, "Propriétaire", {"whom": "owner"}),
        (other, "D'un autre", {"whom": "owner"}),
        (other, "De mon rôle", {"whom": "administrator"}),
        (other, "D'un autre rôle", {"whom": "accountant"}),
        (mine, "À un autre", {"whom": "administrator", "user": "sb"}),
        (other, "À moi", {"whom": "accountant", "user": "er"}),
    ):
        trade.act("add-task", ref, {"title": title, "due_date": "2026-06-02", **whom})
    assert {line[0] for line in today(trade, "er")} == {"Propriétaire", "De mon rôle", "À moi"}
    assert {line[0] for line in today(trade, "SB")} == {"D'un autre", "À un autre"}
    assert len(today(trade, "er", everyone=True)) == 6
