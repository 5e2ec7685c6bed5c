"""An open workspace: what both faces hold, to read lists and records and to do acts."""

from __future__ import annotations

import getpass
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from backoffice.clock import Clock, FrozenClock, SystemClock
from backoffice.content.base import Content, build
from backoffice.content.settings import Settings
from backoffice.errors import BackofficeError, Invalid, NotFound
from backoffice.i18n import _
from backoffice.services import every_act  # noqa: F401  registers the acts
from backoffice.services.acts import Act, Copy, Doing, acts
from backoffice.services.dispatcher import (
    Order,
    Result,
    Stored,
    Undone,
    UnknownAct,
    UnknownUser,
    do,
    settings_of,
    undo,
    who,
)
from backoffice.services.house import NoSettings, in_force
from backoffice.services.kinds import resolve
from backoffice.services.names import safe_name
from backoffice.services.workspace import Workspace, find
from backoffice.store.copies import CopyFailed, write_copy, write_new
from backoffice.store.database import Database
from backoffice.store.lists import Page, Query, page, spec_of
from backoffice.store.unit import UnitOfWork

if TYPE_CHECKING:
    from backoffice.exchange.sources import Source
    from backoffice.services.doubles import Pair
    from backoffice.services.exporting.run import Exported
    from backoffice.services.importing.report import Report
    from backoffice.services.ports import Watch
    from backoffice.services.proposals.comparing import SectionChange


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done, where its copies are, which copies couldn't be written (the documents are safe), and
    what one should know of what was done all the same."""

    stored: tuple[Stored, ...]
    files: tuple[Path, ...] = ()
    failed: tuple[CopyFailed, ...] = ()
    warnings: tuple[str, ...] = ()


# Acts that note what a calendar tells, and whose file is then written.
_TELL = ("write-feed", "write-calendar")


class NotFrozen(BackofficeError):
    code = "not_frozen"

    def __init__(self) -> None:
        super().__init__(
            _("--now is only for a workspace whose settings freeze the clock, as the demonstration's do."),
            remedy=_("Leave --now out; to record something that happened earlier, give the day it happened."),
        )


class Office:
    """One workspace and its database; every method opens and closes its own transaction."""

    def __init__(self, workspace: Workspace, database: Database, settings: Settings, user: str) -> None:
        self.workspace = workspace
        self.database = database
        self.settings = settings
        self.user = user

    @classmethod
    def open(cls, folder: str | Path | None = None, *, user: str = "", now: datetime | None = None) -> Office:
        """Opens the workspace at `folder` for `user` (initials; else whoever sits here)."""
        workspace = find(folder)
        database = Database.open(workspace.database)
        with database.reading() as unit:
            if in_force(unit) is None:
                raise NoSettings
            settings = settings_of(unit)
        database.clock = _clock(settings, now)
        office = cls(workspace, database, settings, "")
        office.user = office._recognise(user)
        return office

    def _recognise(self, user: str) -> str:
        """Who acts: the user named, else the workstation's, else the one with this system login."""
        with self.database.reading() as unit:
            if user:
                return who(unit, user).ref
            for name in filter(None, (self.workspace.user, getpass.getuser())):
                with suppress(UnknownUser):
                    return who(unit, name).ref
        return ""

    @property
    def now(self) -> datetime:
        return self.database.clock.now()

    @property
    def frozen(self) -> bool:
        return self.settings.clock.frozen is not None

    # Doing

    def do(
        self,
        act: str,
        ref: str = "",
        values: Content | Mapping[str, Any] | None = None,
        *,
        reason: str = "",
        version: int | None = None,
        key: str | None = None,
        occurred_at: datetime | None = None,
    ) -> Outcome:
        """Does one act; see `dispatcher.do`."""
        order = Order(act, ref, values, reason, version)
        return self.do_all((order,), key=key, occurred_at=occurred_at)

    def do_all(
        self, orders: Sequence[Order], *, key: str | None = None, occurred_at: datetime | None = None
    ) -> Outcome:
        """Does several acts together or not at all, then writes the copies of what was issued."""
        result: Result = do(self.database, orders, user=self._acting(), key=key, occurred_at=occurred_at)
        files, failed = self.write_copies(result.copies)
        printed = (write_copy(self.workspace.state / "prints", one.name, one.data) for one in result.prints)
        return Outcome(
            result.stored, (*printed, *files, *self._feeds(result.stored)), failed, result.warnings
        )

    def tell(self, act: str, values: Content, ref: str = "") -> Result:
        """Does an act that prints nothing, for whoever sits here."""
        return do(self.database, (Order(act, ref, values),), user=self._acting())

    def _acting(self) -> str:
        if not self.user:
            raise UnknownUser(getpass.getuser())
        return self.user

    def _feeds(self, stored: Sequence[Stored]) -> tuple[Path, ...]:
        """The calendar files of the feeds that were told anew."""
        told = [one.payload["feed"] for one in stored if one.act in _TELL and one.payload]
        if not told:
            return ()
        from backoffice.services.feed_files import file_of

        return tuple(file_of(self, feed).path for feed in told)

    def import_records(
        self,
        sources: Sequence[Source],
        *,
        partial: bool = False,
        dry_run: bool = False,
        keep_all: bool = False,
        watch: Watch | None = None,
    ) -> Report:
        """Brings in the records of `sources`, all or (with `partial`) those that are right."""
        from backoffice.services.importing.run import import_records

        return import_records(
            self.database,
            sources,
            user=self._acting(),
            partial=partial,
            dry_run=dry_run,
            keep_all=keep_all,
            watch=watch,
        )

    def export(self, folder: Path, *, as_csv: bool = False, watch: Watch | None = None) -> Exported:
        """Writes everything as files into `folder`, new or empty."""
        from backoffice.services.exporting.run import export

        return export(self.database, folder.absolute(), as_csv=as_csv, watch=watch)

    def undo(self) -> tuple[Undone, ...]:
        """Puts back what this user did last and that can be, with all that was done in one go with it."""
        return undo(self.database, user=self.user)

    def write_copies(self, copies: Sequence[Copy]) -> tuple[tuple[Path, ...], tuple[CopyFailed, ...]]:
        """Writes documents that are already kept; one that can't be written is told, not lost."""
        files: list[Path] = []
        failed: list[CopyFailed] = []
        for copy in copies:
            with self.database.reading() as unit:
                data = unit.get_blob(copy.sha256)
            try:
                files.append(self._write(copy, data))
            except CopyFailed as wrong:
                failed.append(wrong)
        return tuple(files), tuple(failed)

    def _write(self, copy: Copy, data: bytes) -> Path:
        if copy.folder:
            return write_new(self.workspace.state / copy.folder, copy.path, data)
        return write_copy(self.workspace.invoices, copy.path, data)

    # Reading

    def page(self, name: str, query: Query, limit: int = 50, after: str | None = None) -> Page:
        """A page of a list of the contract."""
        with self.database.reading() as unit:
            return page(unit.driver, spec_of(name, self.now), query, limit, after)

    def show(self, ref: str) -> dict[str, Any]:
        """Any record as JSON values, by what people call it."""
        from backoffice.services.showing import shown

        with self.database.reading() as unit:
            return shown(self.doing(unit), resolve(unit, ref))

    def doubles(self, kind: str) -> tuple[Pair, ...]:
        """The clients, contacts or participants that look like doubles."""
        from backoffice.services.doubles import pairs

        with self.database.reading() as unit:
            return pairs(self.doing(unit), kind)

    def explain(self, ref: str) -> dict[str, Any]:
        """Why a dossier's commitments are what they are, by its reference or that of one of them."""
        from backoffice.services.explaining import explain_request
        from backoffice.services.kinds import dossier_of

        with self.database.reading() as unit:
            request = dossier_of(resolve(unit, ref).record)
            if request is None:
                raise NotFound(_("request"), ref)
            return explain_request(self.doing(unit), request)

    def opening(self, act: str, ref: str = "") -> Mapping[str, Any]:
        """The values that the form of `act` opens with."""
        found = self.act(act)
        if found.opening is None:
            return {}
        with self.database.reading() as unit:
            record = resolve(unit, ref, found.on).record if found.on else parent_of(unit, ref)
            return found.opening(self.doing(unit), record)

    def preview(
        self, act: str, ref: str, values: Content | Mapping[str, Any] | None = None
    ) -> tuple[str, ...]:
        """What `act` would change, line by line; nothing is kept."""
        found = self.act(act)
        if found.preview is None or found.model is None:
            return ()
        given = values if isinstance(values, found.model) else build(found.model, values or {})
        with self.database.reading() as unit:
            return tuple(found.preview(self.doing(unit), resolve(unit, ref, found.on).record, given))

    def act(self, name: str) -> Act:
        """The act `name`; raises UnknownAct."""
        if name not in acts():
            raise UnknownAct(name)
        return acts()[name]

    def copied(self, outcome: Outcome, out: Path) -> Outcome:
        """The one file that an act printed, written to `out` too; raises Invalid when it printed several."""
        if len(outcome.files) != 1:
            raise Invalid(
                _("This prints {n} files, and {out} is one.").format(n=len(outcome.files), out=out.name),
                remedy=_("Leave --out out: they are written into invoices/."),
            )
        path = out.absolute()
        return replace(outcome, files=(write_copy(path.parent, path.name, outcome.files[0].read_bytes()),))

    def print_quote(self, ref: str, out: Path | None = None) -> Outcome:
        """The pages of a quote: as issued, from its kept bytes; a draft marked as such and kept nowhere.

        Written to `out`, else to `invoices/` (issued) or to this workstation's own folder (a draft).
        """
        from backoffice.services.papers import last_of, print_draft
        from backoffice.services.quote_sheet import quote_sheet

        with self.database.reading() as unit:
            doing, found = self.doing(unit), resolve(unit, ref, "quote")
            issued = last_of(doing, "quote", found.record.uid)
            if issued is not None:
                data, folder, path = unit.get_blob(issued.sha256), self.workspace.invoices, str(issued.path)
            else:
                data = print_draft(doing, quote_sheet(doing, found.record)).pdf
                folder, path = self.workspace.state / "drafts", f"{safe_name(found.ref)}.pdf"
        if out is not None:
            folder, path = out.absolute().parent, out.name
        return Outcome((), (write_copy(folder, path, data),))

    def print_acknowledgement(self, ref: str, out: Path | None = None) -> Outcome:
        """The letter of a dossier: as issued, from its kept bytes; issued now if it never was.

        While receipt isn't acknowledged yet, it is a draft to look at, marked as such and kept nowhere.
        """
        from backoffice.services.acknowledging import preview
        from backoffice.services.papers import last_of

        with self.database.reading() as unit:
            doing, found = self.doing(unit), resolve(unit, ref, "request")
            issued = last_of(doing, "acknowledgement", found.record.uid)
            draft = preview(doing, found.record) if issued is None else None
            data = unit.get_blob(issued.sha256) if issued else draft
        folder, path = self.workspace.invoices, str(issued.path) if issued else ""
        if data is None:
            done = self.do("print-acknowledgement", ref, dict(self.opening("print-acknowledgement", ref)))
            if out is None or done.failed:
                return done
            data = done.files[0].read_bytes()
        elif draft is not None:
            folder, path = self.workspace.state / "drafts", f"{safe_name(f'AR-{found.ref}')}.pdf"
        if out is not None:
            folder, path = out.absolute().parent, out.name
        return Outcome((), (write_copy(folder, path, data),))

    def print_contract(self, ref: str, out: Path | None = None) -> Outcome:
        """An agreement, a contract or an amendment as issued, from its kept bytes; of a quote that has none
        yet, a draft of what would be issued, marked as such and kept nowhere."""
        from backoffice.services.contracts.printing import printed

        with self.database.reading() as unit:
            found = resolve(unit, ref, "contract|quote")
            data, path = printed(self.doing(unit), found.record)
        folder = self.workspace.invoices
        if not path:
            folder, path = self.workspace.state / "drafts", f"{safe_name(f'CONV-{found.ref}')}.pdf"
        if out is not None:
            folder, path = out.absolute().parent, out.name
        return Outcome((), (write_copy(folder, path, data),))

    def print_proposal(self, ref: str, out: Path | None = None) -> Outcome:
        """The pages of a proposal: as sent, from its kept bytes; a draft marked as such and kept nowhere."""
        from backoffice.services.papers import print_draft
        from backoffice.services.proposals.sheet import document_of, number_of, proposal_sheet

        with self.database.reading() as unit:
            doing, found = self.doing(unit), resolve(unit, ref, "proposal")
            sent = document_of(doing, found.record)
            if sent is not None:
                data, folder, path = unit.get_blob(sent.sha256), self.workspace.invoices, str(sent.path)
            else:
                data = print_draft(doing, proposal_sheet(doing, found.record)).pdf
                folder = self.workspace.state / "drafts"
                path = f"{safe_name(number_of(found.record))}.pdf"
        if out is not None:
            folder, path = out.absolute().parent, out.name
        return Outcome((), (write_copy(folder, path, data),))

    def compare_proposals(self, first: str, second: str) -> tuple[dict[str, Any], tuple[SectionChange, ...]]:
        """Two versions section by section: as the contract's JSON, and as values."""
        from backoffice.services.proposals.comparing import compared, comparison_json

        with self.database.reading() as unit:
            doing = self.doing(unit)
            one, other = (resolve(unit, ref, "proposal").record for ref in (first, second))
            found = compared(doing, one, other)
            return comparison_json(one, other, found), found

    def proposal_file(self, ref: str) -> str:
        """A proposal's own words as the text of its file."""
        from backoffice.content.writing import file_text
        from backoffice.services.proposals.drafting import file_of

        with self.database.reading() as unit:
            return file_text(file_of(resolve(unit, ref, "proposal").record))

    def proposal_text(self, ref: str) -> str:
        """A proposal as it would be printed, in plain text."""
        from backoffice.services.proposals.comparing import text_of
        from backoffice.services.proposals.sheet import proposal_sheet

        with self.database.reading() as unit:
            sheet = proposal_sheet(self.doing(unit), resolve(unit, ref, "proposal").record)
            return "\n".join(f"# {one.title}\n\n{text_of(one)}" for one in sheet.sections)

    def pricing(self, ref: str, card: str | None = None) -> dict[str, Any]:
        """How a quote, or that of a dossier, is priced and funded: a ``pricing/1`` document."""
        from backoffice.services.pricing_json import priced

        with self.database.reading() as unit:
            return priced(self.doing(unit), ref, card)

    def options_text(self, ref: str) -> str:
        """The options of a dossier that wait for an answer, as a text to paste into a mail."""
        from backoffice.services.options.printing import text_of

        with self.database.reading() as unit:
            return text_of(self.doing(unit), resolve(unit, ref, "request").record)

    def needs(self, ref: str) -> dict[str, Any]:
        """The needs analyses of a dossier (``needs/1``)."""
        from backoffice.services.needs.as_json import needs_json

        with self.database.reading() as unit:
            return needs_json(self.doing(unit), resolve(unit, ref, "request").record)

    def needs_compared(self, ref: str, before: str, after: str) -> dict[str, Any]:
        """What differs between two analyses of a dossier, called as parts of it: N1, N2."""
        from backoffice.services.needs.as_json import compared_json

        with self.database.reading() as unit:
            there = [resolve(unit, f"{ref}/{one.upper()}", "needs").record for one in (before, after)]
            return compared_json(self.doing(unit), *there)

    def doing(self, unit: UnitOfWork) -> Doing:
        """What reading needs of an act: the settings, who asks, now."""
        actor = who(unit, self.user) if self.user else None
        return Doing(unit, self.settings, actor, unit.now)

    def close(self) -> None:
        """Gives the connections back."""
        self.database.close()


def parent_of(unit: UnitOfWork, ref: str) -> Any:
    """The record that a form is opened from, where its act isn't done to one."""
    return resolve(unit, ref).record if ref else None


def _clock(settings: Settings, now: datetime | None) -> Clock:
    frozen = settings.clock.frozen
    if now is None:
        return FrozenClock(frozen) if frozen else SystemClock()
    if frozen is None:
        raise NotFrozen
    return FrozenClock(now)
