"""People as they are pasted or listed in a file: each line read, found in the directory or made, once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from backoffice.content.base import build
from backoffice.content.records import Participant as ParticipantContent
from backoffice.domain.text import fold, sort_key
from backoffice.errors import BackofficeError, Invalid, Place, Several, each
from backoffice.exchange.tables import Row, Table, read_table
from backoffice.i18n import _
from backoffice.services.acts import Doing
from backoffice.services.kinds import new_ref, resolve
from backoffice.services.mapping import columns
from backoffice.services.payers import NO_PAYER, Payer, client_called, payer_called
from backoffice.store.records import Client, Participant

MOST_PEOPLE = 2_000
_CAPITALS = re.compile(r"^[^a-zà-ÿ]+$")
_REF = re.compile(r"PAR-\d+")
TITLES: Mapping[str, Sequence[str]] = {
    "ref": ("référence", "réf", "réf stagiaire", "reference", "ref"),
    "full": ("nom et prénom", "nom prénom", "nom complet", "stagiaire", "participant", "full name"),
    "name": ("nom", "nom de famille", "nom d'usage", "nom d’usage", "surname", "last name", "name"),
    "first_name": ("prénom", "first name", "given name", "forename", "firstname"),
    "function": ("fonction", "poste", "emploi", "métier", "function", "job", "job title", "position"),
    "email": (
        "courriel",
        "email",
        "e-mail",
        "mail",
        "adresse e-mail",
        "adresse mail",
        "adresse électronique",
    ),
    "employer": ("employeur", "structure", "organisme", "entreprise", "société", "employer", "company"),
    "payer": ("payeur", "financeur", "facturer à", "facturé à", "payer", "paid by", "bill to"),
}
# Where there is no header: what each cell is, in the house's own order or in a spreadsheet's usual one.
_PLACES = ("1", "2", "3", "4")
_USUAL = dict(zip(_PLACES, ("full", "function", "email", "employer"), strict=True))
_APART = dict(zip(_PLACES, ("name", "first_name", "function", "email"), strict=True))


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody read from a line, with the payer that the line names."""

    line: int
    record: Participant
    payer: Payer


class NamedTwice(BackofficeError):
    code = "already_enrolled"

    def __init__(self, name: str, first: int, place: Place) -> None:
        super().__init__(
            _("{name} stands on line {n} already.").format(name=name, n=first),
            place=place,
            remedy=_("Take the double out of the list."),
        )


def read_people(doing: Doing, text: str, client: Client | None) -> tuple[Person, ...]:
    """The people that `text` lists, employed by `client` unless their line says otherwise.

    Every mistake at once, each with its line; people who aren't in the directory yet are made.
    """
    table = _table(text)
    found: list[Person] = []
    wrong = [_on_line(one, one.place.line or 0) for one in table.wrong]
    for row in table.rows:
        try:
            found.append(_person(doing, row, client))
        except BackofficeError as error:
            wrong += [_on_line(one, row.line) for one in each(error)]
    wrong += _doubles(found)
    if wrong:
        ordered = tuple(sorted(wrong, key=lambda one: one.place.line or 0))
        raise Several(ordered) if len(ordered) > 1 else ordered[0]
    if not found:
        raise Invalid(_("No name was given."), remedy=_("Write one name a line."))
    return tuple(found)


def _on_line(error: BackofficeError, line: int) -> BackofficeError:
    column = error.place.path
    return error.at(Place(error.place.file, line, f"people.{column}" if column else "people"))


def _doubles(people: Sequence[Person]) -> list[BackofficeError]:
    seen: dict[int, int] = {}
    wrong: list[BackofficeError] = []
    for person in people:
        first = seen.setdefault(person.record.id, person.line)
        if first != person.line:
            wrong.append(NamedTwice(called(person.record), first, Place(None, person.line, "people")))
    return wrong


def called(person: Participant) -> str:
    """First name and surname, as people say them."""
    return f"{person.first_name or ''} {person.name}".strip()


def _table(text: str) -> Table:
    table = read_table(text, TITLES, _PLACES, most_rows=MOST_PEOPLE)
    if table.headed:
        return table
    table = read_table(_one_delimiter(text, table.delimiter), TITLES, _PLACES, most_rows=MOST_PEOPLE)
    names = _APART if _names_apart(table) else _USUAL
    rows = tuple(
        Row(row.line, {names[place]: cell for place, cell in row.cells.items()}) for row in table.rows
    )
    return Table(tuple(names.values()), rows, False, table.delimiter, (), table.wrong)


def _one_delimiter(text: str, delimiter: str) -> str:
    """Lines typed among lines pasted are cut as the others are."""
    other = ";" if delimiter == "\t" else "\t"
    return "\n".join(
        line if delimiter in line else line.replace(other, delimiter) for line in text.split("\n")
    )


def _names_apart(table: Table) -> bool:
    """Whether a table without header has surname and first name in cells of their own."""
    return (
        table.delimiter == "\t"
        and bool(table.rows)
        and all(
            row.cells.get("2") and not _split_name(row.cells.get("1", ""))["first_name"] for row in table.rows
        )
        and not any("@" in row.cells.get("2", "") + row.cells.get("3", "") for row in table.rows)
    )


def _person(doing: Doing, row: Row, client: Client | None) -> Person:
    cells = row.cells
    ref = cells.get("ref") or cells.get("full") or cells.get("name") or ""
    payer = payer_called(doing.unit, cells["payer"]) if cells.get("payer") else NO_PAYER
    if _REF.fullmatch(ref):
        return Person(row.line, resolve(doing.unit, ref, "participant").record, payer)
    values = build(ParticipantContent, _values(cells))
    employer = cells.get("employer", "")
    theirs = client_called(doing.unit, employer) if employer else None
    if theirs is not None:
        values, client = values.model_copy(update={"employer": ""}), theirs
    return Person(row.line, _found_or_made(doing, values, client), payer)


def _values(cells: Mapping[str, str]) -> dict[str, Any]:
    names = {"name": cells.get("name", ""), "first_name": cells.get("first_name", "")}
    if "first_name" not in cells:
        names = _split_name(cells.get("full") or cells.get("name", ""))
    rest = {name: cells.get(name, "") for name in ("function", "email", "employer")}
    return names | rest


def _found_or_made(doing: Doing, values: ParticipantContent, client: Client | None) -> Participant:
    """Somebody of this client with this name, unless their e-mails show two people of one name."""
    letters = sort_key(f"{values.name} {values.first_name}").partition("\x01")[0]
    query = select(Participant).where(
        Participant.client_id == (client.id if client else None),
        Participant.sort_key >= f"{letters}\x01",
        Participant.sort_key < f"{letters}\x02",
        Participant.merged_into_id.is_(None),
    )
    employer = fold(values.employer)
    for known in doing.unit.session.scalars(query.order_by(Participant.id)):
        same_mail = not (known.email and values.email) or fold(known.email) == fold(values.email)
        if same_mail and (client is not None or fold(known.employer or "") == employer):
            return known
    wanted = columns(doing.unit, values) | {"client_id": client.id if client else None}
    return doing.unit.add(Participant(ref=new_ref(doing, "participant"), **wanted))


def _split_name(text: str) -> dict[str, str]:
    """``DURAND Zoé`` or ``Zoé DURAND``: capitals are the surname, else the first word is."""
    words = text.split()
    capitals = [word for word in words if _CAPITALS.match(word)]
    if capitals and len(capitals) < len(words):
        rest = [word for word in words if word not in capitals]
        return {"name": " ".join(capitals), "first_name": " ".join(rest)}
    return {"name": " ".join(words[:1]), "first_name": " ".join(words[1:])}
