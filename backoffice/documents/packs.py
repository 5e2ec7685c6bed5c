"""A trainer's pack on paper: the programme of their slots; the attendance sheets follow it."""

from __future__ import annotations

from backoffice.documents.attendance.page import LEFT, RIGHT, WIDTH
from backoffice.documents.kit.binder import Painter
from backoffice.documents.kit.design import (
    A4_LANDSCAPE,
    ACCENT,
    ACCENT_TINT,
    REGULAR,
    SMALL,
    SMALL_INK,
    SMALL_STRONG,
    STRONG,
    Style,
)
from backoffice.documents.kit.flow import Flow
from backoffice.documents.kit.frame import Frame, legal_lines, letterhead, reach
from backoffice.documents.kit.leaves import leaves
from backoffice.documents.kit.paper import Paper
from backoffice.documents.kit.picture import Picture
from backoffice.documents.kit.strips import Cell, Para, Row, Strip, columns, paragraph, space, table, tinted
from backoffice.documents.kit.text import lines
from backoffice.documents.sheets.pack import PackSlot, TrainerPack
from backoffice.i18n import _, ngettext
from backoffice.i18n.formats import duration, period, time_span, weekday_date

_TOP = 66.0
_NAME = Style(REGULAR, 19, 22, ACCENT)
_WIDTHS = (98.0, 168.0, 160.0, 156.0)


def pack_title(pack: TrainerPack) -> str:
    """``Trainer's pack, Anne Kerbrat, 8 to 14 June 2026``."""
    return f"{_('Trainer’s pack')} – {pack.trainer}, {period(pack.first, pack.last)}"


def pack_pages(pack: TrainerPack, logo: Picture | None) -> list[Painter]:
    """The pages of `pack`, in the language in force."""
    frame = Frame(A4_LANDSCAPE, LEFT, "", "", legal_lines(pack.organisation, WIDTH), draft=False)
    flow = Flow(_TOP, _TOP, frame.foot - 8)
    flow.add(_facts(pack))
    flow.add(_slots(pack))
    return leaves(frame, flow.pages, lambda paper: _title_block(paper, pack, logo), on_each=True)


def _title_block(paper: Paper, pack: TrainerPack, logo: Picture | None) -> None:
    letterhead(paper, pack.organisation, logo, LEFT, 22, WIDTH - 300, [reach(pack.organisation)])
    paper.right(RIGHT, 36, _("Trainer’s pack"), _NAME)
    told = f"{pack.trainer} · {period(pack.first, pack.last)}"
    paper.right(RIGHT, 48, lines(told, SMALL_STRONG, 290)[0], SMALL_STRONG)


def _facts(pack: TrainerPack) -> list[Strip]:
    whole = sum(slot.minutes for slot in pack.slots)
    days = len({slot.day for slot in pack.slots})
    told = " · ".join(
        (
            ngettext("{n} slot", "{n} slots", len(pack.slots)).format(n=len(pack.slots)),
            ngettext("{n} day", "{n} days", days).format(n=days),
            duration(whole),
        )
    )
    return [*paragraph(LEFT, WIDTH, Para(pack.trainer, STRONG), Para(told, SMALL)), space(8)]


def _slots(pack: TrainerPack) -> list[Strip]:
    last = WIDTH - sum(_WIDTHS) - 12 * len(_WIDTHS)
    cols = columns(LEFT + 6, *_WIDTHS, last - 12, gap=12)
    titles = (_("When"), _("Action"), _("Module"), _("Place"), _("Who"))
    head = Row(
        [(Para(title, SMALL_STRONG),) for title in titles],
        4,
        4,
        rule=ACCENT,
        weight=1,
        decor=tinted(cols, ACCENT_TINT),
        spread=6,
    )
    return table(cols, [head], [_slot(slot) for slot in pack.slots])


def _slot(slot: PackSlot) -> Row:
    return Row([_when(slot), _what(slot), _module(slot), _where(slot), _who(slot)], 5, 5, spread=6, whole=14)


def _when(slot: PackSlot) -> Cell:
    states = {"held": _("option"), "proposed": _("to be confirmed")}
    told = [
        Para(weekday_date(slot.day), SMALL_STRONG),
        Para(time_span(slot.start, slot.end), SMALL_INK),
        Para(duration(slot.minutes), SMALL),
    ]
    if slot.state in states:
        told.append(Para(states[slot.state], SMALL_STRONG))
    return told


def _what(slot: PackSlot) -> Cell:
    return [
        Para(text, style)
        for text, style in ((slot.title, SMALL_STRONG), (slot.client, SMALL_INK), (slot.reference, SMALL))
        if text
    ]


def _module(slot: PackSlot) -> Cell:
    told = [Para(slot.module, SMALL_INK)]
    if slot.others:
        told.append(Para(_("With {names}").format(names=", ".join(slot.others)), SMALL))
    return told


def _where(slot: PackSlot) -> Cell:
    modes = {"remote": _("remote, live"), "workplace": _("at the workplace")}
    told = [Para(slot.venue or _("to be said"), SMALL_INK)]
    if slot.mode in modes:
        told.append(Para(modes[slot.mode], SMALL))
    return told


def _who(slot: PackSlot) -> Cell:
    people = ngettext("{n} participant", "{n} participants", slot.people).format(n=slot.people)
    told = [Para(people, SMALL_STRONG)]
    told += [Para(text, SMALL) for text in (slot.group, slot.sheet) if text]
    return told
