"""Public holidays of France and its overseas, as dated rules (Code du travail L.3133-1 and following)."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from backoffice.i18n import N_

TERRITORIES = ("FR", "FR-57", "FR-67", "FR-68", "GP", "MQ", "GF", "RE", "YT", "MF", "BL", "PM")
ALSACE_MOSELLE = ("FR-57", "FR-67", "FR-68")


class Holiday(NamedTuple):
    """A day each year: a `month` and a `day`, or days after Easter Sunday (negative before).

    It holds in `territories`, from a day to a day (None: no end known, or a start before all tables).
    `asked`: only with that option; `unless`: not with that option.
    """

    name: str
    territories: tuple[str, ...]
    month: int = 0
    day: int = 0
    after_easter: int | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    asked: str | None = None
    unless: str | None = None


# Options. Good Friday is off only in the communes that have a Protestant temple or a mixed church; the
# customary days aren't in the Code; for Saint-Martin, the Code's letter says 27 May, and the circulars and
# the prefecture keep the 28th.
GOOD_FRIDAY = "good_friday"
CUSTOMARY = "customary"
MF_27_MAY = "mf_27_may"

_ABOLITION = N_("Abolition of slavery")
# Décret 83-1003 of 23 November 1983 set the days of the abolition. Saint-Martin and Saint-Barthélemy were
# communes of Guadeloupe until July 2007; décret 2012-553 gave them days of their own. The circulars let
# Saint-Martin keep 28 May from 2018 on.
_1983 = date(1983, 11, 23)
_COMMUNES_UNTIL = date(2007, 7, 14)
_2012 = date(2012, 4, 26)
_2018 = date(2018, 1, 1)

HOLIDAYS = (
    Holiday(N_("New Year’s Day"), TERRITORIES, 1, 1),
    Holiday(N_("Good Friday"), ALSACE_MOSELLE, after_easter=-2, asked=GOOD_FRIDAY),
    Holiday(N_("Easter Monday"), TERRITORIES, after_easter=1),
    Holiday(N_("Labour Day"), TERRITORIES, 5, 1, valid_from=date(1947, 4, 30)),
    Holiday(N_("Victory in Europe Day"), TERRITORIES, 5, 8, valid_from=date(1981, 10, 3)),
    Holiday(N_("Ascension Day"), TERRITORIES, after_easter=39),
    Holiday(N_("Whit Monday"), TERRITORIES, after_easter=50),
    Holiday(N_("Bastille Day"), TERRITORIES, 7, 14),
    Holiday(N_("Assumption Day"), TERRITORIES, 8, 15),
    Holiday(N_("All Saints’ Day"), TERRITORIES, 11, 1),
    Holiday(N_("Armistice Day"), TERRITORIES, 11, 11),
    Holiday(N_("Christmas Day"), TERRITORIES, 12, 25),
    Holiday(N_("Saint Stephen’s Day"), ALSACE_MOSELLE, 12, 26),
    Holiday(_ABOLITION, ("YT",), 4, 27, valid_from=_1983),
    Holiday(_ABOLITION, ("MQ",), 5, 22, valid_from=_1983),
    Holiday(_ABOLITION, ("GP",), 5, 27, valid_from=_1983),
    Holiday(_ABOLITION, ("MF", "BL"), 5, 27, valid_from=_1983, valid_until=_COMMUNES_UNTIL),
    Holiday(_ABOLITION, ("MF",), 5, 27, valid_from=_2012, valid_until=date(2017, 12, 31)),
    Holiday(_ABOLITION, ("MF",), 5, 28, valid_from=_2018, unless=MF_27_MAY),
    Holiday(_ABOLITION, ("MF",), 5, 27, valid_from=_2018, asked=MF_27_MAY),
    Holiday(_ABOLITION, ("GF",), 6, 10, valid_from=_1983),
    Holiday(_ABOLITION, ("BL",), 10, 9, valid_from=_2012),
    Holiday(_ABOLITION, ("RE",), 12, 20, valid_from=_1983),
    Holiday(N_("Mid-Lent"), ("GP",), after_easter=-24, asked=CUSTOMARY),
    Holiday(N_("Good Friday"), ("GP", "MQ"), after_easter=-2, asked=CUSTOMARY),
    Holiday(N_("Victor Schœlcher Day"), ("GP", "MQ"), 7, 21, asked=CUSTOMARY),
)
