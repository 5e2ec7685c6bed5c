"""Every act there is: importing this registers them, in the order of the trade."""

from backoffice.services import (
    attendance,
    catalogue,
    complaints,
    directory,
    groups,
    intake,
    issuing,
    lifting,
    merging,
    offers,
    quote_drafts,
    renewing,
    slots,
)

__all__ = [
    "attendance",
    "catalogue",
    "complaints",
    "directory",
    "groups",
    "intake",
    "issuing",
    "lifting",
    "merging",
    "offers",
    "quote_drafts",
    "renewing",
    "slots",
]
