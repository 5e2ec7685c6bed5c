"""Snapshots of documents: flat frozen values, complete in themselves, with a canonical JSON and its hash."""

from backoffice.documents.sheets.attendance import AttendanceSheet, Mark, SheetParticipant, SheetSlot
from backoffice.documents.sheets.codec import snapshot_hash
from backoffice.documents.sheets.parts import Client, FunderFile, Organisation, Person
from backoffice.documents.sheets.quote import (
    Action,
    CalendarLine,
    CancellationBand,
    Clause,
    Discount,
    InstalmentLine,
    ModuleBlock,
    PartLine,
    PriceLine,
    QuoteSheet,
    TrainerLine,
    VatGroup,
)

__all__ = [
    "Action",
    "AttendanceSheet",
    "CalendarLine",
    "CancellationBand",
    "Clause",
    "Client",
    "Discount",
    "FunderFile",
    "InstalmentLine",
    "Mark",
    "ModuleBlock",
    "Organisation",
    "PartLine",
    "Person",
    "PriceLine",
    "QuoteSheet",
    "SheetParticipant",
    "SheetSlot",
    "TrainerLine",
    "VatGroup",
    "snapshot_hash",
]
