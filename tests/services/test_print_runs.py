"""Print runs: every sheet of a period, a trainer's pack, and no new version without a reason."""

from __future__ import annotations

import io
import re

import pytest
from pypdf import PdfReader

from backoffice.services.acts import Print
from backoffice.services.print_runs import NothingToPrint
from backoffice.store.doctor import examine_database
from tests.services.conftest import AFTERNOON, MORNING, Trade, dump, journal
from tests.services.sessions import session

WEEK = {"from_day": "2026-06-08", "to_day": "2026-06-14"}


def text(printed: Print) -> list[str]:
    """The text of each page, in one line."""
    pages = PdfReader(io.BytesIO(printed.data)).pages
    return [re.sub(r"\s+", " ", page.extract_text()) for page in pages]


def two_dossiers(trade: Trade) -> tuple[str, str, str]:
    """Two accepted dossiers with a trainer in common: one teaches in the week, the other after it."""
    trainer = trade.trainer()
    first, _quote = trade.accepted()
    second, _quote = trade.accepted()
    for ref in (first, second):
        trade.act("enrol", f"{ref}/G1", {"people": ["Roux Zoé", "Auclair Delphine"]})
    trade.dated(f"{first}/S1", "2026-06-09", MORNING, trainers=[trainer])
    trade.dated(f"{first}/S2", "2026-06-16", AFTERNOON, trainers=[trainer])
    trade.dated(f"{first}/S3", "2026-06-17", MORNING, trainers=[trainer])
    trade.dated(f"{second}/S1", "2026-06-10", MORNING, trainers=[trade.trainer("Benamar")])
    trade.dated(f"{second}/S3", "2026-06-18", MORNING, trainers=[trainer])
    return first, second, trainer


def test_the_sheets_of_a_week_are_one_file_and_each_dossier_has_its_row_in_the_journal(trade: Trade) -> None:
    first, second, _trainer = two_dossiers(trade)
    said = journal(trade.database)
    result = trade.run("print-sheets", "", WEEK)
    [printed] = result.prints
    pages = text(printed)
    assert len(pages) == 2
    assert f"EMA-{first}-M1-G1" in pages[0]
    assert f"EMA-{second}-M1-G1" in pages[1]
    # M2 of either dossier isn't taught that week.
    assert not any("M2-G1" in page for page in pages)
    assert [copy.path for copy in result.copies] == [f"{ref}/EMA-{ref}-M1-G1.pdf" for ref in (first, second)]
    rows = journal(trade.database)[len(said) :]
    assert [(row[0], row[1]) for row in rows] == [("print-sheets", first), ("print-sheets", second)]
    assert examine_database(trade.database) == ()


def test_printing_again_makes_no_new_version_even_of_sheets_with_blank_lines(trade: Trade) -> None:
    first, _second, _trainer = two_dossiers(trade)
    trade.act("print-attendance-sheets", first, {"blank_lines": 3})
    trade.run("print-sheets", "", WEEK)
    before = dump(trade.database)
    [again] = trade.run("print-sheets", "", WEEK).prints
    assert dump(trade.database) == before
    assert not any("version 2" in page for page in text(again))


def test_next_week_is_offered_and_a_period_without_slots_is_told(trade: Trade) -> None:
    from backoffice.services.acts import Doing, acts
    from backoffice.services.dispatcher import settings_of

    opening = acts()["print-sheets"].opening
    assert opening is not None
    with trade.database.reading() as unit:
        offered = opening(Doing(unit, settings_of(unit), None, unit.now), None)
    assert {name: str(day) for name, day in offered.items()} == WEEK
    with pytest.raises(NothingToPrint):
        trade.run("print-sheets", "", WEEK)


def test_a_trainers_pack_says_when_where_and_whom_and_holds_their_sheets_alone(trade: Trade) -> None:
    first, second, trainer = two_dossiers(trade)
    result = trade.run("print-trainer-pack", trainer, {"from_day": "2026-06-08", "to_day": "2026-06-30"})
    [printed] = result.prints
    pack, *sheets = text(printed)
    assert printed.name == f"pack-{trainer}-2026-06-08-2026-06-30.pdf"
    for said in ("Kerbrat", "mardi 9 juin 2026", "9 h 00 – 12 h 30", first, second, "2 stagiaires", "4"):
        assert said.replace(" ", "") in pack.replace("\u202f", "").replace("\xa0", "").replace(" ", ""), said
    assert "10 juin" not in pack
    assert len(sheets) == 3
    assert {number for page in sheets for number in re.findall(r"EMA-\S+-M\d-G1", page)} == {
        f"EMA-{first}-M1-G1",
        f"EMA-{first}-M2-G1",
        f"EMA-{second}-M2-G1",
    }


def test_the_pack_of_a_session_counts_those_enrolled_and_names_no_client(trade: Trade) -> None:
    one = session(trade)
    one.enrol("Roux Zoé", client=one.member)
    one.enrol("Auclair Delphine", client=one.other, state="candidate")
    values = {"from_day": "2027-04-12", "to_day": "2027-04-12"}
    [printed] = trade.run("print-trainer-pack", "TRA-0001", values).prints
    assert "1 stagiaire" in text(printed)[0].replace("\xa0", " ")
    assert "Plusieurs clients" in text(printed)[0]


def test_hostile_words_print_as_words(trade: Trade) -> None:
    word = 'S[/]<b>&"Œ"</b>'
    ref, _quote = trade.accepted(topic=word)
    trade.act("edit-group", f"{ref}/G1", {"name": word})
    trade.act("enrol", f"{ref}/G1", {"people": [f"{word} Zoé"]})
    trade.dated(f"{ref}/S1", "2026-06-09", trainers=[trade.trainer(word)], venue=trade.venue(name=word))
    [printed] = trade.run("print-trainer-pack", "TRA-0001", WEEK).prints
    squeezed = "".join(text(printed)).replace(" ", "").casefold()
    assert squeezed.count(word.casefold()) >= 5
