"""Each act as a command: its fields are options, typed as people type them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import click

from backoffice.cli.given import piped_files, text_given
from backoffice.cli.output import as_json, line, say
from backoffice.cli.session import Session
from backoffice.clock import local_date
from backoffice.content.base import Content
from backoffice.content.fields import Description, Kind, describe
from backoffice.content.reading import parse_json
from backoffice.content.typed_form import read_typed, typed_values, when_said
from backoffice.domain.text import clean
from backoffice.errors import BackofficeError, Invalid, Place, Several
from backoffice.i18n import N_, _
from backoffice.services.acts import Act, acts, label_of
from backoffice.services.office import Office, Outcome


def command(name: str) -> click.Command:
    """``act NAME REF`` or ``undo``."""
    return _undo() if name == "undo" else _Acts("act", help=_("Do an act: one of those below."))


class _Acts(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        from backoffice.services import every_act  # noqa: F401

        return list(acts())

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        return command_of_act(name)


def command_of_act(name: str) -> click.Command | None:
    """The command of the act `name`; None when there is no such act."""
    from backoffice.services import every_act  # noqa: F401

    found = acts().get(name)
    return _command(found) if found else None


def _command(act: Act) -> click.Command:
    fields = describe(act.model) if act.model else ()
    parameters: list[click.Parameter] = [
        *([click.Argument(["ref"])] if act.on else []),
        *(_option(field) for field in fields),
        click.Option(["--values"], metavar="FILE", help=_("All fields as JSON; - reads standard input.")),
        click.Option(["--reason"], default="", help=_("Why; kept in the history.")),
        click.Option(
            ["--occurred-at"], metavar="INSTANT", help=_("When it happened, if not now: 2026-05-15 09:00.")
        ),
        click.Option(["--key"], help=_("The same key twice does it once.")),
        *([click.Option(["--dry-run"], is_flag=True, help=_(_DRY_RUN))] if act.preview else []),
        click.Option(["--json"], is_flag=True, help=_("The contract's JSON, on standard output.")),
    ]
    return click.Command(
        act.name,
        params=parameters,
        callback=_callback(act),
        help=_help(act, fields),
        short_help=_(act.label),
    )


_LONG = (Kind.TEXT, Kind.MARKDOWN, Kind.LINES, Kind.SPELLS)


def _option(field: Description) -> click.Option:
    choices = "|".join(token for token, _label in field.choices if token)
    return click.Option(
        [option_name(field.name), field.name],
        multiple=field.kind in (Kind.RECORDS, Kind.LINES, Kind.SPELLS),
        metavar=choices
        or (f"{field.kind.value.upper()}|@FILE" if field.kind in _LONG else field.kind.value.upper()),
        help=f"{_(field.label)}. {_(field.help) if field.help else ''}".strip(),
    )


# What each command has already means something else.
_OTHERWISE = {"help": "help-text"}
# Fields are named after the unit that is kept; options after what people type.
_UNITS = re.compile(r"_(e4|cents|bp|day)$")


def option_name(field: str) -> str:
    """``--unit-price`` for `unit_micro`, ``--quantity`` for `quantity_e4`, ``--from`` for `from_day`."""
    name = _UNITS.sub(
        "",
        field.replace("unit_micro", "unit_price").replace("price_micro", "price").replace("_micro", "_price"),
    )
    return f"--{_OTHERWISE.get(name, name).replace('_', '-')}"


def _help(act: Act, fields: tuple[Description, ...]) -> str:
    effect = f"\n\n{_(act.effect)}" if act.effect else ""
    needed = " ".join(f"{option_name(f.name)} …" for f in fields if f.required)
    ref = {"": "", "quote": "DEV-2026-0001-1", "slot": "INT-2026-0001/S1", "client": "CLI-0001"}
    ref |= {"trainer": "TRA-0001"}
    ref |= {"task": "INT-2026-0001/T1", "task-template": "RETRO-INTRA", "template-line": "RETRO-INTRA/L1"}
    ref |= {"framework": "ACC-2026", "schedule-line": "ACC-2026/L1", "order-form": "INT-2026-0001/B1"}
    ref |= {"rate-card": "INTRA-2026", "rate": "INTRA-2026/L1", "payer": "INT-2026-0001/F1"}
    example = f"backoffice {act.name} {ref.get(act.on, 'INT-2026-0001')} {needed}".replace("  ", " ").strip()
    return f"{_(act.label)}.{effect}\n\n\b\n{_('Example:')}\n  {example}"


def _callback(act: Act) -> Callable[..., None]:
    @click.pass_obj
    def run(session: Session, /, **given: Any) -> None:
        office = session.office()
        occurred = given.pop("occurred_at")
        ref, reason, key = given.pop("ref", ""), given.pop("reason"), given.pop("key")
        json_out, file = given.pop("json"), given.pop("values")
        dry = given.pop("dry_run", False)
        with piped_files(given) as whole:
            values = _values(office, act, ref, whole, file) if act.model else None
            if dry:
                return _tell_before(act, ref, office.preview(act.name, ref, values), json_out)
            outcome = office.do(
                act.name,
                ref,
                values,
                reason=reason,
                key=key,
                occurred_at=_occurred(office, occurred) if occurred else None,
            )
        return _tell(act, outcome, json_out)

    return run


def _occurred(office: Office, text: str) -> datetime:
    """When an act happened, typed as in its form: an instant with its offset, or a day and a time of ours."""
    zone = office.settings.organisation.zone
    try:
        return when_said(clean(text), local_date(office.now, zone), zone)
    except BackofficeError as wrong:
        raise Invalid(wrong.message, place=Place(path="occurred_at"), remedy=wrong.remedy) from None


def _values(
    office: Office, act: Act, ref: str, given: Mapping[str, Any], file: str | None
) -> Content | Mapping[str, Any]:
    """What the act is given: a JSON file, or its form as it opens with the options typed over it."""
    assert act.model is not None
    if file:
        found = parse_json(text_given(file), file)
        if not isinstance(found, dict):
            raise Invalid(_("{file} holds no object.").format(file=file), remedy=_("Give keys and values."))
        return {key: value for key, value in found.items() if key != "format"}
    zone = office.settings.organisation.zone
    opened = typed_values(act.model, office.opening(act.name, ref), zone)
    long = {field.name for field in describe(act.model) if field.kind in _LONG}
    typed = {
        name: _typed(value, from_file=name in long)
        for name, value in given.items()
        if value not in (None, ())
    }
    reading = read_typed(act.model, opened | typed, local_date(office.now, zone), zone)
    if reading.value is None:
        raise _several(reading.errors, reading.remedies)
    return reading.value


def _typed(value: Any, *, from_file: bool) -> str:
    """What was typed; a long text, or lines, may be given as ``@FILE``, ``@-`` being the standard input."""
    given = value if isinstance(value, tuple) else (str(value),)
    return "\n".join(text_given(text[1:]) if from_file and text.startswith("@") else text for text in given)


def _several(wrong: Mapping[str, str], remedies: Mapping[str, str]) -> BackofficeError:
    errors = tuple(
        Invalid(text, place=Place(path=name or None), remedy=remedies.get(name))
        for name, text in wrong.items()
    )
    return errors[0] if len(errors) == 1 else Several(errors)


_DRY_RUN = N_("Say what would change, and change nothing.")


def _tell_before(act: Act, ref: str, changes: Sequence[str], json_out: bool) -> None:
    if json_out:
        as_json({"format": "preview/1", "act": act.name, "ref": ref, "changes": list(changes)})
    for text in () if json_out else changes or (_("Nothing would change."),):
        line(text)


def _tell(act: Act, outcome: Outcome, json_out: bool) -> None:
    for warning in outcome.warnings:
        say(f"▲ {warning}")
    for failed in outcome.failed:
        say(f"{failed.message} {failed.remedy}")
    if json_out:
        as_json(
            {
                "format": "act/1",
                "act": act.name,
                "ref": outcome.stored[-1].ref,
                "version": outcome.stored[-1].version,
                "again": outcome.stored[-1].again,
                "files": [str(path) for path in outcome.files],
                "warnings": list(outcome.warnings),
            }
        )
        return
    for one in outcome.stored:
        line(f"{one.ref}: {_(label_of(one.act))}")
        if one.says:
            line(f"  {one.says}")
    for path in outcome.files:
        line(f"  {path}")


def _undo() -> click.Command:
    @click.command("undo", help=_("Undo your last act.") + "\n\n\b\n" + _("Example:") + "\n  backoffice undo")
    @click.option("--json", "json_out", is_flag=True)
    @click.pass_obj
    def undo(session: Session, json_out: bool) -> None:
        undone = session.office().undo()
        if json_out:
            others = [{"undone": one.act, "ref": one.ref} for one in undone[1:]]
            first = {"format": "act/1", "act": "undo", "undone": undone[0].act, "ref": undone[0].ref}
            as_json(first | {"others": others})
            return
        for one in undone:
            line(_("Undone: {act} on {ref}.").format(act=_(label_of(one.act)), ref=one.ref))

    return undo
