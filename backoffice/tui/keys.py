"""Every key of the UI: an entry with an id that the settings' `[keys]` re-map, clashes found beforehand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from textual.binding import Binding

from backoffice.errors import BackofficeError, Place
from backoffice.i18n import N_, _, pgettext

# A terminal can't tell these from backspace, tab, enter and escape; ctrl+s, q and z may never arrive.
_UNUSABLE = frozenset({"ctrl+h", "ctrl+i", "ctrl+j", "ctrl+m", "ctrl+[", "ctrl+left_square_bracket"})
# What is active at the same time as a scope, besides itself and the application.
_TOGETHER = {"list": ("page", "dossier", "today", "record"), "page": ("dossier", "today", "record")}
_ids: dict[str, Binding] = {}


def key(
    id: str,
    keys: str,
    action: str,
    label: str,
    tooltip: str = "",
    *,
    show: bool = False,
    priority: bool = False,
) -> Binding:
    """A key of the UI; `id` is ``scope.name``; `label` and `tooltip` are message ids."""
    binding = Binding(keys, action, label, show=show, tooltip=tooltip, priority=priority, id=id)
    _ids[id] = binding
    return binding


class UnknownKeyName(BackofficeError):
    """`[keys]` names something that the UI doesn't have."""

    code = "unknown_key_name"

    def __init__(self, name: str) -> None:
        super().__init__(
            _("There is nothing named {name} to give a key to.").format(name=name),
            place=Place(path=f"keys.{name}"),
            remedy=_("The names are listed by F1, next to each key."),
        )


class KeyNotUsable(BackofficeError):
    """A key that no terminal tells apart from another one."""

    code = "key_not_usable"

    def __init__(self, name: str, keys: str) -> None:
        super().__init__(
            _("A terminal can't tell {key} from another key.").format(key=keys),
            place=Place(path=f"keys.{name}"),
            remedy=_("Choose a letter, an F key, or ctrl with another letter."),
        )


class KeyClash(BackofficeError):
    """Two things that are there at the same time were given one key."""

    code = "key_clash"

    def __init__(self, name: str, other: str, keys: str) -> None:
        super().__init__(
            _("{key} is already the key of {other}.").format(key=keys, other=other),
            place=Place(path=f"keys.{name}"),
            remedy=_("Choose another key, or give {other} another one too.").format(other=other),
        )


@dataclass(frozen=True, slots=True)
class KeyChoices:
    """The keys that were re-mapped, and what was wrong with the others (which keep their own)."""

    keymap: Mapping[str, str]
    errors: tuple[BackofficeError, ...] = ()


def chosen(overrides: Mapping[str, str]) -> KeyChoices:
    """`overrides` (id → keys, commas between) as far as they can be used, with all their errors at once."""
    errors: list[BackofficeError] = []
    kept: dict[str, str] = {}
    for name, keys in overrides.items():
        if name not in _ids:
            errors.append(UnknownKeyName(name))
        elif bad := next((one for one in _split(keys) if one in _UNUSABLE), None):
            errors.append(KeyNotUsable(name, bad))
        else:
            kept[name] = keys
    for clash in _clashes(kept):
        errors.append(clash)
        kept.pop((clash.place.path or "").removeprefix("keys."), None)
    return KeyChoices(kept, tuple(errors))


def _clashes(overrides: Mapping[str, str]) -> list[KeyClash]:
    now = {name: _split(overrides.get(name, binding.key)) for name, binding in _ids.items()}
    return [
        KeyClash(name, other, shared)
        for name in overrides
        for other, keys in now.items()
        if other != name and _meet(name, other)
        for shared in sorted(now[name] & keys)
    ]


def _split(keys: str) -> frozenset[str]:
    return frozenset(part.strip() for part in keys.split(",") if part.strip())


def _meet(one: str, other: str) -> bool:
    first, second = one.split(".")[0], other.split(".")[0]
    return (
        first == second
        or "app" in (first, second)
        or second in _TOGETHER.get(first, ())
        or first in _TOGETHER.get(second, ())
    )


def names() -> tuple[str, ...]:
    """The ids that `[keys]` can re-map."""
    return tuple(sorted(_ids))


def _words() -> dict[str, str]:
    return {
        "enter": pgettext("key", "Enter"),
        "escape": pgettext("key", "Esc"),
        "space": pgettext("key", "Space"),
        "backspace": pgettext("key", "Backspace"),
        "delete": pgettext("key", "Del"),
        "tab": pgettext("key", "Tab"),
        "pageup": pgettext("key", "PgUp"),
        "pagedown": pgettext("key", "PgDn"),
        "home": pgettext("key", "Home"),
        "end": pgettext("key", "End"),
    }


_SIGNS = {
    "question_mark": "?",
    "slash": "/",
    "colon": ":",
    "asterisk": "*",
    "plus": "+",
    "minus": "-",
    "comma": ",",
    "full_stop": ".",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
}


def key_name(keys: str) -> str:
    """A key as people call it: ``ctrl+p`` → ^p, ``question_mark`` → ?, ``escape`` → Esc."""
    *modifiers, last = keys.split("+") if keys != "+" else ("+",)
    named = _words().get(last) or _SIGNS.get(last) or (last.upper() if last[:1] == "f" and last[1:] else last)
    prefix = "".join({"ctrl": "^", "shift": "⇧", "alt": "⎇"}.get(one, one + "+") for one in modifiers)
    return prefix + named


LIST_KEYS = (
    key("list.up", "up,k", "move(-1)", N_("Up")),
    key("list.down", "down,j", "move(1)", N_("Down")),
    key("list.page_up", "pageup,ctrl+u", "page(-1)", N_("Page up")),
    key("list.page_down", "pagedown,ctrl+d", "page(1)", N_("Page down")),
    key("list.first", "home,g", "first", N_("First line")),
    key("list.last", "end,G", "last", N_("Last line")),
    key("list.open", "enter", "open", N_("Open"), N_("Opens the record under the cursor."), show=True),
)
