"""Calendars of a dossier from the command line: proposed, taken, repaired."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from backoffice.cli.output import as_json, line, say, table
from backoffice.cli.session import Session
from backoffice.errors import Invalid
from backoffice.i18n import _, ngettext
from backoffice.i18n.formats import weekday_date

if TYPE_CHECKING:
    from backoffice.services.office import Office
    from backoffice.services.planning.values import Outcome, Place, Proposed, Wish

_CONTENT = ("optimal", "fewer_exist")


def wishes(run: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say what is wished of a dossier's calendar."""
    options = (
        click.option("--group", metavar="G", help=_("One group, by its reference or rank; else all.")),
        click.option("--from", "start", metavar="DATE", help=_("Nothing before this day.")),
        click.option("--to", "finish", metavar="DATE", help=_("Nothing after this day.")),
        click.option(
            "--alternatives", "want", default=3, type=click.IntRange(1, 4), help=_("How many calendars.")
        ),
        click.option("--keep", "kept", multiple=True, metavar="SLOT", help=_("A slot that stays.")),
        click.option(
            "--avoid",
            multiple=True,
            metavar="DATE[/DATE]",
            help=_("Days on which nothing is put."),
        ),
        click.option("--without", multiple=True, metavar="TRAINER", help=_("A trainer who isn't asked.")),
        click.option("--venue", "venues", multiple=True, metavar="VENUE", help=_("Where; any of several.")),
        click.option(
            "--school",
            default="",
            type=click.Choice(("", "never", "avoid", "ignore")),
            help=_("School holidays: never, avoided, or ignored; as the settings say unless given."),
        ),
        click.option(
            "--repair",
            is_flag=True,
            help=_("Keep every date that holds; move the others as little as can be."),
        ),
        click.option(
            "--take", type=click.IntRange(1, 4), help=_("Give the slots the dates of this calendar.")
        ),
        click.option(
            "--ease",
            type=click.IntRange(1, 3),
            help=_("Where there is none: take the dates that this change makes possible, for a --reason."),
        ),
        click.option(
            "--away",
            metavar="WHEN",
            help=_("Of a trainer: what would move if they were away then; --take 1 moves it."),
        ),
        click.option("--reason", default="", help=_("Why, for the history.")),
    )
    for option in reversed(options):
        run = option(run)
    return run


def plan_dossier(session: Session, ref: str, budget_ms: int, json_out: bool, given: Mapping[str, Any]) -> int:
    """Proposes, and takes when asked; gives the exit status."""
    from backoffice.services.planning.answer_json import outcome_json
    from backoffice.services.planning.proposing import propose

    office = session.office()
    wish = _wish(given, budget_ms)
    found = propose(office.database, ref, wish)
    taken = None
    if given["take"] is not None and found.status in (*_CONTENT, "stopped"):
        taken = _take(office, ref, found, given)
    if given["ease"] is not None:
        taken = _ease(office, ref, found, given)
    if json_out:
        as_json(outcome_json(ref, found) | ({"taken": given["take"] or given["ease"]} if taken else {}))
    else:
        _tell(found)
        for text in taken or ():
            line(text)
    return 0 if found.status in _CONTENT or given["ease"] is not None else 1


def _wish(given: Mapping[str, Any], budget_ms: int) -> Wish:
    from backoffice.services.planning.values import Wish

    return Wish(
        group=given["group"],
        start=_day(given["start"]),
        finish=_day(given["finish"]),
        want=given["want"],
        kept=given["kept"],
        budget_ms=budget_ms,
        venues=given["venues"],
        school=given["school"],
        repair=given["repair"],
        avoid=tuple(_days(one) for one in given["avoid"]),
        without=given["without"],
    )


def _day(text: str | None) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid(
            _("{text} isn't a date.").format(text=text), remedy=_("Write it as 2026-09-15.")
        ) from None


def _days(text: str) -> tuple[date, date]:
    first, _slash, last = text.partition("/")
    start, finish = _day(first), _day(last or first)
    if start is None or finish is None or finish < start:
        raise Invalid(
            _("{text} isn't a period.").format(text=text), remedy=_("Write it as 2026-09-15/2026-09-18.")
        )
    return start, finish


def _take(office: Office, ref: str, found: Outcome, given: Mapping[str, Any]) -> Sequence[str]:
    """Does the act on the calendar chosen; gives what is to be said of it."""
    from backoffice.services.planning.answer_json import places_values

    rank = given["take"]
    if rank > len(found.proposed):
        raise Invalid(
            _("There is no calendar {n}.").format(n=rank),
            remedy=ngettext("There is {n} of them.", "There are {n} of them.", len(found.proposed)).format(
                n=len(found.proposed)
            ),
        )
    places = found.proposed[rank - 1].places
    if not places:
        return (_("Nothing moves."),)
    act = "move-slots" if given["repair"] else "take-calendar"
    done = office.do(act, ref.partition("/")[0], places_values(places), reason=given["reason"])
    said = [one.says for one in done.stored if one.says]
    return (_("Calendar {n} is taken.").format(n=rank), *said, *done.warnings)


def _ease(office: Office, ref: str, found: Outcome, given: Mapping[str, Any]) -> Sequence[str]:
    """Takes the dates that one change makes possible; gives what is to be said of it."""
    from backoffice.domain.uid import new_uid
    from backoffice.services.desk import OfficeDesk

    rank, ways = given["ease"], found.relaxations
    if rank > len(ways) or not ways[rank - 1].dates:
        raise Invalid(
            _("There is no change {n} that gives dates.").format(n=rank),
            remedy=_("See which there are with: backoffice plan {ref}").format(ref=ref),
        )
    if not given["reason"]:
        raise Invalid(_("A rule is broken for a reason."), remedy=_("Say why in a few words: --reason TEXT."))
    dossier = ref.partition("/")[0]
    return (OfficeDesk(office).take_eased(dossier, ways[rank - 1], given["reason"], new_uid()).says,)


def _tell(found: Outcome) -> None:
    for rank, one in enumerate(found.proposed, start=1):
        _tell_one(rank, one, found.names)
    if found.status == "fewer_exist":
        say(_("There are no more that differ enough."))
    if found.status == "stopped":
        say(_("The time allowed is over; this is what was found so far."))
    if found.status == "impossible":
        _explain(found)
    for text in found.notes:
        say(text)


def _tell_one(rank: int, one: Proposed, names: Mapping[str, str]) -> None:
    line(_("Calendar {n}, cost {cost}").format(n=rank, cost=one.cost))
    heads = (_("slot"), _("module"), _("date"), _("time"), _("trainers"), _("venue"))
    table(heads, [_row(place, one, names) for place in one.places])
    for gap in one.gaps:
        line(f"  {gap.text}")
    for term in one.terms:
        line(f"  {term.text} = {term.cost}")


def _row(place: Place, one: Proposed, names: Mapping[str, str]) -> tuple[str, ...]:
    people = ", ".join(names.get(ref, ref) for ref, _role in place.trainers)
    mark = "*" if place.slot in one.moved else ""
    return (
        place.slot.rpartition("/")[2] + mark,
        names.get(place.module, place.module),
        weekday_date(place.day),
        f"{place.start:%H:%M}-{place.finish:%H:%M}",
        people,
        names.get(place.venue or "", place.venue or ""),
    )


def _explain(found: Outcome) -> None:
    line(
        ngettext(
            "No calendar is possible because of this rule:",
            "No calendar is possible because of these rules together:",
            len(found.reasons),
        )
    )
    for text in found.reasons:
        line(f"  {text}")
    if found.relaxations:
        line(_("What would make it possible:"))
    for n, one in enumerate(found.relaxations, 1):
        first = min((place.day for place in one.dates), default=None)
        when = _(" (from {day})").format(day=weekday_date(first)) if first else ""
        line(f"  {n}. {one.text}{when}")
