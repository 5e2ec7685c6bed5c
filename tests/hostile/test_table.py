"""The table of hostile input, row by row: what is required of each, and the tests that hold it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Each row: where hostile input comes in, and the tests that fail when what is required isn't so.
ROWS: dict[str, tuple[str, ...]] = {
    "text shown in the terminal": (
        "ui/test_hostile_text.py::test_hostile_text_is_drawn_as_it_is_and_orders_nothing",
        "ui/test_hostile_text.py::test_the_canary_sings_when_the_filter_is_taken_away",
        "ui/test_hostile_text.py::test_a_real_terminal_receives_no_order_that_a_client_wrote",
        "cli/test_bad_input.py::test_a_hostile_name_is_shown_whole_everywhere_and_obeyed_nowhere",
        "hostile/test_texts.py::test_every_free_text_of_every_record_comes_in_clean_and_whole",
        "services/test_hostile_texts.py::test_every_free_text_of_every_form_is_kept_clean_and_whole",
    ),
    "text in a PDF": (
        "documents/test_hostile_print.py::test_hostile_text_is_printed_whole",
        "documents/test_hostile_print.py::test_no_text_makes_printing_fail",
        "documents/test_hostile_print.py::test_a_glyph_that_the_family_lacks_prints_as_its_number_and_is_named",
        "services/test_hostile_texts.py::test_hostile_texts_print_whole_on_quotes_and_sheets",
        (
            "services/test_hostile_texts.py::"
            "test_a_glyph_that_the_typeface_lacks_is_marked_on_a_draft_and_refused_by_name_at_issue"
        ),
    ),
    "a paragraph of 100 000 words": (
        "documents/test_hostile_print.py::test_a_paragraph_of_a_hundred_thousand_words_is_printed_to_its_last",
        "hostile/test_texts.py::test_a_paragraph_of_a_hundred_thousand_words_comes_in_whole_or_is_refused",
        "hostile/test_texts.py::test_a_text_that_is_too_long_is_refused_at_its_place_never_cut",
    ),
    "a table row taller than a page": (
        "documents/test_hostile_print.py::test_a_row_taller_than_a_page_goes_on_over_the_next_pages",
    ),
    "CSV and spreadsheets": (
        "exchange/test_delimited.py::test_what_a_spreadsheet_would_run_is_inert",
        "exchange/test_delimited.py::test_numbers_stay_numbers",
        "exchange/test_delimited.py::test_every_text_comes_back_equal",
        "cli/test_bad_input.py::test_formulas_are_inert_in_csv",
        "hostile/test_texts.py::test_every_free_text_of_every_record_comes_in_clean_and_whole",
        "services/test_round_trip.py::there_and_back",
    ),
    "ICS": (
        "exchange/test_ics.py::test_a_control_character_never_reaches_the_file",
        "exchange/test_ics.py::test_each_thing_is_one_event_however_its_text_is_dressed",
        "exchange/test_ics.py::test_no_line_is_longer_than_75_octets_nor_cut_inside_a_character",
        "exchange/test_busy.py::test_no_bytes_make_it_fail",
        "hostile/test_files.py::test_a_hostile_file_is_refused_in_ones_language_and_changes_nothing",
    ),
    "e-mails": ("exchange/test_mail.py::test_no_text_adds_a_header_a_recipient_or_a_part",),
    "TOML, JSON, CSV files": (
        "hostile/test_files.py::test_a_hostile_file_is_refused_in_ones_language_and_changes_nothing",
        "hostile/test_files.py::test_settings_that_cant_be_read_are_told_and_those_in_force_stay",
        "hostile/test_files.py::test_a_line_of_a_batch_is_answered_whatever_it_is",
        "exchange/test_sources.py::test_a_hostile_file_is_refused_with_its_name_and_what_to_do",
        "hostile/test_texts.py::test_half_a_character_in_json_is_refused_and_a_whole_one_isnt",
        "hostile/test_texts.py::test_a_reference_that_is_hostile_leads_nowhere_and_says_where_it_stands",
    ),
    "file names from data": (
        "domain/test_file_names.py::test_whatever_is_given_the_name_is_legal_short_and_made_once",
        "services/test_hostile_texts.py::test_a_file_name_made_of_data_stays_in_its_folder_and_is_legal_everywhere",
        "services/test_attachments.py::test_a_hostile_name_is_made_safe_before_it_is_kept",
        "services/test_attachments.py::test_a_copy_is_for_its_owner_and_overwrites_nothing",
        "exchange/test_archive.py::test_a_hostile_archive_is_refused",
    ),
    "attachments": (
        "services/test_attachments.py::test_what_isnt_a_file_is_refused_and_nothing_waits_for_it",
        "services/test_attachments.py::test_a_file_beyond_the_settings_limit_is_refused_before_it_is_read",
    ),
    "a crash": (
        "ui/test_crash.py::test_a_crash_ends_with_a_sentence_a_log_for_its_owner_and_a_status",
        "cli/test_bad_input.py::test_a_fault_of_the_program_is_one_line_that_holds_nothing_typed",
    ),
    "dates": (
        "hostile/test_dates.py::test_a_slot_at_an_hour_that_isnt_there_once_is_refused",
        "hostile/test_dates.py::test_a_typed_instant_at_such_an_hour_is_refused_unless_its_offset_is_given",
        "hostile/test_dates.py::test_a_date_that_cant_be_meant_is_refused_at_its_place",
        "hostile/test_dates.py::test_commands_refuse_it_too",
    ),
}


@pytest.mark.parametrize("row", ROWS)
def test_every_row_of_the_table_has_its_tests(row: str) -> None:
    for one in ROWS[row]:
        file, _, name = one.partition("::")
        tree = ast.parse((ROOT / "tests" / file).read_text(encoding="utf-8"))
        named = {
            node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        }
        assert name in named, one
