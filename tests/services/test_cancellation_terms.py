"""What giving up a date costs is said before it is done, by the terms that the quote froze."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from backoffice.content.base import build
from backoffice.errors import BackofficeError
from backoffice.services.acts import Doing, acts
from backoffice.services.cancellation import band_reached
from backoffice.services.dispatcher import settings_of
from backoffice.services.house import apply_settings
from backoffice.services.kinds import resolve
from tests.services.conftest import MORNING, ROOT, Trade, demo_settings
from tests.store.postgres import NOW


def confirmed(trade: Trade, day: str) -> str:
    ref, _quote = trade.accepted()
    slot = trade.dated(f"{ref}/S3", day, MORNING, trainers=[trade.trainer()])
    trade.act("confirm-slot", slot)
    return slot


def bands(trade: Trade, slot: str, at: date | None = None) -> list[tuple[str, int, int, bool]]:
    with trade.database.reading() as unit:
        doing = Doing(unit, settings_of(unit), None, unit.now)
        found = band_reached(doing, resolve(unit, slot).record, at)
        return [(str(b.band.party), b.notice, b.band.share_bp, b.band.costs) for b in found]


@pytest.mark.parametrize(
    ("day", "days", "share_bp", "costs"),
    [
        ("2026-07-02", 31, 0, False),
        ("2026-07-01", 30, 3_000, False),
        ("2026-06-16", 15, 3_000, False),
        ("2026-06-15", 14, 6_000, True),
    ],
)
def test_the_band_of_each_party_follows_the_notice_to_the_day(
    trade: Trade, day: str, days: int, share_bp: int, costs: bool
) -> None:
    slot = confirmed(trade, day)
    assert bands(trade, slot) == [("client", days, share_bp, costs), ("organisation", days, 0, False)]


def test_another_day_reaches_another_band(trade: Trade) -> None:
    slot = confirmed(trade, "2026-07-02")
    assert bands(trade, slot, date(2026, 6, 20))[0][2] == 6_000
    assert bands(trade, slot, date(2026, 7, 3)) == []


def test_what_is_only_proposed_costs_nothing(trade: Trade) -> None:
    ref, _quote = trade.accepted()
    assert bands(trade, trade.dated(f"{ref}/S3", "2026-06-10")) == []


def test_the_terms_are_those_that_the_quote_froze(trade: Trade) -> None:
    slot = confirmed(trade, "2026-06-15")
    quotes = demo_settings().model_dump(mode="json")["quotes"]
    quotes["cancellation_terms"] = [{"since": "2026-01-01", "bands": []}]
    apply_settings(trade.database, demo_settings(quotes=quotes), ROOT)
    assert bands(trade, slot)[0][2] == 6_000


def preview(trade: Trade, act: str, ref: str, values: dict[str, Any]) -> tuple[str, ...]:
    found = acts()[act]
    assert found.preview is not None
    assert found.model is not None
    with trade.database.reading() as unit:
        doing = Doing(unit, settings_of(unit), None, unit.now)
        record = resolve(unit, ref, found.on).record
        return tuple(found.preview(doing, record, build(found.model, values)))


def test_moving_says_the_band_before_and_after_and_only_when_the_date_changes(trade: Trade) -> None:
    slot = confirmed(trade, "2026-06-15")
    there = {"day": "2026-06-15", **MORNING}
    assert preview(trade, "move-slot", slot, there) == ()
    client, ours = preview(trade, "move-slot", slot, there | {"day": "2026-09-15"})
    assert "14 days before" in client
    assert "60" in client
    assert "the costs incurred" in client
    assert "we may give it up without cost" in ours
    moved = trade.act("move-slot", slot, there | {"day": "2026-09-15"})
    assert "14 days away" in moved.says
    assert "60" in moved.says


def test_several_moved_together_say_the_band_of_each(trade: Trade) -> None:
    slot = confirmed(trade, "2026-06-15")
    ref, _slash, part = slot.rpartition("/")
    told = preview(trade, "move-slots", ref, {"places": [f"{part} 2026-09-22 09:00-12:30"]})
    assert len(told) == 2
    assert slot in told[0]


def test_cancelling_says_the_band(trade: Trade) -> None:
    slot = confirmed(trade, "2026-06-15")
    assert "60" in trade.act("cancel-slot", slot, reason="client asks").says


def test_nothing_more_is_reached_by_a_date_in_the_past(trade: Trade) -> None:
    slot = confirmed(trade, "2026-06-15")
    trade.at(NOW + timedelta(days=30))
    assert bands(trade, slot) == []


def test_bands_that_meet_are_refused_with_their_place() -> None:
    quotes = demo_settings().model_dump(mode="json")["quotes"]
    first, second = quotes["cancellation_terms"][0]["bands"][:2]
    second["most"] = 31
    with pytest.raises(BackofficeError, match="Two bands") as raised:
        demo_settings(quotes=quotes)
    assert raised.value.place is not None
    assert "cancellation_terms[0]" in str(raised.value.place.path)
    assert first["least"] == 31


def test_terms_written_the_older_way_still_hold() -> None:
    quotes = demo_settings().model_dump(mode="json")["quotes"] | {
        "cancellation_terms": [],
        "cancellation": [{"least_days": 0, "most_days": 14, "share_bp": 6_000}],
    }
    [band] = demo_settings(quotes=quotes).quotes.cancellation_on(date(2026, 6, 1)).bands
    assert (band.party, band.least, band.most, band.unit, band.share_bp) == ("client", 0, 14, "days", 6_000)
