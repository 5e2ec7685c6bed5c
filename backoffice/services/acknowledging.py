"""Receipt is acknowledged: the act, its letter, and the e-mail that carries it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from backoffice.content.acts import Acknowledging, Letter
from backoffice.documents.letters.words import mail_text
from backoffice.documents.sheets import AcknowledgementMail, AcknowledgementSheet
from backoffice.domain.lifecycle import ENDS, Stage
from backoffice.errors import BackofficeError
from backoffice.exchange import mail
from backoffice.i18n import N_, _, speaking
from backoffice.services.acknowledgement_sheet import (
    acknowledgement_sheet,
    mail_sheet,
    usual_note,
    usual_opening,
)
from backoffice.services.acts import Doing, Done, act
from backoffice.services.intake import move
from backoffice.services.papers import again, fingerprint_of, issue, keep, last_of, print_draft, versioned
from backoffice.store.records import Document, Request

KIND = "acknowledgement"


class NotAcknowledged(BackofficeError):
    code = "not_acknowledged"

    def __init__(self, ref: str) -> None:
        super().__init__(
            _("Receipt of {ref} isn't acknowledged yet.").format(ref=ref),
            remedy=_("Do it with the act acknowledge, which prints the letter too."),
        )


class DossierEnded(BackofficeError):
    code = "dossier_ended"

    def __init__(self, ref: str) -> None:
        super().__init__(
            _("{ref} has ended: there is nothing left to acknowledge.").format(ref=ref),
            remedy=_("Reopen the dossier first."),
        )


def _offered(doing: Doing, request: Request) -> Mapping[str, Any]:
    """A letter and an e-mail are proposed wherever there is somebody to write to."""
    contact = request.contact
    return {
        "letter": request.client is not None,
        "mail": request.client is not None and contact is not None and bool(contact.email),
        **_written(doing, request),
    }


def _written(doing: Doing, request: Request) -> dict[str, str]:
    """What its author wrote the last time, else the usual words."""
    last = last_of(doing, KIND, request.uid)
    if last is not None:
        return {"opening": str(last.sheet["opening"]), "note": str(last.sheet["note"])}
    return {"opening": usual_opening(doing, request), "note": usual_note(doing, request)}


def _anew(doing: Doing, request: Request) -> Mapping[str, Any]:
    contact = request.contact
    return {"mail": contact is not None and bool(contact.email), **_written(doing, request)}


@act("acknowledge", N_("Acknowledge receipt"), on="request", model=Acknowledging, opening=_offered)
def acknowledge(doing: Doing, request: Request, values: Acknowledging) -> Done:
    """Receipt is acknowledged; the letter and the e-mail that were asked for come right after."""
    before = request.stage
    move(doing, request, "acknowledge")
    if values.letter or values.mail:
        written = values.model_dump(exclude={"letter"})
        doing.then("print-acknowledgement", request.ref, written)
    return Done(request, request.ref, {"from": before, "to": request.stage})


@act(
    "print-acknowledgement",
    N_("Print the acknowledgement"),
    on="request",
    model=Letter,
    opening=_anew,
    final=True,
)
def print_acknowledgement(doing: Doing, request: Request, values: Letter) -> Done:
    """Issues the letter, and writes the e-mail that carries it; what hasn't changed isn't made again."""
    if Stage(request.stage) is Stage.RECEIVED:
        raise NotAcknowledged(request.ref)
    if Stage(request.stage) in ENDS:
        raise DossierEnded(request.ref)
    sheet = acknowledgement_sheet(doing, request, values.opening, values.note)
    name = f"AR-{request.ref}"
    letter, new = issue(doing, sheet, kind=KIND, name=name, request=request, subject_uid=request.uid)
    payload: dict[str, Any] = {"version": letter.version_no, "new": new, "sha256": letter.sha256}
    if values.mail:
        written = _mail(doing, request, sheet, letter)
        payload |= {"mail_version": written.version_no, "mail_sha256": written.sha256}
    return Done(request, request.ref, payload)


def preview(doing: Doing, request: Request) -> bytes | None:
    """The letter's pages as a draft; None once receipt is acknowledged: it can then be issued."""
    if Stage(request.stage) is not Stage.RECEIVED:
        return None
    return print_draft(doing, acknowledgement_sheet(doing, request, "", "")).pdf


def _mail(doing: Doing, request: Request, sheet: AcknowledgementSheet, letter: Document) -> Document:
    """The e-mail with `letter` attached: a document of its own, kept by hash like every other."""
    with speaking(sheet.language):
        body = mail_text(sheet)
    undated = mail_sheet(doing, request, sheet, body, letter.file_name, letter.sha256)
    subject = f"{request.uid}/mail"
    fingerprint, last = fingerprint_of(KIND, undated), last_of(doing, KIND, subject)
    if last is not None and last.fingerprint == fingerprint:
        return again(doing, last)
    version = last.version_no + 1 if last else 1
    sent = doing.now.astimezone(ZoneInfo(doing.settings.organisation.zone))
    dated = replace(undated, version=version, sent_at=sent.isoformat())
    document = Document(
        kind=KIND,
        version_no=version,
        request_id=request.id,
        subject_uid=subject,
        fingerprint=fingerprint,
        file_name=f"{versioned(f'AR-{request.ref}', version)}.eml",
    )
    return keep(doing, document, dated, mail_bytes(doing, dated), mail.MEDIA, request, last)


def mail_bytes(doing: Doing, sheet: AcknowledgementMail) -> bytes:
    """The e-mail that a snapshot stands for; its letter comes from where documents are kept."""
    attached = doing.unit.get_blob(sheet.attached_sha256)
    return mail.draft(
        mail.Mail(
            sender=mail.Mailbox(f"{sheet.sender.first_name} {sheet.sender.last_name}", sheet.sender.email),
            recipient=mail.Mailbox(
                f"{sheet.recipient.first_name} {sheet.recipient.last_name}", sheet.recipient.email
            ),
            subject=sheet.subject,
            body=sheet.body,
            at=datetime.fromisoformat(sheet.sent_at),
            # What it says is what it is: the same e-mail made again is the same one to mail programs.
            key=fingerprint_of("mail", sheet)[:32],
            attachments=(mail.Attachment(sheet.attached_as, "application/pdf", attached),),
        )
    )
