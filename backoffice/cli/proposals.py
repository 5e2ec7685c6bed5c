"""Detailed proposals from the command line: listed, read, compared, edited, as files and back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from backoffice.cli.given import text_given
from backoffice.cli.output import as_json, line, say, table
from backoffice.cli.session import Session
from backoffice.domain.proposal import SECTION_TITLES
from backoffice.domain.word_diff import Change
from backoffice.errors import Invalid, NotFound, Place
from backoffice.i18n import N_, _, ngettext

if TYPE_CHECKING:
    from backoffice.services.office import Office
    from backoffice.services.proposals.comparing import SectionChange

_EXAMPLES = """
  backoffice proposal INT-2026-0001
  backoffice proposal INT-2026-0001 compare R1 R2
  backoffice proposal INT-2026-0001 read R2
  backoffice proposal INT-2026-0001 edit R2 context
  backoffice proposal INT-2026-0001 export R2 --out proposition.toml
  backoffice proposal INT-2026-0001 import R2 proposition.toml"""
_WHATS = ("list", "compare", "read", "edit", "export", "import")
# How many versions or words each takes after its name.
_TAKES = {"list": 0, "compare": 2, "read": 1, "edit": 2, "export": 1, "import": 2}


def command(name: str) -> click.Command:
    text = _("The detailed proposals of a dossier; versions are called R1, R2…")

    @click.command(name, help=f"{text}\n\n\b\n{_('Example:')}{_EXAMPLES}")
    @click.argument("ref")
    @click.argument("what", type=click.Choice(_WHATS), default="list")
    @click.argument("rest", nargs=-1)
    @click.option("--out", metavar="FILE", help=_("Where to write it; else on standard output."))
    @click.option("--json", "json_out", is_flag=True, help=_("The contract's JSON, on standard output."))
    @click.pass_obj
    def run(
        session: Session, ref: str, what: str, rest: tuple[str, ...], out: str | None, json_out: bool
    ) -> None:
        if len(rest) != _TAKES[what]:
            raise Invalid(_(_ASKED[what]), remedy=_("See the examples of: backoffice proposal --help"))
        office = session.office()
        {
            "list": _list,
            "compare": _compare,
            "read": _read,
            "edit": _edit,
            "export": _export,
            "import": _import,
        }[what](office, ref, rest, out, json_out)

    return run


_ASKED = {
    "list": N_("A list takes the dossier alone."),
    "compare": N_("Name the two versions to compare."),
    "read": N_("Name the version to read."),
    "edit": N_("Name the version, then the section."),
    "export": N_("Name the version to write."),
    "import": N_("Name the version, then the file."),
}


def _called(ref: str, version: str) -> str:
    """``INT-2026-0001/R2`` for R2 of INT-2026-0001, or for 2."""
    return f"{ref}/{version if version.startswith('R') else f'R{version}'}"


def _list(office: Office, ref: str, _rest: Sequence[str], _out: str | None, json_out: bool) -> None:
    found = office.show(ref)
    if found.get("format") != "request/1":
        raise NotFound(_("request"), ref)
    items = found["proposals"]
    if json_out:
        as_json({"format": "proposals/1", "ref": ref, "items": items})
    elif not items:
        say(_("No proposal yet: draft one with draft-proposal."))
    else:
        heads = (_("proposal"), _("state"), _("variant"), _("sent"), _("quote"), _("title"))
        keys = ("ref", "state", "variant", "sent_at", "quote", "title")
        table(heads, [[str(one[key] or "") for key in keys] for one in items])


def _compare(office: Office, ref: str, rest: Sequence[str], _out: str | None, json_out: bool) -> None:
    document, found = office.compare_proposals(*(_called(ref, one) for one in rest))
    if json_out:
        as_json(document)
        return
    for one in found:
        if one.state != "same":
            _tell(one)
    if all(one.state == "same" for one in found):
        line(_("Both say the same."))


_MARKS = {Change.ADDED: ("{+", "+}"), Change.REMOVED: ("[-", "-]")}


def _tell(one: SectionChange) -> None:
    """A section with its words added ``{+so+}`` and removed ``[-so-]``."""
    added = ngettext("{n} word added", "{n} words added", one.added).format(n=one.added)
    removed = ngettext("{n} word removed", "{n} words removed", one.removed).format(n=one.removed)
    line(f"== {one.title} ({added}, {removed})")
    told = []
    for piece in one.pieces:
        before, after = _MARKS.get(piece.change, ("", ""))
        body = piece.text.rstrip("\n")
        told.append(f"{before}{body}{after}{piece.text[len(body) :]}")
    for text in "".join(told).splitlines():
        line(text)
    line("")


def _read(office: Office, ref: str, rest: Sequence[str], out: str | None, json_out: bool) -> None:
    version = _called(ref, rest[0])
    if json_out:
        as_json(office.show(version))
    else:
        _give(office.proposal_text(version), out)


def _export(office: Office, ref: str, rest: Sequence[str], out: str | None, json_out: bool) -> None:
    text = office.proposal_file(_called(ref, rest[0]))
    if json_out:
        as_json({"format": "proposal-file/1", "ref": _called(ref, rest[0]), "text": text})
    else:
        _give(text, out)


def _give(text: str, out: str | None) -> None:
    if out is None:
        for one in text.splitlines():
            line(one)
        return
    Path(out).write_text(text, encoding="utf-8")
    line(out)


def _import(office: Office, ref: str, rest: Sequence[str], _out: str | None, json_out: bool) -> None:
    version, file = rest
    text = text_given(file)
    done = office.do("load-proposal", _called(ref, version), {"text": text, "file": file})
    _told(done.stored[-1], json_out)


def _edit(office: Office, ref: str, rest: Sequence[str], _out: str | None, json_out: bool) -> None:
    """Opens a section's text in the person's editor; what is saved goes through the act edit-section."""
    from backoffice.services.editor import edited

    version, code = _called(ref, rest[0]), rest[1]
    sections = list(SECTION_TITLES)
    if code not in sections:
        raise Invalid(
            _("{code} isn't a section of a proposal.").format(code=code),
            place=Place(path="section"),
            remedy=_("Choose one of: {codes}.").format(codes=", ".join(sections)),
        )
    section = office.show(f"{version}/L{sections.index(code) + 1}")
    text = edited(section["before"], f"{code}.md")
    if text == section["before"]:
        say(_("Nothing was changed."))
        return
    values = {"before": text, "after": section["after"], "shown": section["shown"]}
    done = office.do("edit-section", section["ref"], values, version=section["version"])
    _told(done.stored[-1], json_out)


def _told(stored: Any, json_out: bool) -> None:
    if json_out:
        as_json({"format": "act/1", "act": stored.act, "ref": stored.ref, "version": stored.version})
    else:
        line(stored.ref)
