"""People in groups: seats, waiting list, closing, proofs, payers, decisions, lists as they are pasted."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from backoffice.domain.enrolments import (
    BelowMinimum,
    EnrolmentMoveRefused,
    EnrolmentsClosed,
    GroupDecided,
    GroupFull,
    ProofMissing,
)
from backoffice.errors import BackofficeError, Invalid, Several, each
from backoffice.services.enrolling import AlreadyEnrolled, WasThere
from backoffice.services.kinds import resolve
from backoffice.services.memberships import NoMembership
from backoffice.services.seats import DossierEnded
from backoffice.services.showing import shown
from backoffice.store.doctor import examine_database
from backoffice.store.records import Document, Slot, TrainingGroup
from tests.services.conftest import MORNING, Trade, dump
from tests.services.sessions import enrolment, people, session


def show(trade: Trade, ref: str) -> dict[str, Any]:
    from backoffice.services.acts import Doing
    from backoffice.services.dispatcher import settings_of

    with trade.database.reading() as unit:
        return shown(Doing(unit, settings_of(unit), None, unit.now), resolve(unit, ref))


# -- seats and the waiting list


def test_beyond_the_maximum_nobody_comes_in_unless_one_says_what_becomes_of_them(trade: Trade) -> None:
    one = session(trade, most=2)
    before = dump(trade.database)
    with pytest.raises(GroupFull) as raised:
        one.enrol("A A", "B B", "C C", client=one.member)
    assert "second group" in str(raised.value.remedy)
    assert dump(trade.database) == before
    one.enrol("A A", "B B", "C C", "D D", client=one.member, over="waiting")
    assert one.states() == ["enrolled", "enrolled", "waiting", "waiting"]
    assert show(trade, one.group)["seats_left"] == 0


def test_people_beyond_the_maximum_open_a_second_group_with_slots_of_its_own(trade: Trade) -> None:
    one = session(trade, most=2)
    stored = one.enrol("A A", "B B", "C C", client=one.member, over="split")
    assert one.states(1) == ["enrolled", "enrolled"]
    assert one.states(2) == ["enrolled"]
    assert stored.payload["split"] == 2
    with trade.database.reading() as unit:
        group: TrainingGroup = resolve(unit, f"{one.ref}/G2").record
        slots = unit.session.query(Slot).filter(Slot.group_id == group.id).all()
        assert [(slot.state, slot.minutes) for slot in slots] == [("to_plan", 180), ("to_plan", 210)]
        assert group.teaching_max == 2
    one.enrol("D D", client=one.member, over="split")
    assert one.states(2) == ["enrolled", "enrolled"]
    assert examine_database(trade.database) == ()


def test_the_first_who_waits_is_pointed_out_when_a_seat_is_free(trade: Trade) -> None:
    one = session(trade, most=1)
    one.enrol("A A", "B B", "C C", client=one.member, over="waiting")
    stored = trade.act("withdraw-enrolment", f"{one.group}/P1")
    assert "B B" in stored.says
    assert f"{one.ref}/G1/P2" in stored.says
    assert show(trade, one.group)["next_waiting"] == f"{one.ref}/G1/P2"
    trade.act("admit", f"{one.group}/P2")
    assert show(trade, one.group)["next_waiting"] is None
    stored = trade.act("put-on-waiting-list", f"{one.group}/P2")
    assert "C C" in stored.says
    assert show(trade, one.group)["next_waiting"] == f"{one.ref}/G1/P3"


def test_who_is_admitted_has_a_seat_that_nobody_else_is_given(trade: Trade) -> None:
    one = session(trade, most=1)
    one.enrol("A A", "B B", client=one.member, state="candidate")
    trade.act("admit", f"{one.group}/P1")
    with pytest.raises(GroupFull):
        trade.act("admit", f"{one.group}/P2")
    with pytest.raises(GroupFull):
        one.enrol("C C", client=one.member)
    trade.act("put-on-waiting-list", f"{one.group}/P2")
    with pytest.raises(GroupFull):
        trade.act("confirm-enrolment", f"{one.group}/P2")
    trade.act("confirm-enrolment", f"{one.group}/P1")
    assert one.states() == ["enrolled", "waiting"]


def test_going_back_never_puts_two_people_on_one_seat(trade: Trade) -> None:
    one = session(trade, most=1)
    one.enrol("A A", client=one.member)
    trade.act("withdraw-enrolment", f"{one.group}/P1")
    trade.act("enrol", one.group, {"people": ["B B"], "client": one.member}, user="sb")
    before = dump(trade.database)
    with pytest.raises(GroupFull):
        trade.undo()
    assert dump(trade.database) == before


def test_a_lower_maximum_says_who_is_beyond_and_splitting_moves_them(trade: Trade) -> None:
    one = session(trade, most=3)
    one.enrol("A A", "B B", "C C", client=one.member)
    values = {"name": "Groupe", "teaching_max": 2}
    assert trade.act("edit-group", one.group, values).payload == {"over": 1}
    uid = enrolment(trade, f"{one.group}/P3", "uid")
    trade.act("split-group", one.group, {"name": "Bis"})
    assert people(trade, f"{one.ref}/G2") == [("C", "enrolled")]
    assert enrolment(trade, f"{one.ref}/G2/P1", "uid") == uid
    with pytest.raises(Invalid):
        trade.act("split-group", one.group, {})
    trade.undo()
    assert len(people(trade, one.group)) == 3


def test_a_list_counts_those_enrolled_and_no_other_state(trade: Trade) -> None:
    from backoffice.store import lists

    one = session(trade, most=3)
    one.enrol("A A", client=one.member)
    one.enrol("B B", "C C", client=one.member, state="candidate")
    trade.act("admit", f"{one.group}/P2")
    trade.act("refuse-enrolment", f"{one.group}/P3", reason="no")
    with trade.database.reading() as unit:
        [item] = lists.page(unit.driver, lists.spec_of("groups"), lists.Query(), 9).items
    assert {name: item[name] for name in ("enrolled", "admitted", "waiting", "candidates", "seats_left")} == {
        "enrolled": 1,
        "admitted": 1,
        "waiting": 0,
        "candidates": 0,
        "seats_left": 1,
    }


# -- moves


def test_a_refused_move_lists_those_allowed_and_a_refusal_is_explained(trade: Trade) -> None:
    one = session(trade)
    one.enrol("A A", client=one.member, state="candidate")
    with pytest.raises(EnrolmentMoveRefused, match="candidate") as raised:
        trade.act("confirm-enrolment", f"{one.group}/P1")
    assert "admit" in str(raised.value.remedy)
    with pytest.raises(BackofficeError, match="reason"):
        trade.act("refuse-enrolment", f"{one.group}/P1")


def test_somebody_replaced_gives_their_seat_payer_and_parts(trade: Trade) -> None:
    one = session(trade, most=1)
    one.enrol("A A", client=one.member, payer=one.other)
    trade.act("edit-enrolment", f"{one.group}/P1", {"payer": one.other, "parts": "J1"})
    stored = trade.act("replace-participant", f"{one.group}/P1", {"person": "B B; agente"})
    assert stored.ref == f"{one.ref}/G1/P2"
    assert one.states() == ["replaced", "enrolled"]
    newcomer = show(trade, stored.ref)
    assert (newcomer["payer"], newcomer["parts"], newcomer["client"]) == (one.other, ["J1"], one.member)
    assert newcomer["instead_of"] == f"{one.ref}/G1/P1"
    assert show(trade, f"{one.group}/P1")["replaced_by"] == stored.ref
    with pytest.raises(AlreadyEnrolled):
        trade.act("replace-participant", stored.ref, {"person": "A A"})


def test_who_withdrew_is_taken_up_again_and_never_enrolled_twice(trade: Trade) -> None:
    one = session(trade)
    one.enrol("A A", client=one.member)
    trade.act("withdraw-enrolment", f"{one.group}/P1")
    with pytest.raises(WasThere, match="P1"):
        one.enrol("A A", client=one.member)
    trade.act("reconsider-enrolment", f"{one.group}/P1", reason="free after all")
    assert one.states() == ["candidate"]


def test_nobody_joins_a_dossier_that_has_ended(trade: Trade) -> None:
    one = session(trade)
    one.enrol("A A", client=one.member, state="candidate")
    trade.act("withdraw", one.ref, reason="no trainer")
    with pytest.raises(DossierEnded):
        one.enrol("B B", client=one.member)
    with pytest.raises(DossierEnded):
        trade.act("admit", f"{one.group}/P1")


# -- closing


def closed(trade: Trade) -> Any:
    one = session(trade)
    limits = {"name": "G", "closes_before": "2026-06-05", "teaching_max": 9}
    trade.act("edit-group", one.group, limits)
    return one


def test_the_last_moment_before_the_5th_is_the_end_of_the_4th(trade: Trade) -> None:
    one = closed(trade)
    trade.at(datetime(2026, 6, 4, 21, 59, 59, tzinfo=UTC))
    one.enrol("A A", client=one.member)
    trade.at(datetime(2026, 6, 4, 22, tzinfo=UTC))
    with pytest.raises(EnrolmentsClosed) as raised:
        one.enrol("B B", client=one.member)
    assert raised.value.wants_reason
    one.enrol("B B", client=one.member, reason="the director asks")
    assert one.states() == ["enrolled", "enrolled"]


def test_who_asked_in_time_is_enrolled_later_without_explaining(trade: Trade) -> None:
    one = closed(trade)
    one.enrol("A A", client=one.member, state="candidate")
    trade.at(datetime(2026, 6, 8, 8, tzinfo=UTC))
    trade.act("admit", f"{one.group}/P1")
    trade.act("confirm-enrolment", f"{one.group}/P1")
    with pytest.raises(EnrolmentsClosed):
        one.enrol("B B", client=one.member, state="candidate")
    # A paper that came in time is recorded late.
    happened = datetime(2026, 6, 3, 8, tzinfo=UTC)
    values = {"people": ["B B"], "client": one.member}
    trade.act("enrol", one.group, values, occurred_at=happened)
    assert one.states() == ["enrolled", "enrolled"]


def test_a_group_closes_at_an_instant_too_and_never_both_ways(trade: Trade) -> None:
    one = session(trade)
    trade.act("edit-group", one.group, {"name": "G", "closes_at": "2026-06-01T06:59:00Z"})
    with pytest.raises(EnrolmentsClosed):
        one.enrol("A A", client=one.member)
    both = {"name": "G", "closes_at": "2026-06-02T07:00:00Z", "closes_before": "2026-06-05"}
    with pytest.raises(BackofficeError, match="in one way"):
        trade.act("edit-group", one.group, both)


def test_a_group_closes_so_long_before_its_first_slot_and_moves_with_it(trade: Trade) -> None:
    one = session(trade)
    trade.act("edit-group", one.group, {"name": "G", "closes_length": "10 jours ouvrés"})
    # From Monday 12 April 2027, over Easter Monday: until the end of Friday 26 March.
    assert show(trade, one.group)["closes"] == "2027-03-26T23:00:00Z"
    trade.at(datetime(2027, 3, 25, 8, tzinfo=UTC))
    one.enrol("A A", client=one.member)
    # The first slot moves earlier, and the closing with it.
    trade.act("move-slot", f"{one.ref}/S1", {"day": "2027-04-08", **MORNING})
    assert show(trade, one.group)["closes"] == "2027-03-24T23:00:00Z"
    with pytest.raises(EnrolmentsClosed, match="25/03/2027"):
        one.enrol("B B", client=one.member)
    trade.undo()
    trade.at(datetime(2027, 3, 26, 22, 59, tzinfo=UTC))
    one.enrol("B B", client=one.member)
    trade.at(datetime(2027, 3, 26, 23, tzinfo=UTC))
    with pytest.raises(EnrolmentsClosed, match="27/03/2027"):
        one.enrol("C C", client=one.member)
    assert one.states() == ["enrolled"] * 2


def test_after_the_closing_one_waits_or_is_refused_as_the_group_says(trade: Trade) -> None:
    one = session(trade)
    limits = {"name": "G", "closes_on": "2026-06-04"}
    trade.act("edit-group", one.group, limits | {"after_closing": "waiting"})
    trade.at(datetime(2026, 6, 4, 21, 59, tzinfo=UTC))
    one.enrol("A A", client=one.member)
    trade.at(datetime(2026, 6, 4, 22, tzinfo=UTC))
    one.enrol("B B", client=one.member)
    assert one.states() == ["enrolled", "waiting"]
    one.enrol("C C", client=one.member, reason="the director asks")
    with pytest.raises(EnrolmentsClosed) as raised:
        trade.act("confirm-enrolment", f"{one.group}/P2")
    assert raised.value.wants_reason
    trade.act("confirm-enrolment", f"{one.group}/P2", reason="a seat is left")
    trade.act("edit-group", one.group, limits | {"after_closing": "refused"})
    with pytest.raises(EnrolmentsClosed) as raised:
        one.enrol("D D", client=one.member, reason="the director asks again")
    assert not raised.value.wants_reason
    assert one.states() == ["enrolled"] * 3


@pytest.mark.parametrize("length", ["10 lunes", "48 hours", "0 days", "ten days"])
def test_a_closing_is_told_in_days(trade: Trade, length: str) -> None:
    one = session(trade)
    with pytest.raises(BackofficeError) as raised:
        trade.act("edit-group", one.group, {"name": "G", "closes_length": length})
    assert raised.value.place.path == "closes_length"
    assert raised.value.remedy


# -- proofs and payers


def test_enrolling_without_a_mandatory_proof_takes_a_reason_and_says_what_is_missing(trade: Trade) -> None:
    one = session(trade)
    with pytest.raises(ProofMissing, match="adhésion") as raised:
        one.enrol("A A", client=one.other)
    assert "accompagner" not in raised.value.message
    one.enrol("A A", client=one.other, reason="joins in May")
    asked = show(trade, f"{one.group}/P1")["requirements"]
    assert [(r["kind"], r["mandatory"], r["missing"]) for r in asked] == [
        ("membership", True, True),
        ("experience", False, True),
    ]
    trade.act("record-proof", f"{one.group}/P1", {"requirement": 1, "seen": "bulletin d'adhésion"})
    [first, _second] = show(trade, f"{one.group}/P1")["requirements"]
    assert (first["missing"], first["proof"]["seen"]) == (False, "bulletin d'adhésion")
    with pytest.raises(Invalid):
        trade.act("record-proof", f"{one.group}/P1", {"requirement": 3})


def test_a_membership_counts_on_the_day_of_the_session_not_on_that_of_enrolling(trade: Trade) -> None:
    one = session(trade)
    last_year = {"label": "Adhésion 2026", "from_day": "2026-01-01", "to_day": "2026-12-31"}
    trade.act("record-membership", one.other, last_year)
    with pytest.raises(ProofMissing):
        one.enrol("A A", client=one.other)
    trade.act(
        "record-membership",
        one.other,
        last_year | {"label": "2027", "from_day": "2027-01-01", "to_day": None},
    )
    one.enrol("A A", client=one.other)
    trade.act("end-membership", one.other, {"label": "2027", "to_day": "2027-04-11"})
    assert show(trade, f"{one.group}/P1")["requirements"][0]["missing"]
    with pytest.raises(NoMembership, match="2031"):
        trade.act("end-membership", one.other, {"label": "2031", "to_day": "2031-01-01"})
    with pytest.raises(Invalid):
        trade.act("record-membership", one.other, last_year)


def test_the_employer_pays_unless_somebody_else_is_named(trade: Trade) -> None:
    one = session(trade, most=9)
    funder = trade.act("new-funder", "", {"name": "Fonds des territoires"}).ref
    one.enrol("A A", client=one.member)
    one.enrol("B B", client=one.member, payer="person")
    one.enrol("C C", client=one.member, payer=funder)
    one.enrol("Nom;Prénom;Payeur", "D;D;fonds des Territoires", "E;E;passante", client=one.member)
    assert [show(trade, f"{one.group}/P{n}")["payer"] for n in range(1, 6)] == [
        one.member,
        "person",
        funder,
        funder,
        one.other,
    ]


def test_an_intra_dossiers_people_are_paid_for_by_its_client(trade: Trade) -> None:
    ref = trade.drafted()
    trade.act("enrol", f"{ref}/G1", {"people": ["Roux Zoé"]})
    assert show(trade, f"{ref}/G1/P1")["payer"] == "CLI-0001"
    assert show(trade, "GRP-0001/P1")["ref"] == f"{ref}/G1/P1"


# -- decisions


def test_a_group_below_its_minimum_is_confirmed_only_for_a_reason(trade: Trade) -> None:
    one = session(trade)
    one.enrol("A A", client=one.member)
    with pytest.raises(BelowMinimum) as raised:
        trade.act("confirm-group", one.group)
    assert raised.value.wants_reason
    trade.act("confirm-group", one.group, reason="the room is paid")
    decided = show(trade, one.group)
    assert (decided["decision"], decided["decided"]["headcount"]) == ("confirmed", 1)
    with pytest.raises(GroupDecided):
        trade.act("confirm-group", one.group)


def test_a_merged_group_gives_its_people_to_another_session_and_its_slots_end(trade: Trade) -> None:
    one = session(trade, most=3)
    one.enrol("A A", "B B", client=one.member)
    one.enrol("C C", client=one.member, state="candidate")
    wish = {"kind": "own_session", "topic": "Automne", "programme": "CONDUIRE", "headcount_max": 2}
    other = trade.act("receive-request", "", wish).ref
    trade.act("draft-offer", other, {"programme": "CONDUIRE"})
    trade.act("enrol", f"{other}/G1", {"people": ["D D"], "client": one.member}, reason="joins")
    uid = enrolment(trade, f"{one.group}/P1", "uid")
    before = dump(trade.database)
    with pytest.raises(GroupFull):
        trade.act("merge-group", one.group, {"into": "GRP-0002"})
    assert dump(trade.database) == before
    trade.act("merge-group", one.group, {"into": "GRP-0002", "over": "waiting"}, reason="too few")
    assert people(trade, one.group) == []
    assert people(trade, f"{other}/G1") == [
        ("D", "enrolled"),
        ("A", "enrolled"),
        ("B", "waiting"),
        ("C", "candidate"),
    ]
    assert enrolment(trade, f"{other}/G1/P2", "uid") == uid
    with trade.database.reading() as unit:
        states = {resolve(unit, f"{one.ref}/S{n}").record.state for n in (1, 2)}
    assert states == {"cancelled"}
    with pytest.raises(GroupDecided):
        one.enrol("E E", client=one.member)
    assert examine_database(trade.database) == ()
    trade.undo()
    assert dump(trade.database) == before


def test_nobody_is_merged_into_a_group_where_they_are(trade: Trade) -> None:
    one = session(trade)
    one.enrol("A A", client=one.member)
    trade.act("add-group", one.ref, {"name": "Bis"})
    trade.act("enrol", f"{one.ref}/G2", {"people": ["A A"], "client": one.member})
    with pytest.raises(AlreadyEnrolled):
        trade.act("merge-group", f"{one.ref}/G2", {"into": "GRP-0001"})


# -- pasted lists


def test_a_spreadsheet_is_read_by_its_titles_and_each_employer_is_found(trade: Trade) -> None:
    one = session(trade, most=9)
    table = (
        "Courriel\tNom\tPrénom\tEmployeur\tFonction\n"
        "z@e.fr\tDURAND\tZoé\tADHÉRENTE\tcheffe\n\tPetit\tAna\tAilleurs\t"
    )
    trade.act("enrol", one.group, {"people": table}, reason="r")
    with trade.database.reading() as unit:
        group: TrainingGroup = resolve(unit, one.group).record
        read = [
            (p.name, p.first_name, p.function, p.email, p.employer, p.client.ref if p.client else None)
            for p in (e.participant for e in group.enrolments)
        ]
    assert read == [
        ("DURAND", "Zoé", "cheffe", "z@e.fr", None, one.member),
        ("Petit", "Ana", None, None, "Ailleurs", None),
    ]


def test_names_in_cells_of_their_own_need_no_title_when_they_come_from_a_spreadsheet(trade: Trade) -> None:
    one = session(trade, most=9)
    one.enrol("DURAND\tZoé\tcheffe", "PETIT\tAna", client=one.member)
    assert people(trade, one.group) == [("DURAND", "enrolled"), ("PETIT", "enrolled")]


def test_every_mistake_is_told_at_once_with_its_line(trade: Trade) -> None:
    one = session(trade, most=9)
    lines = [
        "nom;prénom;courriel;payeur",
        "A;A;faux",
        "B;B;;Inconnu",
        "",
        "C;C",
        "c;C",
        "PAR-9999;",
        "D;D;;;trop",
    ]
    before = dump(trade.database)
    with pytest.raises(Several) as raised:
        one.enrol(*lines, client=one.member)
    found = [(error.place.line, error.code) for error in each(raised.value)]
    assert found == [
        (2, "invalid"),
        (3, "unknown_payer"),
        (6, "already_enrolled"),
        (7, "not_found"),
        (8, "bad_table"),
    ]
    assert dump(trade.database) == before


def test_two_people_of_one_name_are_told_apart_by_their_e_mails(trade: Trade) -> None:
    one = session(trade, most=9)
    one.enrol("Roux Zoé; f; zoe@a.example", client=one.member)
    one.enrol("Roux Zoé; f; zoe@b.example", client=one.member)
    with pytest.raises(AlreadyEnrolled):
        one.enrol("ROUX Zoé", client=one.member)
    assert len(people(trade, one.group)) == 2


# -- sheets


def sheets(trade: Trade) -> list[dict[str, Any]]:
    with trade.database.reading() as unit:
        query = unit.session.query(Document).filter(Document.kind == "attendance_sheet")
        return [document.sheet for document in query.order_by(Document.id)]


def test_who_comes_late_stands_on_a_new_version_marked_and_the_old_one_is_kept(trade: Trade) -> None:
    one = session(trade, most=9)
    one.enrol("A A", "B B", client=one.member)
    trade.act("undate-slot", f"{one.ref}/S1")
    trade.dated(f"{one.ref}/S1", "2026-06-02", trainers=["TRA-0001"])
    trade.act("print-attendance-sheets", one.ref, {})
    trade.at(datetime(2026, 6, 3, 8, tzinfo=UTC))
    one.enrol("C C", client=one.member, reason="late")
    trade.act("withdraw-enrolment", f"{one.group}/P2")
    trade.act("print-attendance-sheets", one.ref, {})
    first, second = sheets(trade)
    assert (first["version"], second["version"]) == (1, 2)
    assert [person["last_name"] for person in first["participants"]] == ["A", "B"]
    assert [person["last_name"] for person in second["participants"]] == ["A", "B", "C"]
    # B left after the first slot, C came after it: nobody signs there.
    marks = [(mark["participant"], mark["slot"], mark["kind"]) for mark in second["marks"]]
    assert marks == [(1, 1, "not_enrolled"), (2, 0, "not_enrolled")]


def test_a_sheet_names_those_who_follow_its_module_alone(trade: Trade) -> None:
    ref, _quote = trade.accepted()
    trade.act("enrol", f"{ref}/G1", {"people": ["A A", "B B"]})
    trade.act("edit-enrolment", f"{ref}/G1/P2", {"parts": "M2"})
    with pytest.raises(Invalid, match="M9"):
        trade.act("edit-enrolment", f"{ref}/G1/P2", {"parts": "M2, M9"})
    trainer = trade.trainer()
    trade.dated(f"{ref}/S1", "2026-09-15", trainers=[trainer])
    trade.dated(f"{ref}/S3", "2026-09-16", trainers=[trainer])
    trade.act("print-attendance-sheets", ref, {})
    named = [[person["last_name"] for person in sheet["participants"]] for sheet in sheets(trade)]
    assert named == [["A"], ["A", "B"]]
