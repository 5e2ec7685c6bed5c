"""The columns of issued rows: what the journal's seals cover and what the triggers hold fast.

A migration that adds a column adds a version; old seals stay checked with the columns that they were made
of. Columns that are only folded copies (``search_text``, ``sort_key``) are left out: doctor folds them again.
"""

from __future__ import annotations

from collections.abc import Mapping

VERSION = 1

_RECORD = ("id", "uid", "version")
_DATED = ("created_at", "updated_at")
COLUMNS: Mapping[int, Mapping[str, tuple[str, ...]]] = {
    1: {
        "quotes": (
            *_RECORD,
            *("number", "idx", "version_no", "request_id", "client_id", "variant", "title", "state"),
            *("language", "issued_on", "issued_at", "valid_until", "net_cents", "vat_cents", "total_cents"),
            *("body", "acceptance", "subject_to_funding"),
            *_DATED,
        ),
        "quote_lines": (
            *_RECORD,
            *("quote_id", "position", "section", "label", "detail", "quantity_e4", "unit", "unit_micro"),
            *("discount_bp", "optional", "nature", "vat", "rule", "net_cents"),
            *_DATED,
        ),
        "instalments": (
            *_RECORD,
            *("quote_id", "position", "label", "trigger", "offset_days", "at", "module_position", "payer"),
            *("share_bp", "fixed_cents", "amount_cents", "due_on"),
            *_DATED,
        ),
        "documents": (
            *_RECORD,
            *(
                "kind",
                "number",
                "version_no",
                "request_id",
                "quote_id",
                "subject_uid",
                "sheet_format",
                "sheet",
            ),
            *("fingerprint", "sha256", "file_name", "path", "issued_at", "issued_by_id", "replaced_by_id"),
            *_DATED,
        ),
        "contracts": (
            *_RECORD,
            *("ref", "kind", "request_id", "quote_id", "client_id", "parent_id", "rank", "state"),
            *("issued_on", "signed_on", "at_distance", "net_cents", "vat_cents", "total_cents", "body"),
            *("asked", "asked_on", "signature", "proof_id", "ended"),
            *_DATED,
        ),
        # The bytes are their own hash's: doctor compares them apart.
        "blobs": ("sha256", "size", "media"),
        "counters": ("series", "value", "last_on"),
        "settings": ("id", "body", "sha256", "applied_at", "occurred_at", "actor_id"),
    }
}


def columns(table: str, version: int = VERSION) -> tuple[str, ...]:
    """The columns of `table` that a seal of `version` covers."""
    return COLUMNS[version][table]
