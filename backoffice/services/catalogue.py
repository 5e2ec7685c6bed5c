"""Programmes: published version after version, never changed once a dossier may have copied them."""

from __future__ import annotations

import json

from sqlalchemy import select

from backoffice.content.acts import ProgrammeText
from backoffice.content.programme import programme_body, programme_of, read_programme
from backoffice.domain import programme as domain
from backoffice.errors import BackofficeError
from backoffice.i18n import N_, _
from backoffice.services.acts import Doing, Done, act
from backoffice.store.canonical import canonical, sha256
from backoffice.store.records import Programme
from backoffice.store.unit import UnitOfWork


class SameProgramme(BackofficeError):
    code = "same_programme"

    def __init__(self, code: str, version: int) -> None:
        super().__init__(
            _("Programme {code} already says exactly this in its version {version}.").format(
                code=code, version=version
            ),
            remedy=_("Nothing needs to be done."),
        )


class Retired(BackofficeError):
    code = "retired"

    def __init__(self, code: str) -> None:
        super().__init__(
            _("Programme {code} is retired.").format(code=code),
            remedy=_("Publish a new version of it first, or choose another programme."),
        )


@act("publish-programme", N_("Publish a programme"), makes="programme", model=ProgrammeText)
def publish_programme(doing: Doing, _nothing: str, values: ProgrammeText) -> Done:
    """A new version of a programme from the text of its file; the version before stays as it was."""
    read = read_programme(values.text, values.file)
    body = programme_body(read)
    digest = sha256(canonical(body))
    last = doing.unit.maybe(Programme, read.code)
    if last is not None and last.sha256 == digest and last.state == "published":
        raise SameProgramme(read.code, last.version_no)
    record = doing.unit.add(
        Programme(
            ref=read.code,
            version_no=last.version_no + 1 if last else 1,
            state="published",
            title=read.title,
            valid_from=doing.happened_on,
            body=body,
            sha256=digest,
        )
    )
    return Done(record, record.ref, {"version": record.version_no, "sha256": digest})


@act("retire-programme", N_("Retire the programme"), on="programme")
def retire_programme(doing: Doing, record: Programme, _values: None) -> Done:
    """Keeps a programme from being offered again; dossiers that copied it aren't touched."""
    if record.state == "retired":
        raise Retired(record.ref)
    record.state = "retired"
    return Done(record, record.ref, {"version": record.version_no})


def offered(unit: UnitOfWork, code: str) -> tuple[Programme, domain.Programme]:
    """The published version of a programme, as a record and as the value that rules work on."""
    record = unit.find(Programme, code)
    if record.state == "retired":
        raise Retired(code)
    return record, programme_of(record.body)


def versions(unit: UnitOfWork, code: str) -> tuple[Programme, ...]:
    """Every version of a programme, the last first."""
    query = select(Programme).where(Programme.ref == code).order_by(Programme.version_no.desc())
    return tuple(unit.session.scalars(query))


def as_text(record: Programme) -> str:
    """A programme as JSON that people can read."""
    return json.dumps(record.body, ensure_ascii=False, indent=2)
