"""References of a batch: to its own records first, then to the house's, many looked up at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import or_, select

from backoffice.domain.text import sort_key
from backoffice.errors import BackofficeError, NotFound
from backoffice.i18n import _
from backoffice.services.finding import Find, survivor
from backoffice.services.kinds import KIND_LABELS, KINDS, ref_of, resolve
from backoffice.store.records import Client, Record
from backoffice.store.unit import UnitOfWork

T = TypeVar("T")

AT_ONCE = 500
# The kinds whose records can be meant by their names.
NAMED = frozenset({"client", "contact", "funder", "trainer", "venue", "participant", "user", "group"})
# Clients are held whole, for what their dossiers take from them; no more than so many at a time.
_CLIENTS_HELD = 20_000


class SeveralSo(BackofficeError):
    """A name that several records bear."""

    code = "several_so"

    def __init__(self, kind: str, text: str, refs: Sequence[str]) -> None:
        super().__init__(
            _("Several records are called {text}: {refs}.").format(text=text, refs=", ".join(refs)),
            remedy=_("Give the reference of the {kind} that is meant.").format(kind=_(KIND_LABELS[kind])),
        )


class Known(NamedTuple):
    """A record that a reference leads to."""

    id: int
    ref: str


class Lookups(Find):
    """Finds by reference, by reference elsewhere, or by a name that only one record bears."""

    def __init__(self, unit: UnitOfWork) -> None:
        super().__init__(unit)
        self._known: dict[tuple[str, str], Known] = {}
        self._own: dict[tuple[str, str], Known] = {}
        self._names: dict[tuple[str, str], list[Known]] = {}
        self._clients: dict[int, Client] = {}
        self._offered: set[str] = set()
        self._nowhere: set[tuple[str, str]] = set()
        # A record of an export comes in as it stood: its programme may have been retired since.
        self.as_it_stood = False

    # Teaching

    def learn(self, kind: str, known: Known, keys: Iterable[str | None], name: str = "") -> None:
        """Notes a record of the batch, under what the batch calls it."""
        self._nowhere.clear()
        self._known[kind, known.ref] = known
        for key in filter(None, keys):
            self._own[kind, key] = known
        if name:
            its = self._names.setdefault((kind, sort_key(name)), [])
            if known not in its:
                its.append(known)

    def expect(self, kind: str, texts: Iterable[str]) -> None:
        """Looks up many references at once; those not found so are looked up one by one when asked."""
        table: Any = KINDS[kind]
        if "ref" not in table.__table__.columns or kind == "programme":
            return
        wanted = {text for text in texts if (kind, text) not in self._own and (kind, text) not in self._known}
        elsewhere = getattr(table, "external_ref", None)
        for part in batches(sorted(wanted), AT_ONCE):
            condition = table.ref.in_(part)
            if elsewhere is not None:
                condition = or_(condition, elsewhere.in_(part))
            for record in self.unit.session.scalars(select(table).where(condition)):
                self._hold(kind, record)

    def _hold(self, kind: str, record: Any) -> Known:
        kept = survivor(record)
        known = Known(kept.id, ref_of(kept))
        self._known[kind, ref_of(record)] = self._known[kind, known.ref] = known
        elsewhere = getattr(record, "external_ref", None)
        # What is a reference here stays one, whatever another house calls its records.
        if elsewhere:
            self._known.setdefault((kind, elsewhere), known)
        if isinstance(kept, Client):
            if len(self._clients) >= _CLIENTS_HELD:
                self._clients.clear()
            self._clients[kept.id] = kept
        return known

    # Finding

    def get(self, kind: str, text: str) -> Known:
        """The record of `kind` that `text` leads to; raises NotFound or SeveralSo."""
        found = self._own.get((kind, text)) or self._known.get((kind, text))
        return found or self._look(kind, text)

    def _look(self, kind: str, text: str) -> Known:
        if (kind, text) in self._nowhere:
            raise NotFound(_(KIND_LABELS[kind]), text)
        for attempt in (self._by_ref, self._by_external_ref, self._by_name):
            found = attempt(kind, text)
            if found is not None:
                self._known[kind, text] = found
                return found
        self._nowhere.add((kind, text))
        raise NotFound(_(KIND_LABELS[kind]), text)

    def _by_ref(self, kind: str, text: str) -> Known | None:
        asked = text.lower() if kind == "user" else text
        try:
            return self._hold(kind, resolve(self.unit, asked, kind).record)
        except NotFound:
            return None

    def _by_external_ref(self, kind: str, text: str) -> Known | None:
        table: Any = KINDS[kind]
        if not hasattr(table, "external_ref"):
            return None
        record = self.unit.session.scalars(select(table).where(table.external_ref == text)).one_or_none()
        return self._hold(kind, record) if record is not None else None

    def _by_name(self, kind: str, text: str) -> Known | None:
        table: Any = KINDS[kind]
        if kind not in NAMED:
            return None
        key = sort_key(text)
        letters = key.partition("\x01")[0]
        if not letters:
            return None
        own = self._names.get((kind, key), [])
        query = select(table).where(table.sort_key >= f"{letters}\x01", table.sort_key < f"{letters}\x02")
        if hasattr(table, "merged_into_id"):
            query = query.where(table.merged_into_id.is_(None))
        found = {known.ref: known for known in own}
        found |= {ref_of(one): self._hold(kind, one) for one in self.unit.session.scalars(query.limit(6))}
        if len(found) > 1:
            raise SeveralSo(kind, text, sorted(found))
        return next(iter(found.values()), None)

    # What acts ask

    def id_of(self, kind: str, ref: str) -> int:
        return self.get(kind, ref).id

    def client(self, number: int) -> Client | None:
        found = self._clients.get(number)
        if found is None:
            found = self.unit.session.get(Client, number)
            if found is not None:
                self._hold("client", found)
        return found

    def check_offered(self, code: str) -> None:
        if code not in self._offered and not self.as_it_stood:
            super().check_offered(code)
            self._offered.add(code)

    def record(self, kind: str, text: str) -> Any:
        """The record itself."""
        table: type[Record] = KINDS[kind]
        return self.unit.session.get(table, self.get(kind, text).id)


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """`items` in lists of at most `size`."""
    walker = iter(items)
    while part := list(islice(walker, size)):
        yield part
