"""Files filed on a dossier, an exchange or a quote: read before anything is written, kept by their hash."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select

from backoffice.content.followup import FileToAttach, ReadFile, SaveTo
from backoffice.content.settings import Settings
from backoffice.domain.file_names import media_type, safe_file_name
from backoffice.errors import BackofficeError, Invalid, Place
from backoffice.i18n import N_, _
from backoffice.services.acts import Copy, Doing, Done, act
from backoffice.services.exchanges import removal
from backoffice.services.kinds import dossier_of, next_rank, ref_of
from backoffice.services.names import safe_name
from backoffice.store.incoming import read_regular
from backoffice.store.records import Attachment, Exchange, Quote, Request


class AttachmentRemoved(BackofficeError):
    code = "attachment_removed"

    def __init__(self, ref: str) -> None:
        super().__init__(_("{ref} was removed.").format(ref=ref), remedy=_("Attach the file again."))


def attachments_of(doing: Doing, request: Request) -> Sequence[Attachment]:
    """The files of a dossier, in the order they were filed, those that were removed too."""
    query = select(Attachment).where(Attachment.request_id == request.id).order_by(Attachment.position)
    return doing.unit.session.scalars(query).all()


def _read(values: FileToAttach, settings: Settings) -> ReadFile:
    """The file, read before the transaction begins: nobody waits for somebody's slow disk."""
    name, data = read_regular(values.path, settings.files.attachment_mb)
    return ReadFile(path=values.path, note=values.note, name=name, data=data)


@act(
    "attach",
    N_("Attach a file"),
    on="request|exchange|quote",
    makes="attachment",
    model=FileToAttach,
    before=_read,
)
def attach(doing: Doing, record: Any, values: ReadFile) -> Done:
    """Files a copy on the dossier, on one of its exchanges, or with a quote as proof of its acceptance."""
    request = dossier_of(record)
    assert request is not None
    name = safe_file_name(values.name)
    media = media_type(name)
    attachment = doing.unit.add(
        Attachment(
            request_id=request.id,
            position=next_rank(doing, request, "A"),
            exchange_id=record.id if isinstance(record, Exchange) else None,
            quote_id=record.id if isinstance(record, Quote) else None,
            name=name,
            media=media,
            size=len(values.data),
            sha256=doing.unit.put_blob(values.data, media),
            note=values.note or None,
            filed_by_id=doing.actor.id if doing.actor else None,
        )
    )
    payload = {"size": attachment.size, "sha256": attachment.sha256}
    return Done(attachment, ref_of(attachment), payload)


@act("remove-attachment", N_("Remove the file"), on="attachment")
def remove_attachment(doing: Doing, attachment: Attachment, _values: None) -> Done:
    """Takes a file off the dossier, for a reason. Its bytes stay in the database: what is kept by hash is
    written once, and other records may name it."""
    _check_there(attachment)
    if not doing.reason:
        raise Invalid(_("A removed file needs a reason."), remedy=_("Say why in a few words."))
    attachment.removed = removal(doing)
    return Done(attachment, ref_of(attachment), {"sha256": attachment.sha256})


@act("save-attachment", N_("Save a copy of the file"), on="attachment", model=SaveTo, key="s", final=True)
def save_attachment(doing: Doing, attachment: Attachment, values: SaveTo) -> Done:
    """Writes a copy for its owner alone; a file that is there already is never overwritten."""
    _check_there(attachment)
    folder = _folder(values.folder)
    doing.copies.append(Copy(attachment.name, attachment.sha256, folder or _own(attachment)))
    return Done(attachment, ref_of(attachment))


def _folder(text: str) -> str:
    if not text:
        return ""
    try:
        folder = Path(text).expanduser().absolute()
        there = folder.is_dir()
    except (OSError, RuntimeError, ValueError):
        there = False
    if not there:
        raise Invalid(
            _("There is no folder {folder}.").format(folder=text),
            place=Place(path="folder"),
            remedy=_("Give one that exists, or none: the copy then goes to this workstation's own folder."),
        )
    return str(folder)


def _own(attachment: Attachment) -> str:
    """Below the workstation's own folder, a folder for each dossier."""
    return f"attachments/{safe_name(attachment.request.ref)}"


def _check_there(attachment: Attachment) -> None:
    if attachment.removed:
        raise AttachmentRemoved(ref_of(attachment))
