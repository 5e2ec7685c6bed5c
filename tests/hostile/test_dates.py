"""Local times that don't exist, or are there twice, in every kind of file and in commands."""

from __future__ import annotations

import pytest

from backoffice.services.importing.run import import_records
from tests.cli.conftest import Call
from tests.hostile.kit import KINDS, NEEDED, source
from tests.services.conftest import Trade, dump

GAP, DOUBLE = "2027-03-28", "2026-10-25"
DATES = ("2026-02-30", "2026-13-01", "0026-03-12", "9999-12-31", "demain ou après", "2026-06-01T25:00:00Z")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("day", "code"), [(GAP, "nonexistent_time"), (DOUBLE, "ambiguous_time")])
def test_a_slot_at_an_hour_that_isnt_there_once_is_refused(
    trade: Trade, kind: str, day: str, code: str
) -> None:
    trade.drafted()
    before = dump(trade.database)
    values = NEEDED["slots"] | {"day": day, "start": "02:30", "finish": "06:00"}
    report = import_records(trade.database, [source(kind, "slots", values)], user="er")
    [error] = report.errors
    assert (error.code, error.place.file) == (code, f"slots.{kind}")
    assert error.remedy
    assert dump(trade.database) == before


@pytest.mark.parametrize("kind", ["csv", "comma.csv", "pasted"])
@pytest.mark.parametrize("day", [GAP, DOUBLE])
def test_a_typed_instant_at_such_an_hour_is_refused_unless_its_offset_is_given(
    trade: Trade, kind: str, day: str
) -> None:
    trade.client()
    at = {"client": "CLI-0001", "topic": "T", "kind": "procedure"}
    report = import_records(
        trade.database, [source(kind, "requests", at | {"submission_at": f"{day} 02:30"})]
    )
    [error] = report.errors
    assert "submission_at" in str(error.place)
    assert error.remedy
    given = at | {"submission_at": f"{day}T02:30:00+01:00", "external_ref": "x"}
    assert not import_records(trade.database, [source(kind, "requests", given)], user="er").errors


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", DATES)
def test_a_date_that_cant_be_meant_is_refused_at_its_place(trade: Trade, kind: str, text: str) -> None:
    trade.client()
    before = dump(trade.database)
    for name in ("received_at", "chase_on"):
        values = {"client": "CLI-0001", "topic": "T", name: text}
        report = import_records(trade.database, [source(kind, "requests", values)], user="er")
        assert report.errors, name
        for error in report.errors:
            assert name in str(error.place)
    assert dump(trade.database) == before


@pytest.mark.parametrize(
    ("day", "codes"), [(GAP, ["nonexistent_time"] * 2), (DOUBLE, ["ambiguous_time"] * 2)]
)
def test_commands_refuse_it_too(call: Call, day: str, codes: list[str]) -> None:
    [first] = call("deadline", f"{day}T02:30", "2 hours", "--json").errors
    [second] = call("move-slot", "INT-2026-0001/S1", "--day", day, "--start", "2h30", "--json").errors
    assert [first["code"], second["code"]] == codes
    assert call("deadline", f"{day}T02:30+01:00", "2 hours", "--json").status == 0
