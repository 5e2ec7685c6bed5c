"""An e-mail is a draft that any mail program opens; nothing typed adds a header or a part."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.exchange.mail import Attachment, BadAddress, Mail, Mailbox, draft

PDF = Attachment("AR-INT-2026-0001.pdf", "application/pdf", b"%PDF-1.4 \x00\xff")
MAIL = Mail(
    sender=Mailbox("Élodie Roux", "elodie.roux@atelier.example"),
    recipient=Mailbox("Inès Chambraud", "i.chambraud@caisse.example"),
    subject="Votre demande INT-2026-0001 : bien reçue",
    body="Madame, Monsieur,\n\nNous avons bien reçu votre demande.\n.\nFrom ici\n",
    at=datetime(2026, 5, 20, 11, 40, tzinfo=timezone(timedelta(hours=2))),
    key="0a1b2c",
    attachments=(PDF,),
)
HEADERS = {"from", "to", "subject", "date", "message-id", "x-unsent", "mime-version", "content-type"}


def read(mail: Mail) -> EmailMessage:
    found = message_from_bytes(draft(mail), policy=default)
    assert isinstance(found, EmailMessage)
    assert found.defects == []
    return found


def test_it_opens_as_a_draft_with_the_letter_attached() -> None:
    found = read(MAIL)
    assert found["x-unsent"] == "1"
    assert str(found["from"]) == "Élodie Roux <elodie.roux@atelier.example>"
    assert str(found["to"]) == "Inès Chambraud <i.chambraud@caisse.example>"
    assert found["subject"] == MAIL.subject
    assert found["date"].datetime == MAIL.at
    assert found["message-id"] == "<0a1b2c@atelier.example>"
    [attached] = found.iter_attachments()
    assert attached.get_filename() == PDF.name
    assert attached.get_content_type() == "application/pdf"
    assert attached.get_content() == PDF.data


def test_the_body_comes_back_as_it_was_written() -> None:
    body = read(MAIL).get_body()
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == MAIL.body


def test_the_same_mail_gives_the_same_bytes() -> None:
    assert draft(MAIL) == draft(replace(MAIL))


def test_a_line_is_short_enough_for_every_relay() -> None:
    data = draft(replace(MAIL, body="é" * 3_000, subject="œ" * 3_000))
    assert all(len(line) <= 998 for line in data.split(b"\r\n"))
    assert b"\n" not in data.replace(b"\r\n", b"")
    data.decode("ascii")


HOSTILE = st.text(st.characters(exclude_categories=()), max_size=120) | st.sampled_from(
    [
        "x\r\nBcc: spy@evil.example",
        "x\nBcc: spy@evil.example\n\nbody",
        "x\u2028Bcc: spy@evil.example",
        "=?utf-8?q?x=0D=0ABcc=3A_spy=40evil=2Eexample?=",
        '"; <spy@evil.example>, x',
        "--=_0a1b2c--",
    ]
)


@given(HOSTILE, HOSTILE, HOSTILE, HOSTILE)
def test_no_text_adds_a_header_a_recipient_or_a_part(who: str, subject: str, body: str, file: str) -> None:
    found = read(
        replace(
            MAIL,
            sender=replace(MAIL.sender, name=who),
            recipient=replace(MAIL.recipient, name=who),
            subject=subject,
            body=body,
            attachments=(replace(PDF, name=file),),
        )
    )
    assert {name.lower() for name in found} == HEADERS
    assert [one.addr_spec for one in found["to"].addresses] == ["i.chambraud@caisse.example"]
    assert [one.addr_spec for one in found["from"].addresses] == ["elodie.roux@atelier.example"]
    assert [part.get_content_type() for part in found.walk()] == [
        "multipart/mixed",
        "text/plain",
        "application/pdf",
    ]
    [attached] = found.iter_attachments()
    assert attached.get_content() == PDF.data


@pytest.mark.parametrize(
    "address",
    [
        "",
        "x",
        "é@caisse.fr",
        "a b@caisse.fr",
        "a,b@caisse.fr",
        "x@y.fr>\r\nBcc: z@z.fr",
        'a"@b.fr',
        "a@b",
        "a..b@c.fr",
    ],
)
def test_an_address_that_cant_be_written_to_is_refused_and_named(address: str) -> None:
    with pytest.raises(BadAddress) as raised:
        draft(replace(MAIL, recipient=Mailbox("X", address)))
    assert raised.value.remedy
