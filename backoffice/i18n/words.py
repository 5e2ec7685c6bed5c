"""The names of days, months and units, as they are written and as people type them."""

from __future__ import annotations


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


WEEKDAYS = {
    "fr": _words("lundi mardi mercredi jeudi vendredi samedi dimanche"),
    "en": _words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday"),
}
WEEKDAYS_SHORT = {
    "fr": _words("lun. mar. mer. jeu. ven. sam. dim."),
    "en": _words("Mon Tue Wed Thu Fri Sat Sun"),
}
MONTHS = {
    "fr": _words("janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
    "en": _words("January February March April May June July August September October November December"),
}
MONTHS_SHORT = {
    "fr": _words("janv. févr. mars avr. mai juin juill. août sept. oct. nov. déc."),
    "en": _words("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"),
}
