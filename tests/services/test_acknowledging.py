"""Receipt is acknowledged: with a letter and an e-mail if one wishes, each kept as it left."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest

from backoffice.documents.errors import GlyphMissing
from backoffice.errors import BackofficeError
from backoffice.services.acknowledgement_sheet import NoAddressee, NoMailAddress, acknowledgement_sheet
from backoffice.services.acknowledging import DossierEnded, NotAcknowledged
from backoffice.services.acts import Doing, acts
from backoffice.services.dispatcher import Order, do, settings_of, who
from backoffice.services.kinds import resolve
from backoffice.store.doctor import examine_database
from backoffice.store.driver import fetch
from backoffice.store.records import Document
from tests.services.conftest import Trade, dump, journal
from tests.store.postgres import NOW

LETTER = {"letter": True}
BOTH = {"letter": True, "mail": True}


def received(trade: Trade, **values: Any) -> str:
    """A request with somebody to write to."""
    client = values.pop("client", None) or trade.client()
    contact = {"client": client, "name": "Chambraud", "first_name": "Inès", "email": "i@caisse.example"}
    return trade.received(client=client, contact=trade.act("new-contact", "", contact).ref, **values)


def documents(trade: Trade) -> list[tuple[str, int]]:
    with trade.database.reading() as unit:
        rows = fetch(unit.driver, "SELECT file_name, version_no FROM documents ORDER BY id")
        return [tuple(row) for row in rows]


def snapshot(trade: Trade, name: str) -> dict[str, Any]:
    with trade.database.reading() as unit:
        record: Document = resolve(unit, name, "document").record
        return dict(record.sheet)


def sheet_now(trade: Trade, ref: str) -> Any:
    with trade.database.reading() as unit:
        doing = Doing(unit, settings_of(unit), who(unit, "er"), unit.now)
        return acknowledgement_sheet(doing, resolve(unit, ref, "request").record, "", "")


def test_receipt_may_be_acknowledged_without_a_word(trade: Trade) -> None:
    trade.act("acknowledge", received(trade))
    assert documents(trade) == []


def test_the_letter_and_the_mail_come_with_the_act_in_one_transaction(trade: Trade) -> None:
    ref = received(trade)
    result = trade.run("acknowledge", ref, BOTH)
    assert [one.act for one in result.stored] == ["acknowledge", "print-acknowledgement"]
    assert documents(trade) == [(f"AR-{ref}.pdf", 1), (f"AR-{ref}.eml", 1)]
    assert [copy.path for copy in result.copies] == [f"{ref}/AR-{ref}.pdf", f"{ref}/AR-{ref}.eml"]
    assert [row[0] for row in journal(trade.database)][-2:] == ["acknowledge", "print-acknowledgement"]
    assert examine_database(trade.database) == ()


def test_a_letter_that_cant_be_printed_leaves_the_dossier_as_it_was(trade: Trade) -> None:
    ref = received(trade, topic="Coopérer \U0001f393")
    before = dump(trade.database)
    with pytest.raises(GlyphMissing):
        trade.act("acknowledge", ref, LETTER)
    assert dump(trade.database) == before


def test_the_same_key_twice_acknowledges_once_and_gives_the_copies_again(trade: Trade) -> None:
    ref = received(trade)
    first = trade.run("acknowledge", ref, BOTH, key="k1")
    again = trade.run("acknowledge", ref, BOTH, key="k1")
    assert again.copies == first.copies
    assert [one.again for one in again.stored] == [True, True]
    assert len(documents(trade)) == 2


def test_taking_the_acknowledgement_back_leaves_the_letter_that_left(trade: Trade) -> None:
    ref = received(trade)
    trade.act("acknowledge", ref, LETTER)
    assert trade.undo().act == "acknowledge"
    assert documents(trade) == [(f"AR-{ref}.pdf", 1)]
    trade.act("acknowledge", ref, LETTER)
    assert documents(trade) == [(f"AR-{ref}.pdf", 1)], "nothing else was said: the same letter stands"
    assert examine_database(trade.database) == ()


def test_what_changed_makes_a_new_version_and_the_first_one_stays(trade: Trade) -> None:
    ref = received(trade)
    trade.act("acknowledge", ref, BOTH)
    trade.at(NOW + timedelta(hours=2))
    trade.act("print-acknowledgement", ref, {"mail": True, "note": "Nous vous appelons lundi."})
    assert documents(trade) == [
        (f"AR-{ref}.pdf", 1),
        (f"AR-{ref}.eml", 1),
        (f"AR-{ref}-v2.pdf", 2),
        (f"AR-{ref}-v2.eml", 2),
    ]
    assert snapshot(trade, f"AR-{ref}-v2.eml")["attached_as"] == f"AR-{ref}-v2.pdf"


def test_what_was_written_is_offered_again(trade: Trade) -> None:
    ref = received(trade)
    offered = acts()["acknowledge"].opening
    assert offered is not None
    with trade.database.reading() as unit:
        doing = Doing(unit, settings_of(unit), who(unit, "er"), unit.now)
        record = resolve(unit, ref, "request").record
        first = offered(doing, record)
    assert (first["letter"], first["mail"], first["note"]) == (True, True, "")
    assert "1er juin 2026" in first["opening"]
    trade.act("acknowledge", ref, LETTER | {"opening": "Chère Inès,", "note": "À lundi."})
    again = acts()["print-acknowledgement"].opening
    assert again is not None
    with trade.database.reading() as unit:
        doing = Doing(unit, settings_of(unit), who(unit, "er"), unit.now)
        found = again(doing, resolve(unit, ref, "request").record)
    assert (found["opening"], found["note"]) == ("Chère Inès,", "À lundi.")


def test_the_letter_speaks_the_clients_language(trade: Trade) -> None:
    ref = received(trade, client=trade.client(language="en", name="Shared Fields"))
    trade.act("acknowledge", ref, BOTH)
    assert "We have received your request of 1 June 2026" in snapshot(trade, f"AR-{ref}.pdf")["opening"]
    mail = snapshot(trade, f"AR-{ref}.eml")
    assert mail["subject"] == f"Your request {ref}: Coopérer"
    assert "What comes next" in mail["body"]


def test_the_promises_that_are_open_are_printed_with_their_dates(trade: Trade) -> None:
    """15 days from Monday 1 June end on Tuesday 16; from Saturday 6 they end on a Sunday, and roll."""
    sheet = sheet_now(trade, received(trade))
    due = {one.step: (one.owed_by, one.due.isoformat()) for one in sheet.promises}
    assert due["first_answer"] == ("us", "2026-06-16")
    later = trade.at(NOW + timedelta(days=5))
    rolled = {one.step: one.due.isoformat() for one in sheet_now(later, received(later)).promises}
    assert rolled["first_answer"] == "2026-06-22"


def test_what_is_already_done_is_no_longer_promised(trade: Trade) -> None:
    ref = received(trade)
    assert "acknowledge" in {one.step for one in sheet_now(trade, ref).promises}
    trade.act("acknowledge", ref, LETTER)
    promised = [one["step"] for one in snapshot(trade, f"AR-{ref}.pdf")["promises"]]
    assert "acknowledge" not in promised
    assert "first_answer" in promised


def test_a_letter_isnt_a_contract(trade: Trade) -> None:
    """L.6352-12: only the sentence for the public, which says that registration is no approval."""
    said = sheet_now(trade, received(trade)).organisation.registration
    assert said.startswith("Enregistrée sous le numéro 75\u00a087\u00a002413\u00a087.")
    assert said.endswith("Cet enregistrement ne vaut pas agrément de l’État.")


def test_who_follows_is_reached_at_their_own_number_else_at_the_houses(trade: Trade) -> None:
    ref = received(trade)
    assert sheet_now(trade, ref).follower.phone == "05 36 49 12 30"
    trade.act("edit-user", "er", {"initials": "ER", "name": "Élodie Roux", "phone": "06 01 02 03 04"})
    assert sheet_now(trade, ref).follower.phone == "06 01 02 03 04"


def test_the_mail_opens_as_a_draft_from_who_follows_to_the_contact(trade: Trade) -> None:
    ref = received(trade)
    trade.act("edit-user", "er", {"initials": "ER", "name": "Élodie Roux", "email": "er@atelier.example"})
    result = trade.run("acknowledge", ref, BOTH)
    with trade.database.reading() as unit:
        found = message_from_bytes(unit.get_blob(result.copies[1].sha256), policy=default)
        letter = unit.get_blob(result.copies[0].sha256)
    assert str(found["from"]) == "Élodie Roux <er@atelier.example>"
    assert str(found["to"]) == "Inès Chambraud <i@caisse.example>"
    assert (found["x-unsent"], found["date"].datetime) == ("1", NOW)
    [attached] = found.iter_attachments()  # type: ignore[attr-defined]
    assert (attached.get_filename(), attached.get_content()) == (f"AR-{ref}.pdf", letter)


def test_a_mail_without_an_address_is_refused_and_nothing_is_kept(trade: Trade) -> None:
    ref = trade.received()
    before = dump(trade.database)
    with pytest.raises(NoMailAddress):
        trade.act("acknowledge", ref, BOTH)
    assert dump(trade.database) == before


def test_hostile_words_stay_words_in_the_letter_and_in_the_mail(trade: Trade) -> None:
    dressed = "Zoé\r\nBcc: x@y.fr <b>&amp;</b> =?utf-8?q?a=0D=0ABcc=3A_x=40y=2Efr?="
    ref = received(trade, client=trade.client(name=dressed), topic=dressed, audience=dressed)
    result = trade.run("acknowledge", ref, BOTH | {"opening": dressed, "note": dressed})
    assert [copy.path for copy in result.copies] == [f"{ref}/AR-{ref}.pdf", f"{ref}/AR-{ref}.eml"]
    with trade.database.reading() as unit:
        found = message_from_bytes(unit.get_blob(result.copies[1].sha256), policy=default)
    assert "bcc" not in found
    assert "Bcc: x@y.fr <b>&amp;</b> =?utf-8?q?" in found["subject"]


def test_an_own_session_has_nobody_to_write_to(trade: Trade) -> None:
    ref = trade.received(kind="own_session")
    with pytest.raises(NoAddressee):
        trade.act("acknowledge", ref, LETTER)
    trade.act("acknowledge", ref)


def test_a_letter_is_printed_once_receipt_is_acknowledged_and_while_the_dossier_lives(trade: Trade) -> None:
    ref = received(trade)
    with pytest.raises(NotAcknowledged):
        trade.act("print-acknowledgement", ref, {})
    trade.act("skip-acknowledgement", ref, reason="by telephone")
    trade.act("print-acknowledgement", ref, {})
    trade.act("decline", ref, {"cause": "budget"})
    with pytest.raises(DossierEnded):
        trade.act("print-acknowledgement", ref, {"note": "x"})


def test_an_act_that_fails_after_the_one_that_asked_for_it_takes_both_back(trade: Trade) -> None:
    """The control of the one transaction: the first act alone does go through."""
    ref = trade.received()
    with pytest.raises(BackofficeError):
        do(trade.database, (Order("acknowledge", ref, BOTH),), user="er")
    with trade.database.reading() as unit:
        assert resolve(unit, ref, "request").record.stage == "received"
    assert do(trade.database, (Order("acknowledge", ref),), user="er").stored[0].ref == ref


def test_what_is_open_and_the_clients_to_answer_is_asked_in_the_letter(trade: Trade) -> None:
    ref = received(trade)
    trade.act("ask-question", ref, {"text": "Qui a suivi le module 1 ?", "who": "CON-0001"})
    trade.act("ask-question", ref, {"text": "Quelle marge ?", "who": "sb"})
    trade.act("ask-question", ref, {"text": "Une salle le mardi ?", "who": "CLI-0001"})
    assert sheet_now(trade, ref).questions == ("Qui a suivi le module 1 ?", "Une salle le mardi ?")
    trade.act("answer-question", f"{ref}/Q1", {"answer": "Six agents."})
    trade.act("acknowledge", ref, BOTH)
    assert snapshot(trade, f"AR-{ref}.pdf")["questions"] == ["Une salle le mardi ?"]
    assert "– Une salle le mardi ?" in snapshot(trade, f"AR-{ref}.eml")["body"]
