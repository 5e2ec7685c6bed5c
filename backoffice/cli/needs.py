"""The needs analyses of a dossier: what was answered, what is missing, what participants said together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from backoffice.cli.output import as_csv, as_json, line, say, table
from backoffice.cli.session import Session
from backoffice.i18n import _, pgettext

if TYPE_CHECKING:
    from backoffice.services.office import Office


def command(name: str) -> click.Command:
    text = _("What the client and participants of a dossier answered, and what is missing.")
    example = (
        "backoffice needs INT-2026-0001 --json\n"
        "  backoffice needs INT-2026-0001 --compare N1 N2\n"
        "  backoffice answer-needs INT-2026-0001 --question effectif --answer 12"
    )

    @click.command(name, help=f"{text}\n\n\b\n{_('Example:')}\n  {example}")
    @click.argument("ref", required=False)
    @click.option("--compare", nargs=2, metavar="N1 N2", help=_("What differs between two versions."))
    @click.option(
        "--to-erase", is_flag=True, help=_("Participants’ answers whose time has come, in every dossier.")
    )
    @click.option("--csv", "csv_out", is_flag=True, help=_("With --to-erase: the same keys as CSV."))
    @click.option("--json", "json_out", is_flag=True, help=_("The contract's JSON, on standard output."))
    @click.pass_obj
    def run(
        session: Session,
        ref: str | None,
        compare: tuple[str, str] | None,
        to_erase: bool,
        csv_out: bool,
        json_out: bool,
    ) -> None:
        if to_erase == bool(ref) or (csv_out and not to_erase):
            raise click.UsageError(_("Give a dossier, or --to-erase."))
        office = session.office()
        if ref is None:
            _tell_erasable(office, json_out=json_out, csv_out=csv_out)
            return
        found = office.needs_compared(ref, *compare) if compare else office.needs(ref)
        if json_out:
            as_json(found)
        elif compare:
            _tell_differences(found)
        else:
            for one in found["analyses"]:
                _tell(one)

    return run


_ERASABLE = ("id", "client", "topic", "answered_on", "last_slot")


def _tell_erasable(office: Office, *, json_out: bool, csv_out: bool) -> None:
    from backoffice.services.needs.erasing import to_erase

    found = to_erase(office)
    if json_out:
        as_json(found)
    elif csv_out:
        as_csv(_ERASABLE, found["items"])
    else:
        table(_ERASABLE, [[one[key] or "" for key in _ERASABLE] for one in found["items"]])
        if found["items"]:
            say(_("Erase them one by one with: backoffice erase-replies ID"))


def _tell(one: dict[str, Any]) -> None:
    states = {
        "draft": pgettext("needs", "being answered"),
        "validated": pgettext("needs", "validated"),
        "superseded": pgettext("needs", "superseded"),
    }
    done = f"{one['answered']}/{one['asked']}" if one["asked"] is not None else str(one["replies"])
    line(f"{one['ref']}  {one['questionnaire']}  {states[one['state']]}  {done}")
    if one["audience"] == "participants":
        for summary in one["synthesis"]:
            _tell_summary(one, summary)
        return
    for section in one["sections"]:
        asked = [question for question in section["questions"] if question["shown"]]
        if asked:
            line(f"  {section['title']}")
        for question in asked:
            mark = "*" if question["mandatory"] and question["answer"] is None else " "
            answer = (question["said"] or "").replace("\n", " / ")
            line(f"   {mark}{question['code']}: {answer}")


def _tell_summary(one: dict[str, Any], summary: dict[str, Any]) -> None:
    texts = {q["code"]: q["text"] for section in one["sections"] for q in section["questions"]}
    line(f"  {texts[summary['code']]} ({summary['answered']}/{summary['asked']})")
    if summary["mean"]:
        line(f"    {summary['said']}")
    for code, n in summary["counts"].items():
        if n:
            line(f"    {code}: {n}")
    for text in summary["texts"]:
        line(f"    {text}".replace("\n", " / "))


def _tell_differences(found: dict[str, Any]) -> None:
    rows = [(one["code"], _said(one["before"]), _said(one["after"])) for one in found["differences"]]
    table((_("question"), found["before"].rpartition("/")[2], found["after"].rpartition("/")[2]), rows)


def _said(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(" · ".join(one) if isinstance(one, list) else str(one) for one in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else str(value)
