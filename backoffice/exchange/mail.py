"""E-mails as files that a mail program opens as drafts (RFC 5322); nothing is sent from here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email.charset import QP, Charset
from email.header import Header
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime

from backoffice.domain.text import clean, clean_line
from backoffice.errors import BackofficeError
from backoffice.i18n import _

MEDIA = "message/rfc822"
_SURROGATE = re.compile("[\ud800-\udfff]")
# What every mail program takes: words joined by dots, then a domain.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_ADDRESS = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_HEADER_MAX = 200
# A name of these alone is written as it is. Everything else is encoded: what looks like an encoded word in a
# typed text is else decoded on its way, and may then hold the end of a line and a header of its own.
_PLAIN = re.compile(r"[A-Za-z0-9]+(?: [A-Za-z0-9]+)*")
_POLICY = compat32.clone(linesep="\r\n", mangle_from_=False)


class BadAddress(BackofficeError):
    code = "bad_address"

    def __init__(self, address: str) -> None:
        super().__init__(
            _("{address} can't be written to.").format(address=address or "?"),
            remedy=_("Correct the e-mail address: name@example.org, without accents."),
        )


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A person and their address."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of an application that goes with an e-mail: its media type is ``application/…``."""

    name: str
    media: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """An e-mail; `key` is what it is told apart by for ever, of letters and digits."""

    sender: Mailbox
    recipient: Mailbox
    subject: str
    body: str
    at: datetime
    key: str
    attachments: tuple[Attachment, ...] = ()


def draft(mail: Mail) -> bytes:
    """`mail` as the bytes of an ``.eml`` file, marked as not sent; the same one gives the same bytes.

    Raises BadAddress. No other text makes it fail, nor adds a header.
    """
    made = MIMEMultipart("mixed", boundary=f"=_{mail.key}", policy=_POLICY)
    made["From"] = _mailbox(mail.sender)
    made["To"] = _mailbox(mail.recipient)
    made["Subject"] = _encoded(mail.subject, "Subject")
    made["Date"] = format_datetime(mail.at)
    made["Message-ID"] = f"<{mail.key}@{mail.sender.address.rpartition('@')[2].lower()}>"
    made["X-Unsent"] = "1"
    made.attach(MIMEText(_text(mail.body), "plain", _quoted(), policy=_POLICY))  # type: ignore[arg-type]
    for one in mail.attachments:
        part = MIMEApplication(one.data, one.media.rpartition("/")[2], policy=_POLICY)
        part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", _line(one.name)))
        made.attach(part)
    return made.as_bytes()


def _quoted() -> Charset:
    charset = Charset("utf-8")
    charset.body_encoding = QP
    return charset


def _mailbox(one: Mailbox) -> str:
    if not _ADDRESS.fullmatch(one.address):
        raise BadAddress(one.address)
    name = _line(one.name)
    if not name:
        return one.address
    shown = name if _PLAIN.fullmatch(name) else _encoded(name)
    return f"{shown} <{one.address}>"


def _encoded(text: str, header: str | None = None) -> str:
    return Header(_line(text), "utf-8", header_name=header).encode(linesep="\r\n")


def _line(text: str) -> str:
    return clean_line(_SURROGATE.sub("", text))[:_HEADER_MAX]


def _text(text: str) -> str:
    return clean(_SURROGATE.sub("", text)) + "\n"
