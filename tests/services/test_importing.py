"""Records come in by file: all or none, recognised when they are known, each mistake with its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from backoffice.services.importing import batch as batches
from backoffice.services.importing.run import import_records
from backoffice.services.ports import Stopped
from backoffice.store.database import Database
from backoffice.store.doctor import examine_database
from backoffice.store.driver import fetch
from backoffice.store.images import ChangedSince
from tests.services.conftest import Trade, dump, journal
from tests.services.importer import bring, codes, outcomes, records

CLIENTS = """external_ref;name;kind;city
X1;Caisse du Val;association;Guéret
X2;Pôle Lin;company;Tulle
"""
SIRET = "99901742900013"


def sound(database: Database) -> bool:
    """Whether doctor has nothing to say, but of rights on a test's file."""
    return not [one for one in examine_database(database) if one.code != "open_rights"]


def test_records_come_in_numbered_and_journalled_one_by_one(trade: Trade) -> None:
    report = bring(trade, CLIENTS, "clients")
    assert outcomes(report) == ["created", "created"]
    assert [told.ref for told in report.told] == ["CLI-0001", "CLI-0002"]
    assert report.written
    acts = [row[:2] for row in journal(trade.database)[-3:]]
    assert acts == [("new-client", "CLI-0001"), ("new-client", "CLI-0002"), ("import", "import")]
    assert trade.act("new-client", "", {"name": "Mer"}).ref == "CLI-0003"
    assert sound(trade.database)


def test_importing_again_changes_what_differs_and_leaves_the_rest(trade: Trade) -> None:
    bring(trade, CLIENTS, "clients")
    before = dump(trade.database), len(journal(trade.database))
    assert outcomes(bring(trade, CLIENTS, "clients")) == ["unchanged", "unchanged"]
    assert (dump(trade.database), len(journal(trade.database))) == before
    report = bring(trade, CLIENTS.replace("Tulle", "Limoges"), "clients")
    assert outcomes(report) == ["unchanged", "updated"]
    [change] = report.told[1].changes
    assert (change.field, change.before, change.after) == ("city", "Tulle", "Limoges")
    assert [row[:2] for row in journal(trade.database)[-2:]] == [
        ("edit-client", "CLI-0002"),
        ("import", "import"),
    ]
    assert sound(trade.database)


def test_a_column_that_is_not_given_is_left_as_it_is_and_an_empty_cell_empties(trade: Trade) -> None:
    bring(trade, CLIENTS, "clients")
    bring(trade, "external_ref;note\nX1;à rappeler\n", "clients")
    client = dump(trade.database)["clients"][0]
    assert "à rappeler" in client
    assert "Guéret" in client
    bring(trade, "external_ref;city;kind\nX1;;\n", "clients")
    client = dump(trade.database)["clients"][0]
    assert "Guéret" not in client
    assert "association" in client


def test_nothing_is_written_when_one_record_is_wrong(trade: Trade) -> None:
    before = dump(trade.database), len(journal(trade.database))
    report = bring(trade, CLIENTS + "X3;;company;\n", "clients")
    assert codes(report.errors) == [("clients.csv:4 · name", "string_too_short")]
    assert not report.written
    assert (dump(trade.database), len(journal(trade.database))) == before


def test_what_is_right_comes_in_when_asked(trade: Trade) -> None:
    report = bring(trade, CLIENTS + "X3;;company;\n", "clients", partial=True)
    assert dict(report.counts) == {"created": 2, "refused": 1}
    assert report.written
    assert len(dump(trade.database)["clients"]) == 2


def test_a_preview_says_what_would_change_and_writes_nothing(trade: Trade) -> None:
    bring(trade, CLIENTS, "clients")
    before = dump(trade.database), journal(trade.database)
    text = CLIENTS.replace("Tulle", "Limoges") + "X3;Mer;company;Brest\nX4;;;\n"
    report = bring(trade, text, "clients", dry_run=True)
    assert outcomes(report) == ["unchanged", "updated", "created", "refused"]
    assert [(one.field, one.after) for one in report.told[2].changes] == [
        ("external_ref", "X3"),
        ("name", "Mer"),
        ("kind", "company"),
        ("city", "Brest"),
    ]
    assert report.told[2].ref is None
    assert (dump(trade.database), journal(trade.database)) == before
    # The number that the preview took is given to the next one all the same.
    assert trade.act("new-client", "", {"name": "Mer"}).ref == "CLI-0003"


def test_every_mistake_of_a_record_is_told_at_once_with_its_line_and_column(trade: Trade) -> None:
    text = "Nom;Type;SIRET;N° de TVA\n;poisson;123;FR1\n"
    assert codes(bring(trade, text, "clients").errors) == [
        ("clients.csv:2 · Type", "not_a_choice"),
        ("clients.csv:2 · Nom", "string_too_short"),
        ("clients.csv:2 · SIRET", "bad_siret"),
        ("clients.csv:2 · N° de TVA", "bad_vat_number"),
    ]


def test_a_file_of_json_tells_the_key_path(trade: Trade) -> None:
    text = records(clients=[{"name": "Lin", "poisson": 1}, {"name": 12}, "Mer"])
    assert codes(bring(trade, text).errors) == [
        ("file.csv · clients[0].poisson", "extra_forbidden"),
        ("file.csv · clients[1].name", "string_type"),
        ("file.csv · clients[2]", "invalid"),
    ]


def test_a_column_that_is_not_known_keeps_the_file_out(trade: Trade) -> None:
    report = bring(trade, "name;colour\nLin;blue\n", "clients")
    [error] = report.errors
    assert (error.code, error.place.line) == ("unknown_column", 1)
    assert "SIRET" in (error.remedy or "")
    assert report.loose == [error]


def test_two_columns_of_the_same_thing_keep_the_file_out(trade: Trade) -> None:
    assert codes(bring(trade, "name;Nom\nLin;Mer\n", "clients").errors)[0][1] == "column_twice"


def test_a_record_given_twice_is_told_with_the_other_place(trade: Trade) -> None:
    [error] = bring(trade, CLIENTS + "X1;Mer;company;\n", "clients").errors
    assert error.code == "twice"
    assert "clients.csv:2" in error.message


def test_records_of_one_batch_refer_to_each_other(trade: Trade) -> None:
    text = records(
        contacts=[{"client": "X1", "name": "Durand", "external_ref": "P1"}],
        requests=[
            {"client": "Caisse du Val", "contact": "P1", "topic": "Coopérer"},
            {"client": "caisse du val", "topic": "Accueil", "owner": "ER", "programme": "COOP"},
        ],
        clients=[{"external_ref": "X1", "name": "Caisse du Val"}],
    )
    report = bring(trade, text)
    assert outcomes(report) == ["created"] * 4
    assert trade.act("edit-request", "INT-2026-0001", shown(trade, "INT-2026-0001")).ref == "INT-2026-0001"
    assert sound(trade.database)


def shown(trade: Trade, ref: str) -> dict[str, Any]:
    from backoffice.content.records import Request
    from backoffice.services.kinds import resolve
    from backoffice.services.mapping import texts

    with trade.database.reading() as unit:
        return texts(resolve(unit, ref, "request").record, Request)


def test_a_reference_that_leads_nowhere_is_told(trade: Trade) -> None:
    text = records(requests=[{"client": "CLI-0009", "topic": "Coopérer"}])
    assert codes(bring(trade, text).errors) == [("file.csv · requests[0].client", "not_found")]


def test_a_reference_to_a_refused_record_says_that_it_was_refused(trade: Trade) -> None:
    text = records(
        clients=[{"external_ref": "X1", "name": ""}], requests=[{"client": "X1", "topic": "Coopérer"}]
    )
    assert [code for _place, code in codes(bring(trade, text).errors)] == [
        "string_too_short",
        "refers_to_refused",
    ]


def test_a_name_that_several_bear_is_told_with_their_references(trade: Trade) -> None:
    for _turn in range(2):
        trade.client(name="Caisse")
    [error] = bring(trade, records(requests=[{"client": "Caisse", "topic": "Coopérer"}])).errors
    assert error.code == "several_so"
    assert "CLI-0001, CLI-0002" in error.message


# Recognised without a reference -------------------------------------------------------------------------


def test_the_same_siret_and_name_is_the_same_client(trade: Trade) -> None:
    trade.client(name="Caisse du Val", siret=SIRET)
    report = bring(
        trade, f"name;siret;city\nCaisse du val;999 017 429 00013;Guéret\nAutre;{SIRET};\n", "clients"
    )
    assert outcomes(report) == ["updated", "created"]


def test_the_same_mail_at_the_same_client_is_the_same_contact(trade: Trade) -> None:
    client = trade.client()
    trade.act("new-contact", "", {"client": client, "name": "Durand", "email": "z@lin.example"})
    text = f"client;name;email\n{client};Durand-Roux;z@lin.example\n{client};Durand;\n"
    report = bring(trade, text, "contacts")
    assert outcomes(report) == ["updated", "created"]


def test_a_possible_double_is_told_and_never_merged(trade: Trade) -> None:
    trade.client(name="Caisse du Val")
    report = bring(trade, "name\nCaisse du Val\n", "clients")
    assert outcomes(report) == ["created"]
    [warning] = report.warnings
    assert warning.code == "possible_double"
    assert "CLI-0001" in warning.message
    assert not report.refused


def test_the_same_natural_key_twice_in_a_file_is_refused(trade: Trade) -> None:
    text = f"name;siret\nLin;{SIRET}\nLin;{SIRET}\n"
    assert [code for _place, code in codes(bring(trade, text, "clients").errors)] == ["twice"]


def test_the_reference_of_the_house_finds_the_record_and_one_unknown_is_told(trade: Trade) -> None:
    trade.client(name="Caisse")
    report = bring(trade, "ref;city\nCLI-0001;Tulle\nCLI-0007;Brive\n", "clients", partial=True)
    assert outcomes(report) == ["updated", "refused"]
    assert report.errors[0].code == "not_found"


def test_references_that_lead_to_two_records_are_refused(trade: Trade) -> None:
    bring(trade, CLIENTS, "clients")
    [error] = bring(trade, "ref;external_ref;city\nCLI-0001;X2;Tulle\n", "clients").errors
    assert error.code == "other_record"


def test_users_are_known_by_their_initials(trade: Trade) -> None:
    report = bring(trade, "initials;name;role\nSB;Samir Belkacem;manager\nZD;Zoé Durand;planner\n", "users")
    assert outcomes(report) == ["updated", "created"]
    assert trade.act("new-client", "", {"name": "Lin"}, user="zd").ref == "CLI-0001"


def test_a_login_that_is_taken_is_refused(trade: Trade) -> None:
    text = "initials;name;login\nZD;Zoé;zoe\nKL;Karim;zoe\n"
    assert [code for _place, code in codes(bring(trade, text, "users").errors)] == ["twice"]
    assert bring(trade, "initials;name;login\nZD;Zoé;zoe\n", "users").written
    assert codes(bring(trade, "initials;name;login\nKL;K;zoe\n", "users").errors)[0][1] == "taken"


def test_what_leads_to_a_merged_record_is_left_aside_and_told(trade: Trade) -> None:
    bring(trade, CLIENTS, "clients")
    trade.act("merge-client", "CLI-0002", {"into": "CLI-0001"})
    before = dump(trade.database)
    report = bring(trade, CLIENTS.replace("Tulle", "Brive"), "clients")
    assert outcomes(report) == ["unchanged", "unchanged"]
    assert [one.code for one in report.warnings] == ["was_merged"]
    assert dump(trade.database) == before
    bring(trade, records(contacts=[{"client": "X2", "name": "Durand"}]))
    with trade.database.reading() as unit:
        from backoffice.services.kinds import resolve

        assert resolve(unit, "CON-0001").record.client.ref == "CLI-0001"


# Dossiers taken over, and their parts -------------------------------------------------------------------


def test_a_dossier_taken_over_comes_in_at_its_stage_and_doctor_knows_it(trade: Trade) -> None:
    client = trade.client()
    lines = [f"{client};Coopérer {stage};{stage}" for stage in ("analysing", "offered", "closed", "declined")]
    report = bring(trade, "client;topic;stage\n" + "\n".join(lines) + "\n", "requests")
    assert outcomes(report) == ["created"] * 4
    assert sound(trade.database)


def test_a_stage_made_by_hand_in_the_database_is_still_found_by_doctor(trade: Trade) -> None:
    from backoffice.store.driver import run

    ref = trade.received()
    with trade.database.transaction() as unit:
        run(unit.driver, "UPDATE requests SET stage = 'offered' WHERE ref = ?", (ref,))
        unit.session.commit()
    assert [one.code for one in examine_database(trade.database)] == ["stage_unreachable"]


def test_the_stage_of_a_dossier_that_is_here_is_not_changed_by_an_import(trade: Trade) -> None:
    ref = trade.received()
    [error] = bring(trade, f"ref;stage\n{ref};accepted\n", "requests").errors
    assert error.code == "only_new"
    assert str(error.place) == "requests.csv:2 · stage"


def test_a_cell_under_a_label_is_typed_as_people_do(trade: Trade) -> None:
    client = trade.client()
    text = f"Client\tSujet\tBudget\tReçu le\tType\n{client}\tCoopérer\t1 234,50\t12/5/2026 9h30\tintra\n"
    assert outcomes(bring(trade, text, "requests")) == ["created"]
    values = shown(trade, "INT-2026-0001")
    assert values["budget_cents"] == 123_450
    assert values["received_at"].isoformat() == "2026-05-12T07:30:00+00:00"


def test_a_column_named_after_its_field_holds_whole_cents(trade: Trade) -> None:
    client = trade.client()
    text = f"client;topic;budget_cents\n{client};Coopérer;123450\n{client};Accueil;12,5\n"
    report = bring(trade, text, "requests", partial=True)
    assert outcomes(report) == ["created", "refused"]
    assert shown(trade, "INT-2026-0001")["budget_cents"] == 123_450


def test_participants_come_in_with_their_group_and_are_enrolled_once(trade: Trade) -> None:
    ref = trade.drafted()
    text = f"name;first_name;external_ref;group\nDurand;Zoé;P1;{ref}/G1\nMartin;Léo;P2;{ref}/G1\n"
    bring(trade, text, "participants")
    bring(trade, text, "participants")
    assert len(dump(trade.database)["enrolments"]) == 2
    assert sound(trade.database)


LIMITS = {
    "minimum": 6,
    "decide_on": "2026-08-20",
    "closes_before": "2026-08-25",
    "after_closing": "refused",
}


def limits_of(trade: Trade) -> dict[str, Any]:
    with trade.database.reading() as unit:
        [row] = fetch(unit.driver, f"SELECT {', '.join(LIMITS)} FROM groups WHERE name = 'Été'")
    return dict(zip(LIMITS, row, strict=True))


@pytest.mark.parametrize("how", ["table", "labels", "json", "as older exports wrote it"])
def test_a_group_comes_in_with_what_confirms_it_and_when_it_closes(trade: Trade, how: str) -> None:
    ref = trade.drafted()
    texts = {
        "table": f"request;name;{';'.join(LIMITS)}\n{ref};Été;6;2026-08-20;2026-08-25;refused\n",
        "labels": "Demande;Nom;Minimum pour confirmer;À décider le;Inscriptions avant le;"
        f"Après la clôture\n{ref};Été;6;20/08/2026;25/8/2026;refused\n",
        "json": records(groups=[{"request": ref, "name": "Été", **LIMITS}]),
        "as older exports wrote it": records(groups=[{"request": ref, "name": "Été", "more": LIMITS}]),
    }
    assert outcomes(bring(trade, texts[how], "groups")) == ["created"]
    assert limits_of(trade) == LIMITS
    # The same again changes nothing; another day of decision is a change like any other.
    assert outcomes(bring(trade, texts["json"], "groups")) == ["unchanged"]
    moved = records(groups=[{"request": ref, "name": "Été", **LIMITS, "decide_on": "2026-08-21"}])
    assert outcomes(bring(trade, moved, "groups")) == ["updated"]
    assert limits_of(trade) == LIMITS | {"decide_on": "2026-08-21"}
    assert sound(trade.database)


def test_slots_come_in_by_the_rules_of_their_acts(trade: Trade) -> None:
    ref = trade.drafted()
    trainer, venue = trade.trainer(), trade.venue()
    head = "request;module;day;start;finish;trainers;venue;state;external_ref\n"
    line = f"{ref};M1;2026-09-07;09:00;12:30;{trainer};{venue};confirmed"
    report = bring(trade, f"{head}{line};S-1\n", "slots")
    assert outcomes(report) == ["created"]
    assert outcomes(bring(trade, f"{head}{line};S-1\n", "slots")) == ["unchanged"]
    # The trainer is taken then, and hours that can't be are told.
    taken = bring(trade, f"{head}{line};S-2\n{line.replace('12:30', '08:00')};S-3\n", "slots")
    assert [code for _place, code in codes(taken.errors)] == ["slot_conflict", "bad_slot"]
    moved = bring(trade, head + line.replace("09-07", "09-08") + ";S-1\n", "slots")
    assert [code for _place, code in codes(moved.errors)] == ["only_new"]
    assert sound(trade.database)


def test_a_slot_that_comes_in_keeps_the_hours_of_its_part_unless_it_is_over(trade: Trade) -> None:
    ref = trade.drafted()
    head = "request;module;day;start;finish\n"
    long = f"{ref};M1;2026-09-07;09:00;13:00"
    # Every sitting of the module has its slot: one more is beyond the programme, whose hours are free.
    assert not bring(trade, f"{head}{long}\n", "slots", dry_run=True).errors
    for n in (1, 2):
        trade.act("cancel-slot", f"{ref}/S{n}", reason="import")
    refused = bring(trade, f"{head}{long}\n", "slots")
    assert [code for _place, code in codes(refused.errors)] == ["other_hours"]
    over = bring(trade, f"{head}{long.replace('2026-09-07', '2026-05-04')}\n", "slots")
    assert [code for _place, code in codes(over.warnings)] == ["other_hours"]
    half = f"{ref};M1;2026-09-08;14:00;17:30"
    assert outcomes(bring(trade, f"{head}{half}\n", "slots")) == ["created"]
    with trade.database.reading() as unit:
        rows = fetch(unit.driver, "SELECT position FROM slots WHERE state = 'proposed' ORDER BY id")
    assert [position for (position,) in rows] == [1, 2]
    assert sound(trade.database)


def test_agreed_dates_that_come_in_have_their_backward_plan_and_are_undone_with_it(trade: Trade) -> None:
    ref = trade.drafted()
    before = dump(trade.database)
    line = f"{ref};M1;2026-09-15;09:00;12:30;{trade.trainer()};confirmed"
    with_trainer = dump(trade.database)
    assert before != with_trainer
    bring(trade, f"request;module;day;start;finish;trainers;state\n{line}\n", "slots")
    with trade.database.reading() as unit:
        rows = fetch(unit.driver, "SELECT title, due_date FROM tasks ORDER BY id")
    made = {str(title).split(" – ")[0]: day for title, day in rows}
    assert made["Envoyer les convocations"] == "2026-08-31"
    assert made["Imprimer les feuilles d'émargement"] == "2026-09-11"
    assert sound(trade.database)
    trade.undo()
    assert dump(trade.database) == with_trainer


def test_proposed_dates_and_a_trial_import_leave_no_task(trade: Trade) -> None:
    ref = trade.drafted()
    head, line = "request;module;day;start;finish;state\n", f"{ref};M1;2026-09-15;09:00;12:30;"
    bring(trade, f"{head}{line}proposed\n", "slots")
    bring(trade, f"{head}{line.replace('09-15', '09-16')}confirmed\n", "slots", dry_run=True)
    assert dump(trade.database)["tasks"] == []


def test_a_programme_comes_in_as_a_new_version_when_it_differs(trade: Trade) -> None:
    from tests.services.conftest import PROGRAMME

    source = PROGRAMME.strip()
    assert outcomes(bring(trade, source)) == ["unchanged"]
    assert outcomes(bring(trade, source.replace("ateliers", "jeux"))) == ["created"]
    assert [row[1] for row in journal(trade.database)[-2:]] == ["COOP", "import"]


# Undoing, stopping, limits ------------------------------------------------------------------------------


def test_an_import_is_undone_whole_with_a_row_for_each_subject(trade: Trade) -> None:
    ref = trade.drafted()
    bring(trade, CLIENTS, "clients")
    before = dump(trade.database)
    text = records(
        clients=[{"external_ref": "X1", "city": "Limoges", "name": "Caisse du Val"}],
        participants=[{"name": "Durand", "group": f"{ref}/G1"}],
        requests=[{"client": "X2", "topic": "Accueil"}],
    )
    report = bring(trade, text)
    assert report.undoable
    assert trade.undo().act == "import"
    assert dump(trade.database) == before
    undone = [row[1] for row in journal(trade.database) if row[0] == "undo"]
    assert undone[:2] == ["CLI-0002", "INT-2026-0002"]
    assert undone[-1] == "import"
    assert len(undone) == 5
    assert sound(trade.database)


def test_an_import_is_not_undone_over_a_later_change(trade: Trade) -> None:
    bring(trade, CLIENTS, "clients")
    trade.act("edit-client", "CLI-0001", {"name": "Autre"}, user="sb")
    with pytest.raises(ChangedSince):
        trade.undo()


def test_an_import_of_many_records_is_final(trade: Trade, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "UNDOABLE", 1)
    report = bring(trade, CLIENTS, "clients")
    assert report.written
    assert not report.undoable
    assert trade.undo().act == "publish-programme"


def test_an_import_that_is_stopped_leaves_nothing(trade: Trade) -> None:
    class Stop:
        def step(self, done: int, total: int, what: str = "") -> None:
            if done:
                assert total == 2
                raise Stopped

    before = dump(trade.database)
    with pytest.raises(Stopped):
        bring(trade, CLIENTS, "clients", watch=Stop())
    assert dump(trade.database) == before


def test_thousands_of_mistakes_are_all_counted_and_the_first_shown(trade: Trade) -> None:
    report = bring(trade, "name\n" + ("x" * 501 + "\n") * 1_501, "clients")
    assert report.wrong == 1_501
    assert len(report.errors) == 1_000


def test_several_files_are_one_batch(trade: Trade, tmp_path: Path) -> None:
    from backoffice.services.importing.opening import open_all

    (tmp_path / "clients.csv").write_text(CLIENTS, encoding="utf-8")
    (tmp_path / "demandes.csv").write_text("client;topic\nX1;Coopérer\nX9;Accueil\n", encoding="utf-8")
    sources = open_all([tmp_path / "demandes.csv", tmp_path / "clients.csv"], None)
    report = import_records(trade.database, sources, user="er", partial=True)
    assert dict(report.counts) == {"created": 3, "refused": 1}


def deep(levels: int) -> list[Any]:
    """Lists inside lists."""
    found: list[Any] = []
    for _level in range(levels):
        found = [found]
    return found


HOSTILE = [
    "\x1b]0;pwn\x07Lin",
    "[/]",
    "[@click=app.quit]x[/]",
    "=HYPERLINK(1)",
    "'=1",
    "Œuvre ‮droite",
    "𝄞" * 40,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_data_and_cleaned(trade: Trade, text: str) -> None:
    from backoffice.domain.text import clean_line

    report = bring(trade, records(clients=[{"name": text, "external_ref": "X1"}]))
    assert outcomes(report) == ["created"]
    with trade.database.reading() as unit:
        from backoffice.store.records import Client

        assert unit.find(Client, "CLI-0001").name == clean_line(text)
    again = bring(trade, records(clients=[{"name": text, "external_ref": "X1"}]))
    assert outcomes(again) == ["unchanged"]


@pytest.mark.parametrize("details", [{"a": 1.5}, {"a": deep(50)}, [], "x"])
def test_what_a_request_carries_is_judged_too(trade: Trade, details: Any) -> None:
    wish = {"kind": "own_session", "topic": "Accueil", "more": {"details": details}}
    report = bring(trade, records(requests=[wish]))
    assert codes(report.errors) == [("file.csv · requests[0].more.details", "bad_value")]


@pytest.mark.parametrize(
    "more",
    [
        {"poisson": 1},
        {"memberships": {}},
        {"memberships": [1.5]},
        {"memberships": "x"},
        {"merged_into": 1},
        {"merged_into": "CLI-0009"},
        {"memberships": deep(50)},
    ],
)
def test_what_a_file_carries_beside_the_form_is_judged_too(trade: Trade, more: dict[str, Any]) -> None:
    report = bring(trade, records(clients=[{"name": "Lin", "more": more}]))
    assert outcomes(report) == ["refused"]
    assert "more" in str(report.errors[0].place)


def test_dates_that_come_in_move_the_promises_as_acts_do(trade: Trade) -> None:
    """The clocks follow from the journal: what an import confirms is told there; doctor reads it again."""
    ref = trade.drafted()
    trainer = trade.trainer()
    head = "request;module;day;start;finish;trainers;state\n"
    bring(trade, f"{head}{ref};M1;2026-09-07;09:00;12:30;{trainer};confirmed\n", "slots")
    payload = [row for row in dump(trade.database)["commitments"] if row]
    assert payload
    assert sound(trade.database)
    trade.undo()
    assert sound(trade.database)
