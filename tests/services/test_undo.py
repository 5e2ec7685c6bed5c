"""Going back: exactly to what was there, never over what somebody did since."""

from __future__ import annotations

from contextlib import suppress

import pytest

from backoffice.domain.conflicts import SlotConflict
from backoffice.errors import BackofficeError
from backoffice.services.dispatcher import NothingToUndo
from backoffice.store.images import ChangedSince
from tests.services.conftest import AFTERNOON, LINE, PROGRAMME, Trade, dump


def test_an_earlier_act_is_undone_after_a_later_one_on_the_same_record(trade: Trade) -> None:
    start = dump(trade.database)
    ref = trade.client(name="Un")
    one = dump(trade.database)
    trade.act("edit-client", ref, {"name": "Deux", "city": "Guéret"})
    two = dump(trade.database)
    trade.act("edit-client", ref, {"name": "Trois", "city": "Guéret"})
    for before in (two, one, start):
        trade.undo()
        assert dump(trade.database) == before


def test_a_whole_stretch_of_work_goes_back_step_by_step(trade: Trade) -> None:
    client, trainer, venue = trade.client(), trade.trainer(), trade.venue()
    ref = trade.drafted(client=client)
    trade.dated(f"{ref}/S1", "2026-09-15", trainers=[trainer], venue=venue)
    trade.act("confirm-slot", f"{ref}/S1")
    before = dump(trade.database)
    trade.act("move-slot", f"{ref}/S1", {"day": "2026-09-16", **AFTERNOON}, reason="strike")
    trade.act("enrol", f"{ref}/G1", {"people": ["Roux Zoé", "Auclair"]})
    trade.act("remove-line", f"{ref}/V1/L1")
    for _n in range(3):
        trade.undo()
    assert dump(trade.database) == before
    undone = 0
    with suppress(NothingToUndo):
        while trade.undo().act:
            undone += 1
    # The programme that the house published before is the first thing of theirs: it goes too.
    assert undone == 11
    assert dump(trade.database)["requests"] == dump(trade.database)["clients"] == []


def test_each_undoes_their_own(trade: Trade) -> None:
    trade.client()
    trade.act("new-trainer", "", {"name": "Kerbrat"}, user="sb")
    assert trade.undo("sb").act == "new-trainer"
    with pytest.raises(NothingToUndo):
        trade.undo("sb")
    assert trade.undo("er").act == "new-client"


def test_what_changed_since_isnt_undone_and_stays_as_it_is(trade: Trade) -> None:
    ref = trade.client(name="Un")
    trade.act("edit-client", ref, {"name": "Deux"})
    trade.act("edit-client", ref, {"name": "Trois"}, user="sb")
    before = dump(trade.database)
    with pytest.raises(ChangedSince) as raised:
        trade.undo("er")
    assert ref in raised.value.message
    assert dump(trade.database) == before


def test_another_field_changed_since_stays_when_mine_goes_back(trade: Trade) -> None:
    ref = trade.client(city="Guéret")
    trade.act("edit-client", ref, {"name": "Caisse", "kind": "association", "city": "Aubusson"})
    values = {"name": "Caisse du Taurion", "kind": "association", "city": "Aubusson"}
    trade.act("edit-client", ref, values, user="sb")
    trade.undo("er")
    [row] = dump(trade.database)["clients"]
    assert "Caisse du Taurion" in row
    assert "Guéret" in row


@pytest.mark.parametrize(
    ("act", "ref", "values"),
    [
        ("add-line", "{}/V1", LINE | {"unit_micro": 0}),
        ("add-line", "{}/V1", LINE | {"optional": True}),
        ("enrol", "{}/G1", {"people": ["Roux Zoé"]}),
        ("edit-group", "{}/G1", {"name": "Le groupe du mardi"}),
        ("date-slot", "{}/S1", {"day": "2026-09-15", "start": "09:00", "finish": "12:30"}),
        ("add-slot", "{}", {"module": "M1", "minutes": 60}),
    ],
)
def test_what_somebody_hung_on_mine_is_never_taken_out_with_it(
    trade: Trade, act: str, ref: str, values: dict[str, object]
) -> None:
    dossier = trade.received()
    trade.act("acknowledge", dossier)
    trade.act("skip-needs", dossier, reason="known")
    trade.act("draft-offer", dossier, {"programme": "COOP"})
    trade.act(act, ref.format(dossier), values, user="sb")
    before = dump(trade.database)
    with pytest.raises(ChangedSince):
        trade.undo("er")
    assert dump(trade.database) == before


def test_a_group_that_somebody_added_keeps_its_request(trade: Trade) -> None:
    dossier = trade.received(groups=2)
    trade.act("add-group", dossier, {"name": "Mardi"}, user="sb")
    before = dump(trade.database)
    with pytest.raises(ChangedSince):
        trade.undo("er")
    assert dump(trade.database) == before


def test_nothing_of_an_issued_quote_goes_back(trade: Trade) -> None:
    trade.offered()
    before = dump(trade.database)
    with pytest.raises(ChangedSince):
        trade.undo()
    assert dump(trade.database) == before


def test_a_slot_isnt_put_back_where_its_trainer_teaches_elsewhere_by_now(trade: Trade) -> None:
    trainer = trade.trainer()
    first, second = trade.drafted(), trade.drafted()
    for ref in (first, second):
        trade.dated(f"{ref}/S1", "2026-09-15", trainers=[trainer])
    trade.act("confirm-slot", f"{first}/S1", user="sb")
    trade.act("cancel-slot", f"{first}/S1", reason="strike")
    trade.act("confirm-slot", f"{second}/S1", user="sb")
    before = dump(trade.database)
    with pytest.raises(SlotConflict) as raised:
        trade.undo("er")
    assert second in raised.value.message
    assert dump(trade.database) == before


def test_a_programme_that_a_dossier_copied_is_no_longer_taken_back(trade: Trade) -> None:
    trade.act("publish-programme", "", {"text": PROGRAMME.replace('"COOP"', '"AUTRE"')}, user="sb")
    ref = trade.received()
    trade.act("acknowledge", ref)
    trade.act("skip-needs", ref, reason="known")
    trade.act("draft-offer", ref, {"programme": "AUTRE"})
    before = dump(trade.database)
    with pytest.raises(ChangedSince, match="AUTRE"):
        trade.undo("sb")
    assert dump(trade.database) == before


def test_what_was_undone_isnt_undone_twice(trade: Trade) -> None:
    ref = trade.client(name="Un")
    trade.act("edit-client", ref, {"name": "Deux"})
    trade.undo()
    trade.act("edit-client", ref, {"name": "Trois"})
    trade.undo()
    trade.undo()
    with pytest.raises(BackofficeError):
        trade.act("edit-client", ref, {"name": "Quatre"})
