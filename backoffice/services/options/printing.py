"""Options side by side: the sheet that is printed, and the text to paste into a mail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from itertools import pairwise
from zoneinfo import ZoneInfo

from backoffice.documents import sheets
from backoffice.documents.options.words import plain_text
from backoffice.errors import Invalid
from backoffice.i18n import N_, _, speaking
from backoffice.services.acknowledgement_sheet import language_of
from backoffice.services.action_sheet import place as place_text
from backoffice.services.acts import Doing, Done, Print, act
from backoffice.services.kinds import ref_of
from backoffice.services.names import safe_name
from backoffice.services.options.holds import as_slot
from backoffice.services.options.reading import live_options
from backoffice.services.papers import issue, organisation, person_of
from backoffice.services.pieces import part_title
from backoffice.services.teams import full_name
from backoffice.store.records import CalendarOption, OptionPlace, Request

KIND = "calendar_options"


@act("print-options", N_("Print the calendar options"), on="request", final=True)
def print_options(doing: Doing, request: Request, _values: None) -> Done:
    """Issues the options that wait for an answer, side by side; what hasn't changed isn't made again."""
    sheet = options_sheet(doing, request)
    name = f"OPT-{request.ref}"
    document, new = issue(doing, sheet, kind=KIND, name=name, request=request, subject_uid=request.uid)
    payload = {"version": document.version_no, "new": new, "options": [one.rank for one in sheet.options]}
    return Done(request, request.ref, payload)


@act("options-text", N_("Write the options as text"), on="request", final=True)
def options_text(doing: Doing, request: Request, _values: None) -> Done:
    """Writes the options that wait for an answer as a plain text, to paste into a mail."""
    text = text_of(doing, request)
    doing.prints.append(Print(f"{safe_name(f'OPT-{request.ref}')}.txt", text.encode()))
    return Done(request, request.ref)


def text_of(doing: Doing, request: Request) -> str:
    """The options that wait for an answer as a text, in the client's language."""
    sheet = options_sheet(doing, request)
    with speaking(sheet.language):
        return plain_text(sheet)


def options_sheet(doing: Doing, request: Request) -> sheets.OptionsSheet:
    """The snapshot of the options that wait for an answer; raises Invalid when there is none."""
    live = live_options(doing, request)[-4:]
    if not live:
        raise Invalid(
            _("No option of {ref} waits for an answer.").format(ref=request.ref),
            remedy=_("Propose calendars first: propose-options."),
        )
    language, owner = language_of(doing, request), request.owner
    with speaking(language):
        return sheets.OptionsSheet(
            language=language,
            reference=request.ref,
            version=1,
            organisation=organisation(doing, language, public=True),
            client_name=request.client.name if request.client else "",
            title=request.topic,
            answer_by=min(one.answer_by for one in live),
            options=tuple(_column(doing, one) for one in live),
            follower=person_of(owner.name, "", owner.email or "", owner.phone or "") if owner else None,
        )


def _column(doing: Doing, option: CalendarOption) -> sheets.OptionColumn:
    until = option.hold_until if option.state == "held" else None
    local = until.astimezone(ZoneInfo(doing.settings.organisation.zone)) if until else None
    midnight = local is not None and local.time() == time(0)
    day = date.fromordinal(local.toordinal() - midnight) if local is not None else None
    return sheets.OptionColumn(
        rank=option.position,
        dates=tuple(_date(place) for place in option.places),
        gaps=tuple(gaps_of(option.places)),
        held=option.state == "held",
        held_until=day,
        held_hour=f"{local:%H:%M}" if local is not None and not midnight else "",
        quote=ref_of(option.quote) if option.quote else "",
    )


def _date(place: OptionPlace) -> sheets.OptionDate:
    slot = as_slot(place)
    part = part_title(place.slot)
    many = len(slot.request.training_groups) > 1
    return sheets.OptionDate(
        slot=place.slot.sequence,
        module=slot.module.label,
        title=slot.module.title,
        day=place.day,
        start=time.fromisoformat(place.start),
        end=time.fromisoformat(place.finish),
        minutes=slot.minutes,
        trainers=tuple(full_name(one.trainer) for one in place.team),
        venue=place_text(slot),
        mode=slot.mode,
        group=slot.group.name if slot.group and many else "",
        part=part if part != slot.module.title else "",
    )


def gaps_of(places: Sequence[OptionPlace]) -> list[sheets.OptionGap]:
    """The days between the modules that follow each other, in the order of the dossier."""
    days: dict[int, list[date]] = {}
    labels: dict[int, str] = {}
    for place in places:
        module = place.slot.module
        days.setdefault(module.position, []).append(place.day)
        labels[module.position] = module.label
    order = sorted(days)
    found = []
    for first, then in pairwise(order):
        gap = (min(days[then]) - max(days[first])).days
        if gap >= 0:
            found.append(sheets.OptionGap(labels[first], labels[then], gap))
    return found
