"""The hours that a programme gives to its slots: kept, changed where it allows it, or explained."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from backoffice.domain.hours import OtherHours
from backoffice.domain.slots import SlotError
from backoffice.services.acts import Doing, acts
from backoffice.services.dispatcher import settings_of
from backoffice.services.kinds import resolve
from tests.services.conftest import LINE, PROGRAMME, Trade, dump
from tests.services.test_catalogue import show

EXACT = PROGRAMME.replace('"COOP"', '"EXACT"').replace(
    'parts = [{ title = "Matin", minutes = 210 }, { title = "Après-midi", minutes = 210 }]',
    """parts = [
  { title = "Questionnaire", minutes = 30, pace = "own_pace", supervision = "none", counts = false },
  { title = "Jour 1", minutes = 210, start = 09:00:00, finish = 12:30:00 },
  { title = "Jour 2", minutes = { planned = 210, least = 150, most = 240 }, HOURS, with_whom = "subgroup" },
]""".replace("HOURS", "adjustable = true, start = 09:00:00, finish = 12:30:00"),
)  # fmt: skip
DAY = "2026-09-15"


@pytest.fixture
def ref(trade: Trade) -> str:
    """A dossier of that programme: S1 the questionnaire, S2 exact, S3 and S4 sub-groups, S5 without hours."""
    trade.act("publish-programme", "", {"text": EXACT})
    ref = trade.received(programme="EXACT")
    trade.act("acknowledge", ref)
    trade.act("skip-needs", ref, reason="known")
    trade.act("draft-offer", ref, {"programme": "EXACT", "subgroups": 2})
    trade.act("add-line", f"{ref}/V1", LINE)
    return ref


def dated(trade: Trade, slot: str, start: str, finish: str, **more: Any) -> dict[str, Any]:
    trade.act("date-slot", slot, {"day": DAY, "start": start, "finish": finish} | more)
    return show(trade, slot)[0]


def form(trade: Trade, act: str, slot: str) -> Mapping[str, Any]:
    with trade.database.reading() as unit:
        opening = acts()[act].opening
        assert opening is not None
        return opening(Doing(unit, settings_of(unit), None, unit.now), resolve(unit, slot).record)


def test_a_form_opens_with_the_programmes_hours(trade: Trade, ref: str) -> None:
    opened = form(trade, "date-slot", f"{ref}/S2")
    assert (f"{opened['start']:%H:%M}", f"{opened['finish']:%H:%M}", opened["minutes"]) == (
        "09:00",
        "12:30",
        210,
    )
    # Left open, the minutes of an adjustable part follow the hours.
    assert form(trade, "date-slot", f"{ref}/S3")["minutes"] is None


def test_exact_hours_are_kept_and_others_refused_by_the_name_of_their_part(trade: Trade, ref: str) -> None:
    before = dump(trade.database)
    for start, finish, more in (("09:30", "13:00", {}), ("09:00", "12:30", {"minutes": 200}),
                                ("09:00", "17:00", {})):  # fmt: skip
        with pytest.raises(OtherHours, match="Jour 1"):
            dated(trade, f"{ref}/S2", start, finish, **more)
    with pytest.raises(SlotError, match="don't fit"):
        dated(trade, f"{ref}/S2", "10:00", "11:00")
    assert dump(trade.database) == before
    assert dated(trade, f"{ref}/S2", "09:00", "12:30")["minutes"] == 210


def test_other_hours_are_allowed_by_name_with_a_reason_that_history_keeps(trade: Trade, ref: str) -> None:
    before = dump(trade.database)
    said = dated(trade, f"{ref}/S2", "10:00", "12:30", minutes=150, other_hours="strike of the trains")
    assert (said["start"], said["minutes"], said["programme_hours"]["planned_minutes"]) == ("10:00", 150, 210)
    assert "strike of the trains" in show(trade, f"{ref}/S2")[1]
    # Moved to another day at the same hours, nothing is asked again.
    trade.act("move-slot", f"{ref}/S2", {"day": "2026-09-16", "start": "10:00", "finish": "12:30"})
    with pytest.raises(OtherHours):
        trade.act("move-slot", f"{ref}/S2", {"day": "2026-09-16", "start": "10:30", "finish": "13:00"})
    trade.undo()
    trade.undo()
    assert dump(trade.database) == before


def test_an_adjustable_part_takes_what_its_range_allows_and_no_more(trade: Trade, ref: str) -> None:
    assert dated(trade, f"{ref}/S3", "09:00", "11:30")["minutes"] == 150
    assert dated(trade, f"{ref}/S4", "08:30", "12:30")["minutes"] == 240
    trade.act("move-slot", f"{ref}/S3", {"day": DAY, "start": "14:00", "finish": "17:00"})
    assert show(trade, f"{ref}/S3")[0]["minutes"] == 180
    with pytest.raises(OtherHours, match="2\u00a0h\u00a030"):
        trade.act("move-slot", f"{ref}/S3", {"day": DAY, "start": "14:00", "finish": "16:00"})


def test_a_part_without_hours_or_a_slot_by_hand_takes_any(trade: Trade, ref: str) -> None:
    assert dated(trade, f"{ref}/S5", "18:00", "21:30")["minutes"] == 210
    added = trade.act("add-slot", ref, {"module": "M2", "minutes": 90}).ref
    assert dated(trade, added, "08:00", "09:00", minutes=60)["programme_hours"] is None


def test_a_questionnaire_keeps_no_dossier_from_having_all_its_dates(trade: Trade, ref: str) -> None:
    trainers = [trade.trainer(name) for name in ("Garrigue", "Mballa")]
    for slot, day in (("S2", DAY), ("S5", "2026-09-17")):
        trade.act(
            "date-slot", f"{ref}/{slot}",
            {"day": day, "start": "09:00", "finish": "12:30", "trainers": trainers[:1]},
        )  # fmt: skip
    for slot, trainer in zip(("S3", "S4"), trainers, strict=True):
        trade.act(
            "date-slot", f"{ref}/{slot}",
            {"day": "2026-09-16", "start": "09:00", "finish": "12:30", "trainers": [trainer]},
        )  # fmt: skip
    number = trade.act("issue-quote", f"{ref}/V1").ref
    trade.act("accept-quote", number, {"name": "I. C.", "on": "2026-06-01"})
    trade.act("confirm-slots", ref)
    said, screen = show(trade, ref)
    assert said["minutes"]["confirmed"] == said["minutes"]["total"] == 630
    assert said["next"]["act"] != "date-slot"
    assert "Questionnaire 30 no_date" in screen
    assert "Jour 2, sub-group 2" in screen
    [document] = said["documents"]
    with trade.database.reading() as unit:
        sheet = resolve(unit, document["path"].split("/")[1]).record.sheet
    assert sheet["action"]["dates"] == ["2026-09-15", "2026-09-16", "2026-09-17"]
    assert [line["day"] for line in sheet["action"]["calendar"]] == sheet["action"]["dates"]
