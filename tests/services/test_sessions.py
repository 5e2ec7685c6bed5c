"""An own session from its programme to its sheets: several clients' people, a quote for each client."""

from __future__ import annotations

import pytest

from backoffice.domain.lifecycle import MoveRefused
from backoffice.errors import BackofficeError, Invalid
from backoffice.services.dispatcher import Order, do
from backoffice.services.kinds import resolve
from backoffice.services.session_quotes import NobodyToBill
from backoffice.services.standing import next_of
from backoffice.store.doctor import examine_database
from backoffice.store.records import Document, Quote, Request
from tests.services.conftest import LINE, Trade, dump
from tests.services.sessions import DAY, Session, people, session


def stage(trade: Trade, ref: str) -> str:
    with trade.database.reading() as unit:
        return unit.find(Request, ref).stage


def quotes(trade: Trade, ref: str) -> list[tuple[str | None, str | None, str, int]]:
    with trade.database.reading() as unit:
        request = unit.find(Request, ref)
        found = unit.session.query(Quote).filter(Quote.request_id == request.id).order_by(Quote.version_no)
        return [(q.full_number, q.client.ref if q.client else None, q.state, q.net_cents) for q in found]


def joined(trade: Trade) -> Session:
    """Two people of the member, one of the other client, which isn't a member: said why it comes."""
    one = session(trade)
    one.enrol("Roux Zoé", "Auclair Delphine", client=one.member)
    one.enrol("Kerbrat Yann", client=one.other, reason="joins in May")
    return one


def test_a_session_is_drafted_at_once_without_a_quote_and_opened_before_anybody_answers(trade: Trade) -> None:
    one = session(trade)
    assert stage(trade, one.ref) == "offered"
    assert quotes(trade, one.ref) == []
    with pytest.raises(MoveRefused):
        trade.act("decline", one.ref, {"cause": "price"})
    again = trade.received(kind="own_session")
    trade.act("draft-offer", again, {"programme": "COOP"})
    with pytest.raises(BackofficeError, match="already holds"):
        trade.act("draft-offer", again, {"programme": "COOP"})


def test_each_client_has_a_quote_of_its_own_at_the_price_that_it_has_on_that_day(trade: Trade) -> None:
    one = joined(trade)
    for client in (one.member, one.other):
        trade.act("draft-client-quote", one.ref, {"client": client})
    first = trade.act("issue-quote", f"{one.ref}/V1").ref
    second = trade.act("issue-quote", f"{one.ref}/V2").ref
    assert quotes(trade, one.ref) == [
        ("DEV-2026-0001-1", one.member, "issued", 36_000),
        ("DEV-2026-0002-1", one.other, "issued", 26_000),
    ]
    with trade.database.reading() as unit:
        sheets = [d.sheet for d in unit.session.query(Document).order_by(Document.id)]
    assert [(s["client"]["name"], s["action"]["headcount_max"]) for s in sheets] == [
        ("Adhérente", 2),
        ("Passante", 1),
    ]
    trade.act("accept-quote", first, {"name": "I. Chambraud", "on": "2026-06-01"})
    assert [state for _n, _c, state, _t in quotes(trade, one.ref)] == ["accepted", "issued"]
    trade.act("accept-quote", second, {"name": "P. Dupuy", "on": "2026-06-01"})
    assert [state for _n, _c, state, _t in quotes(trade, one.ref)] == ["accepted", "accepted"]
    trade.act("reverse-acceptance", first, reason="wrong quote")
    assert [state for _n, _c, state, _t in quotes(trade, one.ref)] == ["issued", "accepted"]
    assert stage(trade, one.ref) == "offered"
    assert examine_database(trade.database) == ()


def test_a_new_version_for_one_client_takes_the_next_index_of_its_own_number(trade: Trade) -> None:
    one = joined(trade)
    trade.act("draft-client-quote", one.ref, {"client": one.member})
    trade.act("draft-client-quote", one.ref, {"client": one.other})
    with pytest.raises(Invalid, match="draft"):
        trade.act("draft-client-quote", one.ref, {"client": one.member})
    mine = trade.act("issue-quote", f"{one.ref}/V1").ref
    trade.act("issue-quote", f"{one.ref}/V2")
    trade.act("revise-quote", mine)
    assert trade.act("issue-quote", f"{one.ref}/V3").ref == "DEV-2026-0001-2"
    trade.act("accept-quote", "DEV-2026-0001-2", {"name": "I. C.", "on": "2026-06-01"})
    assert [state for _n, _c, state, _t in quotes(trade, one.ref)] == ["superseded", "issued", "accepted"]
    assert examine_database(trade.database) == ()


def test_a_client_that_pays_for_nobody_has_no_quote(trade: Trade) -> None:
    one = session(trade)
    with pytest.raises(NobodyToBill):
        trade.act("draft-client-quote", one.ref, {"client": one.other})
    ref = trade.drafted()
    with pytest.raises(Invalid):
        trade.act("draft-client-quote", ref, {"client": one.other})


def test_a_person_who_pays_has_a_quote_as_the_individual_that_they_are(trade: Trade) -> None:
    one = session(trade)
    alone = trade.client(name="Zoé Roux", kind="individual")
    one.enrol("Roux Zoé", client=alone, payer="person", reason="joins")
    trade.act("draft-client-quote", one.ref, {"client": alone})
    assert quotes(trade, one.ref) == [(None, alone, "draft", 26_000)]


def test_a_repriced_group_gives_its_price_to_the_quotes_drafted_from_then_on(trade: Trade) -> None:
    one = joined(trade)
    trade.act("reprice-group", one.group, {"person_micro": 150_000_000}, reason="few people")
    trade.act("draft-client-quote", one.ref, {"client": one.member})
    assert quotes(trade, one.ref)[-1][-1] == 30_000


def test_the_session_is_confirmed_with_its_group_and_its_sheets_name_everybodys_employer(
    trade: Trade,
) -> None:
    one = joined(trade)
    trade.act("confirm-slots", one.ref)
    trade.act("confirm-group", one.group)
    assert stage(trade, one.ref) == "accepted"
    trade.act("print-attendance-sheets", one.ref, {})
    with trade.database.reading() as unit:
        sheet = unit.session.query(Document).filter(Document.kind == "attendance_sheet").one().sheet
    assert [(p["last_name"], p["employer"]) for p in sheet["participants"]] == [
        ("Roux", "Adhérente"),
        ("Auclair", "Adhérente"),
        ("Kerbrat", "Passante"),
    ]
    assert (sheet["contract_number"], sheet["title"]) == ("", "Conduire une coopération")
    assert examine_database(trade.database) == ()


def test_a_quote_can_still_go_to_a_client_once_the_session_is_confirmed(trade: Trade) -> None:
    one = joined(trade)
    trade.act("confirm-group", one.group)
    trade.act("draft-client-quote", one.ref, {"client": one.other})
    number = trade.act("issue-quote", f"{one.ref}/V1").ref
    trade.act("accept-quote", number, {"name": "P. Dupuy", "on": "2026-06-01"})
    assert stage(trade, one.ref) == "accepted"


def test_a_postponed_session_is_open_again_and_its_dates_may_go(trade: Trade) -> None:
    one = joined(trade)
    trade.act("confirm-group", one.group)
    trade.act("postpone-group", one.group, {"decide_on": "2027-05-03", "undate": True}, reason="strike")
    assert stage(trade, one.ref) == "offered"
    with trade.database.reading() as unit:
        slots = [resolve(unit, f"{one.ref}/S{n}").record.state for n in (1, 2)]
    assert slots == ["to_plan", "to_plan"]
    trade.undo()
    assert stage(trade, one.ref) == "accepted"


def test_the_next_step_walks_a_session_from_its_programme_to_its_end(trade: Trade) -> None:
    def following(ref: str) -> str | None:
        with trade.database.reading() as unit:
            from backoffice.services.acts import Doing
            from backoffice.services.dispatcher import settings_of

            return next_of(Doing(unit, settings_of(unit), None, unit.now), unit.find(Request, ref)).act

    one = session(trade)
    assert following(one.ref) == "enrol"
    one.enrol("Roux Zoé", client=one.member, state="candidate")
    assert following(one.ref) == "admit"
    trade.act("admit", f"{one.group}/P1")
    assert following(one.ref) == "confirm-enrolment"
    trade.act("confirm-enrolment", f"{one.group}/P1")
    assert following(one.ref) == "draft-client-quote"
    trade.act("draft-client-quote", one.ref, {"client": one.member})
    assert following(one.ref) == "issue-quote"
    trade.act("issue-quote", f"{one.ref}/V1")
    assert following(one.ref) == "enrol"
    one.enrol("Auclair", client=one.member)
    assert following(one.ref) == "confirm-group"
    trade.act("confirm-group", one.group)
    assert following(one.ref) == "confirm-slots"
    trade.act("confirm-slots", one.ref)
    assert following(one.ref) == "print-attendance-sheets"


def test_a_quote_without_a_client_is_never_issued(trade: Trade) -> None:
    """Drafts of before sessions had their clients' quotes may still be there."""
    one = session(trade)
    one.enrol("Roux Zoé", client=one.member)
    trade.act("draft-client-quote", one.ref, {"client": one.member})
    with trade.database.transaction() as unit:
        unit.session.query(Quote).one().client_id = None
        from tests.store.samples import entry

        unit.append(entry())
        unit.commit()
    trade.act("add-line", f"{one.ref}/V1", LINE)
    with pytest.raises(BackofficeError, match="for nobody"):
        trade.act("issue-quote", f"{one.ref}/V1")


def test_everything_of_a_session_goes_back_step_by_step(trade: Trade) -> None:
    one = session(trade)
    before = dump(trade.database)
    one.enrol("Roux Zoé", client=one.member, state="candidate")
    trade.act("admit", f"{one.group}/P1")
    trade.act("confirm-enrolment", f"{one.group}/P1")
    trade.act("record-proof", f"{one.group}/P1", {"requirement": 2, "seen": "lettre"})
    trade.act("edit-enrolment", f"{one.group}/P1", {"payer": one.other, "parts": "J1"})
    trade.act("replace-participant", f"{one.group}/P1", {"person": "Auclair Delphine"})
    trade.act("withdraw-enrolment", f"{one.group}/P2")
    trade.act("reconsider-enrolment", f"{one.group}/P2", reason="back")
    trade.act("put-on-waiting-list", f"{one.group}/P2")
    trade.act("refuse-enrolment", f"{one.group}/P2", reason="no")
    trade.act("confirm-group", one.group, reason="all the same")
    trade.act("reprice-group", one.group, {"headcount_included": 2})
    trade.act("postpone-group", one.group, {"decide_on": "2027-05-01"})
    for _n in range(13):
        trade.undo()
    assert dump(trade.database) == before
    assert people(trade, one.group) == []
    assert DAY


def test_two_orders_together_enrol_all_or_nobody(trade: Trade) -> None:
    one = session(trade)
    before = dump(trade.database)
    orders = (
        Order("enrol", one.group, {"people": ["Roux Zoé"], "client": one.member}),
        Order("admit", f"{one.group}/P9"),
    )
    with pytest.raises(BackofficeError):
        do(trade.database, orders, user="er")
    assert dump(trade.database) == before


# -- a client's inter request, which others join


def inter(trade: Trade) -> tuple[str, str, str]:
    """An inter request of a member for two people, drafted, and another client."""
    one = session(trade)
    wish = {"kind": "inter", "client": one.member, "topic": "Conduire", "headcount_max": 2}
    ref = trade.act("receive-request", "", wish | {"programme": "CONDUIRE"}).ref
    trade.act("acknowledge", ref)
    trade.act("skip-needs", ref, reason="known")
    trade.act("draft-offer", ref, {"programme": "CONDUIRE"})
    return ref, one.member, one.other


def test_an_inter_requests_draft_begins_with_its_people_at_the_price_shown(trade: Trade) -> None:
    ref, member, _other = inter(trade)
    # Without a date, whether it is a member is asked for today, when it wasn't one yet.
    assert quotes(trade, ref) == [(None, member, "draft", 52_000)]


def test_others_join_an_inter_request_with_quotes_of_their_own(trade: Trade) -> None:
    ref, member, other = inter(trade)
    first = trade.act("issue-quote", f"{ref}/V1").ref
    trade.act("accept-quote", first, {"name": "I. C.", "on": "2026-06-01"})
    trade.act("edit-group", f"{ref}/G1", {"name": "G", "teaching_max": 9})
    trade.act("enrol", f"{ref}/G1", {"people": ["A A"], "client": member}, reason="r")
    trade.act("enrol", f"{ref}/G1", {"people": ["B B"], "client": other}, reason="r")
    trade.act("draft-client-quote", ref, {"client": other})
    second = trade.act("issue-quote", f"{ref}/V2").ref
    assert (first, second) == ("DEV-2026-0001-1", "DEV-2026-0002-1")
    trade.act("accept-quote", second, {"name": "P. D.", "on": "2026-06-01"})
    trade.act("reverse-acceptance", first, reason="wrong")
    assert stage(trade, ref) == "accepted"
    trade.act("reverse-acceptance", second, reason="wrong")
    assert stage(trade, ref) == "offered"
    assert [state for _n, _c, state, _t in quotes(trade, ref)] == ["issued", "issued"]
    assert examine_database(trade.database) == ()


def test_a_client_that_was_merged_keeps_its_offers_number(trade: Trade) -> None:
    one = joined(trade)
    trade.act("draft-client-quote", one.ref, {"client": one.other})
    number = trade.act("issue-quote", f"{one.ref}/V1").ref
    double = trade.client(name="Passante bis", kind="company")
    trade.act("merge-client", one.other, {"into": double})
    trade.act("revise-quote", number)
    trade.act("issue-quote", f"{one.ref}/V2")
    assert [found[:1] for found in quotes(trade, one.ref)] == [("DEV-2026-0001-1",), ("DEV-2026-0001-2",)]
    with pytest.raises(NobodyToBill):
        trade.act("draft-client-quote", one.ref, {"client": one.other})
