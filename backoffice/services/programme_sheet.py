"""A programme's sheet for the public: built from what is published, printed as often as one asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from backoffice.content.programme import programme_of
from backoffice.documents import sheets
from backoffice.documents.errors import GlyphMissing
from backoffice.documents.printing import render
from backoffice.domain import programme as domain
from backoffice.i18n import N_, _, speaking
from backoffice.services.action_sheet import (
    days_e4,
    evaluations_of,
    follow_up_of,
    module_block,
    provisions_of,
)
from backoffice.services.acts import Doing, Done, Print, act
from backoffice.services.catalogue_sheets import bounds, price
from backoffice.services.names import safe_name
from backoffice.services.papers import logo_bytes, organisation, person_of
from backoffice.store.records import Programme


@act("print-programme", N_("Print the programme’s sheet"), on="programme", final=True)
def print_programme(doing: Doing, record: Programme, _values: None) -> Done:
    """Prints what the public must be able to read before it asks: nothing is kept but the version itself.

    Raises GlyphMissing for a character that the typeface lacks.
    """
    sheet = programme_sheet(doing, record)
    rendered = render(sheet, draft=record.state != "published", logo=logo_bytes(doing))
    if rendered.missing:
        raise GlyphMissing(rendered.missing)
    doing.prints.append(Print(f"{safe_name(f'PROG-{record.ref}-{record.version_no}')}.pdf", rendered.pdf))
    return Done(record, record.ref, {"version": record.version_no})


def programme_sheet(doing: Doing, record: Programme) -> sheets.ProgrammeSheet:
    """The snapshot of a version of a programme, in the house's language."""
    programme, ours = programme_of(record.body), doing.settings.organisation
    language = doing.settings.language
    with speaking(language):
        modules = tuple(module for one in programme.formats for module in one.modules)
        labels = {module.code: module.label for module in modules}
        return sheets.ProgrammeSheet(
            language=language,
            code=record.ref,
            version=record.version_no,
            organisation=organisation(doing, language, public=True),
            title=programme.title,
            formats=tuple(map(_organised, programme.formats)),
            category=programme.category,
            aim=programme.aim,
            objectives=tuple(_aim(one, labels) for one in programme.objectives),
            audience=programme.audience,
            prerequisites=tuple(map(_requirement, programme.requirements)),
            access_delays=tuple(one.text for one in programme.access_delays),
            prices=tuple(map(price, programme.shown_prices)) or (_("On quotation"),),
            funding=programme.funding,
            methods=programme.methods,
            means=(*((programme.means,) if programme.means else ()), *provisions_of(modules)),
            evaluations=evaluations_of(programme),
            follow_up=follow_up_of(programme),
            recognition=programme.recognition,
            accessibility=programme.accessibility,
            complements=programme.complements,
            results=tuple(
                sheets.Outcome(one.label, one.value, one.count, one.method, one.period)
                for one in programme.results
            ),
            disability=person_of(ours.disability.name, "", ours.disability.email, ours.disability.phone),
            owner=programme.owner,
            licence=programme.licence,
            updated_on=programme.updated_on or record.valid_from,
        )


def _aim(one: domain.Objective, labels: Mapping[str, str]) -> sheets.Aim:
    content = ", ".join(labels[code] for code in one.modules if code in labels)
    return sheets.Aim(one.text, one.criterion, one.evaluation, content, one.method)


def _requirement(one: domain.Requirement) -> str:
    text = one.text if one.mandatory else _("{text} (recommended)").format(text=one.text)
    return _("{text}; proof: {proof}").format(text=text, proof=one.proof) if one.proof else text


def _organised(one: domain.Format) -> sheets.Organised:
    return sheets.Organised(
        label=one.label,
        minutes=one.training_minutes,
        days_e4=sum(map(days_e4, one.modules)),
        remote_bp=domain.remote_share_bp(one.modules),
        headcount_min=one.headcount_least,
        headcount_max=one.headcount_most,
        modules=tuple(map(module_block, one.modules)),
        between=tuple(_between(one.modules)),
    )


def _between(modules: Iterable[domain.Module]) -> Iterator[sheets.Stretch]:
    for module in modules:
        link = module.link
        if link is not None and (bounds(link) or link.meanwhile):
            yield sheets.Stretch(module.label, bounds(link), link.meanwhile)
