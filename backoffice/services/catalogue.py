"""What is offered or framed: programmes, pathways, methods, rate cards, frameworks; versions published, then
never changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from backoffice.content.acts import MethodText, PathwayText, ProgrammeText, RateCardText
from backoffice.content.base import Content, build
from backoffice.content.frameworks import (
    FrameworkFile,
    FrameworkText,
    framework_body,
    framework_toml,
    read_framework,
)
from backoffice.content.method import MethodFile, method_body, read_method
from backoffice.content.pathway import PathwayFile, pathway_body, pathway_of, read_pathway
from backoffice.content.programme import (
    ProgrammeFile,
    programme_body,
    programme_of,
    read_programme,
)
from backoffice.content.rate_card import RateCardFile, rate_card_body, rate_card_toml, read_rate_card
from backoffice.content.writing import file_text
from backoffice.domain import method as methods
from backoffice.domain import pathway as pathways
from backoffice.domain import programme as domain
from backoffice.errors import BackofficeError, NotFound
from backoffice.i18n import N_, _
from backoffice.services.acts import Doing, Done, act
from backoffice.services.codes import CodeStays, check_code
from backoffice.services.frameworks.checks import check_buyers, check_holds, warnings_of_framework
from backoffice.services.kinds import ref_of
from backoffice.services.template_checks import check_steps
from backoffice.store.canonical import canonical, sha256
from backoffice.store.records import Framework, Method, Pathway, Programme, Published, RateCard
from backoffice.store.unit import UnitOfWork


class SamePublication(BackofficeError):
    code = "same_publication"

    def __init__(self, code: str, version: int) -> None:
        super().__init__(
            _("{code} already says exactly this in its version {version}.").format(
                code=code, version=version
            ),
            remedy=_("Nothing needs to be done."),
        )


class Retired(BackofficeError):
    code = "retired"

    def __init__(self, code: str) -> None:
        super().__init__(
            _("{code} is retired.").format(code=code),
            remedy=_("Publish a new version of it first, or choose another one."),
        )


class DraftOpen(BackofficeError):
    """Something else is being prepared under the same code."""

    code = "draft_open"

    def __init__(self, code: str, draft: str) -> None:
        super().__init__(
            _("A draft of {code} is open: {draft}.").format(code=code, draft=draft),
            remedy=_("Change that one, publish it or drop it first."),
        )


class NotPublishedYet(BackofficeError):
    code = "not_published"

    def __init__(self, code: str) -> None:
        super().__init__(
            _("{code} is still a draft.").format(code=code),
            remedy=_("Publish it first, or choose another one."),
        )


@dataclass(frozen=True, slots=True)
class Family:
    """How one of them is published: its kind, table, form, how its file is read, kept, written (as `text`
    says, where it isn't plain)."""

    kind: str
    table: type[Published]
    model: type[Content]
    file: type[Content]
    read: Callable[[str, str], Any]
    body: Callable[[Any], dict[str, Any]]
    publish: str
    edit: str
    retire: str
    text: Callable[[dict[str, Any]], str] | None = None


FAMILIES = (
    Family(
        "programme", Programme, ProgrammeText, ProgrammeFile, read_programme, programme_body,
        N_("Publish a programme"), N_("Edit the programme as text"), N_("Retire the programme"),
    ),
    Family(
        "pathway", Pathway, PathwayText, PathwayFile, read_pathway, pathway_body,
        N_("Publish a pathway"), N_("Edit the pathway as text"), N_("Retire the pathway"),
    ),
    Family(
        "method", Method, MethodText, MethodFile, read_method, method_body,
        N_("Publish a method"), N_("Edit the method as text"), N_("Retire the method"),
    ),
    Family(
        "rate-card", RateCard, RateCardText, RateCardFile, read_rate_card, rate_card_body,
        N_("Publish a rate card"), N_("Edit the rate card as text"), N_("Retire the rate card"),
        rate_card_toml,
    ),
    Family(
        "framework", Framework, FrameworkText, FrameworkFile, read_framework, framework_body,
        N_("Publish a framework"), N_("Edit the framework as text"), N_("Retire the framework"),
        framework_toml,
    ),
)  # fmt: skip


def _register(family: Family) -> None:
    @act(f"publish-{family.kind}", family.publish, makes=family.kind, model=family.model)
    def publish(doing: Doing, _nothing: str, values: Any) -> Done:
        """A new version from the text of its file; the version before stays as it was."""
        read = family.read(values.text, values.file)
        return publish_read(doing, family, read)

    @act(f"edit-{family.kind}", family.edit, on=family.kind, model=family.model, opening=_as_text, key="e")
    def edit(doing: Doing, record: Published, values: Any) -> Done:
        """The whole of it as TOML, checked as a file is: a new version; dossiers keep the one they copied."""
        read = family.read(values.text, values.file)
        if read.code != record.ref:
            raise CodeStays(record.ref, values.file)
        if record.state == "draft":
            return keep_draft(doing, family, record, read)
        return publish_read(doing, family, read)

    @act(f"retire-{family.kind}", family.retire, on=family.kind)
    def retire(doing: Doing, record: Published, _values: None) -> Done:
        """Keeps it from being offered again; dossiers that copied it aren't touched."""
        if record.state == "retired":
            raise Retired(record.ref)
        if record.state == "draft":
            raise NotPublishedYet(ref_of(record))
        record.state = "retired"
        return Done(record, record.ref, {"version": record.version_no})


def _as_text(_doing: Doing, record: Published) -> Mapping[str, Any]:
    """The kept version as the text of its file."""
    family = next(one for one in FAMILIES if isinstance(record, one.table))
    own = family.text
    text = own(record.body) if own else file_text(build(family.file, record.body))
    return {"text": text, "file": f"{record.ref}.toml"}


def publish_read(doing: Doing, family: Family, read: Any) -> Done:
    """Keeps what was read as a new version of its code; raises SamePublication, CodeTaken, NotFound."""
    check_publishable(doing.unit, family, read)
    if isinstance(read, FrameworkFile):
        check_holds(doing.unit, read)
        doing.warnings += warnings_of_framework(read)
    body = family.body(read)
    digest = sha256(canonical(body))
    last = doing.unit.maybe(family.table, read.code)
    if last is not None and last.sha256 == digest and last.state == "published":
        raise SamePublication(read.code, last.version_no)
    check_no_draft(doing.unit, family.table, read.code)
    record = doing.unit.add(
        family.table(
            ref=read.code,
            version_no=last.version_no + 1 if last else 1,
            state="published",
            title=read.title,
            valid_from=getattr(read, "valid_from", None) or doing.happened_on,
            body=body,
            sha256=digest,
        )
    )
    return Done(record, record.ref, {"version": record.version_no, "sha256": digest})


def keep_draft(doing: Doing, family: Family, record: Any, read: Any) -> Done:
    """Keeps what was read as what a draft says; raises CodeTaken, NotFound."""
    check_publishable(doing.unit, family, read)
    record.body, record.title = family.body(read), read.title
    record.sha256 = sha256(canonical(record.body))
    doing.unit.session.flush()
    return Done(record, ref_of(record), {"version": record.version_no, "sha256": record.sha256})


def draft_of(unit: UnitOfWork, table: type[Published], code: str) -> Published | None:
    """The draft that is open under a code, if one is."""
    query = select(table).where(table.ref == code, table.state == "draft").order_by(table.version_no.desc())
    found: Published | None = unit.session.scalars(query).first()
    return found


def check_no_draft(unit: UnitOfWork, table: type[Published], code: str) -> None:
    """Raises DraftOpen when a draft is open under a code."""
    draft = draft_of(unit, table, code)
    if draft is not None:
        raise DraftOpen(code, ref_of(draft))


def check_publishable(unit: UnitOfWork, family: Family, read: Any) -> None:
    """Raises CodeTaken, or NotFound for a programme or a method that is named and isn't there."""
    check_code(unit, family.table, read.code)
    _check_named(unit, read)
    if isinstance(read, methods.Method):
        check_steps(read)
    if isinstance(read, FrameworkFile):
        check_buyers(unit, read)


def _check_named(unit: UnitOfWork, read: Any) -> None:
    """Raises NotFound when a programme names a method, or a pathway a programme, that isn't published."""
    if isinstance(read, domain.Programme) and read.method:
        _named(unit, Method, "method", read.method)
    if isinstance(read, pathways.Pathway):
        for one in read.stretches:
            _named(unit, Programme, "programme", one.programme)
    if isinstance(read, RateCardFile):
        for code in (*read.programmes, *(code for rate in read.rates for code in rate.programmes)):
            _named(unit, Programme, "programme", code)


def _named(unit: UnitOfWork, table: type[Published], kind: str, code: str) -> None:
    # What is meant is a code: a uid, which `maybe` knows too, isn't one.
    found = unit.maybe(table, code)
    if found is None or found.ref != code:
        raise NotFound(_(kind), code)
    if found.state == "draft":
        raise NotPublishedYet(ref_of(found))


for _family in FAMILIES:
    _register(_family)


def offered(unit: UnitOfWork, code: str) -> tuple[Programme, domain.Programme]:
    """The published version of a programme, as a record and as the value that rules work on."""
    record = unit.find(Programme, code)
    if record.state == "retired":
        raise Retired(code)
    if record.state == "draft":
        raise NotPublishedYet(ref_of(record))
    return record, programme_of(record.body)


def pathways_with(unit: UnitOfWork, programme: str) -> tuple[tuple[Pathway, pathways.Pathway, int], ...]:
    """The pathways in force that lead through a programme, with its rank in each."""
    read = ((record, pathway_of(record.body)) for record in _in_force(unit, Pathway))
    placed = ((record, pathway, pathway.place_of(programme)) for record, pathway in read)
    return tuple((record, pathway, rank) for record, pathway, rank in placed if rank is not None)


def programmes_after(unit: UnitOfWork, method: str) -> tuple[Programme, ...]:
    """The programmes in force that follow a method."""
    return tuple(one for one in _in_force(unit, Programme) if one.body.get("method") == method)


def _in_force(unit: UnitOfWork, table: Any) -> Iterable[Any]:
    """The last version of each that isn't retired, by code."""
    last: dict[str, Any] = {}
    query = select(table).where(table.state != "draft").order_by(table.ref, table.version_no)
    for record in unit.session.scalars(query):
        last[record.ref] = record
    return [record for record in last.values() if record.state == "published"]
