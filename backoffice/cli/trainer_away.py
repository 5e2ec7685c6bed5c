"""What if a trainer is away, from the command line: what would move, and moving it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backoffice.cli.output import as_json, line
from backoffice.cli.session import Session
from backoffice.errors import each
from backoffice.i18n import _
from backoffice.i18n.formats import time_span, weekday_date

if TYPE_CHECKING:
    from backoffice.content.plan_wish import IfAway
    from backoffice.services.office import Office
    from backoffice.services.planning.away_values import IfAwayOutcome, Mended, Stand


def plan_away(session: Session, trainer: str, when: str, reason: str, *, take: bool, json_out: bool) -> int:
    """Looks, and with `take` makes the moves and records the absence; gives the exit status."""
    from backoffice.clock import local_date
    from backoffice.content.plan_wish import IfAway
    from backoffice.domain.spell import spell_of
    from backoffice.domain.spell_words import read_spell
    from backoffice.services.planning.away import if_away

    office = session.office()
    spell = read_spell(when, local_date(office.now, office.settings.organisation.zone))
    found = if_away(office.database, trainer, spell_of(spell.line()))
    said = _take(office, found, IfAway(when=spell.line(), label=reason)) if take else ""
    if json_out:
        as_json(_as_json(found) | ({"taken": True} if take else {}))
    else:
        _tell(found)
        if said:
            line(said)
    return 0 if all(one.solved for one in found.mended) else 1


def _take(office: Office, found: IfAwayOutcome, asked: IfAway) -> str:
    from backoffice.domain.uid import new_uid
    from backoffice.services.desk import OfficeDesk

    refs = tuple(one.ref for one in found.mended if one.changes)
    return OfficeDesk(office).make_away(found, refs, asked, new_uid(), record=True).says


def _tell(found: IfAwayOutcome) -> None:
    if not found.mended:
        line(_("{trainer} teaches nothing on these days: nothing has to move.").format(trainer=found.name))
    for one in found.mended:
        line(f"{one.ref} · {one.topic}")
        for change in one.changes:
            was, now = _stand(change.was, found), _stand(change.now, found)
            line(f"  {change.slot.rpartition('/')[2]} {change.module}: {was} → {now}")
        for text in _why(one):
            line(f"  {text}")


def _stand(one: Stand, found: IfAwayOutcome) -> str:
    people = ", ".join(found.names.get(ref, ref) for ref in one.trainers)
    where = found.names.get(one.venue or "", one.venue or "")
    parts = (f"{weekday_date(one.day)} {time_span(one.start, one.finish)}", people, where)
    return ", ".join(part for part in parts if part)


def _why(one: Mended) -> list[str]:
    if one.wrong is not None:
        return [wrong.message for wrong in each(one.wrong)]
    if one.outcome is None or one.outcome.proposed:
        return []
    return [*one.outcome.reasons, *(way.text for way in one.outcome.relaxations)]


def _as_json(found: IfAwayOutcome) -> dict[str, Any]:
    return {
        "format": "trainer-away/1",
        "trainer": found.trainer,
        "when": found.when,
        "dossiers": [
            {
                "ref": one.ref,
                "slots": list(one.met),
                "solved": one.solved,
                "changes": [
                    {"slot": change.slot, "was": _place(change.was), "now": _place(change.now)}
                    for change in one.changes
                ],
                "reasons": _why(one),
            }
            for one in found.mended
        ],
    }


def _place(one: Stand) -> dict[str, Any]:
    return {
        "date": one.day.isoformat(),
        "start": f"{one.start:%H:%M}",
        "end": f"{one.finish:%H:%M}",
        "trainers": list(one.trainers),
        "venue": one.venue,
    }
