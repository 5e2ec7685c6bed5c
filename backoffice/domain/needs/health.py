"""What is never asked nor written: why somebody needs an adaptation. That is health data (GDPR, art. 9)."""

from __future__ import annotations

import re

from backoffice.domain.text import fold
from backoffice.errors import BackofficeError, Place
from backoffice.i18n import _

# Words about a person's health or disability, folded; in French and English, as people write them.
_WORDS = re.compile(
    r"\b(handicap\w*|disab\w+|invalidit\w+|rqth|mdph|aah|diagnos\w+|patholog\w+|maladie\w*|illness\w*"
    r"|disease\w*|dyslexi\w*|dyspraxi\w*|dyscalculi\w*|autis\w+|tdah|adhd|surdite|sourd\w*|malentendant\w*"
    r"|deaf\w*|aveugle\w*|malvoyant\w*|blind|fauteuil roulant|wheelchair\w*|cancer\w*|depressi\w+|burn-?out"
    r"|traitement medical|medical\w*|grossesse\w*|pregnan\w+|sclerose\w*|diabet\w+|epilep\w+|allergi\w+)\b"
)


class AsksWhy(BackofficeError):
    """A question that would have people write about their health."""

    code = "asks_why"

    def __init__(self, code: str, place: Place) -> None:
        super().__init__(
            _("The question {code} invites people to speak of their health.").format(code=code),
            place=place,
            remedy=_(
                "Ask by yes or no whether an adaptation was agreed; why stays between the person and the "
                "disability contact."
            ),
        )


def speaks_of_health(text: str) -> bool:
    """Whether `text` has words about somebody's health or disability."""
    return bool(_WORDS.search(fold(text)))
