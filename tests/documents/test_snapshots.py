"""Snapshots: one text for one value, read back equal, older formats upgraded, nothing guessed."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from backoffice.documents.errors import SheetUnreadable
from backoffice.documents.sheets import AttendanceSheet, QuoteSheet, snapshot_hash
from backoffice.documents.sheets.codec import upgraded


def test_a_snapshot_comes_back_equal_from_its_json(quote, sheet):
    assert QuoteSheet.from_json(quote.to_json()) == quote
    assert AttendanceSheet.from_json(sheet.to_json()) == sheet


def test_the_order_of_keys_in_a_file_changes_neither_value_nor_hash(quote):
    turned = json.dumps(dict(reversed(json.loads(quote.to_json()).items())))
    assert snapshot_hash(QuoteSheet.from_json(turned)) == snapshot_hash(quote)


def test_any_changed_fact_changes_the_hash(quote):
    action = replace(quote.action, remote_bp=quote.action.remote_bp + 1)
    changed = {
        snapshot_hash(one)
        for one in (
            quote,
            replace(quote, action=action),
            replace(quote, total_cents=quote.total_cents + 1),
            replace(quote, number="DEV-2026-0042-3"),
            replace(quote, stands_for_agreement=False),
        )
    }
    assert len(changed) == 5


def test_a_snapshot_of_a_newer_format_is_refused_not_guessed(quote):
    newer = quote.to_json().replace("quote-sheet/1", "quote-sheet/9")
    with pytest.raises(SheetUnreadable, match="quote-sheet/9"):
        QuoteSheet.from_json(newer)


@pytest.mark.parametrize(
    ("key", "value", "named"),
    [
        ("total_cents", 12.5, "total_cents"),
        ("total_cents", True, "total_cents"),
        ("issued_on", "2026-02-30", "issued_on"),
        ("lines", {}, "lines"),
        ("client", {"name": "x"}, "client"),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_by_name(quote, key, value, named):
    data = json.loads(quote.to_json()) | {key: value}
    with pytest.raises(SheetUnreadable, match=named):
        QuoteSheet.from_json(json.dumps(data))


@pytest.mark.parametrize("text", ["", "[]", "{", "null", '{"format":3}', '{"format":"quote-sheet/1"}'])
def test_what_is_no_snapshot_is_refused(text):
    with pytest.raises(SheetUnreadable):
        QuoteSheet.from_json(text)


def test_an_older_format_is_brought_up_one_number_at_a_time():
    steps = {
        "thing/1": lambda old: {"format": "thing/2", "name": old["label"]},
        "thing/2": lambda old: {**old, "format": "thing/3", "note": ""},
    }
    found = upgraded({"format": "thing/1", "label": "a"}, "thing/3", steps)
    assert found == {"format": "thing/3", "name": "a", "note": ""}


def test_upgraders_that_turn_in_circles_are_an_error_not_a_hang():
    steps = {"thing/1": lambda old: {**old, "format": "thing/1"}}
    with pytest.raises(SheetUnreadable):
        upgraded({"format": "thing/1"}, "thing/2", steps)


def test_snapshots_are_made_without_loading_what_prints_them():
    script = "import sys, backoffice.documents.sheets; sys.exit('reportlab' in sys.modules)"
    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", script], cwd=root, check=False).returncode == 0


def test_half_a_surrogate_pair_survives_the_json(quote):
    odd = replace(quote, subject="a\ud83cb")
    odd.to_json().encode()
    assert QuoteSheet.from_json(odd.to_json()) == odd


def test_a_field_that_joined_later_leaves_the_text_of_older_sheets_as_it_was(sheet):
    older = json.loads(sheet.to_json())
    assert "subject" not in older
    assert AttendanceSheet.from_json(json.dumps(older)) == sheet
    newer = replace(sheet, subject="Accompagnement")
    assert json.loads(newer.to_json())["subject"] == "Accompagnement"
    assert AttendanceSheet.from_json(newer.to_json()) == newer
