"""Snapshots of documents: flat frozen values, complete in themselves, with a canonical JSON and its hash."""

from backoffice.documents.sheets.acknowledgement import (
    AcknowledgementMail,
    AcknowledgementSheet,
    Promise,
    Understood,
)
from backoffice.documents.sheets.attendance import AttendanceSheet, Mark, SheetParticipant, SheetSlot
from backoffice.documents.sheets.codec import snapshot_hash
from backoffice.documents.sheets.options import OptionColumn, OptionDate, OptionGap, OptionsSheet
from backoffice.documents.sheets.parts import Client, FunderFile, Organisation, Person
from backoffice.documents.sheets.programme import Aim, Organised, Outcome, ProgrammeSheet, Stretch
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
    "AcknowledgementMail",
    "AcknowledgementSheet",
    "Action",
    "Aim",
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
    "OptionColumn",
    "OptionDate",
    "OptionGap",
    "OptionsSheet",
    "Organisation",
    "Organised",
    "Outcome",
    "PartLine",
    "Person",
    "PriceLine",
    "ProgrammeSheet",
    "Promise",
    "QuoteSheet",
    "SheetParticipant",
    "SheetSlot",
    "Stretch",
    "TrainerLine",
    "Understood",
    "VatGroup",
    "snapshot_hash",
]
