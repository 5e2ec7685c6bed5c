"""Every act there is: importing this registers them, in the order of the trade."""

from backoffice.services import (
    attendance,
    catalogue,
    directory,
    groups,
    intake,
    issuing,
    merging,
    offers,
    quote_drafts,
    renewing,
    slots,
    task_acts,
    task_templates,
    tasks,
)

__all__ = [
    "attendance",
    "catalogue",
    "directory",
    "groups",
    "intake",
    "issuing",
    "merging",
    "offers",
    "quote_drafts",
    "renewing",
    "slots",
    "task_acts",
    "task_templates",
    "tasks",
]
