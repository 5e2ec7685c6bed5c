"""An acknowledgement as it is to be printed and sent: gathered from the dossier into flat snapshots."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from backoffice.clock import local_date
from backoffice.documents import sheets
from backoffice.domain.house_texts import filled
from backoffice.errors import BackofficeError
from backoffice.i18n import _, speaking
from backoffice.i18n.formats import long_date
from backoffice.services.acts import Doing
from backoffice.services.papers import organisation, person_of
from backoffice.services.promises import promises_of
from backoffice.services.questions import open_questions
from backoffice.services.quote_sheet import client_of
from backoffice.services.texts.book import said
from backoffice.store.records import Programme, Request, User


class NoAddressee(BackofficeError):
    code = "no_addressee"

    def __init__(self, ref: str) -> None:
        super().__init__(
            _("{ref} has no client to write to.").format(ref=ref),
            remedy=_("Acknowledge it without a letter, or give the request its client."),
        )


class NoMailAddress(BackofficeError):
    code = "no_mail_address"

    def __init__(self, ref: str, whose: str) -> None:
        super().__init__(
            _("{ref}: no e-mail address is known for {whom}.").format(ref=ref, whom=whose),
            remedy=_("Note it first, or print the letter without the e-mail."),
        )


def language_of(doing: Doing, request: Request) -> str:
    """The language in which a dossier's client is written to."""
    return request.client.language if request.client else doing.settings.language


def usual_opening(doing: Doing, request: Request) -> str:
    """How a letter begins unless its author says otherwise, in the client's language."""
    language = language_of(doing, request)
    with speaking(language):
        text = said(doing, "acknowledgement-opening", doing.today, language)
        return filled(text, {"day": long_date(received_on(request))})


def usual_note(doing: Doing, request: Request) -> str:
    """How a letter ends unless its author says otherwise, in the client's language."""
    return said(doing, "acknowledgement-note", doing.today, language_of(doing, request))


def received_on(request: Request) -> date:
    """The local day on which a request came in."""
    return local_date(request.received_at, request.zone)


def acknowledgement_sheet(
    doing: Doing, request: Request, opening: str, note: str
) -> sheets.AcknowledgementSheet:
    """The snapshot of the letter as it stands; raises NoAddressee."""
    if request.client is None:
        raise NoAddressee(request.ref)
    language = language_of(doing, request)
    with speaking(language):
        ours = doing.settings.organisation.disability
        return sheets.AcknowledgementSheet(
            language=language,
            reference=request.ref,
            version=1,
            organisation=organisation(doing, language, public=True),
            client=client_of(request.client, request.contact),
            received_on=received_on(request),
            opening=opening or usual_opening(doing, request),
            understood=_understood(doing, request),
            promises=promises_of(doing, request),
            questions=_asked(doing, request),
            note=note,
            follower=_follower(doing, request.owner),
            disability=person_of(ours.name, "", ours.email, ours.phone),
        )


def _asked(doing: Doing, request: Request) -> tuple[str, ...]:
    """What is still open and the client is to answer; what others are to answer stays among us."""
    return tuple(
        one.text
        for one in open_questions(doing, request)
        if one.client_id is not None or one.contact_id is not None
    )


def _understood(doing: Doing, request: Request) -> sheets.Understood:
    details = request.details
    return sheets.Understood(
        topic=request.topic,
        kind=request.kind,
        formats=_formats(doing, request),
        audience=str(details.get("audience") or ""),
        headcount_min=request.headcount_min,
        headcount_max=request.headcount_max,
        groups=request.groups,
        places=str(details.get("places") or ""),
        period=str(details.get("period") or ""),
        excluded=str(details.get("excluded") or ""),
        funding=str(details.get("funding") or ""),
    )


def _formats(doing: Doing, request: Request) -> tuple[str, ...]:
    code = request.details.get("programme")
    if not code:
        return ()
    query = (
        select(Programme)
        .where(Programme.ref == code, Programme.state != "draft")
        .order_by(Programme.version_no.desc())
        .limit(1)
    )
    programme = doing.unit.session.scalars(query).one_or_none()
    return (programme.title,) if programme else ()


def _follower(doing: Doing, owner: User | None) -> sheets.Person | None:
    """Who follows the dossier; whoever has no number or address of their own is reached at the house's."""
    if owner is None:
        return None
    ours = doing.settings.organisation
    return person_of(owner.name, "", owner.email or ours.email, owner.phone or ours.phone)


def mail_sheet(
    doing: Doing, request: Request, letter: sheets.AcknowledgementSheet, body: str, name: str, sha256: str
) -> sheets.AcknowledgementMail:
    """The snapshot of the e-mail that carries `letter`; raises NoMailAddress."""
    recipient = letter.client.contact
    if recipient is None or not recipient.email:
        raise NoMailAddress(request.ref, _("the client’s contact"))
    sender = letter.follower or sheets.Person("", letter.organisation.name, "", letter.organisation.email)
    if not sender.email:
        raise NoMailAddress(request.ref, _("who follows the dossier"))
    with speaking(letter.language):
        subject = _("Your request {ref}: {topic}").format(ref=request.ref, topic=request.topic)
    return sheets.AcknowledgementMail(
        language=letter.language,
        reference=request.ref,
        version=1,
        sender=sender,
        recipient=recipient,
        subject=subject,
        body=body,
        attached_as=name,
        attached_sha256=sha256,
    )
