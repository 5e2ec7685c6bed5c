"""Every act there is: importing this registers them, in the order of the trade."""

from backoffice.services import (
    attendance,
    catalogue,
    directory,
    enrolling,
    enrolments,
    groups,
    intake,
    issuing,
    memberships,
    merging,
    offers,
    print_runs,
    quote_drafts,
    renewing,
    session_quotes,
    slots,
)

__all__ = [
    "attendance",
    "catalogue",
    "directory",
    "enrolling",
    "enrolments",
    "groups",
    "intake",
    "issuing",
    "memberships",
    "merging",
    "offers",
    "print_runs",
    "quote_drafts",
    "renewing",
    "session_quotes",
    "slots",
]
