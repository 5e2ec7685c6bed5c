"""The sections of a detailed proposal that an answer can feed."""

from __future__ import annotations

from backoffice.i18n import N_

PROPOSAL_SECTIONS = (
    ("context", N_("Context as understood")),
    ("objectives", N_("Objectives, from content to evaluation")),
    ("modules", N_("Modules")),
    ("between", N_("Work between modules")),
    ("dates", N_("Dates")),
    ("team", N_("Team")),
    ("means", N_("Means of each side")),
    ("evaluations", N_("Evaluations")),
    ("accessibility", N_("Accessibility")),
    ("follow_up", N_("Follow-up")),
    ("results", N_("Results")),
    ("price", N_("Price")),
    ("terms", N_("Terms")),
)
SECTION_LABELS = dict(PROPOSAL_SECTIONS)
