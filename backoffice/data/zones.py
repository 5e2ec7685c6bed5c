"""School zones: which one each department is in; Corsica and the overseas have their rectorat's calendar."""

from __future__ import annotations

from backoffice.i18n import N_

PUBLISHED = ("A", "B", "C")

# Department numbers, by zone.
DEPARTMENTS = {
    "A": "01 03 07 15 16 17 19 21 23 24 25 26 33 38 39 40 42 43 47 58 63 64 69 70 71 73 74 79 86 87 89 90",
    "B": "02 04 05 06 08 10 13 14 18 22 27 28 29 35 36 37 41 44 45 49 50 51 52 53 54 55 56 57 59 60 61 62 "
    "67 68 72 76 80 83 84 85 88",
    "C": "09 11 12 30 31 32 34 46 48 65 66 75 77 78 81 82 91 92 93 94 95",
    # No calendar is shipped for these: it is the rectorat's, and is imported.
    "2A-2B": "2A 2B",
    "GP": "971",
    "MQ": "972",
    "GF": "973",
    "RE": "974",
    "PM": "975",
    "YT": "976",
    "BL": "977",
    "MF": "978",
}

NAMES = {
    "A": N_("Zone A"),
    "B": N_("Zone B"),
    "C": N_("Zone C"),
    "2A-2B": N_("Corsica"),
    "GP": N_("Guadeloupe"),
    "MQ": N_("Martinique"),
    "GF": N_("French Guiana"),
    "RE": N_("Réunion"),
    "PM": N_("Saint Pierre and Miquelon"),
    "YT": N_("Mayotte"),
    "BL": N_("Saint Barthélemy"),
    "MF": N_("Saint Martin"),
}
