"""Last year's dossier again: what it said stays, its dates and prices are refreshed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from backoffice.errors import BackofficeError
from backoffice.services.acts import Doing, acts
from backoffice.services.dispatcher import settings_of
from backoffice.services.kinds import resolve
from backoffice.services.showing import shown
from backoffice.store.doctor import examine_database
from tests.services.conftest import AFTERNOON, PROGRAMME, Trade, dump

NEXT_YEAR = datetime(2027, 3, 1, 8, tzinfo=UTC)


def show(trade: Trade, ref: str) -> dict[str, object]:
    with trade.database.reading() as unit:
        return shown(Doing(unit, settings_of(unit), None, unit.now), resolve(unit, ref))


def last_year(trade: Trade) -> str:
    ref = trade.drafted(period="automne", external_ref="MAIL-1", audience="agents")
    trade.dated(f"{ref}/S1", "2026-09-15")
    trade.dated(f"{ref}/S2", "2026-09-15", AFTERNOON)
    quote = trade.act("issue-quote", f"{ref}/V1").ref
    trade.act("accept-quote", quote, {"name": "I. Chambraud", "on": "2026-06-01"})
    trade.at(NEXT_YEAR)
    return ref


def asked_again(trade: Trade, former: str) -> str:
    with trade.database.reading() as unit:
        doing = Doing(unit, settings_of(unit), None, unit.now)
        opening = acts()["ask-again"].opening
        assert opening is not None
        values = dict(opening(doing, resolve(unit, former).record))
    ref = trade.act("ask-again", former, values).ref
    trade.act("acknowledge", ref)
    trade.act("skip-needs", ref, reason="as last year")
    return ref


def test_a_request_asked_again_keeps_what_it_wanted_and_not_its_time(trade: Trade) -> None:
    former = last_year(trade)
    again, before = show(trade, asked_again(trade, former)), show(trade, former)
    for name in ("client", "topic", "kind", "headcount", "audience", "programmes"):
        assert again[name] == before[name]
    assert (again["stage"], again["period"], again["external_ref"]) == ("drafting", None, None)
    assert again["received_at"] == "2027-03-01T08:00:00Z"


def test_its_offer_has_the_same_modules_the_same_weeks_and_prices_raised(trade: Trade) -> None:
    former = last_year(trade)
    ref = asked_again(trade, former)
    trade.act("draft-like", ref, {"like": former, "price_change_bp": 200})
    found = show(trade, ref)
    assert found["stage"] == "drafting"
    assert found["minutes"] == show(trade, former)["minutes"] | {"to_plan": 630, "proposed": 0}  # type: ignore[operator]
    slot = show(trade, f"{ref}/S1")
    assert (slot["state"], slot["date"]) == ("to_plan", None)
    assert slot["window"] == {"from": "2027-09-13", "to": "2027-09-19"}
    [line] = show(trade, f"{ref}/V1")["lines"]  # type: ignore[misc]
    assert (line["unit_micro"], line["rule"]) == (1_479_000_000, "as DEV-2026-0001-1")
    assert not examine_database(trade.database)


def test_a_programme_published_anew_since_replaces_last_years_modules(trade: Trade) -> None:
    former = last_year(trade)
    text = PROGRAMME.replace('title = "Démarrer"', 'title = "Bien démarrer"')
    trade.act("publish-programme", "", {"text": text, "file": "coop.toml"})
    ref = asked_again(trade, former)
    trade.act("draft-like", ref, {"like": former})
    assert show(trade, f"{ref}/M1")["title"] == "Bien démarrer"


def test_an_offer_drafted_like_another_is_undone_whole(trade: Trade) -> None:
    former = last_year(trade)
    ref = asked_again(trade, former)
    before = dump(trade.database)
    trade.act("draft-like", ref, {"like": former, "price_change_bp": -150})
    trade.undo()
    assert dump(trade.database) == before


def test_there_must_be_something_to_start_from_and_nothing_in_the_way(trade: Trade) -> None:
    former = last_year(trade)
    with pytest.raises(BackofficeError, match="no module"):
        trade.act("draft-like", asked_again(trade, former), {"like": trade.received()})
    ref = asked_again(trade, former)
    trade.act("draft-like", ref, {"like": former})
    with pytest.raises(BackofficeError, match="already"):
        trade.act("draft-like", ref, {"like": former})
