"""Sample snapshots, kept as files so that today's formats stay readable; and what a page says."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from backoffice.documents.sheets import (
    AcknowledgementSheet,
    AgreementSheet,
    AmendmentSheet,
    AttendanceSheet,
    ContractSheet,
    OptionsSheet,
    QuoteSheet,
)

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def quote() -> QuoteSheet:
    return QuoteSheet.from_json((HERE / "samples/quote.json").read_text())


@pytest.fixture(scope="session")
def sheet() -> AttendanceSheet:
    return AttendanceSheet.from_json((HERE / "samples/attendance.json").read_text())


@pytest.fixture(scope="session")
def letter() -> AcknowledgementSheet:
    return AcknowledgementSheet.from_json((HERE / "samples/acknowledgement.json").read_text())


@pytest.fixture(scope="session")
def options() -> OptionsSheet:
    return OptionsSheet.from_json((HERE / "samples/options.json").read_text())


@pytest.fixture(scope="session")
def agreement() -> AgreementSheet:
    return AgreementSheet.from_json((HERE / "samples/agreement.json").read_text())


@pytest.fixture(scope="session")
def contract() -> ContractSheet:
    return ContractSheet.from_json((HERE / "samples/contract.json").read_text())


@pytest.fixture(scope="session")
def amendment() -> AmendmentSheet:
    return AmendmentSheet.from_json((HERE / "samples/amendment.json").read_text())


@pytest.fixture(scope="session")
def said() -> Callable[[bytes], list[str]]:
    """The text of each page, every kind of space as one plain space."""

    def pages(pdf: bytes) -> list[str]:
        reader = PdfReader(BytesIO(pdf))
        return [re.sub(r"\s+", " ", page.extract_text()) for page in reader.pages]

    return pages


@pytest.fixture(scope="session")
def squashed() -> Callable[[str], str]:
    """A text without any space: what a line break can't change."""
    return lambda text: re.sub(r"\s+", "", text)
