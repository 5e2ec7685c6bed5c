"""What is printed is kept: its snapshot, its bytes by hash, its version; and a copy waits to be written."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from backoffice.content.settings import Organisation as OrganisationSettings
from backoffice.data.mentions import registration
from backoffice.documents.errors import GlyphMissing
from backoffice.documents.printing import Rendered, render
from backoffice.documents.sheets import (
    AcknowledgementSheet,
    AgreementSheet,
    AmendmentSheet,
    AttendanceSheet,
    OptionsSheet,
    Organisation,
    Person,
    ProposalSheet,
    QuoteSheet,
    snapshot_hash,
)
from backoffice.documents.sheets.frameworks import OrderAcknowledgementSheet
from backoffice.documents.sheets.questionnaire import QuestionnaireSheet
from backoffice.i18n.formats import nda as grouped
from backoffice.i18n.formats import siren
from backoffice.services.acts import Copy, Doing
from backoffice.services.names import safe_name
from backoffice.store.canonical import canonical, sha256
from backoffice.store.records import Document, Quote, Request

Sheet = (
    QuoteSheet
    | AttendanceSheet
    | AcknowledgementSheet
    | OptionsSheet
    | ProposalSheet
    | QuestionnaireSheet
    | AgreementSheet
    | AmendmentSheet
    | OrderAcknowledgementSheet
)
# What is frozen once carries its own version, and the day on which it was issued, whenever that was recorded.
_DATED = frozenset({"quote", "proposal", "agreement", "contract", "amendment"})


def organisation(doing: Doing, language: str, *, public: bool = False) -> Organisation:
    """The organisation as its documents name it today; a `public` one isn't a contract (L.6352-12)."""
    ours = doing.settings.organisation
    address = ours.address
    return Organisation(
        name=ours.name,
        address=tuple(
            line for line in (*address.street.split("\n"), f"{address.postcode} {address.city}") if line
        ),
        legal_form=ours.legal_form,
        capital_cents=ours.capital_cents,
        siret=ours.siret,
        rcs=_rcs(ours),
        ape=ours.ape.code,
        vat_number=ours.vat_number,
        nda=_bare(ours.nda),
        registration=registration(
            grouped(_bare(ours.nda)), ours.nda_region, doing.today, language, public=public
        ),
        phone=ours.phone,
        email=ours.email,
        website=ours.website,
        logo_sha256=logo_hash(doing),
    )


def _rcs(ours: OrganisationSettings) -> str:
    return f"{ours.rcs_city} {siren(ours.siret[:9])}" if ours.rcs_city else ""


def _bare(number: str) -> str:
    return "".join(c for c in number if c.isalnum())


def logo_hash(doing: Doing) -> str | None:
    """The hash of the logo that the settings brought with them."""
    logo = doing.settings.organisation.logo
    return logo.removeprefix("sha256:") if logo.startswith("sha256:") else None


def logo_bytes(doing: Doing) -> bytes | None:
    """The logo's bytes, kept with the settings."""
    name = logo_hash(doing)
    return doing.unit.get_blob(name) if name else None


def person_of(name: str, function: str = "", email: str = "", phone: str = "") -> Person:
    """A person whose whole name stands in one field: the last word is the surname."""
    first, _blank, last = name.strip().rpartition(" ")
    return Person(first, last, function, email, phone)


def print_draft(doing: Doing, sheet: Sheet) -> Rendered:
    """A page to look at: marked as a draft, kept nowhere."""
    return render(sheet, draft=True, logo=logo_bytes(doing))


def issue(
    doing: Doing,
    sheet: Sheet,
    *,
    kind: str,
    name: str,
    request: Request,
    quote: Quote | None = None,
    subject_uid: str,
) -> tuple[Document, bool]:
    """Keeps `sheet` as a document of the dossier; gives it, and whether it is new.

    The same inputs as the last time give the last document again. A character that the typeface lacks raises
    GlyphMissing, named, and nothing is kept.
    """
    fingerprint = fingerprint_of(kind, _undated(sheet))
    last = last_of(doing, kind, subject_uid)
    if last is not None and last.fingerprint == fingerprint:
        return again(doing, last), False
    version = last.version_no + 1 if last else 1
    dated = replace(sheet, version=version, issued_on=doing.today) if kind not in _DATED else sheet
    rendered = render(dated, draft=False, logo=logo_bytes(doing))
    if rendered.missing:
        raise GlyphMissing(rendered.missing)
    document = Document(
        kind=kind,
        number=dated.number,
        version_no=version,
        request_id=request.id,
        quote_id=quote.id if quote else None,
        subject_uid=subject_uid,
        fingerprint=fingerprint,
        file_name=f"{versioned(name, version)}.pdf",
    )
    return keep(doing, document, dated, rendered.pdf, "application/pdf", request, last), True


def fingerprint_of(kind: str, sheet: Any) -> str:
    """What stands for the inputs of a document: the same ones aren't issued twice."""
    return sha256(canonical({"kind": kind, "sheet": snapshot_hash(sheet)}))


def versioned(name: str, version: int) -> str:
    """The name of a document's file, without its ending."""
    return f"{safe_name(name)}{f'-v{version}' if version > 1 else ''}"


def again(doing: Doing, document: Document) -> Document:
    """A document that was issued before; its copy is written again if it is missing."""
    doing.copies.append(Copy(str(document.path), document.sha256))
    return document


def keep(
    doing: Doing,
    document: Document,
    sheet: Any,
    data: bytes,
    media: str,
    request: Request,
    last: Document | None,
) -> Document:
    """Keeps a document, its snapshot and its bytes, in place of the `last` one; its copy will be written."""
    document.sheet_format, document.sheet = sheet.format, json.loads(sheet.to_json())
    document.sha256 = doing.unit.put_blob(data, media)
    document.path = f"{safe_name(request.ref)}/{document.file_name}"
    document.issued_at = doing.now
    document.issued_by_id = doing.actor.id if doing.actor else None
    kept = doing.unit.add(document)
    if last is not None:
        last.replaced_by_id = kept.id
    return again(doing, kept)


def _undated(sheet: Sheet) -> Sheet:
    """What a sheet says apart from when it was printed, and as which version."""
    return replace(sheet, version=1, issued_on=None)


def last_of(doing: Doing, kind: str, subject_uid: str) -> Document | None:
    """The last version of a document of `kind` about a subject; None when none was issued."""
    query = (
        select(Document)
        .where(Document.kind == kind, Document.subject_uid == subject_uid)
        .order_by(Document.version_no.desc())
        .limit(1)
    )
    return doing.unit.session.scalars(query).one_or_none()
