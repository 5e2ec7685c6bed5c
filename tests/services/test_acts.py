"""The dispatcher: who, when, once only, all or none, and nobody's work overwritten."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from backoffice.content.fields import describe
from backoffice.content.records import Client
from backoffice.content.typed_form import read_field
from backoffice.errors import BackofficeError, Invalid, NotFound, Several
from backoffice.services.acts import acts
from backoffice.services.dispatcher import Order, UnknownAct, UnknownUser, do, who
from backoffice.store.errors import InTheFuture, KeyReused, VersionConflict
from backoffice.store.records import Client as ClientRow
from backoffice.store.records import Request
from tests.services.conftest import LINE, Trade, dump, journal
from tests.store.postgres import NOW


def test_what_happened_earlier_is_recorded_now_and_says_when(trade: Trade) -> None:
    earlier = NOW - timedelta(days=4)
    trade.act("new-client", "", {"name": "Caisse"}, occurred_at=earlier)
    assert journal(trade.database)[-1][3:] == ("2026-05-28T07:00:00Z", "2026-06-01T07:00:00Z")
    ref = trade.act("receive-request", "", {"topic": "T", "client": "CLI-0001"}, occurred_at=earlier).ref
    with trade.database.reading() as unit:
        assert unit.find(Request, ref).received_at == earlier


@pytest.mark.parametrize(
    ("when", "error"),
    [(NOW + timedelta(seconds=1), InTheFuture), (datetime(26, 5, 1, tzinfo=UTC), Invalid)],
)
def test_nothing_happens_in_the_future_or_in_another_age(
    trade: Trade, when: datetime, error: type[BackofficeError]
) -> None:
    before = dump(trade.database)
    with pytest.raises(error):
        trade.act("new-client", "", {"name": "Caisse"}, occurred_at=when)
    assert dump(trade.database) == before


def test_somebody_unknown_does_nothing(trade: Trade) -> None:
    before, said = dump(trade.database), journal(trade.database)
    for user in ("zz", "nobody", "e"):
        with pytest.raises(UnknownUser) as raised:
            trade.act("new-client", "", {"name": "Caisse"}, user=user)
        assert user in raised.value.message
    assert (dump(trade.database), journal(trade.database)) == (before, said)


def test_a_user_is_known_by_initials_in_any_case_and_by_login(trade: Trade) -> None:
    trade.act("edit-user", "sb", {"initials": "SB", "name": "Samir", "login": "samir"})
    with trade.database.reading() as unit:
        assert who(unit, "ER").ref == who(unit, " er ").ref == "er"
        assert who(unit, "samir").ref == "sb"


def test_an_act_that_doesnt_exist_says_where_those_there_are_stand(trade: Trade) -> None:
    with pytest.raises(UnknownAct) as raised:
        trade.act("make-tea")
    assert "act --help" in str(raised.value.remedy)


def test_a_reference_that_leads_nowhere_is_told(trade: Trade) -> None:
    for ref in (
        "CLI-9999",
        "INT-2026-0001",
        "DEV-2026-0001-1",
        "",
        "CLI-0001/S1",
        "💥",
        "CLI-²",
        "x" * 9_999,
    ):
        with pytest.raises(NotFound):
            trade.act("edit-client", ref, {"name": "Caisse"})


def test_a_record_of_another_kind_isnt_taken_for_the_one_asked(trade: Trade) -> None:
    trade.trainer()
    with pytest.raises(NotFound):
        trade.act("edit-client", "TRA-0001", {"name": "Caisse"})


def test_the_same_key_twice_does_it_once_and_answers_the_same(trade: Trade) -> None:
    ref = trade.drafted()
    first = trade.run("issue-quote", f"{ref}/V1", key="form 1")
    before, said = dump(trade.database), journal(trade.database)
    second = trade.run("issue-quote", f"{ref}/V1", key="form 1")
    assert (dump(trade.database), journal(trade.database)) == (before, said)
    assert second.stored[0].again
    assert not first.stored[0].again
    assert second.stored[0].ref == first.stored[0].ref == "DEV-2026-0001-1"
    assert second.copies == first.copies
    assert len(second.copies) == 1


def test_a_key_that_served_another_act_is_refused(trade: Trade) -> None:
    trade.act("new-client", "", {"name": "Caisse"}, key="k")
    with pytest.raises(KeyReused):
        trade.act("new-trainer", "", {"name": "Kerbrat"}, key="k")


def test_a_key_whose_act_was_refused_can_serve_again(trade: Trade) -> None:
    ref = trade.drafted()
    with pytest.raises(BackofficeError):
        trade.act("accept-quote", f"{ref}/V1", {"name": "N", "on": "2026-06-01"}, key="k")
    trade.act("issue-quote", f"{ref}/V1", key="k")


def test_several_orders_are_kept_together_or_not_at_all(trade: Trade) -> None:
    before, said = dump(trade.database), journal(trade.database)
    good = Order("new-client", "", {"name": "Caisse"})
    with pytest.raises(NotFound):
        do(trade.database, (good, Order("acknowledge", "INT-2026-0009")), user="er")
    assert (dump(trade.database), journal(trade.database)) == (before, said)
    do(trade.database, (good, Order("new-contact", "", {"client": "CLI-0001", "name": "N"})), user="er")
    assert [row[0] for row in journal(trade.database)][-2:] == ["new-client", "new-contact"]


def test_a_refused_act_takes_no_number(trade: Trade) -> None:
    ref = trade.drafted()
    trade.act("remove-line", f"{ref}/V1/L1")
    with pytest.raises(BackofficeError, match="no line"):
        trade.act("issue-quote", f"{ref}/V1")
    trade.act("add-line", f"{ref}/V1", LINE)
    assert trade.act("issue-quote", f"{ref}/V1").ref == "DEV-2026-0001-1"


def test_the_loser_of_a_race_is_told_the_fields_and_overwrites_nothing(trade: Trade) -> None:
    ref = trade.client(city="Guéret")
    with trade.database.reading() as unit:
        opened_on = unit.find(ClientRow, ref).version
    mine = Client(name="Caisse", kind="association", city="Limoges")
    trade.act("edit-client", ref, {"name": "Caisse", "kind": "association", "city": "Aubusson"}, user="sb")
    before, said = dump(trade.database), journal(trade.database)
    with pytest.raises(VersionConflict) as raised:
        trade.act("edit-client", ref, mine, version=opened_on)
    [difference] = raised.value.differences
    assert (difference.field, difference.theirs, difference.mine) == ("city", "Aubusson", "Limoges")
    assert (dump(trade.database), journal(trade.database)) == (before, said)
    assert mine.city == "Limoges"


def test_every_mistake_of_an_acts_values_is_told_at_once(trade: Trade) -> None:
    with pytest.raises(Several) as raised:
        trade.act("new-client", "", {"name": "", "siret": "123", "kind": "friend", "colour": "red"})
    assert {error.place.path for error in raised.value.errors} == {"name", "siret", "kind", "colour"}


def test_a_naive_instant_is_refused_not_a_crash(trade: Trade) -> None:
    with pytest.raises(BackofficeError) as raised:
        trade.act("receive-request", "", {"topic": "T", "client": "C", "received_at": "2026-05-20T08:12:00"})
    assert raised.value.place.path == "received_at"


def test_what_must_be_unique_says_whose_it_is(trade: Trade) -> None:
    trade.client(external_ref="X-1")
    with pytest.raises(BackofficeError, match="CLI-0001"):
        trade.client(external_ref="X-1")
    with pytest.raises(BackofficeError, match="already that of er"):
        trade.act("new-user", "", {"initials": "er", "name": "Emma"})


def test_settings_are_applied_once_and_dated(trade: Trade) -> None:
    from backoffice.services.house import apply_settings
    from tests.services.conftest import ROOT, demo_settings

    assert not apply_settings(trade.database, demo_settings(), ROOT, "er")
    assert apply_settings(trade.database, demo_settings(language="en"), ROOT, "er")
    told = [row[:3] for row in journal(trade.database)]
    assert told.count(("apply-settings", "settings", "er")) == 1
    # Each text of the house that the settings change is a version of its own, told after them.
    after = told[len(told) - told[::-1].index(("apply-settings", "settings", "er")) :]
    assert {act for act, *_ in after} <= {"publish-text"}


SAID = (
    "x",
    "12",
    "-1",
    "12/3",
    "2026-06-01",
    "9h30",
    "28/05 9h30",
    "oui",
    "1 234,50",
    "CLI-0001",
    "\x00",
    "[/]",
)


def test_any_field_of_any_form_can_be_read_alone_whatever_is_typed() -> None:
    """As a form does while one types: rules of the whole form, which need the others, never stop it."""
    for act in acts().values():
        for asked in describe(act.model) if act.model is not None else ():
            for text in SAID:
                understood, wrong = read_field(act.model, asked.name, text, date(2026, 6, 1))
                assert isinstance(understood, str), (act.name, asked.name, text)
                assert isinstance(wrong, str), (act.name, asked.name, text)
