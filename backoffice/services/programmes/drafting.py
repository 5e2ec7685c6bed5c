"""The draft of a programme or a pathway: opened by the first change, kept whole at each, then published."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from typing import Any

from sqlalchemy import func, select

from backoffice.content.base import build
from backoffice.content.pathway import pathway_from
from backoffice.content.programme import to_domain
from backoffice.errors import BackofficeError, Place, Several, each
from backoffice.i18n import _
from backoffice.services.acts import Doing, Done
from backoffice.services.catalogue import (
    FAMILIES,
    DraftOpen,
    Family,
    SamePublication,
    check_publishable,
    draft_of,
    keep_draft,
)
from backoffice.services.kinds import ref_of
from backoffice.services.programmes.pieces import Body, Piece, path_of
from backoffice.store.canonical import canonical, sha256
from backoffice.store.records import Published

_VALUE: Mapping[str, Callable[[Any], Any]] = {"programme": to_domain, "pathway": pathway_from}
Change = Callable[[Body], None]


class NotADraft(BackofficeError):
    code = "not_a_draft"

    def __init__(self, code: str) -> None:
        super().__init__(
            _("{code} isn't a draft.").format(code=code),
            remedy=_("Change something of it: that opens a draft of its next version."),
        )


def family_of(record: Published) -> Family:
    return next(one for one in FAMILIES if isinstance(record, one.table))


def open_draft(doing: Doing, record: Published) -> Published:
    """The draft to change: `record` itself, or a copy of it as the next version; raises DraftOpen."""
    if record.state == "draft":
        return record
    table = type(record)
    other = draft_of(doing.unit, table, record.ref)
    if other is not None:
        raise DraftOpen(record.ref, ref_of(other))
    return new_draft(doing, table, record.body, record.title)


def new_draft(doing: Doing, table: type[Published], body: Body, title: str) -> Published:
    """A draft of its own, after every version of its code."""
    number = select(func.max(table.version_no)).where(table.ref == body["code"])
    last = doing.unit.session.scalar(number) or 0
    return doing.unit.add(
        table(
            ref=body["code"],
            version_no=last + 1,
            state="draft",
            title=title,
            valid_from=None,
            body=deepcopy(body),
            sha256=sha256(canonical(body)),
        )
    )


def changed(doing: Doing, record: Published, change: Change, at: Piece | None = None) -> Published:
    """The draft of `record` with `change` made to its body, checked as a file is.

    What is wrong inside the piece that is being changed (`at`) is said at the fields of its form.
    """
    draft = open_draft(doing, record)
    body = deepcopy(draft.body)
    try:
        change(body)
        keep_draft(doing, family_of(draft), draft, read(draft, body))
    except BackofficeError as wrong:
        if at is None:
            raise
        raise _placed(wrong, path_of(body, at.steps)) from None
    return draft


def read(record: Published, body: Body) -> Any:
    """The value that a body says; raises what is wrong with it."""
    family = family_of(record)
    return _VALUE[family.kind](build(family.file, body))


def _placed(wrong: BackofficeError, inside: str) -> BackofficeError:
    """`wrong` with its places told from the piece at the key path `inside`."""
    found = each(wrong)
    for one in found:
        path = one.place.path or ""
        if path.startswith(inside):
            mine = path.removeprefix(inside).lstrip(".")
            # Two tables of the file are told in one form.
            one.at(Place(path=re.sub(r"^(minutes|conditions)\.", "", mine) or None))
    return Several(found) if len(found) > 1 else found[0]


def moved_ours(body: Body, steps: Sequence[tuple[str, int]], new: Mapping[int, int | None]) -> None:
    """Keeps the key paths of ``ours`` on what they meant when pieces get other ranks (None: taken out)."""
    if not body.get("ours") or steps[-1][0] == "G":
        return
    whole = path_of(body, steps).rpartition("[")[0]
    kept = [_moved(path, whole, new) for path in body["ours"]]
    body["ours"] = [path for path in kept if path is not None]


def _moved(path: str, whole: str, new: Mapping[int, int | None]) -> str | None:
    found = re.match(rf"{re.escape(whole)}\[(\d+)\](.*)", path)
    if found is None or (rank := int(found[1]) + 1) not in new:
        return path
    after = new[rank]
    return None if after is None else f"{whole}[{after - 1}]{found[2]}"


def recoded(body: Body, chosen: Body, old: str, new: str) -> None:
    """A module of the format `chosen` has another code: what named it by the old one follows."""
    if old == new:
        return
    for module in chosen["modules"]:
        for link in (module.get("link"), *(module.get("links") or ())):
            if link and link.get("origin") == old:
                link["origin"] = new
    if any(module["code"] == old for one in body["formats"] for module in one["modules"]):
        return
    for objective in body["objectives"]:
        if old in (objective.get("modules") or ()):
            objective["modules"] = [new if code == old else code for code in objective["modules"]]
    for question in body.get("questions") or ():
        if question.get("module") == old:
            question["module"] = new


def publish(doing: Doing, draft: Published) -> Done:
    """Makes a draft the version in force; raises NotADraft, SamePublication, CodeTaken, NotFound."""
    if draft.state != "draft":
        raise NotADraft(draft.ref)
    check_publishable(doing.unit, family_of(draft), read(draft, draft.body))
    last = doing.unit.maybe(type(draft), draft.ref)
    if last is not None and last is not draft and (last.sha256, last.state) == (draft.sha256, "published"):
        raise SamePublication(draft.ref, last.version_no)
    draft.state, draft.valid_from = "published", doing.happened_on
    doing.unit.session.flush()
    return Done(draft, draft.ref, {"version": draft.version_no, "sha256": draft.sha256})


def drop(doing: Doing, draft: Published) -> Done:
    """Takes a draft out; what was published stays. Raises NotADraft."""
    if draft.state != "draft":
        raise NotADraft(draft.ref)
    ref, number = ref_of(draft), draft.version_no
    last = doing.unit.maybe(type(draft), draft.ref)
    doing.unit.delete(draft)
    subject = last if last is not None and last is not draft else draft
    return Done(subject, draft.ref if subject is not draft else ref, {"version": number})
