"""The time zone of each territory (IANA names)."""

from __future__ import annotations

ZONES = {
    "FR": "Europe/Paris",
    "FR-57": "Europe/Paris",
    "FR-67": "Europe/Paris",
    "FR-68": "Europe/Paris",
    "GP": "America/Guadeloupe",
    "MQ": "America/Martinique",
    "GF": "America/Cayenne",
    "RE": "Indian/Reunion",
    "YT": "Indian/Mayotte",
    "MF": "America/Marigot",
    "BL": "America/St_Barthelemy",
    "PM": "America/Miquelon",
}
