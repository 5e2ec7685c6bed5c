"""What goes out as files comes back the same: export, import into an empty house, export again."""

from __future__ import annotations

import json
import shutil
import stat
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from backoffice.clock import FrozenClock
from backoffice.content.fields import Description, Kind, describe
from backoffice.domain.text import clean_line
from backoffice.services.acts import Doing
from backoffice.services.dispatcher import settings_of
from backoffice.services.explaining import explain_request
from backoffice.services.exporting.folder import ExportRefused
from backoffice.services.exporting.run import export
from backoffice.services.house import apply_settings
from backoffice.services.importing.opening import open_all
from backoffice.services.importing.run import import_records
from backoffice.services.importing.tables import SIMPLE
from backoffice.services.timing import EARLIEST_YEAR
from backoffice.services.upkeep import retell_commitments
from backoffice.store.canonical import sha256
from backoffice.store.database import Database
from backoffice.store.doctor import examine_database
from backoffice.store.records import Request
from tests.services.clock_kit import promises
from tests.services.conftest import AFTERNOON, ROOT, Trade, demo_settings
from tests.services.importer import bring, records
from tests.store.postgres import NOW, Server

Empty = Callable[[], Database]


@pytest.fixture
def empty(target: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Empty]:
    """Makes houses with settings and nothing else, on the same engine as the trade's."""
    made: list[Database] = []

    def make() -> Database:
        if "://" in target:
            server: Server = request.getfixturevalue("server")
            address = server.copy(request.getfixturevalue("template"))
        else:
            address = str(tmp_path / f"empty-{len(made)}.db")
            shutil.copyfile(request.getfixturevalue("sqlite_template"), address)
        opened = Database.open(address, FrozenClock(NOW))
        apply_settings(opened, demo_settings(), ROOT)
        made.append(opened)
        return opened

    yield make
    for opened in made:
        opened.close()


def sound(opened: Database) -> bool:
    return not [one for one in examine_database(opened) if one.code != "open_rights"]


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in (folder / "records").glob("*")}


def there_and_back(source: Database, empty: Empty, folder: Path, *, as_csv: bool) -> None:
    """Exports `source`, imports it elsewhere, and exports that: the same files."""
    first, second = folder / f"first-{as_csv}", folder / f"second-{as_csv}"
    export(source, first, as_csv=as_csv)
    other = empty()
    report = import_records(other, open_all([first], None))
    assert not report.errors, [(str(one.place), one.message) for one in report.errors[:5]]
    export(other, second, as_csv=as_csv)
    assert contents(second) == contents(first)
    assert sound(other)
    again = import_records(other, open_all([first], None))
    assert set(again.counts) <= {"unchanged"}
    assert not again.written
    other.close()


@pytest.mark.parametrize("as_csv", [False, True])
def test_a_house_at_work_goes_out_and_comes_back(
    trade: Trade, empty: Empty, tmp_path: Path, as_csv: bool
) -> None:
    at_work(trade)
    there_and_back(trade.database, empty, tmp_path, as_csv=as_csv)


def test_a_lifted_promise_comes_back_lifted_with_its_reason(
    trade: Trade, empty: Empty, tmp_path: Path
) -> None:
    ref = trade.received()
    trade.act("lift-commitment", f"{ref}/C2", reason="le client donne un mois")
    other = empty()
    taken = Trade(other)
    taken.act("new-user", "", {"initials": "CG", "name": "Claire Gaudin"}, user="")
    export(trade.database, tmp_path / "out")
    report = import_records(other, open_all([tmp_path / "out"], None), user="cg")
    assert not report.errors
    found = promises(taken, ref)["first-answer-intra"]
    assert (found["state"], found["reason"]) == ("lifted", "le client donne un mois")
    assert found["closed_at"] == "2026-06-01T07:00:00Z"
    assert promises(taken, ref)["acknowledge"]["state"] == "running"
    assert sound(other)
    assert retell_commitments(other) == 0
    taken.undo("cg")
    assert promises(taken, ref) == {}
    assert sound(other)


def test_what_was_lifted_before_a_later_stage_is_still_told(
    trade: Trade, empty: Empty, tmp_path: Path
) -> None:
    ref, _quote = trade.accepted()
    trade.act("lift-commitment", f"{ref}/C7", reason="dates au trimestre prochain")
    other = empty()
    export(trade.database, tmp_path / "out")
    assert not import_records(other, open_all([tmp_path / "out"], None)).errors
    # Nothing is promised for its past; why its dates were no longer owed is still known.
    assert promises(Trade(other), ref) == {}
    with other.reading() as unit:
        doing = Doing(unit, settings_of(unit), None, unit.now)
        [told] = explain_request(doing, unit.maybe(Request, ref))["lifted_elsewhere"]
    assert (told["policy"], told["reason"]) == ("dates", "dates au trimestre prochain")


@pytest.mark.parametrize(
    ("lifted", "path"),
    [
        ("no list", "lifted"),
        ([{"policy": "quote", "at": "2026-05-01T08:00:00Z"}], "reason"),
        ([{"policy": "quote", "at": "2026-07-01T08:00:00Z", "reason": "x"}], "lifted[0].at"),
    ],
)
def test_a_lift_that_cant_be_is_told_with_its_place(
    trade: Trade, empty: Empty, tmp_path: Path, lifted: Any, path: str
) -> None:
    trade.received()
    export(trade.database, tmp_path / "out")
    file = tmp_path / "out" / "records" / "requests.json"
    body = json.loads(file.read_text(encoding="utf-8"))
    body["requests"][0].setdefault("more", {})["details"] = {"lifted": lifted}
    alone = tmp_path / "alone"
    alone.mkdir()
    for path_ in (tmp_path / "out" / "records").iterdir():
        if path_.name != "requests.json":
            shutil.copyfile(path_, alone / path_.name)
    (alone / "requests.json").write_text(json.dumps(body), encoding="utf-8")
    report = import_records(empty(), open_all(sorted(alone.iterdir()), None))
    [error] = report.errors
    assert (error.place.path or "").endswith(path)


def at_work(trade: Trade) -> None:
    """Dossiers at every stage, slots in every state, people merged, a programme retired."""
    trainer, venue = trade.trainer(), trade.venue(zone="Indian/Reunion")
    trade.client(name="=SUM(A1)", note="une\nautre", external_ref="+33")
    trade.act("merge-client", "CLI-0001", {"into": trade.client(name="Autre")})
    ref, _quote = trade.accepted()
    slot = trade.dated(f"{ref}/S1", "2026-09-07", trainers=[trainer], venue=venue)
    trade.act("hold-slot", slot, {"until": "2026-06-05T10:00:00Z"})
    trade.act("move-slot", slot, {"day": "2026-09-08", **AFTERNOON, "trainers": [trainer]}, reason="salle")
    trade.dated(f"{ref}/S2", "2026-09-09", trainers=[trainer])
    trade.act("confirm-slot", f"{ref}/S2")
    trade.act("cancel-slot", f"{ref}/S3", reason="maladie")
    trade.act("enrol", f"{ref}/G1", {"people": ["ROUX Zoé; f; z@lin.example", "MARTIN Léo"]})
    limits = {"minimum": 6, "teaching_max": 12, "decide_on": "2026-08-20", "closes_length": "10 working days"}
    trade.act("add-group", ref, {"name": "Groupe B", **limits, "after_closing": "waiting"})
    offered, _number = trade.offered()
    trade.act("wait-for", offered, {"whom": "client", "chase_on": "2026-06-09"})
    trade.act("withdraw", trade.received(), reason="trop loin")
    trade.act("decline", trade.drafted(), {"cause": "price"})
    trade.received(kind="own_session", tags="été, été", received_at="2026-05-01T08:00:00Z")
    trade.act("lift-commitment", f"{trade.received()}/C2", reason="le client donne un mois")
    trade.act("lift-commitment", f"{ref}/C7", reason="dates au trimestre prochain")
    trade.act("new-funder", "", {"name": "Fonds"})
    framed(trade)
    trade.act("retire-programme", "COOP")


def framed(trade: Trade) -> None:
    """A framework of two versions, a dossier of its buyer with an order form and a cancelled one."""
    buyer = trade.client(name="Commune", kind="public")
    head = {"code": "CADRE", "title": "Cadre", "client": buyer, "maximum_cents": 500_000}
    trade.act("new-framework", "", head | {"starts_on": "2026-01-01", "ends_on": "2026-12-31"})
    trade.act("add-price", "CADRE", {"code": "jour", "label": "Jour", "price_micro": 1_000_000_000})
    ref = trade.received(client=buyer, kind="procedure", submission_at="2026-06-30T10:00:00Z")
    trade.act("note-lot", ref, {"code": "1", "label": "Lot"})
    trade.act("place-under-framework", ref, {"framework": "CADRE"})
    for number in ("BC-1", "=BC-2"):
        trade.act("record-order-form", ref, {"number": number, "on": "2026-06-01", "net_cents": 200_000})
    trade.act("cancel-order-form", f"{ref}/B1", {"on": "2026-06-01", "why": "reporté"})


def test_what_belongs_to_this_house_goes_out_as_data_and_is_said(trade: Trade, tmp_path: Path) -> None:
    at_work(trade)
    folder = tmp_path / "out"
    done = export(trade.database, folder)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["format"] == "export/1"
    listed = {one["path"]: one for one in manifest["files"]}
    on_disk = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert on_disk == set(listed) | {"manifest.json"}
    for name, one in listed.items():
        data = (folder / name).read_bytes()
        assert (one["bytes"], one["sha256"]) == (len(data), sha256(data))
        assert one["importable"] == name.startswith("records/")
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {"data/quotes.jsonl", "data/documents.jsonl", "data/journal.jsonl"} <= set(listed)
    documents = [json.loads(line) for line in (folder / "data/documents.jsonl").read_text().splitlines()]
    for document in documents:
        assert (folder / f"blobs/{document['sha256']}.pdf").read_bytes().startswith(b"%PDF")
        assert document["request"].startswith("INT-")
    assert "quotes" in next(iter(manifest["not_importable"]))
    assert done.counts["documents"] == len(documents) == 2


@pytest.mark.parametrize("thing", ["file", "inside", "link"])
def test_an_export_goes_into_a_new_or_empty_folder_only(trade: Trade, tmp_path: Path, thing: str) -> None:
    folder = tmp_path / "out"
    if thing == "file":
        folder.write_text("x")
    elif thing == "link":
        (tmp_path / "elsewhere").mkdir()
        folder.symlink_to(tmp_path / "elsewhere")
    else:
        folder.mkdir()
        (folder / "mine.txt").write_text("x")
    with pytest.raises(ExportRefused):
        export(trade.database, folder)
    assert not (tmp_path / "elsewhere" / "manifest.json").exists()


def test_an_export_that_did_not_end_has_no_manifest_and_is_not_imported_whole(
    trade: Trade, tmp_path: Path
) -> None:
    class Stop(Exception):
        pass

    class Stops:
        def step(self, done: int, total: int, what: str = "") -> None:
            del total, what
            if done > 6:
                raise Stop

    trade.client()
    with pytest.raises(Stop):
        export(trade.database, tmp_path / "out", watch=Stops())
    assert not (tmp_path / "out" / "manifest.json").exists()


def test_a_manifest_leads_nowhere_outside_its_folder(tmp_path: Path) -> None:
    from backoffice.errors import Invalid

    (tmp_path / "manifest.json").write_text(
        '{"format":"export/1","files":[{"path":"../../etc/passwd","importable":true}]}'
    )
    with pytest.raises(Invalid):
        open_all([tmp_path], None)


def test_an_export_of_another_house_is_never_mistaken_for_ours(
    trade: Trade, empty: Empty, tmp_path: Path
) -> None:
    """Its CLI-0001 isn't ours: it comes in under a number of ours, and its own file still refers to it."""
    trade.client(name="Chez eux")
    trade.received(client="CLI-0001")
    export(trade.database, tmp_path / "out")
    other = Trade(empty(), user="")
    bring(other, "name\nChez nous\n", "clients")
    report = import_records(other.database, open_all([tmp_path / "out"], None))
    assert not report.errors
    with other.database.reading() as unit:
        from backoffice.store.records import Client, Request

        assert unit.find(Client, "CLI-0001").name == "Chez nous"
        assert unit.find(Client, "CLI-0002").name == "Chez eux"
        assert unit.find(Request, "INT-2026-0001").client.ref == "CLI-0002"  # type: ignore[union-attr]


# With data that nobody would think of ---------------------------------------------------------------------

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
_SHAPED: Mapping[str, Any] = {
    "siret": st.sampled_from(["99901742900013", None]),
    "vat_number": st.sampled_from(["FR37999017429", None]),
    "email": st.sampled_from(["", "z@lin.example", "É@lin.example"]),
    "zone": st.sampled_from(["Europe/Paris", "Indian/Reunion"]),
    "login": st.just(""),
    "procedure_zone": st.sampled_from(["Indian/Reunion", None]),
    "programme": st.sampled_from(["COOP", None]),
    "kind": None,
}


def value(asked: Description) -> st.SearchStrategy[Any]:
    """Anything that a form could hold for this field."""
    shaped = _SHAPED.get(asked.name)
    if shaped is not None:
        return shaped  # type: ignore[no-any-return]
    match asked.kind:
        case Kind.CHOICE:
            return st.sampled_from([token for token, _label in asked.choices])
        case Kind.WHOLE | Kind.AMOUNT:
            return st.integers(asked.low or 0, min(asked.high or 1_000, 10**9))
        case Kind.DATE:
            return st.dates().map(lambda day: day.replace(year=2026 if day.month < 3 else 2027).isoformat())
        case Kind.INSTANT:
            first, last = (NOW.replace(tzinfo=None, year=year) for year in (EARLIEST_YEAR, 2025))
            return st.datetimes(first, last).map(lambda one: f"{one:%Y-%m-%dT%H:%M:%SZ}")
        case Kind.LINES if asked.name == "skills":
            return st.lists(words, max_size=3)
        case _:
            return words


def item(table: str) -> st.SearchStrategy[dict[str, Any]]:
    """A record of `table`, with a reference elsewhere of its own."""
    fields = {
        asked.name: value(asked)
        for asked in describe(SIMPLE[table].form)
        if not asked.refers_to or asked.name == "programme"
    }
    fields.pop("external_ref")
    title = "topic" if table == "requests" else "name"
    fields[title] = words.filter(lambda text: bool(clean_line(text)))
    own = {"kind": "own_session", "programme": None} if table == "requests" else {}
    found = st.fixed_dictionaries({}, optional=fields).map(lambda one: {title: "Lin"} | one | own)
    return found.filter(lambda one: _accepted(SIMPLE[table].form, one))


def _accepted(form: Any, values: Mapping[str, Any]) -> bool:
    """Whether a form takes these values: what it refuses is no data of a house."""
    try:
        form.model_validate(values)
    except ValidationError:
        return False
    return True


def house() -> st.SearchStrategy[dict[str, list[dict[str, Any]]]]:
    tables = ("funders", "clients", "trainers", "venues", "participants", "requests")
    return st.fixed_dictionaries({table: st.lists(item(table), max_size=3) for table in tables})


_SHARED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@settings(max_examples=8, suppress_health_check=_SHARED)
@given(house(), st.booleans())
def test_whatever_was_kept_goes_out_and_comes_back(
    empty: Empty, tmp_path_factory: pytest.TempPathFactory, made: dict[str, Any], as_csv: bool
) -> None:
    out_and_back(empty, tmp_path_factory.mktemp("trip"), made, as_csv)


@pytest.mark.slow
@settings(max_examples=300, suppress_health_check=_SHARED)
@given(house(), st.booleans())
def test_whatever_many_houses_kept_goes_out_and_comes_back(
    empty: Empty, tmp_path_factory: pytest.TempPathFactory, made: dict[str, Any], as_csv: bool
) -> None:
    out_and_back(empty, tmp_path_factory.mktemp("trip"), made, as_csv)


def out_and_back(empty: Empty, folder: Path, made: dict[str, Any], as_csv: bool) -> None:
    source = empty()
    given_all = {
        table: [{**one, "external_ref": f"{table}-{n}"} for n, one in enumerate(items)]
        for table, items in made.items()
    }
    report = import_records(source, [_source(given_all)], partial=True)
    assert not report.errors, [(str(one.place), one.message) for one in report.errors[:5]]
    there_and_back(source, empty, folder, as_csv=as_csv)
    source.close()


def _source(tables: Mapping[str, Any]) -> Any:
    from backoffice.exchange.sources import pasted_source

    return pasted_source(records(**tables))
