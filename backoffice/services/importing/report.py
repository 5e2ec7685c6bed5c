"""What became of each record of a batch: counted all, shown as far as one can read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from backoffice.errors import BackofficeError, Place, each
from backoffice.i18n import ngettext
from backoffice.i18n.formats import number

SHOWN = 1_000
OUTCOMES = ("created", "updated", "unchanged", "refused")


def said(counts: Mapping[str, int]) -> str:
    """How many records there are of each outcome, in the language in force."""
    new, changed, same, refused = (counts[name] for name in OUTCOMES)
    parts = [
        ngettext("{n} new", "{n} new", new).format(n=number(new)),
        ngettext("{n} changed", "{n} changed", changed).format(n=number(changed)),
        ngettext("{n} the same", "{n} the same", same).format(n=number(same)),
    ]
    if refused:
        parts.append(ngettext("{n} refused", "{n} refused", refused).format(n=number(refused)))
    return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Change:
    """One field, before and after, as JSON values."""

    field: str
    before: Any
    after: Any


class Told(NamedTuple):
    """One record: where it stands, what became of it, how it is called here (None while it isn't kept)."""

    table: str
    place: Place
    outcome: str
    ref: str | None
    external_ref: str | None
    name: str
    changes: tuple[Change, ...] = ()
    error: BackofficeError | None = None

    def as_json(self) -> dict[str, Any]:
        """One item of an ``import/1`` document."""
        return {
            "table": self.table,
            "file": self.place.file,
            "line": self.place.line,
            "path": self.place.path,
            "outcome": self.outcome,
            "ref": self.ref,
            "external_ref": self.external_ref,
            "changes": [
                {"field": one.field, "before": one.before, "after": one.after} for one in self.changes
            ],
        }


@dataclass(slots=True)
class Report:
    """All that a batch did, or would do; `written` says whether anything was kept."""

    dry_run: bool = False
    partial: bool = False
    keep_all: bool = False
    written: bool = False
    undoable: bool = False
    counts: Counter[str] = field(default_factory=Counter)
    by_table: dict[str, Counter[str]] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)
    errors: list[BackofficeError] = field(default_factory=list)
    warnings: list[BackofficeError] = field(default_factory=list)
    loose: list[BackofficeError] = field(default_factory=list)
    warned: int = 0
    wrong: int = 0

    def tell(self, told: Told) -> None:
        """Notes what became of a record."""
        self.counts[told.outcome] += 1
        self.by_table.setdefault(told.table, Counter())[told.outcome] += 1
        if self.keep_all or len(self.told) < SHOWN or (told.error is not None and self._few_refused()):
            self.told.append(told)
        if told.error is not None:
            self.bad(told.error)

    def bad(self, error: BackofficeError) -> None:
        """Notes every mistake that `error` stands for."""
        for one in each(error):
            self.wrong += 1
            if len(self.errors) < SHOWN:
                self.errors.append(one)

    def bad_file(self, error: BackofficeError) -> None:
        """Notes what keeps a file from being read: it belongs to no record."""
        self.loose.append(error)
        self.bad(error)

    def warn(self, warning: BackofficeError) -> None:
        """Notes what is only worth a look."""
        self.warned += 1
        if len(self.warnings) < SHOWN:
            self.warnings.append(warning)

    def _few_refused(self) -> bool:
        return self.counts["refused"] <= SHOWN

    @property
    def refused(self) -> bool:
        """Whether something was wrong."""
        return self.wrong > 0

    @property
    def touched(self) -> int:
        """How many records were made or changed."""
        return self.counts["created"] + self.counts["updated"]

    def as_json(self) -> dict[str, Any]:
        """The ``import/1`` document."""
        return {
            "format": "import/1",
            "dry_run": self.dry_run,
            "partial": self.partial,
            "written": self.written,
            "undoable": self.undoable,
            "counts": {name: self.counts[name] for name in OUTCOMES},
            "tables": {
                table: {name: counts[name] for name in OUTCOMES} for table, counts in self.by_table.items()
            },
            "records": [told.as_json() for told in self.told],
            "warnings": [one.as_json() for one in self.warnings],
            "errors": [one.as_json() for one in self.errors],
            "errors_total": self.wrong,
        }


def differences(
    before: Mapping[str, Any], after: Mapping[str, Any], names: Sequence[str]
) -> tuple[Change, ...]:
    """The fields of `names` that differ, as JSON values."""
    from backoffice.services.showing import as_json

    pairs = ((name, as_json(before.get(name)), as_json(after.get(name))) for name in names)
    return tuple(Change(name, old, new) for name, old, new in pairs if old != new)
