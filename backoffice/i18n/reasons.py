"""What the system and the parsers of the standard library say in English, said in the language in force."""

from __future__ import annotations

import errno

from backoffice.i18n import N_, _

_ERRORS = {
    errno.EACCES: N_("you may not do that here"),
    errno.EPERM: N_("you may not do that here"),
    errno.ENOENT: N_("there is no such file or folder"),
    errno.EEXIST: N_("something of that name is there already"),
    errno.EISDIR: N_("it is a folder"),
    errno.ENOTDIR: N_("part of its path isn't a folder"),
    errno.ENOTEMPTY: N_("the folder isn't empty"),
    errno.ENOSPC: N_("the disk is full"),
    errno.EDQUOT: N_("your share of the disk is used up"),
    errno.EROFS: N_("the disk can only be read"),
    errno.ENAMETOOLONG: N_("its name is too long"),
    errno.ELOOP: N_("its links lead nowhere, or it is a link"),
    errno.EIO: N_("the disk failed"),
    errno.EMFILE: N_("too many files are open"),
    errno.ENFILE: N_("too many files are open"),
    errno.EFBIG: N_("the file is too large"),
    errno.EBUSY: N_("another program is using it"),
    errno.ETXTBSY: N_("another program is using it"),
    errno.ENXIO: N_("it isn't a plain file"),
    errno.ENODEV: N_("it isn't a plain file"),
    errno.EXDEV: N_("it leads to another disk"),
    errno.EPIPE: N_("nobody reads it any more"),
    errno.ENOMEM: N_("there isn't enough memory"),
    errno.EAGAIN: N_("another program is using it"),
    errno.EINVAL: N_("the name or the file isn't one that the system takes"),
    errno.ECONNREFUSED: N_("nobody answers there"),
    errno.ESTALE: N_("the network folder is gone"),
}
# The beginnings of what tomllib says (Python 3.11 to 3.14).
_TOML = (
    ("Cannot overwrite", N_("a key is given twice")),
    ("Cannot declare", N_("a table is declared twice")),
    ("Cannot redefine", N_("a table is declared twice")),
    ("Cannot mutate", N_("a value that is complete is added to")),
    ("Duplicate inline table key", N_("a key is given twice")),
    ("Expected '=' after a key", N_("a key isn't followed by “=”")),
    ("Invalid initial character for a key", N_("a key begins with a character that needs quotation marks")),
    ("Expected newline or end of document", N_("something follows what was complete")),
    ("Expected ']", N_("the name of a table isn't closed")),
    ("Invalid statement", N_("a line begins with what is no key")),
    ("Invalid value", N_("a value isn't text between quotation marks, a number, a date, true or false")),
    ("Invalid date", N_("a date or a time doesn't exist")),
    ("Unterminated string", N_("a quotation mark is opened and never closed")),
    ('Expected "', N_("a quotation mark is opened and never closed")),
    ("Unclosed array", N_("a bracket is opened and never closed")),
    ("Unclosed inline table", N_("a bracket is opened and never closed")),
    ("Unescaped '\\'", N_("a backslash isn't followed by what it may be")),
    ("Invalid hex value", N_("a backslash isn't followed by what it may be")),
    ("Escaped character", N_("a backslash isn't followed by what it may be")),
    ("Illegal character", N_("a control character stands in it")),
    ("Found invalid character", N_("a control character stands in it")),
)
# The beginnings of what json says.
_JSON = (
    ("Expecting property name", N_("a key between double quotation marks is expected")),
    ("Expecting value", N_("a value is expected")),
    ("Expecting ':'", N_("a colon is expected after the key")),
    ("Expecting ','", N_("a comma or the closing bracket is expected")),
    ("Illegal trailing comma", N_("a comma stands before a closing bracket")),
    ("Unterminated string", N_("a quotation mark is opened and never closed")),
    ("Invalid control character", N_("a control character stands in it")),
    ("Invalid \\", N_("a backslash isn't followed by what it may be")),
    ("Extra data", N_("something follows what was complete")),
    ("Unexpected UTF-8 BOM", N_("it begins with a mark of byte order")),
)


def of_system(wrong: OSError) -> str:
    """Why the system refused; an error of our own keeps its sentence."""
    if wrong.errno is None:
        return str(wrong)
    words = _ERRORS.get(wrong.errno)
    if words is not None:
        return _(words)
    return _("the system refused ({code})").format(code=errno.errorcode.get(wrong.errno, str(wrong.errno)))


def of_toml(said: str) -> str:
    """Why a text isn't TOML, from what tomllib says of it."""
    return _first(_TOML, said, "TOML")


def of_json(said: str) -> str:
    """Why a text isn't JSON, from what json says of it."""
    return _first(_JSON, said, "JSON")


def _first(sentences: tuple[tuple[str, str], ...], said: str, name: str) -> str:
    found = next((words for begins, words in sentences if said.startswith(begins)), None)
    return _(found) if found else _("it isn't written as {name} is").format(name=name)
