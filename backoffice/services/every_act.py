"""Every act there is: importing this registers them, in the order of the trade."""

from backoffice.services import (
    attachments,
    attendance,
    catalogue,
    directory,
    exchanges,
    groups,
    intake,
    issuing,
    merging,
    offers,
    questions,
    quote_drafts,
    renewing,
    slots,
)

__all__ = [
    "attachments",
    "attendance",
    "catalogue",
    "directory",
    "exchanges",
    "groups",
    "intake",
    "issuing",
    "merging",
    "offers",
    "questions",
    "quote_drafts",
    "renewing",
    "slots",
]
