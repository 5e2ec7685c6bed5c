"""The texts of the house that documents, letters and mails take: what each is for, and what it may name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from backoffice.i18n import N_

# A text stands in one language or in both; a document takes its own, else the other.
LANGUAGES = ("fr", "en")
_NAMED = re.compile(r"\{([A-Za-z_]{1,40})\}")


class Room(StrEnum):
    """Where a text is taken."""

    QUOTE = "quote"
    AGREEMENT = "agreement"
    CONTRACT = "contract"
    LETTER = "letter"
    MAIL = "mail"


ROOM_LABELS: Mapping[Room, str] = {
    Room.QUOTE: N_("quotes"),
    Room.AGREEMENT: N_("agreements"),
    Room.CONTRACT: N_("contracts"),
    Room.LETTER: N_("letters"),
    Room.MAIL: N_("mails"),
}
# Where a clause of the house's own may be printed.
CLAUSE_ROOMS = (Room.QUOTE, Room.AGREEMENT, Room.CONTRACT)
_OFFERS = (Room.QUOTE, Room.AGREEMENT, Room.CONTRACT)
_FORMS = (Room.AGREEMENT, Room.CONTRACT)


@dataclass(frozen=True, slots=True)
class Usual:
    """A text that documents ask for by its code: its label, where it is taken, and what stands for it in the
    settings (a key path, or "" for one that they don't hold).

    A `needed` one can't be retired; `names` are the words between braces that it may hold, each with what it
    stands for (message ids)."""

    code: str
    label: str
    rooms: tuple[Room, ...]
    setting: str = ""
    needed: bool = False
    names: tuple[tuple[str, str], ...] = ()


CANCELLATION = "cancellation"
_FOLLOW_UP = (
    ("number", N_("the number of the quote")),
    ("topic", N_("what it is about")),
    ("amount", N_("its amount without VAT")),
    ("day", N_("the day it was issued")),
    ("validity", N_("a sentence on its validity")),
    ("owner", N_("who follows the dossier")),
    ("organisation", N_("our name")),
)
USUAL = (
    Usual("payment", N_("Payment"), _OFFERS, "quotes.payment", needed=True),
    Usual("late-penalties", N_("Late payment"), _OFFERS, "quotes.late_penalties", needed=True),
    Usual("early-payment", N_("Early payment"), _OFFERS, "quotes.early_payment", needed=True),
    Usual(CANCELLATION, N_("Cancellation terms"), _OFFERS, "quotes.cancellation_terms"),
    Usual("replacement", N_("Replacing a participant"), _OFFERS),
    Usual("suspension", N_("Suspension"), _OFFERS),
    Usual("force-majeure", N_("Force majeure"), _OFFERS, "quotes.force_majeure"),
    Usual("data-protection", N_("Personal data"), _OFFERS, "quotes.data_protection"),
    Usual("terms-of-sale", N_("Terms of sale"), (Room.QUOTE,), "quotes.terms"),
    Usual("house-rules", N_("House rules"), _FORMS, "agreements.house_rules"),
    Usual("intellectual-property", N_("Intellectual property"), _FORMS, "agreements.intellectual_property"),
    Usual("confidentiality", N_("Confidentiality"), _FORMS, "agreements.confidentiality"),
    Usual("disputes", N_("Disputes"), _FORMS, "agreements.disputes"),
    Usual("subrogation", N_("Subrogation"), (Room.AGREEMENT,), "agreements.subrogation"),
    Usual("early-end", N_("Early end"), (Room.CONTRACT,), "agreements.early_end"),
    Usual(
        "acknowledgement-opening",
        N_("Opening of the acknowledgement"),
        (Room.LETTER, Room.MAIL),
        needed=True,
        names=(("day", N_("the day the request came in")),),
    ),
    Usual("acknowledgement-note", N_("Closing note of the acknowledgement"), (Room.LETTER, Room.MAIL)),
    Usual("follow-up", N_("Follow-up of a quote"), (Room.MAIL,), needed=True, names=_FOLLOW_UP),
)
BY_CODE: Mapping[str, Usual] = {one.code: one for one in USUAL}


@dataclass(frozen=True, slots=True)
class Dated:
    """A version of a text: from which day it holds (None: always did), its rank, whether it was retired."""

    valid_from: date | None
    version: int
    retired: bool = False


def in_force(versions: Iterable[Dated], on: date) -> Dated | None:
    """The version that holds on a day: the last one begun; of two begun on one day, the later one."""
    begun = [one for one in versions if one.valid_from is None or one.valid_from <= on]
    return max(begun, key=lambda one: (one.valid_from or date.min, one.version), default=None)


def unknown_names(text: str, known: Iterable[str]) -> tuple[str, ...]:
    """The words between braces of a text that stand for nothing."""
    names = set(known)
    return tuple(dict.fromkeys(name for name in _NAMED.findall(text) if name not in names))


def filled(text: str, values: Mapping[str, str]) -> str:
    """`text` with what its words between braces stand for; any other brace stays as it is."""
    return _NAMED.sub(lambda found: values.get(found[1], found[0]), text)
