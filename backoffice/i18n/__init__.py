"""French and English: the language in force, and the words that users see."""

from __future__ import annotations

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

LANGUAGES = ("fr", "en")
LOCALES = Path(__file__).parent / "locales"
_language: ContextVar[str] = ContextVar("language")
_default = ["fr"]


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    # English is the language of the sources: its catalogue is the messages themselves.
    if language == "en":
        return gettext.NullTranslations()
    return gettext.translation("backoffice", LOCALES, languages=[language])


def language() -> str:
    """The language in force here: ``fr`` or ``en``."""
    return _language.get(_default[0])


def use(code: str) -> None:
    """Makes `code` the language of the whole process."""
    if code not in LANGUAGES:
        raise ValueError(code)
    _default[0] = code


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Runs the block in `code`: a document is printed in its client's language, whatever the screen's."""
    token = _language.set(code)
    try:
        yield
    finally:
        _language.reset(token)


def _(message: str) -> str:
    """`message` in the language in force; no text stays no text (gettext would give its own header)."""
    return _catalogue(language()).gettext(message) if message else ""


def ngettext(one: str, many: str, n: int) -> str:
    """`one` or `many` in the language in force, as `n` asks (French: 0 and 1 are singular)."""
    return _catalogue(language()).ngettext(one, many, n)


def pgettext(context: str, message: str) -> str:
    """`message` in the language in force, where the same English word has several French ones."""
    return _catalogue(language()).pgettext(context, message)


def N_(message: str) -> str:  # noqa: N802  the name that extraction tools know
    """Marks `message` for translation, where it is written before the language is known."""
    return message


def ngettext_id(one: str, many: str) -> tuple[str, str]:
    """Marks a singular and its plural for translation, where somebody else will ask for them."""
    return one, many
