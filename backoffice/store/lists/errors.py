"""What can be wrong with a question put to a list."""

from __future__ import annotations

from collections.abc import Iterable

from backoffice.errors import BackofficeError, Place
from backoffice.i18n import _


class UnknownList(BackofficeError):
    code = "unknown_list"

    def __init__(self, name: str, allowed: Iterable[str]) -> None:
        super().__init__(
            _("There is no list {name}.").format(name=name),
            remedy=_("Lists: {allowed}.").format(allowed=", ".join(allowed)),
        )


class UnknownFilter(BackofficeError):
    code = "unknown_filter"

    def __init__(self, name: str, key: str, allowed: Iterable[str]) -> None:
        super().__init__(
            _("{name} can't be filtered by {key}.").format(name=name, key=key),
            place=Place(path=key),
            remedy=_("Filters: {allowed}.").format(allowed=", ".join(allowed)),
        )


class UnknownSort(BackofficeError):
    code = "unknown_sort"

    def __init__(self, name: str, key: str, allowed: Iterable[str]) -> None:
        super().__init__(
            _("{name} can't be sorted by {key}.").format(name=name, key=key),
            place=Place(path=key),
            remedy=_("Sorts: {allowed}; a minus before it turns the order round.").format(
                allowed=", ".join(allowed)
            ),
        )


class BadFilterValue(BackofficeError):
    code = "bad_filter_value"

    def __init__(self, key: str, value: str, example: str) -> None:
        super().__init__(
            _("{value} isn't a value of {key}.").format(value=value, key=key),
            place=Place(path=key),
            remedy=_("For example: {key}={example}.").format(key=key, example=example),
        )


class BadCursor(BackofficeError):
    code = "bad_cursor"

    def __init__(self) -> None:
        super().__init__(
            _("This cursor isn't one of this list in this order."),
            remedy=_("Start again without --after; use “next” of the last page as it is."),
        )
