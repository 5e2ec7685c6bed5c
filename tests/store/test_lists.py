"""Lists answer alike on both engines: same keys, same order, same pages, same search."""

from __future__ import annotations

import shutil
import sqlite3
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from backoffice.clock import FrozenClock
from backoffice.domain.commitments.states import STATES
from backoffice.domain.dues import DueState
from backoffice.domain.text import sort_key
from backoffice.errors import BackofficeError
from backoffice.store.database import Database
from backoffice.store.driver import fetch, is_sqlite
from backoffice.store.lists import LISTS, Query, count, ids, page, rows, spec_of
from backoffice.store.lists.errors import BadCursor, BadFilterValue, UnknownFilter, UnknownList, UnknownSort
from backoffice.store.lists.reading import statements
from backoffice.store.plain import connect
from backoffice.store.records import (
    Commitment,
    Contact,
    Contract,
    DueRow,
    Enrolment,
    Framework,
    Funder,
    HouseText,
    Method,
    OrderForm,
    Participant,
    Pathway,
    Programme,
    Questionnaire,
    QuestionnaireQuestion,
    Quote,
    RateCard,
    Request,
    RequestModule,
    Settings,
    Slot,
    SlotTrainer,
    Task,
    TaskPlan,
    TaskTemplate,
    TaskTemplateLine,
    Trainer,
    TrainingGroup,
    User,
    Venue,
)
from backoffice.store.unit import UnitOfWork
from tests.store.postgres import NOW
from tests.store.samples import TODAY, client, draft, entry, issue, request

NAMES = (
    "Zoé",
    "Élodie",
    "eva",
    "Œuvre",
    "Ofeo",
    "ORANGE",
    "de La Tour",
    "Delatour",
    "Ça va",
    "100 % bio",
    "Élodie B",
)
CONTRACT = {
    "requests": "ref client topic kind stage waiting_for owner received_at target_date due_date due_state",
    "quotes": "number version ref client state issued_on valid_until net_cents vat_cents total_cents",
    "slots": "id ref module group date start end minutes mode state venue",
    "documents": "id ref kind number version path sha256 issued_at",
    "tasks": "id ref title due_date for state",
    "agreements": "number kind ref client quote state issued_on asked_on signed_on net_cents vat_cents"
    " total_cents parent",
    "instalments": "id ref quote client payer payer_name label trigger period due_on state net_cents"
    " vat_cents total_cents handed_on number settles",
    "commitments": "id ref client step owed_by policy opened_at target_date due_date due_at state closed_at"
    " net_minutes gross_minutes",
}


def fill(unit: UnitOfWork) -> None:
    """A little of everything, in no order."""
    owner = unit.add(User(ref="er", name="Emma Roux", initials="ER", role="planner"))
    funder = unit.add(Funder(ref="FIN-1", name="Opérateur du Val", kind="opco"))
    unit.add(Programme(ref="S44", version_no=2, state="published", title="Structurer une coopération"))
    unit.add(Programme(ref="S44", version_no=1, state="retired", title="Structurer"))
    for code in ("PARCOURS", "AUTRE"):
        unit.add(Pathway(ref=code, version_no=1, state="published", title="De l'idée à l'animation"))
        unit.add(Method(ref=f"{code}-M", version_no=1, state="published", title="En onze étapes"))
    trainer = unit.add(Trainer(ref="FOR-1", first_name="Anaïs", name="Noël", kind="employee"))
    other = unit.add(Trainer(ref="FOR-2", name="Brun", kind="subcontractor"))
    venue = unit.add(Venue(ref="LIE-1", name="Salle [/] B", kind="hired", capacity=12))
    for number, name in enumerate(NAMES, 1):
        house = unit.add(client(name, number))
        waiting, stage = (None, "client", "us")[number % 3], ("received", "analysing")[number % 2]
        dossier = request(
            house.id, number, received_at=NOW - timedelta(hours=number // 3), topic=f"Sujet {name}"
        )
        dossier.waiting_for, dossier.stage = waiting, stage
        dossier.owner_id = owner.id if number % 2 else None
        unit.add(dossier)
        unit.add(Contact(ref=f"CON-{number}", name=name, client_id=house.id))
        unit.add(Participant(ref=f"PAR-{number}", name=name, first_name="Zoé"))
    unit.add(Contact(ref="CON-99", name="Petit", first_name="Luc", funder_id=funder.id))
    group = unit.add(TrainingGroup(ref="GRP-1", request_id=dossier.id, name="Groupe", position=1))
    unit.add(Enrolment(group_id=group.id, participant_id=1, position=1))
    module = unit.add(
        RequestModule(request_id=dossier.id, position=1, code="M3", label="Module 3", title="Agir")
    )
    for sequence, day in enumerate((TODAY, None, TODAY - timedelta(days=3), TODAY), 1):
        slot = Slot(request_id=dossier.id, module_id=module.id, sequence=sequence, minutes=210, day=day)
        slot.team = [
            SlotTrainer(trainer_id=other.id, position=2),
            SlotTrainer(trainer_id=trainer.id, position=1),
        ]
        slot.venue_id, slot.group_id = (venue.id, group.id) if sequence % 2 else (None, None)
        slot.start = "09:00" if sequence < 4 else "08:00"
        unit.add(slot)
    fill_tasks(unit, dossier, module, owner)
    _promises(unit, dossier.id)
    quote = draft(unit, dossier)
    issue(unit, quote)
    draft(unit, dossier)
    _agreed(unit, quote)
    unit.append(entry())


def _agreed(unit: UnitOfWork, quote: Quote) -> None:
    """An agreement and its amendments, and instalments in each state at NOW."""
    parts = {"request_id": quote.request_id, "quote_id": quote.id, "client_id": quote.client_id}
    amounts = {"net_cents": 100, "vat_cents": 20, "total_cents": 120}
    parent = None
    for rank, state in enumerate(("signed", "asked", "issued", "withdrawn")):
        made = Contract(
            ref=f"CONV-2026-0001-A{rank}",
            kind="amendment" if parent else "agreement",
            parent_id=parent,
            rank=rank or None,
            state=state,
            issued_on=TODAY - timedelta(days=rank),
            asked_on=TODAY if state == "asked" else None,
            **parts,
            **amounts,
        )
        parent = parent or unit.add(made).id
        unit.session.add(made)
    far = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
    days = (TODAY - timedelta(days=9), TODAY, TODAY + timedelta(days=90), None, TODAY, TODAY)
    for part, (state, day) in enumerate(zip(DueState, days, strict=True), 1):
        late = datetime.combine(day, time(), UTC) + timedelta(days=1) if day else far
        unit.session.add(
            DueRow(
                part=part,
                position=part,
                label=f"Solde {part}",
                trigger="end",
                payer="Zoé",
                due_on=day,
                due_at=late,
                soon_at=late - timedelta(days=7) if day else far,
                due_order=f"{9 if state == 'handed' else 0} {late:%Y-%m-%dT%H:%M:%SZ}",
                waits=state == "waits",
                open=state != "handed",
                **parts,
                **amounts,
            )
        )
    unit.session.flush()


def test_an_instalment_is_found_by_its_state_late_ones_first(filled: Database) -> None:
    spec = spec_of("instalments", NOW)
    with filled.reading() as unit:
        found = page(unit.driver, spec).items
        assert [one["state"] for one in found] == [
            *("late", "due_soon", "waits", "to_come", "undated", "handed"),
        ]
        for state in DueState:
            [one] = page(unit.driver, spec, Query(filters=(("state", str(state)),))).items
            assert one["label"] == f"Solde {list(DueState).index(state) + 1}"


def test_what_waits_longest_for_a_signature_comes_first(filled: Database) -> None:
    with filled.reading() as unit:
        query = Query(filters=(("unsigned", "yes"),), sort="since")
        found = page(unit.driver, spec_of("agreements"), query).items
    assert [one["since"] for one in found] == [(TODAY - timedelta(days=2)).isoformat(), TODAY.isoformat()]


def fill_tasks(unit: UnitOfWork, dossier: Request, module: RequestModule, owner: User) -> None:
    """A template in two versions, and tasks due on the same days, without a day, open and closed."""
    for number in (1, 2):
        template = TaskTemplate(ref="RETRO", version_no=number, state="published", title="Rétroplanning")
        template.lines.append(TaskTemplateLine(position=1, code="a", title="A", body={"code": "a"}))
        unit.add(template)
        rates = [{"code": "day", "label": "Animation"}]
        unit.add(
            RateCard(ref="INTRA", version_no=number, state="published", title="T", body={"rates": rates})
        )
        unit.add(HouseText(ref="payment", version_no=number, state="published", title="Règlement"))
        asked = Questionnaire(ref="BESOIN", version_no=number, state="published", title="Analyse")
        asked.questions.append(QuestionnaireQuestion(position=1, code="a", text="A", body={"code": "a"}))
        unit.add(asked)
        framework = {"client": "CLI-1", "maximum_cents": 1_000}
        unit.add(Framework(ref="CADRE", version_no=number, state="published", title="T", body=framework))
        unit.add(
            OrderForm(
                request_id=dossier.id,
                position=number,
                framework_ref="CADRE",
                net_cents=number,
                number=f"BC-{number}",
                ordered_on=TODAY,
            )
        )
    plan = unit.add(TaskPlan(request_id=dossier.id, kind="template", source_ref="RETRO", source_version=2))
    states = ("to_do", "done", "to_receive", "dropped", "received", "to_do")
    days = (TODAY, None, TODAY - timedelta(days=3), TODAY, None, TODAY)
    for sequence, (day, state) in enumerate(zip(days, states, strict=True), 1):
        task = Task(request_id=dossier.id, sequence=sequence, title=f"Tâche {7 - sequence}", state=state)
        task.due_date, task.module_id = day, module.id if sequence % 2 else None
        task.plan_id, task.line = (plan.id, str(sequence)) if sequence % 2 else (None, None)
        task.user_id, task.whom = owner.id if sequence == 1 else None, ("owner", "planner")[sequence % 2]
        unit.add(task)


def _promises(unit: UnitOfWork, dossier: int) -> None:
    """One promise in each state at NOW, and one more that runs."""
    settings = unit.add(Settings(body={}, sha256="s" * 64, applied_at=NOW, occurred_at=NOW))
    hour = timedelta(hours=1)
    for n, state in enumerate((*STATES, "running"), 1):
        late = state == "late"
        unit.add(
            Commitment(
                request_id=dossier,
                n=n,
                step="quote",
                owed_by="us",
                policy="quote",
                settings_id=settings.id,
                terms={},
                opened_at=NOW - 2 * hour,
                nominal_on=TODAY,
                target_on=TODAY,
                due_on=TODAY,
                due_at=NOW - hour if late else NOW + n * hour,
                soon_at=NOW - hour if state in ("late", "due_soon") else NOW + hour,
                open=state not in ("kept", "broken", "lifted"),
                outcome=state if state in ("kept", "broken", "lifted") else None,
                suspended=state == "suspended",
                closed_at=NOW if state in ("kept", "broken", "lifted") else None,
                started_s=int(NOW.timestamp()) - 7_200,
                paused_s=0,
                stopped_s=int(NOW.timestamp()) - 3_600 if state == "suspended" else None,
                gross_minutes=90 if state in ("kept", "broken", "lifted") else None,
                net_minutes=60 if state in ("kept", "broken", "lifted") else None,
            )
        )


def test_a_promise_is_found_by_its_state_at_the_instant_asked(filled: Database) -> None:
    spec, later = spec_of("commitments", NOW), spec_of("commitments", NOW + timedelta(days=1))
    with filled.reading() as unit:
        for state in STATES:
            found = page(unit.driver, spec, Query(filters=(("state", state),))).items
            assert {item["state"] for item in found} == {state}
            assert len(found) == (2 if state == "running" else 1)
        states = {item["id"]: item["state"] for item in page(unit.driver, later).items}
        assert sorted(states.values()) == [
            "broken",
            "kept",
            "late",
            "late",
            "late",
            "late",
            "lifted",
            "suspended",
        ]


def test_the_minutes_of_an_open_promise_run_and_stop_with_its_clock(filled: Database) -> None:
    with filled.reading() as unit:
        items = page(unit.driver, spec_of("commitments", NOW + timedelta(minutes=30))).items
    minutes = {item["state"]: (item["gross_minutes"], item["net_minutes"]) for item in items}
    assert minutes["running"] == (150, 150)
    assert minutes["suspended"] == (150, 60)
    assert minutes["kept"] == (90, 60)


@pytest.fixture
def filled(database: Database) -> Database:
    with database.transaction() as unit:
        fill(unit)
        unit.commit()
    return database


@pytest.mark.parametrize("name", LISTS)
def test_every_text_of_a_list_runs_on_both_engines(database: Database, name: str) -> None:
    with database.reading() as unit:
        texts = statements(spec_of(name, NOW), sqlite=is_sqlite(unit.driver))
        assert len(texts) > 5
        for sql, values in texts:
            fetch(unit.driver, sql, values)


@pytest.mark.parametrize("name", LISTS)
def test_pages_put_together_are_the_whole_list_in_every_order(filled: Database, name: str) -> None:
    spec = spec_of(name)
    with filled.reading() as unit:
        for sort in [turn + key for key in spec.sorts() for turn in ("", "-")]:
            query = Query(sort=sort)
            whole = rows(unit.driver, spec, ids(unit.driver, spec, query))
            assert paged(unit.driver, name, query) == list(whole)
            assert len(whole) == count(unit.driver, spec) > 0
        turned = ids(unit.driver, spec, Query(sort="-ref" if spec.key("ref") else "-id"))
        assert list(turned) == list(
            reversed(ids(unit.driver, spec, Query(sort="ref" if spec.key("ref") else "id")))
        )


def paged(connection: Any, name: str, query: Query) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    after = None
    while True:
        part = page(connection, spec_of(name), query, limit=3, after=after)
        found += part.items
        after = part.next
        if after is None:
            return found


def test_keys_are_those_of_the_contract(filled: Database) -> None:
    for name in LISTS:
        with filled.reading() as unit:
            item = page(unit.driver, spec_of(name, NOW)).items[0]
        expected = CONTRACT.get(name, "ref name kind").split()
        assert list(item)[: len(expected)] == expected
    assert "trainers" in {key.name for key in LISTS["slots"].many}


def test_names_with_accents_stand_where_people_look_for_them(filled: Database) -> None:
    with filled.reading() as unit:
        found = page(unit.driver, spec_of("clients"), Query(sort="name")).items
        dossiers = page(unit.driver, spec_of("requests"), Query(sort="client")).items
    expected = sorted(NAMES, key=sort_key)
    assert expected[0] == "100 % bio"
    assert expected.index("Élodie") < expected.index("eva") < expected.index("Zoé")
    assert [item["name"] for item in found] == expected
    assert [item["client_name"] for item in dossiers] == expected


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("elodie", {"Élodie", "Élodie B"}),
        ("ÉLODIE b", {"Élodie B"}),
        ("oeuvre", {"Œuvre"}),
        ("œuv", {"Œuvre"}),
        ("% bio", {"100 % bio"}),
        ("_", set()),
        ("tour", {"de La Tour", "Delatour"}),
        ("la to", {"de La Tour"}),
        ("sujet zo", {"Zoé"}),
        ('"', set()),
        ("o'", set()),
        ("", set(NAMES)),
        ("suj zoé absent", set()),
    ],
)
def test_search_finds_folded_terms_in_any_order(filled: Database, search: str, found: set[str]) -> None:
    with filled.reading() as unit:
        items = page(unit.driver, spec_of("requests"), Query(search=search)).items
    assert {item["client_name"] for item in items} == found


def test_filters_narrow_and_the_same_key_twice_widens(filled: Database) -> None:
    with filled.reading() as unit:

        def matched(name: str, *filters: tuple[str, str]) -> int:
            return page(unit.driver, spec_of(name), Query(filters), limit=1).matched

        assert matched("requests", ("client", "CLI-0003")) == 1
        assert matched("requests", ("client", "CLI-0003"), ("client", "CLI-0004")) == 2
        assert matched("requests", ("waiting_for", "")) == 3
        assert matched("requests", ("waiting_for", ""), ("waiting_for", "us")) == 7
        assert matched("requests", ("owner", "er"), ("stage", "received")) == 0
        assert matched("requests", ("received_at", "2026-06-01")) == 11
        assert matched("requests", ("received_at_from", "2026-06-01T06:00:00Z")) == 5
        assert matched("slots", ("date_from", "2026-05-30"), ("date_to", "2026-06-01")) == 2
        assert matched("slots", ("counts", "yes")) == 4
        assert matched("documents", ("issued_at_to", "2026-06-01")) == 1
        assert matched("quotes", ("net_cents", "10000")) == 2


def test_a_quote_shows_its_number_with_its_index_and_a_draft_has_none(filled: Database) -> None:
    with filled.reading() as unit:
        items = page(unit.driver, spec_of("quotes")).items
    assert [item["number"] for item in items] == ["DEV-2026-0001-1", None]


def test_a_slot_lists_its_trainers_in_their_order(filled: Database) -> None:
    with filled.reading() as unit:
        items = page(unit.driver, spec_of("slots")).items
    assert [(item["date"], item["start"]) for item in items] == [
        ("2026-05-29", "09:00"),
        ("2026-06-01", "08:00"),
        ("2026-06-01", "09:00"),
        (None, "09:00"),
    ]
    assert items[0]["trainers"] == ["FOR-1", "FOR-2"]
    assert items[0]["trainer_names"] == ["Anaïs Noël", "Brun"]
    assert items[0]["counts"] is True


def test_a_merged_client_leaves_the_list(filled: Database) -> None:
    with filled.transaction() as unit:
        unit.session.connection().exec_driver_sql("UPDATE clients SET merged_into_id = 1 WHERE id = 2")
        assert page(unit.driver, spec_of("clients")).total == len(NAMES) - 1


@pytest.mark.parametrize(
    ("error", "query"),
    [
        (UnknownFilter, Query(filters=(("colour", "red"),))),
        (BadFilterValue, Query(filters=(("due_state", "soon"),))),
        (UnknownSort, Query(sort="-colour")),
        (UnknownSort, Query(sort="due_state")),
        (BadFilterValue, Query(filters=(("received_at", "yesterday"),))),
    ],
)
def test_a_wrong_question_says_what_may_be_asked(
    database: Database, error: type[BackofficeError], query: Query
) -> None:
    with database.reading() as unit, pytest.raises(error) as raised:
        page(unit.driver, spec_of("requests"), query)
    assert raised.value.remedy


@pytest.mark.parametrize(
    "cursor", ["x", "é", "W10", "eyJhIjoxfQ", "WyJyZXF1ZXN0cyIsIi1yZWNlaXZlZF9hdCIsMSwxXQ"]
)
def test_a_cursor_of_elsewhere_is_refused(database: Database, cursor: str) -> None:
    with database.reading() as unit, pytest.raises(BadCursor):
        page(unit.driver, spec_of("requests"), after=cursor)


def test_a_cursor_of_another_order_is_refused(filled: Database) -> None:
    with filled.reading() as unit:
        after = page(unit.driver, spec_of("requests"), Query(sort="ref"), limit=2).next
        with pytest.raises(BadCursor):
            page(unit.driver, spec_of("requests"), Query(sort="-ref"), after=after)


def test_an_unknown_list_says_which_there_are() -> None:
    with pytest.raises(UnknownList, match="colours"):
        spec_of("colours")


def test_more_ids_than_place_holders_come_back_in_order(filled: Database) -> None:
    with filled.reading() as unit:
        wanted = [*range(2000, 500, -1), 2, 1]
        assert [item["ref"] for item in rows(unit.driver, spec_of("clients"), wanted)] == [
            "CLI-0002",
            "CLI-0001",
        ]


def test_the_fast_way_reads_the_same_list_and_never_writes(sqlite_template: Path, tmp_path: Path) -> None:
    path = tmp_path / "plain.db"
    shutil.copy(sqlite_template, path)
    database = Database.open(path, FrozenClock(NOW))
    with database.transaction() as unit:
        fill(unit)
        expected = ids(unit.driver, spec_of("requests"))
        unit.commit()
    connection = connect(path)
    assert ids(connection, spec_of("requests")) == expected
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        connection.execute("DELETE FROM requests")
    connection.close()
    database.close()


def test_the_search_index_follows_changes_and_deletions(filled: Database) -> None:
    with filled.transaction() as unit:
        unit.session.connection().exec_driver_sql("UPDATE requests SET search_text = ' unique' WHERE id = 1")
        assert list(ids(unit.driver, spec_of("requests"), Query(search="unique"))) == [1]
        assert count(unit.driver, spec_of("requests"), Query(search="cli-0001")) == 0
        unit.session.connection().exec_driver_sql("DELETE FROM requests WHERE id = 1")
        assert count(unit.driver, spec_of("requests"), Query(search="unique")) == 0


def test_tasks_are_read_by_their_day_and_those_without_one_come_last(filled: Database) -> None:
    with filled.reading() as unit:
        found = page(unit.driver, spec_of("tasks"), Query(sort="due_date"))
        open_ones = page(unit.driver, spec_of("tasks"), Query(filters=(("open", "yes"),), sort="due_date"))
    days = [item["due_date"] for item in found.items]
    assert days == [str(TODAY - timedelta(days=3)), *[str(TODAY)] * 3, None, None]
    assert [item["state"] for item in open_ones.items] == ["to_receive", "to_do", "to_do", "received"]


def test_whom_a_task_is_for_is_somebody_or_who_owns_the_dossier_or_a_role(filled: Database) -> None:
    with filled.reading() as unit:
        everybody = page(unit.driver, spec_of("tasks"), Query(sort="id")).items
        mine = page(unit.driver, spec_of("tasks"), Query(filters=(("for", "er"), ("for", "planner"))))
    assert [item["for"] for item in everybody] == ["er", "er", "planner", "er", "planner", "er"]
    assert mine.matched == 6


def test_the_page_of_open_tasks_is_read_from_one_index(database: Database) -> None:
    if not is_sqlite_database(database):
        pytest.skip("the plan that is looked at is SQLite's")
    query = Query(filters=(("open", "yes"), ("due_date_to", "2026-06-08")), sort="due_date")
    with database.reading() as unit:
        seen: list[str] = []
        unit.driver.set_trace_callback(seen.append)
        page(unit.driver, spec_of("tasks"), query, 12)
        unit.driver.set_trace_callback(None)
        asked = next(sql for sql in seen if "LIMIT 13" in sql)
        plan = [row[3] for row in fetch(unit.driver, f"EXPLAIN QUERY PLAN {asked}")]
    assert any("ix_tasks_today" in step for step in plan)
    assert not any("TEMP B-TREE" in step for step in plan)


def is_sqlite_database(database: Database) -> bool:
    with database.reading() as unit:
        return is_sqlite(unit.driver)


def test_a_draft_is_called_by_its_version_in_the_list_of_programmes(database: Database) -> None:
    with database.transaction() as unit:
        for number, state in ((1, "published"), (2, "draft")):
            unit.add(Programme(ref="COOP", version_no=number, state=state, title="Coopérer"))
        unit.append(entry("x", "import"))
        unit.commit()
    with database.reading() as unit:
        items = page(unit.driver, spec_of("programmes", NOW)).items
        assert [(one["ref"], one["state"]) for one in items] == [("COOP", "published"), ("COOP/V2", "draft")]
        found = unit.find(Programme, "COOP")
        assert found.version_no == 1
