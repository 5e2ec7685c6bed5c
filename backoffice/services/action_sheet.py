"""The training action as documents describe it: what D.6353-1 asks for, gathered from programme and slots."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import time

from sqlalchemy import select

from backoffice.content.programme import module_of, programme_of
from backoffice.documents import sheets
from backoffice.domain import programme as domain
from backoffice.domain.enrolments import SEATED, EnrolmentState
from backoffice.i18n import _
from backoffice.services.acts import Doing
from backoffice.services.payers import paid_by
from backoffice.services.slots import needs_date
from backoffice.services.teams import full_name
from backoffice.store.records import Programme, Quote, Request, Slot

_MODE = {domain.Where.ON_SITE: "on_site", domain.Where.REMOTE: "remote", domain.Where.WORKPLACE: "workplace"}
# A sitting longer than this takes the whole day.
_HALF_DAY_MINUTES = 300


def programme_behind(doing: Doing, request: Request) -> domain.Programme | None:
    """The very version of the programme that the dossier copied."""
    first = next((module for module in request.modules if module.programme_ref), None)
    if first is None:
        return None
    query = select(Programme).where(
        Programme.ref == first.programme_ref, Programme.version_no == first.programme_version
    )
    record = doing.unit.session.scalars(query).one_or_none()
    return programme_of(record.body) if record else None


def action_of(doing: Doing, quote: Quote) -> sheets.Action:
    """The action that `quote` sells, in the language in force."""
    training = bool(quote.body.get("training_action", True))
    return action_of_dossier(doing, quote.request, quote.title, _headcount(quote), training=training)


def action_of_dossier(
    doing: Doing,
    request: Request,
    title: str,
    headcount: tuple[int | None, int | None] | None = None,
    *,
    training: bool = True,
) -> sheets.Action:
    """The action of a dossier, in the language in force; `headcount` is what it asks for unless given."""
    programme = programme_behind(doing, request)
    modules = tuple(module_of(module.body) for module in request.modules)
    slots = slots_in_order(doing, request)
    days = tuple(sorted({slot.day for slot in slots if slot.day}))
    dated = bool(days) and all(slot.day for slot in slots)
    least, most = headcount or (request.headcount_min, request.headcount_max)
    return sheets.Action(
        title=title,
        objectives=tuple(_objective(one) for one in programme.objectives) if programme else (),
        audience=str(request.details.get("audience") or (programme.audience if programme else "")),
        prerequisites=_prerequisites(programme),
        minutes=sum(module.training_minutes for module in modules),
        remote_bp=domain.remote_share_bp(modules),
        days_e4=sum(map(days_e4, modules)),
        headcount_min=least,
        headcount_max=most,
        dates=days if dated else (),
        period="" if dated else str(request.details.get("period") or ""),
        places=_places(request, slots),
        nature=_("Training action (L. 6313-1, 1° of the labour code)") if training else "",
        conduct=programme.methods if programme else "",
        means=(*((programme.means,) if programme and programme.means else ()), *provisions_of(modules)),
        trainers=_trainers(slots),
        follow_up=follow_up_of(programme),
        evaluation=evaluations_of(programme),
        recognition=programme.recognition if programme else "",
        accessibility=programme.accessibility if programme else "",
        modules=tuple(module_block(module) for module in modules),
        calendar=tuple(map(_calendar, together(slot for slot in slots if slot.day or slot.window_from))),
    )


def slots_in_order(doing: Doing, request: Request) -> Sequence[Slot]:
    """The slots of a dossier that aren't cancelled, in the order of its modules; time that needs no date
    (a questionnaire, work at one's own pace) only when it was given one."""
    query = (
        select(Slot)
        .where(Slot.request_id == request.id, Slot.state.not_in(["cancelled"]))
        .order_by(Slot.sequence)
    )
    found = doing.unit.session.scalars(query).all()
    return [slot for slot in found if slot.day or slot.window_from or needs_date(slot)]


@dataclass(frozen=True, slots=True)
class Together:
    """Slots that one sits through at the same hours: a whole group's, or its sub-groups' side by side."""

    first: Slot
    all: tuple[Slot, ...]

    @property
    def place(self) -> str:
        return " ; ".join(dict.fromkeys(filter(None, map(place, self.all))))


def together(slots: Iterable[Slot]) -> tuple[Together, ...]:
    """`slots` in their order, the sub-groups of one sitting that meet at the same hours as one."""
    found: dict[tuple[object, ...], list[Slot]] = {}
    for slot in slots:
        alone = slot.with_whom != "subgroup" or slot.day is None
        when = (slot.module_id, slot.group_id, slot.position, slot.day, slot.start, slot.finish, slot.minutes)
        found.setdefault((slot.id,) if alone else when, []).append(slot)
    return tuple(Together(same[0], tuple(same)) for same in found.values())


def _headcount(quote: Quote) -> tuple[int | None, int | None]:
    """Fewest and most people of the action; of a shared one, the client's own people alone."""
    request, client = quote.request, quote.client
    if request.kind not in ("own_session", "inter") or client is None or client is request.client:
        return request.headcount_min, request.headcount_max
    theirs = sum(
        1
        for group in request.training_groups
        for one in group.enrolments
        if one.state in (*SEATED, EnrolmentState.CANDIDATE) and paid_by(one, client)
    )
    return (theirs, theirs) if theirs else (None, None)


def _objective(one: domain.Objective) -> str:
    return f"{one.text} – {one.criterion}" if one.criterion else one.text


def _prerequisites(programme: domain.Programme | None) -> str:
    needed = [one.text for one in programme.requirements] if programme else []
    return " ; ".join(needed) if needed else _("None.")


def days_e4(module: domain.Module) -> int:
    """Days in ten-thousandths: those declared, else half a day a live sitting, a whole one if it is long."""
    if module.declared_days_e2 is not None:
        return module.declared_days_e2 * 100
    lengths = (
        sum(part.minutes.planned for part in parts)
        for parts in module.sittings
        if parts[0].pace is domain.Pace.LIVE and parts[0].is_training
    )
    return sum(10_000 if minutes > _HALF_DAY_MINUTES else 5_000 for minutes in lengths)


def _places(request: Request, slots: Iterable[Slot]) -> tuple[str, ...]:
    named = tuple(dict.fromkeys(place(slot) for slot in slots if slot.venue is not None))
    wanted = str(request.details.get("places") or "")
    return named or ((wanted,) if wanted else ())


def place(slot: Slot) -> str:
    """Where a slot takes place, as documents say it: the room and its whole address, or the link's name."""
    venue = slot.venue
    if venue is None:
        return ""
    city = f"{venue.postcode or ''} {venue.city or ''}".strip()
    address = ", ".join(line for line in (*(venue.street or "").split("\n"), city) if line)
    return f"{venue.name}, {address}" if address else venue.name


def _trainers(slots: Iterable[Slot]) -> tuple[sheets.TrainerLine, ...]:
    seen: dict[int, sheets.TrainerLine] = {}
    for slot in slots:
        for one in slot.team:
            line = sheets.TrainerLine(full_name(one.trainer), one.trainer.qualification or "")
            seen.setdefault(one.trainer_id, line)
    return tuple(seen.values())


def follow_up_of(programme: domain.Programme | None) -> str:
    """How one knows that it was followed: the sheet that everybody signs, and what the programme adds."""
    signed = _("Attendance sheet signed by each participant and by the trainer for each half-day.")
    return f"{signed} {programme.completion}".strip() if programme else signed


def evaluations_of(programme: domain.Programme | None) -> tuple[str, ...]:
    """The evaluations that a programme has, each with its time."""
    if programme is None:
        return ()
    four = programme.evaluations
    given = (
        (_("Before"), four.before),
        (_("On the way"), four.during),
        (_("At the end"), four.end),
        (_("Later"), four.later),
    )
    return tuple(_("{when}: {text}").format(when=when, text=text) for when, text in given if text)


def module_block(module: domain.Module) -> sheets.ModuleBlock:
    """A module as documents show it, with its parts."""
    return sheets.ModuleBlock(
        label=module.label,
        title=module.title,
        objective=module.objective,
        minutes=module.training_minutes,
        days_e4=days_e4(module),
        audience=module.audience,
        parts=tuple(
            sheets.PartLine(
                part.title,
                part.content,
                part.minutes.planned,
                _MODE[part.where],
                part.pace is domain.Pace.OWN_PACE,
                part.is_training,
            )
            for part in module.parts
        ),
    )


def provisions_of(modules: Iterable[domain.Module]) -> Iterable[str]:
    """Who brings what, each thing once: a line for each of those who bring."""
    words = {
        "us": _("Provided by us: {items}."),
        "client": _("To be provided by the client: {items}."),
        "participant": _("Brought by each participant: {items}."),
    }
    asked = [one for module in modules for one in module.provisions]
    for by, text in words.items():
        items = dict.fromkeys(_item(one) for one in asked if one.by == by)
        if items:
            yield text.format(items="; ".join(items))


def _item(one: domain.Provision) -> str:
    extra = {"extra": _("{item} (charged apart)"), "none": _("{item} (not included)")}
    return extra[one.price].format(item=one.item) if one.price in extra else one.item


def _calendar(same: Together) -> sheets.CalendarLine:
    slot = same.first
    return sheets.CalendarLine(
        module=slot.module.label,
        day=slot.day,
        start=time.fromisoformat(slot.start) if slot.start else None,
        end=time.fromisoformat(slot.finish) if slot.finish else None,
        minutes=slot.minutes,
        mode=slot.mode,
        venue=same.place,
    )
