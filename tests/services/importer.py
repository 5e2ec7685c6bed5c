"""Imports as tests do them: a text on a trade's database, and what its report says."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from backoffice.errors import BackofficeError
from backoffice.exchange.sources import pasted_source
from backoffice.services.importing.report import Report
from backoffice.services.importing.run import import_records
from tests.services.conftest import Trade


def bring(trade: Trade, text: str, kind: str = "", **options: Any) -> Report:
    """Imports a table or a file's text."""
    source = pasted_source(text, kind, f"{kind or 'file'}.csv")
    return import_records(trade.database, [source], user=trade.user, keep_all=True, **options)


def records(**tables: Sequence[Mapping[str, Any]]) -> str:
    """A ``records/1`` text."""
    return json.dumps({"format": "records/1", **tables})


def outcomes(report: Report) -> list[str]:
    return [told.outcome for told in report.told]


def codes(errors: Sequence[BackofficeError]) -> list[tuple[str, str]]:
    """Each error's place and code."""
    return [(str(error.place), error.code) for error in errors]
