"""An export from end to end, at one moment of the database: records, other data, bytes, a manifest."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from sqlalchemy import Column

from backoffice.content.cells import cell_of
from backoffice.content.reading import JSON_SIGNS, signs_of
from backoffice.content.record_files import FORMAT, TABLES
from backoffice.exchange.delimited import write_table
from backoffice.i18n import _
from backoffice.services.dispatcher import settings_of
from backoffice.services.exporting.folder import Folder
from backoffice.services.exporting.items import Item, items, refs_of
from backoffice.services.exporting.manifest import MANIFEST, text
from backoffice.services.importing import carried
from backoffice.services.importing.run import Unwatched
from backoffice.services.mapping import Refs
from backoffice.services.ports import Watch
from backoffice.services.showing import instant
from backoffice.store.database import Database
from backoffice.store.driver import fetch, stream
from backoffice.store.records import Base, Slot
from backoffice.store.types import Flag, Json
from backoffice.store.unit import UnitOfWork

# A part of a JSON file is closed before an import would find it too large.
PART_BYTES = 4_000_000
PART_SIGNS = JSON_SIGNS - 1_000
# What a table of lines can hold: the others have documents inside.
FLAT = frozenset(
    {"users", "funders", "clients", "contacts", "trainers", "venues", "participants", "requests", "groups"}
    | {"enrolments", "order_forms"}
)
_WITHIN = frozenset(
    {"request_modules", "slot_trainers", "slot_pasts", "questionnaire_questions", "rate_card_lines"}
    | {"framework_lines"}
)
# The workstation's and the engine's own; what undoing needs is of no use elsewhere.
_LEFT = frozenset({"meta", "alembic_version", "idempotency", "undo_steps", "blobs"})
_ENDINGS = {"application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg"}


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written, and where."""

    folder: Path
    items: Sequence[dict[str, Any]]
    counts: Mapping[str, int]


def export(database: Database, path: Path, *, as_csv: bool = False, watch: Watch | None = None) -> Exported:
    """Writes everything into `path`, a new or empty folder; raises ExportRefused.

    The manifest comes last: a folder without one is an export that didn't end.
    """
    folder = Folder.fresh(path)
    with database.reading() as unit:
        refs, watching = refs_of(unit), watch or Unwatched()
        tables = [*TABLES, *_others()]
        for done, name in enumerate(tables):
            watching.step(done, len(tables) + 1, name)
            if name in TABLES:
                _records(folder, unit, name, refs, as_csv=as_csv)
            else:
                _data(folder, unit, name, refs)
        watching.step(len(tables), len(tables) + 1, "blobs")
        _blobs(folder, unit)
        organisation = settings_of(unit).organisation.name
        manifest = text(instant(unit.now) or "", organisation, folder.files, _why())
    with folder.file(MANIFEST) as out:
        out.write(manifest)
    counts: dict[str, int] = {}
    for one in folder.files:
        counts[one.holds] = counts.get(one.holds, 0) + one.records
    return Exported(path, [asdict(one) for one in folder.files], counts)


def _why() -> Mapping[str, str]:
    return {
        "quotes, quote_lines, instalments, documents, counters": _(
            "Their numbers belong to this house: another one gives its own."
        ),
        "journal, tombstones, settings": _("What happened here, by whom; another house has its own."),
        "blobs": _("The bytes of documents and pictures, by their SHA-256."),
        "proposals, proposal_sections, contracts, quote_pricings": _(
            "They were sent or signed here, under numbers of this house: what they say is there to be read, "
            "and their documents are among the blobs."
        ),
        "dues, handovers": _(
            "What is due follows from accepted quotes; what the accounts were given is theirs."
        ),
        "data": _("Everything else, as it is kept."),
    }


# What an import takes back --------------------------------------------------------------------------------


def _records(folder: Folder, unit: UnitOfWork, table: str, refs: Refs, *, as_csv: bool) -> None:
    found = items(unit.session, table, refs)
    first = next(found, None)
    if first is None:
        return
    found = chain((first,), found)
    if as_csv and table in FLAT:
        _as_csv(folder, table, found)
        return
    for part, whole in enumerate(_parts(found), 1):
        name = f"records/{table}.json" if part == 1 else f"records/{table}-{part}.json"
        with folder.file(name) as out:
            out.write(f'{{"format":"{FORMAT}","{table}":[\n')
            count = 0
            for line in whole:
                out.write(f"{',' if count else ''}{line}\n")
                count += 1
            out.write("]}\n")
        folder.note(name, out, table, count, importable=True)


def _parts(found: Iterator[Item]) -> Iterator[Iterator[str]]:
    """The items as JSON, in parts that an import reads: of at most PART_BYTES and PART_SIGNS (one item at
    least)."""
    lines = map(_line, found)
    held = next(lines, None)
    while held is not None:
        rest: list[str | None] = [held]

        def part(rest: list[str | None] = rest) -> Iterator[str]:
            size = signs = 0
            line = rest[0]
            while line is not None:
                more, values = len(line.encode()), signs_of(line) + 1
                if size and (size + more > PART_BYTES or signs + values > PART_SIGNS):
                    break
                size, signs = size + more, signs + values
                yield line
                line = next(lines, None)
            rest[0] = line

        yield part()
        held = rest[0]


def _line(item: Item) -> str:
    return json.dumps(item, ensure_ascii=False, separators=(",", ":"))


def _as_csv(folder: Folder, table: str, found: Iterator[Item]) -> None:
    name = f"records/{table}.csv"
    keys = list(TABLES[table].model_fields)
    count = 0

    def rows() -> Iterator[list[Any]]:
        nonlocal count
        for item in found:
            count += 1
            yield [cell_of(item.get(key)) for key in keys]

    with folder.file(name) as out:
        write_table(out, keys, rows())
    folder.note(name, out, table, count, importable=True)


# What belongs to this house -------------------------------------------------------------------------------


def _others() -> list[str]:
    """The tables that no import takes, whatever parts of the program they belong to."""
    within = {Base.metadata.tables[kind.__tablename__].name for kind in _taken()} | _WITHIN | _LEFT
    return [table.name for table in Base.metadata.sorted_tables if table.name not in within]


def _taken() -> tuple[type[Any], ...]:
    from backoffice.services.importing.tables import SIMPLE
    from backoffice.store.records import (
        Enrolment,
        NeedsAnalysis,
        OrderForm,
        Published,
        TaskTemplate,
        TrainingGroup,
    )

    # A template of tasks goes with its lines, among what no import takes.
    offered = [kind for kind in Published.__subclasses__() if kind is not TaskTemplate]
    parts = (TrainingGroup, Enrolment, Slot, NeedsAnalysis, OrderForm)
    return (*(table.record for table in SIMPLE.values()), *offered, *parts)


def _data(folder: Folder, unit: UnitOfWork, name: str, refs: Refs) -> None:
    columns = list(Base.metadata.tables[name].columns)
    listed = ", ".join(f'"{column.name}"' for column in columns)
    key = next(iter(Base.metadata.tables[name].primary_key.columns)).name
    rows = stream(unit.driver, f'SELECT {listed} FROM "{name}" ORDER BY "{key}"')  # noqa: S608
    first = next(rows, None)
    if first is None:
        return
    path = f"data/{name}.jsonl"
    with folder.file(path) as out:
        count = 0
        for row in chain((first,), rows):
            out.write(_line(dict(_pair(c, v, refs) for c, v in zip(columns, row, strict=True))) + "\n")
            count += 1
    folder.note(path, out, name, count, importable=False)


def _pair(column: Column[Any], value: Any, refs: Refs) -> tuple[str, Any]:
    """A column and its value as JSON; a link to a record is that record's reference."""
    if value is None:
        return column.name, None
    if column.foreign_keys:
        kind = carried.kind_of_link(column, strict=False)
        if kind in refs:
            return column.name.removesuffix("_id"), refs[kind].get(value)
    if isinstance(column.type, Json):
        return column.name, json.loads(value)
    return column.name, bool(value) if isinstance(column.type, Flag) else value


def _blobs(folder: Folder, unit: UnitOfWork) -> None:
    for name, media in fetch(unit.driver, "SELECT sha256, media FROM blobs ORDER BY sha256"):
        path = f"blobs/{name}{_ENDINGS.get(media, '')}"
        data = unit.get_blob(name)
        unit.session.expunge_all()
        with folder.file(path) as out:
            out.write_bytes(data)
        folder.note(path, out, "blobs", 1, importable=False)
