"""Every act there is: importing this registers them, in the order of the trade."""

from backoffice.services import (
    acknowledging,
    attendance,
    catalogue,
    complaints,
    directory,
    feeds,
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
    "acknowledging",
    "attendance",
    "catalogue",
    "complaints",
    "directory",
    "feeds",
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
