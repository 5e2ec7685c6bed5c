"""Doubles become one: what led to one leads to the other, nothing issued changes, all can be put back."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from backoffice.errors import Invalid
from backoffice.services.acts import Doing
from backoffice.services.dispatcher import settings_of
from backoffice.services.doubles import pairs
from backoffice.services.kinds import resolve
from backoffice.services.showing import shown
from backoffice.store.doctor import examine_database
from backoffice.store.records import JournalRow
from tests.services.conftest import Trade, dump


def show(trade: Trade, ref: str) -> dict[str, object]:
    with trade.database.reading() as unit:
        return shown(Doing(unit, settings_of(unit), None, unit.now), resolve(unit, ref))


def looks_like(trade: Trade, kind: str) -> list[tuple[str, str, str]]:
    with trade.database.reading() as unit:
        doing = Doing(unit, settings_of(unit), None, unit.now)
        return [(pair.ref, pair.other, pair.why) for pair in pairs(doing, kind)]


def test_a_double_gives_its_dossiers_contacts_and_people_to_the_client_that_stays(trade: Trade) -> None:
    kept, double = trade.client(name="Caisse"), trade.client(name="La Caisse", siret="99931877700011")
    contact = trade.act("new-contact", "", {"client": double, "name": "Durand"}).ref
    venue = trade.venue(client=double)
    ref = trade.drafted(client=double, contact=contact)
    trade.act("merge-client", double, {"into": kept})
    assert show(trade, ref)["client"] == {"ref": kept, "name": "Caisse"}
    assert show(trade, contact)["client"] == show(trade, venue)["client"] == kept
    assert show(trade, double)["merged_into"] == kept
    assert show(trade, kept)["siret"] == "99931877700011"
    assert not examine_database(trade.database)


def test_what_the_client_that_stays_says_is_never_overwritten(trade: Trade) -> None:
    kept = trade.client(city="Guéret", note="")
    double = trade.client(city="Limoges", note="Bâtiment B", external_ref="CRM-7")
    trade.act("merge-client", double, {"into": kept})
    found = show(trade, kept)
    assert (found["city"], found["note"], found["external_ref"]) == ("Guéret", "Bâtiment B", None)


def test_a_draft_quote_follows_and_an_issued_one_keeps_the_name_it_was_issued_to(trade: Trade) -> None:
    kept, double = trade.client(territory="RE"), trade.client()
    ref, number = trade.offered(client=double)
    trade.act("revise-quote", number)
    trade.act("merge-client", double, {"into": kept})
    with trade.database.reading() as unit:
        quotes = {
            quote["state"]: resolve(unit, str(quote["ref"])).record.client.ref
            for quote in show(trade, ref)["quotes"]  # type: ignore[attr-defined]
        }
    assert quotes == {"issued": double, "draft": kept}
    assert not examine_database(trade.database)


def test_a_merge_is_undone_row_by_row_and_stays_in_both_histories(trade: Trade) -> None:
    kept, double = trade.client(), trade.client(name="La Caisse")
    trade.drafted(client=double)
    before = dump(trade.database)
    trade.act("merge-client", double, {"into": kept})
    with trade.database.reading() as unit:
        rows = unit.session.scalars(select(JournalRow).where(JournalRow.act == "merge-client")).all()
    assert [row.subject_ref for row in rows] == [kept, double]
    trade.undo()
    assert dump(trade.database) == before


def test_a_merged_record_leads_to_the_one_that_stayed(trade: Trade) -> None:
    first, second, third = trade.client(), trade.client(), trade.client()
    trade.act("merge-client", third, {"into": second})
    trade.act("merge-client", second, {"into": first})
    assert show(trade, third)["merged_into"] == first
    assert show(trade, trade.received(client=third))["client"]["ref"] == first  # type: ignore[index]


def test_a_merge_into_itself_or_twice_is_refused(trade: Trade) -> None:
    kept, double = trade.client(), trade.client()
    with pytest.raises(Invalid, match="itself"):
        trade.act("merge-client", kept, {"into": kept})
    trade.act("merge-client", double, {"into": kept})
    with pytest.raises(Invalid, match="already merged"):
        trade.act("merge-client", double, {"into": kept})
    with pytest.raises(Invalid, match="itself"):
        trade.act("merge-client", kept, {"into": double})


def test_somebody_enrolled_twice_takes_one_place(trade: Trade) -> None:
    ref = trade.drafted()
    trade.act("enrol", f"{ref}/G1", {"people": ["DURAND Zoé", "DURANT Zoé"]})
    trade.act("merge-participant", "PAR-0002", {"into": "PAR-0001"})
    people = show(trade, f"{ref}/G1")["participants"]
    states = {one["ref"]: one["state"] for one in people}  # type: ignore[attr-defined]
    assert states == {"PAR-0001": "enrolled", "PAR-0002": "replaced"}


def test_what_looks_alike_is_told_once_with_its_surest_sign(trade: Trade) -> None:
    one = trade.client(name="Les Tuileries", city="Guéret", siret="99931877700011")
    other = trade.client(name="LES TUILERIES", city="guéret", siret="99931877700011")
    trade.client(name="Les Tuileries", city="Limoges")
    assert looks_like(trade, "client") == [(one, other, "same SIRET")]
    first = trade.act("new-contact", "", {"client": one, "name": "Durand", "email": "Z@x.example"}).ref
    second = trade.act("new-contact", "", {"client": other, "name": "Dupont", "email": "z@x.example"}).ref
    assert looks_like(trade, "contact") == [(first, second, "same e-mail")]
    trade.act("merge-contact", second, {"into": first})
    assert looks_like(trade, "contact") == []


def test_the_memberships_of_both_stay_and_those_that_overlap_become_one(trade: Trade) -> None:
    kept, double = trade.client(name="Caisse"), trade.client(name="La Caisse")

    def member(ref: str, label: str, first: str, last: str | None, number: str = "") -> None:
        values = {"label": label, "from_day": first, "to_day": last, "number": number}
        trade.act("record-membership", ref, values)

    member(kept, "Adhésion", "2025-01-01", "2025-12-31")
    member(double, "adhesion", "2025-07-01", "2026-12-31", "A9")
    member(double, "Adhésion", "2027-02-01", None)
    member(double, "Réseau", "2026-01-01", None)
    before = dump(trade.database)
    trade.act("merge-client", double, {"into": kept})
    with trade.database.reading() as unit:
        held = [(one["label"], one["from"], one["to"], one["number"])
                for one in resolve(unit, kept).record.memberships]  # fmt: skip
    assert held == [
        ("Adhésion", "2025-01-01", "2026-12-31", "A9"),
        ("Réseau", "2026-01-01", None, ""),
        ("Adhésion", "2027-02-01", None, ""),
    ]
    trade.undo()
    assert dump(trade.database) == before
