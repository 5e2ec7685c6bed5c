"""The articles of an agreement or a contract: the items of D.6353-1 or L.6353-4, each in its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from backoffice.documents.agreements.annexes import annexes_of
from backoffice.documents.kit.design import ACCENT, BODY, LABEL, SMALL, SMALL_INK, STRONG, TOTAL
from backoffice.documents.kit.strips import (
    Cell,
    Para,
    Row,
    Strip,
    bullets,
    columns,
    facts,
    heading,
    paragraph,
    row_strips,
    space,
    together,
)
from backoffice.documents.quotes.action import remote_share, trainer_cell
from backoffice.documents.quotes.head import headcount, length, when
from backoffice.documents.quotes.page import LABELS, LEFT, WIDTH
from backoffice.documents.quotes.price import schedule_strips
from backoffice.documents.quotes.terms import bank, cancellation_strips
from backoffice.documents.sheets.agreement import AgreementSheet, ContractSheet
from backoffice.i18n import _
from backoffice.i18n.formats import duration, long_date, money

Article = tuple[str, list[Strip]]


def article_strips(sheet: AgreementSheet, signatures: list[Strip]) -> list[Strip]:
    """The articles in the order of the trade, numbered as they come; one without a text isn't there.

    The last one is on the page of the `signatures`: nobody signs a page that says nothing.
    """
    parts = (part(sheet) for part in _ARTICLES)
    kept = [article for article in parts if article is not None and article[1]]
    made = [_numbered(number, *article) for number, article in enumerate(kept, 1)]
    return [*(strip for one in made[:-1] for strip in one), *together([*made[-1], *signatures])]


def _numbered(number: int, title: str, strips: list[Strip]) -> list[Strip]:
    named = _("Article {n} – {title}").format(n=number, title=title)
    return [*heading(LEFT, WIDTH, named, above=12), *strips]


def _facts(pairs: Iterable[tuple[str, Cell]]) -> list[Strip]:
    return facts(LEFT, WIDTH, LABELS, pairs)


def _said(*texts: str) -> list[Strip]:
    paras = [Para(text, BODY, before=2 if at else 0) for at, text in enumerate(t for t in texts if t)]
    return paragraph(LEFT, WIDTH, *paras) if paras else []


def _subject(sheet: AgreementSheet) -> Article:
    told = sheet.action
    contract = isinstance(sheet, ContractSheet)
    opening = (
        _("Under this contract, the organisation undertakes to give the training action named below.")
        if contract
        else _(
            "Under this agreement, the organisation undertakes to organise the training action named below."
        )
    )
    pairs: list[tuple[str, Cell]] = [
        (_("Title"), (Para(told.title, STRONG),)),
        (_("Nature"), (Para(told.nature),)),
        (_("Purpose"), (Para(sheet.purpose),)),
        (_("Objectives"), bullets(told.objectives)),
        (_("Content"), bullets([*_modules(sheet), _("Detailed programme: see its annex.")])),
        (_("Quote"), (Para(_quote(sheet)),)),
    ]
    return _("Subject"), [*_said(opening), space(2), *_facts(pairs)]


def _modules(sheet: AgreementSheet) -> Iterator[str]:
    for module in sheet.action.modules:
        yield f"{module.label} – {module.title}" if module.title else module.label


def _quote(sheet: AgreementSheet) -> str:
    if not sheet.quote_number:
        return ""
    day = long_date(sheet.quote_on) if sheet.quote_on else ""
    return _("{number} of {day}").format(number=sheet.quote_number, day=day) if day else sheet.quote_number


def _running(sheet: AgreementSheet) -> Article:
    told = sheet.action
    hours = duration(sheet.group_minutes)
    groups = _("{hours} for {n} groups").format(hours=hours, n=sheet.groups) if sheet.groups > 1 else hours
    pairs: list[tuple[str, Cell]] = [
        (_("Hours per participant"), (Para(length(told.minutes, told.days_e4)),)),
        (_("Hours of the group"), (Para(groups),)),
        (_("Dates"), (Para(when(told)),)),
        (_("Timetable"), (Para(_("See the annex “Calendar”.") if told.calendar else ""),)),
        (_("Place"), bullets(told.places)),
        (_("Share taught remotely"), (Para(remote_share(told.remote_bp)),)),
    ]
    return _("Duration, period and place"), _facts(pairs)


def _people(sheet: AgreementSheet) -> Article:
    told = sheet.action
    names = _("See the annex “Participants”.") if sheet.participants else ""
    later = _("Given by the client before the first slot.")
    contract = isinstance(sheet, ContractSheet)
    pairs: list[tuple[str, Cell]] = [
        (_("Headcount"), (Para(headcount(told)),)),
        (_("Audience"), (Para(told.audience),)),
        (_("Prerequisites"), (Para(told.prerequisites),)),
        (_("Names"), (Para("" if contract else names or later),)),
    ]
    return _("Participants"), _facts(pairs)


def _means(sheet: AgreementSheet) -> Article:
    told = sheet.action
    pairs: list[tuple[str, Cell]] = [
        (_("How it is run"), (Para(told.conduct),)),
        (_("Means"), bullets(told.means)),
        (_("Trainers"), tuple(para for one in told.trainers for para in trainer_cell(one))),
        *((clause.title, (Para(clause.text),)) for clause in sheet.conditions),
        (_("Accessibility"), (Para(told.accessibility),)),
    ]
    return _("Means and running"), _facts(pairs)


def _follow_up(sheet: AgreementSheet) -> Article:
    told = sheet.action
    pairs: list[tuple[str, Cell]] = [
        (_("Follow-up"), (Para(told.follow_up),)),
        (_("Evaluation"), bullets(told.evaluation)),
        (_("Recognition"), (Para(told.recognition),)),
    ]
    return _("Follow-up, evaluation and recognition"), _facts(pairs)


def _price(sheet: AgreementSheet) -> Article:
    cols = columns(LEFT, WIDTH - 118, 110, gap=8, align=("left", "right"))
    rows = []
    if sheet.vat_cents:
        rows += [(_("Total excl. VAT"), sheet.net_cents), (_("VAT"), sheet.vat_cents)]
    strips = [
        strip
        for label, cents in rows
        for strip in row_strips(cols, Row(((Para(label, LABEL),), (Para(money(cents), BODY),)), 2.6, 2.6))
    ]
    final = _("Price incl. VAT") if sheet.vat_cents else _("Price net of tax")
    last = Row(
        ((Para(final, STRONG),), (Para(money(sheet.total_cents), TOTAL),)),
        4,
        4,
        rule=ACCENT,
        weight=0.8,
        middle=True,
    )
    strips += row_strips(cols, last)
    mentions = [group.mention.rstrip(".") + "." for group in sheet.vat_groups if group.mention]
    said = [*mentions, _("The price in detail is annexed.")]
    return _("Price"), together(
        [*strips, space(3), *paragraph(LEFT, WIDTH, *(Para(one, SMALL) for one in said))]
    )


def _withdrawal(sheet: AgreementSheet) -> Article | None:
    if not isinstance(sheet, ContractSheet):
        return None
    return _("Right of withdrawal"), _said(sheet.withdrawal)


def _payment(sheet: AgreementSheet) -> Article:
    guard = _said(sheet.payment_guard) if isinstance(sheet, ContractSheet) else []
    schedule = schedule_strips(sheet.instalments) if sheet.instalments else []
    funders = [" – ".join(part for part in (one.name, one.file_number) if part) for one in sheet.funders]
    pairs: list[tuple[str, Cell]] = [
        (_("Terms"), (*bullets(sheet.payment_terms, SMALL_INK), *bank(sheet.iban, sheet.bic))),
        (_("Funder"), bullets(funders)),
        (_("Funding"), bullets(sheet.funding, SMALL_INK)),
    ]
    gap = [space(4)]
    return _("Terms of payment"), [*guard, *(gap if guard else []), *schedule, *gap, *_facts(pairs)]


def _cancelling(sheet: AgreementSheet) -> Article:
    individual = isinstance(sheet, ContractSheet)
    early = sheet.early_end if isinstance(sheet, ContractSheet) else ()
    # An indemnity of a funded action concerns employers: an individual has no skills operator.
    indemnity = "" if individual or not sheet.cancellation else sheet.indemnity
    bands = cancellation_strips(sheet.cancellation, sheet.cancellation_notes, individual=individual)
    notes = () if bands else sheet.cancellation_notes
    title = (
        _("Cancellation, early end and what isn’t given") if early else _("Cancellation and what isn’t given")
    )
    said = _said(*notes, *early, indemnity, sheet.not_executed)
    return title, [*bands, *([space(3)] if bands else []), *said]


def _provisions(sheet: AgreementSheet) -> Article:
    return _("Other provisions"), _facts((one.title, (Para(one.text),)) for one in sheet.clauses)


def _effect(sheet: AgreementSheet) -> Article:
    contract = isinstance(sheet, ContractSheet)
    text = (
        _("This contract takes effect on its signature by both parties and ends with the action.")
        if contract
        else _(
            "This agreement takes effect on its signature by both parties, before the action begins, and "
            "ends with it."
        )
    )
    changes = _("Any change of objectives, dates, headcount or price is the subject of an amendment.")
    listed = [f"{one}" for one in (*annexes_of(sheet), *sheet.other_annexes)]
    pairs: list[tuple[str, Cell]] = [(_("Annexes"), bullets(listed))]
    return _("Effect, changes and annexes"), [*_said(text, changes), space(2), *_facts(pairs)]


_ARTICLES: tuple[Callable[[AgreementSheet], Article | None], ...] = (
    _subject,
    _running,
    _people,
    _means,
    _follow_up,
    _price,
    _withdrawal,
    _payment,
    _cancelling,
    _provisions,
    _effect,
)
